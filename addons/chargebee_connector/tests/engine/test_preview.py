"""Preview: exactly what would be posted, and nothing of it is sent or kept."""

import json
from collections import defaultdict
from decimal import Decimal

import pytest

from odoo.exceptions import UserError


def lines(run) -> dict:
    """(kind, key) → text of the request that a preview shows."""
    return {
        (line.kind, line.key): line.request
        for line in run.sudo().preview_ids
        if line.state == "planned"
    }


def preview(world):
    world.route.action_preview()
    (run,) = world.work()
    return run


def test_a_preview_shows_byte_for_byte_what_is_posted(mapped):
    run = preview(mapped)
    shown = lines(run)
    # What credits an invoice is made from that invoice's own entry, so it is previewed after it.
    waited = run.preview_ids.filtered(lambda line: "invoice_first" in (line.problem or ""))
    waited = set(waited.mapped("key"))
    mapped.go_live()
    mapped.sync()
    done = mapped.links(state="posted").filtered(lambda link: link.attempt)
    assert waited & set(done.mapped("key"))
    done = done.filtered(lambda link: link.key not in waited)
    assert done
    assert {(link.kind, link.key): link.sudo().request for link in done} == shown


def test_a_preview_sends_nothing_and_leaves_nothing_behind(mapped):
    before = mapped.sql("SELECT count(*) FROM billing_link")
    waiting = mapped.sql("SELECT id, xmin::text FROM billing_todo ORDER BY id")
    mapped.exact.forget_calls()
    mapped.site.forget_calls()
    run = preview(mapped)
    assert run.state == "done"
    assert mapped.exact.calls() == []
    assert mapped.site.calls() == []
    assert mapped.sql("SELECT count(*) FROM billing_link") == before
    assert mapped.sql("SELECT id, xmin::text FROM billing_todo ORDER BY id") == waiting


def test_a_preview_says_why_the_others_do_not_go(mapped):
    run = preview(mapped)
    blocked = run.preview_ids.filtered(lambda line: line.state == "blocked")
    skipped = run.preview_ids.filtered(lambda line: line.state == "skipped")
    assert blocked and all(line.problem_summary and line.problem_cure for line in blocked)
    assert skipped and all(line.rule for line in skipped)


def test_the_totals_add_up(mapped):
    run = preview(mapped)
    wanted = defaultdict(Decimal)
    system = mapped.target._system()
    for request in lines(run).values():
        request = json.loads(request)
        for _index, ledger, code, net, tax in system._totals(mapped.route, [request]):
            currency = request["body"]["Currency"]
            wanted[ledger, code, currency] += net + tax
    shown = defaultdict(Decimal)
    rows = mapped.sql(
        "SELECT t.ledger, t.vat_code, c.name, (t.amount_net + t.amount_tax)::text"
        "  FROM billing_preview_total t JOIN res_currency c ON c.id = t.currency_id"
        " WHERE t.run_id = %s",
        run.id,
    )
    for ledger, code, currency, amount in rows:
        shown[ledger, code, currency] += Decimal(amount)
    assert dict(shown) == dict(wanted)


def test_the_same_preview_again_has_the_same_fingerprint(mapped):
    assert preview(mapped).fingerprint == preview(mapped).fingerprint


def test_a_preview_of_a_selection_shows_it_and_its_customers(mapped):
    records = mapped.env["billing.record"].search([("kind", "=", "invoice")], limit=20)
    records.action_preview()
    (run,) = mapped.work()
    wanted = set(records.mapped("external_id"))
    assert {line.key for line in run.preview_ids if line.kind == "sales_entry"} == wanted
    going = {line.key for line in run.preview_ids if line.state == "planned"}
    customers = {
        f"customer/{record._payload()['customer_id']}"
        for record in records
        if record.external_id in going
    }
    assert customers and going >= customers


def test_nothing_is_previewed_of_what_is_posted(posted):
    assert lines(preview(posted)) == {}


def test_only_a_finished_preview_can_be_approved(mapped):
    mapped.route.action_preview()
    run = mapped.runs("preview")
    with pytest.raises(UserError):
        run.approve(run.fingerprint)


def test_a_preview_tells_how_many_calls_it_takes_and_when_it_is_done(mapped):
    run = preview(mapped)
    assert str(run.forecast_calls) in run.forecast_text
    assert run.forecast_done_at > run.finished_at
    mapped.go_live()
    posts = mapped.sync().filtered(lambda one: one.kind == "post")
    made = sum(one._counted().get("calls", 0) for one in posts)
    assert made
    assert abs(run.forecast_calls - made) <= 0.1 * made
