"""Suggestions for mapping rows, from what source and target say themselves. A person confirms.

Every function returns a Found or None; its reasons are codes.
"""

import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import NamedTuple

from ...ledger import identity
from ...ledger.pull import Referenced
from .bank_rules import BANK_JOURNAL
from .rules import EXCLUDING, GOODS, LISTINGS

#: Exemptions whose VAT code hangs on whether goods or a service were sold.
_BY_SUPPLY = ("reverse_charge", "export")

#: What was booked so many times, and mostly so, was no accident.
OFTEN, MOSTLY = 3, 0.8

#: How a payment condition is called for what a payment service provider collects.
_COLLECTED = re.compile(r"\bpsp\b|collected|ge[iï]nd|automatisch|encaiss", re.IGNORECASE)

_EXPORT = re.compile(r"export|uitvoer|buiten (de )?(eu|europ)|non[- ]?eu|outside", re.IGNORECASE)
_SERVICES = re.compile(r"dienst|service|prestation", re.IGNORECASE)
_SHIFTED = re.compile(r"verlegd|medecontractant|co-?contractant|reverse", re.IGNORECASE)
_ZERO = re.compile(r"nul|zero|(^|\D)0 ?%", re.IGNORECASE)
_EXEMPT = re.compile(r"vrijgesteld|exempt|exon", re.IGNORECASE)
#: A code that takes VAT back on debts that were never paid, at the rate of the sale it is about.
_BAD_DEBT = re.compile(r"oninbaar|bad debt|irr[eé]couvrable|teruggaaf", re.IGNORECASE)


class Found(NamedTuple):
    """Where a row may lead, and why: a code, with what its sentence tells.

    A `strong` one rests on what somebody decided for this very thing, or on the only choice there
    is; any other is a guess that wants a second look.
    """

    external_id: str
    why: str
    strong: bool = False
    told: dict = {}  # noqa: RUF012


def tax_match(facts: dict, home: str) -> dict:
    """Return what a suggested row for these tax facts (see `rules.TAX`) demands.

    A registration only where it isn't the division's own country: at home documents with and
    without one are taxed alike. What is sold only where the listing, or the box of the return,
    hangs on it.
    """
    wanted = ["exemption", "tax_name", "tax_rate", "country"]
    if home and facts.get("registration", "")[:2] not in ("", home):
        wanted.append("registration")
    if facts.get("exemption") in _BY_SUPPLY:
        wanted.append("supply")
    return {name: facts[name] for name in wanted if facts.get(name)}


def tax(
    facts: dict, vat_codes: list[Referenced], home: str = "", booked: Counter | None = None
) -> Found | None:
    """Return the VAT code that a combination of tax facts (see `rules.TAX`) likely means.

    `home` is the division's country. A rate alone never leads to a code of another country. Of
    several codes that mean the same it is the one that was `booked` most on the same ledgers,
    how often by code.
    """
    single = partial(_single, booked=booked or Counter())
    usable = [
        each
        for each in vat_codes
        if each.active
        and each.data.get("transaction_type") != "P"
        and not _BAD_DEBT.search(each.name)
    ]
    exemption, country = facts.get("exemption", ""), facts.get("country", "")
    rate = _rate(facts.get("tax_rate", ""))
    if home and facts.get("registration", "")[:2] not in ("", home):
        return None  # Which code leads to another country's return, only people know.
    if exemption == "reverse_charge":
        if home and country == home:
            shifted = [each for each in _named(usable, _SHIFTED) if not _is_listed(each)]
            return single(shifted, "reverse_charge_home")
        listing = "L" if facts.get("supply") == GOODS else "S"
        listed = [each for each in usable if each.data.get("listing") == listing]
        return single(listed, "reverse_charge")
    if exemption == "export":
        codes, goods = _named(usable, _EXPORT), facts.get("supply") == GOODS
        own = [each for each in codes if bool(_SERVICES.search(each.name)) != goods]
        return single(own or codes, "export")
    if exemption == "zero_rated":
        return single(_named(usable, _ZERO) or _named(usable, _EXEMPT), "zero")
    if exemption:
        return single(_named(usable, _EXEMPT), "exempt")
    if not rate:
        return None
    same = [each for each in usable if _rate(each.data.get("percentage", "")) == rate]
    abroad = [each for each in same if each.data.get("oss_country")]
    if country and country != home:
        there = [each for each in abroad if each.data["oss_country"] == country]
        if there:
            return single(there, "oss")
        if home:
            return None
    return single(
        [
            each
            for each in same
            if not each.data.get("oss_country")
            and not each.data.get("charged")
            and not _is_listed(each)
        ],
        "percentage",
    )


def term(facts: dict, conditions: list[Referenced], collected: bool = False) -> Found | None:
    """Return the payment condition of so many net days, paid on credit.

    Another method could make Exact collect what the source's gateway collects already. For what
    is `collected` by a method of its own it is the condition that says so in its name.
    """
    usable = [each for each in conditions if each.active and each.data.get("method") == "B"]
    if collected and facts["payment_method"]:
        named = [each for each in usable if _COLLECTED.search(each.name)]
        if named:
            return _single(named, "collected")
    days = facts["net_term_days"]
    if not days.isdigit():
        return None
    same = [
        each
        for each in usable
        if each.data.get("days") == int(days) and not each.data.get("months")
    ]
    return _single(same, "days")


def term_match(facts: dict, conditions: list[Referenced], collected: bool) -> dict:
    """Return what a suggested row of payment conditions demands.

    A method of payment has a row of its own where a condition of its own is there for it.
    """
    found = term(facts, conditions, collected)
    own = found is not None and found[1] == "collected"
    names = ("net_term_days", "payment_method") if own else ("net_term_days",)
    return {name: facts[name] for name in names if facts[name]}


def journal(facts: dict, journals: list[Referenced]) -> Found | None:
    """Return the bank journal whose name says that it is a gateway's, in the currency that moved.

    A bank journal of another name may be a real bank's, in which the bank's statements are booked.
    """
    name = identity.name(facts["gateway"])
    fits = [
        each
        for each in journals
        if each.active
        and each.data.get("type") == BANK_JOURNAL
        and (each.data.get("currency") == facts["currency"] or each.data.get("any_currency"))
        and name
        and name in identity.name(each.name)
    ]
    own = [each for each in fits if each.data.get("currency") == facts["currency"]]
    return _single(own or fits, "gateway")


def _single(found: list[Referenced], reason: str, booked: Counter | None = None) -> Found | None:
    """Return the only find; of several the most booked, else one that is for sales, without VAT."""
    if not found:
        return None
    if len(found) == 1:
        return Found(found[0].external_id, reason, True)
    counts = Counter({each.code: booked[each.code.strip()] for each in found} if booked else {})
    most = counts.most_common(2)
    if most and most[0][1] > 0 and (len(most) == 1 or most[0][1] > most[1][1]):
        (one,) = [each for each in found if each.code == most[0][0]]
        told = {"count": most[0][1], "vat_code": one.code.strip()}
        return Found(one.external_id, "vat_booked", most[0][1] >= OFTEN, told)
    for field, value in (("type", EXCLUDING), ("transaction_type", "S")):
        found = [each for each in found if each.data.get(field) == value] or found
    return Found(min(found, key=lambda each: each.code).external_id, reason, len(found) == 1)


def _named(codes: list[Referenced], pattern: re.Pattern) -> list[Referenced]:
    return [
        each
        for each in codes
        if pattern.search(each.name) and not _rate(each.data.get("percentage", ""))
    ]


def _is_listed(code: Referenced) -> bool:
    return code.data.get("listing") in LISTINGS


def _rate(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
