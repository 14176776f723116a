"""The cost centre and cost unit of a booked line, as far as its ledger takes them.

What a ledger does not take is left out and noted: `noted` tells it.

Source: Exact Online REST reference, "GLAccounts": UseCostcenter and UseCostunit are 0 optional,
1 mandatory, 2 not allowed. Lines name both by code.
"""

from ...ledger.problems import Unmapped
from ...ledger.words import Document, Line, Price
from .booking_rules import FORBIDDEN, MANDATORY
from .formats import cut
from .rules import NO_ITEM, Ledger, Rules

_NOTHING = ("", "")

#: What a line's body holds beside Exact's fields until `noted` has taken it out.
_LEFT_OUT = "left out"
_NOTE_LIMIT = 200


def facts(document: Document, line: Line | None, price: Price | None, rules: Rules) -> dict:
    """Return what the mapping of costs is asked with; without a line for the document itself.

    The year is the book year of the document's date, in broken book years too.
    """
    period = rules.calendar.find(document.date) if document.date else None
    return {
        "item": (price.item if price else "") or NO_ITEM,
        "item_family": price.item_family if price else "",
        "country": (line.country if line else "") or document.country,
        "business_entity": document.business_entity,
        "year": str(period.year) if period else "",
    }


def of(body: dict) -> tuple:
    """Return (field, code) of the costs that a line's body names."""
    return tuple((name, body[name]) for name in ("CostCenter", "CostUnit") if name in body)


def add(
    body: dict,
    ledger: Ledger,
    document: Document,
    rules: Rules,
    line: Line | None = None,
    price: Price | None = None,
) -> dict:
    """Return a line's body with the codes of its costs; one that the ledger forbids is noted.

    Raises Unmapped when the ledger demands one and no row gives it.
    """
    asked = facts(document, line, price, rules)
    row = rules.booking.cost.choose(asked)
    center, unit = row.target if row else _NOTHING
    for name, code, use, missing in (
        ("CostCenter", center, ledger.use_center, "cost_center_missing"),
        ("CostUnit", unit, ledger.use_unit, "cost_unit_missing"),
    ):
        if use == MANDATORY and not code:
            raise Unmapped(
                missing,
                ledger=ledger.code,
                name=ledger.name,
                line=line.external_id if line else "",
                description=line.description if line else "",
                **asked,
            )
        if code and use == FORBIDDEN:
            body.setdefault(_LEFT_OUT, []).append(f"{ledger.code}: {code}")
        elif code:
            body[name] = code
    return body


def noted(lines: list[dict]) -> str:
    """Take what was left out of an entry's lines out of their bodies, and return it for people."""
    found = [each for line in lines for each in line.pop(_LEFT_OUT, ())]
    return cut("; ".join(dict.fromkeys(found)), _NOTE_LIMIT)
