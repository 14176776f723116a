"""Steps of tests about money: payments of plain invoices, and the journal that takes them."""

from papers import at, customer
from world import World

ENTRIES = "financialtransaction/BankEntries"


def payment(name: str, number: str | None = None, amount: int = 12100, **changes) -> dict:
    """A payment by card, two days after the plain invoice whose number is given."""
    day = changes.pop("day", "2026-03-12")
    used = [{"invoice_id": number, "applied_amount": amount, "applied_at": at(day)}]
    return {
        "id": name,
        "customer_id": "ada",
        "type": "payment",
        "status": "success",
        "payment_method": "card",
        "gateway": "stripe",
        "gateway_account_id": "gw_1",
        "date": at(day),
        "settled_at": at(day),
        "currency_code": "EUR",
        "amount": amount,
        "amount_unused": 0 if number else amount,
        "business_entity_id": "be-services",
        "deleted": False,
        "linked_invoices": used if number else [],
        **changes,
    }


def refund(name: str, number: str, amount: int = 4840, **changes) -> dict:
    """A refund of a credit note to the card."""
    used = [{"cn_id": number, "applied_amount": amount, "applied_at": at("2026-03-14")}]
    made = payment(name, None, amount, day="2026-03-14", type="refund")
    del made["linked_invoices"]
    return {**made, "linked_credit_notes": used, **changes}


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
