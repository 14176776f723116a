"""What Exact says when it refuses: every sentence is a case of its own, in both languages.

The sentences are those that Exact's users and partners quote, `Category: field caption`. The
second half has the sandbox's Exact say each one that it knows as an answer to a real request.
"""

import json
from urllib.request import Request, urlopen

import pytest
from test_exact_sandbox import connect, running

from odoo.addons.chargebee_connector.ledger.problems import Refused
from odoo.addons.chargebee_connector.systems.exact import post, refusals

#: A code → sentences of Exact. The ones with "XML" come from the XML service, which is not used.
SAID = {
    "period_refused": (
        "Periode is afgesloten",
        "Period is closed",
        "Periode is afgesloten: 2026 – 10",
        "Period is closed: 2026 – 10",
        "GLTransaction: Periode is afgesloten",  # XML
    ),
    "year_unknown": (
        "Onbekend: Boekjaar (Periode-datumtabel)",
        "Unknown: Financial year (Period-date table)",
        "Unknown: Fiscal year (Period - date table)",
    ),
    "entry_number_taken": (
        "In gebruik: Boekstuknummer",
        "In use: Entry number",
        "Bestaat reeds - Boekstuknummer: 26700001, Dagboek: 700",
        "Already exists - Entry number: 26700001, Journal: 700",  # XML
    ),
    "customer_type": ("Ongeldig: Klant (Type)", "Invalid: Customer (Type)"),
    "customer_ended": (
        "Klant: non-actief",
        "Customer: inactive",
        "Geblokkeerd: Klant",
        "Blocked: Customer",
    ),
    "customer_unknown": (
        "Onbekend: Klant",
        "Unknown: Customer",
        "Ongeldige referentie: Relatie",
        "Invalid reference: Customer",
        "Verplicht: Klant",
        "Mandatory: Customer",
    ),
    "email_refused": ("Ongeldig: E-mail []", "Invalid: Email []"),
    "vat_number_refused": ("Ongeldig: Btw-nummer", "Invalid: VAT number"),
    "vat_code_unknown": (
        "Ongeldige referentie: Btw-code",
        "Invalid reference: VAT code",
        "Verplicht: Btw-code",
        "Mandatory: VAT code",
        "Geblokkeerd: Btw-code",
    ),
    "vat_percentage": ("Ongeldig: Btw-percentage []", "Invalid: VAT percentage []"),
    "vat_not_allowed": ("Niet toegestaan: Btw-code", "Not allowed: VAT code"),
    "vat_amount_not_allowed": (
        "Een btw bedrag is niet toegestaan als u gebruikmaakt van een btw-code van het type "
        '"geen btw"',
        'A VAT amount is not allowed if you use a VAT code of the type "no VAT"',
    ),
    "vat_amount_differs": (  # XML
        "Invoer 17: Het bedrag van de BTW regel met BTW code 4 komt niet overeen met het totaal "
        "aan BTW-bedragen in de grondslagregels",
        "Entry 17: The amount of the VAT line with VAT code 4 does not match the total",
    ),
    "out_of_balance": (
        "De boeking is niet in evenwicht op: 2022 / 4 (Type: 20) - Verschil: EUR -0,01",
        "The entry is out of balance on: 2022 / 4 (Type: 20) - Difference: EUR -0.01",
    ),
    "balance_refused": ("Ongeldig: Beginsaldo", "Invalid: Opening balance"),
    "payment_condition": (
        "Verplicht: Betalingsconditie",
        "Mandatory: Payment condition",
        "Ongeldige referentie: Betalingsconditie",
        "Invalid reference: Payment condition",
    ),
    "payment_term": (  # XML
        "Betalingstermijn: GLAccount=1300 Account=8 finyear=2026 finperiod=10 Niet gevonden!",
        "Payment term: GLAccount=1300 Account=8 finyear=2026 finperiod=10 Not found!",
    ),
    "journal": (
        "Verplicht: Dagboek",
        "Mandatory: Journal",
        "Ongeldig: Dagboek (type)",
        "Invalid: Journal (type)",
        "Geblokkeerd: Dagboek",
        "Blocked: Journal",
    ),
    "ledger_type": (
        "Ongeldig grootboekrekeningtype",
        "Invalid G/L account type",
        "Niet toegestaan: Grootboekrekening",
        "Not allowed: G/L Account",
    ),
    "ledger_unknown": (
        "Verplicht: Grootboekrekening",
        "Mandatory: G/L Account",
        "Mandatory: Account",
        "Ongeldige referentie: Grootboekrekening",
        "Not found: Account (8) - G/L Account: Sales",
        "Niet gevonden: Rekening (8) - Grootboekrekening: Verkoop",
    ),
    "ledger_blocked": (
        "Geblokkeerd: Grootboekrekening",
        "Blocked: G/L Account",
        "Grootboekrekening: geblokkeerd",
    ),
    "cost_center": ("Verplicht: Kostenplaats", "Mandatory: Cost center", "Invalid: Cost centre"),
    "cost_unit": ("Niet toegestaan: Kostendrager", "Not allowed: Cost unit"),
    "currency": ("Ongeldige referentie: Valuta", "Invalid reference: Currency", "Invalid: Rate"),
    "id_malformed": ("Niet herkende GUID-indeling", "Unrecognized Guid format."),
    "already_processed": ("Reeds verwerkt", "Already processed"),
    "document_type": ("Document Type not allowed", "Niet toegestaan: Documenttype"),
    "wrong_division": ("Wrong Division",),
    "used_elsewhere": (
        "Kan niet verwijderen: Relatie 58 - In gebruik in: Administraties",
        "Can't delete: Account 58 - Used in: Administrations",
    ),
    "already_exists": ("Bestaat reeds: Code", "Already exists: Code"),
    "in_use": ("In gebruik: Zoekcode", "In use: Search code"),
    "value_too_long": (
        "Ongeldig: Naam (maximale lengte: 50)",
        "Invalid: Name (maximum length: 50)",
    ),
    "file_too_large": (
        "Ongeldig: Bijlage (maximale grootte: 25 MB)",
        "Invalid: Attachment (maximum size: 25 MB)",
    ),
    "field_demanded": ("Verplicht: Naam", "Mandatory: Name", "Ontbrekend: Regels"),
    "not_allowed": ("Niet toegestaan: Van", "Not allowed: From"),
    "blocked_there": ("Geblokkeerd: Artikel", "Blocked: Item"),
    "reference_unknown": ("Ongeldige referentie: Land", "Invalid reference: Country"),
    "value_refused": ("Ongeldig: Postcode", "Invalid: Postcode"),
    "refused": ("", "Er is iets misgegaan", "Object reference not set to an instance"),
}


@pytest.mark.parametrize(
    ("code", "message"), [(code, message) for code, said in SAID.items() for message in said]
)
def test_a_sentence_is_its_case(code, message):
    assert refusals.classify(message) == code
    assert refusals.classify(message.upper()) == code
    problem = refusals.refusal(message, 500)
    assert (problem.code, problem.params["message"]) == (code, message)


def test_every_case_has_its_sentences():
    cases = {code for _pattern, code in refusals._TABLE} | {refusals.UNKNOWN}
    assert cases == set(SAID)


# Said by an Exact ---------------------------------------------------------------------------

ACCOUNTS = "crm/Accounts"
#: The sandbox's sentences by their names. Those about a field are said of a ledger.
NAMED = {
    "mandatory": "ledger_unknown",
    "invalid": "ledger_unknown",
    "invalid_empty": "ledger_unknown",
    "reference": "ledger_unknown",
    "missing": "ledger_unknown",
    "not_allowed": "ledger_type",
    "exists": "already_exists",
    "in_use": "in_use",
    "too_long": "value_too_long",
    "too_large": "file_too_large",
    "document_type_not_allowed": "document_type",
    "blocked": "ledger_blocked",
    "cannot_delete": "used_elsewhere",
    "period_closed": "period_refused",
    "period_closed_named": "period_refused",
    "period_unknown": "year_unknown",
    "fiscal_year_unknown": "year_unknown",
    "entry_exists": "entry_number_taken",
    "customer_inactive": "customer_ended",
    "vat_amount_without_vat": "vat_amount_not_allowed",
    "vat_line_differs": "vat_amount_differs",
    "out_of_balance": "out_of_balance",
    "ledger_type": "ledger_type",
    "account_not_found": "ledger_unknown",
    "guid_format": "id_malformed",
    "processed": "already_processed",
    "wrong_division": "wrong_division",
    "term_not_found": "payment_term",
}
#: Sentences about a field: every category has a case, whatever the field is called.
ABOUT_A_FIELD = (
    "mandatory",
    "invalid",
    "invalid_empty",
    "reference",
    "not_allowed",
    "missing",
    "exists",
    "in_use",
    "blocked",
    "too_long",
)
FIELDS = ("Journal", "VATCode", "PaymentCondition", "Currency", "Customer", "Email", "Whatever")


def control(url, name, **body):
    """Ask the sandbox to do something; without a body, ask what it knows."""
    data = json.dumps(body).encode() if body else None
    with urlopen(Request(f"{url}/_sandbox/{name}", data=data)) as answer:
        return json.load(answer)


@pytest.fixture(scope="module")
def exact():
    with running("--minutely", "10000", "--daily", "100000", "--error-limit", "10000") as url:
        yield url, connect(url)[0]


def refused(exact, language, status=500, **said):
    """Return the problem that a sentence is when a request is answered with it."""
    url, client = exact
    control(url, "language", language=language)
    control(url, "refuse", endpoint=ACCOUNTS, status=status, **said)
    with pytest.raises(Refused) as caught:
        post.send(client, "POST", ACCOUNTS, {"Name": "x"}, "create")
    return caught.value


def test_no_sentence_is_forgotten(exact):
    assert set(control(exact[0], "texts")) == set(NAMED)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", NAMED)
def test_a_sentence_that_exact_says(exact, name, language):
    problem = refused(exact, language, text=name)
    assert problem.code == NAMED[name]
    assert problem.params == {
        "message": control(exact[0], "texts")[name][language],
        "status": "500",
    }


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", ABOUT_A_FIELD)
def test_no_category_is_unknown(exact, name, language):
    for field in FIELDS:
        problem = refused(exact, language, text=name, params={"caption": field})
        assert problem.code != refusals.UNKNOWN, problem.params["message"]
        assert problem.code in SAID


def test_some_validation_comes_as_a_bad_request(exact):
    problem = refused(exact, "nl", text="period_closed", status=400)
    assert (problem.code, problem.params["status"]) == ("period_refused", "400")
