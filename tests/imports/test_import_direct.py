"""Quotes that lie in a client's folder as the vendor's spreadsheet, and are read as they are."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from itsubsidy import find_clients, load_client
from itsubsidy.cli.app import main
from itsubsidy.cli.exits import ExitCode
from itsubsidy.files.folders import find_client
from itsubsidy.files.names import is_sheet
from itsubsidy.files.problems import InputError
from itsubsidy.inputs.reading import load_quote

APPLICANT: Final = "名称: 見本\n業種: 小売業\n従業員数: 3\n都道府県: 東京都\n"
SHEET: Final[tuple[list[Any], ...]] = (
    ["御見積書"],
    [],
    ["品名", "区分", "数量", "単価", "金額", "契約月数", "機能"],
    ["会計ソフト", "ソフトウェア", 1, 10_000, 240_000, 24, "会計・受発注"],
    ["導入設定", "導入設定", 1, 100_000, 100_000],
    ["合計（税抜）", None, None, None, 340_000],
)
UNSURE: Final[tuple[list[Any], ...]] = (
    *SHEET[:3],
    ["会計", None, 1, 5_000, 5_000],
    ["合計", None, None, None, 5_000],
)
YAML: Final = "明細:\n  - {品名: 設定, 区分: 導入設定, 単価: 7円}\n"

Capture = pytest.CaptureFixture[str]
Save = Callable[..., Path]


def client_at(folder: Path, sheet: Sequence[Sequence[Any]] = SHEET) -> Path:
    """A client whose one quote is a CSV file."""
    folder.mkdir(exist_ok=True)
    (folder / "applicant.yaml").write_text(APPLICANT, encoding="utf-8")
    with (folder / "見積.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(sheet)
    return folder


def answer(arguments: Sequence[str], capsys: Capture) -> Any:
    assert main([*arguments, "--date", "2025-08-20", "--format", "json"]) == ExitCode.ANSWERED
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("name", "sheet"),
    [
        ("見積.xlsx", True),
        ("見積書_甲.CSV", True),
        ("Quote-2.ods", True),
        ("見積.xlsm", True),
        ("見積.pdf", False),
        ("quote.yaml", False),
        ("wages.csv", False),
        (".見積.csv", False),
    ],
)
def test_sheets_are_known_by_their_names(name: str, sheet: bool) -> None:
    assert is_sheet(name) == sheet


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_folder_with_a_spreadsheet_alone_is_estimated(
    tmp_path: Path, capsys: Capture, as_workbook: Save, ending: str
) -> None:
    """インボイス対応類型, 小規模: (240,000 + 100,000) × 4/5 = 272,000."""
    folder = client_at(tmp_path / "甲")
    if ending == ".xlsx":
        (folder / "見積.csv").unlink()
        as_workbook("見積.xlsx", {"見積": SHEET}).rename(folder / "見積.xlsx")
    sheet = folder / f"見積{ending}"
    (quote,) = answer(["estimate", str(folder)], capsys)["quotes"]
    assert (quote["best"], quote["total"]) == ("invoice", 340_000)
    assert quote["frames"][1]["subsidy"] == 272_000
    assert quote["file"] == str(sheet)
    assert quote["sha256"] == hashlib.sha256(sheet.read_bytes()).hexdigest()


def test_what_is_said_of_a_line_names_its_row(tmp_path: Path) -> None:
    client = load_client(*find_client(client_at(tmp_path / "甲")))
    assert client.quotes[0].origin.item_lines == (4, 5)
    assert client.quotes[0].origin.note.endswith("見積.csv を表から直接読みました")


def test_check_tells_a_warning_at_its_row(tmp_path: Path, capsys: Capture) -> None:
    sheet = client_at(tmp_path / "甲") / "見積.csv"
    assert main(["check", str(sheet.parent)]) == ExitCode.ANSWERED
    told = capsys.readouterr().err
    assert f"{sheet}:4:1: 注意: 明細.1.プロセス: 書かれていません。" in told
    assert main(["check", str(sheet)]) == ExitCode.ANSWERED


def test_what_is_not_certain_is_told_with_the_command(tmp_path: Path, capsys: Capture) -> None:
    folder = client_at(tmp_path / "甲 乙", UNSURE)
    assert main(["estimate", str(folder)]) == ExitCode.WRONG_INPUT
    sheet, quote = folder / "見積.csv", folder / "quote.yaml"
    tax, category, command = capsys.readouterr().err.splitlines()
    assert tax == f"{sheet}: 消費税が表では決まりません（税抜、税込のどちらの額ですか）"
    assert category.startswith(f"{sheet}:4:1: 「会計」の区分が表では決まりません（ソフトウェア、")
    assert command == (
        f'{sheet}: itsubsidy import quote "{sheet}" -o "{quote}" で書き出し、'
        "「確認」の所を書き入れます"
    )
    assert not quote.exists()


def test_totals_that_disagree_are_told_by_their_cell(tmp_path: Path) -> None:
    wrong = (*SHEET[:-1], ["合計（税抜）", None, None, None, 340_001])
    with pytest.raises(InputError, match=r"見積\.csv:6:11: .*より 1円多い額です"):
        load_quote(client_at(tmp_path / "甲", wrong) / "見積.csv")


def test_a_yaml_quote_goes_before_the_spreadsheet(tmp_path: Path) -> None:
    folder = client_at(tmp_path / "甲", UNSURE)
    (folder / "quote.yaml").write_text(YAML, encoding="utf-8")
    assert find_client(folder)[1] == (str(folder / "quote.yaml"),)


def test_a_folder_of_spreadsheets_without_an_applicant_is_no_client(tmp_path: Path) -> None:
    client = client_at(tmp_path / "甲")
    client_at(client / "受領").joinpath("applicant.yaml").unlink()
    assert [folder.path for folder in find_clients(client)] == [str(client)]


def test_a_spreadsheet_waits_for_its_applicant(tmp_path: Path, capsys: Capture) -> None:
    folder = client_at(tmp_path / "甲")
    (folder / "applicant.yaml").unlink()
    assert main(["estimate", str(folder)]) == ExitCode.WRONG_INPUT
    assert "「見積.csv」は、申請者のファイルがあれば読みます" in capsys.readouterr().err


def test_several_spreadsheets_are_alternatives(tmp_path: Path, capsys: Capture) -> None:
    folder = client_at(tmp_path / "甲")
    setup = ["導入設定", "導入設定", 1, 200_000, 200_000]
    dearer = [*SHEET[:4], setup, ["合計（税抜）", None, None, None, 440_000]]
    client_at(tmp_path / "乙", dearer).joinpath("見積.csv").rename(folder / "見積B.csv")
    quotes = answer(["estimate", str(folder)], capsys)["quotes"]
    assert [quote["total"] for quote in quotes] == [340_000, 440_000]


def test_batch_reads_them_and_goes_on_where_one_is_not_certain(
    tmp_path: Path, capsys: Capture
) -> None:
    client_at(tmp_path / "甲")
    client_at(tmp_path / "乙", UNSURE)
    arguments = ["batch", str(tmp_path), "--date", "2025-08-20", "--format", "csv"]
    assert main(arguments) == ExitCode.WRONG_INPUT
    told = capsys.readouterr()
    rows = {row["顧客"]: row for row in csv.DictReader(told.out.lstrip("\ufeff").splitlines())}
    assert rows["甲"]["補助額"] == "272000"
    assert "「会計」の区分が表では決まりません" in told.err


def test_the_quote_is_the_one_that_import_writes(tmp_path: Path) -> None:
    folder = client_at(tmp_path / "甲")
    written, sheet = folder / "quote.yaml", folder / "見積.csv"
    assert main(["import", "quote", str(sheet), "-o", str(written)]) == ExitCode.ANSWERED
    direct, through = load_quote(sheet), load_quote(written)
    assert direct.model_dump() == through.model_dump()


def test_a_folder_with_a_yaml_quote_loads_nothing_of_it(examples: Path) -> None:
    code = (
        "import sys; from itsubsidy.cli.app import main; main(sys.argv[1:]);"
        "print([name for name in sys.modules if name.startswith('itsubsidy.inputs.imports')])"
    )
    child = subprocess.run(
        [sys.executable, "-c", code, "check", str(examples / "shop")],
        capture_output=True,
        check=False,
    )
    assert child.stdout.decode().splitlines()[-1] == "[]"
