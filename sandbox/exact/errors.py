"""How a request to Exact can fail, by the status that it gets."""

from __future__ import annotations


class BadRequest(Exception):
    """HTTP 400: syntax, an unknown property, a bad literal. Counts as an error of the key."""


class NotFound(Exception):
    """HTTP 404: no such endpoint, or no row with this key."""


class Refusal(Exception):
    """HTTP 500 with a sentence: Exact's way to refuse what its business rules forbid.

    `code` names a sentence of `messages`; `params` fill it in. A parameter that is a caption's
    name is translated with it.
    """

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
