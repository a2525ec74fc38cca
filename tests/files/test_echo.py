"""Nothing from a file reaches a terminal, JSON, a link or a formula raw."""

from __future__ import annotations

import json
import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsubsidy.files.echo import in_cell, in_json, listing, of_cell, printable, short, unlinked

EVERY_CHARACTER = "".join(map(chr, range(sys.maxunicode + 1)))
UNSAFE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Controls, formats (bidirectional ones among them), halves, breaks of lines and paragraphs."""


def unsafe(text: str) -> set[str]:
    return {character for character in text if unicodedata.category(character) in UNSAFE}


def test_no_unsafe_character_of_unicode_is_printed() -> None:
    assert unsafe(printable(EVERY_CHARACTER)) == set()


def test_every_other_assigned_character_is_printed_as_it_is() -> None:
    unlike = {*UNSAFE, "Cn"}  # newer editions of Unicode assign more
    safe = "".join(one for one in EVERY_CHARACTER if unicodedata.category(one) not in unlike)
    assert printable(safe) == safe


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("みなと食堂　本店", "みなと食堂　本店"),
        ("甲\n乙\t丙\u2028丁\u2029戊", "甲 乙 丙 丁 戊"),
        ("\x1b]0;pwned\x07", "\ufffd]0;pwned\ufffd"),
        ("\x9b2J", "\ufffd2J"),
        ("円\u202e000,1", "円\ufffd000,1"),
        ("a\u200bb\ufeffc", "a\ufffdb\ufffdc"),
        ("\udcff", "\ufffd"),
        ("a\rb", "a\ufffdb"),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_json_says_the_same_with_every_unsafe_character_escaped() -> None:
    for indent in (None, 2):
        names = list(EVERY_CHARACTER)
        escaped = in_json(json.dumps(names, ensure_ascii=False, indent=indent))
        whole = [re.sub("[\ud800-\udfff]", "\ufffd", name) for name in names]
        assert json.loads(escaped) == whole  # half a character is none
        assert unsafe(escaped) == ({"\n"} if indent else set())


def test_json_with_a_line_separator_is_one_line_for_every_reader() -> None:
    line = in_json(json.dumps({"name": "a\u2028b\u0085c"}, ensure_ascii=False))
    assert line == '{"name": "a\\u2028b\\u0085c"}'
    assert len(line.splitlines()) == 1


def test_json_without_them_is_the_very_same() -> None:
    raw = json.dumps({"名称": "みなと　食堂 🍜"}, ensure_ascii=False, indent=2)
    assert in_json(raw) == raw
    assert in_json('"\U000e0041"') == '"\\udb40\\udc41"'


@pytest.mark.parametrize(
    ("text", "defused"),
    [
        ("http://evil.example/a", "http\\://evil.example/a"),
        ("FTP://evil.example", "FTP\\://evil.example"),
        ("見積は www.evil.example まで", "見積は www\\.evil.example まで"),
        ("WWW.evil.example", "WWW\\.evil.example"),
        ("a@evil.example", "a@\u2060evil.example"),
        ("@somebody", "@\u2060somebody"),
        ("単価 @ 100円", "単価 @ 100円"),
        ("9:30 から", "9:30 から"),
    ],
)
def test_markdown_makes_no_link(text: str, defused: str) -> None:
    assert unlinked(text) == defused


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_no_cell_begins_a_formula(start: str) -> None:
    for before in ("", " ", "　", "\t", "\n", "\u2028"):
        assert in_cell(f"{before}{start}SUM(1)").startswith("'")
    assert in_cell(f"\r{start}1") == f"\ufffd{start}1"
    assert in_cell(f"甲{start}1") == f"甲{start}1"


@given(st.text("='-＋ 　a1", max_size=6).map(lambda text: " ".join(text.split())))
def test_what_was_made_safe_is_read_as_it_was(text: str) -> None:
    assert of_cell(in_cell(text)) == text


def test_an_empty_cell_stays_empty() -> None:
    assert in_cell("") == ""


def test_long_text_is_cut_to_the_length() -> None:
    assert short("あ" * 80, 80) == "あ" * 80
    assert short("あ" * 81, 80) == "あ" * 79 + "…"


def test_a_listing_has_twenty_names_and_counts_the_others() -> None:
    assert listing([]) == ""
    assert listing(["甲", "乙"]) == "甲、乙"
    assert listing([str(at) for at in range(20)]).endswith("、18、19")
    assert listing([str(at) for at in range(1_021)]).endswith("、18、19、ほか 1,001件")
    assert listing(["あ" * 81]) == "あ" * 79 + "…"
