"""One request to Exact, and the thing that stands there afterwards."""

import re

from ...ledger.problems import Uncertain
from ...ledger.pull import Posted
from ...ledger.text import dump
from . import formats, sales_invoices, sales_invoices_look
from .client import Exact

#: The fields of an answer that hold the thing's id and the number people know it by.
_NAMES = {
    "crm/Accounts": ("ID", "Code"),
    "crm/Contacts": ("ID", "FullName"),
    "crm/Addresses": ("ID", "AddressLine1"),
    "salesentry/SalesEntries": ("EntryID", "EntryNumber"),
    # Nobody knows it by a number before it is printed.
    sales_invoices.PATH: ("InvoiceID", ""),
    "financialtransaction/BankEntries": ("EntryID", "EntryNumber"),
    "generaljournalentry/GeneralJournalEntries": ("EntryID", "EntryNumber"),
    "logistics/Items": ("ID", "Code"),
    "documents/Documents": ("ID", "HID"),
    "documents/DocumentAttachments": ("ID", "FileName"),
}
#: For updates of what another link stands for: the field of the request that holds its id.
_UPDATED = {"salesentry/SalesEntries": "EntryID", "crm/Accounts": "ID"}
#: Fields of an answer that are as large as what was sent, and not kept.
_LARGE = ("Attachment",)
_GUID = re.compile(r"\(guid'([0-9a-fA-F-]{36})'\)$")


def send(client: Exact, method: str, path: str, body: dict, repeat: str) -> Posted:
    """Send one resolved request and return what stands in Exact then.

    Raises what the client raises; an answer to a `create` without an id is Uncertain, since the
    thing may well stand there. An update (PUT) answers without a body.
    """
    if repeat == "put":
        if path in _UPDATED:
            name = _UPDATED[path]
            path = f"{path}(guid'{body[name]}')"
            body = {field: value for field, value in body.items() if field != name}
        client.update(path, body)
        found = _GUID.search(path)
        return Posted(external_id=found[1].lower() if found else "")
    if path == sales_invoices.PRINT:
        return sales_invoices_look.print_out(client, body)
    if method != "POST" or path not in _NAMES:
        raise ValueError(f"nobody knows how to send {method} {path}")
    id_name, number_name = _NAMES[path]
    answer = client.create(path, formats.numbered(body))
    external_id = formats.guid(answer.get(id_name))
    if not external_id:
        raise Uncertain("unreadable_answer", path=path)
    kept = {name: value for name, value in answer.items() if name not in _LARGE}
    return Posted(external_id, formats.text(answer.get(number_name)), dump(kept))
