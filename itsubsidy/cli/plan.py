"""itsubsidy plan: the combination of frames that pays the most."""

from __future__ import annotations

import time
from datetime import date
from itertools import chain
from typing import Annotated, Final

import typer

from itsubsidy.answers.plan import SCHEMA, plan
from itsubsidy.cli.client import client_or_problems
from itsubsidy.cli.completion import complete_frame
from itsubsidy.cli.exits import ExitCode
from itsubsidy.cli.options import (
    AuthorOption,
    BriefOption,
    ClientArgument,
    CommentOption,
    DateOption,
    EncodingOption,
    FailIfNoneOption,
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
from itsubsidy.cli.problems import Listing
from itsubsidy.files.limits import MOST_QUOTES_PLANNED
from itsubsidy.reports.content.plan import plan_report
from itsubsidy.reports.formats import draw, encoding_of

FORMATS: Final = ("table", "json", "csv", "markdown", "html")


def command(
    paths: ClientArgument,
    max_applications: Annotated[
        int | None,
        typer.Option("--max-applications", metavar="数", min=1, help="申請の数の上限"),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without",
            metavar="枠",
            help="申請しない枠（繰り返せる）",
            autocompletion=complete_frame,
        ),
    ] = None,
    time_limit: Annotated[
        float,
        typer.Option("--time-limit", metavar="秒", min=0, help="探す時間の上限（秒）"),
    ] = 4,
    explain: Annotated[
        bool, typer.Option("--explain", help="各申請の計算も一つずつ示す（html では常に示す）")
    ] = False,
    day: DateOption = None,
    programme: ProgrammeOption = None,
    format: Annotated[str | None, format_option(FORMATS)] = None,
    output: OutputOption = None,
    encoding: EncodingOption = None,
    no_color: NoColorOption = False,
    names: NamesOption = False,
    author: AuthorOption = None,
    to: ToOption = None,
    comment: CommentOption = None,
    brief: BriefOption = False,
    fail_if_none: FailIfNoneOption = False,
) -> int:
    """補助額の最も多い申請の組み合わせを探し、明細の分け方を示します。"""
    form = format_of(format, output, FORMATS)
    on, rules = rules_at(day, programme)
    excluded = read_frames(without, rules)
    whose = addressed(form, to, author, comment, brief=brief)
    out = Output(output, no_color)
    client = client_or_problems(
        paths, encoding, rules, form, out, SCHEMA, most_quotes=MOST_QUOTES_PLANNED
    )
    if client is None:
        return ExitCode.WRONG_INPUT
    deadline = time.monotonic() + time_limit
    answer = plan(
        client.applicant,
        client.quotes,
        on=on,
        programme=rules,
        max_applications=max_applications,
        without=excluded,
        stop=lambda: time.monotonic() > deadline,
        today=date.today(),
        names=names,
    )
    if form in ("csv", "html"):  # which are for others than who wrote the files
        found = chain(answer.oddities, *(part.oddities for part in answer.parts))
        Listing(encoding, no_color=no_color).warnings(found, rules.cited_words)
    report = plan_report(answer, explain=explain, addressed=whose, brief=brief)
    text = draw(report, form, out.screen)
    out.write(text, encoding=encoding_of(form), inputs=answer.file_names)
    if fail_if_none and not answer.applications:
        return ExitCode.NONE_ELIGIBLE
    return ExitCode.ANSWERED
