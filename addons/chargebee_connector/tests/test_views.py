import json

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import BillingCase

MENUS = (
    "billing_route_action_overview",
    "billing_link_action",
    "billing_link_action_attention",
    "billing_open_item_action",
    "billing_link_action_offline",
    "billing_link_action_in_doubt",
    "billing_link_action_reclaim",
    "billing_link_action_match",
    "billing_record_action",
    "billing_mapping_revenue_action",
    "billing_mapping_tax_action",
    "billing_mapping_term_action",
    "billing_mapping_payment_action",
    "billing_mapping_field_action",
    "billing_mapping_debtor_action",
    "billing_link_action_proposals",
    "billing_mapping_entity_action",
    "billing_mapping_cost_action",
    "billing_mapping_owner_action",
    "billing_crm_field_action",
    "billing_link_action_crm_accounts",
    "billing_mapping_discount_action",
    "billing_reference_action",
    "billing_vat_line_action",
    "billing_spread_action",
    "billing_log_action",
    "billing_run_action",
    "billing_vat_check_action",
    "billing_backend_action",
    "billing_route_action",
    "billing_stream_action",
)
# Tables that are filled in where they are listed: no form to open.
EDITED_IN_THE_LIST = tuple(
    menu for menu in MENUS if any(word in menu for word in ("mapping", "stream", "crm_field"))
)
# Rows that say all in their list.
READ_IN_THE_LIST = ("billing_vat_check_action",)

# Opens each action, then its first record; the browser's own errors fail the test.
WALK = """
(async () => {
    const steps = %s;
    // The first page of a new database has its assets put together first.
    for (let wait = 0; wait < 1500 && !odoo.isReady; wait++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const action = odoo.__WOWL_DEBUG__.root.env.services.action;
    const seen = async (selector, what) => {
        for (let wait = 0; wait < 300; wait++) {
            const found = document.querySelector(selector);
            if (found) { return found; }
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error(`${what}: nothing shows ${selector}`);
    };
    const gone = async (selector, what) => {
        for (let wait = 0; wait < 300; wait++) {
            if (!document.querySelector(selector)) { return; }
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error(`${what}: ${selector} stays`);
    };
    for (const step of steps) {
        await action.doAction(step.action, {
            clearBreadcrumbs: true, additionalContext: step.context || {},
        });
        await seen(step.shows, step.action);
        for (const click of step.clicks || []) {
            (await seen(click.on, step.action)).click();
            await seen(click.shows, step.action);
        }
        if (document.querySelector(".o_error_dialog")) {
            throw new Error(`${step.action}: an error dialog`);
        }
        if (step.close) {
            (await seen(".modal .btn-close", step.action)).click();
            await gone(".modal", step.action);
        }
    }
    console.log("test successful");
})().catch((error) => console.error(error.message || error));
"""


@tagged("post_install", "-at_install")
class TestViews(BillingCase, HttpCase):
    """Every menu's list and form opens in a browser, for who may do all and who may only look."""

    def walk(self, steps, login):
        self.browser_js(
            "/odoo/billing",
            WALK % json.dumps(steps),
            ready="location.pathname.startsWith('/odoo') && typeof odoo === 'object'",
            login=login,
            timeout=300,
        )

    def steps(self):
        """Return each menu's list, and the form of its first row where there is one."""
        steps = []
        for menu in MENUS:
            step = {"action": f"chargebee_connector.{menu}", "shows": ".o_list_view .o_data_row"}
            if menu in ("billing_open_item_action", "billing_spread_action"):
                # Told by Exact: nothing, as long as nothing was read there.
                step["shows"] = ".o_list_view"
            elif menu == "billing_route_action_overview":
                step["shows"] = ".o_kanban_view .o_kanban_record:not(.o_kanban_ghost)"
                step["clicks"] = [{"on": step["shows"], "shows": ".o_form_view .o_form_sheet"}]
            elif menu == "billing_reference_action":
                step["shows"] = ".o_list_view .o_group_header"
                step["clicks"] = [
                    {"on": ".o_group_header .o_group_name", "shows": ".o_data_row"},
                    {"on": ".o_data_row .o_data_cell", "shows": ".o_form_view .o_form_sheet"},
                ]
            elif menu == "billing_vat_line_action":
                step["shows"] = ".o_pivot_view"
            elif menu not in EDITED_IN_THE_LIST + READ_IN_THE_LIST:
                step["clicks"] = [
                    {"on": ".o_data_row .o_data_cell", "shows": ".o_form_view .o_form_sheet"}
                ]
            steps.append(step)
        return steps

    def test_menus_are_all_walked(self):
        """A menu that is added must be walked, too."""
        menus = self.env["ir.ui.menu"].search([("id", "child_of", self._root().ids)])
        walked = {self.env.ref(f"chargebee_connector.{menu}") for menu in MENUS}
        self.assertEqual({menu.action for menu in menus if menu.action}, walked)

    def _root(self):
        return self.env.ref("chargebee_connector.billing_menu")

    def test_looker(self):
        self.walk(self.steps(), "billing_look")

    def test_configurer_and_auditor(self):
        user = self.users["configure"]
        user.group_ids += self.env.ref("chargebee_connector.group_audit")
        steps = self.steps()
        for menu, page in (
            ("billing_link_action", "exact"),
            ("billing_record_action", "payload"),
            ("billing_log_action", "exact"),
            ("billing_run_action", "totals"),
            ("billing_route_action", "revenue"),
            ("billing_backend_action", "streams"),
        ):
            step = next(one for one in steps if one["action"].endswith(f".{menu}"))
            tab = f".o_notebook a[name={page}]"
            step["clicks"].append({"on": tab, "shows": f"{tab}.active"})
        self.walk(steps, user.login)

    def test_new_forms(self):
        new = [{"on": ".o_list_button_add", "shows": ".o_form_view .o_form_editable"}]
        row = [{"on": ".o_list_button_add", "shows": ".o_data_row.o_selected_row"}]
        self.walk(
            [
                {
                    "action": f"chargebee_connector.{action}",
                    "shows": ".o_list_view .o_data_row",
                    "clicks": clicks,
                }
                for action, clicks in (
                    ("billing_backend_action", new),
                    ("billing_route_action", new),
                    ("billing_mapping_revenue_action", row),
                    ("billing_mapping_tax_action", row),
                    ("billing_mapping_term_action", row),
                )
            ],
            "billing_configure",
        )

    def test_wizards(self):
        ignored, proposal = self.ours.link, self.ours.proposal
        self.walk(
            [
                {
                    "action": "chargebee_connector.billing_ignore_action",
                    "context": {"active_ids": ignored.ids, "active_id": ignored.id},
                    "shows": ".modal .o_form_view .o_data_row",
                    "close": True,
                },
                {
                    "action": "chargebee_connector.billing_decide_action",
                    "context": {"active_ids": proposal.ids, "active_id": proposal.id},
                    "shows": ".modal .o_form_view .o_data_row button[name=action_choose]",
                    "close": True,
                },
            ],
            "billing_approve",
        )

    def test_settings(self):
        administrator = self.env.ref("base.user_admin")
        self.walk(
            [
                {
                    "action": "base_setup.action_general_configuration",
                    "shows": ".settings_tab",
                    "clicks": [
                        {
                            "on": ".settings_tab [data-key=chargebee_connector]",
                            "shows": "#billing_runner input[type=radio]",
                        }
                    ],
                }
            ],
            administrator.login,
        )

    def test_way_back_from_exact(self):
        """Exact sends people to a page that says what became of it, and leads on."""
        self.authenticate("billing_configure", "billing_configure")
        for query, says in (
            ("code=x&state=nobodys", "belongs to no connection"),
            (f"error=access_denied&state={self.ours.target.id}.x", "access_denied"),
        ):
            with self.subTest(query=query):
                page = self.url_open(f"/billing/exact/callback?{query}")
                self.assertEqual(page.status_code, 200)
                self.assertIn("Exact Online is not connected", page.text)
                self.assertIn(says, page.text)
                self.assertIn("/odoo/billing-connections", page.text)


@tagged("post_install", "-at_install")
class TestRunOnScreen(BillingCase):
    def test_who_started_a_run_is_told_of_each_step(self):
        run = self.env["billing.run"].create(
            {
                "kind": "suggest",
                "route_id": self.ours.route.id,
                "backend_id": self.ours.source.id,
                "user_id": self.users["operate"].id,
            }
        )
        before = self.env["bus.bus"].search([], order="id desc", limit=1).id or 0
        run._job_step()
        self.env.cr.precommit.run()
        told = self.env["bus.bus"].search(
            [("id", ">", before), ("message", "like", '"billing.run"')]
        )
        self.assertEqual([json.loads(one.message)["payload"] for one in told], [{"id": run.id}])
        self.assertIn(f'"res.partner",{self.users["operate"].partner_id.id}', told.channel)


@tagged("post_install", "-at_install")
class TestCures(BillingCase):
    """A missing mapping row is offered, filled with what the document asks with."""

    ASKS = {
        "revenue_missing": ("revenue", {"item_price": "new-EUR"}),
        "tax_missing": ("tax", {"tax_name": "BTW", "tax_rate": "9", "country": "NL"}),
        "term_missing": ("term", {"net_term_days": "14"}),
        "cost_center_missing": ("cost", {"item_family": "plans", "country": "NL"}),
        "discount_missing": ("discount", {"coupon": "SUMMER"}),
    }

    def open_mapping(self, code, facts):
        self.ours.link.write(
            {
                "problem_code": code,
                "problem": json.dumps({"class": "Unmapped", "code": code, "params": facts}),
            }
        )
        return self.as_role("look", self.ours.link).action_open_mapping()

    def test_row_is_offered(self):
        for code, (table, facts) in self.ASKS.items():
            with self.subTest(code=code):
                # What the table could match as well, but a row need not demand.
                action = self.open_mapping(code, {**facts, "currency": "EUR", "line": "li_1"})
                self.assertEqual(action["res_model"], f"billing.mapping.{table}")
                self.assertNotIn("search_default_open", action["context"])
                row = self.env[action["res_model"]].with_context(**action["context"]).create({})
                self.assertEqual(row.route_id, self.ours.route)
                filled = {name: row[name] for name in row._match_fields if row[name]}
                self.assertEqual(filled, facts)

    def test_waiting_row_is_shown(self):
        for code, (table, facts) in self.ASKS.items():
            with self.subTest(code=code):
                self.env[f"billing.mapping.{table}"].create(
                    {"route_id": self.ours.route.id, "state": "suggested", **facts}
                )
                action = self.open_mapping(code, facts)
                self.assertEqual(
                    action["context"],
                    {"default_route_id": self.ours.route.id, "search_default_open": 1},
                )

    def test_other_problems_have_no_row(self):
        self.assertFalse(self.ours.proposal.lacks_mapping)
        with self.assertRaises(UserError):
            self.ours.proposal.action_open_mapping()
