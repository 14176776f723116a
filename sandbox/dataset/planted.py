"""Every case that is put on purpose among the ordinary invoices, and what it does to one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from .books import Record
from .calendar import DAY
from .customers import EU, Customer
from .settle import touch
from .tax import Treatment


@dataclass(frozen=True)
class Case:
    """`expected` is what a careful connector does: blocked, skipped or posted."""

    name: str
    expected: str
    why: str
    count: int = 0
    fits: Callable[[Customer], bool] = lambda customer: True


def _reverse_charged(customer: Customer) -> bool:
    return customer.country in EU and customer.vat_valid


def _dutch(customer: Customer) -> bool:
    return customer.country == "NL" and customer.currency == "EUR"


def _plain(customer: Customer) -> bool:
    return customer.country in ("NL", "DE") and customer.currency == "EUR"


CASES = (
    Case("lines_do_not_add_up", "blocked", "the total is 1.00 more than its parts", 2, _plain),
    Case(
        "reverse_charge_without_vat_number",
        "blocked",
        "reverse charge, but the document carries no VAT number",
        2,
        _reverse_charged,
    ),
    Case("unknown_currency", "blocked", "currency XTS", 1, _dutch),
    Case("tax_not_configured", "blocked", "no tax was worked out on a total above 0", 1, _dutch),
    Case(
        "item_without_accounting_code",
        "blocked",
        "its product carries no ledger code: a person must map it first",
        3,
        lambda customer: customer.entity == "be-cloud" and customer.currency == "EUR",
    ),
    Case("before_start_date", "skipped", "dated in the month before the start date", 3, _plain),
    Case("closed_period", "blocked", "dated in the month that the books have closed"),
    Case("voided", "skipped", "cancelled", 4, _plain),
    Case("deleted", "skipped", "deleted, seen with include_deleted only", 2, _plain),
    Case("pending", "skipped", "not final", 2, _plain),
    Case("zero_total", "skipped", "total and all lines 0", 2, _plain),
    Case("fully_discounted", "skipped", "total 0 after a discount of 100 %", 2, _plain),
    Case("unknown_enum", "posted", "values that no list knows, in fields that decide nothing", 2),
    Case("number_of_50_characters", "posted", "an invoice number of exactly 50 characters", 2),
    Case("case_twin", "posted", "two numbers that differ in case only", 2),
    Case("no_updated_at", "posted", "a record without updated_at", 3),
    Case("odd_name", "posted", "a name with quotes, markup, emoji, blanks or 250 characters"),
    Case("written_off", "blocked", "a credit note for a debt given up: no returned sale"),
    Case("malformed_vat_number", "posted", "a VAT number that is none; the sale is taxed"),
)
CASE = {case.name: case for case in CASES}

# Ordinary documents of a kind that tests look for.
FEATURES = (
    Case("adhoc_line", "posted", "a line without a product", 4),
    Case("negative_line", "posted", "a line below zero", 2, _dutch),
    Case("round_off", "posted", "total rounded up to 0.05", 4, _plain),
    Case("promotional_credits", "posted", "a discount by promotional credits", 2, _plain),
    Case("prorated_credits", "posted", "a discount by prorated credits", 1, _plain),
    Case("consolidated", "posted", "several subscriptions on one invoice", 2),
    Case("backdated", "posted", "generated 20 days after its date", 2, _plain),
    Case("foreign_currency_taxed", "posted", "taxed, in dollars", 2,
         lambda customer: customer.country == "NL" and customer.currency == "USD"),
)  # fmt: skip


def spoil(case: str, invoice: Record, when: int) -> None:
    """Do to a finished invoice what its case says; most cases are made while it is built."""
    change = _CHANGES.get(case)
    if change:
        change(invoice, when)


def _wrong_total(invoice: Record, when: int) -> None:
    invoice["total"] += 100
    invoice["amount_due"] += 100
    invoice["amount_to_collect"] += 100


def _no_vat_number(invoice: Record, when: int) -> None:
    del invoice["vat_number"]


def _unknown_enum(invoice: Record, when: int) -> None:
    invoice["channel"] = "smart_fridge"
    invoice["dunning_status"] = "asked_nicely"
    invoice["line_items"][0]["proration_mode"] = "moon_phase"


def _void(invoice: Record, when: int) -> None:
    invoice |= {
        "status": "voided",
        "voided_at": when + 3 * DAY,
        "void_reason_code": "Wrong customer",
        "amount_due": 0,
        "amount_to_collect": 0,
    }
    touch(invoice, invoice["voided_at"])


def _pending(invoice: Record, when: int) -> None:
    invoice |= {"status": "pending", "term_finalized": False}
    del invoice["generated_at"]


def _delete(invoice: Record, when: int) -> None:
    invoice["deleted"] = True


def _backdate(invoice: Record, when: int) -> None:
    invoice["generated_at"] = when + 20 * DAY
    touch(invoice, invoice["generated_at"])


_CHANGES: dict[str, Callable[[Record, int], None]] = {
    "lines_do_not_add_up": _wrong_total,
    "reverse_charge_without_vat_number": _no_vat_number,
    "unknown_enum": _unknown_enum,
    "voided": _void,
    "pending": _pending,
    "deleted": _delete,
    "backdated": _backdate,
}
# Invoices that nobody pays or credits: their money would only blur what the case shows.
UNPAID = frozenset(
    ("voided", "deleted", "pending", "lines_do_not_add_up", "unknown_currency", "before_start_date")
)
FREE = Treatment(reason="zero_value_item", rate=Decimal(0), shown=False)
