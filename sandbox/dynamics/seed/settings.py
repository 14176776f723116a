"""The organisation's own row, currencies, publishers, solutions, and which messages exist."""

from __future__ import annotations

from decimal import Decimal

from ..metadata.columns import fresh_column
from ..organisation import Organisation
from ..standard import stable_id
from .plant import plant

# code -> name, symbol, precision, worth of one euro.
CURRENCIES = {
    "EUR": ("Euro", "€", 2, Decimal("1")),
    "USD": ("US Dollar", "$", 2, Decimal("1.08")),
    "GBP": ("Pound Sterling", "£", 2, Decimal("0.86")),
    "SEK": ("Swedish Krona", "kr", 2, Decimal("11.2")),
    "JPY": ("Yen", "¥", 0, Decimal("162.5")),
}
_XML = (
    "<orgSettings><EnableOwnershipAcrossBusinessUnits>{matrix}</EnableOwnershipAcrossBusinessUnits>"
    "<EnableDeleteAddressRecords>false</EnableDeleteAddressRecords></orgSettings>"
)
VAT_COLUMN = "new_vatnumber"


def add_settings(org: Organisation) -> None:
    """The organisation's row, currencies, publisher, solutions and messages."""
    _currencies(org)
    org.store.put(
        "organization",
        org.id,
        {
            "_id": org.id,
            "organizationid": org.id,
            "name": f"noorderlicht-{org.options.organisation}",
            "languagecode": org.language,
            "basecurrencyid": org.base_currency,
            "orgdborgsettings": _XML.format(matrix=str(org.matrix).lower()),
            "expirechangetrackingindays": org.options.delta_days,
            "pricingdecimalprecision": 2,
            "isduplicatedetectionenabled": True,
        },
    )
    publisher = plant(
        org,
        "publisher",
        "default",
        uniquename="DefaultPublishernoorderlicht",
        friendlyname="Default Publisher for noorderlicht",
        customizationprefix="new",
        customizationoptionvalueprefix=10000,
        isreadonly=False,
    )
    for unique, friendly in (("Active", "Active Solution"), ("Default", "Default Solution")):
        plant(
            org,
            "solution",
            unique,
            uniquename=unique,
            friendlyname=friendly,
            version="1.0.0.0",
            publisherid=publisher["_id"],
            ismanaged=False,
            isvisible=unique == "Default",
        )
    _messages(org)
    _vat_column(org)


def _currencies(org: Organisation) -> None:
    base = CURRENCIES[org.currency_code][3]
    for code, (name, symbol, precision, worth) in CURRENCIES.items():
        row_id = stable_id("currency", code)
        org.store.put(
            "transactioncurrency",
            row_id,
            {
                "_id": row_id,
                "transactioncurrencyid": row_id,
                "currencyname": name,
                "isocurrencycode": code,
                "currencysymbol": symbol,
                "currencyprecision": precision,
                "exchangerate": (worth / base).quantize(Decimal("0.000000000001")),
                "statecode": 0,
                "statuscode": 1,
                "createdon": org.moment(),
                "modifiedon": org.moment(),
            },
        )


def _messages(org: Organisation) -> None:
    """Which tables have CreateMultiple and UpdateMultiple; UpsertMultiple is never listed."""
    for message in ("CreateMultiple", "UpdateMultiple"):
        row = plant(org, "sdkmessage", message, name=message)
        for table in org.registry.tables.values():
            if message in table.messages:
                plant(
                    org,
                    "sdkmessagefilter",
                    f"{message}/{table.logical}",
                    sdkmessageid=row["_id"],
                    primaryobjecttypecode=table.logical,
                )


def _vat_column(org: Organisation) -> None:
    """Accounts have no column for a VAT number; this organisation made its own."""
    label = {org.language: "VAT number"}
    column = fresh_column(VAT_COLUMN, "String", stable_id("column", "account", VAT_COLUMN), label)
    column.max_length, column.custom = 30, True
    org.table("account").columns[VAT_COLUMN] = column
    org.registry.touch()
