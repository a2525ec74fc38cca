"""Tables as people send them: CSV, TSV, pasted text, Markdown, and the sheets of a workbook.

Every cell knows its place, so that whatever is said of it can be found: `12:5` in a text, `B12`
of a sheet. No formula is run and nothing is fetched; whatever is larger than a person's table is
refused before it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, cast

from itsubsidy.files.echo import of_cell
from itsubsidy.files.encoding import GUESSED, DecodingError, decode, unmarked
from itsubsidy.files.problems import InputError, Problem
from itsubsidy.files.reading import STDIN as STDIN
from itsubsidy.files.reading import UnreadableError, read
from itsubsidy.inputs.tables import (
    MOST_COLUMNS,
    MOST_ROWS,
    TOO_MANY,
    Cell,
    Row,
    Table,
    clean,
    fault_of,
)

LARGEST_TABLE: Final = 16 * 1024 * 1024
"""Bytes of a file; a sheet with a logo has a few hundred thousand."""


def read_tables(file: str, encoding: str | None = None) -> tuple[Table, ...]:
    """The tables in a file, or in standard input (`-`): one of a text, one a sheet of a workbook.

    Raises:
        InputError: it cannot be read, is too large, or holds no table that is read here.
    """
    return tables_in(table_bytes(file), file, encoding)


def tables_in(raw: bytes, file: str, encoding: str | None = None) -> tuple[Table, ...]:
    """The tables in what a file holds.

    Raises:
        InputError: it holds no table that is read here.
    """
    other = next((what for begins, what in _NOT_READ if raw.startswith(begins)), None)
    if other:
        raise _refused(file, f"{other} は読めません。{_INSTEAD}")
    if raw.startswith(_WORKBOOKS):
        from itsubsidy.inputs.workbook import read_workbook  # noqa: PLC0415  # text needs none of it

        return read_workbook(raw, file)
    return (read_text(raw, file, encoding),)


_WORKBOOKS: Final = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")

_INSTEAD: Final = "表を .xlsx か CSV で受け取るか、選んで貼り付けてください（import … -）"

_NOT_READ: Final = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "画像（PNG）"),
    (b"\xff\xd8\xff", "画像（JPEG）"),
    (b"{\\rtf", "リッチテキスト"),
)
"""What files that are no table begin with."""


def _refused(file: str, message: str, line: int = 0, column: int = 0) -> InputError:
    return InputError([Problem(file, line, column, "", message)])


def table_bytes(file: str) -> bytes:
    """What a file with tables holds, or standard input; a file that is too large is not read.

    Raises:
        InputError: it cannot be read, is too large or empty.
    """
    try:
        raw = read(file, LARGEST_TABLE)
    except UnreadableError as error:
        raise _refused(file, str(error)) from None
    if not raw.strip():
        raise _refused(file, "ファイルが空です", 1, 1)
    return raw


# --- text ----------------------------------------------------------------------------------------


def read_text(raw: bytes, file: str, encoding: str | None = None) -> Table:
    """The table in a text: Markdown, or cells divided by tabs or commas.

    Raises:
        InputError: it is in no encoding that is known, is no table, or is too large.
    """
    try:
        text, encoding = decode(raw, encoding)
    except DecodingError as error:
        raise _refused(file, error.message, error.line, error.column) from None
    for control in ("\0", "\x1b"):
        if control in text:
            raise _refused(file, unmarked(control), 1, 1)
    if _MARKED_UP.match(text):
        again = "表計算ソフトで開き、.xlsx か CSV で保存し直してください"
        raise _refused(file, f"HTML か XML のファイルです。{again}", 1, 1)
    lines = [line for line in re.split(r"\r\n|\r|\n", text) if line.strip()]
    if 2 * sum(line.lstrip().startswith("|") for line in lines) > len(lines):
        rows = _markdown(text.rstrip())
    else:
        tabs = 2 * sum("\t" in line for line in lines) >= len(lines)
        delimiter = "\t" if tabs else ","
        rows = _delimited(text.rstrip(f"{delimiter} \u3000\r\n"), delimiter, file)
    note = f"{file} を Shift_JIS（CP932）として読みました" if encoding == GUESSED else ""
    return Table(file, "", tuple(_within(rows, file)), note=note)


_MARKED_UP: Final = re.compile(r"\s*<(?:!doctype|html|table|\?xml)", re.IGNORECASE)


def _within(rows: Iterator[list[Cell]], file: str) -> Iterator[Row]:
    """The rows without the blank cells at their ends, as many as there may be."""
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise _refused(file, TOO_MANY, row[0].line, row[0].column)
        while row and row[-1].is_blank:
            row.pop()
        fault = fault_of(row, MOST_COLUMNS)
        if fault is not None:
            cell, message = fault
            raise _refused(file, message, cell.line, cell.column)
        yield tuple(row)


def _delimited(text: str, delimiter: str, file: str) -> Iterator[list[Cell]]:
    """The rows of a text; a quoted cell may hold the delimiter, quotes and line breaks."""
    read_quoted = _Quoted(text, delimiter, file)
    at, line = 0, 1
    while at < len(text):
        ended = _LINE_END.search(text, at)
        end, behind = ended.span() if ended else (len(text), len(text))
        written = text[at:end]
        if '"' in written:
            row, at, line = read_quoted.row(at, line)
        else:
            parts = written.rstrip(f"{delimiter} \u3000").split(delimiter, MOST_COLUMNS)
            row = list(_plain(parts, line))
            at, line = behind, line + 1
        yield row


_LINE_END: Final = re.compile(r"\r\n|\r|\n")


def _plain(parts: Sequence[str], line: int) -> Iterator[Cell]:
    """The cells between the delimiters of one line."""
    column = 1
    for part in parts:
        yield Cell(of_cell(clean(part)), line, column + len(part) - len(part.lstrip()))
        column += len(part) + 1


class _Quoted:
    """Reads the rows of a text that have quotes in them."""

    def __init__(self, text: str, delimiter: str, file: str) -> None:
        self.text = text
        self.delimiter = delimiter
        self.file = file
        self.opening = re.compile('[ \u3000]*"')
        self.quoted = re.compile(f'[ \u3000]*"((?:[^"]|"")*)"[ \u3000]*(?=[{delimiter}\r\n]|\\Z)')
        self.plain = re.compile(f"([^{delimiter}\r\n]*)")

    def row(self, at: int, line: int) -> tuple[list[Cell], int, int]:
        """The row that begins here, where the next begins, and in which line."""
        row: list[Cell] = []
        begin = at
        while True:
            found = self.cell(at, line, begin)
            self.put(row, found, line, found.start(1) - begin + 1)
            for broken in _LINE_END.finditer(found[0]):  # as only a quoted cell has them
                line, begin = line + 1, at + broken.end()
            at = found.end()
            ended = _LINE_END.match(self.text, at)
            if ended or at == len(self.text):
                return row, ended.end() if ended else at, line + 1
            at += len(self.delimiter)

    def put(self, row: list[Cell], found: re.Match[str], line: int, column: int) -> None:
        """Add a cell to its row, as far to the right as there may be something."""
        content = found[1].replace('""', '"') if found.re is self.quoted else found[1]
        column += len(found[1]) - len(found[1].lstrip())
        cell = Cell(of_cell(clean(content)), line, column)
        if len(row) < MOST_COLUMNS:
            row.append(cell)
        elif not cell.is_blank:
            raise _refused(self.file, TOO_MANY, line, column)

    def cell(self, at: int, line: int, begin: int) -> re.Match[str]:
        """The cell that begins here: quoted, or plain, in which quotes come in pairs."""
        found = self.quoted.match(self.text, at)
        if found is None:
            found = cast("re.Match[str]", self.plain.match(self.text, at))
            if self.opening.match(self.text, at) and found[1].count('"') % 2:
                raise _refused(self.file, "引用符が閉じられていません", line, at - begin + 1)
        return found


def _markdown(text: str) -> Iterator[list[Cell]]:
    """The rows of a table in Markdown; a line that is none of it is a row of one cell."""
    for number, written in enumerate(_LINE_END.split(text), 1):
        line = written.strip()
        if not line.startswith("|"):
            yield [Cell(clean(line.strip("#* ")), number, 1)]
            continue
        row, at = [], written.index("|") + 1
        for part in _UNESCAPED.split(line.removeprefix("|"), MOST_COLUMNS):
            content = part.replace("\\|", "|").replace("<br>", " ").replace("**", "")
            row.append(Cell(clean(content), number, at + len(part) - len(part.lstrip()) + 1))
            at += len(part) + 1
        if not all(_RULED.fullmatch(cell.text) for cell in row[:-1]):
            yield row


_UNESCAPED: Final = re.compile(r"(?<!\\)\|")

_RULED: Final = re.compile(r":?-+:?")
"""A cell of the line under the head of a table in Markdown."""
