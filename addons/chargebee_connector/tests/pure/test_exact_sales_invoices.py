"""Invoices that Exact makes and prints: what is sent, what stops it, and what goes by it later."""

import json
from dataclasses import replace
from decimal import Decimal

import credit_world
import exact_world as world
import pytest
import test_exact_property as documents
from credit_world import after, credit_note
from exact_world import invoice, known, line, plan, route
from hypothesis import given, settings
from little_server import Reply, in_turn, serve

from odoo.addons.chargebee_connector.ledger.plan import Booked, Facts, LinkNow, resolve
from odoo.addons.chargebee_connector.ledger.problems import Conflict, Uncertain
from odoo.addons.chargebee_connector.ledger.pull import Ask
from odoo.addons.chargebee_connector.ledger.states import PLANNABLE
from odoo.addons.chargebee_connector.systems.exact.client import Exact
from odoo.addons.chargebee_connector.systems.exact.invoice_rules import InvoiceRules, Item
from odoo.addons.chargebee_connector.systems.exact.look import look
from odoo.addons.chargebee_connector.systems.exact.plan import needs, needs_beyond
from odoo.addons.chargebee_connector.systems.exact.post import send

LEDGERS = {one.id: one.code for one in (world.REVENUE, world.HARDWARE, world.ROUNDING)}
ITEMS = (
    Item("item-1", "pro-eur", world.REVENUE.id),
    Item("item-2", "8090", world.ROUNDING.id),
)
INVOICE, ENTRY = ("sales_invoice", "INV-1"), ("sales_entry", "INV-1")
LINES = "SalesInvoiceLines"
GUID = "aaaaaaaa-2222-3333-4444-555555555555"


def options(*items, **changes):
    given = {one.code: one for one in items or ITEMS}
    return InvoiceRules(
        items=given,
        ids={one.id: one for one in given.values()},
        ledgers=LEDGERS,
        including=frozenset({"4"}),
        **changes,
    )


def rules(*items, email=False, **changes):
    return route(invoices=options(*items, email=email), **changes)


def planned(document=None, by=None, facts=None):
    """Return the outcomes of an invoice by kind."""
    found = plan([document or invoice()], by or rules(), facts or known())
    return {one.kind: one for one in found}


def problem(document=None, by=None, facts=None):
    """Return what stops an invoice, which then makes nothing at all."""
    (entry,) = plan([document or invoice()], by or rules(), facts or known())
    assert (entry.kind, entry.request) == ("sales_entry", None)
    return type(entry.problem).__name__, entry.problem.code


def made(state="posted", document=None, by=None, **link):
    """Return what is known once the sales invoice of a document was sent."""
    facts = known()
    facts.links[INVOICE] = LinkNow(state, GUID, **link)
    if state == "posted":
        body = planned(document, by)["sales_invoice"].request.body
        facts.booked[INVOICE] = Booked(body)
    return facts


# What is sent ---------------------------------------------------------------------------------


def test_nothing_changes_where_the_route_books_entries():
    (entry,) = plan([invoice()], route(), known())
    assert entry.request.path == "salesentry/SalesEntries"


def test_the_invoice_holds_what_the_entry_would():
    sold = line(date_from=world.DAY, date_to=world.date(2026, 11, 7))
    document = invoice(sold, payment_reference="RF18539007547034")
    outcome = planned(document)["sales_invoice"]
    assert (outcome.key, outcome.needs_link, outcome.parent) == ("INV-1", None, None)
    assert (outcome.request.path, outcome.request.repeat) == (
        "salesinvoice/SalesInvoices", "create"
    )  # fmt: skip
    assert outcome.request.body == {
        "OrderedBy": {"$ref": ["account", "customer/acme", "external_id"]},
        "Journal": "70",
        "Type": 8020,
        "OrderDate": "2026-10-08T00:00:00",
        "DueDate": "2026-10-22T00:00:00",
        "Currency": "EUR",
        "PaymentCondition": "14",
        "PaymentReference": "RF18539007547034",
        "YourRef": "INV-1",
        "Description": "INV-1 ACME B.V.",
        "SalesInvoiceLines": [
            {
                "Item": "item-1",
                "Quantity": "1",
                "NetPrice": "100.00",
                "AmountFC": "100.00",
                "VATCode": "2",
                "VATAmountFC": "21.00",
                "Description": "Plan Pro",
                "StartTime": "2026-10-08T00:00:00",
                "EndTime": "2026-11-07T00:00:00",
            }
        ],
    }


def test_lists_count_the_amount_once():
    found = planned()
    assert found["sales_invoice"].facts.total is None
    assert str(found["sales_entry"].facts.total) == "121.00"


def test_the_entry_is_made_by_printing():
    entry = planned()["sales_entry"]
    assert entry.needs_link == INVOICE
    assert (entry.request.path, entry.request.repeat) == (
        "salesinvoice/PrintedSalesInvoices", "create"
    )  # fmt: skip
    body = entry.request.body
    assert body["InvoiceID"] == {"$ref": [*INVOICE, "external_id"]}
    assert (body["InvoiceDate"], body["ReportingYear"], body["ReportingPeriod"]) == (
        "2026-10-08T00:00:00", 2026, 10
    )  # fmt: skip
    # What credit notes, voids and totals go by.
    (plain,) = plan([invoice()], route(), known())
    assert plain.request.body.items() <= body.items()
    assert entry.content == plain.content


@pytest.mark.parametrize("email", [False, True])
def test_exact_sends_nothing_unless_the_route_says_so(email):
    body = planned(by=rules(email=email))["sales_entry"].request.body
    told = {name: value for name, value in body.items() if name.startswith("Send")}
    assert told.pop("SendEmailToCustomer") is email
    assert len(told) == 3 and not any(told.values())


def test_an_account_on_its_way_comes_first():
    found = planned(facts=known(link=LinkNow("planned")))
    assert found["sales_invoice"].needs_link == world.ACCOUNT
    assert found["sales_entry"].needs_link == INVOICE


def test_a_batch_asks_for_the_invoice_and_what_was_sent_of_it():
    asked = needs([invoice()], rules())
    assert INVOICE in asked.links and INVOICE in asked.booked


# Items ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["pro-eur", "pro", "8000"])
def test_an_item_is_known_by_price_item_or_ledger(code):
    item = Item("found", code, world.REVENUE.id)
    (sold,) = planned(by=rules(item))["sales_invoice"].request.body["SalesInvoiceLines"]
    assert sold["Item"] == "found"


def test_the_most_specific_item_that_books_right_wins():
    items = [
        Item("a", "pro-eur", world.HARDWARE.id),
        Item("b", "pro", world.REVENUE.id),
        Item("c", "8000", world.REVENUE.id),
    ]
    for left, winner in ((items, "b"), (items[1:], "b"), (items[2:], "c")):
        (sold,) = planned(by=rules(*left))["sales_invoice"].request.body["SalesInvoiceLines"]
        assert sold["Item"] == winner


def test_an_item_that_is_kept_current_is_known_by_its_link():
    place = ("item", "item/pro")
    facts = known()
    asked = needs_beyond([invoice()], rules(), facts)
    assert place in asked.links and place in asked.booked
    assert not needs_beyond([invoice()], route(), facts).links
    facts.links[place] = LinkNow("posted", "kept")
    facts.booked[place] = Booked({"Code": "pro", "GLRevenue": world.REVENUE.id})
    other = Item("other", "no such", world.REVENUE.id)
    (sold,) = planned(by=rules(other), facts=facts)["sales_invoice"].request.body[LINES]
    assert sold["Item"] == "kept"
    # What Exact tells by now goes before what was sent.
    told = Item("kept", "PRO~1", world.HARDWARE.id)
    assert problem(by=rules(told), facts=facts) == ("Unmapped", "item_ledger_differs")
    for link in (LinkNow("planned"), LinkNow("posted", "kept", gone=True)):
        facts.links[place] = link
        assert problem(by=rules(other), facts=facts) == ("Unmapped", "item_missing")


def test_the_round_off_takes_the_item_of_its_ledger():
    body = planned(invoice(line(), round_off="0.01"))["sales_invoice"].request.body
    assert [sold["Item"] for sold in body["SalesInvoiceLines"]] == ["item-1", "item-2"]
    assert body["SalesInvoiceLines"][1]["AmountFC"] == "0.01"


def test_items_follow_the_lines_that_are_booked():
    lines = (line("0.00", None, external_id="free"), line("10.00"), line("5.00", price=""))
    items = (*ITEMS, Item("item-3", "8000", world.REVENUE.id))
    body = planned(invoice(*lines), rules(*items))["sales_invoice"].request.body
    assert [(sold["Item"], sold["AmountFC"]) for sold in body["SalesInvoiceLines"]] == [
        ("item-1", "10.00"),
        ("item-3", "5.00"),
    ]


def test_a_line_without_an_item_stops_its_invoice():
    assert problem(by=rules(Item("x", "PRO-EUR", world.REVENUE.id))) == ("Unmapped", "item_missing")


def test_an_item_that_books_elsewhere_stops_its_invoice():
    for ledger in (world.HARDWARE.id, ""):
        by = rules(Item("x", "pro-eur", ledger))
        assert problem(by=by) == ("Unmapped", "item_ledger_differs")


# What stops it --------------------------------------------------------------------------------


def test_what_chargebee_sends_as_an_einvoice_is_not_sent_once_more():
    document = invoice(einvoiced=True)
    assert problem(document) == ("Invalid", "sales_invoice_einvoiced")
    assert plan([document], route(), known())[0].request


def test_a_rate_that_cannot_be_sent_stops_it():
    document = invoice(currency="USD", vat_rate=("EUR", world.Decimal("0.9")))
    assert problem(document) == ("Invalid", "sales_invoice_rate")
    assert planned(document, rules(rate_source="exact"))["sales_invoice"].request


def test_vat_within_the_amount_stops_it():
    by = rules(tax=world.taxes(({"tax_name": "BTW"}, world.HIGH_WITHIN)))
    assert problem(by=by) == ("Unmapped", "sales_invoice_vat_within")


def test_the_gates_of_an_entry_come_first():
    by = rules(Item("x", "no such", ""), calendar=world.calendar([(2026, 10)]))
    assert problem(by=by)[1] == "vat_return_differs"


def test_nothing_is_planned_for_an_invoice_that_does_not_go():
    (entry,) = plan([invoice(status="pending")], rules(), known())
    assert entry.rule


@settings(max_examples=150, deadline=None)
@given(documents.invoices())
def test_any_invoice_is_the_same_amount_as_its_entry(document):
    ledgers = {one.id: one.code for one in (world.REVENUE, world.ROUNDING)}
    items = {code: Item(f"item-{code}", code, ledger) for ledger, code in ledgers.items()}
    within = frozenset(code for code in documents.CODES if code.startswith("I"))
    by = replace(documents.RULES, invoices=InvoiceRules(False, items, ledgers, within))
    *first, entry = plan([document], by, known())
    if not first:
        # Nothing is made where nothing may be printed.
        assert entry.rule == "zero" or entry.problem.code == "sales_invoice_vat_within"
        return
    lines = first[0].request.body["SalesInvoiceLines"]
    assert not {sold["VATCode"] for sold in lines} & within
    tax = sum(Decimal(sold.get("VATAmountFC", 0)) for sold in lines)
    assert tax == document.tax
    assert sum(Decimal(sold["AmountFC"]) for sold in lines) + tax == document.total
    assert all(sold["NetPrice"] == sold["AmountFC"] for sold in lines)
    booked = entry.request.body["SalesEntryLines"]
    assert [sold["Item"] for sold in lines] == [
        f"item-{ledgers[each['GLAccount']]}" for each in booked
    ]


# What was begun -------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [rules(), rules(Item("x", "no such", "")), route()])
@pytest.mark.parametrize("state", ["posted", "posting", "uncertain"])
def test_what_was_sent_is_printed_whatever_the_route_wants_now(state, by):
    found = planned(by=by, facts=made(state))
    assert list(found) == ["sales_entry"]
    assert found["sales_entry"].needs_link == INVOICE
    assert found["sales_entry"].request.path == "salesinvoice/PrintedSalesInvoices"


def test_what_was_never_sent_is_given_up_with_the_option():
    for state in PLANNABLE:
        found = planned(by=route(), facts=made(state))
        assert found["sales_invoice"].rule == "superseded"
        assert found["sales_entry"].request.path == "salesentry/SalesEntries"


def test_an_invoice_that_somebody_left_out_is_not_printed():
    for state in ("blocked", "refused", "ignored"):
        entry = planned(facts=made(state))["sales_entry"]
        assert (entry.problem.code, entry.needs_link) == ("sales_invoice_first", INVOICE)


def test_an_unprinted_invoice_of_a_voided_document_is_shown():
    document = invoice(status="voided", voided=world.DAY)
    assert problem(document, facts=made()) == ("Invalid", "sales_invoice_left")
    (entry, *_void) = plan([document], rules(), known())
    assert entry.rule


def test_an_unprinted_invoice_that_changed_is_not_printed():
    facts = made()
    assert planned(facts=facts)["sales_entry"].request
    for changed in (
        invoice(line("90.00"), line("10.00")),
        invoice(due_date=world.TODAY),
        invoice(line(description="Another")),
    ):
        assert problem(changed, facts=facts) == ("Conflict", "sales_invoice_differs")


def test_an_invoice_that_was_found_there_is_printed():
    facts = made()
    facts.booked.clear()
    assert planned(facts=facts)["sales_entry"].request


def test_what_was_printed_is_left_alone():
    facts = made()
    facts.links[ENTRY] = LinkNow("posted", GUID)
    (entry,) = plan([invoice(einvoiced=True)], rules(), facts)
    assert entry.kind == "sales_entry" and entry.problem is None


def test_what_goes_back_at_once_needs_no_paper():
    both = rules(voided_unposted="both")
    document = invoice(status="voided", voided=world.TODAY)
    entry = plan([document], both, known())[0]
    assert (entry.kind, entry.request.path) == ("sales_entry", "salesentry/SalesEntries")


# What goes by it later ------------------------------------------------------------------------


def test_a_credit_note_takes_back_what_was_printed_as_a_sales_entry():
    facts = after(invoice())
    plain = credit_world.sent(credit_note(), facts)
    printed = planned()["sales_entry"].request.body
    facts.booked[ENTRY] = replace(facts.booked[ENTRY], body=printed)
    by = rules()
    found = plan([credit_note()], by, facts)
    assert [one.kind for one in found] == ["sales_entry"]
    assert found[0].request.path == "salesentry/SalesEntries"
    assert found[0].request.body == plain


# Looking and printing -------------------------------------------------------------------------


def client(server):
    return Exact(server.url, "1", lambda rejected: "token")


def page(*rows):
    return Reply(200, json.dumps({"d": {"results": list(rows)}}))


def ask(body=None):
    whole = body or planned()["sales_invoice"].request.body
    found = resolve(whole, {(*world.ACCOUNT, "external_id"): GUID})
    return Ask(1, "sales_invoice", "INV-1", found, Facts(date=world.DAY, currency="EUR"))


def there(**changes):
    return {
        "InvoiceID": GUID.upper(),
        "InvoiceNumber": None,
        "YourRef": "INV-1",
        "OrderedBy": GUID,
        "Currency": "EUR",
        "AmountFC": 121.0,
        "OrderDate": "/Date(1791417600000)/",
        "Type": 8020,
        **changes,
    }


def entry(**changes):
    return {
        "EntryID": "e-1",
        "EntryNumber": 26700001,
        "YourRef": "INV-1",
        "Customer": GUID,
        "Currency": "EUR",
        "Rate": 1,
        "AmountFC": 121.0,
        "EntryDate": "/Date(1791417600000)/",
        **changes,
    }


def looked(*replies):
    with serve(in_turn(*replies)) as server:
        return look(client(server), [ask()])[1]


def test_an_invoice_is_found_again():
    for number in (None, 26700001):
        found = looked(page(there(InvoiceNumber=number)))
        assert (found.external_id, found.number) == (GUID, "")


def test_an_entry_of_the_number_stands_for_the_invoice():
    found = looked(page(), page(entry()))
    assert (found.external_id, found.number) == ("e-1", "")
    assert looked(page(), page()) is None
    assert looked(page(there(Type=8021)), page()) is None


@pytest.mark.parametrize(
    "differs",
    [
        {"AmountFC": 121.01},
        {"Currency": "USD"},
        {"OrderedBy": "other"},
        {"OrderDate": "/Date(1791504000000)/"},
    ],
)
def test_an_invoice_that_is_another_one_is_a_conflict(differs):
    found = looked(page(there(**differs)))
    assert (type(found), found.code) == (Conflict, "entry_differs")


def printed(*replies):
    body = planned()["sales_entry"].request.body
    known_ids = {(*world.ACCOUNT, "external_id"): GUID, (*INVOICE, "external_id"): "i-1"}
    with serve(in_turn(*replies)) as server:
        found = send(
            client(server), "POST", "salesinvoice/PrintedSalesInvoices",
            resolve(body, known_ids), "create",
        )  # fmt: skip
        return found, server.requests


def answer(**fields):
    return Reply(201, json.dumps({"d": {"InvoiceID": "i-1", **fields}}))


def test_printing_sends_its_own_fields_and_reads_the_entry():
    found, requests = printed(answer(), page(entry(YourRef="inv-1"), entry()))
    assert (found.external_id, found.number) == ("e-1", "26700001")
    assert json.loads(found.text)["Rate"] == 1
    assert json.loads(requests[0].body) == {
        "InvoiceID": "i-1",
        "InvoiceDate": "2026-10-08T00:00:00",
        "ReportingYear": 2026,
        "ReportingPeriod": 10,
        "SendEmailToCustomer": False,
        "SendInvoiceToCustomerPostbox": False,
        "SendInvoiceViaPeppol": False,
        "SendOutputBasedOnAccount": False,
    }


def test_a_mail_that_was_not_sent_is_kept_with_the_answer():
    found, _requests = printed(answer(EmailCreationError="no address"), page(entry()))
    kept = json.loads(found.text)
    assert (kept["EmailCreationError"], kept["Rate"]) == ("no address", 1)


def test_a_printed_invoice_whose_entry_is_not_seen_may_stand():
    with pytest.raises(Uncertain) as found:
        printed(answer(DocumentCreationError="no layout"), page())
    assert found.value.code == "print_not_seen"
    assert found.value.params["error"] == "no layout"
    with pytest.raises(Uncertain):
        printed(answer(), Reply(403, ""))


def test_an_entry_that_exact_made_otherwise_is_shown():
    with pytest.raises(Conflict) as found:
        printed(answer(), page(entry(AmountFC=121.01)))
    assert found.value.code == "entry_differs"
