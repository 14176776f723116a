"""A customer of Chargebee made of an account that has none: only where a quote asks for it.

Source: apidocs.chargebee.com, "Create a customer".
"""

from __future__ import annotations

from ....ledger.plan import Facts, Known, LinkNow, Needs, Outcome, Request
from ....ledger.problems import Invalid
from .rules import ADDRESS, Rules
from .told import ACCOUNT, Told

KIND = "new_customer"

#: What stands before an account's id in the id of a customer that was made of it.
PREFIX = "crm-"


def place(account: str) -> tuple[str, str]:
    """Return where the customer made of an account stands."""
    return KIND, f"crm_account/{account}"


def customer_id(account: str) -> str:
    """Return the id that such a customer has: the same whenever it is made."""
    return PREFIX + account


def needs(account: str, asked: Needs) -> None:
    """Ask for an account, the customers that it stands for, and whether one was made of it."""
    asked.records.add((ACCOUNT, account))
    asked.made.add(account)
    asked.links.add(place(account))


def link(account: str, known: Known) -> LinkNow | None:
    """Return the link of the customer made of an account."""
    return known.links.get(place(account))


def outcome(thing: Told, rules: Rules) -> Outcome:
    """Return what makes a customer of an account, by all columns that are mapped."""
    kind, key = place(thing.external_id)
    name = thing.columns.get("name", "")
    common = {"source": (thing.kind, thing.external_id), "facts": Facts(title=name)}
    body = {"id": customer_id(thing.external_id), "company": name}
    try:
        for row in rules.mapped:
            value = rules.told(row, thing.columns, name) if row.kind == thing.kind else ""
            if value and row.field.startswith(ADDRESS):
                body[f"billing_address[{row.field.removeprefix(ADDRESS)}]"] = value
            elif value:
                body[row.field] = value
    except Invalid as problem:
        return Outcome(kind, key, **common, problem=problem)
    if not body["company"]:
        problem = Invalid("crm_account_without_name", account=thing.external_id)
        return Outcome(kind, key, **common, problem=problem)
    return Outcome(kind, key, **common, request=Request("POST", "/customers", body, "keyed"))
