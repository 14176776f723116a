"""Open items that people took over into Exact: documents from before the route's start (I13).

Such a document is never posted. What follows it here (a payment, a credit note, a write-off) is
booked against the item that stands for it in Exact, found by its number in `YourRef`; customer,
currency and amount must agree, since a bookkeeper wrote it there. Read from the open receivables
("bulk/Cashflow/Receivables", 1,000 rows a call) up to the day on which the route starts. What was
open once and no longer is stays known: a credit note may follow an invoice that was paid.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ...ledger.plan import Booked, Known
from ...ledger.problems import Conflict, Invalid, Waiting
from ...ledger.pull import Referenced
from ...ledger.states import POSTED
from ...ledger.words import ZERO, Document
from . import debtors, entries, formats
from .client import Exact
from .rules import Rules

KIND = "opening_item"
PATH = "bulk/Cashflow/Receivables"
_FIELDS = (
    "ID,YourRef,Account,AccountName,AmountFC,Currency,EntryNumber,InvoiceNumber,Journal,RateFC,"
    "TransactionType"
)
#: Receivables.Status of what is matched, and TransactionType of money: it bears the number of the
#: invoice that it was matched with.
_MATCHED, _MONEY = 50, 40

#: What only the body of something that was taken over has: the number that Exact matches by.
OUR_REF = "OurRef"

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Opening:
    """An open item: the number that Exact matches by, whose it is, and what is still open of it.

    `amount` is in `currency`, below zero for a credit; what it last was, when it `is_open` no
    more. `rate` is units of the division's currency for one of its own, "" where that is the same.
    """

    number: str
    account: str
    currency: str
    amount: Decimal
    journal: str = ""
    rate: str = ""
    is_open: bool = True


def read(client: Exact, until: date) -> Iterator[Referenced]:
    """Yield every open item of a day or before that bears a number of somebody's."""
    where = f"Status lt {_MATCHED} and InvoiceDate le datetime'{formats.stamp(until)}'"
    for page in client.rows(PATH, select=_FIELDS, where=where):
        for row in page:
            your_ref = formats.text(row.get("YourRef"))
            number = row.get("InvoiceNumber") or row.get("EntryNumber")
            if not your_ref or not number or row.get("TransactionType") == _MONEY:
                continue
            rate = formats.number(row.get("RateFC"))
            data = {
                "number": formats.text(number),
                "account": formats.guid(row["Account"]),
                "currency": formats.text(row["Currency"]),
                "amount": str((formats.number(row["AmountFC"]) or ZERO).quantize(_CENT)),
                "journal": formats.text(row.get("Journal")),
                "rate": "" if rate in (None, 1) else formats.plain(rate),
            }
            name = formats.text(row.get("AccountName"))
            yield Referenced(formats.guid(row["ID"]), your_ref, name, True, data)


def table(items: Iterable[tuple[str, Opening]]) -> dict[str, tuple[Opening, ...]]:
    """Return {YourRef: its items}: the terms of one document are one item.

    What of it is open counts, and what was when nothing is any more.
    """
    found: dict[str, dict[tuple, Opening]] = {}
    for your_ref, item in items:
        there = found.setdefault(your_ref, {})
        same = (item.number, item.account, item.currency)
        before = there.get(same)
        if before is None or (item.is_open and not before.is_open):
            there[same] = item
        elif item.is_open == before.is_open:
            there[same] = replace(before, amount=before.amount + item.amount)
    return {your_ref: tuple(some.values()) for your_ref, some in found.items()}


def is_opening(document: Document, rules: Rules) -> bool:
    """Say whether a document belongs to the opening balance of the route."""
    return bool(rules.date_from and document.date and document.date < rules.date_from)


def begun(day: date | None, rules: Rules) -> bool:
    """Say whether something that happens to a document of the opening balance is the route's."""
    return bool(day and rules.date_from and day >= rules.date_from)


def of(document: Document, rules: Rules) -> tuple[Opening, ...]:
    """Return what may stand for a document: by our number, or by the document's own alone."""
    names = {entries.your_ref(rules, document.external_id), document.external_id}
    found = [item for name in sorted(names) for item in rules.openings.get(name, ())]
    return tuple(item for item in found if (item.amount < 0) == (document.sign < 0))


def taken_over(
    document: Document, rules: Rules, known: Known, missing: Invalid, amount: Decimal | None = None
) -> Opening:
    """Return the item that stands for a document from before the start; raise when none does.

    `amount` is what shall be settled of it now; None where it need not be open any more. Raises
    `missing` when there is no item, a Conflict when it can't be the one that is meant, Waiting
    until the customer's account is known.
    """
    found = of(document, rules)
    if not found:
        raise missing
    if len(found) > 1:
        numbers = ", ".join(sorted(item.number for item in found))
        raise Conflict("opening_item_twice", number=document.external_id, entries=numbers)
    (item,) = found
    agrees = (
        item.account == account(item, document, rules, known)
        and item.currency == document.currency
        and abs(item.amount) <= document.total
    )
    if not agrees:
        raise Conflict(
            "opening_item_differs",
            number=document.external_id,
            entry=item.number,
            ours=f"{document.currency} {document.total}",
            theirs=f"{item.currency} {abs(item.amount)}",
        )
    if amount is not None and not item.is_open:
        raise Invalid("opening_item_closed", number=document.external_id, entry=item.number)
    if amount is not None and amount > abs(item.amount):
        raise Invalid(
            "opening_item_smaller",
            number=document.external_id,
            entry=item.number,
            amount=amount,
            open=abs(item.amount),
            currency=item.currency,
        )
    return item


def booked(item: Opening, document: Document, rules: Rules) -> Booked:
    """Return what stands of a document that was taken over, as far as an entry of ours would say.

    Its lines are not known, so nothing can be taken back as it was posted.
    """
    body = {"Customer": item.account, "Journal": item.journal, OUR_REF: item.number}
    if document.currency != rules.division_currency and item.rate:
        body["Rate"] = item.rate
    return Booked(body, {}, document.total)


def account(item: Opening, document: Document, rules: Rules, known: Known) -> str:
    """Return the id of the account that a document is owed by; raise Waiting until it is known.

    Where customers have no accounts of their own any more, nobody knows better than the item.
    """
    if rules.customers.everyone is not None:
        return item.account
    customer = known.records.get(("customer", document.customer))
    shared = debtors.collective(document, customer, rules)
    if shared:
        return shared.id
    link = known.links.get(debtors.place_of(document, rules))
    if link is None or link.state != POSTED:
        raise Waiting("account_first", customer=customer.name if customer else document.customer)
    return link.external_id
