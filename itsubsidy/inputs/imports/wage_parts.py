"""The parts of a payroll's table: each has a head, what stands above it, and its rows.

One part for a table, or one for each person; a head that comes again on every page makes none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from itsubsidy.inputs.imports.figures import amount_of
from itsubsidy.inputs.imports.heads import Head, find_head, labels, unread_columns
from itsubsidy.inputs.imports.wage_head import PayColumn, is_pay_head, read_pay
from itsubsidy.inputs.tables import Cell, Table

LEAST_ALLOWANCE: Final = 100
"""Yen; less is a number that stands for a title."""


class Part:
    """A head with the rows that belong to it, and what its cells hold."""

    def __init__(
        self, table: Table, head: Head[PayColumn], title: range, body: Sequence[int]
    ) -> None:
        self.table = table
        self.head = head
        self.title = title
        """The rows above the head that say what it is of."""
        self.body = body
        self.columns: dict[str, int] = {}
        """What columns hold, the first of each; not the allowances, and not the months across."""
        for at, column in head.columns.items():
            self.columns.setdefault(column.role, at)
        self.allowances = {
            at: column.word for at, column in head.columns.items() if column.role == "allowance"
        }
        self._take_for_allowance("title")
        self.said = {label.role.role: label for label in labels(table, title, read_label)}
        """What the rows above say, by what it is."""

    def _take_for_allowance(self, role: str) -> None:
        """A column called 役職 is of yen where such stand in it."""
        at = self.columns.get(role, -1)
        amounts = (amount_of(self.table.at(row, at).value) for row in self.body if at >= 0)
        if any(amount is not None and amount.yen >= LEAST_ALLOWANCE for amount in amounts):
            del self.columns[role]
            self.allowances[at] = self.head.columns[at].word

    @property
    def unread(self) -> Iterator[str]:
        """The names of the columns that nothing is read from."""
        return unread_columns(self.table, self.head)

    def rows(self) -> Iterator[int]:
        """The rows with something in them."""
        for row in self.body:
            if any(not cell.is_blank for cell in self.table.rows[row]):
                yield row

    def first(self, row: int) -> Cell:
        """Where a row is, for whoever looks for it."""
        return next(cell for cell in self.table.rows[row] if not cell.is_blank)

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

    @property
    def title_texts(self) -> list[str]:
        """All that stands above the head."""
        return [cell.text for row in self.title for cell in self.table.rows[row]]


def parts_of(table: Table) -> Iterator[Part]:
    """The parts of a table, from above."""
    heads = list(_heads(table))
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
        yield Part(table, head, range(behind, head.top), body)
        behind = end
        del heads[:following]


def _heads(table: Table) -> Iterator[Head[PayColumn]]:
    start = 0
    while (head := find_head(table, read_pay, is_pay_head, start)) is not None:
        yield head
        start = head.end


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
    found = read_label(text)
    return found if found is not None and found.role in ("employee", "id", "period") else None


def read_label(text: str) -> PayColumn | None:
    """What a text above a table is the label of; 社員 and 従業員1 stand in the rows too."""
    found = read_pay(text)
    if found is None or found.role not in _LABELS:
        return None
    is_word = found.role == "employee" and not found.word.endswith(("名", "名前", "シメイ"))
    return None if is_word else found


_LABELS: Final = frozenset(
    {"employee", "id", "employment", "title", "prefecture", "workplace", "hours", "hours_a_day"}
    | {"period", "month", "payday", "pay_type"}
)
