"""Where the columns of a table are named, and the labels beside the values above and below it.

A head may stand below a title block, fill up to three rows, and be merged; it may come again on
every page. What its words mean is for the reader of the table to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from itsubsidy.files.text import normal
from itsubsidy.inputs.tables import Cell, Table, Value

Role = TypeVar("Role")


class Named(Protocol):
    """What the head of a column says."""

    @property
    def meaning(self) -> object:
        """All of it but its words."""


Column = TypeVar("Column", bound=Named)

TALLEST: Final = 3
"""Rows of a head."""


class Head(NamedTuple, Generic[Role]):
    """The rows that name the columns, counted from 0, and what each column is."""

    top: int
    end: int
    """The first row below."""
    columns: Mapping[int, Role]
    """By their place, from 0; only those whose name says something."""


class Label(NamedTuple, Generic[Role]):
    """A value and what stands before it: `見積番号: Q-001`, in one cell or in two."""

    role: Role
    words: str
    """The label as it is written."""
    row: int
    """Where the value stands in the table, from 0."""
    cell: Cell
    """Of the value."""
    value: Value
    """The value without its label."""

    @property
    def text(self) -> str:
        """The value as text."""
        return self.cell._replace(value=self.value).text


def compact(text: str) -> str:
    """A word as it is compared: in the usual width and without any space."""
    return re.sub(r"\s", "", normal(text))


def find_head(
    table: Table,
    read: Callable[[str], Column | None],
    is_enough: Callable[[Collection[Column]], bool],
    start: int = 0,
) -> Head[Column] | None:
    """The first head at or below a row; None where no row names enough columns."""
    for top in range(start, len(table.rows)):
        if any(not cell.is_blank and read(cell.text) is not None for cell in table.rows[top]):
            head = _tallest(table, top, read, is_enough)
            if head is not None:
                return head
    return None


def unread_columns(table: Table, head: Head[Role]) -> Iterator[str]:
    """The names of the columns that say nothing that is known."""
    for column in range(max(len(row) for row in table.rows[head.top : head.end])):
        text = table.whole(head.end - 1, column).text
        if text and column not in head.columns:
            yield text


def _tallest(
    table: Table,
    top: int,
    read: Callable[[str], Column | None],
    is_enough: Callable[[Collection[Column]], bool],
) -> Head[Column] | None:
    """The head that names the most columns; None where it does not begin in this row."""
    best: Head[Column] | None = None
    for end in _ends(table, top):
        columns = read_head(table, top, end, read)
        if columns is None:
            break
        if best is None or len(columns) > len(best.columns):
            best = Head(top, end, columns)
    if best is None or not is_enough(best.columns.values()):
        return None
    below = read_head(table, top + 1, best.end, read) or {}
    begins_lower = {at: column.meaning for at, column in below.items()} == {
        at: column.meaning for at, column in best.columns.items()
    }
    return None if begins_lower else best  # which may also end lower


def _ends(table: Table, top: int) -> Iterator[int]:
    """Where a head that begins in a row may end; blank rows in it do not count."""
    filled = (row for row in range(top, len(table.rows)) if not _is_blank(table, row))
    return (row + 1 for row in islice(filled, TALLEST))


def _is_blank(table: Table, row: int) -> bool:
    return all(cell.is_blank for cell in table.rows[row])


def read_head(
    table: Table, top: int, end: int, read: Callable[[str], Role | None]
) -> dict[int, Role] | None:
    """What the columns are by the words in some rows; None where a figure is among them."""
    found = {}
    rows = range(top, min(end, len(table.rows)))
    width = max((len(table.rows[row]) for row in rows), default=0)
    named = [_names_in(table, row, width) for row in rows]
    for column in range(width):
        cells = [table.at(row, column) for row in rows]
        if _has_figure(cells, read):
            return None
        role = _role(_words(cells, [names[column] for names in named]), read)
        if role is not None:
            found[column] = role
    return found


def _has_figure(cells: Sequence[Cell], read: Callable[[str], Role | None]) -> bool:
    """Whether a cell has a figure that is no name: a month may look like one."""
    figures = (cell for cell in cells if not cell.is_blank and _is_figure(cell))
    return any(read(cell.text) is None for cell in figures)


class _Name(NamedTuple):
    """What a row of a head says of a column."""

    own: str
    group: str
    """What stands to the left of a column without a name of its own."""


def _names_in(table: Table, row: int, width: int) -> list[_Name]:
    """The names in a row; a cell that is merged over several columns names the first."""
    names: list[_Name] = []
    group = ""
    is_title = _is_title(table, row)
    for column in range(width):
        _, first = table.merged.get((row, column), (row, column))
        own = table.whole(row, column).text if first == column else ""
        group = own or group
        names.append(_Name(own, "" if is_title else group))
    return names


def _words(cells: Sequence[Cell], names: Sequence[_Name]) -> list[str]:
    """The words that name a column, from above; a group stands over all columns of it."""
    words: list[str] = []
    if all(cell.is_blank for cell in cells):
        return words
    for at, name in enumerate(names):
        has_below = any(not cell.is_blank for cell in cells[at + 1 :])
        text = name.own or (name.group if has_below else "")
        if text and text not in words:
            words.append(text)
    return words


def _is_title(table: Table, row: int) -> bool:
    """Whether a row has one cell, no further to the right than where the next row begins."""
    first, *others = [at for at, cell in enumerate(table.rows[row]) if not cell.is_blank] or [0, 0]
    rows = (table.rows[under] for under in range(row + 1, len(table.rows)))
    filled = (at for cells in rows for at, cell in enumerate(cells) if not cell.is_blank)
    return not others and first <= next(filled, 0)


def _role(words: Sequence[str], read: Callable[[str], Role | None]) -> Role | None:
    """What the words say together, without the uppermost, and so on; else the lowest that does."""
    together = ["".join(words[first:]) for first in range(len(words))]
    return next(filter(None, map(read, [*together, *reversed(words)])), None)


def _is_figure(cell: Cell) -> bool:
    return not isinstance(cell.value, str) or bool(_FIGURE.fullmatch(compact(cell.value)))


_FIGURE: Final = re.compile(r"[(¥\\△▲+−-]*[0-9][0-9,.]*(?:円|-|\.-|%|\))*")


def labels(table: Table, rows: range, read: Callable[[str], Role | None]) -> Iterator[Label[Role]]:
    """The labelled values in some rows of a table, from above."""
    for row in rows:
        cells: Sequence[Cell] = [cell for cell in table.rows[row] if not cell.is_blank]
        while cells:
            label, cells = _first_label(cells, row, read)
            if label is not None:
                yield label


def _first_label(
    cells: Sequence[Cell], row: int, read: Callable[[str], Role | None]
) -> tuple[Label[Role] | None, Sequence[Cell]]:
    """What the first of some cells is the label of, if it is one; the cells behind its value."""
    cell, behind = cells[0], cells[1:]
    words, rest = split_label(cell.text, read)
    role = read(words)
    if role is None or not isinstance(cell.value, str):
        return None, behind
    if rest:
        return Label(role, words, row, cell, rest), behind
    if not behind or read(behind[0].text) is not None:  # a label with nothing behind it
        return None, behind
    return Label(role, words, row, behind[0], behind[0].value), behind[1:]


def split_label(text: str, read: Callable[[str], Role | None]) -> tuple[str, str]:
    """A label and what follows it in one cell: `件名: 会計` → `件名`, `会計`; nothing for none."""
    whole = text.rstrip(" :：")
    if read(whole) is not None:
        return whole, ""
    for found in _LABEL_ENDS.finditer(text):
        words = text[: found.start()]
        if read(words) is not None:
            return words, text[found.end() :].strip()
    return "", ""


_LABEL_ENDS: Final = re.compile(r"\s*[:：]\s*|\s+|(?=[¥￥\\])|(?<=[^\W0-9０-９])(?=[0-9０-９])")
"""Where a label may end and its value begin in one cell."""
