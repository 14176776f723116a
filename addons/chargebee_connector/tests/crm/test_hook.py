"""A webhook of the billing site: what it is about stands in the CRM soon after."""

import time

import pytest
from odoo_server import serving

USER, PASSWORD = "hook-of-acme", "s3cret-wörd"
WITHIN_SECONDS = 60


@pytest.fixture
def served(shown, tmp_path):
    """The live world on a server whose jobs run, and to which the site tells its events."""
    shown.env["ir.config_parameter"].set_param("chargebee_connector.runner", "queue")
    shown.source.write({"chargebee_webhook_user": USER, "chargebee_webhook_password": PASSWORD})
    shown.commit()
    log = tmp_path / "odoo.log"
    with serving(shown.database, log) as address:
        shown.log = log
        url = f"{address}/chargebee/webhook/{shown.source.id}"
        shown.site.post("webhook", url=url, user=USER, password=PASSWORD)
        yield shown
        shown.site.post("webhook", url="")


def test_an_event_of_a_subscription_reaches_its_row(served):
    link = served.links(kind="cb_subscription", state="posted")[0]
    served.site.post(
        "mutate",
        kind="subscription",
        id=link.record_id.external_id,
        set={"po_number": "hooked", "mrr": 123400},
    )
    end = time.monotonic() + WITHIN_SECONDS
    while row(served, link).get("cb_ponumber") != "hooked":
        assert time.monotonic() < end, served.log.read_text()[-3000:]
        time.sleep(0.2)
    assert row(served, link)["cb_mrr"] == 1234
    served.check()


def row(world, link):
    (found,) = [
        one
        for one in world.crm.get("rows", table="cb_subscription")["rows"]
        if one["_id"] == link.external_id
    ]
    return found
