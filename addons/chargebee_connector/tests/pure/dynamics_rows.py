"""The rows of a little organisation, kept in memory: bulk messages, batches and change sets.

Used as the `answer` of `dynamics_world.organisation`. It is as strict as Dataverse about types of
targets, doubled rows, updates of what isn't there, and all or nothing.
"""

import copy
import re

from dynamics_world import batch_reply, body_of, error, failed, name_of, parts_of
from little_server import Reply

_ROW = re.compile(r"(\w+)\(([0-9a-f-]{36})\)$")


class Rows:
    def __init__(self):
        #: {entity set: {id: {column: value}}}
        self.sets = {}
        #: {id: (status, code, message)} of rows that are refused, whatever is sent.
        self.bad = {}
        #: Replies that the next calls get instead of being done; a tuple's is done before.
        self.trouble = []
        #: Names of the calls, and how many operations each held.
        self.calls = []
        #: How a change set that failed is answered: inside its own multipart, or bare.
        self.bare = False

    def __call__(self, request):
        name = name_of(request)
        lost = None
        if self.trouble:
            reply = self.trouble.pop(0)
            if not isinstance(reply, tuple):
                return reply
            (lost,) = reply
        done = self._batch(request) if name == "POST $batch" else self._multiple(name, request)
        return lost or done

    def rows(self, entity_set):
        return self.sets.get(entity_set, {})

    def _multiple(self, name, request):
        entity_set, message = name.removeprefix("POST ").split("/Microsoft.Dynamics.CRM.")
        targets = body_of(request)["Targets"]
        self.calls.append((message, entity_set, len(targets)))
        before = copy.deepcopy(self.sets)
        ids = set()
        for target in targets:
            table = target.pop("@odata.type").removeprefix("Microsoft.Dynamics.CRM.")
            row = target.pop(f"{table}id")
            assert list(target) == sorted(target)
            if row in ids:
                return error(400, "0x80040237", "Duplicate row")
            ids.add(row)
            refused = self._write(entity_set, row, target, message == "UpdateMultiple", table)
            if refused:
                self.sets = before
                return error(*refused)
        return Reply(204)

    def _batch(self, request):
        assert request.headers["Prefer"] == "odata.continue-on-error"
        parts, answers = parts_of(request), []
        operations = sum(map(len, parts))
        self.calls.append(("$batch", len(parts), operations))
        if operations > 1000:
            return error(400, "0x80048d19", "too many")
        atomic = b"changeset_" in request.body
        for part in parts:
            before = copy.deepcopy(self.sets)
            done = [self._operation(*operation) for operation in part]
            refused = next(filter(None, done), None)
            if refused:
                self.sets = before
                answers.append(failed(*refused) if self.bare or not atomic else [failed(*refused)])
            else:
                answers.append([(204, None)] * len(part) if atomic else (204, None))
        return batch_reply(answers)

    def _operation(self, method, path, headers, body):
        entity_set, row = _ROW.match(path).groups()
        if method == "DELETE":
            if row not in self.rows(entity_set):
                return self._missing(entity_set, row)
            del self.sets[entity_set][row]
            return None
        return self._write(entity_set, row, body, headers.get("If-Match") == "*", "")

    def _write(self, entity_set, row, values, only_update, _table):
        if row in self.bad:
            return self.bad[row]
        stored = self.sets.setdefault(entity_set, {})
        if only_update and row not in stored:
            return self._missing(entity_set, row)
        stored.setdefault(row, {}).update(values)
        return None

    @staticmethod
    def _missing(entity_set, row):
        table = entity_set.removesuffix("s")
        return (404, "0x80040217", f"Entity '{table}' With Id = {row} Does Not Exist")
