"""What to say of journals, costs, discounts and ways to pay.

Texts for a code: (summary, cure).
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

_OTHER_JOURNAL = _lt(
    "Choose another journal in Mapping › Journals, or as the route's sales journal. Or change the "
    "journal in Exact and refresh the reference data of the connection."
)

TEXTS = {
    # --- journals -----------------------------------------------------------------------------
    "journal_blocked": (
        _lt("Journal %(journal)s “%(name)s” is blocked in Exact, or no longer there."),
        _OTHER_JOURNAL,
    ),
    "journal_type": (
        _lt("Journal %(journal)s “%(name)s” is no journal for this kind of document."),
        _OTHER_JOURNAL,
    ),
    "journal_currency": (
        _lt(
            "Journal %(journal)s “%(name)s” takes %(takes)s only; the document is in %(currency)s."
        ),
        _OTHER_JOURNAL,
    ),
    "journal_receivable": (
        _lt(
            "Account %(account)s “%(customer)s” books its debts on another ledger than journal "
            "%(journal)s “%(name)s” does; Exact refuses such an entry."
        ),
        _lt(
            "Choose a journal with the account's ledger for receivables in Mapping › Journals, or "
            "change that ledger on the account in Exact. Then press “Retry”."
        ),
    ),
    # --- costs --------------------------------------------------------------------------------
    "cost_center_missing": (
        _lt(
            "Ledger %(ledger)s “%(name)s” demands a cost centre, and none is mapped for item "
            "group “%(item_family)s”, country “%(country)s”, year %(year)s."
        ),
        _lt(
            "Add a row in Mapping › Costs, or make the cost centre optional on the ledger in Exact."
        ),
    ),
    "cost_unit_missing": (
        _lt(
            "Ledger %(ledger)s “%(name)s” demands a cost unit, and none is mapped for item group "
            "“%(item_family)s”, country “%(country)s”, year %(year)s."
        ),
        _lt("Add a row in Mapping › Costs, or make the cost unit optional on the ledger in Exact."),
    ),
    # --- discounts ----------------------------------------------------------------------------
    "discount_missing": (
        _lt("No ledger is mapped for the discount of coupon “%(coupon)s” on “%(description)s”."),
        _lt("Add a row in Mapping › Discounts; a row without a coupon serves every discount."),
    ),
    "promotional_undecided": (
        _lt(
            "%(amount)s of “%(description)s” was paid with promotional credits, and nobody decided "
            "yet how these are booked."
        ),
        _lt(
            "Choose under “Promotional Credits” on the route; ask your tax adviser whether they "
            "are a lower price or a voucher."
        ),
    ),
    # --- printed documents --------------------------------------------------------------------
    "attachment_later": (
        _lt("The printed document of “%(number)s” can't be fetched now: %(reason)s."),
        _lt("Nothing to do: it is tried again with each sync."),
    ),
    "attachment_missing": (
        _lt("There is no printed document of “%(number)s” in the billing system."),
        _lt("See there whether its PDF opens. Then press “Retry”, or “Ignore”."),
    ),
    "attachment_too_large": (
        _lt("The printed document is larger than the %(limit)s MB that Exact takes."),
        _lt("File it by hand in Exact and press “Ignore” here."),
    ),
    "document_twice": (
        _lt("In Exact stand %(count)s documents “%(subject)s” of this customer."),
        _lt("Delete all but one of them in Exact, then press “Retry”."),
    ),
    # --- ways to pay --------------------------------------------------------------------------
    "collected_twice": (
        _lt(
            "Chargebee collects this customer's payments, and by payment condition %(condition)s "
            "Exact would collect the same money again."
        ),
        _lt(
            "Choose a condition with the method “On credit” in Mapping › Payment Conditions. Best "
            "is one of your own, “Collected by PSP”, for which Exact sends no reminders either."
        ),
    ),
    "payment_reference_too_long": (
        _lt("The payment reference “%(reference)s” is longer than Exact's %(limit)s characters."),
        _lt(
            "Shorten it in Chargebee, or choose another field under “Field with the Payment "
            "Reference” on the route."
        ),
    ),
}
