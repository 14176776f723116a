"""Chooses which invoices are credited, how and when."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from .books import Books, Record
from .calendar import DAY, local, local_date
from .credits import allocate, credit_note, credited_lines, link, void_credit_note
from .options import Options
from .payments import refund
from .planted import CASE
from .schedule import is_closed
from .settle import OPEN

# Repeated over all credit notes: what becomes of each one.
FATES = (
    "refunded", "open", "adjusted", "allocated", "refunded",
    "adjusted", "half_refunded", "written_off", "refunded", "adjustment_voided",
)  # fmt: skip
REFUNDABLE = {"refunded", "open", "allocated", "half_refunded"}
REASONS = ("subscription_change", "product_unsatisfactory", "order_cancellation")


@dataclass(frozen=True)
class Plan:
    when: int
    fate: str
    invoice: Record
    index: int


def add_credit_notes(books: Books, options: Options, as_of: int) -> None:
    plans = _plans(books, options, as_of)
    invoices = _by_customer(books)
    for number, plan in enumerate(plans, start=1):
        rng = Random(f"{options.seed}/credit/{plan.index}")
        note = _credit(books, plan, f"CN-{local_date(plan.when).year}-{number:05d}", rng)
        _follow(books, plan, note, as_of, rng, invoices[note["customer_id"]])
        if plan.when < local(options.start):
            books.plant("credit_note", note, "before_start_date")
        elif is_closed(options, plan.when):
            books.plant("credit_note", note, "closed_period")
        elif note["status"] == "voided":
            books.plant("credit_note", note, "voided")
        elif note["reason_code"] == "write_off":
            books.plant("credit_note", note, "written_off")
    if len(plans) > 4:
        _odd_ones(books)


def _plans(books: Books, options: Options, as_of: int) -> list[Plan]:
    rng = Random(f"{options.seed}/credits")
    invoices = [record for record in books.records["invoice"].values() if _ordinary(books, record)]
    paid = [record for record in invoices if record["status"] == "paid"]
    unpaid = [record for record in invoices if _untouched(record)]
    rng.shuffle(paid)
    rng.shuffle(unpaid)
    plans = []
    for index in range(options.credit_note_count):
        fate = FATES[index % len(FATES)]
        source = paid if fate in REFUNDABLE else unpaid
        if not source:
            continue
        invoice = source.pop()
        when = invoice["date"] + rng.randrange(4, 40) * DAY
        plans.append(Plan(min(when, as_of - DAY), fate, invoice, index))
    early = [
        record
        for record in books.records["invoice"].values()
        if books.planted.get("invoice", {}).get(record["id"]) == "before_start_date"
    ]
    if early and plans:
        when = min(early[0]["date"] + DAY, local(options.start) - 1)
        plans.append(Plan(max(when, early[0]["date"]), "adjusted", early[0], -1))
    return sorted(plans, key=lambda plan: (plan.when, plan.index))


def _ordinary(books: Books, invoice: Record) -> bool:
    """Worth crediting, and neither blocked nor skipped for a planted cause."""
    case = books.planted.get("invoice", {}).get(invoice["id"])
    return (
        invoice["total"] > 0
        and (case is None or CASE[case].expected == "posted")
        and not invoice["round_off_amount"]
        and all(line["amount"] >= 0 for line in invoice["line_items"])
    )


def _untouched(invoice: Record) -> bool:
    return invoice["status"] in OPEN and invoice["amount_to_collect"] == invoice["total"]


def _credit(books: Books, plan: Plan, number: str, rng: Random) -> Record:
    written_off = plan.fate == "written_off"
    reason = "write_off" if written_off else "waiver"
    if plan.fate in REFUNDABLE:
        reason = rng.choice(REASONS)
    part = Decimal(1) if written_off else Decimal(rng.choice(("0.25", "0.5", "1")))
    lines = credited_lines(plan.invoice, part, rng, whole=written_off)
    kind = "refundable" if plan.fate in REFUNDABLE else "adjustment"
    note = credit_note(plan.invoice, number, kind, reason, plan.when, lines)
    link(books, plan.invoice, note, rng)
    return note


def _by_customer(books: Books) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for invoice in books.records["invoice"].values():
        found.setdefault(invoice["customer_id"], []).append(invoice)
    return found


def _follow(
    books: Books, plan: Plan, note: Record, as_of: int, rng: Random, invoices: list[Record]
) -> None:
    """What happens to a credit note after its date; `invoices` are those of its customer."""
    at = min(plan.when + rng.randrange(1, 10) * DAY, as_of - 3600)
    if plan.fate in ("refunded", "half_refunded"):
        paid_by = _payment(books, plan.invoice)
        amount = note["total"] if plan.fate == "refunded" else note["total"] // 2
        if paid_by and amount:
            refund(books, note, amount, at, rng, paid_by)
    elif plan.fate == "allocated":
        target = _open_invoice(books, note, invoices)
        if target:
            allocate(note, target, max(at, target["date"]), rng)
    elif plan.fate == "adjustment_voided":
        void_credit_note(note, plan.invoice, at, rng)


def _payment(books: Books, invoice: Record) -> Record | None:
    """The payment that can be paid back."""
    for entry in invoice["linked_payments"]:
        if entry["txn_status"] == "success":
            return books.records["transaction"][entry["txn_id"]]
    return None


def _open_invoice(books: Books, note: Record, invoices: list[Record]) -> Record | None:
    """Another of the customer's invoices on which the whole credit fits."""
    for invoice in invoices:
        if (
            invoice["currency_code"] == note["currency_code"]
            and invoice["status"] in OPEN
            and invoice["amount_due"] >= note["amount_available"] > 0
            and _ordinary(books, invoice)
        ):
            return invoice
    return None


def _odd_ones(books: Books) -> None:
    """One credit note for a customer without an invoice, one with an invoice's number."""
    notes = books.records["credit_note"]
    free = next((note for note in notes.values() if _loose(books, note)), None)
    if free:
        _detach(books, free)
        books.feature("credit_note_without_invoice", free)
    twin = next((note for note in notes.values() if note is not free and _loose(books, note)), None)
    if twin:
        _rename(books, twin, twin["reference_invoice_id"])
        books.feature("credit_note_with_the_number_of_an_invoice", twin)


def _loose(books: Books, note: Record) -> bool:
    """Nothing but its own invoice refers to it."""
    return (
        note["status"] == "refund_due"
        and not note["linked_refunds"]
        and not note["allocations"]
        and note["id"] not in books.planted.get("credit_note", {})
    )


def _detach(books: Books, note: Record) -> None:
    invoice = books.records["invoice"][note.pop("reference_invoice_id")]
    invoice["issued_credit_notes"].clear()
    for line in note["line_items"]:
        line.pop("reference_line_item_id")


def _rename(books: Books, note: Record, number: str) -> None:
    del books.records["credit_note"][note["id"]]
    for entry in books.records["invoice"][number]["issued_credit_notes"]:
        if entry["cn_id"] == note["id"]:
            entry["cn_id"] = number
    note["id"] = number
    books.add("credit_note", note)
