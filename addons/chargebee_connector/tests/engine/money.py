"""Steps of tests about money: payments of plain invoices, and the journal that takes them."""

from papers import customer
from world import World

ENTRIES = "financialtransaction/BankEntries"


def take_money(world: World) -> None:
    """Have the route book money."""
    world.route.write(
        {
            "exact_payments": True,
            "exact_receivable_ledger_id": world.reference("gl_account", "1300").id,
        }
    )
    world.env["billing.mapping.payment"].create(
        {"route_id": world.route.id, "reference_id": world.reference("journal", "21").id}
    )


def open_up(world: World) -> World:
    """Have the route book money, with only what a test adds on its list."""
    take_money(world)
    world.sql("DELETE FROM billing_todo")
    add(world, "customer", customer("ada"))
    world.pull()
    world.go_live()
    world.sql("DELETE FROM billing_todo")
    return world


def add(world: World, kind: str, *records: dict) -> None:
    for record in records:
        world.site.post("mutate", kind=kind, record=record)


def change(world: World, kind: str, name: str, **values) -> None:
    world.site.post("mutate", kind=kind, id=name, set=values)


def _rows(world: World, path: str, select: str, where: str = "") -> list[dict]:
    client = world.target._system()._client(world.target, "100001")
    return [row for page in client.rows(path, select=select, where=where) for row in page]


def entries(world: World) -> list[dict]:
    """The bank entries in Exact, in the order of their numbers."""
    fields = "EntryID,EntryNumber,JournalCode,Currency,FinancialYear,FinancialPeriod"
    return sorted(_rows(world, ENTRIES, fields), key=lambda row: row["EntryNumber"])


def lines(world: World) -> list[tuple]:
    """(description, amount) of all lines of bank entries in Exact."""
    found = _rows(world, "financialtransaction/BankEntryLines", "ID,Description,AmountFC")
    return sorted((row["Description"], row["AmountFC"]) for row in found)


def still_open(world: World, *references: str) -> list[dict]:
    """What the debtors' list of Exact still holds of these documents."""
    rows = _rows(world, "read/financial/ReceivablesList", "HID,YourRef,Amount")
    return [row for row in rows if row["YourRef"] in references]


def let_time_pass(world: World) -> None:
    """Until what was sent without an answer may be looked for, or was looked for long ago."""
    world.sql(
        "UPDATE billing_link SET attempted_at = attempted_at - interval '1 hour',"
        " looked_at = looked_at - interval '1 hour'"
    )


def aggregates(world: World):
    return world.env["billing.link"].search([("aggregate", "=", True)], order="key")
