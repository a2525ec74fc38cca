"""Reports as CSV for a spreadsheet."""

from __future__ import annotations

from itsubsidy.files.csv import line
from itsubsidy.reports.blocks import Report
from itsubsidy.reports.screen import Screen


def draw(report: Report, screen: Screen) -> str:  # noqa: ARG001  # every format is called alike
    """A report's rows."""
    if report.rows is None:
        raise ValueError("this report has no rows")
    return "".join(map(line, report.rows()))
