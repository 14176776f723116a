from base64 import b64encode

from ..ledger.problems import Waiting, WorldProblem


class Attachments:
    """Fills printed documents of the source into requests, for the moment of posting.

    One at a time, and none is kept. `env` is on another cursor than the posting's own.
    """

    def __init__(self, env):
        self._env = env
        self._clients = {}

    def fill(self, route_id, body):
        """Return a resolved body with what its place holders stand for, as Base64.

        Raises Waiting while the source can't be reached, which is no reason to stop posting.
        """
        return {name: self._filled(route_id, value) for name, value in body.items()}

    def _filled(self, route_id, value):
        if not isinstance(value, dict) or "$attachment" not in value:
            return value
        kind, external_id = value["$attachment"]
        source = self._env["billing.route"].browse(route_id).source_id
        system = source._system()
        try:
            if source not in self._clients:
                self._clients[source] = system._client(source)
            found = system._attachment(self._clients[source], kind, external_id)
        except WorldProblem as problem:
            raise Waiting("attachment_later", number=external_id, reason=problem) from None
        return b64encode(found).decode()
