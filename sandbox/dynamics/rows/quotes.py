"""Quotes and their lines: numbers, amounts, and that only a draft is edited.

States (Microsoft, table reference of quote): 0 Draft, 1 Active (a document that is only read), 2
Won and 3 Closed. A draft becomes Active by an update of `statecode`; Won and Closed come from the
actions WinQuote and CloseQuote, a new draft from ReviseQuote.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from ..errors import Refused, invalid_value
from ..metadata.model import Table
from ..organisation import Actor, Organisation
from ..store import Row
from .engine import quietly
from .hooks import on

DRAFT, ACTIVE, WON, CLOSED = range(4)
NAMES = {DRAFT: "Draft", ACTIVE: "Active", WON: "Won", CLOSED: "Closed"}
_ZERO = Decimal("0.0000")
_FOUR = Decimal("0.0001")
# What changes on a quote that is no draft: who owns it, and what the server keeps itself.
_FREE = frozenset(
    """statecode statuscode ownerid ownerid@type owninguser owningteam owningbusinessunit
    modifiedon modifiedby modifiedonbehalfby closedon versionnumber""".split()
)
_MISSING_PRICE_LEVEL = 2


def wrong_state(message: str) -> Refused:
    """400: a quote that is not in the state which this needs."""
    return Refused(400, "0x80048408", message)


@on("before_create", "quote")
def _new(org: Organisation, actor: Actor, table: Table, row: Row, old: Row | None) -> None:
    if "customerid" not in row:
        raise invalid_value("You should specify a parent contact or account.")
    if row["statecode"] != DRAFT:
        raise wrong_state("A quote begins as a draft.")
    row.setdefault("quotenumber", _next_number(org))
    row.setdefault("revisionnumber", 0)
    row.setdefault("quotecreationmethod", 776160000)
    row["pricingerrorcode"] = 0 if "pricelevelid" in row else _MISSING_PRICE_LEVEL
    _total(org, row, [])


def _next_number(org: Organisation) -> str:
    """One above the highest number of any quote."""
    numbers = [
        int(digits)
        for other in org.store.rows("quote").by_id.values()
        if (
            digits := str(other.get("quotenumber", "")).partition("-")[2].partition("-")[0]
        ).isdigit()
    ]
    return f"QUO-{max([1000, *numbers]) + 1:05d}"


@on("before_update", "quote")
def _changed(org: Organisation, actor: Actor, table: Table, row: Row, old: Row | None) -> None:
    assert old is not None
    before, after = old["statecode"], row["statecode"]
    if before != after and (before, after) != (DRAFT, ACTIVE):
        raise wrong_state(
            f"The quote cannot go from {NAMES[before]} to {NAMES[after]} by an update: use "
            "WinQuote, CloseQuote or ReviseQuote."
        )
    if before != DRAFT:
        touched = {name for name in {*row, *old} if row.get(name) != old.get(name)} - _FREE
        fixed = [n for n in touched if n in table.columns and not table.columns[n].custom]
        if fixed:
            raise wrong_state(
                f"The quote is {NAMES[before]} and cannot be changed ({', '.join(sorted(fixed))})."
            )
        return
    _total(org, row, lines_of(org, row["_id"]))


@on("before_delete", "quote")
def _stays(org: Organisation, actor: Actor, table: Table, row: Row, old: Row | None) -> None:
    """Only a draft is deleted, unless it goes with its customer."""
    customer = org.store.get(row.get("customerid@type", "account"), row.get("customerid"))
    if row["statecode"] != DRAFT and customer is not None:
        raise wrong_state(f"The quote is {NAMES[row['statecode']]} and cannot be deleted.")


def lines_of(org: Organisation, quote_id: str) -> list[Row]:
    """A quote's lines in their order."""
    lines = org.store.find("quotedetail", quoteid=quote_id)
    return sorted(lines, key=lambda line: line.get("lineitemnumber", 0))


@on("before_create", "quotedetail")
@on("before_update", "quotedetail")
def _line(org: Organisation, actor: Actor, table: Table, row: Row, old: Row | None) -> None:
    quote = _draft_of(org, row)
    if old is None and "lineitemnumber" not in row:
        numbers = [line.get("lineitemnumber", 0) for line in lines_of(org, quote["_id"])]
        row["lineitemnumber"] = max([0, *numbers]) + 1
    row.setdefault("sequencenumber", row.get("lineitemnumber", 1))
    row.setdefault("producttypecode", 1)
    row["transactioncurrencyid"] = quote["transactioncurrencyid"]
    if row.get("isproductoverridden"):
        if not row.get("productdescription"):
            raise invalid_value("A write-in line needs a product description.")
        row.pop("productid", None)
        row["quotedetailname"] = row["productdescription"]
    else:
        _price_of_product(org, quote, row)
    quantity, price = row.get("quantity", Decimal(0)), row.get("priceperunit", _ZERO)
    row["quantity"], row["priceperunit"] = quantity, price
    row["baseamount"] = (quantity * price).quantize(_FOUR, ROUND_HALF_EVEN)
    less = row.get("manualdiscountamount", _ZERO) + quantity * row.get(
        "volumediscountamount", _ZERO
    )
    extended = row["baseamount"] - less + row.get("tax", _ZERO)
    row["extendedamount"] = extended.quantize(_FOUR, ROUND_HALF_EVEN)


def _price_of_product(org: Organisation, quote: Row, row: Row) -> None:
    """Take the price list's price, unless the line has its own; the product must be sold."""
    product = org.store.get("product", row.get("productid"))
    if product is None:
        raise invalid_value("A quote line needs a product, or must be a write-in line.")
    if product["statecode"] != 0:
        raise invalid_value(f"The product {product['productnumber']} is not active.")
    row["quotedetailname"] = product["name"]
    row.setdefault("uomid", product["defaultuomid"])
    if row.get("ispriceoverridden"):
        return
    listed = org.store.find(
        "productpricelevel", productid=product["_id"], pricelevelid=quote.get("pricelevelid")
    )
    if not listed:
        raise invalid_value(
            f"The product {product['productnumber']} is not in the price list of the quote."
        )
    row["priceperunit"] = listed[0]["amount"]


def _draft_of(org: Organisation, row: Row) -> Row:
    """The quote of a line, which must be a draft. Raises Refused."""
    quote = org.store.get("quote", row.get("quoteid"))
    if quote is None:
        raise invalid_value("A quote line needs a quote.")
    if quote["statecode"] != DRAFT:
        raise wrong_state(f"The quote is {NAMES[quote['statecode']]}: its lines cannot be changed.")
    return quote


@on("before_delete", "quotedetail")
def _line_goes(org: Organisation, actor: Actor, table: Table, row: Row, old: Row | None) -> None:
    """A line goes while its quote is a draft, and with its quote."""
    if org.store.get("quote", row.get("quoteid")) is not None:
        _draft_of(org, row)


@on("after_create", "quotedetail")
@on("after_update", "quotedetail")
@on("after_delete", "quotedetail")
def _lines_changed(
    org: Organisation, actor: Actor, table: Table, row: Row, old: Row | None
) -> None:
    quote = org.store.get("quote", row.get("quoteid"))
    if quote is None:
        return
    new = dict(quote)
    _total(org, new, lines_of(org, quote["_id"]))
    quietly(org, org.table("quote"), new, modifiedon=org.moment(), modifiedby=actor.user)


def _total(org: Organisation, quote: Row, lines: list[Row]) -> None:
    """The amounts of a quote, as its lines and discounts make them."""
    tax = sum((line.get("tax", _ZERO) for line in lines), _ZERO)
    net = sum((line["extendedamount"] for line in lines), _ZERO) - tax
    share = quote.get("discountpercentage", Decimal(0)) / 100
    discount = quote.get("discountamount", _ZERO) + (net * share).quantize(_FOUR, ROUND_HALF_EVEN)
    rate = quote.get("exchangerate", Decimal(1))
    amounts = {
        "totallineitemamount": net,
        "totaldiscountamount": discount,
        "totalamountlessfreight": net - discount,
        "totaltax": tax,
        "totalamount": net - discount + quote.get("freightamount", _ZERO) + tax,
    }
    for name, amount in amounts.items():
        quote[name] = amount.quantize(_FOUR, ROUND_HALF_EVEN)
        quote[f"{name}_base"] = (amount / rate).quantize(_FOUR, ROUND_HALF_EVEN)
