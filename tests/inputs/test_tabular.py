"""Tables in every form that people send: what is read, where it stands, and what is refused."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from itsubsidy.files.problems import InputError
from itsubsidy.inputs import workbook
from itsubsidy.inputs.tables import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Table, Value, column_name
from itsubsidy.inputs.tabular import LARGEST_TABLE, read_tables, read_text

Save = Callable[..., Path]


def values(table: Table) -> list[list[Value]]:
    return [[cell.value for cell in row] for row in table.rows]


def places(table: Table) -> list[list[str]]:
    return [[table.place(cell) for cell in row if not cell.is_blank] for row in table.rows]


def text(written: str | bytes) -> Table:
    raw = written.encode() if isinstance(written, str) else written
    return read_text(raw, "表.csv")


def problem(file: Path | str) -> str:
    with pytest.raises(InputError) as error:
        read_tables(str(file))
    return str(error.value)


# --- text ----------------------------------------------------------------------------------------


def test_cells_of_a_csv_know_the_line_and_the_column_where_they_begin() -> None:
    table = text('品名, 単価\r\n会計,"18,000"\r\n')
    assert values(table) == [["品名", "単価"], ["会計", "18,000"]]
    assert places(table) == [["1:1", "1:5"], ["2:1", "2:5"]]


def test_a_quoted_cell_may_hold_commas_quotes_and_line_breaks() -> None:
    table = text('"品名\n（商品）","12""型"\n次,行\n')
    assert values(table) == [["品名 （商品）", '12"型'], ["次", "行"]]
    assert places(table)[1] == ["3:1", "3:3"]  # the first cell takes two lines


def test_a_quote_inside_a_plain_cell_is_a_quote() -> None:
    assert values(text('12"型"の画面,1')) == [['12"型"の画面', "1"]]


def test_an_open_quote_is_told_where_it_opens() -> None:
    with pytest.raises(InputError, match=r"表\.csv:2:4: 引用符が閉じられていません"):
        text('品名,単価\n会計,"18,000\n保守,5,000\n')


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_ends_a_row(end: str) -> None:
    assert values(text(end.join(["a,b", "c,d"]))) == [["a", "b"], ["c", "d"]]


def test_cells_between_tabs_keep_their_commas() -> None:
    assert values(text("品名\t金額\n会計\t18,000\n")) == [["品名", "金額"], ["会計", "18,000"]]


def test_a_table_in_markdown_is_read_with_what_stands_around_it() -> None:
    table = text("# 見積書\n\n| 品名 | 金額 |\n|:---|---:|\n| 会計\\|在庫 | **18,000** |\n")
    assert values(table) == [["見積書"], [], ["品名", "金額"], ["会計|在庫", "18,000"]]
    assert places(table)[3] == ["5:3", "5:12"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_text_is_read_in_the_encodings_of_spreadsheets(encoding: str) -> None:
    table = text("品名,単価\n髙﨑ソフト①,１８，０００\n".encode(encoding))
    assert values(table)[1] == ["髙﨑ソフト①", "１８，０００"]
    assert bool(table.note) is (encoding == "cp932")


def test_a_text_without_a_mark_may_be_read_in_the_encoding_that_is_named() -> None:
    table = read_text("品名,単価".encode("euc_jp"), "表.csv", "euc_jp")
    assert values(table) == [["品名", "単価"]]


def test_control_characters_do_not_reach_the_reader() -> None:
    assert values(text("会計\x07\u202e,a\u200bb"))[0] == ["会計", "ab"]


@pytest.mark.parametrize("raw", [b"\0\0\0\0", "品名,1".encode("utf-16-le"), b"\x1b$B"])
def test_what_is_no_text_is_refused(raw: bytes) -> None:
    with pytest.raises(InputError, match="文字コード"):
        text(raw)


@pytest.mark.parametrize(
    "begins", ["<html>", "\n<!DOCTYPE html>", "<TABLE>", "<?xml version='1.0'?>"]
)
def test_markup_under_the_name_of_a_spreadsheet_is_told(begins: str) -> None:
    with pytest.raises(InputError, match="HTML か XML のファイルです"):
        text(f"{begins}<tr><td>品名")


@pytest.mark.parametrize(
    ("begins", "what"),
    [(b"%PDF-1.7", "PDF"), (b"\x89PNG\r\n", "PNG"), (b"\xff\xd8\xff\xe0", "JPEG")],
)
def test_papers_that_are_no_tables_are_told(tmp_path: Path, begins: bytes, what: str) -> None:
    (tmp_path / "見積.csv").write_bytes(begins + b"...")
    assert what in problem(tmp_path / "見積.csv")


def test_rows_and_columns_are_counted_to_their_limits() -> None:
    widest = ",".join(["a"] * MOST_COLUMNS)
    rows = text(f"{widest}\n" * MOST_ROWS).rows
    assert len(rows) == MOST_ROWS
    with pytest.raises(InputError, match=r"表\.csv:5001:1: 表が大きすぎます。5,000行 200列まで"):
        text("a\n" * (MOST_ROWS + 1))
    with pytest.raises(InputError, match=r"表\.csv:1:401: 表が大きすぎます"):
        text(f"{widest},a\n")


def test_blank_cells_and_rows_at_the_ends_do_not_count() -> None:
    assert values(text("a" + "," * 1_000 + "\n" * 10_000))[0] == ["a"]


@pytest.mark.parametrize(
    ("begins", "again", "place"),
    [
        ("a", ",a", "1:401"),
        ('"a"', ',"a"', "1:802"),
        ("| a |", " a |", "1:803"),
        ("a", "\n,", ""),
        ("a", "\na", "5001:1"),
        ("a", "\n\na", "5001:1"),
    ],
)
def test_what_has_no_end_is_refused_before_it_takes_the_memory(
    begins: str, again: str, place: str
) -> None:
    """Cells and rows without number; what is blank at the end costs nothing."""
    long = begins + again * 1_000_000
    began = time.monotonic()
    if not place:
        assert values(text(long)) == [["a"]]
    else:
        with pytest.raises(InputError, match=rf"表\.csv:{place}: 表が大きすぎます"):
            text(long)
    assert time.monotonic() - began < 5


def test_a_cell_has_so_many_characters_at_most() -> None:
    assert text("あ" * LONGEST_CELL).rows
    with pytest.raises(InputError, match="枠の中の文字が多すぎます。2,000字まで"):
        text("あ" * (LONGEST_CELL + 1))


# --- files ---------------------------------------------------------------------------------------


def test_a_file_larger_than_the_limit_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "見積.csv"
    with large.open("wb") as file:
        file.truncate(1024**3)
    began = time.monotonic()
    assert f"ファイルが大きすぎます。{LARGEST_TABLE:,} バイトまでです" in problem(large)
    assert time.monotonic() - began < 1


def test_a_pipe_without_an_end_is_read_to_the_limit() -> None:
    code = "from itsubsidy.inputs.tabular import read_tables; read_tables('-')"
    with Path("/dev/zero").open("rb") as endless:
        child = subprocess.run(
            [sys.executable, "-c", code],
            stdin=endless,
            capture_output=True,
            check=False,
            timeout=20,
        )
    assert "ファイルが大きすぎます" in child.stderr.decode()


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    assert "ファイルがありません" in problem(tmp_path / "none.csv")
    assert "フォルダです" in problem(tmp_path)
    assert "名前が正しくありません" in problem("a\0b")
    os.mkfifo(tmp_path / "pipe.csv")
    assert "名前付きパイプです" in problem(tmp_path / "pipe.csv")
    assert "デバイスです" in problem("/dev/zero")
    (tmp_path / "empty.csv").write_bytes(b" \n")
    assert "ファイルが空です" in problem(tmp_path / "empty.csv")


# --- workbooks -----------------------------------------------------------------------------------


def test_cells_of_a_workbook_are_what_the_sheet_shows(as_workbook: Save) -> None:
    grid = [
        ["品名", "数量", 1.5, 18000, 0.1 + 0.2, 1 / 3],
        [date(2025, 8, 1), timedelta(hours=164, minutes=30), True, "改\n行", None, "'=1"],
    ]
    (table,) = read_tables(str(as_workbook("見積.xlsx", {"見積": grid})))
    assert values(table) == [
        ["品名", "数量", Fraction(3, 2), 18000, Fraction(3, 10), Fraction("0.333333333333333")],
        [date(2025, 8, 1), timedelta(hours=164, minutes=30), "はい", "改 行", "", "'=1"],
    ]
    assert places(table)[0] == [f"見積!{letter}1" for letter in "ABCDEF"]
    assert [cell.text for cell in table.rows[1]][:2] == ["2025-08-01", "164:30"]


def test_the_place_of_a_cell_counts_from_a1_wherever_the_table_begins(as_workbook: Save) -> None:
    grid = [[], [], [None, None, "品名"], [None, None, None, 5]]
    (table,) = read_tables(str(as_workbook("見積.xlsx", {"Sheet1": grid})))
    assert places(table) == [[], [], ["Sheet1!C3"], ["Sheet1!D4"]]


@pytest.mark.parametrize(
    ("number", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (200, "GR"), (702, "ZZ"), (703, "AAA")]
)
def test_columns_are_called_as_sheets_call_them(number: int, name: str) -> None:
    assert column_name(number) == name


def test_a_formula_is_its_last_value(as_workbook: Save) -> None:
    path = as_workbook("見積.xlsx", {"見積": [[2, 3, 6]]}, formulas={"C1": "A1*B1"})
    with zipfile.ZipFile(path) as parts:
        assert b"<f>A1*B1</f>" in parts.read("xl/worksheets/sheet1.xml")
    assert values(read_tables(str(path))[0]) == [[2, 3, 6]]


def test_merged_cells_are_known_by_the_one_that_holds_the_value(as_workbook: Save) -> None:
    grid = [["品名", "金額", None], [None, "税抜", "税込"]]
    path = as_workbook("見積.xlsx", {"見積": grid}, merged=["B1:C1", "A1:A2"])
    (table,) = read_tables(str(path))
    assert [table.whole(0, 2).text, table.whole(1, 0).text] == ["金額", "品名"]
    assert table.at(1, 0).is_blank


def test_sheets_that_are_hidden_or_empty_are_passed_over(as_workbook: Save) -> None:
    sheets = {"表紙": [["御見積書"]], "控え": [["品名"]], "空": []}
    path = as_workbook("見積.xlsx", sheets, hidden=["控え"])
    assert [table.sheet for table in read_tables(str(path))] == ["表紙"]
    path = as_workbook("空.xlsx", {"空": []})
    assert "表示されているシートに何も書かれていません" in problem(path)


def test_an_opendocument_sheet_is_read_alike(as_workbook: Save) -> None:
    (table,) = read_tables(str(as_workbook("見積.ods", {"見積": [["品名", 18000], ["会計", 1.5]]})))
    assert values(table) == [["品名", 18000], ["会計", Fraction(3, 2)]]
    assert table.place(table.rows[1][1]) == "見積!B2"


def test_without_the_reader_the_way_to_install_it_is_told(
    as_workbook: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = as_workbook("見積.xlsx", {"見積": [["品名"]]})
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert "pip install 'itsubsidy[excel]'" in problem(path)
    assert read_text(b"a,b", "a.csv").rows  # text needs none


# --- workbooks that are broken -------------------------------------------------------------------


def broken(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


def test_a_cell_in_the_last_row_of_a_sheet_ends_no_process(as_workbook: Save) -> None:
    path = as_workbook("遠い.xlsx", {"見積": [["品名"]]}, cells={"XFD1048576": 1})
    began = time.monotonic()
    assert "ファイルの中身が大きすぎます" in problem(path)
    assert time.monotonic() - began < workbook.LONGEST_TIME


@pytest.mark.parametrize(("cell", "place"), [("B5001", "見積!B5001"), ("GS1", "見積!GS1")])
def test_a_cell_past_the_limits_is_named(as_workbook: Save, cell: str, place: str) -> None:
    path = as_workbook("大きい.xlsx", {"見積": [["品名"]]}, cells={cell: 1})
    assert f"{place}: 表が大きすぎます。5,000行 200列まで" in problem(path)


def test_the_largest_table_is_read(as_workbook: Save) -> None:
    path = as_workbook("大きい.xlsx", {"見積": [["品名"]]}, cells={"GR5000": 1})
    assert len(read_tables(str(path))[0].rows) == MOST_ROWS


def test_a_zip_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "爆弾.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b"")
        for number in range(30):
            parts.writestr(f"xl/worksheets/sheet{number}.xml", bytes(10 * 1024 * 1024))
    assert path.stat().st_size < 1024 * 1024
    assert "ファイルの中身が大きすぎます" in problem(path)


def test_a_zip_that_lies_of_its_size_is_read_in_bounds(as_workbook: Save, tmp_path: Path) -> None:
    """A directory that says 100 bytes of a sheet that unpacks to 270 MiB of cells."""
    path = tmp_path / "嘘.xlsx"
    row = b"<row>" + b'<c t="str"><v>a</v></c>' * 200 + b"</row>"
    sheet = b"<worksheet><sheetData>" + row * 60_000 + b"</sheetData></worksheet>"
    honest = as_workbook("元.xlsx", {"見積": [["品名"]]})
    with zipfile.ZipFile(honest) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            is_sheet = part.filename == "xl/worksheets/sheet1.xml"
            new.writestr(part.filename, sheet if is_sheet else old.read(part))
    raw = path.read_bytes()
    size = len(sheet).to_bytes(4, "little")
    assert raw.count(size) >= 2
    path.write_bytes(raw.replace(size, (100).to_bytes(4, "little")))
    began = time.monotonic()
    assert re.search("大きすぎます|壊れていないか", problem(path))
    assert time.monotonic() - began < workbook.LONGEST_TIME + 2


def test_what_takes_too_long_is_given_up(
    as_workbook: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = as_workbook("見積.xlsx", {"見積": [["品名"]]})
    monkeypatch.setattr(workbook, "LONGEST_TIME", 0.001)
    assert "ファイルの中身が大きすぎます" in problem(path)


def test_files_with_a_password_are_told(tmp_path: Path, as_workbook: Save) -> None:
    encrypted = b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    assert "パスワードが付いています" in problem(broken(tmp_path / "鍵.xlsx", encrypted))
    raw = bytearray(as_workbook("元.xlsx", {"見積": [["品名"]]}).read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        found = raw.find(mark)
        while found >= 0:
            raw[found + at] |= 1  # the flag of an encrypted part
            found = raw.find(mark, found + 4)
    assert "パスワードが付いています" in problem(broken(tmp_path / "鍵2.xlsx", bytes(raw)))


def test_an_opendocument_with_a_password_is_told(tmp_path: Path) -> None:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    names = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    with zipfile.ZipFile(tmp_path / "鍵.ods", "w") as parts:
        parts.writestr("mimetype", kind)
        parts.writestr(
            "META-INF/manifest.xml",
            f"<manifest:manifest {names}>"
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            '<manifest:file-entry manifest:full-path="content.xml">'
            "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>",
        )
        parts.writestr("content.xml", os.urandom(100))
    assert "パスワードが付いています" in problem(tmp_path / "鍵.ods")


@pytest.mark.parametrize("begins", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_files_that_are_damaged_are_told(tmp_path: Path, begins: bytes) -> None:
    assert "壊れていないか" in problem(broken(tmp_path / "壊.xlsx", begins + os.urandom(500)))


def test_half_a_workbook_is_told(tmp_path: Path, as_workbook: Save) -> None:
    raw = as_workbook("元.xlsx", {"見積": [["品名"]]}).read_bytes()
    assert "壊れていないか" in problem(broken(tmp_path / "半.xlsx", raw[: len(raw) // 2]))


def test_a_zip_that_is_no_workbook_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "書類.docx", "w") as parts:
        parts.writestr("word/document.xml", "")
    assert "表計算のファイルではありません" in problem(tmp_path / "書類.docx")


def test_more_sheets_than_anybody_reads_are_refused(as_workbook: Save) -> None:
    sheets: dict[str, list[list[Any]]] = {f"表{number}": [["a"]] for number in range(51)}
    assert "シートが多すぎます。50枚まで" in problem(as_workbook("多い.xlsx", sheets))


def test_many_merged_cells_take_no_time(as_workbook: Save) -> None:
    path = as_workbook("結合.xlsx", {"見積": [["品名"]]}, cells={"GR5000": 1}, merged=["A2:CV1500"])
    began = time.monotonic()
    assert len(read_tables(str(path))[0].merged) == workbook.MOST_MERGED
    assert time.monotonic() - began < 10


def test_openpyxl_is_for_tests_alone() -> None:
    package = Path(workbook.__file__).parent.parent
    assert openpyxl.__version__
    assert not [file for file in package.rglob("*.py") if "openpyxl" in file.read_text("utf-8")]
