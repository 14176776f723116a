"""Charges that wait for an invoice, and credits that were given away."""

from __future__ import annotations

from random import Random

from ..books import Books, Record
from ..calendar import DAY
from ..customers import buyer, token
from ..finish import add_balance
from ..options import Options
from ..pricing import priced_line
from ..sales import adhoc_line

_EVERY_CHARGE, _EVERY_CREDIT = 4, 6


def add_charges(books: Books, options: Options, as_of: int) -> None:
    """Both kinds, where the dataset tells of none by itself."""
    if "unbilled_charge" not in books.records:
        _unbilled(books, options, as_of)
    if "promotional_credit" not in books.records:
        _promotional(books, options, as_of)


def _unbilled(books: Books, options: Options, as_of: int) -> None:
    active = [s for s in books.records["subscription"].values() if s["status"] == "active"]
    for number, sold in enumerate(active[::_EVERY_CHARGE]):
        rng = Random(f"{options.seed}/unbilled/{number}")
        customer = books.records["customer"][sold["customer_id"]]
        when = as_of - (1 + number % 20) * DAY
        who = buyer(customer, sold["currency_code"], books.sellers)
        usage = books.records["item_price"].get(f"api-calls-{sold['currency_code']}-Monthly")
        if number % 2 and usage:
            line = priced_line(who, usage, rng, when - 30 * DAY, quantity=rng.randrange(50, 300))
        else:
            line = adhoc_line(who, when, rng)
        charge: Record = {
            "id": line.id,
            "customer_id": customer["id"],
            "subscription_id": sold["id"],
            "date_from": line.date_from,
            "date_to": line.date_to,
            "unit_amount": line.unit_amount,
            "pricing_model": line.pricing_model,
            "quantity": line.quantity,
            "amount": line.amount,
            "currency_code": sold["currency_code"],
            "discount_amount": 0,
            "description": line.description,
            "entity_type": line.entity_type,
            "is_voided": number % 7 == 3,
            "is_advance_charge": False,
            "created_at": when,
            "updated_at": when,
            "deleted": number % 7 == 5,
            "object": "unbilled_charge",
        }
        if line.entity_id:
            charge["entity_id"] = line.entity_id
        if "business_entity_id" in customer:
            charge["business_entity_id"] = customer["business_entity_id"]
        if charge["is_voided"]:
            charge["voided_at"] = when + 3600
        if line.tiers:
            charge["tiers"] = [{**tier, "object": "tier"} for tier in line.tiers]
        books.add("unbilled_charge", charge)
        if not charge["is_voided"] and not charge["deleted"]:
            _owe(customer, charge, "unbilled_charges", charge["amount"])


def _promotional(books: Books, options: Options, as_of: int) -> None:
    living = [c for c in books.records["customer"].values() if not c["deleted"]]
    for number, customer in enumerate(living[::_EVERY_CREDIT]):
        rng = Random(f"{options.seed}/promotional/{number}")
        currency = customer.get("preferred_currency_code", "EUR")
        rows = [("increment", 5000 + number, 5000 + number, "Thank you")]
        if number % 2:
            rows.append(("decrement", 2000, 3000 + number, "Used"))
        for place, (kind, amount, closing, text) in enumerate(rows):
            record = {
                "id": f"pc_{token(rng, 14)}",
                "customer_id": customer["id"],
                "type": kind,
                "amount": amount,
                "currency_code": currency,
                "description": text,
                "credit_type": ("general", "loyalty_credits", "referral_rewards")[number % 3],
                "closing_balance": closing,
                "done_by": "full_key",
                "created_at": as_of - (30 - place) * DAY,
                "object": "promotional_credit",
            }
            if "business_entity_id" in customer:
                record["business_entity_id"] = customer["business_entity_id"]
            books.add("promotional_credit", record)
        _owe(customer, record, "promotional_credits", rows[-1][2])


def _owe(customer: Record, record: Record, field: str, amount: int) -> None:
    entity = record.get("business_entity_id", "be-cloud")
    owner = {"currency_code": record["currency_code"], "business_entity_id": entity}
    add_balance(customer, owner, field, amount)
