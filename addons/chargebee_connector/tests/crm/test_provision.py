"""Making the CB tables in an organisation: shown before, made once, added to later."""

from crm_world import RUNTIME, SETUP


def test_what_will_be_made_is_shown_and_nothing_is_made(fresh):
    fresh.connect()
    fresh.target.action_show_missing()
    (run,) = fresh.work()
    assert run.state == "done", run.message
    titles = run.step_ids.mapped("title")
    assert "Table · CB Customer" in titles and "Table · CB Invoice Line" in titles
    assert set(run.step_ids.mapped("state")) == {"missing"}
    assert not fresh.crm.calls("POST", "EntityDefinitions")


def test_they_are_made_once(fresh):
    fresh.connect()
    runs = fresh.provision()
    run = runs.filtered(lambda one: one.kind == "provision")
    assert run.state == "done", run.message
    assert set(run.step_ids.mapped("state")) == {"created"}
    fresh.sign_in(SETUP)
    fresh.crm.forget_calls()
    fresh.target.action_provision()
    again = fresh.work().filtered(lambda one: one.kind == "provision")
    assert again.state == "done" and not again.step_ids
    assert not [call for call in fresh.crm.calls("POST") if "oauth2" not in call["path"]]
    fresh.check()


def test_who_may_not_is_told_which_right_is_missing(fresh):
    fresh.connect()
    fresh.sign_in(RUNTIME)
    fresh.target.action_provision()
    (run,) = fresh.work()
    assert run.state == "failed"
    assert "right" in run.message
