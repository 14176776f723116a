"""What documents ask of the mapping tables, for people who fill them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from ...ledger.gates import is_zero, skip_rule
from ...ledger.mapping import Table
from ...ledger.problems import Invalid
from ...ledger.words import Document, Price
from . import catalogue
from .checks import is_booked
from .discounts import VOUCHER
from .entries import parts, revenue_facts
from .paying import term_facts
from .taxing import facts_of as tax_facts


@dataclass(slots=True)
class Uses:
    """How many lines (documents, for `term`) ask with which facts; keys are sorted pairs.

    `sold` holds what the lines of each key of `revenue` sell, with the description of the first.
    `taxed` holds for each key of `tax` the keys of `revenue` of the same lines.
    `collected` holds those keys of `term` with which documents ask that the source collects.
    """

    revenue: Counter = field(default_factory=Counter)
    tax: Counter = field(default_factory=Counter)
    term: Counter = field(default_factory=Counter)
    sold: dict = field(default_factory=dict)
    taxed: dict = field(default_factory=dict)
    collected: set = field(default_factory=set)

    def add(
        self,
        documents: Iterable[Document],
        prices: dict[tuple[str, str], Price],
        date_from: date | None,
        business_entity: str,
        revenue: Table | None = None,
    ) -> None:
        """Count what these documents ask with, as far as they are to be posted at all.

        `prices` are those of the catalogue by kind and id. The rows of `revenue` tell which lines
        sell goods.
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
                price = catalogue.price_of(line, prices)
                asked = revenue_facts(document, line, price)
                self.revenue[_pairs(asked)] += 1
                self.sold.setdefault(_pairs(asked), (price, line.description))
                row = catalogue.revenue_row(revenue, asked, line) if revenue else None
                supply = row.supply if row else ""
                try:
                    taxed = parts(line)
                except Invalid:
                    continue  # It is blocked for a reason of its own, which no mapping cures.
                for _net, tax in taxed:
                    if tax is VOUCHER:
                        continue
                    told = _pairs(tax_facts(document, line, tax, supply))
                    self.tax[told] += 1
                    self.taxed.setdefault(told, set()).add(_pairs(asked))

    def shared(self) -> set[str]:
        """Return the item prices that lines of more than one family name.

        In an old catalogue a plan and its setup fee, or an add-on, may go by one id.
        """
        families: dict[str, set] = {}
        for pairs in self.revenue:
            facts = dict(pairs)
            families.setdefault(facts["item_price"], set()).add(facts["item_family"])
        return {price for price, several in families.items() if len(several) > 1}


def _pairs(facts: dict) -> tuple:
    return tuple(facts.items())
