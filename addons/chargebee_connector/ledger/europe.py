"""The European Union, for VAT."""

#: Prefixes of VAT numbers by member state (Council Directive 2006/112/EC, article 215): the codes
#: of ISO 3166, but for Greece.
VAT_PREFIXES = frozenset(
    "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
)


def is_member(country: str) -> bool:
    """Say whether a country's code, by ISO 3166 or as a VAT prefix, is a member state's."""
    return country == "GR" or country in VAT_PREFIXES
