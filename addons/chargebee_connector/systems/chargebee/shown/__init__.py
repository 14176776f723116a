"""Chargebee's objects as the rows of tables that a CRM shows.

Each module declares tables together with how their rows are read. Payloads that can't be
understood raise Invalid with the field's name, as where they are booked from. Quotes are not among
them: they come from the CRM.
"""

from ....ledger.mirror import Row
from .. import fields, pull
from .charges import UNBILLED_CHARGE, unbilled_charge_row
from .coupons import COUPON, coupon_row
from .credits import PROMOTIONAL_CREDIT, promotional_credit_row
from .customers import CUSTOMER, customer_row
from .documents import CREDIT_NOTE, CREDIT_NOTE_LINE, INVOICE, INVOICE_LINE, document_row
from .features import FEATURE, PRODUCT_FEATURE, entitlement_row, feature_row
from .items import ADDON, CHARGE, FAMILY, PLAN, family_row, item_row, old_row
from .payment_sources import PAYMENT_SOURCE, payment_source_row
from .payments import PAYMENT, PAYMENT_INVOICE, REFUND, transaction_row
from .prices import PRICE, price_row
from .subscriptions import SUBSCRIPTION, SUBSCRIPTION_ITEM, subscription_row
from .tiers import TIER

#: Every table, in the order of writing: what others look up comes first, parts after their whole.
TABLES = tuple(
    shape.table
    for shape in (
        FAMILY,
        PLAN,
        ADDON,
        CHARGE,
        PRICE,
        TIER,
        COUPON,
        FEATURE,
        PRODUCT_FEATURE,
        CUSTOMER,
        PAYMENT_SOURCE,
        SUBSCRIPTION,
        SUBSCRIPTION_ITEM,
        INVOICE,
        INVOICE_LINE,
        CREDIT_NOTE,
        CREDIT_NOTE_LINE,
        PAYMENT,
        PAYMENT_INVOICE,
        REFUND,
        PROMOTIONAL_CREDIT,
        UNBILLED_CHARGE,
    )
)

_READERS = {
    "item_family": family_row,
    "item": item_row,
    "plan": old_row,
    "addon": old_row,
    "item_price": price_row,
    "coupon": coupon_row,
    "feature": feature_row,
    "entitlement": entitlement_row,
    "customer": customer_row,
    "payment_source": payment_source_row,
    "subscription": subscription_row,
    "invoice": document_row,
    "credit_note": document_row,
    "transaction": transaction_row,
    "promotional_credit": promotional_credit_row,
    "unbilled_charge": unbilled_charge_row,
}

#: Every kind of record that is shown, in the order in which its rows are written.
KINDS = tuple(_READERS)

#: Those among them that are only pulled where somebody wants them shown.
EXTRA = tuple(kind for kind in KINDS if kind in pull.OPTIONAL)


def shown(kind: str, payload, site_tz: str) -> Row | None:
    """Return the row of an object, None for one that is not shown.

    `payload` is a record's JSON text or what it holds; `site_tz` the billing site's time zone.
    Raises Invalid for a payload that can't be understood.
    """
    read = _READERS.get(kind)
    return read(kind, fields.opened(payload), site_tz) if read else None
