"""Quotes: made, edited, accepted, turned into a subscription and an invoice."""

from __future__ import annotations

from typing import Any

import pytest

from .arithmetic import money_problems, problems
from .conftest import Client

EVENT = "event_type[is]"


@pytest.fixture
def site(new_site: Any) -> Client:
    return new_site(crm=True)


@pytest.fixture
def buyer(site: Client) -> str:
    form = {
        "id": "buyer",
        "company": "Sluis & Zn. B.V.",
        "net_term_days": 14,
        "business_entity_id": "be-cloud",
        "billing_address[country]": "NL",
        "billing_address[city]": "Gouda",
    }
    assert site.post("customers", form)[0] == 200
    return "buyer"


def items(*rows: dict[str, Any], name: str = "subscription_items") -> dict[str, Any]:
    return {
        f"{name}[{field}][{place}]": value
        for place, row in enumerate(rows)
        for field, value in row.items()
    }


GROWTH = {"item_price_id": "growth-EUR-Monthly", "quantity": 3}
REPORTING = {"item_price_id": "reporting-EUR-Monthly", "quantity": 12}
HOURS = {"item_price_id": "consulting-EUR", "quantity": 2}
NEW = "create_subscription_quote_for_items"


def subscribe(site: Client, *rows: dict[str, Any], **more: Any) -> tuple[int, Any]:
    return site.post(f"customers/buyer/{NEW}", {**items(*rows), **more})


def test_a_quote_for_a_subscription_is_reckoned_as_its_invoice_would_be(
    site: Client, buyer: str
) -> None:
    status, body = subscribe(site, GROWTH, REPORTING, name="Growth", po_number_unused="x")
    assert status == 400 and body["param"] == "po_number_unused"
    status, body = subscribe(site, GROWTH, REPORTING, name="Growth", billing_cycles=3)
    assert status == 200
    quote, offer = body["quote"], body["quoted_subscription"]
    assert (quote["sub_total"], quote["total"]) == (16_900, 20_449)
    assert quote["taxes"] == [
        {"name": "BTW", "amount": 3549, "description": "BTW @ 21%", "object": "tax"}
    ]
    assert (quote["status"], quote["operation_type"]) == (
        "open", "create_subscription_for_customer",
    )  # fmt: skip
    assert [one["amount"] for one in offer["subscription_items"]] == [12_000, 4900]
    groups = site.all(f"quotes/{quote['id']}/quote_line_groups")
    assert [group["charge_event"] for group in groups] == [
        "subscription_creation", "subscription_renewal", "subscription_renewal",
    ]  # fmt: skip
    assert groups[0]["line_items"] == quote["line_items"]
    assert quote["total_payable"] == 3 * quote["total"]
    ids = [line["id"] for group in groups for line in group["line_items"]]
    assert len(ids) == len(set(ids))
    assert site.get(f"quotes/{quote['id']}")[1] == body
    listed = site.get("quotes", limit=100)[1]["list"]
    assert next(one for one in listed if one["quote"]["id"] == quote["id"]) == body
    events = site.all("events", **{EVENT: "quote_created"})
    assert events[-1]["content"]["quote"]["id"] == quote["id"]


def test_usage_is_not_billed_in_advance(site: Client, buyer: str) -> None:
    calls = {"item_price_id": "api-calls-EUR-Monthly", "quantity": 40}
    status, body = subscribe(site, GROWTH, calls)
    assert status == 200
    assert [line["entity_id"] for line in body["quote"]["line_items"]] == ["growth-EUR-Monthly"]
    assert body["quoted_subscription"]["subscription_items"][1]["metered_quantity"] == "40"


def test_discounts_and_coupons_come_off_before_tax(site: Client, buyer: str) -> None:
    more = {
        "discounts[apply_on][0]": "specific_item_price",
        "discounts[item_price_id][0]": "growth-EUR-Monthly",
        "discounts[percentage][0]": "12.5",
        "discounts[apply_on][1]": "invoice_amount",
        "discounts[amount][1]": "400",
        "coupon_ids[0]": "LOYAL5",
    }
    status, body = subscribe(site, GROWTH, REPORTING, **more)
    assert status == 200
    quote = body["quote"]
    # 12000 − 1500 + 4900 = 15400; − 400 = 15000; − 5 % = 14250
    assert quote["sub_total"] == 14_250 and quote["total_discount"] == 2650
    assert quote["total"] == 14_250 + sum(tax["amount"] for tax in quote["taxes"])
    assert body["quoted_subscription"]["coupons"] == [{"coupon_id": "LOYAL5", "object": "coupon"}]


def test_a_price_of_one_s_own_goes_before_the_list(site: Client, buyer: str) -> None:
    tiers = {
        "item_tiers[item_price_id][0]": "reporting-EUR-Monthly",
        "item_tiers[starting_unit][0]": 1,
        "item_tiers[price][0]": 777,
    }
    status, body = subscribe(site, {**GROWTH, "unit_price": 3500}, REPORTING, **tiers)
    assert status == 200
    assert [line["amount"] for line in body["quote"]["line_items"]] == [10_500, 777]


@pytest.mark.parametrize(
    ("rows", "more", "code", "param"),
    [
        ((REPORTING,), {}, "param_wrong_value", "subscription_items[item_price_id][0]"),
        ((GROWTH, {"item_price_id": "scale-EUR-Monthly"}), {}, "param_wrong_value",
         "subscription_items[item_price_id][0]"),
        ((GROWTH, GROWTH), {}, "duplicate_entry", "subscription_items[item_price_id][1]"),
        ((GROWTH, {"item_price_id": "reporting-USD-Monthly"}), {}, "param_wrong_value",
         "subscription_items[item_price_id][0]"),
        (({"item_price_id": "starter-EUR-Monthly", "quantity": 2},), {}, "param_wrong_value",
         "subscription_items[quantity][0]"),
        ((GROWTH, {**REPORTING, "unit_price": 5}), {}, "param_wrong_value",
         "subscription_items[unit_price][1]"),
        (({**GROWTH, "quantity": 0},), {}, "param_wrong_value",
         "subscription_items[quantity][0]"),
        (({"quantity": 1},), {}, "invalid_request", "subscription_items[item_price_id][0]"),
        ((GROWTH,), {"coupon_ids[0]": "FREE100"}, "param_wrong_value", "coupon_ids[0]"),
        ((GROWTH,), {"expires_at": 1_500_000_000}, "param_wrong_value", "expires_at"),
        ((GROWTH,), {"subscription[id]": "sub-00021"}, "duplicate_entry", "subscription[id]"),
        ((GROWTH,), {"discounts[apply_on][0]": "specific_item_price",
                     "discounts[amount][0]": 5}, "param_wrong_value",
         "discounts[item_price_id][0]"),
        ((GROWTH,), {"discounts[apply_on][0]": "invoice_amount"}, "param_wrong_value",
         "discounts[amount][0]"),
        ((GROWTH,), {"name": "n" * 101}, "param_wrong_value", "name"),
        ((GROWTH,), {"shipping_address[country]": "Nederland"}, "param_wrong_value",
         "shipping_address[country]"),
    ],
)  # fmt: skip
def test_what_chargebee_refuses_is_refused(
    site: Client, buyer: str, rows: Any, more: Any, code: str, param: str
) -> None:
    before = len(site.all("quotes"))
    status, body = subscribe(site, *rows, **more)
    assert (status, body["api_error_code"], body["param"]) == (400, code, param)
    assert len(site.all("quotes")) == before


@pytest.mark.parametrize("price", ["nothing", "classic-archived-EUR-Monthly"])
def test_a_price_that_is_not_sold_is_not_found(site: Client, buyer: str, price: str) -> None:
    assert subscribe(site, {"item_price_id": price})[0] == 404
    assert site.post(f"customers/nobody/{NEW}", items(GROWTH))[0] == 404


def test_a_quote_for_single_charges(site: Client, buyer: str) -> None:
    path = "quotes/create_for_charge_items_and_charges"
    form = {
        "customer_id": buyer,
        "po_number": "PO-9",
        **items(HOURS, name="item_prices"),
        "charges[amount][0]": 1250,
        "charges[description][0]": "Travel",
    }
    status, body = site.post(path, form)
    assert status == 200
    quote = body["quote"]
    assert (quote["sub_total"], quote["total"], quote["po_number"]) == (28_250, 34_183, "PO-9")
    assert body["quoted_charge"]["charges"][0]["amount"] == 1250
    assert "quoted_subscription" not in body
    for wrong, param in (
        (items(GROWTH, name="item_prices"), "item_prices[item_price_id][0]"),
        ({"currency_code": "USD"}, "currency_code"),
        ({"charges[amount][0]": 0}, "charges[amount][0]"),
        ({"charges[description][0]": ""}, "charges[description][0]"),
    ):
        answer = site.post(path, {**form, **wrong})
        assert (answer[0], answer[1]["param"]) == (400, param)
    assert site.post(path, {"customer_id": buyer})[1]["param"] == "item_prices"
    assert site.post(path, {})[1]["param"] == "customer_id"


def test_the_same_key_makes_one_quote(site: Client, buyer: str) -> None:
    key = {"chargebee_idempotency_key": "quote-1"}
    path = f"customers/buyer/{NEW}"
    first = site.post(path, items(GROWTH), **key)
    assert site.post(path, items(GROWTH), **key) == first
    assert len(site.all("quotes", **{"customer_id[is]": buyer})) == 1
    assert site.post(path, items(GROWTH, REPORTING), **key)[0] == 422


def test_a_quote_keeps_custom_fields_and_is_taxed_at_the_address_that_was_sent(
    site: Client, buyer: str
) -> None:
    address = {"billing_address[country]": "US", "billing_address[city]": "Austin"}
    quote = subscribe(site, GROWTH, cf_crm_quote="QUO-1", **address)[1]["quote"]
    assert quote["cf_crm_quote"] == "QUO-1" and quote["taxes"] == []
    assert quote["line_items"][0]["tax_exempt_reason"] == "export"
    path = f"quotes/{quote['id']}/edit_create_subscription_quote_for_items"
    edited = site.post(path, items(GROWTH))[1]["quote"]
    assert edited["cf_crm_quote"] == "QUO-1" and edited["taxes"] == []
    assert site.one("customers", buyer)["billing_address"]["country"] == "NL"


def test_only_an_open_quote_is_edited_and_it_gets_another_version(site: Client, buyer: str) -> None:
    quote = subscribe(site, GROWTH, notes="first")[1]["quote"]
    path = f"quotes/{quote['id']}/edit_create_subscription_quote_for_items"
    status, body = site.post(path, items({**GROWTH, "quantity": 5}))
    assert status == 200
    changed = body["quote"]
    assert (changed["version"], changed["sub_total"], changed["notes"]) == (2, 20_000, "first")
    assert changed["resource_version"] > quote["resource_version"]
    other = f"quotes/{quote['id']}/edit_for_charge_items_and_charges"
    assert site.post(other, items(HOURS, name="item_prices"))[0] == 409
    assert site.post(f"quotes/{quote['id']}/update_status", {"status": "accepted"})[0] == 200
    assert site.post(path, items(GROWTH))[0] == 409


@pytest.mark.parametrize(
    ("steps", "last"),
    [
        (("accepted", "voided"), 200),
        (("proposed", "open", "declined"), 200),
        (("accepted", "open"), 409),
        (("declined", "accepted"), 409),
        (("voided", "open"), 409),
        (("closed", "accepted"), 409),
    ],
)
def test_a_quote_goes_only_where_it_can(
    site: Client, buyer: str, steps: tuple[str, ...], last: int
) -> None:
    key = subscribe(site, GROWTH)[1]["quote"]["id"]
    answers = [site.post(f"quotes/{key}/update_status", {"status": step})[0] for step in steps]
    assert answers == [200] * (len(steps) - 1) + [last]


def test_a_status_is_one_of_those_that_a_person_gives(site: Client, buyer: str) -> None:
    key = subscribe(site, GROWTH)[1]["quote"]["id"]
    answer = site.post(f"quotes/{key}/update_status", {"status": "invoiced"})
    assert (answer[0], answer[1]["param"]) == (400, "status")
    assert site.post(f"quotes/{key}/update_status", {})[1]["param"] == "status"


def test_a_quote_that_has_expired_is_not_accepted_until_it_lives_longer(
    site: Client, buyer: str
) -> None:
    quote = subscribe(site, GROWTH)[1]["quote"]
    site.control("POST", "clock", {"forward": 31 * 86_400})
    path = f"quotes/{quote['id']}"
    assert site.post(f"{path}/update_status", {"status": "accepted"})[0] == 409
    assert site.post(f"{path}/extend_expiry_date", {"valid_till": quote["valid_till"]})[0] == 400
    later = {"valid_till": quote["valid_till"] + 9 * 86_400}
    assert site.post(f"{path}/extend_expiry_date", later)[0] == 200
    assert site.post(f"{path}/update_status", {"status": "accepted"})[0] == 200


def test_an_accepted_quote_becomes_a_subscription_and_an_invoice_of_the_same_amounts(
    site: Client, buyer: str
) -> None:
    quote = subscribe(site, GROWTH, REPORTING, **{"subscription[id]": "sub-won"})[1]["quote"]
    path = f"quotes/{quote['id']}"
    assert site.post(f"{path}/convert", {})[0] == 409
    site.post(f"{path}/update_status", {"status": "accepted"})
    status, body = site.post(f"{path}/convert", {})
    assert status == 200
    made, invoice = body["subscription"], body["invoice"]
    assert (made["id"], made["status"], made["mrr"]) == ("sub-won", "active", 16_900)
    for field in ("sub_total", "total", "taxes"):
        assert invoice[field] == quote[field]
    assert problems(invoice) == money_problems(invoice) == []
    assert invoice["tax"] == 3549 and invoice["status"] == "posted"
    assert {line["subscription_id"] for line in invoice["line_items"]} == {"sub-won"}
    assert not {line["id"] for line in invoice["line_items"]} & {
        line["id"] for line in quote["line_items"]
    }
    assert body["quote"]["status"] == "invoiced"
    assert body["quote"]["subscription_id"] == "sub-won"
    assert site.one("subscriptions", "sub-won") == made
    assert site.one("invoices", invoice["id"]) == invoice
    assert site.all("events", **{EVENT: "subscription_created"})
    assert site.post(f"{path}/convert", {})[0] == 409
    assert site.post(f"{path}/delete", {})[0] == 409


def test_a_foreign_quote_s_invoice_has_its_tax_in_euro_too(site: Client, buyer: str) -> None:
    rows = ({"item_price_id": "growth-USD-Monthly", "quantity": 2},
            {"item_price_id": "messages-USD-Monthly", "quantity": 1700})  # fmt: skip
    quote = subscribe(site, *rows, **{"coupon_ids[0]": "LAUNCH10"})[1]["quote"]
    site.post(f"quotes/{quote['id']}/update_status", {"status": "accepted"})
    invoice = site.post(f"quotes/{quote['id']}/convert", {})[1]["invoice"]
    assert problems(invoice) == money_problems(invoice) == []
    assert invoice["local_currency_code"] == "EUR"
    assert invoice["total_in_local_currency"] < invoice["total"]
    assert invoice["line_item_taxes"][0]["tax_amount_in_local_currency"] > 0


def test_a_deleted_quote_shows_only_among_the_deleted(site: Client, buyer: str) -> None:
    key = subscribe(site, GROWTH)[1]["quote"]["id"]
    assert site.post(f"quotes/{key}/delete", {"comment": "by mistake"})[0] == 200
    assert key not in {one["id"] for one in site.all("quotes")}
    gone = site.all("quotes", include_deleted="true", **{"id[is]": key})
    assert [one["deleted"] for one in gone] == [True]
    assert site.post(f"quotes/{key}/update_status", {"status": "accepted"})[0] == 404
    assert site.all("events", **{EVENT: "quote_deleted"})


def test_a_quote_has_a_document(site: Client, buyer: str) -> None:
    key = subscribe(site, GROWTH)[1]["quote"]["id"]
    status, body = site.post(f"quotes/{key}/pdf", {"consolidated_view": "true"})
    assert status == 200
    path = body["download"]["download_url"].partition(str(site.port))[2]
    assert b"quote" in site.send("GET", path)[1]


def test_a_site_of_the_old_catalogue_has_none_of_these(new_site: Any) -> None:
    site = new_site(catalog="v1")
    customer = site.all("customers")[0]["id"]
    for path in (f"customers/{customer}/{NEW}", "quotes/create_for_charge_items_and_charges"):
        answer = site.post(path, items(GROWTH))
        assert answer[1]["api_error_code"] == "configuration_incompatible"
    for path in ("entitlements", "features", "items/scale/item_entitlements"):
        assert site.get(path)[1]["api_error_code"] == "configuration_incompatible"


def test_quotes_survive_the_end_of_the_server(new_site: Any, tmp_path: Any) -> None:
    state = str(tmp_path / "state.json")
    site = new_site(crm=True, state=state)
    customer = site.all("customers")[0]["id"]
    made = site.post(f"customers/{customer}/{NEW}", items(GROWTH, REPORTING))[1]
    site.running.stop()
    again = new_site(crm=True, state=state)
    key = made["quote"]["id"]
    assert again.get(f"quotes/{key}")[1] == made
    assert len(again.all(f"quotes/{key}/quote_line_groups")) == 1
    assert again.post(f"quotes/{key}/update_status", {"status": "accepted"})[0] == 200
    assert again.post(f"quotes/{key}/convert", {})[0] == 200
