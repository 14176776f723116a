"""The proof of money: what went through the gateways stands on Exact's clearing ledgers.

Three sides again: the billing site's payments and refunds, the connector's links, and the trial
balance.
"""

import json
from collections import defaultdict
from decimal import Decimal

from .console import say
from .demo_desk import DIVISION, Desk
from .postgres import query

ZERO = Decimal(0)
#: What people typed into Chargebee: the bank statement in Exact is where that comes from.
OFFLINE = "offline"
#: GLAccounts.Type of the ledgers behind bank journals.
BANK = 12


def show(desk: Desk) -> bool:
    """Print the comparison per currency; whether all three sides agree."""
    billed, links = _billed(desk), _links(desk)
    standing = _standing(desk)
    columns = ("Chargebee", "blocked", "posted", "Exact", "difference")
    say("\n" + f"  {'through gateways':34}" + "".join(f"{name:>16}" for name in columns))
    agrees = True
    for currency in sorted(set(billed) | set(links) | set(standing)):
        source, found = billed[currency], links[currency]
        there = standing[currency]
        left = source - found["blocked"] - found["posted"]
        difference = abs(left) + abs(found["posted"] - there)
        agrees = agrees and difference == 0
        cells = (source, found["blocked"], found["posted"], there, difference)
        say(f"  {currency:34}" + "".join(f"{str(cell):>16}" for cell in cells))
    return agrees


def _billed(desk: Desk) -> dict:
    """Payments less refunds that went through gateways, and what bounced, by currency."""
    sums = defaultdict(lambda: ZERO)
    for by_currency in desk.chargebee.get("/_sandbox/books")["entities"].values():
        for currency, books in by_currency.items():
            for gateway, days in books["payments"].items():
                if gateway != OFFLINE:
                    for day in days.values():
                        sums[currency] += Decimal(day["payments"]) - Decimal(day["refunds"])
    return sums


def _links(desk: Desk) -> dict:
    """Sums of the links of movements, by currency and state."""
    sql = f"""
        SELECT c.name AS currency, l.state, SUM(l.amount_total)::text AS total
          FROM billing_link l JOIN res_currency c ON c.id = l.currency_id
         WHERE l.route_id = {desk.route} AND l.kind = 'bank_entry'
           AND NOT COALESCE(l.aggregate, false) AND l.state <> 'skipped'
         GROUP BY 1, 2
    """
    rows = json.loads(query(desk.world.database, f"SELECT json_agg(q) FROM ({sql}) q") or "[]")
    sums = defaultdict(lambda: defaultdict(lambda: ZERO))
    for row in rows or ():
        sums[row["currency"]][row["state"]] += Decimal(row["total"])
    return sums


def _standing(desk: Desk) -> dict:
    """What stands on the ledgers of bank journals in Exact, by currency."""
    balance = desk.exact.get(f"/_sandbox/trial_balance?division={DIVISION}")
    sums = defaultdict(lambda: ZERO)
    for ledger in balance["ledgers"]:
        if ledger["type"] == BANK:
            for currency, amount in ledger["posted_fc"].items():
                sums[currency] += Decimal(amount)
    return sums
