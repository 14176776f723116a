"""Problems and rules in the reader's language: what happened, why, and what to do.

Problems are stored as code and parameters; only here they become sentences, so that a better
sentence also mends the old ones. Texts for a code: (summary, cure).
"""

from typing import NamedTuple

from odoo.tools.translate import LazyTranslate

from ..ledger.text import parse
from .problem_texts_source import TEXTS as SOURCE
from .problem_texts_world import TEXTS as WORLD

_lt = LazyTranslate(__name__)

RULES = [
    ("deleted", "Deleted in the billing system before it was posted"),
    ("pending", "Not final yet: the billing system may still change it"),
    ("void_before_posting", "Voided before it was posted"),
    ("other_entity", "Belongs to another business entity than this route's"),
    ("before_start", "Dated before the route's first document date"),
    ("zero", "Nothing to book: the total and every line are zero"),
    ("no_account_there", "No account of the CRM is like this customer"),
    ("anonymised", "Personal data was erased in the billing system"),
    ("superseded", "Overtaken by a later change"),
    ("invoice_never_posted", "Its invoice was voided or deleted and never posted"),
    ("not_real_bank", "Came in by a journal that is none of the route's banks"),
    ("settled_there", "Nothing is due in the billing system any more"),
    ("payments_off", "This route posts no payments"),
    ("authorization", "An authorisation: no money moved"),
    ("payment_in_progress", "The payment is still in progress"),
    ("payment_failed", "The payment failed: no money moved"),
    ("payment_never_posted", "Takes back a payment that never was posted"),
    ("paid_offline", "Paid outside a gateway: a bank statement books it"),
    ("refunded_offline", "Refunded outside a gateway: a bank statement books it"),
    ("recorded_by_us", "Recorded from a receipt that stands in the books already"),
    ("by_memo_entry", "Booked by a memo entry instead"),
    ("store_credit_off_ledger", "Store credit, which is only listed"),
    ("allocation_removed", "Its use for an invoice was taken back"),
    ("withheld_removed", "Tax that is no longer withheld"),
    ("booked_by_hand", "Booked by hand in the books before"),
    ("matched_there", "Matched by hand in the books"),
]

_UNKNOWN = (
    _lt("An unexpected problem: %(code)s."),
    _lt("Show this text to your administrator: %(details)s"),
)
#: What everybody's problems are called; systems add theirs in `billing.system._problem_texts`.
TEXTS = {**WORLD, **SOURCE}


class Said(NamedTuple):
    """A problem in words; both are plain text in the reader's language."""

    summary: str
    cure: str


def explain(env, problem):
    """Return Said for a stored problem (its JSON text) or a dict of one."""
    if isinstance(problem, str):
        problem = parse(problem)
    code, params = problem["code"], dict(problem.get("params") or {})
    details = ", ".join(f"{name}: {value}" for name, value in sorted(params.items()) if value)
    summary, cure = env["billing.system"]._problem_texts().get(code, _UNKNOWN)
    for name, words in env["billing.system"]._problem_words().items():
        if params.get(name) in words:
            params[name] = str(env._(words[params[name]]))
    values = _Params({**params, "code": code, "details": details})
    return Said(str(env._(summary)) % values, str(env._(cure)) % values)


def text_of(env, problem):
    """Return a Problem in one piece: what happened and what to do."""
    return " ".join(filter(None, explain(env, problem.as_dict())))


def explain_all(env, findings):
    """Return the findings of a connection test, [(level, code, params)], a line each."""
    return "\n".join(
        " ".join(filter(None, explain(env, {"code": code, "params": params})))
        for _level, code, params in findings
    )


class _Params(dict):
    """Parameters of a sentence; one that the problem lacks reads as a dash."""

    def __missing__(self, name):
        return "–"
