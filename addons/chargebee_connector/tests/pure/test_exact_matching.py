"""Who settles what, read off the lines that Exact says are matched with each other."""

import random
from decimal import Decimal

import pytest
from receipt_world import matches, money, term, told


def test_one_receipt_and_its_invoice():
    found = told(term("a", "121.00", offset="r"), money("r", "121.00", "a"))
    assert list(found) == ["r"]
    receipt = found["r"]
    assert (receipt.nature, receipt.amount, receipt.unclear) == ("receipt", Decimal("121"), False)
    assert matches(receipt) == {"a": "121.00"}
    assert (receipt.matches[0].number, receipt.matches[0].currency) == ("A", "EUR")


def test_a_part_payment_splits_the_term():
    found = told(
        term("a", "50.00", offset="r"),
        term("a", "71.00", matched=False),
        money("r", "50.00", "a"),
    )
    assert matches(found["r"]) == {"a": "50.00"}


def test_a_receipt_over_several_invoices_that_were_paid_in_part_before():
    """The net of three lines of money and documents that Exact ties to one other each."""
    found = told(
        term("a", "50.00", offset="r1"),
        term("a", "150.00", offset="r2"),
        term("b", "400.00", offset="r2"),
        money("r1", "50.00", "a"),
        money("r2", "550.00", "a"),
    )
    assert matches(found["r1"]) == {"a": "50.00"}
    assert matches(found["r2"]) == {"a": "150.00", "b": "400.00"}


def test_a_payment_difference_is_no_money():
    found = told(
        term("a", "300.00", offset="r"),
        money("r", "299.50", "a"),
        term("d", "-0.50", type=83, offset="a"),
    )
    assert matches(found["r"]) == {"a": "299.50"}
    assert (found["d"].nature, matches(found["d"])) == ("payment_difference", {"a": "0.50"})


def test_too_much_money_settles_no_more_than_the_invoice():
    found = told(
        term("a", "300.00", offset="r"),
        money("r", "300.40", "a"),
        term("d", "0.40", type=83, offset="a"),
    )
    assert matches(found["r"]) == {"a": "300.00"}
    assert "d" not in found


def test_an_exchange_difference_moves_no_foreign_amount():
    found = told(
        term("u", "40.00", home="36.00", currency="USD", offset="r"),
        money("r", "40.00", "u", home="-36.80", currency="USD"),
        term("x", "0.00", type=82, home="0.80", currency="USD", offset="u"),
    )
    assert matches(found["r"]) == {"u": "40.00"}
    assert list(found) == ["r"]


def test_money_in_another_currency_settles_the_invoices_own_amount():
    found = told(
        term("u", "100.00", home="90.00", currency="USD", offset="r"),
        money("r", "92.00", "u"),
        term("x", "0.00", type=82, home="2.00", currency="USD", offset="u"),
    )
    assert matches(found["r"]) == {"u": "100.00"}
    assert found["r"].matches[0].currency == "USD"


def test_money_in_another_currency_over_two_invoices_is_unclear():
    found = told(
        term("u", "100.00", home="90.00", currency="USD", offset="r"),
        term("v", "10.00", home="9.00", currency="USD", offset="r"),
        money("r", "99.00", "u"),
    )
    assert found["r"].unclear
    assert matches(found["r"]) == {"u": "0", "v": "0"}


def test_a_ring_is_unclear():
    found = told(
        term("a", "10.00", offset="r1"),
        term("b", "10.00", offset="r2"),
        money("r1", "10.00", "b"),
        money("r2", "10.00", "a"),
    )
    assert found["r1"].unclear
    assert found["r2"].unclear


def test_what_does_not_add_up_is_unclear():
    found = told(term("a", "10.00", offset="r"), money("r", "9.00", "a"))
    assert found["r"].unclear


@pytest.mark.parametrize(("type", "nature"), [(90, "memo"), (21, "credit"), (40, "receipt")])
def test_what_settles_has_a_nature(type, nature):
    found = told(term("a", "60.00", offset="s"), term("s", "-60.00", type=type, offset="a"))
    assert (found["s"].nature, matches(found["s"])) == (nature, {"a": "60.00"})


def test_money_on_account_settles_nothing():
    found = told(money("r", "11.00"))
    assert (found["r"].matches, found["r"].amount) == ((), Decimal("11"))


def test_a_receipt_that_was_matched_in_part():
    """What is left of it is open, and all of it came in."""
    found = told(term("a", "100.00", offset="r"), money("r", "100.00", "a"), money("r", "50.00"))
    assert (matches(found["r"]), found["r"].amount) == ({"a": "100.00"}, Decimal("150"))


def test_a_term_that_vanished_settles_nothing():
    invoice = term("a", "121.00")
    vanished = money("r", "121.00", "a")
    found = told(invoice, vanished, gone=[vanished.external_id])
    assert found["r"].matches == ()


def test_a_refund_is_no_receipt():
    assert told(term("c", "-40.00", type=21, offset="p"), term("p", "40.00", type=40)).keys() == {
        "c"
    }


def test_any_net_without_a_ring_adds_up():
    """Every document is settled by exactly what its receipts give it, however they are tied."""
    for seed in range(200):
        some = random.Random(seed)
        edges, lines = [], ["a0"]
        for number in range(1, some.randint(2, 9)):
            other = some.choice(lines)
            line = f"{'r' if other.startswith('a') else 'a'}{number}"
            lines.append(line)
            edges.append((line, other, Decimal(some.randint(1, 99999)) / 100))
        if not any(line.startswith("r") for line in lines):
            continue
        terms = []
        for line in lines:
            amount = sum((value for *ends, value in edges if line in ends), Decimal(0))
            tie = next(
                (one if two == line else two for one, two, _value in edges if line in (one, two)),
                "",
            )
            make = term if line.startswith("a") else money
            terms.append(make(line, str(amount), offset=tie))
        # Exact names one tie for each line; the others stand at their own ends.
        for (one, two, _value), order in zip(edges, range(99), strict=False):
            terms.append(term(one, "0.00", offset=two, external_id=f"z{order}"))
        found = told(*terms)
        for line, other, value in edges:
            receipt, document = (line, other) if line.startswith("r") else (other, line)
            assert Decimal(matches(found[receipt])[document]) == value, seed
