"""Rows of CSV for a spreadsheet, in which nothing of a client's is run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from itsubsidy.files.echo import in_cell


def line(row: Iterable[str | int | None]) -> str:
    """One row, ended by CRLF."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(
        [in_cell(cell) if isinstance(cell, str) else cell for cell in row]
    )
    return out.getvalue()
