"""Charges that are delivered, or will be, and not yet invoiced.

Source: apidocs.chargebee.com, "Unbilled Charges". They bear no tax and no time zone of their own.
A charge that was invoiced, deleted or voided is told with the moment of that as its last change.
"""

from datetime import timedelta
from decimal import Decimal

from ...ledger.words import Unbilled
from .fields import currency, flag, identifier, local_date, minor, opened, places, text, time_zone

KIND = "unbilled_charge"

_ONE_DAY = timedelta(days=1)


def unbilled(payload, site_tz: str) -> Unbilled:
    """Return a charge; its last day is the one before `date_to`, as for lines of invoices."""
    source = opened(payload)
    zone = time_zone(site_tz)
    code = currency(source, "currency_code")
    off = minor(source, "discount_amount") if source.get("discount_amount") is not None else 0
    first = local_date(source, "date_from", zone)
    end = local_date(source, "date_to", zone)
    gone = flag(source, "deleted") or flag(source, "is_voided")
    return Unbilled(
        external_id=identifier(source, "id"),
        customer=text(source, "customer_id"),
        currency=code,
        net=Decimal(minor(source, "amount") - off).scaleb(-places(code)),
        description=text(source, "description"),
        price=text(source, "entity_id"),
        date_from=first,
        date_to=end - _ONE_DAY if first and end and end > first else first,
        gone=gone,
        changed=local_date(source, "updated_at", zone),
    )
