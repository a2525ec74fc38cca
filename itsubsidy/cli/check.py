"""itsubsidy check: every problem and every oddity of files, with its place."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

import typer

from itsubsidy.cli.exits import ExitCode
from itsubsidy.cli.options import EncodingOption, format_option, known, known_encoding
from itsubsidy.cli.output import Output, show_notes, show_problems
from itsubsidy.echo import printable
from itsubsidy.inputs.reading import check_files
from itsubsidy.inputs.yamltext import shown_by_file
from itsubsidy.oddities import oddities
from itsubsidy.reports.content.problems import check_report
from itsubsidy.reports.formats import draw
from itsubsidy.rules.rulefile import programme_for, programmes

FORMATS: Final = ("table", "json")


def command(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="FILE", help="確かめるファイルかフォルダ（- は標準入力）"),
    ],
    format: Annotated[str, format_option(FORMATS)] = "table",
    encoding: EncodingOption = None,
) -> int:
    """ファイルを読み、誤りと注意を全て file:line:column で示します（見積もりはしません）。"""
    known(format, FORMATS, "--format")
    out = Output()
    years = [programme.year for programme in programmes()]
    checked = check_files(paths, known_encoding(encoding), years=years)
    today = date.today()
    programme = programme_for(today)
    odd = oddities(checked, programme.at(programme.within(today)), today)
    warnings = shown_by_file(odd, "注意")
    show_notes(checked.notes)
    show_problems(checked.problems)
    show_problems(
        warning._replace(path=f"注意: {warning.path}".rstrip(": ")) for warning in warnings
    )
    if format == "json":
        out.write(draw(check_report(checked, warnings), format, out.screen))
    else:  # lines to click on, which are never folded
        out.write("".join(f"{printable(file)}: 問題ありません\n" for file in checked.sound))
    return ExitCode.WRONG_INPUT if checked.problems else ExitCode.ANSWERED
