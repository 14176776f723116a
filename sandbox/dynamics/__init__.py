"""Microsoft Dataverse (Dynamics 365 Sales) on loopback: Entra ID and the Web API v9.2."""

from __future__ import annotations

from typing import Any

from ..wire import Running
from ..wire import start as start_server
from .app import Dynamics
from .options import Options

__all__ = ["Dynamics", "Options", "start"]


def start(*, port: int = 0, state: str | None = None, **options: Any) -> Running:
    """Run a server in a thread of this process; see `Options` for what can be given.

    The object has `.url`, `.port`, `.app` and `.stop()`.
    """
    return start_server(Dynamics(Options(**options), state), port=port)
