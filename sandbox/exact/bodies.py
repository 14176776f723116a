"""Takes a POST or PUT body apart: known properties only, each of its type."""

from __future__ import annotations

from typing import Any

from .entities import Entity
from .errors import BadRequest
from .fields import Field
from .formats import read_value

# Texts longer than their column are refused. Exact documents few of these; the others are the
# lengths that users of its client libraries met.
LENGTHS: dict[str, dict[str, int]] = {
    "crm/Accounts": {
        "Name": 50,
        "SearchCode": 30,
        "Email": 100,
        "AddressLine1": 60,
        "AddressLine2": 60,
        "AddressLine3": 60,
        "VATNumber": 20,
    },
    "crm/Addresses": {"AddressLine1": 60, "AddressLine2": 60, "AddressLine3": 60},
    "salesentry/SalesEntries": {"YourRef": 40, "PaymentReference": 25, "Description": 60},
    "salesentry/SalesEntryLines": {"Description": 60},
    "financialtransaction/BankEntryLines": {"Description": 60},
    "generaljournalentry/GeneralJournalEntryLines": {"Description": 60},
    "financialtransaction/CashEntryLines": {"Description": 60},
    "logistics/Items": {"Code": 30, "Description": 60},
    "salesinvoice/SalesInvoices": {"YourRef": 40, "PaymentReference": 25, "Description": 60},
    "salesinvoice/SalesInvoiceLines": {"Description": 60},
    "cashflow/Receivables": {"Description": 60, "PaymentReference": 25},
}


def accept(entity: Entity, body: Any, verb: str) -> dict[str, Any]:
    """The writable values of a body (`post` or `put`).

    Read-only fields and keys are taken and ignored; an unknown property or a wrong type is a
    BadRequest. Lines come back as a list of accepted values under their collection's name.
    """
    if not isinstance(body, dict):
        raise BadRequest("Error processing request stream. A JSON object is expected.")
    values = {}
    for name, value in body.items():
        field = entity.fields.get(name)
        if field is None:
            raise BadRequest(
                f"The property '{name}' does not exist on type "
                f"'Exact.Web.Api.Models.{entity.type}'."
            )
        if field.type == "Collection":
            if verb == "put" and value is not None and field.put:
                raise BadRequest(f"'{name}' can't be changed through its header.")
            values[name] = _lines(entity, name, value)
        else:
            taken = read_value(field, value)
            if _writable(entity, field, verb):
                values[name] = taken
    return values


def _writable(entity: Entity, field: Field, verb: str) -> bool:
    if field.key:
        return entity.key_given
    return field.post if verb == "post" else field.put


def _lines(entity: Entity, name: str, value: Any) -> list[dict[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadRequest(f"A list is expected in '{name}'.")
    lines = entity.lines.get(name)
    if lines is None or lines.parent != entity.key:
        raise BadRequest(f"'{name}' can't be written.")
    return [accept(lines, line, "post") for line in value]
