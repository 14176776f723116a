"""Where a record of the source stands in the CRM: the kind of its link, and our key."""

from collections.abc import Container
from functools import lru_cache
from uuid import UUID, uuid5

#: The link between a customer and the CRM's own account.
ACCOUNT_LINK = "crm_account"
#: A change of a row that stands there.
UPDATE = "cb_update"

#: Ours alone: rows of the same site, table and id have the same id in every organisation.
_NAMESPACE = UUID("5b0b9a52-3d0f-4f0e-9a54-6a1f5c1d7e20")


def place(kind: str, external_id: str, kinds: Container[str]) -> tuple[str, str] | None:
    """Return (link kind, key) of a record, None for kinds that aren't shown.

    `kinds` are those of the source's records that are.
    """
    return (link_kind(kind), f"{kind}/{external_id}") if kind in kinds else None


def link_kind(kind: str) -> str:
    """Return the kind of link for a kind of the source's records."""
    return f"cb_{kind}"


def account_place(kind: str, external_id: str) -> tuple[str, str]:
    """Return (link kind, key) of the account that belongs to a customer's record."""
    return ACCOUNT_LINK, f"{kind}/{external_id}/account"


def update_place(key: str, content: str) -> tuple[str, str]:
    """Return (link kind, key) of the next change of a row whose link keeps `content`."""
    done = content.partition(":")[0]
    return UPDATE, f"{key}/update/{int(done or 0) + 1}"


@lru_cache(maxsize=16384)
def row_id(site: str, table: str, external_id: str) -> str:
    """Return the id of a row there: made from where it comes from, so that it is always the same.

    Ids of the source are case-sensitive, and may hold what an alternate key can't.
    """
    return str(uuid5(_NAMESPACE, f"{site}|{table}|{external_id}"))
