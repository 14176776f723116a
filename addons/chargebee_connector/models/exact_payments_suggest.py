from collections import Counter

from odoo import models

from ..ledger.pull import Referenced
from ..systems.exact import payments, suggest
from .planning import BATCH

#: What a suggested row demands.
_DEMANDS = ("gateway_account", "gateway", "currency")


class BillingSystemExact(models.AbstractModel):
    """Rows for the gateway accounts and currencies in which money moved."""

    _inherit = "billing.system.exact"

    def _suggest(self, route):
        added = super()._suggest(route)
        if not route.exact_payments:
            return added
        journals = [
            Referenced(one.external_id, one.code, one.name, True, one._data())
            for one in self._things(route)["journal"]
        ]
        return added + self._suggest_rows(
            route,
            "payment",
            self._movements_in_use(route),
            lambda facts: {name: facts[name] for name in _DEMANDS if facts[name]},
            lambda facts: suggest.journal(facts, journals),
        )

    def _movements_in_use(self, route):
        """Return with which facts how many movements ask that are to be booked at all."""
        system, behind, uses = route.source_id._system(), 0, Counter()
        begin = route.exact_payments_from or route.date_from or None
        while True:
            self.env.cr.execute(
                "SELECT id, payload FROM billing_record WHERE backend_id = %s"
                " AND kind = 'transaction' AND id > %s ORDER BY id LIMIT %s",
                (route.source_id.id, behind, BATCH),
            )
            rows = self.env.cr.fetchall()
            if not rows:
                return uses
            behind = rows[-1][0]
            for _id, text in rows:
                word = self._word(system, route.source_id, "transaction", text)
                if word is None or not payments.is_money(word, begin, route.business_entity):
                    continue
                uses[tuple(payments.payment_facts(word).items())] += 1
