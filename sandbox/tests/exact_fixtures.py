"""The fixture `exact`; a module takes it by `pytest_plugins = ("sandbox.tests.exact_fixtures",)`."""

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
