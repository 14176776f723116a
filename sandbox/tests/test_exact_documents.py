"""Documents, their attachments, and sales entries that name them."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from sandbox.tests.exact_caller import SALES, Exact, running

pytest_plugins = ("sandbox.tests.exact_fixtures",)
DOCUMENTS = "documents/Documents"
FILES = "documents/DocumentAttachments"
PDF = base64.b64encode(b"%PDF-1.4 a little paper").decode()
UNKNOWN = "11111111-1111-4111-8111-111111111111"


def document(exact: Exact, **values: Any) -> dict[str, Any]:
    answer = exact.post(DOCUMENTS, {"Subject": "INV-1", "Type": 10, **values})
    assert answer.status == 201, answer.text
    return dict(answer.d)


def attached(exact: Exact, id_: str, **values: Any) -> Any:
    return exact.post(
        FILES, {"Document": id_, "FileName": "INV-1.pdf", "Attachment": PDF, **values}
    )


def test_a_document_gets_a_number_and_knows_its_account(exact: Exact) -> None:
    first, second = document(exact, Account=exact.account("1")), document(exact)
    assert second["HID"] == first["HID"] + 1
    assert (first["AccountName"], first["TypeDescription"]) == (
        "Bakkerij Van Dijk B.V.",
        "Verkoopfactuur",
    )
    assert first["DocumentDate"]
    path = f"{DOCUMENTS}(guid'{first['ID']}')"
    assert exact.call("PUT", path, {"Subject": "INV-1 (copy)"}).status == 204
    assert exact.get(path).d["Subject"] == "INV-1 (copy)"


def test_a_file_is_attached_fetched_and_gone_with_its_document(exact: Exact) -> None:
    made = document(exact)
    file = attached(exact, made["ID"]).d
    assert (file["FileName"], file["FileSize"], file["Attachment"]) == ("INV-1.pdf", 23, None)
    fetched = exact.call("GET", f"{file['Url']}&Download=1")
    assert (fetched.status, fetched.text) == (200, "%PDF-1.4 a little paper")
    assert exact.http("GET", f"{file['Url']}&Download=1").status == 401
    assert exact.call("PUT", f"{FILES}(guid'{file['ID']}')", {"FileName": "x.pdf"}).status == 405
    assert exact.call("DELETE", f"{DOCUMENTS}(guid'{made['ID']}')").status == 204
    assert exact.get(f"{FILES}(guid'{file['ID']}')").status == 404
    told = exact.rows("sync/Deleted", filter="Timestamp gt 0L", select="EntityType,EntityKey")
    assert [(row["EntityType"], row["EntityKey"]) for row in told] == [
        (4, file["ID"]),
        (6, made["ID"]),
    ]


@pytest.mark.parametrize(
    ("values", "status", "message"),
    [
        ({"Subject": None}, 500, "Verplicht: Onderwerp"),
        ({"Type": None}, 500, "Verplicht: Documenttype"),
        ({"Type": 9999}, 500, "Ongeldige referentie: Documenttype"),
        ({"Type": 183}, 500, "Document Type not allowed"),
        ({"Account": UNKNOWN}, 500, "Ongeldige referentie: Relatie"),
        ({"Currency": "XXX"}, 500, "Ongeldige referentie: Valuta"),
        ({"FinancialTransactionEntryID": UNKNOWN}, 500, "Ongeldige referentie: Verkoopboeking"),
        (
            {"Titel": "x"},
            400,
            "The property 'Titel' does not exist on type 'Exact.Web.Api.Models.Document'.",
        ),
    ],
)
def test_documents_are_refused(
    exact: Exact, values: dict[str, Any], status: int, message: str
) -> None:
    answer = exact.post(DOCUMENTS, {"Subject": "INV-1", "Type": 10, **values})
    assert (answer.status, answer.message) == (status, message)


@pytest.mark.parametrize(
    ("values", "status", "message"),
    [
        ({"Document": None}, 500, "Verplicht: Document"),
        ({"Document": UNKNOWN}, 500, "Ongeldige referentie: Document"),
        ({"FileName": ""}, 500, "Verplicht: Bestandsnaam"),
        ({"FileName": "INV-1.exe"}, 500, "Ongeldig: Bestandstype"),
        ({"Attachment": None}, 500, "Verplicht: Bijlage"),
        (
            {"Attachment": "no base64!"},
            400,
            "Cannot convert the value of 'Attachment' to Edm.Binary.",
        ),
    ],
)
def test_attachments_are_refused(
    exact: Exact, values: dict[str, Any], status: int, message: str
) -> None:
    answer = attached(exact, document(exact)["ID"], **values)
    assert (answer.status, answer.message) == (status, message)


def test_a_file_that_is_too_large_is_refused() -> None:
    with running(minutely=1000, attachment_mb=1) as exact:
        exact.connect()
        id_ = document(exact)["ID"]
        fits = base64.b64encode(b"x" * 1024 * 1024).decode()
        assert attached(exact, id_, Attachment=fits).status == 201
        answer = attached(exact, id_, Attachment=base64.b64encode(b"x" * 1_048_577).decode())
        assert (answer.status, answer.message) == (
            500,
            "Ongeldig: Bijlage (maximale grootte: 1 MB)",
        )


def test_a_sales_entry_names_its_document_at_once_or_later(exact: Exact) -> None:
    first, second = document(exact), document(exact, Subject="INV-2")
    made = exact.booked(Document=first["ID"])
    assert (made["DocumentNumber"], made["DocumentSubject"]) == (first["HID"], "INV-1")
    path = f"{SALES}(guid'{made['EntryID']}')"
    assert exact.call("PUT", path, {"Document": second["ID"]}).status == 204
    assert exact.get(path, select="DocumentSubject").d["DocumentSubject"] == "INV-2"
    answer = exact.call("PUT", path, {"Document": UNKNOWN})
    assert (answer.status, answer.message) == (500, "Ongeldige referentie: Document")
    answer = exact.call("DELETE", f"{DOCUMENTS}(guid'{second['ID']}')")
    assert answer.message == (
        f"Kan niet verwijderen: Document {second['HID']} - In gebruik in: Verkoopboeking"
    )
    (term,) = exact.rows("cashflow/Receivables", select="DocumentSubject")
    assert term["DocumentSubject"] == "INV-2"
