"""What the source sells, kept current as items of Exact, for those who want them there.

Sales entries need no items, sales invoices do. Source: Exact Online REST reference, "Items": found
by Code, in an ItemGroup, with a GLRevenue that goes before the group's. An item that is sold no
more gets an EndDate; none is ever deleted, and what bookkeepers keep of it is left alone.
"""

from dataclasses import dataclass, field
from hashlib import sha256

from ...ledger.mapping import Table
from ...ledger.plan import Facts, Known, LinkNow, Needs, Outcome, Request
from ...ledger.problems import Conflict, Problem
from ...ledger.pull import Ask, Posted
from ...ledger.states import PLANNABLE, POSTED
from ...ledger.text import dump, fingerprint
from ...ledger.words import Item
from .formats import cut, guid, stamp, text
from .rules import Rules

KIND, UPDATE = "item", "item_update"
PATH = "logistics/Items"
LOOK_FIELDS = "ID,Code,Description"

#: The match fields of the mapping of item groups.
GROUP = ("item_family",)

_CODE_LIMIT = 30
_DESCRIPTION_LIMIT = 60


def _none() -> Table:
    return Table((), ())


@dataclass(frozen=True, slots=True)
class ItemRules:
    """The options of items: `groups` leads from a family to the id of an item group in Exact.

    `vat_code` is the code that an item proposes in Exact's own screens, "" for none.
    """

    groups: Table = field(default_factory=_none)
    vat_code: str = ""


def code_of(item: Item) -> str:
    """Return the code of an item in Exact: its id, a longer one cut and ending in its hash."""
    whole = item.external_id
    if len(whole) <= _CODE_LIMIT:
        return whole
    return f"{whole[: _CODE_LIMIT - 9]}~{sha256(whole.encode()).hexdigest()[:8]}"


def needs(item: Item, rules: Rules, asked: Needs) -> None:
    """Ask for the item's own link, where items are wanted."""
    if rules.items is not None:
        asked.links.add((KIND, key_of(item)))


def key_of(item: Item) -> str:
    return f"item/{item.external_id}"


def plan(item: Item, rules: Rules, known: Known) -> list[Outcome]:
    """Return the new item, its change, or nothing; one that is sold no more is never made."""
    if rules.items is None:
        return []
    place = (KIND, key_of(item))
    link = known.links.get(place) or LinkNow("new")
    fields = fields_of(item, rules)
    standing = fingerprint(dump(fields))
    common = {"source": ("item", item.external_id), "facts": Facts(title=item.name)}
    if link.state in PLANNABLE:
        if item.ended:
            # One that was never planned leaves no trace.
            return [Outcome(*place, rule="deleted", **common)] if place in known.links else []
        body = {"Code": code_of(item), "IsSalesItem": True, "IsStockItem": False, **fields}
        request = Request("POST", PATH, body, "create")
        return [Outcome(*place, request=request, content=f"0:{standing}", **common)]
    if link.state != POSTED or link.gone:
        return []
    done, _, before = link.content.partition(":")
    if before == standing:
        return []
    number = int(done or 0) + 1
    request = Request("PUT", f"{PATH}(guid'{link.external_id}')", fields, "put")
    content = f"{number}:{standing}"
    key = f"{place[1]}/update/{number}"
    return [Outcome(UPDATE, key, request=request, parent=place, content=content, **common)]


def fields_of(item: Item, rules: Rules) -> dict:
    """Return what Exact is told of an item; a ledger only where the mapping decides one for it."""
    fields: dict = {"Description": cut(item.name or item.external_id, _DESCRIPTION_LIMIT)}
    facts = {"item": item.external_id, "item_family": item.family}
    group, ledger = rules.items.groups.choose(facts), rules.revenue.choose(facts)
    if group is not None:
        fields["ItemGroup"] = group.target
    if ledger is not None:
        fields["GLRevenue"] = ledger.target.id
    if rules.items.vat_code:
        fields["SalesVatCode"] = rules.items.vat_code
    if item.ended:
        fields["EndDate"] = stamp(item.ended)
    return fields


def judge(ask: Ask, rows: list[dict]) -> Posted | Problem | None:
    """Return the item that bears our code, if any: codes are unique in an administration."""
    if len(rows) > 1:
        return Conflict("item_twice", item=ask.body["Code"])
    if not rows:
        return None
    return Posted(guid(rows[0]["ID"]), text(rows[0]["Code"]), dump(rows[0]))
