"""What the ledger's words become in Exact: the two questions of a plan, and where things stand.

`needs` names what a batch must be told of, `plan` turns words into outcomes. Both are pure: the
same input gives the same request, byte for byte.
"""

from collections.abc import Iterable

from ...ledger.plan import Known, Needs, Outcome
from ...ledger.words import Customer, Document, Transaction
from . import accounts, credits, entries, voids
from .rules import Rules

#: How a kind of the source is called in Exact, and what stands before its id in our key.
_PLACES = {
    "customer": (accounts.KIND, "customer/"),
    "invoice": (entries.KIND, ""),
    "credit_note": (entries.KIND, "credit_note/"),
    "transaction": ("bank_entry", "transaction/"),
}


def place(source_kind: str, external_id: str) -> tuple[str, str] | None:
    """Return (link kind, key) of a thing of the source, None for kinds that are not posted."""
    found = _PLACES.get(source_kind)
    return (found[0], found[1] + external_id) if found else None


def needs(words: Iterable, rules: Rules) -> Needs:
    """Return the keys of everything that `plan` will ask about these words."""
    asked = Needs()
    for word in words:
        if isinstance(word, Document):
            kind, key = place(word.kind, word.external_id)
            asked.links.add((kind, key))
            asked.records.add(("customer", word.customer))
            asked.links.add(place("customer", word.customer))
            asked.records.update(("item_price", line.price) for line in word.lines if line.price)
            if word.credits:
                asked.records.add(("invoice", word.credits))
                asked.links.add(place("invoice", word.credits))
                asked.booked.add(place("invoice", word.credits))
            if word.status == "voided":
                asked.links.add((kind, key + voids.VOID_KEY))
                asked.booked.add((kind, key))
        elif isinstance(word, Customer):
            asked.links.add(place("customer", word.external_id))
            asked.matches.update(accounts.match_keys(word, rules))
    return asked


def plan(words: Iterable, rules: Rules, known: Known) -> list[Outcome]:
    """Return the outcomes of these words, in their order; a word may have none or several."""
    outcomes = []
    for word in words:
        if isinstance(word, Customer):
            key = place("customer", word.external_id)[1]
            outcomes.extend(accounts.plan(word, key, rules, known))
        elif isinstance(word, Document):
            key = place(word.kind, word.external_id)[1]
            book = entries if word.kind == "invoice" else credits
            outcomes.append(book.plan(word, key, rules, known))
            void = voids.plan(word, key, rules, known)
            if void is not None:
                outcomes.append(void)
        elif isinstance(word, Transaction):
            key = place("transaction", word.external_id)[1]
            outcomes.append(entries.skip(word, key, rules))
    return outcomes
