"""Payment condition and payment reference: nothing is collected twice, nothing is made up."""

import pytest
from booking_world import booking
from credit_world import credit, credit_note, first
from exact_world import body, customer, invoice, known, problem, replace, terms

COLLECTS = frozenset({"14"})
CARD = customer(auto_collection=True, payment_method="card")


@pytest.mark.parametrize(
    ("document", "person"),
    [(invoice(), CARD), (invoice(auto_collection=True), True)],
)
def test_a_condition_that_would_collect_again_is_refused(document, person):
    facts = known(record=person)
    kind, code, params = problem(document, booking(collecting=COLLECTS), facts)
    assert (kind, code, params["condition"]) == ("Invalid", "collected_twice", "14")


def test_who_pays_by_themselves_may_have_it():
    assert body(invoice(), booking(collecting=COLLECTS))["PaymentCondition"] == "14"


def test_on_credit_is_right_for_what_the_source_collects():
    assert body(invoice(), booking(), known(record=CARD))["PaymentCondition"] == "14"


def test_a_credit_note_by_itself_is_judged_alike():
    free = replace(credit_note(credit(takes="")), credits="", net_term_days="14")
    found = first(free, known(record=CARD), booking(collecting=COLLECTS))
    assert found.problem.code == "collected_twice"


def test_the_customer_s_method_chooses_the_condition():
    rules = replace(booking(), term=terms(({}, "14"), ({"payment_method": "card"}, "PSP")))
    assert body(invoice(), rules, known(record=CARD))["PaymentCondition"] == "PSP"
    assert body(invoice(), rules)["PaymentCondition"] == "14"


# The reference ------------------------------------------------------------------------------

FIELDS = (("cf_other", "1"), ("cf_reference", "RF18539007547034"))


@pytest.mark.parametrize(
    ("fields", "field", "expected"),
    [
        ({}, "", None),
        ({"payment_reference": "+++090/9337/55493+++"}, "", "+++090/9337/55493+++"),
        ({"custom": FIELDS}, "cf_reference", "RF18539007547034"),
        ({"custom": FIELDS}, "", None),
        ({"payment_reference": "+++090/9337/55493+++"}, "cf_reference", None),
        ({"payment_reference": "1" * 25}, "", "1" * 25),
    ],
)
def test_the_reference_is_the_printed_one_or_none(fields, field, expected):
    sent = body(invoice(**fields), booking(reference_field=field))
    assert sent.get("PaymentReference") == expected


def test_a_reference_that_is_too_long_is_not_cut():
    found = problem(invoice(payment_reference="1" * 26), booking())
    assert found[:2] == ("Invalid", "payment_reference_too_long")
