"""Steps of tests that post: plain invoices of one plain customer, and what Exact holds of them."""

from papers import customer, invoice
from world import World

ENTRIES = "salesentry/SalesEntries"


def add(world: World, *numbers: str, **changes) -> None:
    """Put plain invoices of one plain customer on the site, and pull them."""
    if not world.record("customer", "ada"):
        world.site.post("mutate", kind="customer", record=customer("ada"))
    for number in numbers:
        world.site.post("mutate", kind="invoice", record=invoice(number, "ada", **changes))
    world.pull()


def only(world: World, *numbers: str) -> None:
    """Take everything else off the list of what is to be planned."""
    world.sql("DELETE FROM billing_todo")
    add(world, *numbers)


def post(world: World):
    world.plan()
    world.route.action_post()
    return world.work()


def posts(world: World, path: str = ENTRIES) -> list[dict]:
    return world.exact.calls("POST", path)


def entries(world: World, reference: str) -> list[dict]:
    """The sales entries in Exact that bear a reference."""
    client = world.target._system()._client(world.target, "100001")
    pages = client.rows(
        ENTRIES, select="EntryID,EntryNumber,YourRef,Description", where=f"YourRef eq '{reference}'"
    )
    return [row for page in pages for row in page]
