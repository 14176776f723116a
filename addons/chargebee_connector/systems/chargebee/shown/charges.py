"""Charges that are not invoiced yet.

Source: apidocs.chargebee.com, "Unbilled charges". One that was invoiced, deleted or voided is told
as deleted or voided.
"""

from dataclasses import replace

from ....ledger.mirror import MONEY, Column, Row
from .. import fields
from .declare import (
    OF_CUSTOMER,
    THING,
    computed,
    exact,
    moment,
    money,
    of_customer,
    period,
    quantity,
    ref,
    shape,
    words,
    yes_no,
)
from .reading import Reading
from .sold import SOLD, sold


def _net(one):
    amount, discount = one.money("amount"), one.money("discount_amount")
    return amount if amount is None or discount is None else amount - discount


UNBILLED_CHARGE = shape(
    ("unbilled_charge", "Unbilled Charge", "Unbilled Charges"),
    words("description", "Description", THING),
    words("type", "Type", at="entity_type"),
    period(),
    quantity("quantity", "Quantity"),
    money("unit_price", "Unit Price", at="unit_amount"),
    exact("exact_unit_price", "Exact Unit Price", at="unit_amount_in_decimal"),
    money("amount", "Amount before Discount"),
    money("discount", "Discount", at="discount_amount"),
    computed(Column("net", "Net Amount", MONEY), _net),
    yes_no("voided", "Voided", at="is_voided"),
    yes_no("in_advance", "In Advance", at="is_advance_charge"),
    moment("created_at", "Created There"),
    lookups={
        **OF_CUSTOMER,
        "subscription": ("Subscription", "subscription"),
        **SOLD,
    },
)


def unbilled_charge_row(kind: str, source: dict, site_tz: str) -> Row:
    """Return the row of a charge; a voided one counts as deleted, since it is never invoiced."""
    one = Reading(kind, source, site_tz)
    fields.currency(source, "currency_code")
    lookups = {
        **of_customer(one.text("customer_id")),
        "subscription": ref("subscription", one.text("subscription_id")),
        **sold(one),
    }
    found = UNBILLED_CHARGE.row(one, one.external_id, one.text("description"), lookups)
    return replace(found, deleted=found.deleted or bool(found.values["voided"]))
