"""The mirror of Exact's accounts, and looks for what stands there already."""

from datetime import date, datetime, timezone
from decimal import Decimal
from types import SimpleNamespace

import pytest
from little_server import Reply, in_turn, serve

from odoo.addons.chargebee_connector.ledger.pull import Ask
from odoo.addons.chargebee_connector.systems.exact import mirror, moved
from odoo.addons.chargebee_connector.systems.exact.client import Exact
from odoo.addons.chargebee_connector.systems.exact.look import look

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)


def page(*found, following=None):
    content = {"results": list(found)}
    if following:
        content["__next"] = following
    return Reply(200, {"d": content})


def row(version, **fields):
    return {"Timestamp": version, "ID": f"ID-{version}", "Code": f"{version:>18}", **fields}


def client(server):
    return Exact(server.url, "1", lambda rejected: "t")


def read(replies, cursor="", full=False):
    """Return (versions and cursor of each page, the first filter)."""
    with serve(lambda request: next(left)) as server:
        left = iter(
            [page(*rows, following=more and f"{server.url}/x?{more}") for rows, more in replies]
        )
        pages = list(mirror.pages(client(server), "account", cursor, NOW, full))
        where = server.requests[0].query["$filter"]
    return [([each.version for each in one.objects], one.cursor, one.more) for one in pages], where


@pytest.mark.parametrize(
    ("cursor", "full", "where"),
    [
        ("", False, "Timestamp gt 1L"),
        ("70", False, "Timestamp gt 70L"),
        ("70", True, "Timestamp gt 1L"),
    ],
)
def test_where_a_pull_starts(cursor, full, where):
    assert read([([], None)], cursor, full)[1] == where


def test_nothing_new_keeps_the_cursor():
    assert read([([], None)], "70")[0] == [([], "70", False)]


def test_the_cursor_grows_page_by_page():
    replies = [([row(3), row(5)], 1), ([row(8)], 2), ([], None)]
    assert read(replies)[0] == [(["3", "5"], "5", True), (["8"], "8", False)]


@pytest.mark.parametrize("first", [[row(9), row(2)], [row(9)]])
def test_pages_out_of_order_move_the_cursor_at_the_end_only(first):
    pages = read([(first, 1), ([row(4)], 2), ([row(7)], None)], "1")[0]
    assert [cursor for _versions, cursor, _more in pages][1:] == ["1", "9"]


def test_a_mirrored_row():
    with serve(in_turn(page(row(3, Latitude=1.5)))) as server:
        found = next(mirror.pages(client(server), "account", "", NOW, False)).objects[0]
    assert (found.kind, found.external_id, found.version) == ("account", "id-3", "3")
    assert mirror.account(found.text).code == "3"
    with pytest.raises(ValueError):
        list(mirror.pages(None, "item", "", NOW, False))


def test_what_vanished_is_a_list_of_its_own():
    gone = {"Timestamp": 9, "EntityKey": "{A-7}", "EntityType": 2}
    with serve(in_turn(page(gone))) as server:
        (found,) = mirror.pages(client(server), mirror.DELETED, "4", NOW, False)
        (asked,) = server.requests
    (pulled,) = found.objects
    assert (pulled.kind, pulled.external_id, pulled.version) == ("account", "a-7", "9")
    assert pulled.deleted
    assert found.cursor == "9"
    assert asked.path == "/api/v1/1/sync/Deleted"
    assert asked.query["$filter"] == "Timestamp gt 4L and EntityType eq 2"
    assert mirror.match_keys(pulled.text) == []


def test_what_an_account_says_besides():
    found = mirror.account(
        {
            **PAYLOAD,
            "ChamberOfCommerce": "0123 4567",
            "AddressLine1": "Damrak 1",
            "AddressLine3": "II",
            "GLAR": "{G-1}",
            "MainContact": "M-1",
        }
    )
    assert (found.address, found.receivable, found.main_contact) == (
        ("Damrak 1", "II"),
        "g-1",
        "m-1",
    )
    assert ("chamber", "1234567") in mirror.keys_of(found)


@pytest.mark.parametrize(
    ("customers", "found"),
    [
        (["{A-1}", "a-1"], "a-1"),
        (["a-1", "a-2"], ""),
        (["a-1", None], ""),
        ([], ""),
    ],
)
def test_where_entries_stand_by_now(customers, found):
    rows = [{"EntryID": "e", "Customer": each} for each in customers]
    with serve(in_turn(page(*rows))) as server:
        assert moved.account_of(client(server), ["e-1", "e-2"]) == found
        (asked,) = server.requests
    assert asked.query["$filter"] == "EntryID eq guid'e-1' or EntryID eq guid'e-2'"


PAYLOAD = {
    "ID": "A-1",
    "Code": "                12",
    "Name": "Acmé B.V.",
    "VATNumber": "0044.95.445.B01",
    "Email": "AP@acme.example",
    "Postcode": "1012 LG",
    "City": "Amsterdam",
    "Country": "NL ",
    "SearchCode": "CB:x",
    "ChamberOfCommerce": None,
    "Status": "C",
    "StartDate": None,
    "EndDate": None,
    "Blocked": False,
}


def test_account():
    found = mirror.account(PAYLOAD)
    assert found == mirror.Account(
        "a-1",
        "12",
        "Acmé B.V.",
        "0044.95.445.B01",
        "AP@acme.example",
        "1012 LG",
        "Amsterdam",
        "NL",
        "CB:x",
        "",
        "C",
        True,
    )
    assert found.created_by_us
    assert not mirror.account({"ID": "x"}).created_by_us
    assert mirror.match_keys(PAYLOAD) == [
        ("code", "12"),
        ("search_code", "cb:x"),
        ("vat", "NL004495445B01"),
        ("email", "ap@acme.example"),
        ("name", "acme"),
    ]
    assert mirror.match_keys({"ID": "x"}) == []


@pytest.mark.parametrize(
    ("fields", "active"),
    [
        ({"EndDate": "/Date(1767225600000)/"}, True),
        ({"EndDate": "/Date(1767139200000)/"}, False),
        ({"StartDate": "/Date(1767225600000)/"}, True),
        ({"StartDate": "/Date(1767312000000)/"}, False),
        ({"Blocked": True}, False),
    ],
)
def test_active_on_new_years_day(fields, active):
    assert mirror.account({**PAYLOAD, **fields}, date(2026, 1, 1)).active == active


# Looks --------------------------------------------------------------------------------------


def entry(**fields):
    standard = {
        "EntryID": "E-1",
        "EntryNumber": 26700001,
        "YourRef": "INV-1",
        "Customer": "c-1",
        "Currency": "EUR",
        "AmountFC": 121.0,
        "EntryDate": "/Date(1759881600000)/",
    }
    return {**standard, **fields}


def ask(number=1, ref="INV-1", total="121.00"):
    facts = SimpleNamespace(total=Decimal(total), date=date(2025, 10, 8), currency="EUR")
    body = {"YourRef": ref, "Customer": "C-1", "Currency": "EUR"}
    return Ask(number, "sales_entry", ref, body, facts)


def looked(asks, *replies):
    with serve(in_turn(*replies)) as server:
        return look(client(server), asks), server.requests


@pytest.mark.parametrize(
    ("rows", "result"),
    [
        ([], None),
        ([entry()], "e-1"),
        ([entry(AmountFC=121.00000000000001)], "e-1"),
        ([entry(AmountFC=-121.0)], None),
        ([entry(AmountFC=-121.0), entry()], "e-1"),
        ([entry(YourRef="inv-1")], None),
        ([entry(), entry(EntryID="E-2")], "entry_twice"),
        ([entry(Customer="c-2")], "entry_differs"),
        ([entry(Currency="USD")], "entry_differs"),
        ([entry(AmountFC=121.01)], "entry_differs"),
        ([entry(EntryDate="/Date(1759968000000)/")], "entry_differs"),
    ],
)
def test_a_find_must_agree_in_everything(rows, result):
    found = looked([ask()], page(*rows))[0][1]
    if result is None:
        assert found is None
    elif result.startswith("entry_"):
        assert (type(found).__name__, found.code) == ("Conflict", result)
    else:
        assert (found.external_id, found.number) == (result, "26700001")


def test_a_conflict_shows_both_sides():
    params = looked([ask()], page(entry(AmountFC=100, Currency="USD")))[0][1].params
    assert params["differs"] == "currency, amount"
    assert (params["ours_amount"], params["theirs_amount"]) == ("121.00", "100")
    assert (params["ours_currency"], params["theirs_currency"]) == ("EUR", "USD")
    assert params["ours_date"] == params["theirs_date"] == "2025-10-08"


def test_a_credit_does_not_find_the_invoice_of_the_same_number():
    assert looked([ask(total="-121.00")], page(entry()))[0] == {1: None}


def test_looks_go_forty_at_a_time():
    asks = [ask(number, f"IN'V-{number}") for number in range(81)]
    found, requests = looked(asks, page(entry(YourRef="IN'V-3")), page(), page())
    assert [each.query["$filter"].count("YourRef eq") for each in requests] == [40, 40, 1]
    assert "YourRef eq 'IN''V-3'" in requests[0].query["$filter"]
    assert [number for number, each in found.items() if each] == [3]
    assert len(found) == 81


@pytest.mark.parametrize(
    ("rows", "result"),
    [
        ([], None),
        ([{"ID": "A-1", "Code": "  12", "SearchCode": "cb:x"}], "a-1"),
        ([{"ID": i, "Code": i, "SearchCode": "cb:x"} for i in "ab"], "account_twice"),
    ],
)
def test_accounts_are_found_by_our_key(rows, result):
    asks = [Ask(5, "account", "customer/x", {"SearchCode": "cb:x"}, None)]
    found, requests = looked(asks, page(*rows))
    assert requests[0].query["$filter"] == "SearchCode eq 'cb:x'"
    found = found[5]
    assert (found and (getattr(found, "code", "") or found.external_id)) == result


def test_updates_are_sent_again_without_a_look():
    update = Ask(6, "account_update", "customer/x/update/1", {"Name": "x"}, None)
    assert looked([update]) == ({6: None}, [])
