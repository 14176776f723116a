"""Small objects of Chargebee, as its API tells them, for tests that need one of their own."""

from datetime import datetime, timezone
from decimal import Decimal

#: A German VAT number that passes its check digit.
GERMAN_VAT = "DE136695976"


def at(text: str) -> int:
    """Unix seconds of a moment in UTC: "2026-03-10" is its noon."""
    moment = datetime.fromisoformat(text if "T" in text else f"{text}T12:00:00")
    return int(moment.replace(tzinfo=timezone.utc).timestamp())


def customer(external_id: str, **changes) -> dict:
    """A Dutch consumer, or a business when a `company` is given."""
    address = {
        "line1": "Kade 1",
        "city": "Delft",
        "zip": "2611 AB",
        "country": "NL",
        "object": "billing_address",
        **changes.pop("address", {}),
    }
    return {
        "id": external_id,
        "first_name": "Ada",
        "last_name": f"de Vries {external_id}",
        "email": f"{external_id}@example.com",
        "net_term_days": 0,
        "taxability": "taxable",
        "created_at": at("2026-01-05"),
        "billing_address": address,
        **changes,
    }


def line(net: int = 10000, **changes) -> dict:
    """A line for a service without a period; `net` in cents."""
    return {
        "id": "li_1",
        "date_from": at("2026-03-10"),
        "date_to": at("2026-03-10"),
        "unit_amount": net,
        "quantity": 1,
        "amount": net,
        "is_taxed": True,
        "tax_rate": 21,
        "tax_amount": net * 21 // 100,
        "discount_amount": 0,
        "item_level_discount_amount": 0,
        "description": "Onboarding workshop",
        "entity_type": "charge_item_price",
        "entity_id": "onboarding-EUR",
        "object": "line_item",
        **changes,
    }


def tax(of: dict, **changes) -> dict:
    """The tax of a line, as its own list tells it."""
    return {
        "line_item_id": of["id"],
        "tax_name": "BTW",
        "tax_rate": of["tax_rate"],
        "taxable_amount": of["amount"],
        "tax_amount": of["tax_amount"],
        "tax_juris_type": "country",
        "tax_juris_name": "Netherlands",
        "tax_juris_code": "NL",
        "object": "line_item_tax",
        **changes,
    }


def invoice(number: str, customer_id: str, lines: list[dict] | None = None, **changes) -> dict:
    """A Dutch invoice over 100.00 and 21 % VAT, dated in March 2026, unless changed."""
    lines = [line()] if lines is None else lines
    net = sum(one["amount"] for one in lines)
    vat = sum(one["tax_amount"] for one in lines)
    return {
        "id": number,
        "customer_id": customer_id,
        "recurring": False,
        "status": "payment_due",
        "date": at("2026-03-10"),
        "due_date": at("2026-03-10"),
        "generated_at": at("2026-03-10"),
        "net_term_days": 0,
        "currency_code": "EUR",
        "base_currency_code": "EUR",
        "exchange_rate": 1.0,
        "price_type": "tax_exclusive",
        "sub_total": net,
        "tax": vat,
        "total": net + vat,
        "round_off_amount": 0,
        "amount_due": net + vat,
        "line_items": lines,
        "line_item_taxes": [tax(one) for one in lines if one["is_taxed"]],
        "taxes": [{"name": "BTW", "amount": vat, "object": "tax"}],
        "business_entity_id": "be-services",
        "billing_address": {"country": "NL", "object": "billing_address"},
        "site_details_at_creation": {"timezone": "Europe/Amsterdam"},
        "term_finalized": True,
        **changes,
    }


def credit_note(
    number: str, customer_id: str, credits: str | None, lines: list[dict] | None = None, **changes
) -> dict:
    """A credit note over 40.00 and 21 % VAT, two days after the invoice that it takes back."""
    if lines is None:
        lines = [line(4000, id="cl_1")]
        if credits:
            lines[0]["reference_line_item_id"] = "li_1"
    day = {"date": at("2026-03-12"), "generated_at": at("2026-03-12")}
    made = invoice(number, customer_id, lines)
    for name in ("due_date", "tax", "amount_due", "recurring", "net_term_days", "term_finalized"):
        del made[name]
    made |= {
        **day,
        "type": "refundable",
        "reason_code": "waiver",
        "status": "refund_due",
        "fractional_correction": 0,
        "amount_allocated": 0,
        "amount_refunded": 0,
        "amount_available": made["total"],
        "allocations": [],
        "linked_refunds": [],
    }
    if credits:
        made["reference_invoice_id"] = credits
    return {**made, **changes}


def payment(name: str, number: str | None = None, amount: int = 12100, **changes) -> dict:
    """A payment by card, two days after the plain invoice whose number is given."""
    day = changes.pop("day", "2026-03-12")
    used = [{"invoice_id": number, "applied_amount": amount, "applied_at": at(day)}]
    return {
        "id": name,
        "customer_id": "ada",
        "type": "payment",
        "status": "success",
        "payment_method": "card",
        "gateway": "stripe",
        "gateway_account_id": "gw_1",
        "date": at(day),
        "settled_at": at(day),
        "currency_code": "EUR",
        "amount": amount,
        "amount_unused": 0 if number else amount,
        "business_entity_id": "be-services",
        "deleted": False,
        "linked_invoices": used if number else [],
        **changes,
    }


def refund(name: str, number: str, amount: int = 4840, **changes) -> dict:
    """A refund of a credit note to the card."""
    used = [{"cn_id": number, "applied_amount": amount, "applied_at": at("2026-03-14")}]
    made = payment(name, None, amount, day="2026-03-14", type="refund")
    del made["linked_invoices"]
    return {**made, "linked_credit_notes": used, **changes}


def untaxed(reason: str, net: int = 10000, **changes) -> dict:
    """A line without tax, for a reason as Chargebee names it."""
    free = {"is_taxed": False, "tax_rate": 0, "tax_amount": 0, "tax_exempt_reason": reason}
    return line(net, **free, **changes)


def cents(amount: Decimal) -> int:
    return int(amount * 100)
