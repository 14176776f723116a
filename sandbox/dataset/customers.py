"""Customers of seven countries, ordinary ones and those with names that break things."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from .books import Books, Record
from .calendar import local
from .catalog import ENTITIES
from .options import Options
from .vatnumbers import vat_number

# Country and whether it is a business; repeated over all customers.
MIX = (
    ("NL", True), ("NL", False), ("BE", True), ("DE", True), ("NL", True),
    ("FR", True), ("NL", True), ("DE", False), ("GB", True), ("NL", True),
    ("US", True), ("BE", False), ("NL", True), ("FR", False), ("JP", True),
    ("NL", False), ("BE", True), ("NL", True), ("US", False), ("DE", True),
)  # fmt: skip
CURRENCY = {"GB": "GBP", "US": "USD", "JP": "JPY"}
EU = ("BE", "DE", "FR")
PLACES = {
    "NL": (("Groningen", "9711 AA"), ("Utrecht", "3511 BX"), ("Eindhoven", "5611 EM")),
    "BE": (("Antwerpen", "2000"), ("Gent", "9000"), ("Liège", "4000")),
    "DE": (("Köln", "50667"), ("Münster", "48143"), ("Leipzig", "04109")),
    "FR": (("Lyon", "69002"), ("Saint-Étienne", "42000"), ("Nîmes", "30000")),
    "GB": (("Leeds", "LS1 4AP"), ("Bristol", "BS1 5TR")),
    "US": (("Portland", "97204"), ("Austin", "78701")),
    "JP": (("大阪市", "530-0001"), ("Kyoto", "600-8216")),
    "SE": (("Göteborg", "411 03"), ("Malmö", "211 22")),
}
STREETS = {
    "NL": "Havenstraat", "BE": "Kerkstraat", "DE": "Lindenstraße", "FR": "rue de l'Église",
    "GB": "High Street", "US": "Main St", "JP": "梅田", "SE": "Storgatan",
}  # fmt: skip
STATES = {"US": {"Portland": ("OR", "Oregon"), "Austin": ("TX", "Texas")}}
FIRST = ("Mira", "Ties", "Zoë", "Jürgen", "Amélie", "Sean", "Yuki", "Noor", "Bram", "Léa")
LAST = ("Jansen", "de Wit", "O'Connor", "Müller", "Lefèvre", "Smith", "佐藤", "van 't Hoff")
TRADES = ("Zorg", "Logistiek", "Bouw", "Media", "Software", "Foods", "Energie", "Advies")
FORMS = {
    "NL": "B.V.", "BE": "NV", "DE": "GmbH", "FR": "SARL", "GB": "Ltd", "US": "Inc.", "JP": "KK",
    "SE": "AB",
}  # fmt: skip
LOCALES = {
    "NL": "nl", "BE": "nl-BE", "DE": "de", "FR": "fr", "GB": "en", "US": "en", "JP": "ja",
    "SE": "sv",
}  # fmt: skip
TERMS = (0, 7, 14, 30, 60)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

# Position among the customers -> what is odd about the company's name. All are businesses.
ODD_NAMES = {
    2: 'Van "Quote" & Zonen',
    4: "   Leading Blanks B.V.",
    6: "🚀 Rocket Launch B.V.",
    14: "株式会社さくら",
    9: "Langenaam " * 24 + "Holding BV",
    12: "<script>alert('x')</script> & Co",
    16: "Ampersand & Söhne; DROP TABLE",
}
MALFORMED_VAT = {17: "NL 8123.45.678", 22: "not known", 32: "NL12345678B1", 36: "BE0123"}
CASE_TWINS = (20, 24)


@dataclass(frozen=True)
class Customer:
    """A customer's payload with what the invoices need to know of it.

    `home` and `registration` are the country and VAT number of the seller's business entity.
    """

    record: Record
    country: str
    business: bool
    vat_valid: bool
    currency: str
    entity: str
    index: int
    home: str = "NL"
    registration: str = "NL859471238B01"
    exempt: bool = False


def buyer(record: Record, currency: str, sellers: dict[str, tuple[str, str]]) -> Customer:
    """A stored customer as the tax rules see it, who buys in this currency."""
    record = {"billing_address": {}, **record}
    entity = record.get("business_entity_id", ENTITIES[0])
    home, registration = sellers.get(entity, (Customer.home, Customer.registration))
    return Customer(
        record=record,
        country=record["billing_address"].get("country", "NL"),
        business="company" in record,
        vat_valid=record.get("vat_number_status") in ("valid", "not_validated"),
        currency=currency,
        entity=entity,
        index=0,
        home=home,
        registration=registration,
        exempt=record.get("taxability") == "exempt",
    )


def add_customers(books: Books, options: Options) -> list[Customer]:
    customers = [_customer(options, index) for index in range(options.customers)]
    for customer in customers:
        books.add("customer", customer.record)
        if customer.index in MALFORMED_VAT and "vat_number" in customer.record:
            books.plant("customer", customer.record, "malformed_vat_number")
        elif customer.index in ODD_NAMES:
            books.plant("customer", customer.record, "odd_name")
        elif customer.index in CASE_TWINS:
            books.plant("customer", customer.record, "case_twin")
        elif customer.record["deleted"]:
            books.plant("customer", customer.record, "deleted")
        elif "updated_at" not in customer.record:
            books.plant("customer", customer.record, "no_updated_at")
    return customers


def token(rng: Random, length: int) -> str:
    """An identifier as Chargebee generates it; case matters."""
    return "".join(rng.choices(_LETTERS, k=length))


def _customer(options: Options, index: int) -> Customer:
    rng = Random(f"{options.seed}/customer/{index}")
    country, business = MIX[index % len(MIX)]
    created = local(options.start - timedelta(days=rng.randrange(60, 600)), rng.randrange(86_400))
    entity = ENTITIES[index % len(ENTITIES)]
    currency = CURRENCY.get(country, "EUR")
    if index % 40 in (5, 26):
        currency = "USD"
    record: Record = {
        "id": _identifier(index, rng),
        **names(country, business, index, rng),
        "locale": LOCALES[country],
        "auto_collection": "on",
        "net_term_days": 0,
        "allow_direct_debit": country == "NL",
        "created_at": created,
        "taxability": "taxable",
        "pii_cleared": "active",
        "channel": "web",
        "card_status": "valid",
        "business_entity_id": entity,
        "preferred_currency_code": currency,
        "promotional_credits": 0,
        "unbilled_charges": 0,
        "refundable_credits": 0,
        "excess_payments": 0,
        "deleted": index % 50 == 43,
        "object": "customer",
        "cf_debtor_number": str(20_000 + index),
    }
    if business and rng.random() < 0.6:
        record |= {
            "auto_collection": "off",
            "net_term_days": rng.choice(TERMS),
            "offline_payment_method": "bank_transfer",
            "card_status": "no_card",
        }
    valid = tax_numbers(record, country, business, index, rng)
    record["billing_address"] = address(record, country, rng)
    if business and rng.random() < 0.3:
        record["contacts"] = [contact(index, rng)]
    if index % 3 == 0:
        record["meta_data"] = {"crm_id": f"res.partner,{index}"}
    _stamp(record, created, index)
    return Customer(record, country, business, valid, currency, entity, index)


def _identifier(index: int, rng: Random) -> str:
    if index in CASE_TWINS:
        return "Twin-Customer" if index == CASE_TWINS[0] else "twin-customer"
    return f"cust-{index:05d}" if index % 4 else token(rng, 16)


def names(country: str, business: bool, index: int, rng: Random) -> Record:
    first, last = rng.choice(FIRST), rng.choice(LAST)
    host = f"customer{index}.example"
    record = {"first_name": first, "last_name": last, "email": f"billing@{host}"}
    if business:
        place = PLACES[country][index % len(PLACES[country])][0]
        name = f"{place} {rng.choice(TRADES)} {index} {FORMS[country]}"
        record["company"] = ODD_NAMES.get(index, name)[:250]
        record["phone"] = f"+3150{rng.randrange(10**6, 10**7)}"
    return record


def tax_numbers(record: Record, country: str, business: bool, index: int, rng: Random) -> bool:
    """Add the VAT number; whether it is one that allows reverse charge."""
    if not business or country in ("US", "JP"):
        return False
    if index in MALFORMED_VAT:
        record |= {"vat_number": MALFORMED_VAT[index], "vat_number_status": "invalid"}
        return False
    record |= {"vat_number": vat_number(country, rng), "vat_number_status": "valid"}
    record["vat_number_validated_time"] = record["created_at"] + 60
    return True


def address(record: Record, country: str, rng: Random) -> Record:
    city, postcode = rng.choice(PLACES[country])
    found = {
        key: record[key] for key in ("first_name", "last_name", "company", "email") if key in record
    }
    found |= {
        "line1": f"{STREETS[country]} {rng.randrange(1, 250)}",
        "city": city,
        "zip": postcode,
        "country": country,
        "validation_status": "not_validated",
        "object": "billing_address",
    }
    if country in STATES:
        found["state_code"], found["state"] = STATES[country][city]
    return found


def contact(index: int, rng: Random) -> Record:
    return {
        "id": f"contact_{token(rng, 10)}",
        "first_name": rng.choice(FIRST),
        "last_name": rng.choice(LAST),
        "email": f"ap@customer{index}.example",
        "label": "accounts payable",
        "enabled": True,
        "send_account_email": False,
        "send_billing_email": True,
        "object": "contact",
    }


def _stamp(record: Record, created: int, index: int) -> None:
    record["resource_version"] = created * 1000 + index % 1000
    if index % 23 != 22:
        record["updated_at"] = created
