"""How a document is to be paid, as its entry says it: the payment condition and the reference.

Source: Exact Online REST reference, "PaymentConditions": PaymentMethod is B on credit, I
collection, K cash, Q collection by a payment service provider.
"""

from dataclasses import replace

from ...ledger.plan import Known
from ...ledger.problems import Invalid, Unmapped
from ...ledger.words import Document
from .rules import Rules

#: Exact's longest `PaymentReference`.
REFERENCE_LIMIT = 25


def told(document: Document, known: Known) -> Document:
    """Return a document with its customer's way to pay, as far as it tells none itself."""
    customer = known.records.get(("customer", document.customer))
    if customer is None:
        return document
    return replace(
        document,
        payment_method=document.payment_method or customer.payment_method,
        auto_collection=document.auto_collection or customer.auto_collection,
    )


def term_facts(document: Document) -> dict:
    """Return what the mapping of payment conditions is asked with."""
    return {
        "net_term_days": document.net_term_days,
        "payment_method": document.payment_method,
        "business_entity": document.business_entity,
    }


def term(document: Document, rules: Rules) -> str:
    """Return the code of a document's payment condition.

    Raises Invalid for one by which Exact would collect what the source collects already.
    """
    facts = term_facts(document)
    row = rules.term.choose(facts)
    if row is None:
        raise Unmapped("term_missing", **facts)
    if document.auto_collection and row.target in rules.booking.collecting:
        raise Invalid("collected_twice", condition=row.target, **facts)
    return row.target


def reference(document: Document, rules: Rules) -> str:
    """Return the payment reference that is printed on a document, "" for none.

    One that is too long is not cut: no payer would name it like that.
    """
    name = rules.booking.reference_field
    printed = dict(document.custom).get(name, "") if name else document.payment_reference
    if len(printed) > REFERENCE_LIMIT:
        raise Invalid("payment_reference_too_long", reference=printed, limit=REFERENCE_LIMIT)
    return printed
