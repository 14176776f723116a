"""Who books in our journals: asked for all of them at once, told journal by journal."""

from datetime import date

from odoo.addons.chargebee_connector.systems.exact import owners


class Books:
    """Answers with the same rows whatever is asked, and notes what was."""

    def __init__(self, *rows: dict) -> None:
        self.rows_there = list(rows)
        self.wheres: list[str] = []

    def rows(self, _path, *, select, where):
        assert "JournalCode" in select
        self.wheres.append(where)
        yield self.rows_there


def entry(name: str, journal: str, number: int) -> dict:
    return {"EntryID": name, "JournalCode": f"{journal} ", "EntryNumber": number}


def test_all_journals_go_by_one_look():
    books = Books(entry("A", "21", 1), entry("B", "22", 2), entry("C", "21", 3))
    found = owners.entries_of_others(books, {"22", "21"}, None, None, ())
    assert found == {"21": {"a": "1", "c": "3"}, "22": {"b": "2"}}
    assert books.wheres == ["(JournalCode eq '21' or JournalCode eq '22')"]


def test_only_what_is_new_and_not_ours_is_told():
    books = Books(entry("A", "21", 1), entry("B", "21", 2))
    begin, since = date(2026, 3, 1), date(2026, 11, 20)
    assert owners.entries_of_others(books, {"21"}, begin, since, {"a"}) == {"21": {"b": "2"}}
    assert books.wheres == [
        "(JournalCode eq '21') and FinancialYear ge 2026"
        " and Created ge datetime'2026-11-20T00:00:00'"
    ]
