"""What to say of customers: their accounts, fields, contacts and debtors in Exact.

Texts for a code: (summary, cure).
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

TEXTS = {
    "account_gone": (
        _lt("The customer's account is no longer in Exact: it was deleted or merged there."),
        _lt(
            "Open the customer's own line under Objects. Press “Link to Another Account…” when "
            "the account was merged into that one, or “Make a New Account”; the documents then go "
            "by themselves."
        ),
    ),
    "mapped_field_wrong": (
        _lt(
            "“%(value)s” in field “%(source)s” is nothing that Exact takes as %(target)s of an "
            "account."
        ),
        _lt(
            "Correct the field on the customer in Chargebee. Or change the row in Mapping › "
            "Customer Fields, and press “Retry”."
        ),
    ),
    "payer_other_vat": (
        _lt(
            "“%(payer)s” pays for “%(customer)s”, but their VAT numbers differ: %(theirs)s and "
            "%(number)s. The VAT listings name the number of the account."
        ),
        _lt(
            "Set “Debtor of a Parent and Child” on the route to who is invoiced, or correct the "
            "VAT number of one of them in Chargebee. Ask your adviser which of the two is the "
            "debtor."
        ),
    ),
    "collective_has_vat": (
        _lt(
            "Account %(account)s “%(name)s” is to take the documents of consumers, but has a VAT "
            "number."
        ),
        _lt("Choose an account without a VAT number in Mapping › Collective Debtors."),
    ),
    "contact_twice": (
        _lt("The account in Exact has %(count)s contact persons like “%(contact)s”."),
        _lt(
            "Delete or change all but one of them in Exact, then press “Retry”; or press “Ignore”."
        ),
    ),
}
