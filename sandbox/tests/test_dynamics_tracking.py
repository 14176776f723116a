"""Change tracking: delta links, what they tell and in which order, and when they end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox import dynamics
from sandbox.dynamics.seed.principals import RUNTIME

from .dataverse import Dataverse

TRACK = "odata.track-changes"
PATH = "accounts?$select=name,accountnumber"
DAY = 86_400


@pytest.fixture
def crm() -> Iterator[Dataverse]:
    with dynamics.start(accounts=12) as running:
        yield Dataverse(running)
        assert running.app.crashes == []


def read_all(crm: Dataverse, path: str, prefer: str) -> tuple[list[Any], str, int]:
    """All entries, the delta link at the end, and the number of pages."""
    found, pages = [], 0
    while True:
        body = crm.get(path, Prefer=prefer)
        pages += 1
        found += body["value"]
        if "@odata.nextLink" not in body:
            return found, body["@odata.deltaLink"], pages
        assert "@odata.deltaLink" not in body
        path = body["@odata.nextLink"]


def test_the_last_page_has_the_link_and_nothing_has_changed_since(crm: Dataverse) -> None:
    count = len(crm.get("accounts?$select=name")["value"])
    found, link, pages = read_all(crm, PATH, f"{TRACK},odata.maxpagesize=4")
    assert len(found) == count and pages == -(-count // 4)
    assert "$deltatoken=" in link and "$select=name,accountnumber" in link
    body = crm.get(link)
    assert body["value"] == [] and body["@odata.context"].endswith("/$delta")


def test_without_being_asked_for_there_is_no_link(crm: Dataverse) -> None:
    assert "@odata.deltaLink" not in crm.get(PATH)


def test_changes_come_by_version_and_deletions_last_own_writes_too(crm: Dataverse) -> None:
    found, link, _ = read_all(crm, PATH, TRACK)
    gone, changed = found[0]["accountid"], found[1]["accountid"]
    assert crm.call("DELETE", f"accounts({gone})")[0] == 204
    made = crm.create("accounts", {"name": "New"})
    assert crm.call("PATCH", f"accounts({changed})", {"name": "Changed"}, If_Match="*")[0] == 204
    short = crm.create("accounts", {"name": "Short"})
    crm.call("DELETE", f"accounts({short})")
    body = crm.get(link)
    rows, deleted = body["value"][:2], body["value"][2:]
    assert [(row["accountid"], row["name"]) for row in rows] == [(made, "New"),
                                                               (changed, "Changed")]  # fmt: skip
    assert [(one["id"], one["reason"]) for one in deleted] == [(gone, "deleted"),
                                                              (short, "deleted")]  # fmt: skip
    assert deleted[0]["@odata.context"].endswith("$metadata#accounts/$deletedEntity")
    assert set(rows[0]) == {"@odata.etag", "accountid", "name", "accountnumber"}
    assert crm.get(body["@odata.deltaLink"])["value"] == []
    assert crm.get(link)["value"] == body["value"]


def test_what_changes_while_pages_are_read_comes_with_the_next_link(crm: Dataverse) -> None:
    first = crm.get(PATH, Prefer=f"{TRACK},odata.maxpagesize=3")
    seen = first["value"][0]["accountid"]
    crm.call("PATCH", f"accounts({seen})", {"name": "Meanwhile"})
    _, link, _ = read_all(crm, first["@odata.nextLink"], f"{TRACK},odata.maxpagesize=3")
    assert [row["name"] for row in crm.get(link)["value"]] == ["Meanwhile"]


def test_changes_have_pages_too_and_none_is_lost_between_them(crm: Dataverse) -> None:
    found, link, _ = read_all(crm, PATH, TRACK)
    ids = [row["accountid"] for row in found[:6]]
    for number, row_id in enumerate(ids):
        crm.call("PATCH", f"accounts({row_id})", {"accountnumber": f"N{number}"})
    crm.call("DELETE", f"accounts({found[7]['accountid']})")
    first = crm.get(link, Prefer="odata.maxpagesize=3")
    crm.call("PATCH", f"accounts({ids[0]})", {"accountnumber": "again"})
    rest, following, _ = read_all(crm, first["@odata.nextLink"], "odata.maxpagesize=3")
    told = first["value"] + rest
    assert [row.get("accountid", row.get("id")) for row in told] == [*ids, found[7]["accountid"]]
    assert [row["accountnumber"] for row in crm.get(following)["value"]] == ["again"]


@pytest.mark.parametrize(
    "option", ["$filter=name eq 'x'", "$orderby=name", "$expand=primarycontactid", "$top=3"]
)
def test_only_select_goes_with_tracking(crm: Dataverse, option: str) -> None:
    status, body, _ = crm.call("GET", f"accounts?{option.replace(' ', '%20')}", Prefer=TRACK)
    name = option.partition("=")[0]
    assert status == 400
    assert body["error"]["message"] == (
        f'The "{name}" query parameter isn\'t supported when Change Tracking is enabled.'
    )


def test_a_table_must_have_it_enabled(crm: Dataverse) -> None:
    assert crm.code("GET", "customeraddresses?$select=city", Prefer=TRACK)[0] == 400


def test_who_may_not_read_everything_gets_no_link(crm: Dataverse) -> None:
    link = read_all(crm, PATH, TRACK)[1]
    values = {"user": "sales", "table": "account", "organisation_wide": False}
    crm.control("POST", "rights", values)
    assert crm.code("GET", PATH, Prefer=TRACK) == (403, "0x80040220")
    assert crm.code("GET", link) == (403, "0x80040220")
    assert crm.get(PATH)["value"]


def test_a_link_is_good_for_seven_days(crm: Dataverse) -> None:
    link = read_all(crm, PATH, TRACK)[1]
    crm.control("POST", "clock", {"forward": 7 * DAY - 60})
    crm.headers["Authorization"] = f"Bearer {crm.token()}"
    renewed = crm.get(link)["@odata.deltaLink"]
    crm.control("POST", "clock", {"forward": 120})
    assert crm.code("GET", link) == (400, "0x80044352")
    assert crm.get(renewed)["value"] == []


@pytest.mark.parametrize("token", ["1000", "x%21y", "1000%21yesterday"])
def test_a_token_that_is_none_is_refused(crm: Dataverse, token: str) -> None:
    assert crm.call("GET", f"accounts?$deltatoken={token}")[0] == 400


def test_changes_are_counted(crm: Dataverse) -> None:
    found, link, _ = read_all(crm, PATH, TRACK)
    token = link.partition("$deltatoken=")[2]
    crm.call("PATCH", f"accounts({found[0]['accountid']})", {"name": "C"})
    crm.call("DELETE", f"accounts({found[1]['accountid']})")
    assert crm.get(f"accounts/$count?$deltatoken={token}") == 2


def test_a_rolled_back_write_is_no_change(crm: Dataverse) -> None:
    found, link, _ = read_all(crm, PATH, TRACK)
    rows = [
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": found[0]["accountid"],
         "name": "Half"},
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": found[1]["accountid"],
         "name": "n" * 161},
    ]  # fmt: skip
    path = "accounts/Microsoft.Dynamics.CRM.UpdateMultiple"
    assert crm.call("POST", path, {"Targets": rows})[0] == 400
    assert crm.get(link)["value"] == []


def test_links_survive_the_end_of_the_server(tmp_path: Any) -> None:
    state = str(tmp_path / "state.sqlite")
    with dynamics.start(accounts=6, state=state) as running:
        crm = Dataverse(running)
        found, link, _ = read_all(crm, PATH, TRACK)
        crm.call("DELETE", f"accounts({found[0]['accountid']})")
        crm.call("PATCH", f"accounts({found[1]['accountid']})", {"name": "Later"})
    with dynamics.start(state=state) as running:
        again = Dataverse(running)
        path = link.replace(link.partition("/api/")[0], running.url)
        told = again.get(path)["value"]
        assert [row.get("name", row.get("reason")) for row in told] == ["Later", "deleted"]


def test_the_run_time_app_tracks_what_it_only_reads(crm: Dataverse) -> None:
    reader = Dataverse(crm.running, RUNTIME, "runtime-secret")
    assert read_all(reader, PATH, TRACK)[1]
