"""Tables, columns, keys, relationships and option sets as the organisation knows them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

# Column types whose value is another row's id.
LOOKUPS = ("Lookup", "Customer", "Owner")
OPTIONS = ("Picklist", "State", "Status")
Labels = dict[int, str]


@dataclass
class Option:
    """A value of a choice; `state` is set on a status reason."""

    value: int
    label: Labels
    state: int | None = None


@dataclass
class OptionSet:
    """A global choice."""

    id: str
    name: str
    label: Labels
    options: list[Option] = field(default_factory=list)
    custom: bool = True


@dataclass
class Column:
    """A column. `visible_at` is when the data API begins to know it, in seconds since 1970.

    `created` and `updated` tell whether a client may set it on that occasion; what it may not set
    is ignored, as Dataverse does. `base_of` names the money column that a `_base` column mirrors;
    `option_set` the global choice whose list of options `options` then is.
    """

    logical: str
    schema: str
    type: str
    id: str
    label: Labels = field(default_factory=dict)
    description: Labels = field(default_factory=dict)
    required: str = "None"
    max_length: int | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    precision: int | None = None
    precision_source: int = 0
    format: str = ""
    behavior: str = ""
    options: list[Option] = field(default_factory=list)
    option_set: str | None = None
    default: Any = None
    targets: tuple[str, ...] = ()
    base_of: str | None = None
    custom: bool = False
    created: bool = True
    updated: bool = True
    visible_at: float = 0.0

    @property
    def property_name(self) -> str:
        """The name under which the data API reads it."""
        return f"_{self.logical}_value" if self.type in LOOKUPS else self.logical


@dataclass
class Key:
    """An alternate key; `status` is Pending, InProgress, Active or Failed."""

    id: str
    schema: str
    logical: str
    label: Labels
    columns: tuple[str, ...]
    active_at: float
    status: str = "Pending"
    custom: bool = True


@dataclass
class Relationship:
    """A 1:N relationship: `referencing.column` points at `referenced`."""

    id: str
    schema: str
    referenced: str
    referencing: str
    column: str
    navigation: str
    collection: str
    cascade: dict[str, str]
    menu: dict[str, Any] = field(default_factory=dict)
    custom: bool = False
    visible_at: float = 0.0


@dataclass
class Table:
    """A table with its columns by logical name and its alternate keys by logical name."""

    logical: str
    schema: str
    set_name: str
    primary_id: str
    primary_name: str
    ownership: str
    id: str
    number: int
    label: Labels = field(default_factory=dict)
    plural: Labels = field(default_factory=dict)
    description: Labels = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    custom: bool = False
    change_tracking: bool = False
    messages: tuple[str, ...] = ()
    flags: dict[str, Any] = field(default_factory=dict)
    visible_at: float = 0.0

    @property
    def type_name(self) -> str:
        return f"Microsoft.Dynamics.CRM.{self.logical}"

    def display(self, language: int) -> str:
        return text_of(self.label, language) or self.logical


def text_of(label: Labels, language: int) -> str:
    """The text in this language, or in any."""
    return label.get(language) or next(iter(label.values()), "")


def to_plain(thing: Table | Relationship | OptionSet) -> dict[str, Any]:
    """As JSON values, for the state file."""
    return asdict(thing)


def _labels(saved: dict[str, str]) -> Labels:
    return {int(language): text for language, text in saved.items()}


def _option(saved: dict[str, Any]) -> Option:
    return Option(**{**saved, "label": _labels(saved["label"])})


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _column(saved: dict[str, Any]) -> Column:
    return Column(
        **{
            **saved,
            "label": _labels(saved["label"]),
            "description": _labels(saved["description"]),
            "options": [_option(one) for one in saved["options"]],
            "minimum": _decimal(saved["minimum"]),
            "maximum": _decimal(saved["maximum"]),
            "targets": tuple(saved["targets"]),
            "visible_at": float(saved["visible_at"]),
        }
    )


def _key(saved: dict[str, Any]) -> Key:
    changed = {
        "label": _labels(saved["label"]),
        "columns": tuple(saved["columns"]),
        "active_at": float(saved["active_at"]),
    }
    return Key(**{**saved, **changed})


def table_from(saved: dict[str, Any]) -> Table:
    """The table that `to_plain` gave."""
    return Table(
        **{
            **saved,
            "label": _labels(saved["label"]),
            "plural": _labels(saved["plural"]),
            "description": _labels(saved["description"]),
            "columns": {name: _column(one) for name, one in saved["columns"].items()},
            "keys": {name: _key(one) for name, one in saved["keys"].items()},
            "messages": tuple(saved["messages"]),
            "visible_at": float(saved["visible_at"]),
        }
    )


def relationship_from(saved: dict[str, Any]) -> Relationship:
    """The relationship that `to_plain` gave."""
    return Relationship(**{**saved, "visible_at": float(saved["visible_at"])})


def option_set_from(saved: dict[str, Any]) -> OptionSet:
    """The global choice that `to_plain` gave."""
    options = [_option(one) for one in saved["options"]]
    return OptionSet(**{**saved, "label": _labels(saved["label"]), "options": options})
