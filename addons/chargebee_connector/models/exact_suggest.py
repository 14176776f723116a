from collections import Counter
from dataclasses import replace
from datetime import date

from odoo import _, models

from ..ledger.plan import Known
from ..ledger.problems import Invalid
from ..ledger.pull import Referenced
from ..ledger.text import parse
from ..ledger.words import PRICE_KINDS
from ..systems.exact import paying, suggest, suggest_revenue
from ..systems.exact.rules import NO_ITEM
from ..systems.exact.uses import Uses
from .planning import BATCH

#: Why something suggests itself, by the codes of `suggest`.
_REASONS = {
    "accounting_code": lambda env: env._("The accounting code in the billing system: %(ledger)s"),
    "item": lambda env: env._("Item %(item)s is sold on %(ledger)s in Exact"),
    "item_group": lambda env: env._("The group of item %(item)s is sold on %(ledger)s in Exact"),
    "booked_before": lambda env: env._("Booked %(count)s of %(of)s times on %(ledger)s"),
    "family": lambda env: env._("%(count)s of “%(family)s” were confirmed, all on %(ledger)s"),
    "group_named": lambda env: env._("Item group “%(group)s” is sold on %(ledger)s in Exact"),
    "name": lambda env: env._("The names are alike"),
    "vat_booked": lambda env: env._("Booked %(count)s times with %(vat_code)s on this ledger"),
    "gateway": lambda env: env._("The journal bears the name of the gateway"),
    "reverse_charge": lambda env: env._("VAT reverse-charged within the EU"),
    "reverse_charge_home": lambda env: env._("VAT reverse-charged within the country"),
    "export": lambda env: env._("Outside the EU"),
    "zero": lambda env: env._("Zero rate"),
    "exempt": lambda env: env._("Exempt from VAT"),
    "oss": lambda env: env._("One Stop Shop, same country and rate"),
    "percentage": lambda env: env._("Same percentage"),
    "collected": lambda env: env._("Collected by a payment service provider"),
    "days": lambda env: env._("Same number of days, on credit"),
}


class _Sold:
    """What is in use, held against what was confirmed and booked before."""

    def __init__(self, uses, books, confirmed):
        self._uses = uses
        self._confirmed = confirmed
        prices = {}
        for pairs, (price, _description) in uses.sold.items():
            row = confirmed.choose(dict(pairs))
            if row is not None and price.item_family and row.match.keys() & {"item_price", "item"}:
                prices.setdefault(price.item_family, {})[price.external_id] = row.target
        siblings = {family: Counter(ledgers.values()) for family, ledgers in prices.items()}
        self._books = replace(books, siblings=siblings)
        self._taxed = {}
        for booking in books.bookings:
            if "vat_code" in booking.data:
                codes = self._taxed.setdefault(booking.data["gl_account"], Counter())
                codes[booking.data["vat_code"]] += int(booking.data["count"])

    def ledger(self, pairs):
        """Return what suggests itself for the lines that ask with these facts of revenue."""
        price, description = self._uses.sold[pairs]
        by_itself = dict(pairs)["item_price"] != NO_ITEM
        return suggest_revenue.ledger(price, self._books, description) if by_itself else None

    def booked(self, pairs):
        """Return how often each VAT code was booked on the ledgers of the lines with this tax."""
        codes = Counter()
        for sold in self._uses.taxed.get(pairs, ()):
            row, found = self._confirmed.choose(dict(sold)), self.ledger(sold)
            target = row.target if row else found and found.external_id
            codes.update(self._taxed.get(target, {}))
        return codes


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

        books = suggest_revenue.Books(
            things["gl_account"],
            things["booking"],
            things["item"],
            things["item_group"],
        )
        sold = _Sold(uses, books, self._confirmed_revenue(route))

        def _of_terms(facts):
            return things["payment_condition"], tuple(facts.items()) in uses.collected

        find = {
            "revenue": lambda facts: sold.ledger(tuple(facts.items())),
            "tax": lambda facts: suggest.tax(
                facts, things["vat_code"], home, sold.booked(tuple(facts.items()))
            ),
            "term": lambda facts: suggest.term(facts, *_of_terms(facts)),
        }
        match = {
            "revenue": lambda facts: suggest_revenue.match(facts, shared),
            "tax": lambda facts: suggest.tax_match(facts, home),
            "term": lambda facts: suggest.term_match(facts, *_of_terms(facts)),
        }
        return sum(
            self._suggest_rows(route, table, getattr(uses, table), match[table], find[table])
            for table in find
        )

    def _confirmed_revenue(self, route):
        """Return the confirmed rows of revenue as a table of the ledgers' ids in Exact."""
        ledgers = {one.id: one.external_id for one in self._things(route)["gl_account"]}
        return self.env["billing.mapping.revenue"]._as_table(route, ledgers)

    def _uses(self, route):
        """Return what the route's documents ask with."""
        source = route.source_id
        system = source._system()
        self.env.cr.execute(
            "SELECT kind, payload FROM billing_record WHERE backend_id = %s AND kind = ANY(%s)",
            (source.id, list(PRICE_KINDS)),
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
                    "suggestion": self._reason(found) if found else _("Nothing suggests itself"),
                    "strength": _strength(found) if reference else False,
                    **match,
                }
            )
        model.create(rows)
        return len(rows)

    def _reason(self, found):
        """Return in words why something suggests itself."""
        return _REASONS.get(found.why, lambda env: found.why)(self.env) % found.told


def _strength(found):
    return "strong" if found.strong else "weak"
