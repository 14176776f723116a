"""What to say of credit notes, and of documents that were voided or deleted after posting.

Texts for a code: (summary, cure).
"""

from odoo.tools.translate import LazyTranslate

from .problem_texts_openings import OPENING_CURE

_lt = LazyTranslate(__name__)

_BOOK_BY_HAND = _lt("Book it by hand in Exact and press “Ignore” here.")

TEXTS = {
    # --- the invoice that is credited ---------------------------------------------------------
    "invoice_first": (
        _lt("Its invoice “%(invoice)s” must be in Exact first, and isn't yet."),
        _lt("Nothing to do once the invoice is posted: this one then goes by itself."),
    ),
    "opening_balance": (
        _lt(
            "Its invoice “%(invoice)s” of %(date)s belongs to the opening balance: it is dated "
            "before the route's first document date, and nothing open in Exact bears that number."
        ),
        OPENING_CURE,
    ),
    "credited_invoice_unknown": (
        _lt("Its invoice “%(invoice)s” is not known here, or can't be read."),
        _lt("Pull again; if that doesn't help, book it by hand in Exact and press “Ignore” here."),
    ),
    "credited_invoice_left_out": (
        _lt("Its invoice “%(invoice)s” is not posted by this route: it was left out."),
        _lt(
            "If the invoice was booked by hand in Exact, book this one by hand too. Then press "
            "“Ignore” here."
        ),
    ),
    "credited_entry_differs": (
        _lt(
            "What Chargebee says of the invoice “%(invoice)s” is no longer what was posted of it, "
            "so it is uncertain what this credit note takes back."
        ),
        _BOOK_BY_HAND,
    ),
    "credited_line_unknown": (
        _lt(
            "“%(description)s” takes back a line that the invoice “%(invoice)s” doesn't have, or "
            "one of zero."
        ),
        _BOOK_BY_HAND,
    ),
    "credited_tax_differs": (
        _lt(
            "“%(description)s” bears tax “%(tax_name)s” of %(rate)s%%, which the line that it "
            "takes back doesn't bear."
        ),
        _lt(
            "Credit the line in Chargebee with the tax that it was invoiced with. Or book this one "
            "by hand in Exact and press “Ignore” here."
        ),
    ),
    # --- after posting ------------------------------------------------------------------------
    "void_needs_approval": (
        _lt(
            "“%(number)s” was voided in Chargebee on %(date)s, after it was posted. Voiding "
            "sends the customer no credit note."
        ),
        _lt(
            "Press “Approve” to post the entry that takes it back. VAT that is printed on an "
            "invoice stays due until the customer has a correction: send them one."
        ),
    ),
    "credit_note_void_held": (
        _lt(
            "The credit note “%(number)s” was voided after it was posted. In Belgium the entry "
            "that takes it back would stand in the return among the sales."
        ),
        _lt(
            "Decide how its VAT is corrected; ask your adviser. Then press “Approve” to post the "
            "entry, or book it by hand in Exact and press “Ignore” here."
        ),
    ),
    "voided_entry_unknown": (
        _lt("“%(number)s” was voided, and what was posted of it is not known here."),
        _lt("Take it back by hand in Exact and press “Ignore” here."),
    ),
    "deleted_after_posting": (
        _lt("“%(number)s” was deleted in Chargebee after it was posted."),
        _lt(
            "Press “Keep” if the document was sent to the customer: it must be kept then. Press "
            "“Take Back” if it never was: an entry takes back what was posted."
        ),
    ),
    "number_used_again": (
        _lt(
            "“%(number)s” is another document in Chargebee now: %(currency)s %(now)s instead of "
            "%(posted)s, or made on another day."
        ),
        _lt(
            "See in Chargebee which of the two is right. Press “Keep” if what was posted is, or "
            "“Replace” to take it back and book what the number stands for now."
        ),
    ),
    "may_be_booked_by_hand": (
        _lt(
            "“%(number)s” takes something off the invoice “%(invoice)s”, of which %(currency)s "
            "%(amount)s was settled by hand in Exact: that may be in it."
        ),
        _lt(
            "Compare both. Press “Ignore” if Exact has all of it already, “Approve” if it has "
            "none of it. If it has a part, book the rest by hand and press “Ignore”."
        ),
    ),
}
