"""What a system hands over when it is read: objects as they were told, and things to pick."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Pulled:
    """One object of the other system, `text` being its JSON exactly as received.

    Of a deleted one that is told by its id alone `text` is "": what was told before stays known.
    `version` holds digits that grow with every change ("" when the system gave none).
    """

    kind: str
    external_id: str
    version: str
    deleted: bool
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A bundle of objects and the cursor to be stored in the same transaction.

    `cursor` is text that only the system reads; `more` says whether another page follows.
    """

    objects: tuple
    cursor: str
    more: bool


@dataclass(frozen=True, slots=True)
class Referenced:
    """One thing of the target that people pick in mapping tables.

    `data` holds what the rules need to know of it (JSON types, amounts and rates as text).
    """

    external_id: str
    code: str
    name: str
    active: bool = True
    data: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """A look at the target for one link: `key` and resolved `body` of its request.

    `facts` are the link's own (currency, total, date).
    """

    id: int
    kind: str
    key: str
    body: dict
    facts: object


@dataclass(frozen=True, slots=True)
class Posted:
    """What the target said of a thing that stands there now; `text` is its answer."""

    external_id: str
    number: str = ""
    text: str = ""
