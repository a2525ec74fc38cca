"""whatif: what may be named and how, the sentence that says what comes of it, and refusals."""

from __future__ import annotations

from pathlib import Path

import pytest

from itsubsidy.cli import ExitCode, main

DATE = ["--date", "2025-08-20"]


@pytest.fixture
def client(in_folder: Path) -> Path:
    """12 people: 10,000 × 24 × 3/4 = 180,000 for the software alone, and 100,000 × 3/4."""
    folder = in_folder / "甲"
    folder.mkdir()
    (folder / "applicant.yaml").write_text(
        "名称: 甲\n業種: 小売業\n資本金: 800万円\n従業員数: 12人\n", encoding="utf-8"
    )
    (folder / "quote.yaml").write_text(
        "明細:\n"
        "  - {品名: 会計Ver.2.0, 区分: ソフトウェア, 単価: 1万円, 課金単位: 月, 契約月数: 24,"
        " プロセス: [P04], 機能: [会計, 受発注]}\n"
        "  - {品名: 初期設定 会計, 区分: 導入設定, 単価: 10万円}\n"
        "  - {品名: 研修, 区分: 導入設定, 単価: 0円}\n",
        encoding="utf-8",
    )
    return folder


def sentence(setting: str, capsys: pytest.CaptureFixture[str]) -> str:
    """The first line of the answer."""
    assert main(["whatif", "甲", "--set", setting, *DATE]) == ExitCode.ANSWERED, setting
    return capsys.readouterr().out.splitlines()[0]


# 12,000 × 24 × 3/4 = 216,000 and 75,000: 291,000 instead of 255,000
DEARER = "補助額 255,000 → 291,000円（+36,000円）"


@pytest.mark.usefixtures("client")
@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("明細.1.単価=12,000円", DEARER),
        ("明細.会計Ver.2.0.単価=12000", DEARER),
        ('明細."会計Ver.2.0".単価=12000', DEARER),
        ("明細.「会計Ver.2.0」.単価=12000", DEARER),
        ("items.'会計Ver.2.0'.price=12000", DEARER),
        ("明細.会計Ver.単価=12000", DEARER),
        ("明細.Ｖｅｒ.単価=12000", DEARER),
        ("明細.研修.単価=48,000円", DEARER),  # 48,000 × 3/4 = 36,000
        ("明細.研.単価=48,000円", DEARER),
        # 4 people: (340,000 × 4/5)
        ("申請者.従業員数=4人", "補助額 255,000 → 272,000円（+17,000円）"),
        ("従業員数=4人", "補助額 255,000 → 272,000円（+17,000円）"),
        ("applicant.employees=4", "補助額 255,000 → 272,000円（+17,000円）"),
        ("従業員数=13人", "補助額 255,000円のまま変わりません"),
        ("申請者.申請要件.GビズIDプライム=いいえ", "補助額 255,000 → 0円（-255,000円）"),
    ],
)
def test_one_sentence_comes_first(
    setting: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sentence(setting, capsys) == expected


@pytest.mark.usefixtures("client")
@pytest.mark.parametrize(
    ("setting", "code", "expected"),
    [
        (
            "明細.会計.単価=1",
            ExitCode.WRONG_INPUT,
            "明細.会計.単価: 「会計」は二つ以上あります（1 会計Ver.2.0、2 初期設定 会計）。"
            "番号か、引用符で囲んだ名前で書きます",
        ),
        (
            '明細."会計".単価=1',
            ExitCode.WRONG_INPUT,
            '明細."会計".単価: 「会計」はありません。ある名前: 会計Ver.2.0、初期設定 会計、研修',
        ),
        ("明細.9.単価=1", ExitCode.WRONG_INPUT, "明細.9.単価: 9 番目はありません。3 番目までです"),
        (
            "契約月数=24",
            ExitCode.CANNOT_RUN,
            "「契約月数」は明細のキーです。「明細.1.契約月数」のように、行から書きます",
        ),
        (
            "申請者.従業員数=五",
            ExitCode.WRONG_INPUT,
            "申請者.従業員数: 「五」は数字で「5」と書きます",
        ),
        (
            "明細.研修.課金単位=月",
            ExitCode.WRONG_INPUT,
            "明細.3.契約月数: 書かれていません。課金単位: 月 には契約期間の月数が要ります",
        ),
        (
            "items.3.per=month",
            ExitCode.WRONG_INPUT,
            "items.3.months: 書かれていません。per: month には契約期間の月数が要ります",
        ),
        (
            "明細.1.機能=会",
            ExitCode.WRONG_INPUT,
            "明細.1.機能.1: 「会」は使えません。使える値: 会計、",
        ),
        ("申請者.従業員=5", ExitCode.WRONG_INPUT, "というキーはありません。従業員数 と書きます"),
    ],
)
def test_refusals_are_in_the_words_of_who_asks(
    setting: str, code: ExitCode, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["whatif", "甲", "--set", setting, *DATE]) == code
    err = capsys.readouterr().err
    assert expected in err
    if not setting.isascii():
        words = err.replace("itsubsidy", "").replace("--set", "").replace("Ver", "")
        assert not [word for word in ("items", "price", "months", "applicant") if word in words]


def test_two_days_stand_beside_each_other(
    examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The shop a round later: the same yen, until 2025-09-22."""
    command = ["whatif", str(examples / "shop"), "--date", "2025-08-20"]
    assert main([*command, "--set", "申請日=2025-09-01"]) == ExitCode.ANSWERED
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    for row in (
        ["申請日", "2025-08-20", "2025-09-01"],
        ["補助額", "775,333円", "775,333円"],
        ["支払（税込）", "1,540,000円", "1,540,000円"],
        ["実質負担（税込）", "764,667円", "764,667円"],
        ["3年間の負担（税込）", "870,267円", "870,267円"],
    ):
        assert row in lines
    (programme,) = [line for line in lines if line[:1] == ["制度"]]
    assert "（4次締切" in "".join(programme)
    assert "（5次締切" in "".join(programme)
