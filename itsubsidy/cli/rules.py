"""itsubsidy rules: the rules in force at a date."""

from __future__ import annotations

from typing import Annotated, Final, get_args

import typer

from itsubsidy.cli.completion import complete_frame, one_of
from itsubsidy.cli.exits import ExitCode
from itsubsidy.cli.options import (
    DateOption,
    NoColorOption,
    OutputOption,
    ProgrammeOption,
    format_of,
    format_option,
    known,
    read_frame,
    rules_at,
)
from itsubsidy.cli.output import Output, show_notes
from itsubsidy.reports.content.rules import rules_report
from itsubsidy.reports.formats import draw
from itsubsidy.rules.programme.rules import Grade
from itsubsidy.terms import FRAMES

FORMATS: Final = ("table", "json", "markdown")


def command(
    frame: Annotated[
        str | None,
        typer.Argument(
            metavar="枠", help=f"申請枠: {' '.join(FRAMES)}", autocompletion=complete_frame
        ),
    ] = None,
    day: DateOption = None,
    programme: ProgrammeOption = None,
    grade: Annotated[
        list[str] | None,
        typer.Option(
            "--grade",
            metavar="確かさ",
            help=f"この確かさの規則だけ（繰り返せる）: {' '.join(get_args(Grade))}",
            autocompletion=one_of(get_args(Grade)),
        ),
    ] = None,
    format: Annotated[str | None, format_option(FORMATS)] = None,
    output: OutputOption = None,
    no_color: NoColorOption = False,
) -> int:
    """申請日に有効な規則を、値・単位・根拠とともに表示します。"""
    form = format_of(format, output, FORMATS)
    grades = [known(name, get_args(Grade), "--grade") for name in grade or ()]
    asked, in_force = rules_at(day, programme)
    only = read_frame(frame, in_force) if frame else None
    on = in_force.within(asked)
    out = Output(output, no_color)
    if on != asked:
        show_notes([f"{asked} は受付の期間の外です。{on} の規則を表示します"])
    out.write(draw(rules_report(in_force, on, only, grades), form, out.screen))
    return ExitCode.ANSWERED
