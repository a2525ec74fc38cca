"""Where a line of Japanese may be broken (禁則処理)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len, chop_cells

NEVER_FIRST: Final = (
    "、。，．,.）)」』】］]〕〉》・：:；;！!？?ー々〜～…％%ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ"
)
"""Characters that no line begins with."""

NEVER_LAST: Final = "（(「『【［[〔〈《"
"""Characters that no line ends with."""

UNITS: Final = "円人者件頁月日年回台つか"
"""The first character of a word that stays with the number before it."""

_PIECE: Final = re.compile(
    rf"[{re.escape(NEVER_LAST)}]*"
    rf"(?:[+\-]?[0-9][0-9,.:/\-]*(?:[{UNITS}]月?)?|[A-Za-z0-9_./\-]+|\s+|.)"
    rf"[{re.escape(NEVER_FIRST)}]*",
    re.DOTALL,
)
"""What is not broken: a number with its unit, a word of Latin letters, or one character; with the
brackets that open before it and what may not stand alone after it."""


def broken(text: str, width: int) -> Iterator[str]:
    """A text on lines of at most so many columns."""
    for line in text.split("\n"):
        yield from _broken(line, max(width, 2))


def _broken(line: str, width: int) -> Iterator[str]:
    if cell_len(line) <= width:
        yield line
        return
    start, taken = "", 0
    for piece in _PIECE.findall(line):
        for part in [piece] if cell_len(piece) <= width else chop_cells(piece, width):
            columns = cell_len(part.rstrip())
            if taken + columns > width:
                yield start.rstrip()
                start, taken = "", 0
                part = part.lstrip()
            start += part
            taken += cell_len(part)
    if start.rstrip():
        yield start.rstrip()
