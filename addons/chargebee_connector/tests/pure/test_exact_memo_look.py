"""A memo entry that stands in Exact already: found by our key, taken only when it is the same."""

from decimal import Decimal

import pytest

from odoo.addons.chargebee_connector.ledger.plan import Facts
from odoo.addons.chargebee_connector.ledger.problems import Conflict
from odoo.addons.chargebee_connector.ledger.pull import Ask
from odoo.addons.chargebee_connector.systems.exact import memo, memo_look
from odoo.addons.chargebee_connector.systems.exact.look import look

KEY = "INV-1/write-off"
DAY = "/Date(1773273600000)/"  # 2026-03-12
ACCOUNT = "A3404621-2CC6-43F9-8EDA-7E96E30F54CE"


def line(amount, ledger="4510", account="", key=KEY):
    body = {
        "GLAccount": f"guid-{ledger}",
        "AmountFC": amount,
        "Date": "2026-03-12T00:00:00",
        "Description": key,
    }
    return {**body, "Account": account} if account else body


def ask(number=1, key=KEY, currency="EUR"):
    lines = [line("121.00", key=key), line("-121.00", "1300", ACCOUNT.lower(), key)]
    body = {"JournalCode": "90", "Currency": currency, memo.LINES: lines}
    return Ask(number, memo.KIND, key, body, Facts())


def told(amount, ledger="4510", account=None, entry="E1", key=KEY, day=DAY):
    return {
        "EntryID": entry,
        "EntryNumber": 26900001,
        "Description": key,
        "GLAccount": f"GUID-{ledger}",
        "Account": account,
        "AmountFC": amount,
        "Date": day,
    }


BOTH = [told(Decimal(121)), told(Decimal("-121.0"), "1300", ACCOUNT)]


class Books:
    """Answers like Exact's client: rows by path; keeps what it was asked."""

    def __init__(self, lines, currency="EUR"):
        self.asked = []
        self._rows = {
            memo_look.LINES_PATH: lines,
            memo.PATH: [
                {"EntryID": entry, "Currency": currency}
                for entry in {row["EntryID"] for row in lines}
            ],
        }

    def rows(self, path, select, where):
        self.asked.append((path, where))
        yield self._rows[path]


def test_it_is_found():
    books = Books(BOTH)
    found = look(books, [ask()])[1]
    assert (found.external_id, found.number) == ("e1", "26900001")
    assert [where for _path, where in books.asked] == [
        f"Description eq '{KEY}'",
        "EntryID eq guid'e1'",
    ]


def test_nothing_there_costs_one_call():
    books = Books([])
    assert look(books, [ask(), ask(2, "INV-2/write-off")]) == {1: None, 2: None}
    assert len(books.asked) == 1


def test_another_case_is_another_key():
    assert look(Books([{**row, "Description": KEY.lower()} for row in BOTH]), [ask()])[1] is None


def test_each_ask_gets_its_own():
    other = [{**row, "EntryID": "E2", "Description": "INV-2/write-off"} for row in BOTH]
    found = look(Books(BOTH + other), [ask(), ask(2, "INV-2/write-off"), ask(3, "x")])
    assert (found[1].external_id, found[2].external_id, found[3]) == ("e1", "e2", None)


@pytest.mark.parametrize(
    ("lines", "currency"),
    [
        (BOTH, "USD"),
        (BOTH[:1], "EUR"),
        ([*BOTH, told(Decimal(0))], "EUR"),
        ([told(Decimal("120.99")), BOTH[1]], "EUR"),
        ([told(Decimal(121), "4900"), BOTH[1]], "EUR"),
        ([BOTH[0], told(Decimal(-121), "1300", None)], "EUR"),
        ([told(Decimal(121), day="/Date(1773360000000)/"), BOTH[1]], "EUR"),
    ],
)
def test_what_differs_is_never_taken(lines, currency):
    found = look(Books(lines, currency), [ask()])[1]
    assert (type(found), found.code) == (Conflict, "memo_differs")
    assert found.params["ours"]


def test_two_entries_of_one_key():
    found = look(Books([*BOTH, *({**row, "EntryID": "E2"} for row in BOTH)]), [ask()])[1]
    assert (type(found), found.code) == (Conflict, "memo_twice")


@pytest.mark.parametrize(("amount", "same"), [("121", True), ("100", True), ("79", False)])
def test_vat_may_be_told_within_the_amount_or_beside_it(amount, same):
    taxed = {**line("100.00"), "VATCode": "2", "AmountVATFC": "21.00"}
    sent = [taxed, line("-121.00", "1300", ACCOUNT.lower())]
    asked = Ask(1, memo.KIND, KEY, {"Currency": "EUR", memo.LINES: sent}, Facts())
    rows = [{**told(Decimal(amount)), "AmountVATFC": Decimal(21)}, BOTH[1]]
    found = look(Books(rows), [asked])[1]
    assert (type(found) is Conflict) is not same
