"""The transport that every sandbox server shares: HTTP, clock, faults on demand, call log, state.

A server subclasses `Application`, overrides `handle` and is run by `serve` (a process of its own)
or `start` (a thread of the caller). Everything under `/_sandbox/` is answered here.
"""

from .application import Application
from .clock import Clock
from .messages import Reply, Request, dumps, json_reply, loads
from .nursery import serve_each
from .server import Running, serve, start

__all__ = [
    "Application",
    "Clock",
    "Reply",
    "Request",
    "Running",
    "dumps",
    "json_reply",
    "loads",
    "serve",
    "serve_each",
    "start",
]
