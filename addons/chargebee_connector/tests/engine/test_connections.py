"""Bad input: connections that are wrong say what is wrong, and what to do about it."""

import pytest
from servers import free_port
from world import World

from odoo.addons.chargebee_connector.systems.chargebee import shown


def verdict(backend) -> str:
    """What a connection test says, as a person reads it."""
    backend.action_test()
    return backend.connection_message


def replace_key(world: World, key: str) -> None:
    world.source.chargebee_api_key = key
    world.commit()


def age_token(world: World) -> None:
    world.exact.post("clock", forward=600)
    world.sql("UPDATE billing_secret SET written_at = written_at - interval '10 minutes'")


# --- Chargebee --------------------------------------------------------------------------------


def test_good_connections_are_called_connected(mapped):
    for backend in mapped.source + mapped.target:
        verdict(backend)
        assert backend.connection_state == "ok", backend.connection_message


def test_a_key_that_only_reads_is_enough(mapped):
    replace_key(mapped, "read_key")
    verdict(mapped.source)
    assert mapped.source.connection_state == "ok"
    assert mapped.pull().mapped("state") == ["done"]


def test_a_wrong_key(mapped):
    replace_key(mapped, "wrong_key")
    assert "key" in verdict(mapped.source)
    assert mapped.source.connection_state == "attention"
    mapped.source.connection_state = "untested"
    (run,) = mapped.pull()
    assert run.state == "failed"
    assert "key" in run.message
    assert mapped.source.connection_state == "attention"
    assert mapped.source.activity_ids


def test_a_key_is_reported_once(mapped):
    replace_key(mapped, "wrong_key")
    mapped.pull()
    mapped.pull()
    assert len(mapped.source.activity_ids) == 1


def test_a_limited_key(mapped):
    body = '{"api_error_code": "api_authorization_failed", "message": "Not allowed"}'
    mapped.site.fault("status", path="/invoices$", status=403, body=body)
    assert "key" in verdict(mapped.source)
    mapped.site.fault("status", path="/invoices$", status=403, body=body)
    (run,) = mapped.pull()
    assert run.state == "failed"
    assert run.message


def test_a_site_that_nobody_answers_at(mapped):
    mapped.source.chargebee_url = f"http://127.0.0.1:{free_port()}"
    assert "127.0.0.1" in verdict(mapped.source)
    (run,) = mapped.pull()
    assert (run.state, run.failures) == ("running", 1)
    assert "127.0.0.1" in run.message


def test_an_address_that_is_not_chargebee(mapped):
    mapped.source.chargebee_url = mapped.exact.url
    assert verdict(mapped.source)
    assert mapped.source.connection_state == "attention"


def test_an_old_product_catalogue(mapped):
    """A site that has moved to another catalogue since is read from that one."""
    assert mapped.source.chargebee_catalogue == "v2"
    body = '{"configurations": [{"domain": "acme", "product_catalog_version": "v3"}]}'
    mapped.site.fault("status", path="/configurations$", status=200, body=body)
    assert "another product catalog" in verdict(mapped.source)
    mapped.site.fault("status", path="/configurations$", status=200, body=body.replace("v3", "v1"))
    verdict(mapped.source)
    assert mapped.source.chargebee_catalogue == "v1"
    assert "plan" in mapped.source._system()._stream_kinds(mapped.source)


def test_what_is_only_shown_is_not_pulled_unless_somebody_wants_it(mapped):
    stored = dict(mapped.env["billing.record"]._selection_kind())
    assert set(shown.KINDS) <= set(stored)
    pulled = mapped.source._system()._stream_kinds(mapped.source)
    assert not set(shown.EXTRA) & set(pulled)


@pytest.mark.parametrize("field", ["chargebee_api_key", "exact_client_id", "exact_client_secret"])
def test_what_was_never_entered(mapped, field):
    backend = mapped.source if field.startswith("chargebee") else mapped.target
    mapped.sql("UPDATE billing_secret SET value = NULL WHERE name = %s", field)
    age_token(mapped)
    verdict(backend)
    assert backend.connection_state == "attention"
    assert "unexpected" not in backend.connection_message


# --- Exact ------------------------------------------------------------------------------------


def test_a_revoked_connection(mapped):
    mapped.exact.post("revoke")
    age_token(mapped)
    assert "onnect" in verdict(mapped.target)
    (run,) = mapped.refresh()
    assert run.state == "failed"
    assert run.message
    assert mapped.target.connection_state == "attention"


def test_a_connection_that_is_made_anew_works_again(mapped):
    mapped.exact.post("revoke")
    age_token(mapped)
    mapped.refresh()
    mapped.target.exact_refresh_token = mapped.exact.post("token")["refresh_token"]
    (run,) = mapped.refresh()
    assert run.state == "done"
    verdict(mapped.target)
    assert mapped.target.connection_state == "ok"


@pytest.mark.parametrize("reason", ["BlockedUser", "InactiveUser", "LicenseExpired"])
def test_a_user_who_is_shut_out(mapped, reason):
    mapped.exact.post("user", blocked=reason)
    verdict(mapped.target)
    assert mapped.target.connection_state == "attention"
    (run,) = mapped.refresh()
    assert run.state == "failed"
    assert run.message == mapped.target.connection_message


def test_a_division_that_is_not_the_users(mapped):
    mapped.exact.post("user", divisions=[100002], current_division=100002)
    assert "100001" in verdict(mapped.target)


def test_a_wrong_division(mapped):
    mapped.route.exact_division = "999999"
    assert "999999" in verdict(mapped.target)
    runs = mapped.refresh()
    assert runs.mapped("message") and all(run.state == "failed" for run in runs)
    assert "unexpected" not in runs[0].message.lower()


def test_no_division(mapped):
    mapped.route.exact_division = False
    assert "Acme" in verdict(mapped.target)


def test_an_archived_division(mapped):
    mapped.exact.post("mutate", division=100001, set={"Status": 2})
    verdict(mapped.target)
    assert mapped.target.connection_state == "attention"


def test_a_wrong_client_secret(mapped):
    mapped.target.exact_client_secret = "another"
    age_token(mapped)
    assert "secret" in verdict(mapped.target).lower()


def test_a_lost_target_does_not_stop_the_pull_from_the_source(mapped):
    """What the source says is stored, whatever becomes of the target."""
    mapped.exact.post("user", blocked="BlockedUser")
    mapped.site.post("mutate", kind="customer", id="cust-00001", set={"phone": "+31 7"})
    mapped.pull()
    assert mapped.record("customer", "cust-00001")._payload()["phone"] == "+31 7"
