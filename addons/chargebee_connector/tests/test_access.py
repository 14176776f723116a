from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ROLES, BillingCase

SEEN = (
    "billing.backend",
    "billing.route",
    "billing.stream",
    "billing.record",
    "billing.record.history",
    "billing.reference",
    "billing.link",
    "billing.run",
    "billing.preview",
    "billing.preview.total",
    "billing.log",
    "billing.open.item",
    "billing.route.bank",
    "billing.mapping.revenue",
    "billing.mapping.tax",
    "billing.mapping.term",
    "billing.mapping.payment",
    "billing.mapping.field",
    "billing.mapping.debtor",
    "billing.mapping.entity",
    "billing.mapping.cost",
    "billing.mapping.discount",
    "billing.mapping.group",
    "billing.vat.check",
    "billing.vat.line",
    "billing.spread",
    "billing.mapping.owner",
    "billing.crm.field",
    "billing.crm.product",
    "billing.provision.step",
)
CLOSED = ("billing.secret", "billing.quota", "billing.lane", "billing.todo", "billing.record.key")
MAPPINGS = tuple(model for model in SEEN if model.startswith("billing.mapping."))
CHANGES = ("write", "create", "unlink")
#: The roles that may change a table, for all others it is read only.
WRITERS = {
    **{model: {"approve", "configure"} for model in MAPPINGS},
    "billing.backend": {"configure"},
    "billing.route": {"configure"},
    "billing.route.bank": {"approve", "configure"},
    "billing.crm.field": {"configure"},
    "billing.crm.product": {"approve", "configure"},
}
#: The least role that a button asks for; `audit` presses none but those of `look`.
BUTTONS = {
    ("keyless", "action_test"): "operate",
    ("target", "action_refresh_references"): "operate",
    ("target", "action_exact_connect"): "configure",
    ("route", "action_pull"): "operate",
    ("route", "action_sync"): "operate",
    ("route", "action_plan"): "operate",
    ("route", "action_preview"): "operate",
    ("route", "action_suggest"): "operate",
    ("route", "action_accept_suggestions"): "approve",
    ("route", "action_go_live"): "approve",
    ("route", "action_shadow"): "approve",
    ("route", "action_pause"): "operate",
    ("route", "action_refresh_references"): "operate",
    ("revenue", "action_confirm"): "approve",
    ("payment", "action_accept_others"): "approve",
    ("stream", "action_start_over"): "operate",
    ("record", "action_preview"): "look",
    ("link", "action_preview"): "look",
    ("link", "action_why"): "look",
    ("record", "action_check_vat_number"): "operate",
    ("link", "action_check_vat_number"): "operate",
    ("link", "action_retry"): "operate",
    ("proposal", "action_create_new"): "approve",
    ("proposal", "action_accept_best"): "approve",
    ("gone", "action_make_anew"): "approve",
    ("void", "action_release"): "approve",
    ("crm", "action_show_missing"): "configure",
    ("crm", "action_provision"): "configure",
    ("run", "action_stop"): "operate",
    ("run", "action_approve"): "approve",
}
ABOVE = {
    "look": set(ROLES),
    "operate": {"operate", "approve", "configure"},
    "approve": {"approve", "configure"},
    "configure": {"configure"},
}


@tagged("post_install", "-at_install")
class TestRoles(BillingCase):
    def test_roles_stand_on_each_other(self):
        self.env.ref("base.group_system").invalidate_recordset()
        implied = self.env.ref("base.group_system").all_implied_ids
        for role in ROLES:
            self.assertIn(self.env.ref(f"chargebee_connector.group_{role}"), implied)
        audit = self.env.ref("chargebee_connector.group_audit").all_implied_ids
        self.assertIn(self.env.ref("chargebee_connector.group_look"), audit)
        self.assertNotIn(self.env.ref("chargebee_connector.group_operate"), audit)

    def test_every_table_has_a_rule_of_access(self):
        """A model that is added must be named here, and decided on."""
        models = self.env["ir.model"].search(
            [("model", "=like", "billing.%"), ("transient", "=", False), ("abstract", "=", False)]
        )
        self.assertEqual(set(models.mapped("model")), {*SEEN, *CLOSED})

    def test_tables(self):
        for model in SEEN:
            for role in ROLES:
                rows = self.env[model].with_user(self.users[role])
                with self.subTest(model=model, role=role):
                    self.assertTrue(rows.has_access("read"))
                    writes = role in WRITERS.get(model, ())
                    if model == "billing.stream" and role == "configure":
                        # Streams are switched on and off; pulls make them.
                        self.assertTrue(rows.has_access("write"))
                        self.assertFalse(rows.has_access("create"))
                        self.assertFalse(rows.has_access("unlink"))
                        continue
                    for change in CHANGES:
                        self.assertEqual(rows.has_access(change), writes, change)

    def test_a_user_without_a_role_sees_nothing(self):
        for model in (*SEEN, *CLOSED):
            with self.subTest(model=model):
                rows = self.env[model].with_user(self.users["none"])
                self.assertFalse(rows.has_access("read"))

    def test_closed_tables_are_closed_to_all(self):
        administrator = self.env.ref("base.user_admin")
        for model in CLOSED:
            for user in (*self.users.values(), administrator):
                rows = self.env[model].with_user(user)
                with self.subTest(model=model, user=user.login):
                    for operation in ("read", *CHANGES):
                        self.assertFalse(rows.has_access(operation), operation)

    def test_buttons(self):
        for (name, button), least in BUTTONS.items():
            for role in ROLES:
                records = self.as_role(role, getattr(self.ours, name))
                with self.subTest(button=f"{records._name}.{button}", role=role):
                    refused = self._refused(records, button)
                    self.assertEqual(refused, role not in ABOVE[least])

    def _refused(self, records, button):
        """Say whether a role may not press a button; whatever it does is undone."""
        try:
            with self.env.cr.savepoint() as savepoint:
                getattr(records, button)()
                records.env.flush_all()
                savepoint.rollback()
        except AccessError:
            return True
        except UserError as error:
            return "role" in str(error)
        finally:
            self.env.invalidate_all()
        return False

    def test_ignoring_needs_approval(self):
        for role in ROLES:
            with self.subTest(role=role):
                allowed = role in ABOVE["approve"]
                try:
                    with self.env.cr.savepoint() as savepoint:
                        wizard = (
                            self.env["billing.ignore"]
                            .with_user(self.users[role])
                            .with_context(active_ids=self.ours.link.ids)
                            .create({"reason": "Booked by hand"})
                        )
                        wizard.action_ignore()
                        self.env.flush_all()
                        self.assertEqual(self.ours.link.state, "ignored")
                        savepoint.rollback()
                except AccessError:
                    self.assertFalse(allowed)
                else:
                    self.assertTrue(allowed)
                finally:
                    self.env.invalidate_all()

    def test_decider_chooses_a_candidate(self):
        wizard = (
            self.env["billing.decide"]
            .with_user(self.users["approve"])
            .with_context(active_id=self.ours.proposal.id)
            .create({})
        )
        self.assertEqual(wizard.line_ids.mapped("name"), ["Customer BV"])
        wizard.line_ids.action_choose()
        self.assertEqual(self.ours.proposal.state, "posted")
        self.assertEqual(self.ours.proposal.external_id, "a1")


@tagged("post_install", "-at_install")
class TestExactTexts(BillingCase):
    CLOSED_TEXTS = (
        ("record", "payload", "payload_shown"),
        ("history", "payload", "payload_shown"),
        ("link", "request", "request_shown"),
        ("link", "answer", "answer_shown"),
        ("log", "request", "request_shown"),
        ("log", "answer", "answer_shown"),
    )

    def test_only_audit_reads_them(self):
        for name, *fields in self.CLOSED_TEXTS:
            for field in fields:
                for role in ROLES:
                    records = self.as_role(role, getattr(self.ours, name))
                    with self.subTest(records=records._name, field=field, role=role):
                        if role == "audit":
                            self.assertIn(field, records.read([field])[0])
                        else:
                            with self.assertRaises(AccessError):
                                records.read([field])

    def test_shown_as_received(self):
        """The line breaks are ours, each number and text is the source's."""
        record = self.as_role("audit", self.ours.record)
        self.assertEqual(record.payload_shown, '{\n  "id": "INV",\n  "rate": 1.10\n}')
        shown = record.env["billing.record"].new(
            {"payload": '{"a":[],"b":[1,{"c":"x, {y}: \\"z"}]}'}
        )
        self.assertEqual(
            shown.payload_shown,
            '{\n  "a": [],\n  "b": [\n    1,\n    {\n      "c": "x, {y}: \\"z"\n    }\n  ]\n}',
        )
        page = record.env["billing.record"].new({"payload": "<html>{no, json}</html>"})
        self.assertEqual(page.payload_shown, "<html>{no, json}</html>")


@tagged("post_install", "-at_install")
class TestSecrets(BillingCase):
    FIELDS = {
        "source": ("chargebee_api_key", "chargebee_webhook_user", "chargebee_webhook_password"),
        "target": ("exact_client_id", "exact_client_secret", "exact_refresh_token"),
    }

    def test_configurers_write_and_read_nothing(self):
        for name, fields in self.FIELDS.items():
            backend = self.as_role("configure", getattr(self.ours, name))
            for field in fields:
                with self.subTest(field=field):
                    backend.write({field: "entered"})
                    self.env.flush_all()
                    self.assertEqual(self.env["billing.secret"]._get(backend, field), "entered")
                    backend.invalidate_recordset()
                    self.assertFalse(backend[field])
                    self.assertFalse(backend.sudo()[field])
                    self.assertFalse(backend.sudo().export_data([field])["datas"][0][0])

    def test_what_is_stored_is_named(self):
        backend = self.as_role("look", self.ours.source)
        self.assertEqual(backend.stored_secrets, "API Key, Webhook User, Webhook Password")

    def test_others_have_no_door(self):
        for name, fields in self.FIELDS.items():
            for role in set(ROLES) - {"configure"}:
                backend = self.as_role(role, getattr(self.ours, name))
                for field in fields:
                    with self.subTest(field=field, role=role):
                        with self.assertRaises(AccessError):
                            backend.read([field])
                        with self.assertRaises(AccessError):
                            backend.write({field: "x"})

    def test_a_copy_has_none(self):
        copy = self.ours.source.copy({"name": "Copy"})
        self.assertFalse(copy.stored_secrets)


@tagged("post_install", "-at_install")
class TestCompanies(BillingCase):
    def test_every_table_with_a_company_has_a_rule(self):
        for model in SEEN:
            with self.subTest(model=model):
                rules = self.env["ir.rule"].search([("model_id.model", "=", model)])
                self.assertTrue(any("company_ids" in (r.domain_force or "") for r in rules))

    def test_other_companies_are_not_seen(self):
        for role in ROLES:
            for ours, theirs in zip(self.ours.all(), self.theirs.all(), strict=True):
                rows = self.env[ours._name].with_user(self.users[role])
                with self.subTest(model=ours._name, role=role):
                    found = rows.search([("id", "in", (ours | theirs).ids)])
                    self.assertEqual(found.ids, ours.ids)
                    with self.assertRaises(AccessError):
                        self.as_role(role, theirs).read(["id", "display_name"])

    def test_who_works_for_both_sees_both(self):
        user = self.users["look"]
        user.company_ids = [Command.link(self.other_company.id)]
        for ours, theirs in zip(self.ours.all(), self.theirs.all(), strict=True):
            rows = self.env[ours._name].with_user(user)
            with self.subTest(model=ours._name):
                both = rows.with_context(
                    allowed_company_ids=(self.company | self.other_company).ids
                ).search([("id", "in", (ours | theirs).ids)])
                self.assertEqual(set(both.ids), set((ours | theirs).ids))

    def test_a_shared_connection_is_seen_by_all(self):
        self.theirs.source.company_id = False
        self.theirs.target.company_id = False
        for shared in (
            self.theirs.source,
            self.theirs.record,
            self.theirs.history,
            self.theirs.stream,
            self.theirs.ledger,
        ):
            with self.subTest(model=shared._name):
                self.assertTrue(self.as_role("look", shared).has_access("read"))
        # What is booked through it still belongs to one company.
        for own in (self.theirs.route, self.theirs.link, self.theirs.revenue, self.theirs.preview):
            with self.subTest(model=own._name):
                self.assertFalse(self.as_role("look", own).has_access("read"))
