"""A customer on both sides, for the tests of what Chargebee takes from a CRM."""

from decimal import Decimal

from odoo.addons.chargebee_connector.ledger.agree import FILL, HERE, THERE
from odoo.addons.chargebee_connector.ledger.crm import (
    CrmAccount,
    CrmContact,
    CrmQuote,
    CrmQuoteLine,
)
from odoo.addons.chargebee_connector.ledger.plan import Known, LinkNow, Made
from odoo.addons.chargebee_connector.systems.chargebee.taken import plan
from odoo.addons.chargebee_connector.systems.chargebee.taken.held import Held, HeldPrice
from odoo.addons.chargebee_connector.systems.chargebee.taken.rules import Mapped, Rules
from odoo.addons.chargebee_connector.systems.chargebee.taken.told import ACCOUNT, CONTACT

GUID = "0d6b3c58-0000-4000-8000-000000000001"

RULES = Rules(
    mapped=(
        Mapped(ACCOUNT, "telephone1", "phone", THERE),
        Mapped(ACCOUNT, "description", "cf_note", FILL),
        Mapped(ACCOUNT, "emailaddress1", "email", HERE),
        Mapped(ACCOUNT, "name", "company", THERE),
        Mapped(ACCOUNT, "address1_line1", "billing_address.line1", THERE),
        Mapped(ACCOUNT, "address1_country", "billing_address.country", THERE),
        Mapped(ACCOUNT, "new_vat", "vat_number", THERE),
        Mapped(CONTACT, "jobtitle", "cf_job", THERE),
    ),
    countries={"BELGIUM": "BE"},
    contacts=True,
    create=True,
)


def account(main="", **columns):
    return CrmAccount(GUID, primary_contact=main, extra={"name": "Acme", **columns})


def contact(number="7", **columns):
    return CrmContact(f"contact-{number}", account=GUID, extra=columns)


def held(contacts=(), **fields):
    told = {"company": "Acme", **{name.replace("__", "."): text for name, text in fields.items()}}
    return Held("cust_1", told, tuple(contacts))


def known(customer=None, main="", links=(), prices=()):
    """What a plan knows: the account stands for `customer` where there is one."""
    there = {("customer", customer.external_id): customer} if customer else {}
    there.update({("item_price", one.external_id): one for one in prices})
    links = dict(links)
    below = {}
    for kind, key in links:
        below.setdefault((kind, key.rpartition("/")[0]), []).append((kind, key))
    made = Made("crm_account", "customer/cust_1/account", ("customer", "cust_1"))
    return Known(
        records={(ACCOUNT, GUID): account(main)},
        there=there,
        made={GUID: (made,)} if customer else {},
        links=links,
        below=below,
    )


def planned(word, state, rules=RULES):
    return plan.plan([word], rules, state)


def posted(content):
    return LinkNow("posted", "cust_1", content)


def quote(*lines, state="won", revision=0, account_id=GUID, currency="EUR", total="100"):
    return CrmQuote(
        "q-guid-1", "QUO-01001", revision, "Seats", state, ("account", account_id), currency,
        total=Decimal(total), lines=tuple(lines), lines_known=True,
    )  # fmt: skip


def line(product="team-EUR-monthly", quantity="2", price="50", discount="0", name="Team"):
    return CrmQuoteLine(
        f"line-{product}",
        product=product,
        product_name=name,
        quantity=Decimal(quantity),
        unit_price=Decimal(price),
        discount=Decimal(discount),
    )


PLAN = HeldPrice("team-EUR-monthly", "plan", "EUR", True)
CHARGE = HeldPrice("setup-EUR", "charge", "EUR", True)
