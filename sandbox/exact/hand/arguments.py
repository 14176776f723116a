"""The body of a control call, read strictly: an unknown or missing name is an error."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from ..entities import BANK, CASH, MEMO, RECEIVABLES, SALES
from ..formats import ACCOUNT_CODE_LENGTH, date_ms, day
from ..store import Division, Row

ENTRIES = (SALES, BANK, CASH, MEMO)
_REQUIRED: Any = object()


class Arguments:
    """What a bookkeeper is told to do in one division."""

    def __init__(self, division: Division, body: Mapping[str, Any]) -> None:
        self.division = division
        self._body = dict(body)

    def take(self, name: str, default: Any = _REQUIRED) -> Any:
        """A value as it was sent. Raises ValueError where it is missing."""
        if name in self._body:
            return self._body.pop(name)
        if default is _REQUIRED:
            raise ValueError(f"{name} is missing")
        return default

    def done(self) -> None:
        """Raises ValueError where something was sent that the call doesn't know."""
        if self._body:
            raise ValueError(f"unknown: {', '.join(sorted(self._body))}")

    def below(self, name: str) -> list[Arguments]:
        """A list of objects, each read the same strict way."""
        return [Arguments(self.division, one) for one in self.take(name, [])]

    def amount(self, name: str, default: Any = _REQUIRED) -> Any:
        value = self.take(name, default)
        try:
            return value if value is None or value is default else Decimal(str(value))
        except InvalidOperation as error:
            raise ValueError(f"{name} is an amount, as text") from error

    def date(self, name: str = "date") -> int:
        """A date as `2026-01-31`; today where none is given."""
        text = self.take(name, None)
        return day(self.division.clock()) if text is None else date_ms(text)

    def coded(self, name: str, table: str, default: Any = _REQUIRED) -> Row:
        """The row that a code names."""
        code = str(self.take(name, default))
        wanted = code.rjust(ACCOUNT_CODE_LENGTH) if table == "crm/Accounts" else code
        row = self.division.table(table).one("Code", wanted)
        if row is None:
            raise ValueError(f"no {name} {code}")
        return row

    def entry(self) -> tuple[str, Row]:
        """The entry that `entry_number` (and `journal`, where two have it) names, and its table."""
        number, journal = int(self.take("entry_number")), self.take("journal", None)
        for table in ENTRIES:
            for row in self.division.table(table).by("EntryNumber", number):
                if journal in (None, row.get("Journal"), row.get("JournalCode")):
                    return table, row
        raise ValueError(f"no entry {number}")

    def open_item(self) -> Row:
        """The open item of the entry that `entry_number` names."""
        number = int(self.take("entry_number"))
        rows = self.division.table(RECEIVABLES).by("EntryNumber", number)
        for row in sorted(rows, key=lambda row: row["_seq"]):
            if row["Status"] == 20:
                return row
        raise ValueError(f"nothing is open of entry {number}")
