"""How customers pay: no more of a card or an account than its last four digits and its expiry.

Source: apidocs.chargebee.com, "Payment sources".
"""

from ....ledger.mirror import TEXT, Column, Row
from .declare import ID, choice, computed, moment, ref, shape, whole, words
from .reading import Reading

STATUSES = {
    "valid": "Valid",
    "expiring": "Expiring",
    "expired": "Expired",
    "invalid": "Invalid",
    "pending_verification": "Pending Verification",
}


def _last_four(one):
    """Return the last four digits of a card, else of a bank account; None for neither."""
    return one.text("card.last4") or one.text("bank_account.last4") or None


PAYMENT_SOURCE = shape(
    ("payment_source", "Payment Source", "Payment Sources"),
    words("type", "Type"),
    choice("status", "Status", STATUSES),
    words("gateway", "Gateway"),
    words("brand", "Brand", at="card.brand"),
    computed(Column("last_four", "Last Four Digits", TEXT, length=ID), _last_four),
    whole("expiry_month", "Expiry Month", at="card.expiry_month"),
    whole("expiry_year", "Expiry Year", at="card.expiry_year"),
    moment("created_at", "Created There"),
    lookups={"customer": ("Customer", "customer")},
)


def payment_source_row(kind: str, source: dict, site_tz: str) -> Row:
    """Return the row of a payment source, called by its brand or type and its last digits."""
    one = Reading(kind, source, site_tz)
    called = (one.text("card.brand") or one.text("type")).replace("_", " ").capitalize()
    title = " ".join(filter(None, (called, _last_four(one))))
    lookups = {"customer": ref("customer", one.text("customer_id"))}
    return PAYMENT_SOURCE.row(one, one.external_id, title, lookups)
