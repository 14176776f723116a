"""What `setup/test` reads from pytest's last line must never turn a bad run into a good one."""

import pytest

from environment.counts import Counts, from_pytest

CASES = [
    ("3 passed in 0.12s", 0, Counts(passed=3)),
    ("3 passed, 1 warning in 70.12s (0:01:10)", 0, Counts(passed=3)),
    ("===== 1 failed, 2 passed in 0.12s =====", 1, Counts(passed=2, failed=1)),
    ("1 error in 0.12s", 2, Counts(failed=1)),
    ("2 passed, 1 error in 0.12s", 1, Counts(passed=2, failed=1)),
    ("1 passed, 2 errors in 0.12s", 1, Counts(passed=1, failed=2)),
    ("3 passed, 4 subtests passed in 1.00s", 0, Counts(passed=3)),
    ("1 failed, 2 subtests failed in 1.00s", 1, Counts(failed=3)),
    ("1 skipped in 0.12s", 0, Counts(skipped=1)),
    ("3 passed, 2 skipped in 0.12s", 0, Counts(passed=3, skipped=2)),
    ("1 passed, 1 xfailed in 0.12s", 0, Counts(passed=1, skipped=1)),
    ("1 passed, 1 xpassed in 0.12s", 0, Counts(passed=1, failed=1)),
    ("1 passed, 5 deselected in 0.12s", 0, Counts(passed=1)),
    # No test was found, the run crashed, or it was killed before or after its last line.
    ("no tests ran in 0.01s", 5, Counts(failed=1)),
    ("5 deselected in 0.01s", 5, Counts(failed=1)),
    ("ImportError: no module", 4, Counts(failed=1)),
    ("", 0, Counts(failed=1)),
    ("", -9, Counts(failed=1)),
    ("3 passed in 0.12s", -11, Counts(passed=3, failed=1)),
]


@pytest.mark.parametrize(("last_line", "exit_code", "expected"), CASES)
def test_counts_of_a_run(last_line: str, exit_code: int, expected: Counts) -> None:
    assert from_pytest(f"....\nsome output\n{last_line}\n", exit_code) == expected


def test_only_the_last_summary_counts() -> None:
    assert from_pytest("9 passed in 1.00s\n1 failed in 2.00s\n", 1) == Counts(failed=1)


def test_closing_line_names_skips_only_if_there_are_any() -> None:
    assert str(Counts(passed=4)) == "4 passed, 0 failed"
    assert str(Counts(passed=4, failed=1, skipped=2)) == "4 passed, 1 failed, 2 skipped"


def test_a_skip_makes_a_run_bad() -> None:
    assert Counts(passed=4).good
    assert not Counts(passed=4, skipped=1).good
    assert not (Counts(passed=4) + Counts(failed=1)).good
