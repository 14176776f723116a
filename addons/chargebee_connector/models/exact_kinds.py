from odoo import fields, models

from .kinds import forgotten

LINKS = [
    ("account", "Customer account"),
    ("account_update", "Change of a customer account"),
    ("contact", "Contact person"),
    ("contact_update", "Change of a contact person"),
    ("main_contact", "Main contact of an account"),
    ("address", "Invoice address"),
    ("address_update", "Change of an invoice address"),
    ("sales_entry", "Sales entry"),
    ("bank_entry", "Bank entry"),
    ("journal_entry", "Memo entry"),
]
RECORDS = [
    ("account", "Account"),
    ("account_deleted", "Deleted account"),
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


class BillingLink(models.Model):
    """What we make in Exact."""

    _inherit = "billing.link"

    kind = fields.Selection(selection_add=LINKS, ondelete=forgotten(LINKS))


class BillingRecord(models.Model):
    """What Exact's own accounts are known by."""

    _inherit = "billing.record"

    kind = fields.Selection(selection_add=RECORDS, ondelete=forgotten(RECORDS))


class BillingReference(models.Model):
    """What people pick from in Exact."""

    _inherit = "billing.reference"

    kind = fields.Selection(selection_add=REFERENCES, ondelete=forgotten(REFERENCES))
