"""itsubsidy estimate: every frame for each quote."""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import Annotated, Final

from itsubsidy.cli.client import client_or_problems
from itsubsidy.cli.exits import ExitCode
from itsubsidy.cli.options import (
    ClientArgument,
    DateOption,
    EncodingOption,
    FailIfNoneOption,
    FrameOption,
    NoColorOption,
    OutputOption,
    ProgrammeOption,
    format_option,
    known,
    read_frames,
    rules_at,
)
from itsubsidy.cli.output import Output, show_warnings
from itsubsidy.estimate import estimate
from itsubsidy.reports.content.estimate import estimate_report
from itsubsidy.reports.formats import draw, encoding_of

FORMATS: Final = ("table", "json", "csv", "markdown", "html")


def command(
    paths: ClientArgument,
    frame: FrameOption = None,
    day: DateOption = None,
    programme: ProgrammeOption = None,
    format: Annotated[str, format_option(FORMATS)] = "table",
    output: OutputOption = None,
    encoding: EncodingOption = None,
    no_color: NoColorOption = False,
    fail_if_none: FailIfNoneOption = False,
) -> int:
    """全ての申請枠の補助額と、最適な申請枠を表示します。"""
    known(format, FORMATS, "--format")
    on, rules = rules_at(day, programme)
    frames = read_frames(frame, rules) or tuple(rules.names)
    out = Output(output, no_color)
    client = client_or_problems(paths, encoding, rules, format, out)
    if client is None:
        return ExitCode.WRONG_INPUT
    answer = estimate(
        client.applicant,
        client.quotes,
        on=on,
        programme=rules,
        frames=frames,
        today=date.today(),
        advise=format != "csv",  # whose rows have no next steps
        draw=format == "html",
    )
    text = draw(estimate_report(answer), format, out.screen)
    if format in ("csv", "html"):  # which are for others than who wrote the files
        show_warnings(chain(answer.warnings, *(one.warnings for one in answer.quotes)))
    out.write(text, encoding=encoding_of(format), inputs=answer.file_names)
    if fail_if_none and answer.best_quote.best is None:
        return ExitCode.NONE_ELIGIBLE
    return ExitCode.ANSWERED
