"""The invoice address of an account whose own address is another one.

Only where the route leaves the account's own address to the bookkeeper: an account that was taken
over keeps its visiting address, and the billing address stands beside it.
"""

from ...ledger import identity
from ...ledger.plan import Facts, Known, LinkNow, Needs, Outcome, Request, ref
from ...ledger.states import PLANNABLE, POSTED
from ...ledger.text import dump, fingerprint
from ...ledger.words import Customer
from .accounts import address_of, follows
from .mirror import Account
from .places import place_of
from .rules import Rules

KIND = "address"
UPDATE = "address_update"
PATH = "crm/Addresses"

#: crm/Addresses.Type of an invoice address (1 visit, 2 postal, 3 invoice, 4 delivery).
INVOICE = 3


def needs(customer: Customer, rules: Rules, asked: Needs) -> None:
    """Ask for the invoice address that stands, where one is wanted."""
    if rules.customers.address == "invoice":
        asked.links.add(_place(customer))


def plan(customer: Customer, own: Outcome | None, rules: Rules, known: Known) -> list[Outcome]:
    """Return the address that is to be made or changed; `own` is the account's own outcome."""
    account = known.links.get(place_of(customer)) or LinkNow("")
    if rules.customers.address != "invoice" or not follows(customer, account):
        return []
    fields = address_of(customer)
    place, at = _place(customer), place_of(customer)
    link = known.links.get(place) or LinkNow("new")
    standing = _standing(account, own, known)
    common = {
        "source": ("customer", customer.external_id),
        "facts": Facts(title=customer.name),
    }
    if link.state in PLANNABLE:
        if standing is None or not any(fields.values()) or _is_same(standing, customer):
            return []
        body = {"Account": ref(*at), "Type": INVOICE, "Main": True}
        body |= {name: value for name, value in fields.items() if value}
        return [
            Outcome(
                *place,
                request=Request("POST", PATH, body, "create"),
                needs_link=None if account.state == POSTED else at,
                parent=at,
                content=f"0:{fingerprint(dump(fields))}",
                **common,
            )
        ]
    done, _, before = link.content.partition(":")
    now = fingerprint(dump(fields))
    if link.state != POSTED or link.gone or before == now:
        return []
    number = int(done or 0) + 1
    return [
        Outcome(
            UPDATE,
            f"{place[1]}/update/{number}",
            request=Request("PUT", f"{PATH}(guid'{link.external_id}')", fields, "put"),
            parent=place,
            content=f"{number}:{now}",
            **common,
        )
    ]


def _place(customer: Customer) -> tuple[str, str]:
    return KIND, f"{place_of(customer)[1]}/address"


def _standing(link: LinkNow, own: Outcome | None, known: Known) -> Account | None:
    """Return the account as it stands; None for one that is still to be made, or not known."""
    external_id = own.adopt if own is not None else link.external_id
    if not external_id:
        return None
    if external_id in known.standing:
        return known.standing[external_id]
    alike = (account for found in known.matches.values() for account in found)
    return next((account for account in alike if account.external_id == external_id), None)


def _is_same(account: Account, customer: Customer) -> bool:
    """Say whether an account's own address is the billing address, however it is spelt."""
    address = customer.address
    ours = (address.line1, address.line2, address.line3, address.city)
    theirs = (*account.address, account.city)
    return (
        identity.name(" ".join(ours)) == identity.name(" ".join(theirs))
        and identity.postcode(address.postcode) == identity.postcode(account.postcode)
        and address_of(customer)["Country"] == account.country.upper()
    )
