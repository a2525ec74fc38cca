"""Workbooks (.xlsx .xls .xlsb .ods) → tables, each read in a process of its own.

The native reader ends the process that runs it when a file asks for more memory than there is, and
a single cell in the last row of a sheet is enough. So it runs in a child with a limit on memory and
time; what comes back is plain JSON.
"""

from __future__ import annotations

import importlib.util
import io
import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from itsubsidy.files.problems import InputError, Problem
from itsubsidy.inputs.tables import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Row,
    Table,
    Value,
    clean,
    fault_of,
)
from itsubsidy.inputs.values import whole_or_fraction

LARGEST_UNPACKED: Final = 256 * 1024 * 1024
"""Bytes of all parts of a zipped workbook."""

MOST_PARTS: Final = 10_000
MOST_MERGED: Final = 100_000
"""Cells that are merged into others; beyond that the rest stay as they are."""

MOST_SHEETS: Final = 50
LONGEST_TIME: Final = 20
"""Seconds that reading one workbook may take."""

_CHILD: Final = Path(__file__).with_name("workbook_child.py")

_AS_CSV: Final = "CSV で保存したファイルなら、このままで読めます"
_FAULTS: Final = {
    "encrypted": "パスワードが付いています。外して保存し直してください",
    "broken": "表計算のファイルとして読めません。壊れていないか確かめてください",
    "sheets": f"シートが多すぎます。{MOST_SHEETS}枚までです",
    "large": "ファイルの中身が大きすぎます。使っている所だけを新しいシートに写してください",
}
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
"""The name of the stream in which an encrypted .xlsx is kept."""


def read_workbook(raw: bytes, file: str) -> tuple[Table, ...]:
    """The visible sheets of a workbook that have something in them.

    Raises:
        InputError: it is no workbook, encrypted, too large, or the extra `[excel]` is missing.
    """

    def refused(message: str) -> InputError:
        return InputError([Problem(file, 0, 0, "", message)])

    fault = _fault(raw)
    if fault:
        raise refused(_FAULTS.get(fault, fault))
    if importlib.util.find_spec("python_calamine") is None:
        raise refused(
            "表計算のファイルを読むには、python-calamine が要ります: "
            f"pip install 'itsubsidy[excel]'。{_AS_CSV}"
        )
    found = _read(raw)
    if "fault" in found:
        raise refused(_FAULTS[found["fault"]])
    tables = tuple(_table(file, sheet) for sheet in found["sheets"])
    if not any(table.rows for table in tables):
        raise refused("表示されているシートに何も書かれていません")
    return tuple(table for table in tables if table.rows)


def _fault(raw: bytes) -> str:
    """What is wrong with a workbook as far as its directory says; nothing where it is sound."""
    if not raw.startswith(b"PK"):
        return "encrypted" if _ENCRYPTED in raw else ""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            return _fault_of_parts(parts)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError):
        return "broken"


def _fault_of_parts(parts: zipfile.ZipFile) -> str:
    listed = parts.infolist()
    names = {part.filename for part in listed}
    if any(part.flag_bits & 1 for part in listed):
        return "encrypted"
    if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > LARGEST_UNPACKED:
        return "large"
    says = [
        part for part in listed if part.filename == _MANIFEST and part.file_size < MANIFEST_SIZE
    ]
    if any(b"encryption-data" in parts.read(part) for part in says):
        return "encrypted"
    if not any(name.startswith("xl/") for name in names) and "content.xml" not in names:
        return "表計算のファイルではありません。.xlsx .xls .xlsb .ods か CSV を指定してください"
    return ""


MANIFEST_SIZE: Final = 1024 * 1024
_MANIFEST: Final = "META-INF/manifest.xml"
"""Where an .ods says what of it is encrypted."""


def _read(raw: bytes) -> Mapping[str, Any]:
    """What the child read: `sheets`, or the `fault` that kept it from reading them."""
    try:
        child = subprocess.run(  # noqa: S603  # our own file, and no word of the user's
            [sys.executable, "-P", str(_CHILD), str(MOST_SHEETS), str(MOST_ROWS)],
            input=raw,
            capture_output=True,
            check=False,
            timeout=LONGEST_TIME,
        )
        found: Mapping[str, Any] = json.loads(child.stdout, parse_float=Decimal)
    except (subprocess.TimeoutExpired, ValueError):  # it ran out of time, or of memory
        return {"fault": "large"}
    return found


def _table(file: str, sheet: Mapping[str, Any]) -> Table:
    rows = [tuple(_cells(row, number)) for number, row in enumerate(sheet["rows"], 1)]
    merged = dict(_merged(sheet["merged"], rows))
    table = Table(file, clean(sheet["name"]) or "Sheet", rows, merged)
    for number, row in enumerate(rows, 1):
        fault = fault_of(row, MOST_COLUMNS if number <= MOST_ROWS else 0)
        if fault is not None:
            raise InputError([table.problem(*fault)])
    return table


def _cells(row: Sequence[Any], number: int) -> Iterator[Cell]:
    """The cells of a row without the blank ones at its end."""
    values = [_value(written) for written in row]
    while values and values[-1] == "":
        values.pop()
    for column, value in enumerate(values, 1):
        yield Cell(value, number, column)


def _value(written: Any) -> Value:
    """A cell of the child's JSON: text, a number, `{"day": …}` or `{"seconds": …}`."""
    match written:
        case None:
            return ""
        case bool():
            return "はい" if written else "いいえ"
        case str():
            return clean(written)
        case {"day": day}:
            return date.fromisoformat(day)
        case {"seconds": seconds}:
            return timedelta(seconds=float(seconds))
        case _:
            return whole_or_fraction(Fraction(f"{written:.15g}" if _is_long(written) else written))


def _is_long(number: int | Decimal) -> bool:
    """Whether a number has more digits than a sheet shows, as the rest of a binary fraction."""
    return isinstance(number, Decimal) and len(number.as_tuple().digits) > 15


def _merged(
    ranges: Sequence[Sequence[int]], rows: Sequence[Row]
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Each place that is merged into another, as far as the sheet has something in it."""
    left = MOST_MERGED
    width = max(map(len, rows), default=0)
    for top, first, bottom, last in ranges:
        for row in range(top, min(bottom + 1, len(rows))):
            for column in range(first, min(last + 1, width)):
                if left and (row, column) != (top, first):
                    left -= 1
                    yield (row, column), (top, first)
