"""Debts that are given up: write-offs and chargebacks as memo entries (C3, C5), and their VAT.

A debt that is not paid is no returned sale. The VAT stays due until the law gives it back, so it
is parked on a ledger of its own without a VAT code, and reclaimed by an entry that only a person
starts. Ask your adviser when that right arises (Netherlands: art. 29 Wet OB, at the latest one
year after the invoice was due).
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from ...ledger.gates import check_sums, skip_rule
from ...ledger.plan import Booked, Facts, Known, Needs, Outcome
from ...ledger.problems import Invalid, Proposed, Unmapped
from ...ledger.shares import apportion
from ...ledger.states import POSTED
from ...ledger.words import ZERO, Document, WriteOff
from . import memo, openings, treatments
from .credits import check_open, goes_with_invoice, posted_invoice, terms
from .deferral_parts import DEFER
from .memo import Leg
from .memo_rules import chosen, memo_of
from .places import place, place_of
from .rules import Rules

#: What follows the key of a write-off whose VAT is reclaimed, and of one that must be looked at.
RECLAIM, DEFERRAL = "/vat-reclaim", "/deferral"

#: The country whose law lets the right arise one year after the due date at the latest.
_ONE_YEAR_IN = "NL"


def needs(document: Document, rules: Rules, asked: Needs) -> None:
    """Ask what stands of a document's write-off."""
    if document.kind == "invoice":
        if _without_note(document):
            asked.links.add((memo.KIND, _invoice_key(document)))
            asked.records.add(("invoice", document.external_id))
            asked.booked.add(place_of(document))
        return
    if treatments.sign_of(document) not in (treatments.WRITE_OFF, treatments.CHARGEBACK):
        return
    key = treatments.memo_key(document)
    asked.links.update((memo.KIND, key + end) for end in ("", memo.BACK, RECLAIM, DEFERRAL))
    asked.links.add((memo.KIND, document.credits + DEFER))
    asked.booked.update({(memo.KIND, key), place_of(document)})


def plan(document: Document, rules: Rules, known: Known) -> list[Outcome]:
    """Return the memo entries of a document that writes off, or is written off."""
    if document.kind == "invoice":
        return _of_invoice(document, rules, known)
    if treatments.sign_of(document) not in (treatments.WRITE_OFF, treatments.CHARGEBACK):
        return []
    key = treatments.memo_key(document)
    if document.status == "voided" and not document.deleted:
        return _voided(document, key, rules, known)
    rule = skip_rule(document, rules.date_from, rules.business_entity)
    if not rule and document.credits:
        rule = goes_with_invoice(document, rules, known)
    part = None if rule else treatments.parts(document, rules, known).memo
    if part is None:
        return _nothing(document, key, known, rule or "superseded")
    outcome = _entry(part, key, rules, known)
    return [outcome, *_after(part, key, outcome, rules, known)]


# --- what others ask ----------------------------------------------------------------------------


def written_off(number: str, known: Known) -> tuple[WriteOff, ...]:
    """Return what was written off of an invoice, () for one that is not known here.

    For whoever books money: what comes in on or after such a day needs a person (C4). The
    invoice's record must be among those that were asked for.
    """
    invoice = known.records.get(("invoice", number))
    return invoice.write_offs if isinstance(invoice, Document) else ()


def check_paid(number: str, day: date | None, known: Known) -> None:
    """Raise Invalid for money that came for an invoice after it was written off (C4)."""
    for given_up in written_off(number, known):
        if day and given_up.date and day > given_up.date:
            raise Invalid("paid_after_write_off", invoice=number, date=given_up.date)


# --- by a credit note ---------------------------------------------------------------------------


def _head(document: Document, key: str, **more) -> memo.Head:
    waits = place("invoice", document.credits) if document.credits else None
    return memo.head_of(document, "", key, -document.total, waits_for=waits, **more)


def _entry(part: Document, key: str, rules: Rules, known: Known) -> Outcome:
    def compose():
        if not part.credits:
            raise Invalid("write_off_without_invoice", number=part.external_id)
        check_sums(part)
        invoice, posted = posted_invoice(part.credits, rules, known, part.total)
        return _legs(invoice, posted, part.total, part.tax, rules)

    return memo.plan(_head(part, key), compose, rules, known)


def _legs(
    invoice: Document, posted: Booked, total: Decimal, tax: Decimal, rules: Rules
) -> tuple[list[Leg], str | None]:
    """Return the legs of a write-off and the exchange rate of the invoice.

    Without a tax of its own the VAT is the invoice's, in proportion.
    """
    check_open(total, invoice)
    net = total - tax
    if not tax:
        net, tax = apportion(total, [invoice.total - invoice.tax, invoice.tax])
    account = memo.account_of(posted, invoice.customer)
    settles = memo.item_of(posted, "invoice", invoice.external_id, rules)
    debtor = Leg(chosen(rules, "receivable"), -total, account, settles)
    legs = [Leg(chosen(rules, "bad_debt"), net), debtor]
    if tax:
        legs.insert(1, Leg(chosen(rules, "vat_suspense"), tax))
    return legs, terms(posted, invoice, rules).get("Rate")


def _nothing(
    document: Document, key: str, known: Known, rule: str, ends: tuple = ("", RECLAIM, DEFERRAL)
) -> list[Outcome]:
    """Return what becomes of a write-off that must not go, and of all that follows from it."""
    return [
        outcome
        for end in ends
        if not memo.stands(known, key + end) or rule == "deleted"
        for outcome in memo.left_out(known, _head(document, key + end), rule)
    ]


def _voided(document: Document, key: str, rules: Rules, known: Known) -> list[Outcome]:
    """Return what takes a posted write-off back on the day when its credit note was voided."""
    head = memo.head_of(document, memo.BACK, key, document.total, date=document.voided)
    back = memo.taken_back(head, key, rules, known)
    if memo.stands(known, key + RECLAIM) and back:
        problem = Invalid("reclaimed_then_voided", number=document.external_id)
        back = [Outcome(one.kind, one.key, one.source, one.facts, problem=problem) for one in back]
    return back + _nothing(document, key, known, "superseded")


# --- what follows -------------------------------------------------------------------------------


def _after(part: Document, key: str, entry: Outcome, rules: Rules, known: Known) -> list[Outcome]:
    """Return what a person must see to once a debt is written off."""
    if entry.request is None and not memo.stands(known, key):
        return _nothing(part, key, known, "superseded", (RECLAIM, DEFERRAL))
    followed = []
    vat = _parked(part, key, entry, rules, known)
    if vat:
        followed.append(_reclaim(part, key, vat, rules, known))
    last = _spread_until(part, rules, known)
    if last:
        problem = Invalid("deferral_still_runs", invoice=part.credits, until=last)
        head = _head(part, key + DEFERRAL)
        facts = Facts(head.title, last, head.currency, head.total)
        followed.append(Outcome(memo.KIND, head.key, head.source, facts, problem=problem))
    return followed


def _parked(part: Document, key: str, entry: Outcome, rules: Rules, known: Known) -> list[dict]:
    """Return the lines of a write-off when it parks VAT: what was posted, else what would be."""
    posted = known.booked.get((memo.KIND, key))
    body = posted.body if posted else entry.request.body if entry.request else {}
    lines = body.get(memo.LINES, [])
    return lines if len(lines) == 3 else []


def _reclaim(part: Document, key: str, lines: list, rules: Rules, known: Known) -> Outcome:
    """Return the entry that reclaims the VAT of a bad debt, on the day that a person chose.

    Until then it is on a list, with the day on which the right arises at the latest. The base
    stands with the code and without it, so that the return gets both the base and its VAT.
    """
    net, vat = (Decimal(line["AmountFC"]) for line in lines[:2])
    decided = known.links.get((memo.KIND, key + RECLAIM))
    link = known.links.get((memo.KIND, key))
    day = _day(decided.released) if decided and link and link.state == POSTED else None
    if day is None:
        return _waits_for_right(part, key, vat, rules, known)

    def compose():
        _allowing_vat(rules)
        bad_debt = chosen(rules, "bad_debt")
        _invoice, posted = posted_invoice(part.credits, rules, known)
        legs = [
            Leg(bad_debt, net, code=chosen(rules, "reclaim_code"), vat=vat),
            Leg(bad_debt, -net),
            Leg(chosen(rules, "vat_suspense"), -vat),
        ]
        return legs, terms(posted, part, rules).get("Rate")

    head = _head(part, key + RECLAIM, date=day, journal=memo_of(rules).reclaim_journal)
    return memo.plan(replace(head, total=vat, vat=vat), compose, rules, known)


def _waits_for_right(part: Document, key: str, vat: Decimal, rules: Rules, known: Known) -> Outcome:
    """Return the line of the list from which VAT is reclaimed."""
    latest = _latest(part, rules, known)
    told = {"vat": vat, "currency": part.currency, "invoice": part.credits}
    if latest:
        problem = Proposed("vat_reclaim_due", latest=latest, **told)
    else:
        problem = Proposed("vat_reclaim_open", **told)
    head = _head(part, key + RECLAIM)
    facts = Facts(head.title, latest or part.date, head.currency, vat)
    return Outcome(memo.KIND, head.key, head.source, facts, problem=problem)


def _allowing_vat(rules: Rules) -> None:
    """Raise Unmapped unless a journal was chosen that takes VAT codes."""
    journal = chosen(rules, "reclaim_journal")
    if not memo_of(rules).reclaim_allows_vat:
        raise Unmapped("reclaim_journal_without_vat", journal=journal)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _latest(part: Document, rules: Rules, known: Known) -> date | None:
    """Return the day on which the right to the VAT arises at the latest, None where unknown."""
    invoice = known.records.get(("invoice", part.credits))
    due = invoice and (invoice.due_date or invoice.date)
    if not due or rules.country != _ONE_YEAR_IN:
        return None
    try:
        return due.replace(year=due.year + 1)
    except ValueError:
        return date(due.year + 1, 3, 1)


def _spread_until(part: Document, rules: Rules, known: Known) -> date | None:
    """Return the last day over which the invoice of a chargeback is still spread.

    That is by Exact, or by memo entries of ours once its revenue was deferred.
    """
    if treatments.sign_of(part) != treatments.CHARGEBACK or not part.date:
        return None
    posted = known.booked.get(place("invoice", part.credits))
    lines = posted.body.get("SalesEntryLines", ()) if posted else ()
    last = max((line["To"] for line in lines if "To" in line), default="")
    found = _day(last.partition("T")[0])
    invoice = known.records.get(("invoice", part.credits))
    if invoice and memo.stands(known, part.credits + DEFER):
        found = max((line.date_to for line in invoice.lines if line.date_to), default=found)
    return found if found and found > part.date else None


# --- by the invoice alone -----------------------------------------------------------------------


def _without_note(invoice: Document) -> WriteOff | None:
    return next((one for one in invoice.write_offs if not one.note), None)


def _invoice_key(invoice: Document) -> str:
    return place_of(invoice)[1] + treatments.SUFFIXES[treatments.WRITE_OFF]


def _of_invoice(invoice: Document, rules: Rules, known: Known) -> list[Outcome]:
    """Return the entry of a write-off that the invoice tells and no credit note: after approval."""
    given_up = _without_note(invoice)
    rule = skip_rule(invoice, rules.date_from, rules.business_entity)
    if given_up is None or rule not in ("", "before_start"):
        return []
    if rule and not openings.begun(given_up.date, rules):
        return []
    number = invoice.external_id
    head = memo.head_of(
        invoice,
        "",
        _invoice_key(invoice),
        -given_up.amount,
        date=given_up.date,
        parent=None if rule else place_of(invoice),
        waits_for=place_of(invoice),
    )

    def compose():
        _known, posted = posted_invoice(number, rules, known, given_up.amount)
        return _legs(invoice, posted, given_up.amount, ZERO, rules)

    outcome = memo.plan(head, compose, rules, known)
    problem = Proposed("write_off_without_note", invoice=number, amount=given_up.amount)
    return [memo.released(outcome, known, problem)]
