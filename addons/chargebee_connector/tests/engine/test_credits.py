"""Credit notes and voids: posted after what they take back, once, and as that was posted."""

import json
from decimal import Decimal

import pytest
from papers import at, credit_note, customer, invoice, line
from world import World

from odoo.exceptions import UserError

ENTRIES = "salesentry/SalesEntries"


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


def change(world: World, kind: str, name: str, **values) -> None:
    world.site.post("mutate", kind=kind, id=name, set=values)


def entries(world: World, reference: str) -> list[dict]:
    client = world.target._system()._client(world.target, "100001")
    fields = "EntryID,EntryNumber,YourRef,AmountFC,Type,EntryDate,Customer,Rate"
    pages = client.rows(ENTRIES, select=fields, where=f"YourRef eq '{reference}'")
    return [row for page in pages for row in page]


def sent(link) -> dict:
    return json.loads(link.sudo().request)["body"]


# --- credit notes -----------------------------------------------------------------------------


def test_it_goes_behind_its_invoice_in_the_same_sync(quiet):
    add(quiet, "invoice", invoice("sold", "ada"))
    add(quiet, "credit_note", credit_note("back", "ada", "sold"))
    quiet.sync()
    sold, back = quiet.link("sold"), quiet.link("credit_note/back")
    assert (sold.state, back.state) == ("posted", "posted")
    (entry,) = entries(quiet, "back")
    assert (entry["AmountFC"], entry["Type"]) == (Decimal("-48.4"), 21)
    assert back.target_number == str(entry["EntryNumber"])
    assert quiet.sql(
        "SELECT amount_total::text, amount_tax::text FROM billing_link WHERE id = %s", back.id
    ) == [("-48.40", "-8.40")]
    quiet.exact.forget_calls()
    quiet.sync()
    assert quiet.exact.calls("POST") == []


def test_it_stands_where_its_invoice_was_posted_not_where_it_would_be_today(quiet):
    add(quiet, "invoice", invoice("sold", "ada"))
    quiet.sync()
    rows = quiet.env["billing.mapping.revenue"].search([("item_price", "=", "onboarding-EUR")])
    rows.reference_id = quiet.reference("gl_account", "8030")
    quiet.commit()
    add(quiet, "credit_note", credit_note("back", "ada", "sold"))
    quiet.sync()
    sold, back = (sent(quiet.link(key)) for key in ("sold", "credit_note/back"))
    assert back["SalesEntryLines"][0]["GLAccount"] == sold["SalesEntryLines"][0]["GLAccount"]
    assert back["SalesEntryLines"][0]["GLAccount"] != rows.reference_id.external_id


def test_it_waits_for_an_invoice_that_is_blocked_and_goes_by_itself(quiet):
    add(quiet, "invoice", invoice("sold", "ada", [line(entity_id="brand-new")]))
    add(quiet, "credit_note", credit_note("back", "ada", "sold"))
    quiet.sync()
    back = quiet.link("credit_note/back")
    assert (back.state, back.problem_code) == ("blocked", "invoice_first")
    assert back.blocked_by_id == quiet.link("sold")
    assert "sold" in back.problem_summary
    quiet.env["billing.mapping.revenue"].create(
        {
            "route_id": quiet.route.id,
            "item_price": "brand-new",
            "reference_id": quiet.reference("gl_account", "8020").id,
        }
    )
    quiet.sync()
    back.invalidate_recordset()
    assert (back.state, back.problem_code, back.blocked_by_id.id) == ("posted", False, False)


def test_an_invoice_and_a_credit_note_of_one_number(quiet):
    add(quiet, "invoice", invoice("twin", "ada"))
    add(quiet, "credit_note", credit_note("twin", "ada", "twin"))
    quiet.sync()
    amounts = sorted(row["AmountFC"] for row in entries(quiet, "twin"))
    assert amounts == [Decimal("-48.4"), Decimal("121")]


def test_without_an_invoice_it_is_booked_by_its_own_lines(quiet):
    add(quiet, "credit_note", credit_note("free", "ada", None))
    quiet.sync()
    assert quiet.link("credit_note/free").state == "posted"
    assert len(entries(quiet, "free")) == 1


def test_it_goes_with_an_invoice_that_was_voided_before_it_was_posted(quiet):
    add(quiet, "invoice", invoice("never", "ada", status="voided"))
    add(quiet, "credit_note", credit_note("back", "ada", "never"))
    quiet.sync()
    quiet.sync()
    link = quiet.link("credit_note/back")
    assert (link.state, link.rule) == ("skipped", "invoice_never_posted")


def test_a_batch_of_credit_notes_takes_as_many_queries_as_a_few(quiet):
    add(quiet, "invoice", invoice("sold", "ada"))
    quiet.sync()
    add(quiet, "credit_note", credit_note("back", "ada", "sold"))
    quiet.pull()
    quiet.plan()
    few = plan_copies(quiet, 45)
    assert plan_copies(quiet, 450) <= few


def plan_copies(world: World, count: int) -> int:
    """Add copies of the invoice and the credit note, plan these; return the number of queries."""
    for kind, name in (("invoice", "sold"), ("credit_note", "back")):
        world.sql(
            "INSERT INTO billing_record (backend_id, scope, kind, external_id, version, deleted,"
            "                            hash, payload)"
            " SELECT backend_id, scope, kind, %s || n, '1', false, n::text,"
            "        replace(replace(payload, '\"sold\"', '\"sold' || %s || n || '\"'),"
            "                '\"back\"', '\"back' || %s || n || '\"')"
            "   FROM billing_record, generate_series(1, %s) AS n"
            "  WHERE kind = %s AND external_id = %s",
            f"{name}{count}-", f"{count}-", f"{count}-", count, kind, name,
        )  # fmt: skip
    world.sql(
        "INSERT INTO billing_link (route_id, backend_id, scope, company_id, kind, key, state,"
        "    external_id, request, amount_total, attempt, looks)"
        " SELECT route_id, backend_id, scope, company_id, kind, %s || n, 'posted', 'guid' || n,"
        "        request, amount_total, 0, 0"
        "   FROM billing_link, generate_series(1, %s) AS n WHERE key = 'sold'",
        f"sold{count}-",
        count,
    )
    world.sql(
        "INSERT INTO billing_todo (route_id, record_id, sequence) SELECT %s, id, 2"
        "  FROM billing_record WHERE kind = 'credit_note' AND external_id LIKE %s",
        world.route.id,
        f"back{count}-%",
    )
    before = world.cr.sql_log_count
    world.plan()
    queries = world.cr.sql_log_count - before
    planned = world.links(state="planned").filtered(lambda link: f"/back{count}-" in link.key)
    assert len(planned) == count
    return queries


# --- after posting ----------------------------------------------------------------------------


@pytest.fixture
def sold(quiet) -> World:
    """A world in which an invoice and a credit note of it are posted."""
    add(quiet, "invoice", invoice("sold", "ada"))
    add(quiet, "credit_note", credit_note("back", "ada", "sold"))
    quiet.sync()
    quiet.exact.forget_calls()
    return quiet


def as_role(world: World, link, role: str):
    return link.with_env(world.as_user(role))


def test_a_voided_invoice_is_taken_back_when_an_approver_says_so(sold):
    change(sold, "invoice", "sold", status="voided", voided_at=at("2026-03-20"))
    sold.sync()
    sold.sync()
    void = sold.link("sold/void")
    assert (void.state, void.problem_code) == ("blocked", "void_needs_approval")
    assert void.parent_id == sold.link("sold")
    assert sold.link("sold").changed
    assert sold.exact.calls("POST") == []
    assert sent(void)["YourRef"] == "sold-V"
    void.action_retry()
    sold.work()
    assert (void.state, sold.exact.calls("POST")) == ("blocked", [])
    with pytest.raises(UserError):
        as_role(sold, void, "operate").action_release()
    as_role(sold, void, "approve").action_release()
    sold.work()
    void.invalidate_recordset()
    assert (void.state, void.problem_code) == ("posted", False)
    (entry,) = entries(sold, "sold-V")
    assert entry["AmountFC"] == Decimal("-121")
    assert len(sold.exact.calls("POST", ENTRIES)) == 1
    sold.sync()
    assert len(entries(sold, "sold-V")) == 1
    assert (
        "Decided" in dict(void.log_ids._fields["event"]._description_selection(sold.env))["decided"]
    )
    assert void.log_ids.filtered(lambda log: log.event == "decided").user_id


def test_only_what_waits_for_it_can_be_approved(sold):
    with pytest.raises(UserError):
        sold.link("sold").action_release()
    add(sold, "credit_note", credit_note("odd", "ada", "sold", type="store"))
    sold.sync()
    with pytest.raises(UserError):
        sold.link("credit_note/odd").action_release()
    assert sold.link("credit_note/odd").state == "blocked"


def test_a_released_void_that_is_planned_otherwise_must_be_approved_anew(sold):
    change(sold, "invoice", "sold", status="voided", voided_at=at("2026-03-20"))
    sold.sync()
    void = sold.link("sold/void")
    void.action_release()
    sold.runs("plan")[0].action_stop()
    change(sold, "invoice", "sold", voided_at=at("2026-03-25"))
    sold.sync()
    assert (void.state, void.problem_code) == ("blocked", "void_needs_approval")
    assert entries(sold, "sold-V") == []


def test_other_plans_leave_a_void_that_waits_alone(sold):
    change(sold, "invoice", "sold", status="voided", voided_at=at("2026-03-20"))
    sold.sync()
    add(sold, "credit_note", credit_note("more", "ada", "sold"))
    sold.sync()
    assert sold.link("credit_note/more").state == "posted"
    assert sold.link("sold/void").problem_code == "void_needs_approval"


def test_a_voided_credit_note_is_taken_back_by_itself(sold):
    change(sold, "credit_note", "back", status="voided", voided_at=at("2026-03-20"))
    sold.sync()
    assert sold.link("credit_note/back/void").state == "posted"
    (entry,) = entries(sold, "back-V")
    assert (entry["AmountFC"], entry["Type"]) == (Decimal("48.4"), 20)


@pytest.mark.parametrize(
    ("kind", "name", "key"),
    [("invoice", "sold", "sold"), ("credit_note", "back", "credit_note/back")],
)
def test_what_was_deleted_after_posting_is_held_for_a_person(sold, kind, name, key):
    change(sold, kind, name, deleted=True)
    sold.sync()
    link = sold.link(key)
    assert (link.state, link.changed) == ("posted", True)
    assert link.problem_code == "deleted_after_posting"
    assert name in link.problem_summary
    assert sold.exact.calls("POST") == []


def test_a_number_that_is_used_again_is_held_for_a_person(sold):
    again = invoice("sold", "ada", [line(20000)])
    change(sold, "invoice", "sold", **again)
    sold.sync()
    link = sold.link("sold")
    assert (link.state, link.changed, link.problem_code) == ("posted", True, "number_used_again")
    assert "242.00" in link.problem_summary
    add(sold, "credit_note", credit_note("more", "ada", "sold"))
    sold.sync()
    assert sold.link("credit_note/more").problem_code == "credited_entry_differs"
