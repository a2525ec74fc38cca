"""A table that is written row by row, in the look of the others."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from rich.cells import cell_len, chop_cells

ROOM: Final = 5
"""Columns that the amounts get besides when there are more rows, for larger ones and the sum."""


class Columns:
    """The columns of a table whose rows are written as they come.

    Args:
        rows: the first rows, by which the columns are measured.
        numbers: the columns that are set to the right and never folded.
        width: the terminal's columns; None where nothing has to fit.
        least: to how many columns text may be folded to fit in it, the first first.
        more: whether rows follow that are not measured.
    """

    def __init__(
        self,
        rows: Iterable[Sequence[str]],
        numbers: Collection[int],
        width: int | None = None,
        *,
        least: Mapping[int, int],
        more: bool = False,
    ) -> None:
        self.numbers = numbers
        self.widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
        for at in numbers if more else ():
            self.widths[at] += ROOM
        over = sum(self.widths) + 2 * len(self.widths) - width if width else 0
        for at, fewest in least.items():
            less = max(0, min(over, self.widths[at] - fewest))
            self.widths[at] -= less
            over -= less
        self.rule = "-" * (sum(self.widths) + 2 * len(self.widths)) + "\n"

    def line(self, row: Sequence[str]) -> str:
        """A row, on as many lines as its cells need."""
        folded = [
            [cell] if at in self.numbers else _folded(cell, self.widths[at])
            for at, cell in enumerate(row)
        ]
        height = max(map(len, folded))
        lines = (
            "  ".join(
                self._padded(lines[at] if at < len(lines) else "", column)
                for column, lines in enumerate(folded)
            )
            for at in range(height)
        )
        return "".join(f" {line.rstrip()}\n" for line in lines)

    def _padded(self, text: str, column: int) -> str:
        space = " " * (self.widths[column] - cell_len(text))
        return space + text if column in self.numbers else text + space


def _folded(cell: str, width: int) -> list[str]:
    """A cell on lines of so many columns, broken after ・ where it can be."""
    if cell_len(cell) <= width:
        return [cell]
    lines = [""]
    for part in re.split("(?<=・)", cell):
        for piece in chop_cells(part, width):
            if cell_len(lines[-1] + piece) > width:
                lines.append("")
            lines[-1] += piece
    return lines
