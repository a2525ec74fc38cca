"""check: the line of each problem with its place, the count, annotations, and what was meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from itsubsidy.cli import ExitCode, main
from itsubsidy.reports.content.excerpts import columns, excerpt

APPLICANT = "名称: 甲\n業種: 小売業\n従業員数: 12人\n"


@pytest.mark.parametrize(
    ("line", "column", "shown"),
    [
        # each character of full width takes two columns: 「従業員数: 」 takes 10
        ("従業員数: 五人", 7, "          ^^^^"),
        ("employees: five", 12, "           ^^^^"),
        ("  - {品名: 会計, 単価: 高い}", 18, "                       ^^^^"),
        ("業種: 'ある 業種'", 5, "      ^^^^^^^^^^^"),
        ("ｶﾅ: ｱｲ", 5, "    ^^"),
        ("か\u3099: x", 5, "    ^"),  # a combining mark takes none
        ("従業員数:　4人", 6, "         ^^"),
        ("a: b", 9, "    ^"),  # behind the end
    ],
)
def test_a_place_is_marked_by_the_columns_of_the_screen(line: str, column: int, shown: str) -> None:
    assert excerpt(line, column) == (line, shown)


def test_a_tab_and_what_moves_the_cursor_keep_their_column() -> None:
    assert excerpt("a:\tb\x1b", 4) == ("a: b\ufffd", "   ^^")


@pytest.mark.parametrize("at", [0, 40, 200, 4_000, 9_999])
def test_a_long_line_is_cut_around_the_place(at: int) -> None:
    line = "品" * at + "X" + "名" * (9_999 - at)
    shown, marks = excerpt(line, at + 1, 60)
    assert columns(shown) <= 62
    assert shown[len(shown) - len(shown.lstrip("…品")) :][:1] == "X"
    assert columns(shown[: shown.index("X")]) == len(marks) - len(marks.lstrip())


@pytest.mark.parametrize("at", [1, 2_999_999, 5_999_999])
def test_of_a_line_of_megabytes_only_what_is_near_is_looked_at(at: int) -> None:
    """A hundred problems in it would take minutes else."""
    line = "品" * 6_000_000
    near = excerpt("品" * 3_000, min(at, 1_500) if at < 5_999_000 else 2_999)
    for _ in range(100):
        assert excerpt(line, at) == near


@pytest.fixture
def files(in_folder: Path) -> Path:
    (in_folder / "申請者.yaml").write_text(APPLICANT.replace("12人", "五人"), encoding="utf-8")
    (in_folder / "見積.yaml").write_text(
        "明細:\n  - {品名: 会計, 区分: ソフトウェア, 単価: 360, プロセス: [P04], 機能: [会計]}\n",
        encoding="utf-8",
    )
    return in_folder


@pytest.mark.usefixtures("files")
def test_problems_are_shown_in_their_lines_and_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["check", "申請者.yaml", "見積.yaml"]) == ExitCode.WRONG_INPUT
    out, err = capsys.readouterr()
    assert out == "見積.yaml: 誤りはありません。注意 1件\n"
    small = "360円は一括の額として小さすぎます。万円の額なら「360万円」と書きます"
    assert err.splitlines() == [
        "申請者.yaml:3:7: 従業員数: 「五人」は数字で「5人」と書きます",
        "   3 | 従業員数: 五人",
        "     |           ^^^^",
        f"見積.yaml:2:30: 注意: 明細.1.単価: {small}",
        "   2 |   - {品名: 会計, 区分: ソフトウェア, 単価: 360, プロセス: [P04], 機能: [会計]}",
        "     |                                            ^^^",
        "誤り 1件、注意 1件",
    ]


@pytest.mark.usefixtures("files")
def test_on_a_terminal_they_are_in_colour(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for arguments in (
        ["check", "申請者.yaml", "見積.yaml"],
        ["estimate", "申請者.yaml", "見積.yaml"],
    ):
        main(arguments)
        err = capsys.readouterr().err
        assert "\x1b[1m申請者.yaml:3:7\x1b[0m: 従業員数: " in err
        assert "     |           \x1b[31m^^^^\x1b[0m\n" in err
    main(["check", "申請者.yaml", "見積.yaml"])
    assert ": \x1b[33m注意\x1b[0m: 明細.1.単価" in capsys.readouterr().err
    main(["check", "申請者.yaml", "--no-color"])
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.usefixtures("files")
def test_a_pipe_has_plain_lines_where_an_answer_was_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["estimate", "申請者.yaml", "見積.yaml"]) == ExitCode.WRONG_INPUT
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.usefixtures("files")
def test_annotations_for_github(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "申請者.yaml", "見積.yaml", "--format", "github"]) == 1
    out, err = capsys.readouterr()
    assert err == ""
    error, warning = out.splitlines()
    assert error == (
        "::error file=申請者.yaml,line=3,col=7::従業員数: 「五人」は数字で「5人」と書きます"
    )
    assert warning.startswith("::warning file=見積.yaml,line=2,col=30::明細.1.単価: 360円は")


def test_annotations_escape_what_would_end_them(
    in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (in_folder / "a,b:c%.yaml").write_text(
        "名称: 甲\n規模: 小規模事業者\n従業員数: 5%\n", encoding="utf-8"
    )
    assert main(["check", "a,b:c%.yaml", "none.yaml", "--format", "github"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "::error file=a%2Cb%3Ac%25.yaml,line=3,col=7::従業員数: 「5%25」の「%25」は"
        "ここでは使えません。「5人」と書きます",
        "::error file=none.yaml::ファイルがありません",
    ]


def problems(text: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What `check` finds wrong or odd in a file of this text, without its name."""
    (folder / "file.yaml").write_text(text, encoding="utf-8")
    main(["check", "file.yaml", "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    return [
        f"{one['line']}:{one['column']} {one['message']}"
        for one in (*told["problems"], *told["warnings"])
    ]


ITEM = "明細:\n  - {品名: 会計, 区分: ソフトウェア, 単価: 50万円, プロセス: [P04], 機能: [会計]}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a list of what may be written once a file, what was meant before it
        (
            APPLICANT + "法人種別: 店\n構成員:\n  - {名称: 乙, 規模: 小, 法人種別: 屋}\n",
            ["使える値: 会社・法人、", "使える値は 4行目と同じです"],
        ),
        (
            APPLICANT + "資本: 1\n",
            ["「資本」というキーはありません。もしかして: 資本金。使えるキー: "],
        ),
        # keys of another place
        (
            ITEM.replace("機能", "見積日: 2025-08-01, 機能"),
            ["「見積日」は 明細 の行ではなく、見積に一度だけ書きます"],
        ),
        (APPLICANT + "契約月数: 24\n", ["「契約月数」は見積のファイルの 明細 の行に書きます"]),
        ("従業員数: 4\n" + ITEM, ["「従業員数」は申請者のファイルに書きます"]),
        # counts that say more than a number
        (
            APPLICANT.replace("12人", "6人（うちパート4人）"),
            [
                "「6人（うちパート4人）」の内訳はここには書けません。数える人や物だけの数を"
                "「6人」のように書き、内訳は備考に書きます"
            ],
        ),
        (
            ITEM.replace("機能", "数量: 全体で10台, 機能"),
            [
                "「全体で10台」では決まりません。「10台」と書きます。グループの見積では、"
                "1者分の数と、買う構成員を書きます"
            ],
        ),
        # slips of the keyboard
        ("明細:\n  - 品名：会計\n", ["コロンが全角です。半角の「: 」にしてください"]),
        ("明細:\n  - 品名:会計\n", ["コロンの後に半角の空白が要ります"]),
        (APPLICANT + "交付決定の履歴: - 2023年\n", ["一覧の「- 」は、キーの次の行から書きます"]),
        (
            ITEM.replace("品名: 会計", "品名: 会計 #1 プラン"),
            ["「#」から後は読まれません。文字なら、値を引用符で囲んでください"],
        ),
    ],
)
def test_what_is_wrong_is_said_with_the_way_out(
    text: str, expected: list[str], in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = problems(text, in_folder, capsys)
    for message in expected:
        assert any(message in one for one in told), (message, told)


@pytest.mark.parametrize(
    ("name", "cut"),
    [("POSレジ #2", "#2"), ("会計 #A社", "#A社"), ("会計  # 一年目", None), ("会計#1", None)],
)
def test_a_name_that_a_mark_cuts_off(
    name: str, cut: str | None, in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"明細:\n  - 品名: {name}\n    区分: 導入設定\n    単価: 1万円\n"
    told = [one for one in problems(text, in_folder, capsys) if "読まれず" in one]
    kept = name.split(" ")[0]
    expected = (
        f"2:9 「{cut}」から後は読まれず、「{kept}」となりました。"
        "名前の一部なら、値を引用符で囲みます"
    )
    assert told == ([expected] if cut else [])
    quoted = text.replace(name, f"'{name}'")
    assert not [one for one in problems(quoted, in_folder, capsys) if "読まれず" in one]


LEDGER = "従業員,都道府県,2025年5月\n山田花子,大坂府,1200\n,東京都,1200\n"


def test_a_japanese_ledger_is_told_in_japanese_and_names_nobody(
    in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (in_folder / "wages.csv").write_text(LEDGER, encoding="utf-8")
    (in_folder / "applicant.yaml").write_text(
        APPLICANT.replace("12", "2") + "最低賃金近傍: {賃金台帳: wages.csv}\n", encoding="utf-8"
    )
    assert main(["check", "applicant.yaml", "--format", "json"]) == ExitCode.WRONG_INPUT
    told = json.loads(capsys.readouterr().out)["problems"]
    assert [one["path"] for one in told] == ["従業員1.都道府県", "従業員2"]
    assert not [one for one in told if "山田" in one["message"]]
    (in_folder / "wages.csv").write_text("従業員,時給\n山田,1200\n", encoding="utf-8")
    assert main(["check", "applicant.yaml", "--format", "json"]) == ExitCode.WRONG_INPUT
    told = json.loads(capsys.readouterr().out)["problems"]
    assert [(one["line"], one["column"], one["message"]) for one in told] == [
        (1, 5, "「時給」という列はありません。使える列: 従業員、都道府県、「2024-10」のような月"),
        (1, 1, "給与計算の表なら、itsubsidy import wages で、月ごとの時給の表にします"),
    ]


@pytest.mark.parametrize(
    "ledger",
    [
        "従業員,都道府県,2025年5月\n山田花子,大阪府,九百\n",
        "従業員,都道府県,2025年5月\n山田花子,大坂府,1200\n",
        "従業員,都道府県,2025年5月\n山田花子,大阪府\n",
    ],
)
def test_no_line_of_a_ledger_is_shown_below_its_fault(
    ledger: str, in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message names the row; the line would name the person and what they are paid."""
    (in_folder / "wages.csv").write_text(ledger, encoding="utf-8")
    (in_folder / "applicant.yaml").write_text(
        APPLICANT.replace("12", "1") + "最低賃金近傍: {賃金台帳: wages.csv}\n", encoding="utf-8"
    )
    assert main(["check", "applicant.yaml"]) == ExitCode.WRONG_INPUT
    told = capsys.readouterr()
    assert "wages.csv:2:" in told.err
    assert "山田" not in told.out + told.err
    assert "1200" not in told.err.replace("「1200」", "")


def test_nor_of_a_ledger_within_the_applicant_s_file(
    in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (in_folder / "applicant.yaml").write_text(
        APPLICANT.replace("12", "1")
        + "最低賃金近傍:\n  賃金台帳:\n"
        + "    - {従業員: 山田花子, 都道府県: 大阪府, 時給: {2025-05: 九百}}\n",
        encoding="utf-8",
    )
    assert main(["check", "applicant.yaml"]) == ExitCode.WRONG_INPUT
    told = capsys.readouterr().err
    assert "九百" in told
    assert "山田" not in told


@pytest.mark.parametrize(
    ("line", "more"),
    [
        ("区分: 確認", "。使える値: ソフトウェア、"),
        ("契約月数: 確認", ""),
        ("単価: 確認", ""),
        ("課金単位: 確認", "。使える値: "),
    ],
)
def test_what_an_import_leaves_open_is_told_as_that(
    line: str, more: str, in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = line.split(":")[0]
    item = {
        "品名": "会計",
        "区分": "ソフトウェア",
        "単価": "1万円",
        "課金単位": "月",
        "契約月数": "12",
    }
    item[key] = "確認"
    lines = [f"{name}: {value}" for name, value in item.items()]
    text = "明細:\n  - " + "\n    ".join(lines) + "\n"
    (told,) = [one for one in problems(text, in_folder, capsys) if "確認" in one]
    assert "「確認」の所がまだ決まっていません。書類を見て書きます" + more in told
