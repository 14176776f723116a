"""Which function creates, changes and removes the rows of which endpoint.

Reference data without rules of its own goes by one plain rule: mandatory fields there, code unique.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import (
    accounts,
    bank,
    checks,
    documents,
    invoices,
    memo,
    plain,
    postings,
    receivables,
    sales,
)
from .entities import (
    ADDRESSES,
    ATTACHMENTS,
    BANK,
    CASH,
    CONTACTS,
    DOCUMENTS,
    INVOICE_LINES,
    INVOICES,
    ITEMS,
    LEDGERS,
    MEMO,
    PRINTED,
    RECEIVABLES,
    SALES,
    SALES_LINES,
    TRANSACTIONS,
    Entity,
)
from .errors import Refusal
from .formats import new_guid
from .messages import CAPTIONS
from .store import Division, Row

Values = dict[str, Any]
CREATE: dict[str, Callable[[Division, Values], Row]] = {
    "crm/Accounts": accounts.create,
    "crm/Addresses": accounts.create_address,
    "crm/Contacts": accounts.create_contact,
    SALES: sales.create,
    SALES_LINES.path: sales.create_line,
    BANK: bank.create,
    CASH: bank.create_cash,
    MEMO: memo.create,
    DOCUMENTS: documents.create,
    ATTACHMENTS: documents.create_attachment,
    INVOICES: invoices.create,
    INVOICE_LINES.path: invoices.create_line,
    PRINTED: invoices.print_,
}
UPDATE: dict[str, Callable[[Division, Row, Values], Row]] = {
    "crm/Accounts": accounts.update,
    "crm/Addresses": accounts.update_address,
    "crm/Contacts": accounts.update_contact,
    SALES: sales.update,
    SALES_LINES.path: sales.update_line,
    RECEIVABLES: receivables.update,
    DOCUMENTS: documents.update,
    INVOICES: invoices.update,
    INVOICE_LINES.path: invoices.update_line,
}
DELETE: dict[str, Callable[[Division, Row], None]] = {
    "crm/Accounts": accounts.delete,
    SALES: sales.delete,
    SALES_LINES.path: sales.delete_line,
    BANK: bank.delete,
    CASH: bank.delete_cash,
    MEMO: memo.delete,
    DOCUMENTS: documents.delete,
    ATTACHMENTS: documents.delete_attachment,
    INVOICES: invoices.delete,
    INVOICE_LINES.path: invoices.delete_line,
}
# As what sync/Deleted names the rows that go by the plain rule.
DELETED_AS: dict[str, int] = {
    ADDRESSES: postings.DELETED_ADDRESS,
    CONTACTS: postings.DELETED_CONTACT,
    ITEMS: postings.DELETED_ITEM,
    LEDGERS: postings.DELETED_LEDGER,
}
# What a plain row needs so that the rules above can count on it.
DEFAULTS: dict[str, Values] = {
    "financial/GLAccounts": {"Type": 110, "BalanceSide": "C", "BalanceType": "W"},
    "financial/Journals": {"Type": 20, "Currency": "EUR", "AllowVariableCurrency": False},
    "cashflow/PaymentConditions": {"PaymentDays": 0, "PaymentMethod": "B"},
    "vat/VATCodes": {"Type": "N", "VATTransactionType": "B", "EUSalesListing": "N"},
}


def create(division: Division, entity: Entity, values: Values) -> Row:
    """Add a row to an endpoint. Raises Refusal."""
    special = CREATE.get(entity.path)
    if special:
        return special(division, values)
    _check(division, entity, values, None)
    id_ = new_guid()
    row = {**DEFAULTS.get(entity.path, {}), **values, "ID": id_}
    return division.put(entity.rows, id_, row)


def update(division: Division, entity: Entity, row: Row, values: Values) -> Row:
    special = UPDATE.get(entity.path)
    if special:
        return special(division, row, values)
    values = dict(values)
    _check(division, entity, values, row)
    return division.change(entity.rows, row, values)


def delete(division: Division, entity: Entity, row: Row) -> None:
    special = DELETE.get(entity.path)
    if special:
        special(division, row)
        return
    if _is_used(division, entity, row):
        raise Refusal(
            "cannot_delete",
            caption=_caption(entity),
            number=str(row.get("Code", "")),
            where="Transactions",
        )
    division.table(entity.rows).drop(row["_id"])
    if entity.path in DELETED_AS:
        postings.register_deletion(division, DELETED_AS[entity.path], row["_id"])


def _check(division: Division, entity: Entity, values: Values, old: Row | None) -> None:
    checks.check_lengths(entity.path, values)
    for field in entity.fields.values():
        due = old is None or field.name in values
        if field.mandatory and due and values.get(field.name) in (None, ""):
            raise Refusal("mandatory", caption=field.name)
    if values.get("Code") is not None:
        found = division.table(entity.rows).one("Code", values["Code"])
        if found is not None and found is not old:
            raise Refusal("exists", caption="Code")
    plain.check(division, entity.path, values, old)


def _caption(entity: Entity) -> str:
    return {"financial/GLAccounts": "GLAccount", "vat/VATCodes": "VATCode"}.get(
        entity.path, entity.type if entity.type in CAPTIONS else "Code"
    )


def _is_used(division: Division, entity: Entity, row: Row) -> bool:
    """Whether a booking points at the row, by id or by code."""
    if entity.path == ITEMS:
        return bool(division.table(INVOICE_LINES.path).by("Item", row["_id"]))
    name, value = {
        "financial/GLAccounts": ("GLAccount", row["_id"]),
        "financial/Journals": ("JournalCode", row.get("Code")),
        "vat/VATCodes": ("VATCode", row.get("Code")),
        "hrm/Costcenters": ("CostCenter", row.get("Code")),
        "hrm/Costunits": ("CostUnit", row.get("Code")),
    }.get(entity.path, ("", None))
    return bool(name) and bool(division.table(TRANSACTIONS).by(name, value))
