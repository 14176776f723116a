import base64

from odoo import http
from odoo.http import request
from odoo.tools import consteq

from ..ledger.pull import Pulled
from ..ledger.text import parse
from ..systems.chargebee.slices import is_clean

NOT_ALLOWED = 401
STORED = 204
MALFORMED = 400


class ChargebeeWebhook(http.Controller):
    @http.route(
        "/chargebee/webhook/<int:backend_id>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def receive(self, backend_id, **_form):
        """Store an event once and wake the pull, which fetches afresh what it is about.

        Nothing of an event's content is believed: it says what to look at.
        """
        # Kept by the request: Odoo runs a controller again when its transaction collided.
        body = request.httprequest.get_data(cache=True)
        # Chargebee has no Odoo user; the webhook's own user and password are checked below.
        backend = request.env["billing.backend"].sudo().browse(backend_id).exists()
        if not backend or not backend.active or not self._is_allowed(backend):
            return request.make_response(
                "", status=NOT_ALLOWED, headers=[("WWW-Authenticate", "Basic")]
            )
        event = self._event(body)
        if event is None:
            return request.make_response("", status=MALFORMED)
        if event.external_id:
            backend._system()._receive(backend, event)
        return request.make_response("", status=STORED)

    def _is_allowed(self, backend):
        secrets = request.env["billing.secret"]
        user = secrets._get(backend, "chargebee_webhook_user")
        password = secrets._get(backend, "chargebee_webhook_password")
        if not user or not password:
            return False
        given = request.httprequest.headers.get("Authorization", "")
        expected = base64.b64encode(f"{user}:{password}".encode())
        scheme, _blank, credentials = given.partition(" ")
        # Bytes: whoever knocks may send any letters.
        return scheme.lower() == "basic" and consteq(credentials.strip().encode(), expected)

    def _event(self, body):
        """Return the event as what is stored, None when the body is none."""
        try:
            text = body.decode("utf-8")
            event = parse(text)
        except (UnicodeDecodeError, ValueError, RecursionError):
            return None
        if not isinstance(event, dict) or not isinstance(event.get("id"), str):
            return None
        if not is_clean(event["id"]):
            return None
        return Pulled("event", event["id"], "", False, text)
