"""An invoice on its way to a sales entry: every gate, every row of the decision table."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import exact_world as world
import pytest
from exact_world import body, invoice, known, line, planned, problem, route, vat

from odoo.addons.chargebee_connector.ledger.plan import LinkNow
from odoo.addons.chargebee_connector.ledger.words import Transaction
from odoo.addons.chargebee_connector.systems.exact import mirror
from odoo.addons.chargebee_connector.systems.exact.plan import needs, place


def test_the_whole_request():
    year = line("1200.00", date_from=date(2026, 10, 1), date_to=date(2027, 9, 30))
    outcome = planned(invoice(year))
    assert outcome.kind == "sales_entry"
    assert outcome.key == "INV-1"
    assert outcome.source == ("invoice", "INV-1")
    assert outcome.request.method == "POST"
    assert outcome.request.path == "salesentry/SalesEntries"
    assert outcome.request.repeat == "create"
    assert outcome.request.body == {
        "Customer": {"$ref": ["account", "customer/acme", "external_id"]},
        "Journal": "70",
        "EntryDate": "2026-10-08T00:00:00",
        "DueDate": "2026-10-22T00:00:00",
        "ReportingYear": 2026,
        "ReportingPeriod": 10,
        "Currency": "EUR",
        "PaymentCondition": "14",
        "YourRef": "INV-1",
        "Description": "INV-1 ACME B.V.",
        "SalesEntryLines": [
            {
                "GLAccount": "guid-8000",
                "AmountFC": "1200.00",
                "VATCode": "2",
                "VATAmountFC": "252.00",
                "Description": "Plan Pro",
                "From": "2026-10-01T00:00:00",
                "To": "2027-09-30T00:00:00",
            }
        ],
    }
    facts = outcome.facts
    assert (facts.title, facts.date, facts.currency) == ("ACME B.V.", world.DAY, "EUR")
    assert (str(facts.total), str(facts.tax), facts.period) == ("1452.00", "252.00", "2026/10")


def test_same_input_same_text():
    first, second = planned(invoice()), planned(invoice())
    assert first.request_text() == second.request_text()
    assert first.fingerprint() == second.fingerprint()
    assert planned(invoice(line("100.01"))).fingerprint() != first.fingerprint()


@pytest.mark.parametrize(
    ("kind", "external_id", "expected"),
    [
        ("customer", "a/b", ("account", "customer/a/b")),
        ("invoice", "INV/1", ("sales_entry", "INV/1")),
        ("credit_note", "INV/1", ("sales_entry", "credit_note/INV/1")),
        ("transaction", "txn_1", ("bank_entry", "transaction/txn_1")),
        ("item_price", "x", None),
    ],
)
def test_place(kind, external_id, expected):
    assert place(kind, external_id) == expected


def test_needs_names_what_a_plan_asks():
    asked = needs([invoice(), invoice(external_id="C", kind="credit_note")], route())
    assert asked.records == {("customer", "acme"), ("item_price", "pro-eur")}
    assert asked.links == {
        ("sales_entry", "INV-1"),
        ("sales_entry", "credit_note/C"),
        ("account", "customer/acme"),
    }
    assert asked.matches == set()


# G1 and the documents that go later or never ------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "changes", "rule"),
    [
        ({"deleted": True, "status": "voided"}, {}, "deleted"),  # I10
        ({"status": "pending"}, {}, "pending"),  # I1
        ({"status": "voided"}, {}, "void_before_posting"),  # I8
        ({"business_entity": "be-2"}, {"business_entity": "be-1"}, "other_entity"),
        ({}, {"date_from": date(2026, 10, 9)}, "before_start"),
        ({"kind": "credit_note"}, {}, "not_yet_posted"),
        ({"kind": "credit_note", "deleted": True}, {}, "deleted"),
        ({"kind": "credit_note"}, {"date_from": date(2026, 10, 9)}, "before_start"),
    ],
)
def test_skipped_documents(fields, changes, rule):
    outcome = planned(invoice(**fields), route(**changes))
    assert (outcome.state, outcome.rule) == ("skipped", rule)
    assert outcome.facts.total == Decimal("121.00")


def test_the_first_day_of_a_route_is_included():
    assert planned(invoice(), route(date_from=world.DAY)).state == "planned"
    assert planned(invoice(business_entity="x"), route(business_entity="x")).state == "planned"


@pytest.mark.parametrize(
    ("fields", "rule"), [({}, "not_yet_posted"), ({"deleted": True}, "deleted")]
)
def test_transactions(fields, rule):
    paid = Transaction("txn_1", "payment", "success", "EUR", Decimal("1.00"), world.DAY, **fields)
    outcome = planned(paid)
    assert (outcome.kind, outcome.key, outcome.rule) == ("bank_entry", "transaction/txn_1", rule)


@pytest.mark.parametrize("net", ["0", "0.00"])
def test_zero_documents(net):  # I3, and I4: 100 % discount is netted
    outcome = planned(invoice(line(net, None), line(net, vat("0"))))
    assert (outcome.state, outcome.rule) == ("skipped", "zero")


def test_a_total_of_zero_with_lines_is_booked():
    lines = body(invoice(line("10.00"), line("-10.00")))["SalesEntryLines"]
    assert [each["AmountFC"] for each in lines] == ["10.00", "-10.00"]


def content(**fields):
    return planned(invoice(**fields)).content


@pytest.mark.parametrize(
    ("fields", "moved"),
    [
        ({}, False),
        ({"billed_to": "Other"}, False),
        ({"payment_method": "card"}, False),  # I5: payments and dunning book nothing
        ({"date": date(2026, 10, 7)}, True),
        ({"due_date": None}, True),
        ({"vat_number": "NL004495445B01"}, True),  # I7
        ({"country": "BE"}, True),
        ({"lines": (line("100.01"),)}, True),
    ],
)
def test_a_posted_document_tells_whether_what_was_booked_has_moved(fields, moved):
    assert content()
    assert (content(**fields) != content()) == moved


def test_backdated_documents_keep_their_date():  # I6
    request = body(invoice(date=date(2026, 3, 31)))
    assert request["EntryDate"] == "2026-03-31T00:00:00"
    assert (request["ReportingYear"], request["ReportingPeriod"]) == (2026, 3)


def test_consolidated_and_advance_invoices_go_line_by_line():  # I16
    lines = (
        line("10.00", external_id="a"),
        line("20.00", external_id="b", date_from=date(2027, 1, 1), date_to=date(2027, 12, 31)),
    )
    booked = body(invoice(*lines))["SalesEntryLines"]
    assert [each["AmountFC"] for each in booked] == ["10.00", "20.00"]
    assert "From" not in booked[0]
    assert booked[1]["From"] == "2027-01-01T00:00:00"


# G2 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"total": Decimal("121.01")}, "total_differs"),
        ({"tax": Decimal("20.99")}, "tax_differs"),
    ],
)
def test_sums(fields, code):
    assert problem(invoice(**fields))[:2] == ("Invalid", code)


@pytest.mark.parametrize(
    ("round_off", "lines", "fits"),
    [
        ("0.05", 1, True),
        ("-0.05", 1, True),
        ("0.06", 1, False),
        ("-0.06", 1, False),
        ("0.10", 2, True),
        ("0.11", 2, False),
    ],
)
def test_round_off_limit(round_off, lines, fits):
    document = invoice(*[line()] * lines, round_off=round_off)
    if not fits:
        assert problem(document)[1] == "round_off_too_large"
        return
    last = body(document)["SalesEntryLines"][-1]
    assert last == {
        "GLAccount": "guid-8090",
        "AmountFC": round_off,
        "VATCode": "0",
        "Description": "Round-off",
    }


def test_round_off_without_taxes_and_in_yen():
    assert body(invoice(line("9.99", None), round_off="0.01"))
    yen = {"currency": "JPY", "vat_rate": ("EUR", Decimal("0.0061"))}
    document = replace(
        invoice(line("999", None), **yen),
        total=Decimal("1000"),
        tax=Decimal(0),
        round_off=Decimal(1),
    )
    assert body(document)["SalesEntryLines"][-1]["AmountFC"] == "1"
    document = replace(document, total=Decimal("1005"), round_off=Decimal(6))
    assert problem(document)[1] == "round_off_too_large"


# G3 -----------------------------------------------------------------------------------------


def test_unknown_customer():
    assert problem(invoice(), facts=known(record=False)) == (
        "Invalid",
        "customer_missing",
        {"customer": "acme"},
    )


@pytest.mark.parametrize(
    ("link", "state"),
    [
        (None, "planned"),
        (LinkNow("new"), "planned"),
        (LinkNow("planned"), "planned"),
        (LinkNow("posting"), "planned"),
        (LinkNow("uncertain", world.GUID), "planned"),
        (LinkNow("uncertain"), "blocked"),
        (LinkNow("blocked"), "blocked"),
        (LinkNow("refused"), "blocked"),
        (LinkNow("ignored"), "blocked"),
        (LinkNow("skipped"), "blocked"),
    ],
)
def test_account_first(link, state):
    outcome = planned(invoice(), facts=known(link=link))
    assert outcome.state == state
    assert outcome.needs_link == world.ACCOUNT
    if state == "blocked":
        assert type(outcome.problem).__name__ == "Waiting"
        assert outcome.problem.code == "account_first"
        assert outcome.problem.params["customer"] == "acme"
    else:
        ref = outcome.request.body["Customer"]
        assert ref == {"$ref": ["account", "customer/acme", "external_id"]}


def test_a_posted_account_is_waited_for_by_nobody():
    assert planned(invoice()).needs_link is None


@pytest.mark.parametrize(
    ("account", "code"),
    [
        ({"status": "P"}, "account_not_customer"),
        ({"status": ""}, "account_not_customer"),
        ({"status": "C", "active": False}, "account_inactive"),
    ],
)
def test_an_account_that_takes_no_entries(account, code):
    standing = {world.GUID: mirror.Account(world.GUID, "12", "ACME", **account)}
    assert problem(invoice(), facts=known(standing=standing))[:2] == ("Invalid", code)


# G4 -----------------------------------------------------------------------------------------

GERMAN_VAT = "DE136695976"


def shifted(**fields):
    standard = {"vat_number": GERMAN_VAT, "country": "DE"}
    return invoice(line("100.00", None, exemption="reverse_charge"), **{**standard, **fields})


@pytest.mark.parametrize(
    ("document", "own", "standing", "code"),
    [
        (GERMAN_VAT, GERMAN_VAT, None, ""),
        ("136695976", "de 136.695.976", None, ""),
        (GERMAN_VAT, "", GERMAN_VAT, ""),
        (GERMAN_VAT, GERMAN_VAT, "DE 136695976", ""),
        ("", GERMAN_VAT, None, "vat_number_missing"),
        ("DE136695977", GERMAN_VAT, None, "vat_number_malformed"),
        ("unknown", GERMAN_VAT, None, "vat_number_malformed"),
        (GERMAN_VAT, "", None, "vat_number_differs"),
        (GERMAN_VAT, "DE129274202", None, "vat_number_differs"),
        (GERMAN_VAT, GERMAN_VAT, "DE129274202", "vat_number_differs"),
        (GERMAN_VAT, GERMAN_VAT, "", "vat_number_differs"),
    ],
)
def test_reverse_charge(document, own, standing, code):
    buyer = world.customer(vat_number=own, address=replace(world.customer().address, country="DE"))
    facts = known(record=buyer)
    if standing is not None:
        account = mirror.Account(
            world.GUID, vat_number=standing, country="DE", status="C", active=True
        )
        facts.standing[world.GUID] = account
    outcome = planned(shifted(vat_number=document), facts=facts)
    assert (outcome.problem.code if outcome.problem else "") == code
    if not code:
        assert outcome.request.body["SalesEntryLines"][0]["VATCode"] == "6"


def test_other_documents_need_no_vat_number():
    assert body(invoice(vat_number="nonsense"))


# Currency, G5, G6 ---------------------------------------------------------------------------


def test_currency():
    document = invoice(currency="CHF", vat_rate=("EUR", Decimal("1.05")))
    assert problem(document)[:2] == ("Invalid", "currency_inactive")


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (None, "date_missing"),
        (world.TODAY, ""),
        (world.TODAY + timedelta(1), "date_in_future"),
        (date(2025, 1, 1), ""),
        (date(2024, 12, 31), "year_missing"),
        (date(2025, 12, 31), ""),
        (date(2026, 1, 1), ""),
    ],
)
def test_dates(day, code):
    outcome = planned(invoice(date=day))
    assert (outcome.problem.code if outcome.problem else "") == code


def test_periods_around_new_year_and_in_broken_years():
    assert body(invoice(date=date(2025, 12, 31)))["ReportingPeriod"] == 12
    assert body(invoice(date=date(2026, 1, 1)))["ReportingYear"] == 2026
    broken = world.Calendar(
        [
            world.Period(2025, 2, date(2026, 1, 1), date(2026, 6, 30)),
            world.Period(2026, 1, date(2026, 7, 1), date(2026, 12, 31)),
        ]
    )
    request = body(invoice(), route(calendar=broken))
    assert (request["ReportingYear"], request["ReportingPeriod"]) == (2026, 1)


@pytest.mark.parametrize(
    ("closed", "code"), [((2026, 10), "period_closed"), ((2026, 9), ""), ((2025, 10), "")]
)
def test_closed_periods(closed, code):
    outcome = planned(invoice(), route(calendar=world.calendar([closed])))
    assert (outcome.problem.code if outcome.problem else "") == code
    if code:
        assert outcome.problem.params["journal"] == "70"
        assert outcome.problem.params["period"] == "2026/10"


def test_a_period_closed_for_another_journal_is_open():
    closed = route(calendar=world.calendar([(2026, 10)]), journal="71")
    assert body(invoice(), closed)["Journal"] == "71"


def test_the_first_gate_wins():
    wrong = invoice(
        line("100.00", None, exemption="reverse_charge"),
        total=Decimal("1.00"),
        currency="CHF",
        date=date(2030, 1, 1),
    )
    facts = known(link=LinkNow("blocked"))
    assert problem(wrong, facts=facts)[1] == "total_differs"
    wrong = replace(wrong, total=Decimal("100.00"))
    assert problem(wrong, facts=facts)[1] == "account_first"
    assert problem(wrong)[1] == "vat_number_missing"
    wrong = replace(wrong, lines=(line("100.00", None),))
    assert problem(wrong)[1] == "currency_inactive"
    wrong = replace(wrong, currency="USD")
    assert problem(wrong)[1] == "date_in_future"
    wrong = replace(wrong, date=world.DAY)
    empty = route(revenue=world.revenue(({"item": "x"}, world.REVENUE)))
    assert problem(wrong, empty)[1] == "revenue_missing"
    assert problem(wrong)[1] == "rate_missing"


# Numbers and texts --------------------------------------------------------------------------


@pytest.mark.parametrize("length", [1, 39, 40, 41, 50])
@pytest.mark.parametrize("site", ["", "acme"])
def test_your_ref(length, site):
    number = ("INV/2026/" + "x" * 50)[:length]
    request = body(invoice(external_id=number), route(site=site))
    whole = f"{site} {number}" if site else number
    if len(whole) <= 40:
        assert request["YourRef"] == whole
    else:
        assert len(request["YourRef"]) == 40
        assert request["YourRef"][:31] == whole[:31]
        assert request["YourRef"][31] == "~"
    assert request["Description"].startswith(whole)
    assert len(request["Description"]) <= 60


def test_long_numbers_that_begin_alike_stay_apart():
    refs = {body(invoice(external_id="x" * 49 + end))["YourRef"] for end in "abc"}
    assert len(refs) == 3


def test_the_number_is_never_cut():
    request = body(invoice(external_id="n" * 50, billed_to="B" * 40), route(site="s" * 20))
    assert request["Description"].startswith("n" * 50)
    assert len(request["Description"]) <= 60
    assert body(invoice(external_id="n" * 70))["Description"] == "n" * 70


def test_texts_are_cut_and_names_fall_back():
    request = body(invoice(line(description="d" * 250), billed_to=""))
    assert request["Description"] == "INV-1 ACME B.V."
    assert request["SalesEntryLines"][0]["Description"] == "d" * 60
    assert body(invoice(line(description="")))["SalesEntryLines"][0]["Description"] == "Pro"
    request = body(invoice(due_date=None))
    assert "DueDate" not in request
