"""VAT numbers that pass their country's checksum."""

from __future__ import annotations

from random import Random


def vat_number(country: str, rng: Random) -> str:
    """A number for one of NL, BE, DE, FR, GB, SE."""
    return country + _BODIES[country](rng)


def _nl(rng: Random) -> str:
    while True:
        body = f"8{rng.randrange(10**7):07d}"
        check = (
            sum(int(digit) * weight for digit, weight in zip(body, range(9, 1, -1), strict=True))
            % 11
        )
        if check < 10:
            return f"{body}{check}B01"


def _be(rng: Random) -> str:
    body = f"0{rng.randrange(4 * 10**6, 8 * 10**6):07d}"
    return f"{body}{97 - int(body) % 97:02d}"


def _de(rng: Random) -> str:
    body = f"{rng.randrange(10**7, 10**8)}"
    product = 10
    for digit in body:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return f"{body}{(11 - product) % 10}"


def _fr(rng: Random) -> str:
    body = f"{rng.randrange(3 * 10**7, 9 * 10**7)}"
    doubled = [int(digit) * (2 - index % 2) for index, digit in enumerate(reversed(body))]
    check = -sum(value // 10 + value % 10 for value in doubled) % 10
    siren = int(f"{body}{check}")
    return f"{(12 + 3 * (siren % 97)) % 97:02d}{siren}"


def _gb(rng: Random) -> str:
    body = f"{rng.randrange(10**6, 10**7)}"
    total = sum(int(digit) * weight for digit, weight in zip(body, range(8, 1, -1), strict=True))
    return f"{body}{97 - total % 97:02d}"


def _se(rng: Random) -> str:
    body = f"556{rng.randrange(10**6):06d}"
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(body)]
    check = -sum(value // 10 + value % 10 for value in doubled) % 10
    return f"{body}{check}01"


_BODIES = {"NL": _nl, "BE": _be, "DE": _de, "FR": _fr, "GB": _gb, "SE": _se}
