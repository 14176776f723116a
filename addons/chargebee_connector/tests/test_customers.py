from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.chargebee_connector.ledger.text import dump

from .common import BillingCase


@tagged("post_install", "-at_install")
class TestFields(BillingCase):
    def test_what_a_bookkeeper_owns_is_set_when_an_account_is_made(self):
        row = self.ours.field
        with self.assertRaises(ValidationError):
            row.when = "always"
        row.write({"target": "Website", "when": "always"})
        with self.assertRaises(ValidationError):
            row.target = "CreditLineSales"

    def test_rules_know_the_rows(self):
        (row,) = self.env["billing.mapping.field"]._as_rows(self.ours.route)
        self.assertEqual((row.source, row.target, row.always), ("cf_debtor", "Code", False))


@tagged("post_install", "-at_install")
class TestCollectiveDebtors(BillingCase):
    def setUp(self):
        super().setUp()
        self.row = self.ours.debtor

    def test_a_number_finds_its_account(self):
        self.assertEqual(self.row.account_external_id, "account-900")
        self.assertEqual(self.row.account_name, "Consumers")
        self.row.country = "be"
        self.assertEqual(self.row.country, "BE")

    def test_an_unknown_number(self):
        with self.assertRaises(ValidationError):
            self.row.account_code = "901"

    def test_another_administrations_number(self):
        self.theirs._account(self.env, "902", "Theirs")
        with self.assertRaises(ValidationError):
            self.row.account_code = "902"

    def test_a_businesss_own_account(self):
        self.ours._account(self.env, "903", "Acme")
        record = self.env["billing.record"].search([("external_id", "=", "account-903")])
        record.payload = dump({"ID": "account-903", "Code": "903", "VATNumber": "NL004495445B01"})
        with self.assertRaises(ValidationError):
            self.row.account_code = "903"

    def test_an_account_of_a_customer(self):
        self.ours._account(self.env, "904", "Ann")
        self.ours.gone.write({"external_id": "account-904", "gone": False})
        with self.assertRaises(ValidationError):
            self.row.account_code = "904"

    def test_rules_know_how_the_account_stands(self):
        def debtor():
            table = self.env["billing.mapping.debtor"]._as_debtors(self.ours.route)
            return table.choose({"country": "NL"}).target

        self.assertEqual((debtor().id, debtor().active), ("account-900", True))
        record = self.env["billing.record"].search(
            [("external_id", "=", "account-900"), ("backend_id", "=", self.ours.target.id)]
        )
        record.deleted = True
        self.assertEqual((debtor().id, debtor().active), ("account-900", False))


@tagged("post_install", "-at_install")
class TestProposals(BillingCase):
    def propose(self, *candidates):
        """Let the proposal name these (id, reasons, weak)."""
        found = [
            {"external_id": each, "code": each, "name": "X", "reasons": reasons, "weak": weak}
            for each, reasons, weak in candidates
        ]
        problem = {
            "class": "Proposed",
            "code": "account_proposed",
            "params": {"candidates": dump(found)},
        }
        link = self.ours.proposal
        link.problem = dump(problem)
        return link.with_user(self.users["approve"])

    def test_the_list_shows_the_best_two(self):
        link = self.propose(("a1", ["vat", "name"], False), ("a2", ["name"], True))
        self.assertEqual(link.best_candidate, "a1 X")
        self.assertEqual(link.best_reason, "VAT number, name")
        self.assertEqual(link.second_candidate, "a2 X")
        self.assertFalse(link.best_is_weak)
        self.assertTrue(self.propose(("a2", ["name"], True)).best_is_weak)

    def test_the_best_one_is_accepted(self):
        link = self.propose(("a1", ["vat"], False), ("a2", ["name"], True))
        self.assertIs(link.action_accept_best(), True)
        self.assertEqual((link.state, link.external_id), ("posted", "a1"))

    def test_two_that_are_equally_alike_are_left(self):
        link = self.propose(("a1", ["name"], True), ("a2", ["name"], True))
        self.assertEqual(link.action_accept_best()["tag"], "display_notification")
        self.assertEqual(link.state, "blocked")

    def test_an_account_that_another_customer_has_is_left(self):
        self.ours.gone.gone = False
        link = self.propose(("a9", ["vat"], False))
        link.action_accept_best()
        self.assertEqual(link.state, "blocked")
        with self.assertRaises(UserError):
            link.action_link("a9")

    def test_customers_who_were_merged_share_their_account(self):
        self.ours.gone.gone = False
        self.ours.customer.payload = '{"id": "Ours", "deleted": true}'
        link = self.propose(("a9", ["merged", "vat"], False))
        link.action_accept_best()
        self.assertEqual((link.state, link.external_id), ("posted", "a9"))


@tagged("post_install", "-at_install")
class TestVanished(BillingCase):
    def setUp(self):
        super().setUp()
        self.link = self.ours.gone.with_user(self.users["approve"])
        self.child = self.env["billing.link"].create(
            {
                **self.ours._place(self.company, "contact", f"{self.link.key}/contact"),
                "parent_id": self.link.id,
                "state": "posted",
                "external_id": "c1",
            }
        )
        self.unsent = self.env["billing.link"].create(
            {
                **self.ours._place(self.company, "account_update", f"{self.link.key}/update/1"),
                "parent_id": self.link.id,
                "state": "planned",
            }
        )

    def test_a_new_account_takes_the_place_of_a_vanished_one(self):
        key = self.link.key
        self.link.action_make_anew()
        self.assertEqual(self.link.key, f"{key}/gone/1")
        self.assertEqual((self.link.state, self.link.external_id), ("posted", "a9"))
        self.assertEqual(self.child.key, f"{key}/gone/1/contact")
        new = self.env["billing.link"].search([("key", "=", key)])
        self.assertEqual((new.state, new.create_new, new.kind), ("new", True, "account"))
        self.assertEqual(new.record_id, self.ours.customer)
        self.assertEqual((self.unsent.state, self.unsent.rule), ("skipped", "superseded"))

    def test_another_account_takes_the_place_of_a_vanished_one(self):
        key = self.link.key
        self.ours._account(self.env, "905", "Merged")
        self.link.action_relink("account-905")
        self.assertEqual(self.link.key, key)
        self.assertEqual(self.link.external_id, "account-905")
        self.assertEqual(self.link.target_number, "905")
        self.assertFalse(self.link.gone or self.link.problem_code)
        self.assertEqual(self.child.key, f"{key}/gone/1/contact")
        self.assertTrue(self.child.gone)

    def test_each_time_has_a_number(self):
        for number, code in ((1, "906"), (2, "907")):
            self.ours._account(self.env, code, "Merged")
            self.link.sudo().gone = True
            self.link.action_relink(f"account-{code}")
            child = self.child.copy({"key": f"{self.link.key}/contact", "gone": False})
            self.assertIn(f"/gone/{number}/contact", self.child.key)
            self.child = child

    def test_only_what_vanished(self):
        self.ours._account(self.env, "908", "Standing")
        self.link.sudo().gone = False
        with self.assertRaises(UserError):
            self.link.action_relink("account-908")
        with self.assertRaises(UserError):
            self.link.action_make_anew()

    def test_only_an_account_that_is_known(self):
        with self.assertRaises(UserError):
            self.link.action_relink("nowhere")

    def test_the_screen_takes_the_debtor_number(self):
        self.ours._account(self.env, "909", "Merged")
        wizard = (
            self.env["billing.relink"]
            .with_user(self.users["approve"])
            .with_context(active_id=self.link.id)
            .create({"account_code": "909"})
        )
        self.assertEqual(wizard.account_name, "Merged")
        wizard.action_relink()
        self.assertEqual(self.link.external_id, "account-909")
        with self.assertRaises(UserError):
            wizard.account_code = "910"
            wizard.action_relink()
