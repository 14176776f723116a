"""Which value stands where two sides keep the same fact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.chargebee_connector.ledger.agree import FILL, HERE, THERE, Verdict, same, verdict

TEXTS = st.sampled_from(["", "a", "b", "c"])


@pytest.mark.parametrize(
    ("one", "other", "kind", "alike"),
    [
        ("Ann@X.org", "ann@x.org ", "email", True),
        ("+31 20-123", "+3120123", "phone", True),
        ("NL 0012.34", "nl001234", "code", True),
        ("Main  street 1", "Main street 1", "", True),
        ("Main Street", "main street", "", False),
    ],
)
def test_when_two_texts_mean_the_same(one, other, kind, alike):
    assert same(one, other, kind) is alike


@given(st.sampled_from([HERE, THERE, FILL]), TEXTS, st.one_of(st.none(), TEXTS))
def test_what_is_alike_is_agreed_and_nothing_is_sent(leads, value, agreed):
    assert verdict(leads, value, value, agreed) == Verdict(agreed=value)


@given(TEXTS, TEXTS, st.one_of(st.none(), TEXTS))
def test_where_billing_leads_nothing_is_ever_sent(here, there, agreed):
    assert verdict(HERE, here, there, agreed).send is None


def test_where_billing_leads_it_is_known_when_both_changed():
    assert verdict(HERE, "b", "c", "a") == Verdict(both=True, agreed="c")
    assert not verdict(HERE, "b", "c", "c").both


@given(TEXTS, TEXTS, st.one_of(st.none(), TEXTS))
def test_filling_never_overwrites(here, there, agreed):
    found = verdict(FILL, here, there, agreed)
    assert found.send == (there if there and not here else None)
    assert not found.ask


@pytest.mark.parametrize(
    ("here", "there", "agreed", "expected"),
    [
        # Only the other side changed.
        ("a", "b", "a", Verdict(send="b", agreed="b")),
        # Both did: the rule decides, and it is said.
        ("c", "b", "a", Verdict(send="b", both=True, agreed="b")),
        # Only billing did: a person decides.
        ("b", "a", "a", Verdict(send="a", ask=True, agreed="a")),
        ("", "a", "a", Verdict(send="a", ask=True, agreed="a")),
        # Never seen alike: a person decides, unless billing has nothing.
        ("a", "b", None, Verdict(send="b", ask=True, agreed="b")),
        ("", "b", None, Verdict(send="b", agreed="b")),
        ("a", "", None, Verdict(agreed=None)),
        # Emptied over there: never wiped without a person.
        ("a", "", "a", Verdict(send="", ask=True, agreed="")),
    ],
)
def test_where_the_other_side_leads(here, there, agreed, expected):
    assert verdict(THERE, here, there, agreed) == expected


@given(TEXTS, TEXTS, st.one_of(st.none(), TEXTS))
def test_after_it_was_sent_the_two_agree(here, there, agreed):
    found = verdict(THERE, here, there, agreed)
    now = here if found.send is None else found.send
    assert found.send is None or verdict(THERE, now, there, found.agreed) == Verdict(agreed=there)
