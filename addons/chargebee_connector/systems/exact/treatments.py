"""Credit notes that need not be negative sales: write-offs, chargebacks and store credit.

The route chooses; what stands in the books already is never booked a second time in another way.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from ...ledger.plan import Known
from ...ledger.problems import Unmapped
from ...ledger.shares import apportion
from ...ledger.states import PLANNABLE
from ...ledger.words import ZERO, Document, Line
from . import entries, memo
from .memo_rules import CREDIT_NOTE, LIABILITY, MEMO, OFF_LEDGER, SPLIT, memo_of
from .places import place_of
from .rules import Rules

WRITE_OFF, CHARGEBACK, STORE = "write_off", "chargeback", "store"

#: How a credit note's type or reason says that it may be no negative sale.
_SIGNS = {
    "store": STORE,
    "write_off": WRITE_OFF,
    "chargeback": CHARGEBACK,
    "fraudulent": CHARGEBACK,
}

#: What follows the key of a credit note that goes by a memo entry.
SUFFIXES = {WRITE_OFF: "/write-off", CHARGEBACK: "/chargeback", STORE: "/store-credit"}

_OPTIONS = {WRITE_OFF: (MEMO, CREDIT_NOTE), CHARGEBACK: (MEMO, CREDIT_NOTE, SPLIT)}

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Parts:
    """What of a credit note is a negative sale, and what a memo entry; `rule` when no sale is."""

    sale: Document | None = None
    memo: Document | None = None
    rule: str = ""


def sign_of(document: Document) -> str:
    """Return WRITE_OFF, CHARGEBACK or STORE, "" for every other document."""
    if document.kind != "credit_note":
        return ""
    return _SIGNS.get(document.type) or _SIGNS.get(document.reason, "")


def memo_key(document: Document) -> str:
    """Return the key of the memo entry of a credit note that may need one."""
    return place_of(document)[1] + SUFFIXES[sign_of(document)]


def parts(document: Document, rules: Rules, known: Known) -> Parts:
    """Return how a credit note is booked; raise Unmapped while that is not chosen (C7)."""
    sign = sign_of(document)
    if not sign:
        return Parts(document)
    if sign == STORE:
        return _store(document, rules)
    wanted = getattr(memo_of(rules), sign)
    options = (wanted, *(one for one in _OPTIONS[sign] if one != wanted))
    possible = [_by_option(option, document, known) for option in options]
    for found in possible:
        if _agrees(found, document, known):
            return found
    # Neither way explains what stands, so nothing may be added to it.
    return replace(possible[0], sale=None, memo=None, rule="by_memo_entry")


def _store(document: Document, rules: Rules) -> Parts:
    option = memo_of(rules).store
    if option == LIABILITY:
        return Parts(memo=document, rule="by_memo_entry")
    if option == OFF_LEDGER:
        return Parts(rule="store_credit_off_ledger")
    raise Unmapped("store_credit_note")


def _by_option(option: str, document: Document, known: Known) -> Parts:
    if option == CREDIT_NOTE:
        return Parts(document)
    if option == MEMO:
        return Parts(memo=document, rule="by_memo_entry")
    rest, delivered = split(document, known.records.get(("invoice", document.credits)))
    if not rest.total:
        return Parts(memo=document, rule="by_memo_entry")
    return Parts(rest, delivered if delivered.total else None)


def _agrees(found: Parts, document: Document, known: Known) -> bool:
    """Say whether what stands of a credit note is what these parts would have put there."""
    for part, place in (
        (found.sale, (entries.KIND, place_of(document)[1])),
        (found.memo, (memo.KIND, memo_key(document))),
    ):
        link = known.links.get(place)
        if link is None or link.state in PLANNABLE:
            continue
        posted = known.booked.get(place)
        if part is None or (posted and posted.total not in (None, -part.total)):
            return False
    return True


def split(document: Document, invoice: Document | None) -> tuple[Document, Document]:
    """Return a credit note as two: what was not yet delivered on its day, and what was.

    A line's service period is its own, else that of the invoice's line; one without a period
    counts as delivered. The day of the credit note itself was not delivered.
    """
    periods = {line.external_id: line for line in invoice.lines} if invoice else {}
    pairs = [_split_line(line, periods.get(line.credits), document.date) for line in document.lines]
    to_come = _with_lines(document, tuple(line for line, _ in pairs if line.net or line.tax))
    gone = _with_lines(document, tuple(line for _, line in pairs if line.net or line.tax))
    return replace(to_come, round_off=ZERO, total=to_come.total), replace(
        gone, round_off=document.round_off, total=gone.total + document.round_off
    )


def _with_lines(document: Document, lines: tuple) -> Document:
    tax = sum((line.tax for line in lines), ZERO)
    net = sum((line.net for line in lines), ZERO)
    return replace(document, lines=lines, tax=tax, total=net + tax)


def _split_line(line: Line, credited: Line | None, day: date | None) -> tuple[Line, Line]:
    # What was taken off is in the net amounts, and follows them.
    line = replace(line, discounts=(), promotional=ZERO)
    shown = line if line.date_from else credited
    if day is None or shown is None or shown.date_from is None:
        weights = [ZERO, Decimal(1)]
    else:
        first, last = shown.date_from, shown.date_to
        begin = min(max(day, first), last + _ONE_DAY)
        weights = [Decimal((last - begin).days + 1), Decimal((begin - first).days)]
        line = replace(line, date_from=first, date_to=last)
    net = _shares(line.net, weights)
    taxes = [
        [
            replace(tax, base=base, amount=amount)
            for base, amount in zip(
                _shares(tax.base, weights), _shares(tax.amount, weights), strict=True
            )
        ]
        for tax in line.taxes
    ]
    to_come = replace(line, net=net[0], taxes=tuple(pair[0] for pair in taxes))
    gone = replace(line, net=net[1], taxes=tuple(pair[1] for pair in taxes))
    if line.date_from and day is not None:
        to_come = replace(to_come, date_from=max(day, line.date_from))
    return to_come, gone


def _shares(amount: Decimal, weights: list[Decimal]) -> list[Decimal]:
    if amount < 0:
        return [-part for part in apportion(-amount, weights)]
    return apportion(amount, weights)
