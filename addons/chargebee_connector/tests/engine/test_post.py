"""Post: once, to the cent, and only what may go."""

import hashlib
import json
import threading
import time
from collections import defaultdict
from decimal import Decimal

import pytest
from papers import invoice, line
from sales import ENTRIES, add, entries, only, post, posts
from world import World

from odoo.exceptions import UserError

# --- the books --------------------------------------------------------------------------------


def test_the_books_are_equal_to_the_cent(posted):
    """Per ledger and per VAT code, in each currency: what was sent is what Exact's balance says."""
    revenue, base, vat = defaultdict(Decimal), defaultdict(Decimal), defaultdict(Decimal)
    system = posted.target._system()
    for link in posted.links(kind="sales_entry", state="posted"):
        request = json.loads(link.sudo().request)
        currency = request["body"]["Currency"]
        for _index, ledger, code, net, tax in system._totals(posted.route, [request]):
            revenue[ledger.partition(" ")[0], currency] += net
            base[code, currency] += net
            vat[code, currency] += tax
    balance = posted.exact.get("trial_balance", division="100001")
    assert Decimal(balance["total_dc"]) == 0
    assert {currency for _ledger, currency in revenue} >= {"EUR", "USD"}
    assert booked(balance["ledgers"], "posted_fc", revenue) == revenue
    assert booked(balance["vat"], "base_fc", base) == base
    assert booked(balance["vat"], "vat_fc", vat) == vat


def booked(rows: list[dict], column: str, wanted: dict) -> dict:
    """What a report of Exact says for these (code, currency); revenue is a credit there."""
    told = {row["code"]: row[column] for row in rows}
    return {
        (code, currency): -Decimal(told.get(code, {}).get(currency, "0"))
        for code, currency in wanted
    }


def test_what_chargebee_charged_is_posted_skipped_or_blocked(posted):
    """Per currency: Chargebee's total − skipped − blocked − posted = 0."""
    told = defaultdict(Decimal)
    for currency, statuses in posted.site.get("totals")["invoice"].items():
        told[currency] = sum(Decimal(one["total"]) for one in statuses.values())
    linked = dict(
        posted.sql(
            "SELECT r.payload::json->>'currency_code',"
            "       sum((r.payload::json->>'total')::numeric / CASE"
            "           WHEN r.payload::json->>'currency_code' = 'JPY' THEN 1 ELSE 100 END)"
            "  FROM billing_link l JOIN billing_record r ON r.id = l.record_id"
            " WHERE l.source_kind = 'invoice' AND l.state IN ('posted', 'skipped', 'blocked')"
            " GROUP BY 1"
        )
    )
    assert {currency: Decimal(str(total)) for currency, total in linked.items()} == told
    assert not posted.links(state="planned")


def test_nothing_stands_twice_in_exact(posted):
    assert posted.exact.get("duplicates", division="100001") == {
        "sales_entries": [],
        "accounts": [],
    }


def test_every_link_knows_its_number_there(posted):
    done = posted.links(state="posted").filtered(
        lambda link: link.kind not in ("account_update", "main_contact")
    )
    assert all(link.external_id and link.target_number for link in done)


def test_a_second_sync_sends_nothing(posted):
    posted.exact.forget_calls()
    runs = posted.sync()
    assert set(runs.mapped("state")) == {"done"}
    assert posted.exact.calls("POST") == []
    assert posted.exact.calls("PUT") == []


def test_a_long_number_is_shortened_and_stands_whole_in_the_description(mapped):
    number = "INVOICE/2026/" + "9" * 37
    only(mapped, number)
    mapped.go_live()
    post(mapped)
    digest = hashlib.sha256(number.encode()).hexdigest()[:8]
    (entry,) = entries(mapped, f"{number[:31]}~{digest}")
    assert entry["Description"].startswith(number)


# --- refusals ---------------------------------------------------------------------------------


@pytest.fixture
def refused(mapped):
    """A world that posted "first" and "second"; Exact refused "hardware" for its ledger."""
    only(mapped, "first", "second")
    mapped.site.post(
        "mutate",
        kind="invoice",
        record=invoice("hardware", "ada", [line(entity_id="scanner-EUR")]),
    )
    mapped.pull()
    mapped.plan()
    mapped.exact.post(
        "mutate",
        division=100001,
        entity="financial/GLAccounts",
        code="8030",
        set={"IsBlocked": True},
    )
    mapped.go_live()
    mapped.route.action_post()
    (mapped.posting,) = mapped.work()
    return mapped


def test_a_refusal_stops_only_its_own_document(refused):
    assert refused.posting.state == "done"
    link = refused.link("hardware")
    assert (link.state, link.problem_code) == ("refused", "ledger_blocked")
    assert "Geblokkeerd: Grootboekrekening" in link.problem_summary, "Exact's own words"
    assert {refused.link(key).state for key in ("first", "second")} == {"posted"}


def test_a_period_closed_after_planning_is_a_refusal_in_words(mapped):
    only(mapped, "late")
    mapped.plan()
    mapped.exact.post(
        "mutate",
        division=100001,
        entity="read/financial/JournalStatusList",
        where={"Journal": "70", "Year": 2026, "Period": 3},
        set={"Status": 1},
    )
    mapped.go_live()
    mapped.route.action_post()
    mapped.work()
    link = mapped.link("late")
    assert link.state == "refused"
    assert "period" in link.problem_code
    assert link.problem_summary and link.problem_cure


def test_what_was_refused_is_not_sent_again_by_itself(refused):
    refused.exact.forget_calls()
    refused.sync()
    assert posts(refused) == []
    assert refused.link("hardware").state == "refused"


def test_a_person_can_send_a_refused_one_again(refused):
    refused.exact.post(
        "mutate",
        division=100001,
        entity="financial/GLAccounts",
        code="8030",
        set={"IsBlocked": False},
    )
    refused.link("hardware").action_retry()
    refused.work()
    assert refused.link("hardware").state == "posted"
    assert len(entries(refused, "hardware")) == 1


def test_a_refused_one_goes_when_it_has_changed(refused):
    ledger = refused.reference("gl_account", "8020")
    row = refused.env["billing.mapping.revenue"].search([("item_price", "=", "scanner-EUR")])
    row.reference_id = ledger
    refused.sync()
    assert refused.link("hardware").state == "posted"


def test_an_ignored_one_is_never_sent(mapped):
    only(mapped, "left-out")
    mapped.plan()
    mapped.link("left-out").action_ignore("Booked by hand")
    mapped.go_live()
    mapped.sync()
    assert mapped.link("left-out").state == "ignored"
    assert entries(mapped, "left-out") == []


# --- what may not be posted -------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "shadow", "paused"])
def test_only_a_live_route_posts(mapped, state):
    only(mapped, "kept")
    mapped.route.state = state
    mapped.exact.forget_calls()
    mapped.sync()
    with pytest.raises(UserError):
        mapped.route.action_post()
    assert mapped.link("kept").state == "planned"
    assert mapped.exact.calls("POST", "/api/") == []


def test_pausing_stops_a_post_after_its_call(mapped):
    only(mapped, "one", "two", "three")
    mapped.go_live()
    mapped.plan()
    mapped.exact.fault("hold", method="POST", path=ENTRIES)
    mapped.route.action_post()
    mapped.commit()
    worker = threading.Thread(target=mapped.work)
    other = World(mapped.database, mapped.site, mapped.exact)
    worker.start()
    while not mapped.exact.get("holds")["held"]:
        time.sleep(0.02)
    other.route.action_pause()
    other.commit()
    other.close()
    mapped.exact.post("release")
    worker.join(20)
    assert sorted(mapped.link(key).state for key in ("one", "two", "three")) == [
        "planned",
        "planned",
        "posted",
    ]


def test_only_what_an_approved_preview_showed_is_posted(mapped):
    mapped.route.approval_required = True
    only(mapped, "shown", "moved")
    mapped.go_live()
    mapped.route.action_preview()
    (preview,) = mapped.work()
    with pytest.raises(UserError):
        preview.approve("0" * 64)
    assert preview.approve(preview.fingerprint)
    mapped.site.post("mutate", kind="invoice", id="moved", set={"due_date": 1780000000})
    add(mapped, "unseen")
    post(mapped)
    assert mapped.link("shown").state == "posted"
    assert mapped.link("moved").state == "planned"
    assert mapped.link("unseen").state == "planned"
