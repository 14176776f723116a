"""Movements of money of the customer of `exact_world`, and journals that take them."""

from dataclasses import replace
from decimal import Decimal

import exact_world as world
from credit_world import after
from exact_world import invoice, table

from odoo.addons.chargebee_connector.ledger.plan import Booked, LinkNow, ref
from odoo.addons.chargebee_connector.ledger.words import Applied, Transaction
from odoo.addons.chargebee_connector.systems.exact import bank_rules, rules
from odoo.addons.chargebee_connector.systems.exact.places import place
from odoo.addons.chargebee_connector.systems.exact.plan import plan

RECEIVABLE = rules.Ledger("guid-1300", "1300", "Debiteuren", 20)
ADVANCE = rules.Ledger("guid-2160", "2160", "Vooruitontvangen", 21)
CLEARING = bank_rules.Journal("21", "Betaalprovider", 12, "EUR", True)
BANK = ("bank_entry", "transaction/txn_1")
THERE = LinkNow("posted", "77777777-2222-3333-4444-555555555555")


def journals(*rows):
    return table(bank_rules.PAYMENT, *(rows or (({}, CLEARING),)))


def route(**changes):
    """Return Rules that book money; changes of `bank` are given by their own names."""
    own = ("date_from", "journals", "receivable", "receivables", "in_advance", "advance", "shared")
    money = {name: changes.pop(name) for name in own if name in changes}
    standard = bank_rules.BankRules(None, journals(), RECEIVABLE)
    return world.route(bank=replace(standard, **money), **changes)


def used(number="INV-1", amount="121.00", kind="invoice"):
    return Applied(kind, number, Decimal(amount))


def payment(amount="121.00", *uses, **fields):
    """Return a payment by card, of the whole of INV-1 unless its uses are given."""
    standard = {
        "external_id": "txn_1",
        "kind": "payment",
        "status": "success",
        "currency": "EUR",
        "amount": Decimal(amount),
        "date": world.DAY,
        "customer": "acme",
        "gateway": "stripe",
        "gateway_account": "gw_1",
        "payment_method": "card",
        "applied": uses or (used(amount=amount),),
    }
    return Transaction(**{**standard, **fields})


def refund(amount="48.40", *uses, **fields):
    """Return a refund of the whole of CN-1 unless its uses are given."""
    uses = uses or (used("CN-1", amount, "credit_note"),)
    return payment(amount, *uses, kind="refund", **fields)


def books(*documents, **fields):
    """Return what is known once these documents are posted; INV-1 when none are given."""
    documents = documents or (invoice(),)
    facts = after(*(one for one in documents if one.kind == "invoice"), **fields)
    for note in documents:
        if note.kind == "credit_note":
            where = place("credit_note", note.external_id)
            facts.records["credit_note", note.external_id] = note
            facts.links[where] = THERE
            facts.booked[where] = Booked({"Customer": ref(*world.ACCOUNT)}, {}, -note.total)
    return facts


def with_payment(facts, word, state="posted", rules=None):
    """Add a movement to what is known, as it was planned."""
    outcome = plan([word], rules or route(), facts)[0]
    place = (outcome.kind, outcome.key)
    facts.records["transaction", word.external_id] = word
    facts.links[place] = replace(THERE, state=state) if state == "posted" else LinkNow(state)
    if state == "posted":
        facts.booked[place] = Booked(outcome.request.body, {}, outcome.facts.total)
    return facts


def credited(*notes, **fields):
    """Return the invoice INV-1 with credit notes that were used for it."""
    return invoice(
        credited=tuple(Applied("credit_note", n, Decimal(a)) for n, a in notes), **fields
    )


def first(word, facts=None, rules=None):
    """Return the outcome of a movement itself."""
    return plan([word], rules or route(), facts or books())[0]


def lines(word, facts=None, rules=None):
    """Return (amount, reference, ledger) of the lines of a movement that must be planned."""
    outcome = first(word, facts, rules)
    assert outcome.state == "planned", outcome.problem or outcome.rule
    return [
        (one["AmountFC"], one["OurRef"]["$ref"][1] if "OurRef" in one else "", one["GLAccount"])
        for one in outcome.request.body["BankEntryLines"]
    ]


def stopped(word, facts=None, rules=None):
    """Return (class, code, what it waits for) of what stops a movement."""
    outcome = first(word, facts, rules)
    assert outcome.problem is not None, outcome
    return type(outcome.problem).__name__, outcome.problem.code, outcome.needs_link
