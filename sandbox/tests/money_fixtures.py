"""The fixture `books`, which a module takes by naming this one in its `pytest_plugins`."""

from __future__ import annotations

import pytest

from sandbox.tests.arithmetic import balance_problems, money_problems, problems


@pytest.fixture
def books(new_site):
    """A site with few documents; at the end every one of them still adds up."""
    site = new_site(customers=12, invoices=40)
    planted = site.control("GET", "planted")[1]["invoice"]
    yield site
    notes, money = site.all("credit_notes"), site.all("transactions")
    for invoice in site.all("invoices"):
        if planted.get(invoice["id"]) not in ("lines_do_not_add_up", "pending"):
            assert problems(invoice) == [] and money_problems(invoice) == [], invoice["id"]
    for note in notes:
        assert problems(note) == [], note["id"]
    for customer in site.all("customers"):
        assert balance_problems(customer, notes, money) == [], customer["id"]
