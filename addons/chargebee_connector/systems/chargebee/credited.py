"""Which credit notes an invoice was settled with, besides money.

Source: apidocs.chargebee.com, "Invoices": `adjustment_credit_notes` lower what is due of the
invoice that they adjust, `applied_credits` are refundable credit notes that were used for it.
"""

from decimal import Decimal

from ...ledger.words import Applied
from .fields import entries, minor, text, wrong
from .stored import BEFORE_TAX

#: The lists of an invoice that name credit notes, and the amount that counts of each.
_LISTS = (("adjustment_credit_notes", "cn_total"), ("applied_credits", "applied_amount"))

#: A debt that is given up is no credit.
_WRITE_OFF = "write_off"


def credited(source: dict, exponent: int) -> tuple[Applied, ...]:
    """Return what of which credit notes was used for an invoice, in the order of its lists."""
    found = []
    for group, name in _LISTS:
        for entry in entries(source, group):
            if text(entry, "cn_status", group) == "voided":
                continue
            if text(entry, "tax_application", group) == BEFORE_TAX:
                continue
            if text(entry, "cn_reason_code", group) == _WRITE_OFF:
                continue
            note = text(entry, "cn_id", group)
            if not note:
                raise wrong("cn_id", None, group)
            found.append(
                Applied("credit_note", note, Decimal(minor(entry, name, group)).scaleb(exponent))
            )
    return tuple(found)
