"""The READMEs say what is true: output is the tool's, Python runs, tables have every key."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from clients import ROOT

from itsubsidy.cli import main
from itsubsidy.files.keys import Key, Keys
from itsubsidy.files.text import normal
from itsubsidy.inputs.ledger import parse_ledger
from itsubsidy.inputs.spelling import APPLICANT, ITEM, QUOTE

BLOCK = r"<!-- {} -->\n```\w+\n(.*?)```"


def block(readme: str, mark: str) -> str:
    found = re.search(BLOCK.format(re.escape(mark)), readme, re.DOTALL)
    assert found, mark
    return found[1]


def test_the_output_shown_is_the_output(
    pages: dict[str, str],
    examples: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(examples.parent)
    shown = []
    for page in pages.values():
        for command in re.findall(r"<!-- (itsubsidy .*?) -->", page):
            assert main(command.split()[1:]) == 0
            assert block(page, command) == capsys.readouterr().out
            shown.append(command.split()[1])
    assert shown == ["estimate", "explain", "plan", "rounds", "batch"]


def test_the_readme_is_short(readme: str) -> None:
    assert len(readme.splitlines()) <= 250


def test_links_lead_to_files_and_headings(pages: dict[str, str]) -> None:
    for path, page in pages.items():
        for link in re.findall(r"\]\(([^)]+)\)", page):
            target, _, place = link.partition("#")
            if not link.startswith("https://"):
                file = ROOT / Path(path).parent / target if target else ROOT / path
                assert file.exists(), (path, link)
                headings = file.read_text(encoding="utf-8") if place else ""
                assert not place or place in anchors(headings), (path, link)


def anchors(page: str) -> list[str]:
    """The names of a page's headings in links, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", page, re.MULTILINE)
    return [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]


@pytest.mark.parametrize("keys", [APPLICANT, QUOTE])
def test_every_key_of_a_client_s_files_is_explained(pages: dict[str, str], keys: Keys) -> None:
    explained = "\n".join(
        line for line in pages["examples/README.md"].splitlines() if line.startswith("| ")
    )
    for key in all_keys(keys):
        assert re.search(rf"`([a-z_]+(\[\])?\.)?{key.name}`", explained), key.name
        assert re.search(rf"[|、{{ *`]{re.escape(key.spellings[0])}[|、:*` ]", explained), key.name


def all_keys(keys: Keys) -> Iterator[Key]:
    """A file's keys and those below them, but for the rows of a ledger and the members."""
    for key in {key.name: key for key in keys.values()}.values():
        yield key
        if key.name not in {"ledger", "members"}:
            yield from all_keys(key.below)


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("法人種別", APPLICANT["entity"]),
        ("業種", APPLICANT["industry"]),
        ("区分", ITEM["category"]),
    ],
)
def test_every_value_has_its_row_and_the_words_named_are_read(
    pages: dict[str, str], heading: str, key: Key
) -> None:
    section = pages["examples/README.md"].split(f"\n### {heading}\n")[1].split("\n#")[0]
    rows = re.findall(r"^\| (.+?) \| `(\w+)` \| ?(.*?) ?\|$", section, re.MULTILINE)
    assert [english for _, english, _ in rows] == list(key.values)
    for word, english, examples in rows:
        assert key.words is not None
        assert key.words[normal(word)] == english
        for example in re.findall(r"[^、]+", examples) if heading == "業種" else ():
            known = key.words.get(normal(example))
            assert (known or (key.read and key.read(example))) == english, example


def test_the_newcomer_s_run_is_what_happens(
    readme: str, examples: Path, in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Commands, files and corrections of the quick start, in their order, beside the examples."""
    shutil.copytree(examples, in_folder / "examples")
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
    assert commands == ["import", "import", "init", "check", "check", "estimate"]


def test_the_ledger_shown_is_read(pages: dict[str, str]) -> None:
    shown = block(pages["examples/README.md"], "wages.csv")
    rows = parse_ledger(shown.encode(), "wages.csv").rows
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
    assert "itsubsidy estimate examples/shop --date 2025-08-20\n" in block(readme, "run")


def test_the_second_command_answers_by_today_s_programme(
    readme: str,
    examples: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(examples.parent)
    command = block(readme, "today").split()
    assert command[0] == ".venv/bin/itsubsidy"
    assert main([*command[1:], "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["programme"]["id"] == "it2026"


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
