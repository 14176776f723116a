"""Movements of money, from Chargebee's transactions to the ledger's words.

Source: apidocs.chargebee.com, "Transactions". A payment names the invoices it was used for in
`linked_invoices`, a refund its credit notes in `linked_credit_notes`; what is on neither is an
excess. Fees and payouts of a gateway are not in Chargebee.
"""

from decimal import Decimal

from ...ledger.words import Applied, Transaction
from .fields import (
    currency,
    entries,
    flag,
    identifier,
    local_date,
    minor,
    one_of,
    opened,
    places,
    text,
    time_zone,
    wrong,
)

_KINDS = ("authorization", "payment", "refund", "payment_reversal")
_STATUSES = (
    "in_progress",
    "success",
    "voided",
    "failure",
    "timeout",
    "needs_attention",
    "late_failure",
)

#: The gateway of what somebody typed into Chargebee.
_OFFLINE = "not_applicable"

#: Where a transaction names the documents it was used for: list, id and kind of the document.
_LINKS = (
    ("linked_invoices", "invoice_id", "invoice"),
    ("linked_credit_notes", "cn_id", "credit_note"),
)


def transaction(payload, site_tz: str) -> Transaction:
    """Return a movement of money."""
    source = opened(payload)
    code = currency(source, "currency_code")
    exponent = -places(code)
    return Transaction(
        external_id=identifier(source, "id"),
        kind=one_of(source, "type", _KINDS),
        status=one_of(source, "status", _STATUSES) if source.get("status") else "",
        currency=code,
        amount=Decimal(minor(source, "amount")).scaleb(exponent),
        date=_day(source, "date", site_tz),
        customer=text(source, "customer_id"),
        business_entity=text(source, "business_entity_id"),
        offline=source.get("gateway") == _OFFLINE,
        deleted=flag(source, "deleted"),
        gateway=text(source, "gateway"),
        gateway_account=text(source, "gateway_account_id"),
        payment_method=text(source, "payment_method"),
        applied=tuple(_applied(source, exponent, site_tz)),
        reference=text(source, "reference_number"),
        linked=text(source, "refunded_txn_id") or text(source, "reference_transaction_id"),
        reversal=text(source, "reversal_transaction_id"),
        settled=_day(source, "settled_at", site_tz),
    )


def _day(source, name, site_tz):
    return local_date(source, name, time_zone(site_tz)) if source.get(name) else None


def _applied(source, exponent, site_tz):
    for group, name, kind in _LINKS:
        for entry in entries(source, group):
            document = text(entry, name, group)
            if not document:
                raise wrong(name, None, group)
            amount = minor(entry, "applied_amount", group)
            day = _day(entry, "applied_at", site_tz)
            yield Applied(kind, document, Decimal(amount).scaleb(exponent), day)
