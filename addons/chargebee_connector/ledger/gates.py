"""The gates before anything is posted, as far as they concern the document alone.

The order is the controller's: the first that fires wins.
"""

from .problems import Invalid
from .words import ZERO


def skip_rule(document, date_from, business_entity):
    """Return the rule by which a document must not go, or "" when it may.

    `date_from` is the route's first document date (None: no limit), `business_entity` the
    route's own ("" for all).
    """
    if document.deleted:
        return "deleted"
    if document.status == "pending":
        return "pending"
    if document.status == "voided":
        return "void_before_posting"
    if business_entity and document.business_entity != business_entity:
        return "other_entity"
    if date_from and document.date and document.date < date_from:
        return "before_start"
    return ""


def check_sums(document):
    """Raise Invalid when lines, taxes and round-off do not make up the printed total."""
    net = sum((line.net for line in document.lines), ZERO)
    tax = sum((line.tax for line in document.lines), ZERO)
    if tax != document.tax:
        raise Invalid("tax_differs", printed=document.tax, computed=tax, currency=document.currency)
    computed = net + tax + document.round_off
    if computed != document.total:
        raise Invalid(
            "total_differs", printed=document.total, computed=computed, currency=document.currency
        )


def is_zero(document):
    """Say whether there is nothing to book: total zero and every line zero."""
    return document.total == ZERO and all(
        line.net == ZERO and line.tax == ZERO for line in document.lines
    )
