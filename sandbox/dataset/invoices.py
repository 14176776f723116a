"""Invoices, complete but for what is paid or credited on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from .books import Record
from .calendar import DAY, local_date, zone_name
from .customers import Customer
from .document import Line, compose
from .money import BASE, base_rate, vat_rate
from .settle import settle_invoice

GENERATED_AFTER = 120
NUMBERS = {"be-cloud": "INV-{}-{:05d}", "be-retail": "R/{}/{:05d}", "be-services": "S{}{:05d}"}


def currency_parts(currency: str, day: date) -> tuple[Record, Decimal | None]:
    """Currency fields of a document, and its VAT rate where it is not in euro."""
    parts: Record = {
        "currency_code": currency,
        "base_currency_code": BASE,
        "exchange_rate": base_rate(currency, day),
    }
    if currency == BASE:
        return parts, None
    rate = vat_rate(currency, day)
    return {**parts, "local_currency_code": BASE, "local_currency_exchange_rate": rate}, rate


def parties(customer: Customer) -> Record:
    """What a document copies from the customer at its date."""
    address = customer.record["billing_address"]
    parts: Record = {
        "business_entity_id": customer.entity,
        "tax_origin": {
            "country": customer.home,
            "registration_number": customer.registration,
            "object": "tax_origin",
        },
        "billing_address": dict(address),
        "site_details_at_creation": {"timezone": zone_name()},
    }
    if "vat_number" in customer.record:
        parts["vat_number"] = customer.record["vat_number"]
    return parts


def invoice(
    customer: Customer,
    number: str,
    when: int,
    lines: Sequence[Line],
    price_type: str,
    *,
    subscription_id: str | None,
    currency: str | None = None,
    round_to: int = 1,
) -> Record:
    """A finalised invoice with nothing paid yet."""
    currency = currency or customer.currency
    fields, local_rate = currency_parts(currency, local_date(when))
    terms = customer.record["net_term_days"]
    amounts = compose(
        lines,
        price_type,
        customer_id=customer.record["id"],
        subscription_id=subscription_id,
        currency=currency,
        local_rate=local_rate,
        round_to=round_to,
    )
    record: Record = {
        "id": number,
        "customer_id": customer.record["id"],
        "recurring": subscription_id is not None,
        "first_invoice": False,
        "status": "payment_due",
        "date": when,
        "due_date": when + terms * DAY,
        "net_term_days": terms,
        "generated_at": when + GENERATED_AFTER,
        **fields,
        **amounts,
        **parties(customer),
        "new_sales_amount": 0,
        "has_advance_charges": False,
        "term_finalized": True,
        "is_gifted": False,
        "channel": "web",
        "linked_payments": [],
        "applied_credits": [],
        "adjustment_credit_notes": [],
        "issued_credit_notes": [],
        "linked_orders": [],
        "dunning_attempts": [],
        "notes": [],
        "deleted": False,
        "object": "invoice",
    }
    if subscription_id:
        record["subscription_id"] = subscription_id
    settle_invoice(record, when)
    return record
