"""`itsubsidy import` as it is typed: what goes where, the exit codes, and what is never written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from itsubsidy.cli.app import main
from itsubsidy.cli.exits import ExitCode
from itsubsidy.inputs.reading import load_quote

QUOTE: Final = "品名,数量,単価,金額\n導入設定,1,100000,100000\n合計（税抜）,,,100000\n"
WRONG: Final = QUOTE.replace(",,,100000", ",,,100001")
WAGES: Final = "氏名,支給月,時給\n甲,2025年5月,1200\n"
YAML: Final = """消費税: 税抜
合計: 360
明細:
  - {品名: =会計, 区分: ソフトウェア, 機能: [会計, 決済], 単価: 15, 数量: 1.5, 課金単位: 月,
     契約月数: 16}
"""
APPLICANT: Final = "名称: 甲\n規模: 中小企業\n都道府県: 大阪\n"

Capture = pytest.CaptureFixture[str]


def written(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return name


def test_a_quote_goes_to_standard_output(in_folder: Path, capsys: Capture) -> None:
    sheet = written(in_folder, "見積.csv", QUOTE)
    assert main(["import", "quote", sheet]) == ExitCode.ANSWERED
    told = capsys.readouterr()
    assert told.out == (
        "# itsubsidy import quote が 見積.csv から作りました\n"
        "消費税: 税抜\n"
        "合計: 100,000円\n"
        "明細:\n"
        "  - 品名: 導入設定  # 2:1\n"
        "    区分: 導入設定\n"
        "    単価: 100,000円\n"
        "    金額: 100,000円\n"
    )
    assert told.err == ""


def test_a_quote_is_written_to_a_new_file_and_read_by_check(
    in_folder: Path, capsys: Capture
) -> None:
    sheet = written(in_folder, "見積.csv", QUOTE)
    assert main(["import", "quote", sheet, "-o", "quote.yaml"]) == ExitCode.ANSWERED
    assert capsys.readouterr() == ("", "注: quote.yaml を書きました\n")
    assert main(["check", "quote.yaml"]) == ExitCode.ANSWERED


def test_a_quote_goes_to_a_table_and_back(in_folder: Path, capsys: Capture) -> None:
    written(in_folder, "quote.yaml", YAML)
    assert main(["import", "quote", "quote.yaml", "-o", "見積.csv"]) == ExitCode.ANSWERED
    assert capsys.readouterr() == ("", "注: 見積.csv を書きました\n")
    assert (in_folder / "見積.csv").read_bytes().decode() == (
        "\ufeff消費税,税抜\r\n合計,360\r\n\r\n"
        "品名,区分,単価,数量,課金単位,契約月数,開始月,機能\r\n"
        "'=会計,ソフトウェア,15,1.5,月,16,,会計、決済\r\n"
    )
    assert main(["import", "quote", "見積.csv", "-o", "quote2.yaml"]) == ExitCode.ANSWERED
    assert load_quote("quote2.yaml").model_dump() == load_quote("quote.yaml").model_dump()


def test_a_file_that_is_wrong_makes_no_table(in_folder: Path, capsys: Capture) -> None:
    written(in_folder, "quote.yaml", "明細: []\n")
    assert main(["import", "quote", "quote.yaml", "-o", "見積.csv"]) == ExitCode.WRONG_INPUT
    assert "quote.yaml:1:5: " in capsys.readouterr().err
    assert not (in_folder / "見積.csv").exists()


def test_what_is_there_is_never_written_over(in_folder: Path, capsys: Capture) -> None:
    sheet = written(in_folder, "見積.csv", QUOTE)
    written(in_folder, "quote.yaml", "大切な内容")
    assert main(["import", "quote", sheet, "-o", "quote.yaml"]) == ExitCode.WRONG_INPUT
    assert (in_folder / "quote.yaml").read_text(encoding="utf-8") == "大切な内容"
    assert "quote.yaml: もうあります。上書きはしません" in capsys.readouterr().err
    (in_folder / "link.yaml").symlink_to("nowhere.yaml")
    assert main(["import", "quote", sheet, "-o", "link.yaml"]) == ExitCode.WRONG_INPUT
    assert not (in_folder / "nowhere.yaml").exists()


def test_how_much_is_to_be_confirmed_is_said_and_costs_nothing(
    in_folder: Path, capsys: Capture
) -> None:
    sheet = written(in_folder, "見積.csv", QUOTE.replace("導入設定", "クラウド"))
    assert main(["import", "quote", sheet, "-o", "quote.yaml"]) == ExitCode.ANSWERED
    assert "「確認」の所が 1か所あります" in capsys.readouterr().err
    assert main(["check", "quote.yaml"]) == ExitCode.WRONG_INPUT
    assert "quote.yaml:6:9: 明細.1.区分: 「確認」" in capsys.readouterr().err


@pytest.mark.parametrize("output", [[], ["-o", "quote.yaml"]])
def test_totals_that_disagree_write_nothing(
    in_folder: Path, capsys: Capture, output: list[str]
) -> None:
    sheet = written(in_folder, "見積.csv", WRONG)
    assert main(["import", "quote", sheet, *output]) == ExitCode.WRONG_INPUT
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == (
        "見積.csv:3:10: 「合計（税抜）」100,001円は、"
        "明細の合計（税抜）100,000円より 1円多い額です\n"
        "何も書きませんでした\n"
    )
    assert not (in_folder / "quote.yaml").exists()


def test_the_preview_shows_every_row_and_writes_nothing(in_folder: Path, capsys: Capture) -> None:
    sheet = written(in_folder, "見積.csv", QUOTE)
    assert main(["import", "quote", sheet, "--preview"]) == ExitCode.ANSWERED
    assert capsys.readouterr().out == (
        " 場所  行    品名          区分           単価  数量  期間     金額\n"
        "--------------------------------------------------------------------\n"
        " 2:1   品    導入設定      導入設定  100,000円     1        100,000\n"
        " 3:10  合計  合計（税抜）                                   100,000\n"
    )
    assert [path.name for path in in_folder.iterdir()] == ["見積.csv"]


def test_the_preview_shows_what_disagrees_too(in_folder: Path, capsys: Capture) -> None:
    sheet = written(in_folder, "見積.csv", WRONG)
    assert main(["import", "quote", sheet, "--preview"]) == ExitCode.WRONG_INPUT
    told = capsys.readouterr()
    assert "100,001" in told.out
    assert "1円多い額です" in told.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["quote", "見積.csv", "--preview", "-o", "quote.yaml"], "-o とは一緒に使えません"),
        (
            ["quote", "見積.csv", "-o", "quote.json"],
            "「quote.json」の .json では書けません。使える形式: yaml、csv",
        ),
        (
            ["quote", "見積.csv", "--format", "csv", "-o", "quote.yaml"],
            "quote.yaml: .yaml では書けません。.csv にします",
        ),
        (
            ["quote", "quote.yaml", "-o", "quote2.yaml"],
            "quote2.yaml: .yaml では書けません。.csv にします",
        ),
        (["quote", "quote.yaml", "--preview"], "--preview と --sheet は表のファイルに使います"),
        (["wages", "台帳.csv", "-o", "wages.xlsx"], ".xlsx では書けません。.csv にします"),
        (
            ["quote", "見積.csv", "--encoding", "x"],
            "「x」という文字コードはありません",
        ),
        (["wages", "-", "-"], "標準入力（-）は一度だけ指定できます"),
        (["wages", "台帳.csv", "--prefecture", "江戸"], "「江戸」は都道府県の名前ではありません"),
        (["quote"], "ファイルを指定してください"),
        (["qoute", "見積.csv"], "もしかして: quote"),
    ],
)
def test_a_command_that_cannot_be_carried_out_is_told(
    in_folder: Path, capsys: Capture, arguments: list[str], told: str
) -> None:
    written(in_folder, "見積.csv", QUOTE)
    written(in_folder, "台帳.csv", WAGES)
    assert main(["import", *arguments]) == ExitCode.CANNOT_RUN
    assert told in capsys.readouterr().err


def test_every_file_that_cannot_be_read_is_told(in_folder: Path, capsys: Capture) -> None:
    written(in_folder, "台帳.pdf", "%PDF-1.7")
    assert main(["import", "wages", "台帳.pdf", "ない.csv"]) == ExitCode.WRONG_INPUT
    told = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in told] == ["台帳.pdf", "ない.csv", "何も書きませんでした"]


def test_a_pasted_table_is_read_from_standard_input() -> None:
    pasted = "品名\t金額\r\n導入設定\t100,000\r\n合計（税抜）\t100,000\r\n".encode("cp932")
    child = subprocess.run(
        [sys.executable, "-m", "itsubsidy", "import", "quote", "-"],
        input=pasted,
        capture_output=True,
        check=False,
    )
    assert child.returncode == ExitCode.ANSWERED
    assert "単価: 100,000円" in child.stdout.decode()
    assert "Shift_JIS（CP932）として読みました" in child.stderr.decode()


# --- wages ---------------------------------------------------------------------------------------


def test_the_prefecture_is_that_of_the_applicant_beside_the_new_file(
    in_folder: Path, capsys: Capture
) -> None:
    ledger = written(in_folder, "台帳.csv", WAGES)
    (in_folder / "client").mkdir()
    written(in_folder / "client", "applicant.yaml", APPLICANT)
    assert main(["import", "wages", ledger, "-o", "client/wages.csv"]) == ExitCode.ANSWERED
    text = (in_folder / "client" / "wages.csv").read_bytes()
    assert text == "\ufeff従業員,都道府県,2025年5月\r\n甲,大阪府,1200\r\n".encode()
    assert "都道府県は 大阪府としました" in capsys.readouterr().err


def test_the_prefecture_that_is_named_goes_before(in_folder: Path, capsys: Capture) -> None:
    ledger = written(in_folder, "台帳.csv", WAGES)
    written(in_folder, "applicant.yaml", APPLICANT)
    assert main(["import", "wages", ledger, "--prefecture", "京都"]) == ExitCode.ANSWERED
    assert "甲,京都府,1200" in capsys.readouterr().out


def test_without_any_prefecture_nothing_is_written(in_folder: Path, capsys: Capture) -> None:
    ledger = written(in_folder, "台帳.csv", WAGES)
    written(in_folder, "applicant.yaml", "名称: [")
    assert main(["import", "wages", ledger, "-o", "wages.csv"]) == ExitCode.WRONG_INPUT
    assert "--prefecture 東京都 のように指定します" in capsys.readouterr().err
    assert not (in_folder / "wages.csv").exists()


def test_names_stay_in_the_file(in_folder: Path, capsys: Capture) -> None:
    rows = "氏名,支給月,時給\n見本 太郎,2025年5月,1200\n見本 次郎,2025年5月,180000\n"
    ledger = written(in_folder, "台帳.csv", rows)
    assert main(["import", "wages", ledger, "--prefecture", "東京", "--preview"]) == 0
    told = capsys.readouterr()
    assert "見本" not in told.out + told.err
    assert told.out == (
        " 従業員   都道府県  2025-05\n"
        "----------------------------\n"
        " 従業員1  東京都       1200\n"
        " 従業員2  東京都       確認\n"
    )
    assert "「確認」の所が 1か所あります" in told.err


def test_what_a_spreadsheet_would_run_is_made_safe(in_folder: Path, capsys: Capture) -> None:
    ledger = written(in_folder, "台帳.csv", WAGES.replace("甲", "=1+1"))
    assert main(["import", "wages", ledger, "--prefecture", "東京"]) == ExitCode.ANSWERED
    assert "\r\n'=1+1,東京都,1200\r\n" in capsys.readouterr().out


def test_an_allowance_is_settled_on_the_command_line(in_folder: Path, capsys: Capture) -> None:
    """(160,000 + 16,000) ÷ 160 = 1,100; 160,000 ÷ 160 = 1,000."""
    text = "氏名,支給月,基本給,営業手当,所定労働時間\n甲,2025年5月,160000,16000,160\n"
    ledger = written(in_folder, "台帳.csv", text)
    for option, wage in (("--with", "1100"), ("--without", "1000")):
        assert main(["import", "wages", ledger, "--prefecture", "東京", option, "営業手当"]) == 0
        assert f"甲,東京都,{wage}\r\n" in capsys.readouterr().out


# --- the other commands --------------------------------------------------------------------------


def test_no_other_command_pays_for_it(examples: Path) -> None:
    code = (
        "import sys; from itsubsidy.cli.app import main; main(sys.argv[1:]);"
        "print([name for name in sys.modules if 'tabular' in name or 'workbook' in name"
        " or name.startswith('itsubsidy.inputs.imports')], file=sys.stderr)"
    )
    arguments: list[Any] = ["estimate", examples / "shop", "--date", "2025-08-20"]
    child = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, check=False
    )
    assert child.stderr.decode().splitlines()[-1] == "[]"


def test_the_help_of_both_is_in_japanese(capsys: Capture) -> None:
    for command in ("quote", "wages"):
        assert main(["import", command, "--help"]) == ExitCode.ANSWERED
        assert "書き込む新しいファイル" in capsys.readouterr().out
