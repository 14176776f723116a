"""Subscriptions: what a customer has, until when, and what it is worth by the month and the year.

Source: apidocs.chargebee.com, "Subscriptions". What is sold stands in `subscription_items`; on a
site with an old catalogue the plan stands in the subscription itself and add-ons in `addons`.
`mrr` is without taxes and one-time charges; Chargebee computes it some time after a change.
"""

from ....ledger.mirror import DAY, DECIMAL, INTEGER, MONEY, TEXT, Column, Row
from .. import fields
from .declare import (
    EXACT_PLACES,
    ID,
    OF_CUSTOMER,
    THING,
    choice,
    computed,
    day,
    given,
    moment,
    money,
    numbered,
    of_customer,
    on_off,
    position,
    ref,
    shape,
    whole,
    words,
    yes_no,
)
from .reading import Reading
from .sold import SOLD

STATUSES = {
    "future": "Future",
    "in_trial": "In Trial",
    "active": "Active",
    "non_renewing": "Non-renewing",
    "paused": "Paused",
    "cancelled": "Cancelled",
    "transferred": "Transferred",
}

_MONTHS = 12


def _arr(one):
    """Return twelve times the monthly recurring revenue, None as long as that is not told."""
    monthly = one.money("mrr")
    return None if monthly is None else monthly * _MONTHS


def _coupons(one):
    told = (each.text("coupon_code") or each.text("coupon_id") for each in one.each("coupons"))
    return ", ".join(dict.fromkeys(filter(None, told))) or None


def _plan(one):
    """Return the id of the plan's price, or of the plan itself in an old catalogue."""
    for each in one.each("subscription_items"):
        if each.text("item_type") == "plan":
            return each.text("item_price_id")
    return one.text("plan_id")


def _plan_quantity(one):
    for each in one.each("subscription_items"):
        if each.text("item_type") == "plan":
            return each.quantity()
    return one.quantity("plan_quantity")


SUBSCRIPTION = shape(
    ("subscription", "Subscription", "Subscriptions"),
    choice("status", "Status", STATUSES),
    computed(Column("plan_code", "Plan Code", TEXT, length=ID), lambda one: _plan(one) or None),
    computed(Column("plan_quantity", "Quantity of Plan", DECIMAL), _plan_quantity),
    money("mrr", "MRR"),
    computed(Column("arr", "ARR", MONEY), _arr),
    whole("billing_period", "Billing Period"),
    words("billing_period_unit", "Billing Period Unit"),
    day("next_billing", "Next Billing", at="next_billing_at"),
    day("term_start", "Current Term From", at="current_term_start"),
    day("term_end", "Current Term Ends", at="current_term_end"),
    day("start_date", "Starts On"),
    day("started_on", "Started On", at="started_at"),
    day("activated_on", "Activated On", at="activated_at"),
    day("trial_start", "Trial From"),
    day("trial_end", "Trial Ends"),
    day("paused_on", "Paused On", at="pause_date"),
    day("resumes_on", "Resumes On", at="resume_date"),
    day("cancelled_on", "Cancelled On", at="cancelled_at"),
    computed(
        Column("cancel_reason", "Reason of Cancellation", TEXT, length=THING),
        lambda one: one.text("cancel_reason_code") or one.text("cancel_reason") or None,
    ),
    whole("remaining_billing_cycles", "Remaining Billing Cycles"),
    yes_no("changes_scheduled", "Changes Scheduled", at="has_scheduled_changes"),
    day("contract_start", "Contract From", at="contract_term.contract_start"),
    day("contract_end", "Contract Ends", at="contract_term.contract_end"),
    words("contract_renewal", "At End of Contract", at="contract_term.action_at_term_end"),
    money("contract_value", "Contract Value", at="contract_term.total_contract_value"),
    money("total_dues", "Total Due"),
    whole("due_invoices", "Invoices Due", at="due_invoices_count"),
    day("due_since", "Due Since"),
    computed(Column("coupons", "Coupons", TEXT, length=THING), _coupons),
    words("po_number", "PO Number"),
    whole("net_term_days", "Payment Term in Days"),
    on_off("auto_collection", "Collected Automatically"),
    words("offline_payment_method", "Offline Payment Method"),
    words("channel", "Channel"),
    moment("created_at", "Created There"),
    lookups={
        **OF_CUSTOMER,
        "payment_source": ("Payment Source", "payment_source"),
        "price": SOLD["price"],
        "plan": SOLD["plan"],
    },
)

SUBSCRIPTION_ITEM = shape(
    ("subscription_item", "Subscription Item", "Subscription Items"),
    position(),
    given(Column("type", "Type", TEXT, length=ID)),
    given(Column("quantity", "Quantity", DECIMAL)),
    given(Column("unit_price", "Unit Price", MONEY)),
    given(Column("exact_unit_price", "Exact Unit Price", DECIMAL, places=EXACT_PLACES)),
    given(Column("amount", "Amount", MONEY)),
    given(Column("free_quantity", "Free Quantity", DECIMAL)),
    given(Column("billing_cycles", "Billing Cycles", INTEGER)),
    given(Column("trial_end", "Trial Ends", DAY)),
    given(Column("next_billing", "Next Billing", DAY)),
    lookups={"subscription": ("Subscription", "subscription"), **SOLD},
    part_of="subscription",
)


def subscription_row(kind: str, source: dict, site_tz: str) -> Row:
    """Return the row of a subscription, what it consists of as parts."""
    one = Reading(kind, source, site_tz)
    fields.currency(source, "currency_code")
    plan = _plan(one)
    old = one.text("plan_id")
    lookups = {
        **of_customer(fields.identifier(source, "customer_id")),
        "payment_source": ref("payment_source", one.text("payment_source_id")),
        "price": None if old else ref("item_price", plan),
        "plan": ref("plan", old),
    }
    title = f"{plan} ({one.external_id})" if plan else one.external_id
    return SUBSCRIPTION.row(one, one.external_id, title, lookups, _parts(one))


def _parts(one):
    """Yield the rows of what a subscription consists of."""
    found = [*_old_plan(one), *_old_addons(one), *_items(one)]
    ids = numbered(name for _each, name, _lookup, _kind in found)
    for at, ((each, name, lookup, kind), own) in enumerate(zip(found, ids, strict=True), 1):
        each.given["position"] = at
        leads = {"subscription": ref(one.kind, one.external_id), lookup: ref(kind, name)}
        yield SUBSCRIPTION_ITEM.row(each, f"{one.external_id}/{own}", name, leads)


def _items(one):
    for each in one.each("subscription_items"):
        each.given |= {
            "type": each.text("item_type"),
            **_sold(each, ""),
            "free_quantity": each.quantity("free_quantity"),
            "billing_cycles": fields.whole(*each.at("billing_cycles")),
            "trial_end": each.day("trial_end"),
            "next_billing": each.day("next_billing_at"),
        }
        yield each, _named(each, "item_price_id"), "price", "item_price"


def _old_plan(one):
    if one.text("plan_id"):
        given_there = {
            "type": "plan",
            **_sold(one, "plan_"),
            "free_quantity": one.quantity("plan_free_quantity"),
            "billing_cycles": fields.whole(*one.at("remaining_billing_cycles")),
            "trial_end": one.day("trial_end"),
            "next_billing": one.day("next_billing_at"),
        }
        yield one.inside(one.source, "", **given_there), one.text("plan_id"), "plan", "plan"


def _old_addons(one):
    for each in one.each("addons"):
        each.given |= {
            "type": "addon",
            **_sold(each, ""),
            "billing_cycles": fields.whole(*each.at("remaining_billing_cycles")),
            "trial_end": each.day("trial_end"),
        }
        yield each, _named(each, "id"), "addon", "addon"


def _sold(one, prefix):
    """Return how much of something is sold at which price; a plan's fields bear its name."""
    return {
        "quantity": one.quantity(f"{prefix}quantity"),
        "unit_price": one.money(f"{prefix}unit_price"),
        "exact_unit_price": fields.in_decimal(*one.at(f"{prefix}unit_price_in_decimal")),
        "amount": one.money(f"{prefix}amount"),
    }


def _named(one, name):
    value = one.text(name)
    if not value:
        raise fields.wrong(name, None, one.group)
    return value
