"""The arithmetic that invoices and credit notes share, right to the cent.

Exclusive: sub_total = Σ amount − Σ discounts; total = sub_total + tax + round_off.
Inclusive: amounts hold the tax already; total = sub_total + round_off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from .books import Record
from .money import in_local, share
from .tax import COUNTRY_NAMES, Treatment

EXCLUSIVE, INCLUSIVE = "tax_exclusive", "tax_inclusive"
ITEM_LEVEL = ("item_level_coupon", "item_level_discount")


@dataclass(frozen=True)
class Discount:
    """A part of a discount that falls on one line, in minor units."""

    type: str
    amount: int
    entity_id: str | None = None
    description: str = ""
    percentage: bool = True


@dataclass(frozen=True)
class Line:
    """One line before tax is worked out. Amounts in minor units, dates in unix seconds.

    `credits` are store credits, by their credit notes, that lower what is taxed.
    """

    id: str
    description: str
    unit_amount: int
    quantity: int
    amount: int
    date_from: int
    date_to: int
    treatment: Treatment
    entity_type: str = "adhoc"
    entity_id: str | None = None
    pricing_model: str = "flat_fee"
    tiers: tuple[Record, ...] = ()
    discounts: tuple[Discount, ...] = ()
    credits: tuple[tuple[str, int], ...] = ()
    metered: bool = False
    extra: Record = field(default_factory=dict)

    @property
    def discounted(self) -> int:
        return sum(discount.amount for discount in self.discounts)

    @property
    def taxable(self) -> int:
        """What tax is reckoned on: store credits come off before it."""
        return self.net - sum(amount for _, amount in self.credits)

    @property
    def net(self) -> int:
        """Amount after discounts; with inclusive prices the tax is still in it."""
        return self.amount - self.discounted

    def with_discount(self, discount: Discount) -> Line:
        return replace(self, discounts=(*self.discounts, discount))


def line_tax(line: Line, price_type: str) -> int:
    rate = line.treatment.rate
    if price_type == INCLUSIVE:
        return share(line.taxable, rate, 100 + rate)
    return share(line.taxable, rate, 100)


def compose(
    lines: Sequence[Line],
    price_type: str,
    *,
    customer_id: str,
    subscription_id: str | None,
    currency: str,
    local_rate: Decimal | None = None,
    round_to: int = 1,
    round_off: int = 0,
) -> Record:
    """The amounts and line collections of a document.

    `local_rate` is given for a document in another currency than the seller's. `round_to` rounds
    the total up to a multiple of so many minor units; `round_off` adds what its parts lack.
    """
    taxes = {line.id: line_tax(line, price_type) for line in lines}
    sub_total, tax = sum(line.net for line in lines), sum(taxes.values())
    total = sub_total + (tax if price_type == EXCLUSIVE else 0)
    round_off += -(total + round_off) % round_to
    owner = {"customer_id": customer_id}
    if subscription_id:
        owner["subscription_id"] = subscription_id
    parts: Record = {
        "price_type": price_type,
        "sub_total": sub_total,
        "tax": tax,
        "total": total + round_off,
        "round_off_amount": round_off,
        "line_items": [_line_item(line, taxes[line.id], owner) for line in lines],
        "line_item_discounts": [_line_discount(line, d) for line in lines for d in line.discounts],
        "line_item_taxes": [
            _line_tax(line, taxes[line.id], price_type, currency, local_rate)
            for line in lines
            if line.treatment.shown
        ],
        "discounts": _discounts(lines),
        "taxes": _taxes(lines, taxes),
    }
    tiers = [{"line_item_id": line.id, **tier} for line in lines for tier in line.tiers]
    if tiers:
        parts["line_item_tiers"] = tiers
    credits = [_line_credit(line, *credit) for line in lines for credit in line.credits]
    if credits:
        parts["line_item_credits"] = credits
    if local_rate is not None:
        parts |= {
            "sub_total_in_local_currency": in_local(sub_total, currency, local_rate),
            "total_in_local_currency": in_local(parts["total"], currency, local_rate),
        }
    return parts


def _line_item(line: Line, tax: int, owner: Record) -> Record:
    record: Record = {
        "id": line.id,
        **owner,
        "date_from": line.date_from,
        "date_to": line.date_to,
        "unit_amount": line.unit_amount,
        "quantity": line.quantity,
        "amount": line.amount,
        "pricing_model": line.pricing_model,
        "is_taxed": line.treatment.reason is None and line.treatment.rate > 0,
        "tax_amount": tax,
        "discount_amount": line.discounted,
        "item_level_discount_amount": sum(
            discount.amount for discount in line.discounts if discount.type in ITEM_LEVEL
        ),
        "description": line.description,
        "entity_type": line.entity_type,
        "metered": line.metered,
        "is_percentage_pricing": False,
        **line.extra,
        "object": "line_item",
    }
    if line.treatment.shown:
        record["tax_rate"] = line.treatment.rate
    if line.treatment.reason:
        record["tax_exempt_reason"] = line.treatment.reason
    if line.entity_id:
        record["entity_id"] = line.entity_id
    return record


def _line_discount(line: Line, discount: Discount) -> Record:
    record: Record = {
        "line_item_id": line.id,
        "discount_type": discount.type,
        "discount_amount": discount.amount,
        "object": "line_item_discount",
    }
    if discount.entity_id:
        record["entity_id"] = discount.entity_id
        if discount.type.endswith("_coupon"):
            record["coupon_id"] = discount.entity_id
    return record


def _line_credit(line: Line, note_id: str, amount: int) -> Record:
    return {
        "line_item_id": line.id,
        "cn_id": note_id,
        "applied_amount": amount,
        "object": "line_item_credit",
    }


def _line_tax(
    line: Line, tax: int, price_type: str, currency: str, local_rate: Decimal | None
) -> Record:
    country = line.treatment.country
    record: Record = {
        "line_item_id": line.id,
        "tax_name": line.treatment.name,
        "tax_rate": line.treatment.rate,
        "taxable_amount": line.taxable - (tax if price_type == INCLUSIVE else 0),
        "tax_amount": tax,
        "is_partial_tax_applied": False,
        "is_non_compliance_tax": False,
        "tax_juris_type": "country",
        "tax_juris_name": COUNTRY_NAMES[country],
        "tax_juris_code": country,
        "object": "line_item_tax",
    }
    if local_rate is not None:
        record |= {
            "tax_amount_in_local_currency": in_local(tax, currency, local_rate),
            "local_currency_code": "EUR",
        }
    return record


def _discounts(lines: Sequence[Line]) -> list[Record]:
    """The document's own view: one entry per line for item-level ones, else one in all."""
    sums: dict[tuple[str, str | None, str | None], int] = defaultdict(int)
    first: dict[tuple[str, str | None, str | None], Discount] = {}
    for line in lines:
        for discount in line.discounts:
            on_line = line.id if discount.type in ITEM_LEVEL else None
            key = (discount.type, discount.entity_id, on_line)
            sums[key] += discount.amount
            first.setdefault(key, discount)
    return [_discount(first[key], key[2], amount) for key, amount in sums.items()]


def _discount(discount: Discount, line_id: str | None, amount: int) -> Record:
    record: Record = {
        "amount": amount,
        "description": discount.description,
        "entity_type": discount.type,
        "discount_type": "percentage" if discount.percentage else "fixed_amount",
        "object": "discount",
    }
    if line_id:
        record["line_item_id"] = line_id
    if discount.entity_id:
        record["entity_id"] = discount.entity_id
    return record


def _taxes(lines: Sequence[Line], taxes: dict[str, int]) -> list[Record]:
    sums: dict[tuple[str, Decimal], int] = defaultdict(int)
    for line in lines:
        if line.treatment.shown:
            sums[line.treatment.name, line.treatment.rate] += taxes[line.id]
    return [
        {
            "name": name,
            "amount": amount,
            "description": f"{name} @ {rate.normalize():f}%",
            "object": "tax",
        }
        for (name, rate), amount in sums.items()
    ]
