"""check, rules, explain and whatif, each as it is first used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from clients import QUOTE

from itsubsidy.cli import ExitCode, main


def test_check(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(client)]) == ExitCode.ANSWERED
    told = capsys.readouterr()
    assert told.err == ""
    assert told.out == (
        f"{client / 'applicant.yaml'}: 問題ありません\n{client / 'quote.yaml'}: 問題ありません\n"
    )


def test_check_as_json(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (client / "quote.yaml").write_text("items: []\n", encoding="utf-8")
    assert main(["check", str(client), "--format", "json"]) == ExitCode.WRONG_INPUT
    report = json.loads(capsys.readouterr().out)
    assert report["schema"] == "itsubsidy.check/1"
    assert report["files"] == [str(client / "applicant.yaml")]
    assert [problem["path"] for problem in report["problems"]] == ["items"]


def test_rules_of_one_frame(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "security", "--date", "2025-08-20"]) == ExitCode.ANSWERED
    shown = capsys.readouterr().out
    assert "補助額の下限" in shown
    assert "50,000円以上" in shown
    assert "公募要領（セキュリティ対策推進枠）10頁" in shown
    assert "通常枠\n" not in shown
    assert "扱わないこと" in shown


@pytest.mark.parametrize(
    ("day", "since", "source"),
    [
        ("2025-10-31", "2025-03-31", "koubo-tsujyo p.14"),
        ("2025-11-01", "2025-11-01", "round7 案内"),
    ],
)
def test_rules_at_a_date(
    day: str, since: str, source: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "--date", day, "--format", "json"]) == ExitCode.ANSWERED
    rules = {one["id"]: one for one in json.loads(capsys.readouterr().out)["rules"]}
    assert rules["normal.near_minimum_wage.share"] == {
        "id": "normal.near_minimum_wage.share",
        "label": rules["normal.near_minimum_wage.share"]["label"],
        "value": "30%",
        "op": ">=",
        "unit": "percent",
        "since": since,
        "source": source,
        **({"grade": "quoted"} if source.startswith("round7") else {}),
    }


def test_rules_outside_the_window_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["rules", "normal", "--programme", "it2025", "--date", "2030-01-01"]
    assert main(arguments) == ExitCode.ANSWERED
    told = capsys.readouterr()
    assert told.err == "注: 2030-01-01 は受付の期間の外です。2026-01-07 の規則を表示します\n"
    assert "2026-01-07 に有効な規則" in told.out


def test_check_knows_what_a_folder_s_files_must_be(
    client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (client / "applicant.yaml").write_text(QUOTE, encoding="utf-8")
    assert main(["check", str(client)]) == ExitCode.WRONG_INPUT
    assert "見積のファイルです。申請者のファイルと取り違えていませんか" in capsys.readouterr().err


def test_explain(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(client), "--date", "2025-08-20"]) == ExitCode.ANSWERED
    shown = capsys.readouterr().out
    for words in (
        "申請者と規模",
        "明細のうち対象になる額",
        "100,000 × 4/5",
        "要件と条件",
        "次の一手",
    ):
        assert words in shown
    assert main(["explain", str(client), "--frame", "edi", "--format", "markdown"]) == 0
    shown = capsys.readouterr().out
    assert "## インボイス枠（電子取引類型）（対象外）" in shown
    assert "### 対象外の理由" in shown


def test_whatif(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Six employees: 100,000 × 3/4 = 75,000 instead of 80,000."""
    arguments = ["whatif", str(client), "--set", "applicant.employees=6", "--date", "2025-08-20"]
    assert main(arguments) == ExitCode.ANSWERED
    shown = capsys.readouterr().out
    rows = [line.split() for line in shown.splitlines() if "インボイス対応類型" in line]
    assert rows[0][1:] == ["最大", "最大", "80,000", "75,000", "-5,000"]
    assert rows[1][1:] == ["100,000", "100,000", "20,000", "25,000", "+5,000"]


def test_whatif_as_json(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = ["--set", "items.会計.price=200_000", "--set", "date=2025-11-01"]
    arguments = ["whatif", str(client), "--date", "2025-08-20", *settings, "--format", "json"]
    assert main(arguments) == ExitCode.ANSWERED
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "itsubsidy.whatif/1"
    assert told["before"]["quotes"][0]["total"] == 100_000
    assert told["after"]["quotes"][0]["total"] == 200_000
    assert told["after"]["programme"]["application_date"] == "2025-11-01"


def test_whatif_of_a_paper_with_its_totals(
    client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """40 hours of 2,500 are 100,000; 30 at 10 % off are 67,500, whatever the paper adds up to."""
    (client / "quote.yaml").write_text(
        "合計: 200,000円\n税込合計: 220,000円\n明細:\n"
        "  - {品名: 会計, 区分: ソフトウェア, 金額: 10万円, 機能: [会計]}\n"
        "  - {品名: 研修, 区分: 導入設定, 単価: 2500円, 数量: 40時間, 金額: 10万円}\n",
        encoding="utf-8",
    )
    settings = ["--set", "明細.研修.数量=30時間", "--set", "明細.2.値引き=10%"]
    assert main(["whatif", str(client), *settings, "--format", "json"]) == ExitCode.ANSWERED
    told = json.loads(capsys.readouterr().out)
    assert [told[side]["quotes"][0]["total"] for side in ("before", "after")] == [200_000, 167_500]


@pytest.mark.parametrize(
    ("setting", "code", "message"),
    [
        ("employees", ExitCode.CANNOT_RUN, "PATH=VALUE の形ではありません"),
        ("items.1.price=[", ExitCode.CANNOT_RUN, "値が読めません"),
        ("items.9.price=1", ExitCode.WRONG_INPUT, "9 番目はありません"),
        ("applicant.employees=五", ExitCode.WRONG_INPUT, "「五」は数字で「5」と書きます"),
        ("見積日=2025-11-01", ExitCode.CANNOT_RUN, "申請日なら「申請日」と書きます"),
        ("items.1.amount=5", ExitCode.WRONG_INPUT, "5円 は、単価と数量から決まる 100,000円と"),
        ("items.1.per=半年", ExitCode.WRONG_INPUT, "契約期間の月数が要ります"),
    ],
)
def test_whatif_that_cannot_be_done(
    setting: str, code: ExitCode, message: str, client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["whatif", str(client), "--set", setting]) == code
    assert message in capsys.readouterr().err


def test_whatif_takes_one_quote(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (client / "quote-b.yaml").write_text(QUOTE, encoding="utf-8")
    assert main(["whatif", str(client), "--set", "applicant.employees=6"]) == ExitCode.CANNOT_RUN
    assert "whatif の見積は一つだけです" in capsys.readouterr().err


def test_rules_as_markdown_say_what_changed(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["rules", "normal", "--date", "2025-08-20", "--format", "markdown"]
    assert main(arguments) == ExitCode.ANSWERED
    shown = capsys.readouterr().out
    assert "## 2025-11-01 からの変更" in shown
    assert (
        "| 時給と地域別最低賃金の差（上） | 50円以下 | 0円未満 | 最低賃金要件の変更 案内［引用］ |"
        in shown
    )
    assert "| 補助額の上限（1プロセス以上） | 1,500,000円未満 | 公募要領（通常枠）15頁 |" in shown
