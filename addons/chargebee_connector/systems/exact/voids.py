"""What takes back a document that was voided after it was posted: its entry turned round.

It is an entry of its own, on the day of the void, with the lines that were posted.
"""

from dataclasses import replace

from ...ledger.periods import Period
from ...ledger.plan import Booked, Facts, Known, Needs, Outcome, Request
from ...ledger.problems import Conflict, Invalid, Problem, Proposed
from ...ledger.states import POSTED
from ...ledger.words import ZERO, Document, Line
from . import checks, entries, journals, moves
from .credits import NOTHING, negated, terms
from .entries import KIND, PATH
from .formats import unstamped
from .places import place_of
from .rules import Rules

#: What follows the key and the number of a document that is taken back as a whole.
VOID_KEY, VOID_NUMBER = "/void", "-V"

#: A country in which the entry would stand among the sales of the VAT return, where a credit
#: note's correction has no place.
_HELD_VOIDS = "BE"


def needs(document: Document, rules: Rules, asked: Needs) -> None:
    """Ask what stands of a document that was voided, and what takes it back."""
    if document.status != "voided":
        return
    kind, key = place_of(document)
    asked.links.add((kind, key + VOID_KEY))
    asked.booked.add((kind, key))


def plan(document: Document, rules: Rules, known: Known) -> list[Outcome]:
    """Return the entry that takes back a posted document which was voided since (I9, C10).

    Nothing for a document that isn't voided or never was posted. An invoice is taken back only
    when a person says so: its customer may hold a paper that shows VAT.
    """
    place = place_of(document)
    _kind, key = place
    link = known.links.get(place)
    if document.status != "voided" or document.deleted or link is None or link.state != POSTED:
        return []
    posted = known.booked.get(place, NOTHING)
    undone = replace(document, date=document.voided, lines=(), round_off=ZERO)
    found = rules.calendar.find(document.voided) if document.voided else None
    common = {
        "kind": KIND,
        "key": key + VOID_KEY,
        "source": (document.kind, document.external_id),
        "facts": Facts(
            document.billed_to,
            document.voided,
            document.currency,
            None if posted.total is None else -posted.total,
            None if posted.tax is None else -posted.tax,
            found.label if found else "",
        ),
        "parent": place,
    }
    try:
        if document.kind == "credit_note" and rules.country == _HELD_VOIDS:
            raise Invalid("credit_note_void_held", number=document.external_id)
        if not posted.body:
            raise Conflict("voided_entry_unknown", number=document.external_id)
        rules = replace(rules, journal=posted.body["Journal"])
        booking = moves.book_in(undone, key + VOID_KEY, rules, known)
        common["facts"] = entries.moved(common["facts"], booking)
        body = _reversal(undone, posted, booking.period, rules, known)
    except Problem as problem:
        return [Outcome(**common, problem=problem)]
    request = Request("POST", PATH, body, "create")
    outcome = Outcome(**common, request=request)
    decided = known.links.get((KIND, key + VOID_KEY))
    if document.kind == "invoice" and (
        decided is None or decided.released != outcome.fingerprint()
    ):
        problem = Proposed("void_needs_approval", number=document.external_id, date=document.voided)
        return [Outcome(**common, request=request, problem=problem)]
    return [outcome]


def _reversal(undone: Document, posted: Booked, period: Period, rules: Rules, known: Known) -> dict:
    """Return the posted body turned round, on the day of the void."""
    link = known.links.get(("account", f"customer/{undone.customer}"))
    checks.standing(link, known)
    checks.currency(undone, rules)
    journals.check(undone, rules, link, known)
    body = entries.header(undone, undone.external_id + VOID_NUMBER, undone.billed_to, period, rules)
    body["Customer"] = posted.body["Customer"]
    body["SalesEntryLines"] = [_turned(line, rules) for line in posted.body["SalesEntryLines"]]
    return {**body, **terms(posted, undone, rules)}


def _turned(line: dict, rules: Rules) -> dict:
    """Return a posted line turned round; what is spread goes back from the first open day on."""
    body = negated({name: value for name, value in line.items() if name not in ("From", "To")})
    if "From" not in line:
        return body
    days = Line(
        "",
        line.get("Description", ""),
        ZERO,
        date_from=unstamped(line["From"]),
        date_to=unstamped(line["To"]),
    )
    return entries.with_period(body, checks.service_period(days, rules))
