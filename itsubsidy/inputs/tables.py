"""Tables: cells with their places, and how large one may be."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, NamedTuple

from itsubsidy.files.problems import Problem
from itsubsidy.files.reading import STDIN as STDIN
from itsubsidy.money import decimal_text

MOST_ROWS: Final = 5_000

MOST_COLUMNS: Final = 200

LONGEST_CELL: Final = 2_000
"""Characters."""

Value = str | int | Fraction | date | timedelta
"""What a cell holds; a number is the decimal that a sheet shows, blank is empty text."""


class Cell(NamedTuple):
    """A cell and where it stands, both counted from 1."""

    value: Value
    line: int
    """The row of a sheet, the line of a text."""
    column: int
    """The column of a sheet, the character of a line."""

    @property
    def text(self) -> str:
        """The cell as text; a number as its digits."""
        match self.value:
            case str():
                return self.value
            case date():
                return self.value.isoformat()
            case timedelta():
                minutes = round(self.value.total_seconds() / 60)
                return f"{minutes // 60}:{minutes % 60:02}"
        return decimal_text(self.value).replace(",", "")

    @property
    def is_blank(self) -> bool:
        return self.value == ""


Row = Sequence[Cell]


class Table(NamedTuple):
    """The cells of one sheet, or of one text; a row may be shorter than others."""

    file: str
    sheet: str
    """The name of the sheet; nothing for text, which has none."""
    rows: Sequence[Row]
    merged: Mapping[tuple[int, int], tuple[int, int]] = {}
    """The place of each cell that is merged into another, and of that other; from 0."""
    note: str = ""
    """What to say of how it was read."""

    def at(self, row: int, column: int) -> Cell:
        """The cell at a place counted from 0; a blank one where there is none."""
        cells = self.rows[row] if 0 <= row < len(self.rows) else ()
        if column < len(cells):
            return cells[column]
        return Cell("", row + 1, column + 1)

    def whole(self, row: int, column: int) -> Cell:
        """The cell at a place, or the one that it is merged into."""
        cell = self.at(row, column)
        if cell.is_blank and (row, column) in self.merged:
            return self.at(*self.merged[row, column])
        return cell

    def place(self, cell: Cell) -> str:
        """Where a cell stands: `見積!B12` in a sheet, `12:5` in a text."""
        if self.sheet:
            return f"{self.sheet}!{column_name(cell.column)}{cell.line}"
        return f"{cell.line}:{cell.column}"

    def problem(self, cell: Cell | None, message: str) -> Problem:
        """Something wrong with a cell, or with the whole table."""
        if self.sheet:
            return Problem(self.file, 0, 0, self.place(cell) if cell else self.sheet, message)
        return Problem(self.file, *((cell.line, cell.column) if cell else (0, 0)), "", message)


def column_name(number: int) -> str:
    """How a sheet calls a column: 2 → `B`, 28 → `AB`."""
    name = ""
    while number > 0:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def fault_of(row: Row, most: int) -> tuple[Cell, str] | None:
    """The cell of a row that is too far to the right, or too long, and which of both it is."""
    if len(row) > most:
        return row[-1], TOO_MANY
    long = (one for one in row if isinstance(one.value, str) and len(one.value) > LONGEST_CELL)
    cell = next(long, None)
    return None if cell is None else (cell, TOO_LONG)


TOO_MANY: Final = f"表が大きすぎます。{MOST_ROWS:,}行 {MOST_COLUMNS}列までです"

TOO_LONG: Final = f"枠の中の文字が多すぎます。{LONGEST_CELL:,}字までです"


def clean(text: str) -> str:
    """Text on one line, without what would move the cursor or turn the writing around."""
    if not text:
        return text
    if not text.isprintable():
        text = "".join(
            char if char.isspace() or unicodedata.category(char) not in _UNSEEN else ""
            for char in text
        )
    return " ".join(text.split())


_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Cn"})
