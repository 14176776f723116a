"""Two sides keep the same fact: which value stands, who is asked, and what was agreed on.

The agreed value is the one that both sides held when they were last seen alike. Whoever differs
from it has changed since. Values are text, "" for none; `same` says when two of them mean the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Who leads: the billing side, the other side, or the other side only where billing has nothing.
HERE = "here"
THERE = "there"
FILL = "fill"

_SPACES = re.compile(r"\s+")
_PUNCTUATION = re.compile(r"[^0-9A-Za-z+]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one fact: `send` is the value for the billing side, None for nothing to send.

    `ask` says that a person must let it go first, `both` that both sides changed it. `agreed` is
    what counts as agreed from now on (with `send`: once that was done), None for nothing.
    """

    send: str | None = None
    ask: bool = False
    both: bool = False
    agreed: str | None = None


def same(one: str, other: str, kind: str = "") -> bool:
    """Say whether two texts mean the same; an `email`, `phone` or `code` however it is written."""
    return _plain(one, kind) == _plain(other, kind)


def _plain(text: str, kind: str) -> str:
    text = _SPACES.sub(" ", text).strip()
    if kind == "email":
        return text.lower()
    if kind in ("phone", "code"):
        return _PUNCTUATION.sub("", text).upper()
    return text


def verdict(leads: str, here: str, there: str, agreed: str | None, kind: str = "") -> Verdict:
    """Return what becomes of a fact that is `here` in billing and `there` on the other side.

    Nothing is overwritten blindly: a difference of which nobody knows how it came about, one that
    only billing made, and an emptied value are asked about; the rule decides the others. Where
    billing leads, what counts as agreed is what the other side was last seen to say.
    """
    if same(here, there, kind):
        return Verdict(agreed=there)
    changed_there = agreed is not None and not same(there, agreed, kind)
    changed_here = agreed is not None and not same(here, agreed, kind)
    both = changed_there and changed_here
    if leads == HERE:
        return Verdict(both=both, agreed=there)
    if not there and not agreed:
        return Verdict(agreed=agreed)
    if leads == FILL:
        return Verdict(agreed=agreed) if here else Verdict(send=there, agreed=there)
    known = changed_there or (agreed is None and not here)
    return Verdict(send=there, ask=not known or not there, both=both, agreed=there)
