"""Mapping tables: rows that match on some fields, and the most specific one wins."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One confirmed row. `match` holds only the fields that the row demands."""

    id: int
    match: dict
    target: object


class Table:
    """Rows of one mapping table, ready to be asked thousands of times.

    `fields` stand in the order of their weight: a row that demands an earlier field beats every
    row that does not, whatever later fields those demand. The lists on screen show that order.
    """

    def __init__(self, fields, rows):
        self.fields = tuple(fields)
        self._by_shape = {}
        for row in rows:
            shape = tuple(name for name in self.fields if row.match.get(name))
            values = tuple(row.match[name] for name in shape)
            self._by_shape.setdefault(shape, {}).setdefault(values, row)
        self._shapes = sorted(self._by_shape, key=lambda shape: rank(self.fields, shape))
        self._shapes.reverse()

    def choose(self, facts):
        """Return the winning Row for a dict of facts, or None."""
        for shape in self._shapes:
            row = self._by_shape[shape].get(tuple(facts.get(name, "") for name in shape))
            if row is not None:
                return row
        return None


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
