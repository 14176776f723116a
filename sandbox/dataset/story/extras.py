"""What hangs around the documents: credits, charges to come, entities, references, e-invoices."""

from __future__ import annotations

from ..books import Record
from ..calendar import DAY
from ..customers import Customer
from ..finish import add_balance
from ..settle import touch
from .lines import term, usage
from .ordinary import live
from .stage import Bill, Stage

People = dict[str, Customer]
_EINVOICES = (
    ("success", None),
    ("success", None),
    ("failed", "Peppol: the receiver is not registered"),
    ("in_progress", None),
    ("scheduled", None),
)


def plan_merged(stage: Stage, people: People) -> None:
    """Invoices of a customer that was merged into another afterwards."""
    loser, winner = people["cloud-merged"], people["cloud-winner"]

    def moved(record: Record) -> None:
        record["customer_id"] = winner.record["id"]
        for line in record["line_items"]:
            line["customer_id"] = winner.record["id"]
        live(stage, record, winner, stage.rng("merged", record["id"]))
        touch(record, stage.at(9, 1))

    for month in (2, 3, 4):
        when = stage.at(month, 8)
        lines = [term(loser, when, 1, stage.rng("merged", month))]
        stage.bill(Bill(when, loser, lines, moved, "of_a_merged_customer"))


def add_extras(stage: Stage, people: People) -> None:
    """Add all that no document is; called when the documents stand."""
    _merged(stage, people)
    _moved(stage, people)
    _entities(stage)
    _promotional_credits(stage)
    _unbilled(stage, people)
    _references(stage)
    _einvoices(stage)
    _descriptors(stage)


def _merged(stage: Stage, people: People) -> None:
    at = stage.at(9, 1)
    loser, winner = people["cloud-merged"].record, people["cloud-winner"].record
    loser["deleted"] = True
    touch(loser, at)
    touch(winner, at)
    stage.books.feature("merged_customer", loser)


def _moved(stage: Stage, people: People) -> None:
    """A customer that moved to another business entity: its old record points to a new one."""
    at = stage.at(10, 1)
    old = people["services-gb"].record
    new: Record = {**old, "id": f"{old['id']}-moved", "business_entity_id": "be-cloud"}
    new["billing_address"] = dict(old["billing_address"])
    new["active_id"] = old["active_id"] = new["id"]
    new["created_at"] = at
    touch(new, at)
    touch(old, at)
    stage.books.add("customer", new)
    stage.books.add(
        "business_entity_transfer",
        {
            "id": "bet_1",
            "resource_type": "customer",
            "resource_id": old["id"],
            "active_resource_id": new["id"],
            "destination_business_entity_id": "be-cloud",
            "source_business_entity_id": old["business_entity_id"],
            "reason_code": "correction",
            "created_at": at,
            "object": "business_entity_transfer",
        },
    )


def _entities(stage: Stage) -> None:
    at = stage.at(1, 1)
    for key, (country, _) in stage.books.sellers.items():
        record: Record = {
            "id": key,
            "name": f"Sandbox {key.removeprefix('be-').title()} ({country})",
            "status": "active",
            "deleted": False,
            "created_at": at,
            "object": "business_entity",
        }
        touch(record, at)
        stage.books.add("business_entity", record)


def _promotional_credits(stage: Stage) -> None:
    """Granted before each invoice that used some; half as much again is left."""
    customers = stage.books.records["customer"]
    for number, key in enumerate(stage.books.features["promotional_credits"]):
        invoice = stage.books.records["invoice"][key]
        used = sum(
            discount["discount_amount"]
            for discount in invoice["line_item_discounts"]
            if discount["discount_type"] == "promotional_credits"
        )
        granted = used * 3 // 2
        rows = (
            ("increment", granted, granted, invoice["date"] - 9 * DAY),
            ("decrement", used, granted - used, invoice["date"]),
        )
        for kind, amount, closing, at in rows:
            stage.books.add(
                "promotional_credit",
                {
                    "id": f"pc_{number}_{kind}",
                    "customer_id": invoice["customer_id"],
                    "type": kind,
                    "amount": amount,
                    "currency_code": invoice["currency_code"],
                    "description": "Thank you" if kind == "increment" else f"Used on {key}",
                    "credit_type": "loyalty_credits",
                    "closing_balance": closing,
                    "created_at": at,
                    "business_entity_id": invoice["business_entity_id"],
                    "object": "promotional_credit",
                },
            )
        customer = customers[invoice["customer_id"]]
        add_balance(customer, invoice, "promotional_credits", granted - used)


def _unbilled(stage: Stage, people: People) -> None:
    """Usage and terms that the year's end finds delivered and not yet invoiced; one was voided."""
    for number, key in enumerate(("cloud-nl-1", "cloud-us", "services-be-1", "cloud-de")):
        customer, rng = people[key], stage.rng("unbilled", number)
        when = stage.at(12, 10 + number)
        line = usage(customer, when, rng) if number < 2 else term(customer, when, 1, rng)
        voided = number == 3
        record: Record = {
            "id": line.id,
            "customer_id": customer.record["id"],
            "subscription_id": f"sub-{customer.index:05d}",
            "date_from": line.date_from,
            "date_to": line.date_to,
            "unit_amount": line.unit_amount,
            "pricing_model": line.pricing_model,
            "quantity": line.quantity,
            "amount": line.amount,
            "currency_code": customer.currency,
            "discount_amount": 0,
            "description": line.description,
            "entity_type": line.entity_type,
            "entity_id": line.entity_id,
            "is_voided": voided,
            "is_advance_charge": False,
            "created_at": when,
            "updated_at": when,
            "business_entity_id": customer.entity,
            "deleted": False,
            "object": "unbilled_charge",
        }
        if voided:
            record["voided_at"] = when + DAY
        if line.tiers:
            keys = ("starting_unit", "ending_unit", "quantity_used", "unit_amount", "pricing_type")
            record["tiers"] = [
                {**{key: tier[key] for key in keys if key in tier}, "object": "tier"}
                for tier in line.tiers
            ]
        stage.books.add("unbilled_charge", record)
        if not voided:
            add_balance(customer.record, record, "unbilled_charges", line.amount)


def _references(stage: Stage) -> None:
    """The reference that Swedes are asked to pay with, with its check digit."""
    number = 0
    for invoice in list(stage.books.records["invoice"].values()):
        if invoice["billing_address"]["country"] != "SE" or invoice["status"] == "pending":
            continue
        number += 1
        digits = f"{73_000_000 + number}"
        doubled = [int(d) * (2 - place % 2) for place, d in enumerate(reversed(digits))]
        check = -sum(value // 10 + value % 10 for value in doubled) % 10
        record = {
            "id": f"prn_{number}",
            "type": "ocr",
            "number": f"{digits}{check}",
            "invoice_id": invoice["id"],
            "object": "payment_reference_number",
        }
        stage.books.add("payment_reference_number", record)


def _einvoices(stage: Stage) -> None:
    """Belgian firms get theirs by Peppol, and not each one arrives."""
    documents = (*stage.books.records["invoice"].values(),)
    notes = (*stage.books.records["credit_note"].values(),)
    chosen = [record for record in (*documents, *notes) if _by_peppol(record)]
    for number, record in enumerate(chosen):
        status, message = _EINVOICES[number % len(_EINVOICES)]
        record["einvoice"] = {
            "id": f"einv_{number}",
            "reference_number": record["id"],
            "status": status,
            "object": "einvoice",
        }
        if message:
            record["einvoice"]["message"] = message
        stage.books.feature(f"einvoice_{status}", record)


def _by_peppol(record: Record) -> bool:
    belgian = record["billing_address"]["country"] == record["tax_origin"]["country"] == "BE"
    return belgian and "vat_number" in record and record["status"] != "pending"


def _descriptors(stage: Stage) -> None:
    """What a card holder reads on the statement."""
    for number, invoice in enumerate(stage.books.records["invoice"].values()):
        if invoice["business_entity_id"] == "be-retail":
            invoice["statement_descriptor"] = {
                "id": f"sd_{number}",
                "descriptor": f"SHOPNSCAN {number:04d}",
                "object": "statement_descriptor",
            }
