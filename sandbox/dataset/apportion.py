"""Credits a whole amount over an invoice's lines, tax included, right to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from .books import Record
from .credits import credited_line
from .document import INCLUSIVE, Line, line_tax
from .money import spread


def creditable_lines(invoice: Record) -> list[Record]:
    """The lines that something can be taken back from."""
    return [line for line in invoice["line_items"] if _net(line) > 0]


def apportioned(invoice: Record, total: int, rng: Random) -> tuple[list[Line], int]:
    """Lines whose total is at most `total`, and the round-off that it lacks.

    Not every total can be made of a net amount and its rounded tax: the largest one below is
    taken, and the few cents that are missing are rounded off.
    """
    taxes = {tax["line_item_id"]: tax for tax in invoice["line_item_taxes"]}
    sources = creditable_lines(invoice)
    lines = []
    parts = spread(total, [_gross(line, invoice["price_type"]) for line in sources])
    for source, part in zip(sources, parts, strict=True):
        line = credited_line(source, taxes.get(source["id"]), 0, rng)
        amount = net_of(line, part, invoice["price_type"])
        if amount:
            lines.append(with_amount(line, amount))
    return lines, total - total_of(lines, invoice["price_type"])


def with_amount(line: Line, amount: int) -> Line:
    return replace(line, unit_amount=amount, amount=amount)


def total_of(lines: Sequence[Line], price_type: str) -> int:
    return sum(_total(line, price_type) for line in lines)


def _net(line: Record) -> int:
    return line["amount"] - line["discount_amount"]


def _gross(line: Record, price_type: str) -> int:
    return _net(line) + (0 if price_type == INCLUSIVE else line["tax_amount"])


def _total(line: Line, price_type: str) -> int:
    return line.net + (0 if price_type == INCLUSIVE else line_tax(line, price_type))


def net_of(line: Line, gross: int, price_type: str) -> int:
    """The largest amount of the line that is not more than `gross` with its tax."""
    if price_type == INCLUSIVE:
        return gross
    amount = int(Decimal(gross) * 100 / (100 + line.treatment.rate)) + 1
    while _total(with_amount(line, amount), price_type) > gross:
        amount -= 1
    return amount
