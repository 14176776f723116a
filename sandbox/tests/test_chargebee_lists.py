"""Lists: pages, offsets, filters, order, deleted records, and refusals of everything else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest

from sandbox.chargebee.schema import LISTINGS, Filter
from sandbox.dataset.calendar import local, local_date

from .conftest import Client

FILLED = (
    "customers", "item_families", "items", "item_prices", "coupons", "invoices", "credit_notes",
    "transactions",
)  # fmt: skip
SAMPLES = {"s": "x", "n": "12", "t": "1767225600", "b": "true", "e": "x"}


def sample(known: Filter, operator: str) -> str:
    """A value that this operator of this filter takes."""
    if operator == "is_present":
        return "false"
    value = min(known.values) if known.values else SAMPLES[known.type]
    if operator == "between":
        return f"[{value},{value}]"
    return f"[{value}]" if operator in ("in", "not_in") else value


@pytest.mark.parametrize("path", FILLED)
def test_pages_of_any_size_hold_every_record_once(site: Client, path: str) -> None:
    whole = [record["id"] for record in site.all(path)]
    assert whole and len(set(whole)) == len(whole)
    assert [record["id"] for record in site.all(path, limit=7)] == whole


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.path)
def test_every_endpoint_takes_its_filters_and_no_others(site: Client, listing: Any) -> None:
    if listing.catalog == "v1":
        assert site.get(listing.path)[1]["api_error_code"] == "configuration_incompatible"
        return
    for known in listing.known.values():
        for operator in known.operators:
            query = {f"{known.name}[{operator}]": sample(known, operator)}
            assert site.get(listing.path, **query)[0] == 200, query
        bare = site.get(listing.path, **{known.name: "x"})
        assert (bare[0], bare[1].get("param")) == (400, known.name), "a bare filter"
        wrong = site.get(listing.path, **{f"{known.name}[equals]": "x"})
        assert (wrong[0], wrong[1]["param"]) == (400, f"{known.name}[equals]")
    for name in ("colour[is]", "colour", "sort_by", "sort_by[up]"):
        status, body = site.get(listing.path, **{name: "x"})
        assert (status, body["param"]) == (400, name)
    status, body = site.get(listing.path, **{"sort_by[asc]": "colour"})
    assert (status, body["param"]) == (400, "sort_by[asc]")
    for field in listing.sort:
        assert site.get(listing.path, **{"sort_by[desc]": field})[0] == 200
    assert site.get(listing.path, include_deleted="true")[0] == (200 if listing.deleted else 400)


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "ten"},
        {"include_deleted": "1"},
        {"status[is]": "payed"},
        {"status[in]": "paid"},
        {"date[after]": "2026-01-01"},
        {"date[after]": "1767225600000"},
        {"date[between]": "[1767225600]"},
        {"total[gt]": "1.50"},
        {"recurring[is]": "yes"},
        {"subscription_id[is_present]": "maybe"},
        {"id[is]": ""},
        {"offset": "12"},
        {"offset": '["x"]'},
    ],
)
def test_a_wrong_value_is_refused_with_its_name(site: Client, query: dict[str, str]) -> None:
    status, body = site.get("invoices", **query)
    assert status == 400
    assert body["api_error_code"] == "param_wrong_value"
    assert body["param"] == next(iter(query))
    assert body["type"] == "invalid_request" and body["message"]


def test_a_parameter_given_twice_is_refused(site: Client) -> None:
    status, body, _ = site.send("GET", "/api/v2/invoices?limit=5&limit=6")
    assert (status, body["param"]) == (400, "limit")


def test_the_default_page_holds_ten_records_and_no_total(site: Client) -> None:
    _, body = site.get("invoices")
    assert len(body["list"]) == 10
    assert set(body) == {"list", "next_offset"}
    assert all(list(entry) == ["invoice"] for entry in body["list"])


def test_the_last_page_has_no_offset(site: Client) -> None:
    count = len(site.all("coupons"))
    assert "next_offset" not in site.get("coupons", limit=count)[1]
    assert "next_offset" in site.get("coupons", limit=count - 1)[1]


def test_an_offset_is_refused_with_other_filters_or_another_order(site: Client) -> None:
    query = {"sort_by[asc]": "date", "include_deleted": "true", "limit": 5}
    offset = site.get("invoices", **query)[1]["next_offset"]
    assert offset.startswith('["') and site.get("invoices", **query, offset=offset)[0] == 200
    bigger = {**query, "limit": 50, "offset": offset}
    assert site.get("invoices", **bigger)[0] == 200, "another page size is allowed"
    for changed in (
        {**query, "status[is]": "paid"},
        {**query, "sort_by[asc]": "updated_at"},
        {key: value for key, value in query.items() if key != "include_deleted"},
    ):
        status, body = site.get("invoices", **changed, offset=offset)
        assert (status, body["param"]) == (400, "offset")
    assert site.get("transactions", **query, offset=offset)[0] == 400


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("invoices", "date"),
        ("invoices", "updated_at"),
        ("transactions", "date"),
        ("credit_notes", "date"),
        ("customers", "created_at"),
        ("items", "name"),
    ],
)
def test_lists_are_sorted_both_ways(site: Client, path: str, field: str) -> None:
    up = [r.get(field, 0) for r in site.all(path, **{"sort_by[asc]": field, "limit": 9})]
    down = [r.get(field, 0) for r in site.all(path, **{"sort_by[desc]": field, "limit": 9})]
    assert up == sorted(up) and down == sorted(up, reverse=True)


def test_filters_find_what_they_say(site: Client) -> None:
    everything = site.all("invoices", include_deleted="true")

    def found(**query: str) -> set[str]:
        return {i["id"] for i in site.all("invoices", include_deleted="true", **query)}

    def expected(test: Callable[[dict[str, Any]], bool]) -> set[str]:
        ids = {invoice["id"] for invoice in everything if test(invoice)}
        assert 0 < len(ids) < len(everything)
        return ids

    middle = sorted(invoice["date"] for invoice in everything)[150]
    low, high = middle - 86_400 * 20, middle
    pairs: list[tuple[dict[str, str], Callable[[dict[str, Any]], bool]]] = [
        ({"status[is]": "paid"}, lambda i: i["status"] == "paid"),
        ({"status[not_in]": '["paid","voided"]'}, lambda i: i["status"] not in ("paid", "voided")),
        ({"date[between]": f"[{low},{high}]"}, lambda i: low <= i["date"] <= high),
        ({"date[after]": str(middle)}, lambda i: i["date"] > middle),
        ({"date[before]": str(middle)}, lambda i: i["date"] < middle),
        ({"date[on]": str(middle)}, lambda i: local_date(i["date"]) == local_date(middle)),
        ({"total[gte]": "100000"}, lambda i: i["total"] >= 100_000),
        ({"recurring[is]": "false"}, lambda i: not i["recurring"]),
        ({"subscription_id[is_present]": "true"}, lambda i: "subscription_id" in i),
        ({"id[starts_with]": "R/"}, lambda i: i["id"].startswith("R/")),
        ({"paid_on_after": str(middle)}, lambda i: i.get("paid_at", 0) > middle),
        ({"updated_at[after]": "1000000000"}, lambda i: "updated_at" in i),
    ]
    for query, test in pairs:
        assert found(**query) == expected(test), query
    both = {"status[is]": "paid", "total[lt]": "50000"}
    assert found(**both) == expected(lambda i: i["status"] == "paid" and i["total"] < 50_000)


def test_identifiers_differ_by_case(site: Client) -> None:
    assert len(site.all("invoices", **{"id[in]": '["INV-Twin-1","INV-TWIN-1"]'})) == 2
    assert len(site.all("invoices", **{"id[is]": "INV-TWIN-1"})) == 1
    assert site.get("invoices/inv-twin-1")[0] == 404


def test_deleted_records_are_seen_only_when_asked_for(site: Client) -> None:
    for path in ("invoices", "customers"):
        shown, every = site.all(path), site.all(path, include_deleted="true")
        assert not any(record["deleted"] for record in shown)
        assert len(every) > len(shown)
    assert "deleted" not in {item["status"] for item in site.all("items")}
    statuses = '["active","archived","deleted"]'
    every = {item["status"] for item in site.all("items", **{"status[in]": statuses})}
    assert every == {"active", "archived", "deleted"}


def test_absent_values_are_left_out(site: Client) -> None:
    def nulls(value: Any) -> bool:
        if isinstance(value, dict):
            return any(map(nulls, value.values()))
        return any(map(nulls, value)) if isinstance(value, list) else value is None

    for path in FILLED:
        for record in site.all(path):
            assert not nulls(record), record["id"]
            assert record["object"] == path.removesuffix("s").replace("familie", "family")


def test_a_single_record_by_any_identifier(site: Client) -> None:
    for invoice in site.all("invoices"):
        if "/" in invoice["id"] or len(invoice["id"]) == 50:
            assert site.one("invoices", invoice["id"]) == invoice
            bare = site.get(f"invoices/{quote(invoice['id'])}")
            assert bare[1]["invoice"] == invoice, "as the official SDKs send it"
    status, body = site.get("invoices/none")
    assert (status, body["api_error_code"]) == (404, "resource_not_found")
    assert site.get("invoices/none?colour=red")[0] in (400, 404)


def test_lists_under_a_record(site: Client) -> None:
    paid = next(i for i in site.all("invoices") if len(i["linked_payments"]) > 1)
    payments = site.all(f"invoices/{quote(paid['id'], safe='')}/payments", limit=1)
    assert [p["date"] for p in payments] == sorted((p["date"] for p in payments), reverse=True)
    assert {p["id"] for p in payments} == {link["txn_id"] for link in paid["linked_payments"]}
    owner = next(c for c in site.all("customers") if "contacts" in c)
    assert site.all(f"customers/{owner['id']}/contacts") == owner["contacts"]
    gone = next(c for c in site.all("customers", include_deleted="true") if c["deleted"])
    assert site.get(f"customers/{gone['id']}/contacts")[0] == 404
    assert site.get(f"customers/{owner['id']}/contacts", **{"id[is]": "x"})[0] == 400


def test_configuration_and_currencies(site: Client) -> None:
    _, body = site.get("configurations")
    assert body["configurations"][0]["product_catalog_version"] == "v2"
    currencies = site.all("currencies/list")
    base = [c["currency_code"] for c in currencies if c["is_base_currency"]]
    assert base == ["EUR"] and len(currencies) == 4


def test_a_site_of_the_old_catalog_refuses_the_new_endpoints(new_site) -> None:
    old = new_site(catalog="v1", invoices=5)
    assert old.get("configurations")[1]["configurations"][0]["product_catalog_version"] == "v1"
    for path in ("items", "item_prices", "item_families"):
        status, body = old.get(path)
        assert (status, body["api_error_code"]) == (400, "configuration_incompatible")
        assert "not enabled for this site" in body["message"]
    assert old.get("plans", limit=1)[0] == 200
    assert old.get("invoices")[0] == 200


def test_a_list_shows_a_change_after_its_lag_and_a_retrieve_at_once(new_site) -> None:
    site = new_site(list_lag=300)
    key = site.all("invoices")[0]["id"]
    change = {"kind": "invoice", "id": key, "set": {"po_number": "NEW"}}
    assert site.control("POST", "mutate", change)[0] == 200
    fresh = {"kind": "customer", "record": {"id": "late", "created_at": 1_790_000_000}}
    assert site.control("POST", "mutate", fresh)[0] == 200

    def listed() -> tuple[Any, bool]:
        invoice = site.all("invoices", **{"id[is]": key})[0]
        return invoice.get("po_number"), bool(site.all("customers", **{"id[is]": "late"}))

    assert site.one("invoices", key)["po_number"] == "NEW"
    assert site.one("customers", "late")["id"] == "late"
    before = listed()
    site.control("POST", "clock", {"forward": 290})
    assert listed() == before and before[0] != "NEW" and not before[1]
    site.control("POST", "clock", {"forward": 20})
    assert listed() == ("NEW", True)


def test_records_change_while_pages_are_read_and_none_is_lost(new_site) -> None:
    """Sorted by an immutable key, a change between two pages moves nothing."""
    site = new_site()
    query = {"sort_by[asc]": "date", "limit": 20}
    whole = {invoice["id"] for invoice in site.all("invoices", **query)}
    seen: set[str] = set()
    status, page = site.get("invoices", **query)
    while status == 200:
        seen |= {entry["invoice"]["id"] for entry in page["list"]}
        for key in sorted(whole)[::9]:
            site.control("POST", "mutate", {"kind": "invoice", "id": key, "set": {}, "quiet": True})
        if "next_offset" not in page:
            break
        status, page = site.get("invoices", **query, offset=page["next_offset"])
    assert seen == whole


def test_a_window_on_updated_at_finds_what_changed(new_site) -> None:
    site = new_site()
    assert site.all("invoices", **{"updated_at[after]": "1790000000"}) != site.all("invoices")
    site.control("POST", "clock", {"forward": 3600})
    now = int(site.control("GET", "clock")[1]["now"])
    key = site.all("invoices")[3]["id"]
    site.control("POST", "mutate", {"kind": "invoice", "id": key, "set": {"po_number": "1"}})
    window = {"updated_at[between]": f"[{now - 300},{now + 300}]"}
    changed = site.all("invoices", **window)
    assert [invoice["id"] for invoice in changed] == [key]
    version = changed[0]["resource_version"]
    assert version // 1000 == changed[0]["updated_at"]
    site.control("POST", "mutate", {"kind": "invoice", "id": key, "set": {"po_number": "2"}})
    assert site.one("invoices", key)["resource_version"] > version


def test_dates_on_a_day_are_those_of_the_site_s_zone(site: Client) -> None:
    day = date(2026, 4, 9)
    found = site.all("invoices", **{"date[on]": str(local(day, 3600))})
    expected = [i for i in site.all("invoices") if local_date(i["date"]) == day]
    assert sorted(i["id"] for i in found) == sorted(i["id"] for i in expected)
