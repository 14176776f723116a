"""Looks for contact persons and invoice addresses: by their account, then by what they say.

Neither has a key of ours. A contact with the same e-mail address on the same account is that
contact; without an address the name decides. An address of the same account that says the same is
that address: Exact itself takes it so when it is sent once more ("Addresses", POST).
"""

from collections.abc import Callable, Iterator

from ...ledger import identity
from ...ledger.problems import Conflict, Problem
from ...ledger.pull import Ask, Posted
from ...ledger.text import dump
from . import accounts, addresses, contacts, formats
from .client import Exact
from .cover import MOST_TERMS

_ADDRESS_FIELDS = (
    "AddressLine1",
    "AddressLine2",
    "AddressLine3",
    "Postcode",
    "City",
    "State",
    "Country",
)


def look(client: Exact, asks: list[Ask]) -> dict[int, Posted | Problem | None]:
    """Return for each ask of these kinds what stands in Exact: Posted, a Conflict, or None."""
    answers = {}
    for kind, path, select, where, judge in _KINDS:
        wanted: dict[str, list[Ask]] = {}
        for ask in asks:
            if ask.kind == kind:
                wanted.setdefault(formats.guid(ask.body["Account"]), []).append(ask)
        for account, rows in _rows(client, path, select, where, list(wanted)):
            for ask in wanted[account]:
                answers[ask.id] = judge(ask, rows)
    answers.update(_main_contacts(client, [ask for ask in asks if ask.kind == contacts.MAIN]))
    return answers


def _main_contacts(client: Exact, asks: list[Ask]) -> dict[int, Posted | None]:
    """Return for each ask whether its account has that main contact already."""
    answers: dict[int, Posted | None] = {}
    for start in range(0, len(asks), MOST_TERMS):
        some = {formats.guid(ask.body["ID"]): ask for ask in asks[start : start + MOST_TERMS]}
        where = " or ".join(f"ID eq guid'{account}'" for account in some)
        for page in client.rows(accounts.PATH, select="ID,MainContact", where=where):
            for row in page:
                ask = some[formats.guid(row["ID"])]
                same = formats.guid(row.get("MainContact")) == formats.guid(ask.body["MainContact"])
                answers[ask.id] = _posted(row, "") if same else None
    return answers


def _rows(
    client: Exact, path: str, select: str, where: str, accounts: list[str]
) -> Iterator[tuple[str, list[dict]]]:
    """Yield each account with its rows."""
    for start in range(0, len(accounts), MOST_TERMS):
        some = accounts[start : start + MOST_TERMS]
        any_account = " or ".join(f"Account eq guid'{account}'" for account in some)
        found: dict[str, list[dict]] = {account: [] for account in some}
        pages = client.rows(path, select=select, where=where.format(any_account))
        for page in pages:
            for row in page:
                found.setdefault(formats.guid(row.get("Account")), []).append(row)
        for account in some:
            yield account, found[account]


def _contact(ask: Ask, rows: list[dict]) -> Posted | Problem | None:
    email = identity.email(ask.body.get("Email"))
    if email:
        same = [row for row in rows if identity.email(formats.text(row.get("Email"))) == email]
    else:
        same = [row for row in rows if _name(row) == _name(ask.body)]
    if len(same) > 1:
        return Conflict("contact_twice", contact=_name(ask.body), count=len(same))
    return _posted(same[0], _name(same[0])) if same else None


def _address(ask: Ask, rows: list[dict]) -> Posted | None:
    same = [row for row in rows if _said(row) == _said(ask.body)]
    return _posted(min(same, key=lambda row: formats.guid(row["ID"])), "") if same else None


def _posted(row: dict, number: str) -> Posted:
    return Posted(formats.guid(row["ID"]), number, dump(row))


def _name(body: dict) -> str:
    parts = (formats.text(body.get("FirstName")), formats.text(body.get("LastName")))
    return " ".join(filter(None, parts))


def _said(body: dict) -> tuple:
    return tuple(formats.text(body.get(name)).casefold() for name in _ADDRESS_FIELDS)


_KINDS: tuple[tuple[str, str, str, str, Callable], ...] = (
    (contacts.KIND, contacts.PATH, "ID,Account,FirstName,LastName,Email", "{}", _contact),
    (
        addresses.KIND,
        addresses.PATH,
        ",".join(("ID", "Account", *_ADDRESS_FIELDS)),
        f"({{}}) and Type eq {addresses.INVOICE}",
        _address,
    ),
)
