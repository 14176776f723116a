"""Subscriptions: those that the invoices name, and some in every other state there is."""

from __future__ import annotations

from collections import defaultdict
from random import Random

from ..books import Books, Record
from ..calendar import DAY, later
from ..options import Options
from ..settle import touch
from .subscription import Item, subscription

_STATES = {3: "non_renewing", 5: "cancelled", 7: "paused"}
_UNPAID = ("payment_due", "not_paid")


def add_subscriptions(books: Books, options: Options, as_of: int) -> None:
    newest, dues = _invoiced(books)
    for number, key in enumerate(sorted(newest)):
        invoice, lines = newest[key]
        customer = books.records["customer"][invoice["customer_id"]]
        items = _items(books, invoice["currency_code"], customer, lines)
        record = subscription(key, customer, items, invoice["date"], as_of)
        _state(record, _STATES.get(number % 12, ""), invoice["date"], as_of)
        _more(record, number, customer, dues[key])
        rng = Random(f"{options.seed}/subscription/{key}")
        touch(record, max(invoice["date"], record["created_at"]), rng.randrange(1000))
        books.add("subscription", record)
    _others(books, options, as_of)
    _mandates(books)


def _invoiced(books: Books) -> tuple[dict[str, tuple[Record, list[Record]]], dict[str, list]]:
    """Subscription → its newest invoice with the lines of it; subscription → what it owes."""
    newest: dict[str, tuple[Record, list[Record]]] = {}
    dues: dict[str, list[Record]] = defaultdict(list)
    for invoice in books.records["invoice"].values():
        if invoice["deleted"]:
            continue
        lines: dict[str, list[Record]] = defaultdict(list)
        for line in invoice["line_items"]:
            if "subscription_id" in line:
                lines[line["subscription_id"]].append(line)
        for key, of_one in lines.items():
            if key not in newest or newest[key][0]["date"] <= invoice["date"]:
                newest[key] = invoice, of_one
            if invoice["status"] in _UNPAID and len(lines) == 1:
                dues[key].append(invoice)
    return newest, dues


def _items(books: Books, currency: str, customer: Record, lines: list[Record]) -> list[Item]:
    """What the lines sell, the plan first; a plan of the seller's where no line has one."""
    prices = books.records["item_price"]
    items: dict[str, Item] = {}
    for line in lines:
        price = prices.get(line.get("entity_id", ""))
        if price and price["item_type"] != "charge":
            items[price["id"]] = Item(price, line["quantity"], metered=line["metered"])
    ordered = sorted(items.values(), key=lambda item: item.price["item_type"] != "plan")
    if not ordered or ordered[0].price["item_type"] != "plan":
        ordered.insert(0, Item(_plan(books, currency, customer)))
    return ordered


def _plan(books: Books, currency: str, customer: Record) -> Record:
    plan = {"be-retail": "trade-journal", "be-services": "care"}.get(
        customer.get("business_entity_id", ""), "starter"
    )
    prices = books.records["item_price"]
    return prices.get(f"{plan}-{currency}-Monthly") or prices[f"{plan}-EUR-Monthly"]


def _state(record: Record, state: str, since: int, as_of: int) -> None:
    """Bring it out of its ordinary state; what ended has no next bill."""
    if record["status"] != "active" or not state:
        return
    record["status"] = state
    if state == "non_renewing":
        record |= {
            "cancelled_at": record["current_term_end"],
            "cancel_schedule_created_at": as_of - DAY,
            "cancel_reason_code": "Moved to a competitor",
            "remaining_billing_cycles": 0,
        }
        del record["next_billing_at"]
    elif state == "cancelled":
        record |= {"cancelled_at": min(later(since, 1), as_of), "mrr": 0, "arr": 0}
        record["cancel_reason_code"] = "Too expensive"
        del record["next_billing_at"]
    elif state == "paused":
        record |= {"pause_date": as_of - 9 * DAY, "resume_date": as_of + 21 * DAY}


def _more(record: Record, number: int, customer: Record, dues: list[Record]) -> None:
    source = customer.get("primary_payment_source_id")
    if source and number % 3:
        record["payment_source_id"] = source
    if number % 4 == 1:
        record["po_number"] = f"PO-{7000 + number}"
    if number % 6 == 2:
        record["cf_contract"] = f"C/{number}"
        record["meta_data"] = {"crm_opportunity": f"opp-{number}"}
    if number % 8 == 4:
        coupon = {"coupon_id": "LOYAL5", "applied_count": 1, "object": "coupon"}
        record["coupons"] = [coupon]
    if number % 10 == 6:
        record["contract_term"] = _contract(record)
    if dues:
        record |= {
            "due_invoices_count": len(dues),
            "due_since": min(invoice["due_date"] for invoice in dues),
            "total_dues": sum(invoice["amount_due"] for invoice in dues),
        }
    else:
        record["due_invoices_count"] = 0


def _contract(record: Record) -> Record:
    """Twelve periods at the price of today."""
    start = record["start_date"]
    before_tax = sum(item.get("amount", 0) for item in record["subscription_items"]) * 12
    return {
        "id": f"ct_{record['id']}",
        "status": "active",
        "contract_start": start,
        "contract_end": later(start, 12 if record["billing_period_unit"] == "month" else 144),
        "billing_cycle": 12,
        "action_at_term_end": "renew",
        "total_contract_value": before_tax * 121 // 100,
        "total_contract_value_before_tax": before_tax,
        "created_at": record["created_at"],
        "subscription_id": record["id"],
        "remaining_billing_cycles": 11,
        "object": "contract_term",
    }


def _others(books: Books, options: Options, as_of: int) -> None:
    """Not begun, on trial, handed to another entity, deleted, with an amount agreed on."""
    living = [c for c in books.records["customer"].values() if not c["deleted"]]
    made = ("future", "in_trial", "transferred", "deleted", "tiered")
    for number, kind in enumerate(made * (1 + len(living) // 40)):
        customer = living[(number * 7) % len(living)]
        currency = customer.get("preferred_currency_code", "EUR")
        key = f"sub-{kind}-{number}"
        start = as_of + 12 * DAY if kind == "future" else as_of - (20 + number) * DAY
        items = [Item(_plan(books, currency, customer), unit_price=4321 if number % 2 else None)]
        if kind == "tiered":
            tiers = books.records["item_price"][f"reporting-{_priced(items[0])}-Monthly"]
            items.append(Item(tiers, quantity=17))
        record = subscription(key, customer, items, start, as_of)
        if kind == "in_trial":
            record |= {"status": "in_trial", "trial_start": start, "trial_end": as_of + 10 * DAY}
            record |= {"next_billing_at": as_of + 10 * DAY, "mrr": 0, "arr": 0}
            for field in ("activated_at", "current_term_start", "current_term_end"):
                del record[field]
        elif kind == "transferred":
            record |= {"status": "transferred", "active_id": f"sub-deleted-{number}"}
            record |= {"decommissioned": True, "mrr": 0, "arr": 0}
        record["deleted"] = kind == "deleted"
        touch(record, min(as_of, start), number % 1000)
        books.add("subscription", record)


def _priced(item: Item) -> str:
    return "USD" if item.price["currency_code"] == "USD" else "EUR"


def _mandates(books: Books) -> None:
    """A mandate names the subscription that it pays; without one there is none."""
    paid: dict[str, str] = {}
    for record in books.records.get("subscription", {}).values():
        paid.setdefault(record["customer_id"], record["id"])
    for source in books.records.get("payment_source", {}).values():
        for mandate in source.pop("mandates", ()):
            if source["customer_id"] in paid:
                source["mandates"] = [{**mandate, "subscription_id": paid[source["customer_id"]]}]
