"""One way in and one way out for JSON, so that no amount ever passes through a float."""

import hashlib
import json
from decimal import Decimal

_decoder = json.JSONDecoder(parse_float=Decimal)


def parse(text):
    """Return the value that a JSON text holds, numbers with a fraction as Decimal.

    Raises ValueError when the text is not JSON.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8")
    return _decoder.decode(text)


def parse_prefix(text, start):
    """Return the JSON value that begins at `start` and the index behind it.

    Serves readers that keep each object's text exactly as it was received.
    """
    return _decoder.raw_decode(text, start)


def _plain(value):
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"{type(value).__name__} has no place in a request or a payload")


_encoder = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain
)


def dump(value):
    """Return the canonical JSON text of a value: sorted keys, no blanks, Decimal as text.

    Two equal requests give the same text on every machine, so it can be hashed and compared.
    """
    return _encoder.encode(value)


def fingerprint(text):
    """Return the SHA-256 of a canonical text as hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
