"""A Chargebee site (API v2, Product Catalog 2.0) on loopback."""

from __future__ import annotations

from typing import Any

from ..dataset import Options as DatasetOptions
from ..wire import Running
from ..wire import start as _start
from .app import ChargebeeApp
from .events import Hook
from .site import Options

__all__ = ["ChargebeeApp", "DatasetOptions", "Hook", "Options", "start"]


def start(
    *,
    port: int = 0,
    key: str = "full_key",
    read_key: str = "read_key",
    quota: int = 150,
    list_lag: float = 0.0,
    catalog: str = "v2",
    state: str | None = None,
    hook: Hook | None = None,
    **dataset: Any,
) -> Running:
    """Run a site in a thread of this process.

    `dataset` takes what `DatasetOptions` takes: seed, customers, invoices, months, start ...
    The answer has `.url`, `.port`, `.app` and `.stop()`.
    """
    options = Options(
        dataset=DatasetOptions(**dataset),
        key=key,
        read_key=read_key,
        quota=quota,
        list_lag=list_lag,
        catalog=catalog,
        state=state,
        hook=hook,
    )
    return _start(ChargebeeApp(options), port=port)
