from datetime import timedelta

from odoo import _, fields, models

from ..ledger.periods import Calendar
from .problem_texts_period import TEXTS

#: How long before the calendar of an administration ends somebody is told to make a year.
WARN_BEFORE = timedelta(weeks=6)


class BillingRoute(models.Model):
    """What becomes of documents whose period is closed, and of a calendar that ends."""

    _inherit = "billing.route"

    exact_vat_return = fields.Selection(
        [("month", "Every month"), ("quarter", "Every quarter"), ("year", "Every year")],
        "VAT Is Declared",
        required=True,
        default="month",
        tracking=True,
        help="A document of a closed period moves by itself to the next open one of the same "
        "return.",
    )
    exact_move_across_returns = fields.Boolean(
        "Move into the Next VAT Return",
        tracking=True,
        help="A document of a closed period may also be declared in a later return, up to "
        "1,000 of VAT that leaves one return in all. Try it on a test administration first: "
        "whether Exact declares by period or by date could not be confirmed. Ask your adviser.",
    )

    exact_voided_unposted = fields.Selection(
        [
            ("by_return", "Left out, unless the void falls into a later VAT return"),
            ("skip", "Left out"),
            ("both", "Booked, and taken back"),
        ],
        "Voided before It Was Posted",
        required=True,
        default="by_return",
        tracking=True,
    )

    def _warn_of_missing_year(self, last_day):
        """Remind whoever keeps the route that a year must be made in Exact; once per year."""
        self.ensure_one()
        if not last_day or last_day > fields.Date.context_today(self) + WARN_BEFORE:
            return
        summary = _("Make the year %s in Exact", (last_day + timedelta(days=1)).year)
        if self.activity_ids.filtered(lambda one: one.summary == summary):
            return
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=last_day,
            summary=summary,
            note=_(
                "The last period that Exact has ends on %(day)s. Documents dated later, and "
                "revenue that is spread beyond that day, are blocked until the year is made.",
                day=last_day,
            ),
            user_id=self.create_uid.id,
        )


class BillingSystem(models.AbstractModel):
    _inherit = "billing.system"

    def _problem_texts(self):
        return {**super()._problem_texts(), **TEXTS}


class BillingSystemExact(models.AbstractModel):
    _inherit = "billing.system.exact"

    def _rule_parts(self, route, things):
        return {
            **super()._rule_parts(route, things),
            "vat_return": route.exact_vat_return,
            "move_across_returns": route.exact_move_across_returns,
            "voided_unposted": route.exact_voided_unposted,
        }

    def _fill_route(self, route):
        """Look at how far the calendar goes, as often as the reference data are refreshed."""
        super()._fill_route(route)
        calendar: Calendar = self._calendar(self._things(route))
        route._warn_of_missing_year(calendar.last_day)
