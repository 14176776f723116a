"""Customers as people in sales see them: who they are, how they pay, what they have standing.

Source: apidocs.chargebee.com, "Customers".
"""

from dataclasses import replace
from decimal import Decimal

from ....ledger.mirror import ACCOUNT, FLAG, MONEY, NOTE, TEXT, Column, Row
from .. import fields
from ..customers import customer
from .declare import (
    COMPANY,
    ID,
    LONG,
    PERSON,
    THING,
    Reading,
    address,
    choice,
    computed,
    moment,
    on_off,
    ref,
    shape,
    whole,
    words,
    yes_no,
)

VAT_NUMBER_STATUSES = {
    "valid": "Valid",
    "invalid": "Invalid",
    "not_validated": "Not Validated",
    "undetermined": "Undetermined",
}

#: What a customer has standing, by Chargebee's names.
_BALANCES = (
    ("promotional_credits", "Promotional Credits"),
    ("refundable_credits", "Refundable Credits"),
    ("excess_payments", "Excess Payments"),
    ("unbilled_charges", "Unbilled Charges"),
)


def _currency(source: dict) -> str:
    """Return the currency in which a customer's balances are shown, "" when none is told.

    It is the preferred one; a site with one currency names none, but the balances do.
    """
    if source.get("preferred_currency_code") is not None:
        return fields.currency(source, "preferred_currency_code")
    told = {fields.currency(each, "currency_code") for each in fields.entries(source, "balances")}
    return told.pop() if len(told) == 1 else ""


def _balance(name):
    """Return the reader of one balance, in the row's currency.

    `balances` tells it for each currency and business entity, the customer itself for the one
    currency of a site that has no more.
    """

    def read(one):
        if not one.currency:
            return None
        balances = one.each("balances")
        if not balances:
            return one.money(name)
        own = (each for each in balances if each.text("currency_code") == one.currency)
        return one.in_units(sum(fields.minor(*each.at(name)) for each in own))

    return read


def _every_balance(one):
    """Return what stands in each currency, one a line; zeros are left out."""
    lines = []
    for each in one.each("balances"):
        code = fields.currency(each.source, "currency_code")
        scale = -fields.places(code)
        for name, label in _BALANCES:
            amount = fields.whole(each.source, name, "balances")
            if amount:
                lines.append(f"{label}: {code} {Decimal(amount).scaleb(scale)}")
    return "\n".join(lines) or None


def _replaced_by(one):
    """Return the customer who took this one's place when it moved to another business entity."""
    active = one.text("active_id")
    return active if active and active != one.external_id else None


CUSTOMER = shape(
    ("customer", "Customer", "Customers"),
    words("company", "Company", COMPANY),
    words("first_name", "First Name", PERSON),
    words("last_name", "Last Name", PERSON),
    words("email", "E-mail"),
    words("phone", "Phone"),
    computed(
        Column("vat_number", "VAT Number", TEXT, length=ID),
        lambda one: fields.vat_number(one.source) or None,
    ),
    choice("vat_number_status", "VAT Number Status", VAT_NUMBER_STATUSES),
    words("taxability", "Taxability"),
    words("customer_type", "Customer Type"),
    words("language", "Language", at="locale"),
    words("preferred_currency", "Preferred Currency", at="preferred_currency_code"),
    whole("net_term_days", "Payment Term in Days"),
    on_off("auto_collection", "Collected Automatically"),
    words("payment_method", "Payment Method", at="payment_method.type"),
    words("offline_payment_method", "Offline Payment Method"),
    words("card_status", "Card Status"),
    yes_no("consolidated_invoicing", "Consolidated Invoicing"),
    *(computed(Column(name, label, MONEY), _balance(name)) for name, label in _BALANCES),
    computed(Column("balances", "Balances by Currency", NOTE, length=LONG), _every_balance),
    address("billing_address", "Billing"),
    words("parent_code", "Parent Customer ID", at="relationship.parent_id"),
    words("invoice_owner", "Invoiced To", at="relationship.invoice_owner_id"),
    words("payment_owner", "Paid By", at="relationship.payment_owner_id"),
    computed(Column("replaced_by", "Replaced By", TEXT, length=ID), _replaced_by),
    computed(
        Column("anonymised", "Personal Data Cleared", FLAG),
        lambda one: one.text("pii_cleared") == "cleared",
    ),
    words("invoice_notes", "Notes on Invoices", THING * 4),
    words("channel", "Channel"),
    moment("created_at", "Created There"),
    lookups={"account": ("Account", ACCOUNT), "parent": ("Parent Customer", "customer")},
)


def customer_row(kind: str, source: dict, site_tz: str) -> Row:
    """Return a customer's row; its `account` is the account of that customer."""
    word = customer(source, site_tz)
    one = Reading(kind, source, site_tz, _currency(source))
    title = word.name or word.email
    parent = one.text("relationship.parent_id")
    lookups = {
        "account": ref(kind, one.external_id),
        # One that is its own parent is the head of its family.
        "parent": ref(kind, parent) if parent != one.external_id else None,
    }
    found = CUSTOMER.row(one, one.external_id, title, lookups)
    return replace(found, word=word)
