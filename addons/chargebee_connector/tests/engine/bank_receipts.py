"""What comes in at the bank for a year's open invoices, booked and matched by a bookkeeper."""

import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from world import World

#: A day on which the books are open, and the journals: euro, and any currency.
DAY = "2026-01-20"
BANK, FOREIGN_BANK = "20", "26"
PART = Decimal("10.00")


@dataclass(frozen=True)
class Open:
    """An invoice that stands in Exact unpaid."""

    number: str
    entry: int
    customer: str
    currency: str
    total: Decimal


@dataclass(frozen=True)
class Received:
    """What a receipt settles of an invoice; `is_known` where the site was told of it before."""

    invoice: Open
    amount: Decimal
    is_known: bool = False


def receive(world: World, route) -> list[Received]:
    """Book receipts of each sort in a route's division: whole, in part, of two, in foreign money.

    The last one was typed in at the site as well, when it was announced.
    """
    unpaid, typed_in = _open(world, route)
    in_euro = [one for one in unpaid if one.currency == "EUR"]
    foreign = [one for one in unpaid if one.currency != "EUR"]
    first, second = _two(in_euro)
    whole, part = [one for one in in_euro if one not in (first, second)][:2]
    book = _bookkeeper(world, route)
    book(BANK, [{"entry_number": whole.entry}])
    book(BANK, [{"entry_number": part.entry, "amount": str(PART)}])
    book(
        BANK,
        [{"entry_number": first.entry}, {"entry_number": second.entry}],
        one_line=first.customer == second.customer,
    )
    received = [Received(one, one.total) for one in (whole, first, second)]
    received.append(Received(part, PART))
    for one in foreign[:1]:
        book(FOREIGN_BANK, [{"entry_number": one.entry}], currency=one.currency)
        received.append(Received(one, one.total))
    for one in typed_in[:1]:
        book(BANK, [{"entry_number": one.entry}])
        received.append(Received(one, one.total, is_known=True))
    return received


def _two(unpaid: list[Open]) -> list[Open]:
    """Two invoices that are paid together, of one customer where one has two."""
    customers = Counter(one.customer for one in unpaid)
    return sorted(unpaid, key=lambda one: (-customers[one.customer], one.customer))[:2]


def _bookkeeper(world, route):
    def book(journal: str, invoices: list[dict], **more) -> None:
        division = int(route.exact_division)
        world.exact.post(
            "receipt", division=division, journal=journal, date=DAY, invoices=invoices, **more
        )

    return book


def _open(world, route) -> tuple[list[Open], list[Open]]:
    """Invoices on which nothing was paid, and those whose only payment was typed in by hand."""
    unpaid, typed_in = [], []
    for link in world.links(route_id=route.id, kind="sales_entry", state="posted"):
        if link.record_id.kind != "invoice" or link.parent_id:
            continue
        told = json.loads(link.record_id.sudo().payload)
        one = Open(
            told["id"],
            int(link.target_number),
            told["customer_id"],
            told["currency_code"],
            Decimal(told["total"]) / 100,
        )
        paid = [one for one in told["linked_payments"] if one["txn_status"] == "success"]
        if told["status"] in ("payment_due", "not_paid") and told["amount_due"] == told["total"]:
            unpaid.append(one)
        elif [one["applied_amount"] for one in paid] == [told["total"]]:
            movement = json.loads(world.record("transaction", paid[0]["txn_id"]).sudo().payload)
            if movement["gateway"] == "not_applicable" and movement["status"] == "success":
                typed_in.append(one)
    return unpaid, typed_in
