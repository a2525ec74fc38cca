"""Which months the columns and the rows of a payroll's table are of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from itsubsidy.files.problems import Problem
from itsubsidy.inputs.imports.figures import MonthName, month_of, months_of, period_start
from itsubsidy.inputs.imports.wage_head import PayColumn
from itsubsidy.inputs.imports.wage_parts import Part
from itsubsidy.inputs.tables import Cell

BY_ROW: Final = ("payday", "month", "closing")
"""The columns that say the month of a payslip, the surest first."""

_ORNAMENTS: Final = "【】[]■□◆◇●○▼<>《》 　"


class Calendar:
    """Tells the months of a part of a table, and what it cannot tell."""

    def __init__(self, part: Part, problems: list[Problem]) -> None:
        self.part = part
        self.problems = problems
        self.above: MonthName | None = None
        """The month that a row names for those below it."""

    def is_of_month(self, row: int) -> bool:
        """Whether a row only says the month of those below it: `【4月支給分】`."""
        texts = [cell.text for cell in self.part.table.rows[row] if not cell.is_blank]
        month = month_of(texts[0].strip(_ORNAMENTS)) if len(texts) == 1 else None
        self.above = month or self.above
        return month is not None

    def by_columns(self, row: int) -> dict[str, MonthName]:
        """The months that a row names itself, by their columns."""
        cells = {role: self.part.cell(row, role) for role in BY_ROW}
        months = {role: month_of(cell.text) for role, cell in cells.items() if cell is not None}
        return {role: month for role, month in months.items() if month is not None}

    def by_title(self) -> MonthName | None:
        """The month that the rows above name, if they name one."""
        said = self.part.said
        label = said.get("month") or said.get("payday")
        if label is not None:
            return month_of(label.text)
        months = {month for text in self.part.title_texts for month in months_of(text)}
        return months.pop() if len(months) == 1 else None

    def of_year(self, month: MonthName, cell: Cell) -> date | None:
        """The month with its year: its own, else that of the period above."""
        if month.year is not None:
            return date(month.year, month.month, 1)
        start = self.start
        if start is None:
            name = f"{month.month}月"
            message = f"「{name}」が何年か分かりません。年も書きます（2025年{name}）"
            self.problems.append(self.part.table.problem(cell, message))
            return None
        return date(start.year + (month.month < start.month), month.month, 1)

    @property
    def start(self) -> date | None:
        """The first month of the period that the rows above speak of."""
        said = self.part.said
        texts = [said["period"].text] if "period" in said else []
        texts += [*self.part.title_texts, self.part.table.sheet]
        return next(filter(None, map(period_start, texts)), None)

    def across(self, columns: Mapping[int, PayColumn]) -> dict[int, date] | None:
        """The months of the columns; those without a year follow those that have one.

        None where no year can be told, or a month stands there twice.
        """
        names = [(at, one.month) for at, one in columns.items() if one.month is not None]
        anchor = next((n for n, (_, month) in enumerate(names) if month.year is not None), 0)
        at, name = names[anchor]
        known = self.of_year(name, self.name_of(at))
        if known is None:
            return None
        found = {at: known}
        last = known
        for at, name in names[anchor + 1 :]:
            year = name.year or last.year + (name.month <= last.month)
            found[at] = last = date(year, name.month, 1)
        last = known
        for at, name in reversed(names[:anchor]):
            found[at] = last = date(last.year - (name.month >= last.month), name.month, 1)
        months = list(found.values())
        twice = next((at for at, month in found.items() if months.count(month) > 1), None)
        if twice is None:
            return found
        cell = self.name_of(twice)
        message = f"「{cell.text}」の月の列が二つあります"
        self.problems.append(self.part.table.problem(cell, message))
        return None

    def name_of(self, column: int) -> Cell:
        """The cell that names a column."""
        return self.part.table.whole(self.part.head.end - 1, column)
