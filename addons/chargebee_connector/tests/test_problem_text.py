"""Every problem that the code can raise is said in plain words, and no word is left over.

The codes are read from the source itself: the first argument of every problem that is made in
`ledger`, `systems` and `models`, the findings of connection tests, and codes written by SQL. Where
the first argument is no literal, INDIRECT must say which codes it can be.
"""

import ast
import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from odoo.tests import TransactionCase

from odoo.addons.chargebee_connector.ledger import plan, problems
from odoo.addons.chargebee_connector.ledger.problems import Invalid, Refused
from odoo.addons.chargebee_connector.ledger.text import dump
from odoo.addons.chargebee_connector.models import (
    problem_texts_back,
    problem_texts_booking,
    problem_texts_credit,
    problem_texts_customers,
    problem_texts_deferral,
    problem_texts_dynamics,
    problem_texts_exact,
    problem_texts_invoices,
    problem_texts_items,
    problem_texts_journal,
    problem_texts_memo,
    problem_texts_openings,
    problem_texts_payments,
    problem_texts_period,
    problem_texts_refusals,
    problem_texts_source,
    problem_texts_taken,
    problem_texts_vat,
    problem_texts_world,
)
from odoo.addons.chargebee_connector.models.problem_text import (
    RULES,
    explain,
    explain_all,
    text_of,
)
from odoo.addons.chargebee_connector.systems.dynamics import answers
from odoo.addons.chargebee_connector.systems.dynamics import oauth as dynamics_oauth
from odoo.addons.chargebee_connector.systems.dynamics import refusals as dynamics_refusals
from odoo.addons.chargebee_connector.systems.exact import client, limits, refusals

ADDON = Path(__file__).parents[1]
ROOMS = ("ledger", "systems", "models", "controllers", "wizards")
FILES = (
    problem_texts_back,
    problem_texts_world,
    problem_texts_source,
    problem_texts_exact,
    problem_texts_refusals,
    problem_texts_booking,
    problem_texts_credit,
    problem_texts_memo,
    problem_texts_payments,
    problem_texts_period,
    problem_texts_vat,
    problem_texts_customers,
    problem_texts_deferral,
    problem_texts_invoices,
    problem_texts_items,
    problem_texts_journal,
    problem_texts_openings,
    problem_texts_dynamics,
    problem_texts_taken,
)
TEXTS = {code: text for file in FILES for code, text in file.TEXTS.items()}

CLASSES = {
    name
    for name, value in vars(problems).items()
    if isinstance(value, type) and issubclass(value, problems.Problem)
}
LEVELS = ("info", "warning", "error")

#: What a system says of a thing that goes after another one.
FIRST = {"account_first", "dynamics_row_first"}

#: What a first argument that is no literal can be, by file and expression.
INDIRECT = {
    ("systems/chargebee/taken/customers.py", "code"): {
        "crm_both_changed",
        "crm_both_changed_kept",
    },
    ("systems/dynamics/answers.py", "USER_DISABLED"): {answers.USER_DISABLED},
    ("systems/dynamics/answers.py", "case"): {"dynamics_busy", *answers._LIMITS.values()},
    ("systems/dynamics/oauth.py", "_REFUSALS[number]"): {*dynamics_oauth._REFUSALS.values()},
    ("systems/dynamics/refusals.py", "case"): {
        "dynamics_owner_missing",
        "dynamics_lookup_missing",
        *(case for _code, _pattern, case in dynamics_refusals._TABLE),
    },
    ("models/posting.py", "self._system.FIRST"): FIRST,
    ("models/posting_missing.py", "self._system.FIRST"): FIRST,
    # The code of a lost answer, which was made elsewhere.
    ("models/posting_together.py", "problem.code"): set(),
    ("models/planning.py", "self._target.FIRST"): FIRST,
    ("systems/chargebee/receipts.py", "_proposal(receipt, match, rules)"): {
        "payment_difference",
        "payment_difference_large",
        "credited_by_hand",
        "written_off_by_hand",
    },
    ("systems/exact/client.py", "code"): {
        "scope_missing",
        "endpoint_forbidden",
        *client._FORBIDDEN.values(),
    },
    ("systems/exact/client.py", "f'{window}_limit'"): {
        f"{window}_limit" for window in limits.WINDOWS
    },
    ("systems/exact/memo_rules.py", "f'{name}_missing'"): {
        "journal_missing",
        "receivable_missing",
        "bad_debt_missing",
        "vat_suspense_missing",
        "withheld_missing",
        "zero_discount_missing",
        "goodwill_missing",
        "store_credit_missing",
        "reclaim_journal_missing",
        "reclaim_code_missing",
    },
    ("systems/exact/applied.py", "reason"): {
        "match_by_hand",
        "match_other_currency",
        "match_part_used",
    },
    ("systems/exact/payments.py", "SOUGHT"): {plan.SOUGHT},
    ("systems/exact/unmatched.py", "reason.code"): {
        "match_credited",
        "match_instalments",
        "match_withheld",
        "match_write_off",
    },
    ("systems/exact/costs.py", "missing"): {"cost_center_missing", "cost_unit_missing"},
    ("systems/exact/oauth.py", "refused"): {"code_refused", "connection_lost"},
    ("systems/exact/settlements.py", "f'{name}_missing'"): {
        "fees_missing",
        "transit_missing",
        "unassigned_missing",
    },
    ("systems/exact/refusals.py", "classify(message)"): {
        refusals.UNKNOWN,
        *(code for _pattern, code in refusals._TABLE),
    },
}

#: Parameters that a text shows where it has them: not every place that raises the code gives
#: them, or not in a way that can be read from the source.
OPTIONAL = {
    # Added by whoever uses the client: a run's step or a connection test.
    **dict.fromkeys(
        (
            "endpoint_forbidden",
            "foreign_address",
            "not_json",
            "right_missing",
            "scope_missing",
            "server_error",
            "waiting_for_quota",
        ),
        {"connection"},
    ),
    # What the CRM's own words name, where they do.
    "dynamics_option_unknown": {"column"},
    "dynamics_column_unknown": {"column"},
    "dynamics_text_too_long": {"column", "limit"},
    "dynamics_privilege_missing": {"privilege"},
    "provision_stuck": {"message"},
    # Both sides of the comparison, spread from two dicts.
    "entry_differs": {
        f"{side}_{name}" for side in ("ours", "theirs") for name in ("amount", "currency", "date")
    },
}

_PARAMETER = re.compile(r"%\((\w+)\)s")
_WRITTEN_BY_SQL = re.compile(r"problem_code = '(\w+)'")
_RULE_BY_SQL = re.compile(r"\brule = '(\w+)'")


class Raised(NamedTuple):
    """One place that makes a problem, and the parameters it surely gives."""

    code: str
    params: frozenset
    where: str


def collect():
    """Return a Raised for every problem that the addon's source makes."""
    return [
        raised
        for room in ROOMS
        for path in sorted((ADDON / room).rglob("*.py"))
        for raised in _Source(path).raised()
    ]


def collect_rules():
    """Return the rules by which something is skipped: returned, assigned, given or stored."""
    rules = set()
    for path in (path for room in ROOMS for path in (ADDON / room).rglob("*.py")):
        source = _Source(path)
        rules.update(_RULE_BY_SQL.findall(source.text))
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef) and node.name == "skip_rule":
                rules.update(
                    getattr(each.value, "value", "")
                    for each in ast.walk(node)
                    if isinstance(each, ast.Return)
                )
            elif (isinstance(node, ast.Assign) and _name(node.targets[0]) == "rule") or (
                isinstance(node, ast.keyword) and node.arg == "rule"
            ):
                if isinstance(node.value, ast.Constant | ast.IfExp | ast.BoolOp):
                    rules.update(getattr(each, "value", "") for each in ast.walk(node.value))
                elif isinstance(node.value, ast.Name):
                    rules.add(source.constants.get(node.value.id, ""))
    return {rule for rule in rules if rule and isinstance(rule, str)}


class _Source:
    def __init__(self, path):
        self.name = path.relative_to(ADDON).as_posix()
        self.text = path.read_text()
        self.tree = ast.parse(self.text)
        self.constants = {
            _name(node.targets[0]): node.value.value
            for node in self.tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        }

    def raised(self):
        for code in _WRITTEN_BY_SQL.findall(self.text):
            yield Raised(code, frozenset(_used(code)), self.name)
        yield from self._made_in(self.tree, self.tree)

    def _made_in(self, node, function):
        if isinstance(node, ast.FunctionDef):
            function = node
        for child in ast.iter_child_nodes(node):
            yield from self._made_in(child, function)
        where = f"{self.name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Call) and _name(node.func) in CLASSES:
            params = set().union(*(self._names(each, function) for each in node.keywords))
            if _name(node.func) == "OverQuota":
                params.add("seconds")
            for code in self._codes(node.args[0]):
                yield Raised(code, frozenset(params), where)
        elif isinstance(node, ast.Tuple) and len(node.elts) == 3:
            level, code, params = node.elts
            # A code that is no literal is that of a problem, which was made elsewhere.
            told = isinstance(params, ast.Dict) and isinstance(code, ast.Constant)
            if told and getattr(level, "value", None) in LEVELS:
                yield Raised(code.value, frozenset(_literal_keys(params)), where)

    def _codes(self, argument):
        if isinstance(argument, ast.Constant):
            return {argument.value}
        if isinstance(argument, ast.Name) and argument.id in self.constants:
            return {self.constants[argument.id]}
        if isinstance(argument, ast.IfExp):
            return self._codes(argument.body) | self._codes(argument.orelse)
        return INDIRECT[self.name, ast.unparse(argument)]

    def _names(self, keyword, function):
        """Return the parameters that `name=…` or `**…` surely gives."""
        return {keyword.arg} if keyword.arg else self._keys(keyword.value, function)

    def _keys(self, value, function):
        """Return the keys of a dict: written there, assigned nearby, or returned in this file."""
        found = []
        if isinstance(value, ast.Dict):
            return _literal_keys(value)
        if isinstance(value, ast.Name):
            found = [
                each.value
                for each in ast.walk(function)
                if isinstance(each, ast.Assign) and _name(each.targets[0]) == value.id
            ]
        elif isinstance(value, ast.Call):
            found = [
                inner.value
                for each in self.tree.body
                if isinstance(each, ast.FunctionDef) and each.name == _name(value.func)
                for inner in ast.walk(each)
                if isinstance(inner, ast.Return)
            ]
        return set().union(*(self._keys(each, function) for each in found))


def _name(node):
    return getattr(node, "id", None) or getattr(node, "attr", None)


def _literal_keys(value):
    return {key.value for key in value.keys if key is not None}


def _used(code):
    """Return the parameters that a code's summary and cure show."""
    return {name for text in TEXTS.get(code, ()) for name in _PARAMETER.findall(text._source)}


class TestProblemTexts(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.raised = collect()

    def test_the_source_was_read(self):
        codes = {each.code for each in self.raised}
        # One of each way in which a code is found.
        for code in ("total_differs", "clock_differs", "worker_died", "licence_expired", "refused"):
            self.assertIn(code, codes)

    def test_every_code_has_a_text(self):
        missing = {each.code: each.where for each in self.raised if each.code not in TEXTS}
        self.assertFalse(missing)

    def test_no_text_is_orphaned(self):
        self.assertFalse(set(TEXTS) - {each.code for each in self.raised})

    def test_no_code_is_said_twice(self):
        self.assertEqual(len(TEXTS), sum(len(file.TEXTS) for file in FILES))

    def test_what_a_text_shows_is_given_wherever_it_is_raised(self):
        for each in self.raised:
            with self.subTest(code=each.code, where=each.where):
                optional = OPTIONAL.get(each.code, set())
                self.assertFalse(_used(each.code) - each.params - optional)

    def test_optional_parameters_are_shown_and_not_always_given(self):
        for code, optional in OPTIONAL.items():
            given = [each.params for each in self.raised if each.code == code]
            with self.subTest(code=code):
                self.assertEqual(_used(code) - frozenset.intersection(*given), optional)

    def test_refusals_show_exact_s_own_words(self):
        for code in INDIRECT["systems/exact/refusals.py", "classify(message)"]:
            with self.subTest(code=code):
                self.assertIn("message", _used(code))

    def test_every_rule_has_a_label_and_no_label_is_orphaned(self):
        self.assertEqual(collect_rules(), {rule for rule, _label in RULES})

    def test_texts_are_whole_sentences(self):
        values = defaultdict(lambda: "x")
        for code, texts in TEXTS.items():
            for text in texts:
                with self.subTest(code=code, text=text._source):
                    said = text._source % values
                    self.assertRegex(said, r"^[“A-Zx].*[.”x]$")
                    self.assertNotIn("  ", said)


class TestExplain(TransactionCase):
    def test_a_problem_is_said_with_its_parameters(self):
        problem = Invalid("total_differs", printed="121.00", computed="120.99", currency="EUR")
        said = explain(self.env, problem.as_dict())
        self.assertIn("EUR 120.99", said.summary)
        self.assertIn("EUR 121.00", said.summary)
        self.assertTrue(said.cure)
        self.assertEqual(explain(self.env, dump(problem.as_dict())), said)
        self.assertEqual(text_of(self.env, problem), f"{said.summary} {said.cure}")

    def test_a_parameter_that_is_missing_is_a_dash(self):
        said = explain(self.env, {"code": "revenue_missing", "params": {"description": "Pro"}})
        self.assertIn("“Pro” (item price “–”)", said.summary)

    def test_a_percent_sign_is_said_once(self):
        problem = Invalid("vat_rate_differs", description="x", rate="9", vat_code="4", code_rate=21)
        said = explain(self.env, problem.as_dict())
        self.assertIn("taxed at 9%, but", said.summary)
        self.assertIn("21% in Exact", said.summary)

    def test_what_exact_says_is_taken_as_it_is(self):
        words = "Ongeldig: Btw-percentage [100%] %(code)s <b>"
        problem = Refused("vat_percentage", message=words)
        self.assertIn(words, explain(self.env, problem.as_dict()).summary)

    def test_an_unknown_code_shows_all_it_knows(self):
        said = explain(self.env, {"code": "of_tomorrow", "params": {"b": "2", "a": "1", "c": ""}})
        self.assertIn("of_tomorrow", said.summary)
        self.assertIn("a: 1, b: 2", said.cure)

    def test_findings_are_a_line_each(self):
        lines = explain_all(
            self.env,
            [
                ("warning", "clock_differs", {"seconds": "90"}),
                ("error", "division_unknown", {"division": "42"}),
            ],
        ).split("\n")
        self.assertEqual(len(lines), 2)
        self.assertIn("90 seconds", lines[0])
        self.assertIn("42", lines[1])
