"""A customer as an account of Exact: found again, taken over, proposed, created or updated.

Only our own key, or VAT number, name and postcode together, link by themselves: one VAT number can
be several debtors, and one e-mail address more so. Anything weaker is a proposal for a person.
Created are the fields that the source knows; what a bookkeeper owns in Exact (payment condition,
credit limit, blocks ...) is set at creation at most and never updated.
"""

import re
from base64 import b32encode
from hashlib import sha256

from ...ledger import identity
from ...ledger.plan import Facts, Known, LinkNow, Needs, Outcome, Request
from ...ledger.problems import Conflict, Invalid, Problem, Proposed
from ...ledger.states import PLANNABLE, POSTED
from ...ledger.text import dump, fingerprint
from ...ledger.words import Customer
from . import liability, vat
from .formats import cut
from .mirror import OURS, Account
from .places import place_of
from .rules import Rules

KIND = "account"
UPDATE = "account_update"
PATH = "crm/Accounts"

#: The longest texts that Exact takes.
NAME_LIMIT = 50
_EMAIL_LIMIT = 100
_LINE_LIMIT = 60

_MOST_CANDIDATES = 5
_KEYED = "k"
_EMAIL = re.compile(r"[^@\s,;:<>()\[\]\"]+@[^@\s,;:<>()\[\]\"]+\.[^@\s,;:<>()\[\]\".]{2,}")
_STATE = re.compile(r"[A-Za-z0-9]{1,3}")
#: Codes of the source for territories that Exact knows under their country.
_COUNTRIES = {"XI": "GB"}


def search_code(rules: Rules, customer_id: str) -> str:
    """Return our key of a customer in Exact: `cb:` and 26 characters of a hash."""
    digest = sha256(f"{rules.site_id}\0{customer_id}".encode()).digest()
    return OURS + b32encode(digest).decode()[:26].lower()


def match_keys(customer: Customer, rules: Rules) -> list[tuple[str, str]]:
    """Return the (name, value) pairs by which the customer may be found among the accounts."""
    pairs = (
        ("search_code", search_code(rules, customer.external_id)),
        ("vat", vat.full(customer.vat_number, customer.address.country)),
        ("email", identity.email(customer.email)),
        ("name", identity.name(customer.name)),
    )
    return [(name, value) for name, value in pairs if value]


def needs(customer: Customer, rules: Rules, asked: Needs) -> None:
    """Ask for the customer's own link, and for accounts like them."""
    asked.links.add(place_of(customer))
    asked.matches.update(match_keys(customer, rules))


def plan(customer: Customer, rules: Rules, known: Known) -> list[Outcome]:
    """Return what becomes of a customer for whom the route has a link; nothing without one."""
    _kind, key = place_of(customer)
    link = known.links.get((KIND, key))
    if link is None:
        return []
    if link.state == POSTED:
        standing = known.standing.get(link.external_id)
        return _update(customer, key, link, standing, rules)
    if link.state not in PLANNABLE:
        return []
    source, facts = ("customer", customer.external_id), Facts(title=customer.name)
    if customer.deleted or customer.anonymised:
        rule = "deleted" if customer.deleted else "anonymised"
        return [Outcome(KIND, key, source, facts, rule=rule)]
    fields = owned(customer)
    try:
        found = _ours(customer, key, rules, known)
        if found is None:
            _check(customer)
            if not link.create_new:
                found = _same(customer, key, rules, known)
    except Problem as problem:
        return [Outcome(KIND, key, source, facts, problem=problem)]
    if found is None:
        request = Request("POST", PATH, _new(customer, fields, rules), "create")
        content = _content(0, fields, keyed=True)
        return [Outcome(KIND, key, source, facts, request=request, content=content)]
    content = _content(0, fields, keyed=bool(found.search_code))
    adopted = Outcome(
        KIND, key, source, facts, content=content, adopt=found.external_id, number=found.code
    )
    link = LinkNow(POSTED, found.external_id, content)
    return [adopted, *_update(customer, key, link, found, rules)]


def owned(customer: Customer) -> dict:
    """Return the fields of an account that follow the source, as Exact takes them."""
    address = customer.address
    country = address.country.upper()
    return {
        "Name": cut(customer.name, NAME_LIMIT),
        "AddressLine1": cut(address.line1, _LINE_LIMIT),
        "AddressLine2": cut(address.line2, _LINE_LIMIT),
        "AddressLine3": cut(address.line3, _LINE_LIMIT),
        "Postcode": address.postcode,
        "City": address.city,
        # Exact knows states by their codes and refuses names.
        "State": address.state.upper() if _STATE.fullmatch(address.state) else "",
        "Country": _COUNTRIES.get(country, country),
        "Email": customer.email.strip(),
        "Phone": customer.phone,
        "VATNumber": vat.full(customer.vat_number, country),
    }


def _new(customer: Customer, fields: dict, rules: Rules) -> dict:
    body = {name: value for name, value in fields.items() if value}
    body["Status"] = "C"
    body["SearchCode"] = search_code(rules, customer.external_id)
    body["Remarks"] = f"Chargebee {customer.external_id}"
    if fields["Name"] != customer.name:
        body["Remarks"] += f"\n{customer.name}"
    if customer.language:
        body["Language"] = customer.language[:2].upper()
    row = rules.term.choose(
        {
            "net_term_days": customer.net_term_days,
            "business_entity": customer.business_entity,
        }
    )
    if row is not None:
        body["PaymentConditionSales"] = row.target
    return {**body, **liability.fields(customer, rules.country, rules.liability)}


def _update(
    customer: Customer, key: str, link: LinkNow, account: Account | None, rules: Rules
) -> list[Outcome]:
    """Return the update of an account when what the source knows has changed since.

    An account that was taken over without a search code gets ours with the first one. Updates are
    numbered; one that was not sent yet is planned anew under its number.
    """
    if customer.deleted or customer.anonymised:
        return []
    done, _, standing = link.content.partition(":")
    fields = owned(customer)
    changed = bool(standing) and standing != fingerprint(dump(fields))
    keyed = done.endswith(_KEYED)
    claimed = not keyed and account is not None and not account.search_code
    if not changed and not claimed:
        return []
    number = int(done.rstrip(_KEYED) or 0) + 1
    outcome = {
        "kind": UPDATE,
        "key": f"{key}/update/{number}",
        "source": ("customer", customer.external_id),
        "facts": Facts(title=customer.name),
        "parent": (KIND, key),
    }
    body = {}
    if changed:
        try:
            _check(customer)
        except Problem as problem:
            return [Outcome(**outcome, problem=problem)]
        # An e-mail address, telephone or VAT number that the source lacks is left as it stands;
        # an address is one thing, so its empty lines go along.
        kept = ("Email", "Phone", "VATNumber")
        body = {name: value for name, value in fields.items() if value or name not in kept}
    if claimed:
        body["SearchCode"] = search_code(rules, customer.external_id)
    request = Request("PUT", f"{PATH}(guid'{link.external_id}')", body, "put")
    content = _content(number, fields, keyed or claimed)
    return [Outcome(**outcome, request=request, content=content)]


def taken_over(customer: Customer) -> str:
    """Return the content of a link to an account that a person chose for the customer.

    What stands there stays as it is; what changes in the source from now on is sent.
    """
    return _content(0, owned(customer), keyed=False)


def _content(number: int, fields: dict, keyed: bool) -> str:
    """Return what a link keeps of the fields that stand in Exact.

    It begins with the number of updates so far, and `_KEYED` once a search code stands there.
    """
    return f"{number}{_KEYED if keyed else ''}:{fingerprint(dump(fields))}"


def _check(customer: Customer) -> None:
    """Raise Invalid for what Exact would refuse."""
    if not customer.name:
        raise Invalid("name_missing", customer=customer.external_id)
    email = customer.email.strip()
    if email and (len(email) > _EMAIL_LIMIT or not _EMAIL.fullmatch(email)):
        raise Invalid("email_malformed", customer=customer.external_id, email=email)
    country = customer.address.country
    number, wrong = vat.check(customer.vat_number, country)
    if wrong:
        raise Invalid(
            "vat_number_malformed",
            customer=customer.external_id,
            number=number,
            country=country,
            reason=wrong,
        )


def _ours(customer: Customer, key: str, rules: Rules, known: Known) -> Account | None:
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


def _same(customer: Customer, key: str, rules: Rules, known: Known) -> Account | None:
    """Return the account that is surely the customer's; raise Proposed for likely ones."""
    found: dict[str, tuple[Account, list[str]]] = {}
    for name, value in match_keys(customer, rules)[1:]:
        for account in known.matches.get((name, value), ()):
            free = known.taken.get(account.external_id, key) == key
            if free and not account.created_by_us:
                found.setdefault(account.external_id, (account, []))[1].append(name)
    postcode = identity.postcode(customer.address.postcode)
    for account, reasons in found.values():
        if postcode and postcode == identity.postcode(account.postcode):
            reasons.append("postcode")
    certain = [
        account
        for account, reasons in found.values()
        if {"vat", "name", "postcode"} <= set(reasons) and account.status == "C" and account.active
    ]
    if len(certain) == 1:
        return certain[0]
    likely = [
        (account, reasons)
        for account, reasons in found.values()
        if customer.is_business or {"email", "name", "postcode"} <= set(reasons)
    ]
    if likely:
        raise Proposed("account_proposed", candidates=dump(_candidates(likely)))
    return None


def _candidates(likely: list[tuple[Account, list[str]]]) -> list[dict]:
    """Return what a person needs to choose by, the likeliest first."""
    likely.sort(key=lambda each: (-len(each[1]), each[0].code, each[0].external_id))
    candidates = []
    for account, reasons in likely[:_MOST_CANDIDATES]:
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
            }
        )
    return candidates
