"""Nothing that a file, its name or the command line holds reaches a reader raw."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from pathlib import Path
from typing import Final

import pytest

from itsubsidy.cli import ExitCode, main

DATE: Final = ("--date", "2025-08-20")

HOSTILE: Final = "悪\x1b[2J\x9b\x07\u202e\u2028\u2029\u200b\ufeff\U000e0041=＝"
"""Controls of one and of two bytes, marks that turn the writing around, breaks of lines."""


def unsafe(text: str) -> list[str]:
    """What of a text has no place on a terminal, apart from our own line ends."""
    categories = ("Cc", "Cf", "Zl", "Zp", "Cs")
    return [
        char
        for char in text
        if unicodedata.category(char) in categories and char not in "\r\n\ufeff"
    ] + re.findall("(?<=.)\ufeff", text)


def quoted(text: str) -> str:
    """Text in YAML, all of it as escapes."""
    return '"' + "".join(f"\\U{ord(char):08x}" for char in text) + '"'


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A client every text of which is hostile."""
    folder = tmp_path / "顧\x1b[31m客\u202e"
    folder.mkdir()
    hostile = quoted(HOSTILE)
    rows = f"{{employee: {hostile}, prefecture: 東京都, wages: {{2025-05: 1170, 2025-06: 1170}}}}"
    (folder / "applicant.yaml").write_text(
        f"name: {hostile}\nindustry: retail\nemployees: 1\n"
        f"near_minimum_wage: {{ledger: [{rows}]}}\n",
        encoding="utf-8",
    )
    (folder / "quote.yaml").write_text(
        f"vendor: {hostile}\ntitle: {hostile}\nitems:\n"
        f"- {{name: {hostile}, category: software, price: 1000000, processes: [共P-01],"
        " functions: [accounting], per: month, months: 12}\n"
        f"- {{name: {quoted(HOSTILE + '2')}, category: discount, price: 10, for: {hostile}}}\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.mark.parametrize(
    ("command", "formats"),
    [
        ("estimate", ("table", "json", "csv", "markdown", "html")),
        ("explain", ("table", "json", "markdown")),
        ("plan", ("table", "json", "csv", "markdown", "html")),
        ("batch", ("table", "json", "jsonl", "csv", "markdown")),
    ],
)
def test_no_report_shows_it_raw(
    command: str, formats: tuple[str, ...], client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in formats:
        assert main([command, str(client), *DATE, "--format", name]) == ExitCode.ANSWERED
        shown = capsys.readouterr()
        assert unsafe(shown.out) == [], name
        assert unsafe(shown.err) == [], name
        if name == "csv":
            cells = [cell for row in csv.reader(io.StringIO(shown.out)) for cell in row]
            assert not [cell for cell in cells if cell.lstrip()[:1] in tuple("=+@＝＋－＠")]
        if name == "jsonl":
            assert len(shown.out.splitlines()) == 1


def test_json_says_it_in_escapes(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["estimate", str(client), *DATE, "--format", "json"]) == ExitCode.ANSWERED
    report = json.loads(capsys.readouterr().out)
    assert report["applicant"]["name"] == HOSTILE
    assert report["quotes"][0]["vendor"] == HOSTILE


def test_what_is_changed_and_what_is_wrong_is_told_safely(
    client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (
        ["whatif", str(client), "--set", "items.x.price=1", *DATE],
        ["whatif", str(client), "--set", f"items.{HOSTILE}.price=x", *DATE],
        ["whatif", str(client), "--set", f"applicant.name={HOSTILE}", *DATE],
        ["whatif", str(client), "--set", "applicant.name=\udcff", *DATE],
        ["check", str(client)],
        ["check", f"{HOSTILE}\n偽.yaml: 問題ありません"],
        ["estimate", str(client), f"--{HOSTILE}"],
        [HOSTILE],
        ["init", f"{HOSTILE}/{'x' * 300}"],
        ["estimate", str(client), "--format", HOSTILE],
        ["estimate", str(client), "--date", HOSTILE],
        ["batch", str(client), "--min-subsidy", "9" * 5_000],
    ):
        main(arguments)
        shown = capsys.readouterr()
        assert unsafe(shown.out) == [], arguments
        assert unsafe(shown.err) == [], arguments
        assert "\n偽" not in shown.err
        assert "内部の誤り" not in shown.err, arguments
        assert "sys." not in shown.err, arguments


def test_in_markdown_nothing_is_a_link(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "applicant.yaml").write_text("name: 甲\nsize: small\n", encoding="utf-8")
    vendor = "http://a.example/ www.a.example b@a.example"
    (tmp_path / "quote.yaml").write_text(
        f"vendor: {vendor}\nitems:\n- {{name: 品, category: pc, price: 1}}\n", encoding="utf-8"
    )
    assert main(["estimate", str(tmp_path), *DATE, "--format", "markdown"]) == ExitCode.ANSWERED
    shown = capsys.readouterr().out
    assert "http\\://a.example/ www\\.a.example b@\u2060a.example" in shown
    assert not re.search(r"http://|www\.|b@a", shown)
