from odoo import api, fields, models

from .exact_pick import pick

SALES_JOURNAL_TYPE = 20
MEMO_JOURNAL_TYPE = 90
NO_VAT_TYPE = "N"


class BillingRoute(models.Model):
    _inherit = "billing.route"

    exact_division = fields.Char("Division", tracking=True, help="Exact's number of it.")
    exact_division_id = fields.Many2one(
        "billing.reference",
        "Administration in Exact",
        compute="_compute_exact_division_id",
        inverse="_inverse_exact_division_id",
        domain="[('backend_id', 'in', (source_id, target_id)), ('kind', '=', 'division')]",
    )
    exact_sales_journal_id = pick("Sales Journal", "journal")
    exact_memo_journal_id = pick("Memo Journal", "journal")
    exact_rounding_ledger_id = pick(
        "Rounding Ledger", "gl_account", "Takes what the billing site added to make a total round."
    )
    exact_no_vat_code_id = pick("Code for No VAT", "vat_code")
    exact_rate_source = fields.Selection(
        [
            ("vat", "As printed on the invoice for VAT"),
            ("base", "The billing site's own rate"),
            ("exact", "Exact's table of exchange rates"),
        ],
        "Exchange Rate",
        required=True,
        default="vat",
        tracking=True,
        help="The VAT in the administration's currency is what the rate makes of it.",
    )

    @api.depends("exact_division", "source_id", "target_id")
    def _compute_exact_division_id(self):
        ends = self.source_id | self.target_id
        divisions = self.env["billing.reference"].search(
            [("kind", "=", "division"), ("backend_id", "in", ends.ids)]
        )
        by_code = {(one.backend_id.id, one.external_id): one for one in divisions}
        for route in self:
            # Of the two ends one is Exact: the route leads there, or begins there.
            there = by_code.get((route.target_id.id, route.exact_division))
            here = by_code.get((route.source_id.id, route.exact_division))
            route.exact_division_id = there or here

    def _inverse_exact_division_id(self):
        for route in self:
            route.exact_division = route.exact_division_id.external_id

    def _fill_exact_defaults(self):
        """Fill the settings for which the administration leaves only one choice."""
        for route in self:
            things = self.env["billing.reference"].search(
                [
                    ("backend_id", "=", route.target_id.id),
                    ("scope", "=", route.exact_division or ""),
                    ("kind", "in", ("journal", "vat_code", "gl_account")),
                ]
            )
            candidates = {
                "exact_sales_journal_id": _typed(things, "journal", SALES_JOURNAL_TYPE),
                "exact_memo_journal_id": _typed(things, "journal", MEMO_JOURNAL_TYPE),
                "exact_no_vat_code_id": _typed(things, "vat_code", NO_VAT_TYPE),
                "exact_rounding_ledger_id": _rounding(things),
            }
            found = {
                name: some.id
                for name, some in candidates.items()
                if len(some) == 1 and not route[name]
            }
            if found:
                route.write(found)


def _typed(things, kind, wanted):
    return things.filtered(lambda one: one.kind == kind and one._data().get("type") == wanted)


def _rounding(things):
    """Return the ledgers whose name says that they take rounding differences, NL, EN, FR, DE."""
    words = ("afrond", "rounding", "arrondi", "rundung")
    return things.filtered(
        lambda one: (
            one.kind == "gl_account"
            and one._data().get("type") == 110
            and any(word in (one.name or "").lower() for word in words)
        )
    )
