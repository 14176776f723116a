"""What to say when Exact Online refuses something, by what its message tells.

Texts for a code: (summary, cure). The summaries show Exact's own words, in the language of the
Exact user, since those are what its support and other bookkeepers know. The causes are those that
users and partners of Exact report for each message.
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

_RETRY = _lt("Show this text to your administrator; press “Retry” when the cause is gone.")
#: By the case that a message tells of: the codes of `systems/exact/refusals.py`.
TEXTS = {
    "period_refused": (
        _lt("Exact says that the period is closed: “%(message)s”."),
        _lt(
            "Open the period in Exact, refresh the reference data of the connection and press "
            "“Retry”. Or book the document by hand and press “Ignore”."
        ),
    ),
    "email_refused": (
        _lt("Exact refused the e-mail address: “%(message)s”."),
        _lt("Correct it on the customer in Chargebee; it is sent again with the next pull."),
    ),
    "vat_number_refused": (
        _lt("Exact refused the VAT number: “%(message)s”."),
        _lt("Correct it on the customer in Chargebee; it is sent again with the next pull."),
    ),
    "field_demanded": (
        _lt("Exact demands a field that was empty: “%(message)s”."),
        _lt("Fill it in in Chargebee, or relax the demand in Exact's settings, and press “Retry”."),
    ),
    "year_unknown": (
        _lt("Exact has no period for the date: “%(message)s”."),
        _lt(
            "Make the year with its periods in Exact, for deferred revenue also the years to "
            "come. Refresh the reference data of the connection and press “Retry”."
        ),
    ),
    "entry_number_taken": (
        _lt("Exact has given the entry number away already: “%(message)s”."),
        _lt(
            "Somebody was posting into the same journal at the same moment, or its numbering "
            "stands wrong: check the journal's next number in Exact, then press “Retry”."
        ),
    ),
    "customer_type": (
        _lt("The account is no customer in Exact: “%(message)s”."),
        _lt("It is a prospect or supplier there. Make it a customer and press “Retry”."),
    ),
    "customer_ended": (
        _lt("The customer's account is not active in Exact: “%(message)s”."),
        _lt("Correct its start and end dates or unblock it in Exact, then press “Retry”."),
    ),
    "vat_code_unknown": (
        _lt("Exact misses a VAT code or doesn't know it: “%(message)s”."),
        _lt(
            "Refresh the reference data of the connection, choose another code in Mapping › VAT "
            "Codes and press “Retry”."
        ),
    ),
    "vat_percentage": (
        _lt("Exact refuses the VAT percentage: “%(message)s”."),
        _lt(
            "Check the percentage of the VAT code in Exact, on the date of the document, and the "
            "row in Mapping › VAT Codes. Then press “Retry”."
        ),
    ),
    "vat_not_allowed": (
        _lt("Exact allows no VAT code here: “%(message)s”."),
        _lt(
            "The journal or the ledger is set up without VAT in Exact. Choose another one on the "
            "route or in Mapping › Revenue Ledgers, then press “Retry”."
        ),
    ),
    "vat_amount_not_allowed": (
        _lt("Exact takes no VAT amount with this VAT code: “%(message)s”."),
        _lt("Choose a code with VAT in Mapping › VAT Codes, then press “Retry”."),
    ),
    "vat_amount_differs": (
        _lt("Exact computes another VAT amount: “%(message)s”."),
        _lt(
            "Check in Exact whether the VAT code counts VAT on top of the amount or within it, "
            "and the row in Mapping › VAT Codes. Then press “Retry”."
        ),
    ),
    "out_of_balance": (
        _lt("Exact finds debit and credit unequal: “%(message)s”."),
        _lt(
            "Set up the ledger for rounding differences in the settings of the administration in "
            "Exact, then press “Retry”."
        ),
    ),
    "payment_condition": (
        _lt("Exact refuses the payment condition: “%(message)s”."),
        _lt(
            "Choose one that exists in Mapping › Payment Conditions, after refreshing the "
            "reference data of the connection. Then press “Retry”."
        ),
    ),
    "ledger_blocked": (
        _lt("A ledger is blocked in Exact: “%(message)s”."),
        _lt(
            "Unblock it there or choose another one in Mapping › Revenue Ledgers, then press "
            "“Retry”."
        ),
    ),
    "ledger_type": (
        _lt("Exact doesn't take this type of ledger here: “%(message)s”."),
        _lt(
            "Sales entries take revenue accounts alone: choose one in Mapping › Revenue Ledgers. "
            "In other journals, choose another ledger on the route. Then press “Retry”."
        ),
    ),
    "ledger_unknown": (
        _lt("Exact misses a ledger or doesn't know it: “%(message)s”."),
        _lt(
            "Refresh the reference data of the connection and check Mapping › Revenue Ledgers; "
            "in Exact, see that the sales journal and the customer name the same ledger for "
            "receivables. Then press “Retry”."
        ),
    ),
    "cost_center": (
        _lt("Exact wants a cost centre, or another one: “%(message)s”."),
        _lt(
            "Make the cost centre optional on the ledger in Exact, or choose another ledger in "
            "Mapping › Revenue Ledgers. Then press “Retry”."
        ),
    ),
    "cost_unit": (
        _lt("Exact wants a cost unit, or another one: “%(message)s”."),
        _lt(
            "Make the cost unit optional on the ledger in Exact, or choose another ledger in "
            "Mapping › Revenue Ledgers. Then press “Retry”."
        ),
    ),
    "journal": (
        _lt("Exact refuses the journal: “%(message)s”."),
        _lt(
            "See in Exact that the journal exists, is not blocked and is of the right kind, or "
            "choose another one on the route. Then press “Retry”."
        ),
    ),
    "currency": (
        _lt("Exact refuses the currency: “%(message)s”."),
        _lt(
            "Activate the currency in Exact, and see whether the journal allows other currencies "
            "than its own. Then press “Retry”."
        ),
    ),
    "id_malformed": (
        _lt("Exact doesn't recognise an id that was sent: “%(message)s”."),
        _lt(
            "Refresh the reference data of the connection and press “Retry”. If it comes back, "
            "show this text to your administrator."
        ),
    ),
    "already_processed": (
        _lt("Exact has processed this already: “%(message)s”."),
        _lt("See in Exact whether it stands there; then press “Ignore”, else “Retry”."),
    ),
    "already_exists": (
        _lt("Exact says that this exists already: “%(message)s”."),
        _lt("See in Exact whether it stands there; then press “Ignore”, else “Retry”."),
    ),
    "wrong_division": (
        _lt("Exact says that this belongs to another administration: “%(message)s”."),
        _lt("Check the administration on the route, then press “Retry”."),
    ),
    "customer_unknown": (
        _lt("Exact misses a customer or doesn't know it: “%(message)s”."),
        _lt(
            "See in Exact whether the customer's account was deleted or merged, and in the "
            "customer's own line here which account it stands for. Then press “Retry”."
        ),
    ),
    "balance_refused": (
        _lt("The bank entry does not follow on the one before it in Exact: “%(message)s”."),
        _lt(
            "Somebody was posting into the same journal. See in Exact that the balances of the "
            "journal's entries follow on one another, then press “Retry”."
        ),
    ),
    "payment_term": (
        _lt("Exact doesn't find what is open on this document: “%(message)s”."),
        _lt(
            "See in Exact whether the document was paid, matched or deleted meanwhile. If it was "
            "settled there, press “Ignore”, else “Retry”."
        ),
    ),
    "document_type": (
        _lt("Exact does not let the connected user file a document of this type: “%(message)s”."),
        _lt(
            "Users of an accountant's portal often lack this right. Give the user who is connected "
            "the right to manage documents, connect with another one, or switch off attaching "
            "documents on the route. Then press “Retry”."
        ),
    ),
    "value_too_long": (
        _lt("A text is longer than Exact takes: “%(message)s”."),
        _lt("Shorten it in Chargebee; it is sent again with the next pull."),
    ),
    "file_too_large": (
        _lt("A file is larger than Exact takes: “%(message)s”."),
        _lt("File it in Exact by hand and press “Ignore”."),
    ),
    "used_elsewhere": (
        _lt("Exact keeps this because something else there uses it: “%(message)s”."),
        _lt("See in Exact what uses it; press “Retry” when that is gone, else “Ignore”."),
    ),
    "in_use": (
        _lt("Exact says that this is given away already: “%(message)s”."),
        _lt(
            "See in Exact what bears it. If that is the same thing, press “Ignore”; if not, change "
            "it there and press “Retry”."
        ),
    ),
    "not_allowed": (
        _lt("Exact does not allow this here: “%(message)s”."),
        _lt(
            "The journal, the ledger or the administration is set up without it, or the user who "
            "is connected lacks the right. Change that in Exact, or choose another journal or "
            "ledger on the route. Then press “Retry”."
        ),
    ),
    "blocked_there": (
        _lt("Something that is needed is blocked in Exact: “%(message)s”."),
        _lt("Unblock it there or choose another one on the route, then press “Retry”."),
    ),
    "reference_unknown": (
        _lt("Exact doesn't know something that was sent: “%(message)s”."),
        _lt(
            "It may have been deleted or renamed there. Refresh the reference data of the "
            "connection, check the choice on the route and in Mapping, and press “Retry”."
        ),
    ),
    "value_refused": (
        _lt("Exact refuses a value: “%(message)s”."),
        _lt(
            "Correct it where it comes from: in Chargebee, or on the route. A customer is sent "
            "again with the next pull; for anything else press “Retry”."
        ),
    ),
    "refused": (
        _lt("Exact refuses this: “%(message)s”."),
        _RETRY,
    ),
}
