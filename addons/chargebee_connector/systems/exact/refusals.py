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
_UNKNOWN = "ongeldige referentie|invalid reference|onbekend|unknown"
_FORBIDDEN = "niet toegestaan|not allowed"
_MISSING = "verplicht|mandatory|ontbrekend|missing"
_TAKEN = "in gebruik|in use|bestaat reeds|already exists"
_VAT = "(btw|vat)[ -]*"
_LEDGER = "(grootboekrekening|g/l account|gl ?account)"

#: The first line that fits wins, so the narrow ones stand before the wide ones.
_TABLE = tuple(
    (re.compile(pattern, re.IGNORECASE), code)
    for pattern, code in (
        (r"periode is afgesloten|period is closed", "period_refused"),
        (r"(onbekend|unknown): *(boekjaar|(financial|fiscal) year)", "year_unknown"),
        (rf"({_TAKEN}).*(boekstuknummer|entry ?number)", "entry_number_taken"),
        (rf"({_WRONG}): *(klant|customer|debiteur) *\(type\)", "customer_type"),
        (r"(klant|customer|debiteur): *(non-actief|inactive|not active)", "customer_ended"),
        (r"(geblokkeerd|blocked): *(klant|customer|debiteur)", "customer_ended"),
        (rf"({_WRONG}): *e-?mail", "email_refused"),
        (rf"({_WRONG}): *{_VAT}(nummer|number)", "vat_number_refused"),
        (rf"({_UNKNOWN}): *{_VAT}code", "vat_code_unknown"),
        (rf"({_WRONG}): *{_VAT}percentage", "vat_percentage"),
        (rf"({_FORBIDDEN}): *{_VAT}code", "vat_not_allowed"),
        (r"btw[ -]?bedrag is niet toegestaan|vat amount is not allowed", "vat_amount_not_allowed"),
        (r"bedrag van de btw[ -]?regel|amount of the vat line", "vat_amount_differs"),
        (r"niet in evenwicht|out of balance", "out_of_balance"),
        (r"betalingsconditie|payment condition", "payment_condition"),
        (rf"{_LEDGER}.*(geblokkeerd|blocked)|(geblokkeerd|blocked).*{_LEDGER}", "ledger_blocked"),
        (rf"({_WRONG}):? *({_LEDGER} *\(type\)|{_LEDGER} ?type|account type)", "ledger_type"),
        (rf"({_WRONG}|{_UNKNOWN}|{_MISSING}): *({_LEDGER}|account)", "ledger_unknown"),
        (r"not found: *account .*g/l account", "ledger_unknown"),
        (r"kostenplaats|cost cent(er|re)", "cost_center"),
        (r"kostendrager|cost unit", "cost_unit"),
        (rf"({_WRONG}|{_UNKNOWN}|{_MISSING}): *(dagboek|journal)", "journal"),
        (rf"({_WRONG}|{_UNKNOWN}|{_MISSING}|{_FORBIDDEN}): *(valuta|currency)", "currency"),
        (r"guid-indeling|guid format", "id_malformed"),
        (r"reeds verwerkt|already processed", "already_processed"),
        (r"bestaat reeds|already exists", "already_exists"),
        (r"wrong division|verkeerde administratie", "wrong_division"),
        (rf"({_MISSING}):", "field_demanded"),
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
