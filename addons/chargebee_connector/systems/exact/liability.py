"""Who belongs on the yearly listing of Belgian customers, as their accounts in Exact say.

crm/Accounts.VATLiability: "indicates the VAT status of an account to be able to identify the
relation that should be selected in the VAT debtor listing in Belgium". Exact's reference doesn't
list its values, so they are entered as an account of the administration shows them.
"""

from ...ledger.words import Customer
from . import vat
from .vat_rules import Liability

#: The country with such a listing.
COUNTRY = "BE"


def fields(customer: Customer, country: str, liability: Liability | None) -> dict:
    """Return the field for a new account of a Belgian division, nothing for other divisions.

    On the listing is who has a right Belgian VAT number.
    """
    if liability is None or country != COUNTRY:
        return {}
    number, wrong = vat.check(customer.vat_number, customer.address.country)
    home = vat.home(customer.vat_number, customer.address.country)
    value = liability.listed if number and not wrong and home == COUNTRY else liability.others
    return {"VATLiability": value} if value else {}
