from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..ledger.problems import Problem
from .billing_log import write_log
from .problem_text import explain_all, text_of

INVERSE = "_inverse_secrets"


def secret_field(label, **more):
    """Return a write-only text field: what is entered goes to the secrets' table."""
    return fields.Char(
        label,
        compute="_compute_secrets",
        inverse=INVERSE,
        copy=False,
        groups="chargebee_connector.group_configure",
        **more,
    )


class BillingBackend(models.Model):
    """One connected system. Fields of a system carry its name as prefix."""

    _name = "billing.backend"
    _description = "Connection"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    system = fields.Selection([], required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", "Company", help="Leave empty when several companies share this connection."
    )
    connection_state = fields.Selection(
        [("untested", "Not tested"), ("ok", "Connected"), ("attention", "Attention needed")],
        default="untested",
        required=True,
        copy=False,
        readonly=True,
        tracking=True,
    )
    connection_message = fields.Text("Last Test", copy=False, readonly=True)
    tested_at = fields.Datetime(copy=False, readonly=True)
    is_target = fields.Boolean("Takes Postings", compute="_compute_is_target")
    stored_secrets = fields.Char("Stored Secrets", compute="_compute_stored_secrets")
    stream_ids = fields.One2many("billing.stream", "backend_id", "Streams")
    reference_ids = fields.One2many("billing.reference", "backend_id", "Reference Data")
    record_count = fields.Integer(compute="_compute_record_count")

    _name_company_uniq = models.Constraint(
        "UNIQUE(name, company_id)", "Two connections of a company can't have the same name."
    )

    # --- the door to a system -----------------------------------------------------------------

    def _system(self):
        """Return the model that knows this connection's system."""
        self.ensure_one()
        return self.env["billing.system." + self.system]

    @api.depends("system")
    def _compute_is_target(self):
        for backend in self:
            backend.is_target = bool(backend.system) and backend._system().IS_TARGET

    # --- secrets ------------------------------------------------------------------------------

    def _secret_fields(self):
        """Return the names of the write-only fields."""
        return [name for name, field in self._fields.items() if field.inverse == INVERSE]

    def _compute_secrets(self):
        """What was entered can't be read back by anybody."""
        for backend in self:
            for name in self._secret_fields():
                backend[name] = False

    def _inverse_secrets(self):
        for backend in self:
            for name in self._secret_fields():
                if backend[name]:
                    self.env["billing.secret"]._set(backend, name, backend[name].strip())
                    backend.connection_state = "untested"

    def _compute_stored_secrets(self):
        names = self.env["billing.secret"]._names(self)
        for backend in self:
            stored = names.get(backend.id, ())
            backend.stored_secrets = ", ".join(
                self._fields[name]._description_string(self.env)
                for name in self._secret_fields()
                if name in stored
            )

    def _compute_record_count(self):
        counts = dict(
            self.env["billing.record"]._read_group(
                [("backend_id", "in", self.ids)], ["backend_id"], ["__count"]
            )
        )
        for backend in self:
            backend.record_count = counts.get(backend, 0)

    # --- streams ------------------------------------------------------------------------------

    def _ensure_streams(self, scope, kinds):
        """Create the streams of these kinds that are missing, and return all that are on."""
        self.ensure_one()
        streams = self.env["billing.stream"].with_context(active_test=False)
        streams = streams.search([("backend_id", "=", self.id), ("scope", "=", scope)])
        missing = [kind for kind in kinds if kind not in streams.mapped("kind")]
        streams |= self.env["billing.stream"].create(
            [
                {"backend_id": self.id, "scope": scope, "kind": kind, "sequence": kinds.index(kind)}
                for kind in missing
            ]
        )
        return streams.filtered(lambda stream: stream.active and stream.kind in kinds).sorted(
            lambda stream: kinds.index(stream.kind)
        )

    # --- actions ------------------------------------------------------------------------------

    def _check_group(self, group):
        """Raise UserError unless the user may do what a button of that group does."""
        if not self.env.su and not self.env.user.has_group(f"chargebee_connector.group_{group}"):
            raise UserError(_("Your role in the connector does not allow this."))

    def action_test(self):
        """Try the connection now and say what is wrong with it, in the reader's words."""
        self.ensure_one()
        self._check_group("operate")
        try:
            findings = self._system()._test(self)
        except Problem as problem:
            params = {"connection": self.name, **problem.params}
            findings = [("error", problem.code, params)]
        bad = [finding for finding in findings if finding[0] != "info"]
        message = explain_all(self.env, findings)
        self.sudo().write(  # Operators may test, only configurers may write a connection.
            {
                "connection_state": "attention" if bad else "ok",
                "connection_message": message or _("Everything needed was reached and allowed."),
                "tested_at": fields.Datetime.now(),
            }
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if bad else "success",
                "title": _("Attention needed") if bad else _("Connected"),
                "message": self.connection_message,
                "sticky": bool(bad),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_refresh_references(self):
        """Fetch ledgers, VAT codes, journals and all else that people pick from."""
        self.ensure_one()
        self._check_group("operate")
        return self.env["billing.run"]._start("refresh", backend=self)._open()

    def action_view_records(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "chargebee_connector.billing_record_action"
        )
        return {**action, "domain": [("backend_id", "=", self.id)]}

    def _connection_lost(self, problem):
        """Mark a connection as broken, once, and tell its followers."""
        self.ensure_one()
        message = text_of(self.env, problem)
        if self.connection_state == "attention" and self.connection_message == message:
            return
        self.sudo().write(  # A job of any user may find out that a connection is broken.
            {"connection_state": "attention", "connection_message": message}
        )
        self.sudo().activity_schedule(
            "mail.mail_activity_data_warning", summary=_("Connection needs attention"), note=message
        )
        write_log(
            self.env.cr,
            [
                {
                    "event": "connection",
                    "level": "error",
                    "backend_id": self.id,
                    "company_id": self.company_id.id or None,
                    "title": self.name,
                    "problem": problem,
                }
            ],
        )

    def _forget(self):
        """Delete these connections with their routes and all that was posted through them.

        For the uninstallation of their system's addon alone. What stands in a target stays there;
        should the addon come back, our keys in it keep anything from being posted twice.
        """
        routes = self.env["billing.route"].with_context(active_test=False)
        routes = routes.search(["|", ("source_id", "in", self.ids), ("target_id", "in", self.ids)])
        for model in ("billing.link", "billing.run"):
            self.env[model].search([("route_id", "in", routes.ids)]).unlink()
        self.env["billing.run"].search([("backend_id", "in", self.ids)]).unlink()
        routes.unlink()
        self.exists().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_used(self):
        if self.env["billing.link"].search_count(
            [("backend_id", "in", self.ids), ("state", "=", "posted")], limit=1
        ):
            raise UserError(
                _("Documents were posted through this connection. Archive it instead of deleting.")
            )
