"""A plan's results hold what they say and nothing of how it was found."""

import gc
import weakref

import pytest

from odoo.addons.chargebee_connector.ledger.plan import Outcome
from odoo.addons.chargebee_connector.ledger.problems import Invalid


class Batch(list):
    """The words and outcomes that are planned together; can be watched."""


@pytest.fixture
def no_garbage_collection():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def read_field():
    try:
        raise KeyError("total")
    except KeyError:
        raise Invalid("field_missing", field="total")  # noqa: B904 - its context is the subject


def plan_one(batch):
    try:
        read_field()
    except Invalid as problem:
        batch.append(Outcome("sales_entry", "1", ("invoice", "1"), problem=problem))


def test_a_blocked_outcome_does_not_keep_its_batch(no_garbage_collection):
    batch = Batch()
    plan_one(batch)
    assert batch[0].state == "blocked"
    assert batch[0].problem.as_dict()["params"] == {"field": "total"}
    watched = weakref.ref(batch)
    del batch
    assert watched() is None
