"""Statements of payment providers: read from a file, and brought into the books (section 4b)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import exact_world as world
import money_world as money
import pytest
from money_world import payment, refund

from odoo.addons.chargebee_connector.ledger.problems import Invalid
from odoo.addons.chargebee_connector.ledger.words import Settlement, Share
from odoo.addons.chargebee_connector.systems import settlements
from odoo.addons.chargebee_connector.systems.exact import bank_rules, rules
from odoo.addons.chargebee_connector.systems.exact.plan import needs, plan

FEES = rules.Ledger("guid-4500", "4500", "Kosten betaalprovider", 120)
TRANSIT = rules.Ledger("guid-1120", "1120", "Kruisposten", 90)
UNASSIGNED = rules.Ledger("guid-1130", "1130", "Niet toegewezen", 90)

HEAD = "payout,date,currency,type,reference,amount,fee\n"
STATEMENT = HEAD + (
    "po_1,2026-10-12,EUR,payment,txn_1,121.00,1.20\n"
    "po_1,2026-10-12,EUR,payment,pi_unknown,60.50,0.80\n"
    "po_1,2026-10-12,EUR,refund,txn_3,-48.40,\n"
    "po_1,2026-10-12,EUR,fee,,-1.50,\n"
    "po_1,2026-10-12,EUR,payout,ref 9,-129.60,\n"
)


def read(text=STATEMENT):
    return settlements.parse(text.encode(), "stripe", "gw_1")


# the file ---------------------------------------------------------------------------------------


def test_a_file_has_a_settlement_for_each_payout():
    more = STATEMENT + "po_2,2026-10-13,EUR,payout,,-10.00,\npo_2,2026-10-13,EUR,other,x,10.00,\n"
    one, two = read(more)
    assert (one["payout"], len(one["lines"]), two["payout"], len(two["lines"])) == (
        "po_1", 5, "po_2", 2,
    )  # fmt: skip
    assert settlements.identity(one) == "gw_1 po_1"
    word = settlements.settlement(one)
    assert (word.external_id, word.number, word.date) == ("gw_1 po_1", "po_1", date(2026, 10, 12))
    assert word.shares[0] == Share("payment", "txn_1", Decimal("121.00"), Decimal("1.20"))


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_orders_and_marks(separator):
    turned = (
        "\ufeffTYPE,Amount,payout,DATE,currency,reference\r\n\r\nPayment, 5.00,p,2026-10-12,eur,x"
    )
    (one,) = read(turned.replace(",", separator))
    assert (one["currency"], one["lines"]) == (
        "EUR",
        [{"type": "payment", "reference": "x", "amount": "5.00", "fee": ""}],
    )


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (",2026-10-12,EUR,payment,x,1.00,", "payout"),
        ("p,12-10-2026,EUR,payment,x,1.00,", "date"),
        ("p,2026-10-12,EURO,payment,x,1.00,", "currency"),
        ("p,2026-10-12,EUR,gift,x,1.00,", "type"),
        ('p,2026-10-12,EUR,payment,x,"1,00",', "amount"),
        ("p,2026-10-12,EUR,payment,x,1e2,", "amount"),
        ("p,2026-10-12,EUR,payment,x,NaN,", "amount"),
        ("p,2026-10-12,EUR,payment,x,-1.00,", "amount"),
        ("p,2026-10-12,EUR,refund,x,1.00,", "amount"),
        ("p,2026-10-12,EUR,payout,x,1.00,", "amount"),
        ("p,2026-10-12,EUR,payment,x,1.00,a", "fee"),
        ("p,2026-10-12", "currency"),
    ],
)
def test_a_line_that_can_not_be_understood(line, column):
    with pytest.raises(Invalid) as raised:
        read(HEAD + line)
    assert raised.value.code == "statement_line"
    assert (raised.value.params["line"], raised.value.params["column"]) == ("2", column)


def test_lines_of_a_payout_agree_on_its_day():
    with pytest.raises(Invalid) as raised:
        read(HEAD + "p,2026-10-12,EUR,fee,,1.00,\np,2026-10-13,EUR,fee,,1.00,")
    assert raised.value.params["line"] == "3"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "statement_empty"),
        (HEAD.encode(), "statement_empty"),
        (b"payout,date\n", "statement_columns"),
        (b"\xff\xfe\x00", "statement_unreadable"),
        (b'payout,"' + b"x" * 200_000, "statement_unreadable"),
    ],
)
def test_a_file_that_is_none(data, code):
    with pytest.raises(Invalid) as raised:
        settlements.parse(data, "stripe", "")
    assert raised.value.code == code


@pytest.mark.parametrize("payload", [{}, {"payout": 1}, None, {**read()[0], "date": "x"}])
def test_a_stored_one_that_is_malformed(payload):
    with pytest.raises(Invalid):
        settlements.settlement(payload)


# the entry --------------------------------------------------------------------------------------


def settlement(*shares, **fields):
    """Return the statement above, its first and third lines known as movements."""
    shares = shares or (
        Share("payment", "pi_1", Decimal("121.00"), Decimal("1.20"), "txn_1"),
        Share("payment", "pi_unknown", Decimal("60.50"), Decimal("0.80")),
        Share("refund", "re_3", Decimal("-48.40"), movement="txn_3"),
        Share("fee", "", Decimal("-1.50")),
        Share("payout", "ref 9", Decimal("-129.60")),
    )
    standard = {
        "external_id": "gw_1 po_1",
        "number": "po_1",
        "date": date(2026, 10, 12),
        "currency": "EUR",
        "gateway": "stripe",
        "gateway_account": "gw_1",
        "shares": shares,
    }
    return Settlement(**{**standard, **fields})


def route(source=bank_rules.FEE_BY_PAYOUT, date_from=None, **ledgers):
    chosen = {"fees": FEES, "transit": TRANSIT, "unassigned": UNASSIGNED, **ledgers}
    rules_of = money.route(date_from=date_from)
    return replace(rules_of, bank=replace(rules_of.bank, fee_source=source, **chosen))


def books():
    facts = money.books()
    for word in (payment(), refund("48.40", external_id="txn_3")):
        facts.records["transaction", word.external_id] = word
    return facts


def outcome(word=None, rules_of=None, facts=None):
    (found,) = plan([word or settlement()], rules_of or route(), facts or books())
    return found


def test_fees_payout_and_what_nobody_knows():
    found = outcome()
    assert (found.kind, found.key) == ("bank_entry", "settlement/gw_1 po_1")
    assert found.source == ("settlement", "gw_1 po_1")
    assert (found.request.path, found.request.repeat, found.bundle) == (
        "financialtransaction/BankEntries", "create", None,
    )  # fmt: skip
    body = found.request.body
    assert (body["JournalCode"], body["FinancialYear"], body["FinancialPeriod"]) == ("21", 2026, 10)
    lines = [
        (one["GLAccount"], one["AmountFC"], one["Description"]) for one in body["BankEntryLines"]
    ]
    assert lines == [
        ("guid-4500", "-3.50", "po_1"),
        ("guid-1130", "60.50", "po_1 pi_unknown"),
        ("guid-1120", "-129.60", "po_1 ref 9"),
    ]
    assert not any("VATCode" in one for one in body["BankEntryLines"])


def test_the_clearing_ledger_is_back_at_zero():
    """What the payments booked on their own days, and the settlement, are nothing together."""
    booked = Decimal("121.00") - Decimal("48.40")
    assert outcome().facts.total + booked == 0


def test_needs_of_a_settlement():
    asked = needs([settlement()], route())
    assert asked.records == {("transaction", "txn_1"), ("transaction", "txn_3")}
    assert ("bank_entry", "settlement/gw_1 po_1") in asked.links


def test_what_does_not_add_up_is_blocked():
    short = settlement(Share("payout", "", Decimal("-1.00")))
    found = outcome(short).problem
    assert (found.code, found.params["difference"]) == ("settlement_unbalanced", "-1.00")


@pytest.mark.parametrize(
    ("word", "code"),
    [
        (payment("120.00"), "settlement_line_differs"),
        (payment(currency="USD"), "settlement_line_differs"),
        (refund("121.00"), "settlement_line_differs"),
        (payment(status="failure"), "settlement_line_failed"),
        (payment(offline=True), "settlement_line_failed"),
    ],
)
def test_a_line_that_contradicts_its_movement(word, code):
    facts = books()
    facts.records["transaction", "txn_1"] = word
    found = outcome(facts=facts).problem
    assert (type(found).__name__, found.code) == ("Conflict", code)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"fees": None}, "fees_missing"),
        ({"transit": None}, "transit_missing"),
        ({"unassigned": None}, "unassigned_missing"),
        ({"fees": TRANSIT}, "fees_not_costs"),
        ({"source": bank_rules.FEE_BY_INVOICE}, "fees_are_costs"),
    ],
)
def test_what_a_route_lacks(changes, code):
    assert outcome(rules_of=route(**changes)).problem.code == code


def test_fees_that_come_with_an_invoice_are_parked():
    found = outcome(rules_of=route(bank_rules.FEE_BY_INVOICE, fees=TRANSIT))
    assert found.request.body["BankEntryLines"][0]["GLAccount"] == "guid-1120"


@pytest.mark.parametrize(
    ("word", "rules_of", "rule"),
    [
        (settlement(), world.route(), "payments_off"),
        (settlement(), route(date_from=date(2026, 10, 13)), "before_start"),
        (settlement(Share("other", "", Decimal("0.00"))), route(), "zero"),
    ],
)
def test_what_is_left_out(word, rules_of, rule):
    assert outcome(word, rules_of).rule == rule


def test_a_payout_of_tomorrow():
    assert outcome(settlement(date=date(2026, 10, 21))).problem.code == "date_in_future"


def test_another_account_has_another_journal():
    other = replace(money.CLEARING, code="22")
    table = money.journals(({}, money.CLEARING), ({"gateway_account": "gw_2"}, other))
    rules_of = route()
    rules_of = replace(rules_of, bank=replace(rules_of.bank, journals=table))
    found = outcome(settlement(gateway_account="gw_2"), rules_of)
    assert found.request.body["JournalCode"] == "22"
