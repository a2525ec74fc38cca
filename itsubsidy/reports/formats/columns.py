"""A table that is written row by row, in the look of the others."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from rich.cells import cell_len, chop_cells

ROOM: Final = 5
"""Columns that the amounts get besides when there are more rows, for larger ones and the sum."""

HEADING: Final = 6
"""Columns that a heading gets at least."""


class Columns:
    """The columns of a table whose rows are written as they come.

    Args:
        head: the headings.
        rows: the first rows, by which the columns are measured.
        numbers: the columns that are set to the right; their amounts are never folded.
        width: the terminal's columns; None where nothing has to fit.
        least: to how many columns text may be folded to fit in it, the first first.
        spare: the columns that are left out where it does not fit all the same, the first first.
        more: whether rows follow that are not measured.
    """

    def __init__(
        self,
        head: Sequence[str],
        rows: Iterable[Sequence[str]],
        numbers: Collection[int],
        width: int | None = None,
        *,
        least: Mapping[int, int],
        spare: Sequence[int] = (),
        more: bool = False,
    ) -> None:
        self.head = head
        self.numbers = numbers
        bodies = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
        for at in numbers if more else ():
            bodies[at] += ROOM
        self.widths = {
            at: max(body, cell_len(name))
            for at, (body, name) in enumerate(zip(bodies, head, strict=True))
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
        return self._lines({at: _folded(self.head[at], width) for at, width in self.widths.items()})

    def line(self, row: Sequence[str]) -> str:
        """A row, on as many lines as its cells need."""
        return self._lines(
            {
                at: [row[at]] if at in self.numbers else _folded(row[at], width)
                for at, width in self.widths.items()
            }
        )

    def _lines(self, folded: Mapping[int, Sequence[str]]) -> str:
        lines = (
            "  ".join(
                self._padded(parts[at] if at < len(parts) else "", column)
                for column, parts in folded.items()
            )
            for at in range(max(map(len, folded.values())))
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
