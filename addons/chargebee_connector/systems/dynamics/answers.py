"""What an answer of Dataverse outside of 2xx means, chosen by what somebody must do.

Statuses and codes: Microsoft's "Compose HTTP requests and handle errors" and "Service protection
API limits". The same holds for an answer inside a batch.
"""

import re

from ...ledger.problems import OverQuota, Problem, Refused, Unauthorised, Unreachable
from ..http import Answer, seconds_of
from .refusals import UNKNOWN, privilege, refusal

#: Somebody, maybe we ourselves, is changing or publishing tables; seconds to leave them alone.
CUSTOMIZING = "0x80071151"
_CUSTOMIZING_SECONDS = 20
#: The three limits that a user of the API has within five minutes.
_LIMITS = {
    "0x80072322": "dynamics_request_limit",
    "0x80072321": "dynamics_time_limit",
    "0x80072326": "dynamics_concurrent_limit",
}
#: Seconds to wait where a limit is named and no time.
_LIMIT_SECONDS = 60

#: The database was too slow, or two calls stood in each other's way.
_DATABASE = ("0x80044150", "0x80044151")
_NO_USER = "0x80072560"
#: Somebody is disabled: we ourselves, or whom a row was to be given to.
_DISABLED, USER_DISABLED = "0x80040225", "dynamics_user_disabled"
_USER_ID = re.compile(r"Id\s*=\s*([0-9a-f-]{36})", re.IGNORECASE)
_NO_PRIVILEGE = ("0x80040220", "0x80048306")


def said(answer: Answer) -> tuple[str, str] | None:
    """Return (code, message) of an error's body, None when the body is no error of Dataverse."""
    try:
        content = answer.json()
    except Unreachable:
        return None
    error = content.get("error") if isinstance(content, dict) else None
    if not isinstance(error, dict):
        return None
    message = str(error.get("message") or "").strip()
    inner = error.get("innererror")
    if not message and isinstance(inner, dict):
        message = str(inner.get("message") or "").strip()
    return str(error.get("code") or "").strip().lower(), message


def is_passing(answer: Answer) -> bool:
    """Say whether the same request may well do if it is sent again shortly."""
    if answer.status < 500 or answer.status == 501:
        return False
    code, message = said(answer) or ("", "")
    return isinstance(_fault(answer.status, code, message, "", "", ()), Unreachable)


def is_too_long(problem: Problem) -> bool:
    """Say whether a call failed since it was too much for one: fewer rows may do."""
    return problem.code in ("dynamics_time_limit", "dynamics_database_busy", "dynamics_too_large")


def problem(answer: Answer, place: str, table: str = "", rows=()) -> Problem:
    """Return the problem that an answer is; `place` is the path, for people.

    `table` and `rows` are what was to be written or read, for telling what is missing.
    """
    status = answer.status
    known = said(answer)
    code, message = known or ("", "")
    if code == CUSTOMIZING:
        seconds = seconds_of(answer.headers.get("Retry-After"))
        return OverQuota("dynamics_customizing", seconds or _CUSTOMIZING_SECONDS, message=message)
    if status == 429:
        seconds = seconds_of(answer.headers.get("Retry-After"))
        case = _LIMITS.get(code, "dynamics_busy")
        return OverQuota(case, _LIMIT_SECONDS if seconds is None else seconds, message=message)
    if status == 401:
        return Unauthorised("dynamics_token_refused", message=message)
    if status == 403 or code in _NO_PRIVILEGE:
        return _forbidden(status, code, message, table, rows)
    if status == 413:
        return Refused("dynamics_too_large", path=place)
    if status < 400 or (known is None and status in (404, 405)):
        return Unauthorised("dynamics_wrong_url", status=status, path=place)
    if status >= 500:
        return _fault(status, code, message, place, table, rows)
    return refusal(status, code, message, table, rows)


def _forbidden(status: int, code: str, message: str, table: str, rows) -> Problem:
    if code == _NO_USER:
        return Unauthorised("dynamics_no_application_user", message=message)
    if code == _DISABLED:
        named = _USER_ID.search(message)
        return Unauthorised(USER_DISABLED, user=named[1].lower() if named else "", message=message)
    found = refusal(status, code, message, table, rows)
    if found.code not in (UNKNOWN, "dynamics_privilege_missing"):
        return found
    named = privilege(message)
    if named or code in _NO_PRIVILEGE:
        return Unauthorised(
            "dynamics_privilege_missing", privilege=named, table=table, message=message
        )
    return Unauthorised("dynamics_forbidden", message=message, table=table)


def _fault(status: int, code: str, message: str, place: str, table: str, rows) -> Problem:
    """Return what a 5xx is: mostly a fault that passes, some are refusals all the same."""
    if code in _DATABASE or "1205" in message:
        return Unreachable("dynamics_database_busy", status=status, path=place)
    if status == 501:
        return Refused("dynamics_not_supported", path=place, message=message)
    if code:
        found = refusal(status, code, message, table, rows)
        if found.code != UNKNOWN:
            return found
    return Unreachable("server_error", status=status, path=place)
