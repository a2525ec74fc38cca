"""itsubsidy estimate: every frame for each quote."""

from __future__ import annotations

from datetime import date
from itertools import chain
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
    FailIfNoneOption,
    FrameOption,
    NamesOption,
    NoColorOption,
    OutputOption,
    ProgrammeOption,
    ToOption,
    addressed,
    asked,
    format_of,
    format_option,
    read_frames,
    rules_at,
)
from itsubsidy.cli.output import Output
from itsubsidy.cli.problems import Listing
from itsubsidy.reports.content.estimate import estimate_report
from itsubsidy.reports.formats import draw, encoding_of

FORMATS: Final = ("table", "json", "csv", "markdown", "html")


def command(
    paths: ClientArgument,
    frame: FrameOption = None,
    day: DateOption = None,
    programme: ProgrammeOption = None,
    format: Annotated[str | None, format_option(FORMATS)] = None,
    output: OutputOption = None,
    encoding: EncodingOption = None,
    no_color: NoColorOption = False,
    names: NamesOption = False,
    fail_if_none: FailIfNoneOption = False,
    author: AuthorOption = None,
    to: ToOption = None,
    comment: CommentOption = None,
    brief: BriefOption = False,
    full: Annotated[
        bool, typer.Option("--full", help="一画面に収めず、内訳・理由・根拠まで表示する")
    ] = False,
) -> int:
    """全ての申請枠の補助額を一画面に表示します。結果は最後の行です。"""
    form = format_of(format, output, FORMATS)
    on, rules = rules_at(day, programme)
    frames = read_frames(frame, rules) or tuple(rules.names)
    whose = addressed(form, to, author, comment, brief=brief)
    out = Output(output, no_color)
    client = client_or_problems(paths, encoding, rules, form, out)
    if client is None:
        return ExitCode.WRONG_INPUT
    answer = estimate(
        client.applicant,
        client.quotes,
        on=on,
        programme=rules,
        frames=frames,
        today=date.today(),
        names=names,
        advise=form != "csv",  # whose rows have no next steps
        draw=form == "html",
        obligations=form in ("json", "html"),
    )
    report = estimate_report(
        answer,
        asked=asked(paths, day, programme, encoding, frame),
        full=full,
        addressed=whose,
        brief=brief,
    )
    text = draw(report, form, out.screen)
    if form in ("csv", "html"):  # which are for others than who wrote the files
        found = chain(answer.warnings, *(one.warnings for one in answer.quotes))
        Listing(encoding, no_color=no_color).warnings(found, rules.cited_words)
    out.write(text, encoding=encoding_of(form), inputs=answer.file_names)
    if fail_if_none and answer.best_quote.best is None:
        return ExitCode.NONE_ELIGIBLE
    return ExitCode.ANSWERED
