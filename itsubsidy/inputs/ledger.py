"""賃金台帳 in CSV: one row an employee, with the prefecture and the hourly wage of each month.

Cells become the same nodes that YAML has, so that one model reads both and every message has
its line and column.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from pydantic import ValidationError
from pydantic_core import PydanticCustomError
from yaml import Mark
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from itsubsidy.files.document import Document
from itsubsidy.files.encoding import DecodingError, decode, place, unmarked
from itsubsidy.files.keys import Loc
from itsubsidy.files.limits import LARGEST_FILE, MOST_COLUMNS, MOST_MONTHS, MOST_ROWS
from itsubsidy.files.problems import InputError, Problem, shown
from itsubsidy.files.reading import TOO_LARGE
from itsubsidy.files.text import normal
from itsubsidy.inputs.applicant import Ledger, LedgerRow
from itsubsidy.inputs.messages import problems_of
from itsubsidy.inputs.spelling import LEDGER_ROW
from itsubsidy.inputs.values import Model, is_summary, parse_month

COLUMNS: Final = {word: key.name for word, key in LEDGER_ROW.items() if key.name != "wages"}
"""How a header may call the columns that are no month."""

Cell = tuple[str, int]
"""The text of a cell, and its column, counted from 0."""


class _File(Model):
    ledger: Ledger


@dataclass(eq=False)
class LedgerDocument(Document):
    """A ledger's cells with their places, called by the row of the employee."""

    speaks_japanese: bool = False

    @property
    def in_japanese(self) -> bool:
        """Whether a column has a Japanese name."""
        return self.speaks_japanese

    def path(self, loc: Loc) -> str:
        """`従業員1.2025-05`, and in a ledger in English `ledger.1.wages.2025-05`."""
        if not self.in_japanese:
            return super().path(loc)
        if len(loc) < 2 or not isinstance(loc[1], int):
            return "賃金台帳"
        named = [_NEEDED.get(str(one), str(one)) for one in loc[2:] if one not in _OF_A_ROW]
        return ".".join([f"従業員{loc[1] + 1}", *named])


_OF_A_ROW: Final = ("wages", "employee")
"""Keys that say no more than which row it is."""


class ParsedLedger(NamedTuple):
    """A ledger that was read from a file."""

    rows: tuple[LedgerRow, ...]
    encoding: str
    document: Document
    """Where each cell stands: `("ledger", 0, "wages", "2025-05")`."""


def parse_ledger(raw: bytes, file: str, encoding: str | None = None) -> ParsedLedger:
    """The ledger in `raw`, which is in UTF-8, UTF-16, CP932, or in the encoding that is named.

    Raises:
        InputError: with every problem of the file, each with line and column.
    """
    text, encoding = _text(raw, file, encoding)
    lines = [(at, line) for at, line in enumerate(_LINE_END.split(text)) if line.strip(" ,")]
    if not lines:
        raise InputError([Problem(file, 1, 1, "", "台帳が空です")])
    if len(lines) > MOST_ROWS + 1:
        message = f"行が多すぎます（{len(lines) - 1:,}行）。{MOST_ROWS:,}行までです"
        raise _over(file, lines[MOST_ROWS + 1][0], message)
    rows = [(number, _cells(line, number, file)) for number, line in lines]
    head = _head(*rows[0], rows[1:], file)
    problems: list[Problem] = []
    ledger = [
        _row(number, cells, head, file, problems)
        for number, cells in rows[1:]
        if any(text for text, _ in cells)
    ]
    listed = SequenceNode("seq", [node for _, node in ledger], _mark(rows[0][0], 0))
    root = MappingNode("map", [(_scalar("ledger", 0, 0), listed)], _mark(0, 0))
    document = LedgerDocument(
        file,
        {"ledger": [data for data, _ in ledger]},
        root,
        speaks_japanese=_is_japanese(rows[0][1]),
    )
    read, errors = _read(document.data["ledger"])
    if problems or errors:
        found, more = problems_of(errors, document, _File)
        problems = sorted([*problems, *found], key=lambda one: (one.line, one.column))
        raise InputError(shown(problems, more, at_least=len(errors) > MOST_COUNTED))
    return ParsedLedger(read, encoding, document)


def _text(raw: bytes, file: str, encoding: str | None) -> tuple[str, str]:
    """The text of a file and its encoding; refused where it is too large or no text."""
    if len(raw) > LARGEST_FILE:
        raise InputError([Problem(file, 0, 0, "", TOO_LARGE)])
    try:
        text, encoding = decode(raw, encoding)
    except DecodingError as error:
        raise InputError([Problem(file, error.line, error.column, "", error.message)]) from None
    for control in ("\0", "\x1b"):
        if control in text:
            at = place(text, text.index(control))
            raise InputError([Problem(file, *at, "", unmarked(control))])
    return text, encoding


_LINE_END: Final = re.compile(r"\r\n|\r|\n")

MOST_COUNTED: Final = 1_000
"""Errors of rows that are counted; those of every row of a large file would take its memory."""


def _read(rows: Sequence[dict[str, Any]]) -> tuple[tuple[LedgerRow, ...], list[Any]]:
    """The rows as the model has them, and what it finds wrong with them.

    Row by row, and then together, since one person may stand in several rows.
    """
    read: list[LedgerRow] = []
    errors: list[Any] = []
    for at, row in enumerate(rows):
        try:
            read.append(LedgerRow.model_validate(row))
        except ValidationError as error:
            found = error.errors(include_url=False)
            errors += ({**one, "loc": ("ledger", at, *one["loc"])} for one in found)
            if len(errors) > MOST_COUNTED:
                break
    if errors:
        return (), errors
    try:
        return _File.model_validate({"ledger": read}).ledger, []
    except ValidationError as error:
        return (), error.errors(include_url=False)


def _cells(line: str, number: int, file: str) -> list[Cell]:
    """The cells of a line; a quoted one ends in the line that it begins in.

    A spreadsheet may write any number of empty ones at the end.
    """
    cells: list[Cell] = []
    written = line.rstrip(" ,")
    at = 0
    while at <= len(written):
        quoted = _QUOTED.match(written, at)
        end = quoted.end() if quoted else written.find(",", at)
        end = len(written) if end < 0 else end
        text = quoted[1].replace('""', '"') if quoted else written[at:end]
        column = quoted.start(1) if quoted else at + len(text) - len(text.lstrip())
        if not quoted and text.lstrip().startswith('"'):
            message = "引用符が閉じられていません。一つの枠の中では改行できません"
            raise InputError([Problem(file, number + 1, column + 1, "", message)])
        cells.append((text.strip(), column))
        if len(cells) > MOST_COLUMNS:
            raise _over(file, number, f"列が多すぎます。{MOST_COLUMNS}列までです")
        at = end + 1
    empty = line.count(",", len(written))
    return [*cells, *[("", len(line))] * min(empty, MOST_COLUMNS)]


_QUOTED: Final = re.compile(r'\s*"([^"]*+(?:""[^"]*+)*+)"\s*(?=,|$)')


def _over(file: str, number: int, message: str) -> InputError:
    """What to say of more rows, columns or months than a ledger may have."""
    return InputError([Problem(file, number + 1, 1, "", message)])


def _head(
    number: int, cells: list[Cell], rows: list[tuple[int, list[Cell]]], file: str
) -> list[str | None]:
    """What each column is: `employee`, `prefecture`, or a month; None where it is empty.

    Raises:
        InputError: with what is wrong with the header; without one, no row can be read.
    """
    used = {at for _, row in rows for at, (text, _) in enumerate(row) if text}
    head, faults = _columns(cells, used)
    months = [name for name in head if name is not None and name not in _NEEDED]
    if faults and not months and len(cells) > 1:
        faults.append((1, _OF_PAYROLL))
    if faults:
        raise InputError(
            shown([Problem(file, number + 1, column, "", fault) for column, fault in faults])
        )
    if len(months) > MOST_MONTHS:
        message = f"月が多すぎます（{len(months)}か月）。{MOST_MONTHS}か月までです"
        raise _over(file, number, message)
    return head


def _columns(
    cells: Sequence[Cell], used: Collection[int]
) -> tuple[list[str | None], list[tuple[int, str]]]:
    """What each column is, and what is wrong with them, each with its place in the line."""
    head: list[str | None] = []
    faults = []
    for at, (text, column) in enumerate(cells):
        name, fault = _column(text, cells, is_used=at in used)
        if name is not None and name in head:
            fault = f"「{text}」の列が二つあります"
        if fault:
            faults.append((column + 1, fault))
        head.append(name)
    if not faults and (missing := _missing(head, cells)):
        faults.append((1, missing))
    return head, faults


def _column(text: str, head: Sequence[Cell], *, is_used: bool) -> tuple[str | None, str]:
    """What a column is by its name in the header, and what is wrong with that."""
    plain = normal(text)
    if not plain:
        return None, "列の名前がありません" if is_used else ""
    if plain in COLUMNS:
        return COLUMNS[plain], ""
    try:
        return f"{parse_month(plain):%Y-%m}", ""
    except PydanticCustomError:
        known = "、".join(_needed(head).values())
        return None, f"「{text}」という列はありません。使える列: {known}、「2024-10」のような月"


def _missing(head: Sequence[str | None], cells: Sequence[Cell]) -> str:
    """Which columns are not there; nothing where all are."""
    missing = [name for key, name in _needed(cells).items() if key not in head]
    if {*head} <= {None, *_NEEDED}:
        missing.append("「2024-10」のような月")
    hint = "" if len(cells) > 1 else "。列はコンマ（,）で区切ります"
    return f"次の列がありません: {'、'.join(missing)}{hint}" if missing else ""


_OF_PAYROLL: Final = "給与計算の表なら、itsubsidy import wages で、月ごとの時給の表にします"

_NEEDED: Final = {"employee": "従業員", "prefecture": "都道府県"}


def _is_japanese(head: Sequence[Cell]) -> bool:
    """Whether a header has a word of Japanese."""
    return any(not normal(text).isascii() for text, _ in head)


def _needed(head: Sequence[Cell]) -> dict[str, str]:
    """The columns that there must be, in the words of the header."""
    if _is_japanese(head):
        return _NEEDED
    return {key: f"{key}（{name}）" for key, name in _NEEDED.items()}


def _row(
    number: int, cells: list[Cell], head: list[str | None], file: str, problems: list[Problem]
) -> tuple[dict[str, Any], Node]:
    """One employee as plain data, and the nodes that say where it stands."""
    wages: dict[str, str] = {}
    data: dict[str, Any] = {"wages": wages}
    start = _mark(number, 0)
    months = MappingNode("map", [], start)
    nodes = MappingNode("map", [(_scalar("wages", number, 0), months)], start)
    for name, (text, column) in zip(head, cells, strict=False):
        if not text or name is None:
            continue
        into, below = (data, nodes) if name in _NEEDED else (wages, months)
        into[name] = text
        at = _mark(number, column)
        below.value.append((ScalarNode("str", name, at), ScalarNode("str", text, at)))
    if not is_summary(data.get("employee") or data.get("prefecture")):
        problems += _other_length(number, cells, head, file)
    return data, nodes


def _other_length(
    number: int, cells: list[Cell], head: list[str | None], file: str
) -> Iterator[Problem]:
    """What is wrong with a row that has fewer cells than there are columns, or more."""
    columns = max(at for at, name in enumerate(head) if name is not None) + 1
    if len(cells) < columns:
        few = f"{columns}列のうち {len(cells)}列しかありません"
        message = f"{few}。雇用していない月も、空のまま「,」を書きます"
        yield Problem(file, number + 1, 1, "", message)
    for text, column in [cell for cell in cells[len(head) :] if cell[0]][:1]:
        message = f"「{text}」の列の名前がありません。桁区切りのコンマは引用符で囲みます"
        yield Problem(file, number + 1, column + 1, "", message)


def _scalar(text: str, line: int, column: int) -> ScalarNode:
    return ScalarNode("str", text, _mark(line, column))


def _mark(line: int, column: int) -> Mark:
    return Mark("", 0, line, column, None, 0)
