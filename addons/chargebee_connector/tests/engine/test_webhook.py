"""Webhook: an event comes in over HTTP, and what it is about stands in Exact soon after."""

import base64
import json
import time
import urllib.error
import urllib.request

import pytest
from odoo_server import serving
from papers import customer, invoice

USER, PASSWORD = "hook-of-acme", "s3cret-wörd"
#: The promise for an idle system.
WITHIN_SECONDS = 60
#: Has PostgreSQL end the first transaction that stores one event, as it ends one that collided.
COLLIDE_ONCE = """
    CREATE SEQUENCE test_collisions;
    CREATE FUNCTION test_collide() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF nextval('test_collisions') = 1 THEN
            RAISE EXCEPTION 'could not serialize access' USING ERRCODE = 'serialization_failure';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER test_collide BEFORE INSERT ON billing_record FOR EACH ROW
    WHEN (NEW.external_id = 'ev_collides') EXECUTE FUNCTION test_collide();
"""
COLLIDE_NO_MORE = """
    DROP TRIGGER test_collide ON billing_record;
    DROP FUNCTION test_collide;
    DROP SEQUENCE test_collisions;
"""


@pytest.fixture(scope="module")
def served(posted_stage, tmp_path_factory):
    """A posted world on a server of its own, whose jobs run; nothing is scheduled."""
    folder = tmp_path_factory.mktemp("served")
    with posted_stage.opened(folder) as world:
        world.env["ir.config_parameter"].set_param("chargebee_connector.runner", "queue")
        world.source.chargebee_webhook_user = USER
        world.source.chargebee_webhook_password = PASSWORD
        world.commit()
        with serving(world.database, folder / "odoo.log") as address:
            world.address = f"{address}/chargebee/webhook/{world.source.id}"
            world.log = folder / "odoo.log"
            yield world


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def deliver(world, body, authorization: str | None = "", address: str = "") -> int:
    """The status of a delivery with the right credentials, or with others."""
    request = urllib.request.Request(
        address or world.address,
        data=body if isinstance(body, bytes) else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    if authorization is not None:
        request.add_header("Authorization", authorization or basic(USER, PASSWORD))
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def wait_for(world, found) -> float:
    """Seconds until `found()` is true."""
    begun = time.monotonic()
    while not found():
        assert time.monotonic() - begun < WITHIN_SECONDS, world.log.read_text()[-3000:]
        time.sleep(0.1)
        world.commit()
        world.env.invalidate_all()
    return time.monotonic() - begun


def event(external_id: str, **content) -> dict:
    return {"id": external_id, "event_type": "invoice_updated", "content": content}


def events(world, external_id: str) -> int:
    ((count,),) = world.sql(
        "SELECT count(*) FROM billing_record WHERE kind = 'event' AND external_id = %s", external_id
    )
    return count


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        basic(USER, "wrong"),
        basic("wrong", PASSWORD),
        basic("", ""),
        "Basic é",
        "Basic",
        "Bearer " + basic(USER, PASSWORD)[6:],
    ],
)
def test_without_the_right_credentials_nothing_is_stored(served, authorization):
    assert deliver(served, event("ev_stranger"), authorization) == 401
    assert events(served, "ev_stranger") == 0


def test_an_unknown_connection_tells_nothing_about_itself(served):
    address = served.address.rsplit("/", 1)[0] + "/999999"
    assert deliver(served, event("ev_elsewhere"), address=address) == 401


def test_exacts_connection_takes_no_events(served):
    address = served.address.rsplit("/", 1)[0] + f"/{served.target.id}"
    assert deliver(served, event("ev_exact"), address=address) == 401


def test_an_event_that_comes_twice_is_stored_once(served):
    assert [deliver(served, event("ev_twice")) for _again in range(2)] == [204, 204]
    assert events(served, "ev_twice") == 1


def test_an_event_whose_transaction_collides_is_stored_all_the_same(served):
    """Odoo runs the controller again; the body must still be there, and the event stand once."""
    served.sql(COLLIDE_ONCE)
    try:
        assert deliver(served, event("ev_collides")) == 204
        # A sequence keeps what it counted in a transaction that was undone.
        assert served.sql("SELECT last_value FROM test_collisions") == [(2,)]
        assert events(served, "ev_collides") == 1
    finally:
        served.sql(COLLIDE_NO_MORE)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"\xff\xfe",
        b"[]",
        b'"text"',
        b"{}",
        b'{"id": 7}',
        b'{"id": null}',
        b'{"id": "nul\\u0000"}',
        b'{"id": "half \\ud800"}',
        b"[" * 100000,
    ],
)
def test_what_is_no_event_is_called_malformed(served, body):
    assert deliver(served, body) == 400


def test_chargebees_own_trial_event_is_taken(served):
    trial = event("ev_cbdemo", invoice={"id": "cbdemo_invoice"})
    assert deliver(served, trial) == 204


def test_what_an_event_says_is_fetched_afresh(served):
    """Nothing of an event's content is believed: it may be late, or anybody's."""
    (link, *_others) = served.links(kind="sales_entry", state="posted")
    number = link.record_id.external_id
    served.site.post("mutate", kind="invoice", id=number, set={"po_number": "true"}, quiet=True)
    claimed = {"id": number, "po_number": "claimed", "resource_version": 9_999_999_999_999}
    assert deliver(served, event("ev_claims", invoice=claimed)) == 204
    wait_for(served, lambda: served.record("invoice", number)._payload().get("po_number"))
    assert served.record("invoice", number)._payload()["po_number"] == "true"


def test_an_event_about_something_that_is_gone_is_dealt_with(served):
    assert deliver(served, event("ev_gone", invoice={"id": "never-there"})) == 204
    wait_for(served, lambda: not served.env["billing.record"].search([("pending", "=", True)]))


def test_from_the_webhook_to_exact_within_a_minute(served):
    served.site.post("webhook", url=served.address, user=USER, password=PASSWORD)
    served.site.post("mutate", kind="customer", record=customer("hasty"))
    served.site.post("mutate", kind="invoice", record=invoice("in-a-hurry", "hasty"))
    seconds = wait_for(
        served, lambda: served.links(key="in-a-hurry", kind="sales_entry", state="posted")
    )
    print(f"webhook to posted: {seconds:.1f} s")
    assert seconds < WITHIN_SECONDS
    served.site.post("webhook", url="")


def test_no_password_and_no_key_stands_in_the_log(served):
    log = served.log.read_text()
    secrets = served.sql("SELECT value FROM billing_secret WHERE value IS NOT NULL")
    assert log
    for (secret,) in secrets:
        # The app's id in the sandbox is a word of any log.
        assert secret == "demo" or secret not in log
