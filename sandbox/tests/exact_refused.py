"""What tests of refusals share: bodies that are wrong in one thing, and the check itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.tests.exact_caller import NL, SALES, Exact

Body = Callable[[Exact], dict[str, Any]]
UNKNOWN = "11111111-1111-4111-8111-111111111111"


def in_blocked(entity: str, field: str, code: str, **values: Any) -> Body:
    def body(exact: Exact) -> dict[str, Any]:
        exact.mutate(entity, code=code, set={field: True})
        return exact.entry(exact.line(**values))

    return body


def refused(exact: Exact, body: dict[str, Any], dutch: str, english: str) -> None:
    """Post a sales entry that is refused in both languages and leaves the books as they were."""
    before = exact.control("GET", "state")["divisions"][str(NL)]
    answer = exact.post(SALES, body)
    assert (answer.status, answer.message) == (500, dutch)
    assert answer.json["error"]["code"] == ""
    exact.control("POST", "language", {"language": "en"})
    answer = exact.post(SALES, body)
    assert (answer.status, answer.message) == (500, english)
    assert exact.control("GET", "state")["divisions"][str(NL)] == before
