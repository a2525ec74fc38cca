"""Sources in words, as people read them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from itsubsidy.cli import main
from itsubsidy.reports.content.citations import in_words
from itsubsidy.rules.programme.rulefile import headings, programme_for

WORDS = {
    "koubo-tsujyo p.": "公募要領（通常枠）",
    "kitei-2025-tsujyo p.": "交付規程（通常枠）",
    "civil-code 140条": "民法140条",
    "civil-code 143条": "民法143条",
}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("koubo-tsujyo p.5", "公募要領（通常枠）5頁"),
        ("koubo-tsujyo p.9, koubo-tsujyo p.10", "公募要領（通常枠）9頁・10頁"),
        (
            "koubo-tsujyo p.17, civil-code 140条, civil-code 143条",
            "公募要領（通常枠）17頁、民法140条、民法143条",
        ),
        ("締切（koubo-tsujyo p.19）", "締切（公募要領（通常枠）19頁）"),
        ("kitei-2025-tsujyo p.3［引用］", "交付規程（通常枠）3頁［引用］"),
        ("my-koubo-tsujyo p.5", "my-koubo-tsujyo p.5"),
        ("koubo-tsujyo と書いた品名", "koubo-tsujyo と書いた品名"),
        ("civil-code 141条", "civil-code 141条"),
    ],
)
def test_a_list_of_sources_is_told_by_titles_and_pages(text: str, words: str) -> None:
    assert in_words(text, WORDS) == words


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_source_of_a_programme_has_words(year: int) -> None:
    programme = programme_for(date(year, 8, 20))
    names = tuple(f"{name} " for name in programme.documents)
    assert {heading.id for heading in headings()} >= {programme.id}
    for entry in programme.at(programme.within(date(year, 8, 20))).entries(None):
        assert not in_words(entry.source, programme.cited_words).startswith(names), entry.source


@pytest.mark.parametrize(
    "arguments",
    [
        ["estimate", "{}", "--full"],
        ["estimate", "{}", "--format", "markdown"],
        ["estimate", "{}", "--format", "html"],
        ["explain", "{}"],
        ["plan", "{}", "--explain"],
        ["whatif", "{}", "--set", "applicant.capital=1000000"],
    ],
)
@pytest.mark.parametrize("day", ["2025-08-20", "2026-08-20"])
@pytest.mark.parametrize("name", ["shop", "shopping-street"])
def test_people_read_no_name_of_a_document(
    arguments: list[str],
    day: str,
    name: str,
    examples: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if name == "shopping-street" and arguments[0] == "whatif":
        arguments = [*arguments[:-1], "items.1.quantity=2"]
    main([part.format(examples / name) for part in arguments] + ["--date", day])
    shown = capsys.readouterr().out
    assert shown
    for document in programme_for(date.fromisoformat(day)).documents:
        assert f"{document} " not in shown


@pytest.mark.parametrize("format", ["json", "csv"])
def test_programs_read_the_name_of_a_document(
    format: str, examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["estimate", str(examples / "shop"), "--date", "2025-08-20", "--format", format])
    assert "koubo-denshi p.11" in capsys.readouterr().out
