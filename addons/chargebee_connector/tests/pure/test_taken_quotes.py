"""Quotes that were won in the CRM become quotes of Chargebee, once."""

from dataclasses import replace
from decimal import Decimal

import pytest
from taken_world import CHARGE, GUID, PLAN, RULES, held, known, line, planned, quote

from odoo.addons.chargebee_connector.ledger.plan import LinkNow

KEY = ("quote", "crm_quote/QUO-01001")


def one(word, state, rules=RULES):
    (found,) = planned(word, state, rules)
    return found


@pytest.mark.parametrize("state", ["draft", "active", "closed"])
def test_what_is_not_won_stays_there(state):
    assert planned(quote(line(), state=state), known(held(), prices=[PLAN])) == []


def test_a_plan_makes_a_quote_for_a_subscription():
    extra = line("setup-EUR", "1", "10", name="Set-up")
    found = one(quote(line(), extra), known(held(), prices=[PLAN, CHARGE]))
    assert found.key == KEY[1] and found.request.repeat == "keyed"
    assert found.request.path == "/customers/cust_1/create_subscription_quote_for_items"
    body = found.request.body
    assert body["subscription_items[item_price_id][0]"] == "team-EUR-monthly"
    assert body["subscription_items[unit_price][0]"] == "5000"
    assert body["subscription_items[quantity][0]"] == "2"
    assert body["subscription_items[item_price_id][1]"] == "setup-EUR"
    assert body["notes"].split("\n")[0] == "CRM quote QUO-01001"


def test_charges_and_written_lines_make_a_quote_of_their_own():
    written = line("", "3", "1.50", "0.50", name="Travel")
    found = one(quote(line("setup-EUR", "1"), written), known(held(), prices=[CHARGE]))
    assert found.request.path == "/quotes/create_for_charge_items_and_charges"
    body = found.request.body
    assert body["item_prices[item_price_id][0]"] == "setup-EUR"
    assert body["charges[amount][0]"] == "400"
    assert body["charges[description][0]"] == "Travel"


def test_a_mapped_product_number_names_the_price():
    rules = replace(RULES, products={"P-1": "team-EUR-monthly"})
    assert one(quote(line("P-1")), known(held(), prices=[PLAN]), rules).state == "planned"


def test_a_discount_is_taken_off_the_price_of_one():
    found = one(quote(line(discount="10")), known(held(), prices=[PLAN]))
    assert found.request.body["subscription_items[unit_price][0]"] == "4500"


@pytest.mark.parametrize(
    ("word", "prices", "code"),
    [
        (quote(), [], "crm_quote_empty"),
        (quote(line("nothing")), [], "crm_quote_line_unmapped"),
        (quote(line()), [replace(PLAN, active=False)], "crm_quote_line_unmapped"),
        (quote(line()), [replace(PLAN, currency="USD")], "crm_quote_currency"),
        (quote(line(), line("")), [PLAN], "crm_quote_line_unmapped"),
        (quote(line(quantity="1.5")), [PLAN], "crm_quote_quantity"),
        (quote(line(price="0.005")), [PLAN], "crm_quote_amount"),
        (replace(quote(line()), freight=Decimal(5)), [PLAN], "crm_quote_discount"),
        (quote(line(quantity="3", discount="0.01")), [PLAN], "crm_quote_amount"),
        (quote(line(), account_id=""), [PLAN], "crm_quote_without_account"),
        (quote(line("addon")), [replace(PLAN, external_id="addon", item_type="addon")],
         "crm_quote_no_plan"),
        (quote(line(), line("b")), [PLAN, replace(PLAN, external_id="b")], "crm_quote_plans"),
    ],
)  # fmt: skip
def test_what_cannot_be_sold_is_named(word, prices, code):
    assert one(word, known(held(), prices=prices)).problem.code == code


def test_another_revision_is_not_a_second_quote():
    first = one(quote(line()), known(held(), prices=[PLAN]))
    posted = {KEY: LinkNow("posted", "quo_1", first.content)}
    state = known(held(), links=posted, prices=[PLAN])
    assert planned(quote(line()), state) == []
    again = one(quote(line(price="60"), revision=1), state)
    assert again.problem.code == "crm_quote_won_again"
    assert again.key == KEY[1]
    kept = {KEY: LinkNow("posted", "quo_1", first.content, decision="keep")}
    assert planned(quote(line(price="60"), revision=1), known(held(), links=kept)) == []


def test_an_account_without_customer_gets_one_made_first():
    customer, found = planned(quote(line()), known(prices=[PLAN]))
    assert customer.kind == "new_customer"
    assert customer.request.body["id"] == f"crm-{GUID}"
    assert customer.request.body["company"] == "Acme"
    assert found.needs_link == (customer.kind, customer.key)
    assert found.request.path.startswith(f"/customers/crm-{GUID}/")


def test_one_that_was_made_before_is_used():
    links = {("new_customer", f"crm_account/{GUID}"): LinkNow("posted", f"crm-{GUID}")}
    found = one(quote(line()), known(links=links, prices=[PLAN]))
    assert found.needs_link is None
    assert found.request.path.startswith(f"/customers/crm-{GUID}/")


def test_without_the_option_nobody_is_made():
    found = one(quote(line()), known(prices=[PLAN]), replace(RULES, create=False))
    assert found.problem.code == "crm_quote_without_customer"
