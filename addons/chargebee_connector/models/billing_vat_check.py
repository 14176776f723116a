from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..ledger.problems import Invalid, Problem
from ..systems.vies import WSDL, Vies
from .problem_text import text_of

#: System parameter that names another service than the public one.
ADDRESS = "chargebee_connector.vies_url"
#: Numbers that a person may look up at once: each takes seconds while they wait.
AT_ONCE = 20


class BillingVatCheck(models.Model):
    """What VIES said of a VAT number, and when: kept as evidence, one row for every answer."""

    _name = "billing.vat.check"
    _description = "VAT Number Looked Up"
    _order = "checked_at desc, id desc"
    _rec_name = "number"

    number = fields.Char("VAT Number", required=True, readonly=True)
    country = fields.Char(required=True, readonly=True, help="The number's prefix.")
    valid = fields.Boolean("Registered", readonly=True)
    name = fields.Char(readonly=True, help="Empty where the country tells no names.")
    address = fields.Text(readonly=True)
    request_identifier = fields.Char(
        "Consultation Number",
        readonly=True,
        help="Proves that and when the number was looked up; given to those who name themselves.",
    )
    requester = fields.Char("Asked By", readonly=True, help="Our own VAT number.")
    refused = fields.Boolean(
        "Not Readable", readonly=True, help="VIES took it for no VAT number at all."
    )
    checked_at = fields.Datetime(
        "Looked Up On", required=True, readonly=True, default=fields.Datetime.now
    )
    company_id = fields.Many2one("res.company", "Company", required=True, readonly=True, index=True)

    _number_index = models.Index("(company_id, number, checked_at DESC)")

    # --- asking ---------------------------------------------------------------------------------

    @api.model
    def _service(self):
        """Return who is asked: the public service unless a system parameter names another one."""
        # A parameter is readable by administrators alone, numbers are looked up by others too.
        address = self.env["ir.config_parameter"].sudo().get_param(ADDRESS)
        return Vies(address or WSDL)

    @api.model
    def _ask(self, service, number, company, requester=""):
        """Look up a number and keep the answer; raises what the service raises.

        That it can't be a number is an answer too: it is registered nowhere.
        """
        values = {"number": number, "country": number[:2], "company_id": company.id}
        try:
            told = service.check(number, requester)
        except Invalid as problem:
            if problem.code != "vies_refuses_number":
                raise
            values["refused"] = True
        else:
            values.update(
                valid=told.valid,
                name=told.name,
                address=told.address,
                request_identifier=told.identifier,
                requester=requester if told.identifier else False,
            )
        # Answers are written by the connector alone: they are evidence.
        return self.sudo().create(values)

    @api.model
    def _latest(self, company, numbers):
        """Return {number: (whether it was registered, the day it was said)} in one query."""
        if not numbers:
            return {}
        self.flush_model()
        self.env.cr.execute(
            "SELECT DISTINCT ON (number) number, valid, checked_at::date FROM billing_vat_check"
            " WHERE company_id = %s AND number = ANY(%s) ORDER BY number, checked_at DESC, id DESC",
            (company.id, list(numbers)),
        )
        return {number: (bool(valid), day) for number, valid, day in self.env.cr.fetchall()}

    # --- on request -----------------------------------------------------------------------------

    @api.model
    def _look_up(self, customers):
        """Look up the numbers of these customers' records and show the answers.

        `customers` holds (record, route) pairs.
        """
        self.env["billing.backend"]._check_group("operate")
        wanted = {}
        for record, route in customers:
            number = record._vat_number(route)
            if number:
                company = route.company_id or record.company_id or self.env.company
                wanted.setdefault((number, company), route)
        if not wanted:
            raise UserError(_("None of these customers has a VAT number."))
        if len(wanted) > AT_ONCE:
            raise UserError(_("Choose at most %s customers at once.", AT_ONCE))
        answers, problems = self.browse(), []
        service = None
        for (number, company), route in wanted.items():
            try:
                service = service or self._service()
                requester = route.target_id._system()._own_vat_number(route)
                answers |= self._ask(service, number, company, requester)
            except Problem as problem:
                problems.append(text_of(self.env, problem))
        if not answers:
            raise UserError("\n".join(dict.fromkeys(problems)))
        self.env["billing.run"]._plan_open_later(
            self.env["billing.route"].sudo().search([("company_id", "in", answers.company_id.ids)]),
            ("blocked",),
        )
        return answers._show(problems)

    def _show(self, problems):
        """Return the action that lists these answers; what could not be answered is said first."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "chargebee_connector.billing_vat_check_action"
        )
        action = {**action, "domain": [("id", "in", self.ids)], "context": {}}
        if not problems:
            return action
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "title": _("Not every number was answered"),
                "message": "\n".join(dict.fromkeys(problems)),
                "sticky": True,
                "next": action,
            },
        }


class BillingRecord(models.Model):
    _inherit = "billing.record"

    def _vat_number(self, route):
        """Return the VAT number of a customer's record as a route's target has it, "" for none."""
        if not self or not route or self.kind != "customer":
            return ""
        try:
            word = self.backend_id._system()._read(self.backend_id, self.kind, self._payload())
        except (Invalid, ValueError):
            return ""
        return route.target_id._system()._vat_number(word)

    def action_check_vat_number(self):
        """Ask VIES whether the VAT numbers of these customers are registered."""
        routes = self.env["billing.route"].search([("source_id", "in", self.backend_id.ids)])
        by_source = {route.source_id: route for route in reversed(routes)}
        none = routes.browse()
        return self.env["billing.vat.check"]._look_up(
            [(record.sudo(), by_source.get(record.backend_id, none).sudo()) for record in self]
        )


class BillingLink(models.Model):
    _inherit = "billing.link"

    def action_check_vat_number(self):
        """Ask VIES whether the VAT numbers of these accounts' customers are registered."""
        return self.env["billing.vat.check"]._look_up(
            [(link.record_id.sudo(), link.route_id.sudo()) for link in self]
        )
