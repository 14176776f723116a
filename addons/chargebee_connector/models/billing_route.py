from odoo import _, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.base.models.res_partner import _tz_get

STATES = [
    ("draft", "Draft"),
    ("shadow", "Shadow"),
    ("live", "Live"),
    ("paused", "Paused"),
]


class BillingRoute(models.Model):
    """From one source to one target and scope, with every option."""

    _name = "billing.route"
    _description = "Route"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", "Company", required=True, default=lambda self: self.env.company
    )
    source_id = fields.Many2one(
        "billing.backend", "From", required=True, check_company=True, tracking=True
    )
    target_id = fields.Many2one(
        "billing.backend", "To", required=True, check_company=True, tracking=True
    )
    source_scope = fields.Char(compute="_compute_scopes")
    target_scope = fields.Char("Administration", compute="_compute_scopes")
    target_system = fields.Selection(related="target_id.system", string="System of the Target")
    business_entity = fields.Char(
        tracking=True, help="Only documents of this business entity; empty for all."
    )
    date_from = fields.Date(
        "First Document Date",
        tracking=True,
        help="Documents dated before this day stay out: they belong to the opening balance.",
    )
    tz = fields.Selection(
        _tz_get,
        "Time Zone of the Billing Site",
        help="Used only for documents that don't carry the site's time zone themselves.",
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        copy=False,
        tracking=True,
        help="Draft and paused: nothing is posted. Shadow: everything is planned on schedule, "
        "nothing is posted. Live: posted on schedule.",
    )
    approval_required = fields.Boolean(
        tracking=True, help="Nothing is posted before a preview of it was approved."
    )
    revenue_mapping_ids = fields.One2many("billing.mapping.revenue", "route_id", "Revenue Ledgers")
    tax_mapping_ids = fields.One2many("billing.mapping.tax", "route_id", "VAT Codes")
    term_mapping_ids = fields.One2many("billing.mapping.term", "route_id", "Payment Conditions")
    run_ids = fields.One2many("billing.run", "route_id", "Runs")
    count_planned = fields.Integer("Ready", compute="_compute_counts")
    count_posted = fields.Integer("Posted", compute="_compute_counts")
    count_blocked = fields.Integer("Needs Attention", compute="_compute_counts")
    count_skipped = fields.Integer("Skipped", compute="_compute_counts")
    count_suggested = fields.Integer("Suggestions", compute="_compute_count_suggested")

    _ends_differ = models.Constraint(
        "CHECK(source_id <> target_id)", "A route leads from one connection to another one."
    )

    def _compute_scopes(self):
        for route in self:
            source, target = route.source_id, route.target_id
            route.source_scope = source and source._system()._route_scope(route)
            route.target_scope = target and target._system()._route_scope(route)

    def _compute_counts(self):
        counts = {}
        for route, state, count in self.env["billing.link"]._read_group(
            [("route_id", "in", self.ids)], ["route_id", "state"], ["__count"]
        ):
            counts[route.id, state] = count
        for route in self:
            route.count_planned = counts.get((route.id, "planned"), 0)
            route.count_posted = counts.get((route.id, "posted"), 0)
            route.count_skipped = counts.get((route.id, "skipped"), 0)
            route.count_blocked = sum(
                counts.get((route.id, state), 0) for state in ("blocked", "refused", "uncertain")
            )

    def _compute_count_suggested(self):
        for route in self:
            route.count_suggested = sum(
                self.env[model].search_count(
                    [("route_id", "=", route.id), ("state", "=", "suggested")]
                )
                for model in self._mapping_models()
            )

    def _mapping_models(self):
        return ["billing.mapping.revenue", "billing.mapping.tax", "billing.mapping.term"]

    def _planned_kinds(self):
        """Return the kinds of the source's records that are planned here, in their order."""
        self.ensure_one()
        return self.source_id._system()._planned_kinds(self.target_id._system())

    @api.constrains("source_id", "target_id", "company_id")
    def _check_ends(self):
        for route in self:
            if not route.source_id._system()._stream_kinds(route.source_id):
                raise UserError(_("Nothing can be pulled from %s.", route.source_id.name))
            target = route.target_id._system()
            kinds = route._planned_kinds()
            if not target.IS_TARGET or not any(target._place(kind, "any") for kind in kinds):
                raise UserError(_("Nothing can be posted to %s.", route.target_id.name))

    @api.model_create_multi
    def create(self, vals_list):
        routes = super().create(vals_list)
        routes._plan_everything()
        return routes

    def write(self, vals):
        result = super().write(vals)
        if not {"message_follower_ids", "activity_ids", "name", "state"}.issuperset(vals):
            self._plan_everything()
        return result

    def _plan_everything(self):
        """Put every record of the source on the list: the options that decide have changed."""
        for route in self:
            self.env["billing.run"]._plan_all_later(route)

    # --- actions ------------------------------------------------------------------------------

    def _start(self, kind, then=""):
        self.source_id._check_group("operate")
        return self.env["billing.run"]._start_routes(kind, self, then=then)._open()

    def action_pull(self):
        """Fetch what changed in the source, and what the target must be known for."""
        return self._start("pull")

    def action_post(self):
        """Post what is planned and may be posted."""
        self._check_may_post()
        return self._start("post")

    def action_sync(self):
        """Pull, plan and post in turn; a route that isn't live stops before posting."""
        return self._start("pull", then="plan,post")

    def action_plan(self):
        """Decide anew for everything that waits or is blocked, without posting."""
        return self._start("plan")

    def action_preview(self):
        """Show the exact requests that would go out, without posting."""
        return self._start("preview")

    def action_rebuild(self):
        """Find again in the target what was posted, after the links were lost; nothing is sent."""
        self.source_id._check_group("configure")
        for route in self:
            self.env["billing.run"]._plan_all_later(route)
        return self._start("plan", then="rebuild")

    def action_suggest(self):
        """Add a mapping row for every combination in use that has none."""
        return self._start("suggest")

    def action_refresh_references(self):
        """Fetch what people pick from: ledgers, VAT codes, journals of the target."""
        self.ensure_one()
        return self.target_id.action_refresh_references()

    def action_accept_suggestions(self):
        """Confirm every suggested row that has a thing of the target."""
        self.source_id._check_group("approve")
        for model in self._mapping_models():
            self.env[model].search(
                [
                    ("route_id", "in", self.ids),
                    ("state", "=", "suggested"),
                    ("reference_id", "!=", False),
                ]
            ).write({"state": "confirmed"})
        return True

    def action_go_live(self):
        """From now on what is planned is posted on schedule."""
        self.source_id._check_group("approve")
        self.sudo().state = "live"  # Approvers decide on the state, not on the options.
        return True

    def action_shadow(self):
        """Plan on schedule, post nothing."""
        self.source_id._check_group("approve")
        self.sudo().state = "shadow"  # See action_go_live.
        return True

    def action_pause(self):
        """Post nothing more until the route is live again; a post that runs ends after its call."""
        self.source_id._check_group("operate")
        self.sudo().state = "paused"  # Stopping must not wait for an approver.
        return True

    def _check_may_post(self):
        for route in self:
            if route.state != "live":
                raise UserError(_("%s is not live, so nothing is posted.", route.name))

    def action_view_links(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "chargebee_connector.billing_link_action"
        )
        state = self.env.context.get("link_state")
        states = {"attention": ["blocked", "refused", "uncertain"]}.get(state, [state])
        domain = [("route_id", "=", self.id)] + ([("state", "in", states)] if state else [])
        return {**action, "domain": domain, "context": {}}

    # --- scheduled ----------------------------------------------------------------------------

    @api.model
    def _cron_sync(self):
        """Start a sync of every route that is live or in shadow and has none under way."""
        routes = self.search([("state", "in", ("live", "shadow"))])
        self.env["billing.run"]._start_routes("pull", routes, then="plan,post")
        self.env["ir.cron"]._commit_progress(len(routes), remaining=0)

    @api.model
    def _cron_refresh(self):
        """Refresh the reference data of every target in use, once a day.

        Of connections that work but wait, too, while a route is set up or paused: Exact ends one
        that was not used for 30 days, and somebody would have to sign in again.
        """
        works = [("target_id.connection_state", "=", "ok")]
        targets = self.search(["|", ("state", "in", ("live", "shadow")), *works]).target_id
        for target in targets:
            self.env["billing.run"]._start("refresh", backend=target)
        self.env["ir.cron"]._commit_progress(len(targets), remaining=0)
