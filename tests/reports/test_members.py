"""What is alike for several members of a group is said once."""

from __future__ import annotations

from pathlib import Path

import pytest
from clients import ON

from itsubsidy import Applicant, Quote, estimate
from itsubsidy.cli import main
from itsubsidy.reports.blocks import Grid, Heading, number, text
from itsubsidy.reports.content.explanation import explanation_report
from itsubsidy.reports.content.members import together
from itsubsidy.reports.formats import draw
from itsubsidy.reports.screen import FILE

COLUMNS = (text("品名"), number("値"))


def merged(members: list[str], *rows: tuple[str, str]) -> list[tuple[str, ...]]:
    (grid,) = together([Grid(COLUMNS, rows)], members)
    assert isinstance(grid, Grid)
    return list(grid.rows)


def test_few_members_are_named_and_many_are_counted() -> None:
    members = ["甲", "乙", "丙", "丁"]
    assert merged(members, *((f"{name}: 会計", "1円") for name in members)) == [
        ("4者（甲 ほか）それぞれ: 会計", "1円")
    ]
    assert merged(members, ("甲: 会計", "1円"), ("乙: 会計", "1円"), ("丙: 会計", "2円")) == [
        ("甲・乙それぞれ: 会計", "1円"),
        ("丙: 会計", "2円"),
    ]


def test_a_name_at_the_end_is_one_too() -> None:
    assert merged(["甲", "乙"], ("機能の数（甲）", "2"), ("機能の数（乙）", "2")) == [
        ("機能の数（甲・乙それぞれ）", "2")
    ]


def test_what_stands_twice_stays_twice() -> None:
    rows = [("甲: 会計", "1円"), ("甲: 会計", "1円"), ("事務費", "5円"), ("事務費", "5円")]
    assert merged(["甲", "乙"], *rows) == rows


def test_a_longer_name_is_not_taken_for_the_shorter() -> None:
    rows = [("甲: 乙: 会計", "1円"), ("甲: 会計", "1円")]
    assert merged(["甲", "甲: 乙"], *rows) == [("甲: 乙・甲それぞれ: 会計", "1円")]


def test_so_is_one_with_brackets_at_the_end() -> None:
    rows = [("機能の数（魚政（本店））", "2"), ("機能の数（本店）", "2"), ("（本店）", "2")]
    assert merged(["魚政（本店）", "本店"], *rows) == [
        ("機能の数（魚政（本店）・本店それぞれ）", "2"),
        ("（本店）", "2"),
    ]


def test_other_blocks_and_single_applicants_are_as_they_were() -> None:
    heading, grid = Heading("題"), Grid(COLUMNS, (("甲: 会計", "1円"), ("乙: 会計", "1円")))
    assert list(together([heading, grid], [])) == [heading, grid]


@pytest.mark.parametrize("command", [["explain"], ["plan", "--explain"]])
def test_the_group_of_the_examples_is_told_in_a_line_each(
    command: list[str], examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # 11 members buy 9,000 × 24 months each; nine of the small ones get 276,000 × 4/5 = 220,800
    main([*command, str(examples / "shopping-street"), "--date", "2025-08-20"])
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    (line,) = (line for line in lines if "クラウドPOS・会計 9,000 × 24か月" in line)
    assert line.startswith("11者（魚政 ほか）それぞれ: クラウドPOS・会計 9,000 × 24か月 216,000円")
    (line,) = (line for line in lines if "276,000 × 4/5" in line)
    assert line.startswith("9者（魚政 ほか）それぞれ: ")
    assert "220,800円" in line


def test_members_of_whom_the_same_is_said_share_a_row() -> None:
    """Ten whose size is stated, and one whom the table makes small."""
    stated = [{"name": f"第{number}商店", "size": "small"} for number in range(1, 11)]
    table = {"name": "魚政", "industry": "retail", "employees": 3}
    group = {"name": "組", "entity": "group", "organiser": "consortium"}
    applicant = Applicant.model_validate(group | {"members": [*stated, table]})
    item = {"name": "会計", "category": "software", "price": 500_000, "functions": ["accounting"]}
    answer = estimate(applicant, [Quote.model_validate({"items": [item]})], on=ON)
    lines = draw(explanation_report(answer), "table", FILE).splitlines()
    assert [line.split()[:4] for line in lines if line.startswith(" 10者（")][:1] == [
        ["10者（第1商店", "ほか）", "小規模事業者", "記入による"]
    ]
    assert sum(line.startswith(" 魚政 ") for line in lines) == 1
