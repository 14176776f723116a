"""The address of a Chargebee site, in its one spelling."""

from urllib.parse import urlsplit, urlunsplit


def site_address(typed: str) -> str:
    """Return a site's address without what makes no difference: spaces, capitals, a last slash.

    Keys that stand in a target are made from it. What is no address at all stays as it is typed.
    """
    told = typed.strip()
    try:
        parts = urlsplit(told)
    except ValueError:
        return told
    if not parts.netloc:
        return told.rstrip("/")
    path = parts.path.rstrip("/")
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, parts.query, ""))
