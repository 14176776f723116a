"""Bad input: each thing that can't stand there says why and what to do, and the rest goes on."""

import json

from crm_standing import synced
from crm_world import RUNTIME, SETUP
from test_shown import is_planted

#: What an alternate key, an address or a query could stumble over.
FORBIDDEN = "a/b<c>*%&:\\?+'#"
#: The first value of every choice: of a payment source's status it is "Valid".
FIRST_CHOICE = 727_000_000


def stopped(world, **wanted):
    """Links that stand still, but for those that the dataset plants."""
    return world.links(**wanted).filtered(
        lambda link: (
            link.state not in ("posted", "skipped")
            and link.kind != "crm_account"
            and not is_planted(link)
        )
    )


def told(links, *words):
    """Every one says what is wrong and what to do about it."""
    assert links
    for link in links:
        assert link.problem_cure, link.problem
        assert all(word in link.problem_summary for word in words), link.problem_summary


def provisioned_again(world) -> list[str]:
    """What was made anew by who may."""
    world.sign_in(SETUP)
    world.target.action_provision()
    runs = world.work().filtered(lambda run: run.kind == "provision")
    assert runs.state == "done", runs.message
    world.sign_in(RUNTIME)
    return runs.step_ids.mapped("title")


def row_of(world, table, external_id):
    (row,) = [
        row
        for row in world.crm.get("rows", table=table)["rows"]
        if row["cb_chargebeeid"] == external_id
    ]
    return row


def records(world, kind) -> list[dict]:
    found = world.env["billing.record"].search([("kind", "=", kind), ("deleted", "=", False)])
    return [json.loads(one.sudo().payload) for one in found]


def test_what_does_not_fit_stops_alone(ready):
    """A text and a choice that an administrator made too narrow, strange ids, an unknown state."""
    narrow = {"table": "cb_invoice", "column": "cb_ponumber"}
    ready.crm.post("administrator", do="max_length", length=5, **narrow)
    ready.crm.post(
        "administrator",
        do="delete_option",
        table="cb_paymentsource",
        column="cb_status",
        value=FIRST_CHOICE,
    )
    customer = records(ready, "customer")[0]
    for name in (FORBIDDEN, "same-id", "Same-ID"):
        ready.site.post("mutate", kind="customer", record={**customer, "id": name})
    asleep = records(ready, "subscription")[0]["id"]
    ready.site.post("mutate", kind="subscription", id=asleep, set={"status": "hibernating"})
    ready.go_live()
    synced(ready)

    long = stopped(ready, problem_code="dynamics_text_too_long")
    told(long, "cb_ponumber", "5")
    assert all(len(json.loads(one.record_id.sudo().payload)["po_number"]) > 5 for one in long)
    standing = {row["_id"] for row in ready.crm.get("rows", table="cb_invoice")["rows"]}
    lines = ready.crm.get("rows", table="cb_invoiceline")["rows"]
    assert standing and {row["cb_invoicelookupid"] for row in lines} <= standing
    unknown = stopped(ready, problem_code="dynamics_option_unknown")
    told(unknown, "cb_status")
    assert set(unknown.mapped("kind")) == {"cb_payment_source"}
    twins = stopped(ready, problem_code="dynamics_key_taken")
    told(twins)
    assert len(twins) == 1 and twins.record_id.external_id.casefold() == "same-id"
    waiting = stopped(ready) - long - unknown - twins
    assert set(waiting.mapped("problem_code")) <= {"dynamics_row_first"}
    assert row_of(ready, "cb_customer", FORBIDDEN)["cb_name"]
    row = row_of(ready, "cb_subscription", asleep)
    assert (row.get("cb_status"), row["cb_statustext"]) == (None, "hibernating")

    ready.crm.post("administrator", do="max_length", length=100, **narrow)
    made, _publish = provisioned_again(ready)
    assert made.startswith("Choice") and "Valid" in made
    long.action_retry()
    synced(ready)
    assert stopped(ready) == twins
    ready.check()
