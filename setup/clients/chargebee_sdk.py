"""Drive a Chargebee site at a loopback address with the official SDK and print what it saw.

    python chargebee_sdk.py PORT [API_KEY]

Runs in an environment of its own that has the PyPI package `chargebee`. Prints one JSON object:
records seen per list, what filters found, what writes answered and the errors' classes.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.request
from collections.abc import Callable
from typing import Any

from chargebee import APIError, Chargebee

SERVER = "127.0.0"
LISTS = {
    "customer": "Customer",
    "item_family": "ItemFamily",
    "item": "Item",
    "item_price": "ItemPrice",
    "coupon": "Coupon",
    "invoice": "Invoice",
    "credit_note": "CreditNote",
    "transaction": "Transaction",
    "event": "Event",
    "subscription": "Subscription",
}
WITH_DELETED = {"customer", "invoice", "credit_note", "transaction"}


def client(port: int, key: str) -> Chargebee:
    """The SDK forms its address from site and domain; http needs the class's own flag."""
    Chargebee.verify_ca_certs = False
    return Chargebee(api_key=key, site=SERVER, chargebee_domain=f"1:{port}", protocol="http")


def every(operations: Any, kind: str, parameters: dict[str, Any]) -> list[Any]:
    """All pages of a list."""
    found, offset = [], None
    while True:
        page = dict(parameters, limit=100)
        if offset:
            page["offset"] = offset
        answer = operations.list(page)
        found += [getattr(entry, kind) for entry in answer.list]
        offset = getattr(answer, "next_offset", None)
        if not offset:
            return found


def failure(call: Callable[[], Any]) -> dict[str, Any]:
    """What the SDK makes of an error answer."""
    try:
        call()
    except APIError as error:
        return {
            "class": type(error).__name__,
            "status": error.http_status_code,
            "code": error.api_error_code,
            "param": error.param,
        }
    return {"class": None}


def reads(site: Chargebee) -> dict[str, Any]:
    counts = {}
    for kind, name in LISTS.items():
        parameters = {"include_deleted": True} if kind in WITH_DELETED else {}
        counts[kind] = len(every(getattr(site, name), kind, parameters))
    unpaid = every(site.Invoice, "invoice", {"status": {"in": ["payment_due", "not_paid"]}})
    newest = site.Invoice.list({"limit": 1, "sort_by": {"desc": "date"}}).list[0].invoice
    again = site.Invoice.retrieve(newest.id).invoice
    window = {"updated_at": {"between": [1767225600, int(time.time())]}}
    return {
        "catalog": site.Configuration.list().configurations[0].product_catalog_version,
        "currencies": sorted(entry.currency.currency_code for entry in site.Currency.list().list),
        "counts": counts,
        "updated": len(every(site.Invoice, "invoice", window)),
        "unpaid_statuses": sorted({str(invoice.status) for invoice in unpaid}),
        "unpaid": len(unpaid),
        "retrieved": [newest.id, again.id, again.total == newest.total],
        "line_sums": sum(
            line.amount
            for invoice in every(site.Invoice, "invoice", {})
            for line in invoice.line_items
        ),
    }


def writes(site: Chargebee) -> dict[str, Any]:
    customer = site.Customer.create(
        {
            "id": "sdk-customer",
            "company": "Sluis & Zn. B.V.",
            "vat_number": "NL810433941B01",
            "net_term_days": 14,
            "auto_collection": "off",
            "billing_address": {"city": "Gouda", "zip": "2801 AB", "country": "NL"},
        }
    ).customer
    changed = site.Customer.update("sdk-customer", {"first_name": "Anneke"}).customer
    wiped = site.Customer.update_billing_info(
        "sdk-customer", {"billing_address": {"city": "Delft", "country": "NL"}}
    ).customer
    invoice = site.Invoice.create_for_charge_items_and_charges(
        {
            "customer_id": "sdk-customer",
            "currency_code": "EUR",
            "po_number": "PO-1",
            "item_prices": [{"item_price_id": "scanner-EUR", "quantity": 2}],
            "charges": [{"amount": 1000, "description": "Shipping"}],
        }
    ).invoice
    payment = {
        "transaction": {
            "amount": 1000,
            "payment_method": "bank_transfer",
            "reference_number": "BNK-1",
            "date": int(time.time()),
        }
    }
    headers = {"chargebee-idempotency-key": "sdk-payment-1"}
    first = site.Invoice.record_payment(invoice.id, payment, headers)
    second = site.Invoice.record_payment(invoice.id, payment, headers)
    return {
        "customer": [customer.id, customer.company, customer.vat_number],
        "changed": changed.first_name,
        "vat_after_address_only": wiped.vat_number,
        "invoice": [invoice.sub_total, invoice.tax, invoice.total, str(invoice.status)],
        "paid": [first.invoice.amount_paid, first.invoice.amount_due],
        "same_transaction": first.transaction.id == second.transaction.id,
        "replayed": bool(second.is_idempotency_replayed),
        **money(site, invoice.id, first.transaction.id),
    }


def money(site: Chargebee, invoice_id: str, transaction_id: str) -> dict[str, Any]:
    """Take the payment off again, credit a part, give up the rest, fetch the document."""
    site.Invoice.remove_payment(invoice_id, {"transaction": {"id": transaction_id}})
    deleted = site.Transaction.delete_offline_transaction(transaction_id).transaction
    note = site.CreditNote.create(
        {"type": "adjustment", "reference_invoice_id": invoice_id, "total": 1210}
    ).credit_note
    given_up = site.Invoice.write_off(invoice_id, {"comment": "bankrupt"})
    download = site.Invoice.pdf(invoice_id).download
    with urllib.request.urlopen(download.download_url, timeout=30) as answer:
        pdf = answer.read()
    return {
        "deleted": deleted.deleted,
        "adjusted": [note.total, str(note.status)],
        "written_off": [given_up.credit_note.total, str(given_up.invoice.status)],
        "pdf": pdf[:5].decode(),
        **family(site),
    }


def family(site: Chargebee) -> dict[str, Any]:
    """A customer with a parent, a contact and a credit, merged into another."""
    for key in ("sdk-parent", "sdk-child", "sdk-twin"):
        site.Customer.create({"id": key, "company": key})
    child = site.Customer.relationships("sdk-child", {"parent_id": "sdk-parent"}).customer
    site.Customer.add_contact("sdk-child", {"contact": {"email": "ap@child.example"}})
    granted = site.PromotionalCredit.add(
        {"customer_id": "sdk-child", "amount": 500, "currency_code": "EUR", "description": "Sorry"}
    ).promotional_credit
    merged = site.Customer.merge(
        {"from_customer_id": "sdk-twin", "to_customer_id": "sdk-child"}
    ).customer
    places = site.Customer.hierarchy(
        "sdk-child", {"hierarchy_operation_type": "complete_hierarchy"}
    ).hierarchies
    return {
        "parent": child.relationship.parent_id,
        "granted": [granted.closing_balance, str(granted.type)],
        "merged": [merged.id, len(merged.contacts)],
        "hierarchy": [place.customer_id for place in places],
    }


def errors(site: Chargebee, port: int) -> dict[str, Any]:
    reader = client(port, "read_key")
    stranger = client(port, "wrong_key")
    return {
        "unknown_filter": failure(lambda: site.Invoice.list({"colour": {"is": "red"}})),
        "page_too_large": failure(lambda: site.Invoice.list({"limit": 101})),
        "not_there": failure(lambda: site.Invoice.retrieve("no-such-invoice")),
        "wrong_key": failure(lambda: stranger.Customer.list()),
        "read_only": failure(lambda: reader.Customer.create({"company": "x"})),
        "duplicate": failure(lambda: site.Customer.create({"id": "sdk-customer"})),
        "other_catalog": failure(lambda: site.Plan.list()),
    }


def main() -> None:
    port = int(sys.argv[1])
    site = client(port, sys.argv[2] if len(sys.argv) > 2 else "full_key")
    seen = {"reads": reads(site), "writes": writes(site), "errors": errors(site, port)}
    print(json.dumps(seen, indent=1))


if __name__ == "__main__":
    main()
