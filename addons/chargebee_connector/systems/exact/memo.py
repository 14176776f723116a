"""Memo entries (GeneralJournalEntries): what balance ledgers need, since sales lines refuse them.

Source: Exact's REST reference, "GeneralJournalEntries": debit is positive, credit negative, the
lines add up to zero; a VAT code only in a journal that allows VAT. An entry has no `YourRef`, so
our key is the `Description` of each of its lines. A line on the debtors' ledger with the account
and, in `OurRef`, the entry number of an invoice is matched by Exact when the amounts are equal.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256

from ...ledger.periods import Period
from ...ledger.plan import Booked, Facts, Known, Outcome, Request, ref, refs_in
from ...ledger.problems import Conflict, Invalid, Problem, Waiting
from ...ledger.states import PLANNABLE
from ...ledger.text import dump, fingerprint
from ...ledger.words import ZERO, Document
from . import checks, debtors, entries, moves
from .formats import plain, stamp
from .memo_rules import chosen
from .openings import OUR_REF
from .places import place
from .rules import Ledger, Rules, VatCode

KIND = "journal_entry"
PATH = "generaljournalentry/GeneralJournalEntries"
LINES = "GeneralJournalEntryLines"

#: Exact's longest `Description` of a line.
DESCRIPTION_LIMIT = 60

#: What follows the key of an entry that takes another back.
BACK = "/back"


@dataclass(frozen=True, slots=True)
class Leg:
    """One line: debit above zero, credit below.

    `account` is the place holder of whose account it is (see `account_of`), `settles` the
    (kind, key) of the link whose open item it is meant for, or that item's number. `vat` comes on
    top of the amount, on the ledger of its code. `costs` are the fields that name its cost centre
    and cost unit.
    """

    ledger: Ledger
    amount: Decimal
    account: dict | None = None
    settles: tuple | str | None = None
    code: VatCode | None = None
    vat: Decimal = ZERO
    costs: tuple = ()


@dataclass(frozen=True, slots=True)
class Head:
    """What an entry is for: our key, the record that it comes from, its day and its currency.

    `total` is what it changes of what the customer owes, for lists; `vat` is what it brings into
    the VAT return. `journal` is the route's memo journal when empty. `parent` is the link that
    must stand before it, `waits_for` the one that a Waiting problem of it is about.
    """

    key: str
    source: tuple
    date: date | None
    currency: str
    total: Decimal
    vat: Decimal = ZERO
    title: str = ""
    journal: str = ""
    parent: tuple | None = None
    waits_for: tuple | None = None


def head_of(document: Document, suffix: str, key: str, total: Decimal, **more) -> Head:
    """Return the head of what follows from a document; its day unless another is given."""
    standard = {
        "key": key + suffix,
        "source": (document.kind, document.external_id),
        "date": document.date,
        "currency": document.currency,
        "title": document.billed_to,
        "total": total,
    }
    return Head(**{**standard, **more})


def item_of(posted: Booked, kind: str, external_id: str, rules: Rules) -> tuple | str | None:
    """Return the open item of a document as a leg names it: by its link, or taken over.

    None where all customers share one account.
    """
    if debtors.is_everyones(posted, rules):
        return None
    return posted.body.get(OUR_REF) or place(kind, external_id)


def account_of(posted: Booked, customer: str) -> dict:
    """Return the account that an entry was booked on: the customer's own unless it says another."""
    return posted.body.get("Customer") or ref("account", f"customer/{customer}")


def plan(
    head: Head, compose: Callable[[], tuple[list[Leg], str | None]], rules: Rules, known: Known
) -> Outcome:
    """Return what becomes of an entry; `compose` makes its legs and its exchange rate.

    It may raise what stops the entry. An entry that would not balance is Invalid.
    """
    period = rules.calendar.find(head.date) if head.date else None
    common = {
        "kind": KIND,
        "key": head.key,
        "source": head.source,
        "facts": Facts(
            head.title, head.date, head.currency, head.total, period=period.label if period else ""
        ),
        "parent": head.parent,
    }
    try:
        journal = head.journal or chosen(rules, "journal")
        booking = _gates(head, journal, rules, known)
        common["facts"] = entries.moved(common["facts"], booking)
        legs, rate = compose()
        for leg in legs:
            for kind, key, _field in refs_in(leg.account):
                checks.standing(known.links.get((kind, key)), known)
        body = _body(head, journal, booking.period, legs, rate, rules)
    except Problem as problem:
        waits = head.waits_for if isinstance(problem, Waiting) else None
        return Outcome(**common, problem=problem, needs_link=waits)
    request = Request("POST", PATH, body, "create")
    return Outcome(**common, request=request, content=fingerprint(dump(body)))


def _gates(head: Head, journal: str, rules: Rules, known: Known) -> moves.Booking:
    """Return the period of an entry; raise when its currency or its day takes none."""
    day = Document("", head.key, "", "", head.currency, head.total, head.vat, date=head.date)
    checks.currency(day, rules)
    return moves.book_in(day, head.key, replace(rules, journal=journal), known)


def _body(
    head: Head, journal: str, period: Period, legs: list[Leg], rate: str | None, rules: Rules
) -> dict:
    balance = sum((leg.amount + leg.vat for leg in legs), ZERO)
    if balance:
        raise Invalid("memo_unbalanced", difference=balance, currency=head.currency)
    body = {
        "JournalCode": journal,
        "Currency": head.currency,
        "FinancialYear": period.year,
        "FinancialPeriod": period.number,
    }
    if rate is not None:
        body["ExchangeRate"] = rate
    text = mark(rules, head.key)
    body[LINES] = [_line(leg, stamp(head.date), text) for leg in legs if leg.amount or leg.vat]
    return body


def mark(rules: Rules, key: str) -> str:
    """Return our key as each line's `Description`; a longer one ends in digits of its hash."""
    whole = entries.reference(rules, key)
    if len(whole) <= DESCRIPTION_LIMIT:
        return whole
    return f"{whole[: DESCRIPTION_LIMIT - 9]}~{sha256(whole.encode()).hexdigest()[:8]}"


def _line(leg: Leg, day: str, text: str) -> dict:
    line = {
        "GLAccount": leg.ledger.id,
        "AmountFC": plain(leg.amount),
        "Date": day,
        "Description": text,
    }
    if leg.account:
        line["Account"] = leg.account
    if leg.settles:
        told = isinstance(leg.settles, str)
        line[OUR_REF] = leg.settles if told else ref(*leg.settles, "number")
    if leg.code:
        line["VATCode"], line["AmountVATFC"] = leg.code.code, plain(leg.vat)
    return {**line, **dict(leg.costs)}


# --- what stands already ------------------------------------------------------------------------


def stands(known: Known, key: str) -> bool:
    """Say whether an entry of ours is in the books, or may be."""
    link = known.links.get((KIND, key))
    return link is not None and link.state not in PLANNABLE


def left_out(known: Known, head: Head, rule: str = "superseded") -> list[Outcome]:
    """Return the outcome of an entry that must not go (any more); none if it never was planned."""
    if (KIND, head.key) not in known.links:
        return []
    facts = Facts(head.title, head.date, head.currency, head.total)
    return [Outcome(KIND, head.key, head.source, facts, rule=rule)]


def released(outcome: Outcome, known: Known, problem: Problem) -> Outcome:
    """Return an outcome that goes only when a person lets exactly this request go."""
    link = known.links.get((outcome.kind, outcome.key))
    if outcome.request is None or (link and link.released == outcome.fingerprint()):
        return outcome
    return replace(outcome, problem=problem)


def taken_back(head: Head, key: str, rules: Rules, known: Known) -> list[Outcome]:
    """Return the entry that turns round what stands of a key; none when nothing does."""
    if not stands(known, key):
        return []
    posted = known.booked.get((KIND, key), Booked({})).body

    def compose():
        if not posted:
            raise Conflict("voided_entry_unknown", number=key)
        return [], posted.get("ExchangeRate")

    outcome = plan(replace(head, journal=posted.get("JournalCode", "")), compose, rules, known)
    if outcome.request is None:
        return [outcome]
    text = mark(rules, head.key)
    turned = [_turned(line, stamp(head.date), text) for line in posted[LINES]]
    request = replace(outcome.request, body={**outcome.request.body, LINES: turned})
    return [replace(outcome, request=request, content=fingerprint(dump(request.body)))]


def amount_of(line: dict) -> Decimal:
    """Return the amount of a line that was sent."""
    return Decimal(line["AmountFC"])


def _turned(line: dict, day: str, text: str) -> dict:
    """Return a posted line turned round; what it was meant for is open again."""
    amounts = {
        name: plain(-Decimal(line[name])) for name in ("AmountFC", "AmountVATFC") if name in line
    }
    kept = {name: value for name, value in line.items() if name != OUR_REF}
    return {**kept, **amounts, "Date": day, "Description": text}
