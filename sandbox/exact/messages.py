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
_VAT_DIFFERS = (
    "Invoer {line}: Het bedrag van de BTW regel met BTW code {vat_code} komt niet overeen met het"
    " totaal aan BTW-bedragen in de grondslagregels",
    "Entry {line}: The amount of the VAT line with VAT code {vat_code} does not match the total of"
    " the VAT amounts in the base lines",
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
    "too_large": (
        "Ongeldig: {caption} (maximale grootte: {size} MB)",
        "Invalid: {caption} (maximum size: {size} MB)",
    ),
    "document_type_not_allowed": ("Document Type not allowed", "Document Type not allowed"),
    "blocked": ("Geblokkeerd: {caption}", "Blocked: {caption}"),
    "cannot_delete": (
        "Kan niet verwijderen: {caption} {number} - In gebruik in: {where}",
        "Can't delete: {caption} {number} - Used in: {where}",
    ),
    "period_closed": ("Periode is afgesloten", "Period is closed"),
    "period_closed_named": (
        "Periode is afgesloten: {year} – {period}",
        "Period is closed: {year} – {period}",
    ),
    "period_unknown": (
        "Onbekend: Boekjaar (Periode-datumtabel)",
        "Unknown: Financial year (Period-date table)",
    ),
    "fiscal_year_unknown": (
        "Onbekend: Boekjaar (Periode - datumtabel)",
        "Unknown: Fiscal year (Period - date table)",
    ),
    "entry_exists": (
        "Bestaat reeds - Boekstuknummer: {number}, Dagboek: {journal}",
        "Already exists - Entry number: {number}, Journal: {journal}",
    ),
    "customer_inactive": ("Klant: non-actief", "Customer: inactive"),
    "vat_amount_without_vat": _NO_VAT,
    "vat_line_differs": _VAT_DIFFERS,
    "out_of_balance": (
        "De boeking is niet in evenwicht op: {year} / {period} (Type: {type})"
        " - Verschil: {currency} {difference}",
        "The entry is out of balance on: {year} / {period} (Type: {type})"
        " - Difference: {currency} {difference}",
    ),
    "ledger_type": ("Ongeldig grootboekrekeningtype", "Invalid G/L account type"),
    "account_not_found": (
        "Niet gevonden: Rekening ({number}) - Grootboekrekening: Verkoop",
        "Not found: Account ({number}) - G/L Account: Sales",
    ),
    "guid_format": ("Niet herkende GUID-indeling", "Unrecognized Guid format."),
    "processed": ("Reeds verwerkt", "Already processed"),
    "wrong_division": ("Wrong Division", "Wrong Division"),
    "term_not_found": (
        "Betalingstermijn: GLAccount={ledger} Account={number} finyear={year}"
        " finperiod={period} Niet gevonden!",
        "Payment term: GLAccount={ledger} Account={number} finyear={year}"
        " finperiod={period} Not found!",
    ),
}
# What the gaps of a sentence are filled with where a control call orders it without.
SAMPLES = {
    "caption": "GLAccount",
    "length": "60",
    "size": "25",
    "number": "26700001",
    "where": "SalesEntry",
    "year": "2026",
    "period": "10",
    "type": "20",
    "currency": "EUR",
    "difference": "-0,01",
    "journal": "70",
    "ledger": "1300",
    "vat_code": "2",
    "line": "17",
}

CAPTIONS: dict[str, tuple[str, str]] = {
    "Account": ("Relatie", "Account"),
    "AddressLine1": ("Adres", "Address"),
    "AddressLine2": ("Adres 2", "Address 2"),
    "AddressLine3": ("Adres 3", "Address 3"),
    "AmountFC": ("Bedrag", "Amount"),
    "Attachment": ("Bijlage", "Attachment"),
    "BankAccount": ("Bankrekening", "Bank account"),
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
    "DocumentType": ("Documenttype", "Document type"),
    "Email": ("E-mail", "Email"),
    "EntryNumber": ("Boekstuknummer", "Entry number"),
    "FileName": ("Bestandsnaam", "File name"),
    "FileType": ("Bestandstype", "File type"),
    "FirstName": ("Voornaam", "First name"),
    "From": ("Van", "From"),
    "FromTo": ("Van / Tot en met", "From / To"),
    "GeneralJournalEntryLines": ("Regels", "Lines"),
    "GLAccount": ("Grootboekrekening", "G/L Account"),
    "GLAccountType": ("Grootboekrekeningtype", "G/L account type"),
    "GLAR": ("Debiteurenrekening", "Accounts receivable"),
    "InvoiceType": ("Factuur (type)", "Invoice (type)"),
    "Item": ("Artikel", "Item"),
    "ItemGroup": ("Artikelgroep", "Item group"),
    "Journal": ("Dagboek", "Journal"),
    "JournalCode": ("Dagboek", "Journal"),
    "JournalType": ("Dagboek (type)", "Journal (type)"),
    "Name": ("Naam", "Name"),
    "OrderedBy": ("Besteld door", "Ordered by"),
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
    "SalesInvoice": ("Verkoopfactuur", "Sales invoice"),
    "SalesInvoiceLines": ("Regels", "Lines"),
    "SalesVATCode": ("Btw-code", "VAT code"),
    "SearchCode": ("Zoekcode", "Search code"),
    "SourceCurrency": ("Valuta", "Currency"),
    "Status": ("Status", "Status"),
    "Subject": ("Onderwerp", "Subject"),
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
