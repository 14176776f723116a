"""The list endpoints: filters with their operators, sortable fields, extra parameters.

A filter is written `name:code` or `name:code=value,value` where only these values are allowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

OPERATORS = {
    "s": "is is_not starts_with in not_in",
    "sp": "is is_not starts_with in not_in is_present",
    "s3": "is is_not starts_with",
    "s3p": "is is_not starts_with is_present",
    "si": "is in",
    "e": "is is_not in not_in",
    "ep": "is is_not in not_in is_present",
    "is": "is",
    "ip": "is is_present",
    "b": "is",
    "n": "is is_not lt lte gt gte between",
    "np": "is is_not lt lte gt gte between is_present",
    "t": "after before on between",
    "tp": "after before on between is_present",
}
CHANNEL = "channel:e=web,app_store,play_store"
PRICING = "pricing_model:e=flat_fee,per_unit,tiered,volume,stairstep"
OFFLINE = (
    "offline_payment_method:e=no_preference,cash,check,bank_transfer,ach_credit,sepa_credit,boleto,"
    "us_automated_bank_transfer,eu_automated_bank_transfer,uk_automated_bank_transfer,"
    "jp_automated_bank_transfer,mx_automated_bank_transfer,custom"
)
EINVOICE = (
    "einvoice[status]:e=scheduled,skipped,in_progress,success,failed,registered,accepted,rejected,"
    "message_acknowledgement,in_process,under_query,conditionally_accepted,paid"
)


@dataclass(frozen=True)
class Filter:
    """What one filter of an endpoint accepts."""

    name: str
    code: str
    values: frozenset[str]

    @cached_property
    def operators(self) -> tuple[str, ...]:
        return tuple(OPERATORS[self.code].split())

    @property
    def type(self) -> str:
        """The type of its values: s, e, b, n or t."""
        return "s" if self.code in ("is", "ip") else self.code[0]


@dataclass(frozen=True)
class Listing:
    """One list endpoint. `by` is the default order, `-` before it means descending."""

    path: str
    kind: str
    filters: str = ""
    sort: tuple[str, ...] = ()
    deleted: bool = False
    extra: tuple[str, ...] = ()
    by: str = ""
    catalog: str | None = None

    @cached_property
    def known(self) -> dict[str, Filter]:
        return {found.name: found for found in map(_filter, self.filters.split())}


def _filter(text: str) -> Filter:
    name, _, rest = text.rpartition(":")
    code, _, values = rest.partition("=")
    return Filter(name, code, frozenset(values.split(",")) if values else frozenset())


LISTINGS = (
    Listing(
        "customers",
        "customer",
        "id:s first_name:s3p last_name:s3p email:s3p company:s3p phone:s3p "
        "auto_collection:e=on,off taxability:e=taxable,exempt created_at:t updated_at:t "
        f"{OFFLINE} auto_close_invoices:b {CHANNEL} business_entity_id:is "
        "relationship[parent_id]:s3 relationship[payment_owner_id]:s3 "
        "relationship[invoice_owner_id]:s3",
        ("created_at", "updated_at"),
        deleted=True,
        by="created_at",
    ),
    Listing(
        "item_families",
        "item_family",
        "id:s name:s3 updated_at:t business_entity_id:ip include_site_level_resources:b",
        catalog="v2",
    ),
    Listing(
        "items",
        "item",
        "id:s item_family_id:s type:e=plan,addon,charge name:s3 "
        "item_applicability:e=all,restricted status:e=active,archived,deleted is_giftable:b "
        "updated_at:t enabled_for_checkout:b enabled_in_portal:b metered:b "
        f"usage_calculation:e=sum_of_usages,last_usage,max_usage {CHANNEL} business_entity_id:ip "
        "include_site_level_resources:b bundle_configuration[type]:e=plan,addon,charge",
        ("name", "id", "updated_at"),
        catalog="v2",
    ),
    Listing(
        "item_prices",
        "item_price",
        f"id:s name:s {PRICING} item_id:s item_family_id:s item_type:e=plan,addon,charge "
        "currency_code:s price_variant_id:s trial_period:n trial_period_unit:e=day,month "
        "status:e=active,archived,deleted updated_at:t business_entity_id:ip "
        f"include_site_level_resources:b period_unit:e=day,week,month,year period:n {CHANNEL}",
        ("name", "id", "updated_at"),
        by="-created_at",
        catalog="v2",
    ),
    Listing(
        "differential_prices",
        "differential_price",
        "item_price_id:s item_id:s id:s parent_item_id:s",
        catalog="v2",
    ),
    Listing(
        "features",
        "feature",
        "name:s id:s status:e=active,archived,draft type:e=switch,custom,quantity,range metered:b",
        catalog="v2",
    ),
    Listing(
        "entitlements",
        "entitlement",
        "feature_id:si entity_type:si=plan,addon,charge,plan_price,addon_price entity_id:si",
        extra=("include_drafts", "embed"),
        catalog="v2",
    ),
    Listing(
        "coupons",
        "coupon",
        "id:s name:s discount_type:e=fixed_amount,percentage,offer_quantity "
        "duration_type:e=one_time,forever,limited_period "
        "status:e=active,expired,archived,deleted,future "
        "apply_on:e=invoice_amount,specified_items_total,each_specified_item,"
        "each_unit_of_specified_items created_at:t updated_at:t currency_code:s "
        "applicable_item_price_ids:si",
        ("created_at",),
        by="created_at",
    ),
    Listing(
        "coupon_sets",
        "coupon_set",
        "id:s name:s coupon_id:s total_count:n redeemed_count:n archived_count:n",
    ),
    Listing(
        "coupon_codes",
        "coupon_code",
        "code:s coupon_id:s coupon_set_name:s3 status:e=not_redeemed,redeemed,archived",
    ),
    Listing(
        "invoices",
        "invoice",
        "id:s subscription_id:sp customer_id:s recurring:b "
        "status:e=paid,posted,payment_due,not_paid,voided,pending "
        "price_type:e=tax_exclusive,tax_inclusive date:t paid_at:t total:n amount_paid:n "
        "amount_adjusted:n credits_applied:n amount_due:n "
        "dunning_status:ep=in_progress,exhausted,stopped,success payment_owner:s updated_at:t "
        f"{CHANNEL} voided_at:t void_reason_code:s {EINVOICE}",
        ("date", "updated_at"),
        deleted=True,
        extra=("paid_on_after",),
        by="date",
    ),
    Listing(
        "credit_notes",
        "credit_note",
        "id:s customer_id:s subscription_id:sp reference_invoice_id:sp "
        "type:e=adjustment,refundable,store "
        "reason_code:e=write_off,subscription_change,subscription_cancellation,"
        "subscription_pause,chargeback,product_unsatisfactory,service_unsatisfactory,"
        "order_change,order_cancellation,waiver,other,fraudulent create_reason_code:s "
        "status:e=adjusted,refunded,refund_due,voided date:t total:n "
        "price_type:e=tax_exclusive,tax_inclusive amount_allocated:n amount_refunded:n "
        f"amount_available:n voided_at:t updated_at:t {CHANNEL} {EINVOICE}",
        ("date",),
        deleted=True,
        by="date",
    ),
    Listing(
        "transactions",
        "transaction",
        "id:s customer_id:sp subscription_id:sp payment_source_id:sp payment_method:e gateway:e "
        "gateway_account_id:s id_at_gateway:s3 reference_number:s3p "
        "type:e=authorization,payment,refund,payment_reversal date:t amount:n "
        "amount_capturable:n status:e=in_progress,success,voided,failure,timeout,"
        "needs_attention,late_failure updated_at:t",
        ("date", "updated_at"),
        deleted=True,
        by="date",
    ),
    Listing(
        "payment_sources",
        "payment_source",
        "customer_id:s type:e status:e=valid,expiring,expired,invalid,pending_verification "
        "updated_at:t created_at:t",
        ("created_at", "updated_at"),
        deleted=True,
        extra=("subscription_id",),
        by="created_at",
    ),
    Listing(
        "promotional_credits",
        "promotional_credit",
        "id:s3 created_at:t type:e=increment,decrement customer_id:s3",
    ),
    Listing(
        "unbilled_charges",
        "unbilled_charge",
        "subscription_id:sp customer_id:sp",
        deleted=True,
        extra=("is_voided",),
    ),
    Listing(
        "quotes",
        "quote",
        "id:s customer_id:s subscription_id:sp status:e=open,accepted,declined,invoiced,closed,"
        "pending_approval,approval_rejected,proposed,voided,expired date:t updated_at:t",
        ("date",),
        deleted=True,
        by="date",
    ),
    Listing(
        "subscriptions",
        "subscription",
        "id:s customer_id:s item_id:s item_price_id:s "
        "status:e=future,in_trial,active,non_renewing,paused,cancelled,transferred "
        "cancel_reason:ep=not_paid,no_card,fraud_review_failed,non_compliant_eu_customer,"
        "tax_calculation_failed,currency_incompatible_with_gateway,non_compliant_customer "
        "cancel_reason_code:s remaining_billing_cycles:np created_at:t activated_at:tp "
        "next_billing_at:t cancelled_at:t has_scheduled_changes:b updated_at:t "
        f"{OFFLINE} auto_close_invoices:b override_relationship:b business_entity_id:is {CHANNEL} "
        "decommissioned:b plan_id:s",
        ("created_at", "updated_at"),
        deleted=True,
        by="created_at",
    ),
    Listing(
        "events",
        "event",
        "id:s webhook_status:e=not_configured,scheduled,succeeded,re_scheduled,failed,skipped,"
        "not_applicable,disabled,rate_limited event_type:e source:e=admin_console,api,"
        "scheduled_job,hosted_page,portal,system,none,js_api,migration,bulk_operation,"
        "external_service occurred_at:t",
        ("occurred_at",),
        extra=("start_time", "end_time"),
        by="occurred_at",
    ),
    Listing(
        "plans",
        "plan",
        "id:s name:s price:n period:n period_unit:e=day,week,month,year trial_period:np "
        "trial_period_unit:e=day,month addon_applicability:e=all,restricted giftable:b "
        f"charge_model:e=flat_fee,per_unit,tiered,volume,stairstep {PRICING} "
        f"status:e=active,archived,deleted updated_at:t currency_code:s {CHANNEL}",
        deleted=True,
        catalog="v1",
    ),
    Listing(
        "addons",
        "addon",
        f"id:s name:s {PRICING} type:e=on_off,quantity,tiered,volume,stairstep "
        "charge_type:e=recurring,non_recurring price:n period:n "
        "period_unit:e=day,week,month,year,not_applicable status:e=active,archived,deleted "
        f"updated_at:t currency_code:s {CHANNEL}",
        deleted=True,
        catalog="v1",
    ),
)
# What hangs under an item, with filters of its own.
ATTACHED = Listing(
    "items/{id}/attached_items",
    "attached_item",
    "id:s item_id:s type:e=recommended,mandatory,optional item_type:e=plan,addon,charge "
    "charge_on_event:e=subscription_creation,subscription_trial_start,plan_activation,"
    "subscription_activation,contract_termination,on_demand updated_at:t",
    catalog="v2",
)
# Listed, but never given out one by one.
LISTED_ONLY = ("unbilled_charges", "entitlements")
BY_PATH = {listing.path: listing for listing in LISTINGS}
EXTRA_FIELDS = {
    "paid_on_after": ("paid_at", "after"),
    "start_time": ("occurred_at", "from"),
    "end_time": ("occurred_at", "until"),
    "is_voided": ("is_voided", "is"),
}
