"""Names, types, values and lengths against the vendor's machine-readable description.

`SPECS_DIR` names the folder that holds `chargebee-v2.json`, a digest of the official SDK. Without
it this module is not collected, and `conftest.py` says so.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sandbox.chargebee import (
    credit_making,
    credit_writes,
    customer_family,
    customer_writes,
    files,
    invoice_making,
    invoice_writes,
    payment_writes,
    promotional_writes,
    quote_forms,
    quote_states,
    refund_writes,
)
from sandbox.chargebee.forms import Parameters
from sandbox.chargebee.schema import ATTACHED, LISTINGS, Listing
from sandbox.chargebee.writes import WRITES
from sandbox.dataset import Options, generate
from sandbox.dataset.books import KINDS, Record
from sandbox.dataset.oldcatalog import with_old_catalog

# In the official samples or the newer OpenAPI description, not in the digest's types.
EXTRA = {"object", "base_currency_code"}
EXTRA_OF = {
    "credit_note": {"exchange_rate"},
    "transaction": {"base_currency_code"},
    "invoice": {"linked_taxes_withheld"},
}
# Required by the types, though real ones lack it: a credit note for a customer without an invoice.
MAY_LACK = {("credit_note", "reference_invoice_id")}
# The digest's filters of enumerations with dozens of values, which the sandbox leaves open.
OPEN_ENUMS = {"payment_method", "gateway", "event_type"}
FORMS = {
    "/customers": customer_writes.CREATE,
    "/customers/{id}": customer_writes.UPDATE,
    "/customers/{id}/update_billing_info": customer_writes.BILLING,
    "/customers/merge": customer_family.MERGE,
    "/customers/{id}/delete": customer_family.DELETE,
    "/customers/{id}/relationships": customer_family.RELATE,
    "/customers/{id}/delete_relationship": customer_family.NOTHING,
    "/customers/{id}/add_contact": customer_family.ADD_CONTACT,
    "/customers/{id}/update_contact": customer_family.UPDATE_CONTACT,
    "/customers/{id}/delete_contact": customer_family.DELETE_CONTACT,
    "/promotional_credits/add": promotional_writes.GRANT,
    "/promotional_credits/deduct": promotional_writes.GRANT,
    "/promotional_credits/set": promotional_writes.GRANT,
    "/customers/{id}/record_excess_payment": payment_writes.RECORD_EXCESS,
    "/invoices/{id}/record_payment": payment_writes.RECORD_PAYMENT,
    "/invoices/{id}/apply_payments": payment_writes.APPLY,
    "/invoices/{id}/remove_payment": payment_writes.REMOVE,
    "/invoices/{id}/record_tax_withheld": payment_writes.WITHHOLD,
    "/invoices/{id}/remove_tax_withheld": payment_writes.REMOVE_WITHHELD,
    "/invoices/{id}/apply_credits": credit_writes.APPLY,
    "/invoices/{id}/remove_credit_note": credit_writes.REMOVE,
    "/invoices/{id}/record_refund": refund_writes.OF_INVOICE,
    "/invoices/{id}/write_off": credit_writes.WRITE_OFF,
    "/invoices/{id}/void": invoice_writes.VOID,
    "/invoices/{id}/delete": invoice_writes.DELETE,
    "/invoices/{id}/close": invoice_writes.CLOSE,
    "/invoices/{id}/update_details": invoice_writes.UPDATE_DETAILS,
    "/invoices/{id}/pdf": files.PDF,
    "/invoices/create_for_charge_items_and_charges": invoice_making.CREATE,
    "/customers/{id}/create_subscription_quote_for_items": quote_forms.NEW_SUBSCRIPTION,
    "/quotes/create_for_charge_items_and_charges": quote_forms.NEW_CHARGES,
    "/quotes/{id}/edit_create_subscription_quote_for_items": quote_forms.EDIT_SUBSCRIPTION,
    "/quotes/{id}/edit_for_charge_items_and_charges": quote_forms.EDIT_CHARGES,
    "/quotes/{id}/update_status": quote_states.STATUS,
    "/quotes/{id}/extend_expiry_date": quote_states.EXTEND,
    "/quotes/{id}/convert": quote_states.CONVERT,
    "/quotes/{id}/delete": quote_states.DELETE,
    "/quotes/{id}/pdf": files.QUOTE_PDF,
    "/credit_notes": credit_making.CREATE,
    "/credit_notes/{id}/record_refund": refund_writes.OF_CREDIT_NOTE,
    "/credit_notes/{id}/void": credit_writes.VOID,
    "/credit_notes/{id}/delete": credit_writes.DELETE,
    "/credit_notes/{id}/pdf": files.PDF,
    "/transactions/{id}/delete_offline_transaction": payment_writes.DELETE_OFFLINE,
    "/transactions/{id}/record_refund": refund_writes.OF_TRANSACTION,
}

SPEC = json.loads((Path(os.environ["SPECS_DIR"]) / "chargebee-v2.json").read_text())
ENDPOINTS = {
    (e["method"], e["path"]): e.get("request", {}).get("properties", {}) for e in SPEC["endpoints"]
}


def resource(kind: str) -> dict[str, Any]:
    return SPEC["resources"]["".join(word.capitalize() for word in kind.split("_"))]


def deviations(kind: str, name: str, record: Record, unknown_values: bool) -> Iterator[str]:
    """Every way in which a record differs from the described type `name` of a resource."""
    fields = resource(kind)[name]
    allowed = set(fields) | EXTRA | EXTRA_OF.get(kind, set())
    for key, value in record.items():
        if key.startswith("cf_") or (key in allowed and key not in fields):
            continue
        if key not in fields:
            yield f"{name}.{key} is unknown"
            continue
        yield from _value(kind, f"{name}.{key}", fields[key], value, unknown_values)
    for key, field in fields.items():
        if field["required"] and key not in record and (kind, key) not in MAY_LACK:
            yield f"{name}.{key} is missing"


def _value(kind: str, name: str, field: Any, value: Any, unknown_values: bool) -> Iterator[str]:
    if field.get("ref") == "any":
        return
    if field.get("ref"):
        yield from deviations(kind, field["ref"], value, unknown_values)
    elif field["type"] == "array":
        if not isinstance(value, list):
            yield f"{name} is no list"
            return
        inner = field["items"].get("ref")
        for entry in value:
            if inner:
                yield from deviations(kind, inner, entry, unknown_values)
            elif field["items"]["type"] == "string" and not isinstance(entry, str):
                yield f"{name} holds {entry!r}"
    elif not _typed(field["type"], value):
        yield f"{name} is {value!r}, not a {field['type']}"
    elif field.get("enum") and value not in field["enum"] and not unknown_values:
        yield f"{name} is {value!r}, none of {field['enum']}"


def _typed(kind: str | None, value: Any) -> bool:
    if kind == "number":
        return isinstance(value, int | Decimal) and not isinstance(value, bool)
    python = {"string": str, "boolean": bool, "object": dict}.get(kind or "")
    return python is None or isinstance(value, python)


@pytest.mark.parametrize("kind", KINDS)
def test_records_have_the_described_fields(kind: str) -> None:
    books = generate()
    name = next(iter(resource(kind)))
    assert books.records[kind]
    for key, record in books.records[kind].items():
        odd = books.planted.get(kind, {}).get(key) == "unknown_enum"
        assert list(deviations(kind, name, record, odd)) == [], key


@pytest.mark.parametrize("story", ["year", "month"])
def test_records_of_a_story_have_the_described_fields(story: str) -> None:
    for kind, records in generate(Options(story=story)).records.items():
        for key, record in records.items():
            assert list(deviations(kind, next(iter(resource(kind))), record, False)) == [], key


@pytest.mark.parametrize(
    "options",
    [Options(crm=True), Options(crm=True, story="year"), Options(crm=True, story="month")],
    ids=["ordinary", "year", "month"],
)
def test_records_of_those_who_sell_have_the_described_fields(options: Options) -> None:
    books = generate(options)
    for kind, records in books.records.items():
        assert records or kind in KINDS, kind
        for key, record in records.items():
            if kind == "quote_parts":
                assert list(part_deviations(record)) == [], key
                continue
            odd = books.planted.get(kind, {}).get(key) == "unknown_enum"
            name = next(iter(resource(kind)))
            assert list(deviations(kind, name, record, odd)) == [], key


def part_deviations(parts: Record) -> Iterator[str]:
    """What hangs under a quote: what it would make, and its bills."""
    for kind in ("quoted_subscription", "quoted_charge"):
        if kind in parts:
            yield from deviations(kind, next(iter(resource(kind))), parts[kind], False)
    for group in parts["groups"]:
        yield from deviations("quote_line_group", "QuoteLineGroup", group, False)


@pytest.mark.parametrize("kind", ["plan", "addon", "coupon", "invoice", "credit_note"])
def test_records_of_the_old_catalogue_have_the_described_fields(kind: str) -> None:
    books = with_old_catalog(generate())
    assert books.records[kind]
    for key, record in books.records[kind].items():
        odd = books.planted.get(kind, {}).get(key) == "unknown_enum"
        assert list(deviations(kind, next(iter(resource(kind))), record, odd)) == [], key


@pytest.mark.parametrize("kind", ["invoice", "customer"])
def test_the_comparison_itself_finds_a_wrong_record(kind: str) -> None:
    record = next(iter(generate().records[kind].values()))
    name = next(iter(resource(kind)))
    assert list(deviations(kind, name, {**record, "colour": "red"}, False))
    assert list(deviations(kind, name, {**record, "net_term_days": "7"}, False))
    assert list(deviations(kind, name, {**record, "channel": "fax"}, False))
    assert list(deviations(kind, name, {k: v for k, v in record.items() if k != "id"}, False))


def described(listing: Listing) -> tuple[dict[str, dict[str, Any]], set[str], set[str]]:
    """Filters with their operators, sortable fields and extra parameters of an endpoint."""
    properties = dict(ENDPOINTS["GET", f"/{listing.path}"])
    sort = set(properties.pop("sort_by", {"properties": {"asc": {"enum": []}}})["properties"]
               ["asc"]["enum"])  # fmt: skip
    filters: dict[str, dict[str, Any]] = {}
    extra = set()
    for name, schema in properties.items():
        if schema["type"] != "object":
            extra.add(name)
            continue
        inner = schema["properties"]
        if any(found.get("type") == "object" for found in inner.values()):
            filters |= {f"{name}[{part}]": inner[part]["properties"] for part in inner}
        else:
            filters[name] = inner
    return filters, sort, extra - {"limit", "offset"}


@pytest.mark.parametrize("listing", [*LISTINGS, ATTACHED], ids=lambda listing: listing.path)
def test_lists_take_the_described_parameters(listing: Listing) -> None:
    filters, sort, extra = described(listing)
    assert {name: set(known.operators) for name, known in listing.known.items()} == {
        name: set(operators) for name, operators in filters.items()
    }
    assert set(listing.sort) == sort
    assert set(listing.extra) | ({"include_deleted"} if listing.deleted else set()) == extra
    for name, known in listing.known.items():
        values = set(filters[name].get("is", {}).get("enum", ())) - {"true", "false"}
        if (
            values
            and name not in OPEN_ENUMS
            and (listing.path, name) != ("payment_sources", "type")
        ):
            assert set(known.values) == values, name


def flat(properties: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Described form parameters by the names that forms use."""
    found = {}
    for name, schema in properties.items():
        parts = schema.get("properties") if schema.get("type") == "object" else None
        if not parts:
            several = schema.get("type") == "array"
            found[name + "[]" * several] = schema["items"] if several else schema
            continue
        for part, inner in parts.items():
            several = inner.get("type") == "array"
            found[f"{name}[{part}]" + "[]" * several] = inner["items"] if several else inner
    return found


@pytest.mark.parametrize(("path", "form"), FORMS.items(), ids=list(FORMS))
def test_forms_take_only_described_parameters(path: str, form: Parameters) -> None:
    known = flat(ENDPOINTS["POST", path])
    for name, kind in form.types.items():
        assert name in known, name
        schema = known[name]
        if kind.startswith("str<=") and "maxLength" in schema:
            assert int(kind[5:]) == schema["maxLength"], name
        elif kind in ("int", "count", "time"):
            assert schema["type"] == "integer", name
            assert kind == "time" or schema.get("minimum", 0) == (kind == "count"), name
        elif kind == "whole":
            assert schema["type"] == "integer" and "minimum" not in schema, name
        elif kind == "percent":
            assert schema["type"] == "number" and schema["minimum"] == 0.01, name
        elif kind == "bool":
            assert schema["type"] == "boolean", name
        elif "|" in kind:
            assert set(kind.split("|")) <= set(schema["enum"]), name


def test_every_write_is_compared() -> None:
    assert {f"/{write.path}" for write in WRITES} == set(FORMS)
