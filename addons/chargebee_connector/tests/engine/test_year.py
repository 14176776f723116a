"""A year of three business entities in three administrations: both sides agree to the cent.

The sandbox's year (366 invoices, 44 credit notes, 300 movements of money in four currencies) goes
by three routes into three divisions, mapped as a bookkeeper would. `site_books` tells what should
stand there, `exact_books` what does. What is left out is named, with its rule, and nothing else may
make a difference. Run by `setup/test year`, since its year takes longer than another test's day.
"""

from collections import defaultdict
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

import database
import pytest
from bank_receipts import DAY
from company import CLEARING, DAY_RATES, DIVISIONS, ZONE, Company
from conftest import GENEROUS
from exact_books import ExactBooks, day_of, rows
from servers import Server, free_port
from site_books import CENT, SiteBooks

#: Reasons for which a bookkeeper matches in Exact what can't match by itself.
TO_MATCH = (
    "match_by_hand",
    "match_part_used",
    "match_write_off",
    "match_withheld",
    "match_instalments",
    "match_credited",
)
LINKS = (
    "SELECT r.name, l.kind, l.key, l.external_id, l.target_number, l.amount_total::text,"
    " l.amount_tax::text, l.currency_id, l.date::text FROM billing_link l"
    " JOIN billing_route r ON r.id = l.route_id WHERE l.state = 'posted' ORDER BY 1, 2, 3"
)
DECIDED = (
    "SELECT r.name, l.kind, l.key, l.state, l.problem_code, l.rule FROM billing_link l"
    " JOIN billing_route r ON r.id = l.route_id"
    " WHERE l.state IN ('blocked', 'skipped') ORDER BY 1, 2, 3"
)


@pytest.fixture(scope="module")
def year(fresh_stage, prefix, tmp_path_factory):
    """The year, posted; the tests below look at it one after the other."""
    name, folder = f"{prefix}_year", tmp_path_factory.mktemp("year")
    site = ("--story", "year", "--quota", "100000")
    servers = [
        Server("chargebee", free_port(), folder / "site.json", *site),
        Server("exact", free_port(), folder / "exact.json", *GENEROUS),
    ]
    database.copy(fresh_stage.database, name)
    try:
        for server in servers:
            server.wait()
        world = Company(name, *servers)
        world.begin()
        yield world
        world.close()
    finally:
        for server in servers:
            server.stop(keep=False)
        database.drop(name)


@pytest.fixture(params=sorted(DIVISIONS))
def entity(request) -> str:
    return request.param


@pytest.fixture
def site(year, entity) -> SiteBooks:
    return SiteBooks(year.site, entity)


@pytest.fixture
def books(year, entity) -> ExactBooks:
    return ExactBooks(year.exact, DIVISIONS[entity])


def different(expected: dict, found: dict) -> dict:
    """What the two sides don't hold alike: {key: (expected, found)}."""
    return {
        key: (expected.get(key), found.get(key))
        for key in sorted(set(expected) | set(found))
        if expected.get(key) != found.get(key)
    }


# --- what went ----------------------------------------------------------------------------------


def test_nothing_is_left_but_what_a_person_decides(year, entity):
    route = year.env["billing.route"].search([("name", "=", entity)])
    stopped = year.links(route_id=route.id).filtered(
        lambda link: link.state not in ("posted", "skipped", "ignored")
    )
    proposals = ("vat_reclaim_due", "vat_reclaim_open", "deferral_still_runs", *TO_MATCH)
    found = {link.key: link.problem_code for link in stopped if link.problem_code not in proposals}
    assert found == {}


def test_what_is_left_out_has_its_rule(year, entity, site):
    """Of each document and movement of the entity: posted, held, or skipped by what it is."""
    route = year.env["billing.route"].search([("name", "=", entity)])
    rules = {
        link.record_id.external_id: link.rule
        for link in year.links(route_id=route.id, state="skipped")
        if not link.parent_id and link.record_id
    }
    for name, invoice in site.documents["invoice"].items():
        assert rules.get(name, "") == _rule_of(invoice), name
    for name, moved in site.documents["transaction"].items():
        assert bool(rules.get(name)) == _brought_nothing(moved, site), name


def _rule_of(invoice: dict) -> str:
    """The rule by which an invoice of the year is left out, "" for one that is booked."""
    if invoice["deleted"]:
        return "deleted"
    if invoice["status"] == "pending":
        return "pending"
    if invoice["status"] == "voided" and invoice["id"] in VOIDED_AT_ONCE:
        return "void_before_posting"
    return "" if invoice["total"] else "zero"


VOIDED_AT_ONCE = ("INV-2025-00043", "S202500021")


def _brought_nothing(moved: dict, site: SiteBooks) -> bool:
    reversed_one = site.documents["transaction"].get(moved.get("reference_transaction_id"))
    return (
        moved["gateway"] == "not_applicable"
        or moved["type"] == "authorization"
        or moved["status"] != "success"
        or moved["type"] == "payment_reversal"
        and reversed_one["status"] != "success"
    )


# --- period, ledger, VAT code -------------------------------------------------------------------


def test_revenue_and_vat_agree_by_period_ledger_and_code(entity, site, books):
    expected, found = site.revenue(), books.revenue()
    assert len(expected) > 90
    assert different(expected, found) == {}


def test_memo_entries_agree(site, books):
    assert different(site.given_up(), books.memos("4510", "1540")) == {}
    withheld = {key[::2]: fc for key, (fc, _dc) in books.memos("1360").items()}
    assert different(site.withheld(), withheld) == {}
    store_credit = sum(fc for fc, _dc in books.memos("2170").values())
    assert -store_credit == site.store_credit()


def test_debits_are_credits(books):
    assert Decimal(books.balance["total_dc"]) == 0


def test_nothing_stands_twice(year):
    assert not [
        row
        for division in year.exact.get("duplicates").values()
        for found in division.values()
        for row in found
    ]


# --- balances, singly ---------------------------------------------------------------------------


def test_debtors_agree_customer_by_customer(year, entity, site, books):
    route = year.env["billing.route"].search([("name", "=", entity)])
    accounts = year.links(route_id=route.id, kind="account", state="posted")
    customers = {link.external_id: link.record_id.external_id for link in accounts}
    found = {(customers[one], currency): due for (one, currency), due in books.debtors().items()}
    expected = site.debtors()
    # Money that was typed in counts as open there until the bank has it.
    for one in year.received[entity]:
        expected[one.invoice.customer, one.invoice.currency] -= one.amount
    assert different({key: due for key, due in expected.items() if due}, found) == {}
    items, ledger = books.debtors_in_euro()
    assert items == ledger


def test_clearing_agrees_by_gateway_account_currency_and_day(year, entity, site, books):
    division = DIVISIONS[entity]
    fields = "EntryID,Currency,JournalCode"
    entries = rows(year, division, "financialtransaction/BankEntries", fields)
    ours = [row for row in entries if row["JournalCode"].strip() in CLEARING.values()]
    currencies = {row["EntryID"]: row["Currency"] for row in ours}
    fields = "ID,EntryID,Description,AmountFC,Date"
    moved, ledger = defaultdict(Decimal), defaultdict(lambda: [Decimal(0), Decimal(0)])
    for row in rows(year, division, "financialtransaction/BankEntryLines", fields):
        if row["EntryID"] not in currencies:
            continue  # The bookkeeper's own.
        currency, day = currencies[row["EntryID"]], day_of(row["Date"])
        amount = Decimal(str(row["AmountFC"]))
        account = site.gateway_account(row["Description"].split()[0])
        moved[account, currency, day.isoformat()] += amount
        in_euro = (amount * Decimal(DAY_RATES.get(currency, "1"))).quantize(CENT, ROUND_HALF_UP)
        sums = ledger[f"{day:%Y-%m}", currency]
        sums[0], sums[1] = sums[0] + amount, sums[1] + in_euro
    assert different(site.clearing(), {key: sum_ for key, sum_ in moved.items() if sum_}) == {}
    assert (
        different({key: sums for key, sums in ledger.items() if any(sums)}, books.clearing()) == {}
    )


def test_deferred_revenue_agrees_month_by_month(entity, site, books):
    expected, found = site.unearned(), books.unearned()
    # A month in which nothing moved has no row; it holds what the one before held.
    for currency in site.currencies():
        held = Decimal(0)
        for period in sorted(period for period, one in expected if one == currency):
            held = found.setdefault((period, currency), held)
        assert held == 0
    assert different(expected, found) == {}


# --- the way back -------------------------------------------------------------------------------


def test_what_came_in_is_recorded_once(year, entity, site):
    back = year.env["billing.route"].search([("name", "=", f"{entity} back")])
    links = {link.key.split("/", 2)[2]: link for link in year.links(route_id=back.id)}
    assert set(links) == {one.invoice.number for one in year.received[entity]}
    assert len(links) >= 5
    for one in year.received[entity]:
        told = site.documents["invoice"][one.invoice.number]
        payments = [one for one in told["linked_payments"] if one["txn_status"] == "success"]
        assert [paid["applied_amount"] for paid in payments] == [int(one.amount * 100)]
        assert told["amount_due"] == int((one.invoice.total - one.amount) * 100)
        link = links[one.invoice.number]
        if one.is_known:
            assert (link.state, link.problem_code) == ("blocked", "payment_twin")
            continue
        assert (link.state, link.kind) == ("posted", "payment")
        assert payments[0]["txn_id"] == link.external_id
        made = site.documents["transaction"][link.external_id]
        assert (made["gateway"], made["payment_method"]) == ("not_applicable", "bank_transfer")
        assert _site_day(made["date"]) == DAY


def _site_day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, ZoneInfo(ZONE)).date().isoformat()


# --- the turn of the year -----------------------------------------------------------------------


def test_half_an_hour_decides_the_year(year, entity, site):
    fields = "EntryID,YourRef,EntryDate,ReportingYear,ReportingPeriod"
    found = {
        row["YourRef"]: row
        for row in rows(year, DIVISIONS[entity], "salesentry/SalesEntries", fields)
    }
    features = year.site.get("cases")["features"]
    told = {
        name: [one for one in features[name]["ids"] if one in found]
        for name in ("first_half_hour", "last_half_hour")
    }
    assert all(told.values())
    for name, (day, period) in {
        "first_half_hour": ("2025-01-01", (2025, 1)),
        "last_half_hour": ("2025-12-31", (2025, 12)),
    }.items():
        for number in told[name]:
            row = found[number]
            assert day_of(row["EntryDate"]).isoformat() == day
            assert (row["ReportingYear"], row["ReportingPeriod"]) == period


# --- again --------------------------------------------------------------------------------------


def test_once_more_changes_nothing(year):
    before = year.sql(LINKS), year.sql(DECIDED)
    forget_calls(year)
    year.sync()
    (year.routes | year.back).action_plan()
    year.work()
    year.sync_back()
    assert written(year) == []
    assert (year.sql(LINKS), year.sql(DECIDED)) == before


def test_lost_links_come_back_and_nothing_is_sent(year):
    links, decided = year.sql(LINKS), year.sql(DECIDED)
    (year.routes | year.back).action_pause()
    year.sql("DELETE FROM billing_link")
    forget_calls(year)
    for route in (*year.routes, *year.back):
        route.action_rebuild()
        year.work()
    assert written(year) == []
    assert different(_by_key(links), _by_key(year.sql(LINKS))) == {}
    assert different(_by_key(decided), _by_key(year.sql(DECIDED))) == {}


def forget_calls(year) -> None:
    year.site.forget_calls()
    year.exact.forget_calls()


def written(year) -> list[str]:
    """What was sent to either side that changes something there."""
    calls = [*year.site.calls(), *year.exact.calls()]
    changing = [call for call in calls if call["method"] in ("POST", "PUT", "DELETE")]
    return [call["path"] for call in changing if "oauth2" not in call["path"]]


def _by_key(found: list[tuple]) -> dict:
    return {row[:3]: row[3:] for row in found}
