"""Lets the tests in this folder run with and without Odoo.

`odoo.addons.chargebee_connector.ledger` and `.systems` know nothing of Odoo. Where the addon can't
be imported as Odoo does it, an empty package of the same name stands in for it whose path is the
addon's folder: the pure packages inside are then found under the names they have in Odoo.

Run by `setup/test pure`. This folder has no `__init__.py`, so that pytest doesn't import the addon
around it.
"""

import importlib.util
import sys
import types
from pathlib import Path

ADDON = Path(__file__).resolve().parents[2]
NAME = f"odoo.addons.{ADDON.name}"


def _stand_in(name: str, path: list[str]) -> None:
    package = types.ModuleType(name)
    package.__path__ = path
    sys.modules[name] = package


def _is_importable(name: str) -> bool:
    try:
        return name in sys.modules or importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


if not _is_importable(NAME):
    for parent in ("odoo", "odoo.addons"):
        if not _is_importable(parent):
            _stand_in(parent, [])
    _stand_in(NAME, [str(ADDON)])
