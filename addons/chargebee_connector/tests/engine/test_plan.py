"""Plan: once for each document, in few queries, and again when something it hangs on changes."""

import json

from papers import customer, invoice, line
from world import World


def rows_of(world: World) -> list[tuple]:
    """Every link with the version of its row: another xmin was written."""
    return world.sql("SELECT id, xmin::text FROM billing_link ORDER BY id")


def plan_copies(world: World, count: int) -> int:
    """Add `count` copies of one plain invoice, plan them; return how many queries it took."""
    world.sql(
        "INSERT INTO billing_record (backend_id, scope, kind, external_id, version, deleted,"
        "                            hash, payload)"
        " SELECT backend_id, scope, kind, %s || '-' || n, '1', false, n::text,"
        "        replace(payload, '\"plain\"', '\"' || %s || '-' || n || '\"')"
        "   FROM billing_record, generate_series(1, %s) AS n WHERE external_id = 'plain'",
        f"copy-{count}",
        f"copy-{count}",
        count,
    )
    world.sql(
        "INSERT INTO billing_todo (route_id, record_id, sequence)"
        " SELECT %s, id, 1 FROM billing_record WHERE external_id LIKE %s",
        world.route.id,
        f"copy-{count}-%",
    )
    before = world.cr.sql_log_count
    world.plan()
    queries = world.cr.sql_log_count - before
    planned = world.links(state="planned").filtered(lambda link: f"copy-{count}-" in link.key)
    assert len(planned) == count
    return queries


def test_planning_again_writes_nothing(mapped):
    mapped.plan()
    mapped.plan()
    before = rows_of(mapped)
    mapped.plan()
    assert rows_of(mapped) == before


def test_planning_everything_again_writes_nothing(mapped):
    mapped.plan()
    mapped.plan()
    before = rows_of(mapped)
    mapped.route._plan_everything()
    mapped.plan()
    assert rows_of(mapped) == before


def test_a_whole_batch_takes_as_many_queries_as_a_tenth_of_it(mapped):
    # A batch is 500 records; some are blocked ones that every plan looks at again.
    mapped.site.post("mutate", kind="customer", record=customer("ada"))
    mapped.site.post("mutate", kind="invoice", record=invoice("plain", "ada"))
    mapped.pull()
    mapped.plan()
    few = plan_copies(mapped, 45)
    assert plan_copies(mapped, 450) <= few


def test_a_mapping_row_frees_what_was_blocked_for_it(mapped):
    mapped.site.post("mutate", kind="customer", record=customer("ada"))
    new = invoice("new-product", "ada", [line(entity_id="brand-new")])
    mapped.site.post("mutate", kind="invoice", record=new)
    mapped.pull()
    mapped.plan()
    assert mapped.link("new-product").problem_code == "revenue_missing"
    ledger = mapped.reference("gl_account", "8020")
    mapped.env["billing.mapping.revenue"].create(
        {"route_id": mapped.route.id, "item_price": "brand-new", "reference_id": ledger.id}
    )
    mapped.plan()
    link = mapped.link("new-product")
    assert (link.state, link.problem, link.problem_code) == ("planned", False, False)
    body = json.loads(link.sudo().request)["body"]
    assert body["SalesEntryLines"][0]["GLAccount"] == ledger.external_id


def test_the_most_specific_mapping_row_wins(mapped):
    mapped.site.post("mutate", kind="customer", record=customer("ada"))
    mapped.site.post("mutate", kind="invoice", record=invoice("chosen", "ada"))
    rows = mapped.env["billing.mapping.revenue"]
    rows.search([("item_price", "=", "onboarding-EUR")]).unlink()
    for code, match in (
        ("8000", {}),
        ("8030", {"country": "NL"}),
        ("8010", {"item": "onboarding"}),
    ):
        target = mapped.reference("gl_account", code)
        rows.create({"route_id": mapped.route.id, "reference_id": target.id, **match})
    mapped.pull()
    mapped.plan()
    body = json.loads(mapped.link("chosen").sudo().request)["body"]
    expected = mapped.reference("gl_account", "8010").external_id
    assert body["SalesEntryLines"][0]["GLAccount"] == expected


def test_a_suggested_row_decides_nothing(mapped):
    rows = mapped.env["billing.mapping.term"].search([])
    rows.write({"state": "suggested"})
    mapped.plan()
    assert mapped.links(kind="sales_entry", state="planned").ids == []
    assert mapped.links(problem_code="term_missing")


def test_another_rule_is_told_when_it_comes_to_apply(mapped):
    mapped.site.post("mutate", kind="customer", record=customer("ada"))
    mapped.site.post("mutate", kind="invoice", record=invoice("moving", "ada", status="pending"))
    mapped.pull()
    mapped.plan()
    assert mapped.link("moving").rule == "pending"
    mapped.site.post("mutate", kind="invoice", id="moving", set={"status": "voided"})
    mapped.pull()
    mapped.plan()
    assert mapped.link("moving").rule == "void_before_posting"


def test_what_a_blocked_document_says_follows_the_source(mapped):
    mapped.site.post("mutate", kind="customer", record=customer("ada"))
    unsold = invoice("corrected", "ada", [line(10000, entity_id="never-sold")])
    mapped.site.post("mutate", kind="invoice", record=unsold)
    mapped.pull()
    mapped.plan()
    assert mapped.sql("SELECT amount_total::text FROM billing_link WHERE key = 'corrected'") == [
        ("121.00",)
    ]
    again = invoice("corrected", "ada", [line(20000, entity_id="never-sold")])
    mapped.site.post("mutate", kind="invoice", id="corrected", set=again)
    mapped.pull()
    mapped.plan()
    assert mapped.sql("SELECT amount_total::text FROM billing_link WHERE key = 'corrected'") == [
        ("242.00",)
    ]


def test_a_period_that_was_opened_frees_what_waited_for_it(mapped):
    mapped.plan()
    closed = mapped.links(problem_code="vat_return_differs")
    assert closed
    mapped.exact.post(
        "mutate",
        division=100001,
        entity="read/financial/JournalStatusList",
        where={"Journal": "70", "Status": 1},
        set={"Status": 0},
    )
    mapped.refresh()
    mapped.plan()
    assert not mapped.links(problem_code="vat_return_differs")
    assert "planned" in closed.mapped("state")


def test_a_route_of_one_business_entity_leaves_out_the_others(mapped):
    mapped.route.business_entity = "be-cloud"
    mapped.plan()
    for link in mapped.links(kind="sales_entry", source_kind="invoice"):
        entity = link.record_id._payload().get("business_entity_id")
        if link.state == "planned":
            assert entity == "be-cloud"
        elif link.rule == "other_entity":
            assert entity != "be-cloud"
    assert mapped.links(rule="other_entity")


def test_settings_that_are_missing_stop_the_run_and_are_named(mapped):
    mapped.route.exact_rounding_ledger_id = False
    (run,) = mapped.plan()
    assert run.state == "failed"
    assert "Rounding" in run.message
    assert len(mapped.links()) == 0
