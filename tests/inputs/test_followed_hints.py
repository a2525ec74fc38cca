"""Every hint that the broken files get is followed: what it says to write is then right there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from itsubsidy.files.keys import Keys, read_as
from itsubsidy.files.problems import Problem
from itsubsidy.files.text import normal
from itsubsidy.inputs.reading import check_files
from itsubsidy.inputs.spelling import (
    ACCOUNTS,
    APPLICANT,
    HISTORY,
    ITEM,
    LARGE_COMPANY,
    NEAR_MINIMUM_WAGE,
    PREREQUISITES,
    PRODUCTIVITY,
    QUOTE,
    WAGE_PLAN,
)

BAD = Path(__file__).parent.parent / "bad"

_INSTEAD = re.compile(r"「([^「」]+)」(?:か\s?「([^「」]+)」)?と書きます\Z")
_CHOICE = re.compile(r"決まりません。(.+)の(?:どれか|どちらか)を書きます\Z")
_CUT_NUMBER = re.compile(r"コンマで値が切れます。「([^「」]+)」は")
_MEANT = re.compile(r"もしかして: ([^。]+?)(?:。|\Z)")


def said_to_write(message: str) -> list[str]:
    """What a message says to write instead, each way out."""
    if found := _INSTEAD.search(message):
        return [text.strip("「」") for text in found.groups() if text]
    if found := _CHOICE.search(message):
        return re.findall(r"「([^「」]+)」", re.sub(r"（.*?）", "", found[1]))
    if found := _MEANT.search(message):
        return [re.sub(r"（.*", "", one) for one in found[1].split("か、")]
    return []


def nodes(node: Node) -> Iterator[ScalarNode]:
    """Every scalar of a document, keys too."""
    match node:
        case ScalarNode():
            yield node
        case MappingNode():
            for key, value in node.value:
                yield from nodes(key)
                yield from nodes(value)
        case SequenceNode():
            for below in node.value:
                yield from nodes(below)


def followed(text: str, problem: Problem, instead: str) -> str:
    """The file with the scalar at a problem replaced."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert root is not None
    for node in nodes(root):
        mark, end = node.start_mark, node.end_mark
        if (mark.line + 1, mark.column + 1) == (problem.line, problem.column):
            return text[: mark.index] + instead + text[end.index :]
    raise AssertionError(problem)


def number_whole(text: str, problem: Problem, number: str, instead: str) -> str:
    """The file with a number that commas cut up written as the message says."""
    lines = text.split("\n")
    line = lines[problem.line - 1]
    ends = combinations(range(len(line) + 1), 2)
    first, last = next(ends for ends in ends if normal(line[slice(*ends)]) == number)
    lines[problem.line - 1] = line[:first] + instead + line[last:]
    return "\n".join(lines)


def problems_with_hints() -> list[tuple[str, Problem, str]]:
    """Each problem of the broken files with each thing that it says to write."""
    return [
        (path.name, problem, instead)
        for path in sorted(BAD.glob("*.yaml"))
        for problem in check_files([str(path)]).problems
        if problem.file == str(path)
        for instead in said_to_write(problem.message)
    ]


HINTS = problems_with_hints()

OTHERWISE_WRONG = {
    "applicant-day-for-text.yaml:4": "「true」は都道府県の名前ではありません",
    "applicant-traps-in-values.yaml:6": "「2025-08-20」は都道府県の名前ではありません",
    "applicant-tagged-and-full-width.yaml:4": "100 は、全ての従業員の 4 より多くなっています",
    "quote-everything-wrong.yaml:2": "同じキーが二度あります。片方を消してください",
}
"""What is wrong besides where a hint was followed, as the file is meant to be."""


@pytest.mark.usefixtures("in_folder")
@pytest.mark.parametrize(
    ("name", "problem", "instead"), HINTS, ids=[f"{one[0]}:{one[1].line}-{one[2]}" for one in HINTS]
)
def test_what_a_hint_says_is_right_in_its_place(name: str, problem: Problem, instead: str) -> None:
    text = (BAD / name).read_text(encoding="utf-8")
    cut = _CUT_NUMBER.search(problem.message)
    after = number_whole(text, problem, cut[1], instead) if cut else None
    Path(name).write_text(after or followed(text, problem, instead), encoding="utf-8")
    place = (problem.line, problem.column)
    again = [one.message for one in check_files([name]).problems if (one.line, one.column) == place]
    expected = OTHERWISE_WRONG.get(f"{name}:{problem.line}")
    assert len(again) == (1 if expected else 0)
    assert all(one.startswith(expected or "") for one in again)


def test_most_messages_have_a_hint_that_is_followed() -> None:
    """The broken files are those of every message; so many say what to write instead."""
    assert len(HINTS) >= 50


EVERY_PLACE: tuple[Keys, ...] = (
    *(APPLICANT, QUOTE, ITEM, HISTORY, PREREQUISITES, WAGE_PLAN, LARGE_COMPANY),
    *(PRODUCTIVITY, NEAR_MINIMUM_WAGE, ACCOUNTS),
)


def test_every_way_out_of_a_question_is_a_value_of_its_key() -> None:
    """In English and as the message spells it: nobody is sent to a word that is asked again."""
    ways = 0
    for key in (key for keys in EVERY_PLACE for key in keys.values()):
        for asked in (*key.asked.values(), *key.endings.values()):
            for value in asked.candidates:
                ways += 1
                meant = {"true": True, "false": False}.get(value, value)
                assert read_as(key, key.values[value]) == meant, (key.name, value)
                assert isinstance(meant, bool) or read_as(key, value) == value
    assert ways > 500
