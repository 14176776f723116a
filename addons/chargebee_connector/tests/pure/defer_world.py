"""A route on which memo entries spread revenue, and what is known of it as entries are posted."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import exact_world as world
import memo_world

from odoo.addons.chargebee_connector.ledger.plan import Booked, LinkNow
from odoo.addons.chargebee_connector.systems.exact import memo
from odoo.addons.chargebee_connector.systems.exact.deferral_rules import MEMO, Deferral
from odoo.addons.chargebee_connector.systems.exact.plan import needs, plan

OPTIONS = Deferral(mode=MEMO, ledger=world.BALANCE)
POSTED = LinkNow("posted", world.GUID)
SALE = ("sales_entry", "INV-1")


def route(closed=(), **options):
    """Return Rules under which revenue is spread by memo entries; `closed` as in memo_world."""
    rules = memo_world.route(closed)
    return replace(rules, deferral=False, spreading=replace(OPTIONS, **options))


def year(net="1200.00", *taxed, **fields):
    """Return a line of the year that begins in October 2026."""
    days = {"date_from": date(2026, 10, 1), "date_to": date(2027, 9, 30)}
    return world.line(net, *taxed, **{**days, **fields})


def post(facts, outcome, place=None):
    """Let an outcome stand in the books; a member stands when the entry that takes it does."""
    place = place or (outcome.kind, outcome.key)
    assert outcome.state == "planned", outcome.problem or outcome.rule
    facts.links[place] = POSTED
    facts.booked[place] = Booked(outcome.request.body, {}, outcome.facts.total, outcome.facts.tax)


def sell(facts, document, rules):
    """Post a document's sales entry."""
    facts.records[document.kind, document.external_id] = document
    post(facts, plan([document], rules, facts)[0])


def deferrals(document, rules, facts):
    """Return {key: outcome} of what is deferred and released; all of it must be asked for."""
    found = [one for one in plan([document], rules, facts) if one.kind == memo.KIND]
    asked = needs([document], rules)
    for one in found:
        assert (one.kind, one.key) in asked.links
    assert len({one.key for one in found}) == len(found)
    return {one.key: one for one in found}


def amounts(outcomes):
    """Return {key: what goes off revenue} of what is planned."""
    return {
        key: sum((Decimal(line["AmountFC"]) for line in one.request.body["Lines"]), Decimal("0"))
        for key, one in outcomes.items()
        if one.state == "planned"
    }
