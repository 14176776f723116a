"""The sync endpoints: what changed comes by its row version, what is gone by sync/Deleted."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from sandbox.tests.exact_caller import SALES, Exact

pytest_plugins = ("sandbox.tests.exact_fixtures",)
TERMS = "sync/Cashflow/PaymentTerms"
SYNCS = {
    "sync/CRM/Accounts": "ID,Timestamp",
    "sync/CRM/Contacts": "ID,Timestamp",
    "sync/CRM/Addresses": "ID,Timestamp",
    "sync/Logistics/Items": "ID,Timestamp",
    "sync/Financial/GLAccounts": "ID,Timestamp",
    "sync/Financial/TransactionLines": "ID,Timestamp",
    TERMS: "ID,Timestamp",
    "sync/Deleted": "EntityKey,EntityType,Timestamp",
}


def last(exact: Exact, path: str) -> int:
    """The highest row version of an endpoint, 0 where it is empty."""
    rows = exact.rows(path, filter="Timestamp gt 0L", select="Timestamp")
    return max((int(row["Timestamp"]) for row in rows), default=0)


def since(exact: Exact, path: str, timestamp: int, select: str = "ID") -> list[dict[str, Any]]:
    return exact.rows(path, filter=f"Timestamp gt {timestamp}L", select=select)


def gone(exact: Exact, kind: int) -> list[str]:
    rows = exact.rows(
        "sync/Deleted", filter=f"Timestamp gt 0L and EntityType eq {kind}", select="EntityKey"
    )
    return [row["EntityKey"] for row in rows]


@pytest.mark.parametrize("path", SYNCS)
def test_only_the_timestamp_may_be_filtered_and_a_select_is_due(exact: Exact, path: str) -> None:
    select = SYNCS[path]
    assert exact.get(path, filter="Timestamp gt 1L", select=select).status == 200
    assert exact.get(path, filter="Timestamp gt 1L").status == 400
    assert exact.get(path, filter="Timestamp gt 1L", select="*").status == 400
    assert exact.get(path, filter="Division eq 100001", select=select).status == 400
    assert exact.get(path, filter="Timestamp gt 1L", select=select, skip=1).status == 400


def test_payment_terms_of_an_invoice_and_a_payable(exact: Exact) -> None:
    made = exact.booked(PaymentReference="9999")
    exact.control("POST", "purchase", {"division": exact.division, "amount": "55.00"})
    fields = (
        "AccountCode,AmountDC,AmountFC,Currency,EntryID,EntryNumber,InvoiceNumber,IsFullyPaid,"
        "Journal,LineType,PaymentCondition,PaymentMethod,PaymentReference,Status,"
        "TransactionEntryID,TransactionID,TransactionType,YourRef"
    )
    invoice, payable = since(exact, TERMS, 0, fields)
    del invoice["__metadata"]
    (line,) = exact.rows(
        "financialtransaction/TransactionLines",
        filter=f"EntryID eq guid'{made['EntryID']}' and LineNumber eq 0",
        select="ID",
    )
    assert invoice == {
        "AccountCode": "1".rjust(18),
        "AmountDC": 121,
        "AmountFC": 121,
        "Currency": "EUR",
        "EntryID": made["EntryID"],
        "EntryNumber": made["EntryNumber"],
        "InvoiceNumber": made["EntryNumber"],
        "IsFullyPaid": False,
        "Journal": "70",
        "LineType": 20,
        "PaymentCondition": "14",
        "PaymentMethod": "B",
        "PaymentReference": "9999",
        "Status": 20,
        "TransactionEntryID": made["EntryID"],
        "TransactionID": line["ID"],
        "TransactionType": 20,
        "YourRef": "INV-1",
    }
    assert (payable["LineType"], payable["AmountDC"]) == (22, -55)
    assert len(exact.rows("cashflow/Receivables", select="ID")) == 1


def test_matching_and_unmatching_give_new_row_versions(exact: Exact) -> None:
    number = exact.booked()["EntryNumber"]
    before = last(exact, TERMS)
    paid = {"division": exact.division, "invoices": [{"entry_number": number}]}
    exact.control("POST", "receipt", paid)
    rows = since(exact, TERMS, before, "EntryNumber,Status,IsFullyPaid,AmountFC,TransactionType")
    states = {row["TransactionType"]: (row["Status"], row["IsFullyPaid"]) for row in rows}
    assert states == {20: (50, True), 40: (50, True)}
    before = last(exact, TERMS)
    lines = last(exact, "sync/Financial/TransactionLines")
    body = {"division": exact.division, "entry_number": number}
    exact.control("POST", "unmatch", body)
    rows = since(exact, TERMS, before, "Status,IsFullyPaid,EndDate,LastPaymentDate")
    assert [list(row.values())[1:] for row in rows] == [[20, False, None, None]] * 2
    (line, other) = since(exact, "sync/Financial/TransactionLines", lines, "OffsetID,Type")
    offsets = {row["Type"]: row["OffsetID"] for row in (line, other)}
    assert offsets[20] is None
    assert offsets[40] is not None  # a receipt's line points at its own entry until it is matched


def test_an_edited_entry_keeps_its_lines_and_gets_new_row_versions(exact: Exact) -> None:
    made = exact.booked()
    terms = since(exact, TERMS, 0, "ID")
    lines = since(exact, "sync/Financial/TransactionLines", 0)
    before = last(exact, TERMS)
    body = {"division": exact.division, "entry_number": made["EntryNumber"]}
    exact.control("POST", "edit_entry", {**body, "set": {"YourRef": "INV-9"}})
    (row,) = since(exact, TERMS, before, "ID,YourRef")
    assert (row["ID"], row["YourRef"]) == (terms[0]["ID"], "INV-9")
    after = since(exact, "sync/Financial/TransactionLines", 0)
    assert {row["ID"] for row in after} == {row["ID"] for row in lines}
    assert gone(exact, 1) == gone(exact, 10) == []
    exact.control("POST", "edit_entry", {**body, "lines": [{"line": 1, "set": {"VATCode": "0"}}]})
    assert len(gone(exact, 1)) == 1  # the VAT line went


def test_what_is_deleted_is_told_by_its_kind(exact: Exact) -> None:
    made = exact.booked()
    (term,) = since(exact, TERMS, 0)
    assert exact.call("DELETE", f"{SALES}(guid'{made['EntryID']}')").status == 204
    assert gone(exact, 10) == [term["ID"]]
    assert len(gone(exact, 1)) == 3
    account = exact.post("crm/Accounts", {"Name": "Gone"}).d["ID"]
    body = {"Account": account, "LastName": "L"}
    contact = exact.post("crm/Contacts", body).d["ID"]
    other = exact.post("crm/Contacts", body).d["ID"]
    address = exact.post("crm/Addresses", {"Account": account, "City": "Assen"}).d["ID"]
    item = exact.post("logistics/Items", {"Code": "X", "Description": "X"}).d["ID"]
    assert exact.call("DELETE", f"logistics/Items(guid'{item}')").status == 204
    assert exact.call("DELETE", f"crm/Contacts(guid'{other}')").status == 204
    assert exact.call("DELETE", f"crm/Accounts(guid'{account}')").status == 204
    assert gone(exact, 5) == [other, contact]
    assert (gone(exact, 3), gone(exact, 2), gone(exact, 9)) == ([address], [account], [item])


def test_deletions_are_kept_for_two_months(exact: Exact) -> None:
    made = exact.booked()
    exact.call("DELETE", f"{SALES}(guid'{made['EntryID']}')")
    assert gone(exact, 10)
    exact.forward(60 * 86_400)
    exact.connect()
    assert gone(exact, 10)
    exact.forward(2 * 86_400)
    exact.connect()
    assert gone(exact, 10) == []


def test_row_versions_start_again_in_a_division_that_moved(exact: Exact) -> None:
    exact.booked()
    before = last(exact, TERMS)
    exact.control("POST", "move_division", {"division": exact.division})
    assert last(exact, TERMS) < before
    assert since(exact, TERMS, before) == []
    (row,) = exact.rows(
        "system/Divisions", filter=f"Code eq {exact.division}", select="DivisionMoveDate"
    )
    assert row["DivisionMoveDate"]
    exact.booked(YourRef="INV-2")
    assert len(since(exact, TERMS, 0)) == 2


def test_the_row_version_of_a_moment_can_be_asked(exact: Exact) -> None:
    exact.booked()
    exact.forward(3 * 86_400)
    exact.connect()
    exact.booked(YourRef="INV-2")
    path = f"/api/v1/{exact.division}/read/sync/Sync/SyncTimestamp"
    headers = {"Authorization": f"Bearer {exact.access}", "Accept": "application/json"}
    date = exact.rows("cashflow/Receivables", select="Created")[0]["Created"]
    moment = int(date[6:-2]) // 1000 + 86_400
    text = exact.control("GET", "clock")["now"]
    assert moment < float(text)
    asked = datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%d")
    query = f"modified=datetime'{asked}'&endPoint='PaymentTerms'"
    (row,) = exact.http("GET", f"{path}?{query}", b"", headers).d["results"]
    assert row["API"] == "PaymentTerms"
    assert len(since(exact, TERMS, int(row["TimeStampAsBigInt"]))) == 1
    assert exact.http("GET", f"{path}?endPoint='PaymentTerms'", b"", headers).status == 400
    wrong = f"{path}?modified=datetime'{asked}'&endPoint='Nothing'"
    assert exact.http("GET", wrong, b"", headers).status == 400
