"""An invoice on its way to a sales entry: what is skipped, what is sent, under which name."""

from datetime import date
from decimal import Decimal

import exact_world as world
import pytest
from exact_world import body, invoice, line, planned, route, vat

from odoo.addons.chargebee_connector.ledger.plan import Booked, Outcome
from odoo.addons.chargebee_connector.ledger.problems import Invalid
from odoo.addons.chargebee_connector.ledger.words import Transaction
from odoo.addons.chargebee_connector.systems.exact.entries import is_another
from odoo.addons.chargebee_connector.systems.exact.places import place
from odoo.addons.chargebee_connector.systems.exact.plan import needs


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
        ("journal_entry", "credit_note/C/used"),
        ("journal_entry", "INV-1/match"),
        ("account", "customer/acme"),
        ("sales_invoice", "INV-1"),
        *(
            ("sales_entry", key + behind)
            for key in ("INV-1", "credit_note/C")
            for behind in ("", "/void", "/remade/1")
        ),
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
    ],
)
def test_skipped_documents(fields, changes, rule):
    outcome = planned(invoice(**fields), route(**changes))
    assert (outcome.state, outcome.rule) == ("skipped", rule)
    assert outcome.facts.total == Decimal("121.00")


def test_the_first_day_of_a_route_is_included():
    assert planned(invoice(), route(date_from=world.DAY)).state == "planned"
    assert planned(invoice(business_entity="x"), route(business_entity="x")).state == "planned"


@pytest.mark.parametrize(("fields", "rule"), [({}, "payments_off"), ({"deleted": True}, "deleted")])
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


@pytest.mark.parametrize(
    ("fields", "another"),
    [
        ({}, False),
        ({"due_date": None}, False),
        ({"vat_number": "NL004495445B01"}, False),
        ({"issued": date(2026, 10, 9)}, True),
        ({"lines": (line("200.00"),), "total": Decimal("242.00"), "tax": Decimal("42.00")}, True),
    ],
)
def test_the_same_number_for_another_document(fields, another):  # I12
    issued = {"issued": date(2026, 10, 8)}
    first = planned(invoice(**issued))
    posted = Booked(first.request.body, {}, first.facts.total, first.facts.tax, first.content)
    assert is_another(posted, planned(invoice(**{**issued, **fields}))) == another


def test_what_can_not_be_read_is_no_other_document():
    posted = Booked({}, {}, Decimal("1.00"), None, "x")
    unread = Outcome("sales_entry", "INV-1", ("invoice", "INV-1"), problem=Invalid("x"))
    assert not is_another(posted, unread)


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
