"""The printed document beside its entry: what is asked for, in which order, and found again."""

from decimal import Decimal

import pytest
from booking_world import booking
from credit_world import ENTRY, after, credit_note
from exact_world import invoice, known, plan, problem, route
from little_server import Reply, in_turn, serve

from odoo.addons.chargebee_connector.ledger.plan import Facts, resolve
from odoo.addons.chargebee_connector.ledger.problems import Conflict, Invalid, Unreachable
from odoo.addons.chargebee_connector.ledger.pull import Ask
from odoo.addons.chargebee_connector.systems.chargebee.client import PDF_LIMIT, Chargebee
from odoo.addons.chargebee_connector.systems.exact.client import Exact
from odoo.addons.chargebee_connector.systems.exact.look import look
from odoo.addons.chargebee_connector.systems.exact.plan import needs
from odoo.addons.chargebee_connector.systems.exact.post import send

RULES = booking(attach=True)
ENTRY_REF = {"$ref": ["sales_entry", "INV-1", "external_id"]}
DOCUMENT_REF = {"$ref": ["document", "INV-1/document", "external_id"]}


def test_nothing_is_attached_unless_somebody_wants_it():
    assert len(plan([invoice()], route(), known())) == 1
    assert ("document", "INV-1/document") not in needs([invoice()], route()).links


def test_three_requests_follow_an_entry():
    entry, document, file, on_entry = plan([invoice()], RULES, known())
    assert (document.kind, document.key) == ("document", "INV-1/document")
    assert (document.needs_link, document.parent) == (("sales_entry", "INV-1"),) * 2
    assert document.request.body == {
        "Subject": "INV-1",
        "Type": 10,
        "Account": entry.request.body["Customer"],
        "FinancialTransactionEntryID": ENTRY_REF,
        "DocumentDate": "2026-10-08T00:00:00",
    }
    assert (file.kind, file.key) == ("document_file", "INV-1/document/file")
    assert file.request.body == {
        "Document": DOCUMENT_REF,
        "FileName": "INV-1.pdf",
        "Attachment": {"$attachment": ["invoice", "INV-1"]},
    }
    assert on_entry.request.body == {"EntryID": ENTRY_REF, "Document": DOCUMENT_REF}
    assert file.needs_link == on_entry.needs_link == ("document", "INV-1/document")
    assert [each.request.repeat for each in (document, file, on_entry)] == [
        "create", "create", "put"
    ]  # fmt: skip
    asked = needs([invoice()], RULES).links
    assert {(each.kind, each.key) for each in (entry, document, file, on_entry)} <= asked


def test_credit_notes_have_one_too():
    outcomes = plan([credit_note()], RULES, after(invoice()))
    assert [each.kind for each in outcomes] == [
        "sales_entry", "document", "document_file", "entry_document"
    ]  # fmt: skip
    assert outcomes[2].request.body["Attachment"] == {"$attachment": ["credit_note", "CN-1"]}


def test_what_can_not_be_booked_has_no_document():
    assert problem(invoice(total=Decimal(1)), RULES)[1] == "total_differs"


def test_what_stands_there_gets_one_though_it_could_not_be_booked_today():
    facts = known()
    facts.links["sales_entry", "INV-1"] = ENTRY
    outcomes = plan([invoice(total=Decimal(1))], RULES, facts)
    assert [each.kind for each in outcomes][1:] == ["document", "document_file", "entry_document"]


def test_a_file_s_name_has_no_folders():
    outcomes = plan([invoice(external_id="R/2026/00008 ä")], RULES, known())
    assert outcomes[2].request.body["FileName"] == "R-2026-00008-.pdf"


# Found again --------------------------------------------------------------------------------

OURS = {
    "ID": "d-1",
    "HID": 7,
    "Subject": "INV-1",
    "Account": "A-1",
    "Type": 10,
    "FinancialTransactionEntryID": "E-1",
}
FILE = {"ID": "f-1", "Document": "D-1", "FileName": "INV-1.pdf"}
DOCUMENT_ASK = {
    "Subject": "INV-1", "Type": 10, "Account": "a-1", "FinancialTransactionEntryID": "e-1"
}  # fmt: skip


def looked(kind, body, *rows):
    answer = Reply(200, {"d": {"results": list(rows)}})
    with serve(in_turn(answer)) as server:
        exact = Exact(server.url, "1", lambda rejected: "t")
        return look(exact, [Ask(1, kind, "k", body, Facts())])[1]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([], None),
        ([OURS], "d-1"),
        ([{**OURS, "FinancialTransactionEntryID": None}], "d-1"),
        ([{**OURS, "FinancialTransactionEntryID": "E-2"}], None),
        ([{**OURS, "Account": "A-2"}], None),
        ([{**OURS, "Type": 55}], None),
        ([OURS, {**OURS, "ID": "d-2"}], Conflict),
    ],
)
def test_a_document_is_known_by_its_entry_and_account(rows, found):
    answer = looked("document", DOCUMENT_ASK, *rows)
    if found is Conflict:
        assert isinstance(answer, Conflict)
    else:
        assert (answer and answer.external_id) == found


@pytest.mark.parametrize(
    ("rows", "found"), [([], None), ([FILE], "f-1"), ([{**FILE, "Document": "D-2"}], None)]
)
def test_a_file_is_known_by_its_document(rows, found):
    body = {"Document": "d-1", "FileName": "INV-1.pdf", "Attachment": {"$attachment": ["x", "y"]}}
    answer = looked("document_file", body, *rows)
    assert (answer and answer.external_id) == found


def test_the_file_itself_is_not_kept():
    answer = {**FILE, "Attachment": "QUJD" * 1000}
    with serve(in_turn(Reply(201, {"d": answer}))) as server:
        exact = Exact(server.url, "1", lambda rejected: "t")
        posted = send(exact, "POST", "documents/DocumentAttachments", {"Document": "d-1"}, "create")
    assert (posted.external_id, posted.number) == ("f-1", "INV-1.pdf")
    assert "QUJD" not in posted.text


def test_the_entry_is_updated_by_its_id():
    with serve(in_turn(Reply(204))) as server:
        exact = Exact(server.url, "1", lambda rejected: "t")
        send(exact, "PUT", "salesentry/SalesEntries", {"EntryID": "e-1", "Document": "d"}, "put")
    (request,) = server.requests
    assert request.path == "/api/v1/1/salesentry/SalesEntries(guid'e-1')"
    assert request.body == b'{"Document":"d"}'


def test_place_holders_of_files_are_left_to_the_posting():
    _entry, _document, file, _on_entry = plan([invoice()], RULES, known())
    body = resolve(file.request.body, {("document", "INV-1/document", "external_id"): "d-1"})
    assert body["Attachment"] == {"$attachment": ["invoice", "INV-1"]}


# Fetched ------------------------------------------------------------------------------------


def fetched(*replies):
    def answer(request):
        reply = left.pop(0)
        if isinstance(reply, Reply):
            return reply
        return Reply(200, {"download": {"download_url": server.url + "/file"}})

    left = list(replies)
    with serve(answer) as server:
        found = Chargebee(server.url, "key").pdf("invoice", "R/1")
    return found, server.requests


def test_a_pdf_is_asked_for_and_downloaded_without_the_key():
    found, (asked, downloaded) = fetched(None, Reply(200, b"%PDF-1.4"))
    assert found == b"%PDF-1.4"
    assert (asked.method, asked.path) == ("POST", "/api/v2/invoices/R%2F1/pdf")
    assert (downloaded.method, downloaded.path) == ("GET", "/file")
    assert "Authorization" in asked.headers and "Authorization" not in downloaded.headers


@pytest.mark.parametrize(
    ("replies", "error", "code"),
    [
        ([Reply(404, {"api_error_code": "resource_not_found"})], Invalid, "attachment_missing"),
        ([None, Reply(200, b"x" * (PDF_LIMIT + 1))], Invalid, "attachment_too_large"),
        ([None, Reply(200, b"<html>")], Unreachable, "answer_malformed"),
        ([Reply(200, {"download": {}})], Unreachable, "answer_malformed"),
        ([Reply(200, {})], Unreachable, "answer_malformed"),
    ],
)
def test_a_pdf_that_does_not_come(replies, error, code):
    with pytest.raises(error) as caught:
        fetched(*replies)
    assert caught.value.code == code
