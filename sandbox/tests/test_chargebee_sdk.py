"""The official `chargebee` Python SDK, which nobody here wrote, against the server."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sandbox import chargebee
from sandbox.dataset import Options, generate

CLIENTS = Path(__file__).parents[2] / "setup" / "clients"


def run(script: str, **options: Any) -> dict[str, Any]:
    """What a script with the SDK saw of a site with these options."""
    python = os.environ.get("CLIENTS_PYTHON")
    assert python, (
        "CLIENTS_PYTHON is not set: it names the interpreter of an environment that has the "
        "PyPI package `chargebee`; setup/test makes one and sets it"
    )
    with chargebee.start(quota=10_000, **options) as running:
        done = subprocess.run(
            [python, str(CLIENTS / script), str(running.port)],
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "NO_PROXY": "127.0.0.1"},
        )
        assert running.app.crashes == []
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    """What the SDK saw of a site with the default dataset."""
    return run("chargebee_sdk.py")


def test_the_sdk_pages_through_everything(seen: dict[str, Any]) -> None:
    records = generate().records
    deleted = sum(item.get("status") == "deleted" for item in records["item"].values())
    expected = {kind: len(records.get(kind, ())) for kind in seen["reads"]["counts"]}
    expected["item"] -= deleted
    expected["item_price"] -= deleted
    assert seen["reads"]["counts"] == expected
    assert seen["reads"]["catalog"] == "v2"
    assert seen["reads"]["currencies"] == ["EUR", "GBP", "JPY", "USD"]


def test_the_sdk_filters_and_retrieves(seen: dict[str, Any]) -> None:
    invoices = [i for i in generate().records["invoice"].values() if not i["deleted"]]
    reads = seen["reads"]
    assert reads["unpaid_statuses"] == ["not_paid", "payment_due"]
    assert reads["unpaid"] == sum(i["status"] in reads["unpaid_statuses"] for i in invoices)
    assert reads["updated"] == sum(i.get("updated_at", 0) >= 1_767_225_600 for i in invoices)
    wanted, found, equal = reads["retrieved"]
    assert wanted == found and equal
    assert reads["line_sums"] == sum(line["amount"] for i in invoices for line in i["line_items"])


def test_the_sdk_writes_once(seen: dict[str, Any]) -> None:
    assert seen["writes"] == {
        "customer": ["sdk-customer", "Sluis & Zn. B.V.", "NL810433941B01"],
        "changed": "Anneke",
        "vat_after_address_only": None,
        "invoice": [38_990, 8188, 47_178, "posted"],
        "paid": [1000, 46_178],
        "same_transaction": True,
        "replayed": True,
        "deleted": True,
        "adjusted": [1210, "adjusted"],
        "written_off": [45_968, "paid"],
        "pdf": "%PDF-",
        "parent": "sdk-parent",
        "granted": [500, "increment"],
        "merged": ["sdk-child", 1],
        "hierarchy": ["sdk-parent", "sdk-child"],
    }


@pytest.mark.parametrize(
    ("case", "answer"),
    [
        ("unknown_filter", ["InvalidRequestError", 400, "invalid_request", "colour[is]"]),
        ("page_too_large", ["InvalidRequestError", 400, "param_wrong_value", "limit"]),
        ("not_there", ["InvalidRequestError", 404, "resource_not_found", None]),
        ("wrong_key", ["APIError", 401, "api_authentication_failed", None]),
        ("read_only", ["APIError", 403, "api_authorization_failed", None]),
        ("duplicate", ["InvalidRequestError", 400, "duplicate_entry", "id"]),
        ("other_catalog", ["InvalidRequestError", 400, "configuration_incompatible", None]),
    ],
)
def test_the_sdk_understands_the_errors(seen: dict[str, Any], case: str, answer: list[Any]) -> None:
    assert list(seen["errors"][case].values()) == answer


def test_the_sdk_reads_what_a_crm_shows_and_quotes() -> None:
    found = run("chargebee_selling.py", crm=True)
    records = generate(Options(crm=True)).records
    assert found["reads"] == {
        "counts": {kind: len(records[kind]) for kind in found["reads"]["counts"]},
        "customer_beside": True,
        "yearly": True,
        "items": True,
        "masked": ["*" * 12],
        "given": ["api-rate", "sso", "users"],
        "attached": ["support"],
    }
    assert found["quotes"] == {
        "once": True,
        "amounts": [33_210, 40_184],
        "offered": 2,
        "groups": ["subscription_creation", "subscription_renewal"],
        "early": "invalid_state_for_request",
        "made": ["invoiced", 36_900, 40_184],
        "single": [33_275, 847, 2],
        "gone": 404,
    }
