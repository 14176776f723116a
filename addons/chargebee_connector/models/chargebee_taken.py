from odoo import api, fields, models

from ..ledger.problems import Conflict
from ..systems.chargebee.taken import held, plan, quotes, sending
from ..systems.chargebee.taken.rules import Mapped, Rules
from ..systems.chargebee.taken.told import ACCOUNT
from .chargebee_crm_mapping import DEFAULTS
from .kinds import forgotten
from .problem_texts_taken import EFFECTS, TEXTS

LINKS = [
    ("customer_change", "Change of a customer"),
    ("customer_contact", "Contact of a customer"),
    ("new_customer", "New customer"),
    ("quote", "Quote"),
]


class BillingLink(models.Model):
    """What we change and make in Chargebee because of the CRM."""

    _inherit = "billing.link"

    kind = fields.Selection(selection_add=LINKS, ondelete=forgotten(LINKS))


class BillingRoute(models.Model):
    """A route from a CRM to Chargebee: what is taken over."""

    _inherit = "billing.route"

    crm_field_ids = fields.One2many("billing.crm.field", "route_id", "Fields")
    crm_product_ids = fields.One2many("billing.crm.product", "route_id", "Products")
    chargebee_contacts = fields.Boolean(
        "People Become Contacts",
        tracking=True,
        help="People of an account who have an e-mail address are added to the customer's "
        "contacts, and follow the CRM from then on. Nobody is deleted.",
    )
    chargebee_quotes = fields.Boolean(
        "Quotes That Were Won",
        default=True,
        tracking=True,
        help="A quote that is won in the CRM becomes a quote in Chargebee, once. A revised quote "
        "is not a second one.",
    )
    chargebee_new_customers = fields.Boolean(
        "Make Customers for Quotes",
        tracking=True,
        help="When a quote is won by an account without a customer, one is made of the account. "
        "Otherwise the quote waits until somebody has made the customer.",
    )
    takes_crm = fields.Boolean(compute="_compute_takes_crm")

    @api.model_create_multi
    def create(self, vals_list):
        routes = super().create(vals_list)
        routes._fill_crm_fields()
        return routes

    @api.depends("source_id", "target_id")
    def _compute_takes_crm(self):
        for route in self:
            ends = route.source_id and route.target_id
            route.takes_crm = bool(ends) and ACCOUNT in route._planned_kinds()

    def _columns_taken(self, kind):
        rows = self.crm_field_ids.filtered(lambda row: row.crm_table == kind)
        return (*super()._columns_taken(kind), *rows.mapped("column"))

    def _fill_crm_fields(self):
        """Give new routes from a CRM the fields that most begin with.

        What was won before today is history: it was sold long ago.
        """
        for route in self:
            if route.takes_crm and not route.date_from:
                route.date_from = fields.Date.context_today(route)
        self.env["billing.crm.field"].create(
            [
                {
                    "route_id": route.id,
                    "crm_table": table,
                    "column": column,
                    "customer_field": name,
                    "leads": leads,
                }
                for route in self
                if route.takes_crm and not route.crm_field_ids
                for table, column, name, leads in DEFAULTS
            ]
        )


class BillingRun(models.Model):
    """What changed in Chargebee may differ from the CRM by now."""

    _inherit = "billing.run"

    @api.model
    def _plan_changed(self, backend, scope, rows):
        """Have the accounts of changed customers planned anew on the routes from their CRM."""
        super()._plan_changed(backend, scope, rows)
        customers = [record_id for record_id, kind in rows if kind == "customer"]
        routes = self.env["billing.route"].search([("target_id", "=", backend.id)])
        routes = routes.filtered("takes_crm")
        if not customers or not routes:
            return
        self.env.cr.execute(
            "SELECT route.id, account.id FROM billing_link link"
            "  JOIN billing_route route ON route.source_id = link.backend_id"
            "  JOIN billing_record account ON account.backend_id = link.backend_id"
            "   AND account.kind = %s AND account.external_id = link.external_id"
            " WHERE link.record_id = ANY(%s) AND link.kind = %s AND link.state = 'posted'"
            "   AND route.id = ANY(%s)",
            (ACCOUNT, customers, ACCOUNT, routes.ids),
        )
        self._plan_later(self.env.cr.fetchall())


class BillingSystem(models.AbstractModel):
    _inherit = "billing.system"

    def _problem_texts(self):
        return {**super()._problem_texts(), **TEXTS}

    def _problem_words(self):
        return {**super()._problem_words(), "effect": EFFECTS}


class BillingSystemChargebee(models.AbstractModel):
    """Chargebee as the target of a CRM: hands on to `systems.chargebee.taken`."""

    _inherit = "billing.system.chargebee"

    def _mirror_kinds(self):
        return tuple(dict.fromkeys((*super()._mirror_kinds(), *held.READERS)))

    def _read_there(self, backend, kind, payload):
        if kind in held.READERS:
            return held.READERS[kind](payload)
        return super()._read_there(backend, kind, payload)

    def _rules(self, route):
        if not route.takes_crm:
            return super()._rules(route)
        return Rules(
            mapped=tuple(
                Mapped(row.crm_table, row.column, row.customer_field, row.leads)
                for row in route.crm_field_ids
            ),
            products={row.product: row.item_price for row in route.crm_product_ids},
            countries=self._countries(),
            contacts=route.chargebee_contacts,
            create=route.chargebee_new_customers,
            quotes=route.chargebee_quotes,
            date_from=route.date_from or None,
        )

    def _countries(self):
        """Return {name of a country, in capitals: code}, in every language that is installed."""
        codes = {}
        for code, _name in self.env["res.lang"].get_installed():
            for country in self.env["res.country"].with_context(lang=code).search([]):
                codes.setdefault(country.name.upper(), country.code)
        return codes

    def _place(self, kind, external_id):
        return plan.place(kind, external_id) or super()._place(kind, external_id)

    def _needs(self, words, rules):
        if isinstance(rules, Rules):
            return plan.needs(words, rules)
        return super()._needs(words, rules)

    def _needs_beyond(self, words, rules, known):
        if isinstance(rules, Rules):
            return plan.needs_beyond(words, rules, known)
        return super()._needs_beyond(words, rules, known)

    def _plan(self, words, rules, known):
        if isinstance(rules, Rules):
            return plan.plan(words, rules, known)
        return super()._plan(words, rules, known)

    def _no_longer_fits(self, posted, outcome):
        """Say of a quote that it was won again with another revision."""
        if outcome.kind == quotes.KIND:
            return outcome.problem if isinstance(outcome.problem, Conflict) else None
        return super()._no_longer_fits(posted, outcome)

    def _look(self, client, asks):
        mine = [ask for ask in asks if ask.kind in sending.KINDS]
        others = [ask for ask in asks if ask.kind not in sending.KINDS]
        return {**super()._look(client, others), **sending.look(client, mine)}

    def _post(self, client, request):
        if sending.handles(request):
            return sending.send(client, request)
        return super()._post(client, request)
