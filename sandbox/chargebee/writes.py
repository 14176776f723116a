"""Every POST that the site knows: its address and what does the work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..wire import Reply
from . import (
    credit_making,
    credit_writes,
    customer_family,
    customer_writes,
    files,
    invoice_making,
    invoice_writes,
    payment_writes,
    promotional_writes,
    quote_states,
    quote_writes,
    refund_writes,
)
from .call import Call
from .errors import incompatible

ID = "{id}"


@dataclass(frozen=True)
class Write:
    """`catalog` names the product catalogue that alone has the operation."""

    path: str
    work: Callable[..., Reply]
    catalog: str | None = None


WRITES = (
    Write("customers", customer_writes.create),
    Write("customers/merge", customer_family.merge),
    Write("customers/{id}", customer_writes.update),
    Write("customers/{id}/delete", customer_family.delete),
    Write("customers/{id}/relationships", customer_family.relate),
    Write("customers/{id}/delete_relationship", customer_family.unrelate),
    Write("customers/{id}/add_contact", customer_family.add_contact),
    Write("customers/{id}/update_contact", customer_family.update_contact),
    Write("customers/{id}/delete_contact", customer_family.delete_contact),
    Write("customers/{id}/update_billing_info", customer_writes.update_billing_info),
    Write("customers/{id}/record_excess_payment", payment_writes.record_excess_payment),
    Write(
        "customers/{id}/create_subscription_quote_for_items",
        quote_writes.create_for_subscription,
        "v2",
    ),
    Write("quotes/create_for_charge_items_and_charges", quote_writes.create_for_charges, "v2"),
    Write(
        "quotes/{id}/edit_create_subscription_quote_for_items",
        quote_writes.edit_for_subscription,
        "v2",
    ),
    Write("quotes/{id}/edit_for_charge_items_and_charges", quote_writes.edit_for_charges, "v2"),
    Write("quotes/{id}/update_status", quote_states.update_status),
    Write("quotes/{id}/extend_expiry_date", quote_states.extend),
    Write("quotes/{id}/convert", quote_states.convert),
    Write("quotes/{id}/delete", quote_states.delete),
    Write("quotes/{id}/pdf", files.quote_pdf),
    Write("invoices/create_for_charge_items_and_charges", invoice_making.create, "v2"),
    Write("invoices/{id}/record_payment", payment_writes.record_payment),
    Write("invoices/{id}/apply_payments", payment_writes.apply_payments),
    Write("invoices/{id}/remove_payment", payment_writes.remove_payment),
    Write("invoices/{id}/apply_credits", credit_writes.apply_credits),
    Write("invoices/{id}/remove_credit_note", credit_writes.remove_credit_note),
    Write("invoices/{id}/record_refund", refund_writes.of_invoice),
    Write("invoices/{id}/record_tax_withheld", payment_writes.record_tax_withheld),
    Write("invoices/{id}/remove_tax_withheld", payment_writes.remove_tax_withheld),
    Write("invoices/{id}/write_off", credit_making.write_off),
    Write("invoices/{id}/void", invoice_writes.void),
    Write("invoices/{id}/delete", invoice_writes.delete),
    Write("invoices/{id}/close", invoice_writes.close),
    Write("invoices/{id}/update_details", invoice_writes.update_details),
    Write("invoices/{id}/pdf", files.invoice_pdf),
    Write("credit_notes", credit_making.create),
    Write("credit_notes/{id}/record_refund", refund_writes.of_credit_note),
    Write("credit_notes/{id}/void", credit_writes.void),
    Write("credit_notes/{id}/delete", credit_writes.delete),
    Write("credit_notes/{id}/pdf", files.credit_note_pdf),
    Write("promotional_credits/add", promotional_writes.add),
    Write("promotional_credits/deduct", promotional_writes.deduct),
    Write("promotional_credits/set", promotional_writes.set_balance),
    Write("transactions/{id}/delete_offline_transaction", payment_writes.delete_offline),
    Write("transactions/{id}/record_refund", refund_writes.of_transaction),
)
# Second parts of an address that are no id.
WORDS = {word for write in WRITES for word in write.path.split("/")[1:2] if word != ID}


def work(call: Call, parts: list[str], catalog: str) -> Reply | None:
    """Do what a POST asks for; None where there is no such address."""
    for write in WRITES:
        pattern = write.path.split("/")
        if len(pattern) != len(parts):
            continue
        pairs = list(zip(pattern, parts, strict=True))
        if any(word not in (ID, part) for word, part in pairs):
            continue
        ids = [part for word, part in pairs if word == ID]
        if WORDS.intersection(ids):
            continue
        if write.catalog not in (None, catalog):
            raise incompatible()
        return write.work(call, *ids)
    return None
