"""A route to a CRM for the tests of its plan: rules, rows, and links as they come to stand."""

from dataclasses import replace
from datetime import date, datetime, timezone
from decimal import Decimal

from dynamics_tables import TABLES

from odoo.addons.chargebee_connector.ledger.mirror import Row
from odoo.addons.chargebee_connector.ledger.plan import Known, LinkNow
from odoo.addons.chargebee_connector.ledger.states import POSTED
from odoo.addons.chargebee_connector.ledger.words import Address, Customer
from odoo.addons.chargebee_connector.systems.dynamics.places import place, row_id
from odoo.addons.chargebee_connector.systems.dynamics.plan import plan
from odoo.addons.chargebee_connector.systems.dynamics.rules import AccountRules, Rules
from odoo.addons.chargebee_connector.systems.dynamics.there import STANDARD_SETS

KINDS = ("customer", "item_family", "item_price", "invoice")
EUR, KWD = "00000000-0000-4000-8000-0000000000e1", "00000000-0000-4000-8000-0000000000e2"
JPY = "00000000-0000-4000-8000-0000000000e3"
TEAM, OTHER_TEAM = "00000000-0000-4000-8000-0000000000f1", "00000000-0000-4000-8000-0000000000f2"
ACME = "00000000-0000-4000-8000-0000000000a1"
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)

RULES = Rules(
    site="acme",
    tables=TABLES,
    kinds=KINDS,
    entity_sets=STANDARD_SETS
    | {
        "cb_customer": "cb_customers",
        "cb_family": "cb_families",
        "cb_price": "cb_prices",
        "cb_tier": "cb_tiers",
        "cb_invoice": "cb_invoices",
        "cb_invoiceline": "cb_invoicelines",
    },
    currencies={"EUR": EUR, "KWD": KWD, "JPY": JPY},
    places={"EUR": 2, "KWD": 3, "JPY": 0},
    owners={"nl": ("team", TEAM)},
    fallback=("systemuser", OTHER_TEAM),
    accounts=AccountRules(id_field="cf_crm_account_id"),
)


def customer_row(external_id="c1", word=None, **more):
    word = word or Customer(external_id, company="Acme B.V.", email="info@acme.nl")
    more.setdefault("values", {"company": "Acme", "auto": True})
    more.setdefault("lookups", {"account": ("customer", external_id)})
    return Row("customer", "customer", external_id, "Acme", word=word, **more)


def line_row(number, amount="10.00", **more):
    values = {"amount": Decimal(amount), "quantity": Decimal(1)}
    return Row(
        "invoice_line",
        "invoice",
        f"li_{number}",
        f"Line {number}",
        {**values, **more.pop("values", {})},
        {"invoice": ("invoice", "INV-1"), **more.pop("lookups", {})},
        **more,
    )


def invoice_row(lines=(1, 2), **more):
    values = {
        "status": "due",
        "total": Decimal("20.00"),
        "due_date": date(2026, 3, 31),
        "paid_at": None,
        **more.pop("values", {}),
    }
    more.setdefault("parts", tuple(line_row(number) for number in lines))
    more.setdefault("lookups", {"customer": ("customer", "c1")})
    more.setdefault("currency", "EUR")
    return Row("invoice", "invoice", "INV-1", "INV-1", values, version="7", updated_at=NOON, **more)


def address(country="NL"):
    return Address("Kade 1", postcode="1011 AB", city="Amsterdam", country=country)


def posted(kind, external_id, table=None, content='0:{"":{}}', **more):
    """Return {place: link} of a row that stands there."""
    link = LinkNow(POSTED, row_id("acme", table or kind, external_id), content, **more)
    return {place(kind, external_id, KINDS): link}


def standing(row, rules=RULES, known=None, **more):
    """Return {place: link} of a row that was posted as it is."""
    known = known or Known(links=posted("customer", "c1"))
    (outcome,) = [one for one in plan([row], rules, known) if one.kind != "crm_account"]
    assert outcome.request.method == "UPSERT", outcome
    return posted(row.kind, row.external_id, row.table, outcome.content, **more)


def replace_deleted(deleted):
    return replace(RULES, accounts=None, deleted=deleted)
