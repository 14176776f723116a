"""Deferred revenue by memo entries: what is deferred, released and taken back, to the cent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import exact_world as world
import pytest
from credit_world import credit, credit_note
from defer_world import (
    SALE,
    amounts,
    deferrals,
    post,
    route,
    sell,
    year,
)
from exact_world import invoice, known
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.chargebee_connector.ledger.plan import LinkNow, Part
from odoo.addons.chargebee_connector.ledger.spreading import BY_DAY
from odoo.addons.chargebee_connector.systems.exact import bundled_memo
from odoo.addons.chargebee_connector.systems.exact.deferral_rules import EXACT, NONE, deferral_of
from odoo.addons.chargebee_connector.systems.exact.plan import needs_beyond, plan

MEMO = "journal_entry"
MONTHS = [f"2026-{month}" for month in (11, 12)] + [f"2027-{month:02d}" for month in range(1, 10)]
VOIDED = {"status": "voided", "voided": date(2027, 2, 10)}
LATER = date(2027, 3, 1)


def sold(document=None, rules=None, **fields):
    """Return (document, rules, facts) with the document's sales entry posted."""
    document, rules = document or invoice(year()), rules or route()
    facts = known(**fields)
    sell(facts, document, rules)
    return document, rules, facts


def state(outcomes, key):
    one = outcomes[key]
    return one.state, one.problem.code if one.problem else one.rule


# --- deferring and releasing --------------------------------------------------------------------


def test_a_year_from_october_defers_eleven_months_and_releases_one_a_month():
    outcomes = deferrals(*sold())
    assert amounts(outcomes) == {
        "INV-1/defer": Decimal("1100.00"),
        **{f"INV-1/release/{month}": Decimal("-100.00") for month in MONTHS},
    }
    deferral = outcomes["INV-1/defer"]
    assert deferral.bundle == (MEMO, "defer/2026-10")
    assert (deferral.facts.date, deferral.facts.period) == (date(2026, 10, 31), "2026/10")
    assert (deferral.facts.total, deferral.facts.currency) == (Decimal("1100.00"), "EUR")
    release = outcomes["INV-1/release/2027-02"]
    assert release.bundle == (MEMO, "release/2027-02")
    assert (release.facts.date, release.facts.period) == (date(2027, 2, 28), "2027/02")
    assert deferral.request.repeat == release.request.repeat == "part"


def test_revenue_is_booked_in_full_and_without_dates():
    _document, _rules, facts = sold()
    (line,) = facts.booked[SALE].body["SalesEntryLines"]
    assert (line["AmountFC"], "From" in line, "To" in line) == ("1200.00", False, False)


@pytest.mark.parametrize("mode", (EXACT, NONE))
def test_other_modes_post_nothing_of_it(mode):
    document, _rules, facts = sold()
    assert deferrals(document, route(mode=mode), facts) == {}


def test_a_term_within_the_document_s_own_month_asks_for_nothing():
    month = invoice(year(date_to=date(2026, 10, 31)))
    assert deferrals(*sold(month, route(ledger=None))) == {}


def test_a_term_in_the_future_is_deferred_whole():
    ahead = invoice(year("300.00", date_from=date(2026, 11, 1), date_to=date(2027, 1, 31)))
    assert amounts(deferrals(*sold(ahead)))["INV-1/defer"] == Decimal("300.00")


def test_by_days_february_gets_less():
    spread = amounts(deferrals(*sold(invoice(year("365.00")), route(split=BY_DAY))))
    assert spread["INV-1/release/2027-02"] == Decimal("-28.00")
    assert spread["INV-1/defer"] == Decimal("334.00")


@given(
    nets=st.lists(st.integers(-500_000, 500_000).filter(bool), min_size=1, max_size=4),
    lengths=st.lists(st.integers(1, 400), min_size=4, max_size=4),
    split=st.sampled_from(("period", BY_DAY)),
)
def test_releases_make_up_the_deferral(nets, lengths, split):
    lines = [
        year(
            str(Decimal(cents).scaleb(-2)),
            None,
            external_id=f"li_{number}",
            date_to=date.fromordinal(date(2026, 10, 1).toordinal() + length),
        )
        for number, (cents, length) in enumerate(zip(nets, lengths, strict=False))
    ]
    found = amounts(deferrals(*sold(invoice(*lines), route(split=split))))
    assert sum(found.values()) == 0


def test_vat_within_the_amount_is_not_deferred():
    within = replace(route(), tax=world.taxes(({}, world.HIGH_WITHIN)))
    assert amounts(deferrals(*sold(rules=within)))["INV-1/defer"] == Decimal("1100.00")


def test_each_ledger_and_cost_centre_has_a_line_of_its_own():
    document, rules, facts = sold(invoice(year(), year("600.00", external_id="li_2")))
    body = facts.booked[SALE].body["SalesEntryLines"]
    body[1] |= {"CostCenter": "NL", "CostUnit": "PRO"}
    lines = deferrals(document, rules, facts)["INV-1/defer"].request.body["Lines"]
    assert lines == [
        {"GLAccount": "guid-8000", "AmountFC": "1100.00"},
        {
            "GLAccount": "guid-8000",
            "CostCenter": "NL",
            "CostUnit": "PRO",
            "AmountFC": "550.00",
        },
    ]


def test_foreign_revenue_is_deferred_in_the_books_currency_at_the_invoice_s_rate():
    dollars = invoice(year("1000.00", None), currency="USD", vat_rate=("EUR", Decimal("0.9137")))
    found = amounts(deferrals(*sold(dollars)))
    # 913.70 over twelve months: October's own share is 76.15.
    assert found["INV-1/defer"] == Decimal("837.55")
    assert sum(found.values()) == 0


def test_the_rate_that_exact_took_itself_counts():
    dollars = invoice(year("1000.00", None), currency="USD")
    rules = replace(route(), rate_source="exact")
    document, rules, facts = sold(dollars, rules)
    facts.booked[SALE] = replace(facts.booked[SALE], answer={"Rate": Decimal("0.5")})
    assert amounts(deferrals(document, rules, facts))["INV-1/defer"] == Decimal("458.33")


# --- what must come first -----------------------------------------------------------------------


def test_it_waits_for_the_sales_entry():
    document = invoice(year())
    outcomes = deferrals(document, route(), known())
    assert list(outcomes) == ["INV-1/defer"]
    waits = outcomes["INV-1/defer"]
    assert state(outcomes, "INV-1/defer") == ("blocked", "invoice_first")
    assert waits.needs_link == SALE


@pytest.mark.parametrize("gone", ({"status": "pending"}, {"deleted": True}))
def test_nothing_waits_for_what_is_not_to_be_posted(gone):
    assert deferrals(invoice(year(), **gone), route(), known()) == {}


@pytest.mark.parametrize("left_out", ("ignored", "skipped"))
def test_nothing_waits_for_what_was_left_out(left_out):
    facts = known()
    facts.links[SALE] = LinkNow(left_out)
    assert deferrals(invoice(year()), route(), facts) == {}


@pytest.mark.parametrize(
    ("options", "code"),
    (
        ({"ledger": None}, "deferral_ledger_missing"),
        ({"ledger": world.REVENUE}, "ledger_not_balance"),
    ),
)
def test_a_ledger_that_is_missing_or_wrong_is_named(options, code):
    outcomes = deferrals(*sold(rules=route(**options)))
    assert {key: state(outcomes, key) for key in outcomes} == {"INV-1/defer": ("blocked", code)}


def test_a_journal_that_is_missing_is_named():
    rules = route()
    rules = replace(rules, memo=replace(rules.memo, journal=""))
    assert state(deferrals(*sold(rules=rules)), "INV-1/defer") == ("blocked", "journal_missing")


def test_the_year_of_the_last_month_must_be_there():
    endless = invoice(year(date_to=date(2028, 9, 30)))
    found = world.plan([endless], route(), known())[0]
    assert (found.problem.code, found.problem.params["year"]) == ("year_missing", "2028")


# --- closed periods -----------------------------------------------------------------------------


def test_what_lies_in_closed_periods_goes_into_the_first_open_one():
    closed = [("90", 2026, 10), ("90", 2026, 11)]
    outcomes = deferrals(*sold(rules=route(closed)))
    deferral = outcomes["INV-1/defer"]
    assert amounts(outcomes)["INV-1/defer"] == Decimal("900.00")
    assert (deferral.facts.period, deferral.facts.left) == ("2026/12", "2026/10")
    assert deferral.bundle == (MEMO, "defer/2026-12")
    assert "INV-1/release/2026-11" not in outcomes and "INV-1/release/2026-12" not in outcomes


def test_a_release_moves_when_its_period_was_closed_meanwhile():
    document, rules, facts = sold()
    post(facts, deferrals(document, rules, facts)["INV-1/defer"])
    outcomes = deferrals(document, route([("90", 2026, 11)]), facts)
    moved = outcomes["INV-1/release/2026-11"]
    assert moved.bundle == (MEMO, "release/2026-12")
    assert (moved.facts.date, moved.facts.left) == (date(2026, 12, 31), "2026/11")
    assert sum(amounts(outcomes).values()) == Decimal("-1100.00")


def test_a_closed_book_year_is_the_controller_s():
    closed = [("90", 2026, month) for month in (10, 11, 12)]
    assert state(deferrals(*sold(rules=route(closed))), "INV-1/defer") == (
        "blocked",
        "book_year_closed",
    )


# --- what stands --------------------------------------------------------------------------------


def test_what_stands_decides_not_what_the_route_says_by_now():
    document, rules, facts = sold()
    post(facts, deferrals(document, rules, facts)["INV-1/defer"])
    for changed in (
        route(split=BY_DAY),
        route(ledger=replace(world.BALANCE, id="guid-other")),
        route(mode=EXACT, running=True),
    ):
        outcomes = deferrals(document, changed, facts)
        assert amounts(outcomes) == {
            f"INV-1/release/{month}": Decimal("-100.00") for month in MONTHS
        }
        assert {one.request.body["Against"] for one in outcomes.values()} == {"guid-2150"}


def test_nothing_is_said_while_the_deferral_is_on_its_way():
    document, rules, facts = sold()
    facts.links[MEMO, "INV-1/defer"] = LinkNow("uncertain")
    facts.links[MEMO, "INV-1/release/2026-11"] = LinkNow("planned")
    assert deferrals(document, rules, facts) == {}


def test_lines_that_are_no_longer_those_that_were_deferred_are_released_as_planned():
    document, rules, facts = sold()
    post(facts, deferrals(document, rules, facts)["INV-1/defer"])
    facts.links[MEMO, "INV-1/release/2026-11"] = LinkNow("planned")
    longer = replace(document, lines=(year(date_to=date(2027, 10, 31)),))
    outcomes = deferrals(longer, rules, facts)
    assert state(outcomes, "INV-1/defer") == ("blocked", "deferral_differs")
    assert "INV-1/release/2026-11" not in outcomes


def test_a_deferral_that_a_person_left_out_releases_nothing():
    document, rules, facts = sold()
    facts.links[MEMO, "INV-1/defer"] = LinkNow("ignored")
    facts.links[MEMO, "INV-1/release/2026-11"] = LinkNow("planned")
    outcomes = deferrals(document, rules, facts)
    assert state(outcomes, "INV-1/release/2026-11") == ("skipped", "superseded")


def test_turned_off_before_it_was_posted_it_does_not_go():
    document, _rules, facts = sold()
    facts.links[MEMO, "INV-1/defer"] = LinkNow("planned")
    outcomes = deferrals(document, route(mode=NONE, running=True), facts)
    assert {key: state(outcomes, key) for key in outcomes} == {
        "INV-1/defer": ("skipped", "superseded")
    }


def test_lines_that_exact_spreads_are_left_to_exact():
    document = invoice(year())
    by_exact = replace(route(mode=EXACT), deferral=True)
    _document, _rules, facts = sold(document, by_exact)
    assert deferrals(document, route(), facts) == {}


# --- credit notes -------------------------------------------------------------------------------


def credited(*lines, **fields):
    """Return a credit note of January, and what is known: the invoice is posted and deferred."""
    document, rules, facts = sold()
    rules = replace(rules, today=LATER)
    post(facts, deferrals(document, rules, facts)["INV-1/defer"])
    note = credit_note(*lines, **{"date": date(2027, 1, 10), **fields})
    sell(facts, note, rules)
    return note, rules, facts


def test_a_credit_note_releases_the_part_of_the_invoice_that_it_credits():
    own = credit("600.00", date_from=date(2027, 4, 1), date_to=date(2027, 9, 30))
    found = amounts(deferrals(*credited(own)))
    assert found == {
        "credit_note/CN-1/defer": Decimal("-600.00"),
        **{
            f"credit_note/CN-1/release/2027-{month:02d}": Decimal("100.00")
            for month in range(4, 10)
        },
    }


def test_without_days_of_its_own_it_takes_what_is_left_from_its_date_on():
    found = amounts(deferrals(*credited(credit("900.00"))))
    assert found["credit_note/CN-1/defer"] == Decimal("-800.00")
    assert len(found) == 1 + 8


def test_a_credit_of_what_was_never_deferred_is_not_spread():
    document, rules, facts = sold(invoice(year()), route(mode=NONE))
    note = credit_note(credit("600.00", date_to=date(2027, 9, 30), date_from=date(2026, 10, 1)))
    sell(facts, note, route())
    assert deferrals(note, route(), facts) == {}


# --- what is taken back -------------------------------------------------------------------------


def undone(released=(), **fields):
    """Return (document, rules, facts) of an invoice that was voided in February and taken back."""
    document, rules, facts = sold()
    rules = replace(rules, today=LATER)
    outcomes = deferrals(document, rules, facts)
    for key in ("INV-1/defer", *(f"INV-1/release/{month}" for month in released)):
        post(facts, outcomes[key])
    for key, one in outcomes.items():
        facts.links.setdefault((MEMO, key), LinkNow(one.state))
    document = replace(document, **{**VOIDED, **fields})
    void = next(one for one in world.plan([document], rules, facts) if one.key == "INV-1/void")
    facts.links[SALE[0], "INV-1/void"] = LinkNow("blocked", released=void.fingerprint())
    void = next(one for one in world.plan([document], rules, facts) if one.key == "INV-1/void")
    post(facts, void)
    return document, rules, facts


def test_what_is_voided_takes_the_rest_back_at_once():
    outcomes = deferrals(*undone(released=("2026-11", "2026-12", "2027-01")))
    assert amounts(outcomes) == {"INV-1/void/defer": Decimal("-800.00")}
    back = outcomes["INV-1/void/defer"]
    assert (back.bundle, back.facts.period) == ((MEMO, "defer/2027-02"), "2027/02")
    left = {key: state(outcomes, key) for key in outcomes if key != "INV-1/void/defer"}
    assert left == {
        f"INV-1/release/2027-{month:02d}": ("skipped", "superseded") for month in range(2, 10)
    }


def test_what_was_released_behind_the_void_stays_released():
    outcomes = deferrals(*undone(released=MONTHS[:5]))
    assert amounts(outcomes) == {"INV-1/void/defer": Decimal("-600.00")}


def test_a_void_before_anything_was_deferred_leaves_nothing_to_go():
    document, rules, facts = undone()
    del facts.booked[MEMO, "INV-1/defer"]
    facts.links[MEMO, "INV-1/defer"] = LinkNow("planned")
    outcomes = deferrals(document, rules, facts)
    assert {state(outcomes, key) for key in outcomes} == {("skipped", "superseded")}
    assert "INV-1/defer" in outcomes


def test_a_void_waits_for_what_is_on_its_way():
    document, rules, facts = undone()
    facts.links[MEMO, "INV-1/release/2026-11"] = LinkNow("posting")
    outcomes = deferrals(document, rules, facts)
    assert state(outcomes, "INV-1/void/defer") == ("blocked", "deferral_first")
    assert outcomes["INV-1/void/defer"].needs_link == (MEMO, "INV-1/release/2026-11")


def test_until_the_void_is_posted_releases_go_on():
    document, rules, facts = sold()
    post(facts, deferrals(document, rules, facts)["INV-1/defer"])
    voided = replace(document, **VOIDED)
    outcomes = deferrals(voided, replace(rules, today=LATER), facts)
    assert state(outcomes, "INV-1/void/defer") == ("blocked", "void_first")
    assert outcomes["INV-1/void/defer"].needs_link == ("sales_entry", "INV-1/void")
    assert len(amounts(outcomes)) == 11


def test_a_void_of_what_has_other_months_by_now_is_held():
    document, rules, facts = undone()
    shorter = replace(document, lines=(year(date_to=date(2027, 3, 31)),))
    assert state(deferrals(shorter, rules, facts), "INV-1/void/defer") == (
        "blocked",
        "deferral_differs",
    )


def test_once_taken_back_nothing_more_is_said():
    document, rules, facts = undone()
    post(facts, deferrals(document, rules, facts)["INV-1/void/defer"])
    assert amounts(deferrals(document, rules, facts)) == {}


# --- one entry for all --------------------------------------------------------------------------


def members(outcomes):
    return [Part(one.key, one.facts, one.request.body) for one in outcomes]


def test_one_entry_takes_all_documents_of_a_period():
    first = deferrals(*sold())["INV-1/defer"]
    second = deferrals(*sold(invoice(year("600.00"), external_id="INV-2")))["INV-2/defer"]
    facts, request = bundled_memo.bundle("defer/2026-10/1", members([first, second]), route())
    assert request.body == {
        "JournalCode": "90",
        "Currency": "EUR",
        "FinancialYear": 2026,
        "FinancialPeriod": 10,
        "GeneralJournalEntryLines": [
            {
                "GLAccount": ledger,
                "AmountFC": amount,
                "Date": "2026-10-31T00:00:00",
                "Description": "defer/2026-10/1",
            }
            for ledger, amount in (("guid-2150", "-1650.00"), ("guid-8000", "1650.00"))
        ],
    }
    assert (request.method, request.repeat) == ("POST", "create")
    assert (facts.total, facts.date) == (Decimal("1650.00"), date(2026, 10, 31))


def test_members_that_cancel_each_other_out_still_show():
    sold_one = deferrals(*sold())["INV-1/defer"]
    body = {"Lines": [{"GLAccount": "guid-8000", "AmountFC": "-1100.00"}], "Against": "guid-2150"}
    other = replace(sold_one, request=replace(sold_one.request, body=body))
    _facts, request = bundled_memo.bundle("defer/2026-10/1", members([sold_one, other]), route())
    lines = [
        (line["GLAccount"], line["AmountFC"]) for line in request.body["GeneralJournalEntryLines"]
    ]
    assert lines == [
        ("guid-2150", "1100.00"),
        ("guid-2150", "-1100.00"),
        ("guid-8000", "1100.00"),
        ("guid-8000", "-1100.00"),
    ]


def test_a_route_of_one_entity_names_it_in_its_entries():
    rules = replace(route(), business_entity="acme_nl")
    document = invoice(year(), business_entity="acme_nl")
    deferral = deferrals(*sold(document, rules))["INV-1/defer"]
    assert deferral.bundle == (MEMO, "defer/acme_nl/2026-10")


def test_unless_somebody_chooses_exact_spreads():
    assert deferral_of(world.route()).mode == EXACT


# --- a number that stands for another document by now (I12) --------------------------------------

TAKES_BACK = ("sales_entry", "INV-1/void")
REMADE = ("sales_entry", "INV-1/remade/1")


def remade(*lines, released=("2026-11",)):
    """Return (document, rules, facts) of a deferred invoice that a person had replaced."""
    document, rules, facts = sold()
    rules = replace(rules, today=LATER)
    outcomes = deferrals(document, rules, facts)
    for key in ("INV-1/defer", *(f"INV-1/release/{month}" for month in released)):
        post(facts, outcomes[key])
    for key, one in outcomes.items():
        facts.links.setdefault((MEMO, key), LinkNow(one.state))
    facts.links[SALE] = replace(facts.links[SALE], decision="replace")
    return invoice(*lines), rules, facts


def planned_of(document, rules, facts):
    """Return {key: outcome} of the memo entries, from what is asked for."""
    asked = needs_beyond([document], rules, facts)
    assert (MEMO, "INV-1") in asked.below and TAKES_BACK in asked.booked
    below = [place for place in facts.links if place[0] == MEMO and place[1].startswith("INV-1/")]
    facts.below[MEMO, "INV-1"] = tuple(below)
    return {one.key: one for one in plan([document], rules, facts) if one.kind == MEMO}


def stand(facts, place, document, rules):
    """Let one of a document's sales entries stand."""
    found = next(one for one in plan([document], rules, facts) if (one.kind, one.key) == place)
    post(facts, found)


@pytest.mark.parametrize(
    ("sold_now", "waits"),
    [
        ((year("2400.00"),), {"INV-1/void/defer", "INV-1/remade/1/defer"}),
        (
            (year("600.00", date_to=date(2026, 12, 31)),),
            {"INV-1/void/defer", "INV-1/remade/1/defer"},
        ),
        ((world.line("50.00"),), {"INV-1/void/defer"}),
    ],
    ids=["as long", "shorter", "not spread"],
)
def test_what_was_replaced_is_released_until_it_is_taken_back(sold_now, waits):
    document, rules, facts = remade(*sold_now)
    outcomes = planned_of(document, rules, facts)
    assert set(outcomes) == waits
    assert outcomes["INV-1/void/defer"].needs_link == TAKES_BACK
    assert {one.state for one in outcomes.values()} == {"blocked"}
    stand(facts, TAKES_BACK, document, rules)
    outcomes = planned_of(document, rules, facts)
    assert amounts(outcomes) == {"INV-1/void/defer": Decimal("-1000.00")}
    left = [key for key in outcomes if key.startswith("INV-1/release")]
    assert len(left) == 10
    assert {state(outcomes, key) for key in left} == {("skipped", "superseded")}


def test_what_a_number_stands_for_by_now_is_spread_behind_its_own_entry():
    document, rules, facts = remade(year("600.00", date_to=date(2026, 12, 31)))
    outcomes = planned_of(document, rules, facts)
    assert outcomes["INV-1/remade/1/defer"].needs_link == REMADE
    stand(facts, TAKES_BACK, document, rules)
    post(facts, planned_of(document, rules, facts)["INV-1/void/defer"])
    stand(facts, REMADE, document, rules)
    outcomes = planned_of(document, rules, facts)
    assert amounts(outcomes) == {
        "INV-1/remade/1/defer": Decimal("400.00"),
        "INV-1/remade/1/release/2026-11": Decimal("-200.00"),
        "INV-1/remade/1/release/2026-12": Decimal("-200.00"),
    }
    for key in list(amounts(outcomes)):
        post(facts, outcomes[key])
    assert set(amounts(planned_of(document, rules, facts))) == {
        "INV-1/remade/1/release/2026-11",
        "INV-1/remade/1/release/2026-12",
    }, "what stands is not deferred again"


def test_a_document_as_it_was_posted_asks_for_nothing_more():
    document, rules, facts = sold()
    assert needs_beyond([document], rules, facts).below == set()
