from odoo import fields, models

from .kinds import forgotten

#: In the order of posting: what others lead to stands first.
LINKS = [
    ("crm_account", "Account of a customer"),
    ("cb_item_family", "CB Family"),
    ("cb_plan", "CB Plan"),
    ("cb_addon", "CB Add-on"),
    ("cb_item", "CB Plan, Add-on or Charge"),
    ("cb_item_price", "CB Price"),
    ("cb_coupon", "CB Coupon"),
    ("cb_feature", "CB Feature"),
    ("cb_entitlement", "CB Product Feature"),
    ("cb_customer", "CB Customer"),
    ("cb_payment_source", "CB Payment Source"),
    ("cb_subscription", "CB Subscription"),
    ("cb_invoice", "CB Invoice"),
    ("cb_credit_note", "CB Credit Note"),
    ("cb_transaction", "CB Payment or Refund"),
    ("cb_promotional_credit", "CB Promotional Credit"),
    ("cb_unbilled_charge", "CB Unbilled Charge"),
    ("cb_update", "Change of a CB row"),
]
#: Kinds of a source's records that are shown as rows.
SHOWN = tuple(kind.removeprefix("cb_") for kind, _label in LINKS if kind.startswith("cb_"))[:-1]
RECORDS = [
    ("crm_account", "CRM Account"),
    ("crm_contact", "CRM Contact"),
    ("crm_address", "CRM Address"),
    ("crm_quote", "CRM Quote"),
]
REFERENCES = [
    ("team", "Team"),
    ("user", "User"),
    ("business_unit", "Business Unit"),
    ("crm_currency", "Currency of the CRM"),
    ("organisation", "Organisation"),
    ("crm_table", "Table of the CRM"),
]


class BillingLink(models.Model):
    """What we make in the CRM."""

    _inherit = "billing.link"

    kind = fields.Selection(selection_add=LINKS, ondelete=forgotten(LINKS))


class BillingRecord(models.Model):
    """What the CRM's own people keep there."""

    _inherit = "billing.record"

    kind = fields.Selection(selection_add=RECORDS, ondelete=forgotten(RECORDS))


class BillingReference(models.Model):
    """Who can own rows in the CRM, in which currencies, and the tables that were made."""

    _inherit = "billing.reference"

    kind = fields.Selection(selection_add=REFERENCES, ondelete=forgotten(REFERENCES))
