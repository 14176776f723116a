"""What the app and its users may do: scopes of endpoints, and refusals that a test orders.

Without the scope of an endpoint Exact answers 403 with a sentence; without the user's right to an
endpoint 403 with nothing.
"""

from __future__ import annotations

from typing import Any

from .entities import ENTITIES
from .errors import Refusal
from .messages import SAMPLES, TEXTS

SCOPE_VIOLATED = "Forbidden - Application Scope Violated"
# By the longest path that fits, as Exact's reference names them.
SCOPES = {
    "crm/": "Crm accounts",
    "logistics/": "Logistics items",
    "salesentry/": "Financial accounting",
    "salesinvoice/": "Sales invoices",
    "financial/": "Financial accounting",
    "financial/GLAccounts": "Financial generalledgers",
    "financial/Journals": "Financial generalledgers",
    "financial/ExchangeRates": "Financial currencies",
    "general/Currencies": "Financial currencies",
    "hrm/Cost": "Financial costcenters",
    "vat/": "Financial accounting",
    "cashflow/": "Financial cashflow",
    "cashflow/Receivables": "Financial receivables",
    "read/financial/": "Financial accounting",
    "read/financial/ReceivablesList": "Financial receivables",
    "financialtransaction/": "Financial accounting",
    "generaljournalentry/": "Financial accounting",
    "documents/": "Organization documents",
    "system/": "Organization administration",
    "read/sync/": "Organization administration",
    "sync/Deleted": "Organization administration",
}


def scope_of(path: str) -> str | None:
    """The scope that an endpoint needs; bulk and sync need that of what they show."""
    short = path if path.startswith("sync/Deleted") else path.removeprefix("sync/")
    short = short.removeprefix("bulk/")
    fitting = [start for start in SCOPES if short.lower().startswith(start.lower())]
    return SCOPES[max(fitting, key=len)] if fitting else None


class Rights:
    """Which scopes the app lacks, which endpoints which user, and which refusals are ordered."""

    def __init__(self) -> None:
        self._scopes: list[str] = []
        self._endpoints: list[list[str]] = []  # user, method, endpoint
        self._ordered: list[dict[str, Any]] = []

    def change(self, values: dict[str, Any], user: str) -> dict[str, Any]:
        """Give or take a `scope` of the app, or `endpoint` and `methods` of a user."""
        unknown = set(values) - {"user", "scope", "endpoint", "methods", "allowed"}
        if unknown:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        allowed = bool(values["allowed"])
        if "scope" in values:
            if values["scope"] not in SCOPES.values():
                raise ValueError(f"scope is one of {', '.join(sorted(set(SCOPES.values())))}")
            self._scopes = _without(self._scopes, values["scope"])
            self._scopes += [] if allowed else [values["scope"]]
        else:
            if values["endpoint"] not in ENTITIES:
                raise ValueError(f"no endpoint {values['endpoint']}")
            for method in values.get("methods", ["GET", "POST", "PUT", "DELETE"]):
                one = [user, method, values["endpoint"]]
                self._endpoints = _without(self._endpoints, one)
                self._endpoints += [] if allowed else [one]
        return {"scopes_taken": self._scopes, "endpoints_taken": self._endpoints}

    def missing_scope(self, endpoint: str) -> bool:
        return scope_of(endpoint) in self._scopes

    def may(self, user: str, method: str, endpoint: str) -> bool:
        """Whether a user has the right to an endpoint."""
        return [user, method, endpoint] not in self._endpoints

    def order(self, values: dict[str, Any]) -> dict[str, Any]:
        """Refuse the next `times` calls of `method` to `endpoint` with the sentence `text` and
        the `status` that business refusals have, or another one."""
        unknown = set(values) - {"endpoint", "text", "method", "times", "status", "params"}
        if unknown:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        if values["text"] not in TEXTS:
            raise ValueError(f"text is one of {', '.join(sorted(TEXTS))}")
        if values["endpoint"] not in ENTITIES:
            raise ValueError(f"no endpoint {values['endpoint']}")
        order = {
            "endpoint": values["endpoint"],
            "text": values["text"],
            "method": values.get("method", "POST"),
            "times": int(values.get("times", 1)),
            "status": int(values.get("status", 500)),
            "params": {**SAMPLES, **values.get("params", {})},
        }
        self._ordered.append(order)
        return order

    def ordered(self, method: str, endpoint: str) -> tuple[int, Refusal] | None:
        """The status and refusal that were ordered for this call; each counts down."""
        for order in self._ordered:
            if (order["method"], order["endpoint"]) == (method, endpoint):
                order["times"] -= 1
                if order["times"] <= 0:
                    self._ordered.remove(order)
                return order["status"], Refusal(order["text"], **order["params"])
        return None

    def dump(self) -> dict[str, Any]:
        return {
            "scopes": self._scopes,
            "endpoints": self._endpoints,
            "ordered": self._ordered,
        }

    def load(self, saved: dict[str, Any]) -> None:
        self._scopes, self._endpoints = saved["scopes"], saved["endpoints"]
        self._ordered = saved["ordered"]


def _without(values: list[Any], one: Any) -> list[Any]:
    return [value for value in values if value != one]
