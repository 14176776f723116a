"""Many customers at little cost: what a small part of them did is told again for the others.

Customers are all made one by one. Their country, kind, currency and business entity come back after
`PERIOD` of them, so documents of the first ones are right for those that follow too: they are
copied with ids, customer and address of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from .books import Books, Record
from .customers import add_customers
from .options import Options

PERIOD = 600
LONGEST_ID = 50
# From this number on a copy is a second one for the same customer.
_AGAIN = 1000
_KINDS = ("invoice", "credit_note", "transaction")
_IDS = frozenset(
    "id invoice_id txn_id cn_id line_item_id reference_line_item_id reference_invoice_id "
    "cn_reference_invoice_id subscription_id refunded_txn_id reference_transaction_id "
    "reversal_transaction_id transaction_id payment_source_id id_at_gateway "
    "reference_number".split()
)
_BALANCES = ("refundable_credits", "excess_payments", "balances")


def in_bulk(options: Options, generated: Callable[[Options], Books]) -> Books:
    """Books of exactly so many customers and invoices.

    Raises ValueError where there are too few customers to copy from.
    """
    if options.customers < 2 * PERIOD:
        raise ValueError(f"bulk is for {2 * PERIOD} customers or more")
    invoices = options.invoices * PERIOD // options.customers
    first = replace(options, customers=PERIOD, invoices=invoices, bulk=False, crm=False)
    books = generated(first)
    everyone = Books()
    add_customers(everyone, options)
    for customer in list(everyone.records["customer"].values())[PERIOD:]:
        books.add("customer", customer)
    customers = list(books.records["customer"].values())
    books.planted.setdefault("customer", {}).update(everyone.planted.get("customer", {}))
    _copy_documents(books, customers, options.invoices)
    return books


def _copy_documents(books: Books, customers: list[Record], invoices: int) -> None:
    owned = _by_customer(books)
    missing = invoices - len(books.records["invoice"])
    for place, round_number in _places(len(customers)):
        source, target = customers[place % PERIOD], customers[place]
        documents = owned.get(source["id"])
        if not missing or not documents:
            continue
        count = sum(record["object"] == "invoice" for record in documents)
        if count > missing or target["deleted"]:
            continue
        if round_number >= _AGAIN and any(source.get(name) for name in _BALANCES):
            continue
        missing -= count
        for record in documents:
            _add_copy(books, record, target, f".{round_number}")
        if round_number < _AGAIN:
            for name in _BALANCES:
                if name in source:
                    target[name] = _copied(source[name], "", target["id"])


def _places(count: int) -> Iterator[tuple[int, int]]:
    """(customer, number of the copy): everyone after the first ones, some of them once more."""
    for place in range(PERIOD, count):
        yield place, place // PERIOD
    for place in range(PERIOD, count):
        yield place, _AGAIN + place // PERIOD


def _by_customer(books: Books) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = defaultdict(list)
    for kind in _KINDS:
        for record in books.records[kind].values():
            found[record["customer_id"]].append(record)
    return found


def _add_copy(books: Books, record: Record, customer: Record, suffix: str) -> None:
    kind = record["object"]
    copy = _copied(record, suffix, customer["id"])
    if "billing_address" in copy:
        copy["billing_address"] = customer["billing_address"]
    if "vat_number" in copy and "vat_number" in customer:
        copy["vat_number"] = customer["vat_number"]
    books.add(kind, copy)
    case = books.planted.get(kind, {}).get(record["id"])
    if case:
        books.plant(kind, copy, case)


def _copied(value: Any, suffix: str, customer_id: str) -> Any:
    """A copy with its own ids; a balance has none."""
    if isinstance(value, list):
        return [_copied(entry, suffix, customer_id) for entry in value]
    if not isinstance(value, dict):
        return value
    copy = {}
    for name, found in value.items():
        if name == "customer_id":
            copy[name] = customer_id
        elif name in _IDS:
            copy[name] = f"{found[: LONGEST_ID - len(suffix)]}{suffix}"
        elif isinstance(found, dict | list):
            copy[name] = _copied(found, suffix, customer_id)
        else:
            copy[name] = found
    return copy
