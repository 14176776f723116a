from odoo import _, models

from ..ledger import identity
from ..ledger.problems import Unauthorised, Unmapped
from ..ledger.pull import Pulled
from ..systems.dynamics import (
    checks,
    differences,
    places,
    plan,
    post,
    provision,
    pull,
    read,
    references,
    there,
)
from ..systems.dynamics.client import Dynamics
from ..systems.dynamics.rules import AccountRules, Rules
from ..systems.dynamics.tables import names_of
from .dynamics_kinds import LINKS, SHOWN
from .problem_texts_dynamics import FOUND_BY, TEXTS


class BillingSystem(models.AbstractModel):
    _inherit = "billing.system"

    def _problem_texts(self):
        return {**super()._problem_texts(), **TEXTS}

    def _problem_words(self):
        return {**super()._problem_words(), "found_by": FOUND_BY}


class BillingSystemDynamics(models.AbstractModel):
    """Where Dynamics 365 meets Odoo: hands on to `systems.dynamics`."""

    _name = "billing.system.dynamics"
    _inherit = "billing.system"
    _description = "Dynamics 365"

    PLANNED_KINDS = pull.KINDS
    IS_TARGET = True
    SHOWS = True
    TOGETHER = 500
    POSTED_KINDS = tuple(kind for kind, _label in LINKS)
    FIRST = "dynamics_row_first"
    SET_UP_PROBLEMS = (
        "dynamics_table_unknown",
        "dynamics_column_unknown",
        "dynamics_payload_refused",
        "dynamics_option_unknown",
    )

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

    def _test(self, backend):
        """Sign in, read every table once, and see that whoever shall own rows can."""
        client = self._client(backend)
        sets = self._entity_sets(backend)
        findings = checks.test(client, self._tables(), backend.dynamics_prefix, sets)
        routes = self.env["billing.route"].search([("target_id", "=", backend.id)])
        for owner in routes._owners():
            problem = checks.owner(client, owner.kind, owner.external_id)
            if problem is None and sets:
                problem = self._trial(client, backend, sets, owner)
            if problem is not None:
                params = {**problem.params, "owner": owner.display_name}
                findings.append(("error", problem.code, params))
        return findings

    def _trial(self, client, backend, sets, owner):
        """Return why an owner may not own a row of the first table that has owners, else None."""
        table = next(one for one in self._tables() if one.owned and not one.part_of)
        prefix = backend.dynamics_prefix
        entity_set = sets[names_of(table, prefix).logical]
        return checks.trial(client, table, prefix, entity_set, owner.kind, owner.external_id)

    def _entity_sets(self, backend):
        """Return {logical name: entity set} of our tables, as the last refresh found them."""
        made = self.env["billing.reference"].search(
            [("backend_id", "=", backend.id), ("kind", "=", references.TABLE)]
        )
        return {one.external_id: one.code for one in made}

    # --- what is there ------------------------------------------------------------------------

    def _reference_kinds(self):
        return (*references.KINDS, references.TABLE)

    def _references(self, backend, client, kind):
        if kind == references.TABLE:
            return references.tables(client, self._tables(), backend.dynamics_prefix)
        return references.read(client, kind)

    def _mirror_kinds(self):
        return (pull.ACCOUNT,)

    def _keyed_kinds(self):
        return (pull.ACCOUNT,)

    def _stream_kinds(self, backend):
        return pull.KINDS

    def _pages(self, backend, client, kind, cursor, now, full):
        routes = self.env["billing.route"].search(
            ["|", ("source_id", "=", backend.id), ("target_id", "=", backend.id)]
        )
        extra = {column for route in routes for column in route._columns_taken(kind)}
        vat_column = next(filter(None, routes.mapped("dynamics_vat_column")), "")
        return pull.pages(client, kind, cursor, now, full, extra, vat_column)

    def _read(self, backend, kind, payload):
        return read.read(kind, payload)

    def _match_keys(self, kind, payload):
        return read.match_keys(kind, payload)

    def _likeness(self, kind, payload):
        return read.likeness(kind, payload)

    def _end_pull(self, stream, client):
        """After everything was read anew, what was not told of is no longer there."""
        super()._end_pull(stream, client)
        if not pull.was_complete(stream.cursor or ""):
            return
        known = stream._known_ids()
        if known:
            there = set(pull.ids(client, stream.kind))
            gone = [Pulled(stream.kind, one, "", True, "") for one in known if one not in there]
            self.env["billing.run"]._store_page(stream, gone)

    def _begin_plan(self, route):
        """Plan accounts of which nothing was said yet on this route: they were found since."""
        super()._begin_plan(route)
        self.env.cr.execute(
            "INSERT INTO billing_todo (route_id, record_id, sequence)"
            " SELECT DISTINCT %s, account.id, 0 FROM billing_link link"
            "   JOIN billing_record account ON account.backend_id = link.backend_id"
            "    AND account.kind = %s AND account.external_id = link.external_id"
            "  WHERE link.backend_id = %s AND link.kind = %s AND link.state = 'posted'"
            "    AND NOT EXISTS (SELECT 1 FROM billing_link said"
            "                     WHERE said.route_id = %s AND said.record_id = account.id)"
            " ON CONFLICT (route_id, record_id) DO NOTHING",
            (route.id, pull.ACCOUNT, route.source_id.id, places.ACCOUNT_LINK, route.id),
        )

    def _search_keys(self, text):
        text = text.strip()
        return [
            ("id", text.strip("{}").lower()),
            ("number", text.casefold()),
            ("name", identity.name(text)),
        ]

    # --- plan ---------------------------------------------------------------------------------

    def _rules(self, route):
        backend, source = route.target_id, route.source_id
        things = self.env["billing.reference"].search([("backend_id", "=", backend.id)])
        things = things.grouped("kind")
        none = self.env["billing.reference"]
        made = things.get(references.TABLE, none)
        sets = {one.external_id: one.code for one in made}
        if not sets:
            raise Unmapped("dynamics_not_provisioned", connection=backend.name)
        reader = source._system()
        currencies = things.get(references.CURRENCY, none)
        owners = self.env["billing.mapping.owner"].search(
            [("route_id", "=", route.id), ("state", "=", "confirmed")]
        )
        owners = {
            row.business_entity or "": _owner_of(row.reference_id)
            for row in owners
            if row.reference_id.active
        }
        fallback = owners.pop("", None) or _owner_of(route.dynamics_owner_id)
        return Rules(
            site=reader._identity(source),
            tables=tuple(reader._shown_tables()),
            kinds=tuple(kind for kind in reader._planned_kinds(self) if kind in SHOWN),
            entity_sets=there.STANDARD_SETS | sets,
            prefix=backend.dynamics_prefix,
            option_prefix=int(made[0]._data()["option_prefix"]),
            currencies={one.code: one.external_id for one in currencies},
            places={one.code: int(one._data()["places"]) for one in currencies},
            owners=owners,
            fallback=fallback,
            deleted=route.dynamics_deleted,
            business_entity=route.business_entity or "",
            accounts=AccountRules(id_field=route.dynamics_account_field or ""),
        )

    def _place(self, kind, external_id):
        return places.place(kind, external_id, SHOWN)

    def _needs(self, words, rules):
        return plan.needs(words, rules)

    def _needs_beyond(self, words, rules, known):
        return plan.needs_beyond(words, rules, known)

    def _plan(self, words, rules, known):
        return plan.plan(words, rules, known)

    # --- post ---------------------------------------------------------------------------------

    def _look(self, client, asks):
        """Nothing is looked up: every row may be sent again at any time."""
        return {}

    def _post_together(self, client, requests):
        return post.together(client, requests)

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

    def _forget_missing(self, backend, steps):
        tables = [names_of(table, backend.dynamics_prefix) for table in self._tables()]
        return self.env["billing.link"]._forget_there(backend, tables, provision.missing(steps))

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


def _owner_of(reference):
    """Return (table, id) of who owns, None for nobody."""
    if not reference:
        return None
    return references.OWNER_TABLES[reference.kind], reference.external_id
