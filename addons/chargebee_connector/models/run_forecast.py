from datetime import timedelta

from odoo import _, api, fields, models
from odoo.tools import format_datetime

from ..ledger import forecast
from .posting_doubts import BATCH


class BillingRun(models.Model):
    """Forecast: how many calls what a preview shows will take, and when it will be done."""

    _inherit = "billing.run"

    forecast_calls = fields.Integer("Calls Expected", readonly=True)
    forecast_limits = fields.Char(readonly=True)
    forecast_done_at = fields.Datetime("Done At About", readonly=True)
    forecast_text = fields.Char("How Long It Takes", compute="_compute_forecast_text")

    @api.depends("forecast_calls", "forecast_done_at", "counts")
    @api.depends_context("lang", "tz")
    def _compute_forecast_text(self):
        for run in self:
            if not run.forecast_done_at:
                run.forecast_text = ""
                continue
            run.forecast_text = _(
                "%(requests)s requests, about %(calls)s calls, done at about %(time)s if posted "
                "now (%(limits)s)",
                requests=run._counted().get("requests", 0),
                calls=run.forecast_calls,
                time=format_datetime(self.env, run.forecast_done_at, dt_format="short"),
                limits=run._limits_text(),
            )

    def _limits_text(self):
        minute, day = (self.forecast_limits or ",").split(",")
        if not minute or not day:
            return _("no limit known")
        return _("%(minute)s calls a minute, %(day)s a day", minute=minute, day=day)

    def _finish_preview(self):
        result = super()._finish_preview()
        self._forecast()
        return result

    def _forecast(self):
        """Store what it takes to post what this preview shows, and what waits for that."""
        self.env.flush_all()
        self.env.cr.execute(_NUMBERS, {"run": self.id})
        numbers = self.env.cr.fetchall()
        minute, day = self._windows()
        together = self.route_id.target_id._system().TOGETHER
        if together:
            calls = forecast.bulk_calls([number for _is_update, number in numbers], together)
        else:
            creates = [number for is_update, number in numbers if not is_update]
            updates = sum(number for is_update, number in numbers if is_update)
            calls = forecast.calls(creates, updates, BATCH, minute.limit)
        self.write(
            {
                "forecast_calls": calls,
                "forecast_limits": f"{minute.limit or ''},{day.limit or ''}",
                "forecast_done_at": forecast.done_at(calls, fields.Datetime.now(), minute, day),
            }
        )

    def _windows(self):
        """Return the minute's and the day's limit of the target as far as they are known."""
        route = self.route_id
        quota = self.env["billing.quota"].search(
            [
                ("backend_id", "=", route.target_id.id),
                ("scope", "=", route.target_scope or ""),
            ],
            limit=1,
        )
        if not quota:
            per_minute, per_day = route.target_id._system()._assumed_limits()
            return (
                forecast.Window(per_minute, per_minute, None, forecast.MINUTE),
                forecast.Window(per_day, per_day, None, forecast.DAY),
            )
        return (
            _window(quota.minute_limit, quota.minute_left, quota.minute_resets_at, forecast.MINUTE),
            _window(quota.day_limit, quota.day_left, quota.day_resets_at, forecast.DAY),
        )


def _window(limit: int, left: int, resets, length: timedelta) -> forecast.Window:
    return forecast.Window(limit or None, left, resets or None, length)


# What goes by itself, one row a kind: things to be made and updates. What waits for another thing
# of the list follows it; money that waits counts by the entry of its day.
_NUMBERS = """
    SELECT is_update, count(DISTINCT thing) FROM (
        SELECT kind, COALESCE(request::json->>'repeat', '') = 'put' AS is_update,
               CASE WHEN state = 'planned' THEN kind || ' ' || key
                    ELSE COALESCE(bundle, kind || ' ' || key) END AS thing
          FROM billing_preview
         WHERE run_id = %(run)s
           AND (state = 'planned' AND bundle IS NULL
                OR state = 'blocked' AND problem::json->>'class' = 'Waiting')
    ) counted
    GROUP BY kind, is_update
"""
