"""POST on customers that touches more than one of them, or what hangs under one."""

from __future__ import annotations

from ..dataset.books import Record
from ..dataset.customers import token
from ..dataset.finish import add_balance
from ..wire import Reply
from .call import Call
from .customer_writes import saved
from .errors import ApiError, not_found, wrong_state, wrong_value
from .forms import Parameters

MERGE = Parameters(
    "from_customer_id:str<=50 to_customer_id:str<=50", required="from_customer_id to_customer_id"
)
DELETE = Parameters("delete_payment_method:bool")
RELATE = Parameters("parent_id:str<=50 payment_owner_id:str<=50 invoice_owner_id:str<=50")
NOTHING = Parameters("")
_CONTACT = (
    "contact[id]:str<=150 contact[first_name]:str<=150 contact[last_name]:str<=150 "
    "contact[email]:str<=70 contact[phone]:str<=50 contact[label]:str<=50 contact[enabled]:bool "
    "contact[send_billing_email]:bool contact[send_account_email]:bool"
)
ADD_CONTACT = Parameters(_CONTACT, required="contact[email]")
UPDATE_CONTACT = Parameters(_CONTACT, required="contact[id]")
DELETE_CONTACT = Parameters("contact[id]:str<=150", required="contact[id]")
_MOVED = ("invoice", "credit_note", "transaction", "promotional_credit", "unbilled_charge")
_FLAGS = ("enabled", "send_account_email", "send_billing_email")


def merge(call: Call) -> Reply:
    """Move all of one customer to another and delete it.

    The real API does this in the background. Documents get a new `resource_version` and no event
    of their own: who listens to events alone doesn't hear that their customer changed.
    """
    form = MERGE.read(call.request)
    loser = call.copy("customer", form["from_customer_id"])
    winner = call.copy("customer", form["to_customer_id"])
    if loser["id"] == winner["id"]:
        raise wrong_value("to_customer_id", "is the customer that is to be merged")
    if loser.get("business_entity_id") != winner.get("business_entity_id"):
        raise wrong_state("Customers of two business entities cannot be merged")
    for kind in _MOVED:
        for entry in list(call.site.tables[kind].current.values()):
            if entry.record.get("customer_id") == loser["id"]:
                _move(call, kind, entry.record["id"], winner["id"])
    winner["promotional_credits"] += loser["promotional_credits"]
    winner["unbilled_charges"] += loser["unbilled_charges"]
    for balance in loser.get("balances", ()):
        for field in ("refundable_credits", "excess_payments"):
            add_balance(winner, balance, field, balance[field])
    loser |= {"refundable_credits": 0, "excess_payments": 0, "promotional_credits": 0}
    loser |= {"unbilled_charges": 0, "deleted": True}
    loser.pop("balances", None)
    call.site.save("customer", loser)
    call.emit("customer_deleted", customer=loser)
    return saved(call, winner)


def _move(call: Call, kind: str, record_id: str, customer_id: str) -> None:
    record = call.site.tables[kind].copy(record_id)
    record["customer_id"] = customer_id
    for line in record.get("line_items", ()):
        line["customer_id"] = customer_id
    if kind == "promotional_credit":
        call.site.put(kind, record)
    else:
        call.site.save(kind, record)


def delete(call: Call, customer_id: str) -> Reply:
    """Delete a customer; its documents stay. Not with anything owed or left to spend."""
    record = call.copy("customer", customer_id)
    DELETE.read(call.request)
    for entry in call.site.tables["invoice"].current.values():
        invoice = entry.record
        if invoice["customer_id"] == customer_id and not invoice["deleted"]:
            if invoice["status"] not in ("paid", "voided"):
                raise wrong_state("The customer has invoices that are not paid")
    record["deleted"] = True
    return saved(call, record, "customer_deleted")


def relate(call: Call, customer_id: str) -> Reply:
    """Put a customer under another; who gets and who pays its invoices."""
    record = call.copy("customer", customer_id)
    form = RELATE.read(call.request)
    relationship = dict(record.get("relationship", {}))
    relationship |= {name: value for name, value in form.items() if value}
    above = _ancestors(call, customer_id, relationship.get("parent_id"))
    owner = relationship.setdefault("invoice_owner_id", customer_id)
    payer = relationship.setdefault("payment_owner_id", customer_id)
    if owner not in (customer_id, *above):
        raise wrong_value("invoice_owner_id", "is neither the customer nor above it")
    if payer not in (customer_id, owner):
        raise wrong_value("payment_owner_id", "is neither the customer nor its invoice owner")
    record["relationship"] = {**relationship, "object": "relationship"}
    return saved(call, record, "hierarchy_created")


def _ancestors(call: Call, customer_id: str, parent_id: str | None) -> list[str]:
    found: list[str] = []
    while parent_id:
        if parent_id == customer_id or parent_id in found:
            raise wrong_value("parent_id", "stands below the customer")
        found.append(parent_id)
        parent_id = call.copy("customer", parent_id).get("relationship", {}).get("parent_id")
    return found


def unrelate(call: Call, customer_id: str) -> Reply:
    record = call.copy("customer", customer_id)
    NOTHING.read(call.request)
    if record.pop("relationship", None) is None:
        raise wrong_state("The customer has no parent")
    return saved(call, record, "hierarchy_deleted")


def add_contact(call: Call, customer_id: str) -> Reply:
    """Add a person; the three switches are off unless they are sent."""
    record = call.copy("customer", customer_id)
    form = ADD_CONTACT.read(call.request)["contact"]
    contact: Record = {"id": f"contact_{token(call.rng(), 10)}", **dict.fromkeys(_FLAGS, False)}
    contact |= {name: value for name, value in form.items() if value is not None}
    if contact["id"] in {known["id"] for known in record.get("contacts", ())}:
        message = f"The value {contact['id']} is already present."
        raise ApiError(400, "duplicate_entry", message, param="contact[id]")
    record.setdefault("contacts", []).append({**contact, "object": "contact"})
    return saved(call, record)


def update_contact(call: Call, customer_id: str) -> Reply:
    record = call.copy("customer", customer_id)
    form = UPDATE_CONTACT.read(call.request)["contact"]
    contact = _contact(record, form["id"])
    for name, value in form.items():
        if value is None:
            contact.pop(name, None)
        else:
            contact[name] = value
    return saved(call, record)


def delete_contact(call: Call, customer_id: str) -> Reply:
    record = call.copy("customer", customer_id)
    contact = _contact(record, DELETE_CONTACT.read(call.request)["contact"]["id"])
    record["contacts"].remove(contact)
    return saved(call, record)


def _contact(record: Record, contact_id: str) -> Record:
    for contact in record.get("contacts", ()):
        if contact["id"] == contact_id:
            return contact
    raise not_found(contact_id)
