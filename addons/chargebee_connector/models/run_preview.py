import json
from collections import defaultdict
from decimal import Decimal

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..ledger import states
from ..ledger.text import dump, fingerprint, parse
from .bundling import member
from .planning import BATCH, STOPPED, Planner
from .problem_text import explain


class BillingRun(models.Model):
    """Preview: the very plan that would be posted, shown and never sent."""

    _inherit = "billing.run"

    def _step_preview(self, clock):
        """Plan the chosen records, or all that wait, into lines and totals of this run."""
        position = self._position()
        planner = Planner(self.route_id)
        while not clock.is_over():
            ids = self._preview_batch(position)
            if not ids:
                self._preview_bundles(planner)
                self._finish_preview()
                return None
            self._preview_records_of(planner, ids)
            self.position = json.dumps(position)
            self.env.invalidate_all()
        return 0

    def _preview_batch(self, position):
        """Return the next record ids, and move the position behind them."""
        if "records" in position:
            ids, position["records"] = position["records"][:BATCH], position["records"][BATCH:]
            return ids
        # What is planned already, and what waits to be.
        self.env.cr.execute(
            "SELECT record_id FROM (SELECT record_id FROM billing_todo WHERE route_id = %s"
            " UNION SELECT record_id FROM billing_link WHERE route_id = %s"
            "   AND state IN ('new', 'planned', 'blocked', 'refused') AND record_id IS NOT NULL"
            ") waiting WHERE record_id > %s ORDER BY record_id LIMIT %s",
            (self.route_id.id, self.route_id.id, position.get("behind", 0), BATCH),
        )
        ids = [record_id for (record_id,) in self.env.cr.fetchall()]
        if ids:
            position["behind"] = ids[-1]
        return ids

    def _preview_records_of(self, planner, ids):
        outcomes, linked = planner.outcomes(ids)
        wanted = {outcome.needs_link for outcome in outcomes if outcome.needs_link}
        unposted = {
            place
            for place in wanted
            if place not in linked or linked[place][1].state in states.PLANNABLE
        }
        sources = {planner.sources[place] for place in unposted}
        customers = planner.records_by_source(sources)
        if customers:
            to_be_made = dict.fromkeys(unposted, states.NEW)
            more, more_linked = planner.outcomes(list(customers.values()), to_be_made)
            turned = self._turned(unposted, more, linked)
            if turned:
                # Who would be stopped, or would go on, takes along what goes after them.
                outcomes, linked = planner.outcomes(ids, turned)
            outcomes = more + outcomes
            linked.update(more_linked)
        shown = self._shown_already({(outcome.kind, outcome.key) for outcome in outcomes})
        currencies = self._currency_ids()
        lines = []
        for outcome in outcomes:
            place = (outcome.kind, outcome.key)
            now = linked.get(place, (None, None))[1]
            if place in shown or (now and now.state not in states.PLANNABLE):
                continue
            shown.add(place)
            lines.append(self._preview_line(outcome, currencies))
        self.env["billing.preview"].create(lines)

    def _turned(self, places, outcomes, linked):
        """Return {place: state} of those that come to a stop, or start to move, by this plan."""
        turned = {}
        for outcome in outcomes:
            place = (outcome.kind, outcome.key)
            now = linked[place][1].state if place in linked else states.NEW
            if place in places and (outcome.state in STOPPED) != (now in STOPPED):
                turned[place] = outcome.state
        return turned

    def _shown_already(self, places):
        """Return those (kind, key) of a batch that this preview shows by now."""
        if not places:
            return set()
        self.env.flush_all()
        return set(
            self.env.cr.execute_values(
                "SELECT p.kind, p.key FROM billing_preview p"
                " JOIN (VALUES %s) AS asked (run_id, kind, key)"
                "   ON p.run_id = asked.run_id AND p.kind = asked.kind AND p.key = asked.key",
                [(self.id, *place) for place in places],
                page_size=len(places),
                fetch=True,
            )
        )

    def _preview_line(self, outcome, currencies):
        facts = outcome.facts
        return {
            "run_id": self.id,
            "kind": outcome.kind,
            "key": outcome.key,
            "state": outcome.state,
            "title": facts.title,
            "date": facts.date,
            "period": facts.period,
            "currency_id": currencies.get(facts.currency),
            "amount_total": facts.total,
            "amount_tax": facts.tax,
            "problem": dump(outcome.problem.as_dict()) if outcome.problem else False,
            "rule": outcome.rule or False,
            "request": outcome.request_text() or False,
            "fingerprint": outcome.fingerprint() or False,
            "bundle": " ".join(outcome.bundle) if outcome.bundle else False,
        }

    def _preview_bundles(self, planner):
        """Add what takes the parts of this preview together, as the plan would make it."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT p.bundle, COALESCE(l.id, 0), p.key, p.fingerprint, p.request, p.title, p.date,"
            "       c.name, p.amount_total::text, p.amount_tax::text, p.period"
            "  FROM billing_preview p LEFT JOIN res_currency c ON c.id = p.currency_id"
            "  LEFT JOIN billing_link l"
            "    ON l.route_id = %s AND l.kind = p.kind AND l.key = p.key"
            " WHERE p.run_id = %s AND p.bundle IS NOT NULL AND p.state = 'planned'"
            "   AND (p.date IS NULL OR p.date <= %s) ORDER BY p.bundle, p.date, p.kind,"
            '       p.key COLLATE "C"',
            (self.route_id.id, self.id, planner.bundle_until),
        )
        parts = {}
        for bundle, *row in self.env.cr.fetchall():
            parts.setdefault(bundle, []).append(member(*row))
        aggregates, currencies = self._aggregates(list(parts)), self._currency_ids()
        self.env["billing.preview"].create(
            [
                self._preview_bundle(made, currencies)
                for bundle, members in parts.items()
                if planner.is_due(bundle)
                for made in planner.bundled(bundle, members, aggregates.get(bundle, []))
                if made["members"]
            ]
        )

    def _preview_bundle(self, made, currencies):
        facts, problem = made["facts"], made["problem"]
        return {
            "run_id": self.id,
            "kind": made["kind"],
            "key": made["key"],
            "state": made["state"],
            "title": facts.title,
            "date": facts.date,
            "period": facts.period,
            "currency_id": currencies.get(facts.currency),
            "amount_total": facts.total,
            "amount_tax": facts.tax,
            "problem": dump(problem.as_dict()) if problem else False,
            "request": made["request"] or False,
            "fingerprint": made["fingerprint"] or False,
        }

    def _finish_preview(self):
        """Add the totals up, and take the fingerprint that an approval must name."""
        sums = defaultdict(lambda: [Decimal(0), Decimal(0), 0])
        prints = []
        for batch in self._planned_lines():
            prints.extend(f"{kind} {key} {print_}" for kind, key, print_, *_rest in batch)
            self._add_totals(sums, batch)
        self._count(requests=len(prints))
        for state, number in self.env["billing.preview"]._read_group(
            [("run_id", "=", self.id)], ["state"], ["__count"]
        ):
            self._count(**{state: number})
        self.env["billing.preview.total"].create(
            [
                {
                    "run_id": self.id,
                    "ledger": ledger,
                    "vat_code": vat_code,
                    "period": period,
                    "currency_id": currency,
                    "amount_net": net,
                    "amount_tax": tax,
                    "lines": lines,
                }
                for (ledger, vat_code, period, currency), (net, tax, lines) in sorted(
                    sums.items(), key=lambda item: tuple(str(part) for part in item[0])
                )
            ]
        )
        self.fingerprint = fingerprint("\n".join(sorted(prints)))

    def _planned_lines(self):
        """Yield what this preview would send, a batch at a time."""
        self.env.flush_all()
        behind = 0
        while True:
            self.env.cr.execute(
                "SELECT kind, key, fingerprint, period, currency_id, request, id"
                "  FROM billing_preview WHERE run_id = %s AND state = 'planned' AND id > %s"
                "   AND bundle IS NULL"
                " ORDER BY id LIMIT %s",
                (self.id, behind, BATCH),
            )
            batch = self.env.cr.fetchall()
            if not batch:
                return
            behind = batch[-1][-1]
            yield batch

    def _add_totals(self, sums, batch):
        """Add a batch's lines to the sums by ledger, VAT code, period and currency."""
        system = self.route_id.target_id._system()
        requests = [parse(request) for *_rest, request, _id in batch]
        for index, ledger, vat_code, net, tax in system._totals(self.route_id, requests):
            period, currency = batch[index][3:5]
            row = sums[ledger, vat_code, period or "", currency]
            row[0] += net
            row[1] += tax
            row[2] += 1

    @api.model
    def _preview_records(self, records, route=None):
        """Start previews of a selection, on every route that it could go by."""
        self.env["billing.backend"]._check_group("look")
        routes = route or self.env["billing.route"].search(
            [("source_id", "in", records.backend_id.ids)]
        )
        if not routes:
            raise UserError(_("No route starts at the connection of these records."))
        runs = self.browse()
        for one in routes:
            kinds = one._planned_kinds()
            chosen = records.filtered(
                lambda record, one=one, kinds=kinds: (
                    record.backend_id == one.source_id and record.kind in kinds
                )
            )
            if chosen:
                runs |= self._start("preview", route=one, position={"records": chosen.ids})
        if not runs:
            raise UserError(_("Nothing of this selection is posted by itself."))
        return runs._open()

    def approve(self, fingerprint):
        """Release exactly what this preview showed; `fingerprint` must be the preview's own.

        What is planned differently since, or later, stays unapproved: posting compares each
        request's fingerprint with those of approved previews. Returns how many were released.
        """
        self.ensure_one()
        self.env["billing.backend"]._check_group("approve")
        if self.kind != "preview" or self.state != "done":
            raise UserError(_("Only a finished preview can be approved."))
        if not fingerprint or fingerprint != self.fingerprint:
            raise UserError(_("This is not the preview that you looked at. Open it again."))
        run = self.sudo()  # Runs are written by their steps alone; the group was checked.
        run.write({"approved_by_id": self.env.uid, "approved_at": fields.Datetime.now()})
        return len(run.preview_ids.filtered(lambda line: line.state == states.PLANNED))

    def action_approve(self):
        """Approve the preview that is on the screen."""
        self.approve(self.fingerprint)
        return True


class BillingPreview(models.Model):
    """One request of a preview, as it would go out, or why it would not."""

    _name = "billing.preview"
    _description = "Previewed Request"
    _log_access = False
    _order = "id"
    _rec_name = "key"

    run_id = fields.Many2one("billing.run", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="run_id.company_id")
    _request_index = models.Index("(kind, key, fingerprint)")

    kind = fields.Selection(
        selection=lambda self: (
            self.env["billing.link"]._fields["kind"]._description_selection(self.env)
        )
    )
    key = fields.Char("Our Key")
    state = fields.Selection(
        selection=lambda self: (
            self.env["billing.link"]._fields["state"]._description_selection(self.env)
        )
    )
    title = fields.Char("Customer")
    date = fields.Date("Document Date")
    period = fields.Char()
    currency_id = fields.Many2one("res.currency", "Currency")
    amount_total = fields.Monetary("Total", currency_field="currency_id")
    amount_tax = fields.Monetary("VAT", currency_field="currency_id")
    problem = fields.Text("Problem as Stored", prefetch=False)
    rule = fields.Selection(
        selection=lambda self: (
            self.env["billing.link"]._fields["rule"]._description_selection(self.env)
        ),
        string="Skipped Because",
    )
    request = fields.Text("Exact Request", prefetch=False)
    fingerprint = fields.Char(prefetch=False)
    bundle = fields.Char(prefetch=False)
    problem_summary = fields.Char("Problem", compute="_compute_problem_text")
    problem_cure = fields.Text("What to Do", compute="_compute_problem_text")

    @api.depends("problem")
    @api.depends_context("lang")
    def _compute_problem_text(self):
        for line in self:
            said = explain(self.env, line.problem) if line.problem else None
            line.problem_summary = said.summary if said else ""
            line.problem_cure = said.cure if said else ""


class BillingPreviewTotal(models.Model):
    """What a preview would book, by ledger, VAT code, period and currency."""

    _name = "billing.preview.total"
    _description = "Total of a Preview"
    _log_access = False
    _order = "ledger, vat_code, period, id"

    run_id = fields.Many2one("billing.run", required=True, ondelete="cascade", index=True)
    ledger = fields.Char()
    vat_code = fields.Char("VAT Code")
    period = fields.Char()
    currency_id = fields.Many2one("res.currency", "Currency")
    amount_net = fields.Monetary("Net", currency_field="currency_id")
    amount_tax = fields.Monetary("VAT", currency_field="currency_id")
    lines = fields.Integer()
