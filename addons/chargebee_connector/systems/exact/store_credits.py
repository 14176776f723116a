"""Store credit: a promise without VAT, in the books only where the route keeps a liability (C7).

What it is by law is not settled, so nothing is booked before somebody chose.
"""

from ...ledger.gates import skip_rule
from ...ledger.plan import Known, Needs, Outcome
from ...ledger.problems import Unmapped
from ...ledger.words import ZERO, Document
from . import checks, memo, treatments
from .memo import Leg
from .memo_rules import chosen
from .rules import Rules


def needs(document: Document, rules: Rules, asked: Needs) -> None:
    """Ask what stands of store credit."""
    if treatments.sign_of(document) == treatments.STORE:
        key = treatments.memo_key(document)
        asked.links.update({(memo.KIND, key), (memo.KIND, key + memo.BACK)})
        asked.booked.add((memo.KIND, key))


def plan(document: Document, rules: Rules, known: Known) -> list[Outcome]:
    """Return the entry that makes store credit a liability when it is given."""
    if treatments.sign_of(document) != treatments.STORE:
        return []
    key = treatments.memo_key(document)
    head = memo.head_of(document, "", key, ZERO)
    if document.status == "voided" and not document.deleted:
        back = memo.head_of(document, memo.BACK, key, ZERO, date=document.voided)
        return memo.taken_back(back, key, rules, known) or memo.left_out(known, head)
    rule = skip_rule(document, rules.date_from, rules.business_entity)
    if rule or _stays_out(document, rules, known):
        standing = memo.stands(known, key) and rule != "deleted"
        return [] if standing else memo.left_out(known, head, rule or "superseded")

    def compose():
        net = document.total - document.tax
        legs = [Leg(chosen(rules, "goodwill"), net), Leg(chosen(rules, "store_credit"), -net)]
        return legs, checks.rate(document, rules)

    return [memo.plan(head, compose, rules, known)]


def _stays_out(document: Document, rules: Rules, known: Known) -> bool:
    try:
        return treatments.parts(document, rules, known).memo is None
    except Unmapped:
        return True  # The credit note itself says what must be chosen.
