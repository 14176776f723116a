"""What to say of documents that one entry a period has no place for.

Texts for a code: (summary, cure).
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

_OF_ITS_OWN = _lt(
    "Book such customers by a route that posts documents (by business entity, for example), or "
    "switch “One Entry a Period, No Documents” off. Ask your adviser which it must be."
)

TEXTS = {
    "journal_listed": (
        _lt(
            "VAT code %(vat_code)s belongs on the EU sales list, which names each customer: it has "
            "no place in one entry for all of them."
        ),
        _OF_ITS_OWN,
    ),
    "journal_listed_be": (
        _lt(
            "The customer's VAT number %(number)s belongs on the Belgian customer listing, which "
            "names each customer: it has no place in one entry for all of them."
        ),
        _OF_ITS_OWN,
    ),
}
