"""What an invoice tells of how it is paid: its reference, own fields, attempts to collect.

Source: apidocs.chargebee.com, "Invoices" (`notes`, `dunning_attempts`, custom fields `cf_`).
"""

import re

from .fields import entries

#: A structured communication as Belgian banks print it; the last two digits check the others.
_STRUCTURED = re.compile(r"(?:\+{3}|\*{3})\s?(\d{3})/(\d{4})/(\d{3})(\d{2})\s?(?:\+{3}|\*{3})")

_COLLECTED = ("auto_collect", "direct_debit")
_CHECK = 97


def structured_communication(source: dict) -> str:
    """Return the first right structured communication in the notes, "" when there is none.

    A credit note's notes are texts, an invoice's are objects.
    """
    for note in source.get("notes") or ():
        printed = note.get("note") if isinstance(note, dict) else note
        found = _STRUCTURED.search(printed) if isinstance(printed, str) else None
        if found and int(found[4]) == (int(found[1] + found[2] + found[3]) % _CHECK or _CHECK):
            return f"+++{found[1]}/{found[2]}/{found[3]}{found[4]}+++"
    return ""


def own_fields(source: dict) -> tuple:
    """Return (name, text) of the site's own fields that hold a text or a number."""
    return tuple(
        (name, str(value).strip())
        for name, value in sorted(source.items())
        if name.startswith("cf_") and isinstance(value, str | int) and not isinstance(value, bool)
    )


def was_collected(source: dict) -> bool:
    """Say whether Chargebee tried to collect an invoice itself."""
    return any(
        attempt.get("dunning_type") in _COLLECTED for attempt in entries(source, "dunning_attempts")
    )
