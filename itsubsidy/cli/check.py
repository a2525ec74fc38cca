"""itsubsidy check: every problem and every oddity of files, with its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Final

import typer

from itsubsidy.answers.warnings import oddities
from itsubsidy.cli.exits import ExitCode
from itsubsidy.cli.options import (
    EncodingOption,
    NoColorOption,
    format_option,
    known,
    known_encoding,
)
from itsubsidy.cli.output import Output, show_notes
from itsubsidy.cli.problems import Listing
from itsubsidy.files.echo import printable
from itsubsidy.files.problems import Problem
from itsubsidy.inputs.reading import check_files
from itsubsidy.reports.content.problems import annotations_of, check_report
from itsubsidy.reports.formats import draw
from itsubsidy.rules.programme.rulefile import headings, programme_for

FORMATS: Final = ("table", "json", "github")


def command(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="ファイル", help="確かめるファイルかフォルダ（- は標準入力）"),
    ],
    format: Annotated[str, format_option(FORMATS)] = "table",
    encoding: EncodingOption = None,
    no_color: NoColorOption = False,
) -> int:
    """ファイルを読み、誤りと注意を全て file:line:column で示します（見積もりはしません）。"""
    known(format, FORMATS, "--format")
    out = Output()
    years = [heading.year for heading in headings()]
    checked = check_files(paths, known_encoding(encoding), years=years)
    today = date.today()
    programme = programme_for(today)
    warnings = oddities(checked, programme.at(programme.within(today)), today)
    show_notes(checked.notes)
    listing = Listing(encoding, excerpts=format == "table", no_color=no_color)
    if format == "github":
        out.write(annotations_of(checked.problems, warnings))
    else:
        listing.problems(checked.problems)
        listing.warnings(warnings, programme.cited_words)
    if format == "json":
        out.write(draw(check_report(checked, warnings), format, out.screen))
    if format == "table":  # lines to click on, which are never folded
        lines = (f"{printable(file)}: {_state(file, warnings)}\n" for file in checked.sound)
        out.write("".join(lines))
        listing.count(checked.problems, warnings)
    return ExitCode.WRONG_INPUT if checked.problems else ExitCode.ANSWERED


def _state(file: str, warnings: Sequence[Problem]) -> str:
    """What is said of a file without an error."""
    odd = sum(warning.file == file for warning in warnings)
    return f"誤りはありません。注意 {odd}件" if odd else "問題ありません"
