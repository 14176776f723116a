"""What tests about money ask of a Chargebee site: an invoice of 121.00 and its payment."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import quote

from .conftest import Client

TRANSFER = {"transaction[payment_method]": "bank_transfer"}


def path(invoice: dict[str, Any], action: str) -> str:
    return f"invoices/{quote(invoice['id'], safe='')}/{action}"


def new_invoice(books: Client, customer: str = "buyer", **changes: str) -> dict[str, Any]:
    """An invoice of 121.00, taxed at 21 %."""
    address = {"billing_address[country]": "NL", "net_term_days": "14"}
    books.post("customers", {"id": customer, "company": "Sluis", **address})
    form = {
        "customer_id": customer,
        "currency_code": "EUR",
        "charges[amount][0]": "10000",
        "charges[description][0]": "Work",
        **changes,
    }
    return books.post("invoices/create_for_charge_items_and_charges", form)[1]["invoice"]


def pay(books: Client, invoice: dict[str, Any], **values: str) -> tuple[int, Any]:
    form = {**TRANSFER, **{f"transaction[{name}]": value for name, value in values.items()}}
    return books.post(path(invoice, "record_payment"), form)


def ago(seconds: int) -> str:
    return str(int(time.time()) - seconds)
