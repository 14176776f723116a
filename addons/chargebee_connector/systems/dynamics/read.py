"""The CRM's own records as words: accounts, contacts, addresses and quotes with their lines."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from ...ledger.crm import (
    CANCELLED,
    DRAFT,
    LOST,
    OPEN,
    REVISED,
    WON,
    CrmAccount,
    CrmAddress,
    CrmContact,
    CrmQuote,
    CrmQuoteLine,
)
from ...ledger.problems import Invalid
from ...ledger.words import Address
from . import accounts
from .formats import guid, text
from .selected import (
    ACCOUNT,
    ADDRESS,
    CONTACT,
    CURRENCY,
    LEADS_TO,
    LINES,
    QUOTE,
    VAT_NUMBER,
)

#: addresstypecode of an address.
_PURPOSES = {1: "billing", 2: "shipping", 3: "primary", 4: "other"}
#: statecode of a quote, and statuscode of a closed one.
_STATES = {0: DRAFT, 1: OPEN, 2: WON}
_CLOSED = {5: LOST, 6: CANCELLED, 7: REVISED}
#: Parts of a second, in as many digits as the server likes.
_FRACTION = re.compile(r"\.\d+")


def read(kind: str, payload: dict) -> CrmAccount | CrmContact | CrmAddress | CrmQuote | None:
    """Return the word of a pulled record, None for kinds that are none of these.

    Raises Invalid for a payload that can't be understood.
    """
    reader = _READERS.get(kind)
    if reader is None:
        return None
    try:
        return reader(payload)
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError):
        raise Invalid("payload_malformed") from None


def match_keys(kind: str, payload: dict) -> list[tuple[str, str]]:
    """Return the (name, value) pairs by which an account can be found again."""
    return accounts.keys_of(_account(payload)) if kind == ACCOUNT else []


def likeness(kind: str, payload: dict) -> CrmAccount | None:
    """Return what a plan compares when it looks for a customer's account."""
    return _account(payload) if kind == ACCOUNT else None


def _account(row: dict) -> CrmAccount:
    return CrmAccount(
        external_id=guid(row["accountid"]),
        name=text(row.get("name")),
        number=text(row.get("accountnumber")).strip(),
        vat_number=text(row.get(VAT_NUMBER)),
        email=text(row.get("emailaddress1")),
        phone=text(row.get("telephone1")),
        website=text(row.get("websiteurl")),
        address=_address_of(row, "address1_"),
        primary_contact=guid(row.get("_primarycontactid_value")),
        payment_terms=row.get("paymenttermscode"),
        currency=text(row.get(CURRENCY)),
        owner=guid(row.get("_ownerid_value")),
        active=not row.get("statecode"),
        merged_into=guid(row.get("_masterid_value")) if row.get("merged") else "",
        **_changed(row),
    )


def _contact(row: dict) -> CrmContact:
    kind, parent = _leads(row, "_parentcustomerid_value")
    return CrmContact(
        external_id=guid(row["contactid"]),
        first_name=text(row.get("firstname")),
        last_name=text(row.get("lastname")),
        email=text(row.get("emailaddress1")),
        phone=text(row.get("telephone1")),
        mobile=text(row.get("mobilephone")),
        job_title=text(row.get("jobtitle")),
        account=parent if kind == "account" else "",
        address=_address_of(row, "address1_"),
        active=not row.get("statecode"),
        merged_into=guid(row.get("_masterid_value")) if row.get("merged") else "",
        **_changed(row),
    )


def _address(row: dict) -> CrmAddress:
    kind, parent = _leads(row, "_parentid_value")
    return CrmAddress(
        external_id=guid(row["customeraddressid"]),
        parent=(text(row.get("objecttypecode")) or kind, parent),
        number=int(row.get("addressnumber") or 0),
        purpose=_PURPOSES.get(row.get("addresstypecode"), ""),
        name=text(row.get("name")),
        contact=text(row.get("primarycontactname")),
        phone=text(row.get("telephone1")),
        address=_address_of(row, ""),
        **_changed(row),
    )


def _quote(row: dict) -> CrmQuote:
    state = _STATES.get(row.get("statecode")) or _CLOSED.get(row.get("statuscode"), CANCELLED)
    return CrmQuote(
        external_id=guid(row["quoteid"]),
        number=text(row.get("quotenumber")),
        revision=int(row.get("revisionnumber") or 0),
        name=text(row.get("name")),
        state=state,
        customer=_leads(row, "_customerid_value"),
        currency=text(row.get(CURRENCY)),
        date_from=_day(row.get("effectivefrom")),
        date_to=_day(row.get("effectiveto")),
        closed=_day(row.get("closedon")),
        total=_number(row.get("totalamount")),
        tax=_number(row.get("totaltax")),
        freight=_number(row.get("freightamount")),
        discount=_number(row.get("discountamount")),
        discount_percent=_number(row.get("discountpercentage")),
        payment_terms=row.get("paymenttermscode"),
        billing=_address_of(row, "billto_"),
        shipping=_address_of(row, "shipto_"),
        owner=guid(row.get("_ownerid_value")),
        lines=tuple(sorted(map(_line, row.get(LINES) or ()), key=lambda line: line.number)),
        lines_known=LINES in row,
        **_changed(row),
    )


def _line(row: dict) -> CrmQuoteLine:
    product = row.get("productid") or {}
    quantity = _number(row.get("quantity"))
    # What is taken off for volume is told for one unit, by hand for the whole line.
    discount = _number(row.get("manualdiscountamount"))
    discount += _number(row.get("volumediscountamount")) * quantity
    return CrmQuoteLine(
        external_id=guid(row["quotedetailid"]),
        number=int(row.get("lineitemnumber") or 0),
        product=text(product.get("productnumber")),
        product_name=text(product.get("name")) or text(row.get("quotedetailname")),
        description=text(row.get("productdescription")),
        quantity=quantity,
        unit_price=_number(row.get("priceperunit")),
        discount=discount,
        tax=_number(row.get("tax")),
        extended=_number(row.get("extendedamount")),
        written_in=bool(row.get("isproductoverridden")),
        price_overridden=bool(row.get("ispriceoverridden")),
        extra=_extra(row),
    )


_READERS: dict[str, Callable] = {
    ACCOUNT: _account,
    CONTACT: _contact,
    ADDRESS: _address,
    QUOTE: _quote,
}


def _changed(row: dict) -> dict:
    """Return when and by whom a record was last changed, and every column that was read."""
    told = text(row.get("modifiedon"))
    return {
        "changed": _moment(told) if told else None,
        "changed_by": guid(row.get("_modifiedby_value")),
        "extra": _extra(row),
    }


def _extra(row: dict) -> dict:
    return {
        name: value
        for name, value in row.items()
        if "@" not in name and not isinstance(value, dict | list)
    }


def _address_of(row: dict, prefix: str) -> Address:
    def part(name):
        return text(row.get(prefix + name)).strip()

    return Address(
        line1=part("line1"),
        line2=part("line2"),
        line3=part("line3"),
        postcode=part("postalcode"),
        city=part("city"),
        state=part("stateorprovince"),
        country=part("country"),
    )


def _leads(row: dict, lookup: str) -> tuple[str, str]:
    """Return (table, id) of what a lookup leads to that can lead to several tables."""
    external_id = guid(row.get(lookup))
    return (text(row.get(lookup + LEADS_TO)) or "account", external_id) if external_id else ("", "")


def _number(value: object) -> Decimal:
    return Decimal(0) if value is None else Decimal(value)


def _moment(value: str) -> datetime:
    found = datetime.fromisoformat(_FRACTION.sub("", value).replace("Z", "+00:00"))
    return found.astimezone(timezone.utc)


def _day(value: object) -> date | None:
    """Return a day; one that is told as a moment is midnight somewhere, in UTC.

    The nearest midnight is the one that was meant.
    """
    told = text(value)
    if not told:
        return None
    if len(told) == len("2026-01-31"):
        return date.fromisoformat(told)
    return (_moment(told) + timedelta(hours=12)).date()
