"""itsubsidy rounds: the rounds of a programme, and the days left to each deadline."""

from __future__ import annotations

from typing import Annotated, Final

from itsubsidy.cli.exits import ExitCode
from itsubsidy.cli.options import (
    DateOption,
    FrameOption,
    NoColorOption,
    OutputOption,
    ProgrammeOption,
    format_of,
    format_option,
    read_frames,
    rules_at,
)
from itsubsidy.cli.output import Output, show_notes
from itsubsidy.reports.content.rounds import rounds_notes, rounds_report
from itsubsidy.reports.formats import draw, encoding_of

FORMATS: Final = ("table", "json", "csv", "markdown", "ics")

SAY_FOR_THEMSELVES: Final = ("table", "json", "markdown")
"""The formats that hold the notes; of the others they go to standard error."""


def command(
    frame: FrameOption = None,
    day: DateOption = None,
    programme: ProgrammeOption = None,
    format: Annotated[str | None, format_option(FORMATS)] = None,
    output: OutputOption = None,
    no_color: NoColorOption = False,
) -> int:
    """回ごとの締切・交付決定・実績報告と、残りの日数を示します。"""
    form = format_of(format, output, FORMATS)
    on, rules = rules_at(day, programme)
    frames = read_frames(frame, rules)
    if form not in SAY_FOR_THEMSELVES:
        show_notes(rounds_notes(rules, on, frames))
    out = Output(output, no_color)
    text = draw(rounds_report(rules, on, frames), form, out.screen)
    out.write(text, encoding=encoding_of(form))
    return ExitCode.ANSWERED
