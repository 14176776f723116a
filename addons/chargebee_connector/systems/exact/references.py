"""What people pick from in Exact: ledgers, VAT codes, journals, conditions, periods and the like.

Each kind names its endpoint, its fields and how a row becomes a `Referenced`.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timezone
from itertools import islice
from typing import NamedTuple

from ...ledger import identity
from ...ledger.mapping import plain_rate
from ...ledger.pull import Referenced
from . import formats
from .client import Exact

#: JournalStatusList.Status of a period that takes no more entries.
_CLOSED = 1

#: TransactionLines.Type of what a VAT return books.
_VAT_RETURN = 50

#: Pages of 60 earlier lines that are read to learn how descriptions were booked.
_BOOKING_PAGES = 4


class _Source(NamedTuple):
    path: str
    select: str
    row: Callable[[dict], Referenced | None]
    where: str = ""


def read(client: Exact, kind: str) -> Iterator[Referenced]:
    """Yield everything of one kind (one of KINDS) that stands in the division.

    Raises ValueError when a row lacks what its kind cannot do without.
    """
    if kind == "booking":
        yield from _bookings(client)
        return
    source = _SOURCES[kind]
    for page in client.rows(source.path, select=source.select, where=source.where):
        for row in page:
            thing = source.row(row)
            if thing is not None:
                yield thing


def divisions(client: Exact) -> Iterator[Referenced]:
    """Yield the divisions that the user may open; archived and blocked ones are not active."""
    for row in client.divisions():
        yield Referenced(
            external_id=formats.text(row["Code"]),
            code=formats.text(row["Code"]),
            name=formats.text(row.get("Description")),
            active=row.get("Status") == 1 and not row.get("BlockingStatus"),
            data={
                "currency": formats.text(row.get("Currency")),
                "country": formats.text(row.get("Country")),
                "vat_number": formats.text(row.get("VATNumber")),
                "moved": _iso(row.get("DivisionMoveDate")),
            },
        )


def _thing(row: dict, active: bool = True, **data) -> Referenced:
    return Referenced(
        external_id=formats.guid(row["ID"]),
        code=formats.text(row.get("Code")),
        name=formats.text(row.get("Description")),
        active=active,
        data=data,
    )


def _gl_account(row: dict) -> Referenced:
    return _thing(
        row,
        not row.get("IsBlocked"),
        type=row.get("Type") or 0,
        vat_code=formats.text(row.get("VATCode")),
        use_cost_center=row.get("UseCostcenter") or 0,
        use_cost_unit=row.get("UseCostunit") or 0,
    )


def _vat_code(row: dict) -> Referenced:
    fraction = formats.number(row.get("Percentage"))
    return _thing(
        row,
        not row.get("IsBlocked"),
        type=formats.text(row.get("Type")),
        percentage="" if fraction is None else plain_rate(fraction * 100),
        listing=formats.text(row.get("EUSalesListing")),
        oss_country=formats.text(row.get("OssCountry")),
        transaction_type=formats.text(row.get("VATTransactionType")),
        charged=bool(row.get("Charged")),
    )


def _journal(row: dict) -> Referenced:
    return _thing(
        row,
        not row.get("IsBlocked"),
        type=row.get("Type") or 0,
        currency=formats.text(row.get("Currency")),
        any_currency=bool(row.get("AllowVariableCurrency")),
        gl_account=formats.guid(row.get("GLAccount")),
        allow_vat=bool(row.get("AllowVAT")),
    )


def _payment_condition(row: dict) -> Referenced:
    return _thing(
        row,
        days=row.get("PaymentDays") or 0,
        months=row.get("PaymentEndOfMonths") or 0,
        method=formats.text(row.get("PaymentMethod")),
    )


def _cost(row: dict) -> Referenced:
    end = formats.day(row.get("EndDate"))
    return _thing(row, end is None or end >= _today())


def _item_group(row: dict) -> Referenced:
    return _thing(row, gl_account=formats.guid(row.get("GLRevenue")))


def _item(row: dict) -> Referenced:
    """Return an item that is sold; it may leave its revenue ledger to its group."""
    end = formats.day(row.get("EndDate"))
    return _thing(
        row,
        end is None or end >= _today(),
        gl_account=formats.guid(row.get("GLRevenue")),
        group=formats.guid(row.get("ItemGroup")),
    )


def _period(row: dict) -> Referenced:
    label = f"{row['FinYear']}/{row['FinPeriod']:02d}"
    return Referenced(
        external_id=formats.guid(row["ID"]),
        code=label,
        name=label,
        data={
            "year": row["FinYear"],
            "number": row["FinPeriod"],
            "start": _iso(row["StartDate"]),
            "end": _iso(row["EndDate"]),
        },
    )


def _journal_status(row: dict) -> Referenced | None:
    if row["Status"] != _CLOSED:
        return None
    journal, year, number = formats.text(row["Journal"]), row["Year"], row["Period"]
    key = f"{journal}/{year}/{number}"
    return Referenced(
        external_id=key,
        code=key,
        name=key,
        data={"journal": journal, "year": year, "number": number},
    )


def _vat_return(row: dict) -> Referenced | None:
    """Return a period whose VAT return was made: Exact keeps its booking in the period."""
    if row["LineNumber"]:
        return None
    year, number = int(row["FinancialYear"]), int(row["FinancialPeriod"])
    name = f"{year}/{number:02d}"
    return Referenced(name, name, name, True, {"year": year, "number": number})


def _currency(row: dict) -> Referenced:
    code = formats.text(row["Code"])
    return Referenced(external_id=code, code=code, name=formats.text(row.get("Description")))


def _bookings(client: Exact) -> Iterator[Referenced]:
    """Yield which ledger earlier sales lines of the same description were booked on.

    And with which VAT codes each ledger was booked (`vat_code` in the data). A sample of the
    lines, not all: it serves suggestions that a person confirms.
    """
    seen: dict[str, Counter] = {}
    names: dict[str, str] = {}
    taxed: Counter = Counter()
    pages = client.rows("salesentry/SalesEntryLines", select="Description,GLAccount,VATCode")
    for page in islice(pages, _BOOKING_PAGES):
        for row in page:
            description, ledger = formats.text(row.get("Description")), row.get("GLAccount")
            like = identity.name(description)
            code = formats.text(row.get("VATCode")).strip()
            if ledger and code:
                taxed[formats.guid(ledger), code] += 1
            if like and ledger:
                seen.setdefault(like, Counter())[formats.guid(ledger)] += 1
                names.setdefault(like, description)
    for like, ledgers in seen.items():
        ledger, count = min(ledgers.items(), key=lambda item: (-item[1], item[0]))
        yield Referenced(
            external_id=like,
            code="",
            name=names[like],
            data={"gl_account": ledger, "count": count, "of": ledgers.total()},
        )
    for (ledger, code), count in taxed.items():
        key = f"{ledger}/{code}"
        yield Referenced(
            external_id=key,
            code=code,
            name=key,
            data={"gl_account": ledger, "vat_code": code, "count": count},
        )


def _iso(value: str | None) -> str:
    day = formats.day(value)
    return day.isoformat() if day else ""


def _today() -> date:
    return datetime.now(timezone.utc).date()


_SOURCES = {
    "gl_account": _Source(
        "financial/GLAccounts",
        "ID,Code,Description,Type,VATCode,UseCostcenter,UseCostunit,IsBlocked",
        _gl_account,
    ),
    "vat_code": _Source(
        "vat/VATCodes",
        "ID,Code,Description,Type,Percentage,EUSalesListing,OssCountry,VATTransactionType,"
        "Charged,IsBlocked",
        _vat_code,
    ),
    "journal": _Source(
        "financial/Journals",
        "ID,Code,Description,Type,Currency,AllowVariableCurrency,AllowVAT,GLAccount,IsBlocked",
        _journal,
    ),
    "payment_condition": _Source(
        "cashflow/PaymentConditions",
        "ID,Code,Description,PaymentDays,PaymentEndOfMonths,PaymentMethod",
        _payment_condition,
    ),
    "cost_center": _Source("hrm/Costcenters", "ID,Code,Description,EndDate", _cost),
    "cost_unit": _Source("hrm/Costunits", "ID,Code,Description,EndDate", _cost),
    "item_group": _Source("logistics/ItemGroups", "ID,Code,Description,GLRevenue", _item_group),
    "item": _Source(
        "logistics/Items",
        "ID,Code,Description,ItemGroup,GLRevenue,EndDate",
        _item,
        where="IsSalesItem eq true",
    ),
    "period": _Source(
        "financial/FinancialPeriods", "ID,FinYear,FinPeriod,StartDate,EndDate", _period
    ),
    "journal_status": _Source(
        "read/financial/JournalStatusList",
        "Journal,Period,Year,Status",
        _journal_status,
        where=f"Status eq {_CLOSED}",
    ),
    "vat_return": _Source(
        "financialtransaction/TransactionLines",
        "ID,FinancialYear,FinancialPeriod,LineNumber",
        _vat_return,
        where=f"Type eq {_VAT_RETURN}",
    ),
    "currency": _Source("general/Currencies", "Code,Description", _currency),
}

#: Every kind that `read` knows, in an order in which they can be read.
KINDS = (*_SOURCES, "booking")
