"""Change tracking: delta links, what they tell and in which order, and when they end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .dynamics_caller import Crm, running

TRACK = "odata.track-changes"
PATH = "accounts?$select=name,accountnumber"
DAY = 86_400


@pytest.fixture
def crm() -> Iterator[Crm]:
    with running(accounts=12) as caller:
        yield caller.connect("sales")


def read_all(crm: Crm, path: str, prefer: str) -> tuple[list[Any], str, int]:
    """All entries, the delta link at the end, and the number of pages."""
    found, pages = [], 0
    while True:
        body = crm.get(path, prefer).json
        pages += 1
        found += body["value"]
        if "@odata.nextLink" not in body:
            return found, body["@odata.deltaLink"], pages
        assert "@odata.deltaLink" not in body
        path = body["@odata.nextLink"]


def test_the_last_page_has_the_link_and_nothing_has_changed_since(crm: Crm) -> None:
    count = len(crm.get("accounts?$select=name").json["value"])
    found, link, pages = read_all(crm, PATH, f"{TRACK},odata.maxpagesize=4")
    assert len(found) == count and pages == -(-count // 4)
    assert "$deltatoken=" in link and "$select=name,accountnumber" in link
    body = crm.get(link).json
    assert body["value"] == [] and body["@odata.context"].endswith("/$delta")


def test_without_being_asked_for_there_is_no_link(crm: Crm) -> None:
    assert "@odata.deltaLink" not in crm.get(PATH).json


def test_changes_come_by_version_and_deletions_last_own_writes_too(crm: Crm) -> None:
    found, link, _ = read_all(crm, PATH, TRACK)
    gone, changed = found[0]["accountid"], found[1]["accountid"]
    assert crm.delete(f"accounts({gone})").status == 204
    made = crm.post("accounts", {"name": "New"}).entity_id
    assert crm.patch(f"accounts({changed})", {"name": "Changed"}, If_Match="*").status == 204
    short = crm.post("accounts", {"name": "Short"}).entity_id
    crm.delete(f"accounts({short})")
    body = crm.get(link).json
    rows, deleted = body["value"][:2], body["value"][2:]
    assert [(row["accountid"], row["name"]) for row in rows] == [(made, "New"),
                                                               (changed, "Changed")]  # fmt: skip
    assert [(one["id"], one["reason"]) for one in deleted] == [(gone, "deleted"),
                                                              (short, "deleted")]  # fmt: skip
    assert deleted[0]["@odata.context"].endswith("$metadata#accounts/$deletedEntity")
    assert set(rows[0]) == {"@odata.etag", "accountid", "name", "accountnumber"}
    assert crm.get(body["@odata.deltaLink"]).json["value"] == []
    assert crm.get(link).json["value"] == body["value"]


def test_what_changes_while_pages_are_read_comes_with_the_next_link(crm: Crm) -> None:
    first = crm.get(PATH, f"{TRACK},odata.maxpagesize=3").json
    seen = first["value"][0]["accountid"]
    crm.patch(f"accounts({seen})", {"name": "Meanwhile"})
    _, link, _ = read_all(crm, first["@odata.nextLink"], f"{TRACK},odata.maxpagesize=3")
    assert [row["name"] for row in crm.get(link).json["value"]] == ["Meanwhile"]


def test_changes_have_pages_too_and_none_is_lost_between_them(crm: Crm) -> None:
    found, link, _ = read_all(crm, PATH, TRACK)
    ids = [row["accountid"] for row in found[:6]]
    for number, row_id in enumerate(ids):
        crm.patch(f"accounts({row_id})", {"accountnumber": f"N{number}"})
    crm.delete(f"accounts({found[7]['accountid']})")
    first = crm.get(link, "odata.maxpagesize=3").json
    crm.patch(f"accounts({ids[0]})", {"accountnumber": "again"})
    rest, following, _ = read_all(crm, first["@odata.nextLink"], "odata.maxpagesize=3")
    told = first["value"] + rest
    assert [row.get("accountid", row.get("id")) for row in told] == [*ids, found[7]["accountid"]]
    assert [row["accountnumber"] for row in crm.get(following).json["value"]] == ["again"]


@pytest.mark.parametrize(
    "option", ["$filter=name eq 'x'", "$orderby=name", "$expand=primarycontactid", "$top=3"]
)
def test_only_select_goes_with_tracking(crm: Crm, option: str) -> None:
    answer = crm.get(f"accounts?{option.replace(' ', '%20')}", TRACK)
    name = option.partition("=")[0]
    assert answer.status == 400
    assert answer.message == (
        f'The "{name}" query parameter isn\'t supported when Change Tracking is enabled.'
    )


def test_a_table_must_have_it_enabled(crm: Crm) -> None:
    assert crm.get("customeraddresses?$select=city", TRACK).status == 400


def test_who_may_not_read_everything_gets_no_link(crm: Crm) -> None:
    link = read_all(crm, PATH, TRACK)[1]
    values = {"user": "sales", "table": "account", "organisation_wide": False}
    crm.control("POST", "rights", values)
    assert crm.get(PATH, TRACK).refusal == (403, "0x80040220")
    assert crm.get(link).refusal == (403, "0x80040220")
    assert crm.get(PATH).json["value"]


def test_a_link_is_good_for_seven_days(crm: Crm) -> None:
    link = read_all(crm, PATH, TRACK)[1]
    crm.control("POST", "clock", {"forward": 7 * DAY - 60})
    crm.connect("sales")
    renewed = crm.get(link).json["@odata.deltaLink"]
    crm.control("POST", "clock", {"forward": 120})
    assert crm.get(link).refusal == (400, "0x80044352")
    assert crm.get(renewed).json["value"] == []


@pytest.mark.parametrize("token", ["1000", "x%21y", "1000%21yesterday"])
def test_a_token_that_is_none_is_refused(crm: Crm, token: str) -> None:
    assert crm.get(f"accounts?$deltatoken={token}").status == 400


def test_changes_are_counted(crm: Crm) -> None:
    found, link, _ = read_all(crm, PATH, TRACK)
    token = link.partition("$deltatoken=")[2]
    crm.patch(f"accounts({found[0]['accountid']})", {"name": "C"})
    crm.delete(f"accounts({found[1]['accountid']})")
    assert crm.get(f"accounts/$count?$deltatoken={token}").json == 2


def test_a_rolled_back_write_is_no_change(crm: Crm) -> None:
    found, link, _ = read_all(crm, PATH, TRACK)
    rows = [
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": found[0]["accountid"],
         "name": "Half"},
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": found[1]["accountid"],
         "name": "n" * 161},
    ]  # fmt: skip
    path = "accounts/Microsoft.Dynamics.CRM.UpdateMultiple"
    assert crm.post(path, {"Targets": rows}).status == 400
    assert crm.get(link).json["value"] == []


def test_links_survive_the_end_of_the_server(tmp_path: Any) -> None:
    state = str(tmp_path / "state.sqlite")
    with running(accounts=6, state=state) as crm:
        crm.connect("sales")
        found, link, _ = read_all(crm, PATH, TRACK)
        crm.delete(f"accounts({found[0]['accountid']})")
        crm.patch(f"accounts({found[1]['accountid']})", {"name": "Later"})
    with running(state=state) as again:
        told = again.connect("sales").rows(link)
        assert [row.get("name", row.get("reason")) for row in told] == ["Later", "deleted"]


def test_the_run_time_app_tracks_what_it_only_reads(crm: Crm) -> None:
    assert read_all(crm.connect("runtime"), PATH, TRACK)[1]
