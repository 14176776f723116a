from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from ..ledger import agree
from ..systems.chargebee.taken import told
from ..systems.chargebee.taken.rules import FIELDS, field_of

TABLES = [
    (told.ACCOUNT, "Account"),
    (told.CONTACT, "Main contact of the account"),
    (told.ADDRESS, "Bill-to address"),
]
LEADS = [
    (agree.HERE, "Chargebee leads"),
    (agree.THERE, "The CRM leads"),
    (agree.FILL, "Fill if empty"),
]
#: What a new route begins with: the CRM fills gaps, and leads where its people know best.
DEFAULTS = (
    (told.ACCOUNT, "name", "company", agree.HERE),
    (told.ACCOUNT, "emailaddress1", "email", agree.FILL),
    (told.ACCOUNT, "telephone1", "phone", agree.THERE),
    (told.ACCOUNT, "address1_line1", "billing_address.line1", agree.FILL),
    (told.ACCOUNT, "address1_line2", "billing_address.line2", agree.FILL),
    (told.ACCOUNT, "address1_city", "billing_address.city", agree.FILL),
    (told.ACCOUNT, "address1_postalcode", "billing_address.zip", agree.FILL),
    (told.ACCOUNT, "address1_country", "billing_address.country", agree.FILL),
    (told.CONTACT, "firstname", "first_name", agree.FILL),
    (told.CONTACT, "lastname", "last_name", agree.FILL),
)


class BillingCrmField(models.Model):
    """Which column of the CRM decides which field of a customer, and who leads."""

    _name = "billing.crm.field"
    _description = "Field Taken From the CRM"
    _inherit = ["billing.route.row.mixin"]
    _order = "route_id, crm_table, id"

    crm_table = fields.Selection(TABLES, "In the CRM", required=True, default=told.ACCOUNT)
    column = fields.Char(
        required=True, help="The column's logical name in the CRM, in small letters: telephone1."
    )
    customer_field = fields.Char(
        "Field of the Customer",
        required=True,
        help="In Chargebee: email, phone, company, vat_number, net_term_days, "
        "billing_address.line1 and so on, or a custom field like cf_segment.",
    )
    leads = fields.Selection(
        LEADS,
        "Who Leads",
        required=True,
        default=agree.FILL,
        help="Chargebee leads: nothing is sent, changes in the CRM are left there. The CRM leads: "
        "its changes go to Chargebee. Fill if empty: only what Chargebee lacks.",
    )
    touches_books = fields.Boolean(
        "Waits for Approval",
        compute="_compute_touches_books",
        help="Changes of this field touch what is booked or taxed: an approver lets each one go.",
    )

    _field_uniq = models.Constraint(
        "UNIQUE(route_id, crm_table, customer_field)",
        "Each field of the customer is taken from one column.",
    )

    @api.depends("customer_field")
    def _compute_touches_books(self):
        for row in self:
            known = field_of(row.customer_field or "")
            row.touches_books = bool(known) and known.books

    @api.constrains("customer_field")
    def _check_customer_field(self):
        for row in self:
            if field_of(row.customer_field) is None:
                raise ValidationError(
                    _(
                        "“%(field)s” is no field of a customer that can be changed. Known are: "
                        "%(known)s, and custom fields, which begin with cf_.",
                        field=row.customer_field,
                        known=", ".join(sorted(FIELDS)),
                    )
                )


class BillingCrmProduct(models.Model):
    """Which item price a product of the CRM is, where their names differ."""

    _name = "billing.crm.product"
    _description = "Product of the CRM"
    _inherit = ["billing.route.row.mixin"]
    _order = "route_id, product"
    _rec_name = "product"

    product = fields.Char("Product Number in the CRM", required=True)
    item_price = fields.Char("Item Price in Chargebee", required=True)

    _product_uniq = models.Constraint("UNIQUE(route_id, product)", "Each product is listed once.")
