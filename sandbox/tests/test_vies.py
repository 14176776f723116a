"""The VAT number service, asked by zeep (a SOAP client nobody here wrote) and by hand."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
import zeep
from zeep.exceptions import Fault

from sandbox import vies
from sandbox.dataset.vatnumbers import vat_number
from sandbox.vies.app import FAULTS, SERVICE_PATH, WSDL_PATH
from sandbox.vies.numbers import FORMS, exists
from sandbox.wire import Running

GOOD = ("NL", "859471238B01")


@pytest.fixture
def running() -> Iterator[Running]:
    with vies.start() as server:
        yield server
        assert not server.app.crashes


@pytest.fixture
def service(running: Running) -> Any:
    return zeep.Client(running.url + WSDL_PATH).service


def control(running: Running, method: str, action: str, values: Any = None) -> Any:
    body = None if values is None else json.dumps(values).encode()
    address = f"{running.url}/_sandbox/{action}"
    request = urllib.request.Request(address, body, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())


def test_zeep_reads_the_description_and_finds_both_operations(running: Running) -> None:
    client = zeep.Client(running.url + WSDL_PATH)
    binding = client.service._binding
    assert sorted(binding.all()) == ["checkVat", "checkVatApprox"]
    assert str(binding.name) == ("{urn:ec.europa.eu:taxud:vies:services:checkVat}checkVatBinding")
    assert client.service._binding_options["address"] == running.url + SERVICE_PATH
    assert zeep.Client(running.url + SERVICE_PATH + "?wsdl").service._binding.all()


def test_a_number_that_exists_has_a_name(service: Any) -> None:
    found = service.checkVat(*GOOD)
    assert (found.valid, found.countryCode, found.vatNumber) == (True, *GOOD)
    assert found.name == "Trader NL859471238B01" and found.address
    assert f"{found.requestDate:%Y}" >= "2026"


@pytest.mark.parametrize("country", ["NL", "BE", "DE", "FR", "SE"])
def test_the_dataset_s_numbers_exist_and_their_neighbours_do_not(country: str) -> None:
    number = vat_number(country, Random(1))
    assert exists(country, number[2:])
    place = 11 if country == "SE" else 10
    other = str((int(number[place]) + 1) % 10)
    assert not exists(country, (number[:place] + other + number[place + 1 :])[2:])


def test_a_number_that_does_not_exist_is_invalid_and_nameless(service: Any) -> None:
    found = service.checkVat("NL", "859471239B01")
    assert (found.valid, found.name, found.address) == (False, "---", "---")
    assert service.checkVat("DE", vat_number("DE", Random(3))[2:]).name == "---"


@pytest.mark.parametrize(
    ("country", "number"),
    [("GB", "123456789"), ("GR", "123456789"), ("XX", "1234"), ("NL", ""), ("NL", "8 59"),
     ("nl", GOOD[1])],
)  # fmt: skip
def test_input_that_no_state_can_look_up_is_refused(
    service: Any, country: str, number: str
) -> None:
    with pytest.raises(Fault, match="INVALID_INPUT"):
        service.checkVat(country, number)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_answered_for_one_number_or_a_whole_country(
    running: Running, service: Any, fault: str
) -> None:
    control(running, "POST", "answers", {"country": "BE", "fault": fault})
    with pytest.raises(Fault) as raised:
        service.checkVat("BE", "0403170701")
    assert (raised.value.message, raised.value.code) == (fault, "env:Server")
    assert service.checkVat(*GOOD).valid
    control(running, "POST", "answers", {"number": "".join(GOOD), "fault": fault})
    with pytest.raises(Fault, match=fault):
        service.checkVat(*GOOD)
    control(running, "DELETE", "answers")
    assert service.checkVat(*GOOD).valid


def test_answers_can_be_set(running: Running, service: Any) -> None:
    values = {"number": "".join(GOOD), "valid": False}
    control(running, "POST", "answers", values)
    assert service.checkVat(*GOOD).valid is False
    values = {"number": "NL000000000B00", "valid": True, "name": "Sluis & Zn. <BV>"}
    control(running, "POST", "answers", values)
    assert service.checkVat("NL", "000000000B00").name == "Sluis & Zn. <BV>"
    with pytest.raises(urllib.error.HTTPError):
        control(running, "POST", "answers", {"number": "NL1", "fault": "BROKEN"})


def test_an_approximate_check_compares_the_name_and_proves_itself(service: Any) -> None:
    asked = {"countryCode": "NL", "vatNumber": GOOD[1]}
    found = service.checkVatApprox(**asked, traderName="trader nl859471238b01")
    assert (found.valid, found.traderNameMatch, found.requestIdentifier) == (True, "1", None)
    requester = {"requesterCountryCode": "BE", "requesterVatNumber": "0403170701"}
    found = service.checkVatApprox(**asked, **requester, traderName="Somebody else")
    assert found.traderNameMatch == "2" and found.requestIdentifier
    again = service.checkVatApprox(**asked, **requester)
    assert again.traderNameMatch == "3"
    assert again.requestIdentifier != found.requestIdentifier
    with pytest.raises(Fault, match="INVALID_REQUESTER_INFO"):
        service.checkVatApprox(**asked, **{**requester, "requesterVatNumber": "0403170702"})


def send(running: Running, method: str, body: bytes, kind: str = "text/xml") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=10)
    connection.request(method, SERVICE_PATH, body, {"Content-Type": kind})
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<html", b"env:Client"),
        (b"<!DOCTYPE x><x/>", b"env:Client"),
        (b'<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"/>', b"VersionMismatch"),
        (
            b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
            b"<checkVat/></e:Body></e:Envelope>",
            b"env:Client",
        ),
    ],
)
def test_what_is_no_request_is_a_fault_of_the_client(
    running: Running, body: bytes, code: bytes
) -> None:
    status, answer = send(running, "POST", body)
    assert status == 500 and code in answer


def test_other_methods_types_and_addresses_are_refused(running: Running) -> None:
    assert send(running, "PUT", b"")[0] == 405
    assert send(running, "POST", b"{}", "application/json")[0] == 415
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(running.url + "/other", timeout=10)


def test_it_fails_on_demand_like_the_other_servers(running: Running, service: Any) -> None:
    control(running, "POST", "faults", {"kind": "throttle"})
    with pytest.raises(Fault, match="GLOBAL_MAX_CONCURRENT_REQ"):
        service.checkVat(*GOOD)
    control(running, "POST", "faults", {"kind": "html"})
    with pytest.raises(zeep.exceptions.Error):
        service.checkVat(*GOOD)
    assert service.checkVat(*GOOD).valid
    counts = control(running, "GET", "calls")["counts"]
    assert counts[f"POST {SERVICE_PATH}"] == 3


def test_every_member_state_has_a_form() -> None:
    assert len(FORMS) == 28, "27 member states and Northern Ireland"


def test_it_runs_as_a_process_of_its_own() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox.vies", "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        assert zeep.Client(url + WSDL_PATH).service.checkVat(*GOOD).valid
    finally:
        process.terminate()
        process.wait(10)
