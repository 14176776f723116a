"""Calls that change customers and make quotes, and looks whether they were done.

Source: apidocs.chargebee.com, "Update billing info for a customer": an address is replaced as a
whole, and a VAT number that is left out is lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from ....ledger.agree import same
from ....ledger.problems import Conflict, Invalid, Problem, Uncertain
from ....ledger.pull import Ask, Posted
from ....ledger.text import dump, parse
from ..client import Chargebee
from . import customers, making, people, quotes
from .held import Held, customer
from .rules import ADDRESS, field_of

KINDS = (customers.KIND, people.KIND, making.KIND, quotes.KIND)

#: What goes along with an address so that it isn't lost.
_KEPT = ("vat_number", "vat_number_prefix", "business_customer_without_vat_number")


def handles(request: dict) -> bool:
    """Say whether a request is one of a customer, a contact or a quote."""
    return request["path"].startswith(("/customers", "/quotes"))


def look(client: Chargebee, asks: Iterable[Ask]) -> dict[int, Posted | Problem | None]:
    """Return for each ask (by its id) what stands in Chargebee: Posted, a Conflict, or None."""
    judges = {
        customers.KIND: _change,
        people.KIND: _person,
        making.KIND: _customer,
        quotes.KIND: _quote,
    }
    return {ask.id: judges[ask.kind](client, ask) for ask in asks}


def _held(client, external_id) -> Held | None:
    pulled = client.fetch("customer", external_id)
    return None if pulled is None or pulled.deleted else customer(pulled.text)


def _change(client, ask):
    """A change was made when every field says so already."""
    held = _held(client, ask.body["customer"])
    if held is None:
        return None
    done = all(
        same(held.fields.get(name, ""), value, field_of(name).kind)
        for name, value in ask.body["fields"].items()
    )
    return Posted(held.external_id) if done else None


def _person(client, ask):
    held = _held(client, ask.key.split("/")[1])
    for contact in held.contacts if held else ():
        fields = {f"contact[{name}]": getattr(contact, name) for name in people.FIELDS}
        if all(ask.body[name] == value for name, value in fields.items()):
            return Posted(contact.external_id)
    return None


def _customer(client, ask):
    held = _held(client, ask.body["id"])
    return None if held is None else Posted(held.external_id)


def _quote(client, ask):
    """A quote is found by the line that its notes begin with."""
    mark = ask.body["notes"].split("\n")[0]
    found = [
        told
        for told in client.quotes(ask.body["customer"])
        if (told.get("notes") or "").split("\n")[0] == mark and not told.get("deleted")
    ]
    if len(found) > 1:
        ids = ", ".join(sorted(str(told.get("id")) for told in found))
        return Conflict("crm_quote_twice", quote=mark, quotes=ids)
    return Posted(found[0]["id"], found[0]["id"], dump(found[0])) if found else None


def send(client: Chargebee, request: dict) -> Posted:
    """Send one request and return what stands in Chargebee then.

    Raises what the client raises; an answer that can't be read is Uncertain.
    """
    body, path = request["body"], request["path"]
    if "fields" in body:
        form = _form(client, body) if path.endswith("/update_billing_info") else body["fields"]
        answer = client.post(path, form, once=request["once"])
    else:
        form = {name: value for name, value in body.items() if name != "customer"}
        answer = client.post(path, form, once=request["once"])
    with suppress(KeyError, TypeError, Invalid, StopIteration):
        return _posted(path, body, answer)
    raise Uncertain("unreadable_answer", path=path)


def _posted(path, body, answer):
    if "quote" in answer:
        quote = answer["quote"]
        return Posted(quote["id"], quote["id"], dump(quote))
    held = customer(answer["customer"])
    if path.endswith("_contact"):
        email = body["contact[email]"]
        return Posted(
            next(one.external_id for one in held.contacts if same(one.email, email, "email"))
        )
    return Posted(held.external_id)


def _form(client, body):
    """Return the whole billing data: as they stand at this moment, with what changes."""
    pulled = client.fetch("customer", body["customer"])
    if pulled is None:
        raise Invalid("crm_customer_gone", customer=body["customer"])
    source = parse(pulled.text)
    address = source.get("billing_address") or {}
    form = {name: _text(source[name]) for name in _KEPT if source.get(name) is not None}
    form.update(
        {
            f"billing_address[{name}]": _text(value)
            for name, value in address.items()
            if name not in ("object", "validation_status") and value is not None
        }
    )
    for name, value in body["fields"].items():
        if name.startswith(ADDRESS):
            name = f"billing_address[{name.removeprefix(ADDRESS)}]"
        form[name] = value
    return form


def _text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
