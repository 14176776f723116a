"""Where and how documents are booked: journals, costs, discounts, conditions, printed documents."""

import json
from decimal import Decimal

import pytest
from papers import at, credit_note, customer, invoice, line
from world import World


@pytest.fixture
def quiet(mapped) -> World:
    """A live world in which only what a test adds is on the list."""
    mapped.sql("DELETE FROM billing_todo")
    mapped.site.post("mutate", kind="customer", record=customer("ada"))
    mapped.pull()
    mapped.go_live()
    return mapped


def add(world: World, kind: str, *records: dict) -> None:
    for record in records:
        world.site.post("mutate", kind=kind, record=record)


def row(world: World, table: str, **values):
    made = world.env[f"billing.mapping.{table}"].create({"route_id": world.route.id, **values})
    world.commit()
    return made


def sent(world: World, key: str) -> dict:
    return json.loads(world.link(key).sudo().request)["body"]


def entry(world: World, reference: str, fields: str) -> dict:
    client = world.target._system()._client(world.target, "100001")
    pages = client.rows("salesentry/SalesEntries", select=fields, where=f"YourRef eq '{reference}'")
    (found,) = [one for page in pages for one in page]
    return found


def lines(world: World, key: str, fields: str) -> list[dict]:
    client = world.target._system()._client(world.target, "100001")
    pages = client.rows(
        "salesentry/SalesEntryLines",
        select=fields,
        where=f"EntryID eq guid'{world.link(key).external_id}'",
    )
    return [one for page in pages for one in page]


# Journals -----------------------------------------------------------------------------------


def test_credit_notes_go_to_a_journal_of_their_own(quiet):
    others = quiet.env["billing.reference"].search(
        [("kind", "=", "journal"), ("scope", "=", "100001"), ("code", "!=", "70")]
    )
    other = others.filtered(lambda one: one._data()["type"] == 20)[:1]
    row(quiet, "entity", document_class="credit_note", reference_id=other.id)
    add(quiet, "invoice", invoice("sold", "ada"))
    add(quiet, "credit_note", credit_note("back", "ada", "sold"))
    quiet.sync()
    assert entry(quiet, "sold", "Journal")["Journal"] == "70"
    assert entry(quiet, "back", "Journal")["Journal"] == other.code


def test_a_journal_that_was_blocked_stops_its_documents_before_anything_is_sent(quiet):
    journal = quiet.reference("journal", "70").sudo()
    journal.active = False
    add(quiet, "invoice", invoice("sold", "ada"))
    quiet.exact.forget_calls()
    quiet.sync()
    link = quiet.link("sold")
    assert (link.state, link.problem_code) == ("blocked", "journal_blocked")
    assert "70" in link.problem_summary and "Mapping" in link.problem_cure
    assert quiet.exact.calls("POST", "SalesEntries") == []
    journal.active = True
    quiet.commit()
    quiet.sync()
    link.invalidate_recordset()
    assert link.state == "posted"


def test_a_customer_with_another_ledger_for_debts_needs_a_journal_of_their_own(quiet):
    add(quiet, "invoice", invoice("first", "ada"))
    quiet.sync()
    journal, debts = quiet.reference("journal", "70"), quiet.links(kind="account", state="posted")
    assert journal._data()["gl_account"], "the sandbox's sales journal names its ledger"
    other = quiet.env["billing.reference"].search(
        [("kind", "=", "gl_account"), ("scope", "=", "100001"), ("code", "=", "8030")]
    )
    account = debts.filtered(lambda link: link.key == "customer/ada")
    quiet.exact.post(
        "mutate",
        division=100001,
        entity="crm/Accounts",
        id=account.external_id,
        set={"GLAR": other.external_id},
    )
    add(quiet, "invoice", invoice("second", "ada"))
    quiet.sync()
    assert quiet.link("second").problem_code == "journal_receivable"


# Costs --------------------------------------------------------------------------------------


def use_costs(world: World, **use) -> None:
    """Have the ledger of the tests' item demand or forbid costs, as Exact would tell it."""
    mapped = world.env["billing.mapping.revenue"].search([("item_price", "=", "onboarding-EUR")])
    ledger = mapped.reference_id.sudo()
    ledger.data = json.dumps({**ledger._data(), **use}, default=str)
    world.commit()


def test_a_cost_centre_that_is_demanded_is_offered_and_then_sent(quiet):
    use_costs(quiet, use_cost_center=1)
    add(quiet, "invoice", invoice("sold", "ada"))
    quiet.sync()
    link = quiet.link("sold")
    assert (link.state, link.problem_code) == ("blocked", "cost_center_missing")
    action = link.action_open_mapping()
    assert action["res_model"] == "billing.mapping.cost"
    assert action["context"]["default_country"] == "NL"
    center = quiet.env["billing.reference"].search(
        [("kind", "=", "cost_center"), ("scope", "=", "100001")], limit=1
    )
    row(quiet, "cost", country="NL", year="2026", cost_center_id=center.id)
    quiet.sync()
    link.invalidate_recordset()
    assert link.state == "posted"
    assert [one["CostCenter"] for one in lines(quiet, "sold", "CostCenter")] == [center.code]


def test_what_the_ledger_forbids_is_not_sent(quiet):
    use_costs(quiet, use_cost_center=2)
    center = quiet.env["billing.reference"].search([("kind", "=", "cost_center")], limit=1)
    unit = quiet.env["billing.reference"].search([("kind", "=", "cost_unit")], limit=1)
    row(quiet, "cost", cost_center_id=center.id, cost_unit_id=unit.id)
    add(quiet, "invoice", invoice("sold", "ada"))
    quiet.sync()
    (only,) = sent(quiet, "sold")["SalesEntryLines"]
    assert ("CostCenter" in only, only["CostUnit"]) == (False, unit.code)


# Discounts ----------------------------------------------------------------------------------


def discounted(number: str, **discount) -> dict:
    """An invoice over 100.00 less 20.00, and 21 % VAT."""
    sold = line(10000, tax_amount=1680, discount_amount=2000)
    made = invoice(number, "ada", [sold])
    made["line_item_discounts"] = [
        {
            "line_item_id": "li_1",
            "discount_amount": 2000,
            "object": "line_item_discount",
            **discount,
        }
    ]
    for tax in made["line_item_taxes"]:
        tax |= {"taxable_amount": 8000, "tax_amount": 1680}
    made |= {"sub_total": 8000, "tax": 1680, "total": 9680, "amount_due": 9680}
    return made


COUPON = {"discount_type": "item_level_coupon", "coupon_id": "SUMMER", "entity_id": "SUMMER"}
CREDITS = {"discount_type": "promotional_credits"}


def test_a_coupon_on_its_own_ledger_and_back(quiet):
    quiet.route.exact_discounts = "own"
    add(quiet, "invoice", discounted("sold", **COUPON))
    quiet.sync()
    link = quiet.link("sold")
    assert (link.state, link.problem_code) == ("blocked", "discount_missing")
    ledger = quiet.reference("gl_account", "8030")
    row(quiet, "discount", coupon="SUMMER", reference_id=ledger.id)
    add(quiet, "credit_note", credit_note("back", "ada", "sold"))
    quiet.sync()
    link.invalidate_recordset()
    assert link.state == "posted"
    fields = "GLAccountCode,AmountFC,VATAmountFC"
    found = {one["GLAccountCode"].strip(): one for one in lines(quiet, "sold", fields)}
    assert found["8030"]["AmountFC"] == Decimal("-20")
    assert found["8030"]["VATAmountFC"] == Decimal("-4.2")
    assert entry(quiet, "sold", "AmountFC")["AmountFC"] == Decimal("96.8")
    back = sent(quiet, "credit_note/back")["SalesEntryLines"]
    assert [one["AmountFC"] for one in back] == ["-50.00", "10.00"]


def test_a_preview_s_totals_show_the_discount_on_its_ledger(quiet):
    quiet.route.exact_discounts = "own"
    row(quiet, "discount", reference_id=quiet.reference("gl_account", "8030").id)
    add(quiet, "invoice", discounted("sold", **COUPON))
    quiet.pull()
    quiet.env["billing.run"]._preview_records(quiet.record("invoice", "sold"), quiet.route)
    quiet.work()
    rows = quiet.sql(
        "SELECT ledger, sum(amount_net)::text FROM billing_preview_total"
        " WHERE run_id = %s GROUP BY ledger ORDER BY ledger",
        quiet.runs("preview")[:1].id,
    )
    assert [amount for ledger, amount in rows if ledger.startswith("8030")] == ["-20.00"]


def test_promotional_credits_wait_until_somebody_decides(quiet):
    quiet.route.exact_promotional = False
    add(quiet, "invoice", discounted("sold", **CREDITS))
    quiet.sync()
    link = quiet.link("sold")
    assert (link.state, link.problem_code) == ("blocked", "promotional_undecided")
    quiet.route.write(
        {
            "exact_promotional": "own",
            "exact_promotional_ledger_id": quiet.reference("gl_account", "8030").id,
        }
    )
    quiet.sync()
    link.invalidate_recordset()
    assert link.state == "posted"
    amounts = [one["AmountFC"] for one in sent(quiet, "sold")["SalesEntryLines"]]
    assert amounts == ["100.00", "-20.00"]


# Ways to pay --------------------------------------------------------------------------------


def test_exact_does_not_collect_what_chargebee_collects(quiet):
    conditions = quiet.route.term_mapping_ids.reference_id.sudo()
    before = {one: one.data for one in conditions}
    for one in conditions:
        one.data = json.dumps({**one._data(), "method": "I"}, default=str)
    add(quiet, "customer", customer("eve", auto_collection="on"))
    add(quiet, "invoice", invoice("sold", "eve"), invoice("by-bank", "ada"))
    quiet.sync()
    link = quiet.link("sold")
    assert (link.state, link.problem_code) == ("blocked", "collected_twice")
    assert quiet.link("by-bank").problem_code != "collected_twice"
    for one, data in before.items():
        one.data = data
    quiet.commit()
    quiet.sync()
    link.invalidate_recordset()
    assert link.state == "posted"


def test_the_reference_for_the_payer_goes_along(quiet):
    quiet.route.exact_payment_reference_field = "cf_reference"
    add(quiet, "invoice", invoice("sold", "ada", cf_reference="RF18539007547034"))
    quiet.sync()
    assert entry(quiet, "sold", "PaymentReference")["PaymentReference"] == "RF18539007547034"


def test_an_advance_invoice_is_spread_from_the_day_on_which_its_period_begins(quiet):
    ahead = line(date_from=at("2026-12-01"), date_to=at("2027-01-01"))
    add(quiet, "invoice", invoice("ahead", "ada", [ahead], has_advance_charges=True))
    quiet.sync()
    (only,) = sent(quiet, "ahead")["SalesEntryLines"]
    assert (only["From"], only["To"]) == ("2026-12-01T00:00:00", "2026-12-31T00:00:00")
