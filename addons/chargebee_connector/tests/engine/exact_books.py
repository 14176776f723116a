"""What Exact's administration holds, by its own trial balance, open items and bank entries."""

import re
from collections import defaultdict
from datetime import date, datetime, timezone
from decimal import Decimal

ZERO = Decimal(0)
SALES_TYPES = (20, 21)
MEMO_TYPE = 90
BANK_TYPE = 40
DEFERRED = "2150"
DEBTORS = "1300"


class ExactBooks:
    """The books of one division now. Revenue and what is owed to others is positive here."""

    def __init__(self, exact, division: str) -> None:
        self.balance = exact.get("trial_balance", division=division)
        self.open_items = exact.get("open_items", division=division)["accounts"]
        self._cells = self.balance["cells"]

    def revenue(self) -> dict[tuple, list[Decimal]]:
        """(period, ledger or "VAT", VAT code, currency) → [amount, in euro], as it was sent."""
        sums: dict[tuple, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
        for cell in self._cells:
            if cell["by_exact"] or cell["type"] not in SALES_TYPES:
                continue
            if cell["tax"] or cell["ledger"].startswith("8"):
                ledger = "VAT" if cell["tax"] else cell["ledger"]
                key = (_period(cell), ledger, cell["vat_code"].strip(), cell["currency"])
                sums[key] = [sums[key][0] - _fc(cell), sums[key][1] - _dc(cell)]
        return {key: amounts for key, amounts in sums.items() if any(amounts)}

    def memos(self, *ledgers: str) -> dict[tuple, list[Decimal]]:
        """(period, ledger, currency) → [amount on the debit side, in euro] of memo entries."""
        sums: dict[tuple, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
        for cell in self._cells:
            if cell["type"] == MEMO_TYPE and cell["ledger"] in ledgers and not cell["by_exact"]:
                key = (_period(cell), cell["ledger"], cell["currency"])
                sums[key] = [sums[key][0] + _fc(cell), sums[key][1] + _dc(cell)]
        return {key: amounts for key, amounts in sums.items() if any(amounts)}

    def unearned(self) -> dict[tuple, Decimal]:
        """(period, currency) → what the deferred ledger holds at its end."""
        moved: dict[tuple, Decimal] = defaultdict(Decimal)
        for cell in self._cells:
            if cell["ledger"] == DEFERRED:
                moved[cell["currency"], _period(cell)] -= _fc(cell)
        held, found = ZERO, {}
        before = None
        for currency, period in sorted(moved):
            held = ZERO if currency != before else held
            before = currency
            held += moved[currency, period]
            found[period, currency] = held
        return found

    def clearing(self) -> dict[tuple, list[Decimal]]:
        """(period, currency) → [what moved on the clearing ledgers, in euro]."""
        sums: dict[tuple, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
        for cell in self._cells:
            if cell["type"] == BANK_TYPE and cell["ledger"].startswith("111"):
                key = (_period(cell), cell["currency"])
                sums[key] = [sums[key][0] + _fc(cell), sums[key][1] + _dc(cell)]
        return {key: amounts for key, amounts in sums.items() if any(amounts)}

    def debtors(self) -> dict[tuple, Decimal]:
        """(id of the account, currency) → what is open."""
        return {
            (account["id"], currency): Decimal(amount)
            for account in self.open_items
            for currency, amount in account["fc"].items()
            if Decimal(amount)
        }

    def debtors_in_euro(self) -> tuple[Decimal, Decimal]:
        """What is open of all accounts, and what the debtors' ledger holds."""
        ledger = next(one for one in self.balance["ledgers"] if one["code"] == DEBTORS)
        items = sum((Decimal(account["dc"]) for account in self.open_items), ZERO)
        return items, Decimal(ledger["dc"])


def rows(world, division: str, path: str, select: str) -> list[dict]:
    """All rows of a list of a division, by the REST API."""
    client = world.target._system()._client(world.target, division)
    return [row for page in client.rows(path, select=select) for row in page]


def day_of(stamp: str) -> date:
    """The day of a `/Date(milliseconds)/` of Exact, which has no time of day."""
    return datetime.fromtimestamp(int(re.search(r"\d+", stamp)[0]) / 1000, timezone.utc).date()


def _period(cell: dict) -> str:
    return f"{cell['year']}-{cell['period']:02}"


def _fc(cell: dict) -> Decimal:
    return Decimal(cell["fc"])


def _dc(cell: dict) -> Decimal:
    return Decimal(cell["dc"])
