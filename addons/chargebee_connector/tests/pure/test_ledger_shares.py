"""Splitting amounts: nothing is lost, nothing is made."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.chargebee_connector.ledger.shares import apportion


@pytest.mark.parametrize(
    ("amount", "weights", "expected"),
    [
        ("10.00", ("1", "1", "1"), ("3.34", "3.33", "3.33")),
        ("0.05", ("2", "1"), ("0.03", "0.02")),
        ("121.00", ("100.00", "21.00"), ("100.00", "21.00")),
        ("7", ("1", "2"), ("2", "5")),
        ("1.00", ("0", "0"), ("1.00", "0.00")),
        ("1.00", ("0", "5"), ("0.00", "1.00")),
    ],
)
def test_parts(amount, weights, expected):
    found = apportion(Decimal(amount), [Decimal(one) for one in weights])
    assert [str(one) for one in found] == list(expected)


@given(
    st.decimals(0, 10**9, places=2),
    st.lists(st.decimals(0, 10**6, places=2), min_size=1, max_size=6),
)
def test_parts_make_up_the_whole_and_lie_beside_their_share(amount, weights):
    parts = apportion(amount, weights)
    assert sum(parts) == amount
    if any(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - amount * weight / sum(weights)) < Decimal("0.01")
