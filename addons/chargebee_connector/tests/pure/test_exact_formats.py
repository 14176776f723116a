"""Exact's own spellings: dates, codes, limits, VAT numbers, refusals."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from odoo.addons.chargebee_connector.systems.exact import formats, vat
from odoo.addons.chargebee_connector.systems.exact.limits import exhausted, limits
from odoo.addons.chargebee_connector.systems.exact.refusals import classify, refusal


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("/Date(1351209600000)/", date(2012, 10, 26)),
        ("/Date(1382667872203)/", date(2013, 10, 25)),
        ("/Date(1767225599999)/", date(2025, 12, 31)),
        ("/Date(1767225600000)/", date(2026, 1, 1)),
        ("/Date(-86400000)/", date(1969, 12, 31)),
        ("/Date(1767225600000+0100)/", date(2026, 1, 1)),
        (None, None),
        ("", None),
    ],
)
def test_day(value, expected):
    assert formats.day(value) == expected


def test_an_odd_date_is_an_error():
    with pytest.raises(ValueError):
        formats.day("2026-01-01")


def test_stamps_are_midnight_without_a_zone():
    assert formats.stamp(date(2026, 1, 1)) == "2026-01-01T00:00:00"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("                 8", "8"), ("02 ", "02"), ("NL ", "NL"), (None, ""), (14, "14")],
)
def test_padding_is_stripped(value, expected):
    assert formats.text(value) == expected


@pytest.mark.parametrize(("value", "expected"), [("{A-B}", "a-b"), (None, ""), (" a-b ", "a-b")])
def test_guid(value, expected):
    assert formats.guid(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(9075, "9075"), (Decimal("50.8"), "50.8"), ("1.5", "1.5"), (None, None)]
)
def test_number(value, expected):
    assert formats.number(value) == (None if expected is None else Decimal(expected))


def test_literals():
    assert formats.quote("O'Brien") == "'O''Brien'"
    assert formats.any_of("YourRef", ["a", "b'c"]) == "YourRef eq 'a' or YourRef eq 'b''c'"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("100.00", "100.00"), ("1E+3", "1000"), ("-0.00", "0.00"), ("1E-7", "0.0000001")],
)
def test_plain(value, expected):
    assert formats.plain(Decimal(value)) == expected


NOW = datetime(2026, 11, 22, 2, 1, 49, tzinfo=timezone.utc)
MINUTE = {
    "X-RateLimit-Minutely-Limit": "60",
    "X-RateLimit-Minutely-Remaining": "0",
    "X-RateLimit-Minutely-Reset": str(int(NOW.timestamp() + 11) * 1000),
}
DAY = {
    "X-RateLimit-Limit": "5000",
    "X-RateLimit-Remaining": "0",
    "X-RateLimit-Reset": str(int(NOW.timestamp() + 7200) * 1000),
}


#: An endpoint that is closed for an hour after ten failed calls says so by the minute's headers.
BLOCKED = {**MINUTE, "X-RateLimit-Minutely-Reset": str(int(NOW.timestamp() + 3600) * 1000)}


def test_limits():
    minute, day = limits({**MINUTE, **DAY})
    assert minute == ("minute", 60, 0, NOW + timedelta(seconds=11))
    assert day == ("day", 5000, 0, NOW + timedelta(seconds=7200))
    assert limits({}) == []
    assert limits({"X-RateLimit-Remaining": "7"}) == [("day", None, 7, None)]
    assert limits({"X-RateLimit-Remaining": "odd"}) == []


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (MINUTE, ("minute", 12)),
        (DAY, ("day", 7201)),
        ({**MINUTE, **DAY}, ("day", 7201)),
        ({**MINUTE, **DAY, "X-RateLimit-Remaining": "9"}, ("minute", 12)),
        ({**MINUTE, "X-RateLimit-Minutely-Remaining": "49"}, ("minute", 12)),
        ({}, ("minute", 60)),
        (BLOCKED, ("errors", 3601)),
        ({"X-RateLimit-Remaining": "0"}, ("day", 3600)),
    ],
)
def test_exhausted(headers, expected):
    assert exhausted(headers, NOW) == expected


@pytest.mark.parametrize(
    ("number", "country", "expected"),
    [
        ("NL004495445B01", "NL", ("NL004495445B01", "")),
        ("nl 0044.95.445.b01", "", ("NL004495445B01", "")),
        ("004495445B01", "NL", ("NL004495445B01", "")),
        ("123456789B13", "NL", ("NL123456789B13", "")),
        ("NL004495446B01", "NL", ("NL004495446B01", "checksum")),
        ("NL12345678B1", "NL", ("NL12345678B1", "form")),
        ("BE428759497", "BE", ("BE0428759497", "")),
        ("BE0123", "BE", ("BE0123", "length")),
        ("EL123456783", "GR", ("EL123456783", "")),
        ("GR123456783", "GR", ("EL123456783", "")),
        ("123456783", "GR", ("EL123456783", "")),
        ("XI110305878", "", ("XI110305878", "")),
        ("110305878", "XI", ("XI110305878", "")),
        ("980780684", "GB", ("GB980780684", "")),
        ("DE136695976", "NL", ("DE136695976", "")),
        ("12-3456789", "US", ("123456789", "")),
        ("T1234567890123", "JP", ("T1234567890123", "")),
        ("anything", "", ("ANYTHING", "")),
        ("", "NL", ("", "")),
    ],
)
def test_vat_numbers(number, country, expected):
    assert vat.check(number, country) == expected


#: A right number of each country that is checked.
RIGHT = {
    "AT": "ATU13585627",
    "BE": "BE0403019261",
    "BG": "BG175074752",
    "CY": "CY10259033P",
    "CZ": "CZ25123891",
    "DE": "DE136695976",
    "DK": "DK13585628",
    "EE": "EE100931558",
    "ES": "ESB58378431",
    "FI": "FI20774740",
    "FR": "FR40303265045",
    "GR": "EL094259216",
    "HR": "HR33392005961",
    "HU": "HU12892312",
    "IE": "IE6433435F",
    "IT": "IT00743110157",
    "LT": "LT119511515",
    "LU": "LU15027442",
    "LV": "LV40003521600",
    "MT": "MT11679112",
    "NL": "NL004495445B01",
    "PL": "PL8567346215",
    "PT": "PT501964843",
    "RO": "RO18547290",
    "SE": "SE123456789701",
    "SI": "SI50223054",
    "SK": "SK2022749619",
    "GB": "GB980780684",
    "CH": "CHE107787577",
    "NO": "NO995525828",
}


def test_every_country_that_is_checked():
    assert set(RIGHT) == vat._CHECKED | set(vat._REGISTERED)


@pytest.mark.parametrize(("country", "number"), RIGHT.items())
def test_a_right_number_of_each_country(country, number):
    prefix = "CHE" if country == "CH" else number[:2]
    plain = number.removeprefix(prefix)
    assert vat.check(number, "") == (number, "")
    assert vat.check(number, country) == (number, "")
    assert vat.check(f" {prefix.lower()}-{plain} ", "NL") == (number, "")
    assert vat.check(plain, country) == (number, "")


@pytest.mark.parametrize(("country", "number"), RIGHT.items())
def test_a_wrong_digit_is_found_in_each_country(country, number):
    """Some digits stand outside of the check; one of the last three is under it everywhere."""
    digits = [at for at, letter in enumerate(number) if letter.isdigit()]
    changed = [
        number[:at] + str((int(number[at]) + step) % 10) + number[at + 1 :]
        for at in digits[-3:]
        for step in (1, 2, 5)
    ]
    assert any(vat.check(each, country)[1] for each in changed)


@pytest.mark.parametrize("cut", [1, 2])
@pytest.mark.parametrize(
    # Romanian numbers come in many lengths: what is left is right again.
    ("country", "number"),
    [each for each in RIGHT.items() if each[0] != "RO"],
)
def test_a_number_cut_short_is_found_in_each_country(country, number, cut):
    assert vat.check(number[:-cut], country)[1]


@pytest.mark.parametrize(
    ("number", "country", "expected"),
    [
        ("CHE-107.787.577 MWST", "CH", ("CHE107787577MWST", "")),
        ("107.787.577 IVA", "CH", ("CHE107787577IVA", "")),
        ("CHE-107.787.578 MWST", "CH", ("CHE107787578MWST", "checksum")),
        ("CHE-107.787.577 USt", "CH", ("CHE107787577UST", "form")),
        ("NO 995 525 828 MVA", "SE", ("NO995525828MVA", "")),
        ("995525828", "NO", ("NO995525828", "")),
        ("NO 995 525 829 MVA", "NO", ("NO995525829MVA", "checksum")),
        ("995525828 VAT", "NO", ("995525828VAT", "form")),
        ("DE136695976", "CH", ("DE136695976", "")),
        ("CHANGE", "US", ("CHANGE", "")),
        ("NONE", "US", ("NONE", "")),
    ],
)
def test_switzerland_and_norway(number, country, expected):
    assert vat.check(number, country) == expected


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("Periode is afgesloten: 2026 – 2", "period_refused"),
        ("Period is closed", "period_refused"),
        ("Unknown: Financial year (Period-date table)", "year_unknown"),
        ("Unknown: Fiscal year (Period - date table)", "year_unknown"),
        ("In gebruik: Boekstuknummer", "entry_number_taken"),
        ("Already exists - Entry number: 1, Journal: 700", "entry_number_taken"),
        ("Ongeldig: Klant (Type)", "customer_type"),
        ("Invalid: Customer (Type)", "customer_type"),
        ("Klant: non-actief", "customer_ended"),
        ("Geblokkeerd: Klant", "customer_ended"),
        ("Invalid: Email []", "email_refused"),
        ("Ongeldige referentie: Btw-code", "vat_code_unknown"),
        ("Ongeldig: Btw-percentage []", "vat_percentage"),
        ("Invalid: VAT percentage []", "vat_percentage"),
        ("Niet toegestaan: Btw-code", "vat_not_allowed"),
        (
            "Een btw bedrag is niet toegestaan als u gebruikmaakt van een btw-code van het type "
            '"geen btw"',
            "vat_amount_not_allowed",
        ),
        (
            "Invoer 17: Het bedrag van de BTW regel met BTW code 4 komt niet overeen",
            "vat_amount_differs",
        ),
        ("De boeking is niet in evenwicht op: 2022 / 4 - Verschil: EUR -0,01", "out_of_balance"),
        ("The entry is out of balance on: 2022 / 4", "out_of_balance"),
        ("Verplicht: Betalingsconditie", "payment_condition"),
        ("Ongeldige referentie: Betalingsconditie", "payment_condition"),
        ("Mandatory: Payment condition", "payment_condition"),
        ("Verplicht: Dagboek", "journal"),
        ("Ongeldig: Dagboek (type)", "journal"),
        ("Invalid: Journal (type)", "journal"),
        ("Ongeldig grootboekrekeningtype", "ledger_type"),
        ("Ongeldig: Grootboekrekeningtype", "ledger_type"),
        ("Mandatory: Account", "ledger_unknown"),
        ("Not found: Account (..) - G/L Account: Sales", "ledger_unknown"),
        ("Ongeldige referentie: Grootboekrekening", "ledger_unknown"),
        ("Grootboekrekening: geblokkeerd", "ledger_blocked"),
        ("Verplicht: Kostenplaats", "cost_center"),
        ("Mandatory: Cost unit", "cost_unit"),
        ("Ongeldig: Btw-nummer", "vat_number_refused"),
        ("Invalid: VAT number", "vat_number_refused"),
        ("Ongeldige referentie: Valuta", "currency"),
        ("Niet toegestaan: Valuta", "currency"),
        ("Niet herkende GUID-indeling", "id_malformed"),
        ("Unrecognized Guid format.", "id_malformed"),
        ("Reeds verwerkt", "already_processed"),
        ("Already exists: Code", "already_exists"),
        ("Wrong Division", "wrong_division"),
        ("Verplicht: Naam", "field_demanded"),
        ("Something nobody has seen", "refused"),
    ],
)
def test_refusals(message, code):
    assert classify(message) == code
    found = refusal(message, 500)
    assert (found.code, found.params["message"]) == (code, message)
