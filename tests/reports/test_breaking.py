"""Where lines of Japanese are broken."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from itsubsidy.cli import main
from itsubsidy.reports.formats.breaking import broken


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("一つの文です。", 14, ["一つの文です。"]),
        ("一つの文です。", 12, ["一つの文で", "す。"]),
        ("補助額（税抜）です", 8, ["補助額", "（税抜）", "です"]),
        ("金額は1,234,567円です", 12, ["金額は", "1,234,567円", "です"]),
        ("契約の 24か月分", 10, ["契約の", "24か月分"]),
        ("会計・受発注・決済", 10, ["会計・受発", "注・決済"]),
        ("「クラウド」の", 6, ["「クラ", "ウド」", "の"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("一\n二", 10, ["一", "二"]),
        ("", 10, [""]),
    ],
)
def test_a_text_is_broken_where_japanese_may_be(text: str, width: int, lines: list[str]) -> None:
    assert list(broken(text, width)) == lines


@pytest.mark.parametrize("width", ["80", "120"])
@pytest.mark.parametrize("name", ["buyer", "shop", "shopping-street", "workshop"])
def test_no_line_begins_or_ends_with_what_may_not(
    name: str,
    width: str,
    examples: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.chdir(examples.parent)
    for command in (["explain"], ["estimate", "--full"]):
        main([*command, f"examples/{name}", "--date", "2025-08-20"])
        for line in capsys.readouterr().out.splitlines():
            cells = [cell for cell in line.split("  ") if cell.strip()]
            assert not any(cell.strip().startswith(tuple("、。）」・")) for cell in cells), line
            assert not any(cell.strip().endswith(("（", "「")) for cell in cells), line
            if not line.startswith((" ", "-")):
                assert cell_len(line) <= int(width)
