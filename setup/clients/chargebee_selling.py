"""Read what a CRM shows of a Chargebee site, and quote, with the official SDK; print what it saw.

    python chargebee_selling.py PORT

Prints one JSON object: records seen per list, what hangs under some of them, what quotes became.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from chargebee import Chargebee
from chargebee_sdk import client, every, failure

LISTS = {
    "subscription": "Subscription",
    "payment_source": "PaymentSource",
    "quote": "Quote",
    "unbilled_charge": "UnbilledCharge",
    "promotional_credit": "PromotionalCredit",
    "feature": "Feature",
    "entitlement": "Entitlement",
}
WITH_DELETED = {"subscription", "payment_source", "quote", "unbilled_charge"}


def reads(site: Chargebee) -> dict[str, Any]:
    counts = {}
    for kind, name in LISTS.items():
        parameters: dict[str, Any] = {"include_deleted": True} if kind in WITH_DELETED else {}
        if kind == "entitlement":
            parameters["include_drafts"] = True
        counts[kind] = len(every(getattr(site, name), kind, parameters))
    active = {"status": {"is": "active"}, "item_price_id": {"is": "growth-EUR-Monthly"}}
    page = site.Subscription.list({**active, "limit": 1}).list[0]
    cards = every(site.PaymentSource, "payment_source", {"type": {"is": "card"}})
    return {
        "counts": counts,
        "customer_beside": page.subscription.customer_id == page.customer.id,
        "yearly": page.subscription.arr == 12 * page.subscription.mrr,
        "items": len(page.subscription.subscription_items) > 0,
        "masked": sorted({source.card.masked_number[:12] for source in cards}),
        "given": sorted(
            entry.item_entitlement.feature_id
            for entry in site.ItemEntitlement.item_entitlements_for_item("scale").list
        ),
        "attached": sorted(
            entry.attached_item.item_id
            for entry in site.AttachedItem.list("scale", {"type": {"is": "mandatory"}}).list
        ),
    }


def quotes(site: Chargebee) -> dict[str, Any]:
    site.Customer.create(
        {"id": "sdk-buyer", "company": "Sluis", "billing_address": {"country": "NL"}}
    )
    offered = {
        "name": "Growth",
        "billing_cycles": 2,
        "subscription_items": [
            {"item_price_id": "growth-EUR-Monthly", "quantity": 3},
            {"item_price_id": "support-EUR-Monthly"},
        ],
        "discounts": [{"apply_on": "invoice_amount", "percentage": 10.0}],
    }
    headers = {"chargebee-idempotency-key": "sdk-quote-1"}
    first = site.Quote.create_sub_items_for_customer_quote("sdk-buyer", offered, headers)
    again = site.Quote.create_sub_items_for_customer_quote("sdk-buyer", offered, headers)
    key = first.quote.id
    groups = site.Quote.quote_line_groups_for_quote(key).list
    early = failure(lambda: site.Quote.convert(key, {}))
    site.Quote.update_status(key, {"status": "accepted"})
    made = site.Quote.convert(key, {})
    single = site.Quote.create_for_charge_items_and_charges(
        {
            "customer_id": "sdk-buyer",
            "item_prices": [{"item_price_id": "consulting-EUR", "quantity": 2}],
            "charges": [{"amount": 500, "description": "Parking"}],
        }
    )
    edited = site.Quote.edit_for_charge_items_and_charges(
        single.quote.id, {"charges": [{"amount": 700, "description": "Parking"}]}
    )
    site.Quote.delete(single.quote.id, {"comment": "mistake"})
    return {
        "once": first.quote.id == again.quote.id and bool(again.is_idempotency_replayed),
        "amounts": [first.quote.sub_total, first.quote.total],
        "offered": len(first.quoted_subscription.subscription_items),
        "groups": [str(entry.quote_line_group.charge_event) for entry in groups],
        "early": early["code"],
        "made": [str(made.quote.status), made.subscription.mrr, made.invoice.total],
        "single": [single.quote.total, edited.quote.total, edited.quote.version],
        "gone": failure(lambda: site.Quote.update_status(single.quote.id, {"status": "accepted"}))[
            "status"
        ],
    }


def main() -> None:
    site = client(int(sys.argv[1]), "full_key")
    print(json.dumps({"reads": reads(site), "quotes": quotes(site)}, indent=1))


if __name__ == "__main__":
    main()
