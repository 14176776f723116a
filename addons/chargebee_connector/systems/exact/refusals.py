"""What Exact says when it refuses, in Dutch or English, and which case that is.

The language is the Exact user's. Messages are `Category: field caption`; the texts are those
that users and partners of Exact quote.
"""

import re

from ...ledger.problems import Refused

#: The words of an unknown refusal are shown as they are.
UNKNOWN = "refused"

# How the categories of messages are called in both languages, and words that vary within them.
_WRONG = "ongeldige?|invalid"
_UNKNOWN = "ongeldige referentie|invalid reference|onbekend|unknown|niet gevonden|not found"
_FORBIDDEN = "niet toegestaan|not allowed"
_MISSING = "verplicht|mandatory|ontbrekend|missing"
_EXISTS = "bestaat reeds|already exists"
_IN_USE = "in gebruik|in use"
_BLOCKED = "geblokkeerd|blocked"
_ANY = f"{_WRONG}|{_UNKNOWN}|{_FORBIDDEN}|{_MISSING}|{_BLOCKED}"
_CUSTOMER = "(klant|customer|debiteur|relatie)"
_VAT = "(btw|vat)[ -]*"
_LEDGER = "(grootboekrekening|g/l account|gl ?account)"

#: The first line that fits wins, so the narrow ones stand before the wide ones.
_TABLE = tuple(
    (re.compile(pattern, re.IGNORECASE), code)
    for pattern, code in (
        (r"maximale lengte|maximum length", "value_too_long"),
        (r"maximale grootte|maximum size", "file_too_large"),
        (r"kan niet verwijderen|can't delete", "used_elsewhere"),
        (r"periode is afgesloten|period is closed", "period_refused"),
        (rf"({_UNKNOWN}): *(boekjaar|(financial|fiscal) year)", "year_unknown"),
        (rf"({_EXISTS}|{_IN_USE}).*(boekstuknummer|entry ?number)", "entry_number_taken"),
        (rf"({_WRONG}): *{_CUSTOMER} *\(type\)", "customer_type"),
        (rf"{_CUSTOMER}: *(non-actief|inactive|not active)", "customer_ended"),
        (rf"({_BLOCKED}): *{_CUSTOMER}", "customer_ended"),
        (rf"({_WRONG}|{_UNKNOWN}|{_MISSING}): *{_CUSTOMER}", "customer_unknown"),
        (rf"({_WRONG}): *e-?mail", "email_refused"),
        (rf"({_WRONG}): *{_VAT}(nummer|number)", "vat_number_refused"),
        (rf"({_WRONG}): *{_VAT}percentage", "vat_percentage"),
        (rf"({_FORBIDDEN}): *{_VAT}code", "vat_not_allowed"),
        (rf"({_ANY}): *{_VAT}code", "vat_code_unknown"),
        (r"btw[ -]?bedrag is niet toegestaan|vat amount is not allowed", "vat_amount_not_allowed"),
        (r"bedrag van de btw[ -]?regel|amount of the vat line", "vat_amount_differs"),
        (r"niet in evenwicht|out of balance", "out_of_balance"),
        (rf"({_ANY}): *(beginsaldo|openingssaldo|opening balance)", "balance_refused"),
        (r"betalingsconditie|payment condition", "payment_condition"),
        (r"betalingstermijn|payment term", "payment_term"),
        (rf"{_LEDGER}.*({_BLOCKED})|({_BLOCKED}).*{_LEDGER}", "ledger_blocked"),
        (rf"({_WRONG}):? *({_LEDGER} *\(type\)|{_LEDGER} ?type|account type)", "ledger_type"),
        (rf"({_FORBIDDEN}): *{_LEDGER}", "ledger_type"),
        (rf"({_WRONG}|{_UNKNOWN}|{_MISSING}): *({_LEDGER}|account|rekening)\b", "ledger_unknown"),
        (r"kostenplaats|cost cent(er|re)", "cost_center"),
        (r"kostendrager|cost unit", "cost_unit"),
        (rf"({_ANY}): *(dagboek|journal)", "journal"),
        (rf"({_ANY}): *(valuta|currency|koers|(exchange )?rate)", "currency"),
        (r"document ?type not allowed", "document_type"),
        (rf"({_FORBIDDEN}): *document ?(type|soort)", "document_type"),
        (r"guid-indeling|guid format", "id_malformed"),
        (r"reeds verwerkt|already processed", "already_processed"),
        (r"wrong division|verkeerde administratie", "wrong_division"),
        # A category that is known with a field that nobody has named before.
        (_EXISTS, "already_exists"),
        (rf"({_IN_USE}):", "in_use"),
        (rf"({_MISSING}):", "field_demanded"),
        (rf"({_FORBIDDEN}):", "not_allowed"),
        (rf"({_BLOCKED}):", "blocked_there"),
        (rf"({_UNKNOWN}):", "reference_unknown"),
        (rf"({_WRONG}):", "value_refused"),
    )
)


def classify(message: str) -> str:
    """Return the case that a message of Exact tells of, UNKNOWN when nobody has seen it."""
    for pattern, code in _TABLE:
        if pattern.search(message):
            return code
    return UNKNOWN


def refusal(message: str, status: int) -> Refused:
    """Return the problem for a refusal in Exact's own words."""
    return Refused(classify(message), message=message, status=status)
