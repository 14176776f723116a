"""What people who sell look at: subscriptions, payment sources, features, charges that wait."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest

from sandbox.dataset import Options, generate
from sandbox.dataset.pricing import cost, monthly

from .conftest import Client

BOOKS = generate(Options(crm=True))
RECORDS = BOOKS.records


@pytest.fixture(scope="module")
def sold() -> Any:
    """A site that tests only read."""
    from sandbox import chargebee

    running = chargebee.start(quota=1_000_000, crm=True)
    client = Client(running.port)
    yield client
    client.close()
    running.stop()
    assert not running.app.crashes


def test_without_being_asked_for_none_of_it_is_there() -> None:
    plain = generate().records
    assert not {"subscription", "quote", "payment_source", "feature"} & set(plain)
    for kind in ("invoice", "credit_note"):
        assert plain[kind] == RECORDS[kind]


def test_every_subscription_that_an_invoice_names_is_there() -> None:
    for invoice in RECORDS["invoice"].values():
        for line in invoice["line_items"]:
            if "subscription_id" in line and not invoice["deleted"]:
                found = RECORDS["subscription"][line["subscription_id"]]
                assert found["customer_id"] == line["customer_id"]


def test_subscriptions_are_in_every_state() -> None:
    states = Counter(record["status"] for record in RECORDS["subscription"].values())
    assert set(states) == {
        "active", "future", "in_trial", "non_renewing", "paused", "cancelled", "transferred",
    }  # fmt: skip
    assert any(record["deleted"] for record in RECORDS["subscription"].values())


def test_monthly_revenue_is_what_the_items_cost() -> None:
    for record in RECORDS["subscription"].values():
        recurring = sum(
            monthly(item["amount"], item["billing_period_unit"], item["billing_period"])
            for item in record["subscription_items"]
            if "amount" in item
        )
        ended = record["status"] in ("future", "in_trial", "cancelled", "transferred")
        assert record["mrr"] == (0 if ended else recurring)
        assert record["arr"] == 12 * record["mrr"]


@pytest.mark.parametrize(
    ("unit", "count", "month"), [("month", 1, 1200), ("year", 1, 100), ("week", 1, 5214)]
)
def test_another_period_is_reckoned_as_a_month(unit: str, count: int, month: int) -> None:
    assert monthly(1200, unit, count) == month


@pytest.mark.parametrize(
    ("model", "quantity", "amount"),
    [
        ("flat_fee", 3, 50),
        ("per_unit", 3, 150),
        ("tiered", 10, 500),
        ("tiered", 12, 580),
        ("volume", 12, 480),
        ("stairstep", 12, 40),
        ("package", 11, 140),
    ],
)
def test_a_quantity_costs_what_its_model_says(model: str, quantity: int, amount: int) -> None:
    tiers = [{"starting_unit": 1, "ending_unit": 10, "price": 50},
             {"starting_unit": 11, "price": 40}]  # fmt: skip
    price: dict[str, Any] = {"pricing_model": model, "price": 50}
    if model == "package":
        for tier in tiers:
            tier |= {"pricing_type": "package", "package_size": 5}
        price["pricing_model"] = "tiered"
    if model not in ("flat_fee", "per_unit"):
        price["tiers"] = tiers
    assert cost(price, quantity)[1] == amount


def test_what_is_owed_is_the_sum_of_the_open_invoices() -> None:
    owed: dict[str, int] = defaultdict(int)
    for invoice in RECORDS["invoice"].values():
        open_one = invoice["status"] in ("payment_due", "not_paid") and not invoice["deleted"]
        keys = {line.get("subscription_id") for line in invoice["line_items"]}
        if open_one and len(keys) == 1:
            owed[keys.pop() or ""] += invoice["amount_due"]
    for key, record in RECORDS["subscription"].items():
        assert record.get("total_dues", 0) == owed.get(key, 0), key


def test_customers_and_payments_name_payment_sources_of_their_own() -> None:
    sources = RECORDS["payment_source"]
    named = 0
    for customer in RECORDS["customer"].values():
        for field in ("primary_payment_source_id", "backup_payment_source_id"):
            if field in customer:
                named += 1
                source = sources[customer[field]]
                assert source["customer_id"] == customer["id"] and not source["deleted"]
    assert named > 20
    for transaction in RECORDS["transaction"].values():
        if "payment_source_id" in transaction and transaction["gateway"] != "not_applicable":
            source = sources[transaction["payment_source_id"]]
            assert source["customer_id"] == transaction["customer_id"]
            assert source["gateway"] == transaction["gateway"]


def test_no_card_shows_more_than_its_ends() -> None:
    cards = [source["card"] for source in RECORDS["payment_source"].values() if "card" in source]
    assert {card["brand"] for card in cards} == {"visa", "mastercard", "american_express"}
    for card in cards:
        assert card["masked_number"] == "************" + card["last4"] and len(card["last4"]) == 4
    states = {source["status"] for source in RECORDS["payment_source"].values()}
    assert states == {"valid", "expiring", "expired"}


def test_waiting_charges_and_given_credits_are_on_the_customers_balance() -> None:
    for field, kind in (("unbilled_charges", "unbilled_charge"),
                        ("promotional_credits", "promotional_credit")):  # fmt: skip
        sums: dict[str, int] = defaultdict(int)
        for record in RECORDS[kind].values():
            if not (record.get("deleted") or record.get("is_voided")):
                sign = -1 if record.get("type") == "decrement" else 1
                sums[record["customer_id"]] += sign * record["amount"]
        assert sums
        for key, customer in RECORDS["customer"].items():
            assert customer[field] == sums.get(key, 0)
            assert sum(b[field] for b in customer.get("balances", ())) == customer[field]


# Lists


def test_a_subscription_brings_its_customer(sold: Client) -> None:
    status, body = sold.get("subscriptions", limit=100, include_deleted="true")
    assert status == 200
    for entry in body["list"]:
        assert entry["customer"]["id"] == entry["subscription"]["customer_id"]
    key = body["list"][0]["subscription"]["id"]
    assert sold.get(f"subscriptions/{key}")[1] == body["list"][0]


def test_subscriptions_are_found_by_what_they_hold(sold: Client) -> None:
    all_of_them = sold.all("subscriptions")
    by_price = sold.all("subscriptions", **{"item_price_id[is]": "growth-EUR-Monthly"})
    assert by_price and all(
        any(item["item_price_id"] == "growth-EUR-Monthly" for item in one["subscription_items"])
        for one in by_price
    )
    other = sold.all("subscriptions", **{"item_price_id[is_not]": "growth-EUR-Monthly"})
    assert len(other) + len(by_price) == len(all_of_them)
    by_item = sold.all("subscriptions", **{"item_id[in]": '["growth"]'})
    assert {one["id"] for one in by_price} < {one["id"] for one in by_item}


def test_what_ended_is_found_by_its_day_and_what_changed_by_its_moment(sold: Client) -> None:
    ended = sold.all("subscriptions", **{"cancelled_at[after]": 1_000_000_000})
    assert {one["status"] for one in ended} == {"cancelled", "non_renewing"}
    moments = sorted(one["updated_at"] for one in sold.all("subscriptions"))
    middle = moments[len(moments) // 2]
    query = {"updated_at[after]": middle, "sort_by[asc]": "updated_at"}
    found = [one["updated_at"] for one in sold.all("subscriptions", **query)]
    assert found == [at for at in moments if at > middle]


def test_a_source_is_found_by_the_subscription_that_it_pays(sold: Client) -> None:
    one = next(s for s in sold.all("subscriptions") if "payment_source_id" in s)
    found = sold.all("payment_sources", subscription_id=one["id"])
    assert [source["id"] for source in found] == [one["payment_source_id"]]


@pytest.mark.parametrize(("path", "listed"), [("unbilled_charges", "id"), ("entitlements", "id")])
def test_what_is_only_listed_has_no_address_of_its_own(
    sold: Client, path: str, listed: str
) -> None:
    key = sold.all(path)[0][listed]
    assert sold.get(f"{path}/{key}")[0] == 404


def test_items_say_which_features_come_with_them(sold: Client) -> None:
    given = {one["feature_id"] for one in sold.all("items/scale/item_entitlements")}
    assert given == {"users", "sso", "api-rate"}
    with_drafts = sold.all("items/scale/item_entitlements", include_drafts="true")
    assert {one["feature_id"] for one in with_drafts} - given == {"assistant"}
    holders = {one["item_id"] for one in sold.all("features/sso/item_entitlements")}
    assert holders == {"growth", "scale"}
    assert sold.get("items/scale/item_entitlements", include_drafts="maybe")[0] == 400
    assert sold.get("items/nothing/item_entitlements")[0] == 404


def test_entitlements_are_listed_by_feature_and_by_holder(sold: Client) -> None:
    found = sold.all("entitlements", **{"entity_type[is]": "plan_price"})
    assert [one["entity_id"] for one in found] == ["scale-EUR-Yearly"]
    drafts = {one["feature_id"] for one in sold.all("entitlements", include_drafts="true")}
    assert drafts - {one["feature_id"] for one in sold.all("entitlements")} == {"assistant"}
    assert sold.get("entitlements", **{"entity_type[is]": "fax"})[0] == 400
    assert sold.get("entitlements", **{"entity_id[starts_with]": "s"})[0] == 400


def test_a_subscription_has_what_its_price_gives_before_what_its_plan_gives(
    new_site: Any,
) -> None:
    site = new_site(crm=True)
    sub = next(s for s in site.all("subscriptions") if s["status"] == "active")
    items = [{"item_price_id": "scale-EUR-Yearly", "item_type": "plan", "amount": 1}]
    change = {"kind": "subscription", "id": sub["id"], "set": {"subscription_items": items}}
    assert site.control("POST", "mutate", change)[0] == 200
    found = site.all(f"subscriptions/{sub['id']}/subscription_entitlements")
    assert {one["feature_id"]: one["value"] for one in found} == {
        "users": "unlimited", "sso": "true", "api-rate": "1000",
    }  # fmt: skip
    assert site.all("events", **{"event_type[is]": "subscription_changed"})


def test_attached_items_are_filtered(sold: Client) -> None:
    path = "items/scale/attached_items"
    assert {one["item_id"] for one in sold.all(path)} == {"support", "reporting"}
    found = sold.all(path, **{"type[is]": "mandatory", "item_type[is]": "addon"})
    assert [one["item_id"] for one in found] == ["support"]
    assert sold.get(path, **{"colour[is]": "red"})[0] == 400


def test_what_hangs_under_a_subscription(sold: Client) -> None:
    subscriptions = sold.all("subscriptions")
    with_contract = next(one for one in subscriptions if "contract_term" in one)
    terms = sold.all(f"subscriptions/{with_contract['id']}/contract_terms")
    assert terms == [with_contract["contract_term"]]
    assert sold.all(f"subscriptions/{with_contract['id']}/discounts") == []
    invoice = next(one for one in sold.all("invoices") if "subscription_id" in one)
    found = sold.all(f"subscriptions/{invoice['subscription_id']}/invoices")
    assert invoice["id"] in {one["id"] for one in found}
    mine = sold.all(f"customers/{invoice['customer_id']}/subscriptions")
    assert invoice["subscription_id"] in {one["id"] for one in mine}


def test_coupons_are_found_by_the_prices_that_they_lower(sold: Client) -> None:
    key = "applicable_item_price_ids[in]"
    found = sold.all("coupons", **{key: '["growth-EUR-Monthly"]'})
    assert [one["id"] for one in found] == ["LAUNCH10"]
    assert sold.all("coupons", **{key: '["scanner-EUR"]'}) == []


def test_prices_with_tiers_are_of_all_three_kinds(sold: Client) -> None:
    models = {one["pricing_model"] for one in sold.all("item_prices") if "tiers" in one}
    assert models == {"tiered", "volume", "stairstep"}
    packages = sold.one("item_prices", "messages-EUR-Monthly")["tiers"]
    assert [tier["package_size"] for tier in packages] == [500, 500]
    assert "ending_unit" not in packages[-1]


def test_a_deleted_family_is_told_of_by_its_event_only(new_site: Any) -> None:
    site = new_site(crm=True)
    assert "discontinued" not in {one["id"] for one in site.all("item_families")}
    site.control("POST", "mutate", {"kind": "item_family", "id": "retail", "delete": True})
    assert "retail" not in {one["id"] for one in site.all("item_families")}
    assert site.all("events", **{"event_type[is]": "item_family_deleted"})


@pytest.mark.parametrize(
    ("kind", "path", "event"),
    [
        ("payment_source", "payment_sources", "payment_source_deleted"),
        ("unbilled_charge", "unbilled_charges", "unbilled_charges_deleted"),
        ("quote", "quotes", "quote_deleted"),
        ("feature", "features", "feature_deleted"),
        ("entitlement", "entitlements", "item_entitlements_removed"),
    ],
)
def test_what_goes_is_gone_from_its_list(new_site: Any, kind: str, path: str, event: str) -> None:
    site = new_site(crm=True)
    key = site.all(path)[0]["id"]
    site.control("POST", "mutate", {"kind": kind, "id": key, "delete": True})
    assert key not in {one["id"] for one in site.all(path)}
    assert site.all("events", **{"event_type[is]": event})


# Many of them


def test_a_crowd_has_as_many_as_were_asked_for_each_with_ids_of_its_own() -> None:
    books = generate(Options(customers=1500, invoices=4000, bulk=True, crm=True))
    records = books.records
    assert (len(records["customer"]), len(records["invoice"])) == (1500, 4000)
    lines = [line["id"] for one in records["invoice"].values() for line in one["line_items"]]
    assert len(lines) == len(set(lines))
    for invoice in records["invoice"].values():
        customer = records["customer"][invoice["customer_id"]]
        assert invoice["business_entity_id"] == customer["business_entity_id"]
        assert invoice["billing_address"] == customer["billing_address"]
        for link in invoice["linked_payments"]:
            payment = records["transaction"][link["txn_id"]]
            assert payment["customer_id"] == invoice["customer_id"]
            assert invoice["id"] in {one["invoice_id"] for one in payment["linked_invoices"]}
        for name in ("applied_credits", "adjustment_credit_notes", "issued_credit_notes"):
            for link in invoice[name]:
                assert records["credit_note"][link["cn_id"]]["customer_id"] == customer["id"]
        assert len(invoice["id"]) <= 50
    names = Counter(one.get("company") for one in records["customer"].values())
    assert names.most_common(2)[1][1] == 1 or names[None] > 0
    numbers = Counter(one.get("vat_number") for one in records["customer"].values())
    del numbers[None]
    assert numbers.most_common(1)[0][1] == 1


def test_a_crowd_owes_and_holds_what_its_documents_leave_over() -> None:
    records = generate(Options(customers=1300, invoices=3000, bulk=True)).records
    left: dict[str, int] = defaultdict(int)
    for note in records["credit_note"].values():
        left[note["customer_id"]] += note["amount_available"]
    for key, customer in records["customer"].items():
        assert customer["refundable_credits"] == left.get(key, 0), key


def test_a_crowd_is_quick_and_needs_company() -> None:
    import time

    started = time.process_time()
    generate(Options(customers=4000, invoices=12_000, bulk=True))
    assert time.process_time() - started < 12
    with pytest.raises(ValueError, match="bulk is for 1200"):
        generate(Options(customers=600, bulk=True))
