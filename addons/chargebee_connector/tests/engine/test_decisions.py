"""What people decide of posted documents whose source is gone, or is another document now."""

import pytest
from papers import at, invoice, line
from sales import add, entries, only, post, posts

from odoo.exceptions import UserError


@pytest.fixture
def sold(mapped):
    """A live route on which one invoice stands, and nobody has called Exact since."""
    only(mapped, "sold")
    mapped.go_live()
    post(mapped)
    assert mapped.link("sold").state == "posted"
    mapped.exact.forget_calls()
    return mapped


def change(world, **values):
    world.site.post("mutate", kind="invoice", id="sold", set=values)
    world.sync()


def decide(world, action, group="approve"):
    link = world.link("sold").with_env(world.as_user(group))
    getattr(link, action)()
    world.work()
    world.link("sold").invalidate_recordset()


def test_what_was_deleted_is_taken_back(sold):
    change(sold, deleted=True)
    with pytest.raises(UserError):
        decide(sold, "action_reverse", "operate")
    decide(sold, "action_reverse")
    assert (sold.link("sold").changed, sold.link("sold").problem_code) == (False, False)
    assert sold.link("sold/void").state == "posted"
    assert len(entries(sold, "sold-V")) == 1
    sold.sync()
    assert len(posts(sold)) == 1


def test_what_was_deleted_is_kept(sold):
    change(sold, deleted=True)
    decide(sold, "action_keep")
    sold.sync()
    assert (sold.link("sold").decision, sold.link("sold").problem_code) == ("keep", False)
    assert posts(sold) == []


def test_what_a_number_stands_for_now_is_booked_behind_what_it_was(sold):
    change(sold, **invoice("sold", "ada", [line(20000)]))
    with pytest.raises(UserError):
        decide(sold, "action_reverse")
    decide(sold, "action_replace")
    assert sold.link("sold/void").state == "posted"
    assert sold.link("sold/remade/1").state == "posted"
    sent = [call["path"] for call in posts(sold)]
    assert len(sent) == 2
    assert len(entries(sold, "sold-V")) == len(entries(sold, "sold-R")) == 1
    assert sold.link("sold/void").posted_at <= sold.link("sold/remade/1").posted_at
    sold.sync()
    assert len(posts(sold)) == 2


def test_a_void_of_a_later_return_is_booked_with_its_invoice(sold):
    voided = {"status": "voided", "voided_at": at("2026-04-20")}
    add(sold, "late", **voided)
    sold.sync()
    assert sold.link("late").state == "posted"
    void = sold.link("late/void")
    assert (void.state, void.problem_code) == ("blocked", "void_needs_approval")
    void.with_env(sold.as_user("approve")).action_release()
    sold.work()
    assert len(posts(sold)) == 2
