"""VAT numbers: their one spelling, and whether they can be right at all.

The numbers' own rules (length, form, check digits) are python-stdnum's. Whether a number is
registered is another question, and not asked here.
"""

from functools import lru_cache

from stdnum import get_cc_module
from stdnum.eu.vat import MEMBER_STATES
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

from ...ledger import identity

#: VAT prefixes that are no country codes: Greece, and Northern Ireland with British numbers.
_PREFIXES = {"EL": "GR", "XI": "GB"}
#: Countries outside the union whose numbers carry their country's code.
_PREFIXED = frozenset({"GB"})


@lru_cache(maxsize=8192)
def check(number: str, country: str) -> tuple[str, str]:
    """Return (the number's one spelling with its prefix, what is wrong with it).

    The second is "" for a right number and for countries whose rules nobody here knows, else
    `length`, `checksum` or `form`. `country` (alpha-2) counts where the number has no prefix.
    """
    plain = identity.vat(number)
    if not plain:
        return "", ""
    prefix = plain[:2] if _is_prefix(plain[:2]) else ""
    home = _PREFIXES.get(prefix) or prefix or _PREFIXES.get(country.upper()) or country.upper()
    rules = get_cc_module(home.lower(), "vat") if home else None
    if rules is None:
        return plain, ""
    body = plain[2:] if prefix else plain
    if home == "GR":
        prefix = "EL"
    elif not prefix and (home.lower() in MEMBER_STATES or home in _PREFIXED):
        prefix = "XI" if country.upper() == "XI" else home
    try:
        return prefix + identity.vat(rules.validate(body)), ""
    except InvalidChecksum:
        return prefix + body, "checksum"
    except InvalidLength:
        return prefix + body, "length"
    except ValidationError:
        return prefix + body, "form"


def full(number: str, country: str) -> str:
    """Return a number's one spelling, by which two of them are compared."""
    return check(number, country)[0]


def _is_prefix(letters: str) -> bool:
    return letters in _PREFIXES or letters in _PREFIXED or letters.lower() in MEMBER_STATES
