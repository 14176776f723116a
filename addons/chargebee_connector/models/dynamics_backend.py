from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..ledger.problems import Invalid
from ..systems.dynamics import tables
from .billing_backend import secret_field

LOGIN_URL = "https://login.microsoftonline.com"


class BillingBackend(models.Model):
    """An organisation of Dynamics 365, reached as an application user."""

    _inherit = "billing.backend"

    system = fields.Selection(
        selection_add=[("dynamics", "Dynamics 365")], ondelete={"dynamics": "cascade"}
    )
    dynamics_url = fields.Char(
        "Organisation Address",
        tracking=True,
        help="As your browser shows it, without what follows the name: for example "
        "https://org.crm4.dynamics.com",
    )
    dynamics_login_url = fields.Char(
        "Sign-in Address", tracking=True, default=LOGIN_URL, help="Microsoft's, as it stands."
    )
    dynamics_tenant = fields.Char(
        "Tenant", tracking=True, help="The directory (tenant) ID of your app registration."
    )
    dynamics_client_id = fields.Char(
        "Application", tracking=True, help="The application (client) ID of your app registration."
    )
    dynamics_client_secret = secret_field(
        "Client Secret Value",
        help="The secret's value, not its ID. Microsoft lets it end after a time.",
    )
    dynamics_prefix = fields.Char(
        "Prefix of the Tables",
        default="cb",
        copy=False,
        help="What stands before the names of the tables that are made in the CRM. It can't be "
        "changed once they are.",
    )
    dynamics_provisioned = fields.Boolean("CB Tables Made", compute="_compute_dynamics_provisioned")

    def _compute_dynamics_provisioned(self):
        made = self.env["billing.reference"]._read_group(
            [("backend_id", "in", self.ids), ("kind", "=", "crm_table")], ["backend_id"]
        )
        made = {backend for (backend,) in made}
        for backend in self:
            backend.dynamics_provisioned = backend in made

    @api.constrains("dynamics_prefix")
    def _check_dynamics_prefix(self):
        for backend in self.filtered("dynamics_url"):
            try:
                tables.check_prefix(backend.dynamics_prefix or "")
            except Invalid:
                raise UserError(
                    _(
                        "The prefix must have 2 to 8 small letters and digits, and begin with a "
                        "letter."
                    )
                ) from None

    def action_provision(self):
        """Create in the CRM whatever is missing of the CB tables; what is there is left alone."""
        return self._provision(only_show=False)

    def action_show_missing(self):
        """Show what would be created in the CRM, and create nothing."""
        return self._provision(only_show=True)

    def _provision(self, only_show):
        self.ensure_one()
        self._check_group("configure")
        position = {"only_show": only_show}
        then = "" if only_show else "refresh"
        return (
            self.env["billing.run"]
            ._start("provision", backend=self, position=position, then=then)
            ._open()
        )
