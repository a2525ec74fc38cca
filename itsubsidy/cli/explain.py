"""itsubsidy explain: each number step by step, with its source."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

import typer

from itsubsidy.answers.estimate import estimate
from itsubsidy.cli.client import client_or_problems
from itsubsidy.cli.exits import ExitCode
from itsubsidy.cli.options import (
    AuthorOption,
    BriefOption,
    ClientArgument,
    CommentOption,
    DateOption,
    EncodingOption,
    FrameOption,
    NamesOption,
    NoColorOption,
    OutputOption,
    ProgrammeOption,
    ToOption,
    addressed,
    format_of,
    format_option,
    read_frames,
    rules_at,
)
from itsubsidy.cli.output import Output
from itsubsidy.reports.content.explanation import explanation_report
from itsubsidy.reports.content.obligations import obligations_report
from itsubsidy.reports.formats import draw

FORMATS: Final = ("table", "json", "markdown", "html")


def command(
    paths: ClientArgument,
    frame: FrameOption = None,
    day: DateOption = None,
    programme: ProgrammeOption = None,
    obligations: Annotated[
        bool, typer.Option("--obligations", help="補助金が求めること、加点・減点、書類だけ")
    ] = False,
    format: Annotated[str | None, format_option(FORMATS)] = None,
    output: OutputOption = None,
    encoding: EncodingOption = None,
    no_color: NoColorOption = False,
    names: NamesOption = False,
    author: AuthorOption = None,
    to: ToOption = None,
    comment: CommentOption = None,
    brief: BriefOption = False,
) -> int:
    """補助額が最大の申請枠の金額を、一つずつ根拠とともに説明します。"""
    form = format_of(format, output, FORMATS)
    on, rules = rules_at(day, programme)
    frames = read_frames(frame, rules)
    whose = addressed(form, to, author, comment, brief=brief)
    out = Output(output, no_color)
    client = client_or_problems(paths, encoding, rules, form, out)
    if client is None:
        return ExitCode.WRONG_INPUT
    answer = estimate(
        client.applicant, client.quotes, on=on, programme=rules, today=date.today(), names=names
    )
    report = (
        obligations_report(answer, frames, whose)
        if obligations
        else explanation_report(answer, frames, addressed=whose, brief=brief)
    )
    text = draw(report, form, out.screen)
    out.write(text, inputs=answer.file_names)
    return ExitCode.ANSWERED
