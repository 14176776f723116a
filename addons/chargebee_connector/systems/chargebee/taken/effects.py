"""What a change of a customer does to the VAT of their next invoices, as a code for the screen.

Which VAT is charged follows from where the customer is and whether they have a VAT number (Council
Directive 2006/112/EC, articles 44, 58 and 196); Chargebee decides it by its own settings.
"""

from collections.abc import Mapping

from ....ledger.europe import is_member
from .rules import ADDRESS

_COUNTRY = ADDRESS + "country"


def on_vat(before: Mapping[str, str], sends: Mapping[str, str]) -> str:
    """Return the code of what changes about VAT, "" for nothing that is known to."""
    country, number = before.get(_COUNTRY, ""), before.get("vat_number", "")
    new_country = sends.get(_COUNTRY, country)
    new_number = sends.get("vat_number", number)
    if new_country != country:
        if is_member(new_country) != is_member(country):
            return "into_eu" if is_member(new_country) else "out_of_eu"
        return "other_country"
    if bool(new_number) != bool(number):
        return "number_gained" if new_number else "number_lost"
    return "other_number" if new_number != number else ""
