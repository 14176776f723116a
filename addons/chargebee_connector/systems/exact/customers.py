"""A customer in Exact: the account, then the people and the invoice address that hang on it."""

from ...ledger.plan import Known, Needs, Outcome
from ...ledger.states import PLANNED, POSTED
from ...ledger.words import Customer
from . import accounts, addresses, contacts
from .places import place_of
from .rules import Rules


def needs(customer: Customer, rules: Rules, asked: Needs) -> None:
    """Ask for the account, and for what hangs on it."""
    accounts.needs(customer, rules, asked)
    contacts.needs(customer, rules, asked)
    addresses.needs(customer, rules, asked)


def plan(customer: Customer, rules: Rules, known: Known) -> list[Outcome]:
    """Return what becomes of the account; its people and address follow when it goes or stands."""
    outcomes = accounts.plan(customer, rules, known)
    link = known.links.get(place_of(customer))
    own = next((one for one in outcomes if one.kind == accounts.KIND), None)
    state = own.state if own else link.state if link else ""
    if state not in (PLANNED, POSTED):
        return outcomes
    people = contacts.plan(customer, rules, known)
    return [*outcomes, *people, *addresses.plan(customer, own, rules, known)]
