"""Who gives a report to whom, in every report that is handed over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from clients import QUOTE, write_client

from itsubsidy.cli import ExitCode, main
from itsubsidy.reports.content.cover import DISCLAIMER
from itsubsidy.rules.programme.rulefile import programme_named

COMMANDS = [
    (["estimate"], "補助額の見積もり"),
    (["explain"], "補助額の見積もり"),
    (["explain", "--obligations"], "補助金が求めること"),
    (["plan"], "申請の組み合わせ"),
]
SAID = ["--to", "港商店 様", "--author", "診断士 甲", "--comment", "先日の <件> です"]


def printed(capsys: pytest.CaptureFixture[str], client: Path, *arguments: str) -> str:
    command, *options = arguments
    assert main([command, str(client), "--date", "2025-08-20", *options]) == ExitCode.ANSWERED
    return capsys.readouterr().out


@pytest.mark.parametrize(("command", "about"), COMMANDS)
def test_a_text_begins_with_who_gives_it_to_whom(
    command: list[str], about: str, examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(capsys, examples / "shop", *command, *SAID, "--format", "markdown")
    lines = [line for line in text.splitlines() if line][:5]
    assert lines[:2] == [f"# IT導入補助金2025 {about}", "**港商店 様**"]
    assert lines[2].startswith("- 20")
    assert lines[3] == "- 作成: 診断士 甲"
    assert "件" in lines[4]
    assert "<件>" not in lines[4]
    plain = printed(capsys, examples / "shop", *command, "--format", "markdown")
    assert about not in plain.splitlines()[0]


@pytest.mark.parametrize(("command", "about"), COMMANDS)
def test_a_page_begins_with_who_gives_it_to_whom(
    command: list[str], about: str, examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = printed(capsys, examples / "shop", *command, *SAID, "--format", "html")
    body = page.split("<body>")[1]
    first = body[: body.index("IT導入補助金2025 " + about)]
    assert "港商店 様" in first
    assert "診断士 甲" in first
    assert "先日の &lt;件&gt; です" in body
    assert "港商店 御中" not in body


@pytest.mark.parametrize("format", ["html", "markdown"])
@pytest.mark.parametrize("command", ["estimate", "explain", "plan"])
def test_brief_is_the_first_page_alone(
    command: str, format: str, examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No hash, no source and no command; the answer, and that it is no promise."""
    whole = printed(capsys, examples / "inn", command, "--format", format)
    brief = printed(capsys, examples / "inn", command, "--format", format, "--brief")
    assert "SHA-256" in whole
    assert len(brief) < len(whole) // 2 or format == "html"
    body = brief.split("<body>")[-1]
    for proof in ("SHA-256", "koubo-", "itsubsidy "):
        assert proof not in body
    assert DISCLAIMER in body
    assert "2,855,000" in body


@pytest.mark.parametrize("command", ["estimate", "explain", "plan"])
@pytest.mark.parametrize("option", [["--to", "甲"], ["--comment", "甲"], ["--brief"]])
def test_what_a_format_does_not_have_is_refused(
    command: str, option: list[str], examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([command, str(examples / "shop"), *option, "--format", "json"])
    assert code == ExitCode.CANNOT_RUN
    told = f"itsubsidy: {option[0]} は --format html か markdown と使います\n"
    assert capsys.readouterr().err == told


def test_the_author_in_the_environment_is_that_of_reports_alone(
    examples: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ITSUBSIDY_AUTHOR", "診断士 甲")
    assert "診断士 甲" in printed(capsys, examples / "shop", "plan", "--format", "html")
    assert "診断士 甲" not in printed(capsys, examples / "shop", "plan", "--format", "json")


@pytest.mark.parametrize("command", ["estimate", "explain", "plan"])
def test_a_page_leads_to_the_documents_and_nowhere_else(
    command: str, in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The addresses are those of the rule file; what a client writes is no link."""
    write_client(in_folder / "甲", quote=QUOTE.replace("丁", "'http://evil.example/'"))
    page = printed(capsys, in_folder / "甲", command, "--format", "html")
    documents = programme_named("it2025").documents.values()
    known = [document.address for document in documents if document.address]
    assert known
    assert re.findall(r'<a [^>]*href="([^"]*)"', page) == known
    assert "http://evil.example/" in page


@pytest.mark.parametrize(("quotes", "told"), [(50, False), (51, True)])
def test_of_very_many_quotes_those_that_bring_most_are_explained(
    quotes: int, told: bool, in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """60,000 yen and more, each a thousand more than the one before; the first brings least."""
    write_client(in_folder / "甲")
    (in_folder / "甲" / "quote.yaml").unlink()
    for number in range(1, quotes + 1):
        text = QUOTE.replace("丁", f"第{number:03}社").replace(
            "100_000", str(99_000 + 1_000 * number)
        )
        (in_folder / "甲" / f"quote{number:03}.yaml").write_text(text, encoding="utf-8")
    text = printed(capsys, in_folder / "甲", "explain", "--format", "markdown")
    note = (
        "補助額の多い 50件の見積を説明します。"
        "ほか 1件は、申請者と見積のファイルを指定すると説明します"
    )
    assert (note in text) is told
    assert ("## 見積: 第001社" in text) is not told
    assert "## 見積: 第002社" in text
    assert text.index("## 見積: 第002社") < text.index(f"## 見積: 第{quotes:03}社")
