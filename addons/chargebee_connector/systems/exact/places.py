"""Where a thing of the source stands in Exact: the kind of its link, and our key."""

from ...ledger.words import Customer, Document, Transaction

#: How a kind of the source is called in Exact, and what stands before its id in our key.
_PLACES = {
    "customer": ("account", "customer/"),
    "invoice": ("sales_entry", ""),
    "credit_note": ("sales_entry", "credit_note/"),
    "item": ("item", "item/"),
    "transaction": ("bank_entry", "transaction/"),
    "settlement": ("bank_entry", "settlement/"),
    "unbilled_charge": ("journal_entry", "unbilled/"),
}


def place(source_kind: str, external_id: str) -> tuple[str, str] | None:
    """Return (link kind, key) of a thing of the source, None for kinds that are not posted."""
    found = _PLACES.get(source_kind)
    return (found[0], found[1] + external_id) if found else None


def number(key: str) -> str:
    """Return the document's number that stands in a sales entry's key."""
    return key.removeprefix(_PLACES["credit_note"][1])


def place_of(word: Customer | Document | Transaction) -> tuple[str, str]:
    """Return (link kind, key) of a word."""
    if isinstance(word, Document):
        return place(word.kind, word.external_id)
    return place("customer" if isinstance(word, Customer) else "transaction", word.external_id)
