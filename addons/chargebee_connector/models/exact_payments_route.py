from odoo import fields, models

from ..systems.exact.bank_rules import FEE_BY_INVOICE, FEE_BY_PAYOUT
from .exact_pick import pick


class BillingRoute(models.Model):
    """The options of money."""

    _inherit = "billing.route"

    exact_payments = fields.Boolean(
        "Post Payments",
        tracking=True,
        help="Books payments and refunds that went through a gateway as bank entries, in a journal "
        "for each gateway account. Leave it off when another link books them.",
    )
    exact_payments_from = fields.Date(
        "First Payment Date",
        tracking=True,
        help="Money that moved before this day stays out: it belongs to the opening balance. "
        "Empty: the route's first document date.",
    )
    exact_excess = fields.Selection(
        [
            ("receivable", "On the debtors' ledger, as an open credit of the customer"),
            ("advance", "On a ledger for payments in advance"),
        ],
        "What Was Paid in Excess",
        required=True,
        default="receivable",
        tracking=True,
        help="On the debtors' ledger it can be matched with a later invoice.",
    )
    exact_advance_ledger_id = pick(
        "Payments in Advance",
        "gl_account",
        "Takes what was paid in excess, when that isn't left on the debtors' ledger.",
    )
    exact_fee_source = fields.Selection(
        [
            (FEE_BY_PAYOUT, "As costs, with each payout"),
            (FEE_BY_INVOICE, "By the provider's purchase invoice"),
        ],
        "Fees of Payment Providers",
        required=True,
        default=FEE_BY_PAYOUT,
        tracking=True,
        help="Never both: with the purchase invoice, what a payout withheld is parked on a balance "
        "ledger until that invoice is paid from it.",
    )
    exact_fee_ledger_id = pick(
        "Fee Ledger", "gl_account", "Takes the fees that a payout withheld, without VAT code."
    )
    exact_transit_ledger_id = pick(
        "Payouts in Transit",
        "gl_account",
        "Takes payouts until they appear on your own bank statement.",
    )
    exact_unassigned_ledger_id = pick(
        "Unassigned",
        "gl_account",
        "Takes lines of a settlement that belong to no payment known here.",
    )
