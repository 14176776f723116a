from odoo import fields, models


class BillingVatLine(models.Model):
    """Posted lines of sales entries with what decides where their VAT is declared."""

    _name = "billing.vat.line"
    _description = "VAT by Code"
    _auto = False
    _order = "date desc, id"

    link_id = fields.Many2one("billing.link", "Document", readonly=True)
    route_id = fields.Many2one("billing.route", "Route", readonly=True)
    company_id = fields.Many2one("res.company", "Company", readonly=True)
    title = fields.Char("Customer", readonly=True)
    date = fields.Date(readonly=True)
    period = fields.Char(readonly=True)
    code = fields.Char("VAT Code", readonly=True)
    code_name = fields.Char("Name of the Code", readonly=True)
    percentage = fields.Char("Rate %", readonly=True)
    listing = fields.Selection(
        [("L", "Goods"), ("S", "Services"), ("T", "Triangulation")], "EU Sales List", readonly=True
    )
    oss_country = fields.Char("OSS Country", readonly=True)
    oss_quarter = fields.Char("OSS Quarter", readonly=True)
    oss_correction = fields.Boolean(
        "OSS Correction", readonly=True, help="It corrects an earlier quarter than its own."
    )
    vat_number = fields.Char("VAT Number in Exact", readonly=True)
    currency_id = fields.Many2one("res.currency", "Currency", readonly=True)
    base = fields.Monetary(readonly=True)
    vat = fields.Monetary("VAT", readonly=True)

    @property
    def _table_query(self):
        """One row per posted line; a code that counts VAT within the amount holds its base net.

        What documents are booked together by is left out: they tell it themselves.
        """
        return """
            SELECT row_number() OVER (ORDER BY l.id, line.number) AS id,
                   l.id AS link_id, l.route_id, l.company_id, l.title, l.date, l.period,
                   line.body->>'VATCode' AS code, c.name AS code_name,
                   c.data::json->>'percentage' AS percentage,
                   CASE WHEN c.data::json->>'listing' IN ('L', 'S', 'T')
                        THEN c.data::json->>'listing' END AS listing,
                   NULLIF(c.data::json->>'oss_country', '') AS oss_country,
                   CASE WHEN c.data::json->>'oss_country' <> '' THEN l.oss_quarter END
                       AS oss_quarter,
                   c.data::json->>'oss_country' <> ''
                       AND l.oss_quarter < to_char(l.date, 'YYYY-"Q"Q') AS oss_correction,
                   NULLIF(r.payload::json->>'VATNumber', '') AS vat_number,
                   l.currency_id,
                   (line.body->>'AmountFC')::numeric
                   - CASE WHEN c.data::json->>'type' = 'I'
                          THEN COALESCE((line.body->>'VATAmountFC')::numeric, 0) ELSE 0 END AS base,
                   COALESCE((line.body->>'VATAmountFC')::numeric, 0) AS vat
              FROM billing_link l
                   CROSS JOIN LATERAL json_array_elements(
                       l.request::json->'body'->'SalesEntryLines'
                   ) WITH ORDINALITY AS line (body, number)
         LEFT JOIN billing_reference c
                   ON c.backend_id = l.backend_id AND c.scope = l.scope AND c.kind = 'vat_code'
                  AND c.code = line.body->>'VATCode'
         LEFT JOIN billing_link a
                   ON a.route_id = l.route_id AND a.kind = 'account'
                  AND a.key = l.request::json->'body'->'Customer'->'$ref'->>1
         LEFT JOIN billing_record r
                   ON r.backend_id = l.backend_id AND r.scope = l.scope AND r.kind = 'account'
                  AND r.external_id = a.external_id
             WHERE l.kind = 'sales_entry' AND l.state = 'posted' AND l.request IS NOT NULL
               AND l.aggregate IS NOT TRUE
        """
