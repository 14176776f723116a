from odoo import models


class BillingRun(models.Model):
    """Refresh: bring the things that people pick from up to date."""

    _inherit = "billing.run"

    def _step_refresh(self, _clock):
        """Read the scopes of a connection, then all reference data of the scopes in use."""
        backend = self.backend_id
        system = backend._system()
        references = self.env["billing.reference"]
        calls = []
        with self._blame(backend):
            if system.SCOPE_KIND:
                scopes = system._scopes(system._client(backend, "", calls))
                self._count(references=references._store(backend, "", system.SCOPE_KIND, scopes))
            for scope in self._scopes_in_use():
                client = system._client(backend, scope, calls)
                for kind in system._reference_kinds():
                    stored = references._store(
                        backend, scope, kind, system._references(backend, client, kind)
                    )
                    self._count(references=stored)
        self._count(calls=len(calls))
        routes = self._routes_of(backend)
        for route in routes.filtered(lambda route: route.target_id == backend):
            system._fill_route(route)
        # A period that was opened, a ledger that was unblocked: what waited for it may go.
        self._plan_open_later(routes)
        return None

    def _scopes_in_use(self):
        if not self.backend_id._system().SCOPE_KIND:
            return [""]
        scopes = set()
        for route in self._routes_of(self.backend_id):
            is_target = route.target_id == self.backend_id
            scopes.add(route.target_scope if is_target else route.source_scope)
        return sorted(filter(None, scopes))

    def _routes_of(self, backend):
        """Return the routes that lead to a connection or begin there."""
        ends = ["|", ("target_id", "=", backend.id), ("source_id", "=", backend.id)]
        return self.env["billing.route"].search(ends)
