"""Accounts, addresses, contacts and the other rows that can be written."""

from __future__ import annotations

from sandbox.tests.exact_caller import NL, Exact

pytest_plugins = ("sandbox.tests.exact_fixtures",)


def test_new_account_gets_the_next_code_and_is_no_customer_by_itself(exact: Exact) -> None:
    first = exact.post("crm/Accounts", {"Name": "One"}).d
    second = exact.post("crm/Accounts", {"Name": "One", "Status": "C"}).d
    assert [int(row["Code"]) for row in (first, second)] == [1001, 1002]
    assert (first["Status"], first["IsSales"]) == ("A", False)
    assert (second["Status"], second["IsSales"]) == ("C", True)


def test_the_same_account_twice_is_accepted_and_reported(exact: Exact) -> None:
    for _ in range(2):
        made = exact.post("crm/Accounts", {"Name": "Twin", "SearchCode": "cb:twin"})
        assert made.status == 201
    found = exact.control("GET", f"duplicates?division={NL}")
    assert found["accounts"] == [{"search_code": "cb:twin", "codes": ["1001", "1002"]}]


def test_put_writes_only_what_is_sent(exact: Exact) -> None:
    path = f"crm/Accounts(guid'{exact.account('1')}')"
    assert exact.call("PUT", path, {"City": "Assen", "Website": None}).status == 204
    row = exact.get(path).d
    assert (row["City"], row["Name"], row["Website"]) == ("Assen", "Bakkerij Van Dijk B.V.", None)
    assert exact.call("PUT", path, {"Name": ""}).status == 500
    assert exact.call("PUT", path, {"Code": "2"}).message == "Bestaat reeds: Code"


def test_unknown_sales_currency_is_dropped_without_a_word(exact: Exact) -> None:
    made = exact.post("crm/Accounts", {"Name": "x", "SalesCurrency": "XXX"}).d
    assert made["SalesCurrency"] is None


def test_deleted_account_is_gone_and_reported(exact: Exact) -> None:
    made = exact.post("crm/Accounts", {"Name": "Gone"}).d
    path = f"crm/Accounts(guid'{made['ID']}')"
    assert exact.call("DELETE", path).status == 204
    assert exact.get(path).status == 404
    (gone,) = exact.rows(
        "sync/Deleted", filter="Timestamp gt 1L and EntityType eq 2", select="EntityKey"
    )
    assert gone["EntityKey"] == made["ID"]


def test_equal_address_comes_back_with_its_old_id(exact: Exact) -> None:
    body = {"Account": exact.account("1"), "Type": 3, "AddressLine1": "A 1", "City": "Assen"}
    first = exact.post("crm/Addresses", body).d
    assert exact.post("crm/Addresses", body).d["ID"] == first["ID"]
    other = exact.post("crm/Addresses", {**body, "Type": 4}).d
    assert other["ID"] != first["ID"]
    rows = exact.rows("crm/Addresses", filter=f"Account eq guid'{body['Account']}'", select="ID")
    assert len(rows) == 2


def test_main_contact_is_set_through_the_account(exact: Exact) -> None:
    account = exact.account("1")
    made = exact.post("crm/Contacts", {"Account": account, "FirstName": "Ada", "LastName": "L"}).d
    assert (made["FullName"], made["IsMainContact"]) == ("Ada L", False)
    path = f"crm/Accounts(guid'{account}')"
    assert exact.call("PUT", path, {"MainContact": made["ID"]}).status == 204
    assert exact.get(f"crm/Contacts(guid'{made['ID']}')").d["IsMainContact"] is True


def test_inactive_currency_is_not_listed(exact: Exact) -> None:
    rows = exact.rows("general/Currencies", select="Code,AmountPrecision")
    assert [row["Code"] for row in rows] == ["EUR", "USD", "GBP", "SEK", "CHF", "JPY"]
    assert exact.get("general/Currencies('KRW')").status == 404
    assert exact.get("general/Currencies('JPY')").d["AmountPrecision"] == 1


def test_reference_data_of_a_division(exact: Exact) -> None:
    journals = exact.rows("financial/Journals", select="Code,Type,GLAccountCode,IsBlocked")
    assert {row["Code"]: row["Type"] for row in journals} == {
        "10": 10,
        **dict.fromkeys(("20", "21", "22", "23", "24", "25", "26"), 12),
        **dict.fromkeys(("70", "71", "72"), 20),
        "60": 22,
        **dict.fromkeys(("90", "91"), 90),
    }
    groups = exact.rows("logistics/ItemGroups", select="Code,GLRevenueCode")
    assert {row["Code"]: row["GLRevenueCode"] for row in groups}["ABO"] == "8000"
    closed = exact.rows(
        "read/financial/JournalStatusList",
        filter="Year eq 2026 and Status eq 1",
        select="Journal,Period,StatusDescription",
    )
    assert [(row["Journal"], row["Period"]) for row in closed] == [("70", 1), ("71", 1)]
    assert closed[0]["StatusDescription"] == "Closed"
    conditions = exact.rows("cashflow/PaymentConditions", select="Code,PaymentDays,PaymentMethod")
    assert {row["Code"] for row in conditions if row["PaymentMethod"] == "I"} == {"IN"}
    listed = exact.rows("vat/VATCodes", filter="EUSalesListing ne 'N'", select="Code")
    assert [row["Code"].strip() for row in listed] == ["6", "7"]


def test_plain_rows_can_be_added_changed_and_deleted(exact: Exact) -> None:
    made = exact.post("hrm/Costcenters", {"Code": "55", "Description": "New"}).d
    path = f"hrm/Costcenters(guid'{made['ID']}')"
    assert exact.call("PUT", path, {"Description": "Newer", "Code": "56"}).status == 204
    row = exact.get(path).d
    assert (row["Code"], row["Description"]) == ("55", "Newer")
    assert exact.call("DELETE", path).status == 204
    item = exact.post("logistics/Items", {"Code": "SVC", "Description": "Service"})
    assert item.status == 201
    rate = {"SourceCurrency": "USD", "StartDate": "2026-11-01T00:00:00", "Rate": "0.9"}
    assert exact.post("financial/ExchangeRates", rate).status == 201


def test_mutate_reaches_division_rows_and_names_what_it_does_not_know(exact: Exact) -> None:
    exact.mutate("financial/GLAccounts", code="8000", set={"Description": "Renamed"})
    exact.mutate("crm/Accounts", code="1", set={"EndDate": "2026-01-01"})
    (row,) = exact.rows("financial/GLAccounts", filter="Code eq '8000'", select="Description")
    assert row["Description"] == "Renamed"
    bodies = (
        b'{"division": 1, "set": {}}',
        b'{"division": 100001, "entity": "crm/Accounts", "code": "999", "set": {}}',
        b'{"division": 100001, "entity": "crm/Accounts", "code": "1", "set": {"Nmae": 1}}',
        b'{"division": 100001, "entity": "crm/Accounts", "cde": "1", "set": {}}',
    )
    for body in bodies:
        assert exact.http("POST", "/_sandbox/mutate", body).status == 400
    assert exact.http("POST", "/_sandbox/nonsense", b"{}").status == 404
