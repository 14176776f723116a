"""Accounts, addresses and contacts."""

from __future__ import annotations

import re
from typing import Any

from . import checks, postings
from .countries import COUNTRIES, vat_number_fits
from .entities import (
    ACCOUNTS,
    ADDRESSES,
    BANK_LINES,
    CASH_LINES,
    CONTACTS,
    INVOICES,
    LEDGERS,
    MEMO_LINES,
    SALES,
)
from .errors import Refusal
from .formats import ACCOUNT_CODE_LENGTH, new_guid
from .store import Division, Row

Values = dict[str, Any]
STATUSES = ("A", "S", "P", "C")
_EMAIL = re.compile(r"[^\s@,;<>()\[\]]+@[^\s@,;<>()\[\].]+(\.[^\s@,;<>()\[\].]+)+")
_ADDRESS = ("AddressLine1", "AddressLine2", "AddressLine3", "Postcode", "City", "Country")


def create(division: Division, values: Values) -> Row:
    """Add an account. A second one with the same name, VAT number or search code is no error."""
    values = _checked(division, {"Status": "A", "Type": "A", **values}, None)
    if values.get("Code") is None:
        values["Code"] = _next_code(division)
    id_ = new_guid()
    return division.put(ACCOUNTS, id_, {**values, "ID": id_})


def update(division: Division, account: Row, values: Values) -> Row:
    return division.change(ACCOUNTS, account, _checked(division, values, account))


def delete(division: Division, account: Row) -> None:
    """Remove an account that nothing points at."""
    id_ = account["_id"]
    used = (
        (SALES, "Customer", "SalesEntry"),
        (BANK_LINES.path, "Account", "Transactions"),
        (CASH_LINES.path, "Account", "Transactions"),
        (MEMO_LINES.path, "Account", "Transactions"),
        (INVOICES, "OrderedBy", "SalesInvoice"),
        (INVOICES, "InvoiceTo", "SalesInvoice"),
    )
    for table, name, where in used:
        if division.table(table).by(name, id_):
            raise Refusal(
                "cannot_delete", caption="Account", number=account["Code"].strip(), where=where
            )
    for table, kind in (
        (ADDRESSES, postings.DELETED_ADDRESS),
        (CONTACTS, postings.DELETED_CONTACT),
    ):
        for row in division.table(table).by("Account", id_):
            division.table(table).drop(row["_id"])
            postings.register_deletion(division, kind, row["_id"])
    division.table(ACCOUNTS).drop(id_)
    postings.register_deletion(division, postings.DELETED_ACCOUNT, id_)


def create_address(division: Division, values: Values) -> Row:
    """Add an address; where the account has the same one already, that one comes back."""
    _check_address(division, values)
    for row in division.table(ADDRESSES).by("Account", values.get("Account")):
        if all(row.get(name) == values.get(name) for name in (*_ADDRESS, "Type")):
            return row
    id_ = new_guid()
    return division.put(ADDRESSES, id_, {**values, "ID": id_})


def update_address(division: Division, address: Row, values: Values) -> Row:
    _check_address(division, values)
    return division.change(ADDRESSES, address, values)


def create_contact(division: Division, values: Values) -> Row:
    if values.get("Account") is None:
        raise Refusal("mandatory", caption="Account")
    _check_contact(division, values)
    id_ = new_guid()
    return division.put(CONTACTS, id_, {**values, "ID": id_})


def update_contact(division: Division, contact: Row, values: Values) -> Row:
    _check_contact(division, {**contact, **values})
    return division.change(CONTACTS, contact, values)


def _next_code(division: Division) -> str:
    table = division.table(ACCOUNTS)
    while True:
        code = str(division.next("account")).rjust(ACCOUNT_CODE_LENGTH)
        if table.one("Code", code) is None:
            return code


def _checked(division: Division, values: Values, old: Row | None) -> Values:
    """The values as they are stored. Raises Refusal."""
    values = dict(values)
    if (old is None or "Name" in values) and not (values.get("Name") or "").strip():
        raise Refusal("mandatory", caption="Name")
    checks.check_lengths(ACCOUNTS, values)
    if values.get("Code") is not None:
        values["Code"] = _code(division, values["Code"], old)
    elif "Code" in values and old is not None:
        del values["Code"]
    if values.get("Status") is not None and values["Status"] not in STATUSES:
        raise Refusal("invalid", caption="Status")
    _check_country(values)
    country = values.get("Country", old.get("Country") if old else None)
    if values.get("VATNumber") and not vat_number_fits(values["VATNumber"], country):
        raise Refusal("invalid", caption="VATNumber")
    if values.get("Email") and not _EMAIL.fullmatch(values["Email"]):
        raise Refusal("invalid_empty", caption="Email")
    _check_references(division, values)
    if division.info["Country"] != "BE":
        values.pop("VATLiability", None)  # a field of Belgian administrations
    return values


def _code(division: Division, text: str, old: Row | None) -> str:
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= ACCOUNT_CODE_LENGTH):
        raise Refusal("invalid", caption="Code")
    code = digits.rjust(ACCOUNT_CODE_LENGTH)
    found = division.table(ACCOUNTS).one("Code", code)
    if found is not None and found is not old:
        raise Refusal("exists", caption="Code")
    return code


def _check_country(values: Values) -> None:
    if values.get("Country"):
        values["Country"] = values["Country"].strip()
        if values["Country"] not in COUNTRIES:
            raise Refusal("reference", caption="Country")


def _check_references(division: Division, values: Values) -> None:
    for name, table in (
        ("PaymentConditionSales", "cashflow/PaymentConditions"),
        ("SalesVATCode", "vat/VATCodes"),
    ):
        if values.get(name):
            values[name] = checks.code_reference(division, table, values[name], name)["Code"]
    if values.get("SalesCurrency") and not division.table("general/Currencies").one(
        "Code", values["SalesCurrency"]
    ):
        values["SalesCurrency"] = None  # Exact drops an unknown one without a word
    for name in ("GLAR", "GLAccountSales"):
        if values.get(name):
            row = checks.reference(division, LEDGERS, values[name], "GLAccount")
            if name == "GLAR" and row["Type"] != checks.RECEIVABLE:
                raise Refusal("invalid", caption="GLAR")
    for name in ("InvoiceAccount", "Parent", "Reseller"):
        if values.get(name):
            checks.reference(division, ACCOUNTS, values[name], "Account")


def _check_address(division: Division, values: Values) -> None:
    checks.check_lengths(ADDRESSES, values)
    _check_country(values)
    if values.get("Account") is not None:
        checks.reference(division, ACCOUNTS, values["Account"], "Account")


def _check_contact(division: Division, values: Values) -> None:
    checks.reference(division, ACCOUNTS, values.get("Account"), "Account")
    if not values.get("FirstName") and not values.get("LastName"):
        raise Refusal("mandatory", caption="FirstName")
    for name in ("Email", "BusinessEmail"):
        if values.get(name) and not _EMAIL.fullmatch(values[name]):
            raise Refusal("invalid_empty", caption="Email")
