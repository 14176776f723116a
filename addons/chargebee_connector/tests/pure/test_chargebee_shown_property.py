"""Rows of a CRM under whatever Chargebee may send: amounts to the cent, faults by their field."""

from dataclasses import replace
from decimal import Decimal

import pytest
from chargebee_payloads import AMSTERDAM
from hypothesis import given, settings
from hypothesis import strategies as st
from shown_payloads import CUSTOMER, FULL, INVOICE, LINE, SUBSCRIPTION

from odoo.addons.chargebee_connector.ledger import mirror
from odoo.addons.chargebee_connector.ledger.problems import Invalid
from odoo.addons.chargebee_connector.ledger.text import dump, parse
from odoo.addons.chargebee_connector.systems.chargebee.shown import KINDS, TABLES, shown
from odoo.addons.chargebee_connector.systems.chargebee.slices import is_clean

MONEY = {
    (table.name, column.name)
    for table in TABLES
    for column in table.columns
    if column.type == mirror.MONEY
}

CURRENCIES = st.sampled_from([("EUR", 2), ("JPY", 0), ("KWD", 2), ("USD", 2), ("XOF", 0)])
AMOUNTS = st.integers(min_value=-(2**53) + 1, max_value=2**53 - 1)

#: Amounts of which several are added up, within what Chargebee's own sums may be.
SMALL = st.integers(min_value=-(2**40), max_value=2**40)


def with_currency(payload, code):
    """Return a payload in another currency, whatever field names it."""
    names = ("currency_code", "preferred_currency_code")
    found = {**payload, **{name: code for name in names if payload.get(name)}}
    if "balances" in found:
        found["balances"] = [{**found["balances"][0], "currency_code": code}]
    return found


@settings(max_examples=200, deadline=None)
@given(CURRENCIES, AMOUNTS)
def test_every_amount_that_is_told_is_shown_to_the_unit(currency, minor):
    """Each is scaled by the currency's own decimals, and comes back to the same integer."""
    code, places = currency
    for kind, name in (
        ("invoice", "total"),
        ("invoice", "amount_due"),
        ("credit_note", "amount_available"),
        ("transaction", "amount"),
        ("item_price", "price"),
        ("plan", "setup_cost"),
        ("coupon", "discount_amount"),
        ("promotional_credit", "closing_balance"),
        ("subscription", "mrr"),
    ):
        column = {"setup_cost": "setup_fee", "discount_amount": "amount"}.get(name, name)
        payload = {**with_currency(FULL[kind][0], code), name: minor}
        found = shown(kind, payload, AMSTERDAM)
        value = found.values[column]
        assert type(value) is Decimal
        assert value.as_tuple().exponent == -places
        assert int(value.scaleb(places)) == minor and found.currency == code


@settings(max_examples=200, deadline=None)
@given(CURRENCIES, st.lists(st.tuples(SMALL, SMALL, SMALL), min_size=1, max_size=5))
def test_lines_add_up_to_the_unit(currency, amounts):
    """Net and tax of the lines are what the document's own integers say, whatever the prices."""
    code, places = currency
    lines, discounts, taxes = [], [], []
    for at, (amount, discount, tax) in enumerate(amounts):
        own = f"li_{at}"
        lines.append({**LINE, "id": own, "amount": amount})
        discounts.append({**INVOICE["line_item_discounts"][0], "line_item_id": own})
        discounts[-1]["discount_amount"] = discount
        taxes.append({**INVOICE["line_item_taxes"][0], "line_item_id": own, "tax_amount": tax})
    payload = {
        **INVOICE,
        "currency_code": code,
        "line_items": lines,
        "line_item_discounts": discounts,
        "line_item_taxes": taxes,
    }
    for sort, within in (("tax_exclusive", False), ("tax_inclusive", True)):
        found = shown("invoice", {**payload, "price_type": sort}, AMSTERDAM)
        net = sum(part.values["net"] for part in found.parts)
        assert net.scaleb(places) == sum(a - d - (t if within else 0) for a, d, t in amounts)
        tax = sum(part.values["tax"] for part in found.parts)
        assert tax.scaleb(places) == sum(t for _a, _d, t in amounts)


@settings(max_examples=100, deadline=None)
@given(CURRENCIES, st.lists(SMALL, min_size=1, max_size=6))
def test_balances_add_up(currency, amounts):
    code, places = currency
    balance = {**CUSTOMER["balances"][0], "currency_code": code}
    balances = [{**balance, "excess_payments": amount} for amount in amounts]
    payload = {**CUSTOMER, "preferred_currency_code": code, "balances": balances}
    value = shown("customer", payload, AMSTERDAM).values["excess_payments"]
    assert value.scaleb(places) == sum(amounts)


@settings(max_examples=100, deadline=None)
@given(st.integers(min_value=0, max_value=2**49))
def test_a_year_is_twelve_months(minor):
    values = shown("subscription", {**SUBSCRIPTION, "mrr": minor}, AMSTERDAM).values
    assert values["arr"] == 12 * values["mrr"]


@pytest.mark.parametrize("kind", KINDS)
def test_no_amount_is_a_float(kind):
    """Numbers with a fraction pass through no float on their way from text, and none appears."""
    for payload in FULL[kind]:
        found = shown(kind, dump(payload), AMSTERDAM)
        for one in (found, *found.parts):
            assert not any(type(value) is float for value in one.values.values())
    assert len(MONEY) > 40


def test_units_that_nobody_told_are_not_guessed():
    with pytest.raises(Invalid) as caught:
        shown("invoice", {**INVOICE, "currency_code": "VND"}, AMSTERDAM)
    assert (caught.value.code, caught.value.params) == (
        "currency_units_unknown",
        {"currency": "VND"},
    )


#: What JSON can hold. Whichever stands where it doesn't belong is named, and nothing else happens.
ODD = [
    True,
    7,
    2**53,
    -(10**30),
    Decimal("1.5"),
    Decimal("1E+400"),
    "",
    "text",
    "nul\x00",
    "\ud800",
    [],
    [7],
    [[]],
    [{}],
    {},
    {"id": 7},
]


def places_of(payload, above=()):
    for name, value in payload.items():
        yield (*above, name)
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, dict):
            yield from places_of(inner, (*above, name))


def replaced(payload, path, value):
    name, *rest = path
    if not rest:
        return {**payload, name: value}
    inner = payload[name]
    if isinstance(inner, list):
        return {**payload, name: [replaced(inner[0], rest, value), *inner[1:]]}
    return {**payload, name: replaced(inner, rest, value)}


#: What is read for nothing that is shown, by the end of its place ...
UNREAD = {
    ("tiers", "pricing_type"),
    ("levels", "level"),
    ("line_item_discounts", "discount_type"),
    ("line_item_taxes", "tax_rate"),
    ("line_item_taxes", "taxable_amount"),
    ("line_item_taxes", "tax_juris_type"),
    ("line_item_taxes", "tax_juris_code"),
    ("line_item_taxes", "local_currency_code"),
    ("line_item_taxes", "tax_amount_in_local_currency"),
    ("taxes", "name"),
    ("linked_credit_notes", "applied_amount"),
    ("linked_credit_notes", "applied_at"),
}
#: ... and what is read only where something else, which these payloads have, is not told.
SECOND = {
    ("promotional_credits",),
    ("refundable_credits",),
    ("excess_payments",),
    ("unbilled_charges",),
    ("billing_address", "state_code"),
    ("cancel_reason",),
    ("line_items", "quantity"),
    ("linked_credit_notes", "cn_reason_code"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_odd_value_in_any_field_is_shown_or_named(kind):
    for payload in FULL[kind]:
        payload = {name: value for name, value in payload.items() if value is not None}
        whole = shown(kind, payload, AMSTERDAM)
        for path in places_of(payload):
            named = 0
            for value in ODD:
                try:
                    found = shown(kind, replaced(payload, path, value), AMSTERDAM)
                except Invalid as problem:
                    named += 1
                    texts = problem.params.values()
                    assert all(is_clean(text) and len(text) <= 80 for text in texts)
                else:
                    assert found is None or is_storable(found)
            if path in SECOND or (kind == "item_price" and path == ("tiers", "pricing_type")):
                continue
            assert bool(named) != (path in UNREAD), f"{path} takes {'no' if named else 'any'}thing"
        assert replace(whole, word=None) == replace(shown(kind, payload, AMSTERDAM), word=None)


def is_storable(found):
    texts = [found.title, found.external_id, found.entity, found.version, found.currency]
    for one in (found, *found.parts):
        texts += [value for value in one.values.values() if isinstance(value, str)]
        texts += [part for lead in one.lookups.values() if lead for part in lead]
    return all(is_clean(text) for text in texts)


def test_payloads_are_json():
    for payloads in FULL.values():
        for payload in payloads:
            assert parse(dump(payload))
