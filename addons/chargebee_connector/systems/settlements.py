"""Settlements of payment providers, from a file with one line for each of their lines.

Every provider has an export of its own; a spreadsheet turns it into this one. The first line names
the columns, in any order and case:

| column | |
|---|---|
| `payout` | the provider's id of the payout that settles the line |
| `date` | the payout's day, as 2026-03-31 |
| `currency` | as EUR |
| `type` | `payment`, `refund`, `chargeback`, `fee`, `payout` or `other` |
| `reference` | the provider's id of the payment, or the billing site's |
| `amount` | as the provider's account sees it: payments above zero, payouts below |
| `fee` | what was withheld of this line, above zero; may be left empty |

Amounts have a decimal point and no thousands separator. Columns may be separated by commas,
semicolons or tabs.
"""

import csv
import re
from datetime import date
from decimal import Decimal
from io import StringIO

from ..ledger.problems import Invalid
from ..ledger.words import ZERO, Settlement, Share

COLUMNS = ("payout", "date", "currency", "type", "reference", "amount", "fee")
_MANDATORY = COLUMNS[:-1]

#: Which sign the amount of a line must have, 0 for either.
_SIGNS = {"payment": 1, "refund": -1, "chargeback": -1, "fee": 0, "payout": -1, "other": 0}

_CURRENCY = re.compile("[A-Z]{3}")
_AMOUNT = re.compile(r"-?\d{1,13}(\.\d{1,3})?")


def parse(data: bytes, gateway: str, gateway_account: str) -> list[dict]:
    """Return the settlements of a file, as payloads that can be stored, in the file's order.

    Raises Invalid with the number of the first line that can't be understood.
    """
    found: dict[str, dict] = {}
    for number, row in _rows(data):
        payout = _text(row, "payout", number)
        head = {
            "date": _day(row, number),
            "currency": _currency(row, number),
            "gateway": gateway,
            "gateway_account": gateway_account,
        }
        one = found.setdefault(payout, {"payout": payout, **head, "lines": []})
        for name, value in head.items():
            if one[name] != value:
                raise _wrong(number, name, value)
        one["lines"].append(_line(row, number))
    if not found:
        raise Invalid("statement_empty")
    return list(found.values())


def identity(payload: dict) -> str:
    """Return what a settlement is known by: payouts of two accounts may bear one id."""
    return f"{payload['gateway_account'] or payload['gateway']} {payload['payout']}".strip()


def settlement(payload: dict) -> Settlement:
    """Return the word that a stored payload stands for."""
    try:
        return Settlement(
            external_id=identity(payload),
            number=payload["payout"],
            date=date.fromisoformat(payload["date"]),
            currency=payload["currency"],
            gateway=payload["gateway"],
            gateway_account=payload["gateway_account"],
            shares=tuple(
                Share(
                    one["type"],
                    one["reference"],
                    Decimal(one["amount"]),
                    Decimal(one["fee"]) if one["fee"] else ZERO,
                    one.get("movement") or "",
                )
                for one in payload["lines"]
            ),
        )
    except (KeyError, TypeError, AttributeError, ArithmeticError, ValueError):
        raise Invalid("payload_malformed") from None


def _rows(data):
    """Yield (number of the line, {column: text}) of a file."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("statement_unreadable") from None
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    names = None
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if names is None:
                names = [cell.lower() for cell in cells]
                missing = [name for name in _MANDATORY if name not in names]
                if missing:
                    raise Invalid("statement_columns", missing=", ".join(missing))
            else:
                yield reader.line_num, dict(zip(names, cells, strict=False))
    except csv.Error:
        raise Invalid("statement_unreadable") from None


def _line(row, number):
    kind = row.get("type", "").lower()
    if kind not in _SIGNS:
        raise _wrong(number, "type", row.get("type", ""))
    amount = _amount(row, "amount", number)
    fee = _amount(row, "fee", number) if row.get("fee") else ""
    if Decimal(amount) * _SIGNS[kind] < 0:
        raise _wrong(number, "amount", amount)
    return {"type": kind, "reference": row.get("reference", ""), "amount": amount, "fee": fee}


def _text(row, name, number):
    if not row.get(name):
        raise _wrong(number, name, "")
    return row[name]


def _day(row, number):
    try:
        return date.fromisoformat(row.get("date", "")).isoformat()
    except ValueError:
        raise _wrong(number, "date", row.get("date", "")) from None


def _currency(row, number):
    code = row.get("currency", "").upper()
    if not _CURRENCY.fullmatch(code):
        raise _wrong(number, "currency", code)
    return code


def _amount(row, name, number):
    text = row.get(name, "")
    if not _AMOUNT.fullmatch(text):
        raise _wrong(number, name, text)
    return text


def _wrong(number, column, value):
    return Invalid("statement_line", line=number, column=column, value=value[:40])
