"""From what a month's runs, and Exact's log of calls, say to the figures that are shown."""

from collections.abc import Sequence

from . import bench_least
from .bench_figures import CALLS_AIM, minutes
from .bench_least import Business
from .bench_table import Figure, number

FORECAST_AIM = 0.10
#: What the month is said to bring: customers that are not in the books of the month before.
NEW_CUSTOMERS = 150
#: States in which nothing more is to be done.
SETTLED = ("posted", "skipped")
REFUSED_FOR_TOO_MANY = 429
PER_MINUTE, PER_DAY = 60, 5000


def month(
    brought: Business, calls: Sequence[dict], forecast: dict, done: dict, twice: dict
) -> list[Figure]:
    """Return each purpose's calls beside the fewest, the forecast beside them, and what is left.

    `calls` are those from the preview on, `twice` what Exact's books hold double.
    """
    made = bench_least.made(calls)
    doubled = sum(len(rows) for kinds in twice.values() for rows in kinds.values())
    return [
        _all_calls(made, brought, CALLS_AIM),
        *_purposes(made, bench_least.least(brought)),
        _forecast_of_calls(forecast["calls"], sum(made.values())),
        _of_a_day(sum(made.values()), PER_DAY),
        _left(done),
        Figure("  standing twice in Exact", str(doubled), "", "0", doubled == 0),
    ]


def slice_of_month(
    brought: Business, calls: Sequence[dict], before: int, done: dict, limits: dict
) -> list[Figure]:
    """Return what a slice took within real limits, and when it was done beside the forecast.

    `before` are the calls that were made to set up; the limits count those too.
    """
    counted = [call for call in calls if "/oauth2/" not in call["path"]]
    sent = list(calls[before:])
    made = bench_least.made(sent)
    forecast = done["forecast"]
    expected = forecast["seconds"] - done["previewed"]
    took = float(max(call["at"] for call in sent)) - done["previewed"]
    off = abs(expected / took - 1)
    return [
        *minutes(counted, limits["minutely"]),
        _of_a_day(len(counted), limits["daily"]),
        Figure(
            "done after, seconds",
            number(took),
            f"forecast: {number(expected)}",
            f"{FORECAST_AIM:.0%} off; is {off:.1%}",
            off <= FORECAST_AIM,
            off,
        ),
        _all_calls(made, brought),
        *_purposes(made, bench_least.least(brought)),
        _forecast_of_calls(forecast["calls"], sum(made.values())),
        _left(done),
    ]


def _purposes(made: dict[str, int], fewest: dict[str, int]) -> list[Figure]:
    """Return the calls for each purpose beside the fewest; more than is listed shows as such."""
    names = [*fewest, *(name for name in made if name not in fewest)]
    return [
        Figure(
            f"  {name}",
            f"{made.get(name, 0):,}",
            f"{fewest.get(name, 0):,}, {bench_least.MADE.get(name, 'one for each list')}",
        )
        for name in names
    ]


def _all_calls(made: dict[str, int], brought: Business, aim: float | None = None) -> Figure:
    fewest = sum(bench_least.least(brought).values())
    more = sum(made.values()) / fewest - 1
    return Figure(
        "calls to Exact",
        f"{sum(made.values()):,}",
        f"fewest possible: {fewest:,}",
        f"{aim:.0%} more; are {more:.1%}" if aim else f"are {more:.1%} more",
        more <= aim if aim else None,
        more,
    )


def _forecast_of_calls(expected: int, made: int) -> Figure:
    off = abs(expected / made - 1)
    return Figure(
        "  as the preview said beforehand",
        f"{expected:,}",
        f"made: {made:,}",
        f"{FORECAST_AIM:.0%} off; is {off:.1%}",
        off <= FORECAST_AIM,
        off,
    )


def _of_a_day(made: int, limit: int) -> Figure:
    return Figure(
        "  calls of a day",
        f"{made:,}",
        f"Exact allows {limit:,}; {made / PER_MINUTE:,.0f} minutes at {PER_MINUTE} a minute",
        f"{limit:,}",
        made <= limit,
    )


def _left(done: dict) -> Figure:
    """Return what is not settled, the reasons beside it: the month has nothing planted in it."""
    left = [
        (f"{kind} {state} {reason}".strip(), count)
        for kind, state, reason, count in done["states"]
        if state not in SETTLED
    ]
    return Figure(
        "  not posted",
        str(sum(count for _why, count in left)),
        "; ".join(f"{count} {why}" for why, count in left),
        "0",
        not left,
    )
