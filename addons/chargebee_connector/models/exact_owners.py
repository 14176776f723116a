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

    def _before_post(self, client, backend, scope, cr):
        """Stop what would go into journals in which somebody else books too."""
        super()._before_post(client, backend, scope, cr)
        cr.execute(
            "SELECT DISTINCT route_id FROM billing_link WHERE backend_id = %s AND scope = %s"
            "   AND state = 'planned' AND kind = %s AND (bundle IS NULL OR aggregate)",
            (backend.id, scope, bank.KIND),
        )
        routes = self.env["billing.route"].browse([row[0] for row in cr.fetchall()])
        for route in routes:
            for journal, problem in self._look_for_others(client, route).items():
                cr.execute(
                    "UPDATE billing_link SET state = 'blocked', problem = %s, problem_code = %s,"
                    "       request = NULL, fingerprint = NULL"
                    " WHERE route_id = %s AND state = 'planned' AND kind = %s"
                    "   AND request::json->'body'->>'JournalCode' = %s",
                    (dump(problem.as_dict()), problem.code, route.id, bank.KIND, journal),
                )
        commit(cr)

    def _look_for_others(self, client, route):
        """Return {journal code: Invalid} of the journals in which others book, and note it."""
        found = {}
        rows = route.payment_mapping_ids.filtered(
            lambda row: row.state == "confirmed" and row.reference_id
        )
        for journal, some in rows.grouped("reference_id").items():
            accepted = set()
            for row in some:
                accepted.update(json.loads(row.others_accepted or "[]"))
            others = self._others(client, route, journal.code, accepted)
            numbers = ", ".join(sorted(others.values())[:5]) if others else None
            self.env.cr.execute(
                "UPDATE billing_mapping_payment SET others = %s, others_seen = %s"
                " WHERE id = ANY(%s) AND others IS DISTINCT FROM %s",
                (numbers, json.dumps(sorted(others)) if others else None, some.ids, numbers),
            )
            some.invalidate_recordset(["others", "others_seen"])
            if others:
                found[journal.code] = Invalid(
                    "journal_shared", journal=journal.code, name=journal.name, entries=numbers
                )
        return found

    def _others(self, client, route, journal, accepted):
        """Return {entry id: number} of entries in a journal that nobody here made or accepted."""
        self.env.cr.execute(
            "SELECT external_id, posted_at::date FROM billing_link"
            " WHERE backend_id = %s AND scope = %s AND kind = %s AND state = 'posted'"
            "   AND (bundle IS NULL OR aggregate)"
            "   AND request::json->'body'->>'JournalCode' = %s ORDER BY id DESC",
            (route.target_id.id, route.exact_division, bank.KIND, journal),
        )
        posted = self.env.cr.fetchall()
        begin = route.exact_payments_from or route.date_from
        since = posted[0][1] - _MARGIN if posted else None
        ours = accepted.union(external_id for external_id, _day in posted)
        others = owners.entries_of_others(client, journal, begin, since, ours)
        if not others:
            return {}
        words = owners.first_words(client, list(others))
        known = self._known_keys(route, set().union(*words.values()))
        return {
            entry: number
            for entry, number in others.items()
            if not words.get(entry) or not words[entry] <= known
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
