"""The address of a site: ids that stand in a CRM are made from it."""

import pytest

from odoo.addons.chargebee_connector.systems.chargebee.address import site_address


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://acme.chargebee.com", "https://acme.chargebee.com"),
        (" https://Acme.Chargebee.com// ", "https://acme.chargebee.com"),
        ("HTTPS://acme.chargebee.com/", "https://acme.chargebee.com"),
        ("http://127.0.0.1:8069/Site/", "http://127.0.0.1:8069/Site"),
        ("acme.chargebee.com/", "acme.chargebee.com"),
        ("http://[half", "http://[half"),
        ("", ""),
    ],
)
def test_one_spelling(typed, address):
    assert site_address(typed) == address
    assert site_address(address) == address
