"""The printed document beside its entry: a document of Exact, its file, and the entry's link to it.

Three requests behind a posted entry, each found again by its own look: the document by its
subject, the file by its name, and the link is an update. Source: Exact Online REST reference,
"Documents" (Type 10 is a sales invoice), "DocumentAttachments", "SalesEntries".
"""

import re

from ...ledger.plan import Facts, Known, Needs, Outcome, Request, attachment, ref
from ...ledger.problems import Conflict, Problem
from ...ledger.pull import Ask, Posted
from ...ledger.states import POSTED
from ...ledger.text import dump
from ...ledger.words import Document
from . import entries, formats
from .places import place_of
from .rules import Rules

DOCUMENT, FILE, ON_ENTRY = "document", "document_file", "entry_document"
DOCUMENTS, FILES = "documents/Documents", "documents/DocumentAttachments"

#: Documents.Type of a sales invoice.
_SALES_INVOICE = 10

#: What stands behind the key of an entry for each of the three.
_KEYS = {DOCUMENT: "/document", FILE: "/document/file", ON_ENTRY: "/document/entry"}

DOCUMENT_FIELDS = "ID,HID,Subject,Account,Type,FinancialTransactionEntryID"
FILE_FIELDS = "ID,Document,FileName"


def needs(document: Document, rules: Rules, asked: Needs) -> None:
    """Ask where the three stand."""
    if rules.booking.attach:
        kind, key = place_of(document)
        asked.links.add((kind, key))
        asked.links.update((name, key + suffix) for name, suffix in _KEYS.items())


def follow(document: Document, entry: Outcome, rules: Rules, known: Known) -> list[Outcome]:
    """Return what goes behind an entry that stands or may go; nothing unless it is wanted."""
    if not rules.booking.attach:
        return []
    place = (entry.kind, entry.key)
    link = known.links.get(place)
    if entry.request is None and (link is None or link.state != POSTED):
        return []
    keys = {name: entry.key + suffix for name, suffix in _KEYS.items()}
    account = (entry.request.body if entry.request else {}).get("Customer")
    body = {
        "Subject": entries.your_ref(rules, document.external_id),
        "Type": _SALES_INVOICE,
        "Account": account or ref("account", f"customer/{document.customer}"),
        "FinancialTransactionEntryID": ref(*place),
        "DocumentDate": formats.stamp(document.date),
    }
    made = ref(DOCUMENT, keys[DOCUMENT])
    file = {
        "Document": made,
        "FileName": f"{re.sub('[^A-Za-z0-9._-]+', '-', document.external_id)}.pdf",
        "Attachment": attachment(document.kind, document.external_id),
    }
    on_entry = {"EntryID": ref(*place), "Document": made}
    requests = {
        DOCUMENT: (Request("POST", DOCUMENTS, body, "create"), place),
        FILE: (Request("POST", FILES, file, "create"), (DOCUMENT, keys[DOCUMENT])),
        ON_ENTRY: (Request("PUT", entries.PATH, on_entry, "put"), (DOCUMENT, keys[DOCUMENT])),
    }
    facts = Facts(entry.facts.title, document.date)
    return [
        Outcome(
            name,
            keys[name],
            (document.kind, document.external_id),
            facts,
            request=request,
            needs_link=first,
            parent=place if name == DOCUMENT else None,
        )
        for name, (request, first) in requests.items()
    ]


def judge_document(ask: Ask, rows: list[dict]) -> Posted | Problem | None:
    """Return the document that stands there for an entry: of its account, and of no other entry."""
    entry = formats.guid(ask.body["FinancialTransactionEntryID"])
    rows = [
        row
        for row in rows
        if row["Type"] == _SALES_INVOICE
        and formats.guid(row["Account"]) == formats.guid(ask.body["Account"])
        and formats.guid(row["FinancialTransactionEntryID"]) in ("", entry)
    ]
    if len(rows) > 1:
        return Conflict("document_twice", subject=ask.body["Subject"], count=len(rows))
    return _posted(rows[0], "HID") if rows else None


def judge_file(ask: Ask, rows: list[dict]) -> Posted | Problem | None:
    """Return the file that hangs on a document already."""
    ours = formats.guid(ask.body["Document"])
    rows = [row for row in rows if formats.guid(row["Document"]) == ours]
    return _posted(rows[0], "FileName") if rows else None


def _posted(row: dict, number: str) -> Posted:
    return Posted(formats.guid(row["ID"]), formats.text(row.get(number)), dump(row))
