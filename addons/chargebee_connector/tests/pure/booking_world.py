"""Rules with journals, costs and discounts of their own, for the tests of how things are booked."""

from exact_world import route, table

from odoo.addons.chargebee_connector.systems.exact import rules
from odoo.addons.chargebee_connector.systems.exact.booking_rules import (
    COST,
    DISCOUNT,
    ENTITY,
    Booking,
    Journal,
)

SALES = Journal("70", "Verkoop", 20, "EUR", True, "guid-1300")
DOLLARS = Journal("71", "Verkoop USD", 20, "USD", False, "guid-1300")
RETURNS = Journal("72", "Retouren", 21, "EUR", False, "guid-1300")

DISCOUNTS = rules.Ledger("guid-8100", "8100", "Kortingen", 110)
SUMMER = rules.Ledger("guid-8110", "8110", "Zomerkorting", 110)
CREDITS = rules.Ledger("guid-8120", "8120", "Tegoeden", 110)


def journals(*rows):
    return table(ENTITY, *rows)


def costs(*rows):
    return table(COST, *rows)


def coupons(*rows):
    return table(DISCOUNT, *(rows or (({}, DISCOUNTS), ({"coupon": "SUMMER"}, SUMMER))))


def booking(*known, **options):
    """Return rules with these options; `known` are the division's journals."""
    options.setdefault("journals", {journal.code: journal for journal in known})
    return route(booking=Booking(**options))


def own(**options):
    """Return rules by which discounts stand on ledgers of their own."""
    return booking(discount=coupons(), own_discounts=True, **options)


def amounts(body):
    """Return (ledger, amount, VAT code, VAT) of an entry's lines."""
    return [
        (line["GLAccount"], line["AmountFC"], line["VATCode"], line.get("VATAmountFC"))
        for line in body["SalesEntryLines"]
    ]
