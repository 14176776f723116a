from dataclasses import replace

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from ..ledger.mapping import tells_enough
from .billing_mapping import SUPPLIES


class BillingMappingTax(models.Model):
    """Which VAT code a line's tax goes to."""

    _name = "billing.mapping.tax"
    _description = "VAT Code Mapping"
    _inherit = ["billing.mapping.mixin"]
    _order = "specificity desc, valid_from desc nulls last, id"

    _match_fields = (
        "exemption",
        "registration",
        "tax_name",
        "tax_rate",
        "country",
        "supply",
        "document_class",
        "business_entity",
    )
    _reference_kind = "vat_code"

    exemption = fields.Char(help="Why no tax was charged, as the source names it.")
    registration = fields.Char(
        "Our VAT Registration",
        help="Country and number of ours under which the document was made, as the billing system "
        "writes them. Documents of a registration outside the administration's country go by rows "
        "that name it, and by no others.",
    )
    tax_name = fields.Char()
    tax_rate = fields.Char("Rate %", help="As a plain percentage: 21, 5.5, 0.")
    country = fields.Char(help="The country that taxes the line, two letters.")
    supply = fields.Selection(
        SUPPLIES, "Sells", help="Which lines sell goods is said in Mapping › Revenue Ledgers."
    )
    document_class = fields.Selection(
        [("invoice", "Invoice"), ("credit_note", "Credit note")],
        "Document",
        help="A credit note of an invoice takes the VAT code that the invoice was posted with; "
        "this row serves those without one.",
    )
    business_entity = fields.Char()
    valid_from = fields.Date(help="First document date for which the row decides; empty: always.")
    valid_to = fields.Date(help="Last document date for which the row decides; empty: for good.")

    _match_uniq = models.UniqueIndex(
        "(route_id, COALESCE(exemption, ''), COALESCE(registration, ''), COALESCE(tax_name, ''),"
        " COALESCE(tax_rate, ''), COALESCE(country, ''), COALESCE(supply, ''),"
        " COALESCE(document_class, ''), COALESCE(business_entity, ''),"
        " COALESCE(valid_from, '-infinity'), COALESCE(valid_to, 'infinity'))",
        "There is already a row for the same taxes and days.",
    )
    _valid_in_order = models.Constraint(
        "CHECK(valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to)",
        "The last day of a row can't lie before its first one.",
    )

    # The route is named so that a row without any demand is looked at, too.
    @api.constrains("route_id", "exemption", "registration", "tax_name", "tax_rate", "country")
    def _check_tells_enough(self):
        for row in self:
            if not tells_enough(row._match()):
                raise ValidationError(
                    _(
                        "A rate alone doesn't say whose VAT it is: 21% is charged in the "
                        "Netherlands, Belgium and Spain. Name the tax, its country, our "
                        "registration or the exemption as well. Only the rate 0 may stand alone, "
                        "for what bears no VAT and names no reason."
                    )
                )

    def _as_row(self, target):
        return replace(
            super()._as_row(target),
            valid_from=self.valid_from or None,
            valid_to=self.valid_to or None,
        )
