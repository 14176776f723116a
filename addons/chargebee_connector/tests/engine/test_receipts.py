"""Receipts of the books recorded in Chargebee: each once, whatever happens on the way."""

import json

import pytest
from papers import customer, invoice
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
        world.site.post("mutate", kind="customer", record=customer("ada"))
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

    def sold(self, *names: str, **fields) -> None:
        """Post invoices of 121.00 each."""
        for name in names:
            record = {**invoice(name, "ada"), **UNPAID, **fields}
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
    back.sold("one", "two")
    back.receipt({"entry_number": back.entry("one"), "amount": "21.00"})
    back.receipt(
        {"entry_number": back.entry("one"), "amount": "100.00"},
        {"entry_number": back.entry("two"), "amount": "50.00"},
        one_line=True,
    )
    back.sync()
    assert {link.state for link in back.links()} == {"posted"}
    assert sorted(one["amount"] for one in back.recorded("one")) == [2100, 10000]
    assert [one["amount"] for one in back.recorded("two")] == [5000]
    assert (back.due("one"), back.due("two")) == (0, 7100)


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
    back.sold("twin", amount_due=24200, total=24200)
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
    back.receipt({"entry_number": back.entry("twin")})
    back.sync()
    (link,) = back.links()
    assert (link.state, link.problem_code) == ("blocked", "payment_twin")
    link.action_release()
    back.world.work()
    back.world.env.invalidate_all()
    assert link.state == "posted"
    assert [one["amount"] for one in back.recorded("twin")] == [12100, 12100]
