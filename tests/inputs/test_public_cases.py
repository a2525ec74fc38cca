"""Small inputs after public quotes, forms and questions: each with its amount, worked out by hand.

A retailer of 12 people is 中小企業: 3/4 of up to 500,000 yen in インボイス枠, 1/2 in 通常枠.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from itsubsidy.cli import ExitCode, main

APPLICANT = (
    "名称: 株式会社ためし\n業種: 小売業\n資本金: 800万円\n従業員数: 12人\n都道府県: 大阪府\n"
)
ACCOUNTS = {"プロセス": "P04", "機能": "会計・受発注"}


def line(**keys: str) -> str:
    """A line of a quote."""
    return "{" + ", ".join(f"{key}: {value}" for key, value in keys.items()) + "}"


ACCOUNTING = line(品名="会計", 区分="ソフトウェア", 単価="50万円", **ACCOUNTS)
"""500,000 × 3/4 = 375,000."""

DATE = ["--date", "2025-08-20"]

pytestmark = pytest.mark.usefixtures("in_folder")


def written(*items: str, more: str = "") -> None:
    Path("甲").mkdir(exist_ok=True)
    Path("甲/applicant.yaml").write_text(APPLICANT + more, encoding="utf-8")
    quote = "明細:\n" + "".join(f"  - {item}\n" for item in items)
    Path("甲/quote.yaml").write_text(quote, encoding="utf-8")


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(["estimate", "甲", "--format", "json", *(arguments or DATE)]) == ExitCode.ANSWERED
    return json.loads(capsys.readouterr().out)


def subsidies(told: Any) -> dict[str, int]:
    frames = told["quotes"][0]["frames"]
    return {one["frame"]: one["subsidy"] for one in frames if one["subsidy"]}


@pytest.mark.parametrize(
    ("items", "invoice"),
    [
        # the price of three years, paid once: 360,000 × 24/36 × 3/4
        (
            [
                line(
                    品名="会計",
                    区分="ソフトウェア",
                    単価="36万円",
                    課金単位="3年",
                    契約月数="36",
                    **ACCOUNTS,
                )
            ],
            180_000,
        ),
        # of half a year, paid four times: 60,000 × 4 × 3/4
        (
            [
                line(
                    品名="会計",
                    区分="ソフトウェア",
                    単価="6万円",
                    課金単位="半年",
                    契約月数="24",
                    **ACCOUNTS,
                )
            ],
            180_000,
        ),
        # 1.5 days: 80,000 × 1.5 = 120,000, × 3/4 = 90,000
        (
            [ACCOUNTING, line(品名="導入支援", 区分="導入設定", 単価="8万円", 数量="1.5人日")],
            465_000,
        ),
        # 0.5 × 20,000 × 12 = 120,000
        (
            [
                ACCOUNTING,
                line(
                    品名="明細取込",
                    区分="機能拡張",
                    単価="0.5円",
                    数量="20000件",
                    課金単位="月",
                    契約月数="12",
                ),
            ],
            465_000,
        ),
        # 8,000 × 7.5 × 2 = 120,000
        (
            [
                ACCOUNTING,
                line(品名="研修", 区分="導入設定", 単価="8000円", 数量="7.5時間", 人数="2"),
            ],
            465_000,
        ),
        # (10,000 - 500) × 24 = 228,000, × 3/4
        (
            [
                line(
                    品名="会計",
                    区分="ソフトウェア",
                    単価="1万円",
                    課金単位="月",
                    契約月数="24",
                    **ACCOUNTS,
                ),
                line(品名="長期割引", 区分="値引き", 単価="500円", 課金単位="月", 契約月数="24"),
            ],
            171_000,
        ),
        # a line that was not taken is not there
        (
            [ACCOUNTING, line(品名="メモリ増設", 区分="導入設定", 単価="3000円", 数量="0台")],
            375_000,
        ),
    ],
)
def test_what_a_vendor_writes_makes_this(
    items: list[str], invoice: int, capsys: pytest.CaptureFixture[str]
) -> None:
    written(*items)
    assert subsidies(answer(capsys))["invoice"] == invoice


def test_a_religious_corporation_cannot_apply(capsys: pytest.CaptureFixture[str]) -> None:
    written(ACCOUNTING, more="法人種別: 宗教法人\n")
    assert main(["estimate", "甲", *DATE]) == ExitCode.WRONG_INPUT
    assert capsys.readouterr().err == (
        "甲/applicant.yaml:6:7: 法人種別: 宗教法人は申請できません（公募要領（通常枠）12頁）。"
        "別に会社があり、その会社で申請するなら 法人種別: 会社・法人 と書きます\n"
    )


def test_a_computer_called_hardware_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """As PC it is 100,000 × 1/2 = 50,000 more; as 分析用ハードウェア it would be nothing."""
    written(ACCOUNTING, line(品名="ノートPC", 区分="ハードウェア", 単価="10万円"))
    assert main(["estimate", "甲", *DATE]) == ExitCode.WRONG_INPUT
    assert "「PC・タブレット」" in capsys.readouterr().err
    written(ACCOUNTING, line(品名="ノートPC", 区分="PC・タブレット", 単価="10万円"))
    assert subsidies(answer(capsys))["invoice"] == 425_000


SALES = line(品名="販売管理", 区分="ソフトウェア", 単価="120万円", プロセス="[P01]")
"""1,200,000 × 1/2 = 600,000 in 通常枠."""


def test_a_decision_in_years_of_reiwa_bars_for_twelve_months(
    capsys: pytest.CaptureFixture[str],
) -> None:
    past = "{年度: 令和6年度, 申請枠: 通常枠, 交付決定日: 令和6年9月2日}"
    written(SALES, more=f"交付決定の履歴:\n  - {past}\n")
    assert subsidies(answer(capsys)) == {}
    assert subsidies(answer(capsys, "--date", "2025-09-03")) == {"normal": 600_000}


def test_a_share_in_few_digits_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """200 of 300 shares, cut to 66.6 %, are two thirds and make a 大企業 of it."""
    written(SALES, more="みなし大企業: {大企業合計の持分: 66.6%}\n")
    told = answer(capsys)
    assert subsidies(told) == {"normal": 600_000}
    (warning,) = told["applicant"]["warnings"]
    assert warning["message"].startswith("66.6% は 2/3に近く、丸めた割合なら判定が変わります")
    written(SALES, more="みなし大企業: {大企業合計の持分: 200/300}\n")
    assert subsidies(answer(capsys)) == {}


def test_a_name_with_dots_in_a_path(capsys: pytest.CaptureFixture[str]) -> None:
    """36 months or 24, the frame counts 24: 10,000 × 24 × 3/4 = 180,000 either way."""
    written(
        line(
            品名="会計Ver.2.0",
            区分="ソフトウェア",
            単価="1万円",
            課金単位="月",
            契約月数="36",
            **ACCOUNTS,
        )
    )
    setting = "明細.会計Ver.2.0.契約月数=24"
    assert main(["whatif", "甲", "--set", setting, *DATE]) == ExitCode.ANSWERED
    assert capsys.readouterr().out.startswith("補助額 180,000円のまま変わりません\n")


def test_a_batch_passes_no_folder_over(capsys: pytest.CaptureFixture[str]) -> None:
    """Files in capitals and in Japanese are read; those that Notepad renamed have a row."""
    names = {
        "good": ("applicant.yaml", "quote.yaml"),
        "in-capitals": ("Applicant.YAML", "Quote.YAML"),
        "in-japanese": ("申請者.yaml", "見積.yaml"),
        "saved-by-notepad": ("applicant.yaml.txt", "quote.yaml.txt"),
    }
    for folder, (applicant, quote) in names.items():
        Path("all", folder).mkdir(parents=True)
        Path("all", folder, applicant).write_text(APPLICANT, encoding="utf-8")
        Path("all", folder, quote).write_text(f"明細:\n  - {ACCOUNTING}\n", encoding="utf-8")
    assert main(["batch", "all", "--format", "jsonl", *DATE]) == ExitCode.WRONG_INPUT
    out, err = capsys.readouterr()
    rows = [json.loads(line) for line in out.splitlines()]
    told = [subsidies(row)["invoice"] for row in rows if "quotes" in row]
    assert told == [375_000] * 3
    assert len(rows) == 4
    assert "saved-by-notepad" in err
