"""Every field that is sent or asked for exists in Exact's own reference, and may be written.

The reference is a file outside the project: SPECS_DIR names its folder.
"""

import json
import os
import warnings
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import exact_world as world
import money_world as money
import pytest
from booking_world import booking, costs
from exact_world import body, customer, invoice, known, line, planned, route

from odoo.addons.chargebee_connector.ledger.plan import Known, LinkNow, Part
from odoo.addons.chargebee_connector.ledger.words import Address
from odoo.addons.chargebee_connector.systems.exact import (
    bank,
    bank_look,
    client,
    look,
    mirror,
    owners,
    papers,
    references,
)
from odoo.addons.chargebee_connector.systems.exact.plan import plan


@cache
def reference():
    """Return {endpoint: {field: its description}}, or None (with a warning) without a file."""
    folder = os.environ.get("SPECS_DIR")
    if not folder:
        warnings.warn("SPECS_DIR is not set: fields are not checked against Exact's", stacklevel=2)
        return None
    text = (Path(folder) / "exact-fields.json").read_text(encoding="utf-8")
    return {
        path: {field["name"]: field for field in endpoint["fields"]}
        for path, endpoint in json.loads(text).items()
    }


def full_entry():
    sold = line(date_from=date(2026, 10, 1), date_to=date(2026, 12, 31))
    fields = {"currency": "USD", "vat_rate": ("EUR", Decimal("0.9")), "payment_reference": "RF18"}
    rules = booking(cost=costs(({}, ("C", "U"))))
    return body(invoice(sold, round_off="0.01", **fields), rules)


def papers_sent():
    """Return (path, method, body) of what follows an entry with its printed document."""
    _entry, *papers = plan([invoice()], booking(attach=True), known())
    return [(each.request.path, each.request.method.lower(), each.request.body) for each in papers]


def full_account(state="new", content=""):
    address = Address("a", "b", "c", "1", "X", "CA", "US")
    person = customer(address=address, phone="1", language="en", net_term_days="14", vat_number="1")
    facts = Known(links={("account", "customer/acme"): LinkNow(state, world.GUID, content)})
    return planned(person, route(), facts).request.body


def full_bank_entry():
    outcome = money.first(money.payment("150.00", money.used()))
    part = Part(outcome.key, outcome.facts, outcome.request.body)
    return bank.together(f"{outcome.bundle[1]}/1", [part], money.route())[1].body


def sent():
    entry = full_entry()
    yield "salesentry/SalesEntries", "post", entry
    for each in entry["SalesEntryLines"]:
        yield "salesentry/SalesEntryLines", "post", each
    entry = full_bank_entry()
    yield bank.PATH, "post", entry
    for each in entry[bank.LINES]:
        yield bank_look.LINES_PATH, "post", each
    yield from papers_sent()
    yield "crm/Accounts", "post", full_account()
    yield "crm/Accounts", "put", full_account("posted", "0:old")


def asked():
    yield "current/Me", client.ME_FIELDS
    yield "system/Divisions", client.DIVISION_FIELDS
    yield mirror._PATH, mirror._SELECT
    yield "salesentry/SalesEntryLines", "Description,GLAccount"
    for _kind, path, _field, fields, _judge in look._KINDS:
        yield path, fields
    yield bank.PATH, bank_look._ENTRY_FIELDS
    yield bank.PATH, owners.FIELDS
    yield bank_look.LINES_PATH, bank_look._LINE_FIELDS
    for source in references._SOURCES.values():
        yield source.path, source.select


def test_everything_that_can_be_sent_is_sent_here():
    entry = full_entry()
    assert len(entry) == 13
    assert [method for _path, method, _body in papers_sent()] == ["post", "post", "put"]
    assert set(entry["SalesEntryLines"][0]) >= {
        "From", "To", "VATAmountFC", "VATCode", "CostCenter", "CostUnit"
    }  # fmt: skip
    assert len(full_account()) == 16
    assert len(full_account("posted", "0:old")) == 11


@pytest.mark.parametrize(("path", "flag", "request_body"), list(sent()))
def test_fields_sent_may_be_written(path, flag, request_body):
    told = reference()
    if told is not None:
        for name in request_body:
            assert told[path][name][flag], f"{path} {name}"


@pytest.mark.parametrize("path", [
    "salesentry/SalesEntries", "crm/Accounts", bank.PATH, papers.DOCUMENTS, papers.FILES
])  # fmt: skip
def test_mandatory_fields_are_sent(path):
    told = reference()
    if told is not None:
        request_body = dict((where, what) for where, how, what in sent() if how == "post")[path]
        mandatory = {name for name, field in told[path].items() if field["mandatory"]}
        assert mandatory <= set(request_body)


@pytest.mark.parametrize(("path", "fields"), list(asked()))
def test_fields_asked_for_exist(path, fields):
    told = reference()
    if told is not None:
        assert set(fields.split(",")) <= set(told[path])
