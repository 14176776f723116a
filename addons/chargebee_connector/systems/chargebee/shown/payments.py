"""Payments with the invoices they were used for, and refunds.

Source: apidocs.chargebee.com, "Transactions". Authorizations and reversals are not shown: the one
moved no money, the other is told by the status of its payment. No card data is read.
"""

from ....ledger.mirror import FLAG, MONEY, TEXT, Column, Row
from ....ledger.words import ZERO
from .. import fields
from .declare import (
    OF_CUSTOMER,
    THING,
    Reading,
    choice,
    computed,
    day,
    given,
    moment,
    money,
    numbered,
    of_customer,
    ref,
    shape,
    words,
)

STATUSES = {
    "in_progress": "In Progress",
    "success": "Success",
    "voided": "Voided",
    "failure": "Failure",
    "timeout": "Timeout",
    "needs_attention": "Needs Attention",
    "late_failure": "Late Failure",
}

#: The gateway of what somebody typed into Chargebee.
_OFFLINE = "not_applicable"

_SUCCESS = "success"

#: What payments and refunds tell alike.
_MOVED = (
    choice("status", "Status", STATUSES),
    money("amount", "Amount"),
    day("date", "Date"),
    words("method", "Payment Method", at="payment_method"),
    words("own_method", "Own Payment Method", at="custom_payment_method_name"),
    words("gateway", "Gateway"),
    words("gateway_account", "Gateway Account", at="gateway_account_id"),
    computed(Column("offline", "Offline", FLAG), lambda one: one.text("gateway") == _OFFLINE),
    words("reference", "Reference", at="reference_number"),
    words("gateway_reference", "Reference at Gateway", at="id_at_gateway"),
    words("error_code", "Error Code"),
    words("error", "Error", THING, at="error_text"),
    moment("settled_at", "Status Final Since"),
)
_LOOKUPS = {
    **OF_CUSTOMER,
    "subscription": ("Subscription", "subscription"),
    "payment_source": ("Payment Source", "payment_source"),
}

PAYMENT = shape(
    ("payment", "Payment", "Payments"),
    *_MOVED,
    money("amount_unused", "Not Used Yet"),
    computed(
        Column("reversed", "Reversed", FLAG), lambda one: bool(one.text("reversal_transaction_id"))
    ),
    lookups=_LOOKUPS,
)

PAYMENT_INVOICE = shape(
    ("payment_invoice", "Paid Invoice", "Paid Invoices"),
    given(Column("amount", "Amount Used", MONEY)),
    day("date", "Used On", at="applied_at"),
    lookups={"payment": ("Payment", "payment"), "invoice": ("Invoice", "invoice")},
    part_of="payment",
)


def _credit_notes(one):
    """Return the credit notes that a refund pays back."""
    return list(dict.fromkeys(each.text("cn_id") for each in one.each("linked_credit_notes")))


def _reasons(one):
    links = one.each("linked_credit_notes")
    told = (each.text("cn_create_reason_code") or each.text("cn_reason_code") for each in links)
    return ", ".join(dict.fromkeys(filter(None, told))) or None


REFUND = shape(
    ("refund", "Refund", "Refunds"),
    *_MOVED,
    computed(Column("reason", "Reason", TEXT, length=THING), _reasons),
    computed(
        Column("credit_notes", "Credit Notes", TEXT, length=THING),
        lambda one: ", ".join(filter(None, _credit_notes(one))) or None,
    ),
    lookups={
        **_LOOKUPS,
        "payment": ("Payment", "payment"),
        "credit_note": ("Credit Note", "credit_note"),
    },
)


def transaction_row(kind: str, source: dict, site_tz: str) -> Row | None:
    """Return the row of a payment or a refund, None for what is neither."""
    one = Reading(kind, source, site_tz)
    sort = one.text("type")
    if not sort:
        raise fields.wrong("type", None)
    fields.currency(source, "currency_code")
    lookups = {
        **of_customer(one.text("customer_id")),
        "subscription": ref("subscription", one.text("subscription_id")),
        "payment_source": ref("payment_source", one.text("payment_source_id")),
    }
    if sort == "payment":
        return PAYMENT.row(one, one.external_id, "", lookups, _uses(one))
    if sort == "refund":
        # An offline payment that is paid back is named in another field.
        paid = one.text("refunded_txn_id") or one.text("reference_transaction_id")
        lookups["payment"] = ref("transaction", paid)
        # A refund is one credit note's, but for those of old sites: the first stands for all.
        lookups["credit_note"] = ref("credit_note", next(iter(_credit_notes(one)), ""))
        return REFUND.row(one, one.external_id, "", lookups)
    return None


def _uses(one):
    """Yield which invoices a payment was for; one that didn't come about paid nothing of them."""
    links = one.each("linked_invoices")
    for each in links:
        if not each.text("invoice_id"):
            raise fields.wrong("invoice_id", None, each.group)
    succeeded = one.text("status") == _SUCCESS
    ids = numbered(each.text("invoice_id") for each in links)
    for each, own in zip(links, ids, strict=True):
        applied = each.in_units(fields.minor(*each.at("applied_amount")))
        each.given["amount"] = applied if succeeded else ZERO
        invoice = each.text("invoice_id")
        leads = {"payment": ref(one.kind, one.external_id), "invoice": ref("invoice", invoice)}
        yield PAYMENT_INVOICE.row(each, f"{one.external_id}/{own}", invoice, leads)
