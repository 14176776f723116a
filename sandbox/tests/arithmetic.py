"""Adds up documents again, from their parts alone: what the dataset and the writes must survive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Record = dict[str, Any]


def problems(document: Record) -> list[str]:
    """Everything in an invoice or a credit note that does not add up."""
    found = []
    discounts: dict[str, int] = defaultdict(int)
    for discount in document["line_item_discounts"]:
        discounts[discount["line_item_id"]] += discount["discount_amount"]
    lines = {line["id"]: line for line in document["line_items"]}
    net = {key: line["amount"] - discounts[key] for key, line in lines.items()}
    tax = sum(entry["tax_amount"] for entry in document["line_item_taxes"])
    inclusive = document["price_type"] == "tax_inclusive"
    if document["sub_total"] != sum(net.values()):
        found.append("sub_total")
    added = 0 if inclusive else tax
    if document["total"] != document["sub_total"] + added + document["round_off_amount"]:
        found.append("total")
    if tax != document.get("tax", tax) or tax != sum(e["amount"] for e in document["taxes"]):
        found.append("tax")
    credits: dict[str, int] = defaultdict(int)
    for entry in document.get("line_item_credits", ()):
        credits[entry["line_item_id"]] += entry["applied_amount"]
    for entry in document["line_item_taxes"]:
        line = lines[entry["line_item_id"]]
        base = net[line["id"]] - credits[line["id"]]
        taxable = base - entry["tax_amount"] if inclusive else base
        divisor = 100 + entry["tax_rate"] if inclusive else Decimal(100)
        expected = (base * entry["tax_rate"] / divisor).quantize(Decimal(1), ROUND_HALF_UP)
        if (entry["taxable_amount"], entry["tax_amount"]) != (taxable, expected):
            found.append(f"tax of {line['id']}")
        if line["tax_amount"] != entry["tax_amount"]:
            found.append(f"tax_amount of {line['id']}")
    for key, line in lines.items():
        if line["discount_amount"] != discounts[key]:
            found.append(f"discount of {key}")
        if line["date_to"] < line["date_from"]:
            found.append(f"term of {key}")
    return found


def money_problems(invoice: Record) -> list[str]:
    """What is paid, credited and open, from the links alone."""
    paid = sum(
        entry["applied_amount"]
        for entry in invoice["linked_payments"]
        if entry["txn_status"] == "success"
    )
    credit = sum(entry["applied_amount"] for entry in invoice["applied_credits"])
    adjusted = sum(
        entry["cn_total"]
        for entry in invoice["adjustment_credit_notes"]
        if entry["cn_status"] != "voided"
    )
    withheld = sum(entry["amount"] for entry in invoice.get("linked_taxes_withheld", ()))
    due = invoice["total"] - paid - credit - adjusted - withheld
    if invoice["status"] == "voided":
        due = 0
    found = []
    if (invoice["amount_paid"], invoice["credits_applied"]) != (paid, credit):
        found.append("amount_paid or credits_applied")
    if invoice["amount_adjusted"] + invoice["write_off_amount"] != adjusted:
        found.append("amount_adjusted")
    if invoice["amount_due"] != due or due < 0:
        found.append("amount_due")
    if (invoice["status"] == "paid") != (due == 0 and invoice["status"] != "voided"):
        found.append(f"status {invoice['status']} with {due} due")
    return found


def balance_problems(
    customer: Record, notes: Iterable[Record], transactions: Iterable[Record]
) -> list[str]:
    """What a customer has to spend, from what its documents leave over."""
    credit = sum(
        note["amount_available"]
        for note in notes
        if note["customer_id"] == customer["id"] and not note["deleted"]
    )
    excess = sum(
        payment.get("amount_unused", 0)
        for payment in transactions
        if payment.get("customer_id") == customer["id"]
        and payment["status"] == "success"
        and not payment["deleted"]
    )
    found = []
    if customer["refundable_credits"] != credit:
        found.append(f"refundable_credits {customer['refundable_credits']}, not {credit}")
    if customer["excess_payments"] != excess:
        found.append(f"excess_payments {customer['excess_payments']}, not {excess}")
    for field in ("refundable_credits", "excess_payments"):
        if sum(b[field] for b in customer.get("balances", ())) != customer[field]:
            found.append(f"balances of {field}")
    return found
