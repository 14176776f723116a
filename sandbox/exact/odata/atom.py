"""Atom XML: what a client gets that forgets to ask for JSON."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape, quoteattr

_HEAD = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>'
_SPACES = (
    'xmlns="http://www.w3.org/2005/Atom"'
    ' xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices"'
    ' xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"'
)
CONTENT_TYPE = "application/atom+xml;charset=utf-8"
ERROR_TYPE = "application/xml;charset=utf-8"


def document(answer: Any) -> bytes:
    """The value of `d` as a feed or, for a single entity, an entry."""
    if "results" in answer:
        entries = "".join(_entry(row) for row in answer["results"])
        following = answer.get("__next")
        link = f'<link rel="next" href={quoteattr(following)}/>' if following else ""
        return f"{_HEAD}<feed {_SPACES}>{entries}{link}</feed>".encode()
    return f"{_HEAD}{_entry(answer, _SPACES)}".encode()


def error(text: str) -> bytes:
    space = 'xmlns="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"'
    return (
        f'{_HEAD}<error {space}><code></code><message xml:lang="">{escape(text)}</message></error>'
    ).encode()


def _entry(row: dict[str, Any], spaces: str = "") -> str:
    uri = row["__metadata"]["uri"]
    fields = "".join(
        f'<d:{name} m:null="true"/>' if value is None else f"<d:{name}>{_text(value)}</d:{name}>"
        for name, value in row.items()
        if not isinstance(value, dict)
    )
    start = f"<entry {spaces}>" if spaces else "<entry>"
    properties = f"<m:properties>{fields}</m:properties>"
    return (
        f"{start}<id>{escape(uri)}</id>"
        f'<content type="application/xml">{properties}</content></entry>'
    )


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else escape(str(value))
