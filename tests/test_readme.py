"""The README says what is true: its output is the tool's, its Python runs, its commands exist."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from itsubsidy.cli import main
from itsubsidy.inputs.ledger import parse_ledger

BLOCK = r"<!-- {} -->\n```\w+\n(.*?)```"


def block(readme: str, mark: str) -> str:
    found = re.search(BLOCK.format(re.escape(mark)), readme, re.DOTALL)
    assert found, mark
    return found[1]


def test_the_output_shown_is_the_output(
    readme: str,
    examples: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(examples.parent)
    commands = re.findall(r"<!-- (itsubsidy .*?) -->", readme)
    assert [command.split()[1] for command in commands] == ["estimate", "explain", "plan", "batch"]
    for command in commands:
        assert main(command.split()[1:]) == 0
        assert block(readme, command) == capsys.readouterr().out


def test_the_newcomer_s_run_is_what_happens(
    readme: str, in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Commands, files and corrections of the quick start, in their order, in an empty folder."""
    steps = re.findall(r"<!-- 初めて: (.*?) -->\n(?:```\w+\n(.*?)```)?", readme, re.DOTALL)
    commands = []
    for step, shown in steps:
        if step.startswith("itsubsidy "):
            commands.append(step.split()[1])
            main(step.split()[1:])
            told = capsys.readouterr()
            assert shown == told.err + told.out
        elif correction := re.fullmatch(r"(\S+) の「(.*)」を「(.*)」に直す", step):
            path = in_folder / correction[1]
            text = path.read_text(encoding="utf-8")
            assert correction[2] in text
            path.write_text(text.replace(correction[2], correction[3]), encoding="utf-8")
        else:
            assert (in_folder / step).exists()  # what init wrote is written anew
            (in_folder / step).write_text(shown, encoding="utf-8")
    assert commands == ["init", "check", "check", "estimate"]


def test_the_ledger_shown_is_read(readme: str) -> None:
    rows = parse_ledger(block(readme, "wages.csv").encode(), "wages.csv").rows
    assert [(row.employee, len(row.wages)) for row in rows] == [
        ("石田 和子", 3),
        ("木村 健", 3),
        ("中村 葵", 1),
    ]


def test_the_picture_is_there(readme: str, examples: Path) -> None:
    (picture,) = re.findall(r"!\[[^]]+\]\(([^)]+)\)", readme)
    assert (examples.parent / picture).read_bytes().startswith(b"\x89PNG")


def test_the_two_commands_do_all_the_set_up(readme: str) -> None:
    for mark in ("run", "test"):
        command = block(readme, mark).strip()
        assert "\n" not in command
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")


def test_the_python_shown_runs_and_says_what_it_says(
    readme: str, examples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(examples.parent)
    found = re.search(r"## Python\n\n```python\n(.*?)```", readme, re.DOTALL)
    assert found
    lines = found[1].splitlines()
    names: dict[str, Any] = {}
    shown = 0
    for line in lines:
        code, _, said = line.partition("  # ")
        if said.startswith(('"', "7")):
            assert repr(eval(code, names)).replace("'", '"') == said.strip()  # noqa: S307
            shown += 1
        else:
            exec(code, names)  # noqa: S102
    assert shown == 2
    assert names["result"].on == date(2025, 8, 20)


def test_the_changelog_has_the_version(readme: str, examples: Path) -> None:
    from itsubsidy import __version__

    changelog = (examples.parent / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{__version__}] - " in changelog
    assert readme.startswith("# itsubsidy\n")
