"""The mapped fields of an account: which ones there are, and what Exact takes in them.

What a bookkeeper owns in Exact (number, payment condition, credit limit, account manager, debtor
ledger) is set when an account is made and never again, whatever a row says.
"""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from ...ledger.problems import Invalid
from ...ledger.words import Customer
from .customer_rules import CustomerRules, FieldRow
from .formats import cut, plain

#: Fields of the word itself that a row may name beside what stands in `Customer.extra`.
_WORDS = {
    "chamber_of_commerce": "chamber",
    "language": "language",
    "phone": "phone",
    "email": "email",
    "company": "company",
    "first_name": "first_name",
    "last_name": "last_name",
}

_GUID = re.compile(r"\{?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?")
#: Exact pads the codes of accounts with blanks to this length ("Accounts", `Code`).
_CODE_LENGTH = 18


class Target(NamedTuple):
    """A field of crm/Accounts: what makes its value of a text, and whether bookkeepers own it.

    `value` returns None for a text that Exact would refuse.
    """

    value: Callable[[str, CustomerRules], str | None]
    bookkeepers: bool = False


def _short(limit: int) -> Callable:
    return lambda text, _rules: cut(text, limit)


def _whole(limit: int) -> Callable:
    return lambda text, _rules: text if len(text) <= limit else None


def _language(text: str, _rules) -> str | None:
    letters = text[:2].upper()
    return letters if len(letters) == 2 and letters.isalpha() else None


def _code(text: str, _rules) -> str | None:
    """Return a debtor number as Exact keeps it: digits behind blanks."""
    digits = text.strip()
    fits = digits.isascii() and digits.isdigit() and len(digits) <= _CODE_LENGTH
    return digits.rjust(_CODE_LENGTH) if fits else None


def _condition(text: str, rules: CustomerRules) -> str | None:
    return text if text in rules.conditions else None


def _ledger(text: str, rules: CustomerRules) -> str | None:
    return rules.ledgers.get(text)


def _amount(text: str, _rules) -> str | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return plain(amount) if amount.is_finite() and amount >= 0 else None


def _guid(text: str, _rules) -> str | None:
    return text.strip("{}").lower() if _GUID.fullmatch(text) else None


TARGETS = {
    "ChamberOfCommerce": Target(_whole(20)),
    "Language": Target(_language),
    "Website": Target(_short(100)),
    "Phone": Target(_short(50)),
    "Fax": Target(_short(50)),
    "TradeName": Target(_short(50)),
    "EORINumber": Target(_whole(20)),
    "OINNumber": Target(_whole(20)),
    "PeppolIdentifier": Target(_whole(50)),
    "Code": Target(_code, bookkeepers=True),
    "PaymentConditionSales": Target(_condition, bookkeepers=True),
    "CreditLineSales": Target(_amount, bookkeepers=True),
    "AccountManager": Target(_guid, bookkeepers=True),
    "GLAR": Target(_ledger, bookkeepers=True),
}
#: Set at creation at most.
BOOKKEEPERS = frozenset(name for name, target in TARGETS.items() if target.bookkeepers)

#: What holds without a row for these fields.
DEFAULTS = (
    FieldRow("chamber_of_commerce", "ChamberOfCommerce"),
    FieldRow("language", "Language"),
)


def at_creation(customer: Customer, rules: CustomerRules) -> dict:
    """Return the mapped fields of a new account; what the source says nothing of is left out.

    Raises Invalid for a text that Exact would refuse.
    """
    return _mapped(customer, _rows(rules), rules)


def followed(customer: Customer, rules: CustomerRules) -> dict:
    """Return the mapped fields that follow the source; see `at_creation`."""
    rows = [row for row in _rows(rules) if row.always and row.target not in BOOKKEEPERS]
    return _mapped(customer, rows, rules)


def chamber(customer: Customer, rules: CustomerRules) -> str:
    """Return the number in the chamber of commerce's register, by the row that names its field."""
    for row in _rows(rules):
        if row.target == "ChamberOfCommerce":
            return told(customer, row.source)
    return ""


def told(customer: Customer, source: str) -> str:
    """Return what the source says in one field, "" for nothing."""
    if source in _WORDS:
        return getattr(customer, _WORDS[source]).strip()
    return customer.extra.get(source, "")


def _rows(rules: CustomerRules) -> list[FieldRow]:
    named = {row.target for row in rules.fields}
    return [*rules.fields, *(row for row in DEFAULTS if row.target not in named)]


def _mapped(customer: Customer, rows: list[FieldRow], rules: CustomerRules) -> dict:
    found = {}
    for row in rows:
        text = told(customer, row.source)
        if not text:
            continue
        value = TARGETS[row.target].value(text, rules)
        if value is None and row in DEFAULTS:
            continue  # Nobody asked for it, so nothing stops for it.
        if value is None:
            raise Invalid(
                "mapped_field_wrong",
                customer=customer.external_id,
                source=row.source,
                target=row.target,
                value=text,
            )
        found[row.target] = value
    return found
