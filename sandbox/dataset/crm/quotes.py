"""Quotes in every state: for a new subscription, for single charges, accepted, gone by."""

from __future__ import annotations

from random import Random

from ..books import Books, Record
from ..calendar import DAY
from ..customers import Customer, buyer
from ..document import Line
from ..options import Options
from ..pricing import priced_line
from ..quoting import ONE_OFF, SUBSCRIBE, line_groups, quote, renewed
from ..sales import adhoc_line
from ..settle import touch
from .subscription import Item, item_tiers, subscription_item

_STATES = ("open", "accepted", "declined", "proposed", "voided", "closed", "expired", "open")
_EVERY = 5


def add_quotes(books: Books, options: Options, as_of: int) -> None:
    living = [c for c in books.records["customer"].values() if not c["deleted"]]
    for number, record in enumerate(living[::_EVERY]):
        rng = Random(f"{options.seed}/quote/{number}")
        customer = buyer(record, record.get("preferred_currency_code", "EUR"), books.sellers)
        key, when = f"Q-{2000 + number}", as_of - (3 + number % 40) * DAY
        if number % 3:
            made = _for_subscription(books, customer, key, when, number, rng)
        else:
            made = _for_charges(books, customer, key, when, rng)
        made["status"] = _STATES[number % len(_STATES)]
        if made["status"] == "expired":
            made["valid_till"] = as_of - DAY
        made["deleted"] = number % 13 == 11
        touch(made, when, number % 1000)


def _for_subscription(
    books: Books, customer: Customer, key: str, when: int, number: int, rng: Random
) -> Record:
    prices = books.records["item_price"]
    currency = customer.currency if f"growth-{customer.currency}-Monthly" in prices else "EUR"
    customer = buyer(customer.record, currency, books.sellers)
    items = [Item(prices[f"growth-{currency}-Monthly"], 3 + number % 9)]
    if number % 2:
        items.append(Item(prices[f"support-{currency}-Monthly"]))
    lines = [priced_line(customer, item.price, rng, when, quantity=item.quantity) for item in items]
    groups = [lines, renewed(lines, rng)] if number % 4 == 1 else [lines]
    made = quote(customer, key, when, SUBSCRIBE, groups, name=f"Growth for {number}")
    quoted: Record = {
        "id": f"sub-{key}",
        "start_date": when,
        "billing_period": 1,
        "billing_period_unit": "month",
        "subscription_items": [subscription_item(item) for item in items],
        "object": "quoted_subscription",
    }
    if len(groups) > 1:
        quoted["remaining_billing_cycles"] = len(groups)
    if item_tiers(items):
        quoted["item_tiers"] = item_tiers(items)
    _keep(books, customer, made, groups, {"quoted_subscription": quoted})
    return made


def _for_charges(books: Books, customer: Customer, key: str, when: int, rng: Random) -> Record:
    prices = books.records["item_price"]
    currency = customer.currency if f"consulting-{customer.currency}" in prices else "EUR"
    customer = buyer(customer.record, currency, books.sellers)
    price, extra = prices[f"consulting-{currency}"], adhoc_line(customer, when, rng)
    lines: list[Line] = [priced_line(customer, price, rng, when, quantity=6), extra]
    made = quote(customer, key, when, ONE_OFF, [lines], name="Help", po_number=f"PO-{key}")
    quoted = {
        "invoice_items": [
            {
                "item_price_id": price["id"],
                "quantity": 6,
                "unit_price": price["price"],
                "object": "invoice_item",
            }
        ],
        "charges": [{"amount": extra.amount, "description": extra.description, "object": "charge"}],
        "object": "quoted_charge",
    }
    _keep(books, customer, made, [lines], {"quoted_charge": quoted})
    return made


def _keep(
    books: Books, customer: Customer, made: Record, groups: list[list[Line]], quoted: Record
) -> None:
    books.add("quote", made)
    parts = {"id": made["id"], "groups": line_groups(customer, made, groups), **quoted}
    books.add("quote_parts", parts)
