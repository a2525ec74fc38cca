"""Reports as Markdown, clean in a pull request and in pandoc."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from itsubsidy.estimate import Estimate
from itsubsidy.reports.content.estimate import (
    Block,
    Bullets,
    Grid,
    Heading,
    Paragraph,
    explanation,
    summary,
)
from itsubsidy.terms import Frame

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$^!])")
_LIST_START = re.compile(r"^(\s*)([-+]|\d+[.)])(\s|$)")


def render(estimate: Estimate) -> str:
    """The estimate as Markdown."""
    return written(summary(estimate))


def explain(estimate: Estimate, only: Sequence[Frame] = ()) -> str:
    """Each number step by step, as Markdown."""
    return written(explanation(estimate, only))


def written(blocks: Iterable[Block]) -> str:
    """Blocks as Markdown, one blank line between them."""
    return "\n\n".join(_block(block) for block in blocks) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    text = _SPECIAL.sub(r"\\\1", text).replace("&", "&amp;").replace("\n", " ")
    return _LIST_START.sub(r"\1\\\2\3", text)


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
    rule = ["---:" if at in grid.numbers else "---" for at in range(len(grid.head))]
    lines = [row([escaped(cell) for cell in grid.head]), row(rule)]
    for at, texts in enumerate(grid.rows):
        cells = [escaped(cell) for cell in texts]
        if at == grid.marked:
            cells = [f"**{cell}**" if cell else cell for cell in cells]
        lines.append(row(cells))
    return "\n".join(lines)


def row(cells: Iterable[str]) -> str:
    """A row of a table, from cells that are escaped."""
    return "| " + " | ".join(cells) + " |"
