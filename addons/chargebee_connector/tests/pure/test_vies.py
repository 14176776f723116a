"""VIES asked through SOAP over real HTTP: the sandbox's service, and one that misbehaves."""

import json
import subprocess
import sys
import time
import urllib.request
from datetime import datetime, timezone
from pathlib import Path

import pytest
import vies_service
from little_server import Reply, serve
from vies_service import WSDL_PATH, XML, serving

from odoo.addons.chargebee_connector.ledger.problems import Invalid, OverQuota, Unreachable
from odoo.addons.chargebee_connector.systems import vies
from odoo.addons.chargebee_connector.systems.vies import Vies

ROOT = Path(__file__).resolve().parents[4]
GERMAN = "DE136695976"
DUTCH = "NL004495445B01"


class Sandbox:
    def __init__(self, url):
        self.url = url

    def plant(self, **answer):
        body = json.dumps(answer).encode()
        request = urllib.request.Request(f"{self.url}/_sandbox/answers", body, method="POST")
        urllib.request.urlopen(request, timeout=10).close()

    def forget(self):
        request = urllib.request.Request(f"{self.url}/_sandbox/answers", method="DELETE")
        urllib.request.urlopen(request, timeout=10).close()

    def ask(self, number, requester=""):
        return Vies(self.url + WSDL_PATH).check(number, requester)


@pytest.fixture(scope="module")
def service():
    command = [sys.executable, "-m", "sandbox.vies", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            for said in process.stdout:
                if "http://" in said:
                    break
            yield Sandbox(said[said.index("http://") :].split()[0])
        finally:
            process.terminate()


@pytest.fixture
def sandbox(service):
    service.forget()
    return service


def test_a_registered_number(sandbox):
    sandbox.plant(number=DUTCH, valid=True, name="ACME B.V.", address="Damrak 1\n1012 LG AMSTERDAM")
    told = sandbox.ask(DUTCH)
    assert told == vies.Told(DUTCH, True, "ACME B.V.", "Damrak 1\n1012 LG AMSTERDAM", "", told.on)
    assert abs((told.on - datetime.now(timezone.utc).date()).days) <= 1


def test_who_names_himself_gets_an_identifier(sandbox):
    sandbox.plant(number=GERMAN, valid=True)
    told = sandbox.ask(GERMAN, DUTCH)
    assert told.valid
    assert told.identifier
    assert (told.name, told.address) == ("", "")


@pytest.mark.parametrize("requester", ["", "12345678", "GB123456789"])
def test_a_requester_whom_the_service_does_not_know_is_not_named(sandbox, requester):
    assert sandbox.ask(GERMAN, requester).identifier == ""


def test_a_number_that_is_not_registered(sandbox):
    sandbox.plant(number=GERMAN, valid=False)
    told = sandbox.ask(GERMAN, DUTCH)
    assert (told.valid, told.name) == (False, "")


@pytest.mark.parametrize(
    ("fault", "problem", "code"),
    [
        ("INVALID_INPUT", Invalid, "vies_refuses_number"),
        ("INVALID_REQUESTER_INFO", Invalid, "vies_refuses_requester"),
        ("SERVICE_UNAVAILABLE", Unreachable, "vies_unavailable"),
        ("MS_UNAVAILABLE", Unreachable, "vies_unavailable"),
        ("TIMEOUT", Unreachable, "vies_unavailable"),
        ("GLOBAL_MAX_CONCURRENT_REQ", OverQuota, "vies_busy"),
        ("MS_MAX_CONCURRENT_REQ", OverQuota, "vies_busy"),
    ],
)
def test_faults_of_the_sandbox(sandbox, fault, problem, code):
    sandbox.plant(country="DE", fault=fault)
    with pytest.raises(problem) as raised:
        sandbox.ask(GERMAN, DUTCH)
    assert raised.value.code == code
    assert sandbox.ask("BE0403170701").number


@pytest.mark.parametrize("number", ["GB980780684", "CHE107787577", "136695976", "DE", ""])
def test_numbers_that_vies_does_not_cover_are_not_asked(sandbox, number):
    with pytest.raises(Invalid) as raised:
        sandbox.ask(number)
    assert raised.value.code == "vies_not_covered"


# --- a service that misbehaves ----------------------------------------------------------------


def ask(reply, description=None, timeout=(2, 2), number=GERMAN):
    with serve(serving(reply, description)) as server:
        asked = Vies(server.url + WSDL_PATH, timeout)
        try:
            return asked.check(number)
        finally:
            ask.requests = server.requests


def good(**changes):
    return Reply(body=vies_service.answer(GERMAN, **changes), headers=XML)


def test_our_own_service_is_understood():
    told = ask(good())
    assert (told.valid, told.name, told.address) == (True, "ACME", "")
    sent = ask.requests[-1].body.decode()
    assert "<ns0:vatNumber>136695976<" in sent
    assert "requester" not in sent


@pytest.mark.parametrize(
    ("text", "problem", "code"),
    [
        ("{ 'INVALID_INPUT' }", Invalid, "vies_refuses_number"),
        ("MS_MAX_CONCURRENT_REQ_TIME", OverQuota, "vies_busy"),
        ("GLOBAL_MAX_CONCURRENT_REQ_TIME", OverQuota, "vies_busy"),
        ("VAT_BLOCKED", Unreachable, "vies_blocked"),
        ("IP_BLOCKED", Unreachable, "vies_blocked"),
        ("SERVER_BUSY", Unreachable, "vies_unavailable"),
        ("out of order", Unreachable, "vies_unreadable"),
    ],
)
def test_faults_in_other_words(text, problem, code):
    with pytest.raises(problem) as raised:
        ask(Reply(500, vies_service.fault(text), XML))
    assert raised.value.code == code


_NOTHING_SAID = vies_service.answer(GERMAN).replace("<r:valid>true</r:valid>", "")


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(503, "<html>maintenance</html>", {"Content-Type": "text/html"}), "vies_unreadable"),
        (Reply(200, "<html><body>hello", {"Content-Type": "text/html"}), "vies_unreadable"),
        (Reply(200, "", XML), "vies_unreadable"),
        (Reply(200, vies_service.envelope("<x/>"), XML), "vies_unreadable"),
        (Reply(cut="all"), "vies_no_answer"),
        (Reply(302, "", {"Location": "http://127.0.0.1:1/"}), "vies_unreadable"),
        (Reply(200, vies_service.answer("DE129274202"), XML), "vies_unreadable"),
        (Reply(200, _NOTHING_SAID, XML), "vies_unreadable"),
    ],
)
def test_what_is_no_answer(reply, code):
    with pytest.raises(Unreachable) as raised:
        ask(reply)
    assert raised.value.code == code


def test_an_answer_that_does_not_come():
    def respond(request):
        if request.method == "POST":
            time.sleep(1)
        return serving(good())(request)

    with serve(respond) as server:
        with pytest.raises(Unreachable) as raised:
            Vies(server.url + WSDL_PATH, (0.2, 0.2)).check(GERMAN)
        assert raised.value.code == "vies_no_answer"


def test_nobody_there():
    with pytest.raises(Unreachable) as raised:
        Vies("http://127.0.0.1:1/checkVatService.wsdl").check(GERMAN)
    assert raised.value.code == "vies_no_answer"


@pytest.mark.parametrize("address", ["", "ftp://x/y", "file:///etc/passwd", "/etc/passwd"])
def test_addresses_that_are_none(address):
    with pytest.raises(Unreachable) as raised:
        Vies(address)
    assert raised.value.code == "vies_address_malformed"


SECRET = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize("before", [SECRET, LAUGHS, "<!DOCTYPE x>"])
def test_no_document_type_is_read(before):
    with pytest.raises(Unreachable) as raised:
        ask(good(), lambda address: vies_service.wsdl(address, before))
    assert raised.value.code == "vies_unreadable"
    answer = vies_service.answer(GERMAN, name="&secret;&b;" if "ENTITY" in before else "x")
    answer = answer.replace('<?xml version="1.0"?>', f'<?xml version="1.0"?>{before}')
    with pytest.raises(Unreachable) as raised:
        ask(Reply(200, answer, XML))
    assert raised.value.code == "vies_unreadable"


def test_questions_go_to_the_host_of_the_wsdl_only():
    with serve(serving(good())) as other:
        with pytest.raises(Unreachable) as raised:
            ask(good(), lambda _address: vies_service.wsdl(f"{other.url}/service"))
        assert raised.value.code == "vies_foreign_address"
        assert other.requests == []


@pytest.mark.parametrize("place", ["{}/types.xsd", "file:///etc/hostname"])
def test_the_wsdl_imports_from_nowhere_else(place):
    with serve(serving(good())) as other:
        location = place.format(other.url)
        imported = f'<xsd:import namespace="urn:x" schemaLocation="{location}"/>'
        with pytest.raises(Unreachable) as raised:
            ask(good(), lambda address: vies_service.wsdl(address, imported=imported))
        assert raised.value.code == "vies_foreign_address"
        assert other.requests == []


def test_a_wsdl_elsewhere_is_not_followed():
    with serve(serving(good())) as other:
        moved = Reply(302, "", {"Location": other.url + WSDL_PATH})
        with pytest.raises(Unreachable):
            ask(good(), lambda _address: moved)
        assert other.requests == []


def test_the_soap_library_is_not_loaded_before_it_is_needed():
    script = (
        "import sys, types\n"
        f"for name, path in (('odoo', []), ('odoo.addons', []),"
        f" ('odoo.addons.chargebee_connector', [{str(Path(vies.__file__).parents[1])!r}])):\n"
        "    sys.modules[name] = types.ModuleType(name)\n"
        "    sys.modules[name].__path__ = path\n"
        "import odoo.addons.chargebee_connector.systems.vies\n"
        "sys.exit('zeep' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
