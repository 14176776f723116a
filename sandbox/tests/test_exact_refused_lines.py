"""Lines of sales entries that are refused, in both languages, with nothing booked."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.tests.exact_caller import Exact
from sandbox.tests.exact_refused import UNKNOWN, Body, in_blocked, refused

pytest_plugins = ("sandbox.tests.exact_fixtures",)
NO_VAT_NL = (
    'Een btw bedrag is niet toegestaan als u gebruikmaakt van een btw-code van het type "geen btw"'
)
NO_VAT_EN = 'A VAT amount is not allowed if you use a VAT code of the type "no VAT"'


def line(ledger: str = "8000", **values: Any) -> Body:
    return lambda exact: exact.entry(exact.line(ledger, **values))


SALES_REFUSALS: dict[str, tuple[Body, str, str]] = {
    "line's description too long": (
        line(Description="x" * 61),
        "Ongeldig: Omschrijving (maximale lengte: 60)",
        "Invalid: Description (maximum length: 60)",
    ),
    "amount missing": (line(AmountFC=None), "Verplicht: Bedrag", "Mandatory: Amount"),
    "ledger missing": (
        line(GLAccount=None),
        "Verplicht: Grootboekrekening",
        "Mandatory: G/L Account",
    ),
    "ledger unknown": (
        line(GLAccount=UNKNOWN),
        "Ongeldige referentie: Grootboekrekening",
        "Invalid reference: G/L Account",
    ),
    "ledger blocked": (line("8900"), "Geblokkeerd: Grootboekrekening", "Blocked: G/L Account"),
    "balance ledger": (
        line("2150"),
        "Ongeldig: Grootboekrekeningtype",
        "Invalid: G/L account type",
    ),
    "cost ledger": (
        line("4500"),
        "Ongeldig: Grootboekrekeningtype",
        "Invalid: G/L account type",
    ),
    "VAT code unknown": (
        line(VATCode="99"),
        "Ongeldige referentie: Btw-code",
        "Invalid reference: VAT code",
    ),
    "VAT code blocked": (
        in_blocked("vat/VATCodes", "IsBlocked", "2"),
        "Geblokkeerd: Btw-code",
        "Blocked: VAT code",
    ),
    "purchase VAT code": (
        line(VATCode="12"),
        "Niet toegestaan: Btw-code",
        "Not allowed: VAT code",
    ),
    "VAT with a no-VAT code": (line(VATCode="0", VATAmountFC="21.00"), NO_VAT_NL, NO_VAT_EN),
    "VAT with reverse charge": (line(VATCode="6", VATAmountFC="21.00"), NO_VAT_NL, NO_VAT_EN),
    "VAT without a code": (line(VATCode=None, VATAmountFC="21.00"), NO_VAT_NL, NO_VAT_EN),
    "VAT percentage differs": (
        line(VATPercentage="0.09"),
        "Ongeldig: Btw-percentage []",
        "Invalid: VAT percentage []",
    ),
    "VAT percentage zero": (
        line(VATPercentage=0),
        "Ongeldig: Btw-percentage []",
        "Invalid: VAT percentage []",
    ),
    "cost centre mandatory": (
        line("8025"),
        "Verplicht: Kostenplaats",
        "Mandatory: Cost center",
    ),
    "cost centre not allowed": (
        line("8090", CostCenter="100"),
        "Niet toegestaan: Kostenplaats",
        "Not allowed: Cost center",
    ),
    "cost centre unknown": (
        line(CostCenter="777"),
        "Ongeldige referentie: Kostenplaats",
        "Invalid reference: Cost center",
    ),
    "cost centre ended": (
        line(CostCenter="900"),
        "Ongeldige referentie: Kostenplaats",
        "Invalid reference: Cost center",
    ),
    "cost unit not allowed": (
        line("8090", CostUnit="NL"),
        "Niet toegestaan: Kostendrager",
        "Not allowed: Cost unit",
    ),
    "From without To": (
        line(From="2026-10-01T00:00:00"),
        "Verplicht: Tot en met",
        "Mandatory: To",
    ),
    "To without From": (line(To="2026-10-31T00:00:00"), "Verplicht: Van", "Mandatory: From"),
    "From after To": (
        line(From="2026-11-01T00:00:00", To="2026-10-31T00:00:00"),
        "Ongeldig: Van / Tot en met",
        "Invalid: From / To",
    ),
    "To in a year without periods": (
        line(From="2028-06-01T00:00:00", To="2029-05-31T00:00:00"),
        "Onbekend: Boekjaar (Periode-datumtabel)",
        "Unknown: Financial year (Period-date table)",
    ),
    "From in a closed period": (
        line(From="2026-01-01T00:00:00", To="2026-12-31T00:00:00"),
        "Periode is afgesloten",
        "Period is closed",
    ),
}


@pytest.mark.parametrize("name", SALES_REFUSALS)
def test_sales_entry_is_refused(exact: Exact, name: str) -> None:
    make, dutch, english = SALES_REFUSALS[name]
    refused(exact, make(exact), dutch, english)
