"""The layouts of payroll ledgers → one slip for each person and month.

A row a payslip; a row a person, with the months across; a person a block, its items below one
another and the months across; a person a sheet or a file. What is left out is kept with its place,
and so is whatever does not add up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from itsubsidy.files.yamltext import Problem, normal
from itsubsidy.imports.figures import (
    MonthName,
    amount_of,
    hours_of,
    month_of,
    months_of,
    period_start,
)
from itsubsidy.imports.heads import Head, compact, find_head, labels
from itsubsidy.imports.wage_head import (
    PERSON,
    PayColumn,
    is_bonus,
    is_of_others,
    is_officer,
    is_pay_head,
    read_pay,
    says_officer,
)
from itsubsidy.inputs.tabular import Cell, Table
from itsubsidy.inputs.values import PREFECTURES
from itsubsidy.money import Exact, decimal_text


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
    unread: list[str] = field(default_factory=list)
    """The names of columns that nothing was read from."""
    table_notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def has_rows(self) -> bool:
        """Whether there are rows below a head, though none of an employee with pay."""
        return bool(self.officers or self.bonuses or self.summaries or self.unpaid)


LEAST_ALLOWANCE: Final = 100
"""Yen; less is a number that stands for a title."""

FIGURES: Final = ("basic", "hourly", "daily", "gross", "hours", "hours_a_day")
_YEN: Final = ("basic", "hourly", "daily", "allowance")


def read_slips(tables: Sequence[Table]) -> Slips:
    """The slips in all tables that have the head of a ledger; none where no table has one."""
    found = Slips(table_notes=[table.note for table in tables if table.note])
    parts = [(table, list(_parts(table))) for table in tables]
    several = sum(bool(own) for _, own in parts) > 1
    files = {table.file for table in tables}
    for table, own in parts:
        file = Path(table.file).name if len(files) > 1 or not table.sheet else ""
        name = f"{file} {table.sheet}".strip() if several else ""
        for part in own:
            _Block(found, table, part, name).read()
    return found


class _Part(NamedTuple):
    """A head with the rows that belong to it."""

    head: Head[PayColumn]
    title: range
    """The rows above it that say what it is of."""
    body: Sequence[int]


def _parts(table: Table) -> Iterator[_Part]:
    """The parts of a table: one, or one for each person; a head that comes again makes none."""
    heads: list[Head[PayColumn]] = []
    start = 0
    while (head := find_head(table, read_pay, is_pay_head, start)) is not None:
        heads.append(head)
        start = head.end
    behind = 0
    while heads:
        head, following = heads[0], 1
        body: list[int] = []
        end = head.end
        while following < len(heads):
            title = _title_of(table, end, heads[following].top)
            body += range(end, title)
            end = title
            if title < heads[following].top or heads[following].columns != head.columns:
                break
            end = heads[following].end
            following += 1
        else:
            body += range(end, len(table.rows))
        yield _Part(head, range(behind, head.top), body)
        behind = end
        del heads[:following]


def _title_of(table: Table, start: int, head: int) -> int:
    """The first of the rows above a head that are about it: they name a person or a period."""
    label = next(labels(table, range(start, head), _read_title), None)
    if label is None:
        return head
    first = label.row
    while first > start and sum(not cell.is_blank for cell in table.rows[first - 1]) in (1, 2):
        first -= 1  # a label and its value; the rows of a person have more
    return first


def _read_title(text: str) -> PayColumn | None:
    found = _read_label(text)
    return found if found is not None and found.role in ("employee", "id", "period") else None


class _Person(NamedTuple):
    key: str
    name: str
    prefecture: str | None
    pay_type: str
    is_officer: bool


class _Block:
    """The rows below one head."""

    def __init__(self, found: Slips, table: Table, part: _Part, name: str) -> None:
        self.found = found
        self.table = table
        self.head = part.head
        self.title = part.title
        self.body = part.body
        self.name = name
        """What to call the table; nothing where there is one alone."""
        self.columns: dict[str, int] = {}
        """What columns hold, the first of each; not the allowances, and not the months across."""
        for at, column in self.head.columns.items():
            self.columns.setdefault(column.role, at)
        self.allowances = {
            at: column.word
            for at, column in self.head.columns.items()
            if column.role == "allowance"
        }
        self._take_for_allowance("title")
        self._name_unread()
        self.said = {label.role.role: label for label in labels(table, self.title, _read_label)}
        """What the rows above say, by what it is."""
        self.totals: dict[int, list[Exact]] = {}
        """The figures of each column since the last sum."""
        self.all_totals: dict[int, list[Exact]] = {}
        self.person_above = ("", "")
        self.month_above: MonthName | None = None
        self.officer_told = False

    def _take_for_allowance(self, role: str) -> None:
        """A column called 役職 is of yen where such stand in it."""
        at = self.columns.get(role, -1)
        amounts = (amount_of(self.table.at(row, at).value) for row in self.body if at >= 0)
        if any(amount is not None and amount.yen >= LEAST_ALLOWANCE for amount in amounts):
            del self.columns[role]
            self.allowances[at] = self.head.columns[at].word

    def _name_unread(self) -> None:
        """Keep the names of the columns that nothing is read from."""
        for column, cell in enumerate(self.table.rows[self.head.end - 1]):
            if cell.text and column not in self.head.columns and cell.text not in self.found.unread:
                self.found.unread.append(cell.text)

    def read(self) -> None:
        below_months = {at: one for at, one in self.head.columns.items() if _is_below_month(one)}
        across = {at: one for at, one in self.head.columns.items() if one.role == "of_month"}
        if below_months:
            for row in self.rows():
                self.person_below_months(row, below_months)
            return
        if not across:
            for row in self.rows():
                self.payslip(row)
            return
        months = self.months(across)
        if months is None:
            return
        read = self.person_across if PERSON & self.columns.keys() else self.item_across
        drafts: dict[tuple[str, date], Slip] = {}
        for row in self.rows():
            read(row, months, drafts)
        self.found.slips += drafts.values()

    def rows(self) -> Iterator[int]:
        """The rows with something in them."""
        for row in self.body:
            if any(not cell.is_blank for cell in self.table.rows[row]):
                yield row

    # --- cells -----------------------------------------------------------------------------------

    def cell(self, row: int, role: str) -> Cell | None:
        """The cell of what a column holds; a merged one stands for all its rows."""
        at = self.columns.get(role)
        cell = None if at is None else self.table.whole(row, at)
        return None if cell is None or cell.is_blank else cell

    def text(self, row: int, role: str) -> str:
        """What a row says by its column, else what stands above the table."""
        cell = self.cell(row, role)
        if cell is not None:
            return cell.text
        return self.said[role].text if role in self.said else ""

    def first(self, row: int) -> Cell:
        return next(cell for cell in self.table.rows[row] if not cell.is_blank)

    def where(self, row: int) -> Where:
        return Where(self.name, self.first(row).line)

    def problem(self, cell: Cell, message: str) -> None:
        self.found.problems.append(self.table.problem(cell, message))

    def figure(self, cell: Cell, role: str) -> Exact | None:
        """Yen or hours; None for a cell that is blank, or has a word such as 退職 in it."""
        if cell.is_blank:
            return None
        if role in ("hours", "hours_a_day"):
            number = hours_of(cell.value)
        else:
            amount = amount_of(cell.value)
            number = None if amount is None else amount.yen
        if number is None and any(char.isdigit() for char in cell.text):
            self.problem(
                cell,
                f"「{cell.text}」は{'時間' if role.startswith('hours') else '額'}として読めません",
            )
        return number

    # --- people ----------------------------------------------------------------------------------

    def person(self, row: int) -> _Person | None:
        """Who a row is of; None where nothing says it."""
        number, name = self.text(row, "id"), self.text(row, "employee")
        name = name or f"{self.text(row, 'surname')} {self.text(row, 'given')}".strip()
        if not number and not name:
            number, name = self.person_above
        self.person_above = (number, name)
        if not number and not name:
            if not self.name or not self.table.sheet:
                return None
            name = self.table.sheet
        officer = is_officer(self.text(row, "employment")) or is_officer(self.text(row, "title"))
        officer = officer or is_officer(self.text(row, "kind"))
        officer = officer or says_officer(self.text(row, "officer"))
        pay_type = compact(self.text(row, "pay_type"))
        prefecture = self.prefecture(row)
        return _Person(number or name, name or number, prefecture, pay_type, officer)

    def prefecture(self, row: int) -> str | None:
        cell = self.cell(row, "prefecture")
        text = self.text(row, "prefecture")
        if text:
            found = prefecture_in(text)
            if found is None and cell is not None:
                self.problem(cell, f"「{text}」は都道府県の名前でありません")
            return found
        workplace = self.text(row, "workplace")
        found = prefecture_in(workplace)
        if workplace and found is None and workplace not in self.found.workplaces:
            self.found.workplaces.append(workplace)
        return found

    def is_summary(self, row: int) -> bool:
        """Whether a row is no person; sums are held against the rows above."""
        texts = [
            self.table.at(row, self.columns[role]).text
            for role in ("id", "employee", "surname")
            if role in self.columns
        ]
        named = [text for text in texts if text] or [self.first(row).text]
        if not any(is_of_others(text) for text in named):
            return False
        self.found.summaries.append(self.where(row))
        self.check_sums(row, grand=any(compact(text) in _GRAND for text in named))
        return True

    # --- sums ------------------------------------------------------------------------------------

    def count(self, column: int, number: Exact) -> None:
        self.totals.setdefault(column, []).append(number)
        self.all_totals.setdefault(column, []).append(number)

    def check_sums(self, row: int, *, grand: bool) -> None:
        """Hold the sums of a row against what stands above it: since the last sum, or in all."""
        for column in self.all_totals if grand else ():
            cell = self.table.at(row, column)
            amount = amount_of(cell.value) if not cell.is_blank else None
            stated = (
                hours_of(cell.value)
                if amount is None and not cell.is_blank
                else amount and amount.yen
            )
            made = [sum(counted.get(column, ())) for counted in (self.totals, self.all_totals)]
            if stated is not None and stated not in made:
                self.problem(cell, _unlike(cell, made[1], "上の行の合計"))
        self.totals.clear()

    def check_row(self, row: int, made: Exact) -> None:
        """Hold the sum at the end of a row against its months."""
        cell = self.cell(row, "sum")
        if cell is None:
            return
        amount = amount_of(cell.value)
        stated = hours_of(cell.value) if amount is None else amount.yen
        if stated is not None and stated != made:
            self.problem(cell, _unlike(cell, made, "各月の合計"))

    # --- a row a payslip -------------------------------------------------------------------------

    def payslip(self, row: int) -> None:
        if self.names_month(row) or self.is_summary(row):
            return
        figures, allowances = self.figures(row)
        for role in _SUMMED & figures.keys() & self.columns.keys():
            self.count(self.columns[role], figures[role])
        for at, word in self.allowances.items():
            self.count(at, allowances.get(word, 0))
        month = self.month(row)
        if self.is_bonus(row):
            self.found.bonuses.append(self.where(row))
            return
        if not any(figures.get(role) for role in ("basic", "hourly", "daily", "gross")):
            if any(self.cell(row, role) for role in (*PERSON, "month", "payday")):
                self.found.unpaid.append(self.where(row))
            return
        person = self.person(row)
        if person is None:
            self.problem(self.first(row), "誰の賃金か分かりません。氏名か従業員番号の列が要ります")
        elif person.is_officer:
            self.found.officers.append(self.where(row))
        elif month is None:
            self.problem(self.first(row), "何月の賃金か分かりません")
        else:
            first = self.of_year(month, self.first(row))
            if first is not None:
                self.found.slips.append(self.slip(row, person, first, figures, allowances))

    def names_month(self, row: int) -> bool:
        """Whether a row only says the month of those below it: `【4月支給分】`."""
        texts = [cell.text for cell in self.table.rows[row] if not cell.is_blank]
        month = month_of(texts[0].strip("【】[]■□◆◇●○▼<>《》 　")) if len(texts) == 1 else None
        self.month_above = month or self.month_above
        return month is not None

    def figures(self, row: int) -> tuple[dict[str, Exact], dict[str, Exact]]:
        figures = {}
        for role in FIGURES:
            cell = self.cell(row, role)
            number = None if cell is None else self.figure(cell, role)
            if number is None and role in self.said:
                number = hours_of(self.said[role].value)
            if number is not None:
                figures[role] = number
        allowances = {}
        for at, word in self.allowances.items():
            number = self.figure(self.table.at(row, at), "allowance")
            if number:
                allowances[word] = number
        return figures, allowances

    def month(self, row: int) -> MonthName | None:
        """The month of a row: that of its pay day, else that which it names."""
        for role in _OF_MONTH:
            cell = self.cell(row, role)
            month = None if cell is None else month_of(cell.text)
            if month is not None:
                word = self.head.columns[self.columns[role]].word
                if word not in self.found.by_month_of:
                    self.found.by_month_of.append(word)
                return month
        if self.month_above is not None:
            return self.month_above
        label = self.said.get("month") or self.said.get("payday")
        return self.month_of_title if label is None else month_of(label.text)

    @property
    def month_of_title(self) -> MonthName | None:
        """The one month that the rows above name, if they name one."""
        texts = (cell.text for row in self.title for cell in self.table.rows[row])
        months = {month for text in texts for month in months_of(text)}
        return months.pop() if len(months) == 1 else None

    def is_bonus(self, row: int) -> bool:
        """Whether a payslip is of a bonus: by its kind, or by a month that is none (202521)."""
        cells = (self.cell(row, role) for role in _OF_MONTH)
        months = (month_of(cell.text) for cell in cells if cell is not None)
        return is_bonus(self.text(row, "kind")) or any(one and one.month > 12 for one in months)

    def slip(
        self,
        row: int,
        person: _Person,
        month: date,
        figures: Mapping[str, Exact],
        allowances: Mapping[str, Exact],
    ) -> Slip:
        place = self.table.place(self.first(row))
        return Slip(
            person.key,
            person.name,
            month,
            self.where(row),
            place,
            person.prefecture,
            person.pay_type,
            figures,
            allowances,
        )

    # --- months across ---------------------------------------------------------------------------

    def person_across(
        self, row: int, months: Mapping[int, date], drafts: dict[tuple[str, date], Slip]
    ) -> None:
        """A row a person, or a row a person and item."""
        if self.is_summary(row):
            return
        person = self.person(row)
        if person is None:
            return
        item = self.cell(row, "item")
        kind = PayColumn(self.usual(), "") if item is None else read_pay(item.text)
        if kind is None:
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
        drafts: dict[tuple[str, date], Slip] = {}
        for at, column in columns.items():
            cell = self.table.at(row, at)
            month = column.month and self.of_year(column.month, cell)
            number = self.figure(cell, column.role)
            if month and number:
                self.put(row, person, column, {month: number}, drafts)
        if not drafts:
            self.found.unpaid.append(self.where(row))
        self.found.slips += drafts.values()

    def item_across(
        self, row: int, months: Mapping[int, date], drafts: dict[tuple[str, date], Slip]
    ) -> None:
        """A row an item of the one person that is named above."""
        first = min(months)
        words = [cell.text for cell in self.table.rows[row][:first] if not cell.is_blank]
        kind = next(filter(None, map(read_pay, reversed(words))), None)
        if kind is None:
            return
        if kind.role == "bonus":
            if self.numbers(row, months, "allowance"):
                self.found.bonuses.append(self.where(row))
            return
        if kind.role not in (*FIGURES, "allowance"):
            return
        person = self.person(row)
        if person is None:
            if not self.found.problems:
                message = "誰の賃金か分かりません。表の上に「氏名」を書きます"
                self.problem(self.first(row), message)
        elif not person.is_officer:
            self.put(row, person, kind, self.numbers(row, months, kind.role), drafts)
        elif not self.officer_told:
            self.officer_told = True
            self.found.officers.append(self.where(row))

    def usual(self) -> str:
        """What the figures of people are where no column says it: yen an hour, unless the title
        speaks of a month's pay.
        """
        title = " ".join(cell.text for row in self.title for cell in self.table.rows[row])
        is_monthly = any(word in compact(title) for word in ("基本給", "月給", "基本賃金"))
        return "basic" if is_monthly and "時給" not in title else "hourly"

    def numbers(self, row: int, months: Mapping[int, date], role: str) -> dict[date, Exact]:
        """The figures of the months of a row, held against the sum at its end."""
        found = {}
        for at, month in months.items():
            number = self.figure(self.table.at(row, at), role)
            if number:
                found[month] = number
                if role not in ("hourly", "daily", "hours_a_day"):
                    self.count(at, number)
        if role not in ("hourly", "daily", "hours_a_day"):
            self.check_row(row, sum(found.values()))
        return found

    def put(
        self,
        row: int,
        person: _Person,
        kind: PayColumn,
        numbers: Mapping[date, Exact],
        drafts: dict[tuple[str, date], Slip],
    ) -> None:
        for month, number in numbers.items():
            said = {role: hours_of(self.said[role].value) for role in FIGURES if role in self.said}
            usual: dict[str, Exact] = {
                role: hours for role, hours in said.items() if hours is not None
            }
            draft = drafts.setdefault((person.key, month), self.slip(row, person, month, usual, {}))
            if kind.role == "allowance":
                draft = draft._replace(allowances={**draft.allowances, kind.word: number})
            else:
                draft = draft._replace(figures={**draft.figures, kind.role: number})
            drafts[person.key, month] = draft

    # --- years -----------------------------------------------------------------------------------

    @property
    def start(self) -> date | None:
        """The first month of the period that the rows above speak of."""
        texts = [self.said["period"].text] if "period" in self.said else []
        texts += [cell.text for row in self.title for cell in self.table.rows[row]]
        return next(filter(None, map(period_start, [*texts, self.table.sheet])), None)

    def of_year(self, month: MonthName, cell: Cell) -> date | None:
        """The month with its year: its own, else that of the period above."""
        if month.year is not None:
            return date(month.year, month.month, 1)
        start = self.start
        if start is None:
            self.problem(
                cell,
                f"「{month.month}月」が何年か分かりません。年も書きます（2025年{month.month}月）",
            )
            return None
        return date(start.year + (month.month < start.month), month.month, 1)

    def months(self, across: Mapping[int, PayColumn]) -> dict[int, date] | None:
        """The months of the columns; those without a year follow those that have one.

        None where no year can be told, or a month stands there twice.
        """
        names = [(at, one.month) for at, one in across.items() if one.month is not None]
        anchor = next((n for n, (_, month) in enumerate(names) if month.year is not None), 0)
        at, name = names[anchor]
        known = self.of_year(name, self.table.whole(self.head.end - 1, at))
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
        for at, month in found.items():
            if list(found.values()).count(month) > 1:
                cell = self.table.whole(self.head.end - 1, at)
                self.problem(cell, f"「{cell.text}」の月の列が二つあります")
                return None
        return found


def _is_below_month(column: PayColumn) -> bool:
    return column.month is not None and column.role in FIGURES


_OF_MONTH: Final = ("payday", "month", "closing")
"""What says the month of a payslip, the surest first."""

_GRAND: Final = frozenset({"合計", "総合計", "総計"})
_SUMMED: Final = frozenset({"basic", "hours"})


def _read_label(text: str) -> PayColumn | None:
    found = read_pay(text)
    if found is None or found.role not in _LABELS:
        return None
    is_word = found.role == "employee" and not found.word.endswith(("名", "名前", "シメイ"))
    return None if is_word else found  # 社員 and 従業員1 stand in the rows too


_LABELS: Final = frozenset(
    {"employee", "id", "employment", "title", "prefecture", "workplace", "hours", "hours_a_day"}
    | {"period", "month", "payday", "pay_type"}
)


def prefecture_in(text: str) -> str | None:
    """The prefecture that a text names, or that an address begins with."""
    plain = normal(text)
    for full in PREFECTURES:
        if plain.startswith(full) or (plain == full[:-1] and full != "北海道"):
            return full
    return None


def _unlike(cell: Cell, made: Exact, of: str) -> str:
    return f"合計 {cell.text}は、{of} {decimal_text(made)}と合いません"
