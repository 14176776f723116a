"""The ordinary months: who is invoiced, and how most of it is paid."""

from __future__ import annotations

from random import Random

from ..books import Books, Record
from ..calendar import DAY
from ..customers import Customer
from ..document import EXCLUSIVE, INCLUSIVE
from ..payments import pay
from ..sales import basket, discounted
from ..settle import settle_invoice
from .stage import Bill, Stage

# What is invoiced in an ordinary month, besides what the acts add.
PER_MONTH = 24
ONLINE = ("card", "ideal", "card")
NOT_ORDINARY = ("cloud-parent", "cloud-child-1", "cloud-child-2", "cloud-merged")


def plan_months(stage: Stage, people: dict[str, Customer], months: int) -> list[Record]:
    """Plan the ordinary invoices; the answer fills with them once they are played."""
    usual = [customer for key, customer in people.items() if key not in NOT_ORDINARY]
    found: list[Record] = []
    for month in range(1, months + 1):
        for number in range(PER_MONTH):
            rng = stage.rng("ordinary", month, number)
            customer = usual[(month * PER_MONTH + number) % len(usual)]
            stage.bill(ordinary_bill(stage, customer, month, rng, found))
    return found


def ordinary_bill(
    stage: Stage, customer: Customer, month: int, rng: Random, found: list[Record]
) -> Bill:
    when = stage.at(month, rng.randrange(1, 29), rng.randrange(86_400))
    lines = discounted(basket(customer, when, rng), customer.currency, rng)
    inclusive = not customer.business and rng.random() < 0.7

    def then(record: Record) -> None:
        found.append(record)
        if record["total"]:
            live(stage, record, customer, rng)

    recurring = any(line.entity_type == "plan_item_price" for line in lines)
    price_type = INCLUSIVE if inclusive else EXCLUSIVE
    changes: Record = {}
    if rng.random() < 0.3:
        changes["cf_cost_center"] = rng.choice(("K100", "K200", "K300"))
    if rng.random() < 0.3:
        changes["po_number"] = f"PO-{rng.randrange(1000, 9999)}"
    return Bill(when, customer, lines, then, "", price_type, recurring, changes=changes)


def live(stage: Stage, record: Record, customer: Customer, rng: Random) -> None:
    """Most are collected at once; transfers are in part typed in, in part left to the bank."""
    if customer.record["auto_collection"] == "on":
        at, chance = record["date"] + 30, rng.random()
        if chance < 0.94:
            pay(stage.books, record, record["total"], at, rng, method=rng.choice(ONLINE))
        else:
            leave_open(stage, record)
        return
    at = record["date"] + rng.randrange(5, 40) * DAY
    if at < stage.end and rng.random() < 0.4:
        pay(stage.books, record, record["total"], at, rng, method="bank_transfer")
        stage.books.feature("offline_payment", record)
    else:
        leave_open(stage, record)


def leave_open(stage: Stage, record: Record) -> None:
    unpaid = "posted" if record["due_date"] > stage.end else "not_paid"
    settle_invoice(record, stage.end, unpaid=unpaid)


def paid_online(books: Books, record: Record) -> Record | None:
    """The payment of an invoice that one online payment settled whole."""
    links = record["linked_payments"]
    if len(links) == 1 and links[0]["txn_status"] == "success" and record["status"] == "paid":
        payment = books.records["transaction"][links[0]["txn_id"]]
        if payment["gateway"] != "not_applicable" and payment["amount"] == record["total"]:
            return payment
    return None
