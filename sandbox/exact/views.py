"""Endpoints without a table of their own: what they show is made up from other rows when asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from .balance import reporting_balance
from .entities import ENTITIES, PAYABLES, RECEIVABLES, Entity
from .errors import BadRequest
from .formats import DAY, iso_moment
from .principals import Principal
from .store import Division, Row

SYNC_TIMESTAMP = "read/sync/Sync/SyncTimestamp"
DELETIONS_KEPT = 61 * DAY  # two months
# id and description of what a licence can hold; the numbers are this server's own.
FEATURES = (
    (1, "General ledger"),
    (2, "Accounts receivable"),
    (3, "Multi-currency"),
    (4, "Cost analysis"),
    (5, "Invoice"),
    (6, "Documents"),
)
DEFERRAL_FEATURE = (7, "Deferred revenue")
_MODIFIED = re.compile(r"datetime'([^']*)'")
_TEXT = re.compile(r"'([^']*)'")


class Views:
    """The rows of made-up endpoints, for one user in one division."""

    def __init__(
        self, division: Division, divisions: list[Division], user: Principal, now: int
    ) -> None:
        self._division = division
        self._divisions = divisions
        self._user = user
        self._now = now

    def rows(self, entity: Entity) -> Iterable[Row] | None:
        """The rows; None where the endpoint shows a table as it is."""
        found = _VIEWS.get(entity.path)
        return found(self, entity) if found else None

    def sync_timestamp(self, pairs: list[tuple[str, str]]) -> Row:
        """The highest row version that a sync endpoint had at a moment. Raises BadRequest."""
        given = dict(pairs)
        moment = _MODIFIED.fullmatch(given.get("modified", ""))
        name = _TEXT.fullmatch(given.get("endPoint", ""))
        if not moment or not name:
            raise BadRequest("You must supply all parameters: modified, endPoint.")
        entity = next(
            (one for one in ENTITIES.values() if one.sync and one.path.endswith(f"/{name[1]}")),
            None,
        )
        if entity is None:
            raise BadRequest(f"Unknown endPoint '{name[1]}'.")
        limit = iso_moment(moment[1], "modified")
        rows = self.rows(entity)
        before = [
            row
            for row in (self._division.table(entity.rows) if rows is None else rows)
            if row["Modified"] <= limit
        ]
        last = max(before, key=lambda row: row["Timestamp"], default=None)
        number = last["Timestamp"] if last else 0
        return {
            "_id": str(number),
            "_seq": number,
            "TimeStampAsBigInt": number,
            "API": name[1],
            "Modified": last["Modified"] if last else limit,
        }

    def _seen(self, entity: Entity) -> list[Row]:
        return [self._shown(one, entity) for one in self._divisions if self._user.may_see(one.code)]

    def _all(self, entity: Entity) -> list[Row]:
        """Every division of the licence, those too that the user may not open."""
        return [self._shown(one, entity) for one in self._divisions]

    def _shown(self, one: Division, entity: Entity) -> Row:
        """A division as a row. `hrm` counts its status from 0 = regular, 1 = archived."""
        row = {"_id": str(one.code), "_seq": one.code, **one.info}
        if entity.path == "hrm/Divisions":
            row |= {"Status": int(one.info["Status"] == 2), "Main": one.info["IsMainDivision"]}
        else:
            row["Current"] = one.code == self._user.current_division
        return row

    def _balance(self, entity: Entity) -> Iterable[Row]:
        return reporting_balance(self._division)

    def _deleted(self, entity: Entity) -> list[Row]:
        oldest = self._now - DELETIONS_KEPT
        return [row for row in self._division.table(entity.rows) if row["DeletedDate"] >= oldest]

    def _payment_terms(self, entity: Entity) -> list[Row]:
        """Receivables and payables, told apart by LineType."""
        return [*self._division.table(RECEIVABLES), *self._division.table(PAYABLES)]

    def _features(self, entity: Entity) -> list[Row]:
        features = FEATURES + ((DEFERRAL_FEATURE,) if self._division.deferral else ())
        return [
            {"_id": str(number), "_seq": number, "ID": number, "Description": text}
            for number, text in features
        ]


_VIEWS: dict[str, Callable[[Views, Entity], Iterable[Row]]] = {
    "system/Divisions": Views._seen,
    "hrm/Divisions": Views._seen,
    "system/AllDivisions": Views._all,
    "system/AvailableFeatures": Views._features,
    "financial/ReportingBalance": Views._balance,
    "sync/Deleted": Views._deleted,
    "sync/Cashflow/PaymentTerms": Views._payment_terms,
}
