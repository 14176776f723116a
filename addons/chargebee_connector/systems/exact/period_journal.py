"""All documents of a period in one entry, for those who want none of them in Exact.

The entry is a sales entry on the one account that all customers share: a line for each ledger, VAT
code, costs and service period, at the end of the period. Invoices and credit notes are told apart,
and so are exchange rates, since the VAT in the division's currency hangs on them. What a listing
asks by customer (the EU sales list, the Belgian customer listing) has no place in it and is
stopped. Ask your adviser whether such books are enough for yours.

It goes when the period is over; what comes later goes into another entry of the same period.
"""

from dataclasses import replace
from hashlib import sha256

from ...ledger.periods import Period
from ...ledger.plan import Outcome, part
from ...ledger.problems import Invalid
from ...ledger.text import dump
from ...ledger.words import Document
from . import bundled_memo, entries, vat
from .formats import stamp
from .rules import Rules

PREFIX = "journal/"

#: What an entry says of itself that is each document's own, or the first one's for all.
_OWN = ("YourRef", "Description", "PaymentReference", "SalesEntryLines", "PaymentCondition")

#: A country whose businesses all stand on a yearly listing of customers.
_LISTS_CUSTOMERS = "BE"


def bundled(entry: Outcome, document: Document, rules: Rules) -> Outcome:
    """Return the outcome of a document as part of its period's entry.

    What takes back a document of an account of its own stays there. Raises nothing: a document
    that some listing asks for by its customer is returned with the problem.
    """
    body = entry.request.body
    if body["Customer"] != rules.customers.everyone.id:
        return entry
    problem = _asked_by_customer(document, body, rules)
    if problem is not None:
        return replace(entry, request=None, needs_link=None, problem=problem)
    period = rules.calendar.find(document.date)
    dated = {name: value for name, value in body.items() if name != "DueDate"}
    dated["EntryDate"] = stamp(period.end)
    told = {name: value for name, value in dated.items() if name not in _OWN}
    alike = [told, document.sign, entry.facts.oss_quarter, rules.business_entity]
    mark = sha256(dump(alike).encode()).hexdigest()[:6]
    base = f"{PREFIX}{bundled_memo.name(period)}/{document.currency}/{mark}"
    return replace(entry, request=part(dated), bundle=(entries.KIND, base))


def _asked_by_customer(document: Document, body: dict, rules: Rules) -> Invalid | None:
    """Return what stops a document whose customer the tax authorities ask for by name."""
    listed = sorted({line["VATCode"] for line in body["SalesEntryLines"]} & rules.listed)
    if listed:
        return Invalid("journal_listed", vat_code=", ".join(listed))
    number = vat.full(document.vat_number, document.country)
    if rules.country == _LISTS_CUSTOMERS and number.startswith(_LISTS_CUSTOMERS):
        return Invalid("journal_listed_be", number=number)
    return None


def is_due(base: str, rules: Rules) -> bool:
    """Say whether what a bundle takes is complete: its period is over."""
    period = _period(base, rules)
    return period is None or period.end < rules.today


def _period(base: str, rules: Rules) -> Period | None:
    if not base.startswith(PREFIX):
        return None
    year, number = base.split("/")[1].split("-")
    return rules.calendar.named(int(year), int(number))
