from odoo import fields, models

from ..ledger.problems import OverQuota
from .own_cursor import own_cursor

#: Calls that one statement takes at a time, so that counting costs little.
LEASE = 5


class BillingQuota(models.Model):
    """How many calls one connection and scope may still make, shared by all workers."""

    _name = "billing.quota"
    _description = "Call Quota"
    _log_access = False

    backend_id = fields.Many2one("billing.backend", required=True, ondelete="cascade")
    scope = fields.Char(required=True, default="")
    calls = fields.Integer(readonly=True)
    minute_limit = fields.Integer()
    minute_left = fields.Integer()
    minute_resets_at = fields.Datetime()
    day_limit = fields.Integer()
    day_left = fields.Integer()
    day_resets_at = fields.Datetime()
    next_call_at = fields.Datetime()

    _backend_scope_uniq = models.Constraint(
        "UNIQUE(backend_id, scope)", "A connection counts its calls once per scope."
    )


class Quota:
    """Counts calls in the database, led by what the other side says of its limits."""

    def __init__(self, env, backend, scope="", limits=(None, None), read_headers=None):
        """`limits` (per minute, per day) are assumed until the system tells its own.

        `read_headers` turns an answer's headers into (window, limit, left, resets at in UTC).
        """
        self._env = env
        self._key = (backend.id, scope)
        self._limits = limits
        self._read_headers = read_headers or (lambda headers: ())
        self._leased = 0
        self._heard = {}

    def take(self):
        """Take one call. Raises OverQuota with the seconds to wait when none is left."""
        if self._leased:
            self._leased -= 1
            return
        with own_cursor(self._env) as cr:
            self._tell(cr)
            cr.execute(_TAKE, {"backend": self._key[0], "scope": self._key[1], "lease": LEASE})
            taken, wait = cr.fetchone()
        if not taken:
            raise OverQuota("waiting_for_quota", max(1.0, float(wait)))
        self._leased = taken - 1

    def heed(self, status, headers):
        """Learn from an answer; a refusal for too many calls is shared with all workers at once."""
        for window, limit, left, resets_at in self._read_headers(headers):
            self._heard[window] = (limit, left, resets_at)
        if status == 429:
            self._leased = 0
            with own_cursor(self._env) as cr:
                self._tell(cr)
                cr.execute(
                    "UPDATE billing_quota SET next_call_at = clock_timestamp() AT TIME ZONE 'UTC'"
                    " + make_interval(secs => %s) WHERE backend_id = %s AND scope = %s",
                    (_seconds(headers.get("Retry-After")), *self._key),
                )

    def _tell(self, cr):
        """Write what was heard since the last time, and make sure that the row is there."""
        backend_id, scope = self._key
        cr.execute(
            """
            INSERT INTO billing_quota
                (backend_id, scope, calls, minute_limit, minute_left, day_limit, day_left)
            VALUES (%s, %s, 0, %s, %s, %s, %s)
            ON CONFLICT (backend_id, scope) DO NOTHING
            """,
            (backend_id, scope, self._limits[0], self._limits[0], self._limits[1], self._limits[1]),
        )
        for window, (limit, left, resets_at) in self._heard.items():
            cr.execute(_HEARD[window], (limit, left, resets_at.replace(tzinfo=None), *self._key))
        self._heard = {}


def _seconds(text):
    """Return a Retry-After in seconds; 0 when there is none to be read as such."""
    return int(text) if text and text.isdigit() else 0


_HEARD = {
    window: f"""
        UPDATE billing_quota
           SET {window}_limit = COALESCE(%s, {window}_limit),
               {window}_left = COALESCE(%s, {window}_left),
               {window}_resets_at = %s
         WHERE backend_id = %s AND scope = %s
    """
    for window in ("minute", "day")
}

# One statement: whoever comes second waits for the row and sees what the first one left. A
# window that ended is full again; one whose end nobody told ends by the clock.
_TAKE = """
    WITH clock AS (SELECT clock_timestamp() AT TIME ZONE 'UTC' AS now),
    seen AS (
        SELECT q.id, clock.now,
               CASE WHEN q.minute_limit IS NULL THEN %(lease)s
                    WHEN q.minute_resets_at IS NULL OR q.minute_resets_at <= clock.now
                    THEN q.minute_limit ELSE GREATEST(q.minute_left, 0) END AS minute_left,
               CASE WHEN q.minute_resets_at IS NULL OR q.minute_resets_at <= clock.now
                    THEN date_trunc('minute', clock.now) + interval '1 minute'
                    ELSE q.minute_resets_at END AS minute_resets_at,
               CASE WHEN q.day_limit IS NULL THEN %(lease)s
                    WHEN q.day_resets_at IS NULL OR q.day_resets_at <= clock.now
                    THEN q.day_limit ELSE GREATEST(q.day_left, 0) END AS day_left,
               CASE WHEN q.day_resets_at IS NULL OR q.day_resets_at <= clock.now
                    THEN date_trunc('day', clock.now) + interval '1 day'
                    ELSE q.day_resets_at END AS day_resets_at,
               COALESCE(q.next_call_at, '-infinity') AS next_call_at
          FROM billing_quota q, clock
         WHERE q.backend_id = %(backend)s AND q.scope = %(scope)s
           FOR NO KEY UPDATE OF q
    ),
    asked AS (
        SELECT *, CASE WHEN next_call_at > now THEN 0
                       ELSE LEAST(%(lease)s, minute_left, day_left) END AS taken
          FROM seen
    ),
    written AS (
        UPDATE billing_quota q
           SET calls = q.calls + asked.taken,
               minute_left = asked.minute_left - asked.taken,
               minute_resets_at = asked.minute_resets_at,
               day_left = asked.day_left - asked.taken,
               day_resets_at = asked.day_resets_at
          FROM asked
         WHERE q.id = asked.id
    )
    SELECT taken,
           EXTRACT(EPOCH FROM CASE
               WHEN next_call_at > now THEN next_call_at
               WHEN day_left <= 0 THEN day_resets_at
               ELSE minute_resets_at END - now) + 1
      FROM asked
"""
