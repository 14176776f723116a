"""POST that makes a credit note: `/credit_notes` and the write-off of an invoice."""

from __future__ import annotations

from random import Random

from ..dataset.apportion import apportioned, net_of, total_of, with_amount
from ..dataset.books import Record
from ..dataset.credits import REASONS, credit_note, credited_line
from ..dataset.customers import token
from ..dataset.document import EXCLUSIVE, Line
from ..dataset.invoices import parties
from ..dataset.settle import OPEN
from ..dataset.tax import UNTAXED, Treatment, treatment
from ..wire import Reply, json_reply
from .call import Call
from .credit_writes import WRITE_OFF, next_number, store
from .errors import ApiError, not_found, wrong_state, wrong_value
from .forms import Form, Parameters, rows
from .invoice_making import currencies, known_customer

CREATE = Parameters(
    "reference_invoice_id:str<=50 customer_id:str<=50 total:int type:adjustment|refundable|store "
    "reason_code:product_unsatisfactory|service_unsatisfactory|order_change|order_cancellation|"
    "waiver|other create_reason_code:str<=100 date:time customer_notes:str<=2000 "
    "currency_code:str<=3 comment:str<=300 line_items[reference_line_item_id][]:str<=40 "
    "line_items[unit_amount][]:int line_items[quantity][]:int line_items[amount][]:int "
    "line_items[date_from][]:time line_items[date_to][]:time line_items[description][]:str<=250 "
    "line_items[entity_type][]:adhoc|plan_item_price|addon_item_price|charge_item_price|plan|addon "
    "line_items[entity_id][]:str<=100",
    required="type",
)
_CODES = {text: code for code, text in REASONS.items()}


def create(call: Call) -> Reply:
    """A credit note for an invoice, or for a customer without one."""
    form = CREATE.read(call.request)
    _one_of(form, "reference_invoice_id", "customer_id")
    _one_of(form, "total", "line_items")
    when = call.past("date", form.get("date"))
    reason = _reason(form)
    if form.get("reference_invoice_id"):
        note, invoice = _for_invoice(call, form, when, reason)
    else:
        note, invoice = _for_customer(call, form, when, reason), None
    if form.get("customer_notes"):
        note["notes"] = [form["customer_notes"]]
    store(call, note, invoice)
    return json_reply(200, {"credit_note": note, **({"invoice": invoice} if invoice else {})})


def write_off(call: Call, invoice_id: str) -> Reply:
    """Give up all that is due on an invoice."""
    invoice = call.copy("invoice", invoice_id)
    WRITE_OFF.read(call.request)
    if invoice["status"] not in OPEN:
        raise wrong_state(f"The invoice is {invoice['status']}: nothing can be written off")
    lines, round_off = apportioned(invoice, invoice["amount_due"], call.rng())
    number = next_number(call, call.now)
    note = credit_note(
        invoice, number, "adjustment", "write_off", call.now, lines, round_off=round_off
    )
    store(call, note, invoice)
    return json_reply(200, {"invoice": invoice, "credit_note": note})


def refundable_note(call: Call, invoice: Record, total: int, reason: str, when: int) -> Record:
    """A refundable credit note over all lines of an invoice, stored."""
    lines, round_off = apportioned(invoice, total, call.rng())
    number = next_number(call, when)
    note = credit_note(invoice, number, "refundable", reason, when, lines, round_off=round_off)
    store(call, note, invoice)
    return note


def _one_of(form: Form, *names: str) -> None:
    given = [name for name in names if form.get(name) is not None]
    if len(given) != 1:
        message = f"exactly one of {' and '.join(names)} is needed"
        raise ApiError(400, "invalid_request", message, param=names[0])


def _reason(form: Form) -> str:
    """The reason as the deprecated code; a text is one of the site's list, case and all."""
    text = form.get("create_reason_code")
    if text is None:
        return form.get("reason_code") or "other"
    if text not in _CODES:
        raise wrong_value("create_reason_code", "is no reason code of this site")
    return _CODES[text]


def _for_invoice(call: Call, form: Form, when: int, reason: str) -> tuple[Record, Record]:
    invoice = call.copy("invoice", form["reference_invoice_id"])
    kind, rng = form["type"], call.rng()
    if invoice["status"] in ("pending", "voided"):
        raise wrong_state(f"The invoice is {invoice['status']}: it cannot be credited")
    if kind == "adjustment" and invoice["status"] not in OPEN:
        raise wrong_state("Nothing is due on the invoice: credit it by a refundable credit note")
    if form.get("currency_code") not in (None, invoice["currency_code"]):
        raise wrong_value("currency_code", "is not that of the invoice")
    name, round_off = "total", 0
    if kind == "store":
        lines = _store_lines(form, when, rng)
    elif form.get("total") is not None:
        lines, round_off = apportioned(invoice, form["total"], rng)
    else:
        name = "line_items[amount][0]"
        lines = [_credited(invoice, row, rng) for row in rows(form, "line_items")]
    total = total_of(lines, invoice["price_type"]) + round_off
    if not 0 < total <= creditable(invoice, kind):
        raise wrong_value(name, f"should be 1 to {creditable(invoice, kind)} in all")
    number = next_number(call, when)
    note = credit_note(invoice, number, kind, reason, when, lines, round_off=round_off)
    return note, invoice


def creditable(invoice: Record, kind: str) -> int:
    """What can still be credited: of what is due, or of what was paid."""
    if kind == "adjustment":
        return invoice["amount_due"]
    issued = sum(
        entry["cn_total"]
        for entry in invoice["issued_credit_notes"]
        if entry["cn_status"] != "voided"
    )
    return invoice["amount_paid"] + invoice["credits_applied"] - issued


def _credited(invoice: Record, row: Form, rng: Random) -> Line:
    """A line of a credit note that names the invoice's line it takes back."""
    lines = {line["id"]: line for line in invoice["line_items"]}
    source = lines.get(row.get("reference_line_item_id") or "")
    if source is None:
        raise not_found(f"Line item {row.get('reference_line_item_id')}")
    amount = _amount(row)
    if amount > source["amount"] - source["discount_amount"]:
        raise wrong_value("line_items[amount][0]", "is more than the line holds")
    taxes = {tax["line_item_id"]: tax for tax in invoice["line_item_taxes"]}
    return credited_line(source, taxes.get(source["id"]), amount, rng)


def _amount(row: Form) -> int:
    if row.get("amount") is not None:
        return row["amount"]
    if row.get("unit_amount") is None:
        raise ApiError(400, "invalid_request", "cannot be blank", param="line_items[amount][0]")
    return row["unit_amount"] * (row.get("quantity") or 1)


def _store_lines(form: Form, when: int, rng: Random) -> list[Line]:
    """A store credit has no tax of its own: it lowers what is taxed where it is used."""
    found = rows(form, "line_items") or [{"amount": form["total"]}]
    return [_free_line(row, _amount(row), when, rng, UNTAXED) for row in found]


def _free_line(row: Form, amount: int, when: int, rng: Random, taxed: Treatment) -> Line:
    return Line(
        id=f"li_{token(rng, 14)}",
        description=row.get("description") or "Credit",
        unit_amount=amount,
        quantity=1,
        amount=amount,
        date_from=row.get("date_from") or when,
        date_to=row.get("date_to") or when,
        treatment=taxed,
        entity_type=row.get("entity_type") or "adhoc",
        entity_id=row.get("entity_id"),
    )


def _for_customer(call: Call, form: Form, when: int, reason: str) -> Record:
    """A credit note that no invoice stands behind."""
    record = call.copy("customer", form["customer_id"])
    kind, rng = form["type"], call.rng()
    if kind == "adjustment":
        raise wrong_value("type", "an adjustment needs the invoice that it adjusts")
    currency = form.get("currency_code") or record.get("preferred_currency_code", "EUR")
    if currency not in currencies(call.site):
        raise wrong_value("currency_code", "is not enabled for this site")
    customer = known_customer(call.site, record, {"currency_code": currency})
    basis = {
        "id": "",
        "customer_id": record["id"],
        "currency_code": currency,
        "price_type": EXCLUSIVE,
        **parties(customer),
    }
    round_off = 0
    if kind == "store":
        lines = _store_lines(form, when, rng)
    elif form.get("total") is not None:
        line = _free_line({}, 0, when, rng, treatment(customer))
        lines = [with_amount(line, net_of(line, form["total"], EXCLUSIVE))]
        round_off = form["total"] - total_of(lines, EXCLUSIVE)
    else:
        taxed = treatment(customer)
        found = rows(form, "line_items")
        lines = [_free_line(row, _amount(row), when, rng, taxed) for row in found]
    if total_of(lines, EXCLUSIVE) + round_off <= 0:
        raise wrong_value("total", "should be 1 or more")
    number = next_number(call, when)
    note = credit_note(basis, number, kind, reason, when, lines, round_off=round_off)
    del note["reference_invoice_id"]
    return note
