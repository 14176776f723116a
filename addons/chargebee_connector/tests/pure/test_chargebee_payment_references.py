"""Payment references that stand beside the invoices: KID, OCR, FIK, FRN."""

import json
from datetime import datetime, timezone

import chargebee_payloads as payloads
import pytest
from little_server import Reply, serve

from odoo.addons.chargebee_connector.ledger.problems import Unreachable
from odoo.addons.chargebee_connector.systems.chargebee import pull
from odoo.addons.chargebee_connector.systems.chargebee.client import Chargebee
from odoo.addons.chargebee_connector.systems.chargebee.read import read

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)
LIST = "/api/v2/invoices/payment_reference_numbers"
KID = {"id": "prn_1", "type": "kid", "number": "0006234567890127", "invoice_id": "INV-1"}


def site(numbers, *invoices):
    """Answer lists of invoices and of their payment references, one reference a page."""

    def answer(request):
        if request.path == "/api/v2/invoices":
            found = [{"invoice": {"id": name, "resource_version": 7}} for name in invoices]
            return Reply(200, {"list": found})
        if request.path == LIST:
            wanted = json.loads(request.query["id[in]"])
            told = [one for one in numbers if one["invoice_id"] in wanted]
            at = int(request.query.get("offset", 0))
            some = [{"payment_reference_number": one} for one in told[at : at + 1]]
            more = {"next_offset": str(at + 1)} if len(told) > at + 1 else {}
            return Reply(200, {"list": some, **more})
        assert request.path == "/api/v2/invoices/INV-1", request.path
        return Reply(200, {"invoice": {"id": "INV-1"}})

    return answer


def pulled(answer, references=True, kind="invoice"):
    with serve(answer) as server:
        client = Chargebee(server.url, "key", references=references)
        found = [one for page in pull.pages(client, kind, "", NOW, True) for one in page.objects]
    asked = [request.query["id[in]"] for request in server.requests if request.path == LIST]
    return {one.external_id: json.loads(one.text) for one in found}, asked


def test_they_are_kept_with_their_invoice():
    ocr = {**KID, "id": "prn_2", "type": "ocr", "number": "42"}
    found, asked = pulled(site([ocr, KID], "INV-1", "INV-2"))
    assert found["INV-1"] == {
        "id": "INV-1",
        "resource_version": 7,
        "payment_reference_numbers": [
            {"type": "kid", "number": "0006234567890127"},
            {"type": "ocr", "number": "42"},
        ],
    }
    assert found["INV-2"] == {"id": "INV-2", "resource_version": 7}
    assert asked == ['["INV-1","INV-2"]'] * 2


def test_a_page_is_asked_for_in_parts_that_fit_an_address():
    names = [f"INV-{number}" for number in range(60)]
    _found, asked = pulled(site([], *names))
    assert [len(json.loads(some)) for some in asked] == [50, 10]


def test_nobody_asks_where_they_are_not_wanted_or_nothing_came():
    assert pulled(site([KID], "INV-1"), references=False)[1] == []
    assert pulled(site([KID]))[1] == []


def test_one_invoice_is_fetched_with_its_own():
    with serve(site([KID])) as server:
        client = Chargebee(server.url, "key", references=True)
        text = pull.fetch(client, "invoice", "INV-1").text
    assert json.loads(text)["payment_reference_numbers"][0]["number"] == KID["number"]


def test_an_answer_that_is_none_is_no_reference():
    with serve(lambda request: Reply(200, {"list": [{}]})) as server:
        with pytest.raises(Unreachable):
            Chargebee(server.url, "key").payment_references(["INV-1"])


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"payment_reference_numbers": [{"type": "kid", "number": "01"}]}, "01"),
        (
            {
                "payment_reference_numbers": [
                    {"type": "ocr", "number": "02"},
                    {"type": "kid", "number": "01"},
                ]
            },
            "01",
        ),
        ({"payment_reference_numbers": [{"type": "new", "number": "03"}]}, ""),
        ({"payment_reference_numbers": [{"type": "kid", "number": None}]}, ""),
        (
            {
                "notes": [{"note": "+++090/9337/55493+++"}],
                "payment_reference_numbers": [{"type": "kid", "number": "01"}],
            },
            "+++090/9337/55493+++",
        ),
        ({}, ""),
    ],
)
def test_an_invoice_tells_the_one_that_banks_match_by(fields, expected):
    assert read("invoice", payloads.invoice(**fields), "UTC").payment_reference == expected
