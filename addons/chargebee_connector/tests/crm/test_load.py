"""A fiftieth of 20,000 customers with 60,000 invoices: few calls, few queries, nothing kept."""

import threading
from dataclasses import replace
from math import ceil
from pathlib import Path

import pytest
from servers import free_port
from test_shown import writes

from odoo.addons.chargebee_connector.ledger.pull import Pulled
from odoo.addons.chargebee_connector.ledger.text import parse

LARGE = ("--customers", "400", "--invoices", "1200", "--quota", "1000000", "--crm")
#: What the dataset plants, and what waits for that: ids that differ in capitals alone, a currency
#: that no organisation has.
PLANTED = {"dynamics_key_taken", "dynamics_currency_missing", "dynamics_row_first"}
#: Rows, lines of documents among them, that a write call brings at least.
ROWS_PER_CALL = 500
#: What a load may take beside what Odoo has anyway, in MiB: a few batches, not all that is loaded.
MOST_MEMORY = 96


def memory(name: str) -> float:
    """What this process has (VmRSS), or had at most (VmHWM), in MiB."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise AssertionError(f"the kernel tells no {name}")


class Loaded:
    """A world in which everything was shown for the first time, and what that took."""

    def __init__(self, world) -> None:
        self.world = world
        world.connect()
        world.provision()
        world.go_live()
        world.crm.forget_calls()
        before = memory("VmRSS")
        Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")  # Forget the peak so far.
        world.sync()
        self.grown = memory("VmHWM") - before
        self.writes = writes(world)


@pytest.fixture(scope="module")
def loaded(fresh_stage, tmp_path_factory):
    ports = (free_port(), free_port())
    stage = replace(fresh_stage, ports=ports, dataset=LARGE)
    with stage.opened(tmp_path_factory.mktemp("loaded")) as world:
        yield Loaded(world)


def rows_of_kinds(world) -> dict[str, int]:
    """How many rows of each kind stand there, its lines among them."""
    counts = {}
    for link in world.links(state="posted").filtered(lambda link: link.kind != "crm_account"):
        parts = parse(link.sudo().request)["body"]["parts"]
        counts[link.kind] = counts.get(link.kind, 0) + 1 + len(parts)
    return counts


def test_everything_stands_there(loaded):
    world = loaded.world
    stopped = world.links().filtered(
        lambda link: link.state not in ("posted", "skipped") and link.kind != "crm_account"
    )
    assert set(stopped.mapped("problem_code")) <= PLANTED, stopped.mapped("problem")
    assert len(stopped) < 40
    assert len(world.links(kind="cb_invoice", state="posted")) > 1150
    world.check()


def test_the_rows_are_those_that_the_organisation_has(loaded):
    sets = loaded.world.env["billing.reference"].search([("kind", "=", "crm_table")])
    there = sum(len(loaded.world.rows(one.code, select="createdon")) for one in sets)
    assert there == sum(rows_of_kinds(loaded.world).values())


def test_a_write_call_brings_500_rows_as_long_as_a_kind_has_them(loaded):
    # What is refused in bulk is sent once more, row by row, in one call.
    again = sum(call["status"] >= 400 for call in loaded.writes)
    counts = rows_of_kinds(loaded.world)
    most = sum(ceil(count / ROWS_PER_CALL) for count in counts.values()) + again
    assert again <= 2
    assert len(loaded.writes) <= most, (counts, [call["path"] for call in loaded.writes])


def test_memory_holds_a_few_batches_only(loaded):
    assert loaded.grown < MOST_MEMORY, f"{loaded.grown:.0f} MiB"


def test_a_quiet_hour_costs_one_call_per_table(loaded):
    world = loaded.world
    world.crm.forget_calls()
    world.sync()
    tables = world.env["billing.stream"].search([("backend_id", "=", world.target.id)])
    assert [call["method"] for call in world.crm.calls()] == ["GET"] * len(tables)


# --- queries --------------------------------------------------------------------------------------


def add_copies(world, count: int) -> list[str]:
    """Store `count` copies of an invoice with one line, each with ids of its own."""
    for link in world.links(kind="cb_invoice", state="posted"):
        told = parse(link.record_id.sudo().payload)
        if len(told["line_items"]) == 1:
            break
    original = link.record_id.sudo().payload
    names = [f"copy-{count}-{number}" for number in range(count)]
    pulled = []
    for name in names:
        text = original.replace(f'"{told["id"]}"', f'"{name}"')
        text = text.replace(f'"{told["line_items"][0]["id"]}"', f'"li-{name}"')
        pulled.append(Pulled("invoice", name, "1", False, text))
    changed = world.env["billing.record"]._store(world.source, "", pulled)
    world.env["billing.run"]._plan_changed(world.source, "", [row[:2] for row in changed])
    world.commit()
    return names


def queries_of(work) -> int:
    """How many queries a piece of work takes, on all cursors of this thread."""
    thread = threading.current_thread()
    thread.query_count, thread.query_time = 0, 0.0
    work()
    return thread.query_count


def queries_of_copies(world, count: int) -> tuple[int, int]:
    """How many queries it takes to plan, and to post, so many new invoices."""
    names = add_copies(world, count)

    def post() -> None:
        world.route.action_post()
        world.work()

    taken = queries_of(world.plan), queries_of(post)
    copies = world.links(kind="cb_invoice", state="posted")
    standing = set(copies.mapped("record_id.external_id"))
    assert standing.issuperset(names)
    return taken


def test_a_batch_takes_as_many_queries_as_a_tenth_of_it(loaded):
    # A batch is 500 records; some are blocked ones that every plan looks at again.
    few = queries_of_copies(loaded.world, 45)
    many = queries_of_copies(loaded.world, 450)
    assert many[0] <= few[0] and many[1] <= few[1], (few, many)
    loaded.world.check()
