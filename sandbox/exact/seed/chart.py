"""Ledgers, cost centres, cost units and journals."""

from __future__ import annotations

import uuid
from typing import Any

from ..formats import date_ms
from ..store import Division, Row

# code, description, type, use of cost centre (0 optional, 1 mandatory, 2 not allowed)
LEDGERS: tuple[tuple[str, str, int, int], ...] = (
    ("0510", "Resultaat lopend boekjaar", 90, 2),
    ("1000", "Kas", 10, 2),
    ("1100", "Bank", 12, 2),
    ("1105", "Valutabank", 12, 2),
    ("1110", "Tussenrekening betaalprovider", 12, 2),
    ("1111", "Tussenrekening betaalprovider USD", 12, 2),
    ("1112", "Tussenrekening betaalprovider GBP", 12, 2),
    ("1113", "Tussenrekening betaalprovider SEK", 12, 2),
    ("1114", "Tussenrekening betaalprovider CHF", 12, 2),
    ("1120", "Kruisposten uitbetalingen", 90, 2),
    ("1125", "Niet toegewezen ontvangsten", 90, 2),
    ("1300", "Debiteuren", 20, 2),
    ("1310", "Debiteuren intercompany", 20, 2),
    ("1320", "Vooruitbetalingen debiteuren", 21, 2),
    ("1350", "Nog te factureren omzet", 26, 0),
    ("1360", "Te vorderen bronbelasting", 90, 2),
    ("1370", "Kosten betaalprovider nog te factureren", 90, 2),
    ("1500", "Te vorderen btw", 24, 2),
    ("1510", "Btw hoog af te dragen", 24, 2),
    ("1520", "Btw laag af te dragen", 24, 2),
    ("1530", "Btw OSS af te dragen", 24, 2),
    ("1540", "Btw oninbaar, nog te vorderen", 24, 2),
    ("1550", "Af te dragen btw volgens aangifte", 24, 2),
    ("1600", "Crediteuren", 22, 2),
    ("2150", "Vooruitgefactureerde omzet", 27, 0),
    ("2160", "Vooruitontvangen bedragen", 90, 0),
    ("2170", "Tegoeden klanten", 90, 0),
    ("4000", "Inkoop hosting", 120, 0),
    ("4100", "Personeelskosten", 121, 0),
    ("4500", "Kosten betaalprovider", 120, 0),
    ("4510", "Afgeboekte vorderingen", 121, 0),
    ("4900", "Koersverschillen", 121, 2),
    ("4910", "Betalingsverschillen", 121, 2),
    ("8000", "Omzet abonnementen", 110, 0),
    ("8010", "Omzet verbruik", 110, 0),
    ("8020", "Omzet diensten", 110, 0),
    ("8025", "Omzet projecten", 110, 1),
    ("8030", "Omzet hardware", 110, 0),
    ("8080", "Omzet kortingen", 110, 0),
    ("8085", "Kortingen actiecodes", 110, 0),
    ("8090", "Afrondingsverschillen", 110, 2),
    ("8100", "Omzet export", 110, 0),
    ("8110", "Omzet EU diensten", 110, 0),
    ("8120", "Omzet EU goederen", 110, 0),
    ("8500", "Ontvangen op afgeboekte vorderingen", 110, 0),
    ("8900", "Omzet oud (geblokkeerd)", 110, 0),
)
BLOCKED = ("8900",)
_BALANCE_TYPES = (110, 111, 120, 121, 122, 123)
_CREDIT_TYPES = (22, 24, 27, 110)
COST_CENTERS = (
    ("100", "Sales"),
    ("200", "Support"),
    ("300", "Development"),
    ("900", "Oud (beëindigd)"),
)
COST_UNITS = (("NL", "Nederland"), ("BE", "België"), ("EU", "Overig EU"), ("ROW", "Rest wereld"))
# code, description, type, ledger, currency (empty: the division's own)
JOURNALS = (
    ("10", "Kas", 10, "1000", ""),
    ("20", "Bank", 12, "1100", ""),
    ("21", "Betaalprovider", 12, "1110", ""),
    ("22", "Betaalprovider USD", 12, "1111", "USD"),
    ("23", "Betaalprovider GBP", 12, "1112", "GBP"),
    ("24", "Betaalprovider SEK", 12, "1113", "SEK"),
    ("25", "Betaalprovider CHF", 12, "1114", "CHF"),
    ("26", "Valutabank", 12, "1105", ""),
    ("70", "Verkoop", 20, "1300", ""),
    ("71", "Verkoop partners", 20, "1300", ""),
    ("72", "Verkoop intercompany", 20, "1310", ""),
    ("60", "Inkoop", 22, "1600", ""),
    ("90", "Memoriaal", 90, "1120", ""),
    ("91", "Memoriaal met btw", 90, "1120", ""),
)
ANY_CURRENCY = ("21", "26", "70", "72", "90", "91")
ALLOW_VAT = {"90": False, "91": True}
IBANS = {
    "20": "NL91ABNA0417164300",
    "21": "NL20INGB0001234567",
    "22": "NL47INGB0001234568",
    "23": "NL20RABO0300065264",
    "24": "NL44RABO0123456789",
    "25": "NL69ABNA0123456789",
    "26": "NL02ABNA0123456789",
}
ENDED = date_ms("2025-12-31")


def seed_id(division: Division, kind: str, code: str) -> str:
    """The same GUID on every fresh server, different in every division."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"sandbox/{division.code}/{kind}/{code}"))


def add_row(division: Division, table: str, code: str, values: dict[str, Any]) -> Row:
    id_ = seed_id(division, table, code)
    return division.put(table, id_, {"ID": id_, "Code": code, **values})


def ledger_id(division: Division, code: str) -> str:
    return seed_id(division, "financial/GLAccounts", code)


def add_chart(division: Division) -> None:
    """Ledgers and cost objects."""
    for code, description, kind, use in LEDGERS:
        add_row(
            division,
            "financial/GLAccounts",
            code,
            {
                "Description": description,
                "Type": kind,
                "BalanceType": "W" if kind in _BALANCE_TYPES else "B",
                "BalanceSide": "C" if kind in _CREDIT_TYPES else "D",
                "UseCostcenter": use,
                "UseCostunit": 2 if use == 2 else 0,
                "IsBlocked": code in BLOCKED,
                "Matching": False,
                "SearchCode": description.upper()[:30],
            },
        )
    for code, description in COST_CENTERS:
        ended = ENDED if code == "900" else None
        add_row(division, "hrm/Costcenters", code, {"Description": description, "EndDate": ended})
    for code, description in COST_UNITS:
        add_row(division, "hrm/Costunits", code, {"Description": description})


def add_journals(division: Division) -> None:
    for code, description, kind, ledger, currency in JOURNALS:
        add_row(
            division,
            "financial/Journals",
            code,
            {
                "Description": description,
                "Type": kind,
                "Currency": currency or division.currency,
                "AllowVariableCurrency": code in ANY_CURRENCY,
                "AllowVariableExchangeRate": True,
                "AllowVAT": ALLOW_VAT.get(code),
                "GLAccount": ledger_id(division, ledger),
                "IsBlocked": False,
                "BankAccountIncludingMask": IBANS.get(code),
                "BankAccountIBAN": IBANS.get(code),
            },
        )
