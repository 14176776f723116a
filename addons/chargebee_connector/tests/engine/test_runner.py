"""Who does the work: the job queue, or the scheduled action where there is none."""

import pytest

from odoo.exceptions import UserError


def use(world, runner: str | None) -> None:
    world.env["ir.config_parameter"].set_param("chargebee_connector.runner", runner or False)
    world.commit()


def jobs(world) -> list[tuple]:
    return world.sql(
        "SELECT method_name, channel, state FROM queue_job WHERE model_name = 'billing.run'"
    )


@pytest.mark.parametrize("setting", ["queue", None])
def test_the_queue_does_the_work_unless_told_otherwise(mapped, setting):
    use(mapped, setting)
    mapped.sql("DELETE FROM ir_cron_trigger")
    mapped.route.action_pull()
    mapped.commit()
    assert jobs(mapped) == [("_job_step", "root.chargebee_connector", "pending")]


def test_without_a_queue_the_scheduled_action_is_woken(mapped):
    mapped.sql("DELETE FROM ir_cron_trigger")
    mapped.route.action_pull()
    mapped.commit()
    assert jobs(mapped) == []
    triggers = mapped.env["ir.cron.trigger"].search([])
    assert triggers.cron_id == mapped.env.ref("chargebee_connector.cron_steps")


def test_the_scheduled_action_does_a_whole_sync(mapped):
    mapped.go_live()
    mapped.route.action_sync()
    mapped.commit()
    cron = mapped.env.ref("chargebee_connector.cron_steps")
    for _turn in range(5):
        cron.method_direct_trigger()
        mapped.commit()
    kinds = mapped.env["billing.run"].search([("state", "=", "done")]).mapped("kind")
    assert {"pull", "plan", "post"} <= set(kinds)
    assert mapped.links(kind="sales_entry", state="posted")


def test_the_schedule_syncs_what_is_live_or_in_shadow(mapped):
    for state, expected in (("draft", 0), ("paused", 0), ("shadow", 1), ("live", 1)):
        mapped.route.state = state
        mapped.sql("DELETE FROM billing_run")
        mapped.env["billing.route"]._cron_sync()
        mapped.commit()
        assert len(mapped.runs("pull")) == expected, state


def test_a_second_press_makes_no_second_run(mapped):
    for _press in range(3):
        mapped.route.action_pull()
        mapped.commit()
    assert len(mapped.runs("pull").filtered(lambda run: run.state == "waiting")) == 1


def test_a_run_that_nobody_foresaw_ends_and_says_so(mapped):
    """A broken row of ours, as a defect would leave it, must not hold up the others."""
    mapped.sql("UPDATE billing_reference SET data = 'no json' WHERE kind = 'period'")
    mapped.route.action_plan()
    mapped.commit()
    for _turn in range(3):
        mapped.env["billing.run"]._cron_steps()
        mapped.commit()
    run = mapped.runs("plan")[0]
    assert run.state == "failed"
    assert run.message


@pytest.mark.parametrize("error", ["psycopg2.errors.AdminShutdown", "psycopg2.InterfaceError"])
def test_a_run_whose_database_was_cut_off_goes_on_by_itself(mapped, error):
    """A few times only: what comes back at once is a defect."""
    mapped.route.action_plan()
    mapped.commit()
    run = mapped.runs("plan")[0]
    run._job_step()
    for _time in range(4):
        run._job_failed(error, "", "")
        assert run.state == "running"
        assert run.eta > mapped.env.cr.now()
        assert "database" in run.message
    run._job_failed(error, "", "")
    assert run.state == "failed"


def test_a_run_that_was_stopped_does_nothing_more(mapped):
    mapped.route.action_pull()
    run = mapped.runs("pull")[0]
    run.action_stop()
    mapped.site.forget_calls()
    mapped.work()
    assert mapped.site.calls() == []
    assert run.state == "stopped"


def test_a_run_under_way_is_not_deleted(mapped):
    mapped.route.action_pull()
    with pytest.raises(UserError):
        mapped.runs("pull")[0].unlink()
