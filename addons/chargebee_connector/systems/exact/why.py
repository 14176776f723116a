"""What decided each booked line of a document, worked out by the very rules that book it.

Nothing of it is kept: the mapping tables are watched while the lines are booked once more.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from ...ledger.mapping import Row, Table, rank
from ...ledger.plan import Known
from ...ledger.problems import Problem
from ...ledger.reasons import FALLBACK, OPTION, POSTED, ROUNDING, Choice, Reason
from ...ledger.words import Document, Line
from . import checks, credits, discounts, entries, openings, treatments
from .rules import Rules


@dataclass(frozen=True)
class _Watched:
    """A mapping table that writes down which of its rows fit whenever it is asked."""

    name: str
    table: Table
    log: list

    @property
    def fields(self) -> tuple:
        return self.table.fields

    def choose(self, facts: dict, day=None, demanded: str = "") -> Row | None:
        rows = list(self.table.fitting(facts, day, demanded))
        self.log.append((self.name, rows))
        return rows[0] if rows else None


def reasons(document: Document, rules: Rules, known: Known) -> list[Reason]:
    """Return the booked lines of an invoice or a credit note, each with what decided it.

    It is what today's rules make of the document, whatever became of it before.
    """
    posted = None
    try:
        if document.kind == "credit_note":
            document = treatments.parts(document, rules, known).sale
            if document is None:
                return []
            if document.credits:
                invoice, standing = credits.posted_invoice(document.credits, rules, known)
                if openings.OUR_REF not in standing.body:
                    posted = credits.posted_parts(document, invoice, standing)
    except Problem as problem:
        return [Reason("", document.total, problem=problem)]
    found = []
    for line in filter(checks.is_booked, document.lines):
        try:
            if line.credits and posted is not None:
                found += _as_posted(document, line, posted)
            else:
                found += _mapped(document, line, rules, known)
        except Problem as problem:
            found.append(Reason(line.description, line.net * document.sign, problem=problem))
    if document.round_off:
        ledger, code = rules.rounding, rules.no_vat
        found.append(
            Reason(
                "",
                document.round_off * document.sign,
                Choice(ledger.id, ROUNDING),
                Choice(code.code, ROUNDING),
            )
        )
    return found


def _as_posted(document: Document, line: Line, posted: dict) -> list[Reason]:
    """Return the reasons of what takes back an invoice's line: nothing is chosen anew."""
    return [
        Reason(
            body.get("Description", line.description),
            -Decimal(body["AmountFC"]),
            Choice(body["GLAccount"], POSTED),
            Choice(body["VATCode"], POSTED),
            Choice(_costs(body), POSTED if _costs(body) else ""),
            document.credits,
        )
        for net, tax in entries.parts(line)
        for body in credits.as_posted(line, net, tax, posted.get(line.credits, []))
    ]


def _mapped(document: Document, line: Line, rules: Rules, known: Known) -> list[Reason]:
    """Return the reasons of a line that the mapping tables have booked."""
    log: list[tuple[str, list[Row]]] = []
    bodies = entries.mapped(document, line, _watched(rules, log), known)
    revenue = _ranked(rules.revenue, _asked(log, "revenue"))
    coupons, taxes, costs = (_asked(log, name) for name in ("discount", "tax", "cost"))
    pieces = 1 + len(discounts.shown(line, rules))
    found = []
    for at, body in enumerate(bodies):
        # Each taxed part is the sale and then its discounts; a voucher's is one line at the end.
        part, piece = divmod(at, pieces)
        voucher = part >= len(taxes)
        if voucher:
            ledger = Choice(body["GLAccount"], OPTION)
            code = Choice(body["VATCode"], OPTION)
        else:
            code = Choice(body["VATCode"], "tax", _ids(taxes[part]))
            by = "revenue" if revenue else FALLBACK
            ledger = Choice(body["GLAccount"], by, _ids(revenue))
            if piece:
                decided = coupons[piece - 1] if piece <= len(coupons) else []
                by = "discount" if decided else OPTION
                ledger = Choice(body["GLAccount"], by, _ids(decided))
        cost = Choice(_costs(body), "cost" if costs[at] else "", _ids(costs[at]))
        amount = Decimal(body["AmountFC"]) * document.sign
        found.append(Reason(body.get("Description", ""), amount, ledger, code, cost))
    return found


def _watched(rules: Rules, log: list) -> Rules:
    """Return rules whose tables write down what they answer."""
    booking = replace(
        rules.booking,
        cost=_Watched("cost", rules.booking.cost, log),
        discount=_Watched("discount", rules.booking.discount, log),
    )
    revenue, tax = _Watched("revenue", rules.revenue, log), _Watched("tax", rules.tax, log)
    return replace(rules, revenue=revenue, tax=tax, booking=booking)


def _asked(log: list, name: str) -> list[list[Row]]:
    return [rows for table, rows in log if table == name]


def _ranked(table: Table, answers: list[list[Row]]) -> list[Row]:
    """Return the rows of several answers (one for each coupon), each once, the winner first."""
    rows = {row.id: row for answer in answers for row in answer}
    return sorted(rows.values(), key=lambda row: -rank(table.fields, row.match))


def _ids(rows: list[Row]) -> tuple:
    return tuple(row.id for row in rows)


def _costs(body: dict) -> str:
    return " / ".join(filter(None, (body.get("CostCenter"), body.get("CostUnit"))))
