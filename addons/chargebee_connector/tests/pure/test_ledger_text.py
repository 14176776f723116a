"""JSON in and out: no amount passes through a float, equal requests have equal text."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.chargebee_connector.ledger.text import dump, fingerprint, parse, parse_prefix


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", Decimal("0.1")),
        ("1.10", Decimal("1.10")),
        ("21.0", Decimal("21.0")),
        ("0.1000000000000000055511151231257827", Decimal("0.1000000000000000055511151231257827")),
        ("1e3", Decimal("1E+3")),
        ("9007199254740993", 9007199254740993),
        ('{"a": [1.5]}', {"a": [Decimal("1.5")]}),
    ],
)
def test_numbers_are_exact(text, value):
    found = parse(text)
    assert found == value
    assert type(found) is type(value)
    assert str(found) == str(value)


def test_bytes_are_utf_8():
    assert parse('"é"'.encode()) == "é"


@pytest.mark.parametrize("text", ["", "{", "{'a': 1}", "1 2", "<html>", b"\xff", b'"\xe9"'])
def test_what_is_not_json(text):
    with pytest.raises(ValueError):
        parse(text)


def test_prefix_is_one_value_and_its_end():
    text = '[{"a": 1.50}, 7]'
    assert parse_prefix(text, 1) == ({"a": Decimal("1.50")}, 12)
    assert text[1:12] == '{"a": 1.50}'
    with pytest.raises(ValueError):
        parse_prefix(text, 12)


def test_dump_is_canonical():
    value = {"b": Decimal("1.10"), "a": [True, None, "é", 7], "c": {"z": 1, "y": 2}}
    assert dump(value) == '{"a":[true,null,"é",7],"b":"1.10","c":{"y":2,"z":1}}'


@pytest.mark.parametrize(
    ("amount", "text"),
    [("121.00", "121.00"), ("1E+3", "1000"), ("1E-8", "0.00000001"), ("-0.50", "-0.50")],
)
def test_amounts_are_plain(amount, text):
    assert dump(Decimal(amount)) == f'"{text}"'


@pytest.mark.parametrize("value", [{1, 2}, object(), b"x"])
def test_what_has_no_place(value):
    with pytest.raises(TypeError):
        dump({"x": value})


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


@settings(deadline=None, database=None)
@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=4), values))
def test_order_of_keys_makes_no_difference(value):
    turned = dict(reversed(value.items()))
    assert dump(turned) == dump(value)
    assert fingerprint(dump(turned)) == fingerprint(dump(value))


def test_fingerprint():
    assert fingerprint("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert fingerprint(dump({"a": Decimal("1.0")})) != fingerprint(dump({"a": Decimal("1.00")}))
    assert json.loads(dump({"a": Decimal("1.0")})) == {"a": "1.0"}
