"""Where entries stand by now: merging two accounts in Exact moves the entries of one of them."""

from . import formats
from .client import Exact
from .entries import PATH


def account_of(client: Exact, entries: list[str]) -> str:
    """Return the account that all of these entries name, "" when they name several or none."""
    where = " or ".join(f"EntryID eq guid'{entry}'" for entry in entries)
    rows = [
        row for page in client.rows(PATH, select="EntryID,Customer", where=where) for row in page
    ]
    accounts = {formats.guid(row.get("Customer")) for row in rows}
    return accounts.pop() if len(accounts) == 1 else ""
