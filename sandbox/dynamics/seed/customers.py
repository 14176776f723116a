"""Accounts and contacts: some are the customers of the Chargebee sandbox, some are not.

How an account can be recognised goes by its customer's place (`MATCHES`): by number, name, VAT
number or domain, or not at all. Beside these: two accounts of one name, an inactive one, and
merged ones, which are inactive and point at the survivor.
"""

from __future__ import annotations

from typing import Any

from ...dataset import Books, generate
from ...dataset import Options as DatasetOptions
from ...dataset.customers import add_customers as make_customers
from ..options import Options
from ..organisation import Actor, Organisation
from ..rows.engine import create, quietly
from ..rows.payload import Accepted
from ..standard import stable_id
from ..store import Row
from .plant import ADMIN
from .principals import user_id
from .settings import VAT_COLUMN

MATCHES = ("all", "number", "vat", "domain", "name", "none")
BILL_TO = 1
# As they stand in a CRM: code and names; of the last one nobody knows where it lies.
COUNTRIES = {
    "NL": ("NL", "Nederland", "The Netherlands", "netherlands"),
    "BE": ("BE", "Belgium", "België"),
    "DE": ("Germany", "DE", "Deutschland"),
    "FR": ("France", "FR"),
    "GB": ("United Kingdom", "UK", "GB"),
    "US": ("USA", "United States", "US"),
    "JP": ("Nippon-koku",),
}
_ACTOR = Actor(ADMIN)


def add_customers(org: Organisation) -> None:
    """Accounts with a contact each, contacts without account, and the odd ones."""
    records = _records(org.options)[: org.options.accounts]
    for number, record in enumerate(records):
        if "company" in record:
            _business(org, number, record)
        elif number % 2:
            _person(org, number, record)
    if records:
        _odd_ones(org)


def _records(options: Options) -> list[dict[str, Any]]:
    """The customers of the Chargebee sandbox that is started with the same story."""
    if options.story:
        return list(generate(DatasetOptions(story=options.story)).records["customer"].values())
    books = Books()
    make_customers(books, DatasetOptions(customers=options.accounts))
    return list(books.records["customer"].values())


def _business(org: Organisation, number: int, record: dict[str, Any]) -> None:
    match = MATCHES[number % len(MATCHES)]
    host = record["email"].partition("@")[2]
    values: dict[str, Any] = {
        "name": f"CRM relation {number}",
        "telephone1": record.get("phone"),
        "customertypecode": 3,
        "transactioncurrencyid": _currency(org, record["preferred_currency_code"]),
        **_address(record["billing_address"], "address1_", number),
    }
    if match in ("all", "name"):
        values["name"] = record["company"][:160]
    if match in ("all", "number"):
        values["accountnumber"] = record["cf_debtor_number"]
    if match in ("all", "vat"):
        values[VAT_COLUMN] = record.get("vat_number")
    if match in ("all", "domain"):
        values |= {"websiteurl": f"https://www.{host}/", "emailaddress1": f"info@{host}"}
    account = _create(org, "account", f"customer/{number}", number, values)
    contact = _create(
        org,
        "contact",
        f"customer/{number}",
        number,
        {
            "firstname": record["first_name"],
            "lastname": record["last_name"],
            "emailaddress1": f"contact{number}@{host}",
            "parentcustomerid": account["_id"],
            "parentcustomerid@type": "account",
            **_address(record["billing_address"], "address1_", number),
        },
    )
    if number % 4 == 0:
        _invoice_address(org, account, record)
    quietly(org, org.table("account"), account, primarycontactid=contact["_id"])


def _person(org: Organisation, number: int, record: dict[str, Any]) -> None:
    values = {
        "firstname": record["first_name"],
        "lastname": record["last_name"],
        "emailaddress1": record["email"],
        **_address(record["billing_address"], "address1_", number),
    }
    _create(org, "contact", f"customer/{number}", number, values)


def _odd_ones(org: Organisation) -> None:
    for name in ("twin/1", "twin/2"):
        _create(org, "account", name, 1, {"name": "Tweeling Advies B.V.", "accountnumber": name})
    idle = _create(org, "account", "inactive", 1, {"name": "Slapend B.V."})
    quietly(org, org.table("account"), idle, statecode=1, statuscode=2)
    survivor = _create(org, "account", "survivor", 1, {"name": "Fusie Holding B.V."})
    for number in (1, 2):
        gone = _create(org, "account", f"merged/{number}", 1, {"name": f"Fusie {number} B.V."})
        changes = {"masterid": survivor["_id"], "merged": True, "statecode": 1, "statuscode": 2}
        quietly(org, org.table("account"), gone, **changes)


def _create(org: Organisation, table: str, name: str, number: int, values: dict[str, Any]) -> Row:
    owner = user_id("anna" if number % 2 else "bram")
    given = {
        **{key: value for key, value in values.items() if value is not None},
        "ownerid": owner,
        "ownerid@type": "systemuser",
    }
    for part in range(1, 4 if table == "contact" else 3):
        given[f"address{part}_addressid"] = stable_id("customeraddress", table, name, str(part))
    return create(org, _ACTOR, org.table(table), Accepted(given), stable_id(table, name))


def _currency(org: Organisation, code: str) -> str:
    found = org.store.find("transactioncurrency", isocurrencycode=code)
    return found[0]["_id"] if found else org.base_currency


def _invoice_address(org: Organisation, account: Row, record: dict[str, Any]) -> None:
    """A third address, to which invoices go; the first one is where people work."""
    values = _address(record["billing_address"], "", 0)
    values |= {"name": "Accounts payable", "addresstypecode": BILL_TO, "parentid": account["_id"]}
    values |= {"line1": "Postbus 12", "parentid@type": "account"}
    mark = stable_id("customeraddress", account["_id"], "invoices")
    create(org, _ACTOR, org.table("customeraddress"), Accepted(values), mark)


def _address(address: dict[str, Any], prefix: str, number: int) -> dict[str, Any]:
    """People write a country as they like; by turns its code or a name of it."""
    code = address.get("country", "")
    names = COUNTRIES.get(code, (code,))
    parts = {
        "line1": address.get("line1"),
        "city": address.get("city"),
        "postalcode": address.get("zip"),
        "stateorprovince": address.get("state"),
        "country": names[number % len(names)],
    }
    return {f"{prefix}{name}": value for name, value in parts.items() if value}
