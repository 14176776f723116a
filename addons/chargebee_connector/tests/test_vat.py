"""The VAT mapping as people fill it, what posted documents are held against, and their sums."""

from datetime import date
from decimal import Decimal

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.chargebee_connector.ledger.plan import Booked, Outcome, Request
from odoo.addons.chargebee_connector.ledger.problems import Invalid, Unmapped
from odoo.addons.chargebee_connector.ledger.text import dump
from odoo.addons.chargebee_connector.systems.exact.rules import VatCode
from odoo.addons.chargebee_connector.systems.exact.vat_proof import Entry, prove

from .common import BillingCase


@tagged("post_install", "-at_install")
class TestVatMapping(BillingCase):
    def row(self, **values):
        return self.env["billing.mapping.tax"].create(
            {
                "route_id": self.ours.route.id,
                "reference_id": self.ours.vat_code.id,
                **values,
            }
        )

    def test_a_rate_alone_is_refused(self):
        for values in ({"tax_rate": "9"}, {}, {"tax_rate": "9", "supply": "goods"}):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.row(**values)
        self.row(tax_rate="0")
        row = self.row(tax_rate="9", country="NL")
        with self.assertRaises(ValidationError):
            row.country = False

    def test_the_same_taxes_at_other_times_are_other_rows(self):
        usual = self.row(tax_name="BTW", tax_rate="9")
        self.row(tax_name="BTW", tax_rate="9", valid_from="2026-07-01", valid_to="2026-12-31")
        self.row(tax_name="BTW", tax_rate="9", registration="NL1")
        self.row(tax_name="BTW", tax_rate="9", supply="goods")
        self.row(tax_name="BTW", tax_rate="9", document_class="credit_note")
        for again in ({}, {"valid_from": "2026-07-01", "valid_to": "2026-12-31"}):
            with (
                self.subTest(again=again),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.row(tax_name="BTW", tax_rate="9", **again)
                self.env.flush_all()
        table = self.env["billing.mapping.tax"]._as_table(
            self.ours.route, {self.ours.vat_code.id: "code"}
        )
        facts = {"tax_name": "BTW", "tax_rate": "9"}
        self.assertEqual(table.choose(facts, date(2026, 6, 30)).id, usual.id)
        self.assertNotEqual(table.choose(facts, date(2026, 7, 1)).id, usual.id)

    def test_dates_stand_in_order(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.row(tax_name="x", valid_from="2026-02-01", valid_to="2026-01-31")
            self.env.flush_all()

    def test_revenue_says_what_is_sold(self):
        self.ours.revenue.supply = "goods"
        table = self.env["billing.mapping.revenue"]._as_table(
            self.ours.route, {self.ours.ledger.id: "ledger"}
        )
        self.assertEqual(table.choose({"item_price": "plan-EUR"}).supply, "goods")

    def test_a_row_is_called_by_what_it_demands(self):
        row = self.row(tax_name="BTW", supply="goods", document_class="credit_note")
        self.assertEqual(row.display_name, "BTW / Goods / Credit note")


@tagged("post_install", "-at_install")
class TestPostedVat(BillingCase):
    """I7, and what was posted by code."""

    def body(self, *lines):
        return {
            "Currency": "EUR",
            "Customer": {"$ref": ["account", "customer/x", "external_id"]},
            "SalesEntryLines": [
                {"AmountFC": amount, "VATAmountFC": vat, "VATCode": code}
                for amount, vat, code in lines
            ],
        }

    def judged(self, **now):
        posted = Booked(self.body(("100.00", "21.00", "2")))
        outcome = Outcome("sales_entry", "INV-1", ("invoice", "INV-1"), **now)
        return self.env["billing.system.exact"]._no_longer_fits(posted, outcome)

    def test_another_code_no_longer_fits(self):
        body = self.body(("100.00", "0.00", "6"))
        problem = self.judged(request=Request("POST", "x", body, "create"))
        self.assertEqual(problem.code, "vat_no_longer_fits")
        self.assertEqual(problem.params, {"posted": "2", "now": "6"})
        same = self.body(("90.00", "18.90", "2"))
        self.assertIsNone(self.judged(request=Request("POST", "x", same, "create")))

    def test_no_code_at_all_no_longer_fits(self):
        for problem in (Invalid("vat_number_differs"), Unmapped("registration_missing")):
            with self.subTest(problem=problem):
                self.assertEqual(self.judged(problem=problem).code, "vat_no_longer_fits")

    def test_what_has_nothing_to_do_with_vat_is_no_misfit(self):
        for code in ("period_closed", "account_inactive", "currency_inactive", "term_missing"):
            with self.subTest(code=code):
                self.assertIsNone(self.judged(problem=Invalid(code)))

    def test_the_list_adds_up_as_the_proof_does(self):
        codes = {
            "2": VatCode("2", "", "E", Decimal(21)),
            "4": VatCode("4", "", "I", Decimal(21)),
            "6": VatCode("6", "", "B", Decimal(0), "S"),
            "30": VatCode("30", "", "E", Decimal(19), "", "DE"),
        }
        for code in list(codes.values())[1:]:  # The first one stands there already.
            self.env["billing.reference"].create(
                {
                    "backend_id": self.ours.target.id,
                    "scope": "100",
                    "kind": "vat_code",
                    "external_id": f"vat-{code.code}",
                    "code": code.code,
                    "name": code.code,
                    "data": dump(
                        {
                            "type": code.type,
                            "percentage": str(code.percentage),
                            "listing": code.listing or "N",
                            "oss_country": code.oss_country,
                        }
                    ),
                }
            )
        bodies = [
            self.body(("100.00", "21.00", "2"), ("121.00", "21.00", "4")),
            self.body(("50.00", "0.00", "6"), ("10.00", "1.90", "30")),
            self.body(("-30.00", "-6.30", "2")),
        ]
        # What takes documents together would count them twice.
        bodies.append(bodies[0])
        for number, body in enumerate(bodies):
            self.env["billing.link"].create(
                {
                    **self.ours._place(self.ours.route.company_id, "sales_entry", f"VAT-{number}"),
                    "state": "posted",
                    "external_id": f"e{number}",
                    "currency_id": self.env.ref("base.EUR").id,
                    "date": "2026-05-08",
                    "oss_quarter": "2026-Q1" if number == 1 else False,
                    "aggregate": number == len(bodies) - 1,
                    "request": dump({"body": body}),
                }
            )
        self.env.flush_all()
        found = self.env["billing.vat.line"]._read_group(
            [("route_id", "=", self.ours.route.id)],
            ["code", "listing", "oss_country"],
            ["base:sum", "vat:sum"],
        )
        shown = {code: (f"{base:.2f}", f"{vat:.2f}") for code, *_of, base, vat in found}
        proof = prove([Entry(body) for body in bodies[:-1]], codes)
        self.assertEqual(
            shown,
            {code: (str(sums.base), str(sums.vat)) for (code, _cur), sums in proof.by_code.items()},
        )
        kinds = {code: (listing, oss) for code, listing, oss, *_sums in found}
        self.assertEqual(kinds["6"], ("S", False))
        self.assertEqual(kinds["30"], (False, "DE"))
        lines = self.env["billing.vat.line"].search([("route_id", "=", self.ours.route.id)])
        corrected = lines.filtered("oss_correction")
        self.assertEqual(corrected.mapped("code"), ["30"])
        self.assertEqual(corrected.oss_quarter, "2026-Q1")
        self.assertEqual(lines.filtered(lambda line: line.code == "6").oss_quarter, False)
