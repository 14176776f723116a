"""A payment provider's settlement as a bank entry: fees, payout, and what nobody knows.

Payments and refunds of the statement that are movements of the source stand in the same journal
already, gross, on their own days. What is booked here takes the clearing ledger back to zero: the
fees that were withheld, the payout on its way to the bank, and lines that belong to no known
movement on a ledger of their own, for a person to clear up.
"""

from decimal import Decimal

from ...ledger.plan import Facts, Known, Needs, Outcome, Request
from ...ledger.problems import Conflict, Invalid, Problem, Unmapped
from ...ledger.text import fingerprint
from ...ledger.words import ZERO, Settlement, Share, Transaction
from . import bank, bank_rules
from .payments import NO_MONEY, OUT
from .places import place
from .rules import PROFIT_AND_LOSS, Ledger, Rules

#: Lines of a statement that are no movement of the source.
_PAYOUT, _FEE = "payout", "fee"


def needs(settlement: Settlement, rules: Rules, asked: Needs) -> None:
    """Ask for the settlement's own link, and for the movements that it names."""
    asked.links.add(place("settlement", settlement.external_id))
    for share in settlement.shares:
        if share.movement:
            asked.records.add(("transaction", share.movement))
            asked.links.add(place("transaction", share.movement))


def plan(settlement: Settlement, rules: Rules, known: Known) -> list[Outcome]:
    """Return what becomes of a settlement."""
    kind, key = place("settlement", settlement.external_id)
    facts = Facts(
        f"{settlement.gateway_account or settlement.gateway} {settlement.number}".strip(),
        settlement.date,
        settlement.currency,
        ZERO,
    )
    here = (kind, key, ("settlement", settlement.external_id))
    content = fingerprint(repr(settlement))
    rule = skip_rule(settlement, rules)
    if rule:
        return [Outcome(*here, facts, rule=rule, content=content)]
    try:
        _check_sum(settlement)
        asked = {
            "gateway_account": settlement.gateway_account,
            "gateway": settlement.gateway,
            "payment_method": "",
            "currency": settlement.currency,
            "business_entity": rules.business_entity,
        }
        journal = bank_rules.journal(asked, rules.bank).code
        lines = _lines(settlement, rules, known)
        period, left = bank.open_period(settlement.date, journal, rules.calendar)
        if settlement.date > rules.today:
            raise Invalid("date_in_future", date=settlement.date, today=rules.today)
    except Problem as problem:
        return [Outcome(*here, facts, problem=problem, content=content)]
    total = sum((bank.amount_of(one) for one in lines), ZERO)
    facts = Facts(facts.title, facts.date, facts.currency, total, period=period.label, left=left)
    if not lines:
        return [Outcome(*here, facts, rule="zero", content=content)]
    head = {"JournalCode": journal, "Currency": settlement.currency}
    request = Request("POST", bank.PATH, bank.entry(head, period, lines), "create")
    return [Outcome(*here, facts, request=request, content=content)]


def skip_rule(settlement: Settlement, rules: Rules) -> str:
    if rules.bank is None:
        return "payments_off"
    begin = rules.bank.date_from
    if begin and settlement.date < begin:
        return "before_start"
    return ""


def _check_sum(settlement: Settlement) -> None:
    """Raise Invalid unless the statement's lines, fees and payout make up zero."""
    rest = sum((share.amount - share.fee for share in settlement.shares), ZERO)
    if rest:
        raise Invalid(
            "settlement_unbalanced",
            payout=settlement.number,
            difference=rest,
            currency=settlement.currency,
        )


def _lines(settlement: Settlement, rules: Rules, known: Known) -> list[dict]:
    """Return the lines: the fees in one, each payout, each line that nobody knows."""
    day, key = settlement.date, settlement.number
    lines = []
    fees = ZERO
    for share in settlement.shares:
        fees += share.fee
        if share.kind == _FEE:
            fees -= share.amount
        elif share.kind == _PAYOUT:
            ledger = _ledger("transit", rules)
            lines.append(bank.line(ledger, share.amount, day, f"{key} {share.reference}".strip()))
        elif not _is_booked(share, settlement, known) and share.amount:
            ledger = _ledger("unassigned", rules)
            lines.append(bank.line(ledger, share.amount, day, f"{key} {share.reference}".strip()))
    if fees:
        lines.insert(0, bank.line(_fee_ledger(rules), -fees, day, key))
    return lines


def _is_booked(share: Share, settlement: Settlement, known: Known) -> bool:
    """Say whether a line is a movement that is booked by itself; raise when both differ."""
    word = known.records.get(("transaction", share.movement)) if share.movement else None
    if not isinstance(word, Transaction):
        return False
    amount = -word.amount if word.kind in OUT else word.amount
    if (amount, word.currency) != (share.amount, settlement.currency):
        raise Conflict(
            "settlement_line_differs",
            payout=settlement.number,
            transaction=share.movement,
            theirs=_shown(share.amount, settlement.currency),
            ours=_shown(amount, word.currency),
        )
    if word.status in NO_MONEY or word.offline or word.deleted:
        raise Conflict(
            "settlement_line_failed",
            payout=settlement.number,
            transaction=share.movement,
            amount=_shown(share.amount, settlement.currency),
        )
    return True


def _shown(amount: Decimal, currency: str) -> str:
    return f"{amount} {currency}"


def _fee_ledger(rules: Rules) -> Ledger:
    """Return the ledger of fees: costs with each payout, or a balance ledger until the invoice.

    One and never both: otherwise they are in the costs twice.
    """
    ledger = _ledger("fees", rules)
    costs = ledger.type >= PROFIT_AND_LOSS
    if rules.bank.fee_source == bank_rules.FEE_BY_PAYOUT:
        if not costs:
            raise Unmapped("fees_not_costs", ledger=ledger.code, name=ledger.name)
    elif costs:
        raise Unmapped("fees_are_costs", ledger=ledger.code, name=ledger.name)
    return ledger


def _ledger(name: str, rules: Rules) -> Ledger:
    ledger = getattr(rules.bank, name)
    if ledger is None:
        raise Unmapped(f"{name}_missing")
    return ledger
