"""Items, and sales invoices: open until they are printed, then an entry in the books."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.tests.exact_caller import SALES, Exact

pytest_plugins = ("sandbox.tests.exact_fixtures",)
ITEMS = "logistics/Items"
INVOICES = "salesinvoice/SalesInvoices"
LINES = "salesinvoice/SalesInvoiceLines"
PRINTED = "salesinvoice/PrintedSalesInvoices"
UNKNOWN = "11111111-1111-4111-8111-111111111111"


def item(exact: Exact, **values: Any) -> str:
    answer = exact.post(ITEMS, {"Code": "SVC", "Description": "Service", **values})
    assert answer.status == 201, answer.text
    return str(answer.d["ID"])


def invoice(exact: Exact, *lines: dict[str, Any], **values: Any) -> dict[str, Any]:
    body = {
        "OrderedBy": exact.account("1"),
        "Journal": "70",
        "PaymentCondition": "14",
        "YourRef": "INV-1",
        "SalesInvoiceLines": list(lines),
        **values,
    }
    return {name: value for name, value in body.items() if value is not None}


def line(exact: Exact, **values: Any) -> dict[str, Any]:
    body = {"Item": exact.id_of(ITEMS, "SETUP"), "Quantity": 2, "NetPrice": "50", "VATCode": "2"}
    return {name: value for name, value in {**body, **values}.items() if value is not None}


def made(exact: Exact, *lines: dict[str, Any], **values: Any) -> dict[str, Any]:
    answer = exact.post(INVOICES, invoice(exact, *(lines or (line(exact),)), **values))
    assert answer.status == 201, answer.text
    return dict(answer.d)


def test_an_item_takes_its_ledger_from_itself_or_its_group(exact: Exact) -> None:
    group = exact.id_of("logistics/ItemGroups", "DNS")
    id_ = item(exact, ItemGroup=group, GLRevenue=exact.ledger("8025"), SalesVatCode="2")
    row = exact.get(f"{ITEMS}(guid'{id_}')").d
    assert (row["ItemGroupCode"], row["GLRevenueCode"], row["SalesVatCode"]) == (
        "DNS",
        "8025",
        "2  ",
    )
    assert exact.call("PUT", f"{ITEMS}(guid'{id_}')", {"GLRevenue": None}).status == 204
    assert exact.get(f"{ITEMS}(guid'{id_}')").d["GLRevenueCode"] is None
    other = item(exact, Code="X")
    assert exact.get(f"{ITEMS}(guid'{other}')").d["ItemGroupCode"] == "ABO"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"Code": None}, "Verplicht: Code"),
        ({"Description": ""}, "Verplicht: Omschrijving"),
        ({"Code": "SETUP"}, "Bestaat reeds: Code"),
        ({"Code": "x" * 31}, "Ongeldig: Code (maximale lengte: 30)"),
        ({"Description": "x" * 61}, "Ongeldig: Omschrijving (maximale lengte: 60)"),
        ({"ItemGroup": UNKNOWN}, "Ongeldige referentie: Artikelgroep"),
        ({"GLRevenue": UNKNOWN}, "Ongeldige referentie: Grootboekrekening"),
        ({"GLRevenue": "2150"}, "Ongeldig: Grootboekrekeningtype"),
        ({"SalesVatCode": "99"}, "Ongeldige referentie: Btw-code"),
    ],
)
def test_items_are_refused(exact: Exact, values: dict[str, Any], message: str) -> None:
    if values.get("GLRevenue") == "2150":
        values = {"GLRevenue": exact.ledger("2150")}
    answer = exact.post(ITEMS, {"Code": "SVC", "Description": "Service", **values})
    assert (answer.status, answer.message) == (500, message)


def test_an_open_invoice_books_nothing(exact: Exact) -> None:
    one = made(exact, line(exact), line(exact, Quantity=None, NetPrice=None, AmountFC="10"))
    assert (one["Status"], one["Type"], one["InvoiceNumber"], one["InvoiceDate"]) == (
        20,
        8020,
        None,
        None,
    )
    assert one["AmountFC"] == Decimal("133.1")
    assert exact.rows(SALES, select="EntryID") == []
    assert exact.ledgers() == {}
    rows = exact.rows(LINES, select="AmountFC,GLAccountDescription,ItemCode")
    assert [(row["AmountFC"], row["GLAccountDescription"], row["ItemCode"]) for row in rows] == [
        (100, "Omzet diensten", "SETUP"),
        (10, "Omzet diensten", "SETUP"),
    ]


def test_a_printed_invoice_is_processed_and_stands_in_the_books(exact: Exact) -> None:
    span = {"StartTime": "2026-10-01T00:00:00", "EndTime": "2026-12-31T00:00:00"}
    one = made(exact, line(exact, **span))
    body = {"InvoiceID": one["InvoiceID"], "InvoiceDate": "2026-10-08T00:00:00"}
    answer = exact.post(PRINTED, {**body, "SendEmailToCustomer": False})
    assert answer.status == 201
    path = f"{INVOICES}(guid'{one['InvoiceID']}')"
    row = exact.get(path).d
    (entry,) = exact.rows(SALES, select="EntryNumber,YourRef,AmountFC,EntryDate")
    assert (row["Status"], row["InvoiceNumber"]) == (50, entry["EntryNumber"])
    assert row["InvoiceDate"] == entry["EntryDate"] == "/Date(1791417600000)/"
    assert (entry["YourRef"], entry["AmountFC"]) == ("INV-1", 121)
    assert exact.ledgers() == {"1300": "121.00", "1510": "-21.00", "8020": "-100.00"}
    assert {cell["type"] for cell in exact.balance()["cells"]} == {20, 84}
    for again in (
        exact.post(PRINTED, body),
        exact.call("PUT", path, {"YourRef": "x"}),
        exact.call("DELETE", path),
        exact.post(LINES, {**line(exact), "InvoiceID": one["InvoiceID"]}),
    ):
        assert (again.status, again.message) == (500, "Reeds verwerkt")


def test_a_printed_credit_note_is_booked_negative(exact: Exact) -> None:
    one = made(exact, Type=8021)
    exact.post(PRINTED, {"InvoiceID": one["InvoiceID"], "InvoiceDate": "2026-10-08"})
    (entry,) = exact.rows(SALES, select="Type,AmountFC")
    assert (entry["Type"], entry["AmountFC"]) == (21, -121)


def test_an_open_invoice_is_changed_and_deleted(exact: Exact) -> None:
    one = made(exact)
    path = f"{INVOICES}(guid'{one['InvoiceID']}')"
    assert exact.call("PUT", path, {"YourRef": "INV-2"}).status == 204
    added = exact.post(LINES, {**line(exact, NetPrice="10"), "InvoiceID": one["InvoiceID"]}).d
    assert exact.get(path).d["AmountFC"] == Decimal("145.2")
    own = f"{LINES}(guid'{added['ID']}')"
    assert exact.call("PUT", own, {"NetPrice": "20"}).status == 204
    assert exact.get(path).d["AmountFC"] == Decimal("169.4")
    used = exact.call("DELETE", f"{ITEMS}(guid'{exact.id_of(ITEMS, 'SETUP')}')")
    assert used.message.startswith("Kan niet verwijderen: Artikel SETUP")
    assert exact.call("DELETE", own).status == 204
    row = exact.get(path).d
    assert (row["YourRef"], row["AmountFC"], row["Status"]) == ("INV-2", 121, 20)
    assert exact.call("DELETE", path).status == 204
    told = exact.rows(
        "sync/Deleted", filter="Timestamp gt 0L and EntityType eq 13", select="EntityKey"
    )
    assert [row["EntityKey"] for row in told] == [one["InvoiceID"]]
    assert exact.rows(LINES, select="ID") == []


@pytest.mark.parametrize(
    ("values", "own", "message"),
    [
        ({"OrderedBy": None}, {}, "Verplicht: Besteld door"),
        ({"OrderedBy": UNKNOWN}, {}, "Ongeldige referentie: Besteld door"),
        ({"Journal": None}, {}, "Verplicht: Dagboek"),
        ({"Journal": "20"}, {}, "Ongeldig: Dagboek (type)"),
        ({"Type": 8030}, {}, "Ongeldig: Factuur (type)"),
        ({"PaymentCondition": None}, {}, "Verplicht: Betalingsconditie"),
        ({"SalesInvoiceLines": []}, {}, "Ontbrekend: Regels"),
        ({}, {"Item": None}, "Verplicht: Artikel"),
        ({}, {"Item": UNKNOWN}, "Ongeldige referentie: Artikel"),
        ({}, {"VATCode": "99"}, "Ongeldige referentie: Btw-code"),
        ({}, {"StartTime": "2026-10-01"}, "Verplicht: Tot en met"),
    ],
)
def test_invoices_are_refused(
    exact: Exact, values: dict[str, Any], own: dict[str, Any], message: str
) -> None:
    answer = exact.post(INVOICES, invoice(exact, line(exact, **own), **values))
    assert (answer.status, answer.message) == (500, message)
    assert exact.rows(INVOICES, select="InvoiceID") == []


def test_an_invoice_to_a_prospect_or_an_unknown_one_to_print_is_refused(exact: Exact) -> None:
    answer = exact.post(INVOICES, invoice(exact, line(exact), OrderedBy=exact.account("9")))
    assert (answer.status, answer.message) == (500, "Ongeldig: Klant (Type)")
    answer = exact.post(PRINTED, {"InvoiceID": UNKNOWN})
    assert (answer.status, answer.message) == (500, "Ongeldige referentie: Verkoopfactuur")
    assert exact.post(PRINTED, {}).message == "Verplicht: Verkoopfactuur"
    assert exact.get(PRINTED).status == 405
