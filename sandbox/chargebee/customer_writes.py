"""POST on customers: create, update, billing data."""

from __future__ import annotations

from typing import Any

from ..dataset.books import Record
from ..dataset.customers import token
from ..wire import Reply, json_reply
from .call import Call
from .errors import ApiError
from .forms import Form, Parameters

_ADDRESS_PARTS = (
    "first_name:150 last_name:150 email:70 company:250 phone:50 line1:150 line2:150 line3:150 "
    "city:50 state_code:50 state:50 zip:20 country:50"
)
ADDRESS = " ".join(
    f"billing_address[{name}]:str<={length}"
    for name, length in (part.split(":") for part in _ADDRESS_PARTS.split())
)
COMMON = (
    "first_name:str<=150 last_name:str<=150 email:str<=70 phone:str<=50 company:str<=250 "
    "preferred_currency_code:str<=3 net_term_days:int auto_collection:on|off "
    "allow_direct_debit:bool taxability:taxable|exempt locale:str<=50 "
    "consolidated_invoicing:bool invoice_notes:str<=2000 meta_data:json "
    "offline_payment_method:no_preference|cash|check|bank_transfer|ach_credit|sepa_credit|custom"
)
TAX = (
    "vat_number:str<=20 vat_number_prefix:str<=10 registered_for_gst:bool "
    "business_customer_without_vat_number:bool is_einvoice_enabled:bool "
    "einvoicing_method:automatic|manual|site_default"
)
CREATE = Parameters(f"id:str<=50 business_entity_id:str<=50 {COMMON} {TAX} {ADDRESS}")
UPDATE = Parameters(COMMON)
BILLING = Parameters(f"{TAX} {ADDRESS}")
_TAX_FIELDS = ("vat_number", "vat_number_status", "vat_number_validated_time", "vat_number_prefix")


def create(call: Call) -> Reply:
    form = CREATE.read(call.request)
    rng = call.rng()
    customer_id = form.pop("id", None) or token(rng, 16)
    if call.site.tables["customer"].get(customer_id):
        raise ApiError(
            400, "duplicate_entry", f"The value {customer_id} is already present.", param="id"
        )
    record: Record = {
        "id": customer_id,
        "auto_collection": "on",
        "net_term_days": 0,
        "allow_direct_debit": False,
        "created_at": call.now,
        "taxability": "taxable",
        "pii_cleared": "active",
        "channel": "web",
        "card_status": "no_card",
        "promotional_credits": 0,
        "unbilled_charges": 0,
        "refundable_credits": 0,
        "excess_payments": 0,
        "deleted": False,
        "object": "customer",
    }
    _set_address(record, form)
    _set_tax(record, form)
    _set(record, form)
    return saved(call, record, "customer_created")


def update(call: Call, customer_id: str) -> Reply:
    record = call.copy("customer", customer_id)
    _set(record, UPDATE.read(call.request))
    return saved(call, record)


def update_billing_info(call: Call, customer_id: str) -> Reply:
    """Replaces address and tax numbers as a whole: a VAT number that isn't sent is wiped."""
    record = call.copy("customer", customer_id)
    form = BILLING.read(call.request)
    for field in _TAX_FIELDS:
        record.pop(field, None)
    _set_address(record, form)
    _set_tax(record, form)
    _set(record, form)
    return saved(call, record)


def _set_address(record: Record, form: Form) -> None:
    address: dict[str, Any] = form.pop("billing_address", {})
    parts = {name: value for name, value in address.items() if value is not None}
    if parts:
        check_country("billing_address", parts)
        parts |= {"validation_status": "not_validated", "object": "billing_address"}
        record["billing_address"] = parts


def check_country(name: str, address: dict[str, Any]) -> None:
    """Raises ApiError where an address names its country by anything but two capitals."""
    country = address.get("country")
    if country is not None and not (len(country) == 2 and country.isupper()):
        message = "is no ISO 3166 alpha-2 country code"
        raise ApiError(400, "param_wrong_value", message, param=f"{name}[country]")


def _set_tax(record: Record, form: Form) -> None:
    if form.get("vat_number"):
        record["vat_number_status"] = "not_validated"


def _set(record: Record, form: Form) -> None:
    """Take over plain fields; an empty value removes one."""
    for name, value in form.items():
        if value is None:
            record.pop(name, None)
        else:
            record[name] = value


def saved(call: Call, record: Record, event_type: str = "customer_changed") -> Reply:
    """Store a customer, tell of it and answer with it."""
    call.site.save("customer", record)
    call.emit(event_type, customer=record)
    return json_reply(200, {"customer": record})
