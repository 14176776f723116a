"""Invoices and credit notes with their lines, as people in sales and success see them.

Source: apidocs.chargebee.com, "Invoices" and "Credit notes". Every status is shown, also of what
is not final: nothing is booked from here.
"""

from ....ledger.mirror import FLAG, MONEY, TEXT, Column, Row
from ....ledger.problems import Invalid
from .. import fields
from ..settlements import reason
from .declare import (
    ID,
    OF_CUSTOMER,
    THING,
    Reading,
    address,
    choice,
    computed,
    day,
    exact,
    given,
    moment,
    money,
    number,
    numbered,
    of_customer,
    period,
    position,
    quantity,
    ref,
    shape,
    whole,
    words,
    yes_no,
)
from .sold import SOLD, sold

INVOICE_STATUSES = {
    "paid": "Paid",
    "posted": "Posted",
    "payment_due": "Payment Due",
    "not_paid": "Not Paid",
    "voided": "Voided",
    "pending": "Pending",
}
DUNNING_STATUSES = {
    "in_progress": "In Progress",
    "exhausted": "Exhausted",
    "stopped": "Stopped",
    "success": "Success",
}
CREDIT_NOTE_STATUSES = {
    "adjusted": "Adjusted",
    "refunded": "Refunded",
    "refund_due": "Refund Due",
    "voided": "Voided",
}
CREDIT_NOTE_TYPES = {
    "adjustment": "Adjustment",
    "refundable": "Refundable",
    "store": "Store Credit",
}

_SUBSCRIPTION = {"subscription": ("Subscription", "subscription")}


def _printed_tax(one):
    """Return a credit note's tax: it is printed by the tax's name only."""
    taxes = one.each("taxes")
    if taxes:
        return one.in_units(sum(fields.minor(*each.at("amount")) for each in taxes))
    levied = one.each("line_item_taxes")
    return one.in_units(sum(fields.minor(*each.at("tax_amount")) for each in levied))


_TAX_INCLUDED = computed(
    Column("tax_included", "Prices Include Tax", FLAG),
    lambda one: one.text("price_type") == "tax_inclusive",
)
_VAT_NUMBER = computed(
    Column("vat_number", "VAT Number", TEXT, length=ID),
    lambda one: fields.vat_number(one.source) or None,
)

INVOICE = shape(
    ("invoice", "Invoice", "Invoices"),
    choice("status", "Status", INVOICE_STATUSES),
    day("date", "Invoice Date"),
    day("due_date", "Due Date"),
    whole("net_term_days", "Payment Term in Days"),
    money("total", "Total"),
    money("sub_total", "Subtotal"),
    money("tax", "Tax"),
    money("amount_due", "Amount Due"),
    money("amount_paid", "Amount Paid"),
    money("credits_applied", "Credits Applied"),
    money("amount_adjusted", "Amount Adjusted"),
    money("write_off_amount", "Written Off"),
    money("amount_to_collect", "Amount to Collect"),
    day("paid_on", "Paid On", at="paid_at"),
    day("voided_on", "Voided On", at="voided_at"),
    choice("dunning_status", "Dunning Status", DUNNING_STATUSES),
    moment("next_retry_at", "Next Collection Attempt"),
    words("po_number", "PO Number"),
    _VAT_NUMBER,
    _TAX_INCLUDED,
    yes_no("recurring", "Recurring"),
    yes_no("first_invoice", "First Invoice"),
    words("payment_owner", "Paid By"),
    address("billing_address", "Billing"),
    words("channel", "Channel"),
    moment("generated_at", "Final Since"),
    lookups={**OF_CUSTOMER, **_SUBSCRIPTION},
)

CREDIT_NOTE = shape(
    ("credit_note", "Credit Note", "Credit Notes"),
    choice("status", "Status", CREDIT_NOTE_STATUSES),
    choice("type", "Type", CREDIT_NOTE_TYPES),
    computed(Column("reason", "Reason", TEXT, length=ID), lambda one: reason(one.source) or None),
    day("date", "Credit Note Date"),
    money("total", "Total"),
    money("sub_total", "Subtotal"),
    computed(Column("tax", "Tax", MONEY), _printed_tax),
    money("amount_allocated", "Used for Invoices"),
    money("amount_refunded", "Refunded"),
    money("amount_available", "Still Available"),
    day("refunded_on", "Used Up On", at="refunded_at"),
    day("voided_on", "Voided On", at="voided_at"),
    _VAT_NUMBER,
    _TAX_INCLUDED,
    address("billing_address", "Billing"),
    words("channel", "Channel"),
    moment("generated_at", "Final Since"),
    lookups={**OF_CUSTOMER, **_SUBSCRIPTION, "invoice": ("Invoice", "invoice")},
)


def _line_shape(name, label):
    """Declare the lines of a kind of document; the sums are those that `_lines` worked out."""
    return shape(
        (f"{name}_line", f"{label} Line", f"{label} Lines"),
        position(),
        words("description", "Description", THING),
        words("detail", "Detail", THING, at="entity_description"),
        words("type", "Type", at="entity_type"),
        period(),
        quantity("quantity", "Quantity"),
        money("unit_price", "Unit Price", at="unit_amount"),
        exact("exact_unit_price", "Exact Unit Price", at="unit_amount_in_decimal"),
        money("amount", "Amount before Discount"),
        given(Column("discount", "Discount", MONEY)),
        given(Column("net", "Net Amount", MONEY)),
        given(Column("tax", "Tax", MONEY)),
        given(Column("tax_names", "Taxes", TEXT, length=THING)),
        number("tax_rate", "Tax Rate"),
        words("tax_exempt_reason", "No Tax Since"),
        given(Column("coupons", "Coupons", TEXT, length=THING)),
        lookups={name: (label, name), **_SUBSCRIPTION, **SOLD},
        part_of=name,
    )


INVOICE_LINE = _line_shape("invoice", "Invoice")
CREDIT_NOTE_LINE = _line_shape("credit_note", "Credit Note")

_SHAPES = {"invoice": (INVOICE, INVOICE_LINE), "credit_note": (CREDIT_NOTE, CREDIT_NOTE_LINE)}


def document_row(kind: str, source: dict, site_tz: str) -> Row:
    """Return the row of an invoice or a credit note, its lines as parts.

    Raises Invalid where not all lines are told: half a document is worse than none.
    """
    whole, part = _SHAPES[kind]
    one = Reading(kind, source, site_tz)
    fields.currency(source, "currency_code")
    if source.get("line_items_next_offset"):
        raise Invalid("lines_incomplete", field="line_items_next_offset")
    lookups = {
        **of_customer(fields.identifier(source, "customer_id")),
        "subscription": ref("subscription", one.text("subscription_id")),
    }
    if kind == "credit_note":
        lookups["invoice"] = ref("invoice", one.text("reference_invoice_id"))
    lines = _lines(one)
    ids = numbered(each.text("id") or str(each.given["position"]) for each in lines)
    parts = (
        part.row(
            each,
            f"{one.external_id}/{line_id}",
            each.text("description"),
            {
                kind: ref(kind, one.external_id),
                "subscription": ref("subscription", each.text("subscription_id")),
                **sold(each),
            },
        )
        for each, line_id in zip(lines, ids, strict=True)
    )
    return whole.row(one, one.external_id, "", lookups, parts)


def _lines(one):
    """Return the readings of a document's lines with their sums.

    Discounts and taxes are those of `line_item_discounts` and `line_item_taxes`: discounts of the
    whole document are spread over its lines there. Prices that include tax are made net.
    """
    inclusive = one.text("price_type") == "tax_inclusive"
    discounts, taxes = _by_line(one, "line_item_discounts"), _by_line(one, "line_item_taxes")
    lines = one.each("line_items")
    for line in lines:
        line_id = line.text("id")
        off = discounts.get(line_id, [])
        levied = taxes.get(line_id, [])
        discount = sum(fields.minor(*each.at("discount_amount")) for each in off)
        tax = sum(fields.minor(*each.at("tax_amount")) for each in levied)
        net = fields.minor(*line.at("amount")) - discount - (tax if inclusive else 0)
        line.given |= {
            "discount": line.in_units(discount),
            "tax": line.in_units(tax),
            "net": line.in_units(net),
            "tax_names": _joined(levied, "tax_name"),
            "coupons": _joined(off, "coupon_id"),
        }
    return lines


def _by_line(one, name):
    found: dict[str, list] = {}
    for each in one.each(name):
        found.setdefault(fields.line_of(each.source, name), []).append(each)
    return found


def _joined(readings, name):
    """Return the different texts of a field, None for none."""
    return ", ".join(dict.fromkeys(filter(None, (each.text(name) for each in readings)))) or None
