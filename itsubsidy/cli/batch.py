"""itsubsidy batch: one row a client, for every client below some folders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from itsubsidy.answers.batch import (
    SORTS,
    Answer,
    Choice,
    Task,
    Totals,
    chosen,
    find_all,
    work_out_all,
)
from itsubsidy.answers.receipt import edition_of
from itsubsidy.cli.completion import one_of
from itsubsidy.cli.exits import ExitCode, UsageError
from itsubsidy.cli.options import (
    DateOption,
    EncodingOption,
    FrameOption,
    NoColorOption,
    OutputOption,
    ProgrammeOption,
    format_of,
    format_option,
    known,
    known_encoding,
    read_frames,
    read_yen,
    rules_at,
)
from itsubsidy.cli.output import Output, show_alert, show_notes, show_problems, tell
from itsubsidy.cli.progress import watched
from itsubsidy.files.names import is_input
from itsubsidy.reports.batch import FORMATS
from itsubsidy.reports.formats import encoding_of


def command(
    places: Annotated[
        list[str],
        typer.Argument(metavar="フォルダ", help="顧客のフォルダ、またはそれらを下に含むフォルダ"),
    ],
    frame: FrameOption = None,
    day: DateOption = None,
    programme: ProgrammeOption = None,
    format: Annotated[str | None, format_option(FORMATS)] = None,
    all_frames: Annotated[
        bool, typer.Option("--all-frames", help="csv で、全ての見積と申請枠を一行ずつ")
    ] = False,
    plan: Annotated[
        bool, typer.Option("--plan", help="枠を組み合わせたときの補助額と、増える額も")
    ] = False,
    obligations: Annotated[
        bool, typer.Option("--obligations", help="賃上げ計画の有無と、集める書類の数も")
    ] = False,
    min_subsidy: Annotated[
        str | None,
        typer.Option("--min-subsidy", metavar="金額", help="補助額がこれ以上の顧客だけ"),
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option(
            "--sort",
            metavar="順",
            autocompletion=one_of(SORTS),
            help="並べ替え: subsidy 補助額の多い順、payment 自己負担額の少ない順、name 名前順",
        ),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(
            "--top", metavar="数", min=1, help="初めの N 件だけ（--sort がなければ補助額の多い順）"
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", "-j", metavar="数", min=1, help="同時に使うプロセスの数（既定は自動）"
        ),
    ] = None,
    output: OutputOption = None,
    encoding: EncodingOption = None,
    no_color: NoColorOption = False,
    fail_if_none: Annotated[
        bool, typer.Option("--fail-if-none", help="対象の枠がどの顧客にもなければ終了コード 3")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="標準エラーには誤りだけを書く")
    ] = False,
) -> int:
    """フォルダの下の全ての顧客を見積もり、一件を一行で表示します。"""
    form = format_of(format, output, tuple(FORMATS))
    if all_frames and form != "csv":
        raise UsageError("--all-frames は --format csv と使います")
    if output is not None and is_input(Path(output).name):
        raise UsageError(f"{output} は顧客のファイルの名前です。別の名前を指定してください")
    choice = _read_choice(sort, top, min_subsidy)
    asked, rules = rules_at(day, programme)
    on = rules.within(asked)
    if on != asked and not quiet:
        show_notes([f"{asked} は受付の期間の外です。{on} の規則で計算します"])
    if state := edition_of(rules, date.today()).state:
        show_alert(f"{rules.name}: {state}")
    out = Output(output, no_color)
    sheet = FORMATS[form](out.screen, plan, all_frames, obligations)
    task = Task(
        on=on,
        programme=rules.id,
        frames=read_frames(frame, rules) or tuple(rules.names),
        today=date.today(),
        rows=sheet,
        encoding=known_encoding(encoding),
        plan=plan,
        obligations=obligations,
    )
    totals = Totals()
    with out.opened(encoding=encoding_of(form)) as write:
        answers = work_out_all(find_all(places), task, jobs)
        if not quiet and out.may_show_progress:
            answers = watched(answers, lambda: sum(1 for _ in find_all(places)))
        notes = _Notes()
        hear = _show_problems if quiet else notes.hear
        with closing(sheet.write(chosen(answers, choice, totals, hear), totals)) as pieces:
            for piece in pieces:
                write(piece)
    if not quiet:
        show_notes(notes.summary())
        tell(totals.text)
    return _exit_code(totals, fail_if_none=fail_if_none)


def _read_choice(sort: str | None, top: int | None, min_subsidy: str | None) -> Choice:
    if sort is not None:
        known(sort, tuple(SORTS), "--sort")
    least = read_yen(min_subsidy, "--min-subsidy") if min_subsidy is not None else 0
    return Choice(sort, top, least)


def _show_problems(answer: Answer[Any]) -> None:
    show_problems(answer.problems)


MOST_NOTES: Final = 10
"""Notes that are told one by one; a thousand of them would be read by nobody."""


class _Notes:
    """The notes of the clients, told in the end: each, or how many there are."""

    def __init__(self) -> None:
        self.first: list[str] = []
        self.count = 0

    def hear(self, answer: Answer[Any]) -> None:
        """Show the problems of a client, and keep its notes."""
        show_problems(answer.problems)
        self.first += answer.notes[: MOST_NOTES - len(self.first)]
        self.count += len(answer.notes)

    def summary(self) -> Iterator[str]:
        """What is said of them."""
        if self.count <= MOST_NOTES:
            yield from self.first
            return
        yield (
            f"ファイルの読み方や読まないファイルについての注が {self.count:,}件あります。"
            "itsubsidy check に顧客のフォルダを渡すと、一つずつ表示します"
        )


def _exit_code(totals: Totals, *, fail_if_none: bool) -> ExitCode:
    if totals.broken:
        return ExitCode.CANNOT_RUN
    if totals.wrong:
        return ExitCode.WRONG_INPUT
    return ExitCode.NONE_ELIGIBLE if fail_if_none and not totals.answered else ExitCode.ANSWERED
