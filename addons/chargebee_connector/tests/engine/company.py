"""A company with three business entities, each with an administration and a route of its own."""

from bank_receipts import Received, receive
from world import World

#: Business entity → the division that keeps its books.
DIVISIONS = {"be-cloud": "100001", "be-retail": "100002", "be-services": "200001"}
BEGIN = "2025-01-01"
YEAR = 2025
ZONE = "Europe/Amsterdam"

#: What a bookkeeper chooses once for each route; journals and ledgers by their codes.
LEDGERS = {
    "exact_receivable_ledger_id": "1300",
    "exact_bad_debt_ledger_id": "4510",
    "exact_vat_suspense_ledger_id": "1540",
    "exact_withheld_ledger_id": "1360",
    "exact_goodwill_ledger_id": "8080",
    "exact_store_credit_ledger_id": "2170",
    "exact_zero_discount_ledger_id": "8085",
    "exact_rounding_ledger_id": "8090",
}
JOURNALS = {"exact_sales_journal_id": "70", "exact_memo_journal_id": "90"}
OPTIONS = {
    "exact_promotional": "netted",
    "exact_store_credit": "liability",
    "exact_payments": True,
}
#: Chosen by hand: the ledger of lines that sell no item, and the VAT codes that nothing suggests.
OTHER_REVENUE = "8000"
#: The ledger whose revenue is of goods, not of services.
GOODS = "8030"
EXEMPT, NO_VAT = "0", "10"
#: What one unit is in euro, for payments: they are booked at Exact's own rate of the day.
DAY_RATES = {"USD": "0.92", "GBP": "1.17", "SEK": "0.088"}
#: Currency → the clearing journal that takes its payments.
CLEARING = {"EUR": "21", "USD": "22", "GBP": "23", "SEK": "24"}


class Company(World):
    """Three routes from one site into three divisions of one Exact, and three back."""

    #: Business entity → what came in at the bank.
    received: dict[str, list[Received]]

    @property
    def routes(self):
        return self.env["billing.route"].search(
            [("target_id.system", "=", "exact")], order="exact_division"
        )

    @property
    def back(self):
        """The routes on which receipts are recorded at the site."""
        return self.env["billing.route"].search(
            [("target_id.system", "=", "chargebee")], order="exact_division"
        )

    @property
    def route(self):
        return self.routes[:1]

    def begin(self) -> None:
        """Do all that a year's start takes, and post what may be posted without asking."""
        self.connect()
        self.refresh()
        self.tell_rates()
        self.pull()
        self.map()
        self.go_live()
        self.sync()
        self.approve_voids()
        self.received = {route.name: receive(self, route) for route in self.routes}
        self.open_way_back()
        self.sync_back()

    def connect(self) -> None:
        super().connect()
        source, target = self.source, self.target
        self.route.unlink()
        for entity, division in DIVISIONS.items():
            # The clerks open what is closed until all of the year is in, with what is spread of it.
            self.exact.post("open_period", division=int(division), year=YEAR)
            self.exact.post("open_period", division=int(division), year=YEAR + 1, period=1)
            self.env["billing.route"].create(
                {
                    "name": entity,
                    "source_id": source.id,
                    "target_id": target.id,
                    "exact_division": division,
                    "business_entity": entity,
                    "date_from": BEGIN,
                    "tz": ZONE,
                }
            )
        self.commit()

    def of_division(self, route, kind: str, code: str):
        """One thing of a route's administration that people pick."""
        found = self.env["billing.reference"].search(
            [("kind", "=", kind), ("code", "=", code), ("scope", "=", route.exact_division)]
        )
        assert len(found) == 1, f"{len(found)} of {kind} {code} in {route.exact_division}"
        return found

    def tell_rates(self) -> None:
        """Enter the rates that payments are booked at, as Exact gets them day by day."""
        for division in DIVISIONS.values():
            client = self.target._system()._client(self.target, division)
            for currency, rate in DAY_RATES.items():
                client.create(
                    "financial/ExchangeRates",
                    {
                        "SourceCurrency": currency,
                        "TargetCurrency": "EUR",
                        "StartDate": f"{BEGIN}T00:00:00",
                        "Rate": rate,
                    },
                )
        self.commit()

    def map(self) -> None:
        for route in self.routes:
            chosen = {
                name: self.of_division(route, "gl_account", code).id
                for name, code in LEDGERS.items()
            } | {
                name: self.of_division(route, "journal", code).id for name, code in JOURNALS.items()
            }
            route.write({**OPTIONS, **chosen})
            self.env["billing.mapping.payment"].create(
                [
                    {
                        "route_id": route.id,
                        "currency": currency,
                        "reference_id": self.of_division(route, "journal", code).id,
                    }
                    for currency, code in CLEARING.items()
                ]
            )
            self._accept(route)
            goods = self.env["billing.mapping.revenue"].search(
                [("route_id", "=", route.id), ("reference_id.code", "=", GOODS)]
            )
            if goods:
                goods.supply = "goods"
                self._accept(route)
            self._fill(route, "revenue", "gl_account", OTHER_REVENUE)
            for row in self._undecided(route, "tax"):
                code = EXEMPT if row.exemption else NO_VAT
                row.write({"reference_id": self.of_division(route, "vat_code", code).id})
                row.state = "confirmed"
        self.commit()

    def _accept(self, route) -> None:
        route.action_suggest()
        self.work()
        route.action_accept_suggestions()

    def _undecided(self, route, table: str):
        return self.env[f"billing.mapping.{table}"].search(
            [("route_id", "=", route.id), ("state", "=", "suggested")]
        )

    def _fill(self, route, table: str, kind: str, code: str) -> None:
        """Decide by hand what nothing suggests."""
        thing = self.of_division(route, kind, code)
        self._undecided(route, table).write({"reference_id": thing.id, "state": "confirmed"})

    def pull(self):
        self.routes.action_pull()
        return self.work()

    def sync(self):
        self.routes.action_sync()
        return self.work()

    def open_way_back(self) -> None:
        for route in self.routes:
            self.env["billing.route"].create(
                {
                    "name": f"{route.name} back",
                    "source_id": route.target_id.id,
                    "target_id": route.source_id.id,
                    "exact_division": route.exact_division,
                    "state": "live",
                }
            )
        self.commit()

    def sync_back(self):
        """Record at the site what came in, and see what the site makes of it."""
        self.back.action_sync()
        self.work()
        return self.sync()

    def approve_voids(self) -> None:
        """Release what takes back voided invoices: their customers got a credit note by mail."""
        self.links(problem_code="void_needs_approval").action_release()
        self.sync()

    def go_live(self) -> None:
        self.routes.write({"state": "live"})
        self.commit()
