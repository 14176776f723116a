"""What was posted is turned round by an entry of its own (I8, I9, I11, I12, C10, C11)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import exact_world as world
import pytest
from credit_world import after, credit, credit_note
from exact_world import invoice, known, line, plan, route

from odoo.addons.chargebee_connector.ledger.plan import LinkNow
from odoo.addons.chargebee_connector.systems.exact import mirror
from odoo.addons.chargebee_connector.systems.exact.plan import needs

VOIDED = date(2026, 10, 15)
PLACE = ("sales_entry", "INV-1/void")


def voided(document, **fields):
    return replace(document, status="voided", voided=VOIDED, **fields)


def void(document, rules=None, facts=None, posted_by=None):
    """Return the outcome of the void of a document that was posted before."""
    facts = facts or after(document, rules=posted_by)
    found = plan([voided(document)], rules or route(), facts)
    assert len(found) == 2, found
    assert (found[0].state, found[0].rule) == ("skipped", "void_before_posting")
    return found[1]


def test_an_invoice_is_turned_round_on_the_day_of_the_void():
    outcome = void(invoice(line(), line("-10.00", external_id="li_2")))
    assert (outcome.kind, outcome.key) == PLACE
    assert outcome.parent == ("sales_entry", "INV-1")
    assert outcome.source == ("invoice", "INV-1")
    facts = outcome.facts
    assert (facts.date, facts.total, facts.tax) == (VOIDED, Decimal("-108.90"), Decimal("-18.90"))
    assert outcome.request.repeat == "create"
    assert outcome.request.body == {
        "Customer": {"$ref": ["account", "customer/acme", "external_id"]},
        "Journal": "70",
        "EntryDate": "2026-10-15T00:00:00",
        "ReportingYear": 2026,
        "ReportingPeriod": 10,
        "Currency": "EUR",
        "YourRef": "INV-1-V",
        "Description": "INV-1-V ACME B.V.",
        "PaymentCondition": "14",
        "SalesEntryLines": [
            {
                "GLAccount": "guid-8000",
                "AmountFC": "-100.00",
                "VATCode": "2",
                "VATAmountFC": "-21.00",
                "Description": "Plan Pro",
            },
            {
                "GLAccount": "guid-8000",
                "AmountFC": "10.00",
                "VATCode": "2",
                "VATAmountFC": "2.10",
                "Description": "Plan Pro",
            },
        ],
    }


def test_an_invoice_goes_back_only_when_a_person_says_so():
    facts = after(invoice())
    waiting = void(invoice(), facts=facts)
    assert waiting.state == "blocked"
    assert (type(waiting.problem).__name__, waiting.problem.code) == (
        "Proposed",
        "void_needs_approval",
    )
    facts.links[PLACE] = LinkNow("new", released=waiting.fingerprint())
    released = void(invoice(), facts=facts)
    assert (released.state, released.problem) == ("planned", None)
    assert released.fingerprint() == waiting.fingerprint()


def test_who_let_one_request_go_did_not_let_another_go():
    facts = after(invoice())
    facts.links[PLACE] = LinkNow("new", released=void(invoice(), facts=facts).fingerprint())
    other = replace(voided(invoice()), voided=date(2026, 10, 16))
    assert plan([other], route(), facts)[1].problem.code == "void_needs_approval"


def test_a_credit_note_is_turned_round_by_itself():  # C10
    note = credit_note(credit())
    facts = after(invoice())
    sold = facts.booked["sales_entry", "INV-1"]
    body = plan([note], route(), facts)[0].request.body
    key = ("sales_entry", "credit_note/CN-1")
    facts.links[key] = LinkNow("posted", "guid")
    facts.booked[key] = replace(sold, body=body, total=Decimal("-48.40"), tax=Decimal("-8.40"))
    outcome = void(note, facts=facts)
    assert (outcome.state, outcome.key) == ("planned", "credit_note/CN-1/void")
    assert (outcome.facts.total, outcome.request.body["YourRef"]) == (Decimal("48.40"), "CN-1-V")
    (found,) = outcome.request.body["SalesEntryLines"]
    assert (found["AmountFC"], found["VATAmountFC"]) == ("40.00", "8.40")
    held = void(note, rules=route(country="BE"), facts=facts)
    assert held.problem.code == "credit_note_void_held"
    assert held.request == outcome.request
    facts.links["sales_entry", "credit_note/CN-1/void"] = LinkNow(
        "blocked", released=held.fingerprint()
    )
    assert void(note, rules=route(country="BE"), facts=facts).problem is None


@pytest.mark.parametrize("state", ["new", "planned", "posting", "uncertain", "blocked", "ignored"])
def test_what_was_never_posted_is_not_turned_round(state):  # I8
    facts = after(invoice(), link=LinkNow(state))
    (outcome,) = plan([voided(invoice())], route(), facts)
    assert outcome.rule == "void_before_posting"


def test_what_was_deleted_is_for_a_person():  # I11
    (outcome,) = plan([voided(invoice(), deleted=True)], route(), after(invoice()))
    assert outcome.rule == "deleted"


def test_what_stands_is_left_alone():
    assert len(plan([invoice()], route(), after(invoice()))) == 1


def test_rate_costs_and_codes_are_those_that_were_posted():
    dollars = {"currency": "USD", "vat_rate": ("EUR", Decimal("0.9"))}
    rules = route(tax=world.taxes(({}, world.HIGH_WITHIN)), journal="71")
    sold = invoice(round_off="0.02", **dollars)
    body = void(sold, posted_by=rules).request.body
    assert (body["Rate"], body["Journal"]) == ("0.9", "71")
    first, last = body["SalesEntryLines"]
    assert (first["AmountFC"], first["VATAmountFC"]) == ("-121.00", "-21.00")
    assert (last["AmountFC"], "VATAmountFC" in last) == ("-0.02", False)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"calendar": world.calendar([(2026, 10)])}, "vat_return_differs"),
        ({"today": date(2026, 10, 14)}, "date_in_future"),
    ],
)
def test_its_period_must_take_entries(changes, code):
    outcome = void(invoice(), rules=route(**changes))
    assert (outcome.problem.code, outcome.request) == (code, None)


def test_the_customer_must_take_entries():
    standing = {world.GUID: mirror.Account(world.GUID, "12", "ACME", status="C", active=False)}
    facts = after(invoice())
    facts.standing.update(standing)
    assert void(invoice(), facts=facts).problem.code == "account_inactive"


@pytest.mark.parametrize(
    ("closed", "deferral", "expected"),
    [
        ([], True, ("2026-08-01T00:00:00", "2026-12-31T00:00:00")),
        ([(2026, 8), (2026, 9)], True, ("2026-10-01T00:00:00", "2026-12-31T00:00:00")),
        ([], False, (None, None)),
    ],
)
def test_what_is_spread_goes_back_from_the_first_open_day(closed, deferral, expected):
    sold = invoice(line(date_from=date(2026, 8, 1), date_to=date(2026, 12, 31)))
    rules = route(calendar=world.calendar(closed), deferral=deferral)
    (found,) = void(sold, rules=rules).request.body["SalesEntryLines"]
    assert (found.get("From"), found.get("To")) == expected


def test_a_long_number_still_fits():
    sold = invoice(external_id="N" * 50)
    facts = after(sold)
    found = plan([voided(sold)], route(), facts)[1].request.body
    assert len(found["YourRef"]) == 40
    assert found["YourRef"] != plan([sold], route(), known())[0].request.body["YourRef"]
    assert found["Description"].startswith("N" * 50 + "-V")


def test_a_lost_request_can_not_be_turned_round():
    facts = after(invoice())
    facts.booked.clear()
    assert void(invoice(), facts=facts).problem.code == "voided_entry_unknown"


def test_needs():
    asked = needs([voided(invoice())], route())
    assert asked.booked == {("sales_entry", "INV-1"), ("sales_invoice", "INV-1")}
    assert PLACE in asked.links


# I8: voided before it was posted ------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "dated", "books"),
    [
        ("by_return", date(2026, 10, 1), False),
        ("by_return", date(2026, 9, 30), True),
        ("skip", date(2026, 9, 30), False),
        ("both", date(2026, 10, 1), True),
    ],
)
def test_a_document_that_was_voided_before_it_was_posted(option, dated, books):
    sold = voided(invoice(date=dated))
    found = plan([sold], route(voided_unposted=option), known())
    if not books:
        assert [(one.state, one.rule) for one in found] == [("skipped", "void_before_posting")]
        return
    entry, undone = found
    assert (entry.state, entry.request.body["YourRef"]) == ("planned", "INV-1")
    assert (undone.key, undone.problem.code) == ("INV-1/void", "invoice_first")
    assert undone.needs_link == ("sales_entry", "INV-1")


# I11, C11, I12: what a person decides ---------------------------------------------------------


def decided(document, decision, **now):
    """Return the outcomes of a posted document as it is now, once a person has decided."""
    facts = after(document)
    facts.links["sales_entry", "INV-1"] = LinkNow("posted", "guid", decision=decision)
    return plan([replace(document, **now)], route(), facts)


def test_what_was_deleted_is_taken_back_when_a_person_says_so():
    entry, undone = decided(invoice(), "reverse", deleted=True)
    assert entry.rule == "deleted"
    assert (undone.state, undone.key) == ("planned", "INV-1/void")
    assert undone.facts.date == world.TODAY
    assert undone.request.body["SalesEntryLines"][0]["AmountFC"] == "-100.00"
    assert [one.rule for one in decided(invoice(), "keep", deleted=True)] == ["deleted"]


def test_a_number_that_is_another_document_now_is_booked_behind_what_it_was():
    another = {"lines": (line("200.00"),), "total": Decimal("242.00"), "tax": Decimal("42.00")}
    entry, remade, undone = decided(invoice(), "replace", **another)
    assert (undone.key, undone.facts.total) == ("INV-1/void", Decimal("-121.00"))
    assert (remade.key, remade.facts.total) == ("INV-1/remade/1", Decimal("242.00"))
    assert remade.request.body["YourRef"] == "INV-1-R"
    assert (remade.needs_link, remade.parent) == (PLACE, ("sales_entry", "INV-1"))
    assert [one.key for one in decided(invoice(), "keep", **another)] == ["INV-1"]


def test_what_is_booked_anew_waits_no_longer_once_the_old_is_taken_back():
    another = {"lines": (line("200.00"),), "total": Decimal("242.00"), "tax": Decimal("42.00")}
    facts = after(invoice())
    facts.links["sales_entry", "INV-1"] = LinkNow("posted", "guid", decision="replace")
    facts.links[PLACE] = LinkNow("posted", "other")
    _entry, remade, _undone = plan([replace(invoice(), **another)], route(), facts)
    assert remade.needs_link is None


# --- documents of another business entity -------------------------------------------------------


@pytest.mark.parametrize("rule", ["skip", "both", "other_return"])
def test_nothing_follows_a_document_of_another_entity(rule):
    word = voided(invoice(line(), business_entity="other"))
    (outcome,) = plan([word], route(business_entity="ours", voided_unposted=rule), known())
    assert outcome.rule in ("other_entity", "void_before_posting")


def test_what_this_route_posted_is_taken_back_whatever_entity_it_serves_today():
    document = invoice(line(), business_entity="other")
    found = plan([voided(document)], route(business_entity="ours"), after(document))
    assert [outcome.key for outcome in found] == ["INV-1", "INV-1/void"]
