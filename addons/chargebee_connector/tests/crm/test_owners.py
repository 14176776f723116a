"""Who owns the rows: by business entity, a fallback for the others, and nobody else decides."""

from collections import defaultdict

from crm_standing import differing, standing, synced

TEAMS = {"be-cloud": "CB Cloud", "be-retail": "CB Retail"}
#: Tables with rows of several business entities; a line is owned as its document is.
OWNED = ("cb_customer", "cb_invoice", "cb_invoiceline", "cb_subscription", "cb_paymentsource")


def map_owners(world):
    """A team for each of two business entities, a user for the rest."""
    fallback = world.env["billing.reference"].search([("kind", "=", "user")])
    world.route.dynamics_owner_id = fallback.filtered(lambda one: "anna" in one.name.lower())
    world.env["billing.mapping.owner"].create(
        [
            {
                "route_id": world.route.id,
                "business_entity": entity,
                "reference_id": world.reference("team", team).id,
                "state": "confirmed",
            }
            for entity, team in TEAMS.items()
        ]
    )
    world.commit()


def owners(world) -> dict:
    """{(table, business entity): ids of who owns its rows}."""
    found = defaultdict(set)
    for table in OWNED:
        for row in world.crm.get("rows", table=table)["rows"]:
            found[table, row.get("cb_businessentity", "")].add(row["ownerid"])
    return found


def all_are_owned(world, **teams):
    """Rows of every entity belong to its team, those of no team to the fallback."""
    fallback = world.route.dynamics_owner_id.external_id
    teams = {
        entity: world.reference("team", name).external_id
        for entity, name in {**TEAMS, **teams}.items()
        if name
    }
    found = owners(world)
    assert {("cb_invoice", entity) for entity in TEAMS} < set(found)
    for (table, entity), ids in found.items():
        assert ids == {teams.get(entity, fallback)}, (table, entity)


def test_rows_follow_the_mapping_wherever_it_goes(shown):
    map_owners(shown)
    synced(shown)
    all_are_owned(shown)
    row = shown.env["billing.mapping.owner"].search([("business_entity", "=", "be-retail")])
    row.reference_id = shown.reference("team", "CB Services")
    synced(shown)
    all_are_owned(shown, **{"be-retail": "CB Services"})
    shown.crm.forget_calls()
    synced(shown)
    assert not shown.crm.calls("POST", "/api/data")
    row.unlink()
    synced(shown)
    all_are_owned(shown, **{"be-retail": None})
    shown.check()


def test_an_account_that_changes_hands_takes_no_row_along(shown):
    before = standing(shown)
    link = shown.links(kind="crm_account", state="posted")[0]
    bram = shown.crm.get("principals")["users"]["bram"]
    bram = bram["id"] if isinstance(bram, dict) else bram
    shown.hand(
        "patch",
        "account",
        id=link.external_id,
        values={"ownerid@odata.bind": f"/systemusers({bram})"},
    )
    (account,) = shown.rows("accounts", filter=f"accountid eq {link.external_id}")
    assert account["_ownerid_value"] == bram
    assert not differing(shown, before)
    synced(shown)
    assert not differing(shown, before)


def test_an_owner_without_rights_stops_their_rows_alone(ready):
    map_owners(ready)
    row = ready.env["billing.mapping.owner"].search([("business_entity", "=", "be-retail")])
    row.reference_id = ready.reference("team", "CB No Read")
    ready.go_live()
    synced(ready)
    stopped = ready.links(problem_code="dynamics_owner_rights")
    assert stopped and set(stopped.mapped("state")) == {"refused"}
    assert ready.links(kind="cb_invoice", state="posted")
    found = owners(ready)
    assert ("cb_customer", "be-cloud") in found and ("cb_customer", "be-retail") not in found
    row.reference_id = ready.reference("team", "CB Retail")
    synced(ready)
    assert not ready.links(problem_code="dynamics_owner_rights")
    all_are_owned(ready)
    ready.check()


def test_an_owner_who_may_own_nothing_is_named(ready):
    """Access teams can't be chosen at all; a user who was disabled since is told of."""
    everybody = ready.env["billing.reference"].with_context(active_test=False)
    assert not everybody.search([("kind", "=", "team"), ("name", "=", "CB Access")])
    ready.route.dynamics_owner_id = everybody.search(
        [("kind", "=", "user"), ("name", "ilike", "carla")]
    )
    ready.target.action_test()
    assert "disabled" in ready.target.connection_message
    ready.go_live()
    synced(ready)
    refused = ready.links(kind="cb_customer")
    assert set(refused.mapped("state")) == {"refused"}
    assert set(refused.mapped("problem_code")) == {"dynamics_owner_disabled"}
    assert ready.links(kind="cb_item", state="posted"), "what has no owner goes on"
