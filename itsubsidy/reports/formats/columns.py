"""A table that is written row by row, in the look of the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from rich.cells import cell_len, chop_cells

from itsubsidy.reports.blocks import Column

ROOM: Final = 5
"""Columns that the amounts get besides when there are more rows, for larger ones and the sum."""

HEADING: Final = 6
"""Columns that a heading gets at least."""


class Columns:
    """The columns of a table whose rows are written as they come.

    Args:
        columns: the headings; numbers stand to the right and are never folded.
        rows: the first rows, by which the columns are measured.
        width: the terminal's columns; None where nothing has to fit.
        least: to how many columns text may be folded to fit in it, the first first.
        spare: the columns that are left out where it does not fit all the same, the first first.
        more: whether rows follow that are not measured.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Iterable[Sequence[str]],
        width: int | None = None,
        *,
        least: Mapping[int, int],
        spare: Sequence[int] = (),
        more: bool = False,
    ) -> None:
        self.columns = columns
        numbers = [at for at, column in enumerate(columns) if column.is_number]
        bodies = [max(map(cell_len, cells)) for cells in zip(*rows, strict=True)]
        for at in numbers if more else ():
            bodies[at] += ROOM
        self.widths = {
            at: max(body, cell_len(column.heading))
            for at, (body, column) in enumerate(zip(bodies, columns, strict=True))
        }
        over = self.width - width if width else 0
        narrowest = {at: max(bodies[at], HEADING) for at in numbers} | dict(least)
        for at, fewest in narrowest.items():
            less = max(0, min(over, self.widths[at] - fewest))
            self.widths[at] -= less
            over -= less
        for at in spare:
            if over > 0:
                over -= self.widths.pop(at) + 2
        self.rule = "-" * self.width + "\n"

    @property
    def width(self) -> int:
        """Of a whole line."""
        return sum(self.widths.values()) + 2 * len(self.widths)

    def heading(self) -> str:
        """The headings."""
        return self._lines(
            {at: _folded(self.columns[at].heading, width) for at, width in self.widths.items()}
        )

    def line(self, row: Sequence[str]) -> str:
        """A row, on as many lines as its cells need."""
        return self._lines(
            {
                at: [row[at]] if self.columns[at].is_number else _folded(row[at], width)
                for at, width in self.widths.items()
            }
        )

    def _lines(self, folded: Mapping[int, Sequence[str]]) -> str:
        lines = (
            "  ".join(
                self._padded(parts[line] if line < len(parts) else "", at)
                for at, parts in folded.items()
            )
            for line in range(max(map(len, folded.values())))
        )
        return "".join(f" {line.rstrip()}\n" for line in lines)

    def _padded(self, text: str, at: int) -> str:
        space = " " * (self.widths[at] - cell_len(text))
        return space + text if self.columns[at].is_number else text + space


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
