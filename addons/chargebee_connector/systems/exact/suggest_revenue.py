"""Which revenue ledger a price likely belongs on, by how this administration books.

A person confirms; the reasons are codes, as in `suggest`.
"""

from collections import Counter
from dataclasses import dataclass, field

from ...ledger import identity
from ...ledger.pull import Referenced
from ...ledger.words import Price
from .rules import REVENUE_TYPE
from .suggest import MOSTLY, OFTEN, Found

#: Words that say nothing about what is sold.
_HOLLOW = frozenset(
    "omzet opbrengst opbrengsten verkoop verkopen revenue sales income turnover "
    "eur usd gbp jpy per month monthly maand maandelijks year yearly annual jaar jaarlijks".split()
)

#: What is evidence for the price itself, and a guess at most for what is sold beside it.
_OF_THE_PRICE = ("accounting_code", "item", "item_group")

#: So much of the longer name must be found in the other one.
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Books:
    """What an administration tells of how it books: its things, by kind of reference.

    `siblings` holds for each family how often each ledger was confirmed for prices of it.
    """

    ledgers: list[Referenced]
    bookings: list[Referenced] = field(default_factory=list)
    items: list[Referenced] = field(default_factory=list)
    groups: list[Referenced] = field(default_factory=list)
    siblings: dict[str, Counter] = field(default_factory=dict)

    @property
    def usable(self) -> dict[str, Referenced]:
        """The active revenue ledgers by id: a line may be booked on no other."""
        return {
            each.external_id: each
            for each in self.ledgers
            if each.active and each.data.get("type") == REVENUE_TYPE
        }


def ledger(price: Price, books: Books, description: str = "") -> Found | None:
    """Return the ledger that a price's revenue likely belongs on, the strongest evidence first.

    By the accounting code the price carries, by the item of the same code in Exact or its group,
    by how the same description was booked before, by where the rest of its family was confirmed,
    by alike names; only active revenue ledgers count, and only a single best one. What is sold
    beside the price, a setup fee, may have a ledger of its own: there the price's own is a guess.
    """
    usable = books.usable
    names = (description,) if price.beside else (price.name, description)
    found = [
        _for_what_is_beside(one) if price.beside else one
        for one in (
            _by_code(price, usable),
            _by_item(price, books, usable),
            _by_booking(names, books, usable),
            _by_family(price, books, usable),
            _by_group(price, books, usable),
            _by_name(price, usable),
        )
        if one is not None
    ]
    return next((one for one in found if one.strong), found[0] if found else None)


def _for_what_is_beside(found: Found | None) -> Found | None:
    """Return what evidence is worth for something that is sold under the id of another thing."""
    weak = found is not None and found.why in _OF_THE_PRICE
    return found._replace(strong=False) if weak else found


def _by_code(price: Price, usable: dict) -> Found | None:
    for ledger in usable.values():
        if price.accounting_code and ledger.code == price.accounting_code:
            return Found(ledger.external_id, "accounting_code", True, {"ledger": ledger.code})
    return None


def _by_item(price: Price, books: Books, usable: dict) -> Found | None:
    """Return the ledger on which Exact itself sells the item of the same code."""
    codes = {code.casefold() for code in (price.sku, price.item, price.external_id) if code}
    groups = {group.external_id: group for group in books.groups}
    for item in books.items:
        if not item.active or item.code.strip().casefold() not in codes:
            continue
        group = groups.get(item.data.get("group", ""))
        own, shared = item.data.get("gl_account"), group and group.data.get("gl_account")
        for ledger, why in ((own, "item"), (shared, "item_group")):
            if ledger in usable:
                told = {"item": item.code.strip(), "ledger": usable[ledger].code}
                return Found(ledger, why, True, told)
    return None


def _by_booking(texts: tuple, books: Books, usable: dict) -> Found | None:
    names = {identity.name(text) for text in texts} - {""}
    for booking in books.bookings:
        ledger = booking.data["gl_account"]
        if "vat_code" in booking.data or booking.external_id not in names or ledger not in usable:
            continue
        count = int(booking.data.get("count") or 1)
        whole = int(booking.data.get("of") or count)
        told = {"count": count, "of": whole, "ledger": usable[ledger].code}
        return Found(ledger, "booked_before", count >= OFTEN and count >= whole * MOSTLY, told)
    return None


def _by_family(price: Price, books: Books, usable: dict) -> Found | None:
    """Return the only ledger on which prices of the same family were confirmed."""
    confirmed = books.siblings.get(price.item_family) if price.item_family else None
    if not confirmed or len(confirmed) > 1:
        return None
    ((ledger, count),) = confirmed.items()
    if ledger not in usable:
        return None
    told = {"count": count, "ledger": usable[ledger].code, "family": price.item_family}
    return Found(ledger, "family", count >= OFTEN, told)


def _by_group(price: Price, books: Books, usable: dict) -> Found | None:
    """Return the ledger of the item group in Exact that is called as the family is."""
    family = identity.name(price.item_family)
    for group in books.groups:
        ledger = group.data.get("gl_account")
        if (
            family
            and ledger in usable
            and family in (identity.name(group.code), identity.name(group.name))
        ):
            return Found(
                ledger, "group_named", False, {"group": group.name, "ledger": usable[ledger].code}
            )
    return None


def _by_name(price: Price, usable: dict) -> Found | None:
    name = identity.name(price.name)
    scored = sorted(
        ((_likeness(name, identity.name(each.name)), each.external_id) for each in usable.values()),
        reverse=True,
    )
    if not scored or scored[0][0] < _ALIKE:
        return None
    if len(scored) > 1 and scored[1][0] == scored[0][0]:
        return None
    return Found(scored[0][1], "name", False, {"ledger": usable[scored[0][1]].code})


def match(facts: dict, shared: set[str]) -> dict:
    """Return what a suggested row of revenue demands: the price.

    And the family where the price is one of those whose id is `shared` by several things.
    """
    names = ("item_price", "item_family") if facts["item_price"] in shared else ("item_price",)
    return {name: facts[name] for name in names if facts[name]}


def _likeness(name: str, other: str) -> float:
    """Return which part of the longer name's words stand in the other one, from 0 to 1."""
    words, others = set(name.split()) - _HOLLOW, set(other.split()) - _HOLLOW
    if not words or not others:
        return 0.0
    return len(words & others) / max(len(words), len(others))
