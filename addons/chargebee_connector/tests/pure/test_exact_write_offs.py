"""Write-offs and chargebacks as memo entries (C3, C5), their VAT, and money after them (C4)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import exact_world as world
import pytest
from credit_world import after, credit, credit_note, first
from exact_world import invoice, line, plan, vat
from memo_world import memos, post, route, sent, write_off

from odoo.addons.chargebee_connector.ledger.plan import LinkNow
from odoo.addons.chargebee_connector.ledger.problems import Invalid
from odoo.addons.chargebee_connector.ledger.words import WriteOff
from odoo.addons.chargebee_connector.systems.exact import write_offs

KEY = "credit_note/CN-1/write-off"
RECLAIM = KEY + "/vat-reclaim"
DEBTOR = ("customer/acme", ("sales_entry", "INV-1", "number"))


def stopped(outcome):
    assert outcome.request is None or type(outcome.problem).__name__ == "Proposed"
    return type(outcome.problem).__name__, outcome.problem.code


# C3 ---------------------------------------------------------------------------------------------


def test_a_write_off_is_a_bad_debt_with_its_vat_parked():
    facts = after(invoice())
    found = plan([write_off()], route(), facts)
    assert (found[0].kind, found[0].rule) == ("sales_entry", "by_memo_entry")
    entry = memos(write_off(), facts)[KEY]
    assert entry.facts.total == Decimal("-121.00")
    assert entry.facts.period == "2026/10"
    assert entry.request.body == {
        "JournalCode": "90",
        "Currency": "EUR",
        "FinancialYear": 2026,
        "FinancialPeriod": 10,
        "GeneralJournalEntryLines": [
            {
                "GLAccount": "guid-4510",
                "AmountFC": "100.00",
                "Date": "2026-10-15T00:00:00",
                "Description": KEY,
            },
            {
                "GLAccount": "guid-1540",
                "AmountFC": "21.00",
                "Date": "2026-10-15T00:00:00",
                "Description": KEY,
            },
            {
                "GLAccount": "guid-1300",
                "AmountFC": "-121.00",
                "Date": "2026-10-15T00:00:00",
                "Description": KEY,
                "Account": {"$ref": ["account", "customer/acme", "external_id"]},
                "OurRef": {"$ref": ["sales_entry", "INV-1", "number"]},
            },
        ],
    }


@pytest.mark.parametrize(
    ("total", "net", "tax"),
    [("121.00", "100.00", "21.00"), ("50.00", "41.32", "8.68"), ("0.01", "0.01", "0.00")],
)
def test_without_tax_of_its_own_the_vat_is_the_invoices_in_proportion(total, net, tax):
    note = write_off(credit(total, None))
    lines = sent(memos(note, after(invoice()))[KEY])
    assert [one[:2] for one in lines if one[0] == "guid-4510"] == [("guid-4510", net)]
    assert [one[1] for one in lines if one[0] == "guid-1540"] == ([tax] if tax != "0.00" else [])
    assert lines[-1] == ("guid-1300", f"-{total}", *DEBTOR)


def test_an_invoice_without_vat_parks_none():
    sold = invoice(line("100.00", None, exemption="export"))
    note = write_off(credit("100.00", None))
    facts = after(sold)
    assert len(sent(memos(note, facts)[KEY])) == 2
    assert RECLAIM not in memos(note, facts)


def test_the_rate_is_that_of_the_invoice():
    dollars = {"currency": "USD", "vat_rate": ("EUR", Decimal("0.9"))}
    note = write_off(currency="USD", vat_rate=("EUR", Decimal("0.8")))
    assert memos(note, after(invoice(**dollars)))[KEY].request.body["ExchangeRate"] == "0.9"


def test_as_a_credit_note_by_option():
    facts = after(invoice())
    found = plan([write_off()], route(write_off="credit_note"), facts)
    assert [one.kind for one in found if one.request] == ["sales_entry"]
    assert found[0].request.body["YourRef"] == "CN-1"


@pytest.mark.parametrize(
    ("option", "code"),
    [
        ("journal", "journal_missing"),
        ("bad_debt", "bad_debt_missing"),
        ("vat_suspense", "vat_suspense_missing"),
        ("receivable", "receivable_missing"),
    ],
)
def test_an_option_that_is_missing_is_named(option, code):
    found = memos(write_off(), after(invoice()), route(**{option: None}))
    assert stopped(found[KEY]) == ("Unmapped", code)
    assert list(found) == [KEY]


def test_without_any_option():
    found = memos(write_off(), after(invoice()), world.route())
    assert stopped(found[KEY]) == ("Unmapped", "journal_missing")


@pytest.mark.parametrize(
    ("state", "fields", "expected"),
    [
        ("planned", {}, ("Waiting", "invoice_first")),
        ("ignored", {}, ("Invalid", "credited_invoice_left_out")),
    ],
)
def test_its_invoice_must_stand(state, fields, expected):
    facts = after(invoice(**fields), link=LinkNow(state))
    entry = memos(write_off(), facts)[KEY]
    assert stopped(entry) == expected
    if expected[0] == "Waiting":
        assert entry.needs_link == ("sales_entry", "INV-1")


def test_it_stays_out_with_an_invoice_that_never_went():
    facts = after(invoice(status="voided"), link=LinkNow("skipped"))
    assert memos(write_off(), facts) == {}
    facts.links["journal_entry", KEY] = LinkNow("planned")
    assert memos(write_off(), facts)[KEY].rule == "invoice_never_posted"


@pytest.mark.parametrize(
    ("note", "code"),
    [
        (write_off(credit("200.00")), "credit_exceeds_invoice"),
        (write_off(credits=""), "write_off_without_invoice"),
        (write_off(total=Decimal("130.00")), "total_differs"),
        (write_off(date=date(2026, 10, 21)), "date_in_future"),
        (write_off(date=None), "date_missing"),
    ],
)
def test_what_can_not_be_written_off(note, code):
    assert stopped(memos(note, after(invoice()))[KEY]) == ("Invalid", code)


def test_the_memo_journal_must_be_open_whatever_the_sales_journal_is():
    facts = after(invoice())
    closed = route(closed={("90", 2026, 10)})
    assert stopped(memos(write_off(), facts, closed)[KEY]) == ("Invalid", "vat_return_differs")
    moved = memos(write_off(), facts, replace(closed, move_across_returns=True))[KEY]
    body = moved.request.body
    assert (body["FinancialPeriod"], moved.facts.period) == (11, "2026/11")
    assert body["GeneralJournalEntryLines"][0]["Date"] == "2026-10-15T00:00:00"
    assert memos(write_off(), facts, route(closed={("70", 2026, 10)}))[KEY].state == "planned"


# what stands is never booked a second time ------------------------------------------------------


def test_what_stands_as_a_credit_note_gets_no_memo_entry():
    facts = after(invoice())
    as_sale = route(write_off="credit_note")
    post(facts, first(write_off(), facts, as_sale))
    assert not {KEY, RECLAIM} & set(memos(write_off(), facts))


def test_what_stands_as_a_memo_entry_gets_no_credit_note():
    facts = after(invoice())
    post(facts, memos(write_off(), facts)[KEY])
    found = plan([write_off()], route(write_off="credit_note"), facts)
    assert found[0].rule == "by_memo_entry"
    assert memos(write_off(), facts)[KEY].content == facts.booked["journal_entry", KEY].content


def test_a_memo_entry_that_waits_gives_way_to_another_choice():
    facts = after(invoice())
    for key in (KEY, RECLAIM):
        facts.links["journal_entry", key] = LinkNow("planned")
    found = memos(write_off(), facts, route(write_off="credit_note"))
    assert (found[KEY].rule, found[RECLAIM].rule) == ("superseded", "superseded")


def test_what_was_deleted_is_held_where_it_stands():
    facts = after(invoice())
    post(facts, memos(write_off(), facts)[KEY])
    assert memos(write_off(deleted=True), facts)[KEY].rule == "deleted"


# voided -----------------------------------------------------------------------------------------


def test_a_voided_write_off_is_turned_round():
    facts = after(invoice())
    post(facts, memos(write_off(), facts)[KEY])
    note = write_off(status="voided", voided=date(2026, 10, 18))
    back = memos(note, facts, route(journal="99"))[KEY + "/back"]
    assert back.facts.total == Decimal("121.00")
    assert sent(back) == [
        ("guid-4510", "-100.00", "", ()),
        ("guid-1540", "-21.00", "", ()),
        ("guid-1300", "121.00", "customer/acme", ()),
    ]
    assert back.request.body["JournalCode"] == "90"
    assert {one["Date"] for one in back.request.body["GeneralJournalEntryLines"]} == {
        "2026-10-18T00:00:00"
    }


def test_a_voided_write_off_that_never_was_posted_needs_nothing():
    note = write_off(status="voided", voided=date(2026, 10, 18))
    assert memos(note, after(invoice())) == {}


def test_a_write_off_whose_vat_was_reclaimed_is_for_a_person():
    facts = after(invoice())
    post(facts, memos(write_off(), facts)[KEY])
    facts.links["journal_entry", RECLAIM] = LinkNow("posted", "guid")
    back = memos(write_off(status="voided", voided=date(2026, 10, 18)), facts)[KEY + "/back"]
    assert stopped(back) == ("Invalid", "reclaimed_then_voided")


# the VAT ----------------------------------------------------------------------------------------


def test_the_vat_waits_on_a_list_with_its_last_day():
    facts = after(invoice())
    found = memos(write_off(), facts)[RECLAIM]
    assert stopped(found) == ("Proposed", "vat_reclaim_due")
    assert found.problem.params["latest"] == "2027-10-22"
    assert (found.facts.date, found.facts.total) == (date(2027, 10, 22), Decimal("21.00"))
    assert found.request is None


def test_a_leap_day_is_one_year_later_the_first_of_march():
    facts = after(invoice(due_date=date(2028, 2, 29)))
    assert memos(write_off(), facts)[RECLAIM].problem.params["latest"] == "2029-03-01"


def test_elsewhere_the_day_is_not_known():
    rules = replace(route(), country="BE")
    found = memos(write_off(), after(invoice()), rules)[RECLAIM]
    assert stopped(found) == ("Proposed", "vat_reclaim_open")


def test_it_is_reclaimed_on_the_day_that_a_person_chose():
    facts = after(invoice())
    post(facts, memos(write_off(), facts)[KEY])
    facts.links["journal_entry", RECLAIM] = LinkNow("new", released="2026-10-19")
    entry = memos(write_off(), facts)[RECLAIM]
    assert sent(entry) == [
        ("guid-4510", "100.00", "", ()),
        ("guid-4510", "-100.00", "", ()),
        ("guid-1540", "-21.00", "", ()),
    ]
    body = entry.request.body
    assert body["JournalCode"] == "91"
    assert [(one.get("VATCode"), one.get("AmountVATFC"))
            for one in body["GeneralJournalEntryLines"]] == [
        ("2", "21.00"), (None, None), (None, None),
    ]  # fmt: skip
    assert entry.facts.date == date(2026, 10, 19)


def test_it_is_not_reclaimed_before_the_write_off_stands():
    facts = after(invoice())
    facts.links["journal_entry", RECLAIM] = LinkNow("new", released="2026-10-19")
    assert stopped(memos(write_off(), facts)[RECLAIM]) == ("Proposed", "vat_reclaim_due")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"reclaim_journal": ""}, "reclaim_journal_missing"),
        ({"reclaim_allows_vat": False}, "reclaim_journal_without_vat"),
        ({"reclaim_code": None}, "reclaim_code_missing"),
    ],
)
def test_reclaiming_needs_its_options(options, code):
    facts = after(invoice())
    post(facts, memos(write_off(), facts)[KEY])
    facts.links["journal_entry", RECLAIM] = LinkNow("new", released="2026-10-19")
    assert stopped(memos(write_off(), facts, route(**options))[RECLAIM]) == ("Unmapped", code)


# without a credit note --------------------------------------------------------------------------


def given_up(amount="121.00", day=date(2026, 10, 15)):
    return invoice(write_offs=(WriteOff("", Decimal(amount), day),))


def test_a_write_off_without_a_credit_note_needs_approval():
    facts = after(invoice())
    facts.records["invoice", "INV-1"] = given_up()
    waiting = memos(given_up(), facts)["INV-1/write-off"]
    assert stopped(waiting) == ("Proposed", "write_off_without_note")
    assert waiting.parent == ("sales_entry", "INV-1")
    facts.links["journal_entry", "INV-1/write-off"] = LinkNow("new", released=waiting.fingerprint())
    assert sent(memos(given_up(), facts)["INV-1/write-off"]) == [
        ("guid-4510", "100.00", "", ()),
        ("guid-1540", "21.00", "", ()),
        ("guid-1300", "-121.00", *DEBTOR),
    ]


def test_one_that_a_credit_note_tells_is_booked_by_that_alone():
    sold = invoice(write_offs=(WriteOff("CN-1", Decimal("121.00"), date(2026, 10, 15)),))
    assert memos(sold, after(sold)) == {}


# C4 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "late"),
    [(date(2026, 10, 14), False), (date(2026, 10, 15), False), (date(2026, 10, 16), True)],
)
def test_money_after_a_write_off_is_held(day, late):
    facts = after(invoice())
    facts.records["invoice", "INV-1"] = given_up()
    assert len(write_offs.written_off("INV-1", facts)) == 1
    if not late:
        write_offs.check_paid("INV-1", day, facts)
        return
    with pytest.raises(Invalid) as caught:
        write_offs.check_paid("INV-1", day, facts)
    assert caught.value.code == "paid_after_write_off"


def test_nothing_is_known_of_other_invoices():
    assert write_offs.written_off("INV-2", after(invoice())) == ()


# C5 ---------------------------------------------------------------------------------------------

CHARGEBACK = "credit_note/CN-1/chargeback"
QUARTER = {"date_from": date(2026, 10, 1), "date_to": date(2026, 12, 31)}


@pytest.mark.parametrize("reason", ["chargeback", "fraudulent"])
def test_a_chargeback_is_booked_like_a_write_off(reason):
    found = memos(write_off(type="refundable", reason=reason), after(invoice()))
    assert sent(found[CHARGEBACK])[-1] == ("guid-1300", "-121.00", *DEBTOR)
    assert set(found) == {CHARGEBACK, CHARGEBACK + "/vat-reclaim"}


def test_a_chargeback_whose_revenue_is_still_spread_is_listed():
    facts = after(invoice(line(**QUARTER)))
    note = write_off(type="refundable", reason="chargeback")
    found = memos(note, facts)[CHARGEBACK + "/deferral"]
    assert stopped(found) == ("Invalid", "deferral_still_runs")
    assert found.problem.params["until"] == "2026-12-31"


def test_a_chargeback_whose_revenue_memo_entries_still_release_is_listed():
    facts = after(invoice(line(**QUARTER)), rules=replace(route(), deferral=False))
    note = write_off(type="refundable", reason="chargeback")
    assert CHARGEBACK + "/deferral" not in memos(note, facts)
    facts.links["journal_entry", "INV-1/defer"] = LinkNow("posted", "guid-memo")
    found = memos(note, facts)[CHARGEBACK + "/deferral"]
    assert found.problem.params["until"] == "2026-12-31"


def test_a_chargeback_as_a_credit_note():
    note = write_off(type="refundable", reason="chargeback")
    found = plan([note], route(chargeback="credit_note"), after(invoice()))
    assert [one.kind for one in found] == ["sales_entry"]


def split_note():
    return write_off(
        credit("92.00", date_from=date(2026, 10, 1), date_to=date(2026, 12, 31)),
        type="refundable",
        reason="chargeback",
        date=date(2026, 10, 15),
    )


def test_a_chargeback_in_two_parts():
    sold = invoice(line("92.00", **QUARTER))
    rules, facts = route(chargeback="split"), after(sold)
    found = plan([split_note()], rules, facts)
    sale = found[0]
    # 78 of 92 days were still to come: from the 15th of October on.
    assert (sale.facts.total, sale.facts.tax) == (Decimal("-94.38"), Decimal("-16.38"))
    (body,) = sale.request.body["SalesEntryLines"]
    assert (body["AmountFC"], body["From"]) == ("-78.00", "2026-10-15T00:00:00")
    entry = memos(split_note(), facts, rules)[CHARGEBACK]
    assert [one[:2] for one in sent(entry)] == [
        ("guid-4510", "14.00"), ("guid-1540", "2.94"), ("guid-1300", "-16.94"),
    ]  # fmt: skip


def test_both_parts_go_on_whichever_stands_first():
    sold = invoice(line("92.00", **QUARTER))
    rules, facts = route(chargeback="split"), after(sold)
    sale = plan([split_note()], rules, facts)[0]
    post(facts, sale)
    assert memos(split_note(), facts, rules)[CHARGEBACK].state == "planned"
    other = after(sold)
    post(other, memos(split_note(), other, rules)[CHARGEBACK])
    assert plan([split_note()], rules, other)[0].state == "planned"


def test_a_whole_credit_note_that_stands_gets_no_second_part():
    sold = invoice(line("92.00", **QUARTER))
    facts = after(sold)
    post(facts, plan([split_note()], route(chargeback="credit_note"), facts)[0])
    assert memos(split_note(), facts, route(chargeback="split")) == {}


def test_what_nothing_explains_is_left_alone():
    facts = after(invoice())
    note = write_off(type="refundable", reason="chargeback")
    facts.links["sales_entry", "credit_note/CN-1"] = LinkNow("posted", "a")
    facts.links["journal_entry", CHARGEBACK] = LinkNow("posted", "b")
    found = plan([note], route(), facts)
    assert [one for one in found if one.request] == []


def test_what_has_no_period_counts_as_delivered():
    note = write_off(credit("100.00", vat("100.00")), type="refundable", reason="fraudulent")
    found = plan([note], route(chargeback="split"), after(invoice()))
    assert found[0].rule == "by_memo_entry"
    assert sent(memos(note, after(invoice()), route(chargeback="split"))[CHARGEBACK])


def test_other_credit_notes_are_no_write_offs():
    assert memos(credit_note(), after(invoice())) == {}
