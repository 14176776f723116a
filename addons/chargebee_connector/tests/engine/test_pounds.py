"""A fresh administration in pounds: connected, mapped and synced from nothing."""

from decimal import Decimal

import pytest
from papers import customer, invoice
from sales import ENTRIES, posts
from world import World

POUNDS = "300001"
#: The base currency of the site stays the euro, whatever an invoice is in.
IN_POUNDS = {"currency_code": "GBP", "exchange_rate": 1.17}


@pytest.fixture
def pounds(fresh) -> World:
    """A live world whose route leads to a new administration that books in pounds."""
    fresh.exact.post("add_division", code=POUNDS, currency="GBP")
    fresh.connect()
    fresh.route.exact_division = POUNDS
    fresh.refresh()
    fresh.site.post("mutate", kind="customer", record=customer("ada"))
    fresh.site.post("mutate", kind="invoice", record=invoice("sold", "ada", **IN_POUNDS))
    fresh.site.post("mutate", kind="invoice", record=invoice("euro", "ada"))
    fresh.pull()
    # More than one journal takes sales: that one is chosen by a person, the rest suggests itself.
    fresh.route.exact_sales_journal_id = fresh.env["billing.reference"].search(
        [("kind", "=", "journal"), ("code", "=", "70"), ("scope", "=", POUNDS)]
    )
    fresh.route.action_suggest()
    fresh.work()
    fresh.route.action_accept_suggestions()
    fresh.go_live()
    return fresh


def client(world: World):
    return world.target._system()._client(world.target, POUNDS)


def entry(world: World, number: str) -> dict:
    """What stands of a document there, in its currency and in pounds."""
    fields = "EntryID,Currency,Rate,AmountFC,AmountDC,VATAmountDC"
    pages = client(world).rows(ENTRIES, select=fields, where=f"YourRef eq '{number}'")
    (row,) = [row for page in pages for row in page]
    return row


def test_pounds_are_booked_as_they_are_and_other_money_is_named(pounds):
    assert pounds.route.exact_currency == "GBP"
    assert {row.state for row in pounds.env["billing.mapping.tax"].search([])} >= {"confirmed"}
    pounds.sync()
    sold = entry(pounds, "sold")
    assert pounds.link("sold").state == "posted" and sold["Currency"] == "GBP"
    assert (sold["AmountFC"], sold["AmountDC"], sold["VATAmountDC"]) == (121, 121, 21)
    euro = pounds.link("euro")
    assert (euro.state, euro.problem_code) == ("blocked", "rate_missing")
    assert "from EUR to GBP" in euro.problem_summary
    # What was invoiced in pounds stands there once, and nothing of another currency does.
    currencies = pounds.links(kind="sales_entry", state="posted").currency_id
    assert currencies.mapped("name") == ["GBP"]
    posted = pounds.links(kind="sales_entry", state="posted", aggregate=False)
    cells = pounds.exact.get("trial_balance", division=POUNDS)["cells"]
    revenue = sum(
        (Decimal(cell["dc"]) for cell in cells if cell["ledger"].startswith("8")), Decimal(0)
    )
    net = sum(Decimal(str(link.amount_total)) - Decimal(str(link.amount_tax)) for link in posted)
    assert -revenue == net.quantize(Decimal("0.01"))
    pounds.exact.forget_calls()
    pounds.sync()
    assert posts(pounds) == []
    assert pounds.exact.get("duplicates", division=POUNDS)["sales_entries"] == []


def test_other_money_goes_at_the_rates_of_exact_where_the_route_says_so(pounds):
    rate = {
        "SourceCurrency": "EUR",
        "TargetCurrency": "GBP",
        "StartDate": "2026-03-10T00:00:00",
        "Rate": "0.85",
    }
    client(pounds).create("financial/ExchangeRates", rate)
    pounds.commit()
    pounds.route.exact_rate_source = "exact"
    pounds.sync()
    euro = entry(pounds, "euro")
    assert pounds.link("euro").state == "posted"
    assert (euro["Currency"], euro["AmountFC"]) == ("EUR", 121)
    assert euro["AmountDC"] == Decimal("102.85")
