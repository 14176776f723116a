"""A route on which every option of memo entries is chosen, and what is known there."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import exact_world as world
from credit_world import credit, credit_note

from odoo.addons.chargebee_connector.ledger.plan import Booked, LinkNow
from odoo.addons.chargebee_connector.systems.exact import memo
from odoo.addons.chargebee_connector.systems.exact.memo_rules import MemoRules
from odoo.addons.chargebee_connector.systems.exact.plan import plan
from odoo.addons.chargebee_connector.systems.exact.rules import Ledger

DEBTORS = Ledger("guid-1300", "1300", "Debiteuren", 20)
BAD_DEBT = Ledger("guid-4510", "4510", "Afgeboekte vorderingen", 121)
SUSPENSE = Ledger("guid-1540", "1540", "Btw oninbaar", 24)
WITHHELD = Ledger("guid-1350", "1350", "Te vorderen bronbelasting", 26)
DISCOUNT = Ledger("guid-8080", "8080", "Kortingen", 110)
GOODWILL = Ledger("guid-4600", "4600", "Coulance", 121)
CREDITS = Ledger("guid-2170", "2170", "Tegoeden klanten", 90)

OPTIONS = MemoRules(
    journal="90",
    receivable=DEBTORS,
    bad_debt=BAD_DEBT,
    vat_suspense=SUSPENSE,
    withheld=WITHHELD,
    zero_discount=DISCOUNT,
    goodwill=GOODWILL,
    store_credit=CREDITS,
    reclaim_journal="91",
    reclaim_allows_vat=True,
    reclaim_code=world.HIGH,
)


def route(closed=(), **options):
    """Return Rules with memo options; `closed` are (journal, year, number)."""
    rules = world.route(country="NL", memo=replace(OPTIONS, **options))
    return replace(rules, calendar=type(rules.calendar)(world.months(), closed))


def write_off(*lines, **fields):
    """Return the credit note that writes the whole invoice INV-1 off: 121.00."""
    standard = {"type": "adjustment", "reason": "write_off", "date": date(2026, 10, 15)}
    return credit_note(*(lines or (credit("100.00"),)), **{**standard, **fields})


def memos(word, facts, rules=None):
    """Return the outcomes of a word that are memo entries, by key."""
    found = plan([word], rules or route(), facts)
    kept = [one for one in found if one.kind == memo.KIND]
    assert len({one.key for one in kept}) == len(kept)
    return {one.key: one for one in kept}


def sent(outcome):
    """Return the lines of an entry that must be planned: (ledger, amount, account?, settles)."""
    assert outcome.state == "planned", outcome.problem or outcome.rule
    assert outcome.request.repeat == "create"
    assert outcome.request.path == "generaljournalentry/GeneralJournalEntries"
    lines = outcome.request.body["GeneralJournalEntryLines"]
    amounts = [Decimal(one["AmountFC"]) + Decimal(one.get("AmountVATFC", 0)) for one in lines]
    assert sum(amounts) == 0
    assert {one["Description"] for one in lines} == {lines[0]["Description"]}
    return [
        (
            one["GLAccount"],
            one["AmountFC"],
            one["Account"]["$ref"][1] if "Account" in one else "",
            tuple(one["OurRef"]["$ref"]) if "OurRef" in one else (),
        )
        for one in lines
    ]


def post(facts, outcome, **link):
    """Let an outcome stand in the books."""
    facts.links[outcome.kind, outcome.key] = LinkNow("posted", "guid-memo", **link)
    facts.booked[outcome.kind, outcome.key] = Booked(
        outcome.request.body, {}, outcome.facts.total, outcome.facts.tax, outcome.content
    )
