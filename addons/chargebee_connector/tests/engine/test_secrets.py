"""Secrets: entered once, read back by nobody, in no log, and gone from a copied database."""

import pytest
from papers import customer, invoice
from world import World

from odoo.exceptions import AccessError

GROUPS = ("look", "operate", "approve", "configure", "audit")
WRITE_ONLY = (
    "chargebee_api_key",
    "chargebee_webhook_user",
    "chargebee_webhook_password",
    "exact_client_id",
    "exact_client_secret",
    "exact_refresh_token",
)


def secrets(world: World) -> set[str]:
    rows = world.sql("SELECT value FROM billing_secret WHERE value IS NOT NULL")
    # The app's id in the sandbox is a word that stands everywhere.
    return {value for (value,) in rows} - {"demo"}


def texts(world: World) -> str:
    """Everything that the connector's own tables and the chatter hold, but for the secrets."""
    tables = world.sql(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND (tablename"
        " LIKE 'billing\\_%%' OR tablename IN ('mail_message', 'mail_tracking_value',"
        " 'mail_activity', 'queue_job', 'ir_logging')) AND tablename <> 'billing_secret'"
    )
    found = []
    for (table,) in tables:
        found += [text for (text,) in world.sql(f"SELECT t::text FROM {table} t")]
    return "\n".join(found)


def test_nobody_reads_a_secret(mapped):
    for group in GROUPS:
        env = mapped.as_user(group)
        if group == "configure":
            reads_nothing(mapped, env)
        else:
            with pytest.raises(AccessError):
                env["billing.backend"].search([]).read(["chargebee_api_key"])
        closed(env)
    reads_nothing(mapped, mapped.env)
    closed(mapped.env)


def reads_nothing(world: World, env) -> None:
    """The write-only fields of a connection read as empty, in every way to read them."""
    env.user.sudo().group_ids += world.env.ref("base.group_allow_export")
    for backend in (world.source + world.target).with_env(env):
        values = backend.read(list(WRITE_ONLY))[0]
        assert not any(values[name] for name in WRITE_ONLY)
        exported = backend.export_data(list(WRITE_ONLY))["datas"]
        assert not any(any(row) for row in exported)


def closed(env) -> None:
    """The table of secrets is closed, whoever asks."""
    with pytest.raises(AccessError):
        env["billing.secret"].search([])
    with pytest.raises(AccessError):
        env["billing.secret"].search_read([], ["value"])


def test_a_secret_can_not_be_searched_for(mapped):
    """Nobody finds out a key letter by letter."""
    kept = dict(mapped.sql("SELECT name, value FROM billing_secret WHERE value IS NOT NULL"))
    backends = mapped.as_user("configure")["billing.backend"]
    for name in set(WRITE_ONLY) & set(kept):
        try:
            found = backends.search([(name, "=like", f"{kept[name][0]}%")])
        except (AccessError, ValueError, NotImplementedError):
            continue
        assert found == backends.search([(name, "=like", "\a%")]), name


def test_no_table_but_one_holds_a_secret(posted):
    kept = secrets(posted)
    posted.source.chargebee_api_key = "wrong_and_secret"
    posted.pull()
    posted.source.action_test()
    told = texts(posted)
    assert len(kept) >= 4
    assert [secret for secret in [*kept, "wrong_and_secret"] if secret in told] == []


def test_no_secret_comes_out_in_the_servers_log(mapped, caplog):
    caplog.set_level("DEBUG")
    kept = secrets(mapped)
    mapped.exact.fault("html", path="oauth2/token", times=5)
    mapped.exact.post("clock", forward=600)
    mapped.sql("UPDATE billing_secret SET written_at = written_at - interval '10 minutes'")
    mapped.refresh()
    mapped.pull()
    lines = [
        record.getMessage()
        for record in caplog.records
        if not record.name.startswith("odoo.sql_db")
    ]
    assert [secret for secret in kept if any(secret in text for text in lines)] == []


def test_what_was_sent_and_answered_is_logged_without_credentials(mapped):
    mapped.sql("DELETE FROM billing_todo")
    mapped.site.post("mutate", kind="customer", record=customer("ada"))
    mapped.site.post("mutate", kind="invoice", record=invoice("logged", "ada"))
    mapped.go_live()
    mapped.sync()
    logs = mapped.link("logged").log_ids.sudo()
    assert logs.filtered("request") and logs.filtered("answer")
    told = "".join(filter(None, logs.mapped("request") + logs.mapped("answer")))
    assert "Bearer" not in told
    assert not any(secret in told for secret in secrets(mapped))


def test_a_new_key_takes_the_old_ones_place(mapped):
    mapped.source.chargebee_api_key = "read_key"
    mapped.commit()
    assert "full_key" not in secrets(mapped)
    assert "read_key" in secrets(mapped)


def test_an_empty_field_leaves_the_key_as_it_is(mapped):
    mapped.source.write({"name": "Renamed", "chargebee_api_key": False})
    mapped.commit()
    assert "full_key" in secrets(mapped)


def test_a_copy_of_a_connection_has_no_key(mapped):
    copied = mapped.source.copy({"name": "Copy"})
    assert mapped.env["billing.secret"]._names(copied) == {}
