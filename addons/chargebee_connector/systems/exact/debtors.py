"""Whose account bears the debt of a document: the invoiced one's, the payer's, a collective one.

The legal person on the document is the debtor, whoever pays for them: name and VAT number on it
are theirs. Consumers of a country may share one account; a business never does, since listings
of VAT are made by account.
"""

from ...ledger.plan import Booked, Known, LinkNow, Needs, ref
from ...ledger.problems import Invalid
from ...ledger.states import POSTED
from ...ledger.words import Customer, Document
from . import vat
from .customer_rules import Debtor
from .places import place
from .rules import Rules


def needs(document: Document, rules: Rules, asked: Needs) -> None:
    """Ask for the customer who is invoiced, and for the one who pays where that counts."""
    asked.records.add(("customer", document.customer))
    asked.links.add(place("customer", document.customer))
    if _is_payers(document, rules):
        asked.records.add(("customer", document.payer))
        asked.links.add(place("customer", document.payer))


def place_of(document: Document, rules: Rules) -> tuple[str, str]:
    """Return the place of the account that is the debtor where no collective one is."""
    return place("customer", document.payer if _is_payers(document, rules) else document.customer)


def collective(document: Document, customer: Customer | None, rules: Rules) -> Debtor | None:
    """Return the account that consumers of the document's country share; None for businesses.

    Where no documents are wanted in Exact it is everyone's.
    """
    if rules.customers.everyone is not None:
        return rules.customers.everyone
    if customer is None or document.company or document.vat_number:
        return None
    return shared_by(customer, document.country or customer.address.country, rules)


def shared_by(customer: Customer, country: str, rules: Rules) -> Debtor | None:
    """Return the account that consumers of a country share, or everyone; else None."""
    if rules.customers.everyone is not None:
        return rules.customers.everyone
    if customer.is_business:
        return None
    row = rules.customers.collective.choose({"country": country.upper()})
    return row.target if row else None


def check_collective(debtor: Debtor) -> None:
    """Raise Invalid when a collective account is one that Exact takes no entries for.

    One with a VAT number is a business's own: its listing would name what others bought.
    """
    if debtor.vat_number:
        raise Invalid("collective_has_vat", account=debtor.code, name=debtor.name)
    if debtor.status != "C":
        raise Invalid(
            "account_not_customer", account=debtor.code, name=debtor.name, status=debtor.status
        )
    if not debtor.active:
        raise Invalid("account_inactive", account=debtor.code, name=debtor.name)


def check_payer(document: Document, customer: Customer, rules: Rules, known: Known) -> None:
    """Raise Invalid when somebody else is to bear the debt who is another taxable person.

    The account's VAT number is what Exact lists, so it must be the one on the document.
    """
    if not _is_payers(document, rules):
        return
    payer = known.records.get(("customer", document.payer))
    if payer is None:
        raise Invalid("customer_missing", customer=document.payer)
    country = document.country or customer.address.country
    ours = vat.full(document.vat_number or customer.vat_number, country)
    theirs = vat.full(payer.vat_number, payer.address.country)
    if not ours or ours != theirs:
        raise Invalid(
            "payer_other_vat",
            customer=customer.name or customer.external_id,
            number=ours,
            payer=payer.name or payer.external_id,
            theirs=theirs,
        )


def value(place_there: tuple[str, str], debtor: Debtor | None) -> dict | str:
    """Return what an entry names as its customer."""
    return debtor.id if debtor else ref(*place_there)


def place_in(body: dict) -> tuple[str, str] | None:
    """Return the place of the account that an entry names, None for one that consumers share."""
    customer = body.get("Customer")
    return tuple(customer["$ref"][:2]) if isinstance(customer, dict) else None


def is_everyones(posted: Booked | None, rules: Rules) -> bool:
    """Say whether something is owed on the account that all customers share, by no number.

    That is where no documents are wanted, unless it was posted on an account of its own before.
    """
    everyone = rules.customers.everyone
    if everyone is None:
        return False
    return posted is None or posted.body.get("Customer") in (None, everyone.id)


def is_on_its_way(link: LinkNow | None) -> bool:
    """Say whether an account has yet to be posted."""
    return link is None or link.state != POSTED


def _is_payers(document: Document, rules: Rules) -> bool:
    return rules.customers.debtor == "payer" and bool(document.payer)
