from decimal import Decimal

from odoo import fields, models

from ..ledger.problems import Unauthorised
from ..ledger.pull import Referenced
from ..systems.exact import openings
from .billing_log import write_log
from .kinds import forgotten
from .problem_texts_openings import TEXTS

REFERENCES = [(openings.KIND, "Opening Item")]

#: What says that the app, or its user, may not read receivables; all else may still be read.
NOT_ALLOWED = ("scope_missing", "endpoint_forbidden")


class BillingSystem(models.AbstractModel):
    _inherit = "billing.system"

    def _problem_texts(self):
        return {**super()._problem_texts(), **TEXTS}


class BillingReference(models.Model):
    """What was open in Exact on the day on which a route starts."""

    _inherit = "billing.reference"

    kind = fields.Selection(selection_add=REFERENCES, ondelete=forgotten(REFERENCES))


class BillingSystemExact(models.AbstractModel):
    """The opening balance as rules: read with the reference data, kept when it was settled."""

    _inherit = "billing.system.exact"

    def _reference_kinds(self):
        return (*super()._reference_kinds(), openings.KIND)

    def _references(self, backend, client, kind):
        """Read open items up to the first day of the administration's last route to start."""
        if kind != openings.KIND:
            return super()._references(backend, client, kind)
        routes = self.env["billing.route"].search(
            [("exact_division", "=", client.division), ("date_from", "!=", False)]
        )
        leading_here = routes.filtered(lambda route: route.target_scope == client.division)
        days = leading_here.mapped("date_from")
        if not days:
            return iter(())
        try:
            return iter(list(openings.read(client, max(days))))
        except Unauthorised as problem:
            if problem.code not in NOT_ALLOWED:
                raise
            return self._openings_known(leading_here.target_id[:1], client.division, problem)

    def _openings_known(self, backend, division, problem):
        """Return the open items as they were read last, and tell that they may not be read now.

        All else that is refreshed must not wait for that right: closed periods, new ledgers.
        """
        problem.params.setdefault("connection", backend.name)
        write_log(
            self.env.cr,
            [
                {
                    "event": "connection",
                    "level": "error",
                    "backend_id": backend.id,
                    "company_id": backend.company_id.id or None,
                    "title": division,
                    "problem": problem,
                }
            ],
        )
        known = self.env["billing.reference"].search(
            [
                ("backend_id", "=", backend.id),
                ("scope", "=", division),
                ("kind", "=", openings.KIND),
            ]
        )
        return iter(
            [Referenced(one.external_id, one.code, one.name, True, one._data()) for one in known]
        )

    def _rule_parts(self, route, things):
        return {**super()._rule_parts(route, things), "openings": self._openings(route)}

    def _openings(self, route):
        """Return {YourRef: open items} of a route; what vanished from the list was settled."""
        if not route.date_from:
            return {}
        items = (
            self.env["billing.reference"]
            .with_context(active_test=False)
            .search_fetch(
                [
                    ("backend_id", "=", route.target_id.id),
                    ("scope", "=", route.exact_division or ""),
                    ("kind", "=", openings.KIND),
                ],
                ["code", "data", "active"],
            )
        )
        return openings.table((one.code, _opening_of(one)) for one in items)

    def _probes(self, route):
        probes = super()._probes(route)
        return (*probes, (openings.PATH, "ID")) if route.date_from else probes


def _opening_of(reference):
    """Return the rules' Opening that a reference stands for."""
    data = reference._data()
    return openings.Opening(
        data["number"],
        data["account"],
        data["currency"],
        Decimal(data["amount"]),
        data["journal"],
        data["rate"],
        reference.active,
    )
