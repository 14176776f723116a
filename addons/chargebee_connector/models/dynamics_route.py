from odoo import fields, models

OWNERS = ("team", "user")


class BillingRoute(models.Model):
    """How billing is shown in the CRM."""

    _inherit = "billing.route"

    owner_mapping_ids = fields.One2many("billing.mapping.owner", "route_id", "Owners")
    dynamics_owner_id = fields.Many2one(
        "billing.reference",
        "Owner of Everything Else",
        tracking=True,
        domain="[('backend_id', '=', target_id), ('kind', 'in', ('team', 'user'))]",
        help="Who owns rows of business entities that have no row on the page “Owners”. Empty: "
        "the application itself.",
    )
    dynamics_deleted = fields.Selection(
        [("mark", "Stay, marked as deleted"), ("delete", "Are deleted in the CRM too")],
        "Deleted in the Billing System",
        required=True,
        default="mark",
        tracking=True,
        help="What becomes of rows of things that were deleted in the billing system.",
    )
    dynamics_account_field = fields.Char(
        "Field with the Account's Id",
        tracking=True,
        help="A custom field of your customers, for example cf_crm_account_id, that holds the id "
        "or the account number of their account in the CRM. It decides before all likeness.",
    )
    dynamics_vat_column = fields.Char(
        "Column with the VAT Number",
        tracking=True,
        help="The logical name of the column of accounts in the CRM that holds the VAT number, "
        "for example new_vatnumber. Empty: VAT numbers are not compared.",
    )

    def _mapping_models(self):
        return [*super()._mapping_models(), "billing.mapping.owner"]

    def _owners(self):
        """Return the teams and users of the CRM that these routes give rows to."""
        return self.dynamics_owner_id | self.owner_mapping_ids.reference_id

    def _columns_taken(self, kind):
        """Return the columns of a kind of the CRM's things that this route takes something of."""
        return ()
