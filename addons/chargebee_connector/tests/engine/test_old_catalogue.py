"""A site that still sells from Product Catalog 1.0: plans, add-ons and setup fees."""

import json
from collections import Counter
from dataclasses import replace

import pytest
from world import World

SMALL = ("--customers", "12", "--invoices", "40", "--quota", "100000", "--catalog", "v1")


@pytest.fixture
def old(fresh_stage, tmp_path):
    with replace(fresh_stage, dataset=SMALL).opened(tmp_path) as world:
        world.connect()
        yield world


def sold(world: World) -> Counter:
    """How many lines sell each (type, id), of what may be posted."""
    rows = world.sql(
        "SELECT r.payload FROM billing_record r JOIN billing_link l ON l.record_id = r.id"
        " WHERE r.kind = 'invoice' AND l.kind = 'sales_entry' AND l.state = 'posted'"
    )
    return Counter(
        (line["entity_type"], line.get("entity_id"))
        for (payload,) in rows
        for line in json.loads(payload)["line_items"]
    )


def test_an_old_site_is_read_mapped_and_posted(old):
    old.refresh()
    old.pull()
    assert old.source.chargebee_catalogue == "v1"
    kinds = old.env["billing.stream"].search([("backend_id", "=", old.source.id)]).mapped("kind")
    assert {"plan", "addon"} <= set(kinds)
    assert not {"item", "item_price", "item_family"} & set(kinds)
    assert all(run.state == "done" for run in old.runs("pull"))

    old.map()
    rows = old.env["billing.mapping.revenue"].search([("reference_id", "!=", False)])
    by_family = Counter(row.item_family or "" for row in rows)
    assert by_family["plan_setup"] and by_family["plan"] and by_family[""]

    old.go_live()
    old.sync()
    assert {"plan", "addon", "plan_setup"} <= {sort for sort, _price in sold(old)}
    # Lines that sell nothing of the catalogue are for a person to map, whatever the catalogue is.
    for link in old.links(problem_code="revenue_missing"):
        assert json.loads(link.problem)["params"]["item_price"] == "-"

    before = old.exact.calls("POST", "SalesEntries")
    old.sync()
    assert old.exact.calls("POST", "SalesEntries") == before
