"""注意: what in a client's files may be meant otherwise, a line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from itsubsidy.files.echo import printable
from itsubsidy.files.problems import Problem
from itsubsidy.reports.blocks import Block, Paragraph


def warnings(found: Iterable[Problem]) -> Iterator[Block]:
    """A line for each warning, to be shown before the result that it casts doubt on."""
    for warning in found:
        yield Paragraph(printable(warning_text(warning)))


def warning_text(warning: Problem) -> str:
    """A warning with its key, and its place where it has one."""
    place = f"（{warning.file}:{warning.line}:{warning.column}）" if warning.line else ""
    path = f"{warning.path}: " if warning.path else ""
    return f"注意: {path}{warning.message}{place}"
