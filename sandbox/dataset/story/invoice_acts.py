"""Acts about invoices: the year's ends, terms, advance, consolidated, void, zero and odd ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..books import Record
from ..calendar import DAY, later
from ..catalog import REDUCED_ITEM
from ..customers import Customer
from ..document import EXCLUSIVE, INCLUSIVE, Discount, Line
from ..payments import pay
from ..planted import FREE
from ..sales import adhoc_line, credit_discount, document_coupon, named_line
from ..settle import touch
from ..tax import Treatment
from .lines import charge, term, usage
from .ordinary import leave_open
from .stage import Bill, Stage, Then

People = dict[str, Customer]
EXEMPT_PRODUCT = Treatment(reason="product_exempt", shown=False)
LATE, EARLY = 23 * 3600 + 30 * 60, 30 * 60


def plan_invoices(stage: Stage, people: People) -> None:
    _at_the_years_ends(stage, people)
    _terms(stage, people)
    _cancelled(stage, people)
    _odd(stage, people)
    _discounts(stage, people)
    _family(stage, people)


class Act:
    """One invoice of the story, spelled out."""

    def __init__(self, stage: Stage, customer: Customer, feature: str, when: int) -> None:
        self.stage, self.customer, self.feature, self.when = stage, customer, feature, when
        self.rng = stage.rng("invoice", feature, customer.index, len(stage.bills))

    def bill(self, lines: Sequence[Line], then: Then | None = None, **how: object) -> None:
        then = then or self.paid
        values = {"subscription": False, **how}
        self.stage.bill(Bill(self.when, self.customer, lines, then, self.feature, **values))  # type: ignore[arg-type]

    def paid(self, record: Record) -> None:
        """Collected at once, or left to the bank."""
        if not record["total"]:
            return
        if self.customer.record["auto_collection"] == "off":
            leave_open(self.stage, record)
            return
        at = min(record["date"] + 45, self.stage.end - 1)
        pay(self.stage.books, record, record["total"], at, self.rng, method="card")


def _at_the_years_ends(stage: Stage, people: People) -> None:
    """Half an hour after the year begins, and half an hour before it ends, by the site's clock."""
    for key in ("cloud-nl-2", "retail-nl-1", "services-be-2", "cloud-de"):
        for feature, month, day, seconds in (
            ("first_half_hour", 1, 1, EARLY),
            ("last_half_hour", 12, 31, LATE),
        ):
            act = Act(stage, people[key], feature, stage.at(month, day, seconds))
            months = 12 if key.startswith("cloud") else 1
            act.bill([term(act.customer, act.when, months, act.rng, 2)], subscription=True)


def _terms(stage: Stage, people: People) -> None:
    for key, month, day in (("cloud-nl-1", 1, 15), ("services-be-1", 6, 1), ("cloud-us", 10, 31)):
        act = Act(stage, people[key], "annual", stage.at(month, day, 0))
        act.bill([term(act.customer, act.when, 12, act.rng, 3)], subscription=True)
    for key in ("cloud-nl-2", "services-nl"):
        act = Act(stage, people[key], "advance", stage.at(11, 3))
        starts = [later(act.when, number) for number in (1, 2, 3)]
        lines = [term(act.customer, start, 1, act.rng) for start in starts]
        act.bill(lines, subscription=True, changes={"has_advance_charges": True})
    for key in ("cloud-fr", "cloud-se"):
        act = Act(stage, people[key], "consolidated", stage.at(5, 9))
        act.bill(_of_subscriptions(act))
    for month in (2, 7):
        act = Act(stage, people["cloud-nl-3"], "usage", stage.at(month, 1, 7_200))
        act.bill([usage(act.customer, act.when, act.rng)], subscription=True)


def _of_subscriptions(act: Act) -> list[Line]:
    """A line for each of three subscriptions; the document names none."""
    lines = [term(act.customer, act.when, 1, act.rng, quantity) for quantity in (1, 2, 5)]
    base = f"sub-{act.customer.index:05d}"
    return [
        replace(line, extra={"subscription_id": f"{base}-{number}"})
        for number, line in enumerate(lines)
    ]


def _cancelled(stage: Stage, people: People) -> None:
    """Voided at once and in a later return, deleted, and not final yet."""
    for key, feature, days in (
        ("cloud-nl-2", "voided_at_once", 0),
        ("services-be-3", "voided_at_once", 0),
        ("cloud-be", "voided_later", 100),
        ("retail-nl-2", "voided_later", 45),
        ("services-nl", "voided_later", 70),
    ):
        act = Act(stage, people[key], feature, stage.at(3, 18))
        act.bill(
            [charge(act.customer, act.when, act.rng)],
            lambda record, days=days: void(record, record["date"] + days * DAY + 3600),
        )
    for key in ("cloud-nl-1", "retail-nl-1"):
        act = Act(stage, people[key], "deleted", stage.at(8, 20))
        act.bill([charge(act.customer, act.when, act.rng)], lambda r: r.update(deleted=True))
    for number, key in enumerate(("cloud-nl-3", "services-be-1")):
        act = Act(stage, people[key], "pending", stage.at(12, 29))
        draft = {"id": f"draft_inv_{number}story", "status": "pending", "term_finalized": False}
        act.bill([charge(act.customer, act.when, act.rng)], _not_final, changes=draft)


def void(record: Record, at: int) -> None:
    """Cancel an invoice; its amounts stay."""
    record |= {
        "status": "voided",
        "voided_at": at,
        "void_reason_code": "Wrong customer",
        "amount_due": 0,
        "amount_to_collect": 0,
    }
    touch(record, at)


def _not_final(record: Record) -> None:
    del record["generated_at"]


def _odd(stage: Stage, people: People) -> None:
    act = Act(stage, people["cloud-nl-2"], "zero", stage.at(4, 2))
    line = term(act.customer, act.when, 1, act.rng)
    act.bill([replace(line, unit_amount=0, amount=0, treatment=FREE)])
    act = Act(stage, people["services-be-2"], "fully_discounted", stage.at(4, 3))
    act.bill(document_coupon([term(act.customer, act.when, 1, act.rng)], "FREE100"))
    for key in ("retail-nl-person-1", "retail-be-person", "services-be-person"):
        act = Act(stage, people[key], "round_off", stage.at(6, 6))
        act.bill([charge(act.customer, act.when, act.rng, 1_237)], round_to=5)
    for key in ("services-be-person", "retail-nl-person-2"):
        act = Act(stage, people[key], "reduced_rate", stage.at(10, 6))
        act.bill([named_line(act.customer, REDUCED_ITEM, act.when, act.rng)])
    for key, month in (("cloud-nl-1", 3), ("services-be-1", 7)):
        act = Act(stage, people[key], "backdated", stage.at(month, 25))
        changes = {"generated_at": act.when + 20 * DAY}
        act.bill([charge(act.customer, act.when, act.rng)], changes=changes)
    act = Act(stage, people["cloud-nl-2"], "exempt_product", stage.at(9, 9))
    exempt = replace(charge(act.customer, act.when, act.rng), treatment=EXEMPT_PRODUCT)
    act.bill([exempt, term(act.customer, act.when, 1, act.rng)])
    for key in ("cloud-nl-1", "cloud-nl-usd"):
        act = Act(stage, people[key], "negative_line", stage.at(9, 11))
        goodwill = adhoc_line(act.customer, act.when, act.rng, -1_000)
        act.bill([term(act.customer, act.when, 1, act.rng, 3), goodwill])


def _discounts(stage: Stage, people: People) -> None:
    for key, month in (("cloud-nl-2", 5), ("services-be-2", 8), ("retail-de-person", 9)):
        act = Act(stage, people[key], "both_discounts", stage.at(month, 4))
        lines = [
            term(act.customer, act.when, 1, act.rng, 3),
            charge(act.customer, act.when, act.rng),
        ]
        first = lines[0].with_discount(
            Discount("item_level_coupon", lines[0].net // 10, "LAUNCH10", "Launch 10%")
        )
        inclusive = not act.customer.business
        price_type = INCLUSIVE if inclusive else EXCLUSIVE
        act.bill(document_coupon([first, lines[1]], "LOYAL5"), price_type=price_type)
    for key, month in (("cloud-de-person", 6), ("cloud-nl-usd", 7), ("services-gb", 10)):
        act = Act(stage, people[key], "promotional_credits", stage.at(month, 14))
        lines = [charge(act.customer, act.when, act.rng, 20_000)]
        act.bill(credit_discount(lines, "promotional_credits"))


def _family(stage: Stage, people: People) -> None:
    """A parent that gets the invoices of two children, and pays those of one."""
    parent = people["cloud-parent"]
    for key, payer in (("cloud-child-1", "cloud-parent"), ("cloud-child-2", "cloud-child-2")):
        child = people[key].record
        child["relationship"] = {
            "parent_id": parent.record["id"],
            "invoice_owner_id": parent.record["id"],
            "payment_owner_id": people[payer].record["id"],
            "object": "relationship",
        }
        act = Act(stage, parent, "for_a_child", stage.at(4, 22))
        payer_id = people[payer].record["id"]
        changes = {"payment_owner": payer_id}
        lines = [term(parent, act.when, 1, act.rng, 4)]
        act.bill(lines, _for_child(act, child["id"], payer_id), changes=changes)


def _for_child(act: Act, child_id: str, payer_id: str) -> Then:
    def then(record: Record) -> None:
        for line in record["line_items"]:
            line["customer_id"] = child_id
        act.paid(record)
        payment = act.stage.books.records["transaction"][record["linked_payments"][0]["txn_id"]]
        payment["customer_id"] = payer_id

    return then
