"""The rows of a quote's table → its lines, its sums, and what else stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from itsubsidy.files.problems import Problem
from itsubsidy.inputs.imports.figures import Amount, amount_of, counted
from itsubsidy.inputs.imports.heads import Head, compact, find_head, read_head, unread_columns
from itsubsidy.inputs.imports.quote_category import bare, of_heading
from itsubsidy.inputs.imports.quote_head import (
    Column,
    HeadError,
    Layout,
    is_quote_head,
    layout_of,
    read_column,
)
from itsubsidy.inputs.imports.quote_items import Context, Line, lines_of
from itsubsidy.inputs.imports.quote_row import RowError, RowReader
from itsubsidy.inputs.imports.quote_sums import Sum, SumKind, SumName, sum_name
from itsubsidy.inputs.tables import Cell, Table
from itsubsidy.money import Exact, decimal_text, magnitude


class Passed(NamedTuple):
    """A row that is no line, and what it was taken for."""

    place: str
    kind: str
    text: str
    amount: Exact | None = None


@dataclass
class Rows:
    """What the rows of one table are."""

    table: Table
    head: Head[Column]
    entries: list[Line | Passed] = field(default_factory=list)
    """In the order of the table."""
    sums: list[Sum] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unread: dict[str, None] = field(default_factory=dict)
    """The names of columns that nothing was read from, each once."""
    beyond: list[str] = field(default_factory=list)
    """The places of rows with amounts below the total, which are not in it."""
    said_tax: str | None = None
    """What the head of the prices says of the tax in them."""
    end: int = 0
    """The row behind the last that belongs to the table."""

    @property
    def lines(self) -> list[Line]:
        return [entry for entry in self.entries if isinstance(entry, Line)]


def read_rows(table: Table, usual_months: int | None = None) -> Rows | None:
    """The rows of a table that has the head of a quote; None where it has none."""
    head = find_head(table, read_column, is_quote_head)
    if head is None:
        return None
    rows = Rows(table, head, end=head.end)
    reader = _Reader(rows, usual_months)
    if reader.use(head):
        reader.read(head.end)
    return rows


_REMARK: Final = re.compile(r"[※＊*・\-ー└→(（]|注[:：)）]|[0-9]*[)）]")
_HEADING: Final = re.compile(r"[【■□◆◇●▼〔《<〈]|[0-9０-９IVXⅠ-Ⅹ]{1,2}[.．、]|[①-⑳]|\([0-9]\)")


_PAGE: Final = re.compile(r"(?:p\.?|page)?[0-9]+(?:/[0-9]+)?(?:頁|ページ)?", re.IGNORECASE)
"""The number of a page, which says nothing of the lines below it."""


class _Reader:
    """Reads row after row; what stands above a row says something of it."""

    layout: Layout

    def __init__(self, rows: Rows, usual_months: int | None) -> None:
        self.rows = rows
        self.table = rows.table
        self.context = Context(usual_months=usual_months)
        self.headings: dict[str, None] = {}
        """What a sum of a part may be called by, each once."""
        self.heading = ""
        """The last heading, until a line stands below it."""
        self.is_past_total = False
        self.quote_number = ""
        """Where the rows have it."""
        self.of_columns: dict[int, Exact] = {}
        """What the lines come to in each column of amounts."""
        self.stated: dict[int, Exact] = {}
        """The columns whose sums are stated, each in a row of its own."""

    def use(self, head: Head[Column]) -> bool:
        """Read the columns as this head has them, from here on; whether it can be done."""
        try:
            self.layout = layout_of(head)
        except HeadError as error:
            cell = self.table.whole(head.end - 1, error.column)
            self.rows.problems.append(self.table.problem(cell, error.message))
            return False
        self.rows.said_tax = self.rows.said_tax or self.layout.tax
        self.rows.unread |= dict.fromkeys(unread_columns(self.table, head))
        return True

    def read(self, row: int) -> None:
        while row < len(self.table.rows):
            again = self.head_at(row)
            if again is not None:
                if not self.use(again):
                    return
                self.is_past_total = False
                row = again.end
                continue
            if any(not cell.is_blank for cell in self.table.rows[row]):
                self.classify(RowReader(self.table, self.layout, row))
            row += 1

    def head_at(self, row: int) -> Head[Column] | None:
        """The head that begins in this row, as it does on every page."""
        tall = self.rows.head.end - self.rows.head.top
        columns = read_head(self.table, row, row + tall, read_column)
        if columns is None or not is_quote_head(columns.values()):
            return None
        return Head(row, row + tall, columns)

    def classify(self, row: RowReader) -> None:
        label = self.sum_label(row)
        if label is not None:
            self.add_sum(row, label)
        elif row.has_amount or (row.is_off and row.share_off is not None):
            if self.is_past_total and not row.is_off:
                self.rows.beyond.append(self.table.place(row.first))
            else:
                self.add_lines(row)
        elif not self.is_past_total:
            self.add_words(row)

    # --- lines -----------------------------------------------------------------------------------

    def add_lines(self, row: RowReader) -> None:
        self.rows.end = row.number + 1
        self.check_number(row)
        try:
            lines = lines_of(row, self.context)
        except RowError as error:
            self.rows.problems.append(self.table.problem(error.cell, error.message))
            return
        for cell in (row.of("category"), *row.names[:-1]):
            if cell is not None:
                self.headings[bare(cell.text)] = None
        for column in self.layout.mains:
            self.count(column, row)
        for line in lines:
            self.rows.entries.append(line._replace(heading=self.heading))
            self.heading = ""
            if not line.is_discount:
                plain = compact(line.name)
                name = "" if plain in self.context.names else line.name
                self.context = self.context._replace(names={**self.context.names, plain: name})

    def check_number(self, row: RowReader) -> None:
        """A list of quotes has the number of each in a column; one of them has to be chosen."""
        cell = row.of("quote_number")
        if cell is None:
            return
        self.quote_number = self.quote_number or cell.text
        if cell.text != self.quote_number:
            message = f"見積番号が「{self.quote_number}」と違います。一つの見積の行だけにします"
            self.rows.problems.append(self.table.problem(cell, message))

    def count(self, column: int, row: RowReader) -> None:
        cell = row.cell(column)
        amount = None if cell is None else amount_of(cell.value)
        if amount is not None:
            yen = -magnitude(amount.yen) if row.is_off else amount.yen
            self.of_columns[column] = self.of_columns.get(column, 0) + yen

    # --- sums ------------------------------------------------------------------------------------

    def sum_label(self, row: RowReader) -> Cell | None:
        """The cell in which a row is named as a sum, unless it names what is sold besides."""
        if row.category is not None:
            return None
        if any(not sum_name(cell.text, self.headings) for cell in row.names):
            return None
        for column, cell in enumerate(self.table.rows[row.number]):
            is_word = isinstance(cell.value, str) and column not in self.layout.notes
            if is_word and sum_name(cell.text, self.headings):
                return cell
        return None

    def add_sum(self, row: RowReader, label: Cell) -> None:
        self.rows.end = row.number + 1
        name = sum_name(label.text, self.headings)
        figures = dict(self.figures(row, label))
        if name is None or not figures:
            self.rows.entries.append(Passed(self.table.place(label), "合計", label.text))
            return
        mains = [column for column in self.layout.mains if column in figures] or [max(figures)]
        if len(mains) < len(self.layout.mains) and name.kind in ("part", "total"):
            for column in mains:
                self.add_sum_of_column(row, label, column, figures[column].yen)
            return
        total: Exact = sum(figures[column].yen for column in mains)
        self.put_sum(row, label, name, mains[0], total, figures[mains[0]].tax)
        beside = self.beside_totals() if name.kind in ("total", "net") else ()
        for at, kind in beside:
            if at in figures and at not in mains:
                self.put_sum(row, label, SumName(kind), at, figures[at].yen, None)

    def figures(self, row: RowReader, label: Cell) -> Iterator[tuple[int, Amount]]:
        """The yen in a row of sums, by their columns."""
        for column, cell in enumerate(self.table.rows[row.number]):
            amount = None if cell is label else amount_of(cell.value)
            if amount is not None:
                yield column, amount

    def beside_totals(self) -> Iterator[tuple[int, SumKind]]:
        """The columns in which a row of totals has the sum with tax, or the tax."""
        for slot in self.layout.slots:
            if slot.gross is not None:
                yield slot.gross, "gross"
        if "tax_amount" in self.layout.columns:
            yield self.layout.columns["tax_amount"], "tax"

    def add_sum_of_column(self, row: RowReader, label: Cell, column: int, stated: Exact) -> None:
        """A sum of one price of several; that of the last column makes the sum of all lines."""
        cell, made = self.table.at(row.number, column), self.of_columns.get(column, 0)
        if stated != made:
            figures = f"{decimal_text(stated)}円は、その列の額の合計 {decimal_text(made)}円"
            message = f"「{label.text}」{figures}と合いません"
            self.rows.problems.append(self.table.problem(cell, message))
        self.stated[column] = stated
        total: Exact = sum(self.stated.values())
        if self.stated.keys() >= {*self.layout.mains}:
            self.put_sum(row, label, SumName("part"), column, total, None)
        else:
            place = self.table.place(cell)
            self.rows.entries.append(Passed(place, "合計", label.text, stated))

    def put_sum(
        self, row: RowReader, label: Cell, name: SumName, at: int, amount: Exact, tax: str | None
    ) -> None:
        if name.kind in ("total", "part") and tax is not None:
            name = name._replace(kind="gross" if tax == "included" else "net")
        place = self.table.place(self.table.at(row.number, at))
        lines = len(self.rows.lines)
        self.rows.sums.append(Sum(name, label.text, amount, place, lines))
        self.rows.entries.append(Passed(place, "合計", label.text, amount))
        self.is_past_total = self.is_past_total or name.kind in ("total", "gross", "net")

    # --- words -----------------------------------------------------------------------------------

    def add_words(self, row: RowReader) -> None:
        """A row without an amount: a heading, or a remark on the line above."""
        texts = [cell.text for cell in self.table.rows[row.number] if not cell.is_blank]
        text, place = " ".join(texts), self.table.place(row.first)
        if _PAGE.fullmatch(compact(text)):
            return
        title = row.names[0].text if row.names else texts[0]
        category = of_heading(title)
        is_heading = category is not None or bool(_HEADING.match(text)) or bool(row.text("number"))
        is_remark = bool(_REMARK.match(text)) or counted(row.text("quantity")) is not None
        if not is_heading and (is_remark or self.goes_on):
            self.add_remark(text)
            self.rows.entries.append(Passed(place, "備考", text))
        else:
            self.headings[bare(title)] = None
            self.heading = text
            self.context = self.context._replace(section=category)
            self.rows.entries.append(Passed(place, "見出し", text))

    @property
    def goes_on(self) -> bool:
        """Whether the row above is a line, or a remark on one."""
        last = self.rows.entries[-1] if self.rows.entries else None
        return isinstance(last, Line) or (last is not None and last.kind == "備考")

    def add_remark(self, text: str) -> None:
        """Keep a remark with the line above it, if there is one."""
        entries = self.rows.entries
        for at in range(len(entries) - 1, -1, -1):
            line = entries[at]
            if isinstance(line, Line):
                entries[at] = line.with_remark(text)
                return
