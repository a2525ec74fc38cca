"""The layouts of payroll ledgers → one slip for each person and month.

A row a payslip; a row a person, with the months across; a person a block, its items below one
another and the months across; a person a sheet or a file. What is left out is kept with its place,
and so is whatever does not add up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from itsubsidy.files.problems import Problem
from itsubsidy.files.text import normal
from itsubsidy.inputs.imports.figures import MonthName, amount_of, hours_of
from itsubsidy.inputs.imports.heads import compact
from itsubsidy.inputs.imports.wage_head import (
    PERSON,
    PayColumn,
    is_bonus,
    is_of_others,
    is_officer,
    read_pay,
    says_officer,
)
from itsubsidy.inputs.imports.wage_months import Calendar
from itsubsidy.inputs.imports.wage_parts import Part, parts_of
from itsubsidy.inputs.imports.wage_sums import Sums
from itsubsidy.inputs.tables import Cell, Table
from itsubsidy.inputs.values import PREFECTURES
from itsubsidy.money import Exact


class Where(NamedTuple):
    """A row of a table, as it is named on the screen: never by the person."""

    table: str
    """What to call the table; nothing where there is one alone."""
    line: int


class Slip(NamedTuple):
    """What one person is paid for one month, as far as the ledger says it."""

    person: str
    """Who it is: the number where there is one, else the name."""
    name: str
    month: date
    where: Where
    place: str
    prefecture: str | None
    pay_type: str
    figures: Mapping[str, Exact]
    """Yen of `basic`, `hourly`, `daily`, and `gross`, all that is paid; `hours` a month,
    `hours_a_day`.
    """
    allowances: Mapping[str, Exact]
    """Yen by the name of the allowance."""


@dataclass
class Slips:
    """What some tables hold."""

    slips: list[Slip] = field(default_factory=list)
    officers: list[Where] = field(default_factory=list)
    bonuses: list[Where] = field(default_factory=list)
    summaries: list[Where] = field(default_factory=list)
    unpaid: list[Where] = field(default_factory=list)
    """Rows without any pay."""
    workplaces: list[str] = field(default_factory=list)
    """Names of workplaces that say no prefecture."""
    by_month_of: list[str] = field(default_factory=list)
    """The columns that the month was taken from."""
    unread: dict[str, None] = field(default_factory=dict)
    """The names of columns that nothing was read from, each once."""
    table_notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def has_rows(self) -> bool:
        """Whether there are rows below a head, though none of an employee with pay."""
        return bool(self.officers or self.bonuses or self.summaries or self.unpaid)


FIGURES: Final = ("basic", "hourly", "daily", "gross", "hours", "hours_a_day")
_SUMMED: Final = frozenset({"basic", "hours"})
_PAID: Final = ("basic", "hourly", "daily", "gross")
_NO_SUM: Final = ("hourly", "daily", "hours_a_day")
"""What is not added up over months."""


def read_slips(tables: Sequence[Table]) -> Slips:
    """The slips in all tables that have the head of a ledger; none where no table has one."""
    found = Slips(table_notes=[table.note for table in tables if table.note])
    ledgers = [parts for table in tables if (parts := list(parts_of(table)))]
    files = {table.file for table in tables}
    for parts in ledgers:
        table = parts[0].table
        file = Path(table.file).name if len(files) > 1 or not table.sheet else ""
        name = f"{file} {table.sheet}".strip() if len(ledgers) > 1 else ""
        for part in parts:
            _Block(found, part, name).read()
    return found


class _Person(NamedTuple):
    key: str
    name: str
    prefecture: str | None
    pay_type: str
    is_officer: bool


_Drafts = dict[tuple[str, date], Slip]
"""Slips that several rows or columns make, by person and month."""


class _Block:
    """Reads the rows of a part."""

    def __init__(self, found: Slips, part: Part, name: str) -> None:
        self.found = found
        self.part = part
        self.table = part.table
        self.name = name
        """What to call the table; nothing where there is one alone."""
        self.sums = Sums(part.table, found.problems)
        self.calendar = Calendar(part, found.problems)
        self.person_above = ("", "")
        self.officer_told = False

    def read(self) -> None:
        self.found.unread |= dict.fromkeys(self.part.unread)
        columns = self.part.head.columns
        below_months = {at: one for at, one in columns.items() if _is_below_month(one)}
        across = {at: one for at, one in columns.items() if one.role == "of_month"}
        if below_months:
            for row in self.part.rows():
                self.person_below_months(row, below_months)
        elif across:
            self.read_across(across)
        else:
            for row in self.part.rows():
                self.payslip(row)

    def read_across(self, columns: Mapping[int, PayColumn]) -> None:
        months = self.calendar.across(columns)
        if months is None:
            return
        has_people = PERSON & self.part.columns.keys()
        read = self.person_across if has_people else self.item_across
        drafts: _Drafts = {}
        for row in self.part.rows():
            read(row, months, drafts)
        self.found.slips += drafts.values()

    # --- cells -----------------------------------------------------------------------------------

    def where(self, row: int) -> Where:
        return Where(self.name, self.part.first(row).line)

    def problem(self, cell: Cell, message: str) -> None:
        self.found.problems.append(self.table.problem(cell, message))

    def figure(self, cell: Cell, role: str) -> Exact | None:
        """Yen or hours; None for a cell that is blank, or has a word such as 退職 in it."""
        if cell.is_blank:
            return None
        is_time = role in ("hours", "hours_a_day")
        by_hour = role == "hourly" and isinstance(cell.value, str)
        value = _BY_HOUR.sub("", cell.text) if by_hour else cell.value
        amount = None if is_time else amount_of(value)
        number = hours_of(cell.value) if is_time else amount and amount.yen
        if number is None and any(char.isdigit() for char in cell.text):
            what = "時間" if is_time else "額"
            self.problem(cell, f"「{cell.text}」は{what}として読めません")
        return number

    # --- people ----------------------------------------------------------------------------------

    def person(self, row: int) -> _Person | None:
        """Who a row is of; None where nothing says it."""
        text = partial(self.part.text, row)
        number, name = text("id"), text("employee")
        name = name or f"{text('surname')} {text('given')}".strip()
        if not number and not name:
            number, name = self.person_above
        self.person_above = (number, name)
        if not number and not name:
            if not self.name or not self.table.sheet:
                return None
            name = self.table.sheet
        officer = any(is_officer(text(role)) for role in ("employment", "title", "kind"))
        return _Person(
            number or name,
            name or number,
            self.prefecture(row),
            compact(text("pay_type")),
            officer or says_officer(text("officer")),
        )

    def prefecture(self, row: int) -> str | None:
        cell = self.part.cell(row, "prefecture")
        text = self.part.text(row, "prefecture")
        if text:
            found = prefecture_in(text)
            if found is None and cell is not None:
                self.problem(cell, f"「{text}」は都道府県の名前ではありません")
            return found
        workplace = self.part.text(row, "workplace")
        found = prefecture_in(workplace)
        if workplace and found is None and workplace not in self.found.workplaces:
            self.found.workplaces.append(workplace)
        return found

    def is_summary(self, row: int) -> bool:
        """Whether a row is no person; sums are held against the rows above."""
        texts = (
            self.table.at(row, self.part.columns[role]).text
            for role in ("id", "employee", "surname")
            if role in self.part.columns
        )
        names = list(filter(None, texts)) or [self.part.first(row).text]
        if not any(map(is_of_others, names)):
            return False
        self.found.summaries.append(self.where(row))
        self.sums.check_columns(row, names)
        return True

    # --- a row a payslip -------------------------------------------------------------------------

    def payslip(self, row: int) -> None:
        if self.calendar.is_of_month(row) or self.is_summary(row):
            return
        figures, allowances = self.figures(row), self.allowances(row)
        self.count(figures, allowances)
        month = self.month(row)
        if self.is_bonus(row):
            self.found.bonuses.append(self.where(row))
        elif any(figures.get(role) for role in _PAID):
            self.put_payslip(row, month, figures, allowances)
        elif any(self.part.cell(row, role) for role in (*PERSON, "month", "payday")):
            self.found.unpaid.append(self.where(row))

    def put_payslip(
        self,
        row: int,
        month: MonthName | None,
        figures: Mapping[str, Exact],
        allowances: Mapping[str, Exact],
    ) -> None:
        """Keep a row with pay, or say what of it is missing."""
        person, first = self.person(row), self.part.first(row)
        if person is None:
            self.problem(first, "誰の賃金か分かりません。氏名か従業員番号の列が要ります")
        elif person.is_officer:
            self.found.officers.append(self.where(row))
        elif month is None:
            self.problem(first, "何月の賃金か分かりません")
        elif (day := self.calendar.of_year(month, first)) is not None:
            self.found.slips.append(self.slip(row, person, day, figures, allowances))

    def count(self, figures: Mapping[str, Exact], allowances: Mapping[str, Exact]) -> None:
        """Add up what the sums below may state."""
        for role in _SUMMED & figures.keys() & self.part.columns.keys():
            self.sums.count(self.part.columns[role], figures[role])
        for at, word in self.part.allowances.items():
            self.sums.count(at, allowances.get(word, 0))

    def figures(self, row: int) -> dict[str, Exact]:
        """The figures of a row, else those above the table."""
        found = self.usual_hours()
        for role in FIGURES:
            cell = self.part.cell(row, role)
            number = None if cell is None else self.figure(cell, role)
            if number is not None:
                found[role] = number
        return found

    def usual_hours(self) -> dict[str, Exact]:
        """The hours that the rows above say for all."""
        said = self.part.said
        hours = {role: hours_of(said[role].value) for role in FIGURES if role in said}
        return {role: number for role, number in hours.items() if number is not None}

    def allowances(self, row: int) -> dict[str, Exact]:
        """The allowances of a row by their names."""
        found = {}
        for at, word in self.part.allowances.items():
            number = self.figure(self.table.at(row, at), "allowance")
            if number:
                found[word] = number
        return found

    def month(self, row: int) -> MonthName | None:
        """The month of a row: that of its pay day, else that which it names, or one above it."""
        for role, month in self.calendar.by_columns(row).items():
            word = self.part.head.columns[self.part.columns[role]].word
            if word not in self.found.by_month_of:
                self.found.by_month_of.append(word)
            return month
        return self.calendar.above or self.calendar.by_title()

    def is_bonus(self, row: int) -> bool:
        """Whether a payslip is of a bonus: by its kind, or by a month that is none (202521)."""
        months = self.calendar.by_columns(row).values()
        return is_bonus(self.part.text(row, "kind")) or any(one.month > 12 for one in months)

    def slip(
        self,
        row: int,
        person: _Person,
        month: date,
        figures: Mapping[str, Exact],
        allowances: Mapping[str, Exact],
    ) -> Slip:
        return Slip(
            person.key,
            person.name,
            month,
            self.where(row),
            self.table.place(self.part.first(row)),
            person.prefecture,
            person.pay_type,
            figures,
            allowances,
        )

    # --- months across ---------------------------------------------------------------------------

    def person_across(self, row: int, months: Mapping[int, date], drafts: _Drafts) -> None:
        """A row a person, or a row a person and item."""
        person = None if self.is_summary(row) else self.person(row)
        item = self.part.cell(row, "item")
        kind = PayColumn(self.usual(), "") if item is None else read_pay(item.text)
        if person is None or kind is None:
            return
        numbers = self.numbers(row, months, kind.role)
        if person.is_officer:
            self.found.officers.append(self.where(row))
        elif kind.role in (*FIGURES, "allowance"):
            self.put(row, person, kind, numbers, drafts)
            if not numbers and item is None:
                self.found.unpaid.append(self.where(row))

    def person_below_months(self, row: int, columns: Mapping[int, PayColumn]) -> None:
        """A row a person, with columns for pay and hours below each month."""
        person = None if self.is_summary(row) else self.person(row)
        if person is None:
            return
        if person.is_officer:
            self.found.officers.append(self.where(row))
            return
        drafts: _Drafts = {}
        for at, column in columns.items():
            cell = self.table.at(row, at)
            month = column.month and self.calendar.of_year(column.month, cell)
            number = self.figure(cell, column.role)
            if month and number:
                self.put(row, person, column, {month: number}, drafts)
        if not drafts:
            self.found.unpaid.append(self.where(row))
        self.found.slips += drafts.values()

    def item_across(self, row: int, months: Mapping[int, date], drafts: _Drafts) -> None:
        """A row an item of the one person that is named above."""
        words = [cell.text for cell in self.table.rows[row][: min(months)] if not cell.is_blank]
        kind = next(filter(None, map(read_pay, reversed(words))), None)
        if kind is None:
            return
        if kind.role == "bonus":
            if self.numbers(row, months, "allowance"):
                self.found.bonuses.append(self.where(row))
        elif kind.role in (*FIGURES, "allowance"):
            self.put_item(row, kind, months, drafts)

    def put_item(
        self, row: int, kind: PayColumn, months: Mapping[int, date], drafts: _Drafts
    ) -> None:
        """Keep a row of pay or hours of the one person, unless it is an officer."""
        person = self.person(row)
        if person is None:
            if not self.found.problems:
                message = "誰の賃金か分かりません。表の上に「氏名」を書きます"
                self.problem(self.part.first(row), message)
        elif not person.is_officer:
            self.put(row, person, kind, self.numbers(row, months, kind.role), drafts)
        elif not self.officer_told:
            self.officer_told = True
            self.found.officers.append(self.where(row))

    def usual(self) -> str:
        """What the figures of people are where no column says it: yen an hour, unless the title
        speaks of a month's pay.
        """
        title = " ".join(self.part.title_texts)
        is_monthly = any(word in compact(title) for word in ("基本給", "月給", "基本賃金"))
        return "basic" if is_monthly and "時給" not in title else "hourly"

    def numbers(self, row: int, months: Mapping[int, date], role: str) -> dict[date, Exact]:
        """The figures of the months of a row, held against the sum at its end."""
        found = {}
        for at, month in months.items():
            number = self.figure(self.table.at(row, at), role)
            if number:
                found[month] = number
                if role not in _NO_SUM:
                    self.sums.count(at, number)
        if role not in _NO_SUM:
            self.sums.check_row(self.part.cell(row, "sum"), sum(found.values()))
        return found

    def put(
        self,
        row: int,
        person: _Person,
        kind: PayColumn,
        numbers: Mapping[date, Exact],
        drafts: _Drafts,
    ) -> None:
        """Add a figure of each month to the slips of a person."""
        for month, number in numbers.items():
            new = self.slip(row, person, month, self.usual_hours(), {})
            draft = drafts.get((person.key, month), new)
            if kind.role == "allowance":
                draft = draft._replace(allowances={**draft.allowances, kind.word: number})
            else:
                draft = draft._replace(figures={**draft.figures, kind.role: number})
            drafts[person.key, month] = draft


_BY_HOUR: Final = re.compile(r"\s*[/／]\s*(?:1?時間?|[hHｈＨ])\Z")


def _is_below_month(column: PayColumn) -> bool:
    return column.month is not None and column.role in FIGURES


def prefecture_in(text: str) -> str | None:
    """The prefecture that a text names, or that an address begins with."""
    plain = normal(text)
    for full in PREFECTURES:
        if plain.startswith(full) or (plain == full[:-1] and full != "北海道"):
            return full
    return None
