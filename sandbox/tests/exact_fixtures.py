"""The fixture `exact`, which a module takes by naming this one in its `pytest_plugins`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.tests.exact_caller import Exact, running


@pytest.fixture
def exact() -> Iterator[Exact]:
    """A connected server without the limits on calls and errors in the way, speaking Dutch."""
    with running(minutely=100_000, daily=100_000, error_limit=100_000) as caller:
        caller.connect()
        yield caller
