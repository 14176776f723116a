"""What posted entries say to the tax authorities, added up: by VAT code, VAT number and country.

Amounts stay in each document's currency: a return under the One Stop Shop is converted at a rate of
its own (art. 369h of directive 2006/112/EC), the others at the rate of each entry.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from ...ledger.words import ZERO
from .rules import INCLUDING, LISTINGS, VatCode


@dataclass(frozen=True, slots=True)
class Entry:
    """A posted sales entry: its request's body, and the VAT number that stands on the account."""

    body: dict
    vat_number: str = ""


@dataclass(slots=True)
class Sums:
    """A base and its VAT; credit notes count below zero."""

    base: Decimal = ZERO
    vat: Decimal = ZERO

    def add(self, base: Decimal, vat: Decimal) -> None:
        self.base += base
        self.vat += vat


@dataclass(slots=True)
class Proof:
    """`by_code`: (VAT code, currency); `listed`: (listing, VAT number, currency) of the EU sales
    list; `oss`: (country, percentage, currency) of the One Stop Shop. Each leads to Sums.
    """

    by_code: dict = field(default_factory=lambda: defaultdict(Sums))
    listed: dict = field(default_factory=lambda: defaultdict(Sums))
    oss: dict = field(default_factory=lambda: defaultdict(Sums))


def prove(entries: Iterable[Entry], codes: dict[str, VatCode]) -> Proof:
    """Return the sums of these entries; a code that is not among `codes` counts by itself alone."""
    proof = Proof()
    for entry in entries:
        currency = entry.body["Currency"]
        for line in entry.body["SalesEntryLines"]:
            code = codes.get(line["VATCode"], VatCode(line["VATCode"]))
            vat = Decimal(line.get("VATAmountFC", "0"))
            amount = Decimal(line["AmountFC"])
            base = amount - vat if code.type == INCLUDING else amount
            proof.by_code[code.code, currency].add(base, vat)
            if code.listing in LISTINGS:
                proof.listed[code.listing, entry.vat_number, currency].add(base, vat)
            if code.oss_country:
                proof.oss[code.oss_country, code.percentage, currency].add(base, vat)
    return proof
