"""How customers pay: cards, direct debits, PayPal; no number, only what may be shown of one."""

from __future__ import annotations

from random import Random

from ..books import Books, Record
from ..calendar import DAY, local_date
from ..customers import token
from ..options import Options
from ..settle import touch

_BRANDS = (
    ("visa", "424242", "4242"),
    ("mastercard", "555555", "4444"),
    ("american_express", "378282", "0005"),
    ("visa", "400005", "5556"),
)
_ACCOUNTS = {
    "card": "stripe",
    "direct_debit": "gocardless",
    "paypal_express_checkout": "paypal",
    "ideal": "mollie",
}


def add_payment_sources(books: Books, options: Options, as_of: int) -> None:
    """One for whoever pays by itself, a second for some; transactions name the ones there are."""
    sources: dict[tuple[str, str], str] = {}
    for number, customer in enumerate(books.records["customer"].values()):
        if customer.get("card_status") != "valid":
            continue
        rng = Random(f"{options.seed}/payment source/{number}")
        kinds = ["card", "card", "direct_debit", "paypal_express_checkout"][number % 4 : None]
        for place, kind in enumerate(kinds[: 1 + (number % 5 == 0)]):
            source = books.add("payment_source", _source(customer, kind, place, number, as_of, rng))
            sources.setdefault((customer["id"], source["gateway"]), source["id"])
            _name(customer, source, place)
    _used(books, options, sources)


def _source(
    customer: Record, kind: str, place: int, number: int, as_of: int, rng: Random
) -> Record:
    gateway = _ACCOUNTS[kind]
    created = customer["created_at"] + 120 + place * DAY
    record: Record = {
        "id": f"pm_{token(rng, 16)}",
        "customer_id": customer["id"],
        "type": kind,
        "reference_id": f"{gateway[:3]}_{token(rng, 14)}",
        "status": "valid",
        "gateway": gateway,
        "gateway_account_id": f"gw_{gateway}",
        "created_at": created,
        "deleted": customer["deleted"] or (place == 1 and number % 2 == 1),
        "object": "payment_source",
    }
    if "business_entity_id" in customer:
        record["business_entity_id"] = customer["business_entity_id"]
    address = customer.get("billing_address")
    if address:
        record["billing_address"] = {**address, "object": "billing_address"}
    if kind == "card":
        _card(record, customer, number, as_of, rng)
    elif kind == "direct_debit":
        _bank_account(record, customer, created, rng)
    elif kind == "paypal_express_checkout":
        record["paypal"] = {
            "email": customer.get("email", ""),
            "agreement_id": f"B-{token(rng, 12)}",
            "object": "paypal",
        }
    touch(record, created, number % 1000)
    return record


def _card(record: Record, customer: Record, number: int, as_of: int, rng: Random) -> None:
    brand, iin, last4 = _BRANDS[number % len(_BRANDS)]
    end = local_date(as_of)
    year = end.year - 1 if number % 11 == 4 else end.year + rng.randrange(1, 4)
    month = rng.randrange(1, 13)
    if number % 11 == 8:
        year, month = end.year, end.month
        record["status"] = "expiring"
    elif year < end.year:
        record["status"] = "expired"
    record["card"] = {
        "first_name": customer["first_name"],
        "last_name": customer["last_name"],
        "iin": iin,
        "last4": last4,
        "brand": brand,
        "funding_type": "credit" if number % 3 else "debit",
        "expiry_month": month,
        "expiry_year": year,
        "masked_number": f"************{last4}",
        "object": "card",
    }


def _bank_account(record: Record, customer: Record, created: int, rng: Random) -> None:
    mandate = f"MD{rng.randrange(10**6, 10**7)}"
    record["bank_account"] = {
        "last4": f"{rng.randrange(10**4):04d}",
        "name_on_account": customer.get("company") or customer["last_name"],
        "direct_debit_scheme": "sepa_core",
        "mandate_id": mandate,
        "account_holder_type": "company" if "company" in customer else "individual",
        "object": "bank_account",
    }
    record["mandates"] = [
        {"id": mandate, "subscription_id": "", "created_at": created, "object": "mandate"}
    ]


def _name(customer: Record, source: Record, place: int) -> None:
    """The customer names its first source, and a second one as what stands behind it."""
    if source["deleted"]:
        return
    if place:
        customer["backup_payment_source_id"] = source["id"]
        return
    customer["primary_payment_source_id"] = source["id"]
    customer["payment_method"] = {
        "type": source["type"],
        "gateway": source["gateway"],
        "gateway_account_id": source["gateway_account_id"],
        "status": source["status"],
        "reference_id": source["reference_id"],
        "object": "payment_method",
    }


def _used(books: Books, options: Options, sources: dict[tuple[str, str], str]) -> None:
    """Payments name a source of the customer; one that paid otherwise once has it deleted."""
    customers = books.records["customer"]
    for transaction in books.records["transaction"].values():
        if "payment_source_id" not in transaction:
            continue
        key = transaction["customer_id"], transaction["gateway"]
        if key not in sources and transaction["payment_method"] in _ACCOUNTS:
            rng = Random(f"{options.seed}/payment source/{transaction['id']}")
            kind = transaction["payment_method"]
            source = _source(customers[key[0]], kind, 0, len(sources), transaction["date"], rng)
            source["deleted"] = True
            sources[key] = books.add("payment_source", source)["id"]
        if key in sources:
            transaction["payment_source_id"] = sources[key]
