"""POST on promotional credits: grant, take back, set. Rows are never changed afterwards."""

from __future__ import annotations

from ..dataset.books import Record
from ..dataset.customers import token
from ..dataset.finish import add_balance
from ..wire import Reply, json_reply
from .call import Call
from .errors import ApiError, wrong_value
from .forms import Parameters
from .invoice_making import currencies

GRANT = Parameters(
    "customer_id:str<=50 amount:int currency_code:str<=3 description:str<=250 "
    "credit_type:loyalty_credits|referral_rewards|general reference:str<=500",
    required="customer_id description",
)


def add(call: Call) -> Reply:
    return _entered(call, "add")


def deduct(call: Call) -> Reply:
    return _entered(call, "deduct")


def set_balance(call: Call) -> Reply:
    return _entered(call, "set")


def _entered(call: Call, how: str) -> Reply:
    """A row of the customer's credits that brings the balance where it was asked to go."""
    form = GRANT.read(call.request)
    customer = call.copy("customer", form["customer_id"])
    currency = form.get("currency_code") or customer.get("preferred_currency_code", "EUR")
    if currency not in currencies(call.site):
        raise wrong_value("currency_code", "is not enabled for this site")
    if form.get("amount") is None:
        raise ApiError(400, "invalid_request", "cannot be blank", param="amount")
    before = _balance(customer, currency)
    after = {"add": before + form["amount"], "deduct": before - form["amount"]}
    change = after.get(how, form["amount"]) - before
    if not change or before + change < 0:
        raise wrong_value("amount", f"the balance is {before}")
    record: Record = {
        "id": f"pc_{token(call.rng(), 14)}",
        "customer_id": customer["id"],
        "type": "increment" if change > 0 else "decrement",
        "amount": abs(change),
        "currency_code": currency,
        "description": form["description"],
        "credit_type": form.get("credit_type") or "general",
        "closing_balance": before + change,
        "done_by": call.user,
        "created_at": call.now,
        "object": "promotional_credit",
    }
    if form.get("reference"):
        record["reference"] = form["reference"]
    entity = customer.get("business_entity_id")
    if entity:
        record["business_entity_id"] = entity
    owner = {"currency_code": currency, "business_entity_id": entity or "be-cloud"}
    add_balance(customer, owner, "promotional_credits", change)
    call.site.save("customer", customer)
    call.site.put("promotional_credit", record)
    event = "promotional_credits_added" if change > 0 else "promotional_credits_deducted"
    call.emit(event, customer=customer, promotional_credit=record)
    return json_reply(200, {"customer": customer, "promotional_credit": record})


def _balance(customer: Record, currency: str) -> int:
    return sum(
        balance["promotional_credits"]
        for balance in customer.get("balances", ())
        if balance["currency_code"] == currency
    )
