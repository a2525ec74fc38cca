"""Reports as Markdown, clean in a pull request and in pandoc."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from itsubsidy.files.echo import printable, unlinked
from itsubsidy.reports.blocks import Block, Bullets, Column, Grid, Heading, Paragraph, Report
from itsubsidy.reports.screen import Screen

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$^!])")
_LIST_START = re.compile(r"^(\s*)([-+]|\d+[.)])(\s|$)")


def draw(report: Report, screen: Screen) -> str:  # noqa: ARG001  # every format is called alike
    """A report's blocks, one blank line between them."""
    if report.blocks is None:
        raise ValueError("this report has no blocks")
    return "\n\n".join(_block(block) for block in report.blocks()) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, and links to nothing."""
    text = _SPECIAL.sub(r"\\\1", printable(text)).replace("&", "&amp;")
    return unlinked(_LIST_START.sub(r"\1\\\2\3", text))


def _block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * level} {escaped(text)}"
        case Paragraph(text, strong):
            return f"**{escaped(text)}**" if strong else escaped(text)
        case Bullets(lines):
            return "\n".join(f"- {escaped(line)}" for line in lines)
        case Grid():
            return _grid(block)


def _grid(grid: Grid) -> str:
    rows = [row(cells, strong=at == grid.marked) for at, cells in enumerate(grid.rows)]
    return "\n".join((head(grid.columns), *rows))


def head(columns: Sequence[Column]) -> str:
    """The headings of a table, and the line that sets numbers to the right."""
    rule = " | ".join("---:" if column.is_number else "---" for column in columns)
    return f"{row(column.heading for column in columns)}\n| {rule} |"


def row(cells: Iterable[str], *, strong: bool = False) -> str:
    """A row of a table."""
    texts = map(escaped, cells)
    return f"| {' | '.join(f'**{text}**' if strong and text else text for text in texts)} |"
