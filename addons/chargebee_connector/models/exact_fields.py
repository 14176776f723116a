from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from ..systems.exact.account_fields import BOOKKEEPERS
from ..systems.exact.customer_rules import FieldRow

TARGETS = [
    ("ChamberOfCommerce", "Chamber of commerce"),
    ("Language", "Language"),
    ("Website", "Website"),
    ("Phone", "Telephone"),
    ("Fax", "Fax"),
    ("TradeName", "Trade name"),
    ("EORINumber", "EORI number"),
    ("OINNumber", "OIN number"),
    ("PeppolIdentifier", "Peppol identifier"),
    ("Code", "Debtor number"),
    ("PaymentConditionSales", "Payment condition"),
    ("CreditLineSales", "Credit limit"),
    ("AccountManager", "Account manager"),
    ("GLAR", "Ledger for receivables"),
]


class BillingMappingField(models.Model):
    """Which field of a customer goes to which field of their account."""

    _name = "billing.mapping.field"
    _description = "Customer Field Mapping"
    _inherit = ["billing.mapping.mixin"]
    _order = "target, id"

    _match_fields = ("source",)

    source = fields.Char(
        "Field of the Customer",
        required=True,
        help="As the billing site names it: a custom field (cf_…), metadata (meta_data.…), "
        "chamber_of_commerce, language, phone, locale and the like.",
    )
    target = fields.Selection(TARGETS, "Field of the Account", required=True)
    when = fields.Selection(
        [("creation", "When the account is made"), ("always", "Also when it changes")],
        "Sent",
        required=True,
        default="creation",
    )

    _target_uniq = models.UniqueIndex(
        "(route_id, target)", "There is already a row for the same field of the account."
    )

    @api.constrains("target", "when")
    def _check_when(self):
        for row in self:
            if row.when == "always" and row.target in BOOKKEEPERS:
                raise ValidationError(
                    _(
                        "%s belongs to the bookkeeper: it is set when an account is made, and "
                        "never changed afterwards.",
                        dict(self._fields["target"]._description_selection(self.env))[row.target],
                    )
                )

    def _plan_again(self):
        """Customers whose account stands are planned too: a field may follow from now on."""
        super()._plan_again()
        routes = self.filtered(lambda row: row.when == "always").route_id
        for route in routes:
            self.env["billing.run"]._plan_open_later(route, ("posted",), ("account",))

    def _as_rows(self, route):
        """Return the rows of a route as systems.exact takes them."""
        rows = self.search([("route_id", "=", route.id), ("state", "=", "confirmed")])
        return tuple(FieldRow(row.source.strip(), row.target, row.when == "always") for row in rows)
