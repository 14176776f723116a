from datetime import datetime
from decimal import Decimal

from odoo import _, models
from odoo.exceptions import UserError

from ..ledger import states
from ..ledger.problems import Invalid
from ..systems.exact import applied, memo, withheld
from ..systems.exact.memo_rules import MemoRules
from .billing_system_exact import _zone, ledger_of, vat_code_of
from .problem_texts_memo import TEXTS as MEMO

#: What stands on the list of VAT that may be reclaimed.
RECLAIMABLE = ("vat_reclaim_due", "vat_reclaim_open")

_LEDGERS = (
    ("receivable", "exact_receivable_ledger_id"),
    ("bad_debt", "exact_bad_debt_ledger_id"),
    ("vat_suspense", "exact_vat_suspense_ledger_id"),
    ("withheld", "exact_withheld_ledger_id"),
    ("zero_discount", "exact_zero_discount_ledger_id"),
    ("goodwill", "exact_goodwill_ledger_id"),
    ("store_credit", "exact_store_credit_ledger_id"),
)


class BillingSystem(models.AbstractModel):
    _inherit = "billing.system"

    def _problem_texts(self):
        return {**super()._problem_texts(), **MEMO}


class BillingSystemExact(models.AbstractModel):
    """Memo entries: their options, what previews add up of them, and what they no longer fit."""

    _inherit = "billing.system.exact"

    def _probes(self, route):
        probes = super()._probes(route)
        if route.exact_memo_journal_id:
            probes = (*probes, (memo.PATH, "EntryID"))
        return probes

    def _rule_parts(self, route, things):
        reclaim = route.exact_reclaim_journal_id
        code = route.exact_reclaim_vat_code_id
        options = MemoRules(
            journal=route.exact_memo_journal_id.code or "",
            reclaim_journal=reclaim.code or "",
            reclaim_allows_vat=bool(reclaim and reclaim._data().get("allow_vat")),
            reclaim_code=vat_code_of(code) if code else None,
            write_off=route.exact_write_off,
            chargeback=route.exact_chargeback,
            store=route.exact_store_credit or "",
            zero=route.exact_zero_invoice,
            **{name: ledger_of(route[field]) for name, field in _LEDGERS if route[field]},
        )
        return {**super()._rule_parts(route, things), "memo": options}

    def _no_longer_fits(self, posted, outcome):
        """Hold what was deleted (C11, I15), and uses of a credit note that were taken back (C9)."""
        if outcome.kind != memo.KIND:
            return super()._no_longer_fits(posted, outcome)
        if outcome.rule == "deleted" and outcome.key.endswith(applied.USED):
            return Invalid("allocation_removed", number=outcome.source[1])
        if outcome.rule == "deleted":
            return Invalid("memo_source_deleted", number=outcome.source[1])
        if outcome.rule == "allocation_removed":
            return Invalid("allocation_removed", number=outcome.source[1])
        if outcome.rule == withheld.REMOVED:
            return Invalid(
                "withheld_removed",
                invoice=outcome.source[1],
                amount=-(posted.total or 0),
                currency=outcome.facts.currency,
            )
        return None

    def _totals(self, route, requests):
        """Add the lines of memo entries: like revenue, what is credited counts above zero."""
        yield from super()._totals(route, requests)
        things = self._things(route)
        ledgers = {one.external_id: one.display_name for one in things["gl_account"]}
        for index, request in enumerate(requests):
            for line in request["body"].get(memo.LINES) or ():
                ledger = ledgers.get(line["GLAccount"], line["GLAccount"])
                vat = Decimal(line.get("AmountVATFC") or "0")
                yield index, ledger, line.get("VATCode") or "", -memo.amount_of(line), -vat


class BillingLink(models.Model):
    _inherit = "billing.link"

    def action_reclaim_vat(self):
        """Reclaim the VAT of these bad debts by an entry of today: an approver says so."""
        self._check_may("approve", (states.BLOCKED,))
        links = self.sudo().filtered(  # See action_retry.
            lambda link: link.problem_code in RECLAIMABLE
        )
        if not links:
            raise UserError(_("None of this selection is VAT of a bad debt that can be reclaimed."))
        for link in links:
            link.write(
                {
                    "released": datetime.now(_zone(link.route_id)).date().isoformat(),
                    "state": states.NEW,
                    "problem": False,
                    "problem_code": False,
                }
            )
        links._plan_again()
        links._log("decided")
        return self.env["billing.run"]._start_routes("plan", links.route_id, then="post")._open()
