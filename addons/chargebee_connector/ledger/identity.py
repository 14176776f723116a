"""When two names, numbers or codes mean the same: for matching, never for booking."""

import re
import unicodedata

_NOT_ALNUM = re.compile(r"[^0-9A-Z]")
_LEGAL_FORMS = re.compile(
    r"\b(b ?v ?b ?a|b ?v|n ?v|v ?o ?f|gmbh|ag|sarl|sas|sa|ltd|limited|inc|llc|plc)\b"
)
_NOT_WORD = re.compile(r"[^\w]+")


def vat(number):
    """Return a VAT number in upper case without blanks, dots and dashes; "" when empty."""
    return _NOT_ALNUM.sub("", (number or "").upper())


def name(text):
    """Return a name's likeness: no case, accents, punctuation and legal form."""
    text = unicodedata.normalize("NFKD", text or "")
    text = "".join(char for char in text if not unicodedata.combining(char)).casefold()
    text = _NOT_WORD.sub(" ", text)
    return " ".join(_LEGAL_FORMS.sub(" ", text).split())


def postcode(text):
    """Return a postcode in upper case without blanks and dashes."""
    return _NOT_ALNUM.sub("", (text or "").upper())


def email(text):
    """Return an e-mail address in lower case without surrounding blanks."""
    return (text or "").strip().casefold()


def register(number):
    """Return a number of a register of companies without blanks, dots and leading zeros."""
    return _NOT_ALNUM.sub("", (number or "").upper()).lstrip("0")
