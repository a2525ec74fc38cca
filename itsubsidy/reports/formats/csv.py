"""Reports as CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from itsubsidy.reports.blocks import Cell, Report
from itsubsidy.reports.screen import Screen, printable


def draw(report: Report, screen: Screen) -> str:  # noqa: ARG001  # every format is called alike
    """A report's rows."""
    if report.rows is None:
        raise ValueError("this report has no rows")
    return "".join(map(line, report.rows()))


def line(row: Iterable[Cell]) -> str:
    """One row, ended by CRLF."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(
        [safe(cell) if isinstance(cell, str) else cell for cell in row]
    )
    return out.getvalue()


def safe(text: str) -> str:
    """Text that a spreadsheet shows and does not run as a formula."""
    shown = printable(text)
    return f"'{shown}" if shown.lstrip()[:1] in ("=", "+", "-", "@") else shown
