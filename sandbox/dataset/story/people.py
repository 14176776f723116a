"""Who buys: the cast of the year by name, and any number of others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from ..books import Record
from ..calendar import local
from ..customers import LOCALES, Customer, address, contact, names, token
from ..options import Options
from ..tax import UNION
from ..vatnumbers import vat_number

# Business entity → the seller's country and VAT number: two in the Netherlands, one in Belgium.
SELLERS = {
    "be-cloud": ("NL", "NL859471238B01"),
    "be-retail": ("NL", "NL852871521B01"),
    "be-services": ("BE", "BE0691587135"),
}
# Far from the positions at which the ordinary dataset plants odd names and numbers.
FIRST_INDEX = 1000


@dataclass(frozen=True)
class Role:
    """One customer: `flags` are offline, exempt, contacts, unnumbered, invalid, undetermined."""

    key: str
    entity: str
    country: str
    business: bool
    currency: str
    flags: str = ""


def _roles(text: str) -> tuple[Role, ...]:
    roles = []
    for line in text.split("\n"):
        if not line.strip():
            continue
        key, entity, country, kind, currency, *flags = line.split()
        roles.append(Role(key, entity, country, kind == "firm", currency, " ".join(flags)))
    return tuple(roles)


CAST = _roles("""
    cloud-nl-1 be-cloud NL firm EUR offline contacts
    cloud-nl-2 be-cloud NL firm EUR
    cloud-nl-3 be-cloud NL firm EUR offline
    cloud-nl-usd be-cloud NL firm USD
    cloud-be be-cloud BE firm EUR
    cloud-de be-cloud DE firm EUR offline contacts
    cloud-fr be-cloud FR firm EUR
    cloud-se be-cloud SE firm SEK offline
    cloud-us be-cloud US firm USD
    cloud-gb be-cloud GB firm GBP offline
    cloud-exempt be-cloud NL firm EUR exempt
    cloud-be-unnumbered be-cloud BE firm EUR unnumbered
    cloud-de-invalid be-cloud DE firm EUR invalid
    cloud-fr-undetermined be-cloud FR firm EUR undetermined
    cloud-nl-person be-cloud NL person EUR
    cloud-de-person be-cloud DE person EUR
    cloud-fr-person be-cloud FR person EUR
    cloud-se-person be-cloud SE person SEK
    cloud-parent be-cloud NL firm EUR contacts
    cloud-child-1 be-cloud NL firm EUR
    cloud-child-2 be-cloud NL firm EUR
    cloud-merged be-cloud NL firm EUR
    cloud-winner be-cloud NL firm EUR
    retail-nl-1 be-retail NL firm EUR
    retail-nl-2 be-retail NL firm EUR offline
    retail-nl-person-1 be-retail NL person EUR
    retail-nl-person-2 be-retail NL person EUR
    retail-be-person be-retail BE person EUR
    retail-de-person be-retail DE person EUR
    retail-gb be-retail GB firm GBP
    retail-gb-person be-retail GB person GBP
    retail-us-person be-retail US person USD
    services-be-1 be-services BE firm EUR offline contacts
    services-be-2 be-services BE firm EUR
    services-be-3 be-services BE firm EUR offline
    services-be-person be-services BE person EUR
    services-nl be-services NL firm EUR
    services-nl-person be-services NL person EUR
    services-de be-services DE firm EUR
    services-fr-person be-services FR person EUR
    services-se be-services SE firm SEK
    services-us be-services US firm USD offline
    services-gb be-services GB firm GBP
""")


def cast(options: Options) -> dict[str, Customer]:
    """The customers of the year by their keys; customers from before the year began."""
    return {role.key: person(options, role, number) for number, role in enumerate(CAST)}


def person(options: Options, role: Role, number: int, created: int | None = None) -> Customer:
    """One customer, complete, with a VAT number that passes its country's check."""
    rng = Random(f"{options.seed}/story/customer/{role.key}")
    index = FIRST_INDEX + number
    assert options.start
    if created is None:
        created = local(options.start - timedelta(days=rng.randrange(60, 600)), 36_000)
    offline = "offline" in role.flags
    record: Record = {
        "id": role.key if number % 3 else token(rng, 16),
        **names(role.country, role.business, index, rng),
        "locale": LOCALES[role.country],
        "auto_collection": "off" if offline else "on",
        "net_term_days": rng.choice((14, 30)) if offline else 0,
        "allow_direct_debit": role.country == "NL",
        "created_at": created,
        "taxability": "exempt" if "exempt" in role.flags else "taxable",
        "pii_cleared": "active",
        "channel": "web",
        "card_status": "no_card" if offline else "valid",
        "business_entity_id": role.entity,
        "preferred_currency_code": role.currency,
        "promotional_credits": 0,
        "unbilled_charges": 0,
        "refundable_credits": 0,
        "excess_payments": 0,
        "deleted": False,
        "object": "customer",
        "cf_debtor_number": str(40_000 + number),
        "cf_story": role.key,
    }
    if offline:
        record["offline_payment_method"] = "bank_transfer"
    valid = _tax_numbers(record, role, created, rng)
    record["billing_address"] = address(record, role.country, rng)
    if "contacts" in role.flags:
        record["contacts"] = [contact(index, rng)]
    record |= {"resource_version": created * 1000 + number % 1000, "updated_at": created}
    home, registration = SELLERS[role.entity]
    return Customer(
        record,
        role.country,
        role.business,
        valid and role.country in UNION,
        role.currency,
        role.entity,
        index,
        home,
        registration,
        "exempt" in role.flags,
    )


def _tax_numbers(record: Record, role: Role, created: int, rng: Random) -> bool:
    """Add the numbers of a firm; whether its VAT number is one that was found to be valid."""
    if not role.business or role.country not in (*UNION, "GB"):
        return False
    record["cf_chamber_of_commerce"] = f"{rng.randrange(10**7, 10**8)}"
    if "unnumbered" in role.flags:
        record["business_customer_without_vat_number"] = True
        return False
    status = next((s for s in ("invalid", "undetermined") if s in role.flags), "valid")
    record["vat_number"] = vat_number(role.country, rng)
    record["vat_number_status"] = status
    if status != "undetermined":
        record["vat_number_validated_time"] = created + 60
    return status == "valid"
