"""A CRM's secret stands in no table but its own, and is gone from a copied database."""

from pathlib import Path

from crm_world import RUNTIME, SETUP

NEUTRALIZE = Path(__file__).parents[2] / "data" / "neutralize.sql"

TABLES = (
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND (tablename"
    " LIKE 'billing\\_%%' OR tablename IN ('mail_message', 'mail_tracking_value',"
    " 'mail_activity', 'queue_job', 'ir_logging')) AND tablename <> 'billing_secret'"
)


def test_no_secret_and_no_token_is_kept_anywhere(shown):
    shown.crm.post("revoke")
    shown.target.action_test()
    shown.sign_in((RUNTIME[0], "entered-wrong"))
    shown.target.action_test()
    shown.commit()
    for (table,) in shown.sql(TABLES):
        for (text,) in shown.sql(f"SELECT t::text FROM {table} t"):
            for secret in (RUNTIME[1], SETUP[1], "entered-wrong", "Bearer "):
                assert secret not in text, table


def test_a_copied_database_writes_nothing(shown):
    shown.cr.execute(NEUTRALIZE.read_text())
    shown.commit()
    shown.env.invalidate_all()
    shown.crm.forget_calls()
    shown.sync()
    assert not shown.crm.calls()
    assert shown.route.state == "draft"
