"""Who works for a client stays in the file, unless somebody asks for names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from itsubsidy.cli import ExitCode, main

NAMES = ("石田 和子", "大野 由美", "加藤 恵", "木村 健")
"""Near the minimum wage in `examples/workshop`, in the order of its ledger."""

OF_PEOPLE = [
    ("estimate", "json"),
    ("estimate", "html"),
    ("explain", "table"),
    ("explain", "json"),
    ("explain", "markdown"),
    ("plan", "json"),
    ("plan", "html"),
]
"""The commands and formats whose working names employees, one way or the other."""


def shown(capsys: pytest.CaptureFixture[str], command: str, client: Path, *more: str) -> str:
    assert main([command, str(client), "--date", "2025-11-20", *more]) == ExitCode.ANSWERED
    printed = capsys.readouterr()
    return printed.out + printed.err


@pytest.mark.parametrize(("command", "format"), OF_PEOPLE)
def test_employees_have_numbers_unless_names_are_asked_for(
    command: str, format: str, examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    client = examples / "workshop"
    text = shown(capsys, command, client, "--format", format)
    assert not [name for name in NAMES if name in text]
    assert re.search("従業員1 990 - 1,050", text)
    named = shown(capsys, command, client, "--format", format, "--names")
    assert [name for name in NAMES if name in named] == list(NAMES)
    assert "従業員1 990" not in named
    assert named.count("石田 和子") == text.count("従業員1 ")


@pytest.mark.parametrize(
    ("command", "format"),
    [
        ("estimate", "table"),
        ("estimate", "csv"),
        ("estimate", "markdown"),
        ("plan", "table"),
        ("plan", "csv"),
        ("plan", "markdown"),
        ("check", "table"),
        ("check", "json"),
        ("whatif", "json"),
        ("batch", "csv"),
        ("batch", "json"),
    ],
)
def test_what_has_no_working_names_nobody(
    command: str, format: str, examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--set", "明細.1.単価=13000"] if command == "whatif" else []
    arguments = [command, str(examples / "workshop"), "--format", format, *options]
    dated = [] if command == "check" else ["--date", "2025-11-20"]
    assert main([*arguments, *dated]) == ExitCode.ANSWERED
    printed = capsys.readouterr()
    assert not [name for name in NAMES if name in printed.out + printed.err]


@pytest.mark.parametrize("format", ["table", "markdown", "json"])
def test_a_name_is_shown_as_text_and_does_nothing(
    format: str, in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (in_folder / "applicant.yaml").write_text(
        "name: 甲\nindustry: manufacturing\nemployees: 1\nprefecture: 新潟県\n"
        "near_minimum_wage:\n  ledger:\n"
        '    - {employee: "<b>\\u202e乙", prefecture: 新潟県, wages: {2025-05: 1000}}\n',
        encoding="utf-8",
    )
    (in_folder / "quote.yaml").write_text(
        "items:\n- {name: 会計, category: software, price: 1_000_000, processes: [共P-04]}\n",
        encoding="utf-8",
    )
    text = shown(capsys, "explain", in_folder, "--frame", "normal", "--format", format, "--names")
    assert "乙" in text
    assert "\u202e" not in text
