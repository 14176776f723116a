"""VAT codes, payment conditions, item groups, items, currencies and exchange rates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .. import checks
from ..formats import date_ms
from ..store import Division
from .chart import add_row, ledger_id, seed_id

# code, description, type, percentage, transaction type, listing, OSS country, ledger to pay
VatRow = tuple[str, str, str, str, str, str, str, str]
_COMMON: tuple[VatRow, ...] = (
    ("0", "Geen btw", "N", "0", "B", "N", "", "1510"),
    ("6", "EU diensten, btw verlegd", "B", "0", "S", "S", "", "1510"),
    ("7", "EU goederen, intracommunautair", "B", "0", "S", "L", "", "1510"),
    ("8", "Export buiten de EU", "B", "0", "S", "N", "", "1510"),
    ("10", "Btw nultarief", "B", "0", "S", "N", "", "1510"),
    ("15", "Btw oninbaar, terug te vorderen", "E", "0.21", "B", "N", "", "1510"),
    ("18", "Diensten buiten de EU", "B", "0", "S", "N", "", "1510"),
    ("9", "Btw verlegd binnenland", "B", "0", "S", "N", "", "1510"),
    ("30", "OSS Duitsland 19%", "E", "0.19", "S", "N", "DE", "1530"),
    ("31", "OSS Frankrijk 20%", "E", "0.20", "S", "N", "FR", "1530"),
    ("33", "OSS Spanje 21%", "E", "0.21", "S", "N", "ES", "1530"),
    ("34", "OSS Italië 22%", "E", "0.22", "S", "N", "IT", "1530"),
    ("35", "OSS Zweden 25%", "E", "0.25", "S", "N", "SE", "1530"),
    ("36", "OSS Oostenrijk 20%", "E", "0.20", "S", "N", "AT", "1530"),
)
_DUTCH: tuple[VatRow, ...] = (
    ("2", "Btw hoog, exclusief 21%", "E", "0.21", "S", "N", "", "1510"),
    ("1", "Btw laag, exclusief 9%", "E", "0.09", "S", "N", "", "1520"),
    ("4", "Btw hoog, inclusief 21%", "I", "0.21", "S", "N", "", "1510"),
    ("3", "Btw laag, inclusief 9%", "I", "0.09", "S", "N", "", "1520"),
    ("32", "OSS België 21%", "E", "0.21", "S", "N", "BE", "1530"),
    ("12", "Inkoop btw hoog 21%", "E", "0.21", "P", "N", "", "1510"),
    ("11", "Inkoop btw laag 9%", "E", "0.09", "P", "N", "", "1520"),
)
_BELGIAN: tuple[VatRow, ...] = (
    ("2", "Btw 21%, exclusief", "E", "0.21", "S", "N", "", "1510"),
    ("5", "Btw 12%, exclusief", "E", "0.12", "S", "N", "", "1520"),
    ("1", "Btw 6%, exclusief", "E", "0.06", "S", "N", "", "1520"),
    ("4", "Btw 21%, inclusief", "I", "0.21", "S", "N", "", "1510"),
    ("3", "Btw 6%, inclusief", "I", "0.06", "S", "N", "", "1520"),
    ("32", "OSS Nederland 21%", "E", "0.21", "S", "N", "NL", "1530"),
    ("12", "Aankoop btw 21%", "E", "0.21", "P", "N", "", "1510"),
)
VAT_CODES = {"NL": _COMMON + _DUTCH, "BE": _COMMON + _BELGIAN}
# code, description, days, method
PAYMENT_CONDITIONS = (
    ("00", "Direct", 0, "B"),
    ("07", "7 dagen", 7, "B"),
    ("14", "14 dagen", 14, "B"),
    ("30", "30 dagen", 30, "B"),
    ("60", "60 dagen", 60, "B"),
    ("IN", "Automatische incasso", 14, "I"),
    ("PS", "Geïnd door betaalprovider", 0, "B"),
    ("PQ", "Incasso door betaalprovider", 14, "Q"),
)
ITEM_GROUPS = (
    ("ABO", "Abonnementen", "8000"),
    ("VER", "Verbruik", "8010"),
    ("DNS", "Diensten", "8020"),
    ("HRD", "Hardware", "8030"),
)
# id, description, may be created through the API
DOCUMENT_TYPES = (
    (10, "Verkoopfactuur", True),
    (20, "Inkoopfactuur", True),
    (55, "Diversen", True),
    (183, "Bankafschrift", False),
)
ITEMS = (("SETUP", "Inrichting", "DNS"), ("ROUTER", "Router", "HRD"))
# code, description, decimals; active or not
CURRENCIES = (
    ("EUR", "Euro", 2, True),
    ("USD", "US-dollar", 2, True),
    ("GBP", "Brits pond", 2, True),
    ("SEK", "Zweedse kroon", 2, True),
    ("CHF", "Zwitserse frank", 2, True),
    ("JPY", "Japanse yen", 0, True),
    ("KRW", "Zuid-Koreaanse won", 0, False),
)
# What one unit of the foreign currency is worth in euros, from each start date.
RATED = ("USD", "GBP", "JPY", "SEK", "CHF")
RATES = (
    ("2026-01-01", ("0.92", "1.17", "0.0061", "0.091", "1.06")),
    ("2026-04-01", ("0.91", "1.16", "0.0062", "0.0905", "1.065")),
    ("2026-07-01", ("0.93", "1.18", "0.006", "0.0895", "1.07")),
    ("2026-10-01", ("0.9205", "1.1723", "0.00613", "0.0912", "1.0681")),
)


def add_reference(division: Division) -> None:
    """Everything that has neither ledgers' nor accounts' rules."""
    for row in VAT_CODES[division.info["Country"]]:
        _add_vat_code(division, row)
    for code, description, days, method in PAYMENT_CONDITIONS:
        add_row(
            division,
            "cashflow/PaymentConditions",
            code,
            {
                "Description": description,
                "PaymentDays": days,
                "PaymentMethod": method,
                "Percentage": Decimal(1),
            },
        )
    for number, (code, description, ledger) in enumerate(ITEM_GROUPS):
        add_row(
            division,
            "logistics/ItemGroups",
            code,
            {
                "Description": description,
                "IsDefault": int(number == 0),
                "GLRevenue": ledger_id(division, ledger),
            },
        )
    for code, description, group in ITEMS:
        values: dict[str, Any] = {
            "Description": description,
            "ItemGroup": seed_id(division, "logistics/ItemGroups", group),
            "IsSalesItem": True,
        }
        add_row(division, "logistics/Items", code, values)
    for number, description, creatable in DOCUMENT_TYPES:
        values = {
            "ID": number,
            "Description": description,
            "DocumentIsCreatable": creatable,
            "DocumentIsUpdatable": creatable,
            "DocumentIsDeletable": creatable,
            "DocumentIsViewable": True,
        }
        division.put("documents/DocumentTypes", str(number), values)
    _add_currencies(division)


def _add_vat_code(division: Division, row: VatRow) -> None:
    code, description, kind, percentage, transactions, listing, country, ledger = row
    stored = add_row(
        division,
        "vat/VATCodes",
        code,
        {
            "Description": description,
            "Type": kind,
            "Percentage": Decimal(percentage),
            "VATTransactionType": transactions,
            "EUSalesListing": listing,
            "OssCountry": country or None,
            "Charged": code == "9",
            "IsBlocked": False,
            "IntraStat": False,
            "GLToPay": ledger_id(division, ledger),
            "GLToClaim": ledger_id(division, "1500"),
        },
    )
    id_ = seed_id(division, "vat/VatPercentages", code)
    division.put(
        "vat/VatPercentages",
        id_,
        {
            "ID": id_,
            "VATCodeID": stored["ID"],
            "LineNumber": 1,
            "Percentage": Decimal(percentage),
            "StartDate": date_ms("2019-01-01"),
            "Type": 0,
        },
    )


def _add_currencies(division: Division) -> None:
    for code, description, decimals, active in CURRENCIES:
        division.put(
            "general/Currencies",
            code,
            {
                "Code": code,
                "Description": description,
                "AmountPrecision": Decimal(1).scaleb(-decimals),
                "PricePrecision": Decimal("0.0001"),
                "_decimals": decimals,
                "_hidden": None if active else True,
            },
        )
    for start, rates in RATES:
        worth = {"EUR": "1", **dict(zip(RATED, rates, strict=True))}
        own = Decimal(worth.pop(division.currency))
        for currency, rate in worth.items():
            id_ = seed_id(division, "financial/ExchangeRates", f"{currency}/{start}")
            division.put(
                "financial/ExchangeRates",
                id_,
                {
                    "ID": id_,
                    "SourceCurrency": currency,
                    "TargetCurrency": division.currency,
                    "StartDate": date_ms(start),
                    "Rate": Decimal(rate) if own == 1 else checks.rounded(Decimal(rate) / own, 6),
                },
            )
