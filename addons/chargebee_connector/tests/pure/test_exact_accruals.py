"""Month-end accruals: what is unbilled on the last day, and its reversal on the first."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import exact_world as world
import pytest
from defer_world import POSTED, amounts, deferrals, post, route
from exact_world import known

from odoo.addons.chargebee_connector.ledger.words import Unbilled
from odoo.addons.chargebee_connector.systems.chargebee.read import read

MEMO = "journal_entry"
DUE = replace(world.BALANCE, id="guid-1390", code="1390")
OCTOBER = "unbilled/uc_1/2026-10"
NOVEMBER = "unbilled/uc_1/2026-11"


def accruing(**options):
    return route(accrue=True, unbilled=DUE, **options)


def charge(**fields):
    """Return what is earned from October to December 2026: 300.00, to be invoiced behind that."""
    standard = {
        "external_id": "uc_1",
        "customer": "acme",
        "currency": "EUR",
        "net": Decimal("300.00"),
        "description": "API calls",
        "price": "pro-eur",
        "date_from": date(2026, 10, 1),
        "date_to": date(2026, 12, 31),
    }
    return Unbilled(**{**standard, **fields})


def state(outcomes, key):
    one = outcomes[key]
    return one.state, one.problem.code if one.problem else one.rule


def test_what_is_earned_is_accrued_on_the_last_day():
    outcomes = deferrals(charge(), accruing(), known())
    accrual = outcomes[OCTOBER]
    assert accrual.request.body == {
        "Lines": [{"GLAccount": "guid-8000", "AmountFC": "-100.00"}],
        "Against": "guid-1390",
    }
    assert (accrual.bundle, accrual.facts.date) == ((MEMO, "accrual/2026-10"), date(2026, 10, 31))
    assert accrual.facts.total == Decimal("100.00")
    assert state(outcomes, OCTOBER + "/back") == ("blocked", "accrual_first")
    assert outcomes[OCTOBER + "/back"].needs_link == (MEMO, OCTOBER)
    assert state(outcomes, NOVEMBER) == ("blocked", "accrual_first")
    assert outcomes[NOVEMBER].needs_link == (MEMO, OCTOBER + "/back")


def test_it_is_taken_back_on_the_first_and_the_next_month_takes_all_that_is_earned_by_then():
    facts = known()
    post(facts, deferrals(charge(), accruing(), facts)[OCTOBER])
    later = replace(accruing(), today=date(2026, 11, 5))
    outcomes = deferrals(charge(), later, facts)
    back = outcomes[OCTOBER + "/back"]
    assert amounts({"back": back}) == {"back": Decimal("100.00")}
    assert back.bundle == (MEMO, "accrual-back/2026-11")
    assert back.facts.date == date(2026, 11, 1)
    assert amounts(outcomes)[NOVEMBER] == Decimal("-200.00")


def test_what_is_invoiced_on_the_first_was_unbilled_the_day_before():
    rules = replace(accruing(), today=date(2026, 11, 1))
    invoiced = charge(gone=True, changed=date(2026, 11, 1))
    outcomes = deferrals(invoiced, rules, known())
    assert amounts(outcomes) == {OCTOBER: Decimal("-100.00")}


@pytest.mark.parametrize(
    ("changes", "rules"),
    (
        ({"gone": True, "changed": date(2026, 10, 15)}, accruing()),
        ({"date_from": date(2026, 11, 1)}, accruing()),
        ({}, route(accrue=False, unbilled=DUE)),
        ({}, replace(accruing(), business_entity="other")),
        ({}, replace(accruing(), date_from=date(2026, 11, 1))),
    ),
)
def test_what_is_not_to_be_accrued_is_no_longer_planned(changes, rules):
    facts = known()
    facts.links[MEMO, OCTOBER] = replace(POSTED, state="planned", external_id="")
    outcomes = deferrals(charge(**changes), rules, facts)
    assert amounts(outcomes) == {}
    if OCTOBER in outcomes:
        assert state(outcomes, OCTOBER) == ("skipped", "superseded")


def test_months_long_past_are_left_alone():
    rules = replace(accruing(), today=date(2027, 3, 5))
    found = amounts(deferrals(charge(), rules, known()))
    assert sorted(found) == ["unbilled/uc_1/2027-02", "unbilled/uc_1/2027-03"]


@pytest.mark.parametrize(
    ("changes", "options", "code"),
    (
        ({}, {"unbilled": None}, "unbilled_ledger_missing"),
        ({}, {"unbilled": world.REVENUE}, "ledger_not_balance"),
        ({"currency": "USD"}, {}, "accrual_currency"),
        ({"date_to": date(2028, 1, 31)}, {}, "year_missing"),
    ),
)
def test_what_is_missing_is_named(changes, options, code):
    rules = route(**{"accrue": True, "unbilled": DUE, **options})
    outcomes = deferrals(charge(**changes), rules, known())
    assert state(outcomes, OCTOBER) == ("blocked", code)


def test_a_charge_is_read_as_chargebee_tells_it():
    found = read(
        "unbilled_charge",
        {
            "id": "uc_1",
            "customer_id": "acme",
            "currency_code": "EUR",
            "amount": 12000,
            "discount_amount": 2000,
            "description": "API calls",
            "entity_type": "charge_item_price",
            "entity_id": "pro-eur",
            "date_from": 1790805600,
            "date_to": 1793487600,
            "is_voided": False,
            "deleted": True,
            "updated_at": 1793491200,
        },
        "Europe/Amsterdam",
    )
    assert found == charge(
        net=Decimal("100.00"),
        date_to=date(2026, 10, 31),
        gone=True,
        changed=date(2026, 11, 1),
    )
