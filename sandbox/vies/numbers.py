"""Which VAT numbers exist here: those whose form and check digits are right.

A real register knows more than the form of a number. Here every well-formed number exists unless
a test says otherwise; check digits are looked at where the rule is short.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# The member states and Northern Ireland, by the service's own codes: Greece is EL, Britain is out.
FORMS = {
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "BG": r"\d{9,10}",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"\d{9}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[A-Z0-9]\d{7}[A-Z0-9]",
    "FI": r"\d{8}",
    "FR": r"[A-Z0-9]{2}\d{9}",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W]",
    "IT": r"\d{11}",
    "LT": r"\d{9}|\d{12}",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"\d{9}B\d{2}",
    "PL": r"\d{10}",
    "PT": r"\d{9}",
    "RO": r"\d{2,10}",
    "SE": r"\d{12}",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
    "XI": r"\d{9}|\d{12}|GD\d{3}|HA\d{3}",
}
# States that say whether a number exists, and not whose it is.
SILENT = ("DE", "ES")


def exists(country: str, number: str) -> bool:
    if not re.fullmatch(FORMS[country], number):
        return False
    check = _CHECKS.get(country)
    return check is None or check(number)


def _be(number: str) -> bool:
    return 97 - int(number[:8]) % 97 == int(number[8:])


def _de(number: str) -> bool:
    product = 10
    for digit in number[:8]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(number[8])


def _fr(number: str) -> bool:
    if not number.isdigit():
        return True
    return int(number[:2]) == (12 + 3 * (int(number[2:]) % 97)) % 97


def _nl(number: str) -> bool:
    """Companies keep the eleven-test, sole traders have had a modulus of 97 since 2020."""
    digits = [int(digit) for digit in number[:9]]
    eleven = sum(d * w for d, w in zip(digits, range(9, 1, -1), strict=False)) % 11
    if eleven == digits[8]:
        return True
    text = "".join(str(int(sign, 36)) for sign in f"NL{number}")
    return int(text) % 97 == 1


def _se(number: str) -> bool:
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(number[:10])]
    return number[10:] != "00" and sum(v // 10 + v % 10 for v in doubled) % 10 == 0


_CHECKS: dict[str, Callable[[str], bool]] = {
    "BE": _be,
    "DE": _de,
    "FR": _fr,
    "NL": _nl,
    "SE": _se,
}
