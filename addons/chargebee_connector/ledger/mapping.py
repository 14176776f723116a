"""Mapping tables: rows that match on some fields, and the most specific one wins."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Row:
    """One confirmed row. `match` holds only the fields that the row demands.

    It decides for documents dated from `valid_from` to `valid_to`, both included; None is no
    limit. `supply` says what a row of revenue stands for: `goods`, `service` or "" (not told).
    """

    id: int
    match: dict
    target: object
    valid_from: date | None = None
    valid_to: date | None = None
    supply: str = ""

    def holds_on(self, day):
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class Table:
    """Rows of one mapping table, ready to be asked thousands of times.

    `fields` stand in the order of their weight: a row that demands an earlier field beats every
    row that does not, whatever later fields those demand. The lists on screen show that order.
    Of rows that demand the same, the one that began last wins: a temporary rate beats the usual.
    """

    def __init__(self, fields, rows):
        self.fields = tuple(fields)
        self._by_shape = {}
        for row in sorted(rows, key=lambda row: row.valid_from or date.min, reverse=True):
            shape = tuple(name for name in self.fields if row.match.get(name))
            values = tuple(row.match[name] for name in shape)
            self._by_shape.setdefault(shape, {}).setdefault(values, []).append(row)
        self._shapes = sorted(self._by_shape, key=lambda shape: rank(self.fields, shape))
        self._shapes.reverse()

    def choose(self, facts, day=None, demanded=""):
        """Return the winning Row for a dict of facts, or None; see `fitting`."""
        return next(self.fitting(facts, day, demanded), None)

    def fitting(self, facts, day=None, demanded=""):
        """Yield the rows that fit a dict of facts, the winner first.

        With a `day` only rows that hold on it count; with a `demanded` field only those that
        demand it.
        """
        for shape in self._shapes:
            if demanded and demanded not in shape:
                continue
            values = tuple(facts.get(name, "") for name in shape)
            for row in self._by_shape[shape].get(values, ()):
                if day is None or row.holds_on(day):
                    yield row


def rank(fields, demanded):
    """Return how specific a row is that demands these fields: higher wins."""
    weight = 1 << len(fields)
    total = 0
    for name in fields:
        weight >>= 1
        if name in demanded:
            total += weight
    return total


def plain_rate(rate):
    """Return a percentage as the text that mapping rows hold: 21, 5.5, 0."""
    text = format(rate.normalize(), "f")
    return "0" if text in ("-0", "0E+1") else text


#: A row of the VAT mapping must demand one of these: a rate alone says nothing of whose VAT it is.
TELLING = ("exemption", "registration", "tax_name", "country")


def tells_enough(match: dict) -> bool:
    """Say whether a row of the VAT mapping says whose VAT it stands for, or that there is none."""
    return any(match.get(name) for name in TELLING) or match.get("tax_rate") == "0"
