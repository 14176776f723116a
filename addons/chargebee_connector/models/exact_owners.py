import json
from datetime import timedelta

from odoo import fields, models

from ..ledger.problems import Invalid
from ..ledger.text import dump
from ..systems.exact import bank, owners
from .own_cursor import commit

#: Days by which Exact's and our own clock, and zones, may differ.
_MARGIN = timedelta(days=2)


class BillingMappingPayment(models.Model):
    """One owner for each journal: who else books in it, and whether a person finds that right."""

    _inherit = "billing.mapping.payment"

    others = fields.Char(
        "Entries of Others",
        readonly=True,
        copy=False,
        help="Entries in this journal that aren't ours: nothing is posted into it meanwhile.",
    )
    others_seen = fields.Text(readonly=True, copy=False)
    others_accepted = fields.Text(readonly=True, copy=False)
    looked_on = fields.Date("Last Looked For", readonly=True, copy=False)

    def action_accept_others(self):
        """Find the entries of others right that were found so far; posting goes on."""
        self.route_id.source_id._check_group("approve")
        for row in self.filtered("others"):
            seen = json.loads(row.others_seen or "[]")
            accepted = json.loads(row.others_accepted or "[]")
            row.write(
                {
                    "others": False,
                    "others_seen": False,
                    "others_accepted": json.dumps(sorted({*accepted, *seen})),
                }
            )
        return True


class BillingSystemExact(models.AbstractModel):
    _inherit = "billing.system.exact"

    def _test(self, backend):
        """Say at set-up already which journals have another owner."""
        findings = super()._test(backend)
        for route in self.env["billing.route"].search([("target_id", "=", backend.id)]):
            if route.exact_payments and route.exact_division:
                client = self._client(backend, route.exact_division)
                for problem in self._look_for_others(client, route).values():
                    findings.append(("error", problem.code, problem.params))
        return findings

    def _before_post(self, client, backend, scope, cr, asked):
        """Stop what would go into journals in which somebody else books too."""
        super()._before_post(client, backend, scope, cr, asked)
        cr.execute(
            "SELECT DISTINCT route_id FROM billing_link WHERE backend_id = %s AND scope = %s"
            "   AND state = 'planned' AND kind = %s AND (bundle IS NULL OR aggregate)",
            (backend.id, scope, bank.KIND),
        )
        routes = self.env["billing.route"].browse([row[0] for row in cr.fetchall()])
        for route in routes.filtered(lambda route: f"owners of {route.id}" not in asked):
            for journal, problem in self._look_for_others(client, route).items():
                cr.execute(
                    "UPDATE billing_link SET state = 'blocked', problem = %s, problem_code = %s,"
                    "       request = NULL, fingerprint = NULL"
                    " WHERE route_id = %s AND state = 'planned' AND kind = %s"
                    "   AND request::json->'body'->>'JournalCode' = %s",
                    (dump(problem.as_dict()), problem.code, route.id, bank.KIND, journal),
                )
            asked.add(f"owners of {route.id}")
        commit(cr)

    def _look_for_others(self, client, route):
        """Return {journal code: Invalid} of the journals in which others book, and note it."""
        found = {}
        rows = route.payment_mapping_ids.filtered(
            lambda row: row.state == "confirmed" and row.reference_id
        )
        strangers = self._others(client, route, rows) if rows else {}
        for journal, some in rows.grouped("reference_id").items():
            others = strangers.get(journal.code)
            numbers = ", ".join(sorted(others.values())[:5]) if others else None
            self.env.cr.execute(
                "UPDATE billing_mapping_payment SET others = %s, others_seen = %s, looked_on = %s"
                " WHERE id = ANY(%s) AND (others, looked_on) IS DISTINCT FROM (%s, %s)",
                (numbers, json.dumps(sorted(others)) if others else None, _today(), some.ids)
                + (numbers, _today()),
            )
            some.invalidate_recordset(["others", "others_seen", "looked_on"])
            if others:
                found[journal.code] = Invalid(
                    "journal_shared", journal=journal.code, name=journal.name, entries=numbers
                )
        return found

    def _others(self, client, route, rows):
        """Return {journal: {entry id: number}} of entries that nobody here made or accepted.

        All journals of these rows go by one look. What was looked at before is left alone, unless
        one of them held entries of others.
        """
        accepted = set()
        for row in rows:
            accepted.update(json.loads(row.others_accepted or "[]"))
        looked = [row.looked_on for row in rows if row.looked_on and not row.others]
        since = min(looked) - _MARGIN if len(looked) == len(rows) else None
        begin = route.exact_payments_from or route.date_from or None
        journals = set(rows.reference_id.mapped("code"))
        there = owners.entries_of_others(client, journals, begin, since, accepted)
        entries = set().union(*there.values())
        self.env.cr.execute(
            "SELECT external_id FROM billing_link WHERE external_id = ANY(%s)"
            "   AND backend_id = %s AND scope = %s AND state = 'posted'",
            (list(entries), route.target_id.id, route.exact_division),
        )
        entries.difference_update(external_id for (external_id,) in self.env.cr.fetchall())
        words = owners.first_words(client, sorted(entries))
        known = self._known_keys(route, set().union(*words.values())) if words else set()
        strangers = {one for one in entries if not words.get(one) or not words[one] <= known}
        return {
            journal: {one: number for one, number in numbers.items() if one in strangers}
            for journal, numbers in there.items()
        }

    def _known_keys(self, route, words):
        """Return those of some words that are our keys: of movements, and of settlements."""
        self.env.cr.execute(
            "SELECT external_id FROM billing_record"
            " WHERE backend_id = %s AND kind = 'transaction' AND external_id = ANY(%s)"
            " UNION SELECT payload::json->>'payout' FROM billing_record"
            " WHERE backend_id = %s AND kind = 'settlement'",
            (route.source_id.id, list(words), route.source_id.id),
        )
        return {row[0] for row in self.env.cr.fetchall()}


def _today():
    return fields.Date.today()
