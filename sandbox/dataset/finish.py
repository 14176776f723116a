"""Last pass: what documents say of each other, customers' balances, missing `updated_at`."""

from __future__ import annotations

from .books import Books, Record


def finish(books: Books) -> None:
    """Make what is kept twice the same everywhere."""
    _statuses(books)
    _balances(books)
    for kind in ("invoice", "credit_note"):
        for record_id, case in books.planted.get(kind, {}).items():
            if case == "no_updated_at":
                books.records[kind][record_id].pop("updated_at", None)


def _statuses(books: Books) -> None:
    """Copies of another record's status carry its last value."""
    invoices, notes = books.records["invoice"], books.records["credit_note"]
    for transaction in books.records["transaction"].values():
        for entry in transaction.get("linked_invoices", ()):
            entry["invoice_status"] = invoices[entry["invoice_id"]]["status"]
        for entry in transaction.get("linked_credit_notes", ()):
            entry["cn_status"] = notes[entry["cn_id"]]["status"]
    for note in notes.values():
        for entry in note["allocations"]:
            entry["invoice_status"] = invoices[entry["invoice_id"]]["status"]
    for invoice in invoices.values():
        for key in ("applied_credits", "adjustment_credit_notes", "issued_credit_notes"):
            for entry in invoice[key]:
                entry["cn_status"] = notes[entry["cn_id"]]["status"]


def _balances(books: Books) -> None:
    customers = books.records["customer"]
    for note in books.records["credit_note"].values():
        customer = customers[note["customer_id"]]
        add_balance(customer, note, "refundable_credits", note["amount_available"])
    for transaction in books.records["transaction"].values():
        if transaction["status"] == "success":
            unused = transaction.get("amount_unused", 0)
            customer = customers[transaction["customer_id"]]
            add_balance(customer, transaction, "excess_payments", unused)


def add_balance(customer: Record, record: Record, field: str, amount: int) -> None:
    """Add to the customer's scalar and to its balance in the record's currency."""
    if not amount:
        return
    customer[field] += amount
    currency = record["currency_code"]
    balances = customer.setdefault("balances", [])
    balance = next((b for b in balances if b["currency_code"] == currency), None)
    if balance is None:
        balance = {
            "promotional_credits": 0,
            "excess_payments": 0,
            "refundable_credits": 0,
            "unbilled_charges": 0,
            "currency_code": currency,
            "balance_currency_code": currency,
            "business_entity_id": record["business_entity_id"],
            "object": "customer_balance",
        }
        balances.append(balance)
    balance[field] += amount
