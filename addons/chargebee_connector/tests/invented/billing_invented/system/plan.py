"""The invented system's things as words of the ledger, and words as what it makes of them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.addons.chargebee_connector.ledger.gates import check_sums, is_zero, skip_rule
from odoo.addons.chargebee_connector.ledger.mapping import Table
from odoo.addons.chargebee_connector.ledger.plan import Facts, Needs, Outcome, Request, ref
from odoo.addons.chargebee_connector.ledger.problems import Invalid, Problem, Unmapped
from odoo.addons.chargebee_connector.ledger.words import Customer, Document, Line, Tax

PARTY, PAPER = "invented_party", "invented_paper"
_PLACES = {"customer": PARTY, "invoice": PAPER}


@dataclass(frozen=True, slots=True)
class Rules:
    site: str
    ledgers: Table
    date_from: date | None
    business_entity: str


def read(kind, thing):
    try:
        if kind == "customer":
            return Customer(thing["id"], company=thing["name"])
        lines = [_line(number, line) for number, line in enumerate(thing["lines"])]
        return Document(
            kind,
            thing["id"],
            thing["customer"],
            "final",
            thing["currency"],
            Decimal(thing["total"]),
            sum(line.tax for line in lines),
            date.fromisoformat(thing["date"]),
            lines=tuple(lines),
        )
    except (KeyError, TypeError, ArithmeticError, ValueError) as error:
        raise Invalid("payload_malformed") from error


def _line(number, line):
    net, rate, tax = (Decimal(line[name]) for name in ("net", "rate", "tax"))
    return Line(str(number), line["text"], net, (Tax("VAT", rate, net, tax),))


def place(kind, external_id):
    return (_PLACES[kind], external_id) if kind in _PLACES else None


def needs(words):
    asked = Needs()
    for word in words:
        if isinstance(word, Document):
            asked.records.add(("customer", word.customer))
            asked.links.add((PARTY, word.customer))
    return asked


def plan(words, rules, known):
    """Return outcomes: a customer is made when a document asks for it, and never changed."""
    outcomes = []
    for word in words:
        key = word.external_id
        ours = {"ours": f"{rules.site}|{key}"}
        if isinstance(word, Document):
            outcomes.append(_paper(word, ours, rules))
        elif isinstance(word, Customer) and (PARTY, key) in known.links:
            request = Request("POST", f"/{PARTY}", {**ours, "name": word.name}, "create")
            facts = Facts(word.name)
            outcomes.append(Outcome(PARTY, key, ("customer", key), facts, request))
    return outcomes


def _paper(document, ours, rules):
    here = (PAPER, document.external_id, (document.kind, document.external_id))
    facts = Facts("", document.date, document.currency, document.total, document.tax)
    rule = skip_rule(document, rules.date_from, rules.business_entity)
    rule = rule or ("zero" if is_zero(document) else "")
    if rule:
        return Outcome(*here, facts, rule=rule)
    try:
        check_sums(document)
        body = {
            **ours,
            "party": ref(PARTY, document.customer),
            "total": document.total,
            "currency": document.currency,
            "lines": [_booked(line, document, rules) for line in document.lines],
        }
    except Problem as problem:
        return Outcome(*here, facts, problem=problem)
    request = Request("POST", f"/{PAPER}", body, "create")
    return Outcome(*here, facts, request, needs_link=(PARTY, document.customer))


def _booked(line, document, rules):
    row = rules.ledgers.choose({"item_price": line.price, "currency": document.currency})
    if row is None:
        raise Unmapped("invented_ledger_missing", text=line.description)
    return {"ledger": row.target, "text": line.description, "net": line.net, "tax": line.tax}
