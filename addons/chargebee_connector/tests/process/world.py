"""One test's world: its own database, its own books in Exact, an Odoo server that can be killed."""

from collections import Counter
from pathlib import Path
from urllib.request import OpenerDirector

from children import Living, wait_for
from database import Database, copy
from exact import Exact, Sandbox
from odoo_server import Server, Shell
from places import PLACES, Place
from prepare import DATASET, Prepared

ENDED = ("done", "failed", "stopped")
#: What can be counted in Exact, once each.
_LISTED = tuple(place for name, place in PLACES.items() if name not in ("print", "payment"))


class World:
    """What a test needs; `close` ends all of it, whatever happened."""

    def __init__(
        self, prepared: Prepared, name: str, folder: Path, route: str = "Invoices"
    ) -> None:
        self._prepared = prepared
        self._route_name = route
        self._name = name
        self.folder = folder
        self._children: list[Living] = []
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
        self.route = self.db.value("SELECT id FROM billing_route WHERE name = %s", self._route_name)
        self.target = self.db.value("SELECT id FROM billing_backend WHERE system = 'exact'")
        self.expected = self._links("planned")
        self._posted_before = self._links("posted")
        self._logged_before = self.db.value("SELECT COALESCE(max(id), 0) FROM billing_log")
        self._stood = {place.path: self._count(place) for place in _LISTED}

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
        """The links of this kind that are sent by themselves, of the route that is tested."""
        return self._links(state)[kind]

    def state_of(self, link: int) -> str:
        return self.db.value("SELECT state FROM billing_link WHERE id = %s", link)

    def one_on_the_wire(self, kind: str) -> int:
        """The one link of this kind whose intent is committed and whose result isn't."""
        (link,) = self.links("posting", kind)
        return link

    def server_of(self, name: str) -> Sandbox:
        """The server of a place."""
        return self.site if PLACES[name].at == "site" else self.exact

    def posts(self, name: str, since: int = 0) -> int:
        """How many requests to create a thing there the server got; answered or not."""
        return len(self.server_of(name).calls("POST", PLACES[name].posted, since))

    def looks(self, name: str, since: int = 0) -> int:
        """How often things of this place were looked for by our keys."""
        place = PLACES[name]
        calls = self.server_of(name).calls("GET", place.looked, since)
        return sum(place.by in one["query"] for one in calls)

    def history(self, link: int) -> list[str]:
        """What the log tells of a link since the test began: `event` or `event:problem's code`."""
        return self.db.column(
            "SELECT concat_ws(':', event, problem::json->>'code')"
            " FROM billing_log WHERE link_id = %s AND id > %s ORDER BY id",
            link,
            self._logged_before,
        )

    def _links(self, state: str) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {place.kind: set() for place in PLACES.values()}
        query = (
            "SELECT kind, id FROM billing_link WHERE route_id = %s AND state = %s"
            " AND (bundle IS NULL OR aggregate)"
        )
        for kind, link in self.db.rows(query, self.route, state):
            found[kind].add(link)
        return found

    def _count(self, place: Place) -> int:
        return self.exact.count(place.path)

    def prove(self) -> None:
        """Nothing twice, nothing lost, nobody left behind: everything planned stands once."""
        states = Counter(
            self.db.column("SELECT state FROM billing_link WHERE route_id = %s", self.route)
        )
        left = {state: states[state] for state in ("planned", "posting", "uncertain", "refused")}
        assert not any(left.values()), left
        assert self._links("posted") == {
            kind: self._posted_before[kind] | links for kind, links in self.expected.items()
        }
        assert not self.exact.get("crashes")["crashes"], "the sandbox itself broke"
        duplicates = self.exact.duplicates()
        assert not any(duplicates.values()), duplicates
        for place in _LISTED:
            ids = self._ids_of(place.kind)
            assert len(set(ids)) == len(ids), f"two links stand for one {place.kind}: {ids}"
            made = len(self.expected[place.kind])
            assert self._count(place) == self._stood[place.path] + made
            assert set(ids) <= self._ids_there(place), f"a {place.kind} is not in Exact"
        told = Counter(
            self.db.column(
                "SELECT link_id FROM billing_log WHERE event IN ('posted', 'looked', 'adopted')"
                " AND answer IS NOT NULL AND id > %s",
                self._logged_before,
            )
        )
        assert told == Counter(set.union(*self.expected.values())), "the log tells it otherwise"
        runs = self.db.rows("SELECT id, kind, state FROM billing_run WHERE state NOT IN %s", ENDED)
        assert not runs, f"left running: {runs}"

    def _ids_there(self, place: Place) -> set[str]:
        """The ids that Exact lists, read with the token that the addon used."""
        token = self.db.column(
            "SELECT value FROM billing_secret WHERE name = 'exact_access_token' AND value <> ''"
        )
        return self.exact.ids(place.path, place.id_name, *token) if token else set()

    def _ids_of(self, kind: str) -> list[str]:
        """What the posted links of a kind stand for, each once."""
        return self.db.column(
            "SELECT external_id FROM billing_link WHERE route_id = %s AND kind = %s"
            " AND state = 'posted' AND (bundle IS NULL OR aggregate)",
            self.route,
            kind,
        )
