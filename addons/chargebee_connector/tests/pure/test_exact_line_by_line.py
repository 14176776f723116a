"""Consolidated, usage, tiered and advance invoices: line by line, from payload to entry (I16)."""

import pytest
from booking_world import amounts
from chargebee_payloads import NOVEMBER, OCTOBER, line, read_invoice, tax
from exact_world import body, known, replace, route

DECEMBER, JANUARY = 1796079600, 1798758000


def several(*lines, **fields):
    """Read an invoice of these lines, each with 21 % VAT."""
    net = sum(one["amount"] for one in lines)
    taxes = [
        tax(
            line_item_id=one["id"],
            taxable_amount=one["amount"],
            tax_amount=one["amount"] * 21 // 100,
        )
        for one in lines
    ]
    vat = sum(one["tax_amount"] for one in taxes)
    return read_invoice(
        line_items=list(lines),
        line_item_taxes=taxes,
        sub_total=net,
        tax=vat,
        total=net + vat,
        **fields,
    )


def entry(document):
    facts = known()
    facts.records["customer", "c-1"] = facts.records.pop(("customer", "acme"))
    facts.links["account", "customer/c-1"] = facts.links.pop(("account", "customer/acme"))
    return body(replace(document, due_date=None), route(), facts)


def test_a_consolidated_invoice_keeps_the_lines_of_each_subscription():
    found = entry(
        several(
            line(id="li_1", subscription_id="sub-1"),
            line(id="li_2", subscription_id="sub-2", amount=5000),
            subscription_id=None,
        )
    )
    assert amounts(found) == [
        ("guid-8000", "100.00", "2", "21.00"),
        ("guid-8000", "50.00", "2", "10.50"),
    ]


def test_tiers_and_usage_are_booked_by_the_line_s_amount():
    used = line(amount=7000, unit_amount=47, quantity=150, pricing_model="tiered", metered=True)
    tiers = [
        {"line_item_id": "li_1", "starting_unit": 1, "quantity_used": 100, "unit_amount": 50},
        {"line_item_id": "li_1", "starting_unit": 101, "quantity_used": 50, "unit_amount": 40},
    ]
    found = entry(several(used, line_item_tiers=tiers))
    assert amounts(found) == [("guid-8000", "70.00", "2", "14.70")]


@pytest.mark.parametrize(
    ("begin", "end", "first", "last"),
    [
        (OCTOBER, NOVEMBER, "2026-10-01", "2026-10-31"),
        # Advance: the period lies ahead, the VAT is due with the invoice.
        (DECEMBER, JANUARY, "2026-12-01", "2026-12-31"),
    ],
)
def test_an_advance_line_is_spread_from_its_own_first_day_on(begin, end, first, last):
    found = entry(several(line(date_from=begin, date_to=end), has_advance_charges=True))
    (only,) = found["SalesEntryLines"]
    assert (only["From"], only["To"]) == (f"{first}T00:00:00", f"{last}T00:00:00")
    assert (found["EntryDate"], found["ReportingPeriod"]) == ("2026-10-01T00:00:00", 10)
    assert only["VATAmountFC"] == "21.00"
