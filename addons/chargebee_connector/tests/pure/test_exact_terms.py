"""Payment terms as they are pulled: one call when nothing changed, lines of what is matched."""

from datetime import datetime, timezone
from decimal import Decimal

import pytest
from little_server import Reply, serve

from odoo.addons.chargebee_connector.ledger.text import parse
from odoo.addons.chargebee_connector.systems.exact import terms
from odoo.addons.chargebee_connector.systems.exact.client import Exact

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)
ENDED = "/Date(1793577600000)/"  # 2026-11-02
LONG_AGO = "/Date(1600000000000)/"


def row(version, *, status=20, kind=20, ended=ENDED, **fields):
    return {
        "Timestamp": str(version),
        "ID": f"T{version}",
        "TransactionID": f"L{version}",
        "TransactionEntryID": f"E{version}",
        "LineType": kind,
        "Status": status,
        "EndDate": ended if status == 50 else None,
        "AmountFC": 121,
        "AmountDC": 121,
        "Currency": "EUR",
        "TransactionType": 20,
        **fields,
    }


def pull(told, lines=(), deleted=(), cursor="", full=False):
    """Return (pages, requests as (path's last word, filter)); `told` are the pages of terms."""

    def answer(request):
        if request.path.endswith("TransactionLines"):
            content = {"results": list(lines)}
        elif request.path.endswith("Deleted"):
            content = {"results": list(deleted)}
        else:
            content = {"results": pages_left.pop(0)}
            if pages_left:
                content["__next"] = f"{server.url}/api/v1/1/sync/Cashflow/PaymentTerms?p=x" + str(
                    len(pages_left)
                )
        return Reply(200, {"d": content})

    pages_left = [list(page) for page in told]
    with serve(answer) as server:
        client = Exact(server.url, "1", lambda rejected: "t")
        found = list(terms.pages(client, cursor, NOW, full))
        asked = [
            (request.path.rpartition("/")[2], request.query.get("$filter", ""))
            for request in server.requests
        ]
    return found, asked


def test_nothing_new_is_one_call():
    pages, asked = pull([[]], cursor='{"terms":70,"deleted":60,"owed":false}')
    assert asked == [("PaymentTerms", "Timestamp gt 70L")]
    assert [(page.objects, page.more) for page in pages] == [((), False)]
    assert parse(pages[0].cursor) == {"terms": 70, "deleted": 60, "owed": False}


def test_an_open_term_asks_for_no_line_but_for_what_was_deleted():
    pages, asked = pull([[row(7)]])
    assert asked == [
        ("PaymentTerms", "Timestamp gt 1L"),
        ("Deleted", "Timestamp gt 1L and EntityType eq 10"),
    ]
    assert [len(page.objects) for page in pages] == [1, 0, 0]
    assert [page.more for page in pages] == [True, True, False]
    assert parse(pages[-1].cursor) == {"terms": 7, "deleted": 1, "owed": False}


def test_the_line_of_a_matched_term_is_kept_with_it():
    line = {"ID": "L7", "LineNumber": 2, "OffsetID": "L9"}
    pages, asked = pull([[row(7, status=50)]], [line])
    assert asked[1] == ("TransactionLines", "ID eq guid'l7'")
    word = terms.term(parse(pages[0].objects[0].text))
    assert (word.line_number, word.offset, word.matched) == (2, "l9", True)


def test_forty_lines_are_asked_for_in_a_call():
    many = [row(number, status=50) for number in range(2, 43)]
    asked = [name for name, _where in pull([many])[1]]
    assert asked.count("TransactionLines") == 2


@pytest.mark.parametrize(
    "some", [row(7, status=50, ended=LONG_AGO), row(7, status=50, kind=22), row(7, kind=22)]
)
def test_no_line_of_what_is_long_ago_or_owed_to_suppliers(some):
    assert [name for name, _where in pull([[some]])[1]] == ["PaymentTerms", "Deleted"]


def test_payables_are_left_out_and_still_move_the_cursor():
    pages, _asked = pull([[row(7, kind=22)]])
    assert [page.objects for page in pages] == [(), (), ()]
    assert parse(pages[-1].cursor)["terms"] == 7


def test_what_was_deleted_is_told_by_its_id_alone():
    pages, _asked = pull([[row(7)]], deleted=[{"Timestamp": "9", "EntityKey": "T3"}])
    (gone,) = pages[1].objects
    assert (gone.external_id, gone.deleted, gone.text, gone.version) == ("t3", True, "", "9")
    assert parse(pages[-1].cursor) == {"terms": 7, "deleted": 9, "owed": False}


def test_a_run_that_stopped_before_the_deletions_still_reads_them():
    _pages, asked = pull([[]], cursor='{"terms":7,"deleted":3,"owed":true}')
    assert [name for name, _where in asked] == ["PaymentTerms", "Deleted"]


def test_page_after_page_and_the_cursor_with_each():
    pages, _asked = pull([[row(7)], [row(9)]])
    assert [parse(page.cursor)["terms"] for page in pages[:2]] == [7, 9]
    assert all(parse(page.cursor)["owed"] for page in pages[:2])


def test_pages_out_of_order_keep_the_cursor_until_the_last():
    pages, _asked = pull([[row(9)], [row(7)]], cursor='{"terms":5,"deleted":5,"owed":false}')
    assert [parse(page.cursor)["terms"] for page in pages[:2]] == [9, 9]
    pages, _asked = pull([[row(9), row(7)], [row(8)]])
    assert [parse(page.cursor)["terms"] for page in pages[:2]] == [1, 9]


@pytest.mark.parametrize("cursor", ["", "x", "[]", '{"other": 1}'])
def test_a_cursor_that_says_nothing_begins_from_nothing(cursor):
    assert pull([[]], cursor=cursor)[1][0][1] == "Timestamp gt 1L"


def test_full_begins_from_nothing():
    cursor = '{"terms":70,"deleted":60,"owed":false}'
    assert pull([[]], cursor=cursor, full=True)[1][0][1] == "Timestamp gt 1L"


def test_by_what_a_term_is_tied_and_found():
    matched = {**row(7, status=50), "OffsetID": "L9"}
    assert terms.match_keys(matched) == [("line", "l7"), ("line", "l9"), ("entry", "e7")]
    unmatched = {**row(7), "OffsetID": "L9"}
    assert terms.match_keys(unmatched) == [("line", "l7"), ("entry", "e7"), ("open", "e7")]
    money = row(7, TransactionType=40)
    assert terms.match_keys(money) == [("line", "l7"), ("open", "e7")]


@pytest.mark.parametrize(
    ("sent", "read"),
    [("121.0000001", "121.00"), ("-0.1", "-0.10"), ("1.234", "1.234"), ("5", "5.00")],
)
def test_amounts_lose_the_dust_of_doubles(sent, read):
    assert str(terms.term(row(7, AmountFC=Decimal(sent))).amount) == read
