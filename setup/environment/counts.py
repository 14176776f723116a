"""How many tests passed and failed, read from what pytest prints at its end."""

import re
from dataclasses import dataclass

# "1 failed, 3 passed, 1 warning in 0.12s", with or without "=" around it.
SUMMARY = re.compile(r"^=* ?((?:\d+ [a-z ]+, )*\d+ [a-z ]+) in [\d.]+s\b.*$", re.MULTILINE)
ENTRY = re.compile(r"(\d+) ([a-z ]+)")
FAILED = {"failed", "error", "errors", "subtests failed", "xpassed"}
# What was collected but not judged. An expected failure is not judged either.
SKIPPED = {"skipped", "xfailed", "subtests skipped"}


@dataclass(frozen=True)
class Counts:
    """Totals of one or several runs."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
        )

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"

    @property
    def good(self) -> bool:
        """Nothing failed, and nothing was left out unseen."""
        return not self.failed and not self.skipped


def from_pytest(output: str, exit_code: int) -> Counts:
    """The counts of one pytest run; at least one failure when it did not end well.

    That covers a run that crashed, was interrupted or found no test (exit code 5).
    """
    summaries = SUMMARY.findall(output)
    entries = ENTRY.findall(summaries[-1]) if summaries else []
    counts = Counts(
        passed=sum(int(number) for number, word in entries if word == "passed"),
        failed=sum(int(number) for number, word in entries if word in FAILED),
        skipped=sum(int(number) for number, word in entries if word in SKIPPED),
    )
    ended_well = exit_code == 0 and (counts.passed or counts.skipped)
    return counts if counts.failed or ended_well else counts + Counts(failed=1)
