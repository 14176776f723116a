"""What a person would do in Odoo's screens, done through the same methods: connect, map, post.

Every step looks first whether it was done before, so that a second run changes nothing.
"""

import time
from typing import Any

from .console import SetupError
from .sandbox_control import Control
from .surroundings import World

SOURCE, TARGET, ROUTE = "Chargebee (sandbox)", "Exact Online (sandbox)", "Sandbox invoices"
DIVISION = "100001"
SALES_JOURNAL = "70"
#: The clearing journals of the payment provider, by currency; the first takes any other too.
CLEARING_JOURNALS = {"": "21", "USD": "22", "GBP": "23"}
#: The ledgers of memo entries, which a bookkeeper chooses.
LEDGERS = {
    "exact_receivable_ledger_id": "1300",
    "exact_bad_debt_ledger_id": "4510",
    "exact_vat_suspense_ledger_id": "1540",
    "exact_withheld_ledger_id": "1360",
}
FIRST_DAY = "2026-01-01"
TIME_ZONE = "Europe/Amsterdam"
RUN_SECONDS = 540
ENDED = ("done", "failed", "stopped")


class Desk:
    """The demo's bookkeeper."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.odoo = world.rpc()
        self.chargebee = Control(world.chargebee_url)
        self.exact = Control(world.exact_url)
        self.source = self.target = self.route = 0

    # --- connections ----------------------------------------------------------------------

    def connect(self) -> str:
        """Make both connections, or point those of an earlier run to today's ports."""
        self.source, made = self._connection(
            SOURCE,
            {"system": "chargebee", "chargebee_api_key": "full_key", "chargebee_tz": TIME_ZONE},
            {"chargebee_url": self.world.chargebee_url},
        )
        self.target, made_too = self._connection(
            TARGET,
            {
                "system": "exact",
                "exact_client_id": "demo",
                "exact_client_secret": "demo-secret",
            },
            {"exact_url": self.world.exact_url},
        )
        if made_too:
            token = self.exact.post("/_sandbox/token", {})["refresh_token"]
            self.write("billing.backend", self.target, {"exact_refresh_token": token})
        for backend in (self.source, self.target):
            self.odoo.call("billing.backend", "action_test", [backend])
            self._check_connected(backend)
        return "made" if made else "already there"

    def _connection(self, name: str, first: dict, always: dict) -> tuple[int, bool]:
        found = self.search("billing.backend", [["name", "=", name]])
        if found:
            self.write("billing.backend", found[0], always)
            return found[0], False
        values = {"name": name, **first, **always}
        return self.odoo.call("billing.backend", "create", [values])[0], True

    def _check_connected(self, backend: int) -> None:
        state = self.read("billing.backend", backend, ["connection_state", "connection_message"])
        if state["connection_state"] != "ok":
            raise SetupError(f"The connection test says: {state['connection_message']}")

    def make_route(self) -> str:
        """Make the route, in draft, and fetch what its mapping tables point to."""
        found = self.search("billing.route", [["name", "=", ROUTE]])
        if found:
            self.route = found[0]
            return "already there"
        values = {
            "name": ROUTE,
            "source_id": self.source,
            "target_id": self.target,
            "exact_division": DIVISION,
            "date_from": FIRST_DAY,
            "tz": TIME_ZONE,
            "exact_promotional": "netted",
            "exact_payments": True,
        }
        self.route = self.odoo.call("billing.route", "create", [values])[0]
        counts = self.run("billing.backend", "action_refresh_references", self.target)
        # Two sales journals stand there: which one is a person's choice.
        journal = self._reference("journal", SALES_JOURNAL)
        ledgers = {name: self._reference("gl_account", code) for name, code in LEDGERS.items()}
        self.write("billing.route", self.route, {"exact_sales_journal_id": journal, **ledgers})
        return f"made; {counts}"

    # --- work -----------------------------------------------------------------------------

    def run(self, model: str, action: str, record: int) -> str:
        """Press a button, wait for the runs that it started, and say what they did."""
        before = max(self.search("billing.run", []), default=0)
        self.odoo.call(model, action, [record])
        deadline = time.monotonic() + RUN_SECONDS
        while time.monotonic() < deadline:
            runs = self.search_read(
                "billing.run", [["id", ">", before]], ["kind", "state", "counts_text", "message"]
            )
            failed = [run for run in runs if run["state"] == "failed"]
            if failed:
                raise SetupError(f"{failed[0]['kind']} failed: {failed[0]['message']}")
            if runs and all(run["state"] in ENDED for run in runs):
                said = [f"{run['kind']}: {run['counts_text'] or 'nothing new'}" for run in runs]
                return "; ".join(reversed(said))
            self.world.check()
            time.sleep(0.3)
        waiting = [f"{run['kind']}: {run['message']}" for run in runs if run["state"] not in ENDED]
        raise SetupError(f"Not ended after {RUN_SECONDS} s: {'; '.join(waiting)}")

    def map(self) -> str:
        """Suggest rows for what is in use, confirm them, and fill by hand what nothing suggests."""
        said = self.run("billing.route", "action_suggest", self.route)
        self.odoo.call("billing.route", "action_accept_suggestions", [self.route])
        by_hand = self._fill("billing.mapping.revenue", "gl_account", "8000")
        by_hand += self._fill("billing.mapping.tax", "vat_code", self._no_vat_code())
        by_hand += self._choose_clearing_journals()
        return f"{said}; {by_hand} filled in by hand"

    def _choose_clearing_journals(self) -> int:
        """Confirm a journal for each currency that the payment provider pays in."""
        model = "billing.mapping.payment"
        domain = [["route_id", "=", self.route], ["state", "=", "suggested"]]
        rows = self.search_read(model, domain, ["currency"])
        for row in rows:
            code = CLEARING_JOURNALS.get(row["currency"] or "", CLEARING_JOURNALS[""])
            values = {"reference_id": self._reference("journal", code), "state": "confirmed"}
            self.write(model, row["id"], values)
        return len(rows)

    def _fill(self, model: str, kind: str, code: str) -> int:
        """Confirm what was left without a suggestion on one thing of the target."""
        rows = self.search(model, [["route_id", "=", self.route], ["state", "=", "suggested"]])
        if rows:
            values = {"reference_id": self._reference(kind, code), "state": "confirmed"}
            self.odoo.call(model, "write", rows, values)
        return len(rows)

    def _reference(self, kind: str, code: str) -> int:
        domain = [["backend_id", "=", self.target], ["scope", "=", DIVISION]]
        return self.search(
            "billing.reference", [*domain, ["kind", "=", kind], ["code", "=", code]]
        )[0]

    def _no_vat_code(self) -> str:
        route = self.read("billing.route", self.route, ["exact_no_vat_code_id"])
        return self.read("billing.reference", route["exact_no_vat_code_id"][0], ["code"])["code"]

    def decide_proposals(self) -> str:
        """Decide as a person would: a likeness in name alone is another company."""
        links = self.search(
            "billing.link",
            [["route_id", "=", self.route], ["problem_code", "=", "account_proposed"]],
        )
        if links:
            self.odoo.call("billing.link", "action_create_new", links)
        return f"{len(links)} decided"

    def go_live(self) -> str:
        """Let the route post from now on."""
        if self.read("billing.route", self.route, ["state"])["state"] == "live":
            return "already live"
        self.odoo.call("billing.route", "action_go_live", [self.route])
        return "live"

    # --- short hands ----------------------------------------------------------------------

    def search(self, model: str, domain: list) -> list[int]:
        """Return the ids that a domain finds, all companies and archived ones left out."""
        return self.odoo.call(model, "search", domain)

    def search_read(self, model: str, domain: list, fields: list[str]) -> list[dict[str, Any]]:
        return self.odoo.call(model, "search_read", domain, fields)

    def read(self, model: str, record: int, fields: list[str]) -> dict[str, Any]:
        return self.odoo.call(model, "read", [record], fields)[0]

    def write(self, model: str, record: int, values: dict[str, Any]) -> None:
        self.odoo.call(model, "write", [record], values)
