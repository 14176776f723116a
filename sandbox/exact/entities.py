"""The endpoints that this server has: which rows they show and what may be done with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .fields import FIELDS, Field

PAGE, LARGE_PAGE = 60, 1000


@dataclass(frozen=True)
class Entity:
    """One endpoint below a division. `table` names the rows; bulk and sync share those of others.

    `lines` are the collections that `$expand` knows; `parent` is the field by which a line points
    at its header. `key_given`: a POST names an existing row by the key.
    """

    path: str
    type: str
    methods: str = "GET"
    table: str = ""
    key: str = "ID"
    select_required: bool = False
    lines: Mapping[str, Entity] = field(default_factory=dict)
    parent: str = ""
    key_given: bool = False

    @property
    def fields(self) -> dict[str, Field]:
        return FIELDS[self.path]

    @property
    def filterable(self) -> dict[str, Field]:
        """The fields that `$filter` takes: all, but few on bulk and sync endpoints."""
        names = FILTERABLE.get(self.path, ("Timestamp",) if self.sync else None)
        fields = self.fields
        return fields if names is None else {name: fields[name] for name in names}

    @property
    def large(self) -> bool:
        return self.path.startswith(("bulk/", "sync/"))

    @property
    def sync(self) -> bool:
        return self.path.startswith("sync/")

    @property
    def page(self) -> int:
        return LARGE_PAGE if self.large else PAGE

    @property
    def rows(self) -> str:
        """The name of the table with the rows."""
        return self.table or self.path


FILTERABLE: dict[str, tuple[str, ...]] = {
    "sync/Deleted": ("Timestamp", "EntityType"),
    "bulk/Cashflow/Receivables": (
        "Account",
        "Document",
        "EndDate",
        "EndToEndID",
        "EntryDate",
        "EntryID",
        "GLAccount",
        "ID",
        "InvoiceDate",
        "InvoiceNumber",
        "Source",
        "Status",
        "TransactionID",
        "TransactionType",
    ),
}
ALL = "GET POST PUT DELETE"
SALES_LINES = Entity(
    "salesentry/SalesEntryLines", "SalesEntryLine", ALL, select_required=True, parent="EntryID"
)
BANK_LINES = Entity(
    "financialtransaction/BankEntryLines", "BankEntryLine", select_required=True, parent="EntryID"
)
CASH_LINES = Entity(
    "financialtransaction/CashEntryLines", "CashEntryLine", select_required=True, parent="EntryID"
)
MEMO_LINES = Entity(
    "generaljournalentry/GeneralJournalEntryLines",
    "GeneralJournalEntryLine",
    select_required=True,
    parent="EntryID",
)
INVOICE_LINES = Entity(
    "salesinvoice/SalesInvoiceLines",
    "SalesInvoiceLine",
    ALL,
    select_required=True,
    parent="InvoiceID",
)
VAT_PERCENTAGES = Entity("vat/VatPercentages", "VatPercentage", parent="VATCodeID")
SALES = "salesentry/SalesEntries"
BANK = "financialtransaction/BankEntries"
CASH = "financialtransaction/CashEntries"
MEMO = "generaljournalentry/GeneralJournalEntries"
INVOICES = "salesinvoice/SalesInvoices"
PRINTED = "salesinvoice/PrintedSalesInvoices"
DOCUMENTS = "documents/Documents"
ATTACHMENTS = "documents/DocumentAttachments"
ITEMS = "logistics/Items"
ADDRESSES, CONTACTS = "crm/Addresses", "crm/Contacts"
TRANSACTIONS = "financialtransaction/TransactionLines"
RECEIVABLES = "cashflow/Receivables"
PAYABLES = "_payables"
OPEN_ITEMS = "read/financial/ReceivablesList"
JOURNAL_STATUS = "read/financial/JournalStatusList"
ACCOUNTS = "crm/Accounts"
LEDGERS = "financial/GLAccounts"

_LIST = (
    Entity("crm/Accounts", "Account", ALL),
    Entity(ADDRESSES, "Address", ALL),
    Entity(CONTACTS, "Contact", ALL),
    Entity("crm/BankAccounts", "BankAccount"),
    Entity(
        SALES,
        "SalesEntry",
        ALL,
        key="EntryID",
        select_required=True,
        lines={"SalesEntryLines": SALES_LINES},
    ),
    SALES_LINES,
    Entity("financial/GLAccounts", "GLAccount", ALL),
    Entity("financial/Journals", "Journal", ALL),
    Entity("financial/FinancialPeriods", "FinancialPeriod"),
    Entity("financial/ExchangeRates", "ExchangeRate", ALL),
    Entity("financial/ReportingBalance", "ReportingBalance"),
    Entity(JOURNAL_STATUS, "JournalStatus", key=""),
    Entity("vat/VATCodes", "VATCode", ALL, lines={"VATPercentages": VAT_PERCENTAGES}),
    VAT_PERCENTAGES,
    Entity("cashflow/PaymentConditions", "PaymentCondition", "GET POST"),
    Entity(RECEIVABLES, "Receivable", "GET PUT"),
    Entity("logistics/ItemGroups", "ItemGroup"),
    Entity(ITEMS, "Item", ALL),
    Entity("hrm/Costcenters", "Costcenter", ALL),
    Entity("hrm/Costunits", "Costunit", ALL),
    Entity("general/Currencies", "Currency", key="Code"),
    Entity(OPEN_ITEMS, "ReceivablesList", key="HID", select_required=True),
    Entity(TRANSACTIONS, "TransactionLine", select_required=True),
    Entity(
        BANK,
        "BankEntry",
        "GET POST DELETE",
        key="EntryID",
        select_required=True,
        lines={"BankEntryLines": BANK_LINES},
    ),
    BANK_LINES,
    Entity(
        CASH,
        "CashEntry",
        "GET POST DELETE",
        key="EntryID",
        select_required=True,
        lines={"CashEntryLines": CASH_LINES},
    ),
    CASH_LINES,
    Entity(
        MEMO,
        "GeneralJournalEntry",
        "GET POST DELETE",
        key="EntryID",
        select_required=True,
        lines={"GeneralJournalEntryLines": MEMO_LINES},
    ),
    MEMO_LINES,
    Entity(DOCUMENTS, "Document", ALL),
    Entity(ATTACHMENTS, "DocumentAttachment", "GET POST DELETE"),
    Entity("documents/DocumentTypes", "DocumentType"),
    Entity(
        INVOICES,
        "SalesInvoice",
        ALL,
        key="InvoiceID",
        select_required=True,
        lines={"SalesInvoiceLines": INVOICE_LINES},
    ),
    INVOICE_LINES,
    Entity(PRINTED, "PrintedSalesInvoice", "POST", key="InvoiceID", key_given=True),
    Entity("hrm/Divisions", "Division", key="Code"),
    Entity("system/Divisions", "Division", key="Code"),
    Entity("system/AllDivisions", "AllDivision", key="Code"),
    Entity("system/AvailableFeatures", "AvailableFeature"),
    Entity("read/sync/Sync/SyncTimestamp", "SyncTimestamp", key="TimeStampAsBigInt"),
    Entity("sync/Deleted", "Deleted", select_required=True),
    Entity("sync/CRM/Accounts", "Account", table=ACCOUNTS, select_required=True),
    Entity("sync/CRM/Addresses", "Address", table=ADDRESSES, select_required=True),
    Entity("sync/CRM/Contacts", "Contact", table=CONTACTS, select_required=True),
    Entity("sync/Logistics/Items", "Item", table=ITEMS, select_required=True),
    Entity("sync/Cashflow/PaymentTerms", "PaymentTerm", table=RECEIVABLES, select_required=True),
    Entity("sync/Financial/GLAccounts", "GLAccount", table=LEDGERS, select_required=True),
    Entity(
        "sync/Financial/TransactionLines",
        "TransactionLine",
        table=TRANSACTIONS,
        select_required=True,
    ),
    Entity("bulk/CRM/Accounts", "Account", table=ACCOUNTS, select_required=True),
    Entity("bulk/Cashflow/Receivables", "Receivable", table=RECEIVABLES, select_required=True),
    Entity(
        "bulk/Financial/TransactionLines",
        "TransactionLine",
        table=TRANSACTIONS,
        select_required=True,
    ),
)
ENTITIES: dict[str, Entity] = {entity.path: entity for entity in _LIST}
ME = Entity("current/Me", "Me", key="UserID")
