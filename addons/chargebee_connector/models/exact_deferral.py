from odoo import fields, models
from odoo.tools.sql import column_exists, create_column

from ..ledger.spreading import BY_DAY, BY_PERIOD
from ..systems.exact import bundled_memo, memo
from ..systems.exact.deferral_rules import EXACT, MEMO, NONE, Deferral
from .billing_system_exact import ledger_of
from .exact_pick import pick
from .problem_texts_deferral import TEXTS


class BillingRoute(models.Model):
    """What a route decides about revenue that belongs into other periods than its document."""

    _inherit = "billing.route"

    exact_deferral_mode = fields.Selection(
        [
            (EXACT, "Exact spreads it"),
            (NONE, "Not deferred"),
            (MEMO, "By memo entries every month"),
        ],
        "Deferred Revenue",
        required=True,
        default=EXACT,
        tracking=True,
        help="Who puts the revenue of a service period into the months that it belongs to. "
        "Recommended: Exact, by the service period that is sent with each line; needs a licence "
        "for deferred revenue. Without it, memo entries of our own do the same.",
    )
    exact_deferral_split = fields.Selection(
        [
            (BY_PERIOD, "The same for every period"),
            (BY_DAY, "By days"),
        ],
        "Spread",
        required=True,
        default=BY_PERIOD,
        tracking=True,
        help="How revenue is divided over the periods of its service. Exact does one or the "
        "other, as set for the administration; choose the same here.",
    )
    exact_deferral_ledger_id = pick(
        "Deferred Revenue Ledger",
        "gl_account",
        "Holds revenue that is not yet earned: a balance-sheet ledger, no revenue ledger.",
    )
    exact_accrual = fields.Boolean(
        "Accrue Unbilled Charges",
        tracking=True,
        help="At the end of each month, books what was delivered and not invoiced yet, and takes "
        "it back on the first of the next month. Bears no VAT. Recommended: off, unless your "
        "month-end closing asks for it.",
    )
    exact_unbilled_ledger_id = pick(
        "Ledger for Revenue to Be Invoiced",
        "gl_account",
        "Holds what was earned and not invoiced yet: a balance-sheet ledger.",
    )

    def _auto_init(self):
        """Keep what routes said by the switch that this choice has replaced: off was nobody."""
        if column_exists(self.env.cr, self._table, "exact_deferral") and not column_exists(
            self.env.cr, self._table, "exact_deferral_mode"
        ):
            create_column(self.env.cr, self._table, "exact_deferral_mode", "varchar")
            self.env.cr.execute(
                "UPDATE billing_route SET exact_deferral_mode ="
                " CASE WHEN exact_deferral IS FALSE THEN %s ELSE %s END",
                (NONE, EXACT),
            )
        return super()._auto_init()


class BillingSystem(models.AbstractModel):
    _inherit = "billing.system"

    def _problem_texts(self):
        return {**super()._problem_texts(), **TEXTS}


class BillingSystemExact(models.AbstractModel):
    """Deferred revenue: its options, and the one memo entry of a period."""

    _inherit = "billing.system.exact"

    def _rule_parts(self, route, things):
        ledger, unbilled = route.exact_deferral_ledger_id, route.exact_unbilled_ledger_id
        options = Deferral(
            mode=route.exact_deferral_mode,
            split=route.exact_deferral_split,
            ledger=ledger_of(ledger) if ledger else None,
            running=self._is_deferring(route),
            accrue=route.exact_accrual,
            unbilled=ledger_of(unbilled) if unbilled else None,
        )
        return {**super()._rule_parts(route, things), "spreading": options}

    def _is_deferring(self, route):
        """Say whether memo entries have deferred revenue of a route, whatever it says by now."""
        self.env.cr.execute(
            "SELECT 1 FROM billing_link WHERE route_id = %s AND bundle LIKE %s LIMIT 1",
            (route.id, f"{memo.KIND} {bundled_memo.DEFERRALS}/%"),
        )
        return bool(self.env.cr.fetchone())

    def _bundle(self, kind, key, parts, rules):
        if kind == memo.KIND:
            return bundled_memo.bundle(key, parts, rules)
        return super()._bundle(kind, key, parts, rules)

    def _kinds_wanted(self, route):
        wanted = ("unbilled_charge",) if route.exact_accrual else ()
        return (*super()._kinds_wanted(route), *wanted)
