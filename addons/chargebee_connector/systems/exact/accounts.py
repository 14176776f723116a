"""A customer as an account of Exact: taken over, created or updated.

Created are the fields that the source knows; what a bookkeeper owns in Exact (payment condition,
credit limit, blocks ...) is set at creation at most and never updated.
"""

import re

from ...ledger.plan import Facts, Known, LinkNow, Needs, Outcome, Request
from ...ledger.problems import Invalid, Problem, Waiting
from ...ledger.states import PLANNABLE, POSTED
from ...ledger.text import dump, fingerprint
from ...ledger.words import Customer
from . import account_fields, alike, liability, vat
from .alike import match_keys, search_code
from .customer_rules import CustomerRules
from .formats import cut
from .mirror import Account
from .places import place, place_of
from .rules import Rules

KIND = "account"
UPDATE = "account_update"
PATH = "crm/Accounts"

#: The longest texts that Exact takes.
NAME_LIMIT = 50
_EMAIL_LIMIT = 100
_LINE_LIMIT = 60

_KEYED = "k"
_EMAIL = re.compile(r"[^@\s,;:<>()\[\]\"]+@[^@\s,;:<>()\[\]\"]+\.[^@\s,;:<>()\[\]\".]{2,}")
_STATE = re.compile(r"[A-Za-z0-9]{1,3}")
#: Codes of the source for territories that Exact knows under their country.
_COUNTRIES = {"XI": "GB"}


def needs(customer: Customer, rules: Rules, asked: Needs) -> None:
    """Ask for the customer's own link, and for accounts like them."""
    asked.links.add(place_of(customer))
    asked.matches.update(match_keys(customer, rules))
    if customer.replaced_by:
        asked.records.add(("customer", customer.replaced_by))
        asked.links.add(place("customer", customer.replaced_by))


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
    try:
        successor = _successor(customer, known)
        if successor is not None:
            content = _content(0, followed(customer, rules.customers), keyed=True)
            return [Outcome(KIND, key, source, facts, adopt=successor, content=content)]
        found = alike.ours(customer, key, rules, known)
        if found is None:
            _check(customer)
            if not link.create_new:
                found = alike.same(customer, key, rules, known)
        fields = followed(customer, rules.customers)
        body = None if found else _new(customer, rules)
    except Problem as problem:
        first = place("customer", customer.replaced_by) if isinstance(problem, Waiting) else None
        return [Outcome(KIND, key, source, facts, problem=problem, needs_link=first)]
    if body is not None:
        request = Request("POST", PATH, body, "create")
        content = _content(0, fields, keyed=True)
        return [Outcome(KIND, key, source, facts, request=request, content=content)]
    content = _content(0, fields, keyed=bool(found.search_code))
    adopted = Outcome(
        KIND, key, source, facts, content=content, adopt=found.external_id, number=found.code
    )
    link = LinkNow(POSTED, found.external_id, content)
    return [adopted, *_update(customer, key, link, found, rules)]


def _successor(customer: Customer, known: Known) -> str | None:
    """Return the account of the customer who took this one's place in the source.

    None when nobody did, or the other one has no account and none is on its way; raises Waiting
    for one that is.
    """
    if not customer.replaced_by:
        return None
    link = known.links.get(place("customer", customer.replaced_by))
    if link is None or link.gone:
        return None
    if link.state == POSTED:
        return link.external_id
    other = known.records.get(("customer", customer.replaced_by))
    if other is None or other.deleted:
        return None
    raise Waiting("account_first", customer=other.name or other.external_id, state=link.state)


def owned(customer: Customer) -> dict:
    """Return the fields of an account that the source always tells, as Exact takes them."""
    return {
        "Name": cut(customer.name, NAME_LIMIT),
        **address_of(customer),
        "Email": customer.email.strip(),
        "Phone": customer.phone,
        "VATNumber": vat.full(customer.vat_number, customer.address.country.upper()),
    }


def address_of(customer: Customer) -> dict:
    """Return the fields of the billing address, as accounts and addresses of Exact take them."""
    address = customer.address
    country = address.country.upper()
    return {
        "AddressLine1": cut(address.line1, _LINE_LIMIT),
        "AddressLine2": cut(address.line2, _LINE_LIMIT),
        "AddressLine3": cut(address.line3, _LINE_LIMIT),
        "Postcode": address.postcode,
        "City": address.city,
        # Exact knows states by their codes and refuses names.
        "State": address.state.upper() if _STATE.fullmatch(address.state) else "",
        "Country": _COUNTRIES.get(country, country),
    }


def followed(customer: Customer, rules: CustomerRules) -> dict:
    """Return the fields of an account that follow the source.

    A route can leave the account's own address to the bookkeeper.
    """
    fields = owned(customer)
    if rules.address == "invoice":
        for name in address_of(customer):
            del fields[name]
    return {**fields, **account_fields.followed(customer, rules)}


def _new(customer: Customer, rules: Rules) -> dict:
    """Return the body of a new account. Raises Invalid for a mapped field that is wrong."""
    fields = owned(customer)
    body = {name: value for name, value in fields.items() if value}
    body["Status"] = "C"
    body["SearchCode"] = search_code(rules, customer.external_id)
    body["Remarks"] = f"Chargebee {customer.external_id}"
    if fields["Name"] != customer.name:
        body["Remarks"] += f"\n{customer.name}"
    row = rules.term.choose(
        {
            "net_term_days": customer.net_term_days,
            "business_entity": customer.business_entity,
        }
    )
    if row is not None:
        body["PaymentConditionSales"] = row.target
    return {
        **body,
        **liability.fields(customer, rules.country, rules.liability),
        **account_fields.at_creation(customer, rules.customers),
    }


def _update(
    customer: Customer, key: str, link: LinkNow, account: Account | None, rules: Rules
) -> list[Outcome]:
    """Return the update of an account when what the source knows has changed since.

    An account that was taken over without a search code gets ours with the first one. Updates are
    numbered; one that was not sent yet is planned anew under its number.
    """
    if not follows(customer, link):
        return []
    done, _, standing = link.content.partition(":")
    try:
        fields, wrong = followed(customer, rules.customers), None
    except Invalid as problem:
        fields, wrong = owned(customer), problem
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
            wrong = problem
        if wrong is not None:
            return [Outcome(**outcome, problem=wrong)]
        # An e-mail address, telephone or VAT number that the source lacks is left as it stands;
        # an address is one thing, so its empty lines go along.
        kept = ("Email", "Phone", "VATNumber")
        body = {name: value for name, value in fields.items() if value or name not in kept}
    if claimed:
        body["SearchCode"] = search_code(rules, customer.external_id)
    request = Request("PUT", f"{PATH}(guid'{link.external_id}')", body, "put")
    content = _content(number, fields, keyed or claimed)
    return [Outcome(**outcome, request=request, content=content)]


def follows(customer: Customer, link: LinkNow) -> bool:
    """Say whether a standing account still follows the customer.

    Not when they were deleted, erased or replaced in the source, nor when it vanished from Exact.
    """
    given_up = customer.deleted or customer.anonymised or customer.replaced_by
    return not given_up and not link.gone


def taken_over(customer: Customer, rules: CustomerRules) -> str:
    """Return the content of a link to an account that a person chose for the customer.

    What stands there stays as it is; what changes in the source from now on is sent.
    """
    return _content(0, followed(customer, rules), keyed=False)


def _content(number: int, fields: dict, keyed: bool) -> str:
    """Return what a link keeps of the fields that stand in Exact.

    It begins with the number of updates so far, and `_KEYED` once a search code stands there.
    """
    return f"{number}{_KEYED if keyed else ''}:{fingerprint(dump(fields))}"


def is_email(text: str) -> bool:
    """Say whether Exact takes a text as an e-mail address."""
    return len(text) <= _EMAIL_LIMIT and bool(_EMAIL.fullmatch(text))


def _check(customer: Customer) -> None:
    """Raise Invalid for what Exact would refuse."""
    if not customer.name:
        raise Invalid("name_missing", customer=customer.external_id)
    email = customer.email.strip()
    if email and not is_email(email):
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
