"""Keeps an application's state in a file, so that a second run finds the same books."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .messages import dumps, loads

DEBOUNCE_SECONDS = 0.3


class StateFile:
    """Saves what `dump` returns shortly after a change, whole or not at all."""

    def __init__(self, path: str | Path, dump: Callable[[], Any]) -> None:
        self.path = Path(path)
        self._dump = dump
        self._dirty = threading.Event()
        self._closing = threading.Event()
        self._writing = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="state file", daemon=True)
        self._thread.start()

    def read(self) -> Any | None:
        """What was saved last, or None where nothing was."""
        return loads(self.path.read_bytes()) if self.path.exists() else None

    def changed(self) -> None:
        self._dirty.set()

    def save(self) -> None:
        """Write now what has changed since the last save."""
        with self._writing:
            if not self._dirty.is_set():
                return
            self._dirty.clear()
            text = dumps(self._dump())
            self.path.parent.mkdir(parents=True, exist_ok=True)
            part = self.path.with_name(self.path.name + ".part")
            with part.open("wb") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.path)

    def close(self) -> None:
        self._closing.set()
        self._dirty.set()
        self._thread.join()
        self._dirty.set()
        self.save()

    def _run(self) -> None:
        while True:
            self._dirty.wait()
            if self._closing.wait(DEBOUNCE_SECONDS):
                return
            self.save()
