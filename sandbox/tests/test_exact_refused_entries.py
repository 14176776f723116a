"""Bank and general journal entries that are refused, with nothing booked."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.tests.exact_caller import Exact
from sandbox.tests.exact_refused import Body

pytest_plugins = ("sandbox.tests.exact_fixtures",)
BANK = "financialtransaction/BankEntries"
MEMO = "generaljournalentry/GeneralJournalEntries"


def bank(**values: Any) -> Body:
    def body(exact: Exact) -> dict[str, Any]:
        lines = [{"GLAccount": exact.ledger("4500"), "AmountFC": "-3.81"}]
        entry = {"JournalCode": "20", "BankEntryLines": lines, **values}
        return {name: value for name, value in entry.items() if value is not None}

    return body


def memo(*amounts: str, **values: Any) -> Body:
    def body(exact: Exact) -> dict[str, Any]:
        ledger = exact.ledger("4500")
        lines = [
            {"GLAccount": ledger, "AmountFC": amount, "Date": "2026-11-05T00:00:00"}
            for amount in amounts
        ]
        return {"JournalCode": "90", "GeneralJournalEntryLines": lines, **values}

    return body


def memo_with_vat(exact: Exact) -> dict[str, Any]:
    entry = memo("10", "-10")(exact)
    entry["GeneralJournalEntryLines"][0]["VATCode"] = "12"
    return entry


OTHER_REFUSALS: dict[str, tuple[str, Body, str]] = {
    "bank without lines": (BANK, bank(BankEntryLines=[]), "Ontbrekend: Regels"),
    "bank journal missing": (BANK, bank(JournalCode=None), "Verplicht: Dagboek"),
    "bank in a sales journal": (BANK, bank(JournalCode="70"), "Ongeldig: Dagboek (type)"),
    "bank opening": (BANK, bank(OpeningBalanceFC="5"), "Ongeldig: Beginsaldo"),
    "bank closing": (BANK, bank(ClosingBalanceFC="0"), "Ongeldig: Eindsaldo"),
    "bank in a closed year": (
        BANK,
        bank(FinancialYear=2025, FinancialPeriod=12),
        "Periode is afgesloten",
    ),
    "bank in another currency": (BANK, bank(Currency="USD"), "Niet toegestaan: Valuta"),
    "memo without lines": (MEMO, memo(), "Ontbrekend: Regels"),
    "memo in a bank journal": (MEMO, memo("1", "-1", JournalCode="20"), "Ongeldig: Dagboek (type)"),
    "memo out of balance": (
        MEMO,
        memo("10.00", "-10.01"),
        "De boeking is niet in evenwicht op: 2026 / 11 (Type: 90) - Verschil: EUR -0,01",
    ),
    "VAT code in a journal without VAT": (MEMO, memo_with_vat, "Niet toegestaan: Btw-code"),
}


@pytest.mark.parametrize("name", OTHER_REFUSALS)
def test_other_bodies_are_refused(exact: Exact, name: str) -> None:
    path, make, dutch = OTHER_REFUSALS[name]
    before = exact.control("GET", "state")
    answer = exact.post(path, make(exact))
    assert (answer.status, answer.message) == (500, dutch)
    assert exact.control("GET", "state") == before
