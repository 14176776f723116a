"""Fields that a row doesn't keep but looks up: names and codes of what it points at."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .store import Division, Row

# field: (own field that points, table pointed at, field there by which it is found, field shown);
# an empty third part means: found by its id.
Lookup = tuple[str, str, str, str]

_GL = {
    "GLAccountCode": ("GLAccount", "financial/GLAccounts", "", "Code"),
    "GLAccountDescription": ("GLAccount", "financial/GLAccounts", "", "Description"),
}
_ACCOUNT = {
    "AccountCode": ("Account", "crm/Accounts", "", "Code"),
    "AccountName": ("Account", "crm/Accounts", "", "Name"),
}
_COSTS = {
    "CostCenterDescription": ("CostCenter", "hrm/Costcenters", "Code", "Description"),
    "CostUnitDescription": ("CostUnit", "hrm/Costunits", "Code", "Description"),
}
_VAT = {"VATCodeDescription": ("VATCode", "vat/VATCodes", "Code", "Description")}
_JOURNAL = {"JournalDescription": ("JournalCode", "financial/Journals", "Code", "Description")}
_DOCUMENT = {
    "DocumentNumber": ("Document", "documents/Documents", "", "HID"),
    "DocumentSubject": ("Document", "documents/Documents", "", "Subject"),
}
_CONDITION = {
    "PaymentConditionDescription": (
        "PaymentCondition",
        "cashflow/PaymentConditions",
        "Code",
        "Description",
    )
}
_LINE = {**_GL, **_ACCOUNT, **_COSTS, **_VAT, **_DOCUMENT}
_JOURNAL_OF_ENTRY = {"JournalDescription": ("Journal", "financial/Journals", "Code", "Description")}

LOOKUPS: dict[str, dict[str, Lookup]] = {
    "crm/Accounts": {
        "PaymentConditionSalesDescription": (
            "PaymentConditionSales",
            "cashflow/PaymentConditions",
            "Code",
            "Description",
        ),
        "SalesVATCodeDescription": ("SalesVATCode", "vat/VATCodes", "Code", "Description"),
    },
    "crm/Addresses": {"AccountName": _ACCOUNT["AccountName"]},
    "crm/Contacts": {"AccountName": _ACCOUNT["AccountName"]},
    "salesentry/SalesEntries": {
        "CustomerName": ("Customer", "crm/Accounts", "", "Name"),
        **_JOURNAL_OF_ENTRY,
        **_CONDITION,
        **_DOCUMENT,
        "PaymentConditionPaymentMethod": (
            "PaymentCondition",
            "cashflow/PaymentConditions",
            "Code",
            "PaymentMethod",
        ),
    },
    "salesentry/SalesEntryLines": _LINE,
    "financialtransaction/BankEntries": _JOURNAL,
    "financialtransaction/BankEntryLines": _LINE,
    "financialtransaction/CashEntries": _JOURNAL,
    "financialtransaction/CashEntryLines": _LINE,
    "generaljournalentry/GeneralJournalEntries": _JOURNAL,
    "generaljournalentry/GeneralJournalEntryLines": _LINE,
    "financialtransaction/TransactionLines": {**_LINE, **_JOURNAL},
    "cashflow/Receivables": {
        **_GL,
        **_ACCOUNT,
        **_JOURNAL_OF_ENTRY,
        **_CONDITION,
        **_DOCUMENT,
        "AccountCountry": ("Account", "crm/Accounts", "", "Country"),
    },
    "read/financial/ReceivablesList": {
        "AccountCode": ("AccountId", "crm/Accounts", "", "Code"),
        "AccountName": ("AccountId", "crm/Accounts", "", "Name"),
        **_JOURNAL,
    },
    "read/financial/JournalStatusList": {
        **_JOURNAL_OF_ENTRY,
        "JournalType": ("Journal", "financial/Journals", "Code", "Type"),
    },
    "documents/Documents": {
        **_ACCOUNT,
        "TypeDescription": ("Type", "documents/DocumentTypes", "ID", "Description"),
    },
    "salesinvoice/SalesInvoices": {
        **_JOURNAL_OF_ENTRY,
        **_CONDITION,
        **_DOCUMENT,
        "OrderedByName": ("OrderedBy", "crm/Accounts", "", "Name"),
        "InvoiceToName": ("InvoiceTo", "crm/Accounts", "", "Name"),
    },
    "salesinvoice/SalesInvoiceLines": {
        **_GL,
        **_COSTS,
        **_VAT,
        "ItemCode": ("Item", "logistics/Items", "", "Code"),
        "ItemDescription": ("Item", "logistics/Items", "", "Description"),
    },
    "financial/GLAccounts": {"VATDescription": ("VATCode", "vat/VATCodes", "Code", "Description")},
    "financial/Journals": {
        **_GL,
        "GLAccountType": ("GLAccount", "financial/GLAccounts", "", "Type"),
        "CurrencyDescription": ("Currency", "general/Currencies", "Code", "Description"),
    },
    "vat/VATCodes": {
        "GLToPayCode": ("GLToPay", "financial/GLAccounts", "", "Code"),
        "GLToPayDescription": ("GLToPay", "financial/GLAccounts", "", "Description"),
        "GLToClaimCode": ("GLToClaim", "financial/GLAccounts", "", "Code"),
        "GLToClaimDescription": ("GLToClaim", "financial/GLAccounts", "", "Description"),
    },
    "logistics/ItemGroups": {
        "GLRevenueCode": ("GLRevenue", "financial/GLAccounts", "", "Code"),
        "GLRevenueDescription": ("GLRevenue", "financial/GLAccounts", "", "Description"),
    },
    "logistics/Items": {
        "ItemGroupCode": ("ItemGroup", "logistics/ItemGroups", "", "Code"),
        "ItemGroupDescription": ("ItemGroup", "logistics/ItemGroups", "", "Description"),
        "GLRevenueCode": ("GLRevenue", "financial/GLAccounts", "", "Code"),
        "GLRevenueDescription": ("GLRevenue", "financial/GLAccounts", "", "Description"),
    },
}
_TYPES = {20: "Sales entry", 21: "Sales credit note", 90: "Other"}
_STATUS = {20: "Open", 50: "Processed"}


# Every row was written by the one API user.
_WRITER = {
    "Creator": "5d2f0a52-5a0e-4f6c-9a53-0c6a3c1f5a10",
    "CreatorFullName": "API user",
    "Modifier": "5d2f0a52-5a0e-4f6c-9a53-0c6a3c1f5a10",
    "ModifierFullName": "API user",
}


def _percentage(division: Division, row: Row) -> Decimal | None:
    code = division.table("vat/VATCodes").one("Code", row.get("VATCode"))
    return code.get("Percentage") if code else None


def _main_contact(division: Division, row: Row) -> bool:
    account = division.table("crm/Accounts").get(row.get("Account"))
    return bool(account) and account.get("MainContact") == row["ID"]  # type: ignore[union-attr]


COMPUTED: dict[tuple[str, str], Callable[[Division, Row], Any]] = {
    ("crm/Accounts", "IsSales"): lambda division, row: row.get("Status") == "C",
    ("crm/Contacts", "FullName"): lambda division, row: " ".join(
        row[name] for name in ("FirstName", "MiddleName", "LastName") if row.get(name)
    ),
    ("crm/Contacts", "IsMainContact"): _main_contact,
    ("salesentry/SalesEntries", "TypeDescription"): lambda division, row: _TYPES[row["Type"]],
    ("salesentry/SalesEntries", "StatusDescription"): lambda division, row: _STATUS[row["Status"]],
    ("read/financial/JournalStatusList", "StatusDescription"): lambda division, row: (
        "Closed" if row["Status"] == 1 else "Open"
    ),
    ("salesentry/SalesEntryLines", "VATPercentage"): _percentage,
    ("financialtransaction/TransactionLines", "VATPercentage"): _percentage,
    ("financialtransaction/BankEntries", "StatusDescription"): lambda division, row: _STATUS[
        row["Status"]
    ],
    ("financialtransaction/CashEntries", "StatusDescription"): lambda division, row: _STATUS[
        row["Status"]
    ],
    (
        "generaljournalentry/GeneralJournalEntries",
        "TypeDescription",
    ): lambda division, row: _TYPES[row["Type"]],
}


def field_value(division: Division, table: str, row: Row, name: str) -> Any:
    """A field of a row, looked up or computed where the row doesn't keep it."""
    lookup = LOOKUPS.get(table, {}).get(name)
    if lookup:
        own, target, by, shown = lookup
        rows = division.table(target)
        found = rows.one(by, row.get(own)) if by else rows.get(row.get(own))
        return found.get(shown) if found else None
    computed = COMPUTED.get((table, name))
    return computed(division, row) if computed else row.get(name, _WRITER.get(name))


def is_stored(table: str, name: str) -> bool:
    """Whether the rows keep this field themselves, so that an index over it is possible."""
    looked_up = name in LOOKUPS.get(table, {}) or (table, name) in COMPUTED
    return not looked_up and name not in _WRITER
