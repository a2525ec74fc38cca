"""Tables as vendors and payrolls send them: grids of the corpora, as text and as workbooks."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from itsubsidy.inputs.tables import Table
from itsubsidy.inputs.tabular import read_text

Grid = list[list[str]]
"""The cells of a sheet as they are written."""
Save = Callable[..., Path]
"""`as_workbook`."""

IMPORTS = Path(__file__).parent / "imports"


def grid_of(path: Path) -> Grid:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def cells_of(corpus: Sequence[Path]) -> list[str]:
    """Every different cell of some sheets, in order."""
    return sorted({cell for path in corpus for row in grid_of(path) for cell in row})


def mixed_up(data: st.DataObject, grid: Grid, cells: Sequence[str]) -> Grid:
    """The grid itself, with one to four of its cells overwritten by others."""
    for _ in range(data.draw(st.integers(1, 4))):
        row = data.draw(st.sampled_from([row for row in grid if row]))
        row[data.draw(st.integers(0, len(row) - 1))] = data.draw(st.sampled_from(cells))
    return grid


def as_csv(grid: Sequence[Sequence[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(grid)
    return out.getvalue()


def table_of(grid: Sequence[Sequence[Any]], file: str) -> Table:
    return read_text(as_csv(grid).encode(), file)


def pasted(grid: Sequence[Sequence[str]]) -> Table:
    """As it comes from a spreadsheet by the clipboard."""
    return read_text("".join("\t".join(row) + "\n" for row in grid).encode(), "-")


def typed(text: str) -> Any:
    """A cell as a spreadsheet would hold it: numbers, shares, days, and hours as a duration."""
    plain = text.replace(",", "")
    if re.fullmatch(r"-?(?:[1-9][0-9]*|0)", plain):
        return int(plain)
    if re.fullmatch(r"-?[0-9]+\.[0-9]+", plain):
        return float(plain)
    if re.fullmatch(r"[0-9]+%", plain):
        return int(plain[:-1]) / 100
    if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return date.fromisoformat(text)
    if found := re.fullmatch("([0-9]+):([0-9]{2})", text):
        return timedelta(hours=int(found[1]), minutes=int(found[2]))
    return text


def as_held(grid: Sequence[Sequence[str]]) -> list[list[Any]]:
    """The cells as a workbook holds them."""
    return [[typed(cell) for cell in row] for row in grid]


# --- what says the same in another way -----------------------------------------------------------


def with_blank_rows(grid: Grid) -> Grid:
    return [line for row in grid for line in (row, [], [""])]


def moved(grid: Grid) -> Grid:
    """One column to the right and two rows down below a title, with blank cells behind."""
    return [["出力日 本日"], [], *(["", *row, "", ""] for row in grid)]


def spaced(*heads: str) -> Callable[[Grid], Grid]:
    """Full-width spaces between the letters of heads and sums."""

    def spaced(grid: Grid) -> Grid:
        return [["　".join(cell) if cell in heads else cell for cell in row] for row in grid]

    return spaced
