from secrets import token_urlsafe

from odoo import _, fields, models
from odoo.exceptions import UserError

from ..systems.exact import oauth
from .billing_backend import secret_field
from .exact_tokens import ACCESS, STATE

SITES = [
    ("https://start.exactonline.nl", "Netherlands"),
    ("https://start.exactonline.be", "Belgium"),
    ("https://start.exactonline.de", "Germany"),
    ("https://start.exactonline.co.uk", "United Kingdom"),
    ("https://start.exactonline.fr", "France"),
    ("https://start.exactonline.es", "Spain"),
    ("https://start.exactonline.com", "Other countries"),
]
CALLBACK = "/billing/exact/callback"


class BillingBackend(models.Model):
    _inherit = "billing.backend"

    system = fields.Selection(
        selection_add=[("exact", "Exact Online")], ondelete={"exact": "cascade"}
    )
    exact_url = fields.Char(
        "Exact Site",
        tracking=True,
        default=SITES[0][0],
        help="The site where the app was registered, for example https://start.exactonline.nl",
    )
    exact_client_id = secret_field("Client ID")
    exact_client_secret = secret_field("Client Secret")
    exact_refresh_token = secret_field(
        "Refresh Token", help="Only for scripts: people press Connect instead."
    )
    exact_redirect_url = fields.Char(
        "Redirect Address",
        compute="_compute_exact_redirect_url",
        help="Register exactly this address with your app in Exact's App Centre.",
    )

    def _inverse_secrets(self):
        renewed = self.filtered("exact_refresh_token")
        result = super()._inverse_secrets()
        for backend in renewed:
            # A new chain of tokens begins: what the old one gave is worth nothing.
            self.env["billing.secret"]._set(backend, ACCESS, False)
        return result

    def _compute_exact_redirect_url(self):
        for backend in self:
            backend.exact_redirect_url = backend.get_base_url() + CALLBACK

    def action_exact_connect(self):
        """Send the user to Exact to grant access; Exact sends them back to our callback."""
        self.ensure_one()
        self._check_group("configure")
        secrets = self.env["billing.secret"]
        client_id = secrets._get(self, "exact_client_id")
        if not client_id or not secrets._get(self, "exact_client_secret"):
            raise UserError(_("Enter the client ID and the client secret of your Exact app first."))
        state = f"{self.id}.{token_urlsafe(24)}"
        secrets._set(self, STATE, state)
        return {
            "type": "ir.actions.act_url",
            "target": "self",
            "url": oauth.authorise_url(self.exact_url, client_id, self.exact_redirect_url, state),
        }
