from odoo import fields, models

LINKS = [
    ("account", "Customer account"),
    ("account_update", "Change of a customer account"),
    ("sales_entry", "Sales entry"),
    ("bank_entry", "Bank entry"),
]
REFERENCES = [
    ("division", "Administration"),
    ("gl_account", "General Ledger Account"),
    ("vat_code", "VAT Code"),
    ("journal", "Journal"),
    ("payment_condition", "Payment Condition"),
    ("cost_center", "Cost Centre"),
    ("cost_unit", "Cost Unit"),
    ("item_group", "Item Group"),
    ("period", "Period"),
    ("journal_status", "Closed Period"),
    ("vat_return", "VAT Return"),
    ("currency", "Currency"),
    ("booking", "Earlier Booking"),
]


def _forgotten(kinds):
    return {kind: lambda some: some._forget() for kind, _label in kinds}


class BillingLink(models.Model):
    """What we make in Exact."""

    _inherit = "billing.link"

    kind = fields.Selection(selection_add=LINKS, ondelete=_forgotten(LINKS))


class BillingRecord(models.Model):
    """What Exact's own accounts are known by."""

    _inherit = "billing.record"

    kind = fields.Selection(
        selection_add=[("account", "Account")], ondelete=_forgotten([("account", "Account")])
    )


class BillingReference(models.Model):
    """What people pick from in Exact."""

    _inherit = "billing.reference"

    kind = fields.Selection(selection_add=REFERENCES, ondelete=_forgotten(REFERENCES))
