"""Quotes: what would be invoiced, worked out as an invoice is, in a group for each bill to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

from .books import Record
from .customers import Customer, token
from .document import EXCLUSIVE, Line, compose
from .invoices import parties

SUBSCRIBE, ONE_OFF = "create_subscription_for_customer", "onetime_invoice"
VALID_SECONDS = 30 * 86_400
_GROUP = ("sub_total", "total", "line_items", "line_item_discounts", "line_item_taxes", "discounts",
          "taxes")  # fmt: skip


def quote(
    customer: Customer,
    key: str,
    when: int,
    operation: str,
    groups: Sequence[Sequence[Line]],
    *,
    valid_till: int | None = None,
    **fields: Any,
) -> Record:
    """A quote whose amounts are those of its first group; `fields` are name, notes and the like."""
    parts = [composed(customer, lines) for lines in groups]
    first = parts[0]
    owner = parties(customer)
    record: Record = {
        "id": key,
        "customer_id": customer.record["id"],
        "status": "open",
        "operation_type": operation,
        "price_type": first["price_type"],
        "valid_till": valid_till or when + VALID_SECONDS,
        "date": when,
        "currency_code": customer.currency,
        "version": 1,
        **{name: first[name] for name in _GROUP},
        "credits_applied": 0,
        "amount_paid": 0,
        "amount_due": first["total"],
        "charge_on_acceptance": first["total"],
        "total_payable": sum(part["total"] for part in parts),
        "total_contract_value": sum(part["sub_total"] for part in parts),
        "total_discount": sum(
            entry["discount_amount"] for part in parts for entry in part["line_item_discounts"]
        ),
        "has_entitlements": False,
        "deleted": False,
        "object": "quote",
        **{name: value for name, value in fields.items() if value is not None},
    }
    if "business_entity_id" in customer.record:
        record["business_entity_id"] = customer.entity
    if owner["billing_address"]:
        record["billing_address"] = owner["billing_address"]
    if "vat_number" in owner:
        record["vat_number"] = owner["vat_number"]
    if "line_item_tiers" in first:
        record["line_item_tiers"] = first["line_item_tiers"]
    return record


def composed(customer: Customer, lines: Sequence[Line]) -> Record:
    return compose(
        lines,
        EXCLUSIVE,
        customer_id=customer.record["id"],
        subscription_id=None,
        currency=customer.currency,
    )


def line_groups(customer: Customer, record: Record, groups: Sequence[Sequence[Line]]) -> list:
    """The bills that a quote foresees; the first says what the quote itself says."""
    first = "immediate" if record["operation_type"] == ONE_OFF else "subscription_creation"
    found = []
    for number, lines in enumerate(groups, start=1):
        part = composed(customer, lines)
        found.append(
            {
                "id": f"qlg_{record['id']}_{number}",
                "version": record["version"],
                **{name: part[name] for name in _GROUP},
                "credits_applied": 0,
                "amount_paid": 0,
                "amount_due": part["total"],
                "charge_event": first if number == 1 else "subscription_renewal",
                "billing_cycle_number": number,
                "object": "quote_line_group",
            }
        )
    return found


def renewed(lines: Sequence[Line], rng: Random) -> list[Line]:
    """The bill after this one: what recurs, for the term that follows."""
    return [
        replace(
            line,
            id=f"li_{token(rng, 14)}",
            date_from=line.date_to,
            date_to=line.date_to + (line.date_to - line.date_from),
        )
        for line in lines
        if line.date_to > line.date_from
    ]
