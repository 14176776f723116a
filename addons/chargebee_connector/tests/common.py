"""What the database tests of the addon share: companies, users of each role, a route with things.

How to run them, from the project's folder, on a database with the addon installed:

    .venv/bin/pytest addons/chargebee_connector/tests/test_access.py \
        --odoo-config=.run/odoo.conf --odoo-database=<db> --odoo-http

After a change of a field, a view or data: `odoo -d <db> -u chargebee_connector` first.

Nothing here reaches a network: the connections point to a port of this machine that is closed.
"""

from odoo.tests import TransactionCase, new_test_user

from .things import Things

ROLES = ("look", "operate", "approve", "configure", "audit")


class BillingCase(TransactionCase):
    """A user of each role in one company, and a whole route in each of two companies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env["res.company"].create({"name": "Books of Ours"})
        cls.other_company = cls.env["res.company"].create({"name": "Books of Others"})
        cls.users = {role: cls._user(role) for role in ROLES}
        cls.users["none"] = cls._user("none", "base.group_user")
        cls.ours = Things(cls.env, cls.company, "Ours")
        cls.theirs = Things(cls.env, cls.other_company, "Theirs")

    @classmethod
    def _user(cls, name, groups=""):
        return new_test_user(
            cls.env,
            login=f"billing_{name}",
            groups=groups or f"base.group_user,chargebee_connector.group_{name}",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def as_role(self, role, records):
        """Return the same records as a user of that role sees them, nothing cached."""
        self.env.flush_all()
        records.invalidate_recordset()
        return records.with_user(self.users[role])
