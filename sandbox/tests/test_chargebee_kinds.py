"""The old catalogue, families of customers, contacts, promotional credits and references."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client


@pytest.fixture
def books(new_site) -> Client:
    return new_site(customers=12, invoices=40)


def customer(books: Client, key: str, **more: str) -> dict[str, Any]:
    return books.post("customers", {"id": key, "company": key.upper(), **more})[1]["customer"]


def test_a_site_of_the_old_catalogue_has_plans_and_addons(new_site) -> None:
    old = new_site(catalog="v1")
    plans = {plan["id"]: plan for plan in old.all("plans")}
    addons = {addon["id"]: addon for addon in old.all("addons")}
    assert {"starter-EUR-Monthly", "growth-EUR-Yearly"} <= set(plans)
    assert plans["growth-EUR-Yearly"]["accounting_code"] == "8000"
    assert addons["scanner-EUR"]["charge_type"] == "non_recurring"
    assert addons["storage-EUR-Monthly"]["tiers"]
    lines = [line for invoice in old.all("invoices") for line in invoice["line_items"]]
    assert {line["entity_type"] for line in lines} == {"plan", "plan_setup", "addon", "adhoc"}
    for line in lines:
        assert line.get("entity_id") in {None, *plans, *addons}
    assert {c["plan_constraint"] for c in old.all("coupons")} == {"all", "not_applicable"}
    deleted = [plan["id"] for plan in old.all("plans", include_deleted="true")]
    assert len(deleted) == len(plans) + 1
    for address in ("items", "item_prices", "items/starter/attached_items"):
        status, body = old.get(address)
        assert (status, body["api_error_code"]) == (400, "configuration_incompatible"), address


def test_a_story_is_told_in_the_old_catalogue_too(new_site) -> None:
    old = new_site(catalog="v1", story="year")
    known = {record["id"] for kind in ("plans", "addons") for record in old.all(kind)}
    for kind in ("invoices", "credit_notes"):
        for document in old.all(kind):
            assert {line.get("entity_id") for line in document["line_items"]} <= {None, *known}
    assert {charge["entity_type"] for charge in old.all("unbilled_charges")} == {"plan", "addon"}


def test_a_new_catalogue_refuses_plans(books: Client) -> None:
    assert books.get("plans")[1]["api_error_code"] == "configuration_incompatible"


def test_a_merge_moves_everything_and_deletes_the_loser(books: Client) -> None:
    loser = next(i for i in books.all("invoices") if i["amount_paid"])["customer_id"]
    entity = books.one("customers", loser)["business_entity_id"]
    winner = customer(books, "winner", business_entity_id=entity)
    before = books.all("invoices", **{"customer_id[is]": loser})
    form = {"from_customer_id": loser, "to_customer_id": "winner"}
    status, body = books.post("customers/merge", form)
    assert (status, body["customer"]["id"]) == (200, "winner")
    assert books.all("invoices", **{"customer_id[is]": loser}) == []
    after = {i["id"]: i for i in books.all("invoices", **{"customer_id[is]": "winner"})}
    assert set(after) == {invoice["id"] for invoice in before}
    for invoice in before:
        assert after[invoice["id"]]["resource_version"] > invoice["resource_version"]
    assert body["customer"]["resource_version"] > winner["resource_version"]
    assert books.one("customers", loser)["deleted"] is True
    assert loser not in [found["id"] for found in books.all("customers")]
    assert books.get(f"customers/{loser}/contacts")[0] == 404
    assert books.post("customers/merge", form)[0] == 404
    assert {e["event_type"] for e in books.all("events")} >= {"customer_deleted"}


def test_a_merge_across_business_entities_or_with_itself_is_refused(books: Client) -> None:
    customer(books, "a", business_entity_id="be-cloud")
    customer(books, "b", business_entity_id="be-retail")
    form = {"from_customer_id": "a", "to_customer_id": "b"}
    assert books.post("customers/merge", form)[0] == 409
    assert books.post("customers/merge", {**form, "to_customer_id": "a"})[0] == 400


def test_a_customer_with_open_invoices_is_not_deleted(books: Client) -> None:
    customer(books, "gone")
    assert books.post("customers/gone/delete")[1]["customer"]["deleted"] is True
    assert books.post("customers/gone", {"company": "x"})[0] == 404
    owing = next(i for i in books.all("invoices") if i["status"] == "not_paid")
    assert books.post(f"customers/{owing['customer_id']}/delete")[0] == 409


def test_a_parent_gets_and_pays_the_invoices_of_its_child(books: Client) -> None:
    for key in ("parent", "child", "grandchild"):
        customer(books, key)
    form = {"parent_id": "parent", "invoice_owner_id": "parent", "payment_owner_id": "parent"}
    body = books.post("customers/child/relationships", form)[1]["customer"]
    assert body["relationship"]["invoice_owner_id"] == "parent"
    books.post("customers/grandchild/relationships", {"parent_id": "child"})
    found = books.all("customers", **{"relationship[parent_id][is]": "parent"})
    assert [one["id"] for one in found] == ["child"]
    how = {"hierarchy_operation_type": "complete_hierarchy"}
    places = books.get("customers/grandchild/hierarchy", **how)[1]["hierarchies"]
    assert [place["customer_id"] for place in places] == ["parent", "child", "grandchild"]
    assert places[1]["children_ids"] == ["grandchild"]
    how = {"hierarchy_operation_type": "path_to_root"}
    places = books.get("customers/grandchild/hierarchy", **how)[1]["hierarchies"]
    assert [place["customer_id"] for place in places] == ["grandchild", "child", "parent"]
    assert books.get("customers/child/hierarchy")[0] == 400
    for form, param in (
        ({"parent_id": "grandchild"}, "parent_id"),
        ({"invoice_owner_id": "grandchild"}, "invoice_owner_id"),
        ({"invoice_owner_id": "child"}, "payment_owner_id"),
    ):
        answer = books.post("customers/child/relationships", form)
        assert (answer[0], answer[1]["param"]) == (400, param)
    assert books.post("customers/child/delete_relationship")[0] == 200
    assert books.post("customers/child/delete_relationship")[0] == 409


def test_an_invoice_for_a_child_goes_to_its_owner_and_is_paid_by_its_payer(books: Client) -> None:
    for key in ("parent", "child"):
        customer(books, key, **{"billing_address[country]": "NL"})
    form = {"parent_id": "parent", "invoice_owner_id": "parent", "payment_owner_id": "child"}
    books.post("customers/child/relationships", form)
    form = {
        "customer_id": "child",
        "currency_code": "EUR",
        "charges[amount][0]": "1000",
        "charges[description][0]": "Work",
    }
    answer = books.post("invoices/create_for_charge_items_and_charges", form)[1]
    invoice = answer["invoice"]
    assert (invoice["customer_id"], invoice["payment_owner"]) == ("parent", "child")
    assert invoice["line_items"][0]["customer_id"] == "child"
    form = {"transaction[payment_method]": "cash", "transaction[amount]": "1500"}
    body = books.post(f"invoices/{invoice['id']}/record_payment", form)[1]
    assert body["transaction"]["customer_id"] == "child"
    assert books.one("customers", "child")["excess_payments"] == 290


def test_contacts_are_added_changed_and_removed(books: Client) -> None:
    customer(books, "c")
    assert books.post("customers/c/add_contact", {"contact[label]": "x"})[0] == 400
    form = {"contact[id]": "k", "contact[email]": "ap@c.example"}
    body = books.post("customers/c/add_contact", form)[1]["customer"]
    assert body["contacts"][0]["send_billing_email"] is False
    assert books.post("customers/c/add_contact", form)[1]["param"] == "contact[id]"
    change = {"contact[id]": "k", "contact[send_billing_email]": "true"}
    books.post("customers/c/update_contact", change)
    contacts = books.all("customers/c/contacts")
    assert contacts[0]["send_billing_email"] is True
    assert contacts[0]["email"] == "ap@c.example"
    assert books.post("customers/c/delete_contact", {"contact[id]": "k"})[0] == 200
    assert books.all("customers/c/contacts") == []
    assert books.post("customers/c/delete_contact", {"contact[id]": "k"})[0] == 404


def test_promotional_credits_are_rows_with_a_balance(books: Client) -> None:
    customer(books, "c", preferred_currency_code="EUR")
    form = {"customer_id": "c", "amount": "5000", "description": "Sorry"}
    assert books.post("promotional_credits/add", form)[0] == 200
    body = books.post("promotional_credits/deduct", {**form, "amount": "1200"})[1]
    assert body["customer"]["promotional_credits"] == 3800
    assert books.post("promotional_credits/deduct", form)[1]["param"] == "amount"
    books.post("promotional_credits/set", {**form, "amount": "100"})
    rows = books.all("promotional_credits", **{"customer_id[is]": "c"})
    assert [(row["type"], row["amount"], row["closing_balance"]) for row in rows] == [
        ("increment", 5000, 5000),
        ("decrement", 1200, 3800),
        ("decrement", 3700, 100),
    ]
    assert books.post("promotional_credits/add", {"customer_id": "c"})[1]["param"] == "description"


def test_a_customer_s_documents_are_listed_newest_first(books: Client) -> None:
    one = books.all("invoices")[0]["customer_id"]
    found = books.all(f"customers/{one}/invoices")
    expected = books.all("invoices", **{"customer_id[is]": one})
    assert {i["id"] for i in found} == {i["id"] for i in expected}
    assert [i["date"] for i in found] == sorted((i["date"] for i in found), reverse=True)
    assert books.get(f"customers/{one}/invoices", colour="red")[0] == 400


def test_payment_references_are_found_by_invoice_or_by_number(books: Client) -> None:
    invoice = books.all("invoices")[0]["id"]
    record = {"id": "prn_1", "type": "ocr", "number": "1234567897", "invoice_id": invoice}
    values = {"kind": "payment_reference_number", "record": record, "quiet": True}
    books.control("POST", "mutate", values)
    address = "invoices/payment_reference_numbers"
    found = books.all(address, **{"id[in]": f'["{invoice}"]'})
    assert [one["number"] for one in found] == ["1234567897"]
    assert books.all(address, **{"payment_reference_number[number][is]": "1234567897"}) == found
    assert books.all(address, **{"id[is]": "other"}) == []
    assert books.get(address)[1]["param"] == "id[in]"
