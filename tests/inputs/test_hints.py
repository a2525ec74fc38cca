"""What people trip over, and what the tool says to help them up."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from itsubsidy import Applicant, Estimate, Quote, plan
from itsubsidy.cli import ExitCode, main
from itsubsidy.cli.app import COMMANDS
from itsubsidy.inputs.reading import check_files
from itsubsidy.inputs.values import parse_day, parse_yen

APPLICANT = "name: 甲\nindustry: retail\nemployees: 4\n"
QUOTE = """\
items:
  - {name: 会計, category: software, price: 100_000, functions: [accounting]}
"""
DATE = ["--date", "2025-08-20"]

YEARS = {
    "name": "会計",
    "category": "software",
    "price": 10_000,
    "per": "month",
    "months": 36,
    "functions": ["accounting"],
}
SETUP = {"name": "設定", "category": "setup", "price": 100_000}


@pytest.fixture
def client(in_folder: Path) -> Path:
    """A client in the folder 甲."""
    folder = in_folder / "甲"
    folder.mkdir()
    (folder / "applicant.yaml").write_text(APPLICANT, encoding="utf-8")
    (folder / "quote.yaml").write_text(QUOTE, encoding="utf-8")
    return folder


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main([*arguments, *DATE])
    return code, capsys.readouterr().err


@pytest.mark.parametrize("command", ["", *COMMANDS, "import quote", "import wages"])
def test_help_is_not_cut_at_80_columns(command: str) -> None:
    arguments = command.split()
    shown = subprocess.run(
        [sys.executable, "-m", "itsubsidy", *arguments, "--help"],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONUTF8": "1", "COLUMNS": "80", "TERM": "dumb"},
    ).stdout
    assert "使い方" in shown
    assert "…" not in shown


@pytest.mark.usefixtures("client")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["batch", ".", "--top", "0"], "--top の値が使えません。1 以上の数を半角で書きます"),
        (["batch", ".", "--jobs", "二"], "--jobs、-j の値が使えません。数を半角で書きます"),
        (
            ["batch", ".", "--min-subsidy", "1.5円"],
            "--min-subsidy: 「1.5円」は整数ではありません。"
            "「1200000」「1,200,000円」「120万円」のように書きます",
        ),
    ],
)
def test_values_of_options_are_refused_in_japanese(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, err = told(capsys, *arguments)
    assert code == ExitCode.CANNOT_RUN
    assert err.splitlines()[-2 if "使い方は" in err else -1] == f"itsubsidy: {message}"


@pytest.mark.usefixtures("client")
def test_options_take_what_the_screen_shows(capsys: pytest.CaptureFixture[str]) -> None:
    """100,000 × 4/5 = 80,000."""
    for frame in ("invoice", "インボイス対応類型", "インボイス枠（インボイス対応類型）"):
        assert main(["estimate", "甲", "--frame", frame, "--format", "json", *DATE]) == 0
        frames = json.loads(capsys.readouterr().out)["quotes"][0]["frames"]
        assert [(one["frame"], one["subsidy"]) for one in frames] == [("invoice", 80_000)]
    for least, shown in (("8万円", 1), ("80,001円", 0)):
        arguments = ["batch", ".", "--min-subsidy", least, "--format", "jsonl", "-q"]
        assert main([*arguments, *DATE]) == 0
        assert len(capsys.readouterr().out.splitlines()) == shown


@pytest.mark.usefixtures("client")
def test_whatif_in_japanese_says_what_was_changed(capsys: pytest.CaptureFixture[str]) -> None:
    settings = ["--set", "申請者.従業員数=６人", "--set", "申請日=2025-11-01"]
    assert main(["whatif", "甲", *settings, *DATE]) == ExitCode.ANSWERED
    out = capsys.readouterr().out
    assert "変更: 申請者.従業員数=６人、申請日=2025-11-01\n" in out
    assert "中小企業（小売業、従業員 6人）" in out
    assert "申請日 2025-11-01" in out


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "quote.yaml",
            "quote.yaml.txt",
            "注: 「quote.yaml.txt」は名前が .yaml で終わらないので、読んでいません\n"
            "甲: quote で始まる見積（quote.yaml など）がありません。"
            "「quote.yaml.txt」は名前を quote.yaml に直します\n",
        ),
        (
            "applicant.yaml",
            "申請者-新.yaml",
            "注: 「申請者-新.yaml」は読んでいません。申請者のファイルの名前は applicant.yaml です\n"
            "甲: applicant.yaml がありません。"
            "「申請者-新.yaml」は名前を applicant.yaml に直します\n",
        ),
    ],
)
def test_a_file_under_another_name_is_named(
    old: str, new: str, message: str, client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (client / old).rename(client / new)
    assert told(capsys, "estimate", "甲") == (ExitCode.WRONG_INPUT, message)


def test_a_folder_of_clients_is_for_batch(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hint = "。下のフォルダの顧客は itsubsidy batch で見積もれます"
    code, err = told(capsys, "estimate", str(client.parent))
    assert code == ExitCode.WRONG_INPUT
    assert [line.endswith(hint) for line in err.splitlines()] == [True, True]


@pytest.mark.parametrize("beginning", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_a_file_of_an_office_program(
    beginning: bytes, client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (client / "quote.yaml").write_bytes(beginning + bytes(100))
    assert told(capsys, "estimate", "甲") == (
        ExitCode.WRONG_INPUT,
        "甲/quote.yaml:1:1: Excel などのファイルです。"
        "文字だけのファイルとして保存し直してください\n",
    )


@pytest.mark.parametrize("number", ["1000_", "1__000", "1_000_000_"])
def test_a_number_with_a_stray_underscore_is_refused(
    number: str, client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (client / "quote.yaml").write_text(QUOTE.replace("100_000", number), encoding="utf-8")
    digits = number.replace("_", "")
    assert told(capsys, "estimate", "甲") == (
        ExitCode.WRONG_INPUT,
        f"甲/quote.yaml:2:43: items.1.price: 「{number}」は整数ではありません。"
        f"「{digits}」と書きます\n",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("-3.3万円", "「-3.3万円」は負の数です。ここには正の数を書きます"),
        ("△33000円", "「△33000円」は負の数です。ここには正の数を書きます"),
        ("12万3", "「12万3」の終わりの 3 が何円か決まりません。「円」まで書きます"),
        ("1億2", "「1億2」の終わりの 2 が何円か決まりません。「円」まで書きます"),
    ],
)
def test_amounts_that_are_not_clear(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_yen(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12万3円", 120_003),
        ("12万3000", 123_000),
        ("77_777円", 77_777),
        ("￥550,000-", 550_000),
        ("1億2000万", 120_000_000),
    ],
)
def test_amounts_that_are_clear(text: str, amount: int) -> None:
    assert parse_yen(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        *("2024-09-02", "2024-9-2", "2024/9/2", "2024.9.2", "2024年9月2日", "20240902"),
        *("令和6年9月2日", "令和６年９月２日", "R6.9.2", "r6/9/2", "令6.9.2", "　2024-09-02 "),
    ],
)
def test_a_day_as_people_write_it(text: str) -> None:
    assert parse_day(text) == date(2024, 9, 2)


def test_the_first_year_of_an_era_has_a_name() -> None:
    """令和 1 is 2019, 平成 30 is 2018."""
    assert parse_day("令和元年5月1日") == parse_day("R1.5.1") == date(2019, 5, 1)
    assert parse_day("平成30年12月1日") == parse_day("H30.12.1") == date(2018, 12, 1)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        *(
            (text, "そのような日はありません")
            for text in ("2024-02-30", "R6.2.30", "2023年2月29日")
        ),
        *(
            (text, "「2025-08-20」のように書きます")
            for text in ("6/9/2", "9月2日", "来月", "2024-09")
        ),
    ],
)
def test_a_day_that_is_none(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"「{text}」は日付として読めません。{why}"):
        parse_day(text)


def steps(found: Estimate) -> dict[str, tuple[int, int]]:
    """What each next step of インボイス対応類型 gains and costs."""
    return {one.id: (one.gain, one.cost) for one in found.quotes[0].frames["invoice"].next}


def test_a_discount_of_the_whole_quote_leaves_the_steps(answer: Callable[..., Estimate]) -> None:
    """46,000 off 360,000 + 100,000 is 36,000 and 10,000; of 24 months it is 32,471 and 13,529.

    Eligible before: 324,000 × 24/36 + 90,000 = 306,000, × 4/5 = 244,800. After: 240,000 - 32,471
    + 100,000 - 13,529 = 294,000, × 4/5 = 235,200: 9,600 less, for a quote of 120,000 less.
    """
    off = {"name": "出精値引き", "category": "discount", "price": 46_000}
    small = {"industry": "retail", "employees": 4}
    assert steps(answer(small, YEARS, SETUP, off))["months_past_limit"] == (-9_600, -120_000)
    assert steps(answer(small, YEARS, SETUP))["months_past_limit"] == (0, -120_000)


def test_room_under_the_ceiling_of_a_quote_with_tax(answer: Callable[..., Estimate]) -> None:
    """110,000 with tax is 100,000, of which 3/4 are paid: 75,000.

    The ceiling of one function, 500,000, is reached at 666,667, × 3/4 = 500,000.25.
    """
    item = {**SETUP, "price": 110_000, "functions": ["accounting"], "category": "software"}
    found = answer({"size": "medium"}, item, tax="included")
    assert steps(found)["room"] == (425_000, 566_667)


def test_steps_that_are_not_shown_are_counted(
    client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = "".join(
        f"  - {{name: 連携{n}, category: extension, price: 1_000, per: month, months: 24}}\n"
        for n in range(4)
    )
    (client / "quote.yaml").write_text(QUOTE + options, encoding="utf-8")
    assert main(["estimate", "甲", "--full", *DATE]) == ExitCode.ANSWERED
    out = capsys.readouterr().out
    steps = json_steps(capsys)
    assert len(steps) > 3
    assert (
        f"  - ほか {len(steps) - 3}件（itsubsidy explain 甲 --date 2025-08-20 で全てを表示）\n"
        in out
    )


def json_steps(capsys: pytest.CaptureFixture[str]) -> list[Any]:
    main(["estimate", "甲", "--format", "json", *DATE])
    quote = json.loads(capsys.readouterr().out)["quotes"][0]
    return next(one["next"] for one in quote["frames"] if one["frame"] == quote["best"])


def test_a_plan_says_under_which_conditions_it_is_the_best(
    examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inn = str(examples / "inn")
    assert main(["plan", inn, "--max-applications", "1", *DATE]) == ExitCode.ANSWERED
    out = capsys.readouterr().out
    assert "条件: 申請は1つまで\n" in out
    assert "この条件では、一つの枠だけの申請が最も多い補助額です\n" in out
    assert "この条件では、これより補助額の多い組み合わせがないことを確かめました\n" in out
    without = ["--without", "通常枠", "--without", "invoice", "--without", "security"]
    assert main(["plan", inn, *without, *DATE]) == ExitCode.ANSWERED
    out = capsys.readouterr().out
    names = ("通常枠", "インボイス枠（インボイス対応類型）", "セキュリティ対策推進枠")
    assert f"条件: {'、'.join(f'{name}は申請しない' for name in names)}\n" in out
    assert "条件にない枠のうち、対象になる申請枠はありません\n" in out


def test_items_that_count_nowhere_are_not_moved() -> None:
    """The support is not registered and counts nowhere, wherever its software goes.

    8,000,000 are paid with 連携, ERP and 会計 for 4,500,000 in 通常枠 and 大 for 3,500,000 in
    インボイス枠; only 大, which counted in 通常枠, is moved.
    """
    applicant = Applicant.model_validate(
        {
            "name": "乙",
            "size": "medium",
            "wage_plan": {
                "payroll_growth": "1.5%",
                "minimum_wage_margin": 30,
                "announced": True,
            },
        }
    )
    software = {"category": "software"}
    items = [
        {"name": "連携", "category": "security", "price": 30_000_000},
        {
            **software,
            "name": "ERP",
            "price": 900_000,
            "processes": ["共P-01", "共P-04", "各業種P-06", "汎P-07"],
        },
        {
            **software,
            "name": "会計",
            "price": 525_000,
            "processes": ["共P-01", "共P-03", "各業種P-06", "汎P-07"],
            "functions": ["accounting", "settlement"],
        },
        {"name": "保守", "category": "support", "price": 1, "for": "大", "registered": False},
        {
            **software,
            "name": "大",
            "price": 21_000_000,
            "processes": ["汎P-07"],
            "functions": ["accounting", "ordering", "settlement"],
        },
    ]
    found = plan(applicant, [Quote.model_validate({"items": items})], on=date(2025, 8, 20))
    assert {one.result.frame: one.items for one in found.applications} == {
        "normal": ("連携", "ERP", "会計"),
        "invoice": ("大",),
    }
    assert found.subsidy == 8_000_000


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "乙,東京都,1200,1200",
            "甲/wages.csv:3:1: 5列のうち 4列しかありません。"
            "雇用していない月も、空のまま「,」を書きます\n",
        ),
        (
            "乙,東京都,,,",
            "甲/wages.csv:3:1: ledger.2.wages: 時給が一つもありません。"
            "雇用していない人の行は消します\n",
        ),
    ],
)
def test_a_row_of_the_ledger_that_would_not_count(
    row: str, message: str, client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    near = "prefecture: 東京都\nnear_minimum_wage: {ledger: wages.csv}\n"
    applicant = APPLICANT.replace("employees: 4", "employees: 2") + near
    (client / "applicant.yaml").write_text(applicant, encoding="utf-8")
    ledger = f"employee,prefecture,2025-05,2025-06,2025-07\n甲,東京都,1200,1200,1200\n{row}\n"
    (client / "wages.csv").write_text(ledger, encoding="utf-8")
    assert told(capsys, "estimate", "甲") == (ExitCode.WRONG_INPUT, message)


def test_the_keys_told_of_a_section_are_its_own(client: Path) -> None:
    """月数 of 最低賃金近傍, and not the 契約月数 of a line."""
    text = "名称: 甲\n業種: 小売業\n従業員数: 3人\n最低賃金近傍: {}\n"
    (client / "applicant.yaml").write_text(text.format("あり"), encoding="utf-8")
    (problem,) = check_files([str(client / "applicant.yaml")]).problems
    assert problem.message.endswith("使えるキー: 賃金台帳、月数、従業員数")
    followed = text.format("{月数: 3, 従業員数: 1}")
    (client / "applicant.yaml").write_text(followed, encoding="utf-8")
    assert check_files([str(client / "applicant.yaml")]).problems == []
