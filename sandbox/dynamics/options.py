"""What a server can be started with."""

from __future__ import annotations

from dataclasses import dataclass

ORGANISATIONS = ("euro", "dollar", "dutch", "matrix")


@dataclass
class Options:
    """Times are in seconds. The defaults are quick, where the real system takes its time.

    `organisation` is one of ORGANISATIONS: base currency EUR and English (euro), USD (dollar), EUR
    and Dutch as base language (dutch), or EUR with record ownership across business units (matrix).
    `accounts` is how many customers of the Chargebee sandbox are taken for accounts, those of its
    ordinary dataset or of the `story` named (`year`, `month`). `propagation` is how long the data
    API does not know a new table, column or lookup yet; `key_seconds` how long an alternate key
    stays Pending; `customizing_seconds` how long a change of metadata keeps the next one out (429
    0x80071151).
    """

    organisation: str = "euro"
    token_life: int = 3599
    accounts: int = 60
    story: str = ""
    propagation: float = 0.0
    key_seconds: float = 1.0
    customizing_seconds: float = 0.0
    page: int = 5000
    requests: int = 6000
    execution_seconds: float = 1200.0
    concurrent: int = 52
    window: float = 300.0
    delta_days: int = 7
