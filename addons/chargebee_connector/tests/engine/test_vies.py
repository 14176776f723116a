"""VIES before an invoice goes out without VAT: it waits, a step asks, and the answer decides."""

import os
import subprocess

import pytest
from papers import GERMAN_VAT, customer, invoice, untaxed
from sales import posts
from servers import ROOT, Server, free_port

from odoo.exceptions import UserError

GERMAN = {"billing_address": {"country": "DE", "object": "billing_address"}}


class Vies(Server):
    """The sandbox's VIES, with answers that a test plants. It keeps no books."""

    def __init__(self) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._child = subprocess.Popen(
            [os.environ["CBC_PYTHON"], "-m", "sandbox.vies", "--port", str(port)],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )

    def _lives(self) -> bool:
        return self._child.poll() is None

    def stop(self, keep: bool = False) -> None:
        self._child.kill()
        self._child.wait()

    def plant(self, **answer) -> None:
        self.post("answers", **answer)

    def forget(self) -> None:
        self._call("DELETE", "answers")

    def asked(self) -> list[dict]:
        return self.calls("POST", "checkVat")


@pytest.fixture
def vies():
    server = Vies()
    try:
        yield server.wait()
    finally:
        server.stop()


@pytest.fixture
def careful(mapped, vies):
    """A live route that looks numbers up, and one invoice to a German business."""
    mapped.env["ir.config_parameter"].set_param(
        "chargebee_connector.vies_url", f"{vies.url}/checkVatService.wsdl"
    )
    mapped.route.exact_vies = True
    gmbh = customer("gmbh", company="Kran GmbH", vat_number=GERMAN_VAT, address={"country": "DE"})
    mapped.site.post("mutate", kind="customer", record=gmbh)
    sold = invoice("R-1", "gmbh", [untaxed("reverse_charge")], vat_number=GERMAN_VAT, **GERMAN)
    mapped.site.post("mutate", kind="invoice", record=sold)
    mapped.pull()
    only(mapped, "R-1", "gmbh")
    mapped.go_live()
    return mapped


def only(world, *external_ids):
    """Take everything else off the list of what is to be planned."""
    world.sql(
        "DELETE FROM billing_todo WHERE record_id NOT IN"
        " (SELECT id FROM billing_record WHERE external_id = ANY(%s))",
        list(external_ids),
    )


def plan_and_post(world):
    world.env["billing.run"]._start_routes("plan", world.route, then="post")
    return world.work()


def test_a_registered_number_lets_the_invoice_go(careful, vies):
    vies.plant(number=GERMAN_VAT, valid=True)
    runs = plan_and_post(careful)
    assert runs.mapped("kind").count("vies") == 1
    assert careful.link("R-1").state == "posted"
    answer = careful.env["billing.vat.check"].search([])
    assert (answer.number, answer.valid, answer.country) == (GERMAN_VAT, True, "DE")
    assert answer.company_id == careful.route.company_id
    assert answer.checked_at
    assert len(vies.asked()) == 1
    # The answer counts for weeks: nobody is asked again.
    careful.link("R-1").action_preview()
    careful.work()
    careful.plan()
    assert len(vies.asked()) == 1


def test_a_number_that_is_not_registered_stops_it(careful, vies):
    vies.plant(number=GERMAN_VAT, valid=False)
    plan_and_post(careful)
    link = careful.link("R-1")
    assert (link.state, link.problem_code) == ("blocked", "vat_number_unregistered")
    assert GERMAN_VAT in link.problem_summary
    assert not posts(careful)
    # Registered since: who asks again gets the invoice going.
    vies.forget()
    vies.plant(number=GERMAN_VAT, valid=True)
    careful.link("customer/gmbh", "account").action_check_vat_number()
    plan_and_post(careful)
    assert careful.link("R-1").state == "posted"
    assert careful.env["billing.vat.check"].search([]).mapped("valid") == [True, False]


def test_it_waits_while_nobody_answers(careful, vies):
    vies.plant(country="DE", fault="MS_UNAVAILABLE")
    plan_and_post(careful)
    link = careful.link("R-1")
    assert (link.state, link.problem_code) == ("blocked", "vies_first")
    asking = careful.runs("vies")
    assert len(asking) == 1
    assert asking.state == "running"
    assert "MS_UNAVAILABLE" in asking.message
    assert not careful.env["billing.vat.check"].search_count([])
    # Planning it again starts no second run beside the one that waits for its turn.
    careful.plan()
    assert len(careful.runs("vies")) == 1
    vies.forget()
    asking.sudo().eta = "2020-01-01"
    careful.work()
    assert careful.link("R-1").state == "posted"


def test_an_old_answer_is_asked_for_anew(careful, vies):
    vies.plant(number=GERMAN_VAT, valid=True)
    company = careful.route.company_id.id
    careful.sql(
        "INSERT INTO billing_vat_check (number, country, valid, checked_at, company_id)"
        " VALUES (%s, 'DE', false, now() - interval '40 days', %s)",
        GERMAN_VAT,
        company,
    )
    plan_and_post(careful)
    assert careful.link("R-1").state == "posted"
    assert len(vies.asked()) == 1


def test_nobody_is_asked_unless_the_route_says_so(careful, vies):
    careful.route.exact_vies = False
    only(careful, "R-1", "gmbh")
    plan_and_post(careful)
    assert careful.link("R-1").state == "posted"
    assert not vies.asked()


def test_an_operator_asks_on_a_customers_record(careful, vies):
    vies.plant(number=GERMAN_VAT, valid=True, name="Kran GmbH")
    operator = careful.as_user("operate")
    record = careful.record("customer", "gmbh").with_env(operator)
    action = record.action_check_vat_number()
    assert action["res_model"] == "billing.vat.check"
    found = operator["billing.vat.check"].search(action["domain"])
    assert found.valid
    assert found.create_uid
    own = careful.target._system()._own_vat_number(careful.route)
    assert bool(found.request_identifier) == bool(own)
    onlooker = careful.as_user("look")
    with pytest.raises(UserError, match="role"):
        record.with_env(onlooker).action_check_vat_number()


def test_what_could_not_be_asked_is_said(careful, vies):
    vies.plant(country="DE", fault="TIMEOUT")
    with pytest.raises(UserError, match="VIES can't answer for DE"):
        careful.record("customer", "gmbh").action_check_vat_number()
