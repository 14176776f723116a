"""Service protection and tokens: what is told to wait waits, and all of it comes there."""

from collections import Counter

import pytest
from crm_standing import differing, standing, synced
from crm_world import RUNTIME

from odoo.addons.chargebee_connector.systems.dynamics import client


@pytest.fixture(scope="module")
def loaded(shown_stage, tmp_path_factory):
    with shown_stage.opened(tmp_path_factory.mktemp("loaded")) as world:
        return standing(world)


def kept_to_it(world):
    """What the server noted of a load that came to an end without coming early once."""
    noted = world.crm.get("limits")
    assert not noted["early"], noted
    assert noted["most_concurrent"] <= 1
    world.check()
    return noted


def test_throttled_at_random_it_finishes_and_never_comes_early(ready, loaded, monkeypatch):
    monkeypatch.setattr(client, "MOST_ROWS", 40)
    ready.go_live()
    ready.crm.post("limits", random_share=0.2, retry_after=1, seed=5)
    ready.sync()
    assert not ready.env["billing.run"].search([("state", "in", ("waiting", "running"))])
    noted = kept_to_it(ready)
    assert sum(noted["throttled"].values()) >= 3, noted
    assert not differing(ready, loaded)


def test_the_real_limits_are_not_reached(ready_stage, loaded, tmp_path):
    with ready_stage.opened(tmp_path, options=()) as world:
        world.go_live()
        world.sync()
        noted = kept_to_it(world)
        assert noted["limits"]["requests"] == "6000" and not noted["throttled"], noted
        assert not differing(world, loaded)


def test_a_limit_that_is_reached_is_waited_for(ready, loaded):
    ready.go_live()
    ready.crm.post("limits", requests=150, window=2)
    ready.sync()
    noted = kept_to_it(ready)
    assert noted["throttled"], noted
    assert not differing(ready, loaded)


def test_a_token_that_was_revoked_is_renewed_once(ready, loaded):
    ready.go_live()
    ready.target.action_test()
    ready.crm.post("revoke")
    ready.crm.forget_calls()
    ready.sync()
    calls = Counter(call["status"] for call in ready.crm.calls("POST", "/oauth2/"))
    refused = [call for call in ready.crm.calls() if call["status"] == 401]
    assert calls == {200: 1} and len(refused) == 1, (calls, refused)
    assert not differing(ready, loaded)


def test_a_secret_that_ended_stops_and_goes_on_with_a_new_one(ready, loaded):
    ready.go_live()
    ready.crm.post("app", app=RUNTIME[0], secret="another")
    ready.crm.post("revoke")
    runs = ready.sync()
    assert "failed" in runs.mapped("state") and ready.target.connection_state != "ok"
    assert "client secret is wrong" in " ".join(filter(None, runs.mapped("message")))
    ready.sign_in((RUNTIME[0], "another"))
    synced(ready)
    ready.check()
    assert not differing(ready, loaded)
