"""The people behind the tokens: what they may see, and whether they are shut out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

DEFAULT_USER = "demo"
REASONS = (
    "BlockedUser",
    "InactiveUser",
    "BlockedCustomer",
    "LicenseExpired",
    "DivisionBlocked",
    "NoDivisionAccess",
)


@dataclass
class Principal:
    """One Exact user. `divisions` None means all; `blocked` is the `Reason` of every 403."""

    name: str
    number: int
    current_division: int
    divisions: list[int] | None = None
    blocked: str = ""

    @property
    def id(self) -> str:
        return f"00000000-0000-4000-9000-{self.number:012d}"

    def may_see(self, division: int) -> bool:
        return self.divisions is None or division in self.divisions


class Principals:
    """The users by name; a name that wasn't used before is a new user."""

    def __init__(self, division: int) -> None:
        self._division = division
        self._users: dict[str, Principal] = {}
        self.named(DEFAULT_USER)

    def named(self, name: str) -> Principal:
        if name not in self._users:
            self._users[name] = Principal(name, len(self._users) + 1, self._division)
        return self._users[name]

    def change(self, values: dict[str, Any]) -> Principal:
        """Set `blocked`, `divisions` or `current_division` of a user. Raises ValueError."""
        unknown = set(values) - {"user", "blocked", "divisions", "current_division"}
        if unknown:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        user = self.named(values.get("user", DEFAULT_USER))
        if "blocked" in values:
            reason = values["blocked"] or ""
            if reason and reason not in REASONS:
                raise ValueError(f"blocked is one of {', '.join(REASONS)}")
            user.blocked = reason
        if "divisions" in values:
            user.divisions = values["divisions"]
        if "current_division" in values:
            user.current_division = int(values["current_division"])
        return user

    def dump(self) -> list[dict[str, Any]]:
        return [asdict(user) for user in self._users.values()]

    def load(self, saved: list[dict[str, Any]]) -> None:
        self._users = {one["name"]: Principal(**one) for one in saved}
