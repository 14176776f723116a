"""The state file: a second run goes on where the first one ended, however that ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sandbox.dynamics import journal
from sandbox.dynamics.store import Store
from sandbox.tests.dynamics_caller import Crm, running

ROOT = Path(__file__).resolve().parents[2]


def test_a_second_run_finds_rows_metadata_tokens_and_switches(tmp_path: Path) -> None:
    file = str(tmp_path / "crm.db")
    with running(state=file) as crm:
        crm.provision()
        body = {"cb_name": "A", "cb_AccountId@odata.bind": f"/accounts({accounts(crm)[0]})"}
        where = crm.patch("cb_customers(cb_site='a',cb_chargebeeid='é')", body).entity
        total = {"cb_name": "I", "cb_total": 5, "transactioncurrencyid@odata.bind": crm.currency()}
        invoice = crm.post("cb_invoices", total).entity
        switch = {"user": "runtime", "verb": "Delete", "table": "cb_customer", "allowed": False}
        crm.control("POST", "rights", switch)
        gone = crm.post("cb_customers", {"cb_name": "gone"}).entity
        crm.hand("delete", "cb_customer", where={"cb_name": "gone"})
        before = crm.get(where).content, crm.get(invoice).content, crm.control("GET", "state")
        access, deleted = crm.access, crm.server.app.org.store.deleted
        now = crm.control("GET", "clock")["offset"]
        port = crm.server.port
    with running(state=file, port=port) as crm:
        crm.access = access
        after = crm.get(where).content, crm.get(invoice).content, crm.control("GET", "state")
        assert after == before
        assert crm.server.app.org.store.deleted == deleted
        assert crm.get(gone).status == 404
        assert crm.delete(where).status == 403
        assert crm.control("GET", "clock")["offset"] == now
        again = {"cb_name": "B", "cb_site": "a", "cb_chargebeeid": "E"}
        assert crm.post("cb_customers", again).code == "0x80060892"


def accounts(crm: Crm) -> list[str]:
    return [row["accountid"] for row in crm.rows("accounts", select="accountid")]


def test_a_refused_call_leaves_nothing_in_the_file(tmp_path: Path) -> None:
    file = str(tmp_path / "crm.db")
    with running(state=file) as crm:
        crm.provision()
        kind = "Microsoft.Dynamics.CRM.cb_customer"
        good, bad = [{"@odata.type": kind, "cb_name": "x" * size} for size in (1, 201)]
        path = "cb_customers/Microsoft.Dynamics.CRM.CreateMultiple"
        assert crm.post(path, {"Targets": [good, bad]}).status == 400
    with running(state=file) as crm:
        assert crm.connect().rows("cb_customers") == []


def test_a_second_run_knows_what_was_changed_of_the_metadata(tmp_path: Path) -> None:
    file = str(tmp_path / "crm.db")
    with running(state=file) as crm:
        crm.provision()
        crm.connect("setup")
        relation = "RelationshipDefinitions(SchemaName='cb_cb_customer_cb_invoice_cb_CbCustomerId')"
        assert crm.delete(relation).status == 204
        assert crm.delete("EntityDefinitions(LogicalName='cb_customer')").status == 204
        body = {"OptionSetName": "", "EntityLogicalName": "cb_invoice", "Value": 727000007}
        body |= {"AttributeLogicalName": "cb_status", "Label": crm.label("Voided")}
        assert crm.post("InsertOptionValue", body).status == 200
        names = {one["SchemaName"] for one in crm.rows("RelationshipDefinitions")}
    with running(state=file) as crm:
        crm.connect("setup")
        assert crm.get("cb_customers").status == 404
        assert crm.get("EntityDefinitions(LogicalName='cb_customer')").status == 404
        assert {one["SchemaName"] for one in crm.rows("RelationshipDefinitions")} == names
        assert crm.post("cb_invoices", {"cb_name": "I", "cb_status": 727000007}).status == 204
        crm.make("EntityDefinitions", crm.table("cb_Customer"))
        assert crm.rows("cb_customers") == []


def test_a_killed_process_has_lost_nothing_that_it_answered(tmp_path: Path) -> None:
    file = str(tmp_path / "crm.db")
    with started(file) as (process, crm):
        crm.connect("sales")
        where = crm.post("accounts", {"name": "Kept"}).entity
        os.kill(process.pid, signal.SIGKILL)
        process.wait(20)
    with started(file) as (process, crm):
        assert crm.connect().get(where).json["name"] == "Kept"
        process.terminate()
        assert process.wait(20) == 0


class started:
    """A process with a caller; whoever starts it ends it."""

    def __init__(self, file: str) -> None:
        command = [sys.executable, "-m", "sandbox.dynamics", "--port", "0", "--accounts", "6"]
        self.process = subprocess.Popen(
            [*command, "--state", file], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> tuple[Any, Crm]:
        assert self.process.stdout is not None
        url = self.process.stdout.readline().rpartition(" ")[2].strip()
        self.crm = Crm(SimpleNamespace(url=url, port=int(url.rpartition(":")[2])))
        return self.process, self.crm

    def __exit__(self, *exc: object) -> None:
        self.crm.close()
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


def kept(path: Path) -> Store:
    """The rows of a file as a second run finds them."""
    store = Store()
    store.load(journal.Journal(path))
    return store


def changes(store: Store) -> int:
    assert store.journal._file is not None
    return int(store.journal._file.execute("SELECT count(*) FROM change").fetchone()[0])


def test_a_file_that_has_grown_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "SLACK", 10)
    store, path = Store(), tmp_path / "crm.db"
    store.attach(journal.Journal(path))
    for round_ in range(6):
        with store.transaction():
            for name in "bac":
                store.put("t", name, {"_id": name, "round": round_})
    with store.transaction():
        store.drop("t", "a")
    with store.transaction():
        store.put("t", "a", {"_id": "a", "round": 9})
        store.put("t", "d", {"_id": "d"})
    with store.transaction():
        store.drop("t", "d")
    rows = list(store.rows("t").by_id.values())
    assert changes(store) == 6 * 3 + 1 + 2 + 1
    store.journal.close()
    for _ in range(2):
        again = kept(path)
        assert list(again.rows("t").by_id.values()) == rows
        assert again.deleted == store.deleted
        assert again.version == store.version
        assert changes(again) == 3 + 2
        again.journal.close()


def test_nested_transactions_undo_their_own_part() -> None:
    store = Store()
    with store.transaction():
        store.put("t", "a", {"_id": "a"})
        with pytest.raises(ValueError), store.transaction():
            store.put("t", "a", {"_id": "a", "x": 1})
            store.put("t", "b", {"_id": "b", "x": 1})
            store.drop("t", "a")
            assert store.find("t", x=1)
            raise ValueError
    assert list(store.rows("t").by_id) == ["a"]
    assert "x" not in store.rows("t").by_id["a"]
    assert store.find("t", x=1) == []
    assert store.deleted == []
