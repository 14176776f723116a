"""What takes back a document that was posted: its entry turned round, as an entry of its own.

A document that was voided goes back on the day of the void. One that was deleted, or whose number
is another document's by now, goes back only when a person decided so, on the day of the plan.
"""

from dataclasses import replace
from datetime import date

from ...ledger.periods import Period
from ...ledger.plan import REPLACE, REVERSE, Booked, Facts, Known, LinkNow, Needs, Outcome, Request
from ...ledger.problems import Conflict, Invalid, Problem, Proposed, Waiting
from ...ledger.returns import vat_return
from ...ledger.states import POSTED
from ...ledger.words import ZERO, Document, Line
from . import checks, debtors, entries, journals, moves, openings, oss
from .credits import NOTHING, negated, terms
from .entries import KIND, PATH
from .formats import unstamped
from .places import place_of
from .rules import BOTH, SKIP, Rules

#: What follows the key and the number of a document that is taken back as a whole.
VOID_KEY, VOID_NUMBER = "/void", "-V"

#: A country in which the entry would stand among the sales of the VAT return, where a credit
#: note's correction has no place.
_ASKS_FOR_CREDIT_NOTES = "BE"


def needs(document: Document, rules: Rules, asked: Needs) -> None:
    """Ask what stands of a document, and what takes it back."""
    kind, key = place_of(document)
    asked.links.add((kind, key + VOID_KEY))
    asked.booked.add((kind, key))


def is_booked_first(document: Document, rules: Rules) -> bool:
    """Say whether a document that was voided before it was posted goes all the same (I8).

    By default it does where the void belongs into a later VAT return than the document.
    """
    if document.status != "voided" or rules.voided_unposted == SKIP:
        return False
    if rules.voided_unposted == BOTH:
        return True
    if document.date is None or document.voided is None:
        return False
    returns = [vat_return(day, rules.vat_return) for day in (document.date, document.voided)]
    return returns[0] != returns[1]


def plan(document: Document, rules: Rules, known: Known) -> list[Outcome]:
    """Return the entry that takes back a posted document (I9, I11, I12, C10, C11).

    Nothing for one that stands as it is, or never was posted. What was voided is taken back only
    when a person says so: its customer may hold a paper that shows VAT.
    """
    place = place_of(document)
    _kind, key = place
    link = known.links.get(place)
    if openings.is_opening(document, rules) and (link is None or link.state != POSTED):
        return _of_opening(document, place, rules, known)
    day = day_back(document, link, rules)
    if day is None:
        return []
    posted = known.booked.get(place, NOTHING)
    found = rules.calendar.find(day)
    common = {
        "kind": KIND,
        "key": key + VOID_KEY,
        "source": (document.kind, document.external_id),
        "facts": Facts(
            document.billed_to,
            day,
            document.currency,
            None if posted.total is None else -posted.total,
            None if posted.tax is None else -posted.tax,
            found.label if found else "",
        ),
        "parent": place,
    }
    if link is None or link.state != POSTED:
        problem = Waiting("invoice_first", invoice=document.external_id)
        return [Outcome(**common, problem=problem, needs_link=place)]
    undone = replace(document, date=day, lines=(), round_off=ZERO)
    try:
        if not posted.body:
            raise Conflict("voided_entry_unknown", number=document.external_id)
        rules = replace(rules, journal=posted.body["Journal"])
        booking = moves.book_in(undone, key + VOID_KEY, rules, known)
        common["facts"] = entries.moved(common["facts"], booking)
        body = _reversal(undone, posted, booking.period, rules, known)
    except Problem as problem:
        return [Outcome(**common, problem=problem)]
    quarter = oss.of(document, body, rules, known)
    common["facts"] = replace(common["facts"], oss_quarter=quarter)
    outcome = Outcome(**common, request=Request("POST", PATH, body, "create"))
    problem = None if link.decision else _asks_first(document, rules)
    if problem is not None:
        decided = known.links.get((KIND, key + VOID_KEY))
        if decided is None or decided.released != outcome.fingerprint():
            return [replace(outcome, problem=problem)]
    return [outcome]


def _of_opening(document: Document, place: tuple, rules: Rules, known: Known) -> list[Outcome]:
    """Return what holds the void of a document that was taken over: nobody knows its lines (I13).

    Nothing for one that was voided before the start, or never taken over.
    """
    kind, key = place[0], place[1] + VOID_KEY
    day, number = document.voided, document.external_id
    facts = Facts(document.billed_to, day, document.currency, -document.total * document.sign)
    source = (document.kind, number)
    late = document.status == "voided" and not document.deleted and day and day >= rules.date_from
    if late and openings.of(document, rules):
        problem = Invalid("opening_balance_voided", number=number, date=day)
        return [Outcome(kind, key, source, facts, problem=problem)]
    if (kind, key) not in known.links:
        return []
    return [Outcome(kind, key, source, facts, rule="superseded")]


def day_back(document: Document, link: LinkNow | None, rules: Rules) -> date | None:
    """Return the day on which a document goes back, None when it does not."""
    stands = link is not None and link.state == POSTED
    if stands and link.decision in (REVERSE, REPLACE):
        return rules.today
    if document.status != "voided" or document.deleted:
        return None
    return document.voided if stands or is_booked_first(document, rules) else None


def _asks_first(document: Document, rules: Rules) -> Proposed | None:
    """Return what a person must agree to before a voided document is taken back."""
    if document.kind == "invoice":
        return Proposed("void_needs_approval", number=document.external_id, date=document.voided)
    if rules.country == _ASKS_FOR_CREDIT_NOTES:
        return Proposed("credit_note_void_held", number=document.external_id)
    return None


def _reversal(undone: Document, posted: Booked, period: Period, rules: Rules, known: Known) -> dict:
    """Return the posted body turned round, on the day of the void."""
    link = known.links.get(debtors.place_in(posted.body))
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
