"""Deferred revenue by memo entries: one entry a month for all documents, and no second one."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from papers import at, customer, invoice, line
from world import DIVISION, World

MEMOS = "generaljournalentry/GeneralJournalEntries"
LINES = "generaljournalentry/GeneralJournalEntryLines"

#: The month that isn't over, the one before, and how many there are from March 2026 to its end.
THIS = f"{date.today():%Y-%m}"
LAST = f"{date.today().replace(day=1) - timedelta(days=1):%Y-%m}"
UNTIL_NOW = (date.today().year - 2026) * 12 + date.today().month - 2


@pytest.fixture
def spread(mapped) -> World:
    """A live world in which memo entries spread revenue, and only a test's documents are new."""
    mapped.site.post("mutate", kind="customer", record=customer("ada"))
    mapped.pull()
    mapped.go_live()
    mapped.route.write(
        {
            "exact_deferral_mode": "memo",
            "exact_deferral_ledger_id": deferred(mapped).id,
            "exact_memo_journal_id": mapped.reference("journal", "90").id,
        }
    )
    mapped.sql("DELETE FROM billing_todo")
    return mapped


def deferred(world: World):
    """Return a balance-sheet ledger that takes no costs."""
    ledgers = world.env["billing.reference"].search(
        [
            ("kind", "=", "gl_account"),
            ("scope", "=", "100001"),
            ("backend_id", "=", world.target.id),
        ]
    )
    balance = ledgers.filtered(lambda one: 20 < int(one._data()["type"]) < 110)
    return balance[:1]


def add(world: World, number: str, months: int, **changes) -> None:
    """Put an invoice of March on the site, for a service of some months from then on."""
    years, month = divmod(2 + months, 12)
    days = {"date_from": at("2026-03-01"), "date_to": at(f"{2026 + years}-{month + 1:02d}-01")}
    sold = line(months * 10000, **days)
    made = invoice(number, "ada", [sold], **changes)
    world.site.post("mutate", kind="invoice", record=made)


def lines(world: World, key: str) -> list[tuple]:
    """(ledger, amount) of the memo lines that bear a key."""
    client = world.target._system()._client(world.target, DIVISION)
    pages = client.rows(
        LINES, select="GLAccountCode,AmountFC,Date", where=f"Description eq '{key}'"
    )
    rows = [row for page in pages for row in page]
    return sorted((row["GLAccountCode"].strip(), Decimal(str(row["AmountFC"]))) for row in rows)


def balance(world: World) -> Decimal:
    """What the ledger of deferred revenue holds in Exact by memo entries."""
    client = world.target._system()._client(world.target, DIVISION)
    pages = client.rows(
        LINES, select="AmountFC", where=f"GLAccount eq guid'{deferred(world).external_id}'"
    )
    return sum((Decimal(str(row["AmountFC"])) for page in pages for row in page), Decimal(0))


def test_all_documents_of_a_month_go_by_one_entry_and_a_second_run_changes_nothing(spread):
    add(spread, "first", 3)
    add(spread, "second", UNTIL_NOW)
    spread.sync()
    ledger = deferred(spread).code
    assert lines(spread, "defer/2026-03/1")[0] == (ledger, Decimal(-100 * (2 + UNTIL_NOW - 1)))
    assert spread.link("first/defer", "journal_entry").state == "posted"
    assert spread.link("first/defer", "journal_entry").parent_id.key == "defer/2026-03/1"
    # April and May take both, June and later the longer one; this month isn't over.
    assert lines(spread, "release/2026-04/1")[0] == (ledger, Decimal("200"))
    assert lines(spread, "release/2026-06/1")[0] == (ledger, Decimal("100"))
    assert spread.link(f"second/release/{THIS}", "journal_entry").state == "planned"
    assert not spread.links(kind="journal_entry", key=f"release/{THIS}/1")
    assert balance(spread) == Decimal("-100")
    spread.exact.forget_calls()
    spread.sync()
    assert spread.exact.calls("POST") == []


def test_a_late_document_of_the_month_goes_by_the_next_entry(spread):
    add(spread, "first", 2)
    spread.sync()
    add(spread, "late", 2)
    spread.sync()
    assert [amount for _ledger, amount in lines(spread, "defer/2026-03/1")] != []
    assert lines(spread, "defer/2026-03/2") == lines(spread, "defer/2026-03/1")
    assert lines(spread, "release/2026-04/2") == lines(spread, "release/2026-04/1")
    assert balance(spread) == 0


def test_what_is_voided_takes_the_rest_back(spread):
    add(spread, "sold", UNTIL_NOW)
    spread.sync()
    assert balance(spread) == Decimal("-100")
    voided = {"status": "voided", "voided_at": at(f"{THIS}-01")}
    spread.site.post("mutate", kind="invoice", id="sold", set=voided)
    spread.sync()
    void = spread.link("sold/void")
    assert (void.state, void.problem_code) == ("blocked", "void_needs_approval")
    assert spread.link("sold/void/defer", "journal_entry").problem_code == "void_first"
    void.action_release()
    spread.work()
    spread.sync()
    assert void.state == "posted"
    # It is due on the last day of this month.
    back = spread.link("sold/void/defer", "journal_entry")
    assert (back.state, back.amount_total, back.bundle) == (
        "planned",
        -100.0,
        f"journal_entry defer/{THIS}",
    )
    assert spread.link(f"sold/release/{THIS}", "journal_entry").rule == "superseded"


def test_what_a_number_stands_for_by_now_is_spread_anew(spread):
    add(spread, "first", UNTIL_NOW)
    spread.sync()
    release = spread.link(f"first/release/{THIS}", "journal_entry")
    assert release.state == "planned"
    shorter = line(20000, date_from=at("2026-03-01"), date_to=at("2026-05-01"))
    now = invoice("first", "ada", [shorter])
    spread.site.post("mutate", kind="invoice", id="first", set=now)
    spread.sync()
    assert spread.link("first").problem_code == "number_used_again"
    assert release.state == "planned", "nobody has decided yet"
    spread.link("first").with_env(spread.as_user("approve")).action_replace()
    spread.work()
    spread.sync()
    assert spread.link("first/remade/1").state == "posted"
    assert (release.state, release.rule) == ("skipped", "superseded")
    # The entry that takes it back is of today: what was not released goes at the month's end.
    back = spread.link("first/void/defer", "journal_entry")
    assert back.state == "planned" and back.parent_id.state in ("new", "planned", False)
    assert lines(spread, "defer/2026-03/2")[0] == (deferred(spread).code, Decimal("-100"))
    assert spread.link("first/remade/1/release/2026-04", "journal_entry").state == "posted"


def test_a_route_that_says_nothing_leaves_it_to_exact(mapped):
    assert mapped.route.exact_deferral_mode == "exact"
    rules = mapped.target._system()._rules(mapped.route)
    assert rules.deferral and not rules.spreading.running


# --- by Exact -----------------------------------------------------------------------------------


def test_what_exact_spreads_is_compared_with_the_service_periods(mapped):
    mapped.site.post("mutate", kind="customer", record=customer("ada"))
    mapped.pull()
    mapped.go_live()
    mapped.sql("DELETE FROM billing_todo")
    add(mapped, "even", 3)
    sold = line(10000, date_from=at("2026-03-15"), date_to=at("2026-05-15"))
    mapped.site.post("mutate", kind="invoice", record=invoice("uneven", "ada", [sold]))
    mapped.sync()
    mapped.exact.forget_calls()
    mapped.route.action_compare_deferral()
    run = mapped.work().filtered(lambda one: one.kind == "spread")
    assert run.state == "done"
    assert (run._counted().get("compared"), run._counted().get("differing")) == (2, None)
    rows = mapped.env["billing.spread"].search([("number", "=", "even")], order="period")
    assert [row.period for row in rows] == ["2026/03", "2026/04", "2026/05"]
    assert [(row.ours, row.theirs) for row in rows] == [(200, 200), (-100, -100), (-100, -100)]
    assert not any(rows.mapped("differs")) and rows[0].title
    assert len(mapped.exact.calls("GET")) <= 2 and mapped.exact.calls("POST") == []
    # As if the administration were set to the other way.
    mapped.route.exact_deferral_split = "day"
    mapped.route.action_compare_deferral()
    run = mapped.work().filtered(lambda one: one.kind == "spread")
    logs = mapped.env["billing.log"].search([("run_id", "=", run.id), ("level", "=", "warning")])
    assert {log.title for log in logs} == {"even", "uneven"}
    action = mapped.route.action_view_spread()
    rows = mapped.env["billing.spread"].search([*action["domain"], ("differs", "=", True)])
    assert {row.number for row in rows} == {"even", "uneven"}
    assert all(row.difference == round(row.theirs - row.ours, 2) for row in rows)
    assert logs[0].link_id and "off revenue" in logs[0].message


# --- accruals -----------------------------------------------------------------------------------


def test_what_is_unbilled_at_the_end_of_a_month_is_accrued_and_taken_back(mapped):
    charge = {
        "id": "uc_ours",
        "customer_id": "ada",
        "date_from": at(f"{LAST}-01"),
        "date_to": at(f"{date.today().replace(day=1) + timedelta(days=62):%Y-%m}-01"),
        "amount": 30000,
        "currency_code": "EUR",
        "description": "API calls",
        "entity_type": "charge_item_price",
        "entity_id": "onboarding-EUR",
        "is_voided": False,
        "updated_at": at(f"{LAST}-05"),
        "deleted": False,
    }
    mapped.site.post("mutate", kind="customer", record=customer("ada"))
    mapped.site.post("mutate", kind="unbilled_charge", record=charge)
    mapped.route.write(
        {
            "exact_accrual": True,
            "exact_unbilled_ledger_id": deferred(mapped).id,
            "exact_memo_journal_id": mapped.reference("journal", "90").id,
        }
    )
    mapped.pull()
    mapped.go_live()
    record = mapped.record("unbilled_charge", "uc_ours")
    mapped.sql("DELETE FROM billing_todo WHERE record_id != %s", record.id)
    mapped.sync()
    mapped.sync()
    last = mapped.link(f"unbilled/uc_ours/{LAST}", "journal_entry")
    assert (last.state, last.amount_total) == ("posted", 100.0)
    back = mapped.link(f"unbilled/uc_ours/{LAST}/back", "journal_entry")
    assert (back.state, back.amount_total) == ("posted", -100.0)
    assert str(back.date) == f"{THIS}-01"
    now = mapped.link(f"unbilled/uc_ours/{THIS}", "journal_entry")
    assert (now.state, now.amount_total) == ("planned", 200.0)
    assert lines(mapped, last.parent_id.key)
    assert balance(mapped) == 0


def test_unbilled_charges_are_pulled_only_where_they_are_wanted(mapped):
    assert not mapped.env["billing.stream"].search([("kind", "=", "unbilled_charge")])
