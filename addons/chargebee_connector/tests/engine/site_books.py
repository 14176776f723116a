"""What a ledger should hold of the sandbox's year, told by the billing site alone.

The site reckons its own books (`/_sandbox/books`); what it doesn't reckon, because it hangs on how
the books are kept, is added up here from its documents. Nothing of the connector takes part.
"""

import base64
import json
import urllib.request
from collections import defaultdict
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

ZERO = Decimal(0)
CENT = Decimal("0.01")
ZONE = ZoneInfo("Europe/Amsterdam")
#: Where lines go that sell no item, and the ledger whose sales are goods.
OTHER_REVENUE, GOODS = "8000", "8030"
#: The VAT codes of the sandbox's administrations: at home by rate, elsewhere by country.
HOME_CODES = {"21": "2", "9": "1", "6": "1", "12": "5"}
OSS_CODES = {"DE": "30", "FR": "31", "BE": "32", "NL": "32", "SE": "35"}
#: Reasons of credit notes for debts that were given up: no sale was taken back.
GIVEN_UP = ("write_off", "chargeback", "fraudulent")
#: Exact spreads nothing over the years before: they are closed.
FIRST_DAY = datetime(2025, 1, 1, tzinfo=ZONE)
LISTS = {
    "invoice": "invoices?include_deleted=true&",
    "credit_note": "credit_notes?include_deleted=true&",
    "transaction": "transactions?include_deleted=true&",
    "item_price": "item_prices?",
}


class SiteBooks:
    """The books of one business entity, as the site has them now."""

    def __init__(self, site, entity: str) -> None:
        books = site.get("books")
        self._accounts = {
            price["id"]: price.get("accounting_detail", {}).get("accounting_code")
            for price in _all(site.url, "item_price")
        }
        self.home = books["sellers"][entity][0]
        self.pages = books["entities"][entity]
        self.documents = {
            kind: {one["id"]: one for one in _all(site.url, kind) if _is_of(one, entity)}
            for kind in ("invoice", "credit_note", "transaction")
        }

    def currencies(self) -> list[str]:
        return sorted(self.pages)

    # --- revenue and VAT ----------------------------------------------------------------------

    def revenue(self) -> dict[tuple, list[Decimal]]:
        """(period, ledger, VAT code, currency) → [net, net in euro]; VAT's ledger is "VAT".

        One that was voided is in, and taken back when it was.
        """
        sums: dict[tuple, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
        for currency, page in self.pages.items():
            for row in page["revenue"]:
                self._add(sums, row["month"], currency, row, 1)
            for row in page["voided"]:
                # VAT is declared by the month: a void of the same month leaves nothing to declare.
                if row["month"] != row["voided_month"]:
                    self._add(sums, row["month"], currency, row, 1)
                    self._add(sums, row["voided_month"], currency, row, -1)
            for month, amount in page["round_off"].items():
                _plus(sums, (month, "8090", "0", currency), Decimal(amount), Decimal(amount))
        return _without_zeros(sums)

    def _add(self, sums: dict, month: str, currency: str, row: dict, sign: int) -> None:
        net, tax = sign * Decimal(row["net"]), sign * Decimal(row["tax"])
        local_net, local_tax = sign * Decimal(row["local_net"]), sign * Decimal(row["local_tax"])
        ledger, code = row["account"] or OTHER_REVENUE, self.vat_code(row)
        _plus(sums, (month, ledger, code, currency), net, local_net)
        _plus(sums, (month, "VAT", code, currency), tax, local_tax)

    def vat_code(self, row: dict) -> str:
        """The VAT code on which a bookkeeper books a row."""
        goods = row["account"] == GOODS
        if row["exempt_reason"] == "reverse_charge":
            return "7" if goods else "6"
        if row["exempt_reason"] == "export":
            return "8" if goods else "18"
        if row["exempt_reason"]:
            return "0"
        rate = _plain(row["tax_rate"] or "0")
        if rate == "0":
            return "10"
        at_home = row["tax_country"] == self.home
        return HOME_CODES[rate] if at_home else OSS_CODES[row["tax_country"]]

    # --- memo entries -------------------------------------------------------------------------

    def given_up(self) -> dict[tuple, list[Decimal]]:
        """(period, "4510" or "1540", currency) → [amount, in euro] of debts that were given up."""
        sums: dict[tuple, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
        for currency, page in self.pages.items():
            for row in page["given_up"]:
                for ledger, part in (("4510", "net"), ("1540", "tax")):
                    _plus(sums, (row["month"], ledger, currency), Decimal(row[part]), ZERO)
        # A memo entry books each debt as a whole: the site converts it line by line.
        for note in self.documents["credit_note"].values():
            if note.get("reason_code") in GIVEN_UP and note["status"] != "voided":
                rate = self._rate(note["reference_invoice_id"])
                month, currency = _month(note["date"]), note["currency_code"]
                tax = sum(one["amount"] for one in note.get("taxes", ()))
                net = note["total"] - tax
                for ledger, amount in (("4510", net), ("1540", tax)):
                    in_euro = (_money(amount) * rate).quantize(CENT, ROUND_HALF_UP)
                    _plus(sums, (month, ledger, currency), ZERO, in_euro)
        return _without_zeros(sums)

    def _rate(self, number: str) -> Decimal:
        """The rate printed on an invoice for its VAT, 1 on one in euro."""
        told = self.documents["invoice"][number].get("local_currency_exchange_rate")
        return Decimal(str(told or 1))

    def withheld(self) -> dict[tuple, Decimal]:
        """(period, currency) → tax that customers withheld."""
        return {
            (month, currency): Decimal(amount)
            for currency, page in self.pages.items()
            for month, amount in page["withheld"].items()
        }

    def store_credit(self) -> Decimal:
        """Store credit that may still be spent, all of it in euro."""
        left = [page["store_credits"].get("open", "0") for page in self.pages.values()]
        return sum(map(Decimal, left), ZERO)

    # --- balances -----------------------------------------------------------------------------

    def debtors(self) -> dict[tuple, Decimal]:
        """(customer, currency) → what is open, money typed in by hand not counted as paid."""
        sums: dict[tuple, Decimal] = defaultdict(Decimal)
        for currency, page in self.pages.items():
            for customer, row in page["open"].items():
                sums[customer, currency] += Decimal(row["open"]) + Decimal(row["offline"])
        return {key: amount for key, amount in sums.items() if amount}

    def clearing(self) -> dict[tuple, Decimal]:
        """(gateway account, currency, day) → what moved on it."""
        return {
            (account, currency, day): moved
            for currency, page in self.pages.items()
            for account, days in page["payments"].items()
            for day, row in days.items()
            if account != "offline"
            and (moved := Decimal(row["payments"]) - Decimal(row["refunds"]))
        }

    def gateway_account(self, transaction: str) -> str:
        return self.documents["transaction"][transaction]["gateway_account_id"]

    def unearned(self) -> dict[tuple, Decimal]:
        """(period, currency) → what the deferred ledger should hold at its end.

        The site counts from a document's month on. Exact books what a term earned before it in
        the period that earned it: until the document's month that much is held against it.
        """
        sums: dict[tuple, Decimal] = defaultdict(Decimal)
        for currency, page in self.pages.items():
            for month, amount in page["unearned"].items():
                sums[month, currency] += Decimal(amount)
        for kind, sign in (("invoice", 1), ("credit_note", -1)):
            for document in self.documents[kind].values():
                if _counts(document):
                    for month, amount in _earned_before(document):
                        sums[month, document["currency_code"]] -= sign * amount
        return sums


# --- terms ------------------------------------------------------------------------------------


def _counts(document: dict) -> bool:
    given_up = document.get("reason_code") in GIVEN_UP
    return not (document["deleted"] or document["status"] in ("pending", "voided") or given_up)


def _earned_before(document: dict):
    """Yield (month, what of the lines was earned up to its end) before the document's month."""
    first = _number(_month(document["date"]))
    for months, parts in _terms(document):
        for month in range(months[0], min(first, months[-1] + 1)):
            yield _label(month), sum(parts[: month - months[0] + 1], ZERO)
        for month in range(months[-1] + 1, first):
            yield _label(month), sum(parts, ZERO)


def _terms(document: dict):
    """Yield (months that a line's term touches, its end excluded; the amounts that they earn)."""
    for line in document["line_items"]:
        if line["date_from"] == line["date_to"]:
            continue  # What is delivered at once has no term.
        begin, end = max(_day(line["date_from"]), FIRST_DAY), _day(line["date_to"])
        # The day of its end is the first that isn't the term's any more.
        last = max(begin.toordinal(), end.toordinal() - 1)
        last_month = datetime.fromordinal(last).strftime("%Y-%m")
        months = list(range(_number(begin.strftime("%Y-%m")), _number(last_month) + 1))
        used = [
            one["applied_amount"]
            for one in document.get("line_item_credits", ())
            if one["line_item_id"] == line["id"]
        ]
        off = line.get("discount_amount", 0) + sum(used)
        if document["price_type"] == "tax_inclusive":
            off += line.get("tax_amount", 0)
        amount = _money(line["amount"] - off)
        part = (amount / len(months)).quantize(CENT, ROUND_HALF_UP)
        parts = [part] * (len(months) - 1)
        yield months, [*parts, amount - sum(parts, ZERO)]


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _label(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02}"


# --- reading ----------------------------------------------------------------------------------


def _all(url: str, kind: str) -> list[dict]:
    """Every object of a kind, deleted ones too, by the site's own API."""
    key = base64.b64encode(b"full_key:").decode()
    found, offset = [], ""
    while True:
        address = f"{url}/api/v2/{LISTS[kind]}limit=100{offset}"
        request = urllib.request.Request(address, headers={"Authorization": f"Basic {key}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            page = json.load(answer)
        found += [one[kind] for one in page["list"]]
        if "next_offset" not in page:
            return found
        offset = f"&offset={urllib.request.quote(page['next_offset'])}"


def _is_of(document: dict, entity: str) -> bool:
    return document.get("business_entity_id") == entity


def _plus(sums: dict, key: tuple, *amounts: Decimal) -> None:
    sums[key] = [old + more for old, more in zip(sums[key], amounts, strict=True)]


def _without_zeros(sums: dict) -> dict:
    return {key: amounts for key, amounts in sums.items() if any(amounts)}


def _day(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, ZONE)


def _month(seconds: int) -> str:
    return _day(seconds).strftime("%Y-%m")


def _money(minor: int) -> Decimal:
    return Decimal(minor) / 100


def _plain(rate: object) -> str:
    return f"{Decimal(str(rate)).normalize():f}"
