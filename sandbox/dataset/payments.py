"""Payments, failures and refunds, linked from both sides."""

from __future__ import annotations

from random import Random

from .books import Books, Record
from .calendar import local_date
from .customers import token
from .money import base_rate
from .settle import settle_credit_note, settle_invoice, touch

GATEWAYS = {
    "card": "stripe",
    "ideal": "mollie",
    "direct_debit": "gocardless",
    "paypal_express_checkout": "paypal",
}


def transaction(
    invoice: Record, kind: str, amount: int, at: int, rng: Random, *, method: str, status: str
) -> Record:
    """A transaction in the document's currency, with nothing linked yet."""
    gateway = GATEWAYS.get(method, "not_applicable")
    currency = invoice["currency_code"]
    record: Record = {
        "id": f"txn_{token(rng, 16)}",
        "customer_id": invoice["customer_id"],
        "type": kind,
        "payment_method": method,
        "gateway": gateway,
        "date": at,
        "status": status,
        "currency_code": currency,
        "base_currency_code": invoice["base_currency_code"],
        "exchange_rate": base_rate(currency, local_date(at)),
        "amount": amount,
        "business_entity_id": invoice["business_entity_id"],
        "deleted": False,
        "object": "transaction",
    }
    if "subscription_id" in invoice:
        record["subscription_id"] = invoice["subscription_id"]
    if gateway == "not_applicable":
        record["reference_number"] = f"BNK-{token(rng, 8)}"
    else:
        record |= {
            "gateway_account_id": f"gw_{gateway}",
            "payment_source_id": f"pm_{token(rng, 12)}",
            "id_at_gateway": f"{gateway[:2]}_{token(rng, 20)}",
        }
    if status in ("success", "failure", "late_failure"):
        record["settled_at"] = at + (0 if gateway == "not_applicable" else 5)
    if status in ("failure", "late_failure"):
        record |= {"error_code": "insufficient_funds", "error_text": "The account has no funds."}
    if method == "card":
        record |= {"masked_card_number": "************4242", "iin": "424242", "last4": "4242"}
    touch(record, at, rng.randrange(1000))
    return record


def pay(
    books: Books,
    invoice: Record,
    amount: int,
    at: int,
    rng: Random,
    *,
    method: str,
    status: str = "success",
    unused: int = 0,
    unpaid: str | None = None,
) -> Record:
    """A payment (or an attempt) on one invoice; `unused` came in above it."""
    record = books.add(
        "transaction",
        transaction(invoice, "payment", amount + unused, at, rng, method=method, status=status),
    )
    link_payment(invoice, record, amount, unused, at)
    settle_invoice(invoice, at, unpaid=unpaid)
    touch(invoice, at, rng.randrange(1000))
    return record


def link_payment(invoice: Record, record: Record, amount: int, unused: int, at: int) -> None:
    """Apply a payment (or an attempt) to an invoice; `unused` of it is left over."""
    record |= {"amount_unused": amount + unused, "linked_refunds": [], "linked_invoices": []}
    apply(record, invoice, amount, at)


def apply(record: Record, invoice: Record, amount: int, at: int) -> None:
    """Use so much of a payment on an invoice."""
    record["amount_unused"] -= amount
    record["linked_invoices"].append(
        {
            "invoice_id": invoice["id"],
            "applied_amount": amount,
            "applied_at": at,
            "invoice_date": invoice["date"],
            "invoice_total": invoice["total"],
            "invoice_status": invoice["status"],
        }
    )
    invoice["linked_payments"].append(
        {
            "txn_id": record["id"],
            "applied_amount": amount,
            "applied_at": at,
            "txn_status": record["status"],
            "txn_date": record["date"],
            "txn_amount": record["amount"],
        }
    )


def refund(books: Books, note: Record, amount: int, at: int, rng: Random, paid_by: Record) -> None:
    """Pay a credit note back by the way in which its invoice was paid."""
    record = books.add("transaction", repayment(note, amount, at, rng, paid_by))
    settle_credit_note(note, at)
    touch(note, at, rng.randrange(1000))
    record["linked_credit_notes"] = [credited(note, amount, at)]


def repayment(
    note: Record,
    amount: int,
    at: int,
    rng: Random,
    paid_by: Record | None,
    *,
    method: str | None = None,
) -> Record:
    """The transaction that pays a credit note back, noted on it; `method` as it was paid."""
    method = method or (paid_by["payment_method"] if paid_by else "bank_transfer")
    record = transaction(note, "refund", amount, at, rng, method=method, status="success")
    offline = record["gateway"] == "not_applicable"
    if paid_by and offline == (paid_by["gateway"] == "not_applicable"):
        record["reference_transaction_id" if offline else "refunded_txn_id"] = paid_by["id"]
    note["linked_refunds"].append(
        {
            "txn_id": record["id"],
            "applied_amount": amount,
            "applied_at": at,
            "txn_status": "success",
            "txn_date": at,
            "txn_amount": amount,
            "refund_reason_code": note["create_reason_code"],
        }
    )
    return record


def credited(note: Record, amount: int, at: int) -> Record:
    """What a refund says of the credit note that it pays back."""
    entry = {
        "cn_id": note["id"],
        "applied_amount": amount,
        "applied_at": at,
        "cn_reason_code": note["reason_code"],
        "cn_create_reason_code": note["create_reason_code"],
        "cn_date": note["date"],
        "cn_total": note["total"],
        "cn_status": note["status"],
    }
    if "reference_invoice_id" in note:
        entry["cn_reference_invoice_id"] = note["reference_invoice_id"]
    return entry
