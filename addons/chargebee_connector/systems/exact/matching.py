"""Which line settles which document, and by how much: read off what is matched with what.

Exact tells of every matched line one other that it is matched with, not by how much. Lines and
these ties form a net; where it has no ring, every amount follows: who has one tie only gives it
all of its amount, and so on inwards. Where there is a ring, or amounts are left over, nobody can
say, and nothing is guessed.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ...ledger.words import Match, Receipt
from .terms import SALES, Term

#: TransactionType ("TransactionLines", field Type) in the ledger's words; all others are memos.
_NATURES = {
    20: "credit",
    21: "credit",
    40: "receipt",
    82: "rate_difference",
    83: "payment_difference",
}
#: Less than this is no amount.
_DUST = Decimal("0.005")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Line:
    """All terms of one line: `amount` and `home` are what is matched of it."""

    term: Term
    amount: Decimal
    home: Decimal
    whole: Decimal

    @property
    def is_document(self):
        return self.term.type in SALES and self.whole > 0


def receipts(terms: Iterable[Term], gone: Iterable[str]) -> list[Receipt]:
    """Return what these terms say, each line that settles something, or did, once.

    The terms of a net must be complete; `gone` are the ids of those that no longer exist.
    """
    by_line = defaultdict(list)
    for one in terms:
        by_line[one.line].append(one)
    gone = frozenset(gone)
    lines = {line: _line(some, gone) for line, some in sorted(by_line.items())}
    found = []
    for net in _nets(lines, terms, gone):
        currencies = {lines[name].term.currency for name in net if lines[name].amount}
        amounts = _peel(net, lines) if len(currencies) < 2 else _of_strangers(net, lines)
        for name in sorted(net):
            if lines[name].whole < 0:
                found.append(_receipt(name, lines, net[name], amounts))
    return found


def _line(some, gone):
    """Return the line that some terms belong to; the one with the least id speaks for it."""
    some = sorted(some, key=lambda one: one.external_id)
    alive = [one for one in some if one.external_id not in gone]
    matched = [one for one in alive if one.matched]
    return _Line(
        next((one for one in matched if one.offset), (alive or some)[0]),
        sum((one.amount for one in matched), _ZERO),
        sum((one.home for one in matched), _ZERO),
        sum((one.amount or one.home for one in alive or some), _ZERO),
    )


def _nets(lines, terms, gone):
    """Yield the nets of lines that are tied: {line: lines it is tied to}."""
    ties = {line: set() for line in lines}
    for one in terms:
        if one.offset in lines and one.offset != one.line and one.external_id not in gone:
            ties[one.line].add(one.offset)
            ties[one.offset].add(one.line)
    seen = set()
    for line in ties:
        if line in seen:
            continue
        net, waiting = {}, [line]
        while waiting:
            name = waiting.pop()
            if name not in net:
                net[name] = ties[name]
                waiting.extend(ties[name])
        seen.update(net)
        yield net


def _peel(net, lines):
    """Return {(line, other): amount} both ways, None when it doesn't work out."""
    left = {name: lines[name].amount for name in net}
    ties = {name: set(others) for name, others in net.items()}
    leaves = [name for name, others in ties.items() if len(others) == 1]
    amounts = {}
    while leaves:
        name = leaves.pop()
        if not ties[name]:
            continue
        (other,) = ties[name]
        amounts[name, other] = amounts[other, name] = abs(left[name])
        left[other] += left[name]
        left[name] = _ZERO
        ties[name].clear()
        ties[other].discard(name)
        if len(ties[other]) == 1:
            leaves.append(other)
    if any(ties.values()) or any(abs(amount) >= _DUST for amount in left.values()):
        return None
    return amounts


def _of_strangers(net, lines):
    """Return the amounts of a net of several currencies: one document that money settles alone."""
    documents = [name for name in net if lines[name].is_document]
    paying = [
        name for name in net if lines[name].whole < 0 and lines[name].term.type not in (82, 83)
    ]
    differences = [name for name in net if lines[name].term.type == 83]
    rest = sum((lines[name].home for name in net), _ZERO)
    if len(documents) != 1 or len(paying) != 1 or differences or abs(rest) >= _DUST:
        return None
    (document,), (payer,) = documents, paying
    amount = lines[document].amount
    return {(payer, document): amount} if payer in net[document] else None


def _receipt(name, lines, tied, amounts):
    line = lines[name]
    documents = sorted(other for other in tied if lines[other].is_document)
    matches = []
    for other in documents:
        document = lines[other]
        # Of money that is too much the books themselves make a difference.
        amount = (
            _ZERO if amounts is None else min(amounts.get((name, other), _ZERO), document.amount)
        )
        if amounts is None or amount >= _DUST:
            term = document.term
            matches.append(Match(term.entry, term.your_ref or term.number, term.currency, amount))
    term = line.term
    return Receipt(
        external_id=name,
        record=term.external_id,
        entry=term.entry,
        number=term.number,
        line=term.line_number,
        journal=term.journal,
        nature=_NATURES.get(term.type, "memo"),
        currency=term.currency,
        amount=-line.whole,
        date=term.date,
        account=term.account,
        matches=tuple(matches),
        unclear=amounts is None and bool(matches),
    )
