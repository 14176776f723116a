"""Closed periods in a real administration: what moves is listed, and where it stands in Exact."""

import pytest
from papers import at
from sales import add, entries, post
from world import DIVISION


@pytest.fixture
def world(mapped):
    """A live route, with January closed as the sandbox has it, and VAT declared each quarter."""
    mapped.route.write({"exact_vat_return": "quarter"})
    mapped.sql("DELETE FROM billing_todo")
    mapped.go_live()
    return mapped


def test_a_document_of_a_closed_month_moves_within_its_return(world):
    add(world, "january", date=at("2026-01-20"), generated_at=at("2026-01-20"))
    post(world)
    link = world.link("january")
    assert (link.state, link.period, link.left_period) == ("posted", "2026/02", "2026/01")
    assert not link.left_return
    client = world.target._system()._client(world.target, DIVISION)
    [page] = client.rows(
        "salesentry/SalesEntries",
        select="EntryID,EntryDate,ReportingPeriod",
        where="YourRef eq 'january'",
    )
    assert [row["ReportingPeriod"] for row in page] == [2]
    assert len(entries(world, "january")) == 1


def test_into_another_return_it_waits_for_leave(world):
    world.route.exact_vat_return = "month"
    add(world, "january", date=at("2026-01-20"), generated_at=at("2026-01-20"))
    post(world)
    assert world.link("january").problem_code == "vat_return_differs"
    world.route.exact_move_across_returns = True
    world.sync()
    link = world.link("january")
    assert (link.state, link.left_return) == ("posted", "2026-01")
    assert world.sql("SELECT left_vat::text FROM billing_link WHERE id = %s", link.id) == [
        ("21.00",)
    ]


def test_somebody_is_reminded_of_a_year_that_exact_lacks(world):
    world.sql(
        "UPDATE billing_reference SET active = false WHERE kind = 'period'"
        " AND data::json->>'end' > (CURRENT_DATE + 20)::text"
    )
    world.target._system()._fill_route(world.route)
    world.target._system()._fill_route(world.route)
    assert len(world.route.activity_ids) == 1
