"""A pull is killed in the middle, twice: it goes on where its last whole step ended."""

from world import World

RECORDS = (
    "SELECT kind, external_id, version, hash, deleted FROM billing_record"
    " WHERE kind <> 'account' ORDER BY kind, external_id"
)
LINKS = "SELECT kind, key, state, problem_code, rule FROM billing_link ORDER BY kind, key"


def test_pull_killed(world: World) -> None:
    records, links = world.db.rows(RECORDS), world.db.rows(LINKS)
    for table in ("billing_log", "billing_link", "billing_todo", "billing_record"):
        world.db.run(f"DELETE FROM {table}")
    world.db.run("UPDATE billing_stream SET cursor = NULL, complete = false, last_run_at = NULL")
    site = world.start_chargebee()

    # The site fails on the invoices: what came before them is stored, and the run waits.
    site.fail("html", "/invoices$", method="GET", times=3)
    run = world.server.rpc("billing.route", "action_sync", [world.route])["res_id"]
    world.wait_waiting(run)
    stored = world.db.value("SELECT count(*) FROM billing_record")
    assert 0 < stored < len(records)
    world.server.kill()

    # It goes on behind what is stored, and is killed in the middle of a step.
    site.fail("hold", "/credit_notes$", method="GET")
    before = site.last_call()
    world.restart()
    site.wait_held()
    world.server.kill()
    site.release(drop=True)
    assert not site.calls("GET", "/customers", before), "customers were pulled again"
    assert world.db.value("SELECT count(*) FROM billing_record") == stored

    before = site.last_call()
    world.restart()
    world.wait_run(run)
    world.wait_all_runs()
    assert site.calls("GET", "/invoices", before), "what the killed step had read is read again"
    assert world.db.rows(RECORDS) == records
    # What was left out before, since it waited for an invoice, went behind that by now.
    went = [(*link[:2], "planned", *link[3:]) if link[2] == "ignored" else link for link in links]
    planned = [
        (*link[:2], "planned" if link[2] == "posted" else link[2], *link[3:])
        for link in world.db.rows(LINKS)
    ]
    assert planned == went
