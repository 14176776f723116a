"""What to say of documents whose period is closed and that may not move to a later one.

Texts for a code: (summary, cure).
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

_OPEN_OR_BY_HAND = _lt(
    "Open the period in Exact and refresh the reference data of the connection; the document then "
    "goes by itself. Or book it by hand and press “Ignore” here."
)

TEXTS = {
    "book_year_closed": (
        _lt(
            "The period %(period)s is closed for journal %(journal)s in Exact and the next open "
            "one, %(next)s, is of another book year; the document is dated %(date)s."
        ),
        _OPEN_OR_BY_HAND,
    ),
    "vat_return_filed": (
        _lt(
            "The period %(period)s is closed for journal %(journal)s in Exact and its VAT return "
            "%(vat_return)s was made; the document is dated %(date)s."
        ),
        _lt(
            "Ask your adviser how its VAT is to be declared. Then book it by hand and press "
            "“Ignore” here, or open the period in Exact and refresh the reference data of the "
            "connection."
        ),
    ),
    "vat_return_differs": (
        _lt(
            "The period %(period)s is closed for journal %(journal)s in Exact and the next open "
            "one, %(next)s, is no longer in the VAT return %(vat_return)s; the document is dated "
            "%(date)s."
        ),
        _lt(
            "Open the period in Exact and refresh the reference data of the connection. Or allow "
            "on the route that documents move into the next VAT return; ask your adviser."
        ),
    ),
    "moved_vat_too_much": (
        _lt(
            "Moving it out of the closed period %(period)s would take %(currency)s %(vat)s of VAT "
            "out of the return %(vat_return)s, on top of %(moved)s that left it before: together "
            "more than %(limit)s."
        ),
        _lt(
            "The return must be put right by a supplementary one. Ask your adviser; then book it "
            "by hand and press “Ignore” here, or open the period in Exact."
        ),
    ),
}
