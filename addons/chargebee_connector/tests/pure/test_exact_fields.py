"""Every field that is sent or asked for exists in Exact's own reference, and may be written.

The reference is a file outside the project: SPECS_DIR names its folder.
"""

import json
import os
import warnings
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import exact_world as world
import money_world as money
import pytest
from booking_world import booking, costs
from exact_world import body, customer, invoice, known, line, planned, route

from odoo.addons.chargebee_connector.ledger.plan import Booked, Known, LinkNow, Part
from odoo.addons.chargebee_connector.ledger.words import Address
from odoo.addons.chargebee_connector.systems.exact import (
    account_fields,
    bank,
    bank_look,
    client,
    look,
    look_people,
    memo,
    memo_look,
    mirror,
    owners,
    papers,
    references,
    sales_invoices,
    sales_invoices_look,
)
from odoo.addons.chargebee_connector.systems.exact.customer_rules import CustomerRules, FieldRow
from odoo.addons.chargebee_connector.systems.exact.invoice_rules import InvoiceRules, Item
from odoo.addons.chargebee_connector.systems.exact.plan import plan

#: The links of a contact and an address, once they stand.
STANDING = (("contact", "customer/acme/contact"), ("address", "customer/acme/address"))


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


def sales_invoice_sent():
    """Yield (path, body) of an invoice that Exact makes, and of printing it, with every field."""
    rules = booking(cost=costs(({}, ("C", "U"))))
    items = {"pro-eur": Item("item", "pro-eur", world.REVENUE.id)}
    sold = line(date_from=world.DAY, date_to=world.TODAY)
    options = InvoiceRules(items=items, ledgers={world.REVENUE.id: "8000"})
    document = invoice(sold, payment_reference="RF18539007547034")
    made, printed = plan([document], replace(rules, invoices=options), known())
    yield made.request.path, made.request.body
    for each in made.request.body[sales_invoices.LINES]:
        yield "salesinvoice/SalesInvoiceLines", each
    body = printed.request.body
    yield printed.request.path, {name: body[name] for name in sales_invoices.PRINT_FIELDS}


def full_memo():
    """Return a memo entry in which each field stands that any of them has."""
    place = ("sales_entry", "INV-1")
    legs = [
        memo.Leg(world.REVENUE, Decimal(1), code=world.HIGH, vat=Decimal("0.21")),
        memo.Leg(world.BALANCE, Decimal("-1.21"), memo.account_of(Booked({}), "acme"), place),
    ]
    head = memo.Head("k", ("invoice", "INV-1"), world.DAY, "USD", Decimal(0), journal="91")
    return memo.plan(head, lambda: (legs, "0.9"), route(), Known()).request.body


def full_account(state="new", content=""):
    address = Address("a", "b", "c", "1", "X", "CA", "US")
    person = customer(address=address, phone="1", language="en", net_term_days="14", vat_number="1")
    facts = Known(links={("account", "customer/acme"): LinkNow(state, world.GUID, content)})
    return planned(person, route(), facts).request.body


def full_bank_entry():
    outcome = money.first(money.payment("150.00", money.used()))
    part = Part(outcome.key, outcome.facts, outcome.request.body)
    return bank.together(f"{outcome.bundle[1]}/1", [part], money.route())[1].body


def people():
    """Yield (path, flag, body) of the requests that hang on an account."""
    every = CustomerRules(contacts="main", address="invoice")
    person = customer(first_name="Ann", last_name="Vis", phone="1")
    account = LinkNow("posted", world.GUID)
    facts = Known(links={("account", "customer/acme"): account})
    facts.standing[world.GUID] = mirror.Account(world.GUID, search_code="x", country="BE")
    for links in ({}, {kind: LinkNow("posted", world.GUID, "0:old") for kind in STANDING}):
        facts.links.update(links)
        for outcome in plan([person], route(customers=every), facts):
            path = outcome.request.path.partition("(")[0]
            yield path, outcome.request.method.lower(), outcome.request.body


def mapped_account():
    """Return the body of an account with every field that can be mapped."""
    rows = tuple(FieldRow(f"cf_{name}", name) for name in account_fields.TARGETS)
    texts = dict.fromkeys((f"cf_{name}" for name in account_fields.TARGETS), "12")
    texts |= {"cf_Language": "nl", "cf_AccountManager": world.GUID}
    rules = CustomerRules(fields=rows, conditions=frozenset({"12"}), ledgers={"12": "guid"})
    facts = Known(links={("account", "customer/acme"): LinkNow("new")})
    return planned(customer(extra=texts), route(customers=rules), facts).request.body


def sent():
    entry = full_entry()
    yield "salesentry/SalesEntries", "post", entry
    for each in entry["SalesEntryLines"]:
        yield "salesentry/SalesEntryLines", "post", each
    entry = full_bank_entry()
    yield bank.PATH, "post", entry
    for each in entry[bank.LINES]:
        yield bank_look.LINES_PATH, "post", each
    memo_entry = full_memo()
    yield memo.PATH, "post", memo_entry
    for each in memo_entry[memo.LINES]:
        yield memo_look.LINES_PATH, "post", each
    yield from papers_sent()
    for path, sent_there in sales_invoice_sent():
        yield path, "post", sent_there
    yield "crm/Accounts", "post", full_account()
    yield "crm/Accounts", "put", full_account("posted", "0:old")
    yield "crm/Accounts", "post", mapped_account()
    yield from people()


def asked():
    yield "current/Me", client.ME_FIELDS
    yield "system/Divisions", client.DIVISION_FIELDS
    yield mirror._PATH, mirror._SELECT
    yield "salesentry/SalesEntryLines", "Description,GLAccount,VATCode"
    yield memo_look.LINES_PATH, memo_look.LINE_FIELDS
    yield memo.PATH, memo_look.HEADER_FIELDS
    for _kind, path, _field, fields, _judge in look._KINDS:
        yield path, fields
    yield sales_invoices.PATH, sales_invoices_look.FIELDS
    yield bank.PATH, bank_look._ENTRY_FIELDS
    yield bank.PATH, owners.FIELDS
    yield bank_look.LINES_PATH, bank_look._LINE_FIELDS
    for _kind, path, fields, _where, _judge in look_people._KINDS:
        yield path, fields
    yield mirror._DELETED_PATH, mirror._DELETED_SELECT
    for source in references._SOURCES.values():
        yield source.path, source.select


def test_everything_that_can_be_sent_is_sent_here():
    requests = {(path, flag): len(body) for path, flag, body in people()}
    assert requests == {
        ("crm/Contacts", "post"): 5,
        ("crm/Contacts", "put"): 5,
        ("crm/Addresses", "post"): 7,
        ("crm/Addresses", "put"): 7,
        ("crm/Accounts", "put"): 2,
    }
    assert set(account_fields.TARGETS) <= set(mapped_account())
    entry = full_entry()
    assert len(full_memo()) == 6
    assert set().union(*full_memo()[memo.LINES]) == {
        "GLAccount",
        "AmountFC",
        "Date",
        "Description",
        "Account",
        "OurRef",
        "VATCode",
        "AmountVATFC",
    }
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
    "salesentry/SalesEntries", "crm/Accounts", bank.PATH, memo.PATH, papers.DOCUMENTS, papers.FILES,
    sales_invoices.PATH,
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
