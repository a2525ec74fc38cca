"""estimate: folders and files, dates and frames, exit codes, and problems as JSON."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from clients import APPLICANT, QUOTE

from itsubsidy.cli import ExitCode, main, options

CLOSED = "items:\n  - {name: 旅費, category: other, price: 100_000}\n"


def test_table_goes_to_stdout(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["estimate", str(client), "--date", "2025-08-20"]) == ExitCode.ANSWERED
    told = capsys.readouterr()
    assert "\n補助額 80,000円（インボイス枠・インボイス対応類型）\n" in told.out
    assert told.err == ""


def test_files_may_be_named_one_by_one(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(client / "applicant.yaml"), str(client / "quote.yaml")]
    assert main(["estimate", *files, "--format", "json"]) == ExitCode.ANSWERED
    assert json.loads(capsys.readouterr().out)["quotes"][0]["best"] == "invoice"


def test_every_quote_of_a_folder_is_compared(
    client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (client / "quote-b.yml").write_text(QUOTE.replace("100_000", "50_000"), encoding="utf-8")
    (client / "notes.yaml").write_text("not: a quote\n", encoding="utf-8")
    assert main(["estimate", str(client), "--format", "json"]) == ExitCode.ANSWERED
    quotes = json.loads(capsys.readouterr().out)["quotes"]
    assert [(Path(q["file"]).name, q["total"]) for q in quotes] == [
        ("quote-b.yml", 50_000),
        ("quote.yaml", 100_000),
    ]


def test_json_of_problems(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (client / "quote.yaml").write_text("items: []\n", encoding="utf-8")
    assert main(["estimate", str(client), "--format", "json"]) == ExitCode.WRONG_INPUT
    told = capsys.readouterr()
    file = str(client / "quote.yaml")
    assert json.loads(told.out) == {
        "schema": "itsubsidy.estimate/1",
        "problems": [
            {
                "file": file,
                "line": 1,
                "column": 8,
                "path": "items",
                "message": "空です。一つ以上を書きます",
            }
        ],
    }
    assert told.err == f"{file}:1:8: items: 空です。一つ以上を書きます\n"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "applicant.yaml がありません"),
        ({"applicant.yaml": APPLICANT}, "quote で始まる見積（quote.yaml など）がありません"),
        (
            {"applicant.yaml": APPLICANT, "applicant.yml": APPLICANT, "quote.yaml": QUOTE},
            "applicant.yaml と applicant.yml の両方があります。一つにしてください",
        ),
    ],
)
def test_incomplete_folder(
    files: dict[str, str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["estimate", str(tmp_path)]) == ExitCode.WRONG_INPUT
    assert f"{tmp_path}: {message}\n" in capsys.readouterr().err


def test_missing_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["estimate", "nowhere.yaml", "no-quote.yaml"]) == ExitCode.WRONG_INPUT
    assert capsys.readouterr().err == (
        "nowhere.yaml: ファイルがありません\nno-quote.yaml: ファイルがありません\n"
    )


def test_a_folder_stands_alone(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["estimate", str(client), str(client)]) == ExitCode.CANNOT_RUN
    assert "フォルダを指定するときは一つだけです" in capsys.readouterr().err


def test_an_applicant_needs_a_quote(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["estimate", str(client / "applicant.yaml")]) == ExitCode.CANNOT_RUN
    assert "見積のファイルも指定してください" in capsys.readouterr().err


def test_fail_if_none(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["estimate", str(client), "--fail-if-none"]) == ExitCode.ANSWERED
    (client / "quote.yaml").write_text(CLOSED, encoding="utf-8")
    assert main(["estimate", str(client)]) == ExitCode.ANSWERED
    assert main(["estimate", str(client), "--fail-if-none"]) == ExitCode.NONE_ELIGIBLE
    assert "\n対象になる申請枠がありません\n" in capsys.readouterr().out


def test_frames_may_be_chosen(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["estimate", str(client), "--format", "json", "--frame", "security"]
    assert main([*arguments, "--frame", "normal"]) == ExitCode.ANSWERED
    quote = json.loads(capsys.readouterr().out)["quotes"][0]
    assert [frame["frame"] for frame in quote["frames"]] == ["normal", "security"]
    assert quote["best"] == "normal"


def test_today_is_moved_into_the_window(
    client: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Later(date):
        @classmethod
        def today(cls) -> Later:
            return cls(2026, 11, 22)

    monkeypatch.setattr(options, "date", Later)
    arguments = ["estimate", str(client), "--programme", "it2025", "--format", "json"]
    assert main(arguments) == ExitCode.ANSWERED
    told = json.loads(capsys.readouterr().out)
    assert told["programme"]["application_date"] == "2026-01-07"
    assert told["notes"][0] == (
        "IT導入補助金2025 の受付は 2026-01-07 に終わっています。"
        "申請日を 2026-11-22 でなく 2026-01-07 として計算しました"
    )


def test_a_date_before_the_window_is_moved_too(
    client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["estimate", str(client), "--programme", "it2025", "--date", "2025-01-01"]
    assert main(arguments) == ExitCode.ANSWERED
    assert "申請日 2025-01-01 は受付の期間の外なので 2025-03-31 としました" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize("arguments", [["--programme", "it2026"], []])
def test_a_date_after_the_last_window_that_has_an_end_is_not_moved(
    arguments: list[str], client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["estimate", str(client), "--date", "2030-01-01", "--format", "json", *arguments]
    assert main(command) == ExitCode.ANSWERED
    told = json.loads(capsys.readouterr().out)
    assert told["programme"]["id"] == "it2026"
    assert told["programme"]["application_date"] == "2030-01-01"
    assert not any("受付は" in note for note in told["notes"])


def test_a_total_that_does_not_fit_stops_every_command(
    client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (client / "quote.yaml").write_text(f"total: 110_000\n{QUOTE}", encoding="utf-8")
    for command in ("estimate", "explain", "plan", "batch", "check"):
        assert main([command, str(client)]) == ExitCode.WRONG_INPUT
        told = capsys.readouterr()
        assert "quote.yaml:1:8: total: 110,000円は、明細から決まる 100,000円より" in (
            told.err + told.out
        )
