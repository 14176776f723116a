"""Consumers' documents of one day in one entry, for those who don't want each of them in Exact.

Only documents on a collective debtor are taken together: listings of VAT are made by account, so
a business's never are. What differs in anything but its lines goes into an entry of its own, and
invoices and credit notes are never mixed. Each document keeps its own object here, which names the
entry that it stands in.
"""

from dataclasses import replace
from decimal import Decimal
from hashlib import sha256

from ...ledger.plan import Facts, Outcome, Part, Request, part
from ...ledger.text import dump
from ...ledger.words import ZERO, Document
from . import entries, period_journal
from .formats import plain, unstamped
from .rules import Rules

#: What an entry says of itself that is each document's own.
_OWN = ("YourRef", "Description", "PaymentReference", "SalesEntryLines")

#: Lines that agree in these are one line of the entry.
_ALIKE = ("GLAccount", "VATCode", "CostCenter", "CostUnit", "From", "To")

_NUMBER = "summary/"


def bundled(entry: Outcome, document: Document, rules: Rules) -> Outcome:
    """Return the outcome of a document as part of its day's entry, where that is wanted.

    Or of its period's, where no documents are.
    """
    if entry.request is None or entry.problem is not None:
        return entry
    if rules.customers.everyone is not None:
        return period_journal.bundled(entry, document, rules)
    if not rules.summary:
        return entry
    body = entry.request.body
    if not isinstance(body["Customer"], str):
        return entry
    shared = {name: value for name, value in body.items() if name not in _OWN}
    # Corrections of several quarters under the One Stop Shop are told apart.
    told = [shared, document.sign]
    told += filter(None, [entry.facts.oss_quarter, rules.business_entity])
    alike = sha256(dump(told).encode()).hexdigest()[:6]
    country = document.country.upper() or "-"
    base = f"{_NUMBER}{document.date}/{country}/{document.currency}/{alike}"
    return replace(entry, request=part(body), bundle=(entries.KIND, base))


def together(key: str, parts: list[Part], rules: Rules) -> tuple[Facts, Request]:
    """Return the one entry that takes these documents: a line per ledger, VAT code and costs."""
    sums: dict[tuple, list[Decimal]] = {}
    for each in parts:
        for line in each.body["SalesEntryLines"]:
            alike = tuple(line.get(name) for name in _ALIKE)
            found = sums.setdefault(alike, [ZERO, ZERO])
            found[0] += Decimal(line["AmountFC"])
            found[1] += Decimal(line.get("VATAmountFC") or 0)
    first, count = parts[0], len(parts)
    number = entries.your_ref(rules, key.partition("/")[2])
    body = {name: value for name, value in first.body.items() if name not in _OWN}
    body["YourRef"] = number
    body["Description"] = f"{number} ({count})"
    taxed = {
        line["VATCode"]
        for each in parts
        for line in each.body["SalesEntryLines"]
        if "VATAmountFC" in line
    }
    body["SalesEntryLines"] = [
        _line(dict(zip(_ALIKE, alike, strict=True)), amount, vat, taxed)
        for alike, (amount, vat) in sums.items()
        if amount or vat
    ]
    facts = replace(
        first.facts,
        title=f"{count} × {first.body['Currency']}",
        date=unstamped(first.body["EntryDate"]),
        total=sum((each.facts.total for each in parts), ZERO),
        tax=sum((each.facts.tax for each in parts), ZERO),
        left_return="",
        left_vat=None,
    )
    return facts, Request("POST", entries.PATH, body, "create")


def _line(alike: dict, amount: Decimal, vat: Decimal, taxed: set) -> dict:
    line = {name: value for name, value in alike.items() if value is not None}
    line["AmountFC"] = plain(amount)
    if line["VATCode"] in taxed:
        line["VATAmountFC"] = plain(vat or amount - amount)
    return line
