"""What to say of deferred revenue. Texts for a code: (summary, cure)."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

_ON_THE_ROUTE = _lt(
    "Choose it on the route, page “Deferred Revenue”: everything that waits for it then goes by "
    "itself."
)
_BY_HAND = _lt(
    "Look at the document in Chargebee and at the entries in Exact. Book what is left of the "
    "deferral by hand there, and press “Ignore” here."
)

TEXTS = {
    "deferral_ledger_missing": (
        _lt("The route names no ledger for deferred revenue."),
        _ON_THE_ROUTE,
    ),
    "unbilled_ledger_missing": (
        _lt("The route names no ledger for revenue that is to be invoiced."),
        _ON_THE_ROUTE,
    ),
    "accrual_currency": (
        _lt("%(currency)s %(amount)s of it is earned, and accruals are in the books' currency."),
        _lt("Accrue it by hand in Exact if it matters, and press “Ignore” here."),
    ),
    "accrual_first": (
        _lt("It waits until the accrual of %(charge)s was posted."),
        _lt("Nothing to do: it goes by itself."),
    ),
    "ledger_not_balance": (
        _lt("The ledger %(ledger)s %(name)s is no balance-sheet ledger."),
        _lt("Choose another one on the route, page “Deferred Revenue”."),
    ),
    "deferral_differs": (
        _lt("The lines of %(number)s are no longer those whose revenue was deferred."),
        _BY_HAND,
    ),
    "deferred_entry_unknown": (
        _lt("It is not known what stands in Exact of %(number)s, so nothing of it can be spread."),
        _BY_HAND,
    ),
    "deferral_first": (
        _lt("It waits until an entry of %(number)s that is on its way has arrived in Exact."),
        _lt("Nothing to do: it goes by itself."),
    ),
    "spread_differs": (
        _lt(
            "In %(period)s Exact took %(theirs)s of %(number)s off revenue, by its service period "
            "it should be %(ours)s."
        ),
        _lt(
            "See that “Spread” on the route is what the administration is set to. Else look at "
            "Exact's deferral entries of this document: somebody may have changed them."
        ),
    ),
    "void_first": (
        _lt("It waits until %(number)s itself was taken back in Exact."),
        _lt("Nothing to do: it goes by itself."),
    ),
}
