"""What happens to an invoice's money after its date: collected, failed, paid late or not at all."""

from __future__ import annotations

from random import Random

from .books import Books, Record
from .calendar import DAY
from .customers import Customer
from .options import Options
from .payments import pay, transaction
from .settle import settle_invoice, touch

ONLINE = ("card", "card", "card", "ideal", "direct_debit", "paypal_express_checkout")
RETRY_AFTER = 3 * DAY


def live(books: Books, invoice: Record, customer: Customer, as_of: int, rng: Random) -> None:
    """Play an invoice's life until `as_of`."""
    if customer.record["auto_collection"] == "on":
        _collect(books, invoice, as_of, rng)
    else:
        _wait_for_transfer(books, invoice, as_of, rng)
    if invoice["status"] == "payment_due" and not invoice["linked_payments"]:
        settle_invoice(invoice, as_of, unpaid=_open_status(invoice, as_of, rng))


def _open_status(invoice: Record, as_of: int, rng: Random) -> str:
    if invoice["due_date"] > as_of:
        return "posted"
    return rng.choice(("payment_due", "not_paid"))


def _collect(books: Books, invoice: Record, as_of: int, rng: Random) -> None:
    at, amount, chance = invoice["date"] + 30, invoice["total"], rng.random()
    method = rng.choice(ONLINE)
    if chance < 0.87:
        pay(books, invoice, amount, at, rng, method=method)
        return
    if chance < 0.97:
        _attempt(books, invoice, at, rng, number=1)
        again = at + RETRY_AFTER
        if chance < 0.94 and again < as_of:
            pay(books, invoice, amount, again, rng, method="card")
            invoice["dunning_status"] = "success"
        elif again < as_of:
            _attempt(books, invoice, again, rng, number=2)
            invoice["dunning_status"] = "exhausted"
            settle_invoice(invoice, again, unpaid="not_paid")
        return
    recent = as_of - at < 5 * DAY
    status = "in_progress" if recent else "late_failure"
    pay(books, invoice, amount, at, rng, method="direct_debit", status=status)


def _attempt(books: Books, invoice: Record, at: int, rng: Random, *, number: int) -> None:
    record = pay(books, invoice, invoice["total"], at, rng, method="card", status="failure")
    invoice["dunning_attempts"].append(
        {
            "attempt": number,
            "transaction_id": record["id"],
            "dunning_type": "auto_collect",
            "created_at": at,
            "txn_status": "failure",
            "txn_amount": invoice["total"],
        }
    )
    invoice["dunning_status"] = "in_progress"


def _wait_for_transfer(books: Books, invoice: Record, as_of: int, rng: Random) -> None:
    at = invoice["date"] + rng.randrange(1, invoice["net_term_days"] + 25) * DAY
    chance = rng.random()
    if at >= as_of or chance >= 0.84:
        return
    amount, unused = invoice["total"], 0
    if 0.7 <= chance < 0.79:
        amount = invoice["total"] // 2
    elif chance >= 0.79:
        unused = 1000
    unpaid = "posted" if invoice["due_date"] > as_of else "payment_due"
    pay(books, invoice, amount, at, rng, method="bank_transfer", unused=unused, unpaid=unpaid)


def add_authorizations(books: Books, options: Options) -> None:
    """Card checks that were voided. Such records never got an `updated_at`."""
    invoices = list(books.records["invoice"].values())
    for number in range(min(3, len(invoices))):
        rng = Random(f"{options.seed}/authorization/{number}")
        invoice = rng.choice(invoices)
        record = transaction(
            invoice, "authorization", 100, invoice["date"], rng, method="card", status="voided"
        )
        record |= {"voided_at": invoice["date"] + 60, "amount_capturable": 0}
        touch(record, record["voided_at"])
        del record["updated_at"]
        books.add("transaction", record)
        books.plant("transaction", record, "no_updated_at")
