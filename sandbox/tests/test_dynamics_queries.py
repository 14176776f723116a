"""Queries: $select, $filter, $expand, $orderby, pages, counts and annotations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.tests.dynamics_caller import ALL, Crm, running

pytest_plugins = ("sandbox.tests.dynamics_fixtures",)
FORMATTED = "OData.Community.Display.V1.FormattedValue"


@pytest.fixture(scope="module")
def read() -> Iterator[Crm]:
    """One organisation for tests that only read; seven invoices of two customers are in it."""
    with running() as crm:
        crm.provision()
        customers = [
            crm.post("cb_customers", {"cb_name": name}).entity for name in ("Acme", "Béta")
        ]
        for number in range(7):
            body: dict[str, Any] = {
                "cb_name": f"INV-{number}",
                "cb_chargebeeid": f"a&b+{number}" if number else "M%26M",
                "cb_linecount": number,
                "cb_deleted": number % 2 == 0,
                "cb_status": 727000000 + number % 2,
                "cb_updatedat": f"2026-11-{10 + number}T12:00:00Z",
                "cb_duedate": f"2026-12-{10 + number}",
                "cb_CbCustomerId@odata.bind": customers[number % 2],
                "cb_total": number * 10,
                "transactioncurrencyid@odata.bind": crm.currency("GBP"),
            }
            if number == 6:
                del body["cb_linecount"]
            assert crm.post("cb_invoices", body).status == 204
        yield crm


def found(crm: Crm, condition: str) -> list[str]:
    return [row["cb_name"][4:] for row in crm.rows("cb_invoices", filter=condition)]


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ("cb_linecount eq 3", "3"),
        ("cb_linecount ne 3", "012456"),
        ("cb_linecount gt 4", "5"),
        ("cb_linecount eq null", "6"),
        ("cb_linecount ne null and cb_linecount le 1", "01"),
        ("cb_name eq 'inv-2'", "2"),
        ("cb_name eq 'INV-2 '", "2"),
        ("cb_deleted eq true", "0246"),
        ("not (cb_deleted eq true)", "135"),
        ("cb_status eq 727000001 or cb_linecount eq 0", "0135"),
        ("cb_updatedat ge 2026-11-15T12:00:00Z", "56"),
        ("cb_updatedat ge 2026-11-15T14:00:00+02:00", "56"),
        ("cb_updatedat lt 2026-11-11", "0"),
        ("cb_duedate eq 2026-12-12", "2"),
        ("cb_total ge 49.99", "56"),
        ("contains(cb_name,'NV-3')", "3"),
        ("startswith(cb_name,'inv')", "0123456"),
        ("endswith(cb_chargebeeid,'+4')", "4"),
        ("startswith(cb_name,'x') eq false and cb_linecount eq 1", "1"),
        ("cb_chargebeeid eq 'M%26M'", "0"),
        ("cb_chargebeeid eq 'a&b+1'", "1"),
        ("cb_CbCustomerId/cb_name eq 'BETA'", "135"),
        (
            "Microsoft.Dynamics.CRM.In(PropertyName='cb_name',PropertyValues=['INV-1','inv-5'])",
            "15",
        ),
        ("Microsoft.Dynamics.CRM.In(PropertyName='cb_linecount',PropertyValues=['1','5'])", "15"),
    ],
)
def test_filters(read: Crm, condition: str, names: str) -> None:
    assert found(read, condition) == list(names)


def test_a_lookup_is_filtered_by_its_value(read: Crm) -> None:
    customer = read.rows("cb_customers", filter="cb_name eq 'acme'")[0]["cb_customerid"]
    assert found(read, f"_cb_cbcustomerid_value eq {customer}") == list("0246")
    assert found(read, f"cb_CbCustomerId/cb_customerid eq {customer}") == list("0246")
    named = f"PropertyName='cb_cbcustomerid',PropertyValues=['{customer}']"
    assert found(read, f"Microsoft.Dynamics.CRM.In({named})") == list("0246")


@pytest.mark.parametrize(
    "condition",
    [
        "cb_Name eq 'x'",
        "cb_cbcustomerid eq null",
        "cb_cbcustomerid/cb_name eq 'x'",
        "cb_name eq 5",
        "cb_linecount eq '5'",
        "cb_name",
        "cb_name eq",
        "(cb_name eq 'x'",
        "tolower(cb_name) eq 'x'",
        "cb_name eq 'O'Neill'",
        "contains(cb_linecount,'1')",
        "cb_nothing eq 1",
        "Microsoft.Dynamics.CRM.In(",
        "contains(cb_name",
        "not",
    ],
)
def test_filters_that_are_refused(read: Crm, condition: str) -> None:
    assert read.get("cb_invoices", filter=condition).status == 400


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ("$skip=1", 400),
        ("$apply=aggregate($count%20as%20n)", 501),
        ("$format=json", 400),
        ("filter=cb_name", 400),
        ("$top=-1", 400),
        ("$count=yes", 400),
        ("$select=cb_Name", 400),
        ("$select=cb_cbcustomerid", 400),
        ("$select=", 400),
        ("$expand=cb_cbcustomerid", 400),
        ("$expand=cb_CbCustomerId($orderby=cb_name)", 400),
        ("$expand=cb_CbCustomerId($skip=1)", 400),
        ("$orderby=cb_name%20down", 400),
    ],
)
def test_options_that_are_refused(read: Crm, options: str, status: int) -> None:
    assert read.get(f"cb_invoices?{options}").status == status


def test_an_unknown_column_in_select_is_named(read: Crm) -> None:
    answer = read.get("cb_invoices", select="cb_nothing")
    assert answer.message == (
        "Could not find a property named 'cb_nothing' on type 'Microsoft.Dynamics.CRM.cb_invoice'."
    )


def test_select_adds_key_currency_and_whole_address(read: Crm) -> None:
    row = read.one("cb_invoices", select="cb_total")
    assert set(row) == {
        "@odata.etag",
        "cb_total",
        "cb_invoiceid",
        "_transactioncurrencyid_value",
    }
    row = read.one("accounts", select="address1_line1")
    assert set(row) == {"@odata.etag", "address1_line1", "address1_composite", "accountid"}


def test_expand_both_ways(read: Crm) -> None:
    row = read.one("cb_invoices", expand="cb_CbCustomerId($select=cb_name)", select="cb_name")
    assert row["cb_CbCustomerId"]["cb_name"] == "Acme"
    assert set(row["cb_CbCustomerId"]) == {"@odata.etag", "cb_name", "cb_customerid"}
    many = "cb_cb_customer_cb_invoice_cb_CbCustomerId"
    inner = f"{many}($select=cb_name;$filter=cb_linecount gt 1;$top=1)"
    (row,) = read.rows("cb_customers", expand=inner, filter="cb_name eq 'Acme'")
    assert [one["cb_name"] for one in row[many]] == ["INV-2"]


def test_at_most_fifteen_expansions(read: Crm) -> None:
    names = list(read.server.app.org.registry.navigations("account"))[:16]
    assert read.get("accounts", expand=",".join(names[:15])).status == 200
    assert read.get("accounts", expand=",".join(names)).status == 400


def test_order(read: Crm) -> None:
    def order(text: str) -> str:
        return "".join(row["cb_name"][4:] for row in read.rows("cb_invoices", orderby=text))

    assert order("cb_linecount desc") == "5432106"
    assert order("cb_linecount") == "6012345"
    assert order("cb_CbCustomerId/cb_name desc,cb_name desc") == "5316420"


def test_pages_follow_their_link(read: Crm) -> None:
    seen, pages = [], 0
    answer = read.get("cb_invoices", "odata.maxpagesize=3", select="cb_name", count="true")
    assert answer.headers["Preference-Applied"] == "odata.maxpagesize=3"
    assert answer.json["@odata.count"] == 7
    while True:
        seen += [row["cb_name"] for row in answer.rows]
        pages += 1
        link = answer.json.get("@odata.nextLink")
        if not link:
            break
        assert re.search(r"\$skiptoken=%3Ccookie", link)
        answer = read.get(link, "odata.maxpagesize=3")
    assert pages == 3
    assert seen == [f"INV-{number}" for number in range(7)]


def test_the_page_size_must_be_said_again(read: Crm) -> None:
    first = read.get("cb_invoices", "odata.maxpagesize=3")
    rest = read.get(first.json["@odata.nextLink"])
    assert len(rest.rows) == 4


def test_a_cookie_belongs_to_its_query(read: Crm) -> None:
    link = read.get("cb_invoices", "odata.maxpagesize=3").json["@odata.nextLink"]
    token = link.partition("?")[2]
    assert read.get(f"cb_invoices?$filter=cb_linecount%20gt%200&{token}").status == 400
    assert read.get(f"cb_customers?{token}").status == 400
    assert read.get("cb_invoices?$skiptoken=2").status == 400


def test_top_gives_way_to_a_page_size(read: Crm) -> None:
    assert len(read.rows("cb_invoices", top=2)) == 2
    assert len(read.rows("cb_invoices", "odata.maxpagesize=3", top=2)) == 3


def test_counts(read: Crm) -> None:
    answer = read.get("cb_invoices/$count", filter="cb_linecount gt 2")
    assert answer.content == b"\xef\xbb\xbf3"
    assert answer.headers["Content-Type"] == "text/plain"


def test_annotations_only_where_asked_for(read: Crm) -> None:
    bare = read.one("cb_invoices")
    assert [name for name in bare if "@" in name] == ["@odata.etag"]
    row = read.one("cb_invoices", prefer=ALL)
    assert row[f"cb_status@{FORMATTED}"] == "Paid"
    assert row[f"cb_deleted@{FORMATTED}"] == "Yes"
    assert row[f"cb_total@{FORMATTED}"] == "£0.00"
    assert row[f"_cb_cbcustomerid_value@{FORMATTED}"] == "Acme"
    assert row["_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname"] == "systemuser"
    some = read.one("cb_invoices", prefer=f'odata.include-annotations="{FORMATTED}"')
    assert not [name for name in some if "lookuplogicalname" in name]


def test_counts_end_at_5000() -> None:
    with running() as crm:
        crm.provision()
        kind = "Microsoft.Dynamics.CRM.cb_customer"
        path = f"cb_customers/{kind.rpartition('.')[0]}.CreateMultiple"
        for _ in range(6):
            rows = [{"@odata.type": kind, "cb_name": str(n)} for n in range(1000)]
            assert crm.post(path, {"Targets": rows}).status == 200
        answer = crm.get("cb_customers", ALL, count="true", select="cb_name").json
        assert answer["@odata.count"] == 5000
        assert answer["@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded"] is True
        assert len(answer["value"]) == 5000
        assert crm.get("cb_customers/$count").content == b"\xef\xbb\xbf5000"
        assert len(crm.rows(answer["@odata.nextLink"])) == 1000


def test_an_address_that_is_too_long(read: Crm) -> None:
    condition = " or ".join(f"cb_name eq '{number:040}'" for number in range(700))
    assert read.get("cb_invoices", filter=condition).status == 400
