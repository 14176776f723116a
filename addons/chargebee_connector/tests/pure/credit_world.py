"""A posted invoice, and credit notes that take parts of it back."""

from dataclasses import replace

import exact_world as world
from exact_world import body, invoice, known, line, plan, route

from odoo.addons.chargebee_connector.ledger.plan import Booked, LinkNow
from odoo.addons.chargebee_connector.systems.exact.places import place

ENTRY = LinkNow("posted", "99999999-2222-3333-4444-555555555555")
#: Rules under which nothing that was posted could be mapped any more.
UNMAPPED = route(
    revenue=world.revenue(({"item": "no such"}, world.HARDWARE)),
    tax=world.taxes(({"tax_name": "no such"}, world.LOW)),
    term=world.terms(({"net_term_days": "99"}, "99")),
)


def credit(net="40.00", *taxed, takes="li_1", **fields):
    """Return a line that takes back a part of one of the invoice's."""
    return line(net, *taxed, **{"external_id": "cl_1", "credits": takes, **fields})


def credit_note(*lines, **fields):
    """Return a credit note of the invoice INV-1, over 40.00 and 21 % unless lines are given."""
    standard = {
        "kind": "credit_note",
        "external_id": "CN-1",
        "type": "refundable",
        "reason": "waiver",
        "credits": "INV-1",
        "due_date": None,
        "net_term_days": "",
    }
    return invoice(*(lines or (credit(),)), **{**standard, **fields})


def booked(document, rules=None, **changes):
    """Return what was posted of a document."""
    sent = body(document, rules)
    sign = document.sign
    return replace(Booked(sent, {}, document.total * sign, document.tax * sign, ""), **changes)


def after(*documents, rules=None, link=ENTRY, **fields):
    """Return what is known once these documents are posted."""
    facts = known(**fields)
    for document in documents:
        place_of = place(document.kind, document.external_id)
        facts.records[document.kind, document.external_id] = document
        facts.links[place_of] = link
        if link.state == "posted":
            facts.booked[place_of] = booked(document, rules)
    return facts


def first(word, facts, rules=None):
    """Return the outcome of a word itself, whatever follows from it."""
    return plan([word], rules or route(), facts)[0]


def sent(word, facts, rules=None):
    """Return the body of a word that must be planned."""
    outcome = first(word, facts, rules)
    assert outcome.state == "planned", outcome.problem or outcome.rule
    return outcome.request.body


def stopped(word, facts, rules=None):
    """Return (class, code) of what stops a word."""
    problem = first(word, facts, rules).problem
    assert problem is not None
    return type(problem).__name__, problem.code
