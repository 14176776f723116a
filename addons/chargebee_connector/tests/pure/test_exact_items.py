"""Items that are kept current in Exact, where the route wants them there."""

import json
from dataclasses import replace
from datetime import date

import exact_world as world
import pytest

from odoo.addons.chargebee_connector.ledger.plan import LinkNow
from odoo.addons.chargebee_connector.ledger.pull import Ask
from odoo.addons.chargebee_connector.ledger.words import Item
from odoo.addons.chargebee_connector.systems.chargebee.read import read
from odoo.addons.chargebee_connector.systems.exact import items
from odoo.addons.chargebee_connector.systems.exact.plan import needs, plan

PRO = Item("pro", "Pro plan", "plans")
PLACE = ("item", "item/pro")
GROUPS = world.table(items.GROUP, ({"item_family": "plans"}, "guid-group"), ({}, "guid-rest"))
WANTED = replace(
    world.route(revenue=world.revenue(({"item_price": "pro-eur"}, world.HARDWARE))),
    items=items.ItemRules(GROUPS),
)
BODY = {
    "Code": "pro",
    "Description": "Pro plan",
    "IsSalesItem": True,
    "IsStockItem": False,
    "ItemGroup": "guid-group",
}


def standing(content, state="posted", **fields):
    facts = world.known()
    facts.links[PLACE] = LinkNow(state, "99999999-2222-3333-4444-555555555555", content, **fields)
    return facts


def made(item=PRO, rules=WANTED, facts=None):
    return plan([item], rules, facts or world.known())


def test_nothing_where_nobody_wants_it():
    assert made(rules=world.route()) == []
    assert needs([PRO], world.route()).links == set()


def test_a_new_item():
    assert needs([PRO], WANTED).links == {PLACE}
    (outcome,) = made()
    assert (outcome.kind, outcome.key, outcome.state) == (*PLACE, "planned")
    assert (outcome.request.repeat, outcome.request.body) == ("create", BODY)


def test_its_ledger_only_where_the_mapping_decides_one_for_the_item():
    rules = replace(WANTED, revenue=world.revenue(({"item": "pro"}, world.HARDWARE)))
    (outcome,) = made(rules=rules)
    assert outcome.request.body["GLRevenue"] == world.HARDWARE.id
    rules = replace(WANTED, items=replace(WANTED.items, vat_code="2"))
    assert made(rules=rules)[0].request.body["SalesVatCode"] == "2"


def test_the_group_of_every_other_family():
    (outcome,) = made(replace(PRO, family="other"))
    assert outcome.request.body["ItemGroup"] == "guid-rest"
    (outcome,) = made(rules=replace(WANTED, items=items.ItemRules()))
    assert "ItemGroup" not in outcome.request.body


def test_a_change_is_sent_once():
    content = made()[0].content
    assert made(facts=standing(content)) == []
    (change,) = made(replace(PRO, name="Pro plus"), facts=standing(content))
    assert (change.kind, change.key, change.parent) == (
        "item_update",
        "item/pro/update/1",
        PLACE,
    )
    assert change.request.method == "PUT" and change.request.repeat == "put"
    assert change.request.body == {"Description": "Pro plus", "ItemGroup": "guid-group"}
    assert made(replace(PRO, name="Pro plus"), facts=standing(change.content)) == []
    (back,) = made(facts=standing(change.content))
    assert back.key == "item/pro/update/2"


def test_what_is_sold_no_more_ends_and_is_never_made():
    ended = replace(PRO, ended=date(2026, 3, 9))
    assert made(ended) == []
    (left,) = made(ended, facts=standing("", "planned"))
    assert left.rule == "deleted"
    (change,) = made(ended, facts=standing(made()[0].content))
    assert change.request.body["EndDate"] == "2026-03-09T00:00:00"
    assert made(ended, facts=standing("0:x", gone=True)) == []


@pytest.mark.parametrize("length", [30, 31, 100])
def test_a_long_id_is_cut_to_a_code_of_its_own(length):
    codes = {items.code_of(Item("x" * (length - 1) + last)) for last in "ab"}
    assert len(codes) == 2 and all(len(code) <= 30 for code in codes)


def test_an_item_that_stands_there_is_found_by_its_code():
    ask = Ask(1, "item", "item/pro", BODY, None)
    row = {"ID": "99999999-2222-3333-4444-555555555555", "Code": "pro"}
    assert items.judge(ask, []) is None
    assert items.judge(ask, [row]).external_id == row["ID"]
    assert items.judge(ask, [row, row]).code == "item_twice"


@pytest.mark.parametrize(
    ("changes", "ended"),
    [
        ({}, None),
        ({"status": "archived", "archived_at": 1790805600}, date(2026, 10, 1)),
        ({"status": "deleted", "updated_at": 1790805600}, date(2026, 10, 1)),
    ],
)
def test_how_the_source_tells_it(changes, ended):
    payload = {"id": "pro", "name": "Pro plan", "item_family_id": "plans", "status": "active"}
    word = read("item", json.dumps(payload | changes), "Europe/Amsterdam")
    assert word == replace(PRO, ended=ended)
