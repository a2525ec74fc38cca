"""Reads a workbook from standard input and prints its cells as JSON.

Run as a file, in a process of its own, so that it ends alone when a file asks for too much. It
imports nothing of the package and starts in a few hundredths of a second.

Arguments: how many sheets there may be, and how many rows of one are worth reading.
"""

from __future__ import annotations

import io
import json
import math
import sys
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space."""


def _limit_memory() -> None:
    """Let a wish for too much fail, where the system knows such limits (not on Windows)."""
    try:
        import resource  # noqa: PLC0415  # not on every system
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (least, hard))


def _plain(value: Any) -> Any:
    """A cell's value as JSON has it; None is blank."""
    if isinstance(value, date):  # and a time of it
        return {"day": value.isoformat()[:10]}
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    if isinstance(value, time):
        return {"seconds": 3600 * value.hour + 60 * value.minute + value.second}
    if isinstance(value, float):
        if not math.isfinite(value):
            return "#NUM!"
        return int(value) if value.is_integer() else value
    return None if value == "" else value


def _rows(sheet: Any, most: int) -> Iterator[list[Any]]:
    """The rows from A1 on, and of those after the `most`-th only the first with something in it."""
    if sheet.start is None:
        return
    left = [None] * sheet.start[1]  # which the reader leaves out, unlike the rows above
    for number, row in enumerate(sheet.iter_rows(), 1):
        values = left + [_plain(value) for value in row]
        if number <= most:
            yield values
        elif any(value is not None for value in values):
            yield values
            return


def _read(raw: bytes, most_sheets: int, most_rows: int) -> dict[str, Any]:
    from python_calamine import (  # noqa: PLC0415  # an extra
        CalamineWorkbook,
        PasswordError,
        SheetVisibleEnum,
    )

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        shown = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible
        ]
        if len(shown) > most_sheets:
            return {"fault": "sheets"}
        sheets = []
        for name in shown:
            sheet = book.get_sheet_by_name(name)
            merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
            sheets.append({"name": name, "rows": list(_rows(sheet, most_rows)), "merged": merged})
    except PasswordError:
        return {"fault": "encrypted"}
    except MemoryError:
        return {"fault": "large"}
    except Exception:  # noqa: BLE001  # whatever a broken file makes of the reader
        return {"fault": "broken"}
    return {"sheets": sheets}


if __name__ == "__main__":
    _limit_memory()
    most_sheets, most_rows = map(int, sys.argv[1:])
    json.dump(_read(sys.stdin.buffer.read(), most_sheets, most_rows), sys.stdout)
