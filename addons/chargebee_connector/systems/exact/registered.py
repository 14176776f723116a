"""Whether a buyer's VAT number is registered, as VIES said: before VAT is left to the buyer.

Nothing is asked here: a document whose answer is missing or old waits, and a step of its own asks.
"""

from ...ledger.plan import Known, Needs
from ...ledger.problems import Invalid, Waiting
from ...ledger.words import Document
from . import checks, vat
from .rules import Rules


def needs(document: Document, rules: Rules, asked: Needs) -> None:
    """Ask what is known of the number under which an invoice is reverse-charged."""
    number = _number(document, rules)
    if number:
        asked.vat_numbers.add(number)


def check(document: Document, rules: Rules, known: Known) -> None:
    """Raise Waiting until an invoice's number was looked up lately, Invalid when it isn't valid.

    A credit note goes in any case: what was sold under a number that died since may be credited.
    """
    number = _number(document, rules)
    if not number:
        return
    if not vat.home(number, document.country):
        raise Invalid("vies_not_covered", number=number)
    answer = known.vat_checks.get(number)
    if answer is None or (rules.today - answer[1]).days > rules.lookup.days:
        raise Waiting("vies_first", number=number)
    if not answer[0]:
        raise Invalid("vat_number_unregistered", number=number, date=answer[1])


def _number(document: Document, rules: Rules) -> str:
    """Return the number to look up, "" for none: only the union's (and Northern Ireland's) are."""
    if rules.lookup is None or document.kind != "invoice":
        return ""
    if not any(line.exemption == checks.REVERSE_CHARGE for line in document.lines):
        return ""
    number, wrong = vat.check(document.vat_number, document.country)
    home = vat.home(document.vat_number, document.country)
    asked = not home or vat.is_union(home, goods=True)
    return number if number and not wrong and asked else ""
