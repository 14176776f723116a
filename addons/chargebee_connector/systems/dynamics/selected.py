"""What is read of the CRM's own tables: their sets, ids and columns.

Logical names as in Microsoft's table reference (account, contact, customeraddress, quote,
quotedetail).
"""

from dataclasses import dataclass

#: Kinds of the CRM's records.
ACCOUNT, CONTACT, ADDRESS, QUOTE = "crm_account", "crm_contact", "crm_address", "crm_quote"

_CHANGED = ("modifiedon", "_modifiedby_value")
_MERGED = ("statecode", "merged", "_masterid_value")
_POSTAL = ("line1", "line2", "line3", "city", "stateorprovince", "postalcode", "country")


@dataclass(frozen=True, slots=True)
class Source:
    """One table of the CRM: `key` is the column of its id."""

    table: str
    set: str
    key: str
    columns: tuple[str, ...]


def postal(prefix: str) -> tuple[str, ...]:
    """Return the columns of an address, by what stands before each."""
    return tuple(f"{prefix}{name}" for name in _POSTAL)


SOURCES = {
    ACCOUNT: Source(
        "account",
        "accounts",
        "accountid",
        (
            "name",
            "accountnumber",
            "emailaddress1",
            "telephone1",
            "websiteurl",
            *postal("address1_"),
            "paymenttermscode",
            "_primarycontactid_value",
            "_transactioncurrencyid_value",
            "_ownerid_value",
            *_MERGED,
            *_CHANGED,
        ),
    ),
    CONTACT: Source(
        "contact",
        "contacts",
        "contactid",
        (
            "firstname",
            "lastname",
            "emailaddress1",
            "telephone1",
            "mobilephone",
            "jobtitle",
            "_parentcustomerid_value",
            *postal("address1_"),
            *_MERGED,
            *_CHANGED,
        ),
    ),
    ADDRESS: Source(
        "customeraddress",
        "customeraddresses",
        "customeraddressid",
        (
            "name",
            "addressnumber",
            "addresstypecode",
            *postal(""),
            "primarycontactname",
            "telephone1",
            "objecttypecode",
            "_parentid_value",
            *_CHANGED,
        ),
    ),
    QUOTE: Source(
        "quote",
        "quotes",
        "quoteid",
        (
            "name",
            "quotenumber",
            "revisionnumber",
            "statecode",
            "statuscode",
            "_customerid_value",
            "_transactioncurrencyid_value",
            "_ownerid_value",
            "effectivefrom",
            "effectiveto",
            "closedon",
            "totalamount",
            "totaltax",
            "freightamount",
            "discountamount",
            "discountpercentage",
            "paymenttermscode",
            *postal("billto_"),
            *postal("shipto_"),
            *_CHANGED,
        ),
    ),
}

#: A quote in one of these states is no longer worked on: won, closed.
FINAL_QUOTES = (2, 3)
LINES = "quote_details"
_LINE_COLUMNS = (
    "quotedetailid",
    "quotedetailname",
    "productdescription",
    "quantity",
    "priceperunit",
    "manualdiscountamount",
    "volumediscountamount",
    "tax",
    "extendedamount",
    "isproductoverridden",
    "ispriceoverridden",
    "lineitemnumber",
)
EXPAND_LINES = (
    f"{LINES}($select={','.join(_LINE_COLUMNS)};$expand=productid($select=name,productnumber))"
)

#: What is told beside the columns, under names that no column can have: the VAT number, whichever
#: column holds it, and the ISO code of the currency.
VAT_NUMBER, CURRENCY = "@vat_number", "@currency"
#: Which table a lookup leads to that can lead to several.
LEADS_TO = "@Microsoft.Dynamics.CRM.lookuplogicalname"
