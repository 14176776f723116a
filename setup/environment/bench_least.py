"""The fewest calls by which a month of business can come into Exact, whoever makes them.

From Exact's REST reference: nothing is made in bulk, so each thing is a POST of its own. A contact
person is made for an account that stands ("Contacts", Account is mandatory), and an account is told
its main one afterwards ("Accounts", MainContact): a PUT more. The lines of an entry go with it.
Neither `YourRef` nor anything else keeps Exact from booking a document twice, and a POST bears no
key of its own: who must not book twice reads first. The sync endpoints tell 1,000 rows of a kind
that changed since the last time, so the fewest reads are one for each list that can hold what is
about to be made, however much stands there.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: What is made, each a call: what the table calls it, and why it can't be fewer.
MADE = {
    "accounts": "one POST for each new customer",
    "contacts": "one POST for each of their persons",
    "main contacts": "one PUT: it stands after its account",
    "sales entries": "one POST for each invoice, credit note",
    "bank entries": "one POST for each account, currency, day",
}
#: What must be read before, a call each.
READ = (
    "accounts that changed",
    "accounts that vanished",
    "contacts that stand",
    "entries that stand",
    "who else books in the clearing journals",
)
READS = "reads"
#: Path and method of the calls that make something; all others are reads.
_CALLS = {
    ("POST", "crm/Accounts"): "accounts",
    ("POST", "crm/Contacts"): "contacts",
    ("PUT", "crm/Accounts"): "main contacts",
    ("POST", "salesentry/SalesEntries"): "sales entries",
    ("POST", "financialtransaction/BankEntries"): "bank entries",
}
OTHER = "other changes"


@dataclass(frozen=True)
class Business:
    """What a month brings: counted in Chargebee, whatever a connector makes of it.

    `persons` are the new business customers with a name, each the main contact of its account.
    `days` are the days on which money moved, for each gateway account and currency.
    """

    customers: int
    persons: int
    documents: int
    days: int


def least(business: Business) -> dict[str, int]:
    """Return the fewest calls, by what they are for."""
    return {
        "accounts": business.customers,
        "contacts": business.persons,
        "main contacts": business.persons,
        "sales entries": business.documents,
        "bank entries": business.days,
        READS: len(READ),
    }


def made(calls: Iterable[Mapping]) -> dict[str, int]:
    """Return the calls of a log of Exact's, by what they are for.

    Those for an access token are left out: Exact limits them by themselves.
    """
    counted: Counter[str] = Counter()
    for call in calls:
        _empty, _api, version, *rest = call["path"].partition("?")[0].split("/")
        if version != "v1":
            continue
        path = "/".join(rest[1:]).partition("(")[0]
        default = READS if call["method"] == "GET" else OTHER
        counted[_CALLS.get((call["method"], path), default)] += 1
    return dict(counted)


def formula() -> str:
    """Return the formula as people read it."""
    terms = " + ".join((*MADE, READS))
    return f"fewest calls = {terms}\n  reads = {len(READ)}: {', '.join(READ)}"
