"""Exact's accounts as a local mirror, for finding the customer who already stands there.

Read through the sync API: 1,000 rows a call, by a row version (`Timestamp`) that grows with every
change. The cursor is the highest version of which everything below was handed over. Accounts that
were deleted, or merged into others, are told by a list of their own (sync/Deleted), which Exact
keeps for two months.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timezone

from ...ledger import identity
from ...ledger.pull import Page, Pulled
from ...ledger.text import dump, parse
from . import formats, vat
from .client import Exact

#: Kinds of streams. Both hand over accounts.
DELETED = "account_deleted"
KINDS = ("account", DELETED)

#: How the search codes begin of accounts that this connector created.
OURS = "cb:"

_PATH = "sync/CRM/Accounts"
_SELECT = (
    "Timestamp,ID,Code,Name,VATNumber,Email,AddressLine1,AddressLine2,AddressLine3,Postcode,City,"
    "Country,SearchCode,ChamberOfCommerce,Status,StartDate,EndDate,Blocked,GLAR,MainContact"
)
_DELETED_PATH = "sync/Deleted"
_DELETED_SELECT = "Timestamp,EntityKey,EntityType"
#: EntityType of accounts ("Sync API", table of entity types).
_ACCOUNTS = 2


@dataclass(frozen=True, slots=True)
class Account:
    """An account as Exact last told it.

    `status` C is a customer; `active` holds for today; `address` are its lines; `receivable` is
    the ledger that its debts are booked on, "" for the administration's own.
    """

    external_id: str
    code: str = ""
    name: str = ""
    vat_number: str = ""
    email: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    search_code: str = ""
    chamber: str = ""
    status: str = ""
    active: bool = True
    address: tuple = ()
    receivable: str = ""
    main_contact: str = ""

    @property
    def created_by_us(self) -> bool:
        return self.search_code.lower().startswith(OURS)


def pages(client: Exact, kind: str, cursor: str, now: datetime, full: bool) -> Iterator[Page]:
    """Yield the accounts that changed, or vanished, since `cursor`; all when it is empty or `full`.

    Rows come in the order of their versions as far as anybody has seen. Should a page not, the
    cursor stays where it was until the last page, so that a run that stops loses nothing. The
    last page may be empty.
    """
    if kind not in KINDS:
        raise ValueError(f"no mirror of {kind}")
    start = highest = 1 if full or not cursor else int(cursor)
    in_order = True
    if kind == DELETED:
        where = f"Timestamp gt {start}L and EntityType eq {_ACCOUNTS}"
        source = client.rows(_DELETED_PATH, select=_DELETED_SELECT, where=where)
        pulled = _vanished
    else:
        source = client.rows(_PATH, select=_SELECT, where=f"Timestamp gt {start}L")
        pulled = _pulled
    rows = next(source, [])
    while True:
        following = next(source, [])
        versions = [int(row["Timestamp"]) for row in rows]
        in_order = in_order and [highest, *versions] == sorted([highest, *versions])
        highest = max([highest, *versions])
        mark = highest if in_order or not following else start
        yield Page(tuple(map(pulled, rows)), str(mark), bool(following))
        if not following:
            return
        rows = following


def account(payload: dict | str, today: date | None = None) -> Account:
    """Return a mirrored row, parsed or as its text, as a word.

    Active are accounts that are not blocked from their StartDate to their EndDate, both included;
    `today` is UTC's when left out.
    """
    if isinstance(payload, str):
        payload = parse(payload)
    today = today or datetime.now(timezone.utc).date()
    start, end = formats.day(payload.get("StartDate")), formats.day(payload.get("EndDate"))
    return Account(
        external_id=formats.guid(payload["ID"]),
        code=formats.text(payload.get("Code")),
        name=formats.text(payload.get("Name")),
        vat_number=formats.text(payload.get("VATNumber")),
        email=formats.text(payload.get("Email")),
        postcode=formats.text(payload.get("Postcode")),
        city=formats.text(payload.get("City")),
        country=formats.text(payload.get("Country")),
        search_code=formats.text(payload.get("SearchCode")),
        chamber=formats.text(payload.get("ChamberOfCommerce")),
        status=formats.text(payload.get("Status")),
        active=not payload.get("Blocked")
        and (start is None or start <= today)
        and (end is None or end >= today),
        address=tuple(
            filter(None, (formats.text(payload.get(f"AddressLine{row}")) for row in (1, 2, 3)))
        ),
        receivable=formats.guid(payload.get("GLAR")),
        main_contact=formats.guid(payload.get("MainContact")),
    )


def match_keys(payload: dict | str) -> list[tuple[str, str]]:
    """Return the (name, value) pairs by which an account can be found again."""
    return keys_of(account(payload))


def keys_of(found: Account) -> list[tuple[str, str]]:
    """Return an account's number and likenesses: search code, VAT number, name and the like."""
    pairs = (
        ("code", found.code),
        ("search_code", found.search_code.lower()),
        ("vat", vat.full(found.vat_number, found.country)),
        ("chamber", identity.register(found.chamber)),
        ("email", identity.email(found.email)),
        ("name", identity.name(found.name)),
    )
    return [(name, value) for name, value in pairs if value]


def _pulled(row: dict) -> Pulled:
    return Pulled(
        kind="account",
        external_id=formats.guid(row["ID"]),
        version=formats.text(row["Timestamp"]),
        deleted=False,
        text=dump(row),
    )


def _vanished(row: dict) -> Pulled:
    """Return an account that is no longer there; what it said is not told any more."""
    external_id = formats.guid(row["EntityKey"])
    return Pulled(
        kind="account",
        external_id=external_id,
        version=formats.text(row["Timestamp"]),
        deleted=True,
        text=dump({"ID": external_id}),
    )
