"""What receipts in the books become in Chargebee, row by row of the way back."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from receipt_world import DAY

from odoo.addons.chargebee_connector.ledger.plan import Booked, Known, LinkNow, Made
from odoo.addons.chargebee_connector.ledger.words import Match, Receipt
from odoo.addons.chargebee_connector.systems.chargebee import receipts
from odoo.addons.chargebee_connector.systems.chargebee.receivable import (
    Paid,
    Payment,
    Receivable,
)

RULES = receipts.Rules(
    today=date(2026, 11, 20),
    journals={"20": "bank_transfer", "10": "cash"},
    tz="Europe/Amsterdam",
)


def settles(document, amount, currency="EUR"):
    return Match(f"entry-{document}", document, currency, Decimal(amount))


def receipt(*matches, **fields):
    """A receipt of what its matches settle, by bank; each of them (document, amount)."""
    matches = tuple(settles(*match) for match in matches)
    standard = Receipt(
        external_id="line",
        record="term-1",
        entry="entry-bank",
        number="26200001",
        line=1,
        journal="20",
        nature="receipt",
        currency="EUR",
        amount=sum((match.amount for match in matches), Decimal(0)),
        date=DAY,
        matches=matches,
    )
    return replace(standard, **fields)


def known(*dues, **fields):
    """What is known of our invoices; each of them (number, what is due in Chargebee)."""
    found = Known(**fields)
    for number, due in dues:
        sale = Made("sales_entry", number, ("invoice", number), "EUR", Decimal("121.00"))
        found.made[f"entry-{number}"] = (sale,)
        found.there["invoice", number] = Receivable(number, "acme", "EUR", Decimal(due))
    return found


def recorded(facts, number, amount, state="posted", kind="payment", invoice="INV-1", **link):
    """Add a link of the receipt to what is known; an amount of None is one without a request."""
    key = f"line/{number}/{invoice}"
    facts.links[kind, key] = LinkNow(state, **{"external_id": f"txn-{number}", **link})
    facts.below[kind, "line"] = (*facts.below.get((kind, "line"), ()), (kind, key))
    if amount is not None:
        facts.booked[kind, key] = Booked({}, total=Decimal(amount))
    return facts


def paid(facts, *payments, reference="", invoice="INV-1"):
    """Put payments (id, amount) on an invoice as Chargebee has it."""
    there = facts.there["invoice", invoice]
    some = tuple(Paid(name, Decimal(amount)) for name, amount in payments)
    facts.there["invoice", invoice] = replace(there, paid=some)
    for one in some:
        facts.there["transaction", one.transaction] = Payment(
            one.transaction, reference, one.amount, True
        )
    return facts


def plan(word, facts, rules=RULES):
    words = word if isinstance(word, list) else [word]
    return receipts.plan(words, rules, facts)


def only(word, facts, rules=RULES):
    (outcome,) = plan(word, facts, rules)
    return outcome


def problem(word, facts, rules=RULES):
    found = only(word, facts, rules).problem
    return type(found).__name__, found.code


# --- R1, R2: what is recorded ---------------------------------------------------------------------


def test_r1_a_full_receipt():
    outcome = only(receipt(("INV-1", "121.00")), known(("INV-1", "121.00")))
    assert (outcome.kind, outcome.key) == ("payment", "line/1/INV-1")
    assert outcome.source == ("payment_term", "term-1")
    request = outcome.request
    assert (request.method, request.path) == ("POST", "/invoices/INV-1/record_payment")
    assert request.repeat == "keyed"
    assert request.body == {
        "transaction[amount]": "12100",
        "transaction[payment_method]": "bank_transfer",
        "transaction[reference_number]": "Exact 20 26200001/1",
        # Midnight in Amsterdam, an hour before that of UTC.
        "transaction[date]": "1794265200",
    }
    facts = outcome.facts
    assert (facts.total, facts.currency, facts.date) == (Decimal("121.00"), "EUR", DAY)


def test_r1_the_method_is_the_journals():
    outcome = only(receipt(("INV-1", "121.00"), journal="10"), known(("INV-1", "121.00")))
    assert outcome.request.body["transaction[payment_method]"] == "cash"


def test_r1_a_currency_without_cents():
    facts = known(("INV-1", "5000"))
    facts.there["invoice", "INV-1"] = Receivable("INV-1", "acme", "JPY", Decimal(5000))
    word = receipt(("INV-1", "5000.00", "JPY"))
    assert only(word, facts).request.body["transaction[amount]"] == "5000"


def test_r2_one_record_for_each_invoice():
    facts = known(("INV-1", "121.00"), ("INV-2", "60.00"))
    one, two = plan(receipt(("INV-1", "21.00"), ("INV-2", "60.00")), facts)
    assert [one.key, two.key] == ["line/1/INV-1", "line/1/INV-2"]
    assert [each.facts.total for each in (one, two)] == [Decimal("21.00"), Decimal("60.00")]


def test_r2_never_more_than_is_due():
    outcome = only(receipt(("INV-1", "121.00")), known(("INV-1", "100.00")))
    assert outcome.request.body["transaction[amount]"] == "10000"
    assert outcome.facts.total == Decimal("100.00")


def test_r2_two_receipts_of_a_batch_share_what_is_due():
    later = receipt(("INV-1", "100.00"), external_id="later", date=date(2026, 11, 12))
    outcomes = plan([later, receipt(("INV-1", "100.00"))], known(("INV-1", "121.00")))
    amounts = {one.key: one.facts.total for one in outcomes}
    assert amounts == {"line/1/INV-1": Decimal("100.00"), "later/1/INV-1": Decimal("21.00")}


def test_r2_what_is_matched_later_is_recorded_as_another_payment():
    facts = recorded(known(("INV-1", "71.00")), 1, "50.00")
    standing, more = plan(receipt(("INV-1", "80.00")), facts)
    assert (standing.key, standing.request, standing.content) == ("line/1/INV-1", None, "")
    assert (more.key, more.facts.total) == ("line/2/INV-1", Decimal("30.00"))
    assert more.request.body["transaction[reference_number]"] == "Exact 20 26200001/1 #2"


def test_what_is_recorded_is_not_recorded_again():
    facts = recorded(known(("INV-1", "0.00")), 1, "121.00")
    outcome = only(receipt(("INV-1", "121.00")), facts)
    assert (outcome.key, outcome.request, outcome.problem) == ("line/1/INV-1", None, None)


@pytest.mark.parametrize("state", ["posting", "uncertain", "ignored"])
def test_nothing_is_planned_beside_what_is_on_its_way_or_was_left_out(state):
    facts = recorded(known(("INV-1", "121.00")), 1, "121.00", state)
    assert plan(receipt(("INV-1", "121.00")), facts) == []


def test_more_than_is_due_in_chargebee_is_held():
    word = receipt(("INV-1", "121.00"))
    assert problem(word, known(("INV-1", "0.00"))) == ("Conflict", "nothing_due")


# --- R3: what is no money, or ours ----------------------------------------------------------------


def test_r3_what_we_posted_ourselves_echoes_nothing():
    facts = known(("INV-1", "121.00"))
    facts.made["entry-bank"] = (Made("bank_entry", "x", ("transaction", "t")),)
    assert plan(receipt(("INV-1", "121.00")), facts) == []
    assert plan(receipt(("INV-1", "121.00"), nature="credit"), facts) == []


def test_r3_exchange_differences_are_no_money():
    word = receipt(("INV-1", "1.00"), nature="rate_difference")
    assert plan(word, known(("INV-1", "121.00"))) == []


def test_r3_only_the_routes_banks_count():
    outcome = only(receipt(("INV-1", "121.00"), journal="21"), known(("INV-1", "121.00")))
    assert outcome.rule == "not_real_bank"


def test_documents_of_others_are_no_matter_of_ours():
    assert plan(receipt(("theirs", "121.00")), known(("INV-1", "121.00"))) == []


def test_what_takes_an_invoice_back_is_not_the_invoice():
    facts = known(("INV-1", "121.00"))
    void = Made("sales_entry", "INV-1/void", ("invoice", "INV-1"), "EUR", Decimal("-121.00"))
    facts.made["entry-void"] = (void,)
    assert plan(receipt(("void", "121.00")), facts) == []


def test_receipts_before_the_routes_first_day_stay_out():
    rules = replace(RULES, date_from=date(2026, 11, 11))
    word = receipt(("INV-1", "121.00"))
    assert only(word, known(("INV-1", "121.00")), rules).rule == "before_start"


# --- R4, R7: settled without money ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("nature", "amount", "code"),
    [
        ("payment_difference", "1.00", "payment_difference"),
        ("payment_difference", "1.01", "payment_difference_large"),
        ("memo", "121.00", "written_off_by_hand"),
        ("credit", "60.00", "credited_by_hand"),
    ],
)
def test_r4_r7_are_proposed_and_nothing_is_sent(nature, amount, code):
    outcome = only(receipt(("INV-1", amount), nature=nature), known(("INV-1", "121.00")))
    assert (outcome.kind, outcome.key) == ("settlement", "line/1/INV-1")
    assert outcome.request is None
    assert (type(outcome.problem).__name__, outcome.problem.code) == ("Proposed", code)
    assert outcome.problem.params["amount"] == amount


def test_r4_r7_are_done_when_nothing_is_due_in_chargebee():
    word = receipt(("INV-1", "1.00"), nature="payment_difference")
    assert only(word, known(("INV-1", "0.00"))).rule == "settled_there"


def test_r7_that_was_undone_is_superseded():
    facts = recorded(known(("INV-1", "121.00")), 1, None, "blocked", "settlement")
    assert only(receipt(nature="memo"), facts).rule == "superseded"


# --- R5: the invoice's own currency ---------------------------------------------------------------


def test_r5_another_currency_than_the_invoices_is_held():
    word = receipt(("INV-1", "121.00", "USD"))
    assert problem(word, known(("INV-1", "121.00"))) == ("Conflict", "receipt_currency")


# --- R6: taken back -------------------------------------------------------------------------------


def test_r6_a_receipt_that_settles_no_more_is_reported_and_its_removal_proposed():
    facts = recorded(known(("INV-1", "0.00")), 1, "121.00")
    payment, removal = plan(receipt(), facts)
    assert (payment.key, payment.content) == ("line/1/INV-1", "taken_back")
    assert (removal.kind, removal.parent) == ("payment_removal", ("payment", "line/1/INV-1"))
    assert (type(removal.problem).__name__, removal.problem.code) == (
        "Proposed",
        "receipt_unmatched",
    )
    assert removal.request.path == "/transactions/txn-1/delete_offline_transaction"
    assert removal.request.repeat == "put"


def test_r6_goes_when_a_person_approved_exactly_this():
    facts = recorded(known(("INV-1", "0.00")), 1, "121.00")
    print_ = plan(receipt(), facts)[1].fingerprint()
    recorded(facts, 1, None, "blocked", "payment_removal", released=print_)
    assert plan(receipt(), facts)[1].state == "planned"
    recorded(facts, 1, None, "blocked", "payment_removal", released="other")
    assert plan(receipt(), facts)[1].state == "blocked"


def test_r6_matched_again_before_anybody_approved():
    facts = recorded(known(("INV-1", "0.00")), 1, "121.00")
    recorded(facts, 1, None, "blocked", "payment_removal")
    payment, removal = plan(receipt(("INV-1", "121.00")), facts)
    assert (payment.content, removal.rule) == ("", "superseded")


def test_r6_matched_again_after_it_was_removed():
    facts = recorded(known(("INV-1", "121.00")), 1, "121.00")
    recorded(facts, 1, None, "posted", "payment_removal")
    outcome = only(receipt(("INV-1", "121.00")), facts)
    assert (outcome.key, outcome.state) == ("line/2/INV-1", "planned")


def test_r6_less_than_before_is_taken_back_first_and_then_recorded_anew():
    facts = recorded(known(("INV-1", "21.00")), 1, "100.00")
    payment, removal = plan(receipt(("INV-1", "60.00")), facts)
    assert (payment.content, removal.problem.code) == ("taken_back", "receipt_unmatched")
    recorded(facts, 1, None, "posted", "payment_removal")
    facts.there["invoice", "INV-1"] = Receivable("INV-1", "acme", "EUR", Decimal("121.00"))
    assert only(receipt(("INV-1", "60.00")), facts).facts.total == Decimal("60.00")


def test_r6_only_the_latest_goes_when_that_is_enough():
    facts = recorded(recorded(known(("INV-1", "0.00")), 1, "50.00"), 2, "30.00")
    found = {(one.kind, one.key): one for one in plan(receipt(("INV-1", "50.00")), facts)}
    assert found["payment", "line/1/INV-1"].content == ""
    assert found["payment", "line/2/INV-1"].content == "taken_back"
    assert ("payment_removal", "line/1/INV-1") not in found


def test_what_was_not_recorded_yet_is_simply_no_longer_wanted():
    facts = recorded(known(("INV-1", "121.00")), 1, None, "blocked")
    assert only(receipt(), facts).rule == "superseded"


# --- R8: on account -------------------------------------------------------------------------------


def test_r8_money_on_account_gives_nothing():
    assert plan(receipt(amount=Decimal("50.00")), known(("INV-1", "121.00"))) == []


# --- R9: an equal payment -------------------------------------------------------------------------


def test_r9_an_equal_payment_is_held_and_a_person_decides():
    facts = paid(known(("INV-1", "121.00")), ("theirs", "121.00"))
    word = receipt(("INV-1", "121.00"))
    outcome = only(word, facts)
    assert (type(outcome.problem).__name__, outcome.problem.code) == ("Conflict", "payment_twin")
    assert outcome.problem.params["payment"] == "theirs"
    recorded(facts, 1, "121.00", "blocked", released=outcome.fingerprint())
    assert only(word, facts).state == "planned"


def test_r9_an_equal_payment_that_paid_it_all():
    facts = paid(known(("INV-1", "0.00")), ("theirs", "121.00"))
    outcome = only(receipt(("INV-1", "121.00")), facts)
    assert (outcome.problem.code, outcome.request) == ("payment_twin", None)


def test_r9_one_that_we_recorded_is_no_twin():
    facts = paid(known(("INV-1", "50.00")), ("txn-9", "50.00"))
    facts.taken["txn-9"] = "other/1/INV-1"
    assert only(receipt(("INV-1", "50.00")), facts).state == "planned"


def test_r9_another_amount_is_no_twin():
    facts = paid(known(("INV-1", "50.00")), ("theirs", "71.00"))
    assert only(receipt(("INV-1", "50.00")), facts).state == "planned"


def test_our_own_payment_is_known_again_when_the_link_was_lost():
    facts = paid(known(("INV-1", "0.00")), ("t", "121.00"), reference="Exact 20 26200001/1")
    outcome = only(receipt(("INV-1", "121.00")), facts)
    assert (outcome.state, outcome.adopt, outcome.facts.total) == ("posted", "t", Decimal("121.00"))


def test_our_reference_with_more_money_is_a_conflict():
    facts = paid(known(("INV-1", "0.00")), ("t", "200.00"), reference="Exact 20 26200001/1")
    assert problem(receipt(("INV-1", "121.00")), facts) == ("Conflict", "payment_differs")


# --- what else stands against it ------------------------------------------------------------------


def test_an_unclear_match_is_said_and_nothing_recorded():
    word = receipt(("INV-1", "0"), unclear=True)
    assert problem(word, known(("INV-1", "121.00"))) == ("Invalid", "match_unclear")


def test_an_unclear_match_takes_nothing_back():
    facts = recorded(known(("INV-1", "0.00")), 1, "121.00")
    outcomes = plan(receipt(("INV-1", "0"), unclear=True), facts)
    assert [one.kind for one in outcomes] == ["payment", "payment"]
    assert outcomes[0].content == ""


def test_an_invoice_that_was_not_pulled_is_waited_for():
    facts = known(("INV-1", "121.00"))
    del facts.there["invoice", "INV-1"]
    assert problem(receipt(("INV-1", "121.00")), facts) == ("Waiting", "invoice_not_pulled")


def test_without_a_time_zone_no_day_is_sent():
    rules = replace(RULES, tz="")
    word = receipt(("INV-1", "121.00"))
    assert problem(word, known(("INV-1", "121.00")), rules) == ("Invalid", "time_zone_missing")


def test_an_invoice_whose_number_has_slashes():
    facts = known(("2026/7/1", "121.00"))
    recorded(facts, 1, "121.00", invoice="2026/7/1")
    assert only(receipt(("2026/7/1", "121.00")), facts).key == "line/1/2026/7/1"


def test_what_is_asked_for():
    word = receipt(("INV-1", "121.00"))
    asked = receipts.needs([word], RULES)
    assert asked.made == {"entry-bank", "entry-INV-1"}
    assert asked.below == {
        ("payment", "line"),
        ("payment_removal", "line"),
        ("settlement", "line"),
    }
    facts = paid(known(("INV-1", "121.00")), ("t", "1.00"))
    more = receipts.needs_beyond([word], RULES, facts)
    assert more.there == {("invoice", "INV-1"), ("transaction", "t")}
    assert more.taken == {"t"}


def test_where_a_term_stands_that_can_not_be_read():
    assert receipts.place("payment_term", "t") == ("payment", "term/t")
    assert receipts.place("account", "a") is None
