"""Every field that is shown exists in Chargebee's own description, and every choice is whole.

The description is a file outside the project: SPECS_DIR names its folder.
"""

import json
import os
import warnings
from datetime import datetime, timezone
from functools import cache
from pathlib import Path

import pytest
from shown_payloads import FULL

from odoo.addons.chargebee_connector.ledger.mirror import CHOICE
from odoo.addons.chargebee_connector.ledger.text import parse
from odoo.addons.chargebee_connector.systems.chargebee import pull
from odoo.addons.chargebee_connector.systems.chargebee.client import PATHS
from odoo.addons.chargebee_connector.systems.chargebee.shown import (
    EXTRA,
    KINDS,
    TABLES,
    shown,
)

NOW = datetime(2026, 10, 1, 12, tzinfo=timezone.utc)

#: What each kind of record, and each list inside one, is called in the description.
RESOURCES = {
    "item_family": "ItemFamily",
    "item": "Item",
    "item_price": "ItemPrice",
    "plan": "Plan",
    "addon": "Addon",
    "coupon": "Coupon",
    "feature": "Feature",
    "entitlement": "Entitlement",
    "customer": "Customer",
    "payment_source": "PaymentSource",
    "subscription": "Subscription",
    "invoice": "Invoice",
    "credit_note": "CreditNote",
    "transaction": "Transaction",
    "promotional_credit": "PromotionalCredit",
    "unbilled_charge": "UnbilledCharge",
}

#: Where the description lists the values of each choice: table and column, resource and field.
CHOICES = {
    ("family", "status"): ("ItemFamily", "status"),
    ("plan", "status"): ("Item", "status"),
    ("plan", "pricing_model"): ("Plan", "pricing_model"),
    ("addon", "status"): ("Item", "status"),
    ("addon", "pricing_model"): ("Addon", "pricing_model"),
    ("charge", "status"): ("Item", "status"),
    ("price", "status"): ("ItemPrice", "status"),
    ("price", "pricing_model"): ("ItemPrice", "pricing_model"),
    ("coupon", "status"): ("Coupon", "status"),
    ("coupon", "discount_type"): ("Coupon", "discount_type"),
    ("coupon", "duration_type"): ("Coupon", "duration_type"),
    ("feature", "status"): ("Feature", "status"),
    ("feature", "type"): ("Feature", "type"),
    ("promotional_credit", "type"): ("PromotionalCredit", "type"),
    ("customer", "vat_number_status"): ("Customer", "vat_number_status"),
    ("payment_source", "status"): ("PaymentSource", "status"),
    ("subscription", "status"): ("Subscription", "status"),
    ("invoice", "status"): ("Invoice", "status"),
    ("invoice", "dunning_status"): ("Invoice", "dunning_status"),
    ("credit_note", "status"): ("CreditNote", "status"),
    ("credit_note", "type"): ("CreditNote", "type"),
    ("payment", "status"): ("Transaction", "status"),
    ("refund", "status"): ("Transaction", "status"),
}

#: Fields that are read of every object alike, where the description has none of that name.
EVERYWHERE = {
    "currency_code",
    "business_entity_id",
    "resource_version",
    "updated_at",
    "deleted",
    "site_details_at_creation",
    "status",
}


@cache
def description():
    """Return {resource: {its parts: {field: its description}}}, {} with a warning without a file.

    In the file a resource and the lists inside it stand beside one another.
    """
    path = Path(os.environ.get("SPECS_DIR") or "/nonexistent") / "chargebee-v2.json"
    if not path.is_file():
        warnings.warn("SPECS_DIR names no chargebee-v2.json: not checked", stacklevel=2)
        return {}
    return json.loads(path.read_text(encoding="utf-8"))["resources"]


class Spy(dict):
    """A payload that notes which of its fields are read, by the name of the resource it is."""

    def __init__(self, value, name, read):
        self.name, self.read = name, read
        super().__init__({key: self._spied(key, each) for key, each in value.items()})

    def _spied(self, key, value):
        if isinstance(value, dict):
            return Spy(value, f"{self.name}.{key}", self.read)
        if isinstance(value, list):
            return [
                Spy(each, f"{self.name}.{key}", self.read) if isinstance(each, dict) else each
                for each in value
            ]
        return value

    def get(self, key, default=None):
        self.read.add((self.name, key))
        return super().get(key, default)

    def __getitem__(self, key):
        self.read.add((self.name, key))
        return super().__getitem__(key)


def fields_of(name):
    """Return the described fields of a resource, "Invoice.line_items" for a list inside one."""
    resource, *inside = name.split(".")
    parts = description()[resource]
    found = parts[resource]
    for field in inside:
        told = found[field]
        found = parts[(told.get("items") or told)["ref"]]
    return found


def fields_read(kind):
    read = set()
    for payload in FULL[kind]:
        shown(kind, Spy(payload, RESOURCES[kind], read), "Europe/Amsterdam")
    return read


def test_every_kind_is_checked():
    assert set(RESOURCES) == set(FULL) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_read_is_described(kind):
    read = fields_read(kind)
    assert len(read) > 5
    if not description():
        return
    unknown = {
        (name, field)
        for name, field in read
        if field not in fields_of(name) and not (field in EVERYWHERE and "." not in name)
    }
    assert not unknown


@pytest.mark.parametrize(("table", "column"), CHOICES)
def test_every_value_of_a_choice_is_described_and_none_is_missing(table, column):
    columns = {each.name: each for one in TABLES if one.name == table for each in one.columns}
    values = [value for value, _label in columns[column].choices]
    if description():
        resource, field = CHOICES[table, column]
        assert sorted(values) == sorted(fields_of(resource)[field]["enum"])


def test_every_choice_is_checked():
    declared = {
        (table.name, column.name)
        for table in TABLES
        for column in table.columns
        if column.type == CHOICE
    }
    assert declared == set(CHOICES)


@cache
def lists():
    """Return {path: the parameters of its list}, {} without a file."""
    if not description():
        return {}
    path = Path(os.environ["SPECS_DIR"]) / "chargebee-v2.json"
    calls = json.loads(path.read_text(encoding="utf-8"))["endpoints"]
    return {
        call["path"]: call.get("request", {}).get("properties", {})
        for call in calls
        if call["method"] == "GET"
    }


@pytest.mark.parametrize("kind", EXTRA)
def test_lists_take_the_parameters_that_are_sent(kind):
    server = Asked()
    (page,) = pull.pages(server, kind, "", NOW, False)
    tuple(pull.pages(server, kind, page.cursor, NOW, False))
    assert len(server.params) == 2
    if not lists():
        return
    known = lists()[PATHS[kind]]
    for name, value in (each for params in server.params for each in params.items()):
        field, _bracket, operator = name.rstrip("]").partition("[")
        assert field in known
        if operator:
            assert operator in known[field]["properties"]
        if field == "sort_by":
            assert value in known[field]["properties"][operator]["enum"]
    takes_window = "updated_at" in known or kind == "promotional_credit"
    assert takes_window == any("between" in name for name in server.params[1])
    assert ("include_deleted" in known) == ("include_deleted" in server.params[0])
    assert ("sort_by" in known) == any("sort_by" in name for name in server.params[0])


def test_kinds_that_are_fetched_one_by_one_can_be():
    content = {kind: {"id": "x"} for kind in EXTRA}
    told = pull.objects_of_event({"content": content}, EXTRA)
    assert len(told) == 4
    for kind, _external_id in told:
        assert not lists() or f"{PATHS[kind]}/{{id}}" in lists()


class Asked:
    """In place of a client: notes what lists are asked with, and has none of anything."""

    skew = 0.0

    def __init__(self):
        self.params = []

    def page(self, kind, params):
        self.params.append(params)
        return [], None


def test_samples_are_shown():
    path = Path(os.environ.get("SPECS_DIR") or "/nonexistent") / "chargebee-samples.json"
    if not path.is_file():
        warnings.warn("SPECS_DIR names no chargebee-samples.json: not checked", stacklevel=2)
        return
    found = {}
    for name, wrapper in parse(path.read_text(encoding="utf-8")).items():
        for kind, payload in wrapper.items():
            if kind in KINDS and "event" not in name:
                found[name] = shown(kind, payload, "Europe/Amsterdam")
    assert None not in found.values()
    bill = found["invoice"]
    assert sum(each.values["net"] for each in bill.parts) == bill.values["sub_total"]
    assert sum(each.values["tax"] for each in bill.parts) == bill.values["tax"]
    assert str(bill.values["amount_due"]) == "200.00"
    assert str(found["customer"].values["excess_payments"]) == "50.00"
