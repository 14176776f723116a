"""Where things are posted, and how the addon looks for them there; by a name that tests use."""

from dataclasses import dataclass

ACCOUNTS, ENTRIES = "crm/Accounts", "salesentry/SalesEntries"
BANK, MEMOS = "financialtransaction/BankEntries", "generaljournalentry/GeneralJournalEntries"
INVOICES, PRINTED = "salesinvoice/SalesInvoices", "salesinvoice/PrintedSalesInvoices"


@dataclass(frozen=True)
class Place:
    """`kind` is what its links are called, `posted` ends the path of the call that makes one.

    What stands is listed at `path` with its id in `id_name`. Who looks for a thing asks for
    `looked` with the text `by` in its query. `at` is the server.
    """

    kind: str
    posted: str
    path: str
    id_name: str
    looked: str
    by: str
    at: str = "exact"


_LINES = {path: path.removesuffix("ies") + "yLines" for path in (BANK, MEMOS)}
#: Exact makes an entry of an invoice when it is printed.
PLACES = {
    "account": Place("account", ACCOUNTS, ACCOUNTS, "ID", ACCOUNTS, "SearchCode"),
    "sales_entry": Place("sales_entry", ENTRIES, ENTRIES, "EntryID", ENTRIES, "YourRef"),
    "print": Place("sales_entry", PRINTED, ENTRIES, "EntryID", ENTRIES, "YourRef"),
    "sales_invoice": Place("sales_invoice", INVOICES, INVOICES, "InvoiceID", INVOICES, "YourRef"),
    "bank_entry": Place("bank_entry", BANK, BANK, "EntryID", _LINES[BANK], "Description"),
    "journal_entry": Place("journal_entry", MEMOS, MEMOS, "EntryID", _LINES[MEMOS], "Description"),
    "payment": Place("payment", "/record_payment", "", "", "/payments", "", "site"),
}
