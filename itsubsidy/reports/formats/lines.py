"""Reports whose lines are laid out already."""

from __future__ import annotations

from typing import Final

from itsubsidy.reports.blocks import Report
from itsubsidy.reports.screen import Screen

CODES: Final = {"best": "1;32", "bold": "1", "dim": "2", "warning": "33"}
"""The colour of each style."""


def draw(report: Report, screen: Screen) -> str:
    """The lines of a report's screen, in colour where it has any."""
    if report.screen is None:
        raise ValueError("this report has no screen")
    return "".join(
        f"\x1b[{CODES[line.style]}m{line.text.rstrip()}\x1b[0m\n"
        if screen.color and line.style
        else f"{line.text.rstrip()}\n"
        for line in report.screen(screen.width)
    )
