"""Exact Online on loopback: OAuth 2 and REST v1, as strict as its documentation and users say."""

from __future__ import annotations

from typing import Any

from ..wire import Running
from ..wire import start as start_server
from .app import ExactOnline
from .options import Options

__all__ = ["ExactOnline", "Options", "start"]


def start(*, port: int = 0, state: str | None = None, **options: Any) -> Running:
    """Run a server in a thread of this process; see `Options` for what can be given.

    The object has `.url`, `.port`, `.app` and `.stop()`.
    """
    return start_server(ExactOnline(Options(**options), state), port=port)
