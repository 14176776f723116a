"""One memo entry for all documents of a period: what its members bring, added up by ledger.

Debit and credit are added up apart, so that members that cancel each other out still show. The
key stands in each line's description, as in every memo entry; which documents are in it is told
by the members.
"""

from collections import defaultdict
from decimal import Decimal

from ...ledger.periods import Period
from ...ledger.plan import Facts, Part, Request
from ...ledger.problems import Invalid
from ...ledger.words import ZERO
from . import deferral_parts, memo
from .formats import plain, stamp
from .memo_rules import chosen
from .rules import Rules

#: What the keys of the entries that take all of a period begin with.
DEFERRALS, RELEASES = "defer", "release"
ACCRUALS, REVERSALS = "accrual", "accrual-back"


def name(period: Period) -> str:
    """Return a period as keys name it: its book year and number."""
    return f"{period.year}-{period.number:02d}"


def base(what: str, period: Period, rules: Rules) -> str:
    """Return what the keys of a period's entries begin with.

    A route of one business entity names it, since others may lead to the same books.
    """
    return "/".join(filter(None, (what, rules.business_entity, name(period))))


def bundle(key: str, parts: list[Part], rules: Rules) -> tuple[Facts, Request]:
    """Return the entry that takes these parts, which are all of one period and of one day."""
    first = parts[0].facts
    period = rules.calendar.find(first.date)
    if period is None:
        raise Invalid("year_missing", year=first.date.year, date=first.date)
    day, text = stamp(first.date), memo.mark(rules, key)
    lines = [
        {
            **deferral_parts.named(where),
            "AmountFC": plain(amount),
            "Date": day,
            "Description": text,
        }
        for (where, _is_credit), amount in sorted(_added_up(parts).items())
    ]
    body = {
        "JournalCode": chosen(rules, "journal"),
        "Currency": rules.division_currency,
        "FinancialYear": period.year,
        "FinancialPeriod": period.number,
        memo.LINES: lines,
    }
    total = sum((part.facts.total for part in parts), Decimal("0.00"))
    facts = Facts("", first.date, rules.division_currency, total, period=period.label)
    return facts, Request("POST", memo.PATH, body, "create")


def _added_up(parts: list[Part]) -> dict[tuple, Decimal]:
    """Return {((ledger, cost centre, cost unit), is credit): amount}."""
    added: dict[tuple, Decimal] = defaultdict(lambda: ZERO)
    for part in parts:
        for where, amount in deferral_parts.totals(part.body).items():
            for place, piece in ((where, amount), ((part.body["Against"], "", ""), -amount)):
                added[place, piece < 0] += piece
    return dict(added)
