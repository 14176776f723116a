"""Another system is an addon of its own: `tests/invented` is installed, used and taken away again.

Nothing of the connector is changed for it. The invented system is a source and a target; it keeps
twice what it is given twice.
"""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import database
import pytest
from invented_server import KEY, Invented

from odoo.exceptions import UserError
from odoo.modules.module import initialize_sys_path
from odoo.tools import config

ADDONS = Path(__file__).resolve().parents[1] / "invented"
NAME = "billing_invented"
PARTY, PAPER = "invented_party", "invented_paper"


def module(env):
    return env["ir.module.module"].search([("name", "=", NAME)])


def install(world):
    config["addons_path"].append(str(ADDONS))
    initialize_sys_path()
    world.env["ir.module.module"].update_list()
    module(world.env).button_immediate_install()


@pytest.fixture(scope="session")
def invented_stage(fresh_stage, prefix, tmp_path_factory):
    folder = tmp_path_factory.mktemp("invented")
    stage = fresh_stage.next(f"{prefix}_invented", folder, install)
    yield stage
    database.drop(stage.database)


@pytest.fixture
def world(invented_stage, tmp_path):
    with invented_stage.opened(tmp_path) as world:
        world.env["ir.config_parameter"].set_param("chargebee_connector.runner", "cron")
        yield world


@pytest.fixture
def there():
    """The system that is posted to, with the two ledgers that it has."""
    server = Invented()
    server.add("gl_account", id="8000", name="Turnover")
    server.add("gl_account", id="8010", name="Turnover abroad")
    yield server
    server.close()


@pytest.fixture
def here():
    """The system that is pulled from: seven customers, two invoices each."""
    server = Invented()
    for number in range(7):
        customer = server.add("customer", name=f"Customer {number}")
        server.add_invoice(customer["id"], 10000 + number)
        server.add_invoice(customer["id"], 2500, 333)
    yield server
    server.close()


def connection(world, server, name):
    return world.env["billing.backend"].create(
        {"name": name, "system": "invented", "invented_url": server.url, "invented_key": KEY}
    )


def lead(world, source, target):
    """A live route that books everything on one ledger."""
    route = world.env["billing.route"].create(
        {"name": "There", "source_id": source.id, "target_id": target.id, "tz": "Europe/Amsterdam"}
    )
    target.action_refresh_references()
    world.work()
    ledger = world.env["billing.reference"].search(
        [("backend_id", "=", target.id), ("code", "=", "8000")]
    )
    world.env["billing.mapping.revenue"].create({"route_id": route.id, "reference_id": ledger.id})
    route.state = "live"
    world.commit()
    return route


def from_here(world, here, there):
    return lead(world, connection(world, here, "Here"), connection(world, there, "There"))


def from_chargebee(world, there):
    source = world.env["billing.backend"].create(
        {
            "name": "Acme Billing",
            "system": "chargebee",
            "chargebee_url": world.site.url,
            "chargebee_api_key": "full_key",
            "chargebee_tz": "Europe/Amsterdam",
        }
    )
    return lead(world, source, connection(world, there, "There"))


def let_time_pass(world):
    """Until what was sent without an answer may be looked for, or was looked for long ago."""
    world.sql(
        "UPDATE billing_link SET attempted_at = attempted_at - interval '1 hour',"
        " looked_at = looked_at - interval '1 hour'"
    )


def standing(server, kind):
    """How often each of our keys stands in the target."""
    return Counter(thing["ours"].partition("|")[2] for thing in server.things.get(kind, ()))


def total(things):
    return sum(Decimal(thing["total"]) for thing in things)


# --- from the invented system to the invented system ------------------------------------------


def test_everything_is_pulled_planned_and_posted_once(world, here, there):
    from_here(world, here, there)
    world.sync()
    for kind, made in (("customer", PARTY), ("invoice", PAPER)):
        ids = [thing["id"] for thing in here.things[kind]]
        assert standing(there, made) == Counter(ids)
        assert len(world.links(kind=made, state="posted")) == len(ids)
    assert total(there.things[PAPER]) == total(here.things["invoice"])
    assert {line["ledger"] for paper in there.things[PAPER] for line in paper["lines"]} == {"8000"}


def test_papers_name_the_party_that_was_made_for_their_customer(world, here, there):
    from_here(world, here, there)
    world.sync()
    customer_of = {thing["id"]: thing["customer"] for thing in here.things["invoice"]}
    party_of = {thing["ours"]: thing["id"] for thing in there.things[PARTY]}
    for paper in there.things[PAPER]:
        site, _bar, invoice = paper["ours"].partition("|")
        assert paper["party"] == party_of[f"{site}|{customer_of[invoice]}"]


def test_later_only_what_is_new_goes(world, here, there):
    from_here(world, here, there)
    world.sync()
    before = standing(there, PAPER)
    world.sync()
    assert standing(there, PAPER) == before
    new = here.add_invoice(here.things["customer"][0]["id"], 4200)
    world.sync()
    assert standing(there, PAPER) == before + Counter([new["id"]])


@pytest.mark.parametrize("kind", [PARTY, PAPER])
def test_an_answer_that_was_cut_off_is_looked_up(world, here, there, kind):
    from_here(world, here, there)
    if kind == PAPER:
        # The customers first, so that the answer to an invoice is the one that is lost.
        world.sync()
        here.add_invoice(here.things["customer"][0]["id"], 100)
    there.cut = 1
    world.sync()
    assert there.cut == 0
    uncertain = world.links(state="uncertain")
    assert uncertain.mapped("kind") == [kind]
    let_time_pass(world)
    world.sync()
    world.sync()
    assert uncertain.state == "posted"
    assert set(standing(there, PARTY).values()) | set(standing(there, PAPER).values()) == {1}
    assert not world.links(state="planned")


def test_what_stands_there_under_our_key_with_another_total_is_a_conflict(world, here, there):
    route = from_here(world, here, there)
    invoice = here.things["invoice"][0]
    there.add(PAPER, ours=f"{route.source_id.id}|{invoice['id']}", total="1.00")
    world.sync()
    link = world.link(invoice["id"], PAPER)
    assert (link.state, link.problem_code) == ("blocked", "invented_differs")
    assert link.problem_summary.endswith("stands there twice, or otherwise.")
    assert link.problem_cure == "Look."
    assert set(standing(there, PAPER).values()) == {1}


def test_a_gate_and_a_missing_row_block_their_own_document_only(world, here, there):
    route = from_here(world, here, there)
    customer = here.things["customer"][0]["id"]
    wrong = here.add_invoice(customer, 100, total="1.20")
    early = here.add_invoice(customer, 100, date="2025-12-31")
    nothing = here.add_invoice(customer)
    strange = here.add("invoice", customer=customer)
    abroad = here.add_invoice(customer, 100, currency="SEK")
    route.date_from = "2026-01-01"
    route.revenue_mapping_ids.currency = "EUR"
    world.commit()
    world.sync()
    found = {
        key: world.link(thing["id"], PAPER)
        for key, thing in (
            ("total_differs", wrong),
            ("before_start", early),
            ("zero", nothing),
            ("payload_malformed", strange),
            ("invented_ledger_missing", abroad),
        )
    }
    assert {key: link.problem_code or link.rule for key, link in found.items()} == {
        key: key for key in found
    }
    assert len(world.links(kind=PAPER, state="posted")) == 14
    assert not {link.key for link in found.values()} & set(standing(there, PAPER))


def test_what_goes_after_a_refused_party_waits_for_it(world, here, there):
    from_here(world, here, there)
    there.refused = {"Customer 3"}
    world.sync()
    party = world.links(state="refused")
    assert party.problem_summary == "Refused: “We know them”"
    waiting = world.links(blocked_by_id=party.id)
    assert waiting.mapped("problem_code") == ["account_first", "account_first"]
    assert len(world.links(kind=PAPER, state="posted")) == 12
    world.sync()
    assert waiting.mapped("state") == ["blocked", "blocked"]
    there.refused.clear()
    party.action_retry()
    world.work()
    world.sync()
    assert len(world.links(kind=PAPER, state="posted")) == 14
    assert set(standing(there, PAPER).values()) == {1}


def test_a_preview_shows_what_would_go_and_adds_it_up(world, here, there):
    route = from_here(world, here, there)
    world.pull()
    route.action_preview()
    run = world.work()
    assert run.state == "done"
    assert Counter(run.preview_ids.mapped("kind")) == {PARTY: 7, PAPER: 14}
    assert set(run.preview_ids.mapped("state")) == {"planned"}
    booked = run.total_ids
    assert booked.mapped("ledger") == ["8000"]
    assert f"{booked.amount_net + booked.amount_tax:.2f}" == str(total(here.things["invoice"]))
    assert PAPER not in there.things


def test_a_wrong_key_is_said_in_the_addon_s_own_words(world, there):
    backend = connection(world, there, "There")
    backend.invented_key = "wrong"
    world.commit()
    backend.action_test()
    assert backend.connection_state == "attention"
    assert backend.connection_message == "The key is wrong. Enter it again."


# --- from Chargebee to the invented system ----------------------------------------------------


def test_a_target_must_take_what_the_source_has(world, here):
    source = connection(world, here, "Here")
    chargebee = world.env["billing.backend"].create({"name": "Acme", "system": "chargebee"})
    assert (source.is_target, chargebee.is_target) == (True, True)
    with pytest.raises(UserError, match="Nothing can be posted to Acme"):
        lead(world, source, chargebee)


def test_chargebee_s_invoices_go_there_once(world, there):
    from_chargebee(world, there)
    there.cut = 1
    world.sync()
    let_time_pass(world)
    world.sync()
    world.sync()
    posted = world.links(kind=PAPER, state="posted")
    assert len(posted) > 80
    assert standing(there, PAPER) == Counter(posted.mapped("key"))
    assert standing(there, PARTY) == Counter(world.links(kind=PARTY, state="posted").mapped("key"))
    records = world.env["billing.record"].search([("kind", "=", "invoice")])
    assert world.links(kind=PAPER).record_id == records.sorted("id")
    open_links = world.links(kind=PAPER) - posted
    assert set(open_links.mapped("state")) <= {"blocked", "skipped"}
    printed = world.sql(
        "SELECT SUM(amount_total)::text FROM billing_link WHERE id = ANY(%s)", posted.ids
    )
    assert total(there.things[PAPER]) == Decimal(printed[0][0])

    # Kinds that have no place there are left alone.
    assert world.env["billing.record"].search_count([("kind", "=", "credit_note")])
    assert set(world.links().mapped("source_kind")) == {"customer", "invoice"}


# --- away again -------------------------------------------------------------------------------


@pytest.fixture
def left(invented_stage, prefix, here, there, tmp_path):
    """A world from which the addon was taken away after it had been used."""

    def use_and_uninstall(world):
        world.connect()
        lead(world, world.source, connection(world, there, "There"))
        from_here(world, here, there)
        world.env["billing.route"].search([("state", "=", "live")]).action_sync()
        world.work()
        assert Counter(world.links(kind=PAPER).mapped("route_id.source_id.system")).keys() == {
            "chargebee",
            "invented",
        }
        module(world.env).button_immediate_uninstall()

    folders = [tmp_path / "before", tmp_path / "after"]
    for folder in folders:
        folder.mkdir()
    stage = invented_stage.next(f"{prefix}_left", folders[0], use_and_uninstall)
    with stage.opened(folders[1]) as world:
        yield world
    database.drop(stage.database)


def test_it_leaves_nothing_behind_and_takes_nothing_else_along(left):
    env = left.env
    assert module(env).state == "uninstalled"
    assert "billing.system.invented" not in env
    assert not left.sql("SELECT 1 FROM ir_model_data WHERE module = %s", NAME)
    assert not left.sql("SELECT 1 FROM information_schema.columns WHERE column_name ~ '^invented'")
    for model, name in (
        ("billing.backend", "system"),
        ("billing.link", "kind"),
        ("billing.reference", "kind"),
    ):
        choices = dict(env[model]._fields[name]._description_selection(env))
        assert choices and not any("invented" in value for value in choices)
    assert set(env["billing.backend"].search([]).mapped("system")) == {"chargebee", "exact"}
    assert env["billing.route"].search([]) == left.route
    assert not left.links()
    assert not env["billing.run"].search([("state", "in", ("waiting", "running"))])
    # What several systems know stays, and so does what came from others.
    assert "gl_account" in dict(env["billing.reference"]._fields["kind"].selection)
    assert set(env["billing.record"].search([]).backend_id.mapped("system")) == {"chargebee"}
    left.refresh()
    left.map()
    left.go_live()
    left.sync()
    assert left.links(kind="sales_entry", state="posted")
