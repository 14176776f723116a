"""New Year's Eve on sites of three zones: what is printed on a document is what Exact books.

Half an hour before midnight and half an hour after it, in New York, London's winter and Amsterdam,
by whose clocks the year ends at five, zero and twenty-three hours UTC.
"""

import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from exact_books import day_of, rows
from papers import credit_note, customer, invoice, line, payment, refund
from world import DIVISION, World

ZONES = {"America/New_York": 5, "UTC": 0, "Europe/Amsterdam": 23}
OLD, NEW = "2025-12-31", "2026-01-01"
#: By the end of a number: the moment on the site's clock, the day that is printed, the period.
MOMENTS = {
    "old": (f"{OLD}T23:30", OLD, (2025, 12)),
    "new": (f"{NEW}T00:30", NEW, (2026, 1)),
}
MONTHS = [(2026, month) for month in range(1, 13)]
DEFERRED_REVENUE = 84


@pytest.fixture(params=list(ZONES))
def zone(request) -> ZoneInfo:
    return ZoneInfo(request.param)


@pytest.fixture
def world(fresh_stage, tmp_path, zone):
    """A live world whose site is in the zone, with open books around New Year."""
    site = ("--customers", "2", "--invoices", "4", "--quota", "100000", "--timezone", zone.key)
    with replace(fresh_stage, books=tmp_path, dataset=site).opened(tmp_path) as world:
        world.connect()
        world.source.chargebee_tz = zone.key
        world.route.write({"tz": zone.key, "date_from": "2025-12-01", "exact_payments": True})
        world.exact.post("open_period", division=int(DIVISION), year=2025)
        world.exact.post("open_period", division=int(DIVISION), year=2026, period=1)
        world.refresh()
        world.pull()
        yield world


def moment(text: str, zone: ZoneInfo) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp())


def sell(world: World, zone: ZoneInfo, *records: tuple[str, dict]) -> None:
    """Put papers on the site as it dates its own, and post them."""
    own = json.loads(world.env["billing.record"].search([("kind", "=", "invoice")])[0].payload)
    site = own["site_details_at_creation"]
    assert site["timezone"] == zone.key
    world.site.post("mutate", kind="customer", record=customer("ada"))
    for kind, record in records:
        if kind != "transaction":
            record["site_details_at_creation"] = site
        world.site.post("mutate", kind=kind, record=record)
    world.pull()
    world.env["billing.mapping.payment"].create(
        {"route_id": world.route.id, "reference_id": world.reference("journal", "21").id}
    )
    world.route.exact_receivable_ledger_id = world.reference("gl_account", "1300")
    world.map()
    world.go_live()
    names = [record["id"] for _kind, record in records]
    world.sql(
        "DELETE FROM billing_todo WHERE record_id NOT IN"
        " (SELECT id FROM billing_record WHERE external_id = ANY(%s))",
        [*names, "ada"],
    )
    world.sync()
    world.sync()


def test_the_printed_day_is_booked(world, zone):
    papers = []
    for name, (clock, _day, _period) in MOMENTS.items():
        when = moment(clock, zone)
        dated = {"date": when, "generated_at": when}
        money = {"date": when, "settled_at": when}
        papers += [
            ("invoice", invoice(f"sold-{name}", "ada", **dated)),
            ("credit_note", credit_note(f"back-{name}", "ada", f"sold-{name}", **dated)),
            ("transaction", payment(f"paid-{name}", f"sold-{name}", **money)),
            ("transaction", refund(f"out-{name}", f"back-{name}", **money)),
        ]
    # An hour apart: in UTC the days are others where the zone is another.
    hours = {datetime.fromtimestamp(moment(f"{NEW}T00:00", zone), ZoneInfo("UTC")).hour}
    assert hours == {ZONES[zone.key]}
    sell(world, zone, *papers)

    fields = "EntryID,YourRef,EntryDate,ReportingYear,ReportingPeriod"
    entries = {row["YourRef"]: row for row in rows(world, DIVISION, _SALES, fields)}
    fields = "EntryID,EntryNumber,FinancialYear,FinancialPeriod"
    banked = {row["EntryID"]: row for row in rows(world, DIVISION, _BANK, fields)}
    fields = "ID,EntryID,Date,Description"
    moved = {
        row["Description"].split()[0]: row for row in rows(world, DIVISION, _BANK_LINES, fields)
    }
    for name, (_clock, day, period) in MOMENTS.items():
        for number in (f"sold-{name}", f"back-{name}"):
            there = entries[number]
            assert day_of(there["EntryDate"]).isoformat() == day, number
            assert (there["ReportingYear"], there["ReportingPeriod"]) == period, number
        for number in (f"paid-{name}", f"out-{name}"):
            there, entry = moved[number], banked[moved[number]["EntryID"]]
            assert day_of(there["Date"]).isoformat() == day, number
            assert (entry["FinancialYear"], entry["FinancialPeriod"]) == period, number
        link = world.link(f"sold-{name}")
        assert (str(link.date), link.period) == (day, f"{period[0]}/{period[1]:02}")


def test_twelve_monthly_terms_are_earned_in_twelve_periods(world, zone):
    begins = [moment(f"{2026 + month // 12}-{month % 12 + 1:02}-01", zone) for month in range(13)]
    year = [line(120000, date_from=begins[0], date_to=begins[12])]
    months = [
        line(10000, id=f"li_{month}", date_from=begins[month], date_to=begins[month + 1])
        for month in range(12)
    ]
    papers = []
    for name, (clock, _day, _period) in MOMENTS.items():
        when = moment(clock, zone)
        dated = {"date": when, "generated_at": when}
        papers.append(("invoice", invoice(f"year-{name}", "ada", year, **dated)))
        papers.append(("invoice", invoice(f"months-{name}", "ada", months, **dated)))
    sell(world, zone, *papers)

    earned, spread = {}, {}
    fields = "ID,Type,YourRef,FinancialYear,FinancialPeriod,GLAccountCode,AmountFC"
    for row in rows(world, DIVISION, "bulk/Financial/TransactionLines", fields):
        if row["GLAccountCode"].startswith("8"):
            period = row["FinancialYear"], row["FinancialPeriod"]
            parts = earned.setdefault(row["YourRef"], {})
            parts[period] = parts.get(period, 0) - Decimal(str(row["AmountFC"]))
            if row["Type"] == DEFERRED_REVENUE:
                spread.setdefault(row["YourRef"], set()).add(period)
    for name, (_clock, _day, period) in MOMENTS.items():
        for number in (f"year-{name}", f"months-{name}"):
            assert spread[number] == {period, *MONTHS}, number
            left = {period: part for period, part in earned[number].items() if part}
            assert left == dict.fromkeys(MONTHS, Decimal(100)), number


_SALES = "salesentry/SalesEntries"
_BANK, _BANK_LINES = "financialtransaction/BankEntries", "financialtransaction/BankEntryLines"
