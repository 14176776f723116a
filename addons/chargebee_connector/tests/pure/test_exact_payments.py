"""Movements of money, row by row of a bookkeeper's table (T1 to T12)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import exact_world as world
import money_world as money
import pytest
from credit_world import credit, credit_note
from exact_world import invoice, line
from money_world import (
    ADVANCE,
    BANK,
    books,
    credited,
    first,
    journals,
    lines,
    payment,
    refund,
    route,
    stopped,
    used,
    with_payment,
)

from odoo.addons.chargebee_connector.ledger.plan import LinkNow, Made, Needs, Part
from odoo.addons.chargebee_connector.ledger.problems import Invalid
from odoo.addons.chargebee_connector.ledger.words import WriteOff
from odoo.addons.chargebee_connector.systems.exact import bank, bank_rules, payments
from odoo.addons.chargebee_connector.systems.exact.customer_rules import (
    DEBTOR,
    CustomerRules,
    Debtor,
)
from odoo.addons.chargebee_connector.systems.exact.memo_rules import MemoRules
from odoo.addons.chargebee_connector.systems.exact.plan import needs, needs_beyond, plan

AR = "guid-1300"
SMALL = credit_note(credit("17.36"), external_id="CN-1")  # 21.01 with VAT


# T1 ---------------------------------------------------------------------------------------------


def test_a_payment_is_a_part_of_the_entry_of_its_day():
    outcome = first(payment())
    assert (outcome.kind, outcome.key) == BANK
    assert outcome.source == ("transaction", "txn_1")
    assert outcome.bundle == ("bank_entry", "21/gw_1/EUR/2026-10-08")
    assert (outcome.facts.total, outcome.facts.period) == (Decimal("121.00"), "2026/10")
    assert (outcome.request.repeat, outcome.needs_link) == ("part", None)
    assert outcome.request.body == {
        "JournalCode": "21",
        "Currency": "EUR",
        "BankEntryLines": [
            {
                "GLAccount": AR,
                "AmountFC": "121.00",
                "Date": "2026-10-08T00:00:00",
                "Description": "txn_1 INV-1",
                "Account": {"$ref": ["account", "customer/acme", "external_id"]},
                "OurRef": {"$ref": ["sales_entry", "INV-1", "number"]},
            }
        ],
    }


def test_one_line_for_each_invoice_that_it_was_used_for():
    facts = books(invoice(), invoice(line("50.00"), external_id="INV-2"))
    word = payment("181.50", used(), used("INV-2", "60.50"))
    assert lines(word, facts) == [("121.00", "INV-1", AR), ("60.50", "INV-2", AR)]


def test_what_a_parent_pays_stands_with_the_debtor_of_the_invoice():
    facts = books()
    body = first(payment(customer="parent"), facts).request.body
    assert body["BankEntryLines"][0]["Account"]["$ref"][1] == "customer/acme"


def test_a_line_stands_on_the_debtors_ledger_of_the_sales_journal():
    other = replace(money.RECEIVABLE, id="guid-1310")
    assert lines(payment(), rules=route(receivables={"70": other})) == [
        ("121.00", "INV-1", "guid-1310")
    ]
    assert lines(payment(), rules=route(receivables={"71": other})) == [("121.00", "INV-1", AR)]


def test_instalments_are_booked_as_they_came():
    assert lines(payment("100.00", used(amount="100.00"))) == [("100.00", "INV-1", AR)]


@pytest.mark.parametrize("state", ["new", "planned", "blocked", "refused", "posting", "uncertain"])
def test_it_waits_for_its_invoice(state):
    facts = books(link=LinkNow(state))
    assert stopped(payment(), facts) == ("Waiting", "invoice_first", ("sales_entry", "INV-1"))


def test_it_waits_for_the_second_of_its_invoices():
    facts = books()
    facts.records["invoice", "INV-2"] = invoice(external_id="INV-2")
    word = payment("242.00", used(), used("INV-2"))
    assert stopped(word, facts) == ("Waiting", "invoice_first", ("sales_entry", "INV-2"))


@pytest.mark.parametrize(
    ("record", "state", "changes", "code"),
    [
        (None, None, {}, "credited_invoice_unknown"),
        (invoice(), "skipped", {}, "credited_invoice_left_out"),
        (invoice(), "ignored", {}, "credited_invoice_left_out"),
        (invoice(), "skipped", {"date_from": date(2026, 10, 9)}, "opening_balance_paid"),
    ],
)
def test_an_invoice_that_will_never_stand_there(record, state, changes, code):  # I13
    facts = world.known()
    if record:
        facts.records["invoice", "INV-1"] = record
        facts.links["sales_entry", "INV-1"] = LinkNow(state)
    rules_of = replace(route(), **changes)
    assert stopped(payment(date=date(2026, 10, 12)), facts, rules_of)[:2] == ("Invalid", code)


# what made up the rest (gross lines) --------------------------------------------------------------


def test_credit_notes_that_made_up_the_rest_are_named_in_full():
    facts = books(credited(("CN-1", "21.01")), SMALL)
    word = payment("99.99", used(amount="99.99"))
    assert lines(word, facts) == [
        ("121.00", "INV-1", AR),
        ("-21.01", "credit_note/CN-1", AR),
    ]
    assert first(word, facts).facts.total == Decimal("99.99")


@pytest.mark.parametrize(
    ("invoice_word", "note", "paid"),
    [
        (credited(("CN-1", "20.00")), SMALL, "101.00"),  # the note serves another one as well
        (credited(("CN-1", "21.01")), SMALL, "50.00"),  # another instalment paid the rest
        (credited(("CN-1", "21.01")), replace(SMALL, status="voided"), "99.99"),
    ],
)
def test_only_what_closes_all_of_them_is_named_in_full(invoice_word, note, paid):
    facts = books(invoice_word)
    facts.records["credit_note", "CN-1"] = note
    facts.links["sales_entry", "credit_note/CN-1"] = money.THERE
    assert lines(payment(paid, used(amount=paid)), facts) == [(paid, "INV-1", AR)]


def test_it_waits_for_the_credit_note_too():
    facts = books(credited(("CN-1", "21.01")))
    facts.records["credit_note", "CN-1"] = SMALL
    place = ("sales_entry", "credit_note/CN-1")
    word = payment("99.99", used(amount="99.99"))
    assert stopped(word, facts) == ("Waiting", "credit_note_first", place)
    facts.links[place] = LinkNow("skipped")
    assert lines(word, facts) == [("99.99", "INV-1", AR)]


def test_credit_notes_are_asked_for_once_their_invoice_has_named_them():
    facts = books(credited(("CN-1", "21.01")))
    beyond = needs_beyond([payment("99.99", used(amount="99.99"))], route(), facts)
    assert beyond.records == {("credit_note", "CN-1")}
    assert beyond.booked == {("sales_entry", "credit_note/CN-1")}
    assert needs_beyond([payment()], route(), books()) == Needs()


# T2 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"status": "in_progress"}, "payment_in_progress"),
        ({"status": "needs_attention"}, "payment_in_progress"),
        ({"status": "failure"}, "payment_failed"),
        ({"status": "timeout"}, "payment_failed"),
        ({"status": "voided"}, "payment_failed"),
        ({"status": "late_failure"}, "payment_failed"),
        ({"kind": "authorization", "status": "success"}, "authorization"),
        ({"kind": "authorization", "status": "voided"}, "authorization"),
        ({"deleted": True}, "deleted"),
        ({"amount": Decimal("0.00"), "applied": ()}, "zero"),
        # T9, T11
        ({"offline": True}, "paid_offline"),
        ({"offline": True, "kind": "refund"}, "refunded_offline"),
        ({"offline": True, "kind": "payment_reversal"}, "refunded_offline"),
    ],
)
def test_what_is_never_posted(fields, rule):
    outcome = first(payment(**fields))
    assert (outcome.state, outcome.rule) == ("skipped", rule)


@pytest.mark.parametrize(
    ("changes", "fields", "rule"),
    [
        ({"business_entity": "be-1"}, {"business_entity": "be-2"}, "other_entity"),
        ({"date_from": date(2026, 10, 9)}, {}, "before_start"),
    ],
)
def test_what_is_not_this_routes(changes, fields, rule):
    assert first(payment(**fields), rules=route(**changes)).rule == rule


def test_a_route_that_books_no_money():
    assert first(payment(), rules=world.route()).rule == "payments_off"


@pytest.mark.parametrize(
    ("fields", "code"), [({"status": ""}, "field_missing"), ({"date": None}, "date_missing")]
)
def test_what_can_not_be_understood(fields, code):
    assert stopped(payment(**fields))[:2] == ("Invalid", code)


# T3, T7 -----------------------------------------------------------------------------------------


def test_an_excess_is_an_open_credit_of_the_customer():
    word = payment("150.00", used())
    assert lines(word) == [("121.00", "INV-1", AR), ("29.00", "", AR)]
    excess = first(word).request.body["BankEntryLines"][1]
    assert excess["Account"] == {"$ref": ["account", "customer/acme", "external_id"]}
    assert excess["Description"] == "txn_1"


def test_an_excess_stands_on_the_ledger_for_payments_in_advance():
    rules_of = route(in_advance=True, advance=ADVANCE)
    assert lines(payment("29.00", used(amount="0.00")), rules=rules_of)[-1] == (
        "29.00", "", "guid-2160",
    )  # fmt: skip
    assert lines(payment(), rules=rules_of) == [("121.00", "INV-1", AR)]


@pytest.mark.parametrize(
    ("ledger", "code"), [(None, "advance_missing"), (world.REVENUE, "advance_wrong")]
)
def test_payments_in_advance_need_a_balance_ledger(ledger, code):
    rules_of = route(in_advance=True, advance=ledger)
    assert stopped(payment("150.00", used()), rules=rules_of)[:2] == ("Unmapped", code)


def test_an_excess_waits_for_the_customers_account():
    facts = books(link=money.THERE)
    facts.links[world.ACCOUNT] = LinkNow("planned")
    word = payment("150.00", used())
    assert stopped(word, facts) == ("Waiting", "account_first", world.ACCOUNT)
    del facts.records["customer", "acme"]
    assert stopped(word, facts)[:2] == ("Invalid", "customer_missing")


def test_an_excess_of_a_consumer_stands_on_the_account_that_they_share():
    debtor = Debtor("guid-shared", "900", "Particulieren NL")
    shared = world.table(DEBTOR, ({"country": "NL"}, debtor))
    rules_of = replace(route(), customers=CustomerRules(collective=shared))
    person = world.customer(company="", vat_number="", first_name="Ada")
    facts = world.known(record=person, link=None)
    body = first(payment("29.00", applied=()), facts, rules_of).request.body
    assert body["BankEntryLines"][0]["Account"] == "guid-shared"
    facts = books()
    body = first(payment("150.00", used()), facts, rules_of).request.body
    assert body["BankEntryLines"][1]["Account"] == {"$ref": [*world.ACCOUNT, "external_id"]}


def test_more_was_used_than_there_was():
    assert stopped(payment("100.00", used()))[:2] == ("Invalid", "allocations_exceed")


def test_an_excess_that_is_paid_back_names_no_document():
    word = refund("29.00", applied=())
    assert lines(word, world.known()) == [("-29.00", "", AR)]


# T4 ---------------------------------------------------------------------------------------------


IN_ADVANCE = {
    "in_advance": True,
    "advance": ADVANCE,
    "memo": MemoRules(journal="90", receivable=money.RECEIVABLE),
}


def used_later(rules_of, *uses):
    """Return what becomes of a payment of 150 for INV-1 whose excess was used later on."""
    facts = books(invoice(), invoice(line("20.00"), external_id="INV-2"))
    with_payment(facts, payment("150.00", used()), rules=rules_of)
    facts.links["sales_entry", "INV-2"] = money.THERE
    return plan([payment("150.00", used(), *uses)], rules_of, facts)


def test_what_was_paid_in_advance_goes_to_the_invoice_that_it_is_used_for():
    later = replace(used("INV-2", "24.20"), date=date(2026, 10, 12))
    _itself, moved = used_later(route(**IN_ADVANCE), later)
    assert (moved.kind, moved.key) == ("journal_entry", "transaction/txn_1/advance/INV-2")
    assert moved.parent == BANK
    body = moved.request.body
    assert [
        (one["GLAccount"], one["AmountFC"], one["Date"][:10])
        for one in body["GeneralJournalEntryLines"]
    ] == [("guid-2160", "24.20", "2026-10-12"), (AR, "-24.20", "2026-10-12")]
    assert body["GeneralJournalEntryLines"][1]["OurRef"]["$ref"][1] == "INV-2"


def test_more_is_used_than_was_paid_in_advance():
    problem = used_later(route(**IN_ADVANCE), used("INV-2", "30.00"))[1].problem
    assert problem.code == "advance_exceeded"


def test_an_excess_on_the_debtors_ledger_is_matched_by_hand():
    assert len(used_later(route(), used("INV-2", "24.20"))) == 1


# T5 ---------------------------------------------------------------------------------------------


def reversed_(**fields):
    standard = {
        "kind": "payment_reversal",
        "external_id": "txn_2",
        "linked": "txn_1",
        "date": date(2026, 10, 15),
        "applied": (),
    }
    return payment(**{**standard, **fields})


def test_a_reversal_takes_back_what_was_posted():
    facts = with_payment(books(), payment())
    outcome = first(reversed_(), facts)
    assert outcome.bundle == ("bank_entry", "21/gw_1/EUR/2026-10-15")
    assert outcome.facts.total == Decimal("-121.00")
    (one,) = outcome.request.body["BankEntryLines"]
    assert (one["AmountFC"], one["Date"]) == ("-121.00", "2026-10-15T00:00:00")
    assert one["Description"] == "txn_2 txn_1 INV-1"
    assert one["OurRef"] == {"$ref": ["sales_entry", "INV-1", "number"]}


def test_a_reversal_goes_to_the_journal_of_its_payment():
    facts = with_payment(books(), payment())
    other = journals(({}, replace(money.CLEARING, code="22")))
    assert first(reversed_(), facts, route(journals=other)).request.body["JournalCode"] == "21"


@pytest.mark.parametrize(
    ("state", "status", "expected"),
    [
        ("planned", "success", ("Waiting", "payment_first", BANK)),
        ("blocked", "success", ("Waiting", "payment_first", BANK)),
        ("skipped", "success", ("Invalid", "reversed_left_out", None)),
    ],
)
def test_a_reversal_of_what_does_not_stand(state, status, expected):
    facts = with_payment(books(), payment(), state)
    assert stopped(reversed_(), facts) == expected


def test_a_reversal_of_a_payment_that_never_brought_money():
    facts = with_payment(books(), payment(status="late_failure"), "skipped")
    assert first(reversed_(), facts).rule == "payment_never_posted"


def test_a_reversal_that_can_not_be_right():
    assert stopped(reversed_())[:2] == ("Invalid", "reversed_unknown")
    facts = with_payment(books(), payment())
    assert stopped(reversed_(amount=Decimal("1.00")), facts)[:2] == ("Invalid", "reversal_differs")
    facts.booked.pop(BANK)
    assert stopped(reversed_(), facts)[:2] == ("Conflict", "reversed_entry_unknown")


def test_a_payment_that_fell_through_is_taken_back_by_itself():
    facts = with_payment(books(), payment())
    before = first(payment(), facts)
    failed = payment(status="late_failure", settled=date(2026, 10, 14))
    itself, back = plan([failed], route(), facts)
    assert (itself.rule, itself.content) == ("payment_failed", before.content)
    assert (back.kind, back.key) == ("bank_entry", "transaction/txn_1/reversed")
    assert back.bundle == ("bank_entry", "21/gw_1/EUR/2026-10-14")
    (one,) = back.request.body["BankEntryLines"]
    assert (one["AmountFC"], one["Description"]) == ("-121.00", "txn_1 reversed INV-1")


def test_lost_links_of_a_payment_that_fell_through_are_looked_for():
    failed = payment(status="late_failure", settled=date(2026, 10, 14))
    facts = books()
    facts.seeking = True
    (sought,) = plan([failed], route(), facts)
    posted = first(payment(), books())
    assert (sought.state, sought.problem.code) == ("blocked", "looked_for")
    assert (sought.request, sought.bundle) == (posted.request, posted.bundle)
    # Once it is found the ordinary way goes on.
    facts = with_payment(books(), payment())
    facts.seeking = True
    assert [one.rule for one in plan([failed], route(), facts)] == ["payment_failed", ""]


def test_others_that_failed_are_not_looked_for():
    facts = books()
    facts.seeking = True
    assert first(payment(status="failure"), facts).rule == "payment_failed"
    assert first(payment(), facts).problem is None


def test_it_is_taken_back_once():
    facts = with_payment(books(), payment())
    failed = payment(status="late_failure", settled=date(2026, 10, 14), reversal="txn_2")
    assert len(plan([failed], route(), facts)) == 1
    facts.links["bank_entry", "transaction/txn_1/reversed"] = LinkNow("planned")
    back = plan([payment()], route(), facts)[1]
    assert (back.key, back.rule) == ("transaction/txn_1/reversed", "superseded")


def test_a_payment_that_never_stood_there_has_nothing_to_take_back():
    (outcome,) = plan([payment(status="late_failure")], route(), books())
    assert outcome.rule == "payment_failed"


# T6, T8 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["card", "chargeback"])
def test_a_refund_names_the_credit_note(method):
    facts = books(invoice(), credit_note())
    word = refund(payment_method=method)
    assert lines(word, facts) == [("-48.40", "credit_note/CN-1", AR)]
    assert first(word, facts).facts.total == Decimal("-48.40")


def test_a_refund_waits_for_its_credit_note():
    facts = world.known()
    facts.records["credit_note", "CN-1"] = credit_note()
    place = ("sales_entry", "credit_note/CN-1")
    assert stopped(refund(), facts) == ("Waiting", "credit_note_first", place)


def test_a_refund_of_a_credit_note_that_never_goes():
    assert stopped(refund(), world.known())[1] == "refunded_note_unknown"
    facts = world.known()
    facts.records["credit_note", "CN-1"] = credit_note()
    facts.links["sales_entry", "credit_note/CN-1"] = LinkNow("ignored")
    assert stopped(refund(), facts)[1] == "refunded_note_left_out"


@pytest.fixture
def charged_back():
    """A chargeback whose credit note went by a memo entry."""
    note = credit_note(type="refundable", reason="chargeback")
    facts = books()
    facts.records["credit_note", "CN-1"] = note
    facts.links["sales_entry", "credit_note/CN-1"] = LinkNow("skipped")
    facts.links["journal_entry", "credit_note/CN-1/chargeback"] = money.THERE
    return facts


def test_money_that_was_charged_back_is_owed_on_the_invoice_again(charged_back):
    assert lines(refund(), charged_back) == [("-48.40", "INV-1", AR)]
    asked = needs_beyond([refund()], route(), charged_back)
    assert asked.links >= {("journal_entry", "credit_note/CN-1/chargeback")}
    assert asked.booked == {("sales_entry", "INV-1")}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("blocked", ("Waiting", "credit_note_first")),
        ("ignored", ("Invalid", "refunded_note_left_out")),
    ],
)
def test_money_that_was_charged_back_waits_for_the_memo_entry(charged_back, state, expected):
    place = ("journal_entry", "credit_note/CN-1/chargeback")
    charged_back.links[place] = LinkNow(state)
    waits = place if expected[0] == "Waiting" else None
    assert stopped(refund(), charged_back) == (*expected, waits)


def test_money_that_comes_after_a_write_off_is_held():  # C4
    given_up = invoice(write_offs=(WriteOff("CN-9", Decimal("121.00"), date(2026, 10, 1)),))
    assert stopped(payment(), books(given_up))[:2] == ("Invalid", "paid_after_write_off")
    earlier = payment(date=date(2026, 9, 30))
    assert lines(earlier, books(given_up)) == [("121.00", "INV-1", AR)]


# T10, T12 ---------------------------------------------------------------------------------------


MADE = {"txn_1": (Made("record_payment", "entry/1", ("receipt", "1")),)}


def test_what_we_recorded_is_known_again():
    asked = needs([payment(offline=True)], route())
    assert asked.made == {"txn_1"}
    facts = books(made=MADE)
    assert first(payment(offline=True), facts).rule == "recorded_by_us"


def test_what_we_recorded_and_somebody_deleted_is_held():
    facts = books(made=MADE)
    gone = payment(offline=True, deleted=True)
    assert stopped(gone, facts)[:2] == ("Conflict", "recorded_payment_deleted")
    assert first(gone).rule == "deleted"


# journals ---------------------------------------------------------------------------------------


def test_the_most_specific_row_names_the_journal():
    other = replace(money.CLEARING, code="22")
    dollars = replace(money.CLEARING, code="23", currency="USD", any_currency=False)
    rules_of = route(
        journals=journals(
            ({}, money.CLEARING),
            ({"gateway": "stripe", "currency": "USD"}, dollars),
            ({"gateway_account": "gw_2"}, other),
        )
    )

    def journal(**fields):
        return first(payment(**fields), rules=rules_of).request.body["JournalCode"]

    assert journal() == "21"
    assert journal(gateway_account="gw_2") == "22"
    assert journal(currency="USD") == "23"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"journals": journals(({"gateway": "adyen"}, money.CLEARING))}, "payment_missing"),
        ({"journals": journals(({}, bank_rules.Journal("90", "Memo", 90)))}, "journal_not_bank"),
        (
            {"journals": journals(({}, bank_rules.Journal("20", "Bank", 12, "USD")))},
            "payment_journal_currency",
        ),
        ({"shared": {"21": "26210001"}}, "journal_shared"),
        ({"receivable": None}, "receivable_missing"),
        ({"receivable": world.REVENUE}, "receivable_wrong"),
    ],
)
def test_what_a_route_lacks(changes, code):
    outcome = first(payment(), rules=route(**changes))
    assert outcome.problem.code == code
    if code == "payment_missing":
        assert outcome.problem.params["gateway_account"] == "gw_1"


# the entry --------------------------------------------------------------------------------------


def parts(*outcomes):
    return [Part(one.key, one.facts, one.request.body) for one in outcomes]


def test_two_payments_in_one_entry():
    facts = books(invoice(), invoice(external_id="INV-2"))
    ours = (
        first(payment(), facts),
        first(payment(external_id="txn_2", applied=(used("INV-2"),)), facts),
    )
    assert ours[0].bundle == ours[1].bundle
    found, request = bank.together(ours[0].bundle[1] + "/1", parts(*ours), route())
    assert (found.total, found.currency, found.date) == (Decimal("242.00"), "EUR", world.DAY)
    assert (found.title, found.period) == ("gw_1", "2026/10")
    assert (request.path, request.repeat) == ("financialtransaction/BankEntries", "create")
    head = {name: value for name, value in request.body.items() if name != "BankEntryLines"}
    assert head == {
        "JournalCode": "21",
        "Currency": "EUR",
        "FinancialYear": 2026,
        "FinancialPeriod": 10,
    }
    assert [one["Description"] for one in request.body["BankEntryLines"]] == [
        "txn_1 INV-1",
        "txn_2 INV-2",
    ]


@pytest.mark.parametrize(
    "fields", [{"currency": "USD"}, {"gateway_account": "gw_2"}, {"date": date(2026, 10, 9)}]
)
def test_what_differs_goes_into_another_entry(fields):
    assert first(payment(**fields)).bundle != first(payment()).bundle


def test_a_closed_period_moves_the_entry_and_keeps_the_day():  # section 6, bank entries
    closed = world.Calendar(world.months(), {("21", 2026, 10), ("21", 2026, 11)})
    rules_of = route(calendar=closed)
    outcome = first(payment(), rules=rules_of)
    assert (outcome.facts.period, outcome.facts.left) == ("2026/12", "2026/10")
    found, request = bank.together("21/gw_1/EUR/2026-10-08/1", parts(outcome), rules_of)
    assert (request.body["FinancialYear"], request.body["FinancialPeriod"]) == (2026, 12)
    assert request.body["BankEntryLines"][0]["Date"] == "2026-10-08T00:00:00"
    assert (found.period, found.left) == ("2026/12", "2026/10")


def test_no_period_left():
    closed = {("21", year, number) for year in (2026, 2027) for number in range(1, 13)}
    outcome = first(payment(), rules=route(calendar=world.Calendar(world.months(), closed)))
    assert outcome.problem.code == "period_closed"
    with pytest.raises(Invalid):
        bank.together(
            "21/gw_1/EUR/2026-10-08/1",
            parts(first(payment())),
            route(calendar=world.Calendar(world.months(), closed)),
        )


def test_a_long_description_begins_with_our_key():
    word = payment(external_id="t" * 40, applied=(used("N" * 50),))
    facts = books(invoice(external_id="N" * 50))
    (one,) = first(word, facts).request.body["BankEntryLines"]
    assert len(one["Description"]) == 60
    assert one["Description"].startswith("t" * 40 + " N")


def test_the_same_input_gives_the_same_request():
    facts = books()
    assert first(payment(), facts).request_text() == first(payment(), facts).request_text()


def test_needs_of_a_movement():
    asked = needs([payment()], route())
    assert asked.records == {("invoice", "INV-1"), ("customer", "acme")}
    assert asked.booked == {("sales_entry", "INV-1")}
    assert BANK in asked.links
    assert needs([payment()], world.route()).records == set()
    late = needs([payment(status="late_failure")], route())
    assert BANK in late.booked


def test_facts_of_the_mapping():
    assert tuple(payments.payment_facts(payment())) == bank_rules.PAYMENT
