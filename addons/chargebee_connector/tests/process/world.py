"""One test's world: its own database, its own books in Exact, an Odoo server that can be killed."""

from collections import Counter
from pathlib import Path
from urllib.request import OpenerDirector

from children import Child, wait_for
from database import Database, copy
from exact import PLACES, Exact, Sandbox
from odoo_server import Server, Shell
from prepare import DATASET, Prepared

ENDED = ("done", "failed", "stopped")


class World:
    """What a test needs; `close` ends all of it, whatever happened."""

    def __init__(self, prepared: Prepared, name: str, folder: Path) -> None:
        self._prepared = prepared
        self._name = name
        self.folder = folder
        self._children: list[Child] = []
        copy(prepared.database, name)
        self.db = Database(name)

    def start(self) -> None:
        """Start Exact and Odoo, and see what there is to do."""
        self.exact = Exact(self._prepared.exact_port, self.folder, self._prepared.books)
        self._children.append(self.exact.child)
        self.server = self.start_server()
        self.exact.wait()
        self._connect_anew()
        self.server.wait()
        self.route, self.target = self.db.rows("SELECT id, target_id FROM billing_route")[0]
        self.expected = self._links("state = 'planned'")
        self._stood = {kind: self.exact.count(path) for kind, (path, _) in PLACES.items()}

    def close(self) -> None:
        for child in self._children:
            child.kill()
        self.db.close()

    def _connect_anew(self) -> None:
        """Give the connection a fresh chain of tokens: the prepared one ages while tests run."""
        token = self.exact.post("token")["refresh_token"]
        self.db.run(
            "UPDATE billing_secret SET value = CASE name WHEN 'exact_refresh_token' THEN %s END,"
            " written_at = now() AT TIME ZONE 'UTC'"
            " WHERE name IN ('exact_refresh_token', 'exact_access_token')",
            token,
        )

    # --- processes ----------------------------------------------------------------------------

    def start_server(self, opener: OpenerDirector | None = None) -> Server:
        """Start an Odoo server; an opener that an earlier one logged in stays logged in."""
        server = Server(self._name, self.folder, opener)
        self._children.append(server)
        return server

    def shell(self, script: str) -> Shell:
        """Run a script in a second Odoo process."""
        shell = Shell(self._name, self.folder, script)
        self._children.append(shell)
        return shell

    def start_chargebee(self) -> Sandbox:
        """Start the billing site with the objects that the prepared database was pulled from."""
        (self.folder / "chargebee.json").write_bytes(self._prepared.site.read_bytes())
        port = self._prepared.chargebee_port
        site = Sandbox("chargebee", port, self.folder, *DATASET)
        self._children.append(site.child)
        site.wait()
        return site

    def restart(self) -> None:
        """Start Odoo anew, so late that queue_job takes jobs that were under way for dead."""
        self.db.age_jobs()
        self.server = self.start_server(self.server.opener).wait()

    # --- work ---------------------------------------------------------------------------------

    def post(self) -> int:
        """Press Post on the route; the id of the run that it starts."""
        return self.server.rpc("billing.route", "action_post", [self.route])["res_id"]

    def wait_run(self, run: int, expected: str = "done") -> None:
        """Wait for a run's end; AssertionError when it ends in another way than expected."""
        query = "SELECT state, message FROM billing_run WHERE id = %s AND state IN %s"
        ((state, message),) = wait_for(
            f"the end of run {run}", lambda: self.db.rows(query, run, ENDED)
        )
        assert state == expected, f"run {run} {state}: {message}"

    def wait_waiting(self, run: int) -> None:
        """Wait until a run met the world's failure and waits before it goes on."""
        query = "SELECT 1 FROM billing_run WHERE id = %s AND state = 'running' AND failures > 0"
        wait_for(f"run {run} to wait", lambda: self.db.rows(query, run))

    def wait_all_runs(self) -> None:
        """Wait until no run is open, also none that follows another."""
        query = "SELECT id FROM billing_run WHERE state NOT IN %s"
        wait_for("the end of all runs", lambda: not self.db.rows(query, ENDED))

    def wake_lost(self) -> None:
        """Let ten minutes pass and the cron that wakes lost runs come by."""
        self.db.age_jobs()
        cron = self.db.value(
            "SELECT res_id FROM ir_model_data"
            " WHERE module = 'chargebee_connector' AND name = 'cron_steps'"
        )
        self.server.rpc("ir.cron", "method_direct_trigger", [cron])

    def round(self) -> None:
        """Let ten minutes pass for what is uncertain, and post."""
        self.db.age_links()
        self.wait_run(self.post())

    # --- what stands --------------------------------------------------------------------------

    def links(self, state: str, kind: str) -> set[int]:
        return set(
            self.db.column(
                "SELECT id FROM billing_link WHERE state = %s AND kind = %s", state, kind
            )
        )

    def state_of(self, link: int) -> str:
        return self.db.value("SELECT state FROM billing_link WHERE id = %s", link)

    def one_on_the_wire(self, kind: str) -> int:
        """The one link of this kind whose intent is committed and whose result isn't."""
        (link,) = self.links("posting", kind)
        return link

    def posts(self, kind: str, since: int = 0) -> int:
        """How many requests to create a thing of this kind Exact got; answered or not."""
        return len(self.exact.calls("POST", PLACES[kind][0], since))

    def looks(self, kind: str, since: int = 0) -> int:
        """How often Exact was looked into for things of this kind by our keys."""
        calls = self.exact.calls("GET", PLACES[kind][0], since)
        return sum("YourRef" in one["query"] or "SearchCode" in one["query"] for one in calls)

    def history(self, link: int) -> list[str]:
        """What the log tells of a link, in order: `event` or `event:problem's code`."""
        return self.db.column(
            "SELECT concat_ws(':', event, problem::json->>'code')"
            " FROM billing_log WHERE link_id = %s ORDER BY id",
            link,
        )

    def _links(self, condition: str) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {kind: set() for kind in PLACES}
        for kind, link in self.db.rows(f"SELECT kind, id FROM billing_link WHERE {condition}"):
            found[kind].add(link)
        return found

    def prove(self) -> None:
        """Nothing twice, nothing lost, nobody left behind: everything planned stands once."""
        states = Counter(self.db.column("SELECT state FROM billing_link"))
        left = {state: states[state] for state in ("planned", "posting", "uncertain", "refused")}
        assert not any(left.values()), left
        posted = self._links("state = 'posted'")
        assert posted == self.expected
        assert not self.exact.get("crashes")["crashes"], "the sandbox itself broke"
        duplicates = self.exact.duplicates()
        assert not any(duplicates.values()), duplicates
        token = self.db.value(
            "SELECT value FROM billing_secret WHERE name = 'exact_access_token' AND value <> ''"
        )
        for kind, (path, id_name) in PLACES.items():
            ids = self.db.column(
                "SELECT external_id FROM billing_link WHERE kind = %s AND state = 'posted'", kind
            )
            assert len(set(ids)) == len(ids), f"two links stand for one {kind}: {ids}"
            assert self.exact.count(path) == self._stood[kind] + len(ids)
            assert set(ids) <= self.exact.ids(path, id_name, token), f"a {kind} is not in Exact"
        told = Counter(
            self.db.column(
                "SELECT link_id FROM billing_log WHERE event IN ('posted', 'looked', 'adopted')"
                " AND answer IS NOT NULL"
            )
        )
        assert told == Counter(set.union(*posted.values())), "the log tells it otherwise"
        runs = self.db.rows("SELECT id, kind, state FROM billing_run WHERE state NOT IN %s", ENDED)
        assert not runs, f"left running: {runs}"
