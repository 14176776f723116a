"""Likeness of names, numbers and codes."""

import pytest

from odoo.addons.chargebee_connector.ledger import identity


@pytest.mark.parametrize(
    ("number", "same"),
    [
        ("NL 8594.71.238-B01", "NL859471238B01"),
        ("nl859471238b01", "NL859471238B01"),
        ("BE 0123.456.749", "BE0123456749"),
        ("", ""),
        (None, ""),
        (" -. ", ""),
    ],
)
def test_vat(number, same):
    assert identity.vat(number) == same


@pytest.mark.parametrize(
    "text",
    [
        "Noorderlicht Zorg B.V.",
        "NOORDERLICHT ZORG BV",
        "Noorderlicht-Zorg, b.v.",
        "  Noorderlicht   Zorg ",
        "Nóórderlicht Zorg",
        "Noorderlicht Zorg b v",
    ],
)
def test_names_that_are_alike(text):
    assert identity.name(text) == "noorderlicht zorg"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße GmbH", "STRASSE"),
        ("Müller AG", "Muller"),
        ("Dupont SARL", "DUPONT sa"),
        ("Acme Ltd.", "Acme Limited"),
        ("Bakkerij BVBA", "Bakkerij b.v.b.a."),
        ("Jansen V.O.F.", "Jansen"),
        ("ﬁne", "fine"),
        ("株式会社", "株式会社"),
    ],
)
def test_names_in_pairs(one, other):
    assert identity.name(one) == identity.name(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("Acme", "Acme Services"), ("Sander", "Er"), ("Bvlgari", "lgari"), ("Sava", "va")],
)
def test_names_that_are_not(one, other):
    assert identity.name(one) != identity.name(other)


@pytest.mark.parametrize("text", ["", None, "  ", "B.V.", "---"])
def test_name_that_says_nothing(text):
    assert identity.name(text) == ""


@pytest.mark.parametrize(
    ("text", "same"),
    [("9711 aa", "9711AA"), ("9711AA", "9711AA"), ("sw1a-1aa", "SW1A1AA"), ("", ""), (None, "")],
)
def test_postcode(text, same):
    assert identity.postcode(text) == same


@pytest.mark.parametrize(
    ("text", "same"),
    [(" Mira@Acme.Example ", "mira@acme.example"), ("", ""), (None, ""), ("a b@c", "a b@c")],
)
def test_email(text, same):
    assert identity.email(text) == same
