"""Exact's tokens: one refresh at a time, stored before it is used, whatever becomes of the caller.

    worker A                              worker B
    lock the token's row                  wait for the row
    read: 580 s old                       .
    refresh at Exact                      .
    store both tokens, commit             read again: 2 s old, use it

Every refresh token works once. Two workers that refreshed with the same one would cut the
connection, and a person would have to connect anew.
"""

from ..ledger.problems import OverQuota, Unauthorised
from ..systems.exact import oauth
from ..systems.http import Http
from .own_cursor import own_cursor

ACCESS = "exact_access_token"
REFRESH = "exact_refresh_token"
STATE = "exact_oauth_state"


class Tokens:
    """Gives an access token that is live; for the client of one connection."""

    def __init__(self, env, backend):
        self._env = env
        self._backend = backend
        self._url = backend.exact_url
        secrets = env["billing.secret"]
        self._app = (
            secrets._get(backend, "exact_client_id"),
            secrets._get(backend, "exact_client_secret"),
        )
        self._live = None

    def __call__(self, rejected=None):
        """Return an access token; given the one that was just refused, a newer one.

        Raises Unauthorised when a person must connect, OverQuota when Exact gives no new token
        yet, Unreachable when Exact can't be reached.
        """
        if self._live and rejected is None:
            return self._live
        with own_cursor(self._env) as cr:
            stored = self._lock(cr)
            access, age = stored.get(ACCESS, (None, None))
            refresh, _age = stored.get(REFRESH, (None, None))
            if access and access != rejected and age < oauth.TOKEN_USABLE:
                self._live = access
                return access
            if not refresh:
                raise Unauthorised("not_connected", connection=self._backend.name)
            if access and age < oauth.TOKEN_USABLE:
                raise OverQuota("token_too_early", oauth.TOKEN_USABLE - age + 1)
            tokens = oauth.refresh(Http(self._url), *self._app, refresh)
            self._store(cr, tokens)
        self._live = tokens.access_token
        return tokens.access_token

    def exchange(self, code, redirect_uri, state):
        """Turn the callback's code into the first tokens, once per `state`.

        Returns False when that state was never given or is spent: a repeated callback.
        """
        with own_cursor(self._env) as cr:
            self._lock(cr)
            cr.execute(
                "DELETE FROM billing_secret WHERE backend_id = %s AND name = %s AND value = %s",
                (self._backend.id, STATE, state),
            )
            if not cr.rowcount:
                return False
            tokens = oauth.exchange(Http(self._url), *self._app, code, redirect_uri)
            self._store(cr, tokens)
        return True

    def _lock(self, cr):
        """Lock this connection's tokens and return {name: (value, age in seconds)}."""
        for name in (ACCESS, REFRESH):
            cr.execute(
                "INSERT INTO billing_secret (backend_id, name) VALUES (%s, %s)"
                " ON CONFLICT (backend_id, name) DO NOTHING",
                (self._backend.id, name),
            )
        cr.execute(
            "SELECT id FROM billing_secret WHERE backend_id = %s AND name = %s FOR NO KEY UPDATE",
            (self._backend.id, REFRESH),
        )
        cr.execute(
            "SELECT name, value, EXTRACT(EPOCH FROM clock_timestamp() AT TIME ZONE 'UTC'"
            " - COALESCE(written_at, 'epoch')) FROM billing_secret"
            " WHERE backend_id = %s AND name IN (%s, %s)",
            (self._backend.id, ACCESS, REFRESH),
        )
        return {name: (value, float(age)) for name, value, age in cr.fetchall()}

    def _store(self, cr, tokens):
        for name, value in ((ACCESS, tokens.access_token), (REFRESH, tokens.refresh_token)):
            cr.execute(
                "UPDATE billing_secret SET value = %s,"
                " written_at = clock_timestamp() AT TIME ZONE 'UTC'"
                " WHERE backend_id = %s AND name = %s",
                (value, self._backend.id, name),
            )
