"""One site, two organisations: each gets the rows of its business entity, and what is sold."""

import pytest
from conftest import ORGANISATION
from crm_standing import finish, tables
from crm_world import RUNTIME, TENANT
from servers import Server, copy_of, free_port

#: Tables of what is sold, which is everybody's.
SOLD = ("cb_family", "cb_plan", "cb_addon", "cb_charge", "cb_price", "cb_tier", "cb_coupon",
        "cb_feature", "cb_productfeature")  # fmt: skip


@pytest.fixture
def second(ready_stage, tmp_path_factory):
    """Another organisation in which the tables are made and nothing stands."""
    books = copy_of(ready_stage.books / "dynamics.json", tmp_path_factory.mktemp("second"))
    server = Server("dynamics", free_port(), books, *ORGANISATION).wait()
    yield server
    server.stop(keep=False)


def route_to(world, server, entity):
    """A live route for one business entity to another organisation."""
    target = world.env["billing.backend"].create(
        {
            "name": "Acme Sales 2",
            "system": "dynamics",
            "dynamics_url": server.url,
            "dynamics_login_url": server.url,
            "dynamics_tenant": TENANT,
            "dynamics_client_id": RUNTIME[0],
            "dynamics_client_secret": RUNTIME[1],
        }
    )
    target.action_refresh_references()
    world.work()
    return world.env["billing.route"].create(
        {
            "name": f"CRM of {entity}",
            "source_id": world.source.id,
            "target_id": target.id,
            "business_entity": entity,
            "state": "live",
        }
    )


def rows(server, table):
    return server.get("rows", table=table)["rows"]


def test_each_gets_its_entity_and_all_that_is_sold(ready, second):
    ready.route.write({"business_entity": "be-cloud", "state": "live"})
    other = route_to(ready, second, "be-retail")
    (ready.route | other).action_sync()
    runs = finish(ready)
    assert set(runs.mapped("state")) == {"done"}, runs.mapped("message")
    servers = {"be-cloud": ready.crm, "be-retail": second}
    for table in tables(ready):
        found = {entity: rows(server, table) for entity, server in servers.items()}
        if table in SOLD:
            one, two = ({row["_id"] for row in rows} for rows in found.values())
            assert one == two and one, table
            continue
        for entity, told in found.items():
            assert {row["cb_businessentity"] for row in told} <= {entity}, (table, entity)
    assert all(rows(server, "cb_invoiceline") for server in servers.values())
    for route, entity in ((ready.route, "be-cloud"), (other, "be-retail")):
        wanted = {
            link.record_id.external_id
            for link in ready.links(kind="cb_customer", state="posted", route_id=route.id)
        }
        assert {row["cb_chargebeeid"] for row in rows(servers[entity], "cb_customer")} == wanted
        stopped = ready.links(route_id=route.id, kind="cb_customer").filtered(
            lambda link: link.state not in ("posted", "skipped")
        )
        assert not stopped, stopped.mapped("problem_summary")
    link = ready.links(kind="cb_customer", state="posted", route_id=other.id)[0]
    for server in servers.values():
        server.forget_calls()
    ready.site.post(
        "mutate", kind="customer", id=link.record_id.external_id, set={"phone": "+31 999"}
    )
    (ready.route | other).action_sync()
    finish(ready)
    assert not ready.crm.calls("POST", "/api/data")
    assert len(second.calls("POST", "/api/data")) == 1
    ready.check()
    audit = second.get("audit")
    assert not any(audit.values()), audit
