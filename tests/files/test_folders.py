"""Nothing in a client's folder is passed over: it is read, or told by every command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from itsubsidy import InputError, find_clients
from itsubsidy.cli import ExitCode, main
from itsubsidy.files.folders import client_folder
from itsubsidy.files.names import kind_of

APPLICANT = "名称: 甲\n業種: 小売業\n従業員数: 12人\n"
QUOTE = "明細:\n  - {品名: 会計, 区分: ソフトウェア, 単価: 50万円, プロセス: [P04], 機能: [会計]}\n"
DATE = ["--date", "2025-08-20"]


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("applicant.yaml", "applicant"),
        ("applicant.yml", "applicant"),
        ("Applicant.YAML", "applicant"),
        ("申請者.yaml", "applicant"),
        ("ａｐｐｌｉｃａｎｔ．ｙａｍｌ", "applicant"),
        ("quote.yaml", "quote"),
        ("Quote-d.yaml", "quote"),
        ("quote-b のコピー.yaml", "quote"),
        ("見積.yaml", "quote"),
        ("見積A_東海システム.YML", "quote"),
        ("見積書.yaml", "quote"),
        ("applicant.yaml.txt", "like an applicant"),
        ("applicant-old.yaml", "like an applicant"),
        ("申請者.yaml.bak", "like an applicant"),
        ("quote.yaml~", "like a quote"),
        ("quote.yaml.txt", "like a quote"),
        ("見積A.yaml.bak", "like a quote"),
        ("見積.xlsx", "paper"),
        ("quote.pdf", "paper"),
        (".quote.yaml.swp", None),
        ("wages.csv", None),
        ("memo.yaml", None),
        ("quotes", None),
        ("お見積.yaml", None),
    ],
)
def test_what_a_name_says(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


NOTES = {
    "quote.yaml.txt": "「quote.yaml.txt」は名前が .yaml で終わらないので、読んでいません",
    "見積A.yaml.bak": "「見積A.yaml.bak」は名前が .yaml で終わらないので、読んでいません",
    "quote.yaml~": "「quote.yaml~」は名前が .yaml で終わらないので、読んでいません",
    "applicant-old.yaml": (
        "「applicant-old.yaml」は読んでいません。申請者のファイルの名前は applicant.yaml です"
    ),
    "quote のコピー.yaml": (
        "「quote のコピー.yaml」は「quote.yaml」と同じ内容の写しなので、読んでいません"
    ),
    "quote copy.yaml": "「quote copy.yaml」は「quote.yaml」と同じ内容の写しなので、読んでいません",
    "見積.yaml": "「quote.yaml、見積.yaml」は同じ内容です",
}


@pytest.mark.parametrize("name", NOTES)
def test_every_command_tells_what_is_beside(
    name: str, in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(in_folder / "甲", **{"applicant.yaml": APPLICANT, "quote.yaml": QUOTE, name: QUOTE})
    commands = [
        ["check", "甲"],
        ["estimate", "甲", *DATE],
        ["explain", "甲", *DATE],
        ["plan", "甲", *DATE],
        ["batch", ".", *DATE],
    ]
    if name != "見積.yaml":  # of two quotes it takes none
        commands.append(["whatif", "甲", "--set", "従業員数=5", *DATE])
    for command in commands:
        assert main(command) == ExitCode.ANSWERED, command
        assert f"注: {NOTES[name]}\n" in capsys.readouterr().err, command
    assert main(["estimate", "甲", "--format", "json", *DATE]) == ExitCode.ANSWERED
    told = json.loads(capsys.readouterr().out)
    assert NOTES[name] in told["notes"]
    assert len(told["quotes"]) == (2 if name == "見積.yaml" else 1)


def test_a_copy_that_was_changed_is_a_quote_of_its_own(in_folder: Path) -> None:
    other = QUOTE.replace("50万円", "60万円")
    names = {"applicant.yaml": APPLICANT, "quote.yaml": QUOTE, "quote のコピー.yaml": other}
    folder = client_folder(write(in_folder / "甲", **names))
    assert [Path(path).name for path in folder.quotes] == ["quote のコピー.yaml", "quote.yaml"]
    assert folder.notes == ()


def test_a_folder_and_a_link_of_a_quote_s_name_are_told(in_folder: Path) -> None:
    folder = write(in_folder / "甲", **{"applicant.yaml": APPLICANT, "quote.yaml": QUOTE})
    (folder / "quote-b.yaml").mkdir()
    (folder / "quote-c.yaml").symlink_to("nowhere")
    assert sorted(client_folder(folder).notes) == [
        "「quote-b.yaml」はフォルダなので、読んでいません",
        "「quote-c.yaml」は先のないリンクなので、読んでいません",
    ]


def test_quotes_in_other_forms_are_counted_where_they_are_more(in_folder: Path) -> None:
    names = {"applicant.yaml": APPLICANT, "quote.yaml": QUOTE, "見積.xlsx": ""}
    folder = write(in_folder / "甲", **names)
    assert client_folder(folder).notes == ()
    write(folder, **{"見積B.pdf": "", "quote-c.csv": ""})
    assert client_folder(folder).notes == ("見積のファイルが 3つ、読んだ見積は 1つです",)


def test_two_applicants_are_an_error(in_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = {"applicant.yaml": APPLICANT, "申請者.yaml": APPLICANT, "quote.yaml": QUOTE}
    write(in_folder / "甲", **names)
    for command in (["estimate", "甲"], ["check", "甲"], ["batch", "."]):
        assert main(command) == ExitCode.WRONG_INPUT
        message = "applicant.yaml と 申請者.yaml の両方があります。一つにしてください"
        assert message in capsys.readouterr().err


def test_a_spreadsheet_alone_is_no_quote_under_another_name(in_folder: Path) -> None:
    folder = client_folder(write(in_folder / "甲", **{"applicant.yaml": APPLICANT, "見積.pdf": ""}))
    with pytest.raises(InputError, match=r"「見積\.pdf」は読めません。中身を quote\.yaml に"):
        folder.files()


# ---- batches


def test_batch_drops_no_folder_that_holds_anything_like_a_client(
    in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As Windows saves files, as Japanese name them, in capitals: 500,000 × 3/4 = 375,000."""
    for folder, names in {
        "good": ("applicant.yaml", "quote.yaml"),
        "in-capitals": ("Applicant.YAML", "Quote.YAML"),
        "in-japanese": ("申請者.yaml", "見積.yaml"),
        "saved-by-notepad": ("applicant.yaml.txt", "quote.yaml.txt"),
        "other": ("memo.yaml", "見積.pdf"),
    }.items():
        write(in_folder / folder, **dict(zip(names, (APPLICANT, QUOTE), strict=True)))
    assert [one.name for one in find_clients(in_folder)] == [
        "good",
        "in-capitals",
        "in-japanese",
        "saved-by-notepad",
    ]
    assert main(["batch", ".", *DATE]) == ExitCode.WRONG_INPUT
    out, err = capsys.readouterr()
    assert err.splitlines()[-1] == "4件のうち、対象 3件、対象外 0件、誤り 1件"
    assert "./saved-by-notepad: applicant.yaml がありません。" in err
    assert "「applicant.yaml.txt」は名前を applicant.yaml に直します" in err
    rows = [line.split() for line in out.splitlines() if " 375,000 " in line and "合計" not in line]
    assert [row[0] for row in rows] == ["good", "in-capitals", "in-japanese"]
    (bad,) = (line for line in out.splitlines() if line.startswith(" saved-by-notepad"))
    assert bad.split()[-2:] == ["誤り", "2件"]


def test_an_untouched_sample_is_marked_and_not_counted(
    in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(in_folder / "甲", **{"applicant.yaml": APPLICANT, "quote.yaml": QUOTE})
    assert main(["init", "新しい店"]) == ExitCode.ANSWERED
    assert main(["init", "商店街", "--group"]) == ExitCode.ANSWERED
    capsys.readouterr()
    assert main(["batch", ".", *DATE]) == ExitCode.ANSWERED
    out, err = capsys.readouterr()
    assert err.splitlines()[-1] == "1件のうち、対象 1件、対象外 0件、誤り 0件。ほかに見本のまま 2件"
    assert "注: ./新しい店/applicant.yaml: init の見本のままなので、数えていません" in err
    assert "合計 1件" in out
    assert [line.split()[-1] for line in out.splitlines() if "店" in line] == ["見本のまま"] * 2
    for name, mark in (
        ("csv", ",見本,"),
        ("jsonl", '"sample": true'),
        ("markdown", "見本のまま"),
    ):
        assert main(["batch", ".", "--format", name, *DATE]) == ExitCode.ANSWERED
        assert capsys.readouterr().out.count(mark) == 2, name


def test_half_a_sample_is_told_by_every_answer(
    in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", "甲"]) == ExitCode.ANSWERED
    applicant = in_folder / "甲" / "applicant.yaml"
    text = applicant.read_text(encoding="utf-8")
    applicant.write_text(text.replace("株式会社サンプル商店", "甲"), encoding="utf-8")
    assert main(["batch", ".", *DATE]) == ExitCode.ANSWERED
    capsys.readouterr()
    assert main(["estimate", "甲", *DATE]) == ExitCode.ANSWERED
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("注意")]
    assert told == ["注意 明細.1.品名: init の見本の品名のままです（甲/quote.yaml:10:9）"]
