from decimal import Decimal

from odoo import fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.chargebee_connector.ledger.problems import Unauthorised, Unmapped

from .system import client, plan

_lt = LazyTranslate(__name__)


def kinds(**labels):
    """Return what adds kinds, some of them known to others too, to a selection."""
    ondelete = dict.fromkeys(labels, lambda some: some._forget())
    return fields.Selection(selection_add=list(labels.items()), ondelete=ondelete)


class BillingBackend(models.Model):
    _inherit = "billing.backend"

    system = kinds(invented="Invented")
    invented_url = fields.Char("Invented Site")
    invented_key = fields.Char(
        compute="_compute_secrets",
        inverse="_inverse_secrets",
        groups="chargebee_connector.group_configure",
    )


class BillingRecord(models.Model):
    _inherit = "billing.record"

    kind = kinds(customer="Customer", invoice="Invoice")


class BillingLink(models.Model):
    _inherit = "billing.link"

    kind = kinds(invented_party="Invented Party", invented_paper="Invented Paper")


class BillingReference(models.Model):
    _inherit = "billing.reference"

    kind = kinds(gl_account="General Ledger Account")


class BillingSystem(models.AbstractModel):
    _inherit = "billing.system"

    def _problem_texts(self):
        """Add the words for problems of our own."""
        return {
            **super()._problem_texts(),
            "invented_key_refused": (_lt("The key is wrong."), _lt("Enter it again.")),
            "invented_refused": (_lt("Refused: “%(message)s”"), _lt("Ask the inventor.")),
            "invented_differs": (_lt("“%(ours)s” stands there twice, or otherwise."), _lt("Look.")),
            "invented_ledger_missing": (_lt("No ledger for “%(text)s”."), _lt("Map it.")),
        }


class BillingSystemInvented(models.AbstractModel):
    """Where the invented system meets Odoo, as a source and as a target."""

    _name = "billing.system.invented"
    _inherit = "billing.system"
    _description = "Invented System"

    PLANNED_KINDS = ("customer", "invoice")
    IS_TARGET = True

    def _client(self, backend, scope="", calls=None):
        key = self.env["billing.secret"]._get(backend, "invented_key")
        if not key or not backend.invented_url:
            raise Unauthorised("not_configured", connection=backend.name)
        return client.Invented(backend.invented_url, key, self._quota(backend), calls)

    def _test(self, backend):
        self._client(backend).things("customer", behind="0")
        return []

    def _stream_kinds(self, backend):
        return self.PLANNED_KINDS

    def _pages(self, backend, client_, kind, cursor, now, full):
        return client.pages(client_, kind, cursor, full)

    def _read(self, backend, kind, payload):
        return plan.read(kind, payload)

    def _reference_kinds(self):
        return ("gl_account",)

    def _references(self, backend, client_, kind):
        return client.references(client_, kind)

    def _rules(self, route):
        ledgers = self.env["billing.reference"].search([("backend_id", "=", route.target_id.id)])
        if not ledgers:
            raise Unmapped("references_missing", route=route.name)
        return plan.Rules(
            route.source_id._system()._identity(route.source_id),
            self.env["billing.mapping.revenue"]._as_table(
                route, {ledger.id: ledger.external_id for ledger in ledgers}
            ),
            route.date_from or None,
            route.business_entity or "",
        )

    def _place(self, kind, external_id):
        return plan.place(kind, external_id)

    def _needs(self, words, rules):
        return plan.needs(words)

    def _plan(self, words, rules, known):
        return plan.plan(words, rules, known)

    def _totals(self, route, requests):
        for index, request in enumerate(requests):
            for line in request["body"].get("lines", ()):
                yield index, line["ledger"], "", Decimal(line["net"]), Decimal(line["tax"])

    def _look(self, client_, asks):
        return client.look(client_, asks)

    def _post(self, client_, request):
        return client_.post(request)
