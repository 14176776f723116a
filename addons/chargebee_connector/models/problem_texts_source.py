"""What to say of documents and customers that can't be taken from the source as they are.

Texts for a code: (summary, cure). They are mended in the source; the next pull brings the change,
and what was blocked is planned again by itself. What comes from gates and models of ours names no
system, since any can be at either end; the rest is Chargebee's.
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

_ASK = _lt(
    "Ask the billing system's support about this document. If it can't be mended, book it by hand "
    "and press “Ignore” here."
)
_NOT_UNDERSTOOD = _lt(
    "Open it in the billing system and save it once more, then pull again. If that doesn't help, "
    "show this text to your administrator."
)

TEXTS = {
    # --- can't be read ----------------------------------------------------------------------
    "payload_malformed": (
        _lt("What the billing system sent for this can't be read."),
        _NOT_UNDERSTOOD,
    ),
    "field_missing": (
        _lt("A field that can't be done without is empty in Chargebee: “%(field)s”."),
        _lt(
            "Fill it in in Chargebee and pull again. If it is filled in there, show this text to "
            "your administrator."
        ),
    ),
    "field_wrong": (
        _lt("The field “%(field)s” holds something in Chargebee that it can't hold: “%(value)s”."),
        _NOT_UNDERSTOOD,
    ),
    "unknown_value": (
        _lt("The field “%(field)s” has a value in Chargebee that is new to us: “%(value)s”."),
        _lt(
            "Chargebee has likely added something that this version doesn't know. Have the "
            "connector updated; until then book it by hand in Exact and press “Ignore” here."
        ),
    ),
    "unknown_line": (
        _lt("A tax or discount belongs to a line that the document doesn't have: “%(value)s”."),
        _ASK,
    ),
    "lines_incomplete": (
        _lt("The document has more lines than Chargebee sends in one piece."),
        _lt("Book it by hand in Exact and press “Ignore” here."),
    ),
    "time_zone_missing": (
        _lt("Chargebee names no time zone for this, so its date is uncertain."),
        _lt(
            "Enter the site's time zone on the Chargebee connection under Connections, such as "
            "Europe/Amsterdam."
        ),
    ),
    "time_zone_unknown": (
        _lt("The time zone “%(value)s” doesn't exist."),
        _lt(
            "Enter one such as Europe/Amsterdam on the Chargebee connection under Connections, or "
            "correct it in Chargebee's site settings."
        ),
    ),
    "currency_units_unknown": (
        _lt("It isn't certain how Chargebee writes amounts in %(currency)s."),
        _lt(
            "Nothing in this currency is booked, since an amount could be wrong by a factor of "
            "hundred. Book it by hand in Exact and press “Ignore” here."
        ),
    ),
    # --- amounts that don't add up ------------------------------------------------------------
    "tax_differs": (
        _lt(
            "The VAT of the lines adds up to %(currency)s %(computed)s, but the document says "
            "%(currency)s %(printed)s."
        ),
        _ASK,
    ),
    "total_differs": (
        _lt(
            "Lines, VAT and rounding add up to %(currency)s %(computed)s, but the document says "
            "%(currency)s %(printed)s."
        ),
        _ASK,
    ),
    "round_off_differs": (
        _lt(
            "The rounding comes to %(currency)s %(computed)s, but the document says "
            "%(currency)s %(printed)s."
        ),
        _ASK,
    ),
    "round_off_too_large": (
        _lt(
            "The document is rounded by %(currency)s %(round_off)s; more than "
            "%(currency)s %(limit)s is not taken for a rounding difference."
        ),
        _ASK,
    ),
    "local_rate_differs": (
        _lt(
            "The exchange rate is printed as %(printed)s, but the VAT amounts in both currencies "
            "make it %(computed)s."
        ),
        _ASK,
    ),
    # --- can't be booked as it is -------------------------------------------------------------
    "store_credit_differs": (
        _lt(
            "%(lines)s of store credit was used on its lines (in smallest units of the currency), "
            "but its credit notes tell of %(notes)s."
        ),
        _ASK,
    ),
    "taxable_base_differs": (
        _lt("“%(description)s” is %(net)s, but its VAT was computed over %(base)s."),
        _lt("Book it by hand in Exact, as your accountant advises, and press “Ignore” here."),
    ),
    "overlapping_taxes": (
        _lt("“%(description)s” (%(net)s) bears several taxes over the same amount: %(taxes)s."),
        _lt(
            "Exact books one VAT code per amount. Book this document by hand in Exact and press "
            "“Ignore” here."
        ),
    ),
    "tax_not_configured": (
        _lt("Chargebee charged no tax on “%(description)s”, since none is set up for it there."),
        _lt(
            "Set up the tax for this country and product in Chargebee (Settings › Configure "
            "Chargebee › Taxes), then credit the invoice and make it again. If no VAT is due, "
            "book it by hand in Exact and press “Ignore” here."
        ),
    ),
    "date_missing": (
        _lt("The document has no date."),
        _lt("Give it a date in Chargebee; it comes with the next pull."),
    ),
    "date_in_future": (
        _lt("The document is dated %(date)s, which is still to come."),
        _lt(
            "Nothing to do: it is planned again by itself, and posted on that day. If the date is "
            "wrong, correct it in Chargebee."
        ),
    ),
    # --- customers ----------------------------------------------------------------------------
    "customer_missing": (
        _lt("The customer “%(customer)s” was not pulled from Chargebee, or could not be read."),
        _lt("Pull again. If the customer was deleted in Chargebee, book it by hand in Exact."),
    ),
    "name_missing": (
        _lt("The customer “%(customer)s” has no name and no company in Chargebee."),
        _lt("Enter one on the customer in Chargebee; it comes with the next pull."),
    ),
    "email_malformed": (
        _lt(
            "The e-mail address “%(email)s” of customer “%(customer)s” can't be right; "
            "Exact would refuse it."
        ),
        _lt("Correct it on the customer in Chargebee; it comes with the next pull."),
    ),
    "vat_number_missing": (
        _lt("VAT is reverse-charged to “%(name)s”, but the document bears no VAT number."),
        _lt(
            "Enter the VAT number on the customer in Chargebee, then credit the invoice and make "
            "it again, since the number must be printed on it."
        ),
    ),
    "vat_number_malformed": (
        _lt("“%(number)s” can't be a VAT number (country of the customer: “%(country)s”)."),
        _lt(
            "Correct the VAT number on the customer in Chargebee; it comes with the next pull. An "
            "invoice that bears it must be credited and made again."
        ),
    ),
    "vat_number_differs": (
        _lt(
            "VAT is reverse-charged to “%(name)s” under %(document)s, but the customer's account "
            "in Exact has “%(account)s”, under which it would be listed."
        ),
        _lt("Correct the VAT number where it is wrong: on the customer in Chargebee or in Exact."),
    ),
}
