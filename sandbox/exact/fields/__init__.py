"""Exact's fields as facts: per entity each field's name, EDM type and who may write it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .crm import CRM
from .entries import ENTRIES
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


FIELDS: dict[str, Fields] = {
    path: _parse(text) for path, text in {**CRM, **REFERENCE, **ENTRIES, **SYSTEM}.items()
}
_TRANSACTIONS = FIELDS["financialtransaction/TransactionLines"]
FIELDS |= {
    "sync/CRM/Accounts": _readonly(FIELDS["crm/Accounts"], timestamp=True),
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
