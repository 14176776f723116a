"""Which of the CRM's accounts a customer of the source belongs to: found, proposed, or none.

Accounts are the sales people's own: none is ever made or written here. One account may well have
several customers (one for each business entity or site), so one that is taken is no obstacle. The
source's own note of the account's id, the account number and the VAT number are each enough when
they lead to one account; a name or a domain is a proposal for a person.
"""

import re

from ...ledger import identity
from ...ledger.crm import CrmAccount
from ...ledger.plan import Facts, Known, Needs, Outcome
from ...ledger.problems import Problem, Proposed
from ...ledger.states import PLANNABLE
from ...ledger.text import dump
from ...ledger.words import Customer
from .alike import domain, domains, vat_number
from .places import account_place
from .rules import AccountRules

_MOST_CANDIDATES = 5

#: How much each likeness says; the first ones are enough by themselves.
_STRONG = ("id", "number", "vat")
_WEIGHTS = {"id": 9, "number": 8, "vat": 8, "domain": 3, "name": 2}
_WEAK_BELOW = 4

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

#: A customer that was made of an account has this before the account's id in their own.
MADE_HERE = "crm-"

#: By this an account that was merged can be found by the one that survived.
MERGED_INTO = "merged_into"

#: Rule of a customer for whom there is nothing to choose from.
NONE_THERE = "no_account_there"


def needs(kind: str, customer: Customer, rules: AccountRules, asked: Needs) -> None:
    """Ask for the customer's link to an account, and for accounts like them."""
    asked.links.add(account_place(kind, customer.external_id))
    asked.matches.update(pairs(customer, rules))


def pairs(customer: Customer, rules: AccountRules) -> list[tuple[str, str]]:
    """Return the (name, value) by which the customer may be found among the accounts.

    A person is only found by what is theirs alone: the name of one is a name of many.
    """
    stored = str(customer.extra.get(rules.id_field) or "") if rules.id_field else ""
    stored = stored.strip("{} ").casefold()
    found = [
        ("id" if _GUID.fullmatch(stored) else "number", stored),
        ("id", made_of(customer.external_id)),
        ("number", customer.external_id.casefold()),
        ("vat", vat_number(customer.vat_number, customer.address.country)),
    ]
    if rules.likeness and customer.is_business:
        found += [("domain", domain(customer.email)), ("name", identity.name(customer.name))]
    return [(name, value) for name, value in found if value]


def made_of(external_id: str) -> str:
    """Return the id of the account that a customer was made of, "" for one that has another."""
    account = external_id.removeprefix(MADE_HERE)
    return account if account != external_id and _GUID.fullmatch(account) else ""


def keys_of(account: CrmAccount) -> list[tuple[str, str]]:
    """Return the (name, value) by which an account can be found again."""
    found = [
        ("id", account.external_id),
        ("number", account.number.casefold()),
        ("vat", vat_number(account.vat_number, account.country)),
        ("name", identity.name(account.name)),
        *(("domain", each) for each in domains(account.email, account.website)),
        (MERGED_INTO, account.merged_into),
    ]
    return [(name, value) for name, value in found if value]


def plan(kind: str, customer: Customer, rules: AccountRules, known: Known) -> list[Outcome]:
    """Return what becomes of a customer's link to an account; nothing once it stands."""
    where = account_place(kind, customer.external_id)
    link = known.links.get(where)
    if link is not None and link.state not in PLANNABLE:
        return []
    source, facts = (kind, customer.external_id), Facts(title=customer.name)
    if customer.deleted or customer.anonymised:
        rule = "deleted" if customer.deleted else "anonymised"
        return [Outcome(*where, source, facts, rule=rule)]
    found: dict[str, tuple[CrmAccount, list[str]]] = {}
    for name, value in pairs(customer, rules):
        accounts = known.matches.get((name, value), ())
        if name in _STRONG and len(accounts) == 1:
            sure = _survivor(accounts[0])
            if sure is not None:
                number = accounts[0].number
                told = {"customer": customer.name, "account": accounts[0].name, "found_by": name}
                remark = Problem("crm_account_found", **told)
                return [Outcome(*where, source, facts, adopt=sure, number=number, remark=remark)]
        for account in accounts:
            found.setdefault(account.external_id, (account, []))[1].append(name)
    if link is not None and link.create_new:
        found = {}
    if not found:
        return [Outcome(*where, source, facts, rule=NONE_THERE)]
    problem = Proposed("account_proposed", candidates=dump(_candidates(list(found.values()))))
    return [Outcome(*where, source, facts, problem=problem)]


def _survivor(account: CrmAccount) -> str | None:
    """Return the account that stands for this one, None when nobody can be sure.

    One that was merged into another is that other one by now.
    """
    if account.merged_into:
        return account.merged_into
    return account.external_id if account.active else None


def _candidates(likely: list[tuple[CrmAccount, list[str]]]) -> list[dict]:
    """Return what a person needs to choose by, the likeliest first."""
    likely.sort(key=lambda each: (-_weight(each[1]), each[0].number, each[0].external_id))
    return [
        {
            "external_id": account.merged_into or account.external_id,
            "code": account.number,
            "name": account.name,
            "city": account.city,
            "postcode": account.postcode,
            "reasons": [*reasons, *([] if account.active else ["inactive"])],
            "weak": _weight(reasons) < _WEAK_BELOW,
        }
        for account, reasons in likely[:_MOST_CANDIDATES]
    ]


def _weight(reasons: list[str]) -> int:
    return sum(_WEIGHTS[reason] for reason in reasons)
