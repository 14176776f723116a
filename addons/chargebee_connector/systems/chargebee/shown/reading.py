"""One object of Chargebee's, read field by field while its row is made."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from decimal import Decimal

from .. import fields

_ONE_DAY = timedelta(days=1)


class Reading:
    """One object while its row is made.

    `source` is the object, `group` the list in which it stands inside another one, `given` what
    was worked out for its columns before. What is about the whole (its currency, time zone and
    marks) is shared with the objects inside.
    """

    def __init__(self, kind: str, source: dict, site_tz: str, currency: str | None = None):
        """Begin with a whole object; without `currency` it is the one that the object names."""
        self.kind = kind
        self.source = source
        self.group = ""
        self.given: dict = {}
        self.external_id = fields.identifier(source, "id")
        if currency is None:
            named = source.get("currency_code") is not None
            currency = fields.currency(source, "currency_code") if named else ""
        self.currency = currency
        details = fields.inner(source, "site_details_at_creation")
        self._tz = fields.text(details, "timezone", "site_details_at_creation") or site_tz
        self.entity = fields.text(source, "business_entity_id")
        self.version = fields.digits(source, "resource_version")
        self.updated_at = fields.moment(source, "updated_at")
        self.deleted = fields.flag(source, "deleted") or source.get("status") == "deleted"

    def inside(self, source: dict, group: str, **given) -> Reading:
        """Return the reading of an object inside this one."""
        other = copy(self)
        other.source, other.group, other.given = source, group, given
        return other

    def each(self, name: str) -> list[Reading]:
        """Return the readings of a list's objects, each with its `position` from 1 on."""
        entries = fields.entries(self.source, name)
        return [self.inside(each, name, position=at) for at, each in enumerate(entries, 1)]

    def at(self, place: str) -> tuple[dict, str, str]:
        """Return the object in which a place stands, the field's name there, and the group."""
        source, group = self.source, self.group
        *above, name = place.split(".")
        for step in above:
            source, group = fields.inner(source, step, group), step
        return source, name, group

    def text(self, name: str) -> str:
        return fields.text(*self.at(name))

    def money(self, name: str) -> Decimal | None:
        """Return an amount in major units, None when absent."""
        source, field, group = self.at(name)
        return self.in_units(fields.whole(source, field, group))

    def in_units(self, minor: int | None) -> Decimal | None:
        """Return what an amount in minor units is in major ones."""
        if minor is None:
            return None
        if not self.currency:
            raise fields.wrong("currency_code", None)
        return Decimal(minor).scaleb(-fields.places(self.currency))

    def day(self, name: str):
        """Return the day of a moment in the site's time zone, None when absent."""
        source, field, group = self.at(name)
        if source.get(field) is None:
            return None
        return fields.local_date(source, field, fields.time_zone(self._tz), group)

    def period(self, first: str = "date_from", end: str = "date_to") -> tuple:
        """Return the first and the last day of a period, two None for what has none.

        Its end is where the next one begins; twice the same moment is no period.
        """
        start, until = self.day(first), self.day(end)
        if start is None or until is None or until <= start:
            return None, None
        return start, until - _ONE_DAY

    def quantity(self, name: str = "quantity") -> Decimal | None:
        """Return a quantity: as told in decimals, else as a whole number."""
        source, field, group = self.at(name)
        exact = fields.in_decimal(source, f"{field}_in_decimal", group)
        return fields.rate(source, field, group) if exact is None else exact
