"""What a CRM tells of an account, a person or an address, column by column, as text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ....ledger.crm import CrmAccount, CrmAddress, CrmContact

#: Kinds of records of a CRM.
ACCOUNT, CONTACT, ADDRESS, QUOTE = "crm_account", "crm_contact", "crm_address", "crm_quote"


@dataclass(frozen=True, slots=True)
class Told:
    """One thing: `columns` by the names that they have there, "" for an empty one.

    `account` is the id of the account that it belongs to, an account's own id; `main` the account's
    main contact; `decides` says that the thing is one that decides anything by itself.
    """

    kind: str
    external_id: str
    columns: dict[str, str]
    account: str = ""
    main: str = ""
    decides: bool = True


def told(word: CrmAccount | CrmContact | CrmAddress) -> Told:
    """Return what a word tells; an address decides only as the one that invoices go to."""
    columns = {name: _text(value) for name, value in word.extra.items()}
    if isinstance(word, CrmAccount):
        kept = word.active and not word.merged_into
        return Told(
            ACCOUNT, word.external_id, columns, word.external_id, word.primary_contact, kept
        )
    if isinstance(word, CrmContact):
        kept = word.active and not word.merged_into
        return Told(CONTACT, word.external_id, columns, word.account, decides=kept)
    kind, parent = word.parent
    of_account = kind == "account"
    kept = of_account and word.purpose == "billing" and not word.empty
    return Told(ADDRESS, word.external_id, columns, parent if of_account else "", decides=kept)


def _text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value).strip()
