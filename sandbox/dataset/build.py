"""Puts a whole dataset together: catalogue, customers, invoices, money, credit notes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

from .books import Books, Record
from .bulk import in_bulk
from .calendar import add_months, in_zone, local, local_date
from .catalog import UNMAPPED_ITEM, add_catalog
from .crediting import add_credit_notes
from .crm import add_crm
from .customers import add_customers
from .document import EXCLUSIVE, INCLUSIVE, Line
from .finish import finish
from .invoices import NUMBERS, invoice
from .options import Options
from .paying import add_authorizations, live
from .planted import CASE, FREE, UNPAID, spoil
from .sales import adhoc_line, basket, credit_discount, discounted, document_coupon, named_line
from .schedule import Slot, is_closed, schedule
from .settle import touch
from .story import tell
from .tax import NOT_CONFIGURED

LONGEST_NUMBER = 50


def generate(options: Options | None = None) -> Books:
    """The whole dataset; the same options give the same records, byte for byte."""
    options = options or Options()
    with in_zone(options.timezone):
        if options.story:
            books = tell(options)
        else:
            books = in_bulk(options, _generated) if options.bulk else _generated(options)
        if options.crm:
            add_crm(books, options, ends_at(options))
        return books


def ends_at(options: Options) -> int:
    """The moment at which the dataset ends, in unix seconds."""
    months = {"year": 12, "month": 1}.get(options.story or "", options.months)
    return local(add_months(options.start, months))


def _generated(options: Options) -> Books:
    books = Books()
    add_catalog(books)
    customers = add_customers(books, options)
    as_of = ends_at(options)
    counters: Counter[str] = Counter()
    for slot in schedule(options, customers):
        rng = Random(f"{options.seed}/invoice/{slot.index}")
        record = books.add("invoice", _invoice(slot, _number(slot, counters), rng))
        _note_case(books, options, slot, record)
        if slot.case not in UNPAID and record["total"]:
            live(books, record, slot.customer, as_of, rng)
        spoil(slot.case or "", record, slot.when)
    add_authorizations(books, options)
    add_credit_notes(books, options, as_of)
    finish(books)
    return books


def _number(slot: Slot, counters: Counter[str]) -> str:
    entity = slot.customer.entity
    counters[entity] += 1
    number = NUMBERS[entity].format(local_date(slot.when).year, counters[entity])
    if slot.case == "number_of_50_characters":
        return f"{number}-{'0123456789' * 5}"[:LONGEST_NUMBER]
    if slot.case == "case_twin":
        counters["twin"] += 1
        return "INV-Twin-1" if counters["twin"] == 1 else "INV-TWIN-1"
    return number


def _invoice(slot: Slot, number: str, rng: Random) -> Record:
    customer = slot.customer
    lines = _lines(slot, rng)
    recurring = any(line.entity_type == "plan_item_price" for line in lines)
    subscription = f"sub-{customer.index:05d}" if recurring else None
    if slot.case == "consolidated":
        lines = [
            replace(line, extra={**line.extra, "subscription_id": f"sub-{customer.index:05d}-{n}"})
            for n, line in enumerate(lines)
        ]
        subscription = None
    inclusive = not customer.business and rng.random() < 0.7
    record = invoice(
        customer,
        number,
        slot.when,
        lines,
        INCLUSIVE if inclusive else EXCLUSIVE,
        subscription_id=subscription,
        currency="XTS" if slot.case == "unknown_currency" else None,
        round_to=5 if slot.case == "round_off" else 1,
    )
    if rng.random() < 0.3:
        record["po_number"] = f"PO-{rng.randrange(1000, 9999)}/{customer.index}"
    if rng.random() < 0.3:
        record["cf_cost_center"] = rng.choice(("K100", "K200", "K300"))
    if customer.country == "NL":
        record["notes"] = [{"note": "Betaling o.v.v. factuurnummer."}]
    touch(record, record["generated_at"], rng.randrange(1000))
    return record


def _lines(slot: Slot, rng: Random) -> list[Line]:
    customer, when = slot.customer, slot.when
    lines = basket(customer, when, rng)
    match slot.case:
        case "zero_total":
            return [replace(lines[0], unit_amount=0, amount=0, tiers=(), treatment=FREE)]
        case "fully_discounted":
            return document_coupon(lines, "FREE100")
        case "item_without_accounting_code":
            return [*lines, named_line(customer, UNMAPPED_ITEM, when, rng)]
        case "tax_not_configured":
            return [replace(line, treatment=NOT_CONFIGURED) for line in lines]
        case "adhoc_line":
            return [*lines, adhoc_line(customer, when, rng)]
        case "negative_line":
            return [_large(lines[0]), adhoc_line(customer, when, rng, -1000)]
        case "round_off":
            return [replace(line, extra={}) for line in _odd_cents(lines)]
        case "promotional_credits" | "prorated_credits":
            return credit_discount(lines, slot.case)
    return discounted(lines, customer.currency, rng)


def _large(line: Line) -> Line:
    """The line as one of at least 50.00, so that a correction leaves something to pay."""
    return replace(line, amount=line.amount + 5000, unit_amount=line.unit_amount + 5000, tiers=())


def _odd_cents(lines: list[Line]) -> list[Line]:
    """Amounts that end in 1, so that there is something to round."""
    return [
        replace(line, amount=line.amount // 10 * 10 + 1, quantity=1, tiers=(),
                unit_amount=line.amount // 10 * 10 + 1)
        for line in lines
    ]  # fmt: skip


def _note_case(books: Books, options: Options, slot: Slot, record: Record) -> None:
    if slot.case in CASE:
        books.plant("invoice", record, slot.case)
    elif is_closed(options, slot.when):
        books.plant("invoice", record, "closed_period")
    if slot.case and slot.case not in CASE:
        books.feature(slot.case, record)
