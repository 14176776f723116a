"""Promotional credits: what was given to a customer, and what was used of it.

Source: apidocs.chargebee.com, "Promotional credits". Each is one entry that never changes.
"""

from ....ledger.mirror import Row
from .. import fields
from .declare import THING, choice, moment, money, note, ref, shape, words
from .reading import Reading

TYPES = {"increment": "Given", "decrement": "Used"}

PROMOTIONAL_CREDIT = shape(
    ("promotional_credit", "Promotional Credit", "Promotional Credits"),
    choice("type", "Type", TYPES),
    money("amount", "Amount"),
    money("closing_balance", "Balance Afterwards"),
    words("credit_type", "Kind of Credit"),
    note("description", "Description"),
    words("reference", "Reference", THING),
    words("done_by", "Done By"),
    moment("created_at", "Created There"),
    lookups={"customer": ("Customer", "customer")},
)


def promotional_credit_row(kind: str, source: dict, site_tz: str) -> Row:
    """Return the row of an entry of promotional credits; its amount is above zero either way."""
    one = Reading(kind, source, site_tz)
    fields.currency(source, "currency_code")
    lookups = {"customer": ref("customer", fields.identifier(source, "customer_id"))}
    return PROMOTIONAL_CREDIT.row(one, one.external_id, one.text("description"), lookups)
