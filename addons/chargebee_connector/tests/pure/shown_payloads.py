"""Payloads with every field that is shown, for the tests of the rows that are made of them.

Of each kind there are as many as it takes to reach every way of reading it.
"""

from chargebee_payloads import AMSTERDAM, NOVEMBER, OCTOBER, THE_8TH, line, local, tax

ADDRESS = {
    "company": "Acme B.V.",
    "first_name": "Mira",
    "last_name": "Jansen",
    "email": "ap@acme.example",
    "phone": "+31501234567",
    "line1": "Havenstraat 12",
    "line2": "2e verdieping",
    "line3": "Poort",
    "zip": "9711 AA",
    "city": "Groningen",
    "state": "Groningen",
    "state_code": "GR",
    "country": "NL",
}

#: The marks that most objects have.
MARKS = {
    "updated_at": THE_8TH,
    "resource_version": 1791410400377,
    "deleted": False,
    "business_entity_id": "be-nl",
}

FAMILY = {"id": "f-1", "name": "Platform", "description": "All", "status": "active", **MARKS}

ITEM = {
    "id": "growth",
    "name": "Growth",
    "external_name": "Growth plan",
    "description": "For teams",
    "status": "active",
    "type": "plan",
    "item_family_id": "f-1",
    "unit": "seat",
    "metered": False,
    "included_in_mrr": True,
    "enabled_for_checkout": True,
    "enabled_in_portal": False,
    "is_giftable": False,
    "archived_at": NOVEMBER,
    "channel": "web",
    **MARKS,
}

TIERS = [
    {"starting_unit": 1, "ending_unit": 100, "price": 50, "pricing_type": "per_unit"},
    {
        "starting_unit": 101,
        "price": 4000,
        "pricing_type": "package",
        "package_size": 100,
        "starting_unit_in_decimal": "100.5",
        "price_in_decimal": "0.4001",
    },
]

PRICE = {
    "id": "growth-EUR",
    "name": "Growth EUR monthly",
    "external_name": "Growth",
    "description": "By the month",
    "item_id": "growth",
    "item_family_id": "f-1",
    "item_type": "plan",
    "status": "active",
    "pricing_model": "tiered",
    "currency_code": "EUR",
    "price": 4000,
    "price_in_decimal": "40.001",
    "period": 1,
    "period_unit": "month",
    "trial_period": 14,
    "trial_period_unit": "day",
    "billing_cycles": 12,
    "free_quantity": 1,
    "is_taxable": True,
    "accounting_detail": {"accounting_code": "8010", "sku": "G-1"},
    "channel": "web",
    "created_at": OCTOBER,
    "archived_at": NOVEMBER,
    "tiers": TIERS,
    **MARKS,
}

_OLD = {
    "name": "Growth",
    "invoice_name": "Growth plan",
    "description": "For teams",
    "price": 4000,
    "price_in_decimal": "40.001",
    "currency_code": "EUR",
    "period": 1,
    "period_unit": "month",
    "pricing_model": "volume",
    "status": "active",
    "archived_at": NOVEMBER,
    "enabled_in_portal": True,
    "accounting_code": "8010",
    "sku": "G-1",
    "channel": "web",
    "tiers": TIERS,
    "updated_at": THE_8TH,
    "resource_version": 1791410400377,
}
OLD_PLAN = {
    "id": "growth-old",
    "setup_cost": 10000,
    "free_quantity": 2,
    "trial_period": 1,
    "trial_period_unit": "month",
    "billing_cycles": 12,
    **_OLD,
}
OLD_ADDON = {
    "id": "seats-old",
    "charge_type": "recurring",
    "unit": "seat",
    "included_in_mrr": True,
    **_OLD,
}

CUSTOMER = {
    "id": "c-1",
    "company": "Acme B.V.",
    "first_name": "Mira",
    "last_name": "Jansen",
    "email": "mira@acme.example",
    "phone": "+31501234567",
    "vat_number": "NL123456789B01",
    "vat_number_prefix": "NL",
    "vat_number_status": "valid",
    "taxability": "taxable",
    "customer_type": "business",
    "locale": "nl",
    "preferred_currency_code": "EUR",
    "net_term_days": 14,
    "auto_collection": "on",
    "payment_method": {"type": "card"},
    "offline_payment_method": "bank_transfer",
    "card_status": "valid",
    "consolidated_invoicing": True,
    "promotional_credits": 100,
    "refundable_credits": 200,
    "excess_payments": 300,
    "unbilled_charges": 400,
    "balances": [
        {
            "currency_code": "EUR",
            "promotional_credits": 1000,
            "refundable_credits": 2000,
            "excess_payments": 3000,
            "unbilled_charges": 0,
        },
        {
            "currency_code": "JPY",
            "promotional_credits": 0,
            "refundable_credits": 0,
            "excess_payments": 15,
            "unbilled_charges": 0,
        },
    ],
    "billing_address": ADDRESS,
    "relationship": {
        "parent_id": "c-0",
        "invoice_owner_id": "c-0",
        "payment_owner_id": "c-0",
    },
    "active_id": "c-2",
    "pii_cleared": "active",
    "invoice_notes": "Thank you",
    "channel": "web",
    "created_at": OCTOBER,
    **MARKS,
}

PAYMENT_SOURCE = {
    "id": "pm-1",
    "customer_id": "c-1",
    "type": "card",
    "status": "expiring",
    "gateway": "adyen",
    "card": {"brand": "american_express", "last4": "4242", "expiry_month": 3, "expiry_year": 2027},
    "created_at": OCTOBER,
    **MARKS,
}
BANK_ACCOUNT = {
    "id": "pm-2",
    "customer_id": "c-1",
    "type": "direct_debit",
    "status": "valid",
    "gateway": "gocardless",
    "bank_account": {"last4": "9012"},
}

_SUBSCRIPTION = {
    "customer_id": "c-1",
    "payment_source_id": "pm-1",
    "status": "non_renewing",
    "currency_code": "EUR",
    "mrr": 12345,
    "billing_period": 1,
    "billing_period_unit": "month",
    "next_billing_at": NOVEMBER,
    "current_term_start": OCTOBER,
    "current_term_end": NOVEMBER,
    "start_date": OCTOBER,
    "started_at": OCTOBER,
    "activated_at": OCTOBER,
    "trial_start": OCTOBER,
    "trial_end": THE_8TH,
    "pause_date": OCTOBER,
    "resume_date": NOVEMBER,
    "cancelled_at": NOVEMBER,
    "cancel_reason": "not_paid",
    "cancel_reason_code": "Too expensive",
    "remaining_billing_cycles": 3,
    "has_scheduled_changes": True,
    "contract_term": {
        "contract_start": OCTOBER,
        "contract_end": NOVEMBER,
        "action_at_term_end": "renew",
        "total_contract_value": 120000,
    },
    "total_dues": 5890,
    "due_invoices_count": 1,
    "due_since": THE_8TH,
    "coupons": [{"coupon_id": "LAUNCH"}, {"coupon_id": "X", "coupon_code": "X-1"}],
    "po_number": "PO-7781",
    "net_term_days": 14,
    "auto_collection": "off",
    "offline_payment_method": "bank_transfer",
    "channel": "web",
    "created_at": OCTOBER,
    **MARKS,
}
SUBSCRIPTION = {
    "id": "s-1",
    "subscription_items": [
        {
            "item_price_id": "growth-EUR",
            "item_type": "plan",
            "quantity": 2,
            "unit_price": 4000,
            "unit_price_in_decimal": "40.001",
            "amount": 8000,
            "free_quantity": 1,
            "billing_cycles": 12,
            "trial_end": THE_8TH,
            "next_billing_at": NOVEMBER,
        },
        {"item_price_id": "seats-EUR", "item_type": "addon", "quantity_in_decimal": "2.5"},
        {"item_price_id": "seats-EUR", "item_type": "addon", "quantity": 1},
    ],
    **_SUBSCRIPTION,
}
OLD_SUBSCRIPTION = {
    "id": "s-2",
    "plan_id": "growth-old",
    "plan_quantity": 2,
    "plan_unit_price": 4000,
    "plan_amount": 8000,
    "plan_free_quantity": 1,
    "addons": [{"id": "seats-old", "quantity": 3, "unit_price": 500, "amount": 1500}],
    **_SUBSCRIPTION,
    "cancel_reason_code": None,
}

LINE = line(
    entity_description="Seats",
    quantity=2,
    quantity_in_decimal="2.5",
    unit_amount_in_decimal="40.001",
    tax_rate=21,
    subscription_id="s-1",
    tax_exempt_reason="export",
)
DISCOUNT = {
    "line_item_id": "li_1",
    "discount_type": "item_level_coupon",
    "coupon_id": "LAUNCH",
    "discount_amount": 1000,
}
_DOCUMENT = {
    "customer_id": "c-1",
    "subscription_id": "s-1",
    "price_type": "tax_exclusive",
    "date": OCTOBER,
    "generated_at": OCTOBER,
    "voided_at": NOVEMBER,
    "vat_number": "NL123456789B01",
    "currency_code": "EUR",
    "sub_total": 9000,
    "total": 10890,
    "channel": "web",
    "billing_address": ADDRESS,
    "site_details_at_creation": {"timezone": AMSTERDAM},
    "line_items": [LINE],
    "line_item_discounts": [DISCOUNT],
    "line_item_taxes": [tax(taxable_amount=9000, tax_amount=1890)],
    **MARKS,
}
INVOICE = {
    "id": "INV-1",
    "status": "payment_due",
    "due_date": THE_8TH,
    "net_term_days": 7,
    "tax": 1890,
    "amount_due": 5890,
    "amount_paid": 2000,
    "credits_applied": 1000,
    "amount_adjusted": 1500,
    "write_off_amount": 500,
    "amount_to_collect": 5890,
    "paid_at": NOVEMBER,
    "dunning_status": "in_progress",
    "next_retry_at": NOVEMBER,
    "po_number": "PO-7781",
    "recurring": True,
    "first_invoice": True,
    "payment_owner": "c-0",
    **_DOCUMENT,
}
CREDIT_NOTE = {
    "id": "CN-1",
    "status": "refund_due",
    "type": "refundable",
    "reason_code": "waiver",
    "create_reason_code": "Waiver",
    "reference_invoice_id": "INV-1",
    "amount_allocated": 5000,
    "amount_refunded": 1000,
    "amount_available": 4890,
    "refunded_at": NOVEMBER,
    "taxes": [{"name": "BTW", "amount": 1890}],
    **_DOCUMENT,
}

_TRANSACTION = {
    "customer_id": "c-1",
    "subscription_id": "s-1",
    "payment_source_id": "pm-1",
    "status": "success",
    "payment_method": "card",
    "custom_payment_method_name": "Voucher",
    "gateway": "adyen",
    "gateway_account_id": "gw-1",
    "reference_number": "R-1",
    "id_at_gateway": "psp-1",
    "date": OCTOBER,
    "settled_at": THE_8TH,
    "currency_code": "EUR",
    "amount": 10000,
    "error_code": "E1",
    "error_text": "Declined",
    **MARKS,
}
PAYMENT = {
    "id": "t-1",
    "type": "payment",
    "amount_unused": 2000,
    "reversal_transaction_id": "t-9",
    "linked_invoices": [
        {"invoice_id": "INV-1", "applied_amount": 8000, "applied_at": THE_8TH},
    ],
    **_TRANSACTION,
}
REFUND = {
    "id": "t-2",
    "type": "refund",
    "refunded_txn_id": "t-1",
    "linked_credit_notes": [
        {
            "cn_id": "CN-1",
            "applied_amount": 10000,
            "applied_at": THE_8TH,
            "cn_reason_code": "waiver",
            "cn_create_reason_code": "Waiver",
        }
    ],
    **_TRANSACTION,
}
#: Less than everything, so that the second place of a fact is read too.
BARE_REFUND = {
    **REFUND,
    "refunded_txn_id": None,
    "reference_transaction_id": "t-1",
    "linked_credit_notes": [{"cn_id": "CN-1", "cn_reason_code": "waiver"}],
}
BARE_CREDIT_NOTE = {
    **CREDIT_NOTE,
    "taxes": None,
    "reason_code": None,
    "line_item_taxes": [local(1890)],
}
BARE_CUSTOMER = {
    "id": "c-3",
    "balances": [],
    "excess_payments": 0,
    "billing_address": {"state_code": "GR"},
}

FULL = {
    "item_family": [FAMILY],
    "item": [ITEM, {**ITEM, "type": "addon"}, {**ITEM, "type": "charge"}],
    "item_price": [PRICE],
    "plan": [OLD_PLAN],
    "addon": [OLD_ADDON],
    "customer": [CUSTOMER, BARE_CUSTOMER, {**BARE_CUSTOMER, "preferred_currency_code": "EUR"}],
    "payment_source": [PAYMENT_SOURCE, BANK_ACCOUNT],
    "subscription": [SUBSCRIPTION, OLD_SUBSCRIPTION],
    "invoice": [INVOICE],
    "credit_note": [CREDIT_NOTE, BARE_CREDIT_NOTE],
    "transaction": [PAYMENT, REFUND, BARE_REFUND],
}
