"""What Exact spread, beside what it was sent: equal whatever form its entries take."""

from decimal import Decimal

import exact_world as world
import pytest
from defer_world import year
from exact_world import body, invoice

from odoo.addons.chargebee_connector.systems.exact.deferral_proof import (
    Compared,
    Expected,
    compared,
)

NONE_WITHIN = frozenset()
MONTHS = [f"2026/{month}" for month in (10, 11, 12)] + [
    f"2027/{month:02d}" for month in range(1, 10)
]


def expected(*documents, split="period", including=NONE_WITHIN, rules=None):
    found = Expected(split, world.calendar(), including)
    for document in documents:
        found.add(body(document, rules))
    return found


def exacts(number="INV-1", own="1100.00", each="-100.00"):
    """Return what Exact spread of a year from October: off revenue, and back."""
    later = {(number, period): Decimal(each) for period in MONTHS[1:]}
    return {(number, MONTHS[0]): Decimal(own), **later}


def differing(found, theirs):
    return [one for one in compared(found, theirs) if one.differs]


def test_a_year_from_october_agrees():
    found = expected(invoice(year()))
    assert len(list(compared(found, exacts()))) == 12
    assert dict(found.amounts) == exacts()
    assert differing(found, exacts()) == []


def test_a_missing_entry_and_one_too_many_are_told():
    theirs = exacts()
    del theirs["INV-1", "2027/03"]
    theirs["INV-1", "2027/10"] = Decimal("-100.00")
    assert differing(expected(invoice(year())), theirs) == [
        Compared("INV-1", "2027/03", Decimal("-100.00"), Decimal(0)),
        Compared("INV-1", "2027/10", Decimal(0), Decimal("-100.00")),
    ]


@pytest.mark.parametrize(("own", "count"), (("1100.01", 0), ("1100.02", 1)))
def test_where_a_cent_goes_is_exact_s_own_affair(own, count):
    assert len(differing(expected(invoice(year())), exacts(own=own))) == count


def test_vat_within_the_amount_is_left_out():
    rules = world.route(tax=world.taxes(({}, world.HIGH_WITHIN)))
    found = expected(invoice(year()), including=frozenset({"4"}), rules=rules)
    assert dict(found.amounts) == exacts()


def test_lines_that_are_not_spread_expect_nothing():
    found = expected(invoice())
    assert (dict(found.amounts), found.since) == ({}, None)
