"""How reports are drawn: one format a file, which knows no rule and no client."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from itsubsidy.reports.blocks import Report
from itsubsidy.reports.screen import Screen

FORMATS: Final = ("table", "json", "csv", "markdown", "html", "ics")
"""Each is a module of this package with a function `draw`, imported when it is asked for: rich,
which tables need, takes longer to import than a report to draw.
"""


def draw(report: Report, format: str, screen: Screen) -> str:
    """A report in one of FORMATS.

    Raises:
        ValueError: the report is not made for this format.
    """
    module = "lines" if format == "table" and report.screen is not None else format
    drawn: str = import_module(f"{__name__}.{module}").draw(report, screen)
    return drawn


def encoding_of(format: str) -> str:
    """CSV has a byte order mark, by which spreadsheets know UTF-8."""
    return "utf-8-sig" if format == "csv" else "utf-8"
