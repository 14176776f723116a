"""Movements of money as bank entries."""

from ...ledger.gates import skip_rule
from ...ledger.plan import Facts, Known, Needs, Outcome
from ...ledger.words import Transaction
from .places import place_of
from .rules import Rules


def needs(transaction: Transaction, rules: Rules, asked: Needs) -> None:
    """Ask for the transaction's own link."""
    asked.links.add(place_of(transaction))


def plan(transaction: Transaction, rules: Rules, known: Known) -> list[Outcome]:
    """Return the outcome of what is not posted yet."""
    kind, key = place_of(transaction)
    rule = skip_rule(transaction, rules.date_from, rules.business_entity)
    if not rule:
        rule = "not_yet_posted"
    facts = Facts("", transaction.date, transaction.currency, transaction.amount)
    return [Outcome(kind, key, ("transaction", transaction.external_id), facts, rule=rule)]
