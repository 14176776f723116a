from odoo import _, models

from ..ledger.problems import Unauthorised
from ..systems.dynamics import differences, places, provision, there
from ..systems.dynamics.client import Dynamics
from .dynamics_kinds import LINKS, SHOWN
from .problem_texts_dynamics import TEXTS


class BillingSystem(models.AbstractModel):
    _inherit = "billing.system"

    def _problem_texts(self):
        return {**super()._problem_texts(), **TEXTS}


class BillingSystemDynamics(models.AbstractModel):
    """Where Dynamics 365 meets Odoo: hands on to `systems.dynamics`."""

    _name = "billing.system.dynamics"
    _inherit = "billing.system"
    _description = "Dynamics 365"

    IS_TARGET = True
    SHOWS = True
    TOGETHER = 500
    POSTED_KINDS = tuple(kind for kind, _label in LINKS)
    FIRST = "dynamics_row_first"

    def _client(self, backend, scope="", calls=None):
        secret = self.env["billing.secret"]._get(backend, "dynamics_client_secret")
        told = (
            backend.dynamics_url,
            backend.dynamics_login_url,
            backend.dynamics_tenant,
            backend.dynamics_client_id,
            secret,
        )
        if not all(told):
            raise Unauthorised("not_configured", connection=backend.name)
        return Dynamics(*told, quota=self._quota(backend), calls=calls)

    def _place(self, kind, external_id):
        return places.place(kind, external_id, SHOWN)

    # --- tables -------------------------------------------------------------------------------

    def _tables(self):
        """Return all tables that a source can show, in the order of writing."""
        systems = self.env["billing.backend"]._fields["system"].get_values(self.env)
        return tuple(
            table
            for name in systems
            for table in self.env[f"billing.system.{name}"]._shown_tables()
        )

    def _missing(self, backend, client, again=False):
        tables, prefix = self._tables(), backend.dynamics_prefix
        found = there.read_there(client, tables, prefix)
        for problem in differences.differences(tables, prefix, found):
            raise problem
        steps = provision.compare(tables, prefix, found, publish=again)
        return [(_name_of(step), self._title_of(step), step) for step in steps]

    def _create_missing(self, client, step):
        provision.run_step(client, step)

    def _title_of(self, step):
        """Return what a step makes, in words."""
        what = {
            provision.PUBLISHER: _("Publisher"),
            provision.SOLUTION: _("Solution"),
            provision.TABLE: _("Table"),
            provision.COLUMN: _("Column"),
            provision.OPTION: _("Choice"),
            provision.LOOKUP: _("Lookup"),
            provision.KEY: _("Key"),
            provision.KEY_AGAIN: _("Key, once more"),
            provision.PUBLISH: _("Publish all of it"),
        }[step.kind]
        return " · ".join([what, *step.names])


def _name_of(step):
    """Return a step's name, the same whenever it is missing."""
    parts = (step.kind, step.table, step.logical, step.value)
    return "/".join(str(part) for part in parts if part)
