"""For any two states of a document: what is sent for the second makes the first into it."""

from decimal import Decimal

import crm_world
from dynamics_rows import Rows
from dynamics_world import organisation
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.chargebee_connector.ledger.plan import Known, resolve
from odoo.addons.chargebee_connector.systems.dynamics.places import row_id
from odoo.addons.chargebee_connector.systems.dynamics.plan import plan
from odoo.addons.chargebee_connector.systems.dynamics.post import send
from odoo.addons.chargebee_connector.systems.dynamics.rules import DELETE, MARK

amounts = st.none() | st.decimals(-1000, 1000, places=2)
lines = st.dictionaries(st.sampled_from("abcd"), st.tuples(amounts, st.booleans()), max_size=4)


@st.composite
def documents(draw):
    parts = tuple(
        crm_world.line_row(
            name,
            values={"amount": amount},
            lookups={"price": ("item_price", "p")} if has_price else {},
        )
        for name, (amount, has_price) in sorted(draw(lines).items())
    )
    return crm_world.invoice_row(
        parts=parts,
        values={
            "status": draw(st.sampled_from(["due", "paid", "strange"])),
            "total": draw(amounts),
        },
        lookups=draw(st.sampled_from([{}, {"customer": ("customer", "c1")}])),
        entity=draw(st.sampled_from(["", "nl", "be"])),
        deleted=draw(st.booleans()),
    )


#: Marks of the version; and a currency, which stays when there is no amount left.
_NOT_SHOWN = ("cb_resourceversion", "cb_updatedat", "transactioncurrencyid@odata.bind")

STANDING = crm_world.posted("customer", "c1") | crm_world.posted("item_price", "p", "price")
IDS = {(*where, "external_id"): link.external_id for where, link in STANDING.items()}


def sent(client, rows, document, links, rules):
    """Plan a document and send what comes of it; return the links as they are then."""
    outcomes = plan([document], rules, Known(links=links))
    for outcome in outcomes:
        if not outcome.request:
            continue
        body = resolve(outcome.request.body, IDS)
        send(client, {"method": outcome.request.method, "body": body})
        links = {**links, **crm_world.posted("invoice", "INV-1", content=outcome.content)}
    return links


def shown(rows):
    """Return what a person sees: rows that aren't marked, without the version's marks."""
    return {
        (entity_set, row): {
            name: value
            for name, value in values.items()
            if value is not None and name not in _NOT_SHOWN
        }
        for entity_set, stored in rows.sets.items()
        for row, values in stored.items()
        if not values["cb_deleted"]
    }


@settings(deadline=None, max_examples=60)
@given(
    states=st.lists(documents(), min_size=2, max_size=4),
    deleted=st.sampled_from([MARK, DELETE]),
)
def test_updates_lead_where_a_whole_row_would(states, deleted):
    rules = crm_world.replace_deleted(deleted)
    stepped, whole = Rows(), Rows()
    with organisation(stepped) as (_server, client):
        links = dict(STANDING)
        for document in states:
            links = sent(client, stepped, document, links, rules)
        calls = len(stepped.calls)
        sent(client, stepped, states[-1], links, rules)
        assert len(stepped.calls) == calls, "what is unchanged is not sent"
    with organisation(whole) as (_server, client):
        sent(client, whole, states[-1], dict(STANDING), rules)
    assert shown(stepped) == shown(whole)


def test_amounts_that_are_equal_are_unchanged():
    one = crm_world.invoice_row((), values={"total": Decimal("20.00")})
    other = crm_world.invoice_row((), values={"total": Decimal("20.0")})
    links = {**STANDING, **crm_world.standing(one, known=Known(links=STANDING))}
    assert plan([other], crm_world.RULES, Known(links=links)) == []
    assert links["cb_invoice", "invoice/INV-1"].external_id == row_id("acme", "invoice", "INV-1")
