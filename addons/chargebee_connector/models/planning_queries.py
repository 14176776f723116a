"""What a plan is told: one query per kind of key, however many keys a batch asks for."""

from decimal import Decimal

from ..ledger.plan import Booked, LinkNow, Made, Settled
from ..ledger.problems import Invalid
from ..ledger.receipts import SETTLEMENT, TAKEN_BACK
from ..ledger.text import parse


class Answers:
    """The part of a planner that reads the database. What it uses is set by `Planner`."""

    def _with_tied(self, record_ids):
        """Return these records and all that are tied to them, from one to the next.

        What ties two records is a key that they share.
        """
        kinds = list(self._reader.TIED_KINDS)
        if not kinds:
            return record_ids
        self._cr.execute(
            """
            WITH RECURSIVE tied (id) AS (
                SELECT unnest(%s)
                 UNION
                SELECT other.record_id FROM tied
                  JOIN billing_record_key key ON key.record_id = tied.id AND key.name = %s
                  JOIN billing_record_key other
                    ON other.name = key.name AND other.value = key.value)
            SELECT id FROM billing_record JOIN tied USING (id)
             WHERE backend_id = %s AND scope = %s AND kind = ANY(%s)
            """,
            (
                list(record_ids),
                self._reader.TIED_BY,
                self._source.id,
                self._source_scope,
                kinds,
            ),
        )
        return [record_id for (record_id,) in self._cr.fetchall()]

    def _records(self, record_ids):
        self._cr.execute(
            "SELECT id, kind, external_id, version, payload, deleted FROM billing_record"
            " WHERE id = ANY(%s) ORDER BY id",
            (list(record_ids),),
        )
        return self._cr.fetchall()

    def _asked_records(self, backend, scope, keys, column):
        """Return (kind, external id, column) of a connection's records."""
        if not keys:
            return []
        return self._cr.execute_values(
            f"SELECT r.kind, r.external_id, r.{column} FROM billing_record r"
            " JOIN (VALUES %s) AS asked (backend_id, scope, kind, external_id)"
            "   ON r.backend_id = asked.backend_id AND r.scope = asked.scope"
            "  AND r.kind = asked.kind AND r.external_id = asked.external_id",
            [(backend.id, scope, *key) for key in keys],
            page_size=len(keys),
            fetch=True,
        )

    def _words(self, keys):
        rows = self._asked_records(self._source, self._source_scope, keys, "payload")
        return _read_all(self._read, rows)

    def _present(self, keys):
        """Return those of these (kind, external id) that the source has."""
        rows = self._asked_records(self._source, self._source_scope, keys, "id")
        return {(kind, external_id) for kind, external_id, _id in rows}

    def _there(self, keys):
        backend = self._route.target_id
        rows = self._asked_records(backend, self._scope, keys, "payload")
        return _read_all(
            lambda kind, text: self._target._read_there(backend, kind, parse(text)), rows
        )

    def _taken(self, external_ids):
        """Return {external id of the target: key of the link that stands for it}."""
        if not external_ids:
            return {}
        self._cr.execute(
            "SELECT external_id, key FROM billing_link WHERE backend_id = %s AND scope = %s"
            " AND state = 'posted' AND parent_id IS NULL AND external_id = ANY(%s)",
            (self._route.target_id.id, self._scope, list(external_ids)),
        )
        return dict(self._cr.fetchall())

    def _below(self, places):
        """Return {(kind, key): places of the links whose key begins with that one and a slash}."""
        if not places:
            return {}
        rows = self._cr.execute_values(
            "SELECT asked.kind, asked.key, l.key FROM billing_link l"
            "  JOIN (VALUES %s) AS asked (route_id, kind, key)"
            "    ON l.route_id = asked.route_id AND l.kind = asked.kind"
            "   AND l.key LIKE asked.key || '/%%' ORDER BY l.id",
            [(self._route.id, *place) for place in places],
            page_size=len(places),
            fetch=True,
        )
        found = {}
        for kind, key, below in rows:
            found[kind, key] = (*found.get((kind, key), ()), (kind, below))
        return found

    def _made(self, external_ids):
        """Return {external id of the source: (Made, ...)} of what a route the other way posted.

        What that route has taken back itself, or is no longer there, is not counted.
        """
        if not external_ids:
            return {}
        self._cr.execute(
            "SELECT l.external_id, l.kind, l.key, r.kind, r.external_id, c.name,"
            "       l.amount_total::text"
            "  FROM billing_link l JOIN billing_route o ON o.id = l.route_id"
            "  LEFT JOIN billing_record r ON r.id = l.record_id"
            "  LEFT JOIN res_currency c ON c.id = l.currency_id"
            " WHERE l.backend_id = %s AND l.scope = %s AND o.source_id = %s"
            "   AND l.state = 'posted' AND l.gone IS NOT TRUE AND l.external_id = ANY(%s)"
            "   AND l.content IS DISTINCT FROM %s ORDER BY l.id",
            (
                self._source.id,
                self._source_scope,
                self._route.target_id.id,
                list(external_ids),
                TAKEN_BACK,
            ),
        )
        made = {}
        for external_id, kind, key, source_kind, source_id, currency, total in self._cr.fetchall():
            one = Made(
                kind,
                key,
                (source_kind, source_id) if source_kind else (),
                currency or "",
                None if total is None else Decimal(total),
            )
            made[external_id] = (*made.get(external_id, ()), one)
        return made

    def _settled(self, invoices):
        """Return {invoice's id: (Settled, ...)} of what routes the other way found settled there.

        Also what is no longer due in the source since; not what is no longer settled there.
        """
        if not invoices:
            return {}
        self._cr.execute(
            "SELECT l.title, l.key, l.amount_total::text, c.name, l.state = 'ignored'"
            "  FROM billing_link l LEFT JOIN res_currency c ON c.id = l.currency_id"
            " WHERE l.route_id = ANY(%s) AND l.kind = %s AND l.title = ANY(%s)"
            "   AND l.amount_total IS NOT NULL"
            "   AND (l.state IN ('new', 'blocked', 'ignored')"
            "        OR l.state = 'skipped' AND l.rule = 'settled_there') ORDER BY l.id",
            (self._ways_back(), SETTLEMENT, list(invoices)),
        )
        found = {}
        for invoice, key, amount, currency, ignored in self._cr.fetchall():
            one = Settled(key, Decimal(amount), currency or "", ignored)
            found[invoice] = (*found.get(invoice, ()), one)
        return found

    def _ways_back(self):
        """Return the ids of the routes from this one's target to its source; looked up once."""
        if self._back is None:
            routes = self._route.env["billing.route"].search(
                [
                    ("source_id", "=", self._route.target_id.id),
                    ("target_id", "=", self._source.id),
                ]
            )
            here = routes.filtered(lambda route: (route.source_scope or "") == self._scope)
            self._back = here.ids
        return self._back

    def _links(self, places):
        if not places:
            return {}
        rows = self._cr.execute_values(
            "SELECT l.kind, l.key, l.id, l.state, l.external_id, l.content, l.create_new,"
            "       l.released, l.gone, l.decision,"
            "       l.fingerprint, l.problem, l.record_version, l.record_id"
            "  FROM billing_link l"
            "  JOIN (VALUES %s) AS asked (route_id, kind, key)"
            "    ON l.route_id = asked.route_id AND l.kind = asked.kind AND l.key = asked.key",
            [(self._route.id, *place) for place in places],
            page_size=len(places),
            fetch=True,
        )
        return {
            (kind, key): (
                link_id,
                LinkNow(
                    state,
                    external_id or "",
                    content or "",
                    bool(create_new),
                    released or "",
                    bool(gone),
                    decision or "",
                ),
                fingerprint,
                problem,
                version,
                record_id,
            )
            for (
                kind, key, link_id, state, external_id, content, create_new, released, gone,
                decision,
                fingerprint, problem, version, record_id,
            ) in rows
        }  # fmt: skip

    def _children(self, keys):
        """Return {(kind, key, kind of child): places of the links that belong to that link}."""
        if not keys:
            return {}
        rows = self._cr.execute_values(
            "SELECT p.kind, p.key, l.kind, l.key FROM billing_link p"
            " JOIN (VALUES %s) AS asked (route_id, kind, key, child)"
            "   ON p.route_id = asked.route_id AND p.kind = asked.kind AND p.key = asked.key"
            " JOIN billing_link l ON l.parent_id = p.id AND l.kind = asked.child"
            " ORDER BY l.id",
            [(self._route.id, *key) for key in keys],
            page_size=len(keys),
            fetch=True,
        )
        found = {}
        for kind, key, child_kind, child_key in rows:
            found.setdefault((kind, key, child_kind), set()).add((child_kind, child_key))
        return found

    def _booked(self, places):
        """Return {(kind, key): Booked} of posted links."""
        if not places:
            return {}
        rows = self._cr.execute_values(
            "SELECT l.kind, l.key, l.request, l.answer, l.amount_total::text,"
            "       l.amount_tax::text, l.content"
            "  FROM billing_link l"
            "  JOIN (VALUES %s) AS asked (route_id, kind, key)"
            "    ON l.route_id = asked.route_id AND l.kind = asked.kind AND l.key = asked.key"
            " WHERE l.request IS NOT NULL",
            [(self._route.id, *place) for place in places],
            page_size=len(places),
            fetch=True,
        )
        return {(kind, key): booked(*row) for kind, key, *row in rows}

    def _moved_so_far(self):
        """Return {VAT return: {key: VAT that left it}} of all that goes into the same books."""
        self._cr.execute(
            "SELECT left_return, route_id, key, left_vat::text FROM billing_link"
            " WHERE backend_id = %s AND scope = %s AND left_return IS NOT NULL"
            "   AND state IN ('planned', 'posting', 'uncertain', 'posted')",
            (self._route.target_id.id, self._scope),
        )
        moved = {}
        for left, route_id, key, vat in self._cr.fetchall():
            # Keys are a route's own: another's must not be taken for one of this route.
            own = key if route_id == self._route.id else (route_id, key)
            moved.setdefault(left, {})[own] = Decimal(vat)
        return moved

    def _matches(self, keys):
        if not keys:
            return {}
        rows = self._cr.execute_values(
            "SELECT k.name, k.value, r.kind, r.payload FROM billing_record_key k"
            " JOIN (VALUES %s) AS asked (backend_id, scope, name, value)"
            "   ON k.name = asked.name AND k.value = asked.value"
            " JOIN billing_record r ON r.id = k.record_id AND r.backend_id = asked.backend_id"
            "  AND r.scope = asked.scope AND r.deleted IS NOT TRUE",
            [(self._route.target_id.id, self._scope, *key) for key in keys],
            page_size=len(keys),
            fetch=True,
        )
        matches = {}
        for name, value, kind, text in rows:
            alike = self._target._likeness(kind, parse(text))
            matches[name, value] = (*matches.get((name, value), ()), alike)
        return matches

    def _add_standing(self, known):
        """Add what the target holds of linked things, and which of its things are taken."""
        linked = [link.external_id for link in known.links.values() if link.external_id]
        alike = {thing.external_id for things in known.matches.values() for thing in things}
        if not linked and not alike:
            return
        self._cr.execute(
            "SELECT r.external_id, r.kind, r.payload FROM billing_record r"
            " WHERE r.backend_id = %s AND r.scope = %s AND r.external_id = ANY(%s)",
            (self._route.target_id.id, self._scope, linked),
        )
        for external_id, kind, text in self._cr.fetchall():
            known.standing[external_id] = self._target._likeness(kind, parse(text))
        self._cr.execute(
            "SELECT l.external_id, l.key, r.kind, r.payload FROM billing_link l"
            "  LEFT JOIN billing_record r ON r.id = l.record_id"
            " WHERE l.backend_id = %s AND l.scope = %s AND l.state = 'posted'"
            "   AND l.gone IS NOT TRUE AND l.parent_id IS NULL AND l.external_id = ANY(%s)",
            (self._route.target_id.id, self._scope, list(alike)),
        )
        for external_id, key, kind, text in self._cr.fetchall():
            known.taken[external_id] = key
            known.holders[external_id] = self._word_or_none(kind, text)

    def _word_or_none(self, kind, text):
        """Return the word of a source's record, None for one that is missing or can't be read."""
        try:
            return self._read(kind, text) if text else None
        except (Invalid, ValueError):
            return None


def _read_all(read, rows):
    """Return {(kind, external id): word} of records; one that can't be read is left out.

    It has a problem of its own; for others it is as if it weren't there.
    """
    words = {}
    for kind, external_id, text in rows:
        try:
            words[kind, external_id] = read(kind, text)
        except (Invalid, ValueError):
            continue
    return words


def booked(request, answer, total, tax, content):
    """Return the Booked that a posted link's columns hold; amounts are texts."""
    return Booked(
        parse(request)["body"],
        parse(answer) if answer else {},
        None if total is None else Decimal(total),
        None if tax is None else Decimal(tax),
        content or "",
    )
