"""What rows become: whole at first, then only what changed; owners, currencies, lookups."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from crm_world import (
    ACME,
    EUR,
    JPY,
    KINDS,
    KWD,
    NOON,
    OTHER_TEAM,
    RULES,
    TEAM,
    customer_row,
    invoice_row,
    line_row,
    posted,
    standing,
)

from odoo.addons.chargebee_connector.ledger.mirror import Row
from odoo.addons.chargebee_connector.ledger.plan import Known, LinkNow, Needs, ref, refs_in
from odoo.addons.chargebee_connector.ledger.problems import Invalid, Unmapped
from odoo.addons.chargebee_connector.systems.dynamics.content import lookup_mark
from odoo.addons.chargebee_connector.systems.dynamics.places import place, row_id
from odoo.addons.chargebee_connector.systems.dynamics.plan import needs, needs_beyond, plan
from odoo.addons.chargebee_connector.systems.dynamics.rules import DELETE
from odoo.addons.chargebee_connector.systems.dynamics.values import cut

PLAIN = replace(RULES, accounts=None)
C1 = ("cb_customer", "customer/c1")
INV1 = ("cb_invoice", "invoice/INV-1")
AGAIN = ("cb_update", "customer/c1/update/1")
CUSTOMER = {("customer", "c1"): customer_row()}


def outcomes(row, links=None, rules=PLAIN, records=None, present=()):
    if links is None:
        links = posted("customer", "c1")
    return plan([row], rules, Known(records=records or {}, present=set(present), links=links))


def one(row, links=None, rules=PLAIN, records=None, present=()):
    (outcome,) = outcomes(row, links, rules, records, present)
    return outcome


# --- a new row ----------------------------------------------------------------------------------


def test_new_row_is_sent_whole():
    outcome = one(customer_row(version="42", updated_at=NOON, entity="nl"), {})
    assert (outcome.kind, outcome.key) == C1
    assert outcome.source == ("customer", "c1") and outcome.facts.title == "Acme"
    request = outcome.request
    assert (request.method, request.path, request.repeat) == ("UPSERT", "cb_customer", "put")
    assert request.body == {
        "set": "cb_customers",
        "table": "cb_customer",
        "id": row_id("acme", "customer", "c1"),
        "columns": {
            "cb_name": "Acme",
            "cb_chargebeeid": "c1",
            "cb_site": "acme",
            "cb_businessentity": "nl",
            "cb_resourceversion": "42",
            "cb_updatedat": "2026-03-01T12:00:00Z",
            "cb_deleted": False,
            "cb_company": "Acme",
            "cb_vatnumber": None,
            "cb_comment": None,
            "cb_auto": True,
        },
        "numbers": {},
        "lookups": {"cb_AccountLookupId": None},
        "owner": ["teams", TEAM],
        "currency": None,
        "parts": [],
    }
    json.dumps(request.body)


def test_document_and_its_lines_are_one_request():
    body = one(invoice_row()).request.body
    assert body["columns"]["cb_status"] == 727000001
    assert body["columns"]["cb_duedate"] == "2026-03-31"
    assert body["numbers"] == {"cb_total": "20"}
    assert body["currency"] == EUR
    assert body["lookups"]["cb_CustomerLookupId"] == ["cb_customers", ref(*C1)]
    first, second = body["parts"]
    assert [first["id"], second["id"]] == [
        row_id("acme", "invoice_line", "li_1"),
        row_id("acme", "invoice_line", "li_2"),
    ]
    assert first["set"] == "cb_invoicelines" and first["do"] == "upsert"
    assert first["lookups"]["cb_InvoiceLookupId"] == ["cb_invoices", body["id"]]
    assert first["currency"] == EUR and first["owner"] == body["owner"]
    assert first["columns"]["cb_resourceversion"] == "7"


def test_catalogue_belongs_to_nobody():
    family = Row("family", "item_family", "f", "Family", {"note": "x"})
    assert one(family).request.body["owner"] is None


@pytest.mark.parametrize(
    ("entity", "owner"),
    [
        ("nl", ["teams", TEAM]),
        ("be", ["systemusers", OTHER_TEAM]),
        ("", ["systemusers", OTHER_TEAM]),
    ],
)
def test_owner_is_the_business_entitys(entity, owner):
    assert one(customer_row(entity=entity), {}).request.body["owner"] == owner


def test_without_any_owner_whoever_writes_owns():
    rules = replace(PLAIN, owners={}, fallback=None)
    assert one(customer_row(entity="nl"), {}, rules).request.body["owner"] is None


@pytest.mark.parametrize(
    ("code", "amount", "text", "currency"),
    [
        ("JPY", "1000000", "1000000", JPY),
        ("KWD", "1.234", "1.234", KWD),
        ("EUR", "-0.10", "-0.1", EUR),
        ("EUR", "0.00", "0", EUR),
    ],
)
def test_amounts_are_exact(code, amount, text, currency):
    row = invoice_row((), currency=code, values={"total": Decimal(amount)})
    body = one(row).request.body
    assert (body["numbers"]["cb_total"], body["currency"]) == (text, currency)


@pytest.mark.parametrize(
    ("row", "code", "params"),
    [
        (invoice_row(currency="USD"), "dynamics_currency_missing", {"currency": "USD"}),
        (
            invoice_row(values={"total": Decimal("1.005")}),
            "dynamics_too_many_decimals",
            {"column": "Total", "value": "1.005", "most": "2"},
        ),
        (
            invoice_row(values={"total": Decimal("922337203685478")}),
            "dynamics_number_too_large",
            {"column": "Total"},
        ),
        (
            invoice_row(parts=(line_row(1, values={"quantity": Decimal(10) ** 12}),)),
            "dynamics_number_too_large",
            {"column": "Quantity"},
        ),
        (
            Row("price", "item_price", "p", "P", {"period": 2**31}),
            "dynamics_number_too_large",
            {"column": "Period"},
        ),
    ],
)
def test_what_would_be_refused_is_named(row, code, params):
    problem = one(row).problem
    assert (type(problem), problem.code) == (Invalid, code)
    assert {name: problem.params[name] for name in params} == params


def test_currency_is_not_asked_for_where_there_is_no_amount():
    row = invoice_row((), currency="USD", values={"total": None})
    assert one(row).request.body["currency"] is None


def test_shown_numbers_are_rounded_to_their_column():
    row = invoice_row(parts=(line_row(1, values={"quantity": Decimal("1.23456")}),))
    assert one(row).request.body["parts"][0]["numbers"]["cb_quantity"] == "1.23"


def test_unknown_choice_is_empty():
    assert (
        one(invoice_row(values={"status": "new_there"})).request.body["columns"]["cb_status"]
        is None
    )


def test_long_text_is_cut():
    row = customer_row(values={"company": "x" * 30})
    text = one(row, {}).request.body["columns"]["cb_company"]
    assert text == "x" * 19 + "…"


@pytest.mark.parametrize(
    ("text", "length", "cut_text"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("a cd", 3, "a…"),
        ("😀😀", 4, "😀😀"),
        ("😀😀", 3, "😀…"),
        ("", 3, None),
        ("a\x00b\x1fc\ud800", 5, "abc"),
        ("a\r\n\tb", 9, "a\r\n\tb"),
    ],
)
def test_cutting(text, length, cut_text):
    assert cut(text, length) == cut_text


def test_table_that_is_not_made_yet():
    rules = replace(PLAIN, entity_sets={})
    problem = one(customer_row(), {}, rules).problem
    assert (type(problem), problem.code) == (Unmapped, "dynamics_not_provisioned")
    assert problem.params["table"] == "CB Customer"


def test_rows_of_no_table_of_the_route():
    assert outcomes(customer_row(), {}, replace(PLAIN, tables=())) == []
    assert outcomes(customer_row(), {}, replace(PLAIN, kinds=())) == []
    assert plan([object()], PLAIN, Known()) == []


# --- lookups ------------------------------------------------------------------------------------


def test_needs():
    row = invoice_row(parts=(line_row(1, lookups={"price": ("item_price", "p")}),))
    asked = needs([row], PLAIN)
    assert asked.present == {("customer", "c1"), ("item_price", "p"), ("invoice", "INV-1")}
    assert asked.links == {
        INV1,
        C1,
        ("cb_item_price", "item_price/p"),
    }
    account = needs([customer_row()], RULES)
    assert ("crm_account", "customer/c1/account") in account.links
    assert ("domain", "acme.nl") in account.matches


def test_lookup_to_what_nobody_knows_is_empty():
    outcome = one(invoice_row(), {})
    assert outcome.request.body["lookups"]["cb_CustomerLookupId"] is None
    assert outcome.needs_link is None


@pytest.mark.parametrize("state", ["skipped", "ignored"])
def test_lookup_to_what_never_comes_is_empty(state):
    outcome = one(invoice_row(), {C1: LinkNow(state)})
    assert outcome.request.body["lookups"]["cb_CustomerLookupId"] is None


def test_lookup_to_what_we_deleted_there_is_empty():
    outcome = one(invoice_row(), posted("customer", "c1", content="3:{}"))
    assert outcome.request.body["lookups"]["cb_CustomerLookupId"] is None


def test_row_that_leads_to_itself_waits_for_nobody():
    row = invoice_row((), lookups={"customer": ("invoice", "INV-1")})
    for links in ({}, {INV1: LinkNow("new")}):
        outcome = one(row, links)
        assert outcome.request.body["lookups"]["cb_CustomerLookupId"] is None
        assert outcome.needs_link is None


def test_sets_of_every_organisation_need_not_be_told():
    sets = {name: found for name, found in PLAIN.entity_sets.items() if name.startswith("cb_")}
    account = ("crm_account", "customer/c1/account")
    rules = replace(PLAIN, entity_sets=sets)
    outcome = one(customer_row(entity="nl"), {account: LinkNow("posted", ACME)}, rules)
    assert outcome.request.body["owner"] == ["teams", TEAM]
    assert outcome.request.body["lookups"]["cb_AccountLookupId"][0] == "accounts"


@pytest.mark.parametrize("state", ["skipped", "ignored"])
def test_lookup_to_what_somebody_wants_gone_is_empty(state):
    links = {**posted("customer", "c1", gone=True), AGAIN: LinkNow(state)}
    outcome = one(invoice_row(), links, records=CUSTOMER)
    assert outcome.request.body["lookups"]["cb_CustomerLookupId"] is None
    assert outcome.needs_link is None


@pytest.mark.parametrize("customer", [{"deleted": True}, {"entity": "de"}])
def test_lookup_to_what_is_gone_on_both_sides_is_empty(customer):
    rules = replace(PLAIN, business_entity="nl")
    records = {("customer", "c1"): customer_row(**{"entity": "nl", **customer})}
    outcome = one(invoice_row(entity="nl"), posted("customer", "c1", gone=True), rules, records)
    assert outcome.request.body["lookups"]["cb_CustomerLookupId"] is None
    assert outcome.needs_link is None


def test_row_goes_after_what_is_made_again():
    gone = posted("customer", "c1", gone=True)
    asked = needs_beyond([invoice_row()], PLAIN, Known(links=gone))
    assert asked.after == {AGAIN: ("customer", "c1")}
    assert asked.records == {("customer", "c1")}
    for links in (gone, {**gone, AGAIN: LinkNow("planned")}):
        outcome = one(invoice_row(), links, records=CUSTOMER)
        assert outcome.needs_link == AGAIN
        assert list(refs_in(outcome.request.body)) == [(*C1, "external_id")]
    stands = posted("customer", "c1")
    assert needs_beyond([invoice_row()], PLAIN, Known(links=stands)) == Needs()


def test_what_led_to_a_row_that_is_made_again_can_be_found():
    link = standing(invoice_row())[INV1]
    mark = lookup_mark("cb_customers", C1)
    assert f'"cb_CustomerLookupId":"{mark}"' in link.content
    forgot = {INV1: replace(link, content=link.content.replace(mark, ""))}
    (outcome,) = outcomes(invoice_row(), {**forgot, **posted("customer", "c1")})
    assert list(outcome.request.body["lookups"]) == ["cb_CustomerLookupId"]


def test_row_goes_after_what_it_leads_to():
    waiting = one(invoice_row(), {C1: LinkNow("planned")})
    assert waiting.needs_link == C1
    known = one(invoice_row(), {}, present={("customer", "c1")})
    assert known.needs_link == C1
    assert list(refs_in(known.request.body)) == [(*C1, "external_id")]
    assert one(invoice_row()).needs_link is None


def test_row_goes_after_the_last_of_several_and_tells_of_a_stopped_one():
    row = invoice_row(parts=(line_row(1, lookups={"price": ("item_price", "p")}),))
    price = ("cb_item_price", "item_price/p")
    assert one(row, {C1: LinkNow("new"), price: LinkNow("planned")}).needs_link == price
    assert one(row, {C1: LinkNow("blocked"), price: LinkNow("new")}).needs_link == C1


def test_lookup_to_a_kind_that_is_not_shown():
    rules = replace(PLAIN, kinds=("invoice",))
    assert one(invoice_row(), {}, rules).request.body["lookups"]["cb_CustomerLookupId"] is None


def test_accounts_are_looked_up_once_they_are_found_and_never_waited_for():
    account = ("crm_account", "customer/c1/account")
    for row in (invoice_row((), lookups={"account": ("customer", "c1")}), customer_row()):
        outcome = one(row, {account: LinkNow("blocked")})
        assert outcome.request.body["lookups"]["cb_AccountLookupId"] is None
        assert outcome.needs_link is None
        outcome = one(row, {account: LinkNow("posted", ACME)})
        assert outcome.request.body["lookups"]["cb_AccountLookupId"] == ["accounts", ACME]
        outcome = one(row, {account: LinkNow("posted", ACME, gone=True)})
        assert outcome.request.body["lookups"]["cb_AccountLookupId"] is None


# --- what changed -------------------------------------------------------------------------------


def changed(before, after, rules=PLAIN):
    links = posted("customer", "c1")
    return outcomes(after, {**links, **standing(before, rules, Known(links=links))}, rules)


def test_unchanged_row_is_not_sent():
    assert changed(invoice_row(), invoice_row()) == []


def test_change_that_is_not_shown_is_not_sent():
    later = replace(invoice_row(), version="8", updated_at=NOON + timedelta(hours=1))
    assert changed(invoice_row(), later) == []


def test_only_what_changed_is_sent():
    later = replace(
        invoice_row(values={"status": "paid", "paid_at": NOON}),
        version="8",
        updated_at=NOON + timedelta(hours=1),
    )
    (outcome,) = changed(invoice_row(), later)
    assert (outcome.kind, outcome.key) == ("cb_update", "invoice/INV-1/update/1")
    assert outcome.parent == INV1 and outcome.source == ("invoice", "INV-1")
    assert (outcome.request.method, outcome.request.repeat) == ("UPDATE", "put")
    assert outcome.request.body == {
        "set": "cb_invoices",
        "table": "cb_invoice",
        "id": row_id("acme", "invoice", "INV-1"),
        "columns": {
            "cb_resourceversion": "8",
            "cb_updatedat": "2026-03-01T13:00:00Z",
            "cb_status": 727000000,
            "cb_paidat": "2026-03-01T12:00:00Z",
        },
        "numbers": {},
        "lookups": {},
        "owner": None,
        "currency": None,
        "parts": [],
    }
    assert outcome.content.startswith("1:")


def test_updates_are_numbered():
    first, second = invoice_row(values={"status": "paid"}), invoice_row()
    (update,) = changed(second, first)
    links = posted("invoice", "INV-1", content=update.content) | posted("customer", "c1")
    (again,) = outcomes(second, links)
    assert again.key == "invoice/INV-1/update/2" and again.content.startswith("2:")


def test_emptied_column_and_lookup():
    (outcome,) = changed(invoice_row(), invoice_row(values={"due_date": None}, lookups={}))
    assert outcome.request.body["columns"]["cb_duedate"] is None
    assert outcome.request.body["lookups"] == {"cb_CustomerLookupId": None}


def test_lines_that_changed_came_and_went():
    after = invoice_row(parts=(line_row(1, "11.00"), line_row(3)))
    (outcome,) = changed(invoice_row(), after)
    parts = {part["id"]: part for part in outcome.request.body["parts"]}
    ids = [row_id("acme", "invoice_line", f"li_{number}") for number in (1, 2, 3)]
    assert [parts[one]["do"] for one in ids] == ["update", "update", "upsert"]
    assert parts[ids[0]]["numbers"] == {"cb_amount": "11"}
    assert parts[ids[1]]["columns"] == {"cb_deleted": True}
    assert parts[ids[2]]["columns"]["cb_name"] == "Line 3"
    assert changed(after, after) == []
    (outcome,) = changed(invoice_row(), after, replace(PLAIN, deleted=DELETE))
    parts = {part["id"]: part for part in outcome.request.body["parts"]}
    assert parts[ids[1]]["do"] == "delete"


def test_line_that_comes_back_is_whole_again():
    after = invoice_row((1,))
    (gone,) = changed(invoice_row(), after)
    links = posted("invoice", "INV-1", content=gone.content) | posted("customer", "c1")
    (back,) = outcomes(invoice_row(), links)
    (part,) = back.request.body["parts"]
    assert part["do"] == "upsert" and part["columns"]["cb_deleted"] is False


def test_business_entity_that_gets_another_owner():
    rules = replace(PLAIN, owners={"nl": ("team", OTHER_TEAM)})
    before = standing(customer_row(entity="nl"), PLAIN, Known())
    (outcome,) = outcomes(customer_row(entity="nl"), before, rules)
    assert outcome.request.body["owner"] == ["teams", OTHER_TEAM]
    rules = replace(PLAIN, owners={}, fallback=None)
    assert outcomes(customer_row(entity="nl"), before, rules) == []


def test_account_that_was_found_later():
    before = standing(customer_row(), PLAIN, Known())
    account = ("crm_account", "customer/c1/account")
    (outcome,) = outcomes(customer_row(), {**before, account: LinkNow("posted", ACME)})
    assert outcome.request.body["lookups"] == {"cb_AccountLookupId": ["accounts", ACME]}


def test_customer_that_gets_another_account():
    account = ("crm_account", "customer/c1/account")
    first, other = LinkNow("posted", ACME), LinkNow("posted", TEAM)
    for row in (invoice_row((), lookups={"account": ("customer", "c1")}), customer_row()):
        before = standing(row, PLAIN, Known(links={account: first}))
        assert outcomes(row, {**before, account: first}) == []
        (outcome,) = outcomes(row, {**before, account: other})
        assert outcome.request.body["lookups"] == {"cb_AccountLookupId": ["accounts", TEAM]}
        assert outcome.facts.customer == "c1"
        (outcome,) = outcomes(row, {**before, account: replace(first, gone=True)})
        assert outcome.request.body["lookups"] == {"cb_AccountLookupId": None}


def test_later_version_of_the_tables_with_one_more_column():
    before = standing(invoice_row(), PLAIN, Known(links=posted("customer", "c1")))
    table = PLAIN.tables[4]
    wider = replace(table, columns=(*table.columns, replace(table.columns[1], name="paid")))
    rules = replace(PLAIN, tables=(*PLAIN.tables[:4], wider, *PLAIN.tables[5:]))
    links = {**before, **posted("customer", "c1")}
    assert outcomes(invoice_row(), links, rules) == []
    (outcome,) = outcomes(invoice_row(values={"paid": Decimal(5)}), links, rules)
    assert outcome.request.body["numbers"] == {"cb_paid": "5"}


@pytest.mark.parametrize("state", ["posting", "uncertain", "ignored"])
def test_what_is_under_way_is_left_alone(state):
    assert outcomes(customer_row(), {C1: LinkNow(state)}) == []


@pytest.mark.parametrize("state", ["new", "planned", "blocked", "refused", "skipped"])
def test_what_was_not_sent_is_planned_anew(state):
    assert one(customer_row(), {C1: LinkNow(state)}).request.method == "UPSERT"


def test_row_that_somebody_deleted_there_comes_back_whole():
    before = standing(invoice_row(), PLAIN, Known(links=posted("customer", "c1")), gone=True)
    (outcome,) = outcomes(invoice_row(), {**before, **posted("customer", "c1")})
    assert (outcome.kind, outcome.request.method) == ("cb_update", "UPSERT")
    assert len(outcome.request.body["parts"]) == 2


def test_update_that_can_not_be_made_is_blocked():
    (outcome,) = changed(invoice_row(), invoice_row(currency="USD"))
    assert outcome.problem.code == "dynamics_currency_missing" and outcome.parent == INV1


# --- deleted, and of others ---------------------------------------------------------------------


def test_deleted_row_is_marked():
    (outcome,) = changed(invoice_row(), invoice_row(deleted=True))
    assert outcome.request.method == "UPDATE"
    assert outcome.request.body["columns"]["cb_deleted"] is True
    assert [part["columns"]["cb_deleted"] for part in outcome.request.body["parts"]] == [True] * 2
    assert changed(invoice_row(deleted=True), invoice_row(deleted=True)) == []


def test_deleted_row_that_was_never_sent():
    assert one(customer_row(deleted=True), {}).request.body["columns"]["cb_deleted"] is True
    rules = replace(PLAIN, deleted=DELETE)
    assert one(customer_row(deleted=True), {}, rules).rule == "deleted"


def test_deleted_row_is_removed_by_option_and_comes_back():
    rules = replace(PLAIN, deleted=DELETE)
    (outcome,) = changed(invoice_row(), invoice_row(deleted=True), rules)
    assert outcome.request.method == "DELETE" and outcome.content == "1:{}"
    assert [part["do"] for part in outcome.request.body["parts"]] == ["delete"] * 2
    links = posted("invoice", "INV-1", content=outcome.content) | posted("customer", "c1")
    assert outcomes(invoice_row(deleted=True), links, rules) == []
    (back,) = outcomes(invoice_row(), links, rules)
    assert (back.request.method, back.key) == ("UPSERT", "invoice/INV-1/update/2")


def test_rows_of_another_business_entity():
    rules = replace(PLAIN, business_entity="nl")
    assert one(customer_row(entity="be"), {}, rules).rule == "other_entity"
    assert one(customer_row(), {}, rules).rule == "other_entity"
    assert one(customer_row(entity="nl"), {}, rules).request
    family = Row("family", "item_family", "f", "Family", {})
    assert one(family, {}, rules).request
    assert one(replace(family, entity="be"), {}, rules).rule == "other_entity"


def test_row_that_went_to_another_business_entity_is_marked_and_tells_no_more():
    rules = replace(PLAIN, business_entity="nl")
    before = invoice_row(entity="nl")
    after = invoice_row(entity="be", values={"total": Decimal(99)})
    (outcome,) = changed(before, after, rules)
    body = outcome.request.body
    assert body["columns"] == {"cb_deleted": True} and body["numbers"] == {}
    assert [part["columns"] for part in body["parts"]] == [{"cb_deleted": True}] * 2
    links = posted("invoice", "INV-1", content=outcome.content) | posted("customer", "c1")
    assert outcomes(after, links, rules) == []
    (back,) = outcomes(before, links, rules)
    assert back.request.body["columns"]["cb_deleted"] is False
    (outcome,) = changed(before, after, replace(rules, deleted=DELETE))
    assert outcome.request.method == "DELETE"


# --- ids ----------------------------------------------------------------------------------------


def test_ids_are_always_the_same_and_never_anothers():
    assert row_id("acme", "customer", "c1") == row_id("acme", "customer", "c1")
    ids = {
        row_id(site, table, external_id)
        for site in ("acme", "Acme")
        for table in ("customer", "invoice")
        for external_id in ("c1", "C1", "a/b&c+d'e", "a/b&c+d'e ")
    }
    assert len(ids) == 16


def test_places():
    assert place("customer", "c1", KINDS) == C1
    assert place("event", "e", KINDS) is None
