"""Exact's fields as facts: per entity each field's name, EDM type and who may write it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .cash import CASH
from .crm import CRM
from .documents import DOCUMENTS
from .entries import ENTRIES
from .invoices import INVOICES
from .reference import REFERENCE
from .system import SYSTEM


@dataclass(frozen=True)
class Field:
    """One field; `type` is the EDM type without its prefix, or `Collection`."""

    name: str
    type: str
    key: bool = False
    mandatory: bool = False
    post: bool = False
    put: bool = False


Fields = dict[str, Field]


def _parse(text: str) -> Fields:
    fields = {}
    for token in text.split():
        name, kind, flags = (token.split(":") + [""])[:3]
        fields[name] = Field(name, kind, "k" in flags, "m" in flags, "p" in flags, "u" in flags)
    return fields


def _readonly(base: Fields, *, timestamp: bool, without: tuple[str, ...] = ()) -> Fields:
    """The fields of a bulk or sync endpoint: those of its base, not writable."""
    fields = {"Timestamp": Field("Timestamp", "Int64", key=True)} if timestamp else {}
    for name, field in base.items():
        if name not in without:
            key = field.key and not timestamp
            fields[name] = replace(field, key=key, post=False, put=False)
    return fields


_TEXTS = {**CRM, **REFERENCE, **ENTRIES, **CASH, **DOCUMENTS, **INVOICES, **SYSTEM}
FIELDS: dict[str, Fields] = {path: _parse(text) for path, text in _TEXTS.items()}
# What the sync of payment terms has beside the fields of receivables.
_TERMS = _parse(
    "ApprovalStatus:Int16 LineType:Int16 PaymentBatchNumber:Int32 PaymentSelected:DateTime"
    " PaymentSelector:Guid PaymentSelectorFullName:String"
)
_TRANSACTIONS = FIELDS["financialtransaction/TransactionLines"]
FIELDS |= {
    "system/AllDivisions": FIELDS["system/Divisions"],
    "sync/CRM/Accounts": _readonly(FIELDS["crm/Accounts"], timestamp=True),
    "sync/CRM/Addresses": _readonly(FIELDS["crm/Addresses"], timestamp=True),
    "sync/CRM/Contacts": _readonly(FIELDS["crm/Contacts"], timestamp=True),
    "sync/Logistics/Items": _readonly(
        FIELDS["logistics/Items"],
        timestamp=True,
        without=("IsSerialNumberItem", "StandardSalesPrice", "IsBatchNumberItem"),
    ),
    "sync/Cashflow/PaymentTerms": _readonly(
        {**FIELDS["cashflow/Receivables"], **_TERMS}, timestamp=True
    ),
    "sync/Financial/GLAccounts": _readonly(
        FIELDS["financial/GLAccounts"], timestamp=True, without=("DeductibilityPercentages",)
    ),
    "sync/Financial/TransactionLines": _readonly(
        _TRANSACTIONS, timestamp=True, without=("ShopOrder",)
    ),
    "bulk/CRM/Accounts": _readonly(FIELDS["crm/Accounts"], timestamp=False),
    "bulk/Cashflow/Receivables": _readonly(FIELDS["cashflow/Receivables"], timestamp=False),
    "bulk/Financial/TransactionLines": _readonly(_TRANSACTIONS, timestamp=False),
}
