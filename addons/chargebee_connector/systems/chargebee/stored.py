"""Store credit that was used on the lines of an invoice, before their tax was worked out.

Source: apidocs.chargebee.com, "Invoices" (line_item_credits, applied_credits, amount_due) and
"Credit notes" (type store: used before tax). The printed `total` still holds what was used; the
amount that is due doesn't.
"""

from ...ledger.problems import Invalid
from .fields import entries, line_of, minor, rate, text, wrong

#: What stands in `tax_application` of a credit that lowered what was taxed.
BEFORE_TAX = "pre_tax"


def stored_of(source: dict) -> dict[str, int]:
    """Return line id → store credit used on it, in minor units.

    Raises Invalid where the lines and the credit notes don't tell the same sum.
    """
    found: dict[str, int] = {}
    for entry in entries(source, "line_item_credits"):
        line_id = line_of(entry, "line_item_credits")
        found[line_id] = found.get(line_id, 0) + _amount(entry)
    told = [
        minor(entry, "applied_amount", "applied_credits")
        for entry in entries(source, "applied_credits")
        if text(entry, "tax_application", "applied_credits") == BEFORE_TAX
    ]
    if told and sum(told) != sum(found.values()):
        raise Invalid("store_credit_differs", lines=sum(found.values()), notes=sum(told))
    return found


def is_before_tax(entry: dict, group: str, type_: str) -> bool:
    """Say whether a use of a credit note lowered what was taxed; store credit does if untold."""
    told = text(entry, "tax_application", group)
    return told == BEFORE_TAX or (not told and type_ == "store")


def _amount(entry: dict) -> int:
    """Return what was used: a number of minor units that the reference calls a double."""
    value = rate(entry, "applied_amount", "line_item_credits")
    if value is None or value != value.to_integral_value():
        raise wrong("applied_amount", value, "line_item_credits")
    return int(value)
