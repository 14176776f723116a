"""Credit notes: negative sales, booked as what they take back was posted (C1, C2, C6, C12, C13)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import exact_world as world
import pytest
from credit_world import (
    UNMAPPED,
    after,
    credit,
    credit_note,
    first,
    sent,
    stopped,
)
from exact_world import invoice, known, line, planned, route, vat

from odoo.addons.chargebee_connector.ledger.plan import LinkNow
from odoo.addons.chargebee_connector.systems.exact.plan import needs

YEAR = {"date_from": date(2026, 10, 1), "date_to": date(2027, 9, 30)}


# C1, C2 -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("refundable", "waiver"), ("adjustment", "subscription_change"), ("adjustment", "")],
)
def test_a_credit_note_takes_back_what_was_posted(kind, reason):
    facts = after(invoice())
    outcome = first(credit_note(type=kind, reason=reason), facts, UNMAPPED)
    assert (outcome.kind, outcome.key) == ("sales_entry", "credit_note/CN-1")
    assert (outcome.facts.total, outcome.facts.tax) == (Decimal("-48.40"), Decimal("-8.40"))
    assert outcome.needs_link is None
    assert (outcome.request.path, outcome.request.repeat) == ("salesentry/SalesEntries", "create")
    assert outcome.request.body == {
        "Customer": {"$ref": ["account", "customer/acme", "external_id"]},
        "Journal": "70",
        "EntryDate": "2026-10-08T00:00:00",
        "ReportingYear": 2026,
        "ReportingPeriod": 10,
        "Currency": "EUR",
        "YourRef": "CN-1",
        "Description": "CN-1 ACME B.V.",
        "PaymentCondition": "14",
        "SalesEntryLines": [
            {
                "GLAccount": "guid-8000",
                "AmountFC": "-40.00",
                "VATCode": "2",
                "VATAmountFC": "-8.40",
                "Description": "Plan Pro",
            }
        ],
    }


def test_each_line_goes_back_to_where_its_own_stands():
    rules = route(
        revenue=world.revenue(({}, world.REVENUE), ({"item_price": "box"}, world.HARDWARE))
    )
    sold = invoice(
        line("0.00", None, external_id="free"),
        line(),
        line("50.00", vat("50.00", "9"), external_id="li_2", price="box"),
        line("30.00", vat("10.00"), vat("20.00", "9"), external_id="li_3"),
        round_off="0.03",
    )
    note = credit_note(
        credit("6.00", vat("2.00"), vat("4.00", "9"), takes="li_3"),
        credit("5.00", vat("5.00", "9"), takes="li_2"),
    )
    found = sent(note, after(sold, rules=rules), UNMAPPED)["SalesEntryLines"]
    assert [(one["GLAccount"], one["AmountFC"], one["VATCode"], one["VATAmountFC"])
            for one in found] == [
        ("guid-8000", "-2.00", "2", "-0.42"),
        ("guid-8000", "-4.00", "1", "-0.36"),
        ("guid-8030", "-5.00", "1", "-0.45"),
    ]  # fmt: skip


def test_costs_go_back_to_where_they_were():
    facts = after(invoice())
    facts.booked["sales_entry", "INV-1"].body["SalesEntryLines"][0]["CostCenter"] = "K1"
    assert sent(credit_note(), facts)["SalesEntryLines"][0]["CostCenter"] == "K1"


def test_vat_within_the_amount():
    rules = route(tax=world.taxes(({}, world.HIGH_WITHIN)))
    (found,) = sent(credit_note(), after(invoice(), rules=rules))["SalesEntryLines"]
    assert (found["AmountFC"], found["VATAmountFC"], found["VATCode"]) == ("-48.40", "-8.40", "4")


@pytest.mark.parametrize(
    ("exemption", "code", "amount"), [("export", "8", "0.00"), ("", "0", None)]
)
def test_without_vat(exemption, code, amount):
    facts = after(invoice(line("100.00", None, exemption=exemption)))
    note = credit_note(credit("40.00", None, exemption=exemption))
    (found,) = sent(note, facts, UNMAPPED)["SalesEntryLines"]
    assert (found["VATCode"], found["AmountFC"]) == (code, "-40.00")
    assert found.get("VATAmountFC") == amount


def test_the_rate_is_that_of_the_invoice():
    dollars = {"currency": "USD", "vat_rate": ("EUR", Decimal("0.9"))}
    note = credit_note(currency="USD", vat_rate=("EUR", Decimal("0.8")))
    assert sent(note, after(invoice(**dollars)))["Rate"] == "0.9"


def test_the_rate_that_exact_took_itself_is_read_from_its_answer():
    rules = route(rate_source="exact")
    facts = after(invoice(currency="USD"), rules=rules)
    note = credit_note(currency="USD")
    assert stopped(note, facts, rules) == ("Invalid", "rate_missing")
    place = ("sales_entry", "INV-1")
    facts.booked[place] = replace(facts.booked[place], answer={"Rate": Decimal("0.91")})
    assert sent(note, facts, rules)["Rate"] == "0.91"


def test_a_line_without_a_reference_goes_by_the_mapping():
    facts = after(invoice())
    hardware = route(revenue=world.revenue(({}, world.HARDWARE)))
    (found,) = sent(credit_note(credit(takes="")), facts, hardware)["SalesEntryLines"]
    assert (found["GLAccount"], found["AmountFC"]) == ("guid-8030", "-40.00")
    assert stopped(credit_note(credit(takes="")), facts, UNMAPPED) == (
        "Unmapped",
        "revenue_missing",
    )


@pytest.mark.parametrize(
    ("taken", "code"),
    [
        (credit(takes="li_9"), "credited_line_unknown"),
        (credit("40.00", vat("40.00", "9")), "credited_tax_differs"),
        (credit("40.00", None), "credited_tax_differs"),
    ],
)
def test_what_the_invoice_does_not_have(taken, code):
    assert stopped(credit_note(taken), after(invoice())) == ("Invalid", code)


@pytest.mark.parametrize(
    "now",
    [
        invoice(line("99.00")),
        invoice(line(), line("1.00", external_id="li_2")),
        invoice(line("100.00", vat("100.00", "9"))),
        invoice(line("0.00", None)),
        invoice(round_off="0.01"),
        invoice(line("100.00", vat("99.00"))),
    ],
)
def test_an_invoice_that_is_no_longer_what_was_posted(now):
    facts = after(invoice())
    facts.records["invoice", "INV-1"] = now
    assert stopped(credit_note(), facts) == ("Conflict", "credited_entry_differs")


def test_another_currency_and_a_lost_request():
    facts = after(invoice())
    assert stopped(credit_note(currency="USD"), facts)[1] == "credited_entry_differs"
    facts.booked.clear()
    assert stopped(credit_note(), facts)[1] == "credited_entry_differs"


# The gates ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "changes", "rule"),
    [
        ({"deleted": True}, {}, "deleted"),
        ({"status": "voided"}, {}, "void_before_posting"),  # C10, never posted
        ({"business_entity": "be-2"}, {"business_entity": "be-1"}, "other_entity"),
        ({}, {"date_from": date(2026, 10, 9)}, "before_start"),
    ],
)
def test_skipped(fields, changes, rule):
    outcome = planned(credit_note(**fields), route(**changes), after(invoice()))
    assert (outcome.state, outcome.rule) == ("skipped", rule)
    assert outcome.facts.total == Decimal("-48.40")


def test_nothing_to_book():
    note = credit_note(credit("0.00", None))
    assert first(note, after(invoice())).rule == "zero"


@pytest.mark.parametrize(
    ("fields", "changes", "code"),
    [
        ({"total": Decimal("48.41")}, {}, "total_differs"),
        ({"date": date(2026, 10, 21)}, {}, "date_in_future"),
        ({"date": date(2028, 1, 1)}, {"today": date(2028, 2, 1)}, "year_missing"),
        ({}, {"calendar": world.calendar([(2026, 10)])}, "vat_return_differs"),
        ({"customer": "nobody"}, {}, "customer_missing"),
    ],
)
def test_the_gates_are_those_of_invoices(fields, changes, code):
    assert stopped(credit_note(**fields), after(invoice()), route(**changes))[1] == code


def test_the_period_is_its_own():
    facts = after(invoice(date=date(2026, 9, 30)))
    closed = route(calendar=world.calendar([(2026, 9)]))
    found = sent(credit_note(), facts, closed)
    assert (found["EntryDate"], found["ReportingPeriod"]) == ("2026-10-08T00:00:00", 10)


def test_reverse_charge_asks_for_the_number_of_the_invoice():
    shifted = {"exemption": "reverse_charge"}
    buyer = world.customer(
        vat_number="DE136695976", address=replace(world.customer().address, country="DE")
    )
    sold = invoice(line("100.00", None, **shifted), country="DE", vat_number="DE136695976")
    facts = known(record=buyer)
    found = world.body(sold, facts=facts)
    note = credit_note(credit("40.00", None, **shifted), country="DE")
    facts = after(invoice(), record=buyer)
    facts.records["invoice", "INV-1"] = sold
    place = ("sales_entry", "INV-1")
    facts.booked[place] = replace(facts.booked[place], body=found)
    assert sent(note, facts)["SalesEntryLines"][0]["VATCode"] == "6"
    facts.records["invoice", "INV-1"] = replace(sold, vat_number="")
    assert stopped(note, facts)[1] == "vat_number_missing"


# The range of the revenue (section 5, line 6) -------------------------------------------------


def span(found):
    (one,) = found["SalesEntryLines"]
    return one.get("From", "")[:10], one.get("To", "")[:10]


@pytest.mark.parametrize(
    ("own", "closed", "expected"),
    [
        # Its own range; else from its date to the end of what it takes back.
        ({"date_from": date(2026, 11, 1), "date_to": date(2027, 1, 31)}, [],
         ("2026-11-01", "2027-01-31")),
        ({}, [], ("2026-10-08", "2027-09-30")),
        # Started in a closed period; all of it closed.
        ({"date_from": date(2026, 8, 1), "date_to": date(2026, 12, 31)},
         [(2026, 8), (2026, 9)], ("2026-10-01", "2026-12-31")),
        ({"date_from": date(2026, 8, 1), "date_to": date(2026, 9, 30)},
         [(2026, 8), (2026, 9)], ("", "")),
    ],
)  # fmt: skip
def test_the_range_of_what_is_taken_back(own, closed, expected):
    facts = after(invoice(line(**YEAR)))
    rules = route(calendar=world.calendar(closed))
    assert span(sent(credit_note(credit(**own)), facts, rules)) == expected


def test_no_range_where_none_was_posted_or_is_wanted():
    own = credit(**YEAR)
    assert span(sent(credit_note(own), after(invoice()))) == ("", "")
    facts = after(invoice(line(**YEAR)))
    assert span(sent(credit_note(own), facts, route(deferral=False))) == ("", "")


def test_what_is_over_by_the_date_of_the_credit_note_has_no_range():
    ended = {"date_from": date(2026, 8, 1), "date_to": date(2026, 9, 30)}
    facts = after(invoice(line(**ended)))
    assert span(sent(credit_note(), facts)) == ("", "")


# C6 -------------------------------------------------------------------------------------------


def test_without_an_invoice_it_goes_by_its_own_lines():
    customer = world.customer(net_term_days="30")
    rules = route(
        revenue=world.revenue(({"item_price": "-"}, world.HARDWARE)),
        term=world.terms(({"net_term_days": "30"}, "30")),
    )
    note = credit_note(credit(takes="", price=""), credits="")
    found = sent(note, known(record=customer), rules)
    assert found["PaymentCondition"] == "30"
    (booked_line,) = found["SalesEntryLines"]
    assert (booked_line["GLAccount"], booked_line["AmountFC"]) == ("guid-8030", "-40.00")
    assert (booked_line["VATCode"], booked_line["VATAmountFC"]) == ("2", "-8.40")
    assert "DueDate" not in found
    assert stopped(note, known(), UNMAPPED) == ("Unmapped", "revenue_missing")


def test_without_an_invoice_it_bears_its_own_rate():
    note = credit_note(
        credit(takes=""), credits="", currency="USD", vat_rate=("EUR", Decimal("0.8"))
    )
    assert sent(note, known())["Rate"] == "0.8"
    assert stopped(replace(note, vat_rate=None), known())[1] == "rate_missing"


def test_without_an_invoice_it_makes_its_customer():
    note = credit_note(credit(takes=""), credits="")
    assert planned(note, facts=known(link=None)).needs_link == world.ACCOUNT


# C12 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["new", "planned", "posting", "uncertain", "blocked", "refused"])
def test_it_waits_for_its_invoice(state):
    outcome = first(credit_note(), after(invoice(), link=LinkNow(state)))
    assert (type(outcome.problem).__name__, outcome.problem.code) == ("Waiting", "invoice_first")
    assert outcome.needs_link == ("sales_entry", "INV-1")


def test_an_invoice_that_is_known_but_has_no_link_yet():
    facts = known()
    facts.records["invoice", "INV-1"] = invoice()
    assert stopped(credit_note(), facts) == ("Waiting", "invoice_first")


def test_a_pending_invoice_is_waited_for():
    facts = after(invoice(status="pending"), link=LinkNow("skipped"))
    assert stopped(credit_note(), facts) == ("Waiting", "invoice_first")


def test_an_invoice_that_nobody_knows():
    assert stopped(credit_note(), known()) == ("Invalid", "credited_invoice_unknown")


@pytest.mark.parametrize("fields", [{}, {"status": "voided"}, {"deleted": True}])
def test_an_invoice_of_the_opening_balance_holds_it(fields):  # I13
    early = invoice(date=date(2026, 9, 30), **fields)
    rules = route(date_from=date(2026, 10, 1))
    facts = after(early, link=LinkNow("skipped"))
    assert stopped(credit_note(), facts, rules) == ("Invalid", "opening_balance")


@pytest.mark.parametrize("link", [LinkNow("skipped"), LinkNow("blocked"), LinkNow("new")])
@pytest.mark.parametrize("fields", [{"status": "voided"}, {"deleted": True}])
def test_it_goes_with_an_invoice_that_never_went(link, fields):
    outcome = first(credit_note(), after(invoice(**fields), link=link))
    assert (outcome.state, outcome.rule) == ("skipped", "invoice_never_posted")


@pytest.mark.parametrize("state", ["planned", "posting", "uncertain"])
def test_a_voided_invoice_that_may_be_on_its_way_is_waited_for(state):
    facts = after(invoice(status="voided"), link=LinkNow(state))
    assert stopped(credit_note(), facts) == ("Waiting", "invoice_first")


@pytest.mark.parametrize("state", ["ignored", "skipped"])
def test_an_invoice_that_was_left_out_holds_it(state):
    facts = after(invoice(), link=LinkNow(state))
    assert stopped(credit_note(), facts) == ("Invalid", "credited_invoice_left_out")


def test_a_credit_note_of_an_invoice_that_was_voided_later_still_goes():
    facts = after(invoice())
    facts.records["invoice", "INV-1"] = invoice(status="voided", voided=world.DAY)
    assert sent(credit_note(), facts)["YourRef"] == "CN-1"


# C13, C8, C9 ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("round_off", "amount"), [("0.02", "-0.02"), ("-0.02", "0.02")])
def test_what_was_rounded(round_off, amount):
    last = sent(credit_note(round_off=round_off), after(invoice()))["SalesEntryLines"][-1]
    assert last == {
        "GLAccount": "guid-8090",
        "AmountFC": amount,
        "VATCode": "0",
        "Description": "Round-off",
    }


def test_too_much_rounding():
    assert stopped(credit_note(round_off="0.06"), after(invoice()))[1] == "round_off_too_large"


# What is asked for ----------------------------------------------------------------------------


def test_needs():
    asked = needs([credit_note()], route())
    assert asked.records == {
        ("customer", "acme"),
        ("item_price", "pro-eur"),
        ("invoice", "INV-1"),
    }
    own = ("sales_entry", "credit_note/CN-1")
    used = ("journal_entry", "credit_note/CN-1/used")
    assert asked.booked == {own, used, ("sales_entry", "INV-1")}
    assert {own, used, ("sales_entry", "INV-1"), ("account", "customer/acme")} <= asked.links
    assert needs([credit_note(credits="")], route()).booked == {own, used}


def test_an_invoice_and_a_credit_note_of_one_number():
    note = credit_note(external_id="INV-1")
    outcome = first(note, after(invoice()))
    assert (outcome.key, outcome.request.body["YourRef"]) == ("credit_note/INV-1", "INV-1")


def test_a_posted_one_is_the_same_content_again():
    note = credit_note()
    posted = first(note, after(invoice())).content
    assert posted
    assert first(note, after(invoice(), link=LinkNow("new"))).content == posted
    assert first(replace(note, round_off=Decimal("0.01")), after(invoice())).content != posted
