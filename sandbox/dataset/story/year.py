"""A year: three business entities, four currencies, and every kind of document there is."""

from __future__ import annotations

from ..books import Books
from ..finish import finish
from ..options import Options
from .credit_acts import plan_credits, plan_store_credits, plan_without_invoice
from .extras import add_extras, plan_merged
from .invoice_acts import plan_invoices
from .money_acts import plan_money
from .ordinary import plan_months
from .people import cast
from .stage import Stage

MONTHS = 12


def tell_year(options: Options) -> Books:
    stage = Stage(options, MONTHS)
    people = cast(options)
    for customer in people.values():
        stage.books.add("customer", customer.record)
    ordinary = plan_months(stage, people, MONTHS)
    plan_invoices(stage, people)
    plan_money(stage, people)
    plan_merged(stage, people)
    plan_store_credits(stage, people)
    stage.play_credits()
    stage.play()
    plan_credits(stage, ordinary)
    plan_without_invoice(stage, people)
    stage.play_credits()
    add_extras(stage, people)
    finish(stage.books)
    return stage.books
