"""The reference by which a recorded payment is known again."""

import pytest

from odoo.addons.chargebee_connector.ledger.receipts import is_recorded, reference


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("20", "26200001", 1), "Exact 20 26200001/1"),
        (("B1", "7", 12, 1), "Exact B1 7/12"),
        (("20", "26200001", 1, 3), "Exact 20 26200001/1 #3"),
    ],
)
def test_what_is_recorded_is_recognised(parts, text):
    assert reference(*parts) == text
    assert is_recorded(text)


@pytest.mark.parametrize(
    "text",
    ["", None, "Exact", "Exact 20 26200001", "Exact 20 x/1", "exact 20 1/1", "Exact 20 1/1 paid"],
)
def test_what_people_write_is_not(text):
    assert not is_recorded(text)


def test_it_fits_where_it_stands():
    """Chargebee takes 100 characters of a reference number."""
    assert len(reference("J" * 30, "9" * 10, 99999, 999)) <= 100
