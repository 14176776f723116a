from odoo import fields, models

from ..systems.exact import vat
from ..systems.exact.rules import LISTINGS
from ..systems.exact.vat_rules import Liability, Lookup
from .problem_texts_vat import TEXTS


class BillingRoute(models.Model):
    """What is done about VAT numbers on the way to Exact."""

    _inherit = "billing.route"

    exact_vies = fields.Boolean(
        "Check VAT Numbers with VIES",
        tracking=True,
        help="Before an invoice without VAT (reverse charge) is posted to a business of another EU "
        "country, VIES is asked whether its VAT number is registered. The invoice waits for the "
        "answer, and a number that isn't registered stops it. Recommended where you sell to "
        "businesses in other EU countries.",
    )
    exact_vies_days = fields.Integer(
        "Answer Counts for (Days)",
        default=30,
        required=True,
        tracking=True,
        help="An older answer is asked for anew before the next invoice.",
    )
    exact_liability_listed = fields.Char(
        "VAT Status, Belgian VAT Number",
        tracking=True,
        help="What a new account of a customer with a Belgian VAT number gets as VAT status, so "
        "that Exact puts it on the yearly customer listing. As Exact's API shows it (VATLiability) "
        "on an account that you set by hand; empty leaves it to Exact.",
    )
    exact_liability_others = fields.Char(
        "VAT Status, All Others",
        tracking=True,
        help="The same for customers without a Belgian VAT number: private persons and customers "
        "abroad.",
    )
    exact_country = fields.Char(compute="_compute_exact_country")

    _vies_days_positive = models.Constraint(
        "CHECK(exact_vies_days > 0)", "An answer of VIES must count for a day at least."
    )

    def _compute_exact_country(self):
        for route in self:
            division = route.exact_division_id._data() if route.exact_division_id else {}
            route.exact_country = division.get("country") or False


class BillingLink(models.Model):
    """To which return of the One Stop Shop an entry belongs."""

    _inherit = "billing.link"

    oss_quarter = fields.Char(
        "OSS Quarter",
        help="The quarter to which its VAT under the One Stop Shop belongs. A credit note's is "
        "that of the invoice it corrects.",
    )

    _oss_index = models.Index("(oss_quarter, id DESC) WHERE oss_quarter IS NOT NULL")


class BillingSystem(models.AbstractModel):
    _inherit = "billing.system"

    def _problem_texts(self):
        return {**super()._problem_texts(), **TEXTS}


class BillingSystemExact(models.AbstractModel):
    _inherit = "billing.system.exact"

    def _vat_number(self, customer):
        return vat.full(customer.vat_number, customer.address.country)

    def _own_vat_number(self, route):
        division = self._division(route)
        number, wrong = vat.check(division.get("vat_number") or "", division.get("country") or "")
        return "" if wrong else number

    def _rule_parts(self, route, things):
        parts = super()._rule_parts(route, things)
        return {
            **parts,
            "oss": frozenset(
                one.code for one in things["vat_code"] if one._data().get("oss_country")
            ),
            "listed": frozenset(
                one.code for one in things["vat_code"] if one._data().get("listing") in LISTINGS
            ),
            "lookup": Lookup(route.exact_vies_days) if route.exact_vies else None,
            "liability": Liability(
                route.exact_liability_listed or "", route.exact_liability_others or ""
            ),
        }
