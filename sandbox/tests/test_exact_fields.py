"""The table of fields against Exact's reference, where a copy of it is at hand.

`SPECS_DIR` names a folder with `exact-fields.json`: per endpoint its methods, page size and fields.
"""

from __future__ import annotations

import json
import os
import warnings
from pathlib import Path
from typing import Any

import pytest

from sandbox.exact.entities import ENTITIES, ME
from sandbox.exact.fields import FIELDS
from sandbox.exact.messages import CAPTIONS, TEXTS

# Written by this server through no endpoint, though Exact allows it.
NOT_WRITTEN_HERE = {
    "crm/BankAccounts": {"POST", "PUT", "DELETE"},
    "financialtransaction/BankEntryLines": {"POST"},
    "financialtransaction/CashEntryLines": {"POST"},
    "generaljournalentry/GeneralJournalEntryLines": {"POST"},
    "system/Divisions": {"DELETE"},
}


def reference() -> dict[str, Any]:
    """The reference, or nothing, said aloud, where it isn't at hand."""
    folder = os.environ.get("SPECS_DIR")
    if not folder:
        warnings.warn(
            "SPECS_DIR is not set: the fields were NOT compared with Exact's reference.",
            stacklevel=1,
        )
        return {}
    return dict(json.loads((Path(folder) / "exact-fields.json").read_text()))


def test_fields_are_those_of_the_reference() -> None:
    wrong = []
    for path, known in reference().items():
        if path not in FIELDS:
            continue
        theirs = {
            field["name"]: (
                field["type"].removeprefix("Edm.").split("(")[0],
                field["key"],
                field["mandatory"],
                field["post"],
                field["put"],
            )
            for field in known["fields"]
        }
        ours = {
            field.name: (field.type, field.key, field.mandatory, field.post, field.put)
            for field in FIELDS[path].values()
        }
        wrong += [(path, name) for name in {*theirs, *ours} if theirs.get(name) != ours.get(name)]
    assert wrong == []


def test_endpoints_have_the_methods_and_pages_of_the_reference() -> None:
    known = reference()
    for path, entity in ENTITIES.items():
        if path in known:
            left_out = NOT_WRITTEN_HERE.get(path, set())
            assert set(entity.methods.split()) == set(known[path]["methods"]) - left_out, path
            assert entity.page == known[path]["page_size"], path


def test_the_comparison_finds_a_wrong_field(tmp_path: Path, monkeypatch: Any) -> None:
    field = {"name": "ID", "type": "Edm.Guid", "key": True, "mandatory": True}
    known = {"crm/Accounts": {"fields": [{**field, "post": True, "put": True}]}}
    (tmp_path / "exact-fields.json").write_text(json.dumps(known))
    monkeypatch.setenv("SPECS_DIR", str(tmp_path))
    with pytest.raises(AssertionError):
        test_fields_are_those_of_the_reference()


def test_every_endpoint_has_its_fields() -> None:
    for entity in (*ENTITIES.values(), ME):
        assert entity.fields, entity.path
        assert entity.key == "" or entity.key in entity.fields, entity.path
        assert set(entity.lines) <= set(entity.fields), entity.path
        assert set(entity.filterable) <= set(entity.fields), entity.path


def test_every_sentence_stands_in_both_languages() -> None:
    for texts in (*TEXTS.values(), *CAPTIONS.values()):
        assert len(texts) == 2
        assert all(texts)
