"""What `check` warns of: allowed and odd, told with its place, and never an error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from clients import lines_told

from itsubsidy.cli import ExitCode, main

APPLICANT = "name: 甲\nindustry: retail\nemployees: 4\n"
SOFTWARE = "{name: 会計, category: software, functions: [accounting], processes: [P04], price: "


def warnings(applicant: str, quote: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    Path("applicant.yaml").write_text(applicant, encoding="utf-8")
    Path("quote.yaml").write_text(quote, encoding="utf-8")
    assert main(["check", "applicant.yaml", "quote.yaml"]) == ExitCode.ANSWERED
    told = capsys.readouterr()
    lines = lines_told(told.err)
    for name, said in zip(("applicant.yaml", "quote.yaml"), told.out.splitlines(), strict=True):
        odd = sum(line.startswith(f"{name}:") for line in lines)
        state = f"誤りはありません。注意 {odd}件" if odd else "問題ありません"
        assert said == f"{name}: {state}"
    return lines


def quote(*items: str) -> str:
    return "items:\n" + "".join(f"  - {item}\n" for item in items)


@pytest.mark.usefixtures("in_folder")
@pytest.mark.parametrize(
    ("applicant", "expected"),
    [
        (APPLICANT, []),
        ("name: 甲\nsize: small\n", []),
        (
            "name: 甲\nsize: small\nemployees: 4\n",
            [
                "applicant.yaml:3:12: 注意: employees: 業種がないので、従業員数からは規模が"
                "決まりません。記入の「小規模事業者」によります"
            ],
        ),
        (
            "名称: 甲\n規模: 小規模事業者\n業種: 小売業\n従業員数: 6人\n",
            [
                "applicant.yaml:2:5: 注意: 規模: 甲 の規模は記入の「小規模事業者」としましたが、"
                "業種・資本金・従業員数からは「中小企業」です"
            ],
        ),
        (
            "name: 甲\nindustry: retail\nemployees: 51\n",
            [
                "applicant.yaml:3:12: 注意: employees: 甲 の資本金が未記入のため、"
                "従業員数だけで大企業としました"
            ],
        ),
        ("name: 甲\nentity: medical_corporation\nsize: medium\nemployees: 4\n", []),
        (
            "name: 甲\nsize: medium\nemployees: 10\nnear_minimum_wage: {months: 3, employees: 3}\n",
            [],
        ),
    ],
)
def test_of_an_applicant(
    applicant: str, expected: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert warnings(applicant, quote(f"{SOFTWARE}1_000}}"), capsys) == expected


@pytest.mark.usefixtures("in_folder")
@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([f"{SOFTWARE}1_000, per: month, months: 24}}"], []),
        (
            [f"{SOFTWARE}1_000, per: month, months: 25}}"],
            ["2:113: 注意: items.1.months: 契約25か月のうち、対象になるのは 24か月までです"],
        ),
        (
            [f"{SOFTWARE}9_000}}", "{name: 連携, category: extension, price: 1_000, months: 13}"],
            [
                "3:44: 注意: items.2.price: per がないので、"
                "1,000円を 13か月分の一括とみなします。月額なら「per: month」を書きます",
                "3:59: 注意: items.2.months: 契約13か月のうち、対象になるのは 12か月までです",
            ],
        ),
        (["{name: 旅費, category: other, price: 1_000, months: 99}"], []),
        (
            ["{name: 会計, category: software, price: 1_000}"],
            [
                "2:5: 注意: items.1: processes も functions もないソフトウェアは、"
                "どの申請枠の対象にもなりません"
            ],
        ),
        ([f"{SOFTWARE}1_000}}", "{name: 設定, category: setup, price: 1_000}"], []),
        (
            [f"{SOFTWARE}1_000}}", "{name: 設定, category: setup, price: 1_001}"],
            [
                "3:26: 注意: items.2.category: 役務（コンサルティング・導入設定・保守サポート）が "
                "1,001円で、見積の半分を超えます。対象になるのは 2,000,000円までです"
            ],
        ),
        (
            [
                f"{SOFTWARE}1_000}}",
                "{name: 設定, category: setup, price: 1_001}",
                "{name: 値引き, category: discount, price: 1, for: 設定}",
            ],
            [],
        ),
        # 5,500 is 5,000 and 10 % tax; 22,000 too, but it is as round without
        (
            [f"{SOFTWARE}5_500}}", "{name: 端末, category: pc, price: 22_000}"],
            [
                "2:86: 注意: items.1.price: 税抜の見積ですが、税込の額に見えます"
                "（5,000円 + 消費税）。税込なら見積に「tax: included」と書きます"
            ],
        ),
        ([f"{SOFTWARE}22_000}}"], []),
        ([f"{SOFTWARE}5_500}}", "{name: 端末, category: pc, price: 20_000}"], []),
        ([f"{SOFTWARE}0}}"], []),
        # tax of a line: 5,500 and 22,000 are said to have it, and what is of no tax has none
        ([f"{SOFTWARE}5_500, tax: included}}"], []),
        ([f"{SOFTWARE}5_500, tax_rate: 0%}}"], []),
        (
            [f"{SOFTWARE}5_400, tax_rate: 8%}}"],
            [
                "2:86: 注意: items.1.price: 税抜の見積ですが、税込の額に見えます"
                "（5,000円 + 消費税）。税込なら見積に「tax: included」と書きます"
            ],
        ),
        ([f"{SOFTWARE}5_500, quantity: 0}}", "{name: 端末, category: pc, price: 20_000}"], []),
        (
            [
                "{name: 会計（税込）, category: software, functions: [accounting], "
                "processes: [P04], price: 1_100, tax: included}"
            ],
            [],
        ),
        # what is not bought is as if it were not there
        ([f"{SOFTWARE}9_000}}", "{name: 販売, category: software, price: 1, quantity: 0}"], []),
        (
            [f"{SOFTWARE}1, quantity: 0, per: month, months: 60}}", f"{SOFTWARE}9_000}}"],
            [],
        ),
        # a further line of a thing need not say what it is for
        (
            [
                f"{SOFTWARE}1_000, months: 12, per: month}}",
                "{name: 会計（更新）, category: software, price: 1_000, per: month, months: 13}",
            ],
            [
                "3:74: 注意: items.2.months: 利用の 13か月目から 25か月目までのうち、"
                "対象になるのは 24か月目までです"
            ],
        ),
        (
            [f"{SOFTWARE}1_000, per: month, months: 10月}}"],
            [
                "2:113: 注意: items.1.months: 「10月」を 10か月と読みました。"
                "暦の月なら月数に直します"
            ],
        ),
        (
            ["{name: 相談, category: consulting, price: 1, per: month, months: 3月}"],
            [
                "2:26: 注意: items.1.category: 役務（コンサルティング・導入設定・保守サポート）が "
                "3円で、見積の半分を超えます。対象になるのは 2,000,000円までです",
                "2:68: 注意: items.1.months: 「3月」を 3か月と読みました。暦の月なら月数に直します",
            ],
        ),
        (
            [f"{SOFTWARE}9_000}}", "{name: PC, category: pc, price: 1_000, quantity: 1.5}"],
            ["3:54: 注意: items.2.quantity: PC・タブレット等の数量に端数があります"],
        ),
        (
            [
                f"{SOFTWARE}900_000}}",
                "{name: 研修, category: setup, price: 10_001, quantity: 3時間}",
            ],
            [
                "3:40: 注意: items.2.price: 役務の時間単価の上限は 10,000円です"
                "（2025 価格説明資料 価格の内訳）"
            ],
        ),
        (
            [f"{SOFTWARE}1_000, per: month, months: 13}}"] * 2,
            [
                "3:12: 注意: items.2.name: 「会計」を同じ月に始まる別のものとして数えました"
                "（合わせて 26か月）。一つのものの続きなら「開始月」を書きます"
                "（対象は 24か月まで）"
            ],
        ),
        (
            [
                "{name: 受発注 1年目, category: software, functions: [ordering], "
                "processes: [P03], price: 9_000, accounts: {suppliers: 3, sme_suppliers: 1}}",
                "{name: 受発注 2年目, category: software, price: 9_000, "
                "accounts: {suppliers: 6, sme_suppliers: 3}}",
            ],
            [
                "3:12: 注意: items.2.name: 「受発注 2年目」の受注側アカウントの割合 3/6 が、"
                "「受発注 1年目」の 1/3 と違います。行ごとの割合で計算しました"
            ],
        ),
        (
            [
                "{name: 受発注 1年目, category: software, functions: [ordering], "
                "processes: [P03], price: 9_000, accounts: {suppliers: 3, sme_suppliers: 1}}",
                "{name: 受発注 2年目, category: software, price: 9_000, "
                "accounts: {suppliers: 6, sme_suppliers: 2}}",
            ],
            [],
        ),
        (
            [f"{SOFTWARE}90_000}}", "{name: 消費税, category: other, price: 9_000}"],
            [
                "3:12: 注意: items.2.name: 「消費税」は明細の合計か税の行ではありませんか。"
                "そうなら行を消します。見積額 99,000円は 90,000円になります"
            ],
        ),
        (
            [
                "{name: 会計（税込）, category: software, functions: [accounting], "
                "processes: [P04], price: 3_000}"
            ],
            ["2:12: 注意: items.1.name: 品名に税込とありますが、税抜の額として読みました"],
        ),
    ],
)
def test_of_a_quote(
    items: list[str], expected: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    told = warnings(APPLICANT, quote(*items), capsys)
    assert told == [f"quote.yaml:{line}" for line in expected]


@pytest.mark.usefixtures("in_folder")
def test_prices_with_tax_are_not_suspected(capsys: pytest.CaptureFixture[str]) -> None:
    text = "tax: included\n" + quote(f"{SOFTWARE}5_500}}")
    assert warnings(APPLICANT, text, capsys) == []


@pytest.mark.usefixtures("in_folder")
def test_warnings_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    Path("quote.yaml").write_text(
        "明細:\n  - {品名: 会計, 区分: ソフトウェア, 単価: 千円}\n"
        "  - {品名: 会計, 区分: ソフトウェア, 単価: 100円}\n",
        encoding="utf-8",
    )
    assert main(["check", "quote.yaml", "--format", "json"]) == ExitCode.WRONG_INPUT
    report = json.loads(capsys.readouterr().out)
    assert report["warnings"] == []
    Path("quote.yaml").write_text(
        "明細:\n  - {品名: 会計, 区分: ソフトウェア, 単価: 1千円}\n", encoding="utf-8"
    )
    assert main(["check", "quote.yaml", "--format", "json"]) == ExitCode.ANSWERED
    report = json.loads(capsys.readouterr().out)
    assert report["files"] == ["quote.yaml"]
    assert report["warnings"] == [
        {
            "file": "quote.yaml",
            "line": 2,
            "column": 5,
            "path": "明細.1",
            "message": "プロセス も 機能 もないソフトウェアは、どの申請枠の対象にもなりません",
        }
    ]
