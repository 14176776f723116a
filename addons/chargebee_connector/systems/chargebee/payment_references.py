"""Payment references that Chargebee keeps apart from its invoices: KID, OCR, FRN, FIK.

Source: apidocs.chargebee.com, "Invoices", "List payment reference numbers": by ids of invoices, one
for each type at most. They are kept with the invoice, as one more member of it.
"""

from collections.abc import Iterable
from dataclasses import replace

from ...ledger.pull import Pulled
from ...ledger.text import dump
from .client import Chargebee
from .fields import entries

#: The member of an invoice's payload that holds them.
MEMBER = "payment_reference_numbers"

#: Ids that are asked for at once: they must fit an address.
AT_ONCE = 50

#: Of several that an invoice bears, the first of these is sent: each is what banks of its country
#: match by (Norway, Sweden, Denmark, Finland, Switzerland).
_ORDER = ("kid", "ocr", "fik", "frn", "swiss_reference")


def added(client: Chargebee, objects: Iterable[Pulled]) -> list[Pulled]:
    """Return invoices with their payment references, as far as they have any."""
    objects = list(objects)
    found: dict[str, list[dict]] = {}
    ids = [one.external_id for one in objects if not one.deleted]
    for start in range(0, len(ids), AT_ONCE):
        found.update(client.payment_references(ids[start : start + AT_ONCE]))
    return [_with(one, found.get(one.external_id)) for one in objects]


def _with(invoice: Pulled, numbers: list[dict] | None) -> Pulled:
    """Return an invoice with one member more; the rest of its text stays as it was received."""
    text = invoice.text.rstrip()
    if not numbers or not text.endswith("}"):
        return invoice
    kept = [{name: each.get(name) for name in ("type", "number")} for each in numbers]
    kept.sort(key=lambda each: str(each["type"]))
    return replace(invoice, text=f'{text[:-1]},"{MEMBER}":{dump(kept)}}}')


def reference(source: dict) -> str:
    """Return the payment reference of an invoice, "" for one without."""
    numbers = {each.get("type"): each.get("number") for each in entries(source, MEMBER)}
    return next((numbers[kind] for kind in _ORDER if isinstance(numbers.get(kind), str)), "")
