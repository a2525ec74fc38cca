"""Reports as CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from itsubsidy.files.echo import in_cell
from itsubsidy.reports.blocks import Cell, Report
from itsubsidy.reports.screen import Screen


def draw(report: Report, screen: Screen) -> str:  # noqa: ARG001  # every format is called alike
    """A report's rows."""
    if report.rows is None:
        raise ValueError("this report has no rows")
    return "".join(map(line, report.rows()))


def line(row: Iterable[Cell]) -> str:
    """One row, ended by CRLF."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(
        [in_cell(cell) if isinstance(cell, str) else cell for cell in row]
    )
    return out.getvalue()
