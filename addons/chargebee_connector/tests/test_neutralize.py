from odoo.tests import tagged
from odoo.tools import file_open

from .common import BillingCase


@tagged("post_install", "-at_install")
class TestNeutralize(BillingCase):
    """A copied database can't reach a live ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ours.route.state = "live"
        cls.ours.target.write({"connection_state": "ok", "connection_message": "Reached."})
        cls.under_way = cls.env["billing.run"].create(
            [
                {"kind": "post", "state": state, "route_id": cls.ours.route.id}
                for state in ("waiting", "running")
            ]
        )
        cls.env.flush_all()
        # Where Odoo's own neutralization looks for it, without an entry in the manifest.
        with file_open("chargebee_connector/data/neutralize.sql") as script:
            cls.env.cr.execute(script.read())
        cls.env.invalidate_all()

    def test_no_secret_is_left(self):
        self.assertFalse(self.env["billing.secret"].sudo().search_count([]))
        self.assertFalse(self.ours.source.stored_secrets)

    def test_nothing_posts(self):
        self.assertEqual(self.ours.route.state, "draft")
        self.assertEqual(set(self.under_way.mapped("state")), {"stopped"})

    def test_connections_say_so(self):
        self.assertEqual(self.ours.target.connection_state, "untested")
        self.assertFalse(self.ours.target.connection_message)

    def test_what_was_done_stays(self):
        self.assertEqual(self.ours.run.state, "done")
        self.assertTrue(self.ours.link.exists())
