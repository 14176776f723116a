"""The worker of a month of business: what a bookkeeper decides once, then the month itself.

python -m environment.bench_month_worker CONFIG DATABASE TASK [NAME=VALUE ...]
"""

import sys
import time
from datetime import timezone
from typing import Any

from .bench_worker import Worker, main

#: Chosen once for the route: ledgers and journals by their codes.
LEDGERS = {
    "exact_receivable_ledger_id": "1300",
    "exact_bad_debt_ledger_id": "4510",
    "exact_vat_suspense_ledger_id": "1540",
    "exact_goodwill_ledger_id": "8080",
    "exact_store_credit_ledger_id": "2170",
    "exact_rounding_ledger_id": "8090",
}
MEMO_JOURNAL = "90"
MINUTE = 60
OPTIONS = {"exact_store_credit": "liability", "exact_payments": True}
#: Currency → the clearing journal that takes its payments.
CLEARING = {"EUR": "21", "USD": "22", "GBP": "23", "SEK": "24"}
#: What one unit is in euro: payments are booked at Exact's own rate of the day.
DAY_RATES = {"USD": "0.92", "GBP": "1.17", "SEK": "0.088"}
#: One of the sellers is registered in Belgium, for which nothing suggests codes in a Dutch
#: administration. Its bookkeeper takes the code of their own for its VAT, and one for none at all
#: for what is reverse-charged. By the rate of the tax.
BELGIAN = {"21": "33", "0": "0"}
BILLS = ("invoice", "credit_note")
BUSINESS = (*BILLS, "transaction")


class MonthWorker(Worker):
    """The tasks of a month, each a method; what it returns is printed."""

    def connect(self, chargebee: str, exact: str, token: str) -> dict:
        """Connect, and take all decisions but the mapping tables'."""
        done = super().connect(chargebee, exact, token)
        route = self._route
        chosen = {name: self._reference("gl_account", code).id for name, code in LEDGERS.items()}
        memo = self._reference("journal", MEMO_JOURNAL).id
        route.write({**OPTIONS, **chosen, "exact_memo_journal_id": memo})
        self.env["billing.mapping.payment"].create(
            [
                {
                    "route_id": route.id,
                    "currency": currency,
                    "reference_id": self._reference("journal", code).id,
                }
                for currency, code in CLEARING.items()
            ]
        )
        return done

    def begin(self, day: str) -> dict:
        """Let the books begin on a day: what is picked from is fetched anew, and rates told."""
        route = self._route
        route.date_from = day
        client = route.target_id._system()._client(route.target_id, route.target_scope)
        for currency, rate in DAY_RATES.items():
            client.create(
                "financial/ExchangeRates",
                {
                    "SourceCurrency": currency,
                    "TargetCurrency": "EUR",
                    "StartDate": f"{day}T00:00:00",
                    "Rate": rate,
                },
            )
        route.action_refresh_references()
        self._work()
        return {}

    def pull_all(self) -> dict:
        """Read the whole site once more: another one answers there by now."""
        streams = self.env["billing.stream"].search([("backend_id", "=", self._route.source_id.id)])
        for stream in streams:
            stream.action_start_over()
        return self.pull()

    def map(self) -> dict:
        """Confirm what suggests itself, and decide the rest as this company's bookkeeper does."""
        self._route.action_suggest()
        self._work()
        self._route.action_accept_suggestions()
        for row in self.env["billing.mapping.tax"].search([("state", "=", "suggested")]):
            row.reference_id = self._reference("vat_code", BELGIAN[row.tax_rate])
            row.state = "confirmed"
        return {}

    def history(self, customers: str) -> dict:
        """Post what some customers were billed, and nobody else's business.

        Their payments stay out: made-up payments bear the same ids in each month.
        """
        self._only(customers, BILLS)
        self._route.action_go_live()
        self._route.action_plan()
        self._work()
        self._route.action_post()
        self._work()
        self._forget_todo()
        return self._states()

    def preview(self) -> dict:
        """Preview all that waits: what it will take, said beforehand."""
        run = self.env["billing.run"].browse(self._preview())
        return {"calls": run.forecast_calls, "text": run.forecast_text}

    def month(self) -> dict:
        """Sync once: what may be posted is, without anybody asked."""
        self._route.action_go_live()
        self._route.action_sync()
        self._work()
        return self._states()

    def slice(self, customers: str) -> dict:
        """Preview and post the business of some customers within whatever limits there are.

        It begins with a fresh minute: what was called to set up is no part of it, and at a limit
        for each minute a call more may take a minute more.
        """
        self._only(customers)
        self._route.action_plan()
        self._work()
        time.sleep(MINUTE - time.time() % MINUTE)
        run = self.env["billing.run"].browse(self._preview())
        done_at = run.forecast_done_at.replace(tzinfo=timezone.utc).timestamp()
        forecast = {"calls": run.forecast_calls, "text": run.forecast_text, "seconds": done_at}
        previewed = time.time()
        self._route.action_go_live()
        self._route.action_post()
        self._work()
        return {
            "previewed": previewed,
            "forecast": forecast,
            **self._states(),
        }

    # --- helpers --------------------------------------------------------------------------

    def _preview(self) -> int:
        self._route.action_preview()
        self._work()
        return self.env["billing.run"].search([("kind", "=", "preview")], limit=1).id

    def _forget_todo(self) -> None:
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM billing_todo")

    def _only(self, customers: str, kinds: tuple[str, ...] = BUSINESS) -> None:
        """Put the business of these customers on the list of what is planned, and nothing else."""
        route = self._route
        self._forget_todo()
        self.env.cr.execute(
            """
            INSERT INTO billing_todo (route_id, record_id, sequence)
            SELECT %s, id, 0 FROM billing_record
             WHERE backend_id = %s AND kind = ANY(%s)
               AND payload::json->>'customer_id' = ANY(%s)
             ORDER BY id
            """,
            (route.id, route.source_id.id, list(kinds), customers.split(",")),
        )

    def _states(self) -> dict[str, Any]:
        """Return how many links are in which state, and why those that aren't posted."""
        self.env.cr.execute(
            "SELECT kind, state, COALESCE(problem_code, rule, ''), count(*) FROM billing_link"
            " WHERE bundle IS NULL OR aggregate GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        )
        return {"states": [list(row) for row in self.env.cr.fetchall()]}


if __name__ == "__main__":
    main(MonthWorker, *sys.argv[1:])
