"""What Exact says when it refuses, in Dutch and English.

The texts that users and partners quote stand here as quoted (support pages of SpendCloud, Bookzo,
Simplicate, Streamtime, Coachview, Booking Experts, WeFact); the others follow their pattern
`Category: Caption`.
"""

from __future__ import annotations

from .errors import Refusal

NL, EN = 0, 1
LANGUAGES = {"nl": NL, "en": EN}

_NO_VAT = (
    'Een btw bedrag is niet toegestaan als u gebruikmaakt van een btw-code van het type "geen btw"',
    'A VAT amount is not allowed if you use a VAT code of the type "no VAT"',
)

TEXTS: dict[str, tuple[str, str]] = {
    "mandatory": ("Verplicht: {caption}", "Mandatory: {caption}"),
    "invalid": ("Ongeldig: {caption}", "Invalid: {caption}"),
    "invalid_empty": ("Ongeldig: {caption} []", "Invalid: {caption} []"),
    "reference": ("Ongeldige referentie: {caption}", "Invalid reference: {caption}"),
    "not_allowed": ("Niet toegestaan: {caption}", "Not allowed: {caption}"),
    "missing": ("Ontbrekend: {caption}", "Missing: {caption}"),
    "exists": ("Bestaat reeds: {caption}", "Already exists: {caption}"),
    "in_use": ("In gebruik: {caption}", "In use: {caption}"),
    "too_long": (
        "Ongeldig: {caption} (maximale lengte: {length})",
        "Invalid: {caption} (maximum length: {length})",
    ),
    "blocked": ("Geblokkeerd: {caption}", "Blocked: {caption}"),
    "cannot_delete": (
        "Kan niet verwijderen: {caption} {number} - In gebruik in: {where}",
        "Can't delete: {caption} {number} - Used in: {where}",
    ),
    "period_closed": ("Periode is afgesloten", "Period is closed"),
    "period_unknown": (
        "Onbekend: Boekjaar (Periode-datumtabel)",
        "Unknown: Financial year (Period-date table)",
    ),
    "customer_inactive": ("Klant: non-actief", "Customer: inactive"),
    "vat_amount_without_vat": _NO_VAT,
    "out_of_balance": (
        "De boeking is niet in evenwicht op: {year} / {period} (Type: {type})"
        " - Verschil: {currency} {difference}",
        "The entry is out of balance on: {year} / {period} (Type: {type})"
        " - Difference: {currency} {difference}",
    ),
    "processed": ("Reeds verwerkt", "Already processed"),
}

CAPTIONS: dict[str, tuple[str, str]] = {
    "Account": ("Relatie", "Account"),
    "AddressLine1": ("Adres", "Address"),
    "AddressLine2": ("Adres 2", "Address 2"),
    "AddressLine3": ("Adres 3", "Address 3"),
    "AmountFC": ("Bedrag", "Amount"),
    "BankEntryLines": ("Regels", "Lines"),
    "CashEntryLines": ("Regels", "Lines"),
    "ClosingBalanceFC": ("Eindsaldo", "Closing balance"),
    "Code": ("Code", "Code"),
    "CostCenter": ("Kostenplaats", "Cost center"),
    "CostUnit": ("Kostendrager", "Cost unit"),
    "Country": ("Land", "Country"),
    "Currency": ("Valuta", "Currency"),
    "CurrencyInactive": ("Valuta (non-actief)", "Currency (inactive)"),
    "Customer": ("Klant", "Customer"),
    "CustomerType": ("Klant (Type)", "Customer (Type)"),
    "Description": ("Omschrijving", "Description"),
    "Document": ("Document", "Document"),
    "Email": ("E-mail", "Email"),
    "EntryNumber": ("Boekstuknummer", "Entry number"),
    "FirstName": ("Voornaam", "First name"),
    "From": ("Van", "From"),
    "FromTo": ("Van / Tot en met", "From / To"),
    "GeneralJournalEntryLines": ("Regels", "Lines"),
    "GLAccount": ("Grootboekrekening", "G/L Account"),
    "GLAccountType": ("Grootboekrekeningtype", "G/L account type"),
    "GLAR": ("Debiteurenrekening", "Accounts receivable"),
    "Item": ("Artikel", "Item"),
    "ItemGroup": ("Artikelgroep", "Item group"),
    "Journal": ("Dagboek", "Journal"),
    "JournalCode": ("Dagboek", "Journal"),
    "JournalType": ("Dagboek (type)", "Journal (type)"),
    "Name": ("Naam", "Name"),
    "OpeningBalanceFC": ("Beginsaldo", "Opening balance"),
    "PaymentCondition": ("Betalingsconditie", "Payment condition"),
    "PaymentConditionSales": ("Betalingsconditie", "Payment condition"),
    "PaymentMethod": ("Betalingswijze", "Payment method"),
    "PaymentReference": ("Betalingskenmerk", "Payment reference"),
    "Rate": ("Wisselkoers", "Exchange rate"),
    "ReportingPeriod": ("Periode", "Period"),
    "ReportingYear": ("Boekjaar", "Financial year"),
    "SalesEntry": ("Verkoopboeking", "Sales entry"),
    "SalesEntryLines": ("Regels", "Lines"),
    "SalesVATCode": ("Btw-code", "VAT code"),
    "SearchCode": ("Zoekcode", "Search code"),
    "SourceCurrency": ("Valuta", "Currency"),
    "Status": ("Status", "Status"),
    "To": ("Tot en met", "To"),
    "Transactions": ("Financiële transacties", "Financial transactions"),
    "VATCode": ("Btw-code", "VAT code"),
    "VATNumber": ("Btw-nummer", "VAT number"),
    "VATPercentage": ("Btw-percentage", "VAT percentage"),
    "YourRef": ("Uw ref.", "Your ref."),
}


def sentence(refusal: Refusal, language: str) -> str:
    """The refusal in the language of the API's user."""
    index = LANGUAGES[language]
    words = {
        name: CAPTIONS[value][index] if value in CAPTIONS else value
        for name, value in refusal.params.items()
    }
    return TEXTS[refusal.code][index].format(**words)
