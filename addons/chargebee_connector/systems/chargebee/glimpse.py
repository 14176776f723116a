"""The little that can be said of an object whose payload can't be understood as a whole.

A bookkeeper who is told that a document is blocked wants to see which one, of whom and how much.
"""

from decimal import Decimal

from ...ledger.plan import Facts
from ...ledger.problems import Invalid
from . import fields


def glimpse(payload, site_tz: str) -> Facts:
    """Return the facts that can be read, each one on its own; never raises Invalid."""
    try:
        source = fields.opened(payload)
    except Invalid:
        return Facts()
    code = _try(lambda: fields.currency(source, "currency_code")) or ""
    exponent = _try(lambda: fields.places(code)) if code else None
    return Facts(
        title=_try(lambda: _name(source)) or "",
        date=_try(lambda: _date(source, site_tz)),
        currency=code,
        total=None if exponent is None else _try(lambda: _amount(source, "total", exponent)),
        tax=None if exponent is None else _try(lambda: _amount(source, "tax", exponent)),
    )


def _try(read):
    try:
        return read()
    except Invalid:
        return None


def _amount(source, name, exponent):
    return Decimal(fields.minor(source, name)).scaleb(-exponent) if name in source else None


def _name(source):
    address = fields.inner(source, "billing_address")
    person = [fields.text(address, part) for part in ("first_name", "last_name")]
    return fields.text(address, "company") or " ".join(filter(None, person))


def _date(source, site_tz):
    site = fields.inner(source, "site_details_at_creation")
    zone = fields.time_zone(fields.text(site, "timezone") or site_tz)
    return fields.local_date(source, "date", zone)


def entity_of(payload) -> str:
    """Return the business entity that an object names, "" where none can be read."""
    try:
        return fields.text(fields.opened(payload), "business_entity_id")
    except Invalid:
        return ""
