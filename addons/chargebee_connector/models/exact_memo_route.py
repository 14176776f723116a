from odoo import fields, models

from ..systems.exact.memo_rules import CREDIT_NOTE, LIABILITY, MEMO, OFF_LEDGER, SKIP, SPLIT
from .exact_pick import pick
from .exact_route import MEMO_JOURNAL_TYPE

RECEIVABLE_TYPE = 20


class BillingRoute(models.Model):
    """The options of memo entries."""

    _inherit = "billing.route"

    exact_receivable_ledger_id = pick(
        "Debtors Ledger",
        "gl_account",
        "The control ledger of your debtors in Exact (type Accounts receivable), the one that your "
        "sales journal books on.",
    )
    exact_write_off = fields.Selection(
        [
            (MEMO, "Memo entry: bad debt, VAT parked until it is reclaimed"),
            (CREDIT_NOTE, "As a credit note"),
        ],
        "Write-Offs",
        required=True,
        default=MEMO,
        tracking=True,
        help="A debt that is not paid is no returned sale. Choose the credit note only if your "
        "customers really get one.",
    )
    exact_chargeback = fields.Selection(
        [
            (MEMO, "Memo entry, as a write-off"),
            (CREDIT_NOTE, "As a credit note"),
            (SPLIT, "What was delivered as a write-off, the rest as a credit note"),
        ],
        "Chargebacks",
        required=True,
        default=MEMO,
        tracking=True,
        help="For credit notes whose reason is a chargeback or fraud. The claim usually still "
        "exists, so the VAT stays due until the rules for bad debts give it back.",
    )
    exact_bad_debt_ledger_id = pick(
        "Bad Debts Ledger", "gl_account", "Takes what is written off, without VAT."
    )
    exact_vat_suspense_ledger_id = pick(
        "Ledger for VAT on Bad Debts",
        "gl_account",
        "Holds the VAT of bad debts until it is reclaimed: a balance ledger of its own.",
    )
    exact_reclaim_journal_id = pick(
        "Journal for Reclaiming VAT", "journal", "A memo journal in Exact that allows VAT codes."
    )
    exact_reclaim_vat_code_id = pick(
        "VAT Code for Reclaiming",
        "vat_code",
        "The code that your adviser names for the VAT of bad debts.",
    )
    exact_withheld_ledger_id = pick(
        "Withheld Tax Ledger",
        "gl_account",
        "Takes the tax that customers withheld from your invoices, to be claimed from their "
        "authority.",
    )
    exact_store_credit = fields.Selection(
        [
            (OFF_LEDGER, "Not booked, only listed"),
            (LIABILITY, "Memo entry: a liability to the customer"),
        ],
        "Store Credit",
        tracking=True,
        help="What store credit is by law is for your adviser to say: nothing is posted before "
        "you chose.",
    )
    exact_goodwill_ledger_id = pick(
        "Goodwill Ledger", "gl_account", "Takes the cost of store credit when it is given."
    )
    exact_store_credit_ledger_id = pick(
        "Store Credit Ledger", "gl_account", "Holds what customers may still spend."
    )
    exact_zero_invoice = fields.Selection(
        [
            (SKIP, "Not booked"),
            (MEMO, "Memo entry: the discount on a ledger of its own"),
        ],
        "Invoices of Zero after Discount",
        required=True,
        default=SKIP,
        tracking=True,
    )
    exact_zero_discount_ledger_id = pick(
        "Discount Ledger", "gl_account", "Takes discounts that made an invoice zero."
    )

    def _fill_exact_defaults(self):
        """Fill what there is only one of: memo journals, and the sales journal's debtors ledger."""
        result = super()._fill_exact_defaults()
        for route in self:
            things = self.env["billing.reference"].search(
                [
                    ("backend_id", "=", route.target_id.id),
                    ("scope", "=", route.exact_division or ""),
                    ("kind", "in", ("journal", "gl_account")),
                ]
            )
            memos = things.filtered(
                lambda one: one.kind == "journal" and one._data().get("type") == MEMO_JOURNAL_TYPE
            )
            with_vat = memos.filtered(lambda one: one._data().get("allow_vat"))
            candidates = {
                "exact_memo_journal_id": memos - with_vat,
                "exact_reclaim_journal_id": with_vat,
                "exact_receivable_ledger_id": route._debtors_ledgers(things),
            }
            found = {
                name: some.id
                for name, some in candidates.items()
                if len(some) == 1 and not route[name]
            }
            if found:
                route.write(found)
        return result

    def _debtors_ledgers(self, things):
        """Return the ledger that the sales journal books on, else all that are for debtors."""
        ledgers = things.filtered(
            lambda one: one.kind == "gl_account" and one._data().get("type") == RECEIVABLE_TYPE
        )
        journal = self.exact_sales_journal_id
        booked_on = journal._data().get("gl_account") if journal else ""
        return ledgers.filtered(lambda one: one.external_id == booked_on) or ledgers
