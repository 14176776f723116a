"""Why a document is booked as it is: for each booked line, what decided and what came next."""

from dataclasses import dataclass
from decimal import Decimal

from .problems import Problem

#: What may decide beside a row of a mapping table: an option of the route, its ledger for what no
#: row covers, the round-off, and the entry of an invoice that a credit note takes back.
OPTION, FALLBACK, ROUNDING, POSTED = "option", "fallback", "rounding", "posted"


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen (the target's id or code), by which table, and its rows that fit.

    `rows` are ids of mapping rows, the winner first; without any `by` is one of the other ways,
    "" when nothing was asked.
    """

    value: str = ""
    by: str = ""
    rows: tuple = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One booked line with its choices, or a line of the document and the problem that stops it."""

    description: str
    amount: Decimal
    ledger: Choice = Choice()
    vat_code: Choice = Choice()
    costs: Choice = Choice()
    invoice: str = ""
    problem: Problem | None = None
