"""The `Prefer` header and the other headers that change what a call does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from .errors import bad_request

_ITEM = re.compile(r'\s*([\w.-]+)\s*(?:=\s*(?:"([^"]*)"|([^,;\s]*)))?\s*(?:[,;]|$)')


@dataclass
class Preferences:
    """What a caller prefers; `applied` collects what is told back in `Preference-Applied`."""

    representation: bool = False
    page: int | None = None
    annotations: list[str] = field(default_factory=list)
    track_changes: bool = False
    continue_on_error: bool = False
    applied: list[str] = field(default_factory=list)

    def wants(self, annotation: str) -> bool:
        """Whether an annotation is asked for; `*` asks for all, a leading minus for none."""
        return any(fnmatchcase(annotation, pattern) for pattern in self.annotations)


def parse_prefer(text: str) -> Preferences:
    """Raises Refused (400) for a page size that is none."""
    found = Preferences()
    position = 0
    while position < len(text):
        match = _ITEM.match(text, position)
        if not match or match.end() == position:
            break
        position = match.end()
        _take(found, match[1].lower(), match[2] if match[2] is not None else match[3] or "")
    return found


def _take(found: Preferences, name: str, value: str) -> None:
    if name == "return":
        found.representation = value == "representation"
        if found.representation:
            found.applied.append("return=representation")
    elif name == "odata.maxpagesize":
        if not value.isdigit() or int(value) < 1:
            raise bad_request(f"Invalid value '{value}' for odata.maxpagesize.")
        found.page = int(value)
        found.applied.append(f"odata.maxpagesize={value}")
    elif name == "odata.include-annotations":
        found.annotations = [part.strip() for part in value.split(",") if part.strip()]
        found.applied.append(f'odata.include-annotations="{value}"')
    elif name == "odata.track-changes":
        found.track_changes = True
        found.applied.append("odata.track-changes")
    elif name == "odata.continue-on-error":
        found.continue_on_error = True
