"""Which account of Exact is a customer's: found again, surely the same, or likely so.

Only our own key, or VAT number, name and postcode together, link by themselves: one VAT number can
be several debtors, and one e-mail address more so. Anything weaker is a proposal for a person.
"""

from base64 import b32encode
from hashlib import sha256

from ...ledger import identity
from ...ledger.plan import Known
from ...ledger.problems import Conflict, Proposed
from ...ledger.text import dump
from ...ledger.words import Customer
from . import account_fields, vat
from .mirror import OURS, Account
from .rules import Rules

_MOST_CANDIDATES = 5

#: How much each likeness says. A name alone, or an e-mail address alone, says little.
_WEIGHTS = {"vat": 8, "chamber": 8, "merged": 8, "email": 3, "name": 2, "postcode": 2}
_WEAK_BELOW = 4
#: What must speak for the account of a deleted customer beside that: more than a name.
_MERGED_FROM = _WEIGHTS["merged"] + _WEIGHTS["email"]


def search_code(rules: Rules, customer_id: str) -> str:
    """Return our key of a customer in Exact: `cb:` and 26 characters of a hash."""
    digest = sha256(f"{rules.site_id}\0{customer_id}".encode()).digest()
    return OURS + b32encode(digest).decode()[:26].lower()


def match_keys(customer: Customer, rules: Rules) -> list[tuple[str, str]]:
    """Return the (name, value) pairs by which the customer may be found among the accounts."""
    chamber = account_fields.chamber(customer, rules.customers)
    pairs = (
        ("search_code", search_code(rules, customer.external_id)),
        ("vat", vat.full(customer.vat_number, customer.address.country)),
        ("chamber", identity.register(chamber)),
        ("email", identity.email(customer.email)),
        ("name", identity.name(customer.name)),
    )
    return [(name, value) for name, value in pairs if value]


def ours(customer: Customer, key: str, rules: Rules, known: Known) -> Account | None:
    """Return the account that bears our key for this customer."""
    code = search_code(rules, customer.external_id)
    found = known.matches.get(("search_code", code), ())
    if not found:
        return None
    if len(found) > 1:
        raise Conflict("account_twice", codes=", ".join(sorted(each.code for each in found)))
    account = found[0]
    ours = vat.full(customer.vat_number, customer.address.country)
    theirs = vat.full(account.vat_number, account.country)
    if ours and theirs and ours != theirs:
        raise Conflict(
            "account_differs",
            customer=customer.external_id,
            account=account.code,
            ours=ours,
            theirs=theirs,
        )
    holder = known.taken.get(account.external_id, key)
    if holder != key:
        raise Conflict("account_taken", account=account.code, key=holder)
    return account


def same(customer: Customer, key: str, rules: Rules, known: Known) -> Account | None:
    """Return the account that is surely the customer's; raise Proposed for likely ones."""
    found: dict[str, tuple[Account, list[str]]] = {}
    for name, value in match_keys(customer, rules)[1:]:
        for account in known.matches.get((name, value), ()):
            sign = _may_be(customer, account, key, known)
            if sign == "replaced":
                return account
            if sign is not None:
                reasons = found.setdefault(account.external_id, (account, [sign] if sign else []))
                reasons[1].append(name)
    postcode = identity.postcode(customer.address.postcode)
    for account, reasons in found.values():
        if postcode and postcode == identity.postcode(account.postcode):
            reasons.append("postcode")
    certain = [
        account
        for account, reasons in found.values()
        if {"vat", "name", "postcode"} <= set(reasons)
        and "merged" not in reasons
        and account.status == "C"
        and account.active
    ]
    if len(certain) == 1:
        return certain[0]
    likely = [
        (account, reasons)
        for account, reasons in found.values()
        if customer.is_business
        or ("merged" in reasons and _weight(reasons) >= _MERGED_FROM)
        or {"email", "name", "postcode"} <= set(reasons)
    ]
    if likely:
        raise Proposed("account_proposed", candidates=dump(_candidates(likely)))
    return None


def _may_be(customer: Customer, account: Account, key: str, known: Known) -> str | None:
    """Say whether an account may be the customer's: None for no, else what speaks for it.

    `replaced`: it is the account of the one whose place this customer took in the source.
    `merged`: it is that of a customer who was deleted there, as merging customers leaves them.
    """
    if known.taken.get(account.external_id, key) == key:
        return None if account.created_by_us else ""
    holder = known.holders.get(account.external_id)
    if not isinstance(holder, Customer):
        return None
    if holder.replaced_by == customer.external_id:
        return "replaced"
    return "merged" if holder.deleted and not holder.anonymised else None


def _candidates(likely: list[tuple[Account, list[str]]]) -> list[dict]:
    """Return what a person needs to choose by, the likeliest first."""
    likely.sort(key=lambda each: (-_weight(each[1]), each[0].code, each[0].external_id))
    candidates = []
    for account, reasons in likely[:_MOST_CANDIDATES]:
        weak = _weight(reasons) < _WEAK_BELOW
        reasons = list(reasons)
        if account.status != "C":
            reasons.append("not_customer")
        if not account.active:
            reasons.append("inactive")
        candidates.append(
            {
                "external_id": account.external_id,
                "code": account.code,
                "name": account.name,
                "city": account.city,
                "postcode": account.postcode,
                "reasons": reasons,
                "weak": weak,
            }
        )
    return candidates


def _weight(reasons: list[str]) -> int:
    return sum(_WEIGHTS[reason] for reason in reasons)
