"""Quotes that were won in a CRM, as quotes of Chargebee: each once, whatever its revision.

Source: apidocs.chargebee.com, "Create a quote for a new subscription items", "Create a quote for
charge and charge items".
"""

from __future__ import annotations

from decimal import Decimal

from ....ledger import states
from ....ledger.crm import WON, CrmQuote
from ....ledger.plan import KEEP, Facts, Known, Needs, Outcome, Request
from ....ledger.problems import Conflict, Invalid, Problem
from ....ledger.text import dump, fingerprint
from ..fields import places
from . import making
from .customers import customers_of
from .rules import Rules
from .told import ACCOUNT, CONTACT, told

KIND = "quote"

_PLAN = "plan"
_CHARGE = "charge"


def place(quote: CrmQuote) -> tuple[str, str]:
    """Return where a quote stands: all its revisions in one place."""
    return KIND, f"crm_quote/{quote.number}"


def reference(quote: CrmQuote) -> str:
    """Return the line in a Chargebee quote's notes by which it is found again."""
    return f"CRM quote {quote.number}"


def needs(quote: CrmQuote, asked: Needs) -> None:
    """Ask whose the quote is, and whether it went before."""
    asked.links.add(place(quote))
    kind, external_id = quote.customer
    if kind == "contact":
        asked.records.add((CONTACT, external_id))
    elif external_id:
        making.needs(external_id, asked)


def needs_beyond(quote: CrmQuote, rules: Rules, known: Known, asked: Needs) -> None:
    """Ask for the account behind a person, the customer, and what is sold."""
    account = _account(quote, known)
    if account:
        making.needs(account, asked)
        asked.there.update(("customer", one) for one in customers_of(account, known))
    for line in quote.lines:
        asked.there.add(("item_price", _price_id(line, rules)))


def plan(quote: CrmQuote, rules: Rules, known: Known) -> list[Outcome]:
    """Return what becomes of a quote; nothing as long as it isn't won."""
    if not rules.quotes or quote.state != WON:
        return []
    link = known.links.get(place(quote))
    kind, key = place(quote)
    facts = Facts(
        title=quote.name,
        date=quote.closed or quote.date_from,
        currency=quote.currency,
        total=quote.total,
    )
    outcome = {
        "kind": kind,
        "key": key,
        "source": ("crm_quote", quote.external_id),
        "facts": facts,
        "content": _content(quote),
    }
    if rules.date_from and facts.date and facts.date < rules.date_from:
        return [Outcome(**outcome, rule="before_start")]
    if link is not None and link.state not in states.PLANNABLE:
        return _won_again(quote, link, outcome)
    made = []
    try:
        customer, made = _customer(quote, rules, known)
        request = _request(quote, customer, rules, known)
    except Problem as problem:
        return [*made, Outcome(**outcome, problem=problem)]
    after = (made[0].kind, made[0].key) if made else None
    return [*made, Outcome(**outcome, request=request, needs_link=after)]


def _content(quote):
    lines = [
        [line.product, _name(line), str(line.quantity), str(line.unit_price), str(line.discount)]
        for line in quote.lines
    ]
    return f"{quote.revision}:{fingerprint(dump([quote.currency, lines]))}"


def _won_again(quote, link, outcome):
    """Return what is said of a quote that went before: of another revision it is a conflict."""
    kept = link.decision == KEEP or link.content == outcome["content"]
    if link.state != states.POSTED or kept:
        return []
    problem = Conflict("crm_quote_won_again", quote=quote.number, revision=quote.revision)
    return [Outcome(**outcome, problem=problem)]


def _account(quote, known):
    """Return the account that a quote is for, also where it names one of its people."""
    kind, external_id = quote.customer
    if kind != "contact":
        return external_id
    contact = known.records.get((CONTACT, external_id))
    return contact.account if contact else ""


def _customer(quote, rules, known):
    """Return (customer's id, outcomes that make them). Raises Invalid when nobody can tell."""
    account = _account(quote, known)
    if not account:
        raise Invalid("crm_quote_without_account", quote=quote.number)
    customers = [
        one
        for one in customers_of(account, known)
        if (held := known.there.get(("customer", one))) and not held.deleted
    ]
    if len(customers) == 1:
        return customers[0], []
    if customers:
        raise Invalid(
            "crm_quote_customer_unclear", quote=quote.number, customers=", ".join(customers)
        )
    made = making.link(account, known)
    if made is not None and made.state == states.POSTED:
        return made.external_id, []
    if not rules.create:
        raise Invalid("crm_quote_without_customer", quote=quote.number)
    word = known.records.get((ACCOUNT, account))
    if word is None:
        raise Invalid("crm_quote_without_account", quote=quote.number)
    return making.customer_id(account), [making.outcome(told(word), rules)]


def _name(line):
    return line.product_name or line.description or line.product


def _price_id(line, rules):
    return rules.products.get(line.product, line.product)


def _request(quote, customer, rules, known):
    """Return the request of a quote: for a subscription where a plan is sold, else for charges."""
    if not quote.lines:
        raise Invalid("crm_quote_empty", quote=quote.number)
    if quote.discount or quote.discount_percent or quote.freight:
        raise Invalid("crm_quote_discount", quote=quote.number)
    sold = [(line, _price(quote, line, rules, known)) for line in quote.lines]
    plans = [price for _line, price in sold if price and price.item_type == _PLAN]
    if len(plans) > 1:
        raise Invalid(
            "crm_quote_plans", quote=quote.number, plans=", ".join(p.external_id for p in plans)
        )
    notes = f"{reference(quote)}\n{quote.name}".strip()
    if plans:
        return _subscription(quote, customer, sold, notes)
    if any(price and price.item_type != _CHARGE for _line, price in sold):
        raise Invalid("crm_quote_no_plan", quote=quote.number)
    return _charges(quote, customer, sold, notes)


def _price(quote, line, rules, known):
    """Return the item price that a line sells, None for a written-in line. Raises Invalid."""
    if not line.product:
        return None
    external_id = _price_id(line, rules)
    price = known.there.get(("item_price", external_id))
    if price is None or not price.active:
        raise Invalid(
            "crm_quote_line_unmapped", quote=quote.number, line=_name(line), product=line.product
        )
    if price.currency != quote.currency:
        raise Invalid(
            "crm_quote_currency",
            quote=quote.number,
            product=line.product,
            currency=quote.currency,
            price=price.currency,
        )
    return price


def _subscription(quote, customer, sold, notes):
    body = {"customer": customer, "name": quote.name[:100] or quote.number, "notes": notes}
    for index, (line, price) in enumerate(sold):
        if price is None:
            raise Invalid(
                "crm_quote_line_unmapped", quote=quote.number, line=_name(line), product="–"
            )
        body[f"subscription_items[item_price_id][{index}]"] = price.external_id
        body[f"subscription_items[quantity][{index}]"] = str(_quantity(quote, line))
        body[f"subscription_items[unit_price][{index}]"] = str(_unit(quote, line))
    path = f"/customers/{customer}/create_subscription_quote_for_items"
    return Request("POST", path, body, "keyed")


def _charges(quote, customer, sold, notes):
    body = {
        "customer": customer,
        "customer_id": customer,
        "currency_code": quote.currency,
        "notes": notes,
    }
    prices = [(line, price) for line, price in sold if price is not None]
    for index, (line, price) in enumerate(prices):
        body[f"item_prices[item_price_id][{index}]"] = price.external_id
        body[f"item_prices[quantity][{index}]"] = str(_quantity(quote, line))
        body[f"item_prices[unit_price][{index}]"] = str(_unit(quote, line))
    written = [line for line, price in sold if price is None]
    for index, line in enumerate(written):
        amount = line.quantity * line.unit_price - line.discount
        body[f"charges[amount][{index}]"] = str(_minor(quote, line, amount))
        body[f"charges[description][{index}]"] = _name(line)[:250]
    return Request("POST", "/quotes/create_for_charge_items_and_charges", body, "keyed")


def _quantity(quote, line):
    """Return a whole number above zero, as item prices are sold. Raises Invalid for another."""
    if line.quantity != line.quantity.to_integral_value() or line.quantity <= 0:
        raise Invalid(
            "crm_quote_quantity", quote=quote.number, line=_name(line), quantity=line.quantity
        )
    return int(line.quantity)


def _unit(quote, line):
    """Return the price of one in minor units, the line's discount taken off.

    Raises Invalid where that is no whole number: the quote's total would be another one.
    """
    total = line.quantity * line.unit_price - line.discount
    return _minor(quote, line, total / line.quantity)


def _minor(quote, line, amount: Decimal):
    minor = amount.scaleb(places(quote.currency))
    if minor != minor.to_integral_value() or minor < 0:
        raise Invalid("crm_quote_amount", quote=quote.number, line=_name(line), amount=amount)
    return int(minor)
