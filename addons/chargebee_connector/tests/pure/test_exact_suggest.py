"""Suggestions for mapping rows: what evidence leads to which reference."""

from collections import Counter

import pytest

from odoo.addons.chargebee_connector.ledger.pull import Referenced
from odoo.addons.chargebee_connector.ledger.words import Price
from odoo.addons.chargebee_connector.systems.exact import suggest, suggest_revenue
from odoo.addons.chargebee_connector.systems.exact.suggest_revenue import Books


def two(found):
    """What is suggested and why, whatever the reason tells beside."""
    return found and found[:2]


def ledger(code, name, kind=110, active=True):
    return Referenced(f"id-{code}", code, name, active, {"type": kind})


LEDGERS = [
    ledger("8000", "Omzet abonnementen"),
    ledger("8010", "Omzet verbruik opslag"),
    ledger("8020", "Omzet diensten"),
    ledger("8900", "Omzet oud", active=False),
    ledger("1300", "Debiteuren", 20),
]
BOOKINGS = [
    Referenced("onboarding workshop", "", "Onboarding workshop", True, {"gl_account": "id-8020"}),
    Referenced("old thing", "", "Old thing", True, {"gl_account": "id-8900"}),
]


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        (Price("p", "x", accounting_code="8010"), ("id-8010", "accounting_code")),
        (Price("p", "Onboarding Workshop", accounting_code="9"), ("id-8020", "booked_before")),
        (Price("p", "Diensten per maand"), ("id-8020", "name")),
        (Price("p", "Verbruik opslag EUR"), ("id-8010", "name")),
        (Price("p", "Old thing"), None),
        (Price("p", "x", accounting_code="1300"), None),
        (Price("p", "x", accounting_code="8900"), None),
        (Price("p", ""), None),
        (Price("p", "Omzet"), None),
    ],
)
def test_revenue(price, expected):
    assert two(suggest_revenue.ledger(price, Books(LEDGERS, BOOKINGS))) == expected


def test_two_ledgers_as_likely_are_no_suggestion():
    twins = [ledger("1", "Diensten"), ledger("2", "Diensten")]
    assert suggest_revenue.ledger(Price("p", "Diensten"), Books(twins)) is None


def code(number, name, rate, kind="E", oss="", listing="N", moves="S", **fields):
    data = {"type": kind, "percentage": rate, "oss_country": oss, "listing": listing}
    return Referenced(
        f"id-{number}", number, name, True, {**data, "transaction_type": moves, **fields}
    )


CODES = [
    code("0", "Geen btw", "0", "N", moves="B"),
    code("1", "Laag", "9"),
    code("2", "Hoog", "21"),
    code("4", "Hoog, inclusief", "21", "I"),
    code("6", "EU diensten verlegd", "0", "B", listing="S"),
    code("7", "EU goederen", "0", "B", listing="L"),
    code("8", "Export buiten de EU", "0", "B"),
    code("9", "Verlegd binnenland", "0", "B", charged=True),
    code("10", "Inkoop hoog", "21", moves="P"),
    code("12", "Vrijgesteld", "0", "B"),
    code("13", "Nultarief", "0", "B"),
    code("15", "Btw oninbaar, terug te vorderen", "21", moves="B"),
    code("16", "Hoog, in- en verkoop", "21", moves="B"),
    code("30", "OSS DE", "19", oss="DE"),
    code("32", "OSS BE", "21", oss="BE"),
]


@pytest.mark.parametrize(
    ("rate", "country", "exemption", "expected"),
    [
        ("21", "NL", "", ("id-2", "percentage")),
        ("9", "NL", "", ("id-1", "percentage")),
        ("21.0", "", "", ("id-2", "percentage")),
        ("21", "BE", "", ("id-32", "oss")),
        ("19", "DE", "", ("id-30", "oss")),
        ("21", "ES", "", None),
        ("20", "NL", "", None),
        ("0", "DE", "reverse_charge", ("id-6", "reverse_charge")),
        ("0", "US", "export", ("id-8", "export")),
        ("0", "NL", "customer_exempt", ("id-12", "exempt")),
        ("0", "NL", "reverse_charge", ("id-9", "reverse_charge_home")),
        ("0", "NL", "zero_rated", ("id-13", "zero")),
        ("0", "NL", "", None),
        ("", "NL", "", None),
        ("odd", "NL", "", None),
    ],
)
def test_tax(rate, country, exemption, expected):
    facts = {"tax_rate": rate, "country": country, "exemption": exemption, "tax_name": "BTW"}
    assert two(suggest.tax(facts, CODES, home="NL")) == expected


def test_without_a_home_country_the_rate_decides():
    assert two(suggest.tax({"tax_rate": "21", "country": "ES"}, CODES)) == ("id-2", "percentage")


def test_goods_are_listed_as_goods():
    facts = {"exemption": "reverse_charge", "country": "DE", "supply": "goods"}
    assert two(suggest.tax(facts, CODES, home="NL")) == ("id-7", "reverse_charge")


def test_goods_and_services_leave_the_union_by_codes_of_their_own():
    codes = [*CODES, code("18", "Diensten buiten de EU", "0", "B")]
    for supply, expected in (("goods", "id-8"), ("service", "id-18"), ("", "id-18")):
        facts = {"exemption": "export", "country": "US", "supply": supply}
        assert suggest.tax(facts, codes, home="NL")[:2] == (expected, "export")


def test_another_registration_suggests_nothing():
    facts = {"tax_rate": "19", "country": "DE", "registration": "DE811569869"}
    assert suggest.tax(facts, CODES, home="NL") is None
    assert suggest.tax({**facts, "registration": "NL859999999B01"}, CODES, home="NL")


@pytest.mark.parametrize(
    ("facts", "demanded"),
    [
        ({"tax_name": "BTW", "tax_rate": "21", "country": "NL"}, "tax_name tax_rate country"),
        ({"exemption": "export", "country": "US"}, "exemption country supply"),
        ({"exemption": "customer_exempt"}, "exemption"),
        ({"tax_name": "BTW", "registration": "NL1"}, "tax_name"),
        ({"tax_name": "MwSt", "registration": "DE1"}, "tax_name registration"),
    ],
)
def test_what_a_suggested_row_demands(facts, demanded):
    facts = {"supply": "service", "document_class": "invoice", "business_entity": "x", **facts}
    match = suggest.tax_match(facts, "NL")
    assert set(match) == set(demanded.split())
    assert match.items() <= facts.items()


def condition(number, days, method="B", months=0, active=True, name=""):
    data = {"days": days, "method": method, "months": months}
    return Referenced(f"id-{number}", number, name or number, active, data)


CONDITIONS = [
    condition("00", 0),
    condition("13", 14, method="I"),
    condition("14", 14),
    condition("15", 14, months=1),
    condition("30", 30, active=False),
]
PSP = [condition("P0", 0, method="Q", name="PSP"), condition("P1", 0, name="Geïnd door PSP")]


def paid(days, method=""):
    return {"net_term_days": days, "payment_method": method, "business_entity": ""}


@pytest.mark.parametrize(
    ("days", "expected"),
    [("14", ("id-14", "days")), ("0", ("id-00", "days")), ("30", None), ("", None), ("x", None)],
)
def test_term(days, expected):
    assert two(suggest.term(paid(days), CONDITIONS)) == expected


@pytest.mark.parametrize(
    ("facts", "conditions", "collected", "expected"),
    [
        (paid("14", "card"), CONDITIONS + PSP, True, ("id-P1", "collected")),
        (paid("14", "card"), CONDITIONS + PSP, False, ("id-14", "days")),
        (paid("14"), CONDITIONS + PSP, True, ("id-14", "days")),
        # Without a condition of its own, and never one by which Exact collects.
        (paid("14", "card"), CONDITIONS, True, ("id-14", "days")),
        (paid("0", "card"), PSP[:1], True, None),
    ],
)
def test_what_a_psp_collects_has_a_condition_of_its_own(facts, conditions, collected, expected):
    assert two(suggest.term(facts, conditions, collected)) == expected
    own = expected is not None and expected[1] == "collected"
    match = suggest.term_match(facts, conditions, collected)
    assert match == {
        "net_term_days": facts["net_term_days"],
        **({"payment_method": "card"} if own else {}),
    }


def bank_journal(code, name, currency="EUR", any_currency=False, kind=12, active=True):
    data = {"type": kind, "currency": currency, "any_currency": any_currency}
    return Referenced(f"id-{code}", code, name, active, data)


JOURNALS = [
    bank_journal("20", "Rabobank"),
    bank_journal("21", "Stripe", any_currency=True),
    bank_journal("22", "Stripe USD", "USD"),
    bank_journal("23", "Mollie oud", active=False),
    bank_journal("90", "PayPal memoriaal", kind=90),
]


@pytest.mark.parametrize(
    ("gateway", "currency", "expected"),
    [
        ("stripe", "EUR", ("id-21", "gateway")),
        ("stripe", "USD", ("id-22", "gateway")),
        ("stripe", "JPY", ("id-21", "gateway")),
        ("mollie", "EUR", None),
        ("paypal", "EUR", None),
        ("", "EUR", None),
    ],
)
def test_journal(gateway, currency, expected):
    assert two(suggest.journal({"gateway": gateway, "currency": currency}, JOURNALS)) == expected


# --- evidence --------------------------------------------------------------------------------


def booked(name, to, count, of=None):
    data = {"gl_account": to, "count": count, "of": of or count}
    return Referenced(name, "", name, True, data)


def item(number, to="", group=""):
    return Referenced(f"i-{number}", number, number, True, {"gl_account": to, "group": group})


def group(number, name, to):
    return Referenced(f"g-{number}", number, name, True, {"gl_account": to})


PRO = Price("pro-EUR", "Pro", "pro", "plans", sku="PRO-1")


@pytest.mark.parametrize(
    ("books", "expected", "strong", "told"),
    [
        ({"items": [item("pro", "id-8010")]}, ("id-8010", "item"), True, ("pro", "8010")),
        ({"items": [item("PRO-1", "id-8010")]}, ("id-8010", "item"), True, ("PRO-1", "8010")),
        (
            {"items": [item("Pro", "", "g-1")], "groups": [group("1", "x", "id-8020")]},
            ("id-8020", "item_group"),
            True,
            ("Pro", "8020"),
        ),
        ({"items": [item("other", "id-8010")]}, None, None, None),
        ({"items": [item("pro", "id-1300")]}, None, None, None),
        (
            {"bookings": [booked("pro", "id-8010", 12, 13)]},
            ("id-8010", "booked_before"),
            True,
            (12, 13, "8010"),
        ),
        (
            {"bookings": [booked("pro", "id-8010", 2)]},
            ("id-8010", "booked_before"),
            False,
            (2, 2, "8010"),
        ),
        (
            {"bookings": [booked("pro", "id-8010", 12, 20)]},
            ("id-8010", "booked_before"),
            False,
            (12, 20, "8010"),
        ),
        (
            {"siblings": {"plans": Counter({"id-8010": 3})}},
            ("id-8010", "family"),
            True,
            (3, "8010", "plans"),
        ),
        (
            {"siblings": {"plans": Counter({"id-8010": 1})}},
            ("id-8010", "family"),
            False,
            (1, "8010", "plans"),
        ),
        ({"siblings": {"plans": Counter({"id-8010": 3, "id-8020": 1})}}, None, None, None),
        (
            {"groups": [group("1", "Plans", "id-8020")]},
            ("id-8020", "group_named"),
            False,
            ("Plans", "8020"),
        ),
        # What is sure goes before what comes first.
        (
            {
                "bookings": [booked("pro", "id-8020", 1)],
                "siblings": {"plans": Counter({"id-8010": 4})},
            },
            ("id-8010", "family"),
            True,
            (4, "8010", "plans"),
        ),
    ],
)
def test_evidence(books, expected, strong, told):
    found = suggest_revenue.ledger(PRO, Books(LEDGERS, **books))
    assert two(found) == expected
    if found:
        assert (found.strong, tuple(found.told.values())) == (strong, told)


def test_the_description_of_a_line_serves_where_the_price_is_called_otherwise():
    books = Books(LEDGERS, [booked("growth plan", "id-8010", 5)])
    assert suggest_revenue.ledger(PRO, books) is None
    assert suggest_revenue.ledger(PRO, books, "Growth plan").strong


def test_a_vat_code_that_was_booked_most_wins_among_those_that_mean_the_same():
    twins = [code("2", "Hoog", "21"), code("22", "Hoog 2", "21")]
    facts = {"tax_rate": "21", "country": "NL"}
    assert suggest.tax(facts, twins, "NL")[:3] == ("id-2", "percentage", False)
    found = suggest.tax(facts, twins, "NL", Counter({"22": 12, "2": 1, "9": 90}))
    assert found == ("id-22", "vat_booked", True, {"count": 12, "vat_code": "22"})
    assert suggest.tax(facts, twins, "NL", Counter({"22": 1})).strong is False
    assert two(suggest.tax(facts, twins, "NL", Counter({"22": 5, "2": 5}))) == (
        "id-2",
        "percentage",
    )


def test_the_only_choice_is_sure():
    assert suggest.tax({"tax_rate": "9", "country": "NL"}, CODES, "NL").strong
    assert not suggest.tax({"tax_rate": "9", "country": "NL"}, CODES[:2] * 2, "NL").strong
