"""A database with money, memo entries, invoices to print, and receipts to record; all planned.

One customer and plain invoices over 121.00, so that every sum can be told beforehand. What the
planned things refer to stands in Exact already.
"""

from decimal import Decimal
from pathlib import Path

from exact import Sandbox
from papers import at, credit_note, customer, invoice, line, payment
from prepare import Prepared, built

#: So many of each kind: as many as one lease of calls covers (5), and some for more deaths.
MANY = 10
TOTAL = Decimal(121)
#: What moves on Exact's ledgers when all of it was posted, debit positive.
MOVES = {
    "1110": MANY * TOTAL,
    # Printed, less paid and written off; a used credit note moves nothing.
    "1300": -(MANY // 2) * TOTAL,
    "1540": MANY // 2 * Decimal(21),
    "4510": MANY // 2 * Decimal(100),
}
#: A Chargebee invoice on which nothing was paid, told in full.
_UNPAID = {
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

_SCRIPT = """
import requests

def only(*beginnings):
    env.flush_all()
    env.cr.execute(
        "DELETE FROM billing_todo WHERE record_id NOT IN (SELECT id FROM billing_record"
        " WHERE split_part(external_id, '-', 1) = ANY(%s))", (list(beginnings),))
    env.cr.commit()

def again(*beginnings):
    env.cr.execute("SELECT id FROM billing_record WHERE split_part(external_id, '-', 1) = ANY(%s)",
                   (list(beginnings),))
    records = [record for (record,) in env.cr.fetchall()]
    env["billing.run"]._plan_later([(route.id, record) for record in records])
    only(*beginnings)

def ledger(code):
    return reference("gl_account", code).id

# First everything that the rest is about, as sales entries.
only("ada", "paid", "gone", "sold", "next", "back", "open")
work(route.action_plan)
work(route.action_post)
assert not env["billing.link"].search([("kind", "=", "sales_entry"), ("state", "!=", "posted")])

# Then money and memo entries, and invoices that Exact is to print.
client = target._system()._client(target, "100001")
sold = env["billing.mapping.revenue"].search([("item_price", "=", "onboarding-EUR")], limit=1)
client.create("logistics/Items", {
    "Code": "onboarding-EUR", "Description": "Workshop", "IsSalesItem": True,
    "GLRevenue": sold.reference_id.external_id,
})
route.write({
    "exact_payments": True, "exact_book_as": "invoice",
    "exact_receivable_ledger_id": ledger("1300"), "exact_bad_debt_ledger_id": ledger("4510"),
    "exact_vat_suspense_ledger_id": ledger("1540"),
})
work(route.action_refresh_references)
env["billing.mapping.payment"].create(
    {"route_id": route.id, "reference_id": reference("journal", "21").id})
again("txn", "off", "back", "print")
work(route.action_plan)

# The bookkeeper matches what came in at the bank; it is to be recorded on the site. It is half
# of what is due: a second payment of it would not be refused there.
back = env["billing.route"].create({
    "name": "Receipts", "source_id": target.id, "target_id": source.id,
    "exact_division": "100001", "state": "live",
})
env.cr.commit()
for link in env["billing.link"].search([("key", "=like", "open-%")]):
    answer = requests.post(target.exact_url + "/_sandbox/receipt", json={
        "division": 100001, "journal": "20", "date": "2026-11-02",
        "invoices": [{"entry_number": int(link.target_number), "amount": "60.50"}]})
    answer.raise_for_status()
work(back.action_pull)
work(back.action_plan)

for kind, count in {"bank_entry": MANY, "journal_entry": MANY, "sales_invoice": MANY,
                    "sales_entry": MANY, "payment": MANY}.items():
    planned = env["billing.link"].search(
        [("kind", "=", kind), ("state", "=", "planned"), "|", ("bundle", "=", False),
         ("aggregate", "=", True)])
    assert len(planned) == count, (kind, len(planned), [
        (link.kind, link.key, link.state, link.problem_summary)
        for link in env["billing.link"].search([("state", "=", "blocked")])])
env.cr.execute("DELETE FROM billing_todo")
"""


def prepare_money(folder: Path) -> Prepared:
    """Post what is sold, and plan what follows it."""
    return built(folder, "money", _SCRIPT.replace("MANY", str(MANY)), _fill)


def _fill(site: Sandbox) -> None:
    def add(kind: str, record: dict) -> None:
        site.post("mutate", kind=kind, record=record)

    add("customer", customer("ada", excess_payments=0, refundable_credits=0))
    for number in range(MANY):
        add("invoice", invoice(f"paid-{number}", "ada"))
        add("invoice", invoice(f"print-{number}", "ada"))
        add("invoice", {**invoice(f"open-{number}", "ada"), **_UNPAID})
        # An entry a day takes what was paid on it.
        day = f"2026-03-{number + 11}"
        add("transaction", payment(f"txn-{number}", f"paid-{number}", day=day))
    for number in range(MANY // 2):
        add("invoice", invoice(f"gone-{number}", "ada"))
        add("credit_note", _written_off(number))
        add("invoice", invoice(f"sold-{number}", "ada"))
        add("invoice", invoice(f"next-{number}", "ada", amount_due=0))
        add("credit_note", _used(number))


def _whole() -> list[dict]:
    """The line of a credit note over all of an invoice."""
    return [line(10000, id="cl_1", reference_line_item_id="li_1")]


def _written_off(number: int) -> dict:
    made = {"type": "adjustment", "status": "adjusted", "reason_code": "write_off"}
    return credit_note(f"off-{number}", "ada", f"gone-{number}", _whole(), **made)


def _used(number: int) -> dict:
    """A credit note that was used for the whole of another invoice."""
    use = {
        "invoice_id": f"next-{number}",
        "allocated_amount": 12100,
        "allocated_at": at("2026-03-16"),
    }
    done = {"status": "refunded", "amount_allocated": 12100, "amount_available": 0}
    return credit_note(
        f"back-{number}", "ada", f"sold-{number}", _whole(), allocations=[use], **done
    )
