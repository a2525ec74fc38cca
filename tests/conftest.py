"""Short ways to write clients, and where the test data is."""

from __future__ import annotations

import os
import re
import signal
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from clients import ON, ROOT, write_client

from itsubsidy import Applicant, Estimate, Quote, estimate
from itsubsidy.rules.programme.rulefile import programme_for
from itsubsidy.rules.programme.rules import Programme

os.environ.pop("COLUMNS", None)  # by which a pipe would be as narrow as the screen of the tests

# What is ignored under `nohup`, or in the background of a script, the commands would inherit.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture(scope="session")
def programme() -> Programme:
    """The rules of IT導入補助金2025."""
    return programme_for(ON)


@pytest.fixture(scope="session")
def answer() -> Callable[..., Estimate]:
    """Estimate for an applicant and items written as plain data."""

    def answer(
        applicant: dict[str, Any], *items: dict[str, Any], on: date = ON, **quote: Any
    ) -> Estimate:
        return estimate(
            Applicant.model_validate({"name": "甲", **applicant}),
            [Quote.model_validate({"items": list(items), **quote})],
            on=on,
        )

    return answer


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """The usual client's folder."""
    return write_client(tmp_path / "client")


@pytest.fixture
def examples() -> Path:
    """The folder of example clients."""
    return ROOT / "examples"


@pytest.fixture
def readme() -> str:
    """The text of README.md."""
    return (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def pages() -> dict[str, str]:
    """The text of every README, by its path."""
    folders = (".", "examples", "itsubsidy/cli", "itsubsidy/rules/programme", "tests")
    paths = [ROOT / folder / "README.md" for folder in folders]
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in paths}


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


Grid = Sequence[Sequence[Any]]


@pytest.fixture
def as_workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write the cells of sheets as .xlsx or .ods; the path of the file."""

    def save(name: str, sheets: Mapping[str, Grid], **more: Any) -> Path:
        path = tmp_path / name
        (_save_ods if path.suffix == ".ods" else _save_xlsx)(path, sheets, **more)
        return path

    return save


def _save_xlsx(
    path: Path,
    sheets: Mapping[str, Grid],
    *,
    merged: Sequence[str] = (),
    hidden: Sequence[str] = (),
    cells: Mapping[str, Any] | None = None,
    formulas: Mapping[str, str] | None = None,
) -> None:
    """A workbook; `merged`, `cells` and `formulas` are of its first sheet.

    A formula stands beside the value that the grid has for its cell, as where Excel has saved it.
    """
    import openpyxl

    book = openpyxl.Workbook()
    for name in book.sheetnames:
        del book[name]
    for name, grid in sheets.items():
        sheet = book.create_sheet(name)
        for row, values in enumerate(grid, 1):
            for column, value in enumerate(values, 1):
                if value not in (None, ""):
                    sheet.cell(row, column).value = value
        if name in hidden:
            sheet.sheet_state = "hidden"
    first = book.worksheets[0]
    for place, value in (cells or {}).items():
        first[place] = value
    for place in merged:
        first.merge_cells(place)
    book.save(path)
    if formulas:
        _put_formulas(path, formulas)


def _put_formulas(path: Path, formulas: Mapping[str, str]) -> None:
    """Formulas beside the values of cells, which openpyxl cannot write together."""
    with zipfile.ZipFile(path) as old:
        parts = {part.filename: old.read(part) for part in old.infolist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    for place, formula in formulas.items():
        cell = re.compile(rf'(<c r="{place}"[^>]*>)(<v>)')
        sheet, count = cell.subn(rf"\1<f>{formula}</f>\2", sheet)
        assert count == 1
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in parts.items():
            new.writestr(name, part)


def _save_ods(path: Path, sheets: Mapping[str, Grid]) -> None:
    from xml.sax.saxutils import escape, quoteattr

    def cell(value: Any) -> str:
        if value in (None, ""):
            return "<table:table-cell/>"
        if isinstance(value, (int, float)):
            kind = f'office:value-type="float" office:value="{value}"'
        else:
            kind = 'office:value-type="string"'
        return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"

    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>"
        + "".join(
            f"<table:table-row>{''.join(map(cell, row)) or cell('')}</table:table-row>"
            for row in grid
        )
        + "</table:table>"
        for name, grid in sheets.items()
    )
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("mimetype", kind)
        parts.writestr(
            "META-INF/manifest.xml",
            "<manifest:manifest"
            ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            "</manifest:manifest>",
        )
        parts.writestr(
            "content.xml",
            f"<office:document-content{names}><office:body><office:spreadsheet>{tables}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
