"""Which VAT code a tax of a line is booked on, and what must hold between the two.

A VAT code decides in which box of the VAT return, in which listing and in which country's return
an amount arrives, so the code that the mapping chose is held against what the document itself says:
its rate and amount, who buys, who taxes, and under which registration it was made.
"""

from decimal import ROUND_HALF_UP, Decimal

from ...ledger.mapping import plain_rate
from ...ledger.plan import Known
from ...ledger.problems import Invalid, Unmapped
from ...ledger.words import Document, Line, Tax
from . import checks, debtors, vat
from .rules import GOODS, LISTINGS, NO_VAT, SERVICE, Rules, VatCode

#: Whose sales taxes are no VAT at all, whatever the source calls them.
_SALES_TAX = "US"

#: What is wrong about the VAT of a document (codes of problems): what makes a posted one not fit.
PROBLEMS = frozenset(
    (
        "listing_differs",
        "listing_not_eu",
        "listing_other_registration",
        "local_tax",
        "oss_code_missing",
        "oss_country_differs",
        "oss_other_registration",
        "registration_missing",
        "tax_missing",
        "tax_not_configured",
        "vat_number_differs",
        "vat_number_malformed",
        "vat_number_missing",
        "vat_of_base_differs",
        "vat_on_no_vat_code",
        "vat_rate_differs",
    )
)


def facts_of(document: Document, line: Line, tax: Tax, supply: str = "") -> dict:
    """Return what the VAT mapping is asked with, for one tax of a line.

    What is sold counts as a service unless the mapping of revenue says that it is goods.
    """
    return {
        "exemption": line.exemption,
        "registration": document.registration,
        "tax_name": tax.name,
        "tax_rate": plain_rate(tax.rate),
        "country": taxed_in(document, line, tax),
        "supply": supply or SERVICE,
        "document_class": document.kind,
        "business_entity": document.business_entity,
    }


def taxed_in(document: Document, line: Line, tax: Tax) -> str:
    """Return the country whose VAT a line bears, or would bear."""
    return tax.country or line.country or document.country


def seller(document: Document, rules: Rules) -> str:
    """Return the country of the registration under which a document was made, "" if unknown."""
    country = document.registration[:2]
    return country if country.isalpha() else rules.country


def is_foreign(document: Document, rules: Rules) -> bool:
    """Say whether a document was made under a registration outside the division's country."""
    return bool(rules.country) and seller(document, rules) != rules.country


def choose(
    document: Document,
    line: Line,
    base: Decimal,
    tax: Tax,
    supply: str,
    rules: Rules,
    known: Known,
) -> VatCode:
    """Return the VAT code of one tax of a line, which was charged on `base`.

    Raises Unmapped when no row decides, and Invalid when the code doesn't fit the document.
    """
    facts = facts_of(document, line, tax, supply)
    if tax.amount and (tax.local or facts["country"] == _SALES_TAX):
        raise Invalid("local_tax", tax_name=tax.name, tax=tax.amount, **_about(line))
    foreign = is_foreign(document, rules)
    # The boxes of a return are one country's: what serves at home says nothing of elsewhere.
    row = rules.tax.choose(facts, document.date, "registration" if foreign else "")
    if row is None and foreign:
        raise Unmapped("registration_missing", **facts, **_about(line))
    if row is None:
        raise Unmapped("tax_missing", **facts, **_about(line))
    code = row.target
    _check_amount(document, line, base, tax, code)
    _check_listing(document, line, code, facts["supply"], rules, known)
    _check_oss(document, line, tax, code, facts["country"], rules)
    return code


def _check_amount(document: Document, line: Line, base: Decimal, tax: Tax, code: VatCode) -> None:
    """Raise Invalid when the VAT that was charged is not what the code makes of its base.

    Exact takes the amount that it is sent ("use this property to specify a VAT amount that differs
    from the VAT amount that is automatically calculated": SalesEntryLines.VATAmountFC) and
    documents no tolerance, so the limit is ours: what it would compute may be one smallest unit of
    the currency away, since base and VAT were rounded each by itself.
    """
    if tax.amount and code.type == NO_VAT:
        raise Invalid("vat_on_no_vat_code", vat_code=code.code, tax=tax.amount, **_about(line))
    percentage = Decimal(0) if code.type == NO_VAT else code.percentage
    if percentage is None:
        return
    if tax.amount and percentage != tax.rate:
        raise Invalid(
            "vat_rate_differs",
            vat_code=code.code,
            code_rate=plain_rate(percentage),
            rate=plain_rate(tax.rate),
            **_about(line),
        )
    unit = Decimal(1).scaleb(min(0, document.total.as_tuple().exponent))
    computed = (base * percentage / 100).quantize(unit, ROUND_HALF_UP)
    if abs(tax.amount - computed) > unit:
        raise Invalid(
            "vat_of_base_differs",
            vat_code=code.code,
            code_rate=plain_rate(percentage),
            base=base,
            tax=tax.amount,
            computed=computed,
            currency=document.currency,
            **_about(line),
        )


def _check_listing(
    document: Document,
    line: Line,
    code: VatCode,
    supply: str,
    rules: Rules,
    known: Known,
) -> None:
    """Raise Invalid unless the EU sales list gets exactly what belongs on it (G4).

    That is what a business of another member state was sold without VAT: goods as L, in a chain of
    three as T, services as S, each under the number that stands on the document and the account.
    """
    shifted = line.exemption == checks.REVERSE_CHARGE
    listed = code.listing in LISTINGS
    if not shifted and not listed:
        return
    if is_foreign(document, rules):
        if listed:
            raise Invalid(
                "listing_other_registration",
                vat_code=code.code,
                registration=document.registration,
                **_about(line),
            )
        return
    customer = known.records.get(("customer", document.customer))
    country = document.country or (customer.address.country if customer else "")
    buyer = vat.home(document.vat_number, country)
    abroad = vat.is_union(buyer, supply == GOODS) and buyer != seller(document, rules)
    if listed and not abroad:
        raise Invalid(
            "listing_not_eu", vat_code=code.code, country=buyer or country, **_about(line)
        )
    wanted = ("L", "T") if supply == GOODS else ("S",)
    if abroad and code.listing not in wanted:
        raise Invalid(
            "listing_differs",
            vat_code=code.code,
            listing=code.listing or "N",
            wanted="/".join(wanted),
            supply=supply,
            **_about(line),
        )
    if not shifted and customer is not None:
        link = known.links.get(debtors.place_of(document, rules))
        checks.same_number(document, customer, link, known)


def _check_oss(
    document: Document, line: Line, tax: Tax, code: VatCode, country: str, rules: Rules
) -> None:
    """Raise Invalid unless VAT of another member state goes into that country's OSS return."""
    country, told = vat.country(country), vat.country(tax.country)
    stands_for = vat.country(code.oss_country)
    own = seller(document, rules)
    if stands_for:
        if is_foreign(document, rules):
            raise Invalid(
                "oss_other_registration",
                vat_code=code.code,
                registration=document.registration,
                **_about(line),
            )
        if stands_for != country:
            raise Invalid(
                "oss_country_differs",
                vat_code=code.code,
                oss_country=stands_for,
                country=country,
                **_about(line),
            )
    elif tax.amount and own and told != own and vat.is_union(told):
        raise Invalid("oss_code_missing", vat_code=code.code, country=told, own=own, **_about(line))


def _about(line: Line) -> dict:
    return {"line": line.external_id, "description": line.description}
