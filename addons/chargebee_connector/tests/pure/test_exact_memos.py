"""What all memo entries share, withheld tax (I15), discounts to zero (I4) and store credit (C7)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import exact_world as world
import pytest
from credit_world import after, credit, credit_note
from exact_world import invoice, known, line, plan
from memo_world import memos, post, route, sent

from odoo.addons.chargebee_connector.ledger.plan import Booked, LinkNow
from odoo.addons.chargebee_connector.ledger.words import Withheld
from odoo.addons.chargebee_connector.systems.exact import memo, mirror
from odoo.addons.chargebee_connector.systems.exact.formats import numbered

# I15 --------------------------------------------------------------------------------------------

WITHHELD = "INV-1/withheld/tax_1"


def taxed(amount="12.10", day=date(2026, 10, 12), **fields):
    return invoice(withheld=(Withheld("tax_1", Decimal(amount), day),), **fields)


def test_withheld_tax_is_owed_by_the_authority_from_its_own_day():
    entry = memos(taxed(), after(invoice()))[WITHHELD]
    assert sent(entry) == [
        ("guid-1350", "12.10", "", ()),
        ("guid-1300", "-12.10", "customer/acme", ("sales_entry", "INV-1", "number")),
    ]
    assert (entry.facts.date, entry.facts.total) == (date(2026, 10, 12), Decimal("-12.10"))
    assert entry.parent == ("sales_entry", "INV-1")


def test_it_is_on_the_account_that_the_invoice_was_booked_on():
    facts = after(invoice())
    body = {
        **facts.booked["sales_entry", "INV-1"].body,
        "Customer": {"$ref": ["account", "collective/NL", "external_id"]},
    }
    facts.booked["sales_entry", "INV-1"] = Booked(body)
    assert sent(memos(taxed(), facts)[WITHHELD])[1][2] == "collective/NL"


@pytest.mark.parametrize(
    ("word", "rules", "code"),
    [
        (taxed("121.01"), route(), "credit_exceeds_invoice"),
        (taxed(day=None), route(), "date_missing"),
        (taxed(), route(withheld=None), "withheld_missing"),
    ],
)
def test_withheld_tax_that_can_not_be_booked(word, rules, code):
    facts = after(invoice())
    facts.records["invoice", "INV-1"] = word
    assert memos(word, facts, rules)[WITHHELD].problem.code == code


def test_withheld_tax_waits_for_its_invoice():
    facts = after(invoice(), link=LinkNow("planned"))
    found = memos(taxed(), facts)[WITHHELD]
    assert (found.problem.code, found.needs_link) == ("invoice_first", ("sales_entry", "INV-1"))


@pytest.mark.parametrize("fields", [{"deleted": True}, {"status": "pending"}, {"status": "voided"}])
def test_no_withheld_tax_of_what_does_not_go(fields):
    assert memos(taxed(**fields), known()) == {}


# I4 ---------------------------------------------------------------------------------------------

DISCOUNT = "INV-1/discount"


def given_away(**fields):
    return invoice(
        line("0.00", None, discounts=(("SPRING", Decimal("60.00")), ("", Decimal("40.00")))),
        line("0.00", None, external_id="li_2", price="", promotional=Decimal("20.00")),
        **fields,
    )


def test_a_discount_to_zero_on_its_own_ledger():
    rules = route(zero="memo")
    rules = replace(
        rules, revenue=world.revenue(({}, world.REVENUE), ({"item_price": "-"}, world.HARDWARE))
    )
    entry = memos(given_away(), known(), rules)[DISCOUNT]
    assert [one[:2] for one in sent(entry)] == [
        ("guid-8080", "120.00"),
        ("guid-8000", "-100.00"),
        ("guid-8030", "-20.00"),
    ]
    assert plan([given_away()], rules, known())[0].rule == "zero"


def test_a_discount_to_zero_is_not_booked_unless_chosen():
    assert memos(given_away(), known()) == {}
    facts = known()
    facts.links["journal_entry", DISCOUNT] = LinkNow("planned")
    assert memos(given_away(), facts)[DISCOUNT].rule == "zero"


@pytest.mark.parametrize(
    "word", [given_away(inclusive=True), given_away(deleted=True), invoice(line("0.00", None))]
)
def test_no_discount_to_book(word):
    assert memos(word, known(), route(zero="memo")) == {}


def test_the_discount_ledger_is_needed():
    found = memos(given_away(), known(), route(zero="memo", zero_discount=None))
    assert found[DISCOUNT].problem.code == "zero_discount_missing"


# C7 ---------------------------------------------------------------------------------------------

STORE = "credit_note/CN-1/store-credit"


def store_credit(**fields):
    return credit_note(credit("40.00", None), **{"type": "store", "credits": "", **fields})


def test_store_credit_waits_until_its_treatment_is_chosen():
    found = plan([store_credit()], route(), known())
    assert [one.problem.code for one in found] == ["store_credit_note"]
    assert type(found[0].problem).__name__ == "Unmapped"


def test_store_credit_that_is_only_listed():
    found = plan([store_credit()], route(store="off_ledger"), known())
    assert [one.rule for one in found] == ["store_credit_off_ledger"]


def test_store_credit_as_a_liability():
    rules = route(store="liability")
    assert plan([store_credit()], rules, known())[0].rule == "by_memo_entry"
    entry = memos(store_credit(), known(), rules)[STORE]
    assert sent(entry) == [("guid-4600", "40.00", "", ()), ("guid-2170", "-40.00", "", ())]


def test_store_credit_taken_back():
    rules, facts = route(store="liability"), known()
    post(facts, memos(store_credit(), facts, rules)[STORE])
    note = store_credit(status="voided", voided=date(2026, 10, 18))
    back = memos(note, facts, rules)[STORE + "/back"]
    assert [one[:2] for one in sent(back)] == [("guid-4600", "-40.00"), ("guid-2170", "40.00")]


def test_store_credit_that_is_no_longer_to_be_booked():
    facts = known()
    facts.links["journal_entry", STORE] = LinkNow("planned")
    assert memos(store_credit(), facts)[STORE].rule == "superseded"


# shared -----------------------------------------------------------------------------------------


def test_an_entry_that_does_not_balance_is_never_sent():
    head = memo.Head("k", ("invoice", "INV-1"), world.DAY, "EUR", Decimal(0))
    legs = [memo.Leg(world.REVENUE, Decimal("1.00")), memo.Leg(world.HARDWARE, Decimal("-0.99"))]
    found = memo.plan(head, lambda: (legs, None), route(), known())
    assert (found.problem.code, found.problem.params["difference"]) == ("memo_unbalanced", "0.01")
    assert found.request is None


def test_an_account_that_takes_no_entries():
    facts = after(invoice())
    facts.standing[world.GUID] = mirror.Account(world.GUID, "12", "ACME", status="C", active=False)
    assert memos(taxed(), facts)[WITHHELD].problem.code == "account_inactive"


def test_a_currency_that_the_division_does_not_book():
    head = memo.Head("k", ("invoice", "INV-1"), world.DAY, "GBP", Decimal(0))
    found = memo.plan(head, lambda: ([], None), route(), known())
    assert found.problem.code == "currency_inactive"


def test_the_key_stands_in_each_line_behind_the_site_and_fits():
    rules = replace(route(), site="Acme")
    assert memo.mark(rules, "INV-1/write-off") == "Acme INV-1/write-off"
    long = [memo.mark(rules, f"{'N' * 50}/withheld/{end}") for end in ("a", "b")]
    assert {len(one) for one in long} == {60}
    assert long[0] != long[1]
    assert long[0].startswith("Acme NNN")


def test_what_a_person_ignored_counts_as_booked():
    facts = after(invoice())
    facts.links["journal_entry", "k"] = LinkNow("ignored")
    assert memo.stands(facts, "k")
    assert not memo.stands(facts, "other")


def test_our_ref_is_sent_as_a_whole_number():
    body = {"Lines": [{"OurRef": "26700001", "AmountFC": "1.00"}], "YourRef": "12"}
    assert numbered(body) == {
        "Lines": [{"OurRef": 26700001, "AmountFC": "1.00"}],
        "YourRef": "12",
    }
    with pytest.raises(ValueError, match="literal"):
        numbered({"OurRef": "x"})
