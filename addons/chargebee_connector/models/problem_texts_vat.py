"""What to say when VAT and VAT code don't fit, and of VAT numbers that are looked up.

Texts for a code: (summary, cure).
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

_CHOOSE = _lt(
    "Choose another code in Mapping › VAT Codes, or correct the code in Exact and refresh the "
    "reference data of the connection."
)

_LATER = _lt("Nothing to do: it is asked again by itself, or ask again later.")

TEXTS = {
    # --- the row --------------------------------------------------------------------------------
    "registration_missing": (
        _lt(
            "The document was made under our registration “%(registration)s”, outside the "
            "administration's country, and no VAT code is mapped for “%(description)s” under it: "
            "tax “%(tax_name)s” of %(tax_rate)s%%, country “%(country)s”, exemption "
            "“%(exemption)s”."
        ),
        _lt(
            "Add a row in Mapping › VAT Codes that names this registration. Its code must stay out "
            "of this administration's own VAT return: that VAT is declared in the other country."
        ),
    ),
    # --- amounts --------------------------------------------------------------------------------
    "vat_of_base_differs": (
        _lt(
            "“%(description)s” bears %(tax)s %(currency)s VAT on %(base)s; VAT code %(vat_code)s "
            "of %(code_rate)s%% makes that %(computed)s."
        ),
        _lt(
            "Choose the code that stands for what was charged in Mapping › VAT Codes. If what "
            "Chargebee charged is wrong, correct it there: credit the document and make a new one."
        ),
    ),
    "local_tax": (
        _lt(
            "“%(description)s” bears %(tax)s of “%(tax_name)s”: the tax of a state, county or city "
            "is no VAT, and a sales entry in Exact has no place for it."
        ),
        _lt(
            "Book the document by hand in Exact, the tax on a ledger of its own, and press "
            "“Ignore” here."
        ),
    ),
    # --- the EU sales list ----------------------------------------------------------------------
    "listing_differs": (
        _lt(
            "“%(description)s” is reverse-charged to another EU country (%(supply)s), so it "
            "belongs on the EU sales list as %(wanted)s; VAT code %(vat_code)s lists it as "
            "%(listing)s."
        ),
        _lt(
            "Choose a code with that listing in Mapping › VAT Codes: L for goods, S for services. "
            "If the line sells something else, say so in Mapping › Revenue Ledgers."
        ),
    ),
    "listing_not_eu": (
        _lt(
            "VAT code %(vat_code)s puts “%(description)s” on the EU sales list, but the customer's "
            "VAT number is not one of another EU country (%(country)s)."
        ),
        _CHOOSE,
    ),
    "listing_other_registration": (
        _lt(
            "VAT code %(vat_code)s puts “%(description)s” on this administration's EU sales list, "
            "but the document was made under our registration “%(registration)s”, which lists for "
            "itself."
        ),
        _CHOOSE,
    ),
    # --- One Stop Shop --------------------------------------------------------------------------
    "oss_country_differs": (
        _lt(
            "“%(description)s” is taxed in %(country)s; VAT code %(vat_code)s belongs to the One "
            "Stop Shop return of %(oss_country)s."
        ),
        _CHOOSE,
    ),
    "oss_code_missing": (
        _lt(
            "“%(description)s” bears VAT of %(country)s; VAT code %(vat_code)s would put it into "
            "the return of %(own)s."
        ),
        _lt(
            "Choose a code in Mapping › VAT Codes whose OSS country is that one. If Exact has "
            "none, make it there with its OSS country, and refresh the reference data of the "
            "connection."
        ),
    ),
    "oss_other_registration": (
        _lt(
            "VAT code %(vat_code)s belongs to the One Stop Shop, but “%(description)s” was sold "
            "under our registration “%(registration)s”, whose own return it belongs in."
        ),
        _CHOOSE,
    ),
    # --- registered numbers (VIES) ----------------------------------------------------------------
    "vies_first": (
        _lt("VIES was not asked yet, or not lately, whether VAT number %(number)s is registered."),
        _lt("Nothing to do: it is asked by itself, and the document goes on with the answer."),
    ),
    "vat_number_unregistered": (
        _lt("VIES said on %(date)s that VAT number %(number)s is not registered."),
        _lt(
            "Ask the customer for the right number and correct it in Chargebee, on the document "
            "too; without one VAT has to be charged. If it was registered since, press “Check VAT "
            "Number with VIES” on the customer's account."
        ),
    ),
    "vies_not_covered": (
        _lt("“%(number)s” is no number that VIES knows of: it has no prefix of an EU country."),
        _lt("Write the number with its country's prefix in Chargebee, for example DE136695976."),
    ),
    "vies_refuses_number": (
        _lt("VIES can't read the VAT number %(number)s."),
        _lt("Correct the number in Chargebee."),
    ),
    "vies_refuses_requester": (
        _lt("VIES doesn't accept our own VAT number %(requester)s, under which it was asked."),
        _lt(
            "Correct the VAT number of the administration in Exact, and refresh the reference data "
            "of the connection."
        ),
    ),
    "vies_unavailable": (
        _lt("VIES can't answer for %(country)s now (%(fault)s)."),
        _LATER,
    ),
    "vies_busy": (
        _lt("VIES has too many callers at the moment; asked for %(country)s."),
        _LATER,
    ),
    "vies_blocked": (
        _lt("VIES refuses to answer this server (%(fault)s)."),
        _lt(
            "Too many questions were asked from this address. Wait a day; if it lasts, write to "
            "the helpdesk of VIES."
        ),
    ),
    "vies_no_answer": (
        _lt("VIES (%(host)s) gave no answer in time."),
        _LATER,
    ),
    "vies_unreadable": (
        _lt("“%(host)s” gave an answer that VIES doesn't give."),
        _lt(
            "This happens during maintenance. If it lasts, check the system parameter "
            "chargebee_connector.vies_url."
        ),
    ),
    "vies_foreign_address": (
        _lt("The description of VIES at “%(host)s” points to another server, which wasn't asked."),
        _lt("Check the system parameter chargebee_connector.vies_url."),
    ),
    "vies_address_malformed": (
        _lt("The address of VIES can't be used as it was entered."),
        _lt("Check the system parameter chargebee_connector.vies_url."),
    ),
}
