"""Who may know whom: read from the imports of every module, so that it stays so.

ledger     imports nothing of ours but the ledger
systems/x  imports the ledger, `systems.http` and itself; never another system, never Odoo
sandbox    and the addon import nothing of each other: two sides of a wire
models     that are no system's own name none; one system's don't name another's
another    system's addon imports the ledger and `systems.http`, and nothing else of ours
"""

import ast
import re
from pathlib import Path

import pytest

ADDON = Path(__file__).resolve().parents[2]
PROJECT = ADDON.parents[1]
OURS = f"odoo.addons.{ADDON.name}"
SYSTEMS = ("chargebee", "exact", "dynamics")
INVENTED = ADDON / "tests" / "invented"

#: Keys of a Chargebee payload that our reader reads and that mean nothing anywhere else. Words of
#: the ledger that are spelt alike (`net_term_days`, `business_entity`) are none.
KEYS_READ = frozenset(
    """
    line_items line_item_taxes line_item_discounts line_item_addresses line_item_credits
    line_item_id tax_exempt_reason tax_juris_code tax_juris_type taxable_amount tax_amount
    discount_amount sub_total round_off_amount price_type currency_code base_currency_code
    exchange_rate local_currency_code local_currency_exchange_rate site_details_at_creation
    tax_origin registration_number resource_version customer_id business_entity_id entity_id
    item_family_id accounting_detail billing_address shipping_address vat_number_prefix
    pii_cleared active_id
    """.split()
)

#: More of them, which nobody reads so far.
KEYS_UNREAD = frozenset(
    """
    line_item_tiers item_price_id entity_type reference_invoice_id linked_payments
    applied_credits generated_at voided_at updated_at
    """.split()
)


def modules(folder):
    """Return the Python files below a folder, without those of other people's packages."""
    return sorted(path for path in folder.rglob("*.py") if "node_modules" not in path.parts)


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(tree, package):
    """Return the dotted names that a module of `package` imports, wherever in it they stand."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            base = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            found.update(f"{module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "import_module":
            found.update(arg.value for arg in node.args if isinstance(arg, ast.Constant))
    return found


def package_of(path):
    """Return the package in which a module of the addon stands, as it is called in Odoo."""
    return ".".join((OURS, *path.relative_to(ADDON).parent.parts))


def is_in(name, package):
    return name == package or name.startswith(package + ".")


def imports_of(path):
    return imports(tree_of(path), package_of(path))


def test_imports_are_understood():
    source = """
import os.path, odoo
from . import a
from .b import c
from .. import d
from ...ledger.words import ZERO
from x import y as z
def f():
    import late
    importlib.import_module("dynamic")
"""
    assert imports(ast.parse(source), "p.q.r") == {
        "os.path",
        "odoo",
        "p.q.r.a",
        "p.q.r.b.c",
        "p.q.d",
        "p.ledger.words.ZERO",
        "x.y",
        "late",
        "dynamic",
    }


@pytest.mark.parametrize("path", modules(ADDON / "ledger"), ids=lambda path: path.name)
def test_ledger_imports_nothing_of_ours(path):
    for name in imports_of(path):
        assert is_in(name, f"{OURS}.ledger") or not is_in(name, "odoo"), name


@pytest.mark.parametrize(
    "path",
    modules(ADDON / "systems"),
    ids=lambda path: str(path.relative_to(ADDON / "systems")),
)
def test_systems_import_the_ledger_and_http_only(path):
    allowed = [f"{OURS}.ledger"]
    place = path.relative_to(ADDON / "systems").parts
    if len(place) > 1:
        assert place[0] in SYSTEMS
        allowed.append(f"{OURS}.systems.{place[0]}")
    if place != ("http.py",):
        allowed.append(f"{OURS}.systems.http")
    for name in imports_of(path):
        if is_in(name, "odoo"):
            assert any(is_in(name, package) for package in allowed), name


def test_sandbox_and_addon_do_not_know_each_other():
    for path in modules(PROJECT / "sandbox"):
        package = ".".join(path.relative_to(PROJECT).parent.parts)
        for name in imports(tree_of(path), package):
            assert not is_in(name, "odoo") and ADDON.name not in name, f"{path}: {name}"
    for path in modules(ADDON):
        for name in imports_of(path):
            assert not is_in(name, "sandbox"), f"{path}: {name}"


def strings(tree):
    """Return the texts that stand in a module, the documentation excepted."""
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documentation
    }


@pytest.mark.parametrize(
    "path",
    [path for name in ("exact", "dynamics") for path in modules(ADDON / "systems" / name)],
    ids=lambda path: f"{path.parent.name}-{path.name}",
)
def test_targets_know_no_key_of_chargebee(path):
    assert not strings(tree_of(path)) & (KEYS_READ | KEYS_UNREAD)


def test_keys_are_those_that_the_reader_reads():
    """A key that is misspelt here would guard nothing."""
    read = set()
    for path in modules(ADDON / "systems" / "chargebee"):
        read |= strings(tree_of(path))
    assert read >= KEYS_READ


def names_the_system(node):
    """Say whether an expression reads what kind of system a backend is."""
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "system"
        or isinstance(node, ast.Name)
        and node.id == "system"
        or isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and node.slice.value == "system"
    )


def branches_on_system(tree):
    """Return the lines where a module asks which system a backend is of.

    That question has one answer in one place, `billing.system.<name>`. A search for the backends
    of one system, made by that system's own model, is a selection of rows and no branch.
    """
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            asked = [node.left, *node.comparators]
        elif isinstance(node, ast.Match):
            asked = [node.subject]
        else:
            continue
        if any(names_the_system(part) for part in asked):
            found.append(node.lineno)
    return found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("x = backend.system == 'exact'", [1]),
        ("x = 'exact' != backend.system", [1]),
        ("x = backend.system in ('exact',)", [1]),
        ("if values['system'] == 'exact': pass", [1]),
        ("match backend.system:\n    case 'exact': pass", [1]),
        ("x = system == 'exact'", [1]),
        ("self.env['billing.system.' + self.system]", []),
        ("if system.is_target: pass", []),
        ("[('system', '=', 'exact')]", []),
    ],
)
def test_branches_are_found(source, found):
    assert branches_on_system(ast.parse(source)) == found


@pytest.mark.parametrize(
    "path",
    [path for folder in ("models", "controllers", "wizards") for path in modules(ADDON / folder)],
    ids=lambda path: path.name,
)
def test_no_branch_on_the_system(path):
    assert branches_on_system(tree_of(path)) == []


@pytest.mark.parametrize("path", modules(INVENTED), ids=lambda path: path.name)
def test_another_system_needs_the_ledger_and_http_only(path):
    package = ".".join(("odoo.addons", *path.relative_to(INVENTED).parent.parts))
    allowed = (f"{OURS}.ledger", f"{OURS}.systems.http", "odoo.addons.billing_invented")
    for name in imports(tree_of(path), package):
        if is_in(name, "odoo.addons"):
            assert any(is_in(name, one) for one in allowed), name
        elif path.parent.name == "system":
            assert not is_in(name, "odoo"), name


def system_of(path):
    """Return the system that a model's file belongs to by its name, or None."""
    words = path.stem.removeprefix("billing_system_").split("_")
    return next((name for name in SYSTEMS if name == words[0]), None)


def systems_named(tree):
    """Return the systems that a module's code names: its identifiers, imports and texts."""
    words = strings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            words.add(node.id)
        elif isinstance(node, ast.Attribute):
            words.add(node.attr)
        elif isinstance(node, ast.arg | ast.keyword):
            words.add(node.arg or "")
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            words.add(node.name)
        elif isinstance(node, ast.ImportFrom | ast.Import):
            words.update((getattr(node, "module", None) or "", *(one.name for one in node.names)))
    # The addon bears the name of one; "exactly" and "exact request" are no system.
    text = re.sub(rf"{ADDON.name}|exactly|exact request", "", "\n".join(words).lower())
    return {name for name in SYSTEMS if name in text}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("x = route.exact_division", {"exact"}),
        ("x = {'chargebee_url': 1}", {"chargebee"}),
        ("from ..systems.exact import look", {"exact"}),
        ("from .exact_tokens import Tokens", {"exact"}),
        ("def f(exact_url): pass", {"exact"}),
        ("f(chargebee_tz=1)", {"chargebee"}),
        ("x = 'in Exact'", {"exact"}),
        ("def f():\n    'As in Exact.'\n    # Exact\n", set()),
        ("x = env.ref('chargebee_connector.menu'), 'Exactly this'", set()),
    ],
)
def test_names_of_systems_are_found(source, found):
    assert systems_named(ast.parse(source)) == found


@pytest.mark.parametrize(
    "path",
    [
        path
        for folder in ("models", "wizards")
        for path in modules(ADDON / folder)
        # Texts say where to look; a package's __init__ imports them all.
        if path.name != "__init__.py" and not path.stem.startswith("problem_texts_")
    ],
    ids=lambda path: path.name,
)
def test_models_name_no_system_but_their_own(path):
    assert systems_named(tree_of(path)) <= {system_of(path)}


def test_there_is_something_to_look_at():
    for folder in ("ledger", "models", *(f"systems/{name}" for name in SYSTEMS)):
        assert len(modules(ADDON / folder)) > 3, folder
    assert len(modules(INVENTED)) > 3
    folders = (path.name for path in (ADDON / "systems").iterdir() if path.is_dir())
    assert {name for name in folders if not name.startswith("_")} == set(SYSTEMS)
