"""The lines of a screen that are laid out already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from itsubsidy.reports.blocks import Line
from itsubsidy.reports.screen import Screen

CODES: Final = {"best": "1;32", "bold": "1", "dim": "2", "warning": "33"}
"""The colour of each style."""


def draw(lines: Iterable[Line], screen: Screen) -> str:
    """Lines as they are, in colour where there is any."""
    return "".join(
        f"\x1b[{CODES[line.style]}m{line.text.rstrip()}\x1b[0m\n"
        if screen.color and line.style
        else f"{line.text.rstrip()}\n"
        for line in lines
    )
