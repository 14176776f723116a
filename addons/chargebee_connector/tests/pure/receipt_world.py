"""Payment terms of a little administration, and the receipts that they tell of."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count

from odoo.addons.chargebee_connector.systems.exact import matching
from odoo.addons.chargebee_connector.systems.exact.terms import Term

DAY = date(2026, 11, 10)
_numbers = count(1)


def term(line, amount, *, type=20, offset="", matched=None, home=None, currency="EUR", **fields):
    """Return a term of a line; one that names another line is matched."""
    number = next(_numbers)
    standard = Term(
        external_id=f"term-{number:04}",
        line=line,
        entry=f"entry-{line}",
        number=f"2670{number:04}",
        journal="70" if type == 20 else "20",
        type=type,
        matched=bool(offset) if matched is None else matched,
        currency=currency,
        amount=Decimal(amount),
        home=Decimal(amount if home is None else home),
        date=DAY,
        account="acme",
        your_ref=line.upper() if type == 20 else "",
        line_number=0 if type == 20 else 1,
        offset=offset,
    )
    return replace(standard, **fields)


def money(line, amount, offset="", **fields):
    """Return the term of a bank line: what came in is negative there."""
    return term(line, str(-Decimal(amount)), type=40, offset=offset, **fields)


def told(*terms, gone=()):
    """Return {line: Receipt} of what these terms say."""
    return {one.external_id: one for one in matching.receipts(list(terms), gone)}


def matches(receipt):
    """Return {document: amount} of a receipt, amounts as text."""
    return {match.document.removeprefix("entry-"): str(match.amount) for match in receipt.matches}
