import json
import logging
import time
from contextlib import contextmanager
from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..ledger.problems import OverQuota, Problem, Unauthorised, Unreachable, WorldProblem
from .problem_text import text_of

_logger = logging.getLogger(__name__)

#: Odoo stops a worker's thread after 120 s by default: no step takes on new work after this.
STEP_SECONDS = 45
#: How long a run that met the world's failures waits before it goes on, by number of failures.
WAITS = (30, 60, 300, 900)
#: How psycopg2 calls it when PostgreSQL ends a connection: a restart, a failover, a cut.
CUT_OFF = ("OperationalError", "InterfaceError", "AdminShutdown", "CrashShutdown")
#: Whoever reads this has the database back, so there is little to wait for.
CUT_OFF_SECONDS = 10
#: A step that was due so long ago has lost its job, and is enqueued anew.
LOST_SECONDS = 600
CHANNEL = "root.chargebee_connector"

KINDS = [
    ("pull", "Pull"),
    ("plan", "Plan"),
    ("post", "Post"),
    ("preview", "Preview"),
    ("refresh", "Refresh reference data"),
    ("suggest", "Suggest mappings"),
    ("rebuild", "Rebuild links"),
    ("provision", "Provision"),
]
STATES = [
    ("waiting", "Waiting"),
    ("running", "Running"),
    ("done", "Done"),
    ("failed", "Failed"),
    ("stopped", "Stopped"),
]


class BillingRun(models.Model):
    """One piece of work, done in steps: each step is a job, or a turn of the cron.

    A step of a kind is `_step_<kind>`; it returns None when the run is done, else the seconds
    after which another step shall follow. What it must remember stands in `position`, and what
    it did before it met a problem stays done.
    """

    _name = "billing.run"
    _description = "Run"
    _order = "id desc"

    kind = fields.Selection(KINDS, required=True, readonly=True)
    then = fields.Char(readonly=True, default="", help="What follows when this run is done.")
    state = fields.Selection(STATES, required=True, default="waiting", index=True, readonly=True)
    backend_id = fields.Many2one("billing.backend", "Connection", readonly=True, index=True)
    route_id = fields.Many2one("billing.route", "Route", readonly=True, index=True)
    company_id = fields.Many2one("res.company", "Company", readonly=True)
    user_id = fields.Many2one(
        "res.users", "Started By", readonly=True, default=lambda self: self.env.user
    )
    eta = fields.Datetime("Goes On At", readonly=True)
    started_at = fields.Datetime(readonly=True)
    finished_at = fields.Datetime(readonly=True)
    failures = fields.Integer(readonly=True)
    position = fields.Text(readonly=True)
    counts = fields.Text(readonly=True)
    counts_text = fields.Char("What Happened", compute="_compute_counts_text")
    message = fields.Char(readonly=True)
    fingerprint = fields.Char(readonly=True)
    approved_by_id = fields.Many2one("res.users", "Approved By", readonly=True)
    approved_at = fields.Datetime(readonly=True)
    preview_ids = fields.One2many("billing.preview", "run_id", "Requests", readonly=True)
    total_ids = fields.One2many("billing.preview.total", "run_id", "Totals", readonly=True)

    _waiting_index = models.Index("(eta, id) WHERE state IN ('waiting', 'running')")

    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for run in self:
            run.display_name = f"{kinds.get(run.kind)} {run.id or ''}"

    @api.depends("counts")
    @api.depends_context("lang")
    def _compute_counts_text(self):
        words = {
            "pulled": _("read"),
            "changed": _("changed"),
            "planned": _("ready"),
            "blocked": _("blocked"),
            "skipped": _("skipped"),
            "posted": _("posted"),
            "adopted": _("found there"),
            "refused": _("refused"),
            "uncertain": _("uncertain"),
            "references": _("reference data"),
            "suggested": _("suggested"),
            "checked": _("VAT numbers looked up"),
            "requests": _("requests"),
            "compared": _("compared"),
            "differing": _("differing"),
            "calls": _("calls"),
        }
        for run in self:
            run.counts_text = ", ".join(
                f"{count} {words.get(name, name)}" for name, count in run._counted().items()
            )

    def _counted(self):
        return json.loads(self.counts or "{}")

    def _count(self, **more):
        """Add to this run's counts."""
        counts = self._counted()
        for name, number in more.items():
            if number:
                counts[name] = counts.get(name, 0) + number
        self.counts = json.dumps(counts)

    def _position(self):
        return json.loads(self.position or "{}")

    # --- start and stop -----------------------------------------------------------------------

    @api.model
    def _start(self, kind, backend=None, route=None, then="", position=None):
        """Create a run and enqueue it; a like one that has not begun yet is taken instead.

        Groups are checked by the actions that call this; runs are written by their steps alone.
        """
        runs = self.sudo()
        values = {
            "kind": kind,
            "then": then,
            "backend_id": (backend or route.source_id).id,
            "route_id": route.id if route else False,
            "company_id": (route or backend).company_id.id,
            "position": json.dumps(position) if position else False,
        }
        like = runs.search(
            [("state", "=", "waiting")]
            + [(name, "=", value) for name, value in values.items() if name != "company_id"],
            limit=1,
        )
        run = like or runs.create({**values, "user_id": self.env.uid})
        if like:
            # It must not begin before it can see what we were called for.
            self.env.cr.execute("SELECT id FROM billing_run WHERE id = %s FOR SHARE", (like.id,))
        if not like or like._is_lost():
            run._enqueue()
        return run

    @api.model
    def _start_routes(self, kind, routes, then=""):
        runs = self.browse()
        for route in routes:
            runs |= self._start(kind, route=route, then=then)
        return runs

    def _enqueue(self, seconds=0):
        """Have the next step done: by the job queue, or by the cron where that is the setting."""
        self.ensure_one()
        self.eta = fields.Datetime.now() + timedelta(seconds=seconds)
        if self._runner() == "queue":
            self.with_delay(
                channel=CHANNEL,
                eta=self.eta if seconds else None,
                description=self.display_name,
                # Saves needless jobs; a run's steps do no harm side by side.
                identity_key=f"billing.run,{self.id}",
            )._job_step()
        else:
            # The cron is nobody's to write, but everybody's work may wake it.
            self.env.ref("chargebee_connector.cron_steps").sudo()._trigger(self.eta)

    @api.model
    def _runner(self):
        # A system parameter is readable by administrators alone, runs are started by others too.
        return (
            self.env["ir.config_parameter"].sudo().get_param("chargebee_connector.runner", "queue")
        )

    def _open(self):
        """Return the action that shows these runs."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "chargebee_connector.billing_run_action"
        )
        if len(self) == 1:
            form = [view for view in action["views"] if view[1] == "form"]
            return {**action, "res_id": self.id, "view_mode": "form", "views": form}
        return {**action, "domain": [("id", "in", self.ids)]}

    def action_stop(self):
        """End this run after its current step; a later one goes on where it was."""
        self.env["billing.backend"]._check_group("operate")
        runs = self.sudo().filtered(lambda run: run.state in ("waiting", "running"))
        runs.write({"state": "stopped", "finished_at": fields.Datetime.now()})
        return True

    # --- work ---------------------------------------------------------------------------------

    def _job_step(self):
        """Do one step of this run and enqueue what follows; the first one only begins it.

        That it runs is committed before the work: what comes up from then on gets a run of its
        own, and who stops it does not wait for the lock of its row.
        """
        self.ensure_one()
        self = self.sudo()  # The work is the connector's own, whoever started it.
        if self.state == "waiting":
            self.write({"state": "running", "started_at": fields.Datetime.now()})
            self._enqueue()
            return
        if self.state != "running":
            return
        clock = Budget(STEP_SECONDS)
        try:
            seconds = getattr(self, f"_step_{self.kind}")(clock)
        except OverQuota as problem:
            self._wait(problem, min(problem.seconds, 24 * 3600))
        except WorldProblem as problem:
            if isinstance(problem, Unauthorised):
                self._end("failed", problem)
                self._blamed(problem)._connection_lost(problem)
            else:
                self.failures += 1
                self._wait(problem, WAITS[min(self.failures, len(WAITS)) - 1])
        except Problem as problem:
            self._end("failed", problem)
        else:
            self.failures = 0
            if seconds is None:
                self._end("done")
            else:
                self._enqueue(seconds)

    def _job_failed(self, exc_name, exc_message, exc_info):
        """End a run whose step broke off for a reason that nobody foresaw.

        All that the step had not committed is undone; the server's log holds the traceback. A run
        whose database was cut off goes on by itself, unless that happens again and again.
        """
        run = self.sudo()
        if exc_name.rpartition(".")[2] in CUT_OFF and run.failures < len(WAITS):
            run.failures += 1
            run._wait(Unreachable("database_cut_off"), CUT_OFF_SECONDS)
        else:
            run._end("failed", Problem("unexpected", error=exc_name))

    @contextmanager
    def _blame(self, backend):
        """Note on a problem of the world which connection it is about."""
        try:
            yield
        except WorldProblem as problem:
            problem.params.setdefault("backend", str(backend.id))
            problem.params.setdefault("connection", backend.name)
            raise

    def _blamed(self, problem):
        return self.env["billing.backend"].browse(
            int(problem.params.get("backend") or self.backend_id.id)
        )

    def _wait(self, problem, seconds):
        self.message = text_of(self.env, problem)
        self._enqueue(seconds)

    def _end(self, state, problem=None):
        self.write(
            {
                "state": state,
                "finished_at": fields.Datetime.now(),
                "message": text_of(self.env, problem) if problem else False,
            }
        )
        if state == "done" and self.then and not self._came_to_nothing():
            kind, _comma, rest = self.then.partition(",")
            self._start(kind, backend=self.backend_id, route=self.route_id, then=rest)

    def _came_to_nothing(self):
        """Say whether this run fetched what events are about, and nothing had changed."""
        return bool(self._position().get("events_only")) and not self._counted().get("changed")

    def _is_lost(self):
        """Say whether this run's job is gone: failed for good, or deleted."""
        return self.eta < fields.Datetime.now() - timedelta(seconds=LOST_SECONDS)

    @api.model
    def _cron_steps(self):
        """Do waiting steps where no job queue runs; where one does, enqueue lost steps anew."""
        if self._runner() != "cron":
            for run in self.search([("state", "in", ("waiting", "running"))]):
                if run._is_lost():
                    run._enqueue()
            return
        clock = Budget(STEP_SECONDS)
        while not clock.is_over():
            due = self.search(
                [("state", "in", ("waiting", "running")), ("eta", "<=", fields.Datetime.now())],
                order="eta, id",
                limit=1,
            )
            if not due.try_lock_for_update(allow_referencing=True):
                break
            try:
                due._job_step()
            except Exception as error:
                # One run that breaks off must not keep the others from their turn.
                self.env.cr.rollback()
                _logger.exception("%s broke off", due)
                due._job_failed(type(error).__name__, "", "")
            remaining = self.search_count(
                [("state", "in", ("waiting", "running")), ("eta", "<=", fields.Datetime.now())]
            )
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining) or not remaining:
                break

    @api.autovacuum
    def _gc_runs(self):
        """Forget runs of long ago; what they did stands on links and logs."""
        old = self.search(
            [
                ("state", "in", ("done", "failed", "stopped")),
                ("create_date", "<", fields.Datetime.now() - timedelta(days=90)),
                ("approved_by_id", "=", False),
            ],
            limit=1000,
        )
        old.unlink()
        return len(old), 0

    @api.ondelete(at_uninstall=False)
    def _unlink_ended(self):
        if any(run.state in ("waiting", "running") for run in self):
            raise UserError(_("Stop a run before deleting it."))


class Budget:
    """How long a step may take on new work."""

    def __init__(self, seconds):
        self._end = time.monotonic() + seconds

    def is_over(self):
        return time.monotonic() >= self._end
