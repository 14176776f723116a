"""The European VAT number service (VIES) on loopback."""

from __future__ import annotations

from ..wire import Running
from ..wire import start as _start
from .app import ViesApp

__all__ = ["ViesApp", "start"]


def start(*, port: int = 0) -> Running:
    """Run the service in a thread of this process; its WSDL is at `url + WSDL`."""
    return _start(ViesApp(), port=port)
