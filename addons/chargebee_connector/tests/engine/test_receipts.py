"""Receipts of the books recorded in Chargebee: each once, whatever happens on the way."""

import json

import pytest
from papers import customer, invoice, line
from world import DIVISION, World

#: What an invoice of Chargebee tells that nothing was paid on.
UNPAID = {
    "status": "payment_due",
    "amount_paid": 0,
    "amount_adjusted": 0,
    "write_off_amount": 0,
    "credits_applied": 0,
    **dict.fromkeys(
        (
            "linked_payments",
            "applied_credits",
            "adjustment_credit_notes",
            "issued_credit_notes",
            "linked_taxes_withheld",
            "dunning_attempts",
        ),
        [],
    ),
}


class Back:
    """A live route forth and a live route back, in a world in which only a test's papers move."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.sql("DELETE FROM billing_todo")
        owner = customer("ada", excess_payments=0, refundable_credits=0)
        world.site.post("mutate", kind="customer", record=owner)
        world.pull()
        world.go_live()
        self.route = world.env["billing.route"].create(
            {
                "name": "Receipts",
                "source_id": world.target.id,
                "target_id": world.source.id,
                "exact_division": DIVISION,
                "state": "live",
            }
        )
        world.commit()

    def sold(self, *names: str, lines: int = 0) -> None:
        """Post invoices of 121.00 each, or of another net amount in cents."""
        for name in names:
            record = {**invoice(name, "ada", [line(lines)] if lines else None), **UNPAID}
            self.world.site.post("mutate", kind="invoice", record=record)
        self.world.sync()
        for name in names:
            assert self.world.link(name).state == "posted"

    def entry(self, name: str) -> int:
        return int(self.world.link(name).target_number)

    def receipt(self, *invoices: dict, **more) -> dict:
        return self.hand("receipt", journal="20", date="2026-11-02", invoices=invoices, **more)

    def hand(self, call: str, **values) -> dict:
        return self.world.exact.post(call, division=DIVISION, **values)

    def sync(self):
        self.route.action_sync()
        done = self.world.work()
        self.world.env.invalidate_all()
        return done

    def links(self, kind: str = "payment"):
        return self.world.env["billing.link"].search(
            [("route_id", "=", self.route.id), ("kind", "=", kind)], order="id"
        )

    def recorded(self, name: str) -> list[dict]:
        """The payments of an invoice as Chargebee has them."""
        world = self.world
        return world.source._system()._client(world.source).payments(name)

    def due(self, name: str) -> int:
        world = self.world
        client = world.source._system()._client(world.source)
        return json.loads(client.fetch("invoice", name).text)["amount_due"]


@pytest.fixture
def back(mapped) -> Back:
    return Back(mapped)


def test_a_full_receipt_is_recorded_once(back):
    back.sold("sold")
    entry = back.receipt({"entry_number": back.entry("sold")})
    back.sync()
    (link,) = back.links()
    assert (link.state, link.problem_summary) == ("posted", "")
    (payment,) = back.recorded("sold")
    assert payment["id"] == link.external_id
    assert (payment["amount"], payment["payment_method"]) == (12100, "bank_transfer")
    assert payment["reference_number"] == f"Exact 20 {entry['entry_number']}/1"
    assert back.due("sold") == 0
    back.world.site.forget_calls()
    back.sync()
    assert back.world.site.calls("POST") == []
    assert len(back.links()) == 1


def test_a_quiet_hour_costs_one_call(back):
    back.sold("sold")
    back.receipt({"entry_number": back.entry("sold")})
    back.sync()
    back.world.exact.forget_calls()
    back.sync()
    (call,) = back.world.exact.calls()
    assert call["path"].endswith("sync/Cashflow/PaymentTerms")


def test_several_invoices_partly_and_what_is_left(back):
    back.sold("one", "two", "three", "four")
    back.receipt({"entry_number": back.entry("one"), "amount": "21.00"})
    back.receipt(
        {"entry_number": back.entry("one"), "amount": "100.00"},
        {"entry_number": back.entry("two"), "amount": "50.00"},
    )
    # One line of the bank for two invoices.
    back.receipt(
        {"entry_number": back.entry("three")}, {"entry_number": back.entry("four")}, one_line=True
    )
    back.sync()
    assert {(link.state, link.problem_summary) for link in back.links()} == {("posted", "")}
    assert sorted(one["amount"] for one in back.recorded("one")) == [2100, 10000]
    assert [one["amount"] for one in back.recorded("two")] == [5000]
    assert [back.due(name) for name in ("one", "two", "three", "four")] == [0, 7100, 0, 0]


def test_what_we_book_ourselves_echoes_nothing_and_a_write_off_is_proposed(back):
    back.sold("gone")
    back.hand("write_off", entry_number=back.entry("gone"))
    back.sync()
    assert not back.links()
    (link,) = back.links("settlement")
    assert (link.state, link.problem_code) == ("blocked", "written_off_by_hand")
    assert back.due("gone") == 12100


def test_a_payment_difference_is_proposed_and_settles_when_chargebee_did(back):
    back.sold("short")
    back.receipt({"entry_number": back.entry("short"), "amount": "120.50", "difference": True})
    back.sync()
    assert [one["amount"] for one in back.recorded("short")] == [12050]
    (link,) = back.links("settlement")
    assert (link.state, link.problem_code) == ("blocked", "payment_difference")
    back.world.site.post(
        "mutate", kind="invoice", id="short", set={"amount_due": 0, "status": "paid"}
    )
    back.sync()
    assert (link.state, link.rule) == ("skipped", "settled_there")


def test_a_receipt_taken_back_is_reported_and_removed_when_approved(back):
    back.sold("sold")
    back.receipt({"entry_number": back.entry("sold")})
    back.sync()
    back.hand("unmatch", entry_number=back.entry("sold"))
    back.sync()
    (payment,), (removal,) = back.links(), back.links("payment_removal")
    assert (payment.state, payment.changed) == ("posted", True)
    assert payment.problem_code == "receipt_taken_back"
    assert (removal.state, removal.problem_code) == ("blocked", "receipt_unmatched")
    assert len(back.recorded("sold")) == 1
    removal.action_release()
    back.world.work()
    back.world.env.invalidate_all()
    assert (removal.state, back.due("sold")) == ("posted", 12100)
    assert not [one for one in back.recorded("sold") if not one.get("deleted")]
    back.hand("match", entries=back_entries(back, payment))
    back.sync()
    assert [link.state for link in back.links()] == ["posted", "posted"]
    assert back.due("sold") == 0


def back_entries(back, payment) -> list[dict]:
    """What a bookkeeper chooses to match the receipt with its invoice again."""
    entry = json.loads(payment.record_id.sudo().payload)["EntryNumber"]
    return [{"entry_number": back.entry("sold")}, {"entry_number": entry}]


def test_a_match_made_again_before_anybody_approved(back):
    back.sold("sold")
    back.receipt({"entry_number": back.entry("sold")})
    back.sync()
    back.hand("unmatch", entry_number=back.entry("sold"))
    back.sync()
    (payment,), (removal,) = back.links(), back.links("payment_removal")
    back.hand("match", entries=back_entries(back, payment))
    back.sync()
    assert (payment.state, payment.changed, payment.problem_code) == ("posted", False, False)
    assert (removal.state, removal.rule) == ("skipped", "superseded")


def test_a_deleted_receipt_is_taken_back_too(back):
    back.sold("sold")
    entry = back.receipt({"entry_number": back.entry("sold")})
    back.sync()
    back.hand("delete_entry", entry_number=entry["entry_number"], journal="20")
    back.sync()
    (removal,) = back.links("payment_removal")
    assert removal.problem_code == "receipt_unmatched"


def test_an_equal_payment_that_stands_there_is_held_and_a_person_decides(back):
    back.sold("twin", lines=20000)
    client = back.world.source._system()._client(back.world.source)
    client.post(
        "/invoices/twin/record_payment",
        {
            "transaction[amount]": "12100",
            "transaction[payment_method]": "bank_transfer",
            "transaction[date]": "1777000000",
        },
        once="by hand",
    )
    back.receipt({"entry_number": back.entry("twin"), "amount": "121.00"})
    back.sync()
    (link,) = back.links()
    assert (link.state, link.problem_code) == ("blocked", "payment_twin")
    link.action_release()
    back.world.work()
    back.world.env.invalidate_all()
    assert link.state == "posted"
    assert [one["amount"] for one in back.recorded("twin")] == [12100, 12100]


# --- cut off on the way -----------------------------------------------------------------------


def lose(back, fault: str, died: bool):
    """Record a receipt whose answer never comes, or whose worker dies while it waits for it."""
    back.sold("sold")
    back.receipt({"entry_number": back.entry("sold")})
    back.world.site.fault(fault, method="POST", path="record_payment")
    back.sync()
    (link,) = back.links()
    assert (link.state, link.problem_code) == ("uncertain", "no_answer")
    if died:
        back.world.sql("UPDATE billing_link SET state = 'posting' WHERE id = %s", link.id)
    return link


def age(back, link, column: str, minutes: int) -> None:
    back.world.sql(
        f"UPDATE billing_link SET {column} = {column} - make_interval(mins => %s) WHERE id = %s",
        minutes,
        link.id,
    )


@pytest.mark.parametrize("died", [False, True])
@pytest.mark.parametrize("fault", ["cut_before", "cut_after"])
def test_within_half_an_hour_it_is_sent_again_and_done_once(back, fault, died):
    link = lose(back, fault, died)
    back.world.site.forget_calls()
    back.sync()
    assert link.state == "posted"
    assert [one["id"] for one in back.recorded("sold")] == [link.external_id]
    assert len(back.world.site.calls("POST", "record_payment")) == 1
    assert (back.due("sold"), link.attempt) == (0, 1)


@pytest.mark.parametrize("fault", ["cut_before", "cut_after"])
def test_after_half_an_hour_it_is_looked_for_first(back, fault):
    link = lose(back, fault, died=True)
    age(back, link, "attempted_at", 31)
    back.world.site.post("clock", forward=1900)
    back.world.site.forget_calls()
    back.sync()
    assert back.world.site.calls("POST", "record_payment") == []
    if fault == "cut_before":
        assert (link.state, link.looks) == ("uncertain", 1)
        back.sync()
        assert link.looks == 1, "looked again before the first look was old enough"
        age(back, link, "looked_at", 6)
        back.sync()
    assert link.state == "posted"
    assert [one["id"] for one in back.recorded("sold")] == [link.external_id]


def test_a_refused_payment_is_another_request_when_it_is_retried(back):
    back.sold("sold")
    back.receipt({"entry_number": back.entry("sold")})
    body = {"message": "no", "api_error_code": "invalid_request", "type": "invalid_request"}
    back.world.site.fault(
        "status", method="POST", path="record_payment", status=400, body=json.dumps(body)
    )
    back.sync()
    (link,) = back.links()
    assert link.state == "refused"
    link.action_retry()
    back.world.work()
    back.world.env.invalidate_all()
    assert (link.state, link.attempt) == ("posted", 2)


def test_lost_links_are_found_again_by_the_payments_reference(back):
    back.sold("sold")
    back.receipt({"entry_number": back.entry("sold")})
    back.sync()
    (link,) = back.links()
    payment, number = link.external_id, link.target_number
    back.world.sql("DELETE FROM billing_log WHERE link_id = %s", link.id)
    back.world.sql("DELETE FROM billing_link WHERE id = %s", link.id)
    back.route._plan_everything()
    back.world.site.forget_calls()
    back.sync()
    (again,) = back.links()
    assert (again.state, again.external_id, again.adopted) == ("posted", payment, True)
    assert again.target_number == number
    assert back.world.site.calls("POST", "record_payment") == []


# --- what it shows ----------------------------------------------------------------------------


def test_what_is_still_open_and_why(back):
    back.sold("open", "paid", "part", "short")
    back.world.site.post(
        "mutate",
        kind="invoice",
        id="paid",
        set={"status": "paid", "amount_due": 0, "paid_at": 1777000000},
    )
    back.receipt({"entry_number": back.entry("part"), "amount": "21.00"})
    back.receipt({"entry_number": back.entry("short"), "amount": "120.50", "difference": True})
    back.sync()
    items = {
        item.key: (item.reason, item.amount)
        for item in back.world.env["billing.open.item"].search([("link_id.title", "ilike", "ada")])
    }
    assert items["open"] == ("unpaid", 121)
    assert items["paid"] == ("paid_there", 121)
    assert items["part"] == ("partial", 100)
    assert "short" not in items
    (closed,) = back.world.env["billing.open.item"].search([("reason", "=", "closed_here")])
    assert closed.link_id == back.links("settlement")


def test_the_journals_that_count_are_those_no_route_posts_into_unless_listed(back):
    used = back.route.chargebee_banks_used.split(", ")
    assert {"10", "20"} <= set(used)
    assert "70" not in used
    journal = back.world.reference("journal", "10")
    back.route.chargebee_bank_ids = [(0, 0, {"reference_id": journal.id, "payment_method": "cash"})]
    back.world.commit()
    assert back.route._banks() == {"10": "cash"}
    back.sold("sold")
    back.receipt({"entry_number": back.entry("sold")})
    back.sync()
    (link,) = back.links()
    assert (link.state, link.rule) == ("skipped", "not_real_bank")


def test_an_entry_that_is_found_to_be_ours_later_is_recorded_then(back):
    """It stood in Exact and was paid before the route took it over."""
    back.sold("early")
    back.receipt({"entry_number": back.entry("early")})
    link = back.world.link("early")
    back.world.sql(
        "UPDATE billing_link SET state = 'uncertain', problem_code = 'no_answer',"
        " problem = '{}' WHERE id = %s",
        link.id,
    )
    back.sync()
    assert not back.links()
    back.world.sql(
        "UPDATE billing_link SET state = 'posted', problem_code = NULL, problem = NULL,"
        " adopted = true, posted_at = now() AT TIME ZONE 'UTC' WHERE id = %s",
        link.id,
    )
    back.sync()
    assert [one.state for one in back.links()] == ["posted"]


def test_a_division_that_moved_is_read_anew(back):
    back.sold("sold")
    back.receipt({"entry_number": back.entry("sold")})
    back.sync()
    back.hand("move_division")
    back.world.refresh()
    back.sync()
    back.hand("unmatch", entry_number=back.entry("sold"))
    back.sync()
    (removal,) = back.links("payment_removal")
    assert removal.problem_code == "receipt_unmatched"
    assert len(back.links()) == 1


def test_what_was_recorded_comes_back_and_is_known(back):
    """T10, and T12 when it was taken back from here: no echo, and nothing to decide."""
    back.sold("sold")
    back.receipt({"entry_number": back.entry("sold")})
    back.sync()
    (payment,) = back.links()
    back.world.sync()
    (echo,) = back.world.links(key=f"transaction/{payment.external_id}")
    assert echo.state == "skipped"
    back.hand("unmatch", entry_number=back.entry("sold"))
    back.sync()
    back.links("payment_removal").action_release()
    back.world.work()
    back.world.sync()
    back.world.env.invalidate_all()
    assert (echo.state, echo.problem_code) == ("skipped", False)
