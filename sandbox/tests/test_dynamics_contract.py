"""The standard tables against Microsoft's published data model.

`SPECS_DIR` names a folder with `dynamics-standard-tables.json`: per table its columns with types,
lengths, ranges, targets and options.
"""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sandbox.dynamics.metadata.columns import common_columns
from sandbox.dynamics.metadata.model import Column
from sandbox.dynamics.standard import standard_tables

KNOWN = json.loads((Path(os.environ["SPECS_DIR"]) / "dynamics-standard-tables.json").read_text())
TABLES: dict[str, Any] = KNOWN["tables"]
OURS, RELATIONSHIPS = standard_tables(1033)
# The model's words for what the Web API types otherwise.
TYPES = {"Money(base)": "Money", "timezone": "Integer", "latitude": "Double", "longitude": "Double"}
NAMES = {"regardingObject": "regardingobjectid"}
# (table, column) -> the type on the wire.
ON_THE_WIRE = {("customeraddress", "objecttypecode"): "String"}
# The model leaves out an activity's key and subject, and what the table reference has besides.
ADDED = {"quoteclose": {"activityid", "subject"}, "quote": {"quotecreationmethod"}}
LEVELS = {"systemrequired": "SystemRequired", "required": "ApplicationRequired"}


def name_of(column: dict[str, Any]) -> str:
    return NAMES.get(column["logical"], column["logical"])


def wanted_type(table: str, column: dict[str, Any]) -> str:
    if column["logical"] == "statecode":
        return "State"
    given = TYPES.get(column["type"], column["type"])
    return ON_THE_WIRE.get((table, name_of(column)), given)


def facts(table: str, column: dict[str, Any]) -> dict[str, Any]:
    """What the model says of a column."""
    kind = wanted_type(table, column)
    options = column.get("options", []) if kind != "String" else []
    return {
        "type": kind,
        "required": LEVELS.get((column.get("required") or "").lower(), "None"),
        "targets": tuple(target.lower() for target in column.get("targets", ())),
        "options": {
            (one["value"], " ".join(one["label"].split()), one.get("state")) for one in options
        },
        **({"max_length": column["maxLength"]} if "maxLength" in column else {}),
        **limits(column),
    }


def limits(column: dict[str, Any]) -> dict[str, Any]:
    if "max" not in column or column["type"] in ("Money(base)", "BigInt"):
        return {}
    return {"minimum": Decimal(column["min"]), "maximum": Decimal(column["max"])}


def shown(column: Column, names: set[str]) -> dict[str, Any]:
    """The same of our column."""
    found = {name: getattr(column, name) for name in names - {"options"}}
    found["options"] = {(one.value, one.label[1033], one.state) for one in column.options}
    return found


@pytest.mark.parametrize("table", sorted(TABLES))
def test_columns_are_those_of_the_model(table: str) -> None:
    theirs = {name_of(column): column for column in TABLES[table]["columns"]}
    ours = OURS[table].columns
    common = {column.logical for column in common_columns(table, 1033)}
    assert set(ours) - common - ADDED.get(table, set()) <= set(theirs)
    wrong = {}
    for name, column in theirs.items():
        wanted = facts(table, column)
        found = shown(ours[name], set(wanted)) if name in ours else None
        if found != wanted:
            wrong[name] = (found, wanted)
    assert wrong == {}


@pytest.mark.parametrize("table", sorted(TABLES))
def test_sets_and_keys_are_those_of_the_model(table: str) -> None:
    assert OURS[table].set_name == TABLES[table]["entitySet"]
    assert OURS[table].primary_id == TABLES[table]["primaryId"]
    assert OURS[table].primary_name in OURS[table].columns


def test_navigation_properties_that_the_documentation_names() -> None:
    named = {
        (table, nav)
        for table, known in TABLES.items()
        for column in known["columns"]
        for nav in column.get("nav", ())
    }
    ours = {(one.referencing, one.navigation) for one in RELATIONSHIPS.values()}
    assert named
    assert named <= ours


def test_the_comparison_finds_a_wrong_column() -> None:
    column = {"logical": "name", "type": "String", "required": "required", "maxLength": 159}
    wanted = facts("account", column)
    assert shown(OURS["account"].columns["name"], set(wanted)) != wanted
    assert shown(OURS["account"].columns["name"], set(wanted)) == {**wanted, "max_length": 160}
