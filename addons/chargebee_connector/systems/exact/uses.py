"""What documents ask of the mapping tables, for people who fill them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from ...ledger.gates import is_zero, skip_rule
from ...ledger.mapping import Table
from ...ledger.problems import Invalid
from ...ledger.words import Document, Price
from .checks import is_booked
from .discounts import VOUCHER
from .entries import parts, revenue_facts
from .paying import term_facts
from .rules import NO_ITEM
from .taxing import facts_of as tax_facts

_NO_PRICE = Price("")


@dataclass(slots=True)
class Uses:
    """How many lines (documents, for `term`) ask with which facts; keys are sorted pairs.

    `collected` holds those keys of `term` with which documents ask that the source collects.
    """

    revenue: Counter = field(default_factory=Counter)
    tax: Counter = field(default_factory=Counter)
    term: Counter = field(default_factory=Counter)
    collected: set = field(default_factory=set)

    def add(
        self,
        documents: Iterable[Document],
        prices: dict[str, Price],
        date_from: date | None,
        business_entity: str,
        revenue: Table | None = None,
    ) -> None:
        """Count what these documents ask with, as far as they are to be posted at all.

        The rows of `revenue` tell which lines sell goods.
        """
        for document in documents:
            if skip_rule(document, date_from, business_entity) or is_zero(document):
                continue
            if document.kind == "invoice":
                paid = _pairs(term_facts(document))
                self.term[paid] += 1
                if document.auto_collection:
                    self.collected.add(paid)
            for line in document.lines:
                # What takes a posted line back stands where that one was booked.
                if line.credits or not is_booked(line):
                    continue
                price = prices.get(line.price, _NO_PRICE)
                asked = revenue_facts(document, line, price)
                self.revenue[_pairs(asked)] += 1
                row = revenue.choose(asked) if revenue else None
                supply = row.supply if row else ""
                try:
                    taxed = parts(line)
                except Invalid:
                    continue  # It is blocked for a reason of its own, which no mapping cures.
                for _net, tax in taxed:
                    if tax is VOUCHER:
                        continue
                    self.tax[_pairs(tax_facts(document, line, tax, supply))] += 1


def named(facts: dict) -> str:
    """Return the item price that facts name, "" for a line without any."""
    return "" if facts["item_price"] == NO_ITEM else facts["item_price"]


def _pairs(facts: dict) -> tuple:
    return tuple(facts.items())
