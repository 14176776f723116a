"""`python -m sandbox.chargebee`: run a site until it is told to end."""

from __future__ import annotations

import argparse
from datetime import date

from ..dataset.calendar import ZONES
from ..wire import serve, serve_each
from . import ChargebeeApp, DatasetOptions, Hook, Options


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.chargebee",
        description="A Chargebee site (API v2) on loopback.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    parser.add_argument("--nursery", action="store_true", help="see sandbox/wire/nursery.py")
    parser.add_argument("--state", help="file that keeps the site's state between two runs")
    parser.add_argument("--key", default="full_key", help="API key with full access")
    parser.add_argument("--read-key", default="read_key", help="API key that may only read")
    parser.add_argument("--quota", type=int, default=150, help="calls a minute")
    parser.add_argument("--list-lag", type=float, default=0.0, help="seconds, 0 to 300")
    parser.add_argument("--catalog", choices=("v2", "v1"), default="v2", help="product catalogue")
    parser.add_argument("--webhook", help="address that gets the events")
    parser.add_argument("--webhook-user", default="")
    parser.add_argument("--webhook-password", default="")
    parser.add_argument(
        "--webhook-compression", type=float, default=60.0, help="how much faster retries come"
    )
    data = parser.add_argument_group("dataset")
    data.add_argument("--seed", type=int, default=7)
    data.add_argument("--customers", type=int, default=60)
    data.add_argument("--invoices", type=int, default=300)
    data.add_argument("--credit-notes", type=int, help="default: 2 for every 15 invoices")
    data.add_argument("--months", type=int, default=10)
    data.add_argument(
        "--start", type=date.fromisoformat, help="first day; default 2026-01-01 or the story's own"
    )
    data.add_argument(
        "--timezone", choices=sorted(ZONES), default="Europe/Amsterdam", help="the site's clock"
    )
    stories = data.add_mutually_exclusive_group()
    stories.add_argument(
        "--story",
        choices=("year",),
        help="twelve months from 2025-01-01 on (or --start): three entities, four currencies",
    )
    stories.add_argument(
        "--business",
        choices=("month",),
        help="March 2026 (or --start): 1,000 invoices, 60 credit notes, 700 payments",
    )
    data.add_argument(
        "--crm", action="store_true", help="subscriptions, payment sources, quotes, features ..."
    )
    data.add_argument(
        "--bulk",
        action="store_true",
        help="20,000 customers and 60,000 invoices in seconds: documents are copies of some",
    )
    data.add_argument("--closed-month", default="2026-01", help="YYYY-MM, or none")
    given = parser.parse_args()
    if not 0 <= given.list_lag <= 300:
        parser.error("--list-lag is 0 to 300 seconds")
    return given


def _options(given: argparse.Namespace) -> Options:
    closed = (
        None if given.closed_month == "none" else date.fromisoformat(given.closed_month + "-01")
    )
    hook = None
    if given.webhook:
        hook = Hook(
            given.webhook, given.webhook_user, given.webhook_password, given.webhook_compression
        )
    return Options(
        dataset=DatasetOptions(
            seed=given.seed,
            customers=given.customers,
            invoices=given.invoices,
            months=given.months,
            start=given.start,
            closed_month=closed,
            credit_notes=given.credit_notes,
            story=given.story or given.business,
            timezone=given.timezone,
            crm=given.crm,
            bulk=given.bulk,
        ),
        key=given.key,
        read_key=given.read_key,
        quota=given.quota,
        list_lag=given.list_lag,
        catalog=given.catalog,
        state=given.state,
        hook=hook,
    )


def main() -> None:
    given = _arguments()
    app = ChargebeeApp(_options(given))
    if given.nursery:
        serve_each(app)
    else:
        serve(app, port=given.port)


if __name__ == "__main__":
    main()
