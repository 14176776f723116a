"""What to say of memo entries: write-offs, withheld tax, store credit, used credit notes.

Texts for a code: (summary, cure).
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

_ON_THE_ROUTE = _lt(
    "Choose it on the route, page “Memo Entries”: everything that waits for it then goes by itself."
)
_SEE_BOTH = _lt(
    "Look at the entry in Exact. If it is not ours, change its description there and press "
    "“Retry”; if it is, book the difference by hand and press “Ignore” here."
)
_MATCH_IN_EXACT = _lt(
    "Match them by hand in Exact. Where receipts are read back from Exact it then leaves this list "
    "by itself; else press “Ignore” here."
)

TEXTS = {
    # --- options of the route -----------------------------------------------------------------
    "journal_missing": (_lt("The route names no memo journal."), _ON_THE_ROUTE),
    "receivable_missing": (_lt("The route names no debtors ledger."), _ON_THE_ROUTE),
    "bad_debt_missing": (_lt("The route names no ledger for bad debts."), _ON_THE_ROUTE),
    "vat_suspense_missing": (_lt("The route names no ledger for VAT on bad debts."), _ON_THE_ROUTE),
    "withheld_missing": (_lt("The route names no ledger for withheld tax."), _ON_THE_ROUTE),
    "zero_discount_missing": (
        _lt("The route names no ledger for discounts that make an invoice zero."),
        _ON_THE_ROUTE,
    ),
    "goodwill_missing": (
        _lt("The route names no ledger for the cost of store credit."),
        _ON_THE_ROUTE,
    ),
    "store_credit_missing": (
        _lt("The route names no ledger for what customers may spend of store credit."),
        _ON_THE_ROUTE,
    ),
    "reclaim_journal_missing": (
        _lt("The route names no journal for reclaiming the VAT of bad debts."),
        _ON_THE_ROUTE,
    ),
    "reclaim_code_missing": (
        _lt("The route names no VAT code for reclaiming the VAT of bad debts."),
        _ON_THE_ROUTE,
    ),
    "reclaim_journal_without_vat": (
        _lt("The journal %(journal)s takes no VAT codes."),
        _lt(
            "Allow VAT for it in Exact and refresh the reference data of the connection, or "
            "choose another one on the route, page “Memo Entries”."
        ),
    ),
    "store_credit_note": (
        _lt("It is store credit, and the route doesn't say yet how that is booked."),
        _lt("Ask your adviser and choose it on the route, page “Memo Entries”."),
    ),
    "store_credit_used": (
        _lt(
            "Store credit of %(amount)s was used on “%(description)s”, and the route doesn't say "
            "yet how store credit is booked."
        ),
        _lt("Ask your adviser and choose it on the route, page “Memo Entries”."),
    ),
    # --- the entry ----------------------------------------------------------------------------
    "memo_unbalanced": (
        _lt("Debit and credit of the entry differ by %(currency)s %(difference)s."),
        _lt("Book it by hand in Exact and press “Ignore” here."),
    ),
    "memo_twice": (
        _lt("Several memo entries in Exact bear the description “%(description)s”: %(entries)s."),
        _SEE_BOTH,
    ),
    "memo_differs": (
        _lt(
            "Memo entry %(entry)s in Exact bears our description “%(description)s”, but is another "
            "one: %(theirs)s instead of %(ours)s."
        ),
        _SEE_BOTH,
    ),
    "memo_source_deleted": (
        _lt("“%(number)s” was deleted in Chargebee after its memo entry was posted."),
        _lt(
            "Press “Keep” if what was posted is right all the same. Press “Take Back” if not: an "
            "entry of today turns it round. What followed from it is flagged by itself."
        ),
    ),
    "credit_exceeds_invoice": (
        _lt(
            "It takes %(currency)s %(amount)s off the invoice “%(invoice)s”, which is about "
            "%(total)s in all."
        ),
        _lt("Correct it in Chargebee, or book it by hand in Exact and press “Ignore” here."),
    ),
    # --- write-offs ---------------------------------------------------------------------------
    "write_off_without_invoice": (
        _lt("“%(number)s” writes off a debt, but names no invoice."),
        _lt("Book it by hand in Exact and press “Ignore” here."),
    ),
    "write_off_without_note": (
        _lt(
            "%(amount)s of the invoice “%(invoice)s” was written off in Chargebee, and no credit "
            "note tells of it."
        ),
        _lt("Press “Approve” to post the write-off, or “Ignore” if it is booked already."),
    ),
    "vat_reclaim_due": (
        _lt(
            "%(currency)s %(vat)s of VAT on the written-off invoice “%(invoice)s” can be reclaimed "
            "on %(latest)s at the latest."
        ),
        _lt(
            "Ask your adviser when the right arises. Then press “Reclaim VAT”: the entry is dated "
            "on the day of pressing."
        ),
    ),
    "vat_reclaim_open": (
        _lt(
            "%(currency)s %(vat)s of VAT on the written-off invoice “%(invoice)s” is not reclaimed "
            "yet."
        ),
        _lt(
            "Ask your adviser when the right arises and which proof you need. Then press “Reclaim "
            "VAT”: the entry is dated on the day of pressing."
        ),
    ),
    "reclaimed_then_voided": (
        _lt("The write-off “%(number)s” was voided after its VAT was reclaimed."),
        _lt("Take both entries back by hand in Exact, then press “Ignore” here."),
    ),
    "deferral_still_runs": (
        _lt(
            "The revenue of the invoice “%(invoice)s” is still spread until %(until)s, though its "
            "payment was taken back."
        ),
        _lt("Decide in Exact whether the spreading must stop, then press “Ignore” here."),
    ),
    "paid_after_write_off": (
        _lt("Money came in for the invoice “%(invoice)s”, which was written off on %(date)s."),
        _lt(
            "Book it by hand in Exact as bad debt recovered; VAT is due again on it. Ask your "
            "adviser, then press “Ignore” here."
        ),
    ),
    "withheld_removed": (
        _lt(
            "The %(currency)s %(amount)s of tax that the customer withheld from the invoice "
            "“%(invoice)s” was deleted in Chargebee after it was posted."
        ),
        _lt(
            "Ask the customer whether they withheld it. Press “Take Back” if they did not: an "
            "entry of today takes it back, and they owe it again. Press “Keep” if they did."
        ),
    ),
    # --- used credit notes --------------------------------------------------------------------
    "credit_note_first": (
        _lt("The credit note “%(number)s” must be in Exact first, and isn't yet."),
        _lt("Nothing to do once it is posted: this one then goes by itself."),
    ),
    "match_by_hand": (
        _lt(
            "The credit note “%(number)s” was used for “%(invoices)s”, but not for exactly its "
            "amount: Exact can't match them by itself."
        ),
        _MATCH_IN_EXACT,
    ),
    "match_other_currency": (
        _lt(
            "The credit note “%(number)s” was used for “%(invoices)s” in another currency: Exact "
            "can't match them by itself."
        ),
        _MATCH_IN_EXACT,
    ),
    "match_part_used": (
        _lt(
            "The credit note “%(number)s” (%(currency)s %(total)s) was used for “%(invoices)s”, "
            "but %(left)s of it is left or was paid back: Exact can't match them by itself."
        ),
        _lt(
            "Nothing to do where the rest will be used for another invoice: they are then matched "
            "by themselves. Else match by hand in Exact what was used, and press “Ignore” here."
        ),
    ),
    "match_write_off": (
        _lt(
            "%(currency)s %(amount)s of the invoice “%(invoice)s” (%(total)s) was written off, not "
            "all of it: Exact matches by itself only what is exactly equal."
        ),
        _MATCH_IN_EXACT,
    ),
    "match_withheld": (
        _lt(
            "%(currency)s %(amount)s of the invoice “%(invoice)s” (%(total)s) was withheld as tax "
            "and the rest settled otherwise: Exact matches by itself only what is exactly equal."
        ),
        _MATCH_IN_EXACT,
    ),
    "match_instalments": (
        _lt(
            "The invoice “%(invoice)s” (%(currency)s %(total)s) was paid in parts (%(parts)s): "
            "Exact matches by itself only what is exactly equal."
        ),
        _MATCH_IN_EXACT,
    ),
    "match_credited": (
        _lt(
            "The invoice “%(invoice)s” (%(currency)s %(total)s) was settled by money and credit "
            "notes (%(parts)s) that don't make it up in one go: Exact can't match them by itself."
        ),
        _MATCH_IN_EXACT,
    ),
    "allocation_removed": (
        _lt(
            "The credit note “%(number)s” is no longer used as it was when it was matched with its "
            "invoice in Exact."
        ),
        _lt("Undo the match by hand in Exact: nobody else can."),
    ),
}
