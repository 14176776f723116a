"""Credit notes that repeat what was settled in Exact by hand are not booked again (R4, R7)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from credit_world import after, credit, credit_note
from exact_world import invoice
from memo_world import memos, post, route, write_off

from odoo.addons.chargebee_connector.ledger.plan import LinkNow, Settled
from odoo.addons.chargebee_connector.ledger.words import Applied, WriteOff
from odoo.addons.chargebee_connector.systems.exact.plan import needs, needs_beyond, plan

WRITTEN_OFF = "credit_note/CN-1/write-off"


def adjusted(**fields):
    """An adjustment of INV-1 over 48.40."""
    return credit_note(**{"type": "adjustment", **fields})


def settled(*amounts, notes=("48.40",), write_offs=(), owed="0", ignored=False):
    """What is known once these amounts of INV-1 were settled by hand; `notes` are its credits."""
    facts = after(invoice())
    facts.records["invoice", "INV-1"] = invoice(
        credited=tuple(
            Applied("credit_note", f"CN-{at}", Decimal(amount))
            for at, amount in enumerate(notes, start=1)
        ),
        write_offs=tuple(WriteOff(note, Decimal(amount)) for note, amount in write_offs),
        owed=Decimal(owed),
    )
    facts.settled["INV-1"] = tuple(
        Settled(f"line/{at}/INV-1", Decimal(amount), "EUR", ignored)
        for at, amount in enumerate(amounts)
    )
    return facts


def found(word, facts):
    """(state, rule or problem's code) of what a credit note becomes."""
    outcome = plan([word], route(), facts)[0]
    return outcome.state, outcome.rule or (outcome.problem.code if outcome.problem else "")


def test_what_repeats_a_proposal_stays_out_with_all_that_follows():
    outcomes = plan([adjusted()], route(), settled("48.40"))
    assert {one.rule for one in outcomes} == {"booked_by_hand"}
    assert all(one.request is None and one.problem is None for one in outcomes)


def test_a_write_off_by_memo_entry_stays_out():
    facts = settled("121.00", notes=(), write_offs=[("CN-1", "121.00")])
    outcomes = plan([write_off()], route(), facts)
    assert outcomes[0].rule == "by_memo_entry"
    assert {one.rule for one in outcomes[1:]} == {"booked_by_hand"}


def test_nothing_was_settled_by_hand():
    assert found(adjusted(), settled()) == ("planned", "")
    assert found(adjusted(), after(invoice())) == ("planned", "")


@pytest.mark.parametrize("fields", [{"type": "refundable"}, {"credits": ""}])
def test_only_adjustments_of_an_invoice_repeat(fields):
    facts = settled("48.40")
    assert plan([adjusted(**fields)], route(), facts)[0].rule == ""


def test_several_proposals_are_repeated_by_one_credit_note():
    assert found(adjusted(), settled("40.00", "8.40")) == ("skipped", "booked_by_hand")


def test_each_proposal_explains_one_credit_note():
    facts = settled("48.40", notes=("48.40", "48.40"))
    assert found(adjusted(), facts) == ("skipped", "booked_by_hand")
    assert found(adjusted(external_id="CN-2"), facts) == ("planned", "")


def test_one_that_stands_explains_nothing():
    facts = settled("48.40", notes=("48.40", "48.40"))
    facts.links["sales_entry", "credit_note/CN-1"] = LinkNow("posted", "guid-cn")
    assert found(adjusted(external_id="CN-2"), facts) == ("skipped", "booked_by_hand")


def test_one_that_a_person_left_out_was_the_proposals():
    facts = settled("48.40", notes=("48.40", "48.40"))
    facts.links["sales_entry", "credit_note/CN-1"] = LinkNow("ignored")
    assert found(adjusted(external_id="CN-2"), facts) == ("planned", "")


def test_a_credit_note_that_the_invoice_does_not_name_yet():
    assert found(adjusted(), settled("48.40", notes=())) == ("skipped", "booked_by_hand")


def test_what_stands_is_left_alone():
    facts = settled("48.40")
    facts.settled = {}
    (entry, *_rest) = plan([adjusted()], route(), facts)
    facts = settled("48.40")
    post(facts, entry)
    assert "booked_by_hand" not in {one.rule for one in plan([adjusted()], route(), facts)}


@pytest.mark.parametrize(
    ("owed", "expected"),
    [("9.99", ("blocked", "may_be_booked_by_hand")), ("10.00", ("planned", ""))],
)
def test_what_may_contain_a_proposal_is_held(owed, expected):
    """Of 10.00 settled by hand less is due afterwards: the credit note took some of it too."""
    assert found(adjusted(), settled("10.00", owed=owed)) == expected


def test_it_goes_when_a_person_lets_it_go():
    facts = settled("10.00")
    held = plan([adjusted()], route(), facts)[0]
    assert held.problem.params["amount"] == "10.00"
    link = LinkNow("blocked", released=held.fingerprint())
    facts.links["sales_entry", "credit_note/CN-1"] = link
    assert found(adjusted(), facts) == ("planned", "")


def test_what_repeats_a_proposal_that_a_person_left_out_is_held():
    facts = settled("48.40", ignored=True)
    assert found(adjusted(), facts) == ("blocked", "may_be_booked_by_hand")


def test_another_currency_is_another_thing():
    facts = settled("48.40")
    facts.settled["INV-1"] = (replace(facts.settled["INV-1"][0], currency="USD"),)
    assert found(adjusted(), facts) == ("planned", "")


def test_a_memo_entry_that_was_planned_before_stays_out_too():
    facts = settled("121.00", notes=(), write_offs=[("CN-1", "121.00")])
    facts.links["journal_entry", WRITTEN_OFF] = LinkNow("planned")
    assert memos(write_off(), facts)[WRITTEN_OFF].rule == "booked_by_hand"


def test_needs():
    rules = route()
    assert needs([adjusted()], rules).settled == {"INV-1"}
    assert needs([credit_note(credit())], rules).settled == set()
    asked = needs_beyond([adjusted()], rules, settled("48.40", notes=("1.00", "2.00")))
    assert {("sales_entry", "credit_note/CN-2"), ("journal_entry", WRITTEN_OFF)} <= asked.links
    links = needs_beyond([adjusted()], rules, settled(notes=("1.00", "2.00"))).links
    assert ("journal_entry", WRITTEN_OFF) not in links
