from odoo import _, http
from odoo.http import request

from ..ledger.problems import Problem
from ..models.exact_tokens import Tokens
from ..models.problem_text import text_of


class ExactCallback(http.Controller):
    @http.route("/billing/exact/callback", type="http", auth="user", methods=["GET"])
    def callback(self, code="", state="", error="", **_other):
        """Receive the user whom Exact sends back, and turn the code into tokens.

        Odoo may run a controller again after a serialization error; the code is exchanged on a
        cursor of its own, once per `state`, so a second run finds the state spent.
        """
        backend = self._backend(state)
        if not backend:
            return request.render(
                "chargebee_connector.exact_connected",
                {"problem": _("This address belongs to no connection that waits for Exact.")},
            )
        backend._check_group("configure")
        problem = _("Exact did not grant access: %s", error) if error or not code else ""
        repeated = False
        if not problem:
            try:
                tokens = Tokens(request.env, backend)
                repeated = not tokens.exchange(code, backend.exact_redirect_url, state)
            except Problem as found:
                found.params.setdefault("connection", backend.name)
                problem = text_of(request.env, found)
            else:
                if not repeated:
                    backend.sudo().connection_state = "untested"  # It is tested anew next.
        return request.render(
            "chargebee_connector.exact_connected",
            {"problem": problem, "repeated": repeated, "backend": backend},
        )

    def _backend(self, state):
        """Return the connection whose user was sent away with this state, if any."""
        number = state.partition(".")[0]
        backend = request.env["billing.backend"].browse(int(number) if number.isdigit() else 0)
        return backend.exists()
