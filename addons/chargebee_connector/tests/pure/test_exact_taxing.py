"""The VAT code of a line: the row that decides, and what must hold between code and document."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import exact_world as world
import pytest
from exact_world import body, invoice, known, line, planned, problem, route, vat

from odoo.addons.chargebee_connector.ledger.mapping import Row, Table, tells_enough
from odoo.addons.chargebee_connector.systems.exact import mirror, rules, taxing

GERMAN_VAT = "DE136695976"
GOODS = rules.VatCode("7", "EU goederen", "B", Decimal(0), "L")
CHAIN = rules.VatCode("7T", "ABC-levering", "B", Decimal(0), "T")
HOME_SHIFTED = rules.VatCode("9", "Verlegd binnenland", "B", Decimal(0))
BELGIAN = rules.VatCode("32", "OSS BE 21 %", "E", Decimal(21), "", "BE")
LOCAL_GERMAN = rules.VatCode("DE19", "Duitse btw", "E", Decimal(19))


def shifted(**fields):
    """Return an invoice to a German business without VAT."""
    standard = {"vat_number": GERMAN_VAT, "country": "DE"}
    free = line("100.00", None, exemption="reverse_charge", country=fields.get("country", "DE"))
    return invoice(free, **{**standard, **fields})


def buyer(number=GERMAN_VAT, country="DE"):
    address = replace(world.customer().address, country=country)
    return known(record=world.customer(vat_number=number, address=address))


def selling(supply, *tax_rows, **changes):
    """Return rules by which everything is goods, or a service."""
    revenue = Table(rules.REVENUE, [Row(0, {}, world.REVENUE, supply=supply)])
    if tax_rows:
        changes["tax"] = world.taxes(*tax_rows)
    return route(revenue=revenue, **changes)


def code_of(document, choice, facts=None):
    return body(document, choice, facts)["SalesEntryLines"][0]["VATCode"]


# --- the row ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("match", "enough"),
    [
        ({"tax_rate": "21"}, False),
        ({"tax_rate": "21", "supply": "goods", "business_entity": "x"}, False),
        ({}, False),
        ({"document_class": "invoice"}, False),
        ({"tax_rate": "0"}, True),
        ({"tax_rate": "21", "tax_name": "BTW"}, True),
        ({"tax_rate": "21", "country": "NL"}, True),
        ({"exemption": "export"}, True),
        ({"registration": "DE123"}, True),
    ],
)
def test_a_rate_alone_is_no_key(match, enough):
    assert tells_enough(match) is enough


def test_every_part_of_the_key_decides():
    other = rules.VatCode("2X", "", "E", Decimal(21))
    facts = {
        "exemption": "",
        "registration": "NL859999999B01",
        "tax_name": "BTW",
        "tax_rate": "21",
        "country": "NL",
        "supply": "service",
        "document_class": "invoice",
        "business_entity": "be-1",
    }
    assert tuple(facts) == rules.TAX
    sold = invoice(registration="NL859999999B01", business_entity="be-1")
    for name, value in facts.items():
        if not value:
            continue
        rows = [({"country": "NL"} if name != "country" else {}, world.HIGH)]
        rows.append(({**rows[0][0], name: value}, other))
        assert code_of(sold, route(tax=world.taxes(*rows))) == "2X", name
        rows[1] = ({**rows[0][0], name: f"not {value}"}, other)
        assert code_of(sold, route(tax=world.taxes(*rows))) == "2", name


def test_the_heavier_field_wins():
    rows = (({"tax_name": "BTW", "tax_rate": "21"}, world.HIGH), ({"supply": "service"}, GOODS))
    assert code_of(invoice(), route(tax=world.taxes(*rows))) == "2"


TEMPORARY = rules.VatCode("2T", "", "E", Decimal(21))
UNTIL = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2026, 6, 30), "2"),
        (date(2026, 7, 1), "2T"),
        (world.DAY, "2T"),
        (date(2026, 12, 31), "2T"),
        (date(2027, 1, 1), "2"),
    ],
)
def test_a_row_decides_only_while_it_is_valid(day, code):
    match = {"tax_name": "BTW", "tax_rate": "21"}
    rows = [
        Row(1, match, world.HIGH),
        Row(2, match, TEMPORARY, date(2026, 7, 1), UNTIL),
    ]
    for each in (rows, rows[::-1]):
        choice = route(tax=Table(rules.TAX, each), today=date(2027, 6, 1))
        assert code_of(invoice(date=day, due_date=day), choice) == code


def test_a_row_that_is_over_is_none():
    old = Row(1, {"tax_name": "BTW"}, world.HIGH, None, date(2026, 10, 7))
    assert problem(invoice(), route(tax=Table(rules.TAX, [old])))[1] == "tax_missing"
    assert code_of(invoice(date=date(2026, 10, 7)), route(tax=Table(rules.TAX, [old]))) == "2"


def test_the_validity_goes_by_the_documents_date_not_by_today():
    new = Row(1, {"tax_name": "BTW"}, world.HIGH, world.TODAY)
    assert problem(invoice(), route(tax=Table(rules.TAX, [new])))[1] == "tax_missing"


# --- another registration of ours -------------------------------------------------------------

GERMAN_OWN = "DE811569869"


def german(**fields):
    sold = line("100.00", vat("100.00", "19", "MwSt", country="DE"), country="DE")
    return invoice(sold, registration=GERMAN_OWN, country="DE", **fields)


def test_a_foreign_registration_needs_a_row_of_its_own():
    kind, code, params = problem(german())
    assert (kind, code, params["registration"]) == ("Unmapped", "registration_missing", GERMAN_OWN)
    rows = (
        ({"tax_name": "MwSt", "tax_rate": "19", "country": "DE"}, world.GERMAN),
        ({"registration": GERMAN_OWN}, LOCAL_GERMAN),
    )
    assert code_of(german(), route(tax=world.taxes(*rows))) == "DE19"
    assert code_of(german(), route(tax=world.taxes(*rows[1:]))) == "DE19"
    assert problem(german(), route(tax=world.taxes(rows[0])))[1] == "registration_missing"


def test_codes_of_home_returns_are_closed_to_a_foreign_registration():
    oss = ({"registration": GERMAN_OWN}, world.GERMAN)
    assert problem(german(), route(tax=world.taxes(oss)))[1] == "oss_other_registration"
    listed = ({"registration": GERMAN_OWN}, world.SHIFTED)
    french = "FR40303265045"
    sold = shifted(registration=GERMAN_OWN, vat_number=french, country="FR")
    choice = route(tax=world.taxes(listed))
    assert problem(sold, choice, buyer(french, "FR"))[1] == "listing_other_registration"
    plain = ({"registration": GERMAN_OWN}, HOME_SHIFTED)
    assert code_of(sold, route(tax=world.taxes(plain)), buyer(french, "FR")) == "9"


@pytest.mark.parametrize("registration", ["", "NL859999999B01", "859999999B01"])
def test_the_home_registration_needs_none(registration):
    assert code_of(invoice(registration=registration), route()) == "2"


# --- the EU sales list ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("supply", "code", "wanted"),
    [
        ("service", world.SHIFTED, ""),
        ("", world.SHIFTED, ""),
        ("goods", GOODS, ""),
        ("goods", CHAIN, ""),
        ("service", GOODS, "S"),
        ("", CHAIN, "S"),
        ("goods", world.SHIFTED, "L/T"),
        ("service", HOME_SHIFTED, "S"),
        ("goods", HOME_SHIFTED, "L/T"),
    ],
)
def test_goods_and_services_are_listed_apart(supply, code, wanted):
    choice = selling(supply, ({"exemption": "reverse_charge"}, code))
    found = planned(shifted(), choice, buyer())
    if not wanted:
        assert found.request.body["SalesEntryLines"][0]["VATCode"] == code.code
        return
    assert found.problem.code == "listing_differs"
    assert found.problem.params["wanted"] == wanted
    assert found.problem.params["listing"] == (code.listing or "N")


def test_rows_tell_goods_from_services():
    rows = (
        ({"exemption": "reverse_charge", "supply": "goods"}, GOODS),
        ({"exemption": "reverse_charge", "supply": "service"}, world.SHIFTED),
    )
    assert code_of(shifted(), selling("goods", *rows), buyer()) == "7"
    assert code_of(shifted(), selling("", *rows), buyer()) == "6"


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("NL004495445B01", "NL"),
        ("GB980780684", "GB"),
        ("CHE107787577", "CH"),
        ("XI980780684", "XI"),  # Services to Northern Ireland leave the union.
    ],
)
def test_only_businesses_of_other_member_states_are_listed(number, country):
    document = shifted(vat_number=number, country=country)
    assert problem(document, facts=buyer(number, country))[1] == "listing_not_eu"
    unlisted = route(tax=world.taxes(({"exemption": "reverse_charge"}, HOME_SHIFTED)))
    assert code_of(document, unlisted, buyer(number, country)) == "9"


def test_goods_to_northern_ireland_are_listed():
    number = "XI980780684"
    rules_of = selling("goods", ({"exemption": "reverse_charge"}, GOODS))
    document = shifted(vat_number=number, country="XI")
    assert code_of(document, rules_of, buyer(number, "XI")) == "7"


def test_greece_is_one_country():
    number = "EL094259216"
    document = shifted(vat_number=number, country="GR")
    assert code_of(document, route(), buyer(number, "GR")) == "6"
    own = route(country="GR")
    assert problem(document, own, buyer(number, "GR"))[1] == "listing_not_eu"


def test_a_listed_code_without_reverse_charge_wants_the_number_too():
    rows = (({"exemption": "zero_rated"}, world.SHIFTED),)
    choice = route(tax=world.taxes(*rows))
    free = line("100.00", None, exemption="zero_rated", country="DE")
    sold = invoice(free, country="DE", vat_number=GERMAN_VAT)
    assert code_of(sold, choice, buyer()) == "6"
    assert problem(sold, choice, buyer("DE129274202"))[1] == "vat_number_differs"
    assert problem(replace(sold, vat_number=""), choice, buyer())[1] == "vat_number_missing"
    standing = mirror.Account(
        world.GUID, vat_number="DE129274202", country="DE", status="C", active=True
    )
    facts = buyer()
    facts.standing[world.GUID] = standing
    assert problem(sold, choice, facts)[1] == "vat_number_differs"


def test_domestic_customers_are_not_listed():
    rows = (({"exemption": "zero_rated"}, world.SHIFTED),)
    free = line("100.00", None, exemption="zero_rated")
    sold = invoice(free, vat_number="NL004495445B01")
    assert problem(sold, route(tax=world.taxes(*rows)))[1] == "listing_not_eu"


# --- One Stop Shop ----------------------------------------------------------------------------


def consumer(country="DE", rate="19", told=None):
    told = country if told is None else told
    tax = vat("100.00", rate, "MwSt", country=told)
    return invoice(line("100.00", tax, country=country), country=country)


@pytest.mark.parametrize(
    ("document", "code", "wrong"),
    [
        (consumer(), world.GERMAN, ""),
        (consumer(told=""), world.GERMAN, ""),
        (consumer("AT", "19"), world.GERMAN, "oss_country_differs"),
        (consumer("AT", "19", told=""), world.GERMAN, "oss_country_differs"),
        (consumer("NL", "19"), world.GERMAN, "oss_country_differs"),
        # The same 21 % as at home: the rate alone would never tell.
        (consumer("BE", "21"), BELGIAN, ""),
        (consumer("BE", "21"), world.HIGH, "oss_code_missing"),
        # Below the threshold the home rate is charged abroad, by the home country.
        (consumer("BE", "21", told="NL"), world.HIGH, ""),
        (consumer("NL", "21"), world.HIGH, ""),
        (consumer("GB", "21"), world.HIGH, ""),
    ],
)
def test_vat_of_another_country_goes_into_its_oss_return(document, code, wrong):
    found = planned(document, route(tax=world.taxes(({}, code))))
    assert (found.problem.code if found.problem else "") == wrong
    if not wrong:
        assert found.request.body["SalesEntryLines"][0]["VATCode"] == code.code


# --- amounts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("net", "tax", "fits"),
    [
        ("100.00", "21.00", True),
        ("100.00", "21.01", True),
        ("100.00", "20.99", True),
        ("100.00", "21.02", False),
        ("100.00", "20.98", False),
        ("100.00", "0.00", False),
        ("-100.00", "-21.01", True),
        ("-100.00", "21.00", False),
        ("0.02", "0.00", True),
        ("0.00", "0.01", True),
        ("0.00", "0.02", False),
    ],
)
def test_the_vat_is_what_the_code_makes_of_the_base(net, tax, fits):
    document = invoice(line(net, vat(net, amount=tax)), line("500.00", external_id="li_2"))
    if fits:
        assert body(document)["SalesEntryLines"][0]["VATAmountFC"] == tax
    else:
        kind, code, params = problem(document)
        assert (kind, code) == ("Invalid", "vat_of_base_differs")
        assert (params["tax"], params["base"], params["code_rate"]) == (tax, net, "21")


def test_no_vat_on_a_code_with_vat():
    """Exact would compute 21 % where the source charged none."""
    choice = route(tax=world.taxes(({"exemption": "export"}, world.HIGH)))
    free = invoice(line("100.00", None, exemption="export", country="US"), country="US")
    kind, code, params = problem(free, choice)
    assert (kind, code, params["computed"]) == ("Invalid", "vat_of_base_differs", "21.00")


@pytest.mark.parametrize(
    ("currency", "net", "tax", "fits"),
    [
        ("JPY", "1000", "210", True),
        ("JPY", "1000", "211", True),
        ("JPY", "1000", "212", False),
        ("KWD", "100.000", "21.001", True),
        ("KWD", "100.000", "21.002", False),
    ],
)
def test_the_tolerance_is_one_smallest_unit(currency, net, tax, fits):
    exponent = Decimal(net).as_tuple().exponent
    document = invoice(line(net, vat(net, amount=tax)), currency=currency)
    total = (Decimal(net) + Decimal(tax)).quantize(Decimal(1).scaleb(exponent))
    document = replace(document, total=total, tax=Decimal(tax))
    choice = route(currencies=frozenset({"JPY", "KWD"}), rate_source="exact")
    found = planned(document, choice)
    assert (found.problem.code if found.problem else "") == ("" if fits else "vat_of_base_differs")


def test_each_tax_of_a_line_has_its_own_base():
    taxes = (vat("60.00"), vat("40.00", "9"))
    found = body(invoice(line("100.00", *taxes)))["SalesEntryLines"]
    assert [(each["AmountFC"], each["VATAmountFC"]) for each in found] == [
        ("60.00", "12.60"),
        ("40.00", "3.60"),
    ]
    wrong = (vat("60.00", amount="3.60"), vat("40.00", "9"))
    assert problem(invoice(line("100.00", *wrong)))[1] == "vat_of_base_differs"


@pytest.mark.parametrize(
    ("tax", "country", "wrong"),
    [
        (replace(vat("100.00", "6", "CA Sales Tax"), local=True, country=""), "US", True),
        (replace(vat("100.00", "6", "Somewhere"), local=True, country=""), "NL", True),
        (vat("100.00", "6", "Sales Tax", country="US"), "US", True),
        (vat("100.00", "6", "Sales Tax", country=""), "US", True),
        (replace(vat("100.00", "0", "CA Sales Tax"), local=True, country=""), "US", False),
    ],
)
def test_sales_tax_is_no_vat(tax, country, wrong):
    choice = route(tax=world.taxes(({"tax_rate": "0"}, world.NONE), ({}, world.HIGH)))
    document = invoice(line("100.00", tax, country=country), country=country)
    found = planned(document, choice)
    assert (found.problem.code if found.problem else "") == ("local_tax" if wrong else "")


def test_a_state_and_a_county_on_one_base():
    taxes = (
        replace(vat("100.00", "4", "State"), local=True),
        replace(vat("100.00", "2", "County"), local=True),
    )
    assert problem(invoice(line("100.00", *taxes)))[1] == "overlapping_taxes"


# --- what is posted already (I7) --------------------------------------------------------------

POSTED = {("sales_entry", "INV-1"): world.POSTED}


def test_a_posted_document_is_judged_as_if_its_period_were_open():
    """The VAT number usually changes after the month was closed."""
    facts = known(link=world.POSTED)
    closed = route(calendar=world.calendar([(2026, 10)]))
    assert problem(invoice(), closed, facts)[1] == "vat_return_differs"
    facts.links.update(POSTED)
    assert planned(invoice(), closed, facts).request is not None


def test_every_problem_of_vat_makes_a_posted_document_unfit():
    facts = buyer("DE129274202")
    facts.links.update(POSTED)
    assert problem(shifted(), facts=facts)[1] in taxing.PROBLEMS
    assert problem(invoice(currency="CHF"), facts=facts)[1] not in taxing.PROBLEMS
