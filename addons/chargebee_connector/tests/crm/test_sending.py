"""What Chargebee takes from a CRM, sent over the wire: done once, and found again."""

from types import SimpleNamespace

import pytest

from odoo.addons.chargebee_connector.ledger.problems import Refused
from odoo.addons.chargebee_connector.ledger.text import parse
from odoo.addons.chargebee_connector.systems.chargebee.client import Chargebee
from odoo.addons.chargebee_connector.systems.chargebee.taken import sending


@pytest.fixture
def client(fresh):
    return Chargebee(fresh.site.url, "full_key")


@pytest.fixture
def customer(client):
    """A company of the dataset with a VAT number."""
    for pulled in client.page("customer", {"limit": "100"})[0]:
        told = parse(pulled.text)
        if told.get("vat_number") and told.get("billing_address") and not told.get("deleted"):
            return told
    raise AssertionError("the dataset has no company with a VAT number")


def request(path, body):
    return {"path": path, "body": body, "repeat": "keyed", "once": "key-1"}


def ask(kind, key, body):
    return SimpleNamespace(id=1, kind=kind, key=key, body=body)


def now(client, customer):
    return parse(client.fetch("customer", customer["id"]).text)


def test_an_address_never_wipes_a_vat_number(client, customer):
    body = {"customer": customer["id"], "fields": {"billing_address.line1": "New street 1"}}
    wanted = ask("customer_change", "k", body)
    assert sending.look(client, [wanted]) == {1: None}
    path = f"/customers/{customer['id']}/update_billing_info"
    assert sending.send(client, request(path, body)).external_id == customer["id"]
    after = now(client, customer)
    assert after["vat_number"] == customer["vat_number"]
    assert after["billing_address"]["line1"] == "New street 1"
    assert after["billing_address"]["city"] == customer["billing_address"]["city"]
    assert sending.look(client, [wanted])[1].external_id == customer["id"]


def test_details_change_alone(client, customer):
    body = {"customer": customer["id"], "fields": {"phone": "+31 20 123"}}
    sending.send(client, request(f"/customers/{customer['id']}", body))
    after = now(client, customer)
    assert after["phone"] == "+31 20 123" and after["company"] == customer["company"]


def test_a_person_is_added_once_and_changed(client, customer):
    body = {
        "contact[first_name]": "Ann",
        "contact[last_name]": "Bee",
        "contact[email]": "ann@new.example",
        "contact[phone]": "",
        "contact[enabled]": "true",
    }
    wanted = ask("customer_contact", f"person/{customer['id']}/1", body)
    path = f"/customers/{customer['id']}/add_contact"
    posted = sending.send(client, request(path, body))
    assert sending.send(client, request(path, body)).external_id == posted.external_id
    assert sending.look(client, [wanted])[1].external_id == posted.external_id
    assert (
        len([one for one in now(client, customer)["contacts"] if one["first_name"] == "Ann"]) == 1
    )
    changed = {**body, "contact[id]": posted.external_id, "contact[last_name]": "Cee"}
    del changed["contact[enabled]"]
    path = path.replace("add_contact", "update_contact")
    assert sending.send(client, {**request(path, changed), "once": "key-2"})
    assert sending.look(client, [wanted]) == {1: None}


def test_a_customer_is_made_and_found(client):
    body = {"id": "crm-1", "company": "Fresh Ltd", "billing_address[country]": "NL"}
    wanted = ask("new_customer", "crm_account/1", body)
    assert sending.look(client, [wanted]) == {1: None}
    assert sending.send(client, request("/customers", body)).external_id == "crm-1"
    assert sending.look(client, [wanted])[1].external_id == "crm-1"


def price_of(client, item_type, currency="EUR"):
    for pulled in client.page("item_price", {"limit": "100"})[0]:
        told = parse(pulled.text)
        fits = told["item_type"] == item_type and told["currency_code"] == currency
        if fits and told["status"] == "active" and told["pricing_model"] == "per_unit":
            return told["id"]
    raise AssertionError(f"the dataset sells no {item_type}")


def quotes_of(client, customer, number):
    told = client.quotes(customer["id"])
    return [one for one in told if (one.get("notes") or "").startswith(f"CRM quote {number}")]


def test_a_quote_for_a_subscription_is_made_once(client, customer):
    body = {
        "customer": customer["id"],
        "name": "Seats",
        "notes": "CRM quote QUO-1\nSeats",
        "subscription_items[item_price_id][0]": price_of(client, "plan"),
        "subscription_items[quantity][0]": "2",
        "subscription_items[unit_price][0]": "4500",
    }
    wanted = ask("quote", "crm_quote/QUO-1", body)
    assert sending.look(client, [wanted]) == {1: None}
    path = f"/customers/{customer['id']}/create_subscription_quote_for_items"
    posted = sending.send(client, request(path, body))
    assert sending.send(client, request(path, body)).external_id == posted.external_id
    assert sending.look(client, [wanted])[1].external_id == posted.external_id
    assert len(quotes_of(client, customer, "QUO-1")) == 1


def test_a_quote_for_charges_is_made(client, customer):
    body = {
        "customer": customer["id"],
        "customer_id": customer["id"],
        "currency_code": "EUR",
        "notes": "CRM quote QUO-2\nTravel",
        "charges[amount][0]": "12345",
        "charges[description][0]": "Travel",
    }
    path = "/quotes/create_for_charge_items_and_charges"
    posted = sending.send(client, request(path, body))
    (made,) = quotes_of(client, customer, "QUO-2")
    assert made["id"] == posted.external_id and made["sub_total"] == 12345


def test_what_chargebee_refuses_is_told_in_its_words(client, customer):
    body = {"customer": customer["id"], "fields": {"phone": "1" * 60}}
    with pytest.raises(Refused):
        sending.send(client, request(f"/customers/{customer['id']}", body))
