"""Real time plus an offset: it never runs faster, it only jumps forward on demand."""

from __future__ import annotations

import time
from decimal import Decimal


class Clock:
    """Seconds since 1970 as the sandbox sees them."""

    def __init__(self) -> None:
        self.offset = 0.0

    def now(self) -> float:
        return time.time() + self.offset

    def forward(self, seconds: float | Decimal) -> None:
        """Jump ahead. Raises ValueError for a jump back."""
        if seconds < 0:
            raise ValueError("the clock only jumps forward")
        self.offset += float(seconds)
