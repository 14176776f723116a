"""The invented system over HTTP: things listed by their number, found by our key, or made."""

from odoo.addons.chargebee_connector.ledger.problems import (
    Conflict,
    Refused,
    Unauthorised,
    Uncertain,
    Unreachable,
)
from odoo.addons.chargebee_connector.ledger.pull import Page, Posted, Pulled, Referenced
from odoo.addons.chargebee_connector.ledger.text import dump
from odoo.addons.chargebee_connector.systems.http import Http


class Invented:
    def __init__(self, base_url, key, quota=None, calls=None):
        self._http = Http(base_url, quota, calls)
        self._headers = {"X-Key": key}

    def things(self, kind, **asked):
        return self._call("GET", f"/{kind}", "safe", params=asked)

    def post(self, request):
        """Send a planned request and return what stands there now."""
        body = dump(request["body"]).encode()
        return posted(self._call(request["method"], request["path"], request["repeat"], data=body))

    def _call(self, method, path, repeat, **content):
        answer = self._http.send(method, path, headers=self._headers, repeat=repeat, **content)
        if answer.status == 401:
            raise Unauthorised("invented_key_refused")
        if answer.status == 422:
            raise Refused("invented_refused", message=answer.json()["message"])
        if answer.status != 200:
            problem = Uncertain if repeat == "create" else Unreachable
            raise problem("server_error", status=answer.status)
        return answer.json()


def pages(client, kind, cursor, full):
    """Yield what has a number greater than the cursor's; every change gives a new number."""
    behind, more = "0" if full else cursor or "0", True
    while more:
        answer = client.things(kind, behind=behind)
        behind, more = answer["last"], answer["more"]
        found = [
            Pulled(kind, one["id"], one["number"], one.get("deleted", False), dump(one))
            for one in answer["things"]
        ]
        yield Page(tuple(found), behind, more)


def references(client, kind):
    for one in client.things(kind, behind="0")["things"]:
        yield Referenced(one["id"], one["id"], one["name"])


def look(client, asks):
    """Return {ask id: what stands there under our key, a Conflict, or None}."""
    found = {}
    for ask in asks:
        things = client.things(ask.kind, ours=ask.body["ours"])["things"]
        agree = all(one.get("total") == ask.body.get("total") for one in things)
        found[ask.id] = posted(things[0]) if things else None
        if len(things) > 1 or not agree:
            found[ask.id] = Conflict("invented_differs", ours=ask.body["ours"])
    return found


def posted(thing):
    return Posted(thing["id"], thing["number"], dump(thing))
