"""The fixtures `crm` and `made`, which a module takes by naming this one in `pytest_plugins`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.tests.dynamics_caller import Crm, running


@pytest.fixture
def crm() -> Iterator[Crm]:
    """A fresh organisation and the run-time app's token."""
    with running() as caller:
        yield caller.connect()


@pytest.fixture
def made(crm: Crm) -> Crm:
    """An organisation with the tables cb_customer, cb_invoice and cb_invoiceline."""
    crm.provision()
    return crm
