"""The whole way to Dynamics 365 and back, over HTTP: make tables, load, change, read.

The other side is the sandbox's Dataverse, started as a process of its own. It refuses what the
real one refuses, so that a request that is wrong in form or content fails here.
"""

import json
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from urllib.request import Request as UrlRequest
from urllib.request import urlopen

import pytest
from crm_world import KINDS, customer_row, invoice_row, line_row, posted
from dynamics_tables import CUSTOMER, FAMILY, TABLES

from odoo.addons.chargebee_connector.ledger.mirror import Column
from odoo.addons.chargebee_connector.ledger.plan import Known, resolve
from odoo.addons.chargebee_connector.ledger.problems import (
    Gone,
    OverQuota,
    Problem,
    Unauthorised,
    WorldProblem,
)
from odoo.addons.chargebee_connector.ledger.pull import Posted
from odoo.addons.chargebee_connector.ledger.text import parse
from odoo.addons.chargebee_connector.ledger.words import Customer
from odoo.addons.chargebee_connector.systems.dynamics import checks, pull, read, references
from odoo.addons.chargebee_connector.systems.dynamics.accounts import pairs
from odoo.addons.chargebee_connector.systems.dynamics.client import Dynamics
from odoo.addons.chargebee_connector.systems.dynamics.differences import differences, keys_waiting
from odoo.addons.chargebee_connector.systems.dynamics.oauth import Memory
from odoo.addons.chargebee_connector.systems.dynamics.plan import plan
from odoo.addons.chargebee_connector.systems.dynamics.post import together
from odoo.addons.chargebee_connector.systems.dynamics.provision import compare, run_step
from odoo.addons.chargebee_connector.systems.dynamics.rules import AccountRules, Rules
from odoo.addons.chargebee_connector.systems.dynamics.there import entity_sets, read_there

ROOT = Path(__file__).resolve().parents[4]
TENANT = "6f1c2a34-0b5d-4c7e-9a81-2d3e4f506172"
APP = "a0000000-0000-4000-8000-00000000000"
RUNTIME, SETUP = (1, "runtime-secret"), (2, "setup-secret")


class Org:
    """One running sandbox with our tables in it."""

    def __init__(self, url):
        self.url = url
        self.memory = Memory()
        self.sets = {}

    def client(self, app=RUNTIME, **options):
        number, secret = app
        return Dynamics(
            self.url, self.url, TENANT, f"{APP}{number}", secret, tokens=self.memory, **options
        )

    def control(self, name, method="GET", **body):
        data = json.dumps(body).encode() if method == "POST" else None
        request = UrlRequest(f"{self.url}/_sandbox/{name}", data, method=method)
        with urlopen(request) as answer:
            return json.loads(answer.read() or "null")

    def tell(self, name, **body):
        return self.control(name, "POST", **body)

    def rows(self, table):
        found = self.control(f"rows?table={table}")
        return found["rows"] if isinstance(found, dict) else found

    def provision(self, tables=TABLES):
        client = self.client(SETUP)
        steps = compare(tables, "cb", read_there(client, tables, "cb"))
        for step in steps:
            patiently(lambda step=step: run_step(client, step))
        self.sets = entity_sets(read_there(client, tables, "cb"))
        return steps

    def rules(self, **more):
        client = self.client()
        currencies = list(references.read(client, "crm_currency"))
        teams = {one.name: one.external_id for one in references.read(client, "team")}
        return Rules(
            site="acme",
            tables=TABLES,
            kinds=KINDS,
            entity_sets=self.sets,
            currencies={one.code: one.external_id for one in currencies},
            places={one.code: int(one.data["places"]) for one in currencies},
            fallback=("team", teams["CB Services"]),
            owners={"cloud": ("team", teams["CB Cloud"]), "no": ("team", teams["CB No Read"])},
            **more,
        )


def patiently(do, tries=60):
    """Do something again after each wait that is asked for."""
    for _try in range(tries):
        try:
            return do()
        except OverQuota as wait:
            time.sleep(min(wait.seconds, 0.3))
    raise AssertionError("still not ready")


@contextmanager
def running(*options):
    command = [sys.executable, "-m", "sandbox.dynamics", "--port", "0", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            for said in process.stdout:
                if "http://" in said:
                    break
            yield Org(said[said.index("http://") :].split()[0])
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def shared():
    with running() as org:
        org.provision()
        yield org


@pytest.fixture
def org(shared):
    yield shared
    audit = shared.control("audit")
    assert not any(audit.values()), audit


class Load:
    """Rows on their way into an organisation, with the links as a database would keep them."""

    def __init__(self, org, rules=None):
        self.rules = rules or org.rules()
        self.links = {}
        self.calls = []
        self.client = org.client(calls=self.calls)

    def go(self, rows):
        """Plan and send rows; return {key: Posted or Problem}."""
        outcomes = [one for one in plan(rows, self.rules, Known(links=self.links)) if one.request]
        ids = {(*where, "external_id"): link.external_id for where, link in self.links.items()}
        requests = [
            {"method": one.request.method, "body": resolve(parse(one.request_text())["body"], ids)}
            for one in outcomes
        ]
        results = {}
        left = list(range(len(requests)))
        while left:
            done = set()
            try:
                for index, result in together(self.client, [requests[one] for one in left]):
                    done.add(left[index])
                    self._store(outcomes[left[index]], result, results)
            except WorldProblem as problem:
                assert not isinstance(problem, Unauthorised), problem
                time.sleep(getattr(problem, "seconds", 0))
            left = [one for one in left if one not in done]
        return results

    def _store(self, outcome, result, results):
        results[outcome.key] = result
        if not isinstance(result, Posted):
            return
        kind, external_id = outcome.source
        table = {"customer": "customer", "invoice": "invoice"}[kind]
        self.links |= posted(kind, external_id, table, outcome.content)


def customers(count, start=0, **more):
    return [customer_row(f"c{start + number}", **more) for number in range(count)]


def invoice(number, customer="c0", amount="10.00", lines=2, **more):
    name = f"INV-{number}"
    parts = tuple(
        replace(
            line_row(f"{number}-{line}", amount),
            lookups={"invoice": ("invoice", name)},
        )
        for line in range(lines)
    )
    row = invoice_row(parts=parts, lookups={"customer": ("customer", customer)}, **more)
    return replace(row, external_id=name, title=name)


def all_posted(results):
    return results and all(isinstance(one, Posted) for one in results.values())


# --- the tables ---------------------------------------------------------------------------------


def test_tables_are_made_once_though_it_takes_time():
    slow = ("--propagation", "1", "--key-seconds", "2", "--customizing-seconds", "0.2")
    some = (CUSTOMER, FAMILY)
    with running(*slow) as org:
        assert org.provision(some)
        client = org.client(SETUP)
        there = read_there(client, some, "cb")
        assert compare(some, "cb", there) == [] == differences(some, "cb", there)
        load = Load(org)
        assert all_posted(load.go(customers(3))), "rows can be written at once"
        later = replace(CUSTOMER, columns=(*CUSTOMER.columns, Column("segment", "Segment")))
        steps = org.provision((later, FAMILY))
        assert [step.kind for step in steps] == ["column", "publish"]
        time.sleep(2)
        assert keys_waiting(some, "cb", read_there(client, some, "cb")) == []


def test_connection_is_well_and_says_what_is_not(org):
    assert checks.test(org.client(), TABLES, "cb", org.sets) == []
    codes = {}
    for app in ((1, "wrong"), (4, "stranger-secret"), (5, "expired-secret"), (9, "x")):
        with pytest.raises(Unauthorised) as caught:
            checks.test(org.client(app), TABLES, "cb", org.sets)
        codes[app[0]] = caught.value.code
    assert codes == {
        1: "dynamics_secret_wrong",
        4: "dynamics_no_application_user",
        5: "dynamics_secret_expired",
        9: "dynamics_application_unknown",
    }


def test_owners(org):
    client = org.client()
    owners = {one.name: one for kind in ("team", "user") for one in references.read(client, kind)}
    assert "CB Access" not in owners
    trials = {
        name: checks.trial(client, CUSTOMER, "cb", "cb_customers", kind, owners[name].external_id)
        for kind, name in (("team", "CB Cloud"), ("team", "CB No Read"), ("user", "Dirk"))
    }
    assert trials["CB Cloud"] is None
    assert trials["CB No Read"].code == trials["Dirk"].code == "dynamics_owner_rights"
    assert checks.owner(client, "user", owners["Carla"].external_id).code == (
        "dynamics_owner_disabled"
    )


# --- rows ---------------------------------------------------------------------------------------


def test_load_in_bulk_change_and_load_again(org):
    load = Load(org)
    load.calls.clear()
    people = customers(600, entity="cloud")
    assert all_posted(load.go(people))
    documents = [invoice(number, f"c{number}") for number in range(400)]
    assert all_posted(load.go(documents))
    writes = [call for call in load.calls if call.method != "GET" and "oauth2" not in call.path]
    assert len(writes) == 2 + 2, "600 customers, 1,200 rows of invoices"
    assert len(org.rows("cb_customer")) >= 600 and len(org.rows("cb_invoiceline")) >= 800
    assert load.go(people + documents) == {}
    changed = invoice(7, "c7", "12.50", lines=3, values={"status": "paid"})
    results = load.go([*documents[:7], changed, *documents[8:]])
    assert set(results) == {"invoice/INV-7/update/1"} and all_posted(results)
    # Sent once more as if the answer had been lost.
    again = Load(org, load.rules)
    assert all_posted(again.go(people[:50]))
    again.links |= load.links
    lines = {row["cb_name"]: row for row in org.rows("cb_invoiceline")}
    assert Decimal(str(lines["Line 7-0"]["cb_amount"])) == Decimal("12.5")


def test_lines_that_went_and_documents_that_were_deleted(org):
    load = Load(org)
    load.go(customers(1, 7000))
    load.go([invoice(7000, "c7000", lines=3)])
    assert all_posted(load.go([invoice(7000, "c7000", lines=1)]))
    assert all_posted(load.go([invoice(7000, "c7000", lines=1, deleted=True)]))
    (row,) = [one for one in org.rows("cb_invoice") if one["cb_chargebeeid"] == "INV-7000"]
    assert row["cb_deleted"] is True
    rules = replace(load.rules, deleted="delete")
    gone = Load(org, rules)
    gone.go(customers(1, 7001))
    gone.go([invoice(7001, "c7001")])
    assert all_posted(gone.go([invoice(7001, "c7001", deleted=True)]))
    left = [one["cb_chargebeeid"] for one in org.rows("cb_invoice")]
    assert "INV-7001" not in left


def test_row_that_somebody_deleted(org):
    load = Load(org)
    load.go(customers(2, 8000))
    where = ("cb_customer", "customer/c8000")
    row_id = load.links[where].external_id
    org.tell("hand", user="admin", do="delete", table="cb_customer", id=row_id)
    changed = customers(2, 8000, values={"company": "New"})
    results = load.go(changed)
    assert type(results["customer/c8000/update/1"]) is Gone
    assert isinstance(results["customer/c8001/update/1"], Posted)
    load.links[where] = replace(load.links[where], gone=True)
    assert all_posted(load.go(changed[:1]))


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (customer_row("c9000", entity="no"), "dynamics_owner_rights"),
        (customer_row("C9001"), "dynamics_key_taken"),
    ],
)
def test_bad_row_is_told_and_the_rest_goes_on(org, row, code):
    deadline = time.monotonic() + 5
    client = org.client(SETUP)
    while keys_waiting(TABLES, "cb", read_there(client, TABLES, "cb")):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    load = Load(org)
    load.go(customers(1, 9001))
    results = load.go([*customers(3, 9100), row])
    bad = results.pop(f"customer/{row.external_id}")
    assert isinstance(bad, Problem) and bad.code == code, bad
    assert all_posted(results)


def test_ids_with_any_characters(org):
    load = Load(org)
    rows = [customer_row(f"x/<>*%&:\\?+'\" {number} é") for number in range(3)]
    assert all_posted(load.go(rows))
    assert load.go(rows) == {}


def test_amounts_in_a_currency_without_decimals(org):
    load = Load(org)
    load.go(customers(1, 9500))
    row = invoice(9500, "c9500", "1000", currency="JPY", values={"total": Decimal(1000000)})
    assert all_posted(load.go([row]))
    (there,) = [one for one in org.rows("cb_invoice") if one["cb_chargebeeid"] == "INV-9500"]
    assert Decimal(str(there["cb_total"])) == 1000000


def test_column_that_an_administrator_deleted():
    with running() as org:
        org.provision()
        load = Load(org)
        org.tell("administrator", do="delete_column", table="cb_customer", column="cb_comment")
        rows = [customer_row("c1", values={"comment": "x"}), customer_row("c2")]
        results = load.go(rows)
        codes = {getattr(one, "code", "") for one in results.values()}
        assert codes <= {"dynamics_column_unknown", "dynamics_payload_refused"}, results
        findings = checks.test(org.client(), TABLES, "cb", org.sets)
        assert [code for _level, code, _params in findings] == ["dynamics_column_unknown"]
        steps = org.provision()
        assert [step.kind for step in steps] == ["column", "publish"]
        assert all_posted(load.go(rows))


def test_what_else_an_administrator_can_do():
    with running() as org:
        org.provision()
        load = Load(org)
        load.go(customers(1))
        org.tell(
            "administrator", do="max_length", table="cb_customer", column="cb_company", length=3
        )
        org.tell(
            "administrator", do="delete_option", table="cb_invoice", column="cb_status",
            value=727000001,
        )  # fmt: skip
        results = load.go([customer_row("c1", values={"company": "Abcd"}), *customers(1, 2)])
        bad = results["customer/c1"]
        assert (bad.code, bad.params["limit"]) == ("dynamics_text_too_long", "3")
        bad = load.go([invoice(1)])["invoice/INV-1"]
        assert bad.code == "dynamics_option_unknown", bad
        assert [step.kind for step in org.provision()] == ["option", "publish"]
        assert all_posted(load.go([invoice(1)]))
        org.tell("administrator", do="delete_table", table="cb_invoiceline")
        bad = load.go([invoice(2)])["invoice/INV-2"]
        assert bad.code == "dynamics_table_unknown", bad
        assert [step.kind for step in org.provision()][0] == "table"
        results = load.go([invoice(1, lines=3), invoice(2)])
        assert isinstance(results["invoice/INV-2"], Posted)
        assert isinstance(results["invoice/INV-1/update/1"], Posted), "one more line, made whole"
        bad = load.go([invoice(1, amount="11.00", lines=3)])["invoice/INV-1/update/2"]
        assert type(bad) is Gone, "two of its lines went with the table"


def test_throttled_at_random_it_finishes_and_never_comes_early():
    with running() as org:
        org.provision()
        load = Load(org)
        org.tell("limits", random_share=0.4, retry_after=1, seed=3)
        assert all_posted(load.go(customers(700)))
        assert all_posted(load.go([invoice(number, f"c{number}") for number in range(200)]))
        found = org.control("limits")
        assert sum(found["throttled"].values()) > 0 and not found["early"], found
        assert not any(org.control("audit").values())


@pytest.mark.parametrize("kind", ["failover", "sql_timeout", "deadlock", "unavailable"])
def test_faults_that_pass(org, kind):
    load = Load(org)
    org.tell("outage", kind=kind, times=2)
    start = {"failover": 1, "sql_timeout": 2, "deadlock": 3, "unavailable": 4}[kind]
    assert all_posted(load.go(customers(20, 20_000 + 100 * start)))


# --- the way back -------------------------------------------------------------------------------


def pulled(org, kind, cursor="", **options):
    pages = list(
        pull.pages(org.client(), kind, cursor, datetime.now(timezone.utc), False, **options)
    )
    return [one for page in pages for one in page.objects], pages[-1].cursor


def test_accounts_are_found_again(org):
    objects, cursor = pulled(org, "crm_account", vat_column="new_vatnumber")
    payloads = [parse(one.text) for one in objects if one.text]
    accounts = [read.likeness("crm_account", payload) for payload in payloads]
    numbered = next(one for one in accounts if one.number and one.active)
    taxed = next(one for one in accounts if one.vat_number and not one.number and one.active)
    matches = {}
    for payload, account in zip(payloads, accounts, strict=True):
        for key in read.match_keys("crm_account", payload):
            matches[key] = (*matches.get(key, ()), account)
    rules = org.rules(accounts=AccountRules(id_field="cf_debtor_number"))
    words = [
        Customer("a1", company="?", extra={"cf_debtor_number": numbered.number}),
        Customer("a2", company="?", vat_number=taxed.vat_number),
    ]
    asked = {key for word in words for key in pairs(word, rules.accounts)}
    known = Known(matches={key: value for key, value in matches.items() if key in asked})
    rows = [customer_row(word.external_id, word=word) for word in words]
    found = [one for one in plan(rows, rules, known) if one.kind == "crm_account"]
    assert [one.adopt for one in found] == [numbered.external_id, taxed.external_id]
    org.tell(
        "hand",
        user="anna",
        do="patch",
        table="account",
        id=numbered.external_id,
        values={"telephone1": "020-1"},
    )
    changes, cursor = pulled(org, "crm_account", cursor, vat_column="new_vatnumber")
    (word,) = [read.read("crm_account", parse(one.text)) for one in changes]
    assert (word.external_id, word.phone) == (numbered.external_id, "020-1")
    assert word.changed_by != org.client().who_am_i()["UserId"]


def test_contacts_addresses_and_quotes(org):
    for kind in ("crm_contact", "crm_address", "crm_quote"):
        objects, cursor = pulled(org, kind)
        words = [read.read(kind, parse(one.text)) for one in objects]
        assert words and pull.was_complete(cursor)
        assert set(pull.ids(org.client(), kind)) == {one.external_id for one in words}
    won = [word for word in words if word.state == "won"]
    assert won and all(word.lines_known for word in won)
    assert all(word.currency for word in words)
    line = next(line for word in won for line in word.lines if line.product)
    assert line.quantity and line.unit_price
