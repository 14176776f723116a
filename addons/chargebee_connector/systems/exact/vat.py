"""VAT numbers: their one spelling, and whether they can be right at all.

The numbers' own rules (length, form, check digits) are python-stdnum's, asked for the union, the
United Kingdom, Switzerland and Norway. The last two are written with and without what follows the
number (MWST, MVA), and both pass. Elsewhere a tax number plays no part in a VAT listing and is
passed on as it is.
Whether a number is registered is another question, and not asked here.
"""

import re
from functools import lru_cache

from stdnum import get_cc_module
from stdnum.eu.vat import MEMBER_STATES
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

from ...ledger import identity

#: VAT prefixes that are no country codes: Greece, and Northern Ireland with British numbers.
_PREFIXES = {"EL": "GR", "XI": "GB"}
#: The member states.
_MEMBERS = frozenset(code.upper() for code in MEMBER_STATES) - {"XI"}
#: The countries whose numbers are checked, and written with the country's prefix.
_CHECKED = _MEMBERS | {"GB"}
#: Those whose number is one of a register, with a prefix and an ending of its own: how it is
#: written, its prefix, whose rules it follows, and what stands before it there.
_REGISTERED = {
    "CH": (re.compile(r"(?:CHE)?(\d*)(MWST|TVA|IVA|TPV|)"), "CHE", "uid", "CHE"),
    "NO": (re.compile(r"(?:NO)?(\d*)(MVA|)"), "NO", "orgnr", ""),
}
_REGISTERED_PREFIX = re.compile(r"(CH)E\d|(NO)\d")


@lru_cache(maxsize=8192)
def check(number: str, country: str) -> tuple[str, str]:
    """Return (the number's one spelling with its prefix, what is wrong with it).

    The second is "" for a right number and for countries that are not checked, else `length`,
    `checksum` or `form`; a wrong number is only freed of blanks and dashes. `country` (alpha-2)
    counts where the number has no prefix.
    """
    plain = identity.vat(number)
    if not plain:
        return "", ""
    registered = _REGISTERED_PREFIX.match(plain)
    if registered or (country.upper() in _REGISTERED and not _is_prefix(plain[:2])):
        return _of_register(plain, registered[0][:2] if registered else country.upper())
    prefix = plain[:2] if _is_prefix(plain[:2]) else ""
    home = _PREFIXES.get(prefix) or prefix or _PREFIXES.get(country.upper()) or country.upper()
    if home not in _CHECKED:
        return plain, ""
    body = plain[2:] if prefix else plain
    if home == "GR":
        prefix = "EL"
    elif not prefix:
        prefix = "XI" if country.upper() == "XI" else home
    valid, wrong = _valid(get_cc_module(home.lower(), "vat"), body)
    return (plain, wrong) if wrong else (prefix + valid, "")


def _of_register(plain: str, home: str) -> tuple[str, str]:
    """Return `check` of a number that a country's register of companies gives."""
    pattern, prefix, name, theirs = _REGISTERED[home]
    found = pattern.fullmatch(plain)
    if not found:
        return plain, "form"
    _number, wrong = _valid(get_cc_module(home.lower(), name), theirs + found[1])
    return (plain, wrong) if wrong else (prefix + found[1] + found[2], "")


def _valid(rules, number: str) -> tuple[str, str]:
    """Return (a number as its rules write it, what is wrong with it)."""
    try:
        return identity.vat(rules.validate(number)), ""
    except InvalidChecksum:
        return "", "checksum"
    except InvalidLength:
        return "", "length"
    except ValidationError:
        return "", "form"


def home(number: str, country: str) -> str:
    """Return the country (alpha-2, or XI) whose number it is; `country` without a prefix or number.

    Northern Ireland counts for itself, since it belongs to the union for goods.
    """
    prefix = identity.vat(number)[:2]
    return _country_of(prefix) if _is_prefix(prefix) else _country_of(country.upper())


def country(code: str) -> str:
    """Return a country's one code: Greece is EL to the tax authorities and GR to everybody else."""
    return _country_of(code.upper())


def is_union(country: str, goods: bool = False) -> bool:
    """Say whether a country is a member state; Northern Ireland is one for goods."""
    return country in _MEMBERS or (goods and country == "XI")


def _country_of(code: str) -> str:
    return "GR" if code == "EL" else code


def full(number: str, country: str) -> str:
    """Return a number's one spelling, by which two of them are compared."""
    return check(number, country)[0]


def _is_prefix(letters: str) -> bool:
    return letters in _PREFIXES or letters in _CHECKED
