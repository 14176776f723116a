from odoo import fields, models

from .kinds import forgotten

LINKS = [
    ("payment", "Offline payment"),
    ("payment_removal", "Removal of an offline payment"),
    ("settlement", "Settled in the books without money"),
]


class BillingLink(models.Model):
    """What we make in Chargebee, and what is proposed to be made there by hand."""

    _inherit = "billing.link"

    kind = fields.Selection(selection_add=LINKS, ondelete=forgotten(LINKS))
