"""The tables that are declared of Chargebee, and what stands in a row of each."""

import json
import re
from datetime import date, datetime, timezone
from decimal import Decimal

import pytest
from chargebee_payloads import AMSTERDAM, OCTOBER, invalid
from shown_payloads import (
    BANK_ACCOUNT,
    COUPON,
    CREDIT_NOTE,
    CUSTOMER,
    DISCOUNT,
    ENTITLEMENT,
    FEATURE,
    FULL,
    INVOICE,
    ITEM,
    LINE,
    OLD_ADDON,
    OLD_PLAN,
    OLD_SUBSCRIPTION,
    PAYMENT,
    PAYMENT_SOURCE,
    PRICE,
    PROMOTIONAL_CREDIT,
    REFUND,
    SUBSCRIPTION,
    UNBILLED_CHARGE,
)

from odoo.addons.chargebee_connector.ledger import mirror
from odoo.addons.chargebee_connector.ledger.problems import Invalid
from odoo.addons.chargebee_connector.ledger.words import Customer
from odoo.addons.chargebee_connector.systems.chargebee import pull
from odoo.addons.chargebee_connector.systems.chargebee.read import customer
from odoo.addons.chargebee_connector.systems.chargebee.shown import EXTRA, KINDS, TABLES, shown

BY_NAME = {table.name: table for table in TABLES}

#: What a target keeps of every row beside its columns, so that none may be called like it.
MARKS = {
    "name", "title", "site", "entity", "business_entity", "version", "resource_version",
    "updated_at", "deleted", "hash", "chargebee_id", "external_id", "owner", "state", "account",
}  # fmt: skip

TYPES = {
    mirror.TEXT: str,
    mirror.NOTE: str,
    mirror.MONEY: Decimal,
    mirror.DECIMAL: Decimal,
    mirror.INTEGER: int,
    mirror.FLAG: bool,
    mirror.MOMENT: datetime,
    mirror.DAY: date,
    mirror.CHOICE: str,
}


def row(kind, payload, **changes):
    changed = {**payload, **changes}
    return shown(kind, {k: v for k, v in changed.items() if v is not None}, AMSTERDAM)


def every_row():
    for kind, payloads in FULL.items():
        for payload in payloads:
            found = row(kind, payload)
            yield from (found, *found.parts)


# The tables


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_table_can_be_made_anywhere(table):
    names = [each.name for each in (*table.columns, *table.lookups)]
    assert len(set(names)) == len(names)
    for name in (table.name, *names):
        assert re.fullmatch("[a-z][a-z0-9_]{0,39}", name)
        # Others make columns of such names by themselves.
        assert not name.endswith(("_id", "_base"))
    assert not MARKS & {each.name for each in table.columns}
    for each in (*table.columns, *table.lookups):
        assert each.label and each.label[0].isupper() and len(each.label) <= 50
    for column in table.columns:
        assert column.type in TYPES
        assert 1 <= column.length <= 4000
        assert bool(column.choices) == (column.type == mirror.CHOICE)
        if column.type == mirror.CHOICE:
            beside = {each.name: each.type for each in table.columns}
            assert beside[f"{column.name}_text"] == mirror.TEXT
            assert len({label for _value, label in column.choices}) == len(column.choices)


def test_what_is_looked_up_is_written_first():
    names = [table.name for table in TABLES]
    assert len(set(names)) == len(names)
    for at, table in enumerate(TABLES):
        for lookup in table.lookups:
            # A customer's parent is a customer; what leads to itself is no order.
            before = (*names[: at + 1], mirror.ACCOUNT)
            assert lookup.table in before, lookup
    itself = [one.name for one in TABLES for each in one.lookups if each.table == one.name]
    assert itself == ["customer"]


def test_parts_name_their_whole():
    parts = [table for table in TABLES if table.part_of]
    assert len(parts) > 3
    for table in parts:
        whole = BY_NAME[table.part_of]
        assert [each.table for each in table.lookups if each.name == whole.name] == [whole.name]
        assert table.owned == whole.owned


def test_the_catalogue_belongs_to_no_entity():
    assert {table.name for table in TABLES if not table.owned} == {
        "family", "plan", "addon", "charge", "price", "tier", "coupon", "feature",
        "product_feature",
    }  # fmt: skip


def test_what_a_customer_has_owes_and_paid_is_listed_on_the_account():
    tables = {one.table for one in every_row() if one.lookups.get(mirror.ACCOUNT)}
    assert tables == {
        "customer", "subscription", "invoice", "credit_note", "payment", "refund",
        "unbilled_charge",
    }  # fmt: skip
    for one in every_row():
        if one.table in tables - {"customer"}:
            assert one.lookups[mirror.ACCOUNT] == one.lookups["customer"] == ("customer", "c-1")
    nobody = row("transaction", PAYMENT, customer_id=None)
    assert nobody.lookups[mirror.ACCOUNT] is None


# All rows alike


def test_every_column_is_filled_by_some_row():
    filled = {
        (one.table, name)
        for one in every_row()
        for name, value in one.values.items()
        if value is not None
    }
    assert filled == {(table.name, each.name) for table in TABLES for each in table.columns}


def test_every_row_holds_what_its_table_declares():
    seen = set()
    for one in every_row():
        table = BY_NAME[one.table]
        seen.add(one.table)
        assert set(one.values) == {each.name for each in table.columns}
        assert set(one.lookups) == {each.name for each in table.lookups}
        for column in table.columns:
            value = one.values[column.name]
            if value is None:
                continue
            assert type(value) is TYPES[column.type], (one.table, column.name)
            if column.type == mirror.CHOICE:
                assert value in dict(column.choices)
            if column.type == mirror.MOMENT:
                assert value.tzinfo is timezone.utc
            if column.type == mirror.MONEY:
                assert one.currency
        assert one.title
        assert bool(one.parts) <= (not table.part_of)
        if not table.owned:
            assert one.entity == ""
    assert seen == set(BY_NAME)


def test_parts_have_ids_of_their_own_and_lead_to_their_whole():
    for kind, payloads in FULL.items():
        for payload in payloads:
            whole = row(kind, payload)
            ids = [part.external_id for part in whole.parts]
            assert len(set(ids)) == len(ids)
            for part in whole.parts:
                assert part.lookups[whole.table] == (kind, whole.external_id)
                assert BY_NAME[part.table].part_of == whole.table
                assert (part.entity, part.version) == (whole.entity, whole.version)


@pytest.mark.parametrize("kind", KINDS)
def test_text_and_object_give_the_same_row(kind):
    payload = {name: value for name, value in FULL[kind][0].items() if value is not None}
    assert shown(kind, json.dumps(payload), AMSTERDAM) == shown(kind, payload, AMSTERDAM)


@pytest.mark.parametrize("payload", ["", "{", "[]", "7", None])
@pytest.mark.parametrize("kind", KINDS)
def test_no_object_at_all(kind, payload):
    assert invalid(shown, kind, payload, AMSTERDAM) == ("payload_malformed", {})
    assert invalid(shown, kind, {}, AMSTERDAM) == ("field_missing", {"field": "id"})


def test_other_kinds_are_not_shown():
    assert shown("event", "{", "") is None


def test_marks_of_a_row():
    found = row("invoice", INVOICE)
    assert (found.kind, found.external_id, found.title) == ("invoice", "INV-1", "INV-1")
    assert (found.currency, found.entity) == ("EUR", "be-nl")
    assert (found.version, found.deleted) == ("1791410400377", False)
    assert found.updated_at == datetime(2026, 10, 7, 22, tzinfo=timezone.utc)
    assert row("invoice", INVOICE, deleted=True).deleted
    assert row("item", ITEM, status="deleted").deleted


def test_new_value_of_a_choice_is_no_error():
    found = row("invoice", INVOICE, status="disputed")
    assert (found.values["status"], found.values["status_text"]) == (None, "disputed")


# Table by table


def test_customer():
    found = row("customer", CUSTOMER)
    assert found.title == "Acme B.V."
    assert found.lookups == {"account": ("customer", "c-1"), "parent": ("customer", "c-0")}
    own = row("customer", CUSTOMER, relationship={"parent_id": "c-1"})
    assert own.lookups["parent"] is None
    assert found.word == customer(CUSTOMER) and isinstance(found.word, Customer)
    assert found.values["replaced_by"] == "c-2"
    assert found.values["auto_collection"] is True
    assert row("customer", CUSTOMER, auto_collection=None).values["auto_collection"] is None


def balances_of(found):
    names = ("promotional_credits", "refundable_credits", "excess_payments", "unbilled_charges")
    return [value and str(value) for value in (found.values[name] for name in names)]


def test_balances_are_those_in_the_preferred_currency():
    found = row("customer", CUSTOMER)
    assert found.currency == "EUR"
    assert balances_of(found) == ["10.00", "20.00", "30.00", Decimal(0)]
    assert found.values["balances"].splitlines() == [
        "Promotional Credits: EUR 10.00",
        "Refundable Credits: EUR 20.00",
        "Excess Payments: EUR 30.00",
        "Excess Payments: JPY 15",
    ]


def test_balances_of_several_entities_are_added_up():
    twice = [CUSTOMER["balances"][0]] * 2
    assert balances_of(row("customer", CUSTOMER, balances=twice))[0] == "20.00"


def test_balances_without_a_currency_are_not_guessed():
    found = row("customer", CUSTOMER, preferred_currency_code=None)
    assert (found.currency, balances_of(found)) == ("", [None] * 4)
    one = row("customer", CUSTOMER, preferred_currency_code=None, balances=CUSTOMER["balances"][1:])
    assert (one.currency, str(one.values["excess_payments"])) == ("JPY", "15")
    assert balances_of(row("customer", CUSTOMER, balances=[])) == ["1.00", "2.00", "3.00", "4.00"]


def test_invoice():
    found = row("invoice", INVOICE)
    assert found.lookups == {
        "customer": ("customer", "c-1"),
        "account": ("customer", "c-1"),
        "subscription": ("subscription", "s-1"),
    }
    assert [str(found.values[name]) for name in ("total", "amount_due", "amount_paid", "tax")] == [
        "108.90",
        "58.90",
        "20.00",
        "18.90",
    ]
    assert (found.values["date"], found.values["due_date"]) == (
        date(2026, 10, 1),
        date(2026, 10, 8),
    )
    assert row("invoice", INVOICE, status="pending").values["status"] == "pending"


def test_invoice_line():
    (part,) = row("invoice", INVOICE).parts
    assert (part.table, part.external_id, part.title) == ("invoice_line", "INV-1/li_1", "Growth")
    amounts = [str(part.values[name]) for name in ("amount", "discount", "net", "tax")]
    assert amounts == ["100.00", "10.00", "90.00", "18.90"]
    assert (part.values["period_from"], part.values["period_until"]) == (
        date(2026, 10, 1),
        date(2026, 10, 31),
    )
    assert (str(part.values["quantity"]), str(part.values["exact_unit_price"])) == ("2.5", "40.001")
    assert (part.values["coupons"], part.values["tax_names"]) == ("LAUNCH", "BTW")
    assert part.lookups["price"] == ("item_price", "growth-EUR")


def test_prices_that_include_tax_are_made_net():
    (part,) = row("invoice", INVOICE, price_type="tax_inclusive").parts
    assert str(part.values["net"]) == "71.10"


@pytest.mark.parametrize(
    ("sort", "lookup", "kind"),
    [
        ("plan_item_price", "price", "item_price"),
        ("addon_item_price", "price", "item_price"),
        ("charge_item_price", "price", "item_price"),
        ("plan_setup", "plan", "plan"),
        ("plan", "plan", "plan"),
        ("addon", "addon", "addon"),
        ("adhoc", None, None),
        ("something_new", None, None),
    ],
)
def test_what_a_line_sells(sort, lookup, kind):
    (part,) = row("invoice", INVOICE, line_items=[{**LINE, "entity_type": sort}]).parts
    sold = {name: part.lookups[name] for name in ("price", "plan", "addon")}
    expected = dict.fromkeys(sold)
    if lookup:
        expected[lookup] = (kind, "growth-EUR")
    assert sold == expected


def test_lines_without_ids_have_their_place_as_id():
    lines = [{**LINE, "id": None}, {**LINE, "id": None}, LINE, LINE]
    found = row("invoice", INVOICE, line_items=lines)
    assert [part.external_id for part in found.parts] == [
        "INV-1/1",
        "INV-1/2",
        "INV-1/li_1",
        "INV-1/li_1/2",
    ]


def test_half_a_document_is_not_shown():
    with pytest.raises(Invalid) as caught:
        row("invoice", INVOICE, line_items_next_offset="x")
    assert caught.value.code == "lines_incomplete"


def test_credit_note():
    found = row("credit_note", CREDIT_NOTE)
    assert found.lookups["invoice"] == ("invoice", "INV-1")
    assert (found.values["type"], found.values["reason"]) == ("refundable", "waiver")
    assert str(found.values["tax"]) == "18.90"
    assert str(row("credit_note", CREDIT_NOTE, taxes=None).values["tax"]) == "18.90"
    assert found.parts[0].table == "credit_note_line"


def test_payment():
    found = row("transaction", PAYMENT)
    assert (found.table, found.kind, found.external_id) == ("payment", "transaction", "t-1")
    assert (found.values["status"], found.values["reversed"]) == ("success", True)
    (part,) = found.parts
    assert (part.table, part.external_id) == ("payment_invoice", "t-1/INV-1")
    assert (str(part.values["amount"]), part.values["date"]) == ("80.00", date(2026, 10, 8))
    assert part.lookups == {"payment": ("transaction", "t-1"), "invoice": ("invoice", "INV-1")}


@pytest.mark.parametrize("status", ["failure", "late_failure", "in_progress", "voided", "timeout"])
def test_payment_that_did_not_come_about_paid_nothing(status):
    (part,) = row("transaction", PAYMENT, status=status).parts
    assert part.values["amount"] == 0


def test_refund():
    found = row("transaction", REFUND)
    assert found.table == "refund" and found.parts == ()
    assert found.lookups["payment"] == ("transaction", "t-1")
    assert found.lookups["credit_note"] == ("credit_note", "CN-1")
    assert (found.values["credit_notes"], found.values["reason"]) == ("CN-1", "Waiver")
    offline = row("transaction", REFUND, refunded_txn_id=None, reference_transaction_id="t-7")
    assert offline.lookups["payment"] == ("transaction", "t-7")


@pytest.mark.parametrize("sort", ["authorization", "payment_reversal", "something_new"])
def test_other_transactions_are_not_shown(sort):
    assert row("transaction", PAYMENT, type=sort) is None


@pytest.mark.parametrize("sort", ["plan", "addon", "charge"])
def test_item_by_its_type(sort):
    found = row("item", ITEM, type=sort)
    assert (found.table, found.kind, found.title) == (sort, "item", "Growth")
    assert found.lookups == {"family": ("item_family", "f-1")}
    assert found.values["external_name"] == "Growth plan"
    assert row("item", ITEM, type="something_new") is None


@pytest.mark.parametrize(("kind", "payload"), [("plan", OLD_PLAN), ("addon", OLD_ADDON)])
def test_old_catalogue(kind, payload):
    found = row(kind, payload)
    assert (found.table, found.kind, found.external_id) == (kind, kind, payload["id"])
    assert (str(found.values["price"]), found.currency) == ("40.00", "EUR")
    assert found.values["tiers"].splitlines() == ["1 - 100: 0.50", "100.5+: 0.4001"]


def test_price_with_tiers():
    found = row("item_price", PRICE)
    assert found.lookups == {
        "family": ("item_family", "f-1"),
        "plan": ("item", "growth"),
        "addon": None,
        "charge": None,
    }
    assert str(found.values["exact_price"]) == "40.001"
    first, last = found.parts
    assert (first.external_id, first.title) == ("growth-EUR/1", "Growth EUR monthly: 1 - 100")
    assert (str(first.values["amount"]), first.values["to_unit"]) == ("0.50", Decimal(100))
    assert (last.external_id, last.values["to_unit"]) == ("growth-EUR/100.5", None)


def test_payment_source():
    found = row("payment_source", PAYMENT_SOURCE)
    assert found.title == "American express 4242"
    assert (found.values["expiry_month"], found.values["expiry_year"]) == (3, 2027)
    assert found.lookups == {"customer": ("customer", "c-1")}
    bank = row("payment_source", BANK_ACCOUNT)
    assert (bank.title, bank.values["brand"]) == ("Direct debit 9012", None)


def test_no_more_of_a_card_is_shown():
    card = {
        **PAYMENT_SOURCE["card"],
        "first_name": "SECRET",
        "last_name": "SECRET",
        "iin": "SECRET",
        "masked_number": "SECRET",
        "funding_type": "SECRET",
        "billing_addr1": "SECRET",
    }
    found = row("payment_source", PAYMENT_SOURCE, card=card, reference_id="SECRET")
    paid = row("transaction", PAYMENT, masked_card_number="SECRET", iin="SECRET", last4="SECRET")
    assert "SECRET" not in f"{found}{paid}"


def test_subscription():
    found = row("subscription", SUBSCRIPTION)
    assert found.title == "growth-EUR (s-1)"
    assert (str(found.values["mrr"]), str(found.values["arr"])) == ("123.45", "1481.40")
    assert found.values["status"] == "non_renewing"
    assert found.values["next_billing"] == date(2026, 11, 1)
    assert found.lookups == {
        "customer": ("customer", "c-1"),
        "account": ("customer", "c-1"),
        "payment_source": ("payment_source", "pm-1"),
        "price": ("item_price", "growth-EUR"),
        "plan": None,
    }
    assert [part.external_id for part in found.parts] == [
        "s-1/growth-EUR",
        "s-1/seats-EUR",
        "s-1/seats-EUR/2",
    ]
    assert [str(part.values["quantity"]) for part in found.parts] == ["2", "2.5", "1"]
    assert found.parts[0].lookups["price"] == ("item_price", "growth-EUR")


def test_revenue_that_is_not_told_yet_is_not_zero():
    found = row("subscription", SUBSCRIPTION, mrr=None)
    assert (found.values["mrr"], found.values["arr"]) == (None, None)


def test_subscription_of_an_old_catalogue():
    found = row("subscription", OLD_SUBSCRIPTION)
    assert (found.lookups["plan"], found.lookups["price"]) == (("plan", "growth-old"), None)
    assert found.values["cancel_reason"] == "not_paid"
    plan, addon = found.parts
    assert (plan.external_id, str(plan.values["amount"])) == ("s-2/growth-old", "80.00")
    assert plan.lookups["plan"] == ("plan", "growth-old")
    assert (addon.external_id, str(addon.values["amount"])) == ("s-2/seats-old", "15.00")
    assert addon.lookups["addon"] == ("addon", "seats-old")


def test_coupon():
    found = row("coupon", COUPON)
    assert (str(found.values["amount"]), found.values["percentage"]) == ("10.00", Decimal(10))
    assert found.values["valid_until"] == date(2026, 11, 1)
    percentage = row("coupon", COUPON, currency_code=None, discount_amount=None)
    assert (percentage.currency, percentage.values["amount"]) == ("", None)
    assert invalid(row, "coupon", {**COUPON, "currency_code": None}) == (
        "field_missing",
        {"field": "currency_code"},
    )


def test_feature():
    found = row("feature", FEATURE)
    assert found.values["levels"].splitlines() == ["5 users (5)", "20", "No limit (unlimited)"]


@pytest.mark.parametrize(
    ("sort", "lookup", "kind"),
    [
        ("plan", "plan", "item"),
        ("addon", "addon", "item"),
        ("charge", "charge", "item"),
        ("plan_price", "price", "item_price"),
        ("addon_price", "price", "item_price"),
        ("something_new", None, None),
    ],
)
def test_product_feature(sort, lookup, kind):
    found = row("entitlement", ENTITLEMENT, entity_type=sort)
    assert (found.table, found.title) == ("product_feature", "Users: 5 users")
    assert found.lookups["feature"] == ("feature", "users")
    products = {name: value for name, value in found.lookups.items() if value and name != "feature"}
    assert products == ({lookup: (kind, "growth")} if lookup else {})


def test_promotional_credit():
    found = row("promotional_credit", PROMOTIONAL_CREDIT)
    assert (found.title, str(found.values["amount"])) == ("Sorry for the wait", "10.00")
    assert (found.version, found.updated_at) == ("", None)
    assert found.lookups == {"customer": ("customer", "c-1")}


def test_unbilled_charge():
    found = row("unbilled_charge", UNBILLED_CHARGE)
    assert (str(found.values["net"]), found.values["period_until"]) == ("9.00", date(2026, 10, 31))
    assert found.lookups["price"] == ("item_price", "api-EUR")
    assert not found.deleted
    assert row("unbilled_charge", UNBILLED_CHARGE, is_voided=True).deleted
    bare = row("unbilled_charge", UNBILLED_CHARGE, discount_amount=None)
    assert str(bare.values["net"]) == "10.00"


def test_extra_kinds_are_those_that_are_not_always_pulled():
    for catalogue in pull.CATALOGUES:
        always = pull.kinds(catalogue)
        assert not set(EXTRA) & set(always)
        assert set(always) <= set(KINDS)
    assert set(pull.kinds("v2", EXTRA)) == set(KINDS) - {"plan", "addon"}
    assert set(EXTRA) - set(pull.kinds("v1", EXTRA)) == {"feature", "entitlement"}


def test_days_are_those_of_the_site_where_the_object_names_none():
    payload = {**PAYMENT, "date": OCTOBER - 1}
    assert shown("transaction", payload, AMSTERDAM).values["date"] == date(2026, 9, 30)
    assert shown("transaction", payload, "Asia/Tokyo").values["date"] == date(2026, 10, 1)
    assert invalid(shown, "transaction", payload, "") == ("time_zone_missing", {})


def test_discounts_of_other_lines_are_not_a_lines():
    other = {**DISCOUNT, "line_item_id": "li_9"}
    (part,) = row("invoice", INVOICE, line_item_discounts=[other]).parts
    assert part.values["discount"] == 0
