from odoo import fields, models

from .kinds import forgotten

LINKS = [
    ("payment", "Offline payment"),
    ("payment_removal", "Removal of an offline payment"),
    ("settlement", "Settled in the books without money"),
]
RECORDS = [
    ("payment_source", "Payment Source"),
    ("subscription", "Subscription"),
    ("promotional_credit", "Promotional Credit"),
    ("feature", "Feature"),
    ("entitlement", "Product Feature"),
]


class BillingRecord(models.Model):
    """What is pulled only to be shown to people in a CRM."""

    _inherit = "billing.record"

    kind = fields.Selection(selection_add=RECORDS, ondelete=forgotten(RECORDS))


class BillingLink(models.Model):
    """What we make in Chargebee, and what is proposed to be made there by hand."""

    _inherit = "billing.link"

    kind = fields.Selection(selection_add=LINKS, ondelete=forgotten(LINKS))
