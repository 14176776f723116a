"""What the way back must know of an invoice and its payments as Chargebee has them today."""

from dataclasses import dataclass
from decimal import Decimal

from .fields import currency, entries, flag, identifier, minor, opened, places, text

#: Statuses in which a payment can be recorded ("Record an invoice payment").
_PAYABLE = ("posted", "payment_due", "not_paid")


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment on an invoice, with what of it was applied there."""

    transaction: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Receivable:
    """An invoice as something to be paid. `due` is zero when nothing can be paid on it any more."""

    external_id: str
    customer: str
    currency: str
    due: Decimal
    paid: tuple = ()


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as something that was recorded; `on` are the ids of the invoices it is on."""

    external_id: str
    reference: str
    amount: Decimal
    succeeded: bool
    on: tuple = ()


def receivable(payload) -> Receivable:
    """Return an invoice's claim; raises Invalid for a payload that can't be understood."""
    source = opened(payload)
    code = currency(source, "currency_code")
    exponent = -places(code)
    payable = source.get("status") in _PAYABLE and not flag(source, "deleted")
    due = minor(source, "amount_due") if payable and "amount_due" in source else 0
    return Receivable(
        external_id=identifier(source, "id"),
        customer=text(source, "customer_id"),
        currency=code,
        due=Decimal(due).scaleb(exponent),
        paid=tuple(
            Paid(
                identifier(entry, "txn_id"),
                Decimal(minor(entry, "applied_amount", "linked_payments")).scaleb(exponent),
            )
            for entry in entries(source, "linked_payments")
            if entry.get("txn_status") == "success"
        ),
    )


def payment(payload) -> Payment:
    """Return a transaction as a recorded payment."""
    source = opened(payload)
    code = currency(source, "currency_code")
    return Payment(
        external_id=identifier(source, "id"),
        reference=text(source, "reference_number"),
        amount=Decimal(minor(source, "amount")).scaleb(-places(code)),
        succeeded=source.get("type") == "payment"
        and source.get("status") == "success"
        and not flag(source, "deleted"),
        on=tuple(text(entry, "invoice_id") for entry in entries(source, "linked_invoices")),
    )


READERS = {"invoice": receivable, "transaction": payment}
