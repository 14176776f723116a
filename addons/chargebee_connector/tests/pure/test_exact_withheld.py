"""Withheld tax (I15) that is no longer told of once it was posted: a person decides."""

from datetime import date
from decimal import Decimal

import pytest
from credit_world import after
from exact_world import TODAY, invoice
from memo_world import memos, post, route, sent

from odoo.addons.chargebee_connector.ledger.plan import LinkNow, Needs
from odoo.addons.chargebee_connector.ledger.words import Withheld
from odoo.addons.chargebee_connector.systems.exact.plan import needs, needs_beyond

KEY = "INV-1/withheld/tax_1"
BACK = KEY + "/back"


def taxed(name="tax_1", **fields):
    return invoice(withheld=(Withheld(name, Decimal("12.10"), date(2026, 10, 12)),), **fields)


def standing(**link):
    """What is known once an invoice and its withheld tax are posted."""
    facts = after(invoice())
    post(facts, memos(taxed(), facts)[KEY], **link)
    facts.children["sales_entry", "INV-1", "journal_entry"] = {
        ("journal_entry", KEY),
        ("journal_entry", "INV-1/discount"),
    }
    facts.links["journal_entry", "INV-1/discount"] = LinkNow("posted", "guid-other")
    return facts


def test_what_is_still_told_of_is_left_alone():
    found = memos(taxed(), standing())
    assert (found[KEY].state, found[KEY].rule) == ("planned", "")
    assert BACK not in found


@pytest.mark.parametrize(
    "word",
    [
        invoice(),
        taxed("tax_2"),
        taxed(status="voided", voided=date(2026, 10, 19)),
        taxed(deleted=True),
    ],
)
def test_one_that_is_gone_is_told(word):
    found = memos(word, standing())[KEY]
    assert (found.rule, found.content) == ("withheld_removed", "")


def test_another_one_goes_all_the_same():
    assert memos(taxed("tax_2"), standing())["INV-1/withheld/tax_2"].state == "planned"


def test_it_goes_back_when_a_person_says_so():
    found = memos(invoice(), standing(decision="reverse"))
    assert set(found) == {BACK}
    assert [one[:2] for one in sent(found[BACK])] == [
        ("guid-1350", "-12.10"),
        ("guid-1300", "12.10"),
    ]
    assert (found[BACK].facts.date, found[BACK].facts.total) == (TODAY, Decimal("12.10"))


def test_it_goes_back_once():
    facts = standing(decision="reverse")
    facts.links["journal_entry", BACK] = LinkNow("posted", "guid-back")
    assert memos(invoice(), facts) == {}


def test_it_stays_when_a_person_says_so():
    assert memos(invoice(), standing(decision="keep")) == {}


def test_what_never_was_posted_is_nobodys_decision():
    facts = standing()
    facts.links["journal_entry", KEY] = LinkNow("blocked")
    assert memos(invoice(), facts) == {}


def test_needs():
    rules = route()
    assert ("sales_entry", "INV-1", "journal_entry") in needs([invoice()], rules).children
    asked = needs_beyond([invoice()], rules, standing())
    assert asked == Needs(booked={("journal_entry", KEY)}, links={("journal_entry", BACK)})
