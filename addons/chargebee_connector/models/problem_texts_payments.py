"""What to say of payments, refunds and their bank entries.

Texts for a code: (summary, cure).
"""

from odoo.tools.translate import LazyTranslate

from .problem_texts_openings import OPENING_CURE

_lt = LazyTranslate(__name__)

_BOOK_BY_HAND = _lt("Book it by hand in Exact and press “Ignore” here.")
_CHOOSE = _lt("Choose it on the route, under “Payments”. Payments then go by themselves.")

TEXTS = {
    # --- the route ----------------------------------------------------------------------------
    "payment_missing": (
        _lt(
            "No journal is chosen for money of gateway account “%(gateway_account)s” "
            "(%(gateway)s, %(payment_method)s, %(currency)s)."
        ),
        _lt(
            "Choose one under Mapping › Payment Journals: a bank journal of its own in Exact, with "
            "the clearing ledger of that account."
        ),
    ),
    "journal_not_bank": (
        _lt("Journal %(journal)s “%(name)s” is no bank journal."),
        _lt(
            "Choose a journal of type Bank under Mapping › Payment Journals. Make one in Exact if "
            "there is none: entries in journals for payment services can't be read back."
        ),
    ),
    "payment_journal_currency": (
        _lt("Journal %(journal)s “%(name)s” is in %(journal_currency)s and takes no %(currency)s."),
        _lt(
            "Choose a journal in %(currency)s under Mapping › Payment Journals, or allow other "
            "currencies in that journal in Exact and refresh the reference data."
        ),
    ),
    "journal_shared": (
        _lt(
            "Somebody else books in journal %(journal)s “%(name)s” too (entries %(entries)s), so "
            "its clearing ledger can't be proved."
        ),
        _lt(
            "Give the gateway account a journal that nothing else books in, no bank feed and no "
            "other link. If these entries are right, accept them under Mapping › Payment Journals."
        ),
    ),
    "receivable_wrong": (
        _lt("Ledger %(ledger)s “%(name)s” is not a debtors' control ledger."),
        _lt(
            "Choose the ledger of type Accounts receivable that your sales journal books on, on "
            "the route under “Payments”."
        ),
    ),
    "advance_missing": (_lt("No ledger is chosen for what was paid in excess."), _CHOOSE),
    "advance_wrong": (
        _lt("Ledger %(ledger)s “%(name)s” can't hold payments in advance."),
        _lt("Choose a ledger of the balance sheet on the route, under “Payments”."),
    ),
    "advance_exceeded": (
        _lt(
            "%(amount)s %(currency)s of a payment in advance is used for “%(invoice)s”, but only "
            "%(advance)s was booked in advance."
        ),
        _BOOK_BY_HAND,
    ),
    # --- what it was used for -----------------------------------------------------------------
    "refunded_note_unknown": (
        _lt("Its credit note “%(credit_note)s” is not known here, or can't be read."),
        _lt("Pull again; if that doesn't help, book it by hand in Exact and press “Ignore” here."),
    ),
    "refunded_note_left_out": (
        _lt("Its credit note “%(credit_note)s” is not posted by this route: it was left out."),
        _lt(
            "If the credit note was booked by hand in Exact, book this one by hand too. Then press "
            "“Ignore” here."
        ),
    ),
    "opening_balance_paid": (
        _lt(
            "It is for “%(number)s” of %(date)s, which belongs to the opening balance: it is dated "
            "before the route's first document date, and nothing open in Exact bears that number."
        ),
        OPENING_CURE,
    ),
    "allocations_exceed": (
        _lt(
            "%(allocated)s %(currency)s of it was used, which is more than its amount of "
            "%(amount)s."
        ),
        _lt("See what was used of it in Chargebee. Then pull again."),
    ),
    # --- money that goes back -----------------------------------------------------------------
    "payment_first": (
        _lt("The payment “%(transaction)s” that it takes back must be in Exact first."),
        _lt("Nothing to do once that payment is posted: this one then goes by itself."),
    ),
    "reversed_unknown": (
        _lt("The payment “%(transaction)s” that it takes back is not known here."),
        _lt("Pull again; if that doesn't help, book it by hand in Exact and press “Ignore” here."),
    ),
    "reversed_left_out": (
        _lt(
            "The payment “%(transaction)s” of %(date)s that it takes back is not posted by this "
            "route: it was left out."
        ),
        _BOOK_BY_HAND,
    ),
    "reversed_entry_unknown": (
        _lt("What was posted of the payment “%(transaction)s” that it takes back is not known."),
        _BOOK_BY_HAND,
    ),
    "reversal_differs": (
        _lt("It takes back %(amount)s %(currency)s, but %(posted)s was posted of the payment."),
        _BOOK_BY_HAND,
    ),
    "recorded_payment_deleted": (
        _lt(
            "The payment “%(transaction)s” was recorded from a receipt in Exact and has been "
            "deleted in Chargebee since."
        ),
        _lt(
            "See which of both is right: the receipt still stands in Exact. Record the payment in "
            "Chargebee again, or correct the receipt in Exact. Then press “Ignore” here."
        ),
    ),
    "movement_gone": (
        _lt(
            "“%(transaction)s” was posted as money received or paid, but Chargebee says by now "
            "that no money moved."
        ),
        _lt("See in your payment provider's account what happened, and correct it in Exact."),
    ),
    "looked_for": (
        _lt(
            "“%(number)s” came to nothing in the billing system. Exact is being searched for what "
            "was posted of it before."
        ),
        _lt("Nothing to do: it is never posted, and decided anew when the rebuild is done."),
    ),
    # --- what stands in Exact -----------------------------------------------------------------
    "bank_entry_differs": (
        _lt(
            "Bank entry %(entry)s in journal %(journal)s begins with our line “%(line)s”, but its "
            "%(differs)s differ from what would be posted."
        ),
        _lt(
            "Compare both. Delete the entry in Exact if it is wrong and press “Retry” here, or "
            "press “Ignore” here if it is right."
        ),
    ),
    "bank_entry_twice": (
        _lt("Several bank entries begin with our line “%(line)s”: %(entries)s."),
        _lt("Delete those that are too many in Exact, then press “Retry” here."),
    ),
    # --- settlements of payment providers -------------------------------------------------------
    "settlement_unbalanced": (
        _lt(
            "The lines, fees and payout of settlement “%(payout)s” don't make up zero: "
            "%(difference)s %(currency)s is left."
        ),
        _lt("Compare the file with the provider's own statement, and import the whole payout."),
    ),
    "settlement_line_differs": (
        _lt(
            "Settlement “%(payout)s” has %(theirs)s for “%(transaction)s”, which is %(ours)s in "
            "the billing system."
        ),
        _lt("See in the provider's account which of both is right."),
    ),
    "settlement_line_failed": (
        _lt(
            "Settlement “%(payout)s” has %(amount)s for “%(transaction)s”, but in the billing "
            "system no money moved with it."
        ),
        _lt("See in the provider's account what happened, and pull again."),
    ),
    "settlement_changed": (
        _lt("Settlement “%(payout)s” was imported again and is another one than was posted."),
        _lt("Compare both, and correct the entry in Exact by hand."),
    ),
    "fees_missing": (_lt("No ledger is chosen for the fees of payment providers."), _CHOOSE),
    "transit_missing": (_lt("No ledger is chosen for payouts in transit."), _CHOOSE),
    "unassigned_missing": (
        _lt("No ledger is chosen for lines of a settlement that belong to no known payment."),
        _CHOOSE,
    ),
    "fees_not_costs": (
        _lt("Fees are booked as costs, but ledger %(ledger)s “%(name)s” is none of costs."),
        _lt("Choose a ledger of costs on the route, under “Payments”."),
    ),
    "fees_are_costs": (
        _lt(
            "Fees come with the provider's purchase invoice, so ledger %(ledger)s “%(name)s” would "
            "have them in the costs twice."
        ),
        _lt("Choose a ledger of the balance sheet on the route, under “Payments”."),
    ),
    "statement_empty": (
        _lt("The file has no lines."),
        _lt("Choose a file with a line for each line of the settlement."),
    ),
    "statement_unreadable": (
        _lt("The file is no text of separated columns."),
        _lt("Save it as CSV (UTF-8) and try again."),
    ),
    "statement_columns": (
        _lt("The file lacks these columns: %(missing)s."),
        _lt("Its first line must name: payout, date, currency, type, reference, amount, fee."),
    ),
    "statement_line": (
        _lt("Line %(line)s can't be understood: its %(column)s is “%(value)s”."),
        _lt(
            "Dates are written as 2026-03-31, amounts as 1234.50. Payments are above zero; "
            "refunds, chargebacks and payouts below."
        ),
    ),
}
