"""`setup/bench --month`: the calls that a month of business takes, beside the fewest possible.

1,000 invoices, 60 credit notes, 700 payments and 150 new customers go into an empty administration,
where all 400 customers are new, and into a filled one: there the same route has posted a month of
the other 250 before, and others have some thousand accounts and entries. Both with high limits on
calls, so that nobody waits. A slice of the month goes through the real limits for some minutes.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from . import bench_business as business
from . import bench_fill, bench_least
from . import bench_month_figures as figures
from .bench_site import (
    CHARGEBEE,
    DIVISION,
    EXACT,
    FIRST_DAY,
    TIME_ZONE,
    Site,
    running_site,
)
from .bench_table import Figure, show
from .children import Children
from .console import say, step

MONTH = ("--business", "month")
#: The month begins here, and an earlier one of the same company whose numbers are other ones.
BEGIN = datetime(2026, 3, 1, tzinfo=ZoneInfo(TIME_ZONE))
EARLIER_DAY = "2025-12-01"
EARLIER = (*MONTH, "--start", EARLIER_DAY, *CHARGEBEE)
#: Closed in the administration: that year, and the January that its business reaches into.
EARLIER_PERIODS = ({"year": 2025}, {"year": 2026, "period": 1})
#: What the bookkeeper made for the VAT of a Belgian registration, of a code that nobody uses.
OWN_CODE = {
    "division": int(DIVISION),
    "entity": "vat/VATCodes",
    "code": "33",
    "set": {"Description": "Btw België 21%, eigen registratie", "OssCountry": ""},
}
#: Customers of the slice that the real limits are tried on: some 200 documents, in 8 minutes.
SLICE = 76
INVOICES = 1000
EMPTY = "all 400 customers are new. Limits on calls are lifted here: nobody waits."
FILLED = (
    "the same route posted an earlier month of all but the 150 new customers, and others have"
    f" {bench_fill.ACCOUNTS:,} accounts and {bench_fill.ENTRIES:,} entries there."
)


class Month:
    """One run. `empty` is a database with the addon installed, which sites are made from."""

    def __init__(self, conf: Path, empty: str, children: Children) -> None:
        self._conf = conf
        self._empty = empty
        self._children = children

    def run(self) -> bool:
        """Measure and show everything; whether each aim was met."""
        say(f"\n{bench_least.formula()}")
        shown = [*self._into_empty(), *self._into_filled(), *self._within_limits()]
        return all(figure.met is not False for figure in shown)

    # --- measuring ------------------------------------------------------------------------

    def _into_empty(self) -> list[Figure]:
        say(f"\nAn empty administration: {EMPTY}")
        with self._site((*MONTH, *CHARGEBEE)) as site:
            self._begin(site, FIRST_DAY)
            return self._post(site, "A month of business, into an empty administration", None)

    def _into_filled(self) -> list[Figure]:
        say(f"\nA filled administration: {FILLED}")
        with self._site(EARLIER) as site:
            for periods in EARLIER_PERIODS:
                site.exact.post("/_sandbox/open_period", {"division": int(DIVISION), **periods})
            self._begin(site, EARLIER_DAY)
            older = business.customers(site.chargebee_url)[: -figures.NEW_CUSTOMERS]
            names = ",".join(row["id"] for row in older)
            step("an earlier month", lambda: _said(site.worker("history", customers=names)))
            step("others", lambda: bench_fill.fill(site.exact, site.exact_url, DIVISION))
            site.chargebee.stop()
            site.chargebee.start((*MONTH, *CHARGEBEE))
            step("pull the month", lambda: f"{site.worker('pull_all')['records']:,} records")
            step("map", lambda: _done(site.worker("map")))
            return self._post(site, "The same, into a filled administration", BEGIN)

    def _post(self, site: Site, title: str, since: datetime | None) -> list[Figure]:
        """Preview and post the month; what it took beside the fewest calls."""
        brought = business.count(site.chargebee_url, TIME_ZONE, since)
        before = len(site.exact_calls())
        said: dict[str, dict] = {}

        def work(task: str) -> str:
            said[task] = site.worker(task)
            return said[task].get("text") or _said(said[task])

        step("preview", lambda: work("preview"))
        step("post", lambda: work("month"))
        made = site.exact_calls()[before:]
        twice = site.exact.get("/_sandbox/duplicates")
        shown = figures.month(brought, made, said["preview"], said["month"], twice)
        show(title, shown)
        return shown

    def _within_limits(self) -> list[Figure]:
        say("\nExact's real limits")
        with self._site((*MONTH, *CHARGEBEE), ()) as site:
            limits = site.exact.get("/_sandbox/options")
            self._begin(site, FIRST_DAY)
            some = [row["id"] for row in business.customers(site.chargebee_url)[:SLICE]]
            brought = business.count(site.chargebee_url, TIME_ZONE, only=some)
            before = len(site.exact_calls())
            said: dict = {}

            def work() -> str:
                said.update(site.worker("slice", customers=",".join(some)))
                return f"{said['forecast']['text']}; {_said(said)}"

            step(f"{brought.documents} documents of {SLICE} customers", work)
            made = site.exact_calls()
        title = f"Within Exact's real limits: {brought.documents} documents"
        shown = figures.slice_of_month(brought, made, before, said, limits)
        show(title, shown)
        return shown

    # --- helpers --------------------------------------------------------------------------

    def _site(
        self, chargebee: Sequence[str], exact: Sequence[str] = EXACT
    ) -> AbstractContextManager[Site]:
        return running_site(
            self._conf,
            self._empty,
            INVOICES,
            self._children,
            exact,
            chargebee,
            "bench_month_worker",
        )

    @staticmethod
    def _begin(site: Site, day: str) -> None:
        site.exact.post("/_sandbox/mutate", OWN_CODE)
        step("begin", lambda: _done(site.worker("begin", day=day)))
        step("pull", lambda: f"{site.worker('pull')['records']:,} records")
        step("map", lambda: _done(site.worker("map")))


def _done(_said: dict) -> str:
    return "done"


def _said(done: dict) -> str:
    """Return what stands now, in a line."""
    return ", ".join(
        f"{number} {kind} {state}{' ' if reason else ''}{reason}"
        for kind, state, reason, number in done["states"]
    )
