"""What a customer has to spend: kept in step with the documents and payments that change it."""

from __future__ import annotations

from ..dataset.books import Record
from ..dataset.finish import add_balance
from .call import Call


def add_to_customer(call: Call, record: Record, field: str, amount: int) -> Record | None:
    """Add to `excess_payments` or `refundable_credits` of a record's customer, and store it."""
    table = call.site.tables["customer"]
    if table.get(record["customer_id"]) is None:
        return None
    customer = table.copy(record["customer_id"])
    if amount:
        add_balance(customer, record, field, amount)
        call.site.save("customer", customer)
    return customer
