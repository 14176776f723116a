from datetime import date

from odoo import _, models

from ..ledger.plan import Known
from ..ledger.problems import Invalid
from ..ledger.pull import Referenced
from ..ledger.text import parse
from ..systems.exact import catalogue, paying, suggest
from ..systems.exact.uses import Uses
from .planning import BATCH


class BillingSystemExact(models.AbstractModel):
    """Mapping rows for what is in use, with what source and target suggest for them."""

    _inherit = "billing.system.exact"

    def _suggest(self, route):
        """Add a suggested row for every combination in use that no row covers."""
        uses = self._uses(route)
        shared = uses.shared()
        things = {
            kind: [
                Referenced(one.external_id, one.code, one.name, True, one._data()) for one in some
            ]
            for kind, some in self._things(route).items()
        }
        home = self._division(route).get("country", "")

        def _of_terms(facts):
            return things["payment_condition"], tuple(facts.items()) in uses.collected

        find = {
            "revenue": lambda facts: suggest.revenue(
                uses.sold[tuple(facts.items())][0], things["gl_account"], things["booking"]
            ),
            "tax": lambda facts: suggest.tax(facts, things["vat_code"], home),
            "term": lambda facts: suggest.term(facts, *_of_terms(facts)),
        }
        match = {
            "revenue": lambda facts: suggest.revenue_match(facts, shared),
            "tax": lambda facts: suggest.tax_match(facts, home),
            "term": lambda facts: suggest.term_match(facts, *_of_terms(facts)),
        }
        return sum(
            self._suggest_rows(route, table, getattr(uses, table), match[table], find[table])
            for table in find
        )

    def _uses(self, route):
        """Return what the route's documents ask with."""
        source = route.source_id
        system = source._system()
        self.env.cr.execute(
            "SELECT kind, payload FROM billing_record WHERE backend_id = %s AND kind = ANY(%s)",
            (source.id, list(catalogue.KINDS)),
        )
        prices = {}
        for kind, text in self.env.cr.fetchall():
            price = self._word(system, source, kind, text)
            if price is not None:
                prices[kind, price.external_id] = price
        revenue = self.env["billing.mapping.revenue"]._covered(route)
        uses, behind = Uses(), 0
        while True:
            self.env.cr.execute(
                "SELECT id, kind, payload FROM billing_record WHERE backend_id = %s"
                " AND kind IN ('invoice', 'credit_note') AND id > %s ORDER BY id LIMIT %s",
                (source.id, behind, BATCH),
            )
            rows = self.env.cr.fetchall()
            if not rows:
                return uses
            behind = rows[-1][0]
            words = [self._word(system, source, kind, text) for _id, kind, text in rows]
            words = [word for word in words if word is not None]
            known = Known(self._customers(system, source, {word.customer for word in words}))
            uses.add(
                [paying.told(word, known) for word in words],
                prices,
                route.date_from or None,
                route.business_entity or "",
                revenue,
            )

    def _customers(self, system, source, ids):
        """Return customers as the words that a plan knows."""
        self.env.cr.execute(
            "SELECT external_id, payload FROM billing_record WHERE backend_id = %s"
            " AND kind = 'customer' AND external_id = ANY(%s)",
            (source.id, list(ids)),
        )
        words = {
            ("customer", external_id): self._word(system, source, "customer", text)
            for external_id, text in self.env.cr.fetchall()
        }
        return {place: word for place, word in words.items() if word is not None}

    def _word(self, system, source, kind, text):
        try:
            return system._read(source, kind, parse(text))
        except (Invalid, ValueError):
            return None  # What can't be read is blocked for that, not for its mapping.

    def _suggest_rows(self, route, table, uses, demand, find):
        """Create the rows that are missing in one table; return how many.

        `demand` says what a row for given facts demands, `find` where it may lead and why.
        """
        model = self.env[f"billing.mapping.{table}"]
        covered = model._covered(route)
        rows, seen = [], set()
        for pairs, _count in uses.most_common():
            facts = dict(pairs)
            match = demand(facts)
            key = tuple(match.items())
            if key in seen or not match or covered.choose(facts, date.today()):
                continue
            seen.add(key)
            found = find(facts)
            reference = found and self.env["billing.reference"].search(
                [
                    ("backend_id", "=", route.target_id.id),
                    ("scope", "=", route.exact_division),
                    ("kind", "=", model._reference_kind),
                    ("external_id", "=", found[0]),
                ],
                limit=1,
            )
            rows.append(
                {
                    "route_id": route.id,
                    "state": "suggested",
                    "reference_id": reference.id if reference else False,
                    "suggestion": self._reason(found[1]) if found else _("Nothing suggests itself"),
                    **match,
                }
            )
        model.create(rows)
        return len(rows)

    def _reason(self, code):
        return {
            "accounting_code": _("The accounting code in the billing system"),
            "booked_before": _("Lines of this name were booked like this before"),
            "name": _("The names are alike"),
            "gateway": _("The journal bears the name of the gateway"),
            "reverse_charge": _("VAT reverse-charged within the EU"),
            "reverse_charge_home": _("VAT reverse-charged within the country"),
            "export": _("Outside the EU"),
            "zero": _("Zero rate"),
            "exempt": _("Exempt from VAT"),
            "oss": _("One Stop Shop, same country and rate"),
            "percentage": _("Same percentage"),
            "collected": _("Collected by a payment service provider"),
            "days": _("Same number of days, on credit"),
        }.get(code, code)
