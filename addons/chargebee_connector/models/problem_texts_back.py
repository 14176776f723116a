"""What to say of receipts in the books that are to be recorded in Chargebee.

Texts for a code: (summary, cure).
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

TEXTS = {
    "receipts_incomplete": (
        _lt("“%(route)s” is not complete: it has no administration, or no bank journal."),
        _lt(
            "Choose the administration on the route's page “Receipts”, refresh the reference data, "
            "and list the bank and cash journals in which your customers' money comes in."
        ),
    ),
    "match_unclear": (
        _lt(
            "In Exact “%(receipt)s” is matched with “%(invoice)s” and with others in such a way "
            "that nobody can tell how much of it each one takes."
        ),
        _lt(
            "Record the payment by hand in Chargebee and press “Ignore” here. Or undo the match "
            "in Exact and match invoice by invoice: it then goes by itself."
        ),
    ),
    "receipt_currency": (
        _lt("“%(invoice)s” is in %(there)s in Chargebee and in %(here)s in Exact."),
        _lt("Record the payment by hand in Chargebee and press “Ignore” here."),
    ),
    "invoice_not_pulled": (
        _lt("“%(invoice)s” was paid in Exact, but is not known here as Chargebee has it."),
        _lt("Nothing to do: it goes by itself once the invoice was pulled."),
    ),
    "amount_due_moved": (
        _lt("Less is due on “%(invoice)s” in Chargebee by now than was to be recorded."),
        _lt("Nothing to do: the next sync decides anew."),
    ),
    "payment_twin": (
        _lt(
            "“%(invoice)s” already has a payment of %(currency)s %(amount)s in Chargebee "
            "(%(payment)s), which was not recorded from here. It may be the money of “%(receipt)s”."
        ),
        _lt(
            "If it is the same money, press “Ignore”. If it is other money and something is still "
            "due, press “Approve” to record this one too."
        ),
    ),
    "nothing_due": (
        _lt(
            "%(currency)s %(amount)s of “%(receipt)s” came in for “%(invoice)s”, on which nothing "
            "is due in Chargebee any more."
        ),
        _lt(
            "See in Chargebee what paid it. If the customer paid twice, keep the money as a credit "
            "in Exact or pay it back. Press “Ignore” when that is done."
        ),
    ),
    "payment_differs": (
        _lt(
            "Chargebee has a payment with the reference “%(receipt)s” (%(payment)s), but of "
            "%(theirs)s instead of %(ours)s."
        ),
        _lt("See which of the two is right, correct it in Chargebee and press “Retry”."),
    ),
    "payment_twice": (
        _lt("Chargebee has several payments with the reference “%(receipt)s”: %(payments)s."),
        _lt("Delete the ones that are too many in Chargebee and press “Retry”."),
    ),
    # --- what changed in the books afterwards -------------------------------------------------
    "receipt_taken_back": (
        _lt(
            "The payment stands on “%(invoice)s” in Chargebee, but in Exact its receipt is no "
            "longer matched with that invoice."
        ),
        _lt(
            "Nothing was changed in Chargebee. Approve its removal, which stands among what needs "
            "attention, or match the receipt with the invoice again in Exact."
        ),
    ),
    "receipt_unmatched": (
        _lt(
            "“%(receipt)s” is no longer matched with “%(invoice)s” in Exact: the money was "
            "returned, or was meant for something else."
        ),
        _lt(
            "Press “Approve” to delete the offline payment in Chargebee; the invoice is then due "
            "again. When the match is made again in Exact, this disappears by itself."
        ),
    ),
    # --- settled without money ----------------------------------------------------------------
    "payment_difference": (
        _lt(
            "In Exact %(currency)s %(amount)s of “%(invoice)s” was written off as a payment "
            "difference (%(entry)s). In Chargebee it is still due."
        ),
        _lt(
            "Proposed: an adjustment credit note of exactly this amount on the invoice in "
            "Chargebee. It is known again by both and not posted to Exact once more."
        ),
    ),
    "payment_difference_large": (
        _lt(
            "In Exact %(currency)s %(amount)s of “%(invoice)s” was written off as a payment "
            "difference (%(entry)s): more than the route's limit of %(limit)s."
        ),
        _lt(
            "Check with the bookkeeper whether the customer still owes it. If not, an adjustment "
            "credit note of exactly this amount takes it off in Chargebee. It is known again and "
            "not posted to Exact once more."
        ),
    ),
    "credited_by_hand": (
        _lt(
            "In Exact %(currency)s %(amount)s of “%(invoice)s” was credited by hand (%(entry)s). "
            "In Chargebee it is still due."
        ),
        _lt(
            "Proposed: an adjustment credit note of exactly this amount on the invoice in "
            "Chargebee. It is known again by both and not posted to Exact once more."
        ),
    ),
    "written_off_by_hand": (
        _lt(
            "In Exact %(currency)s %(amount)s of “%(invoice)s” was written off by hand "
            "(%(entry)s). In Chargebee it is still due."
        ),
        _lt(
            "Proposed: write the invoice off in Chargebee. The credit note that comes of it is "
            "known again by the invoice and this amount, and not booked in Exact once more."
        ),
    ),
}
