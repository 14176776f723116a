"""Filters that find the rows of many keys in few calls.

One address takes about forty alternatives. Numbers of a series share their beginnings, so up to
ten of them are one alternative: "begins with INV-2026-0012". What else begins like that comes
along, and whoever asks leaves it out; a beginning therefore ends in enough digits to be that of
few numbers only.
"""

import re
from collections.abc import Iterable, Iterator

from . import formats

#: So many alternatives fit one address; Exact was seen to fail far above.
MOST_TERMS = 40
#: Keys with one beginning from which on the beginning stands for them.
_FEWEST = 3
_SERIES = re.compile(r"(.*[0-9]{3})[0-9]", re.DOTALL)


def fitting(keys: Iterable[str]) -> int:
    """Return how many of the first of these keys one filter finds; a key may come twice."""
    members: dict[str, int] = {}
    met: set[str] = set()
    terms = most = 0
    for number, key in enumerate(keys, 1):
        if key not in met:
            met.add(key)
            beginning = _beginning(key)
            before = members.get(beginning, 0)
            members[beginning] = before + 1
            terms += _terms(before + 1) - _terms(before)
        if terms <= MOST_TERMS or len(met) <= MOST_TERMS:
            most = number
    return most


def filters(field: str, keys: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield filters on a field, each with the keys whose rows it finds, among others.

    Keys that fit one address as they are get a filter that finds nothing else.
    """
    if len(keys) <= MOST_TERMS:
        alternatives = [(_is(field, key), [key]) for key in keys]
    else:
        alternatives = _alternatives(field, keys)
    for start in range(0, len(alternatives), MOST_TERMS):
        some = alternatives[start : start + MOST_TERMS]
        yield (
            " or ".join(term for term, _found in some),
            [key for _term, found in some for key in found],
        )


def _alternatives(field: str, keys: list[str]) -> list[tuple[str, list[str]]]:
    """Return the terms of a filter, each with the keys that it is for."""
    groups: dict[str, list[str]] = {}
    for key in keys:
        groups.setdefault(_beginning(key), []).append(key)
    terms = []
    for beginning, members in groups.items():
        if _terms(len(members)) < len(members):
            terms.append((formats.begins(field, beginning), members))
        else:
            terms.extend((_is(field, key), [key]) for key in members)
    return terms


def _terms(members: int) -> int:
    """Return how many terms keys with one beginning take."""
    return 1 if members >= _FEWEST else members


def _beginning(key: str) -> str:
    """Return what a number of a series shares with its neighbours; the key itself for others."""
    found = _SERIES.fullmatch(key)
    return found[1] if found else key


def _is(field: str, key: str) -> str:
    return formats.any_of(field, [key])
