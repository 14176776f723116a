"""How a call to Dataverse can fail: status, code and sentence, as the Web API documents them."""

from __future__ import annotations


class Refused(Exception):
    """An OData error. `details` become `@Microsoft.PowerApps.CDS.ErrorDetails.<n>`."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        headers: dict[str, str] | None = None,
        details: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers or {}
        self.details = details


def bad_request(message: str, code: str = "0x80060888") -> Refused:
    """400: a query or an address that cannot be understood."""
    return Refused(400, code, message)


def bad_payload(message: str) -> Refused:
    """400 0x80048d19: an unknown or ill-cased property, or a value of the wrong kind."""
    return Refused(400, "0x80048d19", message)


def invalid_value(message: str) -> Refused:
    """400 0x80040203: a value outside of what the column or the rule allows."""
    return Refused(400, "0x80040203", message)


def no_such_row(table: str, row_id: str) -> Refused:
    """404 0x80040217: no row has this primary key."""
    return Refused(404, "0x80040217", f"Entity '{table}' With Id = {row_id} Does Not Exist")


def no_such_key(table: str) -> Refused:
    """404 0x80060891: no row has these values of an alternate key."""
    return Refused(
        404,
        "0x80060891",
        f"A record with the specified key values does not exist in {table} entity",
    )


def no_such_resource(segment: str) -> Refused:
    """404 0x80060888: the address names nothing."""
    return Refused(404, "0x80060888", f"Resource not found for the segment '{segment}'.")


def not_allowed(message: str, code: str = "0x80060888") -> Refused:
    """405: a method that this address has not, or a row that may not go."""
    return Refused(405, code, message)


def missing_privilege(user: str, privilege: str, table: str) -> Refused:
    """403 0x80040220: the caller's roles lack a privilege, which the sentence names."""
    return Refused(
        403,
        "0x80040220",
        f"Principal user (Id={user}, type=8, roleCount=1, privilegeCount=412, accessMode=4) "
        f"is missing {privilege} privilege on OTC for entity '{table}'. context.Caller={user}",
    )


def version_mismatch() -> Refused:
    """412 0x80060882: `If-Match` names another version of the row."""
    return Refused(
        412,
        "0x80060882",
        "The version of the existing record doesn't match the RowVersion property provided.",
    )


def already_there() -> Refused:
    """412: `If-None-Match: *` met an existing row."""
    return Refused(412, "0x80060892", "A record with matching key values already exists.")


def duplicate_primary_key() -> Refused:
    """412 0x80040237: the primary key is taken."""
    return Refused(412, "0x80040237", "Cannot insert duplicate key.")


def name_taken(what: str, name: str) -> Refused:
    """412 0x80040237: a table, column, relationship or key of this name is there."""
    return Refused(
        412,
        "0x80040237",
        f"{what} with the name {name} already exists. Please use a different name.",
    )


def key_violated(display: str, columns: tuple[str, ...], labels: str) -> Refused:
    """412 0x80060892: another row has these values of an alternate key."""
    return Refused(
        412,
        "0x80060892",
        f"Entity Key {display} violated. A record with the same value for {labels} already "
        "exists. A duplicate record cannot be created. Select one or more unique values and "
        "try again.",
        details=columns,
    )
