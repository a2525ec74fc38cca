"""Files that are broken or do not add up: told with the cell, and nothing is written."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from sheets import Save, as_csv

from itsubsidy.cli import ExitCode, main
from itsubsidy.inputs import workbook
from itsubsidy.inputs.words import UNSETTLED

Grid = list[list[Any]]

NO_HEAD: Final[Grid] = [["御見積書"], ["導入設定", 100_000], ["甲", 1_200]]
TWO_TOTALS: Final[Grid] = [
    ["御見積金額（税込）", 120_000],
    ["品名", "数量", "単価", "金額"],
    ["導入設定", 1, 100_000, 100_000],
    ["合計（税抜）", None, None, 90_000],
    ["合計（税込）", None, None, 110_000],
]
TWO_SUMS: Final[Grid] = [
    ["氏名", "支給月", "基本給", "所定労働時間"],
    ["甲", "2025年5月", 192_000, 160],
    ["小計", None, 192_000, 160],
    ["合計", None, 193_000, 160],
]


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b"")
        parts.writestr("xl/worksheets/sheet1.xml", bytes(workbook.LARGEST_UNPACKED + 1))


def encrypted(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(508) + "EncryptedPackage".encode("utf-16-le"))


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1024**3)


BROKEN: Final[Mapping[str, tuple[Callable[[Path], None], str]]] = {
    "爆弾.xlsx": (bomb, "ファイルの中身が大きすぎます"),
    "鍵.xlsx": (encrypted, "パスワードが付いています"),
    "巨大.xlsx": (sparse, "ファイルが大きすぎます"),
    "巨大.csv": (sparse, "ファイルが大きすぎます"),
}


def nothing_is_written(folder: Path, *arguments: str) -> None:
    before = sorted(folder.iterdir())
    assert main(["import", *arguments]) == ExitCode.WRONG_INPUT
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize(("command", "output"), [("quote", "new.yaml"), ("wages", "new.csv")])
def test_a_broken_file_is_told_and_nothing_written(
    name: str, command: str, output: str, in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, told = BROKEN[name]
    make(in_folder / name)
    nothing_is_written(in_folder, command, name, "-o", output)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"{name}: {told}")
    assert err.endswith("何も書きませんでした\n")


@pytest.mark.parametrize(
    ("command", "grid", "csv_place", "book_place"),
    [
        (
            "quote",
            NO_HEAD,
            "表.csv: 見出しの行が見つかりません",
            "表.xlsx: 表: 見出しの行が見つかりません",
        ),
        (
            "wages",
            NO_HEAD,
            "表.csv: 見出しの行が見つかりません",
            "表.xlsx: 表: 見出しの行が見つかりません",
        ),
        (
            "quote",
            TWO_TOTALS,
            "表.csv:4:10: 「合計（税抜）」90,000円",
            "表.xlsx: 表!D4: 「合計（税抜）」90,000円",
        ),
        (
            "quote",
            TWO_TOTALS,
            "表.csv:1:11: 「御見積金額（税込）」120,000円",
            "表.xlsx: 表!B1: 「御見積金額（税込）」120,000円",
        ),
        ("wages", TWO_SUMS, "表.csv:4:5: 合計 193000", "表.xlsx: 表!C4: 合計 193000"),
    ],
)
def test_what_does_not_add_up_is_told_by_its_cell(
    command: str,
    grid: Grid,
    csv_place: str,
    book_place: str,
    in_folder: Path,
    as_workbook: Save,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (in_folder / "表.csv").write_text(as_csv(grid), encoding="utf-8")
    as_workbook("表.xlsx", {"表": grid})
    output = ["-o", "new.yaml" if command == "quote" else "new.csv"]
    for name, told in (("表.csv", csv_place), ("表.xlsx", book_place)):
        nothing_is_written(in_folder, command, name, *output)
        out, err = capsys.readouterr()
        assert out == ""
        assert any(line.startswith(told) for line in err.splitlines()), err
        assert UNSETTLED not in err
