"""The rules by how well they are known, and the texts that they stand in."""

from __future__ import annotations

import json
import re
from typing import Any, get_args

import pytest

from itsubsidy.cli import ExitCode, main
from itsubsidy.rules.programme.rules import Grade
from itsubsidy.terms import GRADES


def rules(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    command = ["rules", "--programme", "it2026", "--date", "2026-06-01", "--format", "json"]
    assert main([*command, *arguments]) == ExitCode.ANSWERED
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


SECTIONS = ("rules", "together", "not_modelled", "assumed")


def test_each_grade_has_its_word() -> None:
    assert tuple(GRADES) == get_args(Grade)


def test_the_grades_divide_the_rules(capsys: pytest.CaptureFixture[str]) -> None:
    whole = rules(capsys)
    for section in SECTIONS:
        parts = [rules(capsys, "--grade", grade)[section] for grade in GRADES]
        for grade, part in zip(GRADES, parts, strict=True):
            assert all(entry.get("grade", "official") == grade for entry in part)
        ids = sorted(entry["id"] for part in parts for entry in part)
        assert ids == sorted(entry["id"] for entry in whole[section])


def test_grades_are_added_up(capsys: pytest.CaptureFixture[str]) -> None:
    both = rules(capsys, "security", "--grade", "quoted", "--grade", "official")
    assert both["grades"] == ["quoted", "official"]
    # both rates are quoted, all else is carried
    assert [entry["id"] for entry in both["rules"]] == ["security.rate", "security.rate_small"]
    assert {entry["grade"] for entry in both["rules"]} == {"quoted"}


def test_documents_have_their_grade_and_their_address(capsys: pytest.CaptureFixture[str]) -> None:
    documents = rules(capsys)["documents"]
    assert documents["koubo-tsujyo"] == {
        "title": "公募要領 通常枠（IT導入補助金2025）",
        "edition": "2025-03-24",
        "grade": "carried",
        "address": "https://it-shien.smrj.go.jp/",
    }
    assert documents["kitei2026-tsujyo"]["grade"] == "superseded"
    assert documents["kitei2026-tsujyo"]["address"] is None


def test_a_table_has_the_grade_of_each_rule_and_only_what_is_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    command = ["rules", "security", "--programme", "it2026", "--date", "2026-06-01"]
    assert main([*command, "--grade", "quoted"]) == ExitCode.ANSWERED
    lines = capsys.readouterr().out.splitlines()
    assert "確かさが 引用 の規則だけを示します" in lines
    source = "交付規程（2026-03-30 の引用） セキュリティ対策推進枠の補助率"
    assert f" 補助率                  1/2  {source}［引用］" in lines
    assert not any("公募要領（セキュリティ対策推進枠）" in line for line in lines)


@pytest.mark.parametrize("programme", ["it2025", "it2026"])
def test_a_table_has_no_empty_cell_and_fits_its_terminal(
    programme: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What has a value stands in a table of value and page, what has none in a list below."""
    assert main(["rules", "--programme", programme, "--format", "markdown"]) == ExitCode.ANSWERED
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    assert rows
    assert not [row for row in rows if "|  |" in row]
    assert any(row.startswith("| 補助率 | 1/2") for row in rows)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["rules", "--programme", programme]) == ExitCode.ANSWERED
    lines = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out).splitlines()
    wide = [line for line in lines if sum(1 + (ord(char) > 0x2E80) for char in line) > 80]
    assert not wide


def test_a_figure_says_from_when_it_applies_where_that_is_not_the_beginning(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for day, value in (("2025-08-20", "2/3"), ("2025-11-20", "2/3（2025-11-01 から）")):
        assert main(["rules", "normal", "--date", day, "--format", "markdown"]) == 0
        table = capsys.readouterr().out
        assert f"| 補助率（最低賃金近傍） | {value} |" in table
        assert "| 補助率 | 1/2 |" in table


def test_a_grade_that_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--grade", "rumoured"]) == ExitCode.CANNOT_RUN
    known = "、".join(get_args(Grade))
    assert capsys.readouterr().err == (
        f"itsubsidy: --grade の「rumoured」は使えません。使える値: {known}\n"
    )
