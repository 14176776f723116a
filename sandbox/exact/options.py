"""What a server can be started with. The defaults of the limits are Exact's real ones."""

from __future__ import annotations

from dataclasses import dataclass

TOO_EARLY_SECONDS = 30


@dataclass
class Options:
    """Start parameters; `language` can also be changed while the server runs.

    `redirect`: the registered redirect URIs; empty means any address on loopback.
    """

    language: str = "nl"
    minutely: int = 60
    daily: int = 5000
    token_life: int = 600
    token_calls: int = 200
    error_limit: int = 10
    client_id: str = "demo"
    client_secret: str = "demo-secret"
    redirect: tuple[str, ...] = ()
    deferral: bool = True
    attachment_mb: int = 25

    @property
    def earliest_refresh(self) -> int:
        """Seconds after a token before which the next one is refused: 570 of 600."""
        return max(self.token_life - TOO_EARLY_SECONDS, 0)
