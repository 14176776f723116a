"""Bank entries: what moved on a payment provider's account on one day, put into one entry.

Source: Exact's REST reference, "BankEntries" and "BankEntryLines". Amounts are as the account
sees them: what came in is positive. An entry can't be changed once it stands, so what comes late
goes into another one. Neither balance is sent: both are optional, and Exact continues from the
journal's last entry. A line on the debtors' ledger with the account and, in `OurRef`, the entry
number of an invoice is matched by Exact when the amounts are exactly equal.

Our key is what each line's `Description` begins with.
"""

from datetime import date
from decimal import Decimal

from ...ledger.periods import Calendar, Period
from ...ledger.plan import Facts, Part, Request, part
from ...ledger.problems import Invalid
from ...ledger.words import ZERO
from .formats import cut, plain, stamp
from .rules import Ledger, Rules

KIND = "bank_entry"
PATH = "financialtransaction/BankEntries"
LINES = "BankEntryLines"

#: Exact's longest `Description` of a line.
DESCRIPTION_LIMIT = 60


def line(
    ledger: Ledger,
    amount: Decimal,
    day: date,
    text: str,
    account: object = None,
    our_ref: object = None,
) -> dict:
    """Return a line; `account` and `our_ref` are ids, or place holders of them."""
    body = {
        "GLAccount": ledger.id,
        "AmountFC": plain(amount),
        "Date": stamp(day),
        "Description": cut(text, DESCRIPTION_LIMIT),
    }
    if account:
        body["Account"] = account
    if our_ref:
        body["OurRef"] = our_ref
    return body


def member(journal: str, currency: str, lines: list[dict]) -> Request:
    """Return the request of what goes into an entry together with others."""
    return part({"JournalCode": journal, "Currency": currency, LINES: lines})


def bundle(journal: str, account: str, currency: str, day: date) -> tuple[str, str]:
    """Return of which entry something is a part: of a journal, an account, a currency and a day."""
    return KIND, f"{journal}/{account}/{currency}/{day.isoformat()}"


def together(key: str, parts: list[Part], rules: Rules) -> tuple[Facts, Request]:
    """Return the one entry that takes these parts, in their order.

    All of them are of one journal, account, currency and day.
    """
    first = parts[0]
    body = first.body
    period, left = open_period(first.facts.date, body["JournalCode"], rules.calendar)
    lines = [one for each in parts for one in each.body[LINES]]
    facts = Facts(
        title=key.split("/")[1],
        date=first.facts.date,
        currency=body["Currency"],
        total=sum((amount_of(one) for one in lines), ZERO),
        period=period.label,
        left=left,
    )
    return facts, Request("POST", PATH, entry(body, period, lines), "create")


def entry(body: dict, period: Period, lines: list[dict]) -> dict:
    """Return an entry's body: journal and currency of `body`, its period and its lines."""
    return {
        "JournalCode": body["JournalCode"],
        "Currency": body["Currency"],
        "FinancialYear": period.year,
        "FinancialPeriod": period.number,
        LINES: lines,
    }


def open_period(day: date, journal: str, calendar: Calendar) -> tuple[Period, str]:
    """Return the period in which money of a day is booked, and the one that it had to leave.

    It is the day's own, or the first open one after it. The lines keep their day: what was moved
    shows as a difference in time of the clearing ledger. Raises Invalid where the calendar ends.
    """
    own = calendar.find(day)
    if own is None:
        raise Invalid("year_missing", year=day.year, date=day)
    if not calendar.is_closed(journal, own):
        return own, ""
    later = calendar.next_open(journal, own)
    if later is None:
        raise Invalid("period_closed", journal=journal, period=own.label, date=day)
    return later, own.label


def amount_of(body: dict) -> Decimal:
    """Return the amount of a line that was made by `line`."""
    return Decimal(body["AmountFC"])


def turned(lines: list[dict], day: date, key: str, of: str) -> list[dict]:
    """Return lines that take back those of a movement `of`, on a day: what they were for is open.

    Their texts begin with `key`.
    """
    return [
        {
            **each,
            "AmountFC": plain(-amount_of(each)),
            "Date": stamp(day),
            "Description": cut(each["Description"].replace(of, key, 1), DESCRIPTION_LIMIT),
        }
        for each in lines
    ]
