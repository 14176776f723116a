from datetime import timedelta
from decimal import Decimal

from odoo import models

from ..ledger.plan import Outcome
from ..ledger.problems import Conflict, Invalid
from ..systems.exact import bank, look, plan
from ..systems.exact.bank_rules import RECEIVABLE, BankRules, Journal
from .billing_system_exact import ledger_of
from .problem_texts_payments import TEXTS

#: Rules under which money that was booked is no longer there.
_GONE = ("deleted", "payment_failed", "payment_in_progress")


class BillingSystem(models.AbstractModel):
    _inherit = "billing.system"

    def _problem_texts(self):
        return {**super()._problem_texts(), **TEXTS}


class BillingSystemExact(models.AbstractModel):
    """Money in Exact: the route's options as rules, and its bank entries."""

    _inherit = "billing.system.exact"

    def _probes(self, route):
        probes = super()._probes(route)
        if route.exact_payments:
            probes = (*probes, (bank.PATH, "EntryID"))
        return probes

    def _rule_parts(self, route, things):
        parts = super()._rule_parts(route, things)
        parts["bank"] = self._bank_rules(route, things) if route.exact_payments else None
        return parts

    def _bank_rules(self, route, things):
        journals = {one.id: _journal_of(one) for one in things["journal"]}

        def chosen(name):
            return ledger_of(route[name]) if route[name] else None

        return BankRules(
            date_from=route.exact_payments_from or route.date_from or None,
            journals=self.env["billing.mapping.payment"]._as_table(route, journals),
            shared={
                row.reference_id.code: row.others
                for row in route.payment_mapping_ids
                if row.others and row.reference_id
            },
            receivable=chosen("exact_receivable_ledger_id"),
            receivables=_receivables(things),
            in_advance=route.exact_excess == "advance",
            advance=chosen("exact_advance_ledger_id"),
            fees=chosen("exact_fee_ledger_id"),
            fee_source=route.exact_fee_source,
            transit=chosen("exact_transit_ledger_id"),
            unassigned=chosen("exact_unassigned_ledger_id"),
        )

    def _needs_beyond(self, words, rules, known):
        return plan.needs_beyond(words, rules, known)

    def _bundle_until(self, rules):
        """Wait for the end of a day: what moves on it goes into one entry."""
        return rules.today - timedelta(days=1)

    def _bundle(self, kind, key, parts, rules):
        if kind == bank.KIND:
            return bank.together(key, parts, rules)
        return super()._bundle(kind, key, parts, rules)

    def _seats(self, client, bodies):
        return {**super()._seats(client, bodies), **look.seats(client, bodies)}

    def _no_longer_fits(self, posted, outcome: Outcome):
        """Hold what was booked and whose money is gone, without anything that takes it back."""
        kind, external_id = outcome.source
        if outcome.kind == bank.KIND and outcome.rule in _GONE:
            return Invalid("movement_gone", transaction=external_id)
        if kind == "settlement" and not outcome.rule:
            return Conflict("settlement_changed", payout=external_id)
        return super()._no_longer_fits(posted, outcome)

    def _totals(self, route, requests):
        """Yield what bank entries book too: each line's ledger, and the journal's own."""
        yield from super()._totals(route, requests)
        things = self._things(route)
        ledgers = {one.external_id: one.display_name for one in things["gl_account"]}
        journals = {
            one.code: ledgers.get(one._data().get("gl_account"), one.display_name)
            for one in things["journal"]
        }
        for index, request in enumerate(requests):
            body = request["body"]
            lines = body.get(bank.LINES) or ()
            for line in lines:
                ledger = ledgers.get(line["GLAccount"], line["GLAccount"])
                yield index, ledger, "", bank.amount_of(line), Decimal(0)
            if lines:
                total = sum(map(bank.amount_of, lines))
                journal = body["JournalCode"]
                yield index, journals.get(journal, journal), "", -total, Decimal(0)


def _receivables(things):
    """Return {code of a sales journal: the debtors' ledger that it books on}."""
    debtors = {
        one.external_id: ledger_of(one)
        for one in things["gl_account"]
        if one._data().get("type") == RECEIVABLE
    }
    found = {one.code: debtors.get(one._data().get("gl_account")) for one in things["journal"]}
    return {code: ledger for code, ledger in found.items() if ledger}


def _journal_of(reference):
    """Return the rules' Journal that a reference stands for."""
    data = reference._data()
    return Journal(
        reference.code,
        reference.name,
        int(data.get("type") or 0),
        data.get("currency") or "",
        bool(data.get("any_currency")),
    )
