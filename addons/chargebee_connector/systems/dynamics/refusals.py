"""What Dataverse says when it refuses, and which case that is.

Codes and texts are those of Microsoft's documentation ("Web service error codes", the pages on
alternate keys, upsert, conditional operations and duplicate detection of the Web API). Where a
message names a column or a limit, the problem names it too.
"""

import re

from ...ledger.problems import Gone, Missing, Problem, Refused

#: The words of an unknown refusal are shown as they are.
UNKNOWN = "dynamics_refused"
#: What was to be updated or read is not there.
ROW_GONE = "dynamics_row_gone"
#: Tables whose rows are given to a row without being looked up by it.
_OWNERS = ("team", "systemuser")

_I = re.IGNORECASE

#: (code or None, pattern of the message or None, case): the first line that fits wins.
_TABLE = tuple(
    (code, re.compile(pattern, _I) if pattern else None, case)
    for code, pattern, case in (
        (None, r"read privilege check for owner", "dynamics_owner_rights"),
        (
            None,
            r"length of the '(?P<column>[^']*)' attribute of the '(?P<table>[^']*)' entity exceeded"
            r" the maximum allowed length of '(?P<limit>\d+)'",
            "dynamics_text_too_long",
        ),
        ("0x80044331", None, "dynamics_text_too_long"),
        ("0x8004431a", r"'(?P<column>[^']+)'", "dynamics_option_unknown"),
        ("0x8004431a", None, "dynamics_option_unknown"),
        (None, r"outside the valid range|not a valid option", "dynamics_option_unknown"),
        (
            None,
            r"entity key (?P<key>.+?) violated",
            "dynamics_key_taken",
        ),
        ("0x80060892", None, "dynamics_key_taken"),
        (None, r"record with matching key values already exists", "dynamics_key_taken"),
        ("0x80040237", None, "dynamics_exists"),
        ("0x80040333", None, "dynamics_duplicate"),
        ("0x80060882", None, "dynamics_changed_meanwhile"),
        (None, r"segment '(?P<table>[^']+)'", "dynamics_table_unknown"),
        (
            None,
            r"(property|attribute)( named)? '?(?P<column>\w+)'? (on type|was found in entity|on the"
            r" entity|in entity)",
            "dynamics_column_unknown",
        ),
        (None, r"undeclared property '(?P<column>[^']+)'", "dynamics_column_unknown"),
        ("0x80048d19", None, "dynamics_payload_refused"),
        (
            None,
            r"key in the request uri is not valid|dangerous request\.path",
            "dynamics_key_malformed",
        ),
        (
            "0x80060891",
            r"does not exist in (?P<table>\w+) entity",
            "dynamics_lookup_missing",
        ),
        ("0x80060891", None, "dynamics_lookup_missing"),
        ("0x80040203", None, "dynamics_number_refused"),
        ("0x80040227", None, "dynamics_address_in_use"),
        ("0x80040216", None, "dynamics_unexpected"),
        ("0x80040220", None, "dynamics_privilege_missing"),
        ("0x80048306", None, "dynamics_privilege_missing"),
    )
)

_MISSING = re.compile(
    r"(?:entity '(?P<quoted>\w+)'|(?P<plain>\w+)) with id = (?P<id>[0-9a-f-]{36}) does not exist",
    _I,
)
_PRIVILEGE = re.compile(r"\bprv\w+", _I)


def refusal(status: int, code: str, message: str, table: str = "", rows=()) -> Problem:
    """Return the problem for a refusal; `table` and `rows` are what was to be written or read.

    Gone when one of these rows is missing, Missing when it is what one of them leads to, Refused
    for everything else.
    """
    params = {"message": message, "status": status, "reason": code}
    missing = _MISSING.search(message)
    if missing:
        named = (missing["quoted"] or missing["plain"]).lower()
        if missing["id"].lower() in rows or not rows and table in ("", named):
            return Gone(ROW_GONE, table=named, **params)
        if named == "transactioncurrency":
            return Refused("dynamics_currency_missing", currency=missing["id"], **params)
        if named in _OWNERS:
            return Refused("dynamics_owner_missing", table=named, id=missing["id"], **params)
        return Missing("dynamics_lookup_missing", table=named, id=missing["id"].lower(), **params)
    if code.lower() == "0x80040217":
        return Gone(ROW_GONE, table=table, **params)
    for known, pattern, case in _TABLE:
        if known is not None and known != code.lower():
            continue
        found = pattern.search(message) if pattern else None
        if pattern and not found:
            continue
        named = {name: value for name, value in (found.groupdict() if found else {}).items()}
        return Refused(case, **{"table": table, **named}, **params)
    return Refused(UNKNOWN, table=table, **params)


def privilege(message: str) -> str:
    """Return the privilege that a message names, "" when it names none."""
    found = _PRIVILEGE.search(message)
    return found[0] if found else ""
