"""What to say when VAT and VAT code don't fit, and of VAT numbers that are looked up.

Texts for a code: (summary, cure).
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

_CHOOSE = _lt(
    "Choose another code in Mapping › VAT Codes, or correct the code in Exact and refresh the "
    "reference data of the connection."
)

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
}
