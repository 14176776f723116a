"""What was taken off the lines of a document, by whom: coupons, credits, nobody.

Source: apidocs.chargebee.com, "Invoices", `line_item_discounts`: discounts of the whole document
are spread over its lines there already.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from .fields import entries, line_of, minor, text

#: Discounts that no coupon and nobody gave: what was paid for and not used, on the old price.
_PRORATED = "prorated_credits"
_PROMOTIONAL = "promotional_credits"


@dataclass
class Discounts:
    """What was taken off a line, in minor units: all of it, and those parts that have a name."""

    total: int = 0
    promotional: int = 0
    coupons: dict = field(default_factory=dict)

    def without_tax(self, net, tax, base):
        """Return the named parts without the tax that is within them; `net` is without it too.

        Promotional credits that left the `base` of the tax alone have no tax within them.
        """

        def freed(amount):
            return int(round(Decimal(amount) * net / (net + tax))) if net + tax else amount

        untaxed = base == net + self.promotional
        coupons = {coupon: freed(amount) for coupon, amount in self.coupons.items()}
        promotional = self.promotional if untaxed else freed(self.promotional)
        return Discounts(self.total, promotional, coupons)


NO_DISCOUNTS = Discounts()


def discounts_of(source):
    """Return line id → Discounts."""
    found = {}
    for entry in entries(source, "line_item_discounts"):
        line_id = line_of(entry, "line_item_discounts")
        amount = minor(entry, "discount_amount", "line_item_discounts")
        sort = text(entry, "discount_type", "line_item_discounts")
        off = found.setdefault(line_id, Discounts())
        off.total += amount
        if sort == _PROMOTIONAL:
            off.promotional += amount
        elif sort != _PRORATED:
            coupon = text(entry, "coupon_id", "line_item_discounts")
            off.coupons[coupon] = off.coupons.get(coupon, 0) + amount
    return found
