"""Invoices that Exact makes and prints: on the way there, credited, lost and found again."""

from decimal import Decimal

import pytest
from money import still_open
from papers import credit_note, customer, invoice, line, payment
from test_booking import add, entry, lines, row, sent
from test_post_again import age
from world import DIVISION, World

from odoo.addons.chargebee_connector.ledger.problems import Unmapped
from odoo.addons.chargebee_connector.systems.exact.client import Exact

INVOICES = "salesinvoice/SalesInvoices"


@pytest.fixture
def invoicing(mapped) -> World:
    """A live world whose route has Exact make the invoices, with an item for the workshop."""
    mapped.sql("DELETE FROM billing_todo")
    mapped.site.post("mutate", kind="customer", record=customer("ada"))
    mapped.pull()
    world_of(mapped).create(
        "logistics/Items",
        {
            "Code": "onboarding-EUR",
            "Description": "Workshop",
            "IsSalesItem": True,
            "GLRevenue": ledger_of(mapped),
        },
    )
    book_as(mapped, "invoice")
    mapped.route.action_refresh_references()
    mapped.work()
    mapped.sql("DELETE FROM billing_todo")
    mapped.go_live()
    return mapped


def book_as(world: World, choice: str) -> None:
    """Choose the option, and leave alone all that would be planned anew by it."""
    world.route.exact_book_as = choice
    world.sql("DELETE FROM billing_todo")


def world_of(world: World) -> Exact:
    return world.target._system()._client(world.target, DIVISION)


def ledger_of(world: World) -> str:
    """Return the id of the ledger on which the mapping books the workshop."""
    rows = world.route.revenue_mapping_ids
    row = rows.filtered(lambda row: row.item_price == "onboarding-EUR")[:1]
    return row.reference_id.external_id


def made(world: World, reference: str) -> list[dict]:
    fields = "InvoiceID,InvoiceNumber,Status,Type,AmountFC,YourRef"
    pages = world_of(world).rows(INVOICES, select=fields, where=f"YourRef eq '{reference}'")
    return [one for page in pages for one in page]


def test_an_invoice_is_made_printed_and_credited(invoicing):
    add(invoicing, "invoice", invoice("sold", "ada"))
    add(invoicing, "credit_note", credit_note("back", "ada", "sold"))
    invoicing.sync()
    ((there),) = made(invoicing, "sold")
    assert (there["Status"], there["Type"], there["AmountFC"]) == (50, 8020, 121)
    link = invoicing.link("sold")
    booked = entry(invoicing, "sold", "EntryID,EntryNumber,AmountFC,EntryDate")
    assert (link.state, link.external_id) == ("posted", booked["EntryID"])
    assert link.target_number == str(booked["EntryNumber"]) == str(there["InvoiceNumber"])
    (line_there,) = lines(invoicing, "sold", "GLAccount,VATCode,AmountFC,VATAmountFC")
    (ours,) = sent(invoicing, "sold")["SalesEntryLines"]
    assert line_there["GLAccount"] == ours["GLAccount"]
    assert (line_there["AmountFC"], line_there["VATAmountFC"]) == (100, 21)
    back = invoicing.link("credit_note/back")
    assert back.state == "posted"
    assert entry(invoicing, "back", "AmountFC")["AmountFC"] == Decimal("-48.4")
    assert invoicing.exact.get("duplicates", division=DIVISION)["sales_entries"] == []
    vat = invoicing.env["billing.vat.line"].search([("link_id", "=", link.id)])
    assert (vat.base, vat.vat) == (100, 21)


def test_a_payment_closes_the_invoice_that_was_printed(invoicing):
    debtors = invoicing.reference("gl_account", "1300")
    invoicing.route.write({"exact_payments": True, "exact_receivable_ledger_id": debtors.id})
    row(invoicing, "payment", reference_id=invoicing.reference("journal", "21").id)
    invoicing.sql("DELETE FROM billing_todo")
    add(invoicing, "invoice", invoice("sold", "ada"))
    add(invoicing, "transaction", payment("txn_1", "sold"))
    invoicing.sync()
    assert invoicing.link("transaction/txn_1", "bank_entry").state == "posted"
    assert made(invoicing, "sold")[0]["Status"] == 50
    assert still_open(invoicing, "sold") == []
    invoicing.exact.forget_calls()
    invoicing.sync()
    assert invoicing.exact.calls("POST") == []


def test_rebuilding_finds_both_again_and_what_was_booked_before(invoicing):
    book_as(invoicing, "entry")
    add(invoicing, "invoice", invoice("before", "ada"))
    invoicing.sync()
    book_as(invoicing, "invoice")
    add(invoicing, "invoice", invoice("sold", "ada"))
    invoicing.sync()
    columns = "kind, key, external_id, target_number, amount_total"
    query = (
        f"SELECT {columns} FROM billing_link WHERE state = 'posted' AND kind = 'sales_entry'"
        " ORDER BY kind, key"
    )
    before = invoicing.sql(query)
    assert {row[1] for row in before} == {"before", "sold"}
    invoicing.route.action_pause()
    invoicing.sql("DELETE FROM billing_link")
    invoicing.exact.forget_calls()
    invoicing.route.action_rebuild()
    invoicing.work()
    assert invoicing.sql(query) == before
    assert invoicing.exact.calls("POST", "salesinvoice") == []
    assert len(made(invoicing, "sold")) == 1 and made(invoicing, "before") == []


def test_a_print_whose_answer_was_lost_is_looked_for(invoicing):
    add(invoicing, "invoice", invoice("sold", "ada"))
    invoicing.exact.fault("cut_after", method="POST", path="PrintedSalesInvoices")
    invoicing.sync()
    assert invoicing.link("sold").state == "uncertain"
    age(invoicing)
    invoicing.sync()
    assert invoicing.link("sold").state == "posted"
    assert len(invoicing.exact.calls("POST", "PrintedSalesInvoices")) == 1


def test_what_cannot_go_is_named(invoicing):
    sent_already = {"einvoice": {"id": "e-1", "status": "success", "object": "einvoice"}}
    add(invoicing, "invoice", invoice("peppol", "ada", **sent_already))
    add(invoicing, "invoice", invoice("other", "ada", [line(entity_id="support-EUR")]))
    invoicing.sync()
    link = invoicing.link("peppol")
    assert (link.state, link.problem_code) == ("blocked", "sales_invoice_einvoiced")
    assert "Book Invoices As" in link.problem_cure
    link = invoicing.link("other")
    assert link.problem_code in ("item_missing", "revenue_missing")
    invoicing.route.exact_attach = True
    with pytest.raises(Unmapped) as found:
        invoicing.target._system()._rules(invoicing.route)
    assert found.value.code == "sales_invoice_attached"
    assert made(invoicing, "peppol") == made(invoicing, "other") == []
