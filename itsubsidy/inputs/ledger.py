"""賃金台帳 in CSV: one row an employee, with the prefecture and the hourly wage of each month.

Cells become the same nodes that YAML has, so that one model reads both and every message has
its line and column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from pydantic import ValidationError
from pydantic_core import PydanticCustomError
from yaml import Mark
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from itsubsidy.inputs.applicant import Ledger, LedgerRow
from itsubsidy.inputs.encoding import DecodingError, decode, unmarked
from itsubsidy.inputs.messages import problems_of
from itsubsidy.inputs.spelling import LEDGER_ROW
from itsubsidy.inputs.values import Model, is_summary, parse_month
from itsubsidy.inputs.yamltext import LARGEST_FILE, Document, InputError, Problem, normal

COLUMNS: Final = {word: key.name for word, key in LEDGER_ROW.items() if key.name != "wages"}
"""How a header may call the columns that are no month."""

Cell = tuple[str, int]
"""The text of a cell, and its column, counted from 0."""


class _File(Model):
    ledger: Ledger


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
    if len(raw) > LARGEST_FILE:
        message = f"ファイルが大きすぎます。{LARGEST_FILE:,} バイトまでです"
        raise InputError([Problem(file, 0, 0, "", message)])
    try:
        text, encoding = decode(raw, encoding)
    except DecodingError as error:
        place = (error.line, error.column)
        raise InputError([Problem(file, *place, "", error.message)]) from None
    for control in ("\0", "\x1b"):
        if control in text:
            raise InputError([Problem(file, 1, 1, "", unmarked(control))])
    lines = re.split(r"\r\n|\r|\n", text)
    rows = [
        (number, list(_cells(line, number, file)))
        for number, line in enumerate(lines)
        if line.strip(" ,")
    ]
    if not rows:
        raise InputError([Problem(file, 1, 1, "", "台帳が空です")])
    head = _head(*rows[0], rows[1:], file)
    problems: list[Problem] = []
    ledger = [
        _row(number, cells, head, file, problems)
        for number, cells in rows[1:]
        if any(text for text, _ in cells)
    ]
    listed = SequenceNode("seq", [node for _, node in ledger], _mark(rows[0][0], 0))
    root = MappingNode("map", [(_scalar("ledger", 0, 0), listed)], _mark(0, 0))
    document = Document(file, {"ledger": [data for data, _ in ledger]}, root)
    try:
        read = _File.model_validate(document.data).ledger
    except ValidationError as error:
        problems += problems_of(error, document, _File)
    if problems:
        raise InputError(sorted(problems, key=lambda one: (one.line, one.column)))
    return ParsedLedger(read, encoding, document)


def _cells(line: str, number: int, file: str) -> Iterator[Cell]:
    """The cells of a line; a quoted one ends in the line that it begins in."""
    at = 0
    while at <= len(line):
        quoted = _QUOTED.match(line, at)
        end = quoted.end() if quoted else (line + ",").index(",", at)
        text = quoted[1].replace('""', '"') if quoted else line[at:end]
        column = quoted.start(1) if quoted else at + len(text) - len(text.lstrip())
        if not quoted and text.lstrip().startswith('"'):
            message = "引用符が閉じられていません。一つの枠の中では改行できません"
            raise InputError([Problem(file, number + 1, column + 1, "", message)])
        yield text.strip(), column
        at = end + 1


_QUOTED: Final = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?=,|$)')


def _head(
    number: int, cells: list[Cell], rows: list[tuple[int, list[Cell]]], file: str
) -> list[str | None]:
    """What each column is: `employee`, `prefecture`, or a month; None where it is empty.

    Raises:
        InputError: with what is wrong with the header; without one, no row can be read.
    """
    problems: list[Problem] = []
    head: list[str | None] = []
    for at, (text, column) in enumerate(cells):
        plain = normal(text)
        name = COLUMNS.get(plain)
        try:
            name = name or (f"{parse_month(plain):%Y-%m}" if plain else None)
        except PydanticCustomError:
            known = "employee（従業員）、prefecture（都道府県）、「2024-10」のような月"
            message = f"「{text}」という列はありません。使える列: {known}"
            problems.append(Problem(file, number + 1, column + 1, "", message))
        if name is not None and name in head:
            message = f"「{text}」の列が二つあります"
            problems.append(Problem(file, number + 1, column + 1, "", message))
        if not plain and any(len(row) > at and row[at][0] for _, row in rows):
            message = "列の名前がありません"
            problems.append(Problem(file, number + 1, column + 1, "", message))
        head.append(name)
    missing = [f"{key}（{name}）" for key, name in _NEEDED.items() if key not in head]
    if all(name is None or name in _NEEDED for name in head):
        missing.append("「2024-10」のような月")
    if missing and not problems:
        hint = "" if len(cells) > 1 else "。列はコンマ（,）で区切ります"
        message = f"次の列がありません: {'、'.join(missing)}{hint}"
        problems.append(Problem(file, number + 1, 1, "", message))
    if problems:
        raise InputError(problems)
    return head


_NEEDED: Final = {"employee": "従業員", "prefecture": "都道府県"}


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
        below.value.append((_scalar(name, number, column), _scalar(text, number, column)))
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
    for text, column in cells[len(head) :]:
        if text:
            message = f"「{text}」の列の名前がありません。桁区切りのコンマは引用符で囲みます"
            yield Problem(file, number + 1, column + 1, "", message)


def _scalar(text: str, line: int, column: int) -> ScalarNode:
    return ScalarNode("str", text, _mark(line, column))


def _mark(line: int, column: int) -> Mark:
    return Mark("", 0, line, column, None, 0)
