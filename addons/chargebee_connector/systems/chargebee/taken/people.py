"""People of a CRM's account as contacts of its customers in Chargebee.

Source: apidocs.chargebee.com, "Add contacts to a customer", "Update contacts for a customer".
"""

from __future__ import annotations

from ....ledger import states
from ....ledger.agree import same
from ....ledger.plan import Facts, Known, Needs, Outcome, Request
from ....ledger.text import dump
from .customers import SETTLED, customers_of
from .held import Held, HeldContact
from .rules import Rules
from .told import CONTACT, Told

KIND = "customer_contact"

#: Columns of a contact in the CRM, and the fields of one in Chargebee.
_COLUMNS = {
    "firstname": "first_name",
    "lastname": "last_name",
    "emailaddress1": "email",
    "telephone1": "phone",
}

FIELDS = tuple(_COLUMNS.values())


def chain(thing: Told, customer: str) -> tuple[str, str]:
    """Return the place below which what was done of a person stands."""
    return KIND, f"{thing.external_id}/{customer}"


def needs_beyond(thing: Told, known: Known, asked: Needs) -> None:
    """Ask for what was done of a person before."""
    if thing.kind == CONTACT:
        for customer in customers_of(thing.account, known):
            asked.below.add(chain(thing, customer))


def plan(thing: Told, rules: Rules, known: Known) -> list[Outcome]:
    """Return what becomes of a person: added as a contact, changed, or nothing.

    A contact in Chargebee has an e-mail address, so a person without one isn't added. Only those
    that were added or found here are changed, and none is ever deleted.
    """
    if thing.kind != CONTACT or not rules.contacts or not thing.decides:
        return []
    fields = {name: thing.columns.get(column, "") for column, name in _COLUMNS.items()}
    if not fields["email"]:
        return []
    outcomes = []
    for customer in customers_of(thing.account, known):
        held = known.there.get(("customer", customer))
        if held is not None and not held.deleted:
            outcomes += _of(thing, held, fields, known)
    return outcomes


def _of(thing, held: Held, fields, known):
    kind, below = chain(thing, held.external_id)
    links = {
        int(key.rsplit("/", 1)[1]): known.links[kind, key]
        for kind, key in known.below.get((kind, below), ())
    }
    settled = [number for number, link in links.items() if link.state in SETTLED]
    number, content = max(settled, default=0) + 1, dump(fields)
    link = links.get(number)
    if link is not None and link.state not in states.PLANNABLE:
        return []
    outcome = {
        "kind": kind,
        "key": f"{below}/{number}",
        "source": (thing.kind, thing.external_id),
        "facts": Facts(title=f"{fields['first_name']} {fields['last_name']}".strip()),
        "content": content,
    }
    before = links[max(settled)] if settled else None
    if before is not None and before.content == content:
        return [Outcome(**outcome, rule="superseded")] if link is not None else []
    found = _found(held, fields["email"], before.external_id if before else "")
    if found is not None and _alike(found, fields):
        return [Outcome(**outcome, adopt=found.external_id)]
    action = "update_contact" if found is not None else "add_contact"
    body = {f"contact[{name}]": value for name, value in fields.items()}
    if found is not None:
        body["contact[id]"] = found.external_id
    else:
        # Whoever is added gets no mail by itself and is nobody's billing contact.
        body["contact[enabled]"] = "true"
    path = f"/customers/{held.external_id}/{action}"
    return [Outcome(**outcome, request=Request("POST", path, body, "keyed"))]


def _found(held, email, external_id) -> HeldContact | None:
    """Return the contact that was made of this person, else the one of the same address."""
    for contact in held.contacts:
        if contact.external_id == external_id:
            return contact
    for contact in held.contacts:
        if same(contact.email, email, "email"):
            return contact
    return None


def _alike(contact, fields):
    return all(
        same(getattr(contact, name), value, "email" if name == "email" else "")
        for name, value in fields.items()
    )
