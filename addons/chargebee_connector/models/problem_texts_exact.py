"""What to say when something can't be planned for Exact Online.

Texts for a code: (summary, cure). What Exact itself refuses: see `problem_texts_refusals`.
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: Decided before anything is sent.
TEXTS = {
    # --- settings and mapping tables --------------------------------------------------------
    "route_incomplete": (
        _lt("The route “%(route)s” can't decide anything yet. Still to be filled in: %(fields)s."),
        _lt("Fill in the route's settings."),
    ),
    "references_missing": (
        _lt(
            "The route “%(route)s” can't decide anything yet: administration %(division)s and its "
            "periods are not known here."
        ),
        _lt("Press “Refresh Reference Data” on the Exact connection."),
    ),
    "division_currency_changed": (
        _lt(
            "Administration %(division)s of Exact books in %(now)s now; it was %(before)s when it "
            "was chosen on the route “%(route)s”."
        ),
        _lt(
            "Nothing is planned or posted until somebody has looked. If it is another "
            "administration, choose the right one on the route. If it is the right one, pause the "
            "route, empty “Administration in Exact” there, save, and choose it again."
        ),
    ),
    "revenue_missing": (
        _lt("No revenue ledger is mapped for “%(description)s” (item price “%(item_price)s”)."),
        _lt("Add a row in Mapping › Revenue Ledgers, or confirm the one that is suggested there."),
    ),
    "tax_missing": (
        _lt(
            "No VAT code is mapped for “%(description)s”: tax “%(tax_name)s” of %(tax_rate)s%%, "
            "country “%(country)s”, exemption “%(exemption)s”."
        ),
        _lt("Add a row in Mapping › VAT Codes, or confirm the one that is suggested there."),
    ),
    "term_missing": (
        _lt(
            "No payment condition is mapped for a term of “%(net_term_days)s” days and payment "
            "method “%(payment_method)s”."
        ),
        _lt(
            "Add a row in Mapping › Payment Conditions, or confirm the one that is suggested "
            "there. A row without any condition serves all documents."
        ),
    ),
    "ledger_not_revenue": (
        _lt("Ledger %(ledger)s “%(name)s” is a balance-sheet account; Exact wants revenue here."),
        _lt(
            "Choose a profit-and-loss account in Mapping › Revenue Ledgers, or as the route's "
            "rounding ledger."
        ),
    ),
    # --- VAT ----------------------------------------------------------------------------------
    "vat_on_no_vat_code": (
        _lt("“%(description)s” bears %(tax)s VAT, but is mapped to code %(vat_code)s without VAT."),
        _lt("Choose a code with VAT for this tax in Mapping › VAT Codes."),
    ),
    "vat_rate_differs": (
        _lt(
            "“%(description)s” was taxed at %(rate)s%%, but VAT code %(vat_code)s stands for "
            "%(code_rate)s%% in Exact."
        ),
        _lt("Choose a code of the same rate for this tax in Mapping › VAT Codes."),
    ),
    # --- dates, currency ------------------------------------------------------------------------
    "period_closed": (
        _lt(
            "The period %(period)s is closed for journal %(journal)s in Exact; the document is "
            "dated %(date)s."
        ),
        _lt(
            "Open the period in Exact and refresh the reference data of the connection; the "
            "document then goes by itself. Or book it by hand and press “Ignore” here."
        ),
    ),
    "year_missing": (
        _lt("Exact has no period for %(date)s: the year %(year)s was not made there."),
        _lt(
            "Make the year with its periods in Exact and refresh the reference data of the "
            "connection; the document then goes by itself."
        ),
    ),
    "currency_inactive": (
        _lt("Administration %(division)s of Exact does not use the currency %(currency)s."),
        _lt("Activate the currency in Exact and refresh the reference data of the connection."),
    ),
    "rate_missing": (
        _lt("Chargebee gives no exchange rate from %(currency)s to %(division_currency)s."),
        _lt(
            "Choose another “Exchange Rate” on the route, or set up this currency in Chargebee; "
            "a rate is never guessed."
        ),
    ),
    # --- customers ------------------------------------------------------------------------------
    "account_first": (
        _lt("The account of customer “%(customer)s” must be there first, and can't be yet."),
        _lt(
            "Open the customer's own line, named under “Goes After”, and settle what it says; "
            "this one then goes by itself."
        ),
    ),
    "account_proposed": (
        _lt("There are accounts that may be this customer."),
        _lt("Press “Decide” and choose the right one, or have a new account made."),
    ),
    "account_twice": (
        _lt("Several accounts in Exact bear our key for this customer: %(codes)s."),
        _lt(
            "Empty the search code of all but the right one in Exact, pull again and press “Retry”."
        ),
    ),
    "account_differs": (
        _lt(
            "Account %(account)s in Exact is marked as customer “%(customer)s”, but has VAT number "
            "%(theirs)s instead of %(ours)s."
        ),
        _lt(
            "Correct the VAT number where it is wrong, in Chargebee or in Exact. If the account "
            "is another customer's, empty its search code in Exact. Then pull again."
        ),
    ),
    "account_taken": (
        _lt(
            "Account %(account)s in Exact bears our key for this customer, but is in use for "
            "“%(key)s”."
        ),
        _lt("Correct the search code of the account in Exact, pull again and press “Retry”."),
    ),
    "account_not_customer": (
        _lt("Account %(account)s “%(name)s” is no customer in Exact (status “%(status)s”)."),
        _lt("Make it a customer in Exact; with the next pull the document goes by itself."),
    ),
    "account_inactive": (
        _lt("Account %(account)s “%(name)s” is blocked or has ended in Exact."),
        _lt("Activate it in Exact; with the next pull the document goes by itself."),
    ),
    # --- found in Exact, and not what we sent ---------------------------------------------------
    "entry_twice": (
        _lt("Several entries in Exact bear the number “%(your_ref)s”: %(entries)s."),
        _lt(
            "See in Exact which one is right and delete the others, then press “Retry”. If all "
            "are right, press “Ignore”."
        ),
    ),
    "entry_differs": (
        _lt(
            "Entry %(entry)s in Exact bears the number “%(your_ref)s”, but with another customer, "
            "currency, amount or date: %(theirs_currency)s %(theirs_amount)s of %(theirs_date)s "
            "there, %(ours_currency)s %(ours_amount)s of %(ours_date)s here."
        ),
        _lt(
            "If the entry is this document, press “Ignore”. If it is something else, change its "
            "reference in Exact and press “Retry”."
        ),
    ),
    # --- after posting ------------------------------------------------------------------------
    "vat_no_longer_fits": (
        _lt(
            "The document changed after it was posted: it stands in Exact with VAT code "
            "%(posted)s and would be posted with %(now)s today."
        ),
        _lt(
            "What was posted stays as it is. If the change is right, credit the invoice in "
            "Chargebee and make a new one."
        ),
    ),
}
