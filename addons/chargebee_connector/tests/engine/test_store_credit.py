"""Store credit that was used for invoices: blocked until chosen, then booked and matched."""

from decimal import Decimal

import pytest
from memo_office import add, choose, is_open, lines, memo
from papers import at, credit_note, customer, invoice, line, tax
from world import World

LEDGERS = {"exact_goodwill_ledger_id": "4510", "exact_store_credit_ledger_id": "2170"}


@pytest.fixture
def shop(mapped) -> World:
    """A live world with the ledgers of store credit and nothing chosen of its treatment."""
    choose(mapped, **LEDGERS)
    add(mapped, "customer", customer("ada"))
    mapped.pull()
    mapped.go_live()
    mapped.sql("DELETE FROM billing_todo")
    return mapped


def decide(shop: World, treatment: str) -> None:
    shop.route.exact_store_credit = treatment
    shop.sync()


def used_before_tax() -> dict:
    """An invoice over 100.00 on which 40.00 was used: 60.00 and 12.60 of VAT are owed."""
    sold = line(10000, tax_amount=1260)
    use = {"cn_id": "gift", "line_item_id": "li_1", "applied_amount": 4000.0}
    told = {"cn_id": "gift", "applied_amount": 4000, "applied_at": at("2026-03-10")}
    return invoice(
        "sold",
        "ada",
        [sold],
        line_item_taxes=[tax(sold, taxable_amount=6000)],
        line_item_credits=[use],
        applied_credits=[{**told, "cn_status": "refunded", "tax_application": "pre_tax"}],
        amount_due=7260,
    )


def store_credit(**changes) -> dict:
    given = line(4000, id="cl_1", is_taxed=False, tax_amount=0)
    return credit_note("gift", "ada", None, [given], **{"type": "store", **changes})


def test_what_was_used_before_tax_lowers_the_invoice_and_the_liability(shop):
    add(shop, "credit_note", store_credit())
    add(shop, "invoice", used_before_tax())
    shop.sync()
    sold = shop.link("sold")
    assert (sold.state, sold.problem_code) == ("blocked", "store_credit_used")
    assert sold.problem_cure
    decide(shop, "liability")
    assert (sold.state, sold.amount_total, sold.amount_tax) == ("posted", 72.6, 12.6)
    assert memo(shop, "sold/store-credit").parent_id == sold
    assert lines(shop, "sold/store-credit") == [("2170", Decimal(40)), ("8020", Decimal(-40))]
    given = lines(shop, "credit_note/gift/store-credit")
    assert given == [("4510", Decimal(40)), ("2170", Decimal(-40))]
    shop.exact.forget_calls()
    shop.sync()
    assert shop.exact.calls("POST") == []


def test_what_was_used_after_tax_pays_the_invoice_and_exact_matches_it(shop):
    use = {"invoice_id": "sold", "allocated_amount": 12100, "allocated_at": at("2026-03-16")}
    use["tax_application"] = "post_tax"
    add(shop, "invoice", invoice("sold", "ada"))
    add(shop, "credit_note", store_credit(allocations=[use]))
    decide(shop, "off_ledger")
    entry = memo(shop, "credit_note/gift/store-credit/sold")
    assert (entry.state, str(entry.date)) == ("posted", "2026-03-16")
    assert lines(shop, entry.key) == [("4510", Decimal(121)), ("1300", Decimal(-121))]
    assert not is_open(shop, "sold")
    shop.site.post("mutate", kind="credit_note", id="gift", set={"allocations": []})
    shop.sync()
    entry.invalidate_recordset()
    assert (entry.state, entry.problem_code) == ("posted", "allocation_removed")
