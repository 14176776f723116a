"""Recording payments in Chargebee, and looking whether one stands there already.

Source: apidocs.chargebee.com, "Record an invoice payment", "List payments for an invoice",
"Remove a payment from an invoice", "Delete an offline transaction", "Idempotent requests".
"""

from collections.abc import Iterable
from decimal import Decimal
from urllib.parse import quote

from ...ledger.problems import Conflict, Invalid, Problem, Uncertain, Waiting
from ...ledger.pull import Ask, Posted
from ...ledger.text import dump, parse
from .client import Chargebee
from .fields import places
from .receipts import PAYMENT
from .receivable import payment, receivable

_REFERENCE = "transaction[reference_number]"


def look(client: Chargebee, asks: Iterable[Ask]) -> dict[int, Posted | Problem | None]:
    """Return for each ask (by its id) what stands in Chargebee: Posted, a problem, or None.

    What is read is never out of date, as lists are. Where the payment isn't there, and less is due
    than it takes, it must be planned anew. Removals may be sent at any time: None.
    """
    return {ask.id: _payment(client, ask) if ask.kind == PAYMENT else None for ask in asks}


def _payment(client, ask):
    _line, _number, invoice = ask.key.split("/", 2)
    name = ask.body[_REFERENCE]
    found = []
    for told in client.payments(invoice):
        one = payment(told)
        if one.succeeded and one.reference == name:
            found.append((one, told))
    if len(found) > 1:
        ids = ", ".join(sorted(one.external_id for one, _told in found))
        return Conflict("payment_twice", receipt=name, payments=ids)
    amount = Decimal(ask.body["transaction[amount]"]).scaleb(-places(ask.facts.currency))
    if found:
        ((one, told),) = found
        if one.amount != amount:
            return Conflict(
                "payment_differs",
                receipt=name,
                payment=one.external_id,
                ours=amount,
                theirs=one.amount,
            )
        return Posted(one.external_id, name, dump(told))
    pulled = client.fetch("invoice", invoice)
    if pulled is None or receivable(pulled.text).due < amount:
        return Waiting("amount_due_moved", invoice=invoice)
    return None


def send(client: Chargebee, request: dict) -> Posted:
    """Send one request and return what stands in Chargebee then.

    Raises what the client raises; an answer that can't be read is Uncertain.
    """
    if request["repeat"] == "put":
        return _remove(client, request)
    answer = client.post(request["path"], request["body"], once=request["once"])
    try:
        made = answer["transaction"]
        one = payment(made)
    except (KeyError, TypeError, Invalid):
        raise Uncertain("unreadable_answer", path=request["path"]) from None
    return Posted(one.external_id, one.reference, dump(made))


def _remove(client, request):
    """Take a payment off its invoice and delete it, as far as that wasn't done already.

    Chargebee deletes only what is on no invoice, so these are two calls. Each is made once what
    stands there shows that it is still to be made: sent again, nothing is done twice.
    """
    path = request["path"]
    external_id = path.split("/")[2]
    invoice = request["body"]["invoice"]
    pulled = client.fetch("transaction", external_id)
    if pulled is None or pulled.deleted:
        return Posted(external_id)
    if invoice in payment(parse(pulled.text)).on:
        body = {"transaction[id]": external_id}
        client.post(f"/invoices/{quote(invoice, safe='')}/remove_payment", body)
    answer = client.post(path, {})
    return Posted(external_id, "", dump(answer.get("transaction") or {}))
