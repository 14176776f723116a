"""Memo entries in Exact, for tests that let documents lead to them."""

from decimal import Decimal

from world import World

LEDGERS = {
    "exact_receivable_ledger_id": "1300",
    "exact_bad_debt_ledger_id": "4510",
    "exact_vat_suspense_ledger_id": "1540",
    "exact_withheld_ledger_id": "1350",
}


def choose(world: World, **ledgers) -> None:
    world.route.write(
        {
            name: world.reference("gl_account", code).id if code else False
            for name, code in {**LEDGERS, **ledgers}.items()
        }
    )
    world.sql("DELETE FROM billing_todo")


def add(world: World, kind: str, *records: dict) -> None:
    for record in records:
        world.site.post("mutate", kind=kind, record=record)


def exact(world: World, path: str, **query) -> list[dict]:
    client = world.target._system()._client(world.target, "100001")
    return [row for page in client.rows(path, **query) for row in page]


def lines(world: World, description: str) -> list[tuple]:
    """(ledger, amount) of the memo lines with a description, in their order."""
    rows = exact(
        world,
        "generaljournalentry/GeneralJournalEntryLines",
        select="GLAccountCode,AmountFC,EntryNumber",
        where=f"Description eq '{description}'",
    )
    return [(row["GLAccountCode"].strip(), Decimal(str(row["AmountFC"]))) for row in rows]


def is_open(world: World, reference: str) -> bool:
    rows = exact(
        world,
        "read/financial/ReceivablesList",
        select="YourRef,Amount",
        where=f"YourRef eq '{reference}'",
    )
    return bool(rows)


def memo(world: World, key: str):
    return world.link(key, "journal_entry")
