"""Credit notes that were used for invoices without any money: closing both in the books (C8, C9).

Exact matches an open item by itself when a line on the debtors' ledger names it and the amounts are
exactly equal. So an entry is made only where credit notes close whole invoices and are used up by
them: one for one, one for several, or several for one. It bears the key of one of the credit notes;
the others say in whose entry they are. Invoices that were paid in part are matched by the entry of
their payment, or judged by `unmatched`; what no entry can close is listed for a person.
"""

from dataclasses import replace

from ...ledger.gates import skip_rule
from ...ledger.plan import Facts, Known, Needs, Outcome, ref
from ...ledger.problems import Invalid, Problem, Waiting
from ...ledger.states import IGNORED, PLANNABLE, POSTED, SKIPPED
from ...ledger.words import ZERO, Applied, Document
from . import bank, closing, debtors, matched, memo, openings, treatments
from .closing import Group, uses
from .credits import NOTHING, posted_invoice, terms
from .memo import Leg
from .memo_rules import chosen
from .places import place, place_of
from .rules import Rules

USED = "/used"

#: What becomes of a group of which it is too early to say anything, or another room's to say.
_NOT_YET = "not yet"


def needs(document: Document, rules: Rules, asked: Needs) -> None:
    """Ask for the invoices that a credit note was used for, and what was made of that."""
    if document.kind != "credit_note":
        return
    kind, key = place_of(document)
    asked.links.add((memo.KIND, key + USED))
    asked.booked.update({(kind, key), (memo.KIND, key + USED)})
    for use in uses(document):
        _ask("invoice", use.invoice, asked)


def needs_beyond(document: Document, rules: Rules, known: Known, asked: Needs) -> None:
    """Ask for what hangs together with these invoices, and for the entry that closes all of it."""
    if document.kind != "credit_note":
        return
    found = closing.group(document, known)
    for kind, number in found.missing:
        _ask(kind, number, asked)
    if len(found.invoices) > 1:
        paid = {_payment(one) for invoice in found.invoices.values() for one in invoice.payments}
        asked.links |= paid
        asked.booked |= paid
    owners = found.owners if uses(document) else ()
    for key in {_in_whose(document, known), *map(_key, owners)} - {""}:
        asked.links.add((memo.KIND, key))
        asked.booked.add((memo.KIND, key))
    matched.ask(place_of(document), _own(document), known, asked)


def _ask(kind: str, number: str, asked: Needs) -> None:
    asked.records.add((kind, number))
    asked.links.add(place(kind, number))
    asked.booked.add(place(kind, number))


def plan(document: Document, rules: Rules, known: Known) -> list[Outcome]:
    """Return the entry by which Exact closes a credit note and all that hangs together with it.

    Nothing while it isn't used up, while one of the invoices is still owed in part, and for one
    that goes by another entry.
    """
    if document.kind != "credit_note":
        return []
    head = _head(document, [document])
    rule = skip_rule(document, rules.date_from, rules.business_entity)
    if memo.stands(known, head.key):
        if _still_closed(document, head.key, rule, rules, known):
            return []
        return [_outcome(head, rule=rule or "allocation_removed")]
    whose = _in_whose(document, known)
    if whose and memo.stands(known, whose):
        if _still_closed(document, whose, rule, rules, known):
            return [_outcome(head, rule="by_memo_entry", content=whose)]
        problem = Invalid("allocation_removed", number=document.external_id)
        return [_outcome(head, problem=problem, content=whose)]
    own = known.booked.get(place_of(document))
    if rule or not uses(document) or debtors.is_everyones(own, rules):
        return memo.left_out(known, head, rule or "superseded")
    if not _is_sale(document, rules, known):
        return memo.left_out(known, head)
    found = closing.group(document, known)
    reason = _by_hand(document, found, rules, known)
    if reason == _NOT_YET:
        return memo.left_out(known, head)
    if reason and matched.is_matched(place_of(document), known):
        return memo.left_out(known, head, rule="matched_there")
    if reason:
        problem = Invalid(
            reason,
            number=document.external_id,
            invoices=", ".join(found.invoices),
            left=document.total - closing.used(document),
            total=document.total,
            currency=document.currency,
        )
        return [_outcome(head, problem=problem)]
    outcomes = []
    if _key(found.owner) != head.key:
        outcomes.append(_outcome(head, rule="by_memo_entry", content=_key(found.owner)))
        if memo.stands(known, _key(found.owner)):
            return outcomes
    return [*outcomes, _entry(found, rules, known)]


# --- what it is about ---------------------------------------------------------------------------


def _key(number: str) -> str:
    return place("credit_note", number)[1] + USED


def _own(document: Document) -> tuple[str, str]:
    return memo.KIND, _key(document.external_id)


def _in_whose(document: Document, known: Known) -> str:
    """Return the key of the entry of another credit note that closes this one too, "" for none."""
    link = known.links.get(_own(document))
    content = link.content if link is not None and link.state in PLANNABLE else ""
    return content if content.endswith(USED) else ""


def _head(document: Document, notes: list[Document]) -> memo.Head:
    days = [use.date for note in notes for use in uses(note) if use.date]
    last = max([*days, document.date]) if document.date else None
    return memo.head_of(document, USED, place_of(document)[1], ZERO, date=last)


def _outcome(head: memo.Head, problem: Problem | None = None, rule: str = "", content: str = ""):
    facts = Facts(head.title, head.date, head.currency, ZERO)
    more = {"problem": problem, "rule": rule, "content": content}
    return Outcome(memo.KIND, head.key, head.source, facts, **more)


def _is_sale(document: Document, rules: Rules, known: Known) -> bool:
    """Say whether a credit note goes as one negative sale over all that it takes back."""
    if treatments.sign_of(document) == treatments.STORE:
        return False
    return treatments.parts(document, rules, known).sale is document


def _by_hand(document: Document, found: Group, rules: Rules, known: Known) -> str:
    """Return the code of why a group can't be closed by an entry, or ""."""
    invoices, notes = found.invoices.values(), found.notes.values()
    if found.missing or any(invoice.owed for invoice in invoices):
        return _NOT_YET
    given_up = any(_is_given_up(one, found, rules, known) for one in invoices)
    otherwise = given_up or any(one.paid or one.withheld for one in invoices)
    if otherwise and (len(invoices) == 1 or _is_named(document, found, known)):
        return _NOT_YET  # Its payment's entry names all of it, or it is listed itself.
    if any(one.currency != document.currency for one in (*invoices, *notes)):
        return "match_other_currency"
    if closing.used(document) != document.total or document.refunded:
        return "match_part_used"
    exact = found.is_used_up and found.is_exact and not otherwise
    if exact and all(_goes(note, rules, known) for note in notes):
        return ""
    return "match_by_hand"


def _is_named(document: Document, found: Group, known: Known) -> bool:
    """Say whether a posted payment of one of the invoices names a credit note in full."""
    named = ref(*place_of(document), "number")
    return any(
        line.get("OurRef") == named and bank.amount_of(line) == -document.total
        for invoice in found.invoices.values()
        for paid in invoice.payments
        for line in known.booked.get(_payment(paid), NOTHING).body.get(bank.LINES, ())
    )


def _payment(paid: Applied) -> tuple[str, str]:
    return place("transaction", paid.external_id)


def _is_given_up(invoice: Document, found: Group, rules: Rules, known: Known) -> bool:
    """Say whether a memo entry wrote something of an invoice off, not a credit note."""
    notes = [found.notes.get(one.note) for one in invoice.write_offs]
    return any(note is None or not _is_sale(note, rules, known) for note in notes)


def _goes(note: Document, rules: Rules, known: Known) -> bool:
    """Say whether a credit note is in the books, or will be, as one sale turned round."""
    link = known.links.get(place_of(note))
    if debtors.is_everyones(known.booked.get(place_of(note)), rules):
        return False
    return (link is None or link.state not in (SKIPPED, IGNORED)) and _is_sale(note, rules, known)


# --- the entry ----------------------------------------------------------------------------------


def _entry(found: Group, rules: Rules, known: Known) -> Outcome:
    """Return the entry that names all of a group in full, under the key of its owner."""
    owner, notes = found.notes[found.owner], list(found.notes.values())
    first = _not_posted(found, rules, known)

    def compose():
        for note in notes:
            if first == place_of(note):
                raise Waiting("credit_note_first", number=note.external_id)
        ledger, legs = chosen(rules, "receivable"), []
        for note in notes:
            account = memo.account_of(known.booked.get(place_of(note), NOTHING), note.customer)
            legs.append(Leg(ledger, note.total, account, place_of(note)))
        for number, invoice in found.invoices.items():
            _invoice, posted = posted_invoice(number, rules, known, invoice.total)
            account = memo.account_of(posted, invoice.customer)
            item = memo.item_of(posted, "invoice", number, rules)
            legs.append(Leg(ledger, -invoice.total, account, item))
        own = known.booked.get(place_of(owner), NOTHING)
        return legs, terms(own, owner, rules).get("Rate")

    head = replace(_head(owner, notes), waits_for=first)
    return memo.plan(head, compose, rules, known)


def _not_posted(found: Group, rules: Rules, known: Known) -> tuple | None:
    """Return the first of the entries to be closed that does not stand yet.

    What was taken over has no entry of ours.
    """
    invoices = [
        place_of(one) for one in found.invoices.values() if not openings.is_opening(one, rules)
    ]
    for each in (*map(place_of, found.notes.values()), *invoices):
        link = known.links.get(each)
        if link is None or link.state != POSTED:
            return each
    return None


def _still_closed(document: Document, key: str, rule: str, rules: Rules, known: Known) -> bool:
    """Say whether what a posted entry closed is still used so (C9); so it is if nobody can tell."""
    posted = known.booked.get((memo.KIND, key))
    if posted is None or not posted.body:
        return True
    found = closing.group(document, known)
    numbers = {
        item.number: place_of(invoice)[1]
        for invoice in found.invoices.values()
        for item in openings.of(invoice, rules)
    }
    closed = sorted(_closed(posted.body, numbers))
    if rule or closing.used(document) != document.total:
        return False
    used_for = {place("invoice", use.invoice)[1] for use in uses(document)}
    if not used_for <= {where for where, _amount in closed}:
        return False
    if found.missing:
        return True
    now = [(place_of(one)[1], one.total) for one in found.notes.values()]
    now += [(place_of(one)[1], -one.total) for one in found.invoices.values()]
    return closed == sorted(now) and found.is_exact


def _closed(body: dict, taken_over: dict):
    """Yield (key, amount) of what a posted entry closed."""
    for line in body[memo.LINES]:
        item = line["OurRef"]
        key = taken_over.get(item, item) if isinstance(item, str) else item["$ref"][1]
        yield key, memo.amount_of(line)
