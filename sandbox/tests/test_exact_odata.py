"""Reading: select, filter, order, pages, lines, counts."""

from __future__ import annotations

import pytest

from sandbox.tests.exact_caller import NL, SALES, Exact

pytest_plugins = ("sandbox.tests.exact_fixtures",)
BAKER, CHAIN, BREWER = "Bakkerij Van Dijk B.V.", "Fietsenmakerij De Ketting", "Brouwerij Het Anker"
SELECT_NEEDED = "Please add a $select or a $top=1 statement to the query string."


def names(exact: Exact, text: str) -> list[str]:
    return [row["Name"] for row in exact.rows("crm/Accounts", filter=text, select="Name")]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Code eq '                 1'", "1"),
        ("Code eq '1'", ""),
        ("Name eq 'Jan de Vries'", "10"),
        ("Name eq 'jan de vries'", ""),
        ("Email eq 'ap@acme.example' or VATNumber eq 'DE123456789'", "6 11"),
        ("Country eq 'BE'", "3"),
        ("Country eq 'BE '", "3"),
        ("Country ne 'NL' and Status eq 'C'", "3 6 7 11 12"),
        ("not (Status eq 'C')", "8 9"),
        ("not (Status eq 'C') and Country eq 'NL' or Country eq 'US'", "8 9 12"),
        ("substringof('Zuidas',Name) eq true", "4 5"),
        ("startswith(Name,'B') eq true", "1 3"),
        ("startswith(tolower(Name),'bak')", "1"),
        ("endswith(Name,'GmbH') eq true", "6"),
        ("indexof(Name,'Vries') gt 0", "10"),
        ("length(Name) lt 13", "10"),
        ("IsSales eq false", "8 9"),
        ("IsSupplier eq true", "8"),
        ("EndDate ne null", "13"),
        ("EndDate lt datetime'2026-07-01'", "13"),
        ("EndDate ge datetime'2026-06-30T00:00:00'", "13"),
        ("EndDate gt datetime'2026-06-30'", ""),
        ("VATNumber eq null and Status eq 'C'", "10 12 15 16"),
        ("Name eq 'O''Brien'", ""),
    ],
)
def test_filter(exact: Exact, text: str, codes: str) -> None:
    rows = exact.rows("crm/Accounts", filter=text, select="Code")
    assert " ".join(row["Code"].strip() for row in rows) == codes


def test_filter_by_guid_number_and_doubled_quote(exact: Exact) -> None:
    made = exact.post("crm/Accounts", {"Name": "O'Brien & 100% Sons"}).d
    assert names(exact, "Name eq 'O''Brien & 100% Sons'") == ["O'Brien & 100% Sons"]
    assert names(exact, f"ID eq guid'{made['ID'].upper()}'") == ["O'Brien & 100% Sons"]
    periods = exact.rows("financial/FinancialPeriods", filter="FinYear eq 2026 and FinPeriod le 2")
    assert [row["FinPeriod"] for row in periods] == [1, 2]


def test_filter_of_many_terms_and_of_many_brackets(exact: Exact) -> None:
    many = " or ".join(["Code eq '0'"] * 400)
    assert exact.get("crm/Accounts", select="ID", filter=f"{many} or Country eq 'BE'").status == 200
    for text in ("(" * 500, "not " * 500 + "true", "tolower(" * 500):
        assert exact.get("crm/Accounts", select="ID", filter=text).status == 400


@pytest.mark.parametrize(
    "text",
    [
        "Nmae eq 'x'",
        "Name eq",
        "Name eq 'x",
        "Name eq 'x' and",
        "Name = 'x'",
        "(Name eq 'x'",
        "Name eq 'x')",
        "ID eq 'not a guid literal'",
        "ID eq guid'1234'",
        "EndDate gt '2026-01-01'",
        "EndDate gt datetime'yesterday'",
        "Status eq 1",
        "substringof('Zuidas',Name)",
        "contains(Name,'Zuidas')",
        "substring(Name,1) eq 'a'",
        "Name",
    ],
)
def test_filter_that_is_wrong_is_400(exact: Exact, text: str) -> None:
    assert exact.get("crm/Accounts", filter=text).status == 400


@pytest.mark.parametrize(
    "options",
    [
        {"select": "Nmae"},
        {"select": "ID,name"},
        {"top": "-1"},
        {"top": "x"},
        {"skip": "1.5"},
        {"orderby": "Name,Code"},
        {"orderby": "Nmae"},
        {"orderby": "Name downwards"},
        {"inlinecount": "all"},
        {"expand": "Contacts"},
        {"format": "json"},
        {"search": "x"},
    ],
)
def test_option_that_is_wrong_is_400(exact: Exact, options: dict[str, str]) -> None:
    assert exact.get("crm/Accounts", **options).status == 400


def test_parameter_without_dollar_or_twice_is_400(exact: Exact) -> None:
    for query in ("filter=x", "$top=1&$top=2"):
        assert exact.get(f"/api/v1/{NL}/crm/Accounts?{query}").status == 400


@pytest.mark.parametrize(
    "path",
    [
        SALES,
        "salesentry/SalesEntryLines",
        "financialtransaction/BankEntries",
        "financialtransaction/BankEntryLines",
        "generaljournalentry/GeneralJournalEntries",
        "generaljournalentry/GeneralJournalEntryLines",
        "financialtransaction/TransactionLines",
        "read/financial/ReceivablesList",
    ],
)
def test_select_or_top_1_is_needed(exact: Exact, path: str) -> None:
    answer = exact.get(path)
    assert (answer.status, answer.message) == (400, SELECT_NEEDED)
    assert exact.get(path, top=1).status == 200
    assert exact.get(path, select="*").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "sync/CRM/Accounts",
        "sync/Financial/GLAccounts",
        "sync/Financial/TransactionLines",
        "sync/Deleted",
        "bulk/CRM/Accounts",
        "bulk/Cashflow/Receivables",
        "bulk/Financial/TransactionLines",
    ],
)
def test_bulk_and_sync_need_a_select_of_fields(exact: Exact, path: str) -> None:
    assert exact.get(path, top=1).status == 400
    assert exact.get(path, select="*").status == 400
    assert exact.get(path, select="ID").status == 200
    assert exact.get(path, select="ID", skip=1).status == 400


def test_selected_fields_only_and_metadata(exact: Exact) -> None:
    (row,) = exact.rows("crm/Accounts", select="ID,Name", top=1)
    uri = f"{exact.server.url}/api/v1/{NL}/crm/Accounts(guid'{row['ID']}')"
    assert row == {
        "__metadata": {"uri": uri, "type": "Exact.Web.Api.Models.Account"},
        "ID": row["ID"],
        "Name": BAKER,
    }


def add(exact: Exact, number: int) -> None:
    made = [{"Name": f"Customer {place:04d}"} for place in range(number)]
    exact.control("POST", "accounts", {"division": NL, "accounts": made})


def pages(exact: Exact, path: str, **options: str) -> list[list[str]]:
    """The names on every page, following `__next` as it stands."""
    found, answer = [], exact.get(path, **options)
    while True:
        assert answer.status == 200, answer.text
        found.append([row["Name"] for row in answer.d["results"]])
        if "__next" not in answer.d:
            return found
        assert answer.d["__next"].startswith(f"{exact.server.url}/api/v1/{NL}/{path}?")
        assert len(found) < 10
        answer = exact.get(answer.d["__next"])


def test_pages_of_60_and_an_empty_one_after_an_exactly_full_last(exact: Exact) -> None:
    add(exact, 120)
    mine = "startswith(Name,'Customer') eq true"
    found = pages(exact, "crm/Accounts", filter=mine, select="Name")
    assert [len(page) for page in found] == [60, 60, 0]
    assert sum(found, []) == [f"Customer {place:04d}" for place in range(120)]
    exact.control("POST", "accounts", {"division": NL, "accounts": [{"Name": "Customer x"}]})
    found = pages(exact, "crm/Accounts", filter=mine, select="Name")
    assert [len(page) for page in found] == [60, 60, 1]


def test_pages_with_order_top_and_skip(exact: Exact) -> None:
    add(exact, 130)
    mine = {"filter": "startswith(Name,'Customer') eq true", "select": "Name"}
    found = pages(exact, "crm/Accounts", orderby="Name desc", **mine)
    assert sum(found, []) == [f"Customer {place:04d}" for place in reversed(range(130))]
    found = pages(exact, "crm/Accounts", orderby="Name", skip="10", top="100", **mine)
    assert [len(page) for page in found] == [60, 40]
    assert sum(found, [])[0] == "Customer 0010"
    found = pages(exact, "crm/Accounts", top="100", **mine)
    assert [len(page) for page in found] == [60, 40]
    assert len(exact.rows("crm/Accounts", top=5, skip=3, **mine)) == 5


def test_sync_pages_of_1000_in_order_of_the_row_version(exact: Exact) -> None:
    add(exact, 1990)
    first = exact.rows("crm/Accounts", filter="Name eq 'Customer 0000'", select="ID")[0]["ID"]
    exact.call("PUT", f"crm/Accounts(guid'{first}')", {"City": "Assen"})
    found = pages(exact, "sync/CRM/Accounts", filter="Timestamp gt 1L", select="Name,Timestamp")
    assert [len(page) for page in found] == [1000, 1000, 6]
    assert found[-1][-1] == "Customer 0000"
    rows = exact.rows("sync/CRM/Accounts", filter="Timestamp gt 1L", select="Timestamp", top=2)
    later = exact.rows(
        "sync/CRM/Accounts", filter=f"Timestamp gt {rows[0]['Timestamp']}L", select="Name,Timestamp"
    )
    assert later[0]["Timestamp"] == rows[1]["Timestamp"]
    assert len(pages(exact, "bulk/CRM/Accounts", select="Name")[0]) == 1000


def test_sync_filters_by_timestamp_only(exact: Exact) -> None:
    for path in ("sync/CRM/Accounts", "sync/Financial/GLAccounts"):
        assert exact.get(path, select="ID", filter="Code eq '1'").status == 400


def test_count_and_inlinecount(exact: Exact) -> None:
    text = exact.http(
        "GET",
        f"/api/v1/{NL}/crm/Accounts/$count?$filter=Country%20eq%20'BE'",
        headers={"Authorization": f"Bearer {exact.access}"},
    )
    assert (text.status, text.text) == (200, "1")
    assert text.headers["Content-Type"].startswith("text/plain")
    answer = exact.get("crm/Accounts", inlinecount="allpages", top=2, select="Name")
    assert (answer.d["__count"], len(answer.d["results"])) == ("16", 2)


def test_lines_deferred_expanded_and_by_their_address(exact: Exact) -> None:
    made = exact.booked(exact.line(Description="a"), exact.line(Description="b"))
    deferred = made["SalesEntryLines"]["__deferred"]["uri"]
    assert deferred.endswith(f"{SALES}(guid'{made['EntryID']}')/SalesEntryLines")
    assert [row["Description"] for row in exact.rows(deferred)] == ["a", "b"]
    (row,) = exact.rows(
        SALES,
        filter="YourRef eq 'INV-1'",
        expand="SalesEntryLines",
        select="EntryNumber,SalesEntryLines/Description,SalesEntryLines/AmountFC",
    )
    lines = row["SalesEntryLines"]["results"]
    assert [(line["Description"], line["AmountFC"]) for line in lines] == [("a", 100), ("b", 100)]
    assert set(lines[0]) == {"__metadata", "Description", "AmountFC"}
    (row,) = exact.rows("vat/VATCodes", filter="Code eq '2'", expand="VATPercentages")
    assert len(row["VATPercentages"]["results"]) == 1


def test_single_entity_and_unknown_address(exact: Exact) -> None:
    made = exact.post("crm/Accounts", {"Name": "One"}).d
    single = exact.get(f"crm/Accounts(guid'{made['ID']}')", select="Name")
    assert single.d["Name"] == "One"
    assert exact.get(f"crm/Accounts(guid'{made['ID'][:-1]}')").status == 400
    assert exact.get("crm/Accounts(guid'00000000-0000-4000-8000-000000000000')").status == 404
    assert exact.get("hrm/CostCenters").status == 404
    assert exact.get("hrm/Costcenters").status == 200
    assert exact.get("crm/accounts").status == 404


def test_address_longer_than_twelve_kilobytes_is_refused(exact: Exact) -> None:
    def search(count: int) -> str:
        return " or ".join(f"SearchCode eq 'cb:{number:026d}'" for number in range(count))

    assert exact.get("crm/Accounts", select="ID", filter=search(40)).status == 200
    assert exact.get("crm/Accounts", select="ID", filter=search(300)).status == 414


def test_many_search_codes_find_each_its_account(exact: Exact) -> None:
    made = [{"Name": f"N{n}", "SearchCode": f"cb:{n:026d}"} for n in range(200)]
    exact.control("POST", "accounts", {"division": NL, "accounts": made})
    wanted = [f"cb:{number:026d}" for number in (3, 77, 199)]
    text = " or ".join(f"SearchCode eq '{code}'" for code in [*wanted, "cb:none"])
    rows = exact.rows("crm/Accounts", select="SearchCode", filter=f"({text}) and Status eq 'C'")
    assert [row["SearchCode"] for row in rows] == wanted


def test_verbs_that_an_endpoint_lacks_are_405(exact: Exact) -> None:
    assert exact.post("logistics/ItemGroups", {"Code": "X"}).status == 405
    assert exact.call("DELETE", "sync/Deleted").status == 405
