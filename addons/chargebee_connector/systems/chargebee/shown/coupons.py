"""Coupons: what they take off, of whom and until when.

Source: apidocs.chargebee.com, "Coupons". A percentage has no currency, an amount has one.
"""

from ....ledger.mirror import Row
from .declare import (
    THING,
    choice,
    day,
    moment,
    money,
    number,
    shape,
    whole,
    words,
    yes_no,
)
from .reading import Reading

STATUSES = {
    "active": "Active",
    "expired": "Expired",
    "archived": "Archived",
    "deleted": "Deleted",
    "future": "Future",
}
DISCOUNT_TYPES = {
    "fixed_amount": "Fixed Amount",
    "percentage": "Percentage",
    "offer_quantity": "Free Quantity",
}
DURATION_TYPES = {
    "one_time": "Once",
    "forever": "Forever",
    "limited_period": "Limited Period",
}

COUPON = shape(
    ("coupon", "Coupon", "Coupons"),
    words("invoice_name", "Name on Invoices", THING),
    choice("status", "Status", STATUSES),
    choice("discount_type", "Discount Type", DISCOUNT_TYPES),
    number("percentage", "Percentage", at="discount_percentage"),
    money("amount", "Amount", at="discount_amount"),
    whole("free_quantity", "Free Quantity", at="discount_quantity"),
    words("amount_currency", "Currency of Amount", at="currency_code"),
    words("apply_on", "Applied To"),
    choice("duration_type", "Duration", DURATION_TYPES),
    whole("duration", "Number of Periods", at="period"),
    words("duration_unit", "Period Unit", at="period_unit"),
    whole("duration_months", "Number of Months", at="duration_month"),
    day("valid_from", "Valid From"),
    day("valid_until", "Valid Until", at="valid_till"),
    whole("max_redemptions", "Most Redemptions"),
    whole("redemptions", "Redemptions"),
    yes_no("included_in_mrr", "Included in MRR"),
    moment("created_at", "Created There"),
    moment("archived_at", "Archived"),
    lookups={},
    owned=False,
)


def coupon_row(kind: str, source: dict, site_tz: str) -> Row:
    """Return the row of a coupon."""
    one = Reading(kind, source, site_tz)
    return COUPON.row(one, one.external_id, one.text("name"), {})
