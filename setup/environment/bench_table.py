"""How the benchmark's figures are shown: each beside its baseline, with its aim."""

from dataclasses import dataclass

from .console import say

WIDTHS = (48, 27, 40, 22)


@dataclass(frozen=True)
class Figure:
    """One line of the table. `met` is None for a figure without an aim of its own.

    `share` is the figure that the aim is about, for those who want to look at it by program.
    """

    name: str
    measured: str
    baseline: str = ""
    aim: str = ""
    met: bool | None = None
    share: float | None = None


def show(title: str, figures: list[Figure]) -> None:
    """Print a heading and its figures, one line each."""
    say(f"\n{title}")
    for figure in figures:
        verdict = {True: "met", False: "MISSED", None: ""}[figure.met]
        cells = (figure.name, figure.measured, figure.baseline, figure.aim)
        line = "  ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True))
        say(f"  {line}  {verdict}".rstrip())


def number(value: float) -> str:
    """A count for people: 12,345, or with a decimal where that says more."""
    return f"{value:,.0f}" if value >= 10 else f"{value:,.1f}"


def mebibytes(kibibytes: float) -> str:
    return f"{kibibytes / 1024:,.0f} MiB"
