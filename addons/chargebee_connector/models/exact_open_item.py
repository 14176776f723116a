from odoo import api, fields, models
from odoo.tools import SQL

from ..systems.exact import terms

REASONS = [
    ("paid_there", "Paid in the billing system, open in Exact"),
    ("closed_here", "Settled in Exact, open in the billing system"),
    ("no_reference", "Payment without an invoice number"),
    ("currency", "Payment in another currency than what is open"),
    ("amount", "Payment of another amount than what is open"),
    ("partial", "Matched in part"),
    ("credit", "Credit note that nothing is matched with"),
    ("unmatched", "Payment that Exact did not match"),
    ("unpaid", "Not paid yet"),
]


class BillingOpenItem(models.Model):
    """What is still open in Exact of what we posted, and why; and what is settled only there.

    Read from the payment terms that the way back pulls; nothing is stored here. Exact matches by
    itself what has a customer, a reference and exactly the amount: what stays open needs a person.
    """

    _name = "billing.open.item"
    _description = "What Is Still Open in Exact"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "key"

    link_id = fields.Many2one("billing.link", "Object", readonly=True)
    route_id = fields.Many2one("billing.route", "Route", readonly=True)
    company_id = fields.Many2one("res.company", "Company", readonly=True)
    backend_id = fields.Many2one("billing.backend", "Books", readonly=True)
    scope = fields.Char("Administration", readonly=True)
    kind = fields.Selection(selection="_selection_kind", string="Kind of Object", readonly=True)
    key = fields.Char("Our Key", readonly=True)
    title = fields.Char("Customer", readonly=True)
    number = fields.Char("Number There", readonly=True)
    date = fields.Date(readonly=True)
    currency_id = fields.Many2one("res.currency", "Currency", readonly=True)
    amount = fields.Monetary("Open", currency_field="currency_id", readonly=True)
    reason = fields.Selection(REASONS, "Why", readonly=True)
    days = fields.Integer("Days", readonly=True, help="Since it was paid, else since its date.")

    @api.model
    def _selection_kind(self):
        return self.env["billing.link"]._fields["kind"]._description_selection(self.env)

    @property
    def _table_query(self):
        return SQL(_OPEN, kind=terms.KIND)

    def action_view_link(self):
        """Open the object that is meant."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "billing.link",
            "res_id": self.link_id.id,
            "view_mode": "form",
        }


# Begins with what is open, which is little; everything else is found from there. In the first
# part are open terms of what a route posted into the books, in the second what a route from the
# books still owes to the billing system.
_OPEN = """
    WITH term AS (
        SELECT r.id, r.backend_id, r.scope, k.value AS entry, told.*
          FROM billing_record_key k
          JOIN billing_record r ON r.id = k.record_id AND r.kind = %(kind)s AND NOT r.deleted
         CROSS JOIN LATERAL (
            SELECT (r.payload::json->>'AmountFC')::numeric AS open,
                   (r.payload::json->>'TransactionAmountFC')::numeric AS whole,
                   r.payload::json->>'Currency' AS currency,
                   r.payload::json->>'Account' AS account,
                   r.payload::json->>'EntryNumber' AS number,
                   (r.payload::json->>'TransactionType')::int AS type
         ) AS told
         WHERE k.name = 'open'
    ), found AS (
        SELECT l.id AS link_id, term.*, source.paid, source.paid_at,
               EXISTS (SELECT 1 FROM term claim WHERE claim.backend_id = term.backend_id
                          AND claim.scope = term.scope AND claim.account = term.account
                          AND claim.open > 0) AS claims,
               EXISTS (SELECT 1 FROM term claim WHERE claim.backend_id = term.backend_id
                          AND claim.scope = term.scope AND claim.account = term.account
                          AND claim.open > 0 AND claim.currency = term.currency) AS same_currency,
               term.type = 40 AND EXISTS (
                   SELECT 1 FROM json_array_elements(
                            CASE WHEN term.type = 40
                                 THEN l.request::json->'body'->'BankEntryLines' END) AS line
                    WHERE line->>'OurRef' IS NULL
                      AND (line->>'AmountFC')::numeric = -term.open) AS no_reference
          FROM term
          JOIN billing_link l
            ON l.backend_id = term.backend_id AND l.scope = term.scope
           AND l.external_id = term.entry AND l.state = 'posted'
           AND (l.bundle IS NULL OR l.aggregate)
          LEFT JOIN billing_record s ON s.id = l.record_id AND s.kind = 'invoice'
         CROSS JOIN LATERAL (
            SELECT s.payload::json->>'status' = 'paid' AS paid,
                   to_timestamp((s.payload::json->>'paid_at')::bigint) AS paid_at
         ) AS source
    )
    SELECT found.id::bigint * 2 AS id, l.id AS link_id, l.route_id, l.company_id, l.backend_id,
           l.scope, l.kind, l.key, l.title, found.number, l.date, c.id AS currency_id,
           found.open AS amount,
           CASE WHEN found.open > 0 AND found.paid THEN 'paid_there'
                WHEN found.open <> found.whole THEN 'partial'
                WHEN found.open > 0 THEN 'unpaid'
                WHEN found.type <> 40 THEN 'credit'
                WHEN found.no_reference THEN 'no_reference'
                WHEN found.claims AND NOT found.same_currency THEN 'currency'
                WHEN found.same_currency THEN 'amount'
                ELSE 'unmatched' END AS reason,
           EXTRACT(day FROM now() - COALESCE(found.paid_at, l.date))::int AS days
      FROM found
      JOIN billing_link l ON l.id = found.link_id
 LEFT JOIN res_currency c ON c.name = found.currency
     UNION ALL
    SELECT l.id::bigint * 2 + 1, l.id, l.route_id, l.company_id, o.source_id, o.exact_division,
           l.kind, l.key, l.title, NULL, l.date, l.currency_id, l.amount_total, 'closed_here',
           EXTRACT(day FROM now() - l.date)::int
      FROM billing_link l JOIN billing_route o ON o.id = l.route_id
     WHERE l.kind IN ('payment', 'settlement')
       AND l.state IN ('new', 'planned', 'blocked', 'refused', 'uncertain')
"""
