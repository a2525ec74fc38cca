"""The sums in a payroll's table, held against the figures that they add up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from itsubsidy.files.problems import Problem
from itsubsidy.inputs.imports.figures import amount_of, hours_of
from itsubsidy.inputs.imports.heads import compact
from itsubsidy.inputs.tables import Cell, Table
from itsubsidy.money import Exact, decimal_text

_GRAND: Final = frozenset({"合計", "総合計", "総計"})


class Sums:
    """Adds up the columns of a part of a table."""

    def __init__(self, table: Table, problems: list[Problem]) -> None:
        self.table = table
        self.problems = problems
        self.since: dict[int, Exact] = {}
        """What each column comes to since the last sum."""
        self.all: dict[int, Exact] = {}

    def count(self, column: int, number: Exact) -> None:
        """A figure of a column."""
        self.since[column] = self.since.get(column, 0) + number
        self.all[column] = self.all.get(column, 0) + number

    def check_columns(self, row: int, names: Sequence[str]) -> None:
        """Hold the sums of a row against what stands above it: since the last sum, or in all.

        Only those of all: parts may overlap.
        """
        if any(compact(name) in _GRAND for name in names):
            for column, made in self.all.items():
                cell = self.table.at(row, column)
                if _stated(cell) not in (None, made, self.since.get(column, 0)):
                    self.tell(cell, made, "上の行の合計")
        self.since.clear()

    def check_row(self, cell: Cell | None, made: Exact) -> None:
        """Hold the sum at the end of a row against its months."""
        if cell is not None and _stated(cell) not in (None, made):
            self.tell(cell, made, "各月の合計")

    def tell(self, cell: Cell, made: Exact, of: str) -> None:
        """Say that a sum is not what it adds up."""
        message = f"合計 {cell.text}は、{of} {decimal_text(made)}と合いません"
        self.problems.append(self.table.problem(cell, message))


def _stated(cell: Cell) -> Exact | None:
    """The sum in a cell: yen, or hours."""
    if cell.is_blank:
        return None
    amount = amount_of(cell.value)
    return hours_of(cell.value) if amount is None else amount.yen
