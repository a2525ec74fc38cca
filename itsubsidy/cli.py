"""The commands: flags in, one call, one report out."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from itsubsidy import __version__
from itsubsidy.change import Change, ChangeError, change
from itsubsidy.estimate import SCHEMA, Estimate, estimate, reading_notes
from itsubsidy.inputs.folders import find_client, is_input
from itsubsidy.inputs.reading import STDIN, Client, check_files, load_client
from itsubsidy.inputs.spelling import path_in_english
from itsubsidy.inputs.values import as_day, parse_yen
from itsubsidy.inputs.yamltext import InputError, Problem, normal, parse
from itsubsidy.output import (
    Output,
    ReaderGoneError,
    never_fail_to_print,
    terminated_in_order,
    write_new,
)
from itsubsidy.reports.wording import printable
from itsubsidy.rules.programme import Programme
from itsubsidy.rules.rulefile import RuleFileError, programme_for, programmes
from itsubsidy.terms import FRAMES, Frame, short_name
from itsubsidy.usage import JapaneseCommand, JapaneseGroup, UsageError, usage_message

if TYPE_CHECKING:
    from itsubsidy.batch import Answer
    from itsubsidy.planning import Plan

CHECK_SCHEMA: Final = "itsubsidy.check/1"
WHATIF_SCHEMA: Final = "itsubsidy.whatif/1"
FORMATS: Final = ("table", "json", "csv", "markdown", "html")
EXPLAIN_FORMATS: Final = ("table", "json", "markdown")
RULES_FORMATS: Final = ("table", "json", "markdown")
PLAIN_FORMATS: Final = ("table", "json")
BATCH_FORMATS: Final = ("table", "csv", "jsonl", "json", "markdown")


class ExitCode(IntEnum):
    """What a script learns from `$?`."""

    ANSWERED = 0
    WRONG_INPUT = 1
    CANNOT_RUN = 2
    """Usage, rules or internal error."""
    NONE_ELIGIBLE = 3
    """Only with --fail-if-none."""
    INTERRUPTED = 130


app = typer.Typer(
    cls=JapaneseGroup,
    help="IT導入補助金の補助額を、申請者と見積のファイルから見積もります。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

ProgrammeOption = Annotated[
    str | None, typer.Option("--programme", metavar="ID", help="制度（既定は申請日を含むもの）")
]
DateOption = Annotated[
    str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="申請日（既定は今日）")
]


def _formats(formats: Sequence[str]) -> Any:
    return typer.Option("--format", metavar="FORMAT", help=f"出力の形式。 {' '.join(formats)}")


FormatOption = Annotated[str, _formats(FORMATS)]
ExplainFormatOption = Annotated[str, _formats(EXPLAIN_FORMATS)]
RulesFormatOption = Annotated[str, _formats(RULES_FORMATS)]
BatchFormatOption = Annotated[str, _formats(BATCH_FORMATS)]
PlainFormatOption = Annotated[str, _formats(PLAIN_FORMATS)]
OutputOption = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", help="標準出力の代わりに 書き込むファイル"),
]
EncodingOption = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        metavar="NAME",
        help="入力の文字コード。 UTF-8 UTF-16 Shift_JIS は見分ける",
    ),
]
NoColorOption = Annotated[bool, typer.Option("--no-color", metavar=" ", help="色を付けない")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"itsubsidy {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, metavar=" ", help="版を表示する"
        ),
    ] = False,
) -> None:
    """IT導入補助金の補助額を、申請者と見積のファイルから見積もります。"""


ClientArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="CLIENT",
        help="顧客のフォルダ、 または申請者と見積のファイル。 - は標準入力",
    ),
]
FrameOption = Annotated[
    list[str] | None,
    typer.Option("--frame", metavar="FRAME", help=f"見る申請枠（繰り返せる）。 {' '.join(FRAMES)}"),
]


@app.command("estimate", cls=JapaneseCommand)
def estimate_command(
    paths: ClientArgument,
    frame: FrameOption = None,
    day: DateOption = None,
    programme: ProgrammeOption = None,
    format: FormatOption = "table",
    output: OutputOption = None,
    encoding: EncodingOption = None,
    no_color: NoColorOption = False,
    fail_if_none: Annotated[
        bool, typer.Option("--fail-if-none", help="対象になる申請枠がなければ 終了コード 3")
    ] = False,
) -> int:
    """全ての申請枠の補助額と、最適な申請枠を表示します。"""
    _known(format, FORMATS, "--format")
    frames = _frames(frame) or tuple(FRAMES)
    on, rules = _rules_at(day, programme)
    out = Output(output, no_color)
    client = _client_or_problems(paths, encoding, format, out)
    if client is None:
        return ExitCode.WRONG_INPUT
    answer = estimate(
        client.applicant,
        client.quotes,
        on=on,
        programme=rules,
        frames=frames,
        advise=format != "csv",
        draw=format == "html",
    )
    out.write(_rendered(answer, format, out), encoding=_encoding(format), inputs=_inputs(answer))
    if fail_if_none and all(quote.best is None for quote in answer.quotes):
        return ExitCode.NONE_ELIGIBLE
    return ExitCode.ANSWERED


@app.command("batch", cls=JapaneseCommand)
def batch_command(
    places: Annotated[
        list[str],
        typer.Argument(metavar="DIR", help="顧客のフォルダ、 またはそれらを下に含むフォルダ"),
    ],
    frame: FrameOption = None,
    day: DateOption = None,
    programme: ProgrammeOption = None,
    format: BatchFormatOption = "table",
    all_frames: Annotated[
        bool, typer.Option("--all-frames", help="csv で、全ての見積と申請枠を一行ずつ")
    ] = False,
    plan: Annotated[
        bool, typer.Option("--plan", help="枠を組み合わせたときの補助額と、増える額も")
    ] = False,
    min_subsidy: Annotated[
        str | None,
        typer.Option("--min-subsidy", metavar="YEN", help="補助額がこれ以上の顧客だけ。 100万円"),
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option(
            "--sort",
            metavar="KEY",
            help="並べ替え。 subsidy は補助額の多い順、 payment は自己負担額の少ない順、"
            " name は名前順。 全ての顧客を読み終えてから表示する",
        ),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(
            "--top", metavar="N", min=1, help="初めの N 件だけ（--sort がなければ補助額の多い順）"
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", "-j", metavar="N", min=1, help="同時に使うプロセスの数（既定は自動）"
        ),
    ] = None,
    output: OutputOption = None,
    encoding: EncodingOption = None,
    no_color: NoColorOption = False,
    fail_if_none: Annotated[
        bool, typer.Option("--fail-if-none", help="対象の枠がどの顧客にもなければ 終了コード 3")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="標準エラーには誤りだけを書く")
    ] = False,
) -> int:
    """フォルダの下の全ての顧客を見積もり、一件を一行で表示します。"""
    from itsubsidy.batch import SORTS, Task, Totals, chosen, find_all, work_out_all
    from itsubsidy.reports.batch import format_of

    _known(format, BATCH_FORMATS, "--format")
    if sort is not None:
        _known(sort, tuple(SORTS), "--sort")
    if all_frames and format != "csv":
        raise UsageError("--all-frames は --format csv と使います")
    if output is not None and is_input(Path(output).name):
        raise UsageError(f"{output} は顧客のファイルの名前です。別の名前を指定してください")
    least = _yen(min_subsidy, "--min-subsidy") if min_subsidy is not None else 0
    asked, rules = _rules_at(day, programme)
    on = rules.within(asked)
    if on != asked and not quiet:
        _note([f"{asked} は受付の期間の外です。{on} の規則で計算します"])
    out = Output(output, no_color)
    shape = format_of(format, out, all_frames=all_frames, plan=plan)
    task = Task(
        on=on,
        programme=rules.id,
        frames=_frames(frame) or tuple(FRAMES),
        plan=plan,
        explained=plan or shape.explained,
        encoding=_known_encoding(encoding),
        answered=shape.answered,
        refused=shape.refused,
    )
    totals = Totals()
    gc.enable()

    def tell(answer: Answer) -> None:
        _tell(answer.problems)
        if not quiet:
            _note(answer.notes)

    with terminated_in_order(), out.opened(encoding=_encoding(format)) as write:
        answers = work_out_all(find_all(places), task, jobs)
        if not quiet and out.may_show_progress:
            from itsubsidy.progress import watched

            answers = watched(answers, lambda: sum(1 for _ in find_all(places)))
        shown = chosen(totals.counting(answers, tell), sort=sort, top=top, least=least)
        with closing(shape.write(totals.adding(shown), totals)) as texts:
            for text in texts:
                write(text)
    if not quiet:
        typer.echo(totals.text, err=True)
    if totals.broken:
        return ExitCode.CANNOT_RUN
    if totals.wrong:
        return ExitCode.WRONG_INPUT
    return ExitCode.NONE_ELIGIBLE if fail_if_none and not totals.answered else ExitCode.ANSWERED


@app.command("explain", cls=JapaneseCommand)
def explain_command(
    paths: ClientArgument,
    frame: FrameOption = None,
    day: DateOption = None,
    programme: ProgrammeOption = None,
    format: ExplainFormatOption = "table",
    output: OutputOption = None,
    encoding: EncodingOption = None,
    no_color: NoColorOption = False,
) -> int:
    """最適な申請枠（または --frame の枠）の金額を、一つずつ根拠とともに説明します。"""
    _known(format, EXPLAIN_FORMATS, "--format")
    only = _frames(frame)
    on, rules = _rules_at(day, programme)
    out = Output(output, no_color)
    client = _client_or_problems(paths, encoding, format, out)
    if client is None:
        return ExitCode.WRONG_INPUT
    answer = estimate(client.applicant, client.quotes, on=on, programme=rules)
    if format == "json":
        text = _rendered(answer, format, out)
    elif format == "markdown":
        from itsubsidy.reports import markdown

        text = markdown.explain(answer, only)
    else:
        from itsubsidy.reports import table

        text = table.explain(answer, only, width=out.width, color=out.color)
    out.write(text, inputs=_inputs(answer))
    return ExitCode.ANSWERED


@app.command("plan", cls=JapaneseCommand)
def plan_command(
    paths: ClientArgument,
    max_applications: Annotated[
        int | None,
        typer.Option("--max-applications", metavar="N", min=1, help="申請の数の上限"),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="FRAME", help="申請しない枠（繰り返せる）"),
    ] = None,
    time_limit: Annotated[
        float,
        typer.Option("--time-limit", metavar="SECONDS", min=0, help="探す時間の上限（秒）"),
    ] = 10,
    explain: Annotated[
        bool, typer.Option("--explain", help="各申請の計算も一つずつ示す（html では常に示す）")
    ] = False,
    day: DateOption = None,
    programme: ProgrammeOption = None,
    format: FormatOption = "table",
    output: OutputOption = None,
    encoding: EncodingOption = None,
    no_color: NoColorOption = False,
    fail_if_none: Annotated[
        bool, typer.Option("--fail-if-none", help="対象になる申請枠がなければ 終了コード 3")
    ] = False,
) -> int:
    """補助額の最も多い申請の組み合わせを探し、 明細の分け方を示します。"""
    from itsubsidy.planning import SCHEMA as PLAN_SCHEMA
    from itsubsidy.planning import plan

    _known(format, FORMATS, "--format")
    excluded = _frames(without)
    on, rules = _rules_at(day, programme)
    out = Output(output, no_color)
    client = _client_or_problems(paths, encoding, format, out, PLAN_SCHEMA)
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
    )
    text = _plan_rendered(answer, format, out, explain=explain)
    out.write(text, encoding=_encoding(format), inputs=_inputs(answer))
    return ExitCode.ANSWERED if answer.applications or not fail_if_none else ExitCode.NONE_ELIGIBLE


@app.command("whatif", cls=JapaneseCommand)
def whatif_command(
    paths: ClientArgument,
    settings: Annotated[
        list[str],
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help="変える値（繰り返せる）。 applicant.employees=5 items.1.months=24",
        ),
    ],
    day: DateOption = None,
    programme: ProgrammeOption = None,
    format: PlainFormatOption = "table",
    output: OutputOption = None,
    encoding: EncodingOption = None,
    no_color: NoColorOption = False,
) -> int:
    """値を変えたときの見積もりを、変える前と並べて表示します。"""
    _known(format, PLAIN_FORMATS, "--format")
    changes = [_change(setting) for setting in settings]
    on, rules = _rules_at(day, programme)
    out = Output(output, no_color)
    client = _client_or_problems(paths, encoding, format, out)
    if client is None:
        return ExitCode.WRONG_INPUT
    if len(client.quotes) > 1:
        raise UsageError("whatif の見積は一つだけです。申請者と見積のファイルを指定してください")
    days = [str(one.value) for one in changes if one.path == "date"]
    then = _day(days[-1], "--set date") if days else on
    try:
        applicant, quote = change(
            client.applicant, client.quotes[0], [one for one in changes if one.path != "date"]
        )
        after = estimate(applicant, [quote], on=then, programme=rules, advise=False)
    except (ChangeError, ValueError) as error:  # a ValueError names a member that is not there
        typer.echo(f"itsubsidy: --set: {error}", err=True)
        return ExitCode.WRONG_INPUT
    unchanged = change(client.applicant, client.quotes[0], ())  # without the paper's totals too
    before = estimate(unchanged[0], [unchanged[1]], on=on, programme=rules, advise=False)
    if format == "json":
        report = {
            "schema": WHATIF_SCHEMA,
            "changes": list(settings),
            "before": before.to_dict(),
            "after": after.to_dict(),
        }
        text = out.json(report)
    else:
        from itsubsidy.reports import table

        text = table.differ(before, after, settings, width=out.width, color=out.color)
    out.write(text, inputs=_inputs(before))
    return ExitCode.ANSWERED


@app.command("check", cls=JapaneseCommand)
def check_command(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="FILE", help="確かめるファイルかフォルダ（- は標準入力）"),
    ],
    format: PlainFormatOption = "table",
    encoding: EncodingOption = None,
) -> int:
    """ファイルを読み、誤りと注意を全て file:line:column で示します（見積もりはしません）。"""
    from itsubsidy.oddities import oddities

    _known(format, PLAIN_FORMATS, "--format")
    out = Output()
    checked = check_files(paths, _known_encoding(encoding))
    today = date.today()
    programme = programme_for(today)
    warnings = oddities(checked, programme.at(programme.within(today)), today)
    _note(checked.notes)
    _tell(checked.problems)
    _tell([one._replace(path=f"注意: {one.path}".rstrip(": ")) for one in warnings])
    if format == "json":
        report = {
            "schema": CHECK_SCHEMA,
            "files": checked.sound,
            "problems": [problem._asdict() for problem in checked.problems],
            "warnings": [warning._asdict() for warning in warnings],
            "notes": checked.notes,
        }
        out.write(out.json(report))
    else:
        out.write("".join(f"{file}: 問題ありません\n" for file in checked.sound))
    return ExitCode.WRONG_INPUT if checked.problems else ExitCode.ANSWERED


@app.command("rules", cls=JapaneseCommand)
def rules_command(
    frame: Annotated[
        str | None, typer.Argument(metavar="[FRAME]", help=f"申請枠。 {' '.join(FRAMES)}")
    ] = None,
    day: DateOption = None,
    programme: ProgrammeOption = None,
    format: RulesFormatOption = "table",
    output: OutputOption = None,
    no_color: NoColorOption = False,
) -> int:
    """申請日に有効な規則を、値・単位・根拠とともに表示します。"""
    from itsubsidy.reports import rules

    _known(format, RULES_FORMATS, "--format")
    only = _frame(frame) if frame else None
    asked, in_force = _rules_at(day, programme)
    on = in_force.within(asked)
    out = Output(output, no_color)
    if on != asked:
        _note([f"{asked} は受付の期間の外です。{on} の規則を表示します"])
    if format == "json":
        text = out.json(rules.to_dict(in_force, on, only))
    elif format == "markdown":
        from itsubsidy.reports import markdown

        text = markdown.written(rules.blocks(in_force, on, only))
    else:
        from itsubsidy.reports import table

        page = table.drawn(rules.blocks(in_force, on, only), out.width)
        text = table.printed(page, out.width, out.color)
    out.write(text)
    return ExitCode.ANSWERED


@app.command("init", cls=JapaneseCommand)
def init_command(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="作る顧客フォルダ")],
    group: Annotated[
        bool, typer.Option("--group", help="複数社連携IT導入枠に申請するグループ")
    ] = False,
    wages: Annotated[
        bool, typer.Option("--wages", help="賃金台帳 wages.csv も作る（最低賃金近傍）")
    ] = False,
    english: Annotated[bool, typer.Option("--english", help="キーと値を英語で書く")] = False,
) -> int:
    """書き直して使う applicant.yaml と quote.yaml を作ります（上書きはしません）。"""
    from itsubsidy.inputs.schema import MODELS, schema
    from itsubsidy.inputs.template import (
        LEDGER,
        SCHEMAS,
        applicant_text,
        ledger_text,
        quote_text,
    )
    from itsubsidy.reports import json

    out, target = Output(), Path(folder)
    if group and wages:
        raise UsageError(
            "--wages は --group と一緒に使えません。通常枠の条件で、グループにはありません"
        )
    there = [
        one.name
        for one in (target.iterdir() if target.is_dir() else ())
        if is_input(one.name) or (wages and one.name == LEDGER)
    ]
    if there:
        raise UsageError(f"{folder} に {'、'.join(sorted(there))} があります。何も書きませんでした")
    files = {
        "applicant.yaml": applicant_text(group=group, wages=wages, english=english),
        "quote.yaml": quote_text(group=group, english=english),
    }
    if wages:
        files[LEDGER] = ledger_text(_ledger_months(), english=english)
    schemas = {f"{SCHEMAS}/{kind}.schema.json": json.render(schema(kind)) for kind in MODELS}
    missing = {name: text for name, text in schemas.items() if not (target / name).exists()}
    write_new(target, files | missing)
    out.write("".join(f"{target / name} を書きました\n" for name in files))
    out.write(f"書き直したら、itsubsidy check {folder} で確かめます\n")
    return ExitCode.ANSWERED


@app.command("schema", cls=JapaneseCommand)
def schema_command(
    kind: Annotated[
        str, typer.Argument(metavar="applicant|quote", help="申請者のファイルか、見積のファイル")
    ],
    output: OutputOption = None,
) -> int:
    """ファイルの書き方を、エディタのための JSON Schema で出力します。"""
    from itsubsidy.inputs.schema import MODELS, schema

    if kind not in MODELS:
        raise UsageError(f"「{kind}」は使えません。applicant か quote を指定してください")
    out = Output(output)
    out.write(out.json(schema(kind)))
    return ExitCode.ANSWERED


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; the exit code. No traceback ever reaches the user."""
    never_fail_to_print()
    command = typer.main.get_command(app)
    try:
        code = command.main(
            args=list(arguments) if arguments is not None else None,
            prog_name="itsubsidy",
            standalone_mode=False,
        )
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except ReaderGoneError:
        # the reader has what it wanted; nothing more may be written, not even at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.ANSWERED
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(error.message, err=True)
        else:
            typer.echo(f"itsubsidy: {usage_message(error)}", err=True)
        return ExitCode.CANNOT_RUN
    except UsageError as fault:
        typer.echo(f"itsubsidy: {fault}", err=True)
        return ExitCode.CANNOT_RUN
    except RuleFileError as error:
        typer.echo("itsubsidy: 規則のファイルが正しくありません", err=True)
        _tell(error.problems)
        return ExitCode.CANNOT_RUN
    except Exception as error:  # a fault of ours must not reach the user as a traceback
        if os.environ.get("ITSUBSIDY_TRACEBACK"):
            raise
        typer.echo(
            f"itsubsidy: 内部の誤りで止まりました（{type(error).__name__}: {error}）。"
            "ITSUBSIDY_TRACEBACK=1 を付けて実行すると詳しく表示します",
            err=True,
        )
        return ExitCode.CANNOT_RUN
    return code if isinstance(code, int) else ExitCode.ANSWERED


def run() -> None:
    """The console script."""
    gc.disable()  # most commands are over before there is anything worth collecting
    sys.exit(main())


def _client(paths: Sequence[str], encoding: str | None) -> Client:
    if list(paths).count(STDIN) > 1:
        raise UsageError("標準入力（-）は一度だけ指定できます")
    first = Path(paths[0])
    if paths[0] != STDIN and first.is_dir():
        if len(paths) > 1:
            raise UsageError("フォルダを指定するときは一つだけです。複数の顧客は一つずつ実行します")
        return load_client(*find_client(first), encoding)
    if len(paths) == 1 and (paths[0] == STDIN or first.exists()):
        raise UsageError("見積のファイルも指定してください: itsubsidy estimate APPLICANT QUOTE...")
    return load_client(paths[0], paths[1:], encoding)


def _client_or_problems(
    paths: Sequence[str],
    encoding: str | None,
    format: str,
    out: Output,
    schema: str = SCHEMA,
) -> Client | None:
    """The client, or None when its files are wrong and every problem has been told."""
    try:
        client = _client(paths, _known_encoding(encoding))
        _note(reading_notes(client.applicant, client.quotes))
        return client
    except InputError as error:
        _tell(error.problems)
        if format == "json":
            problems = [problem._asdict() for problem in error.problems]
            out.write(out.json({"schema": schema, "problems": problems}))
        return None


def _rendered(answer: Estimate, format: str, out: Output) -> str:
    """The estimate in one of FORMATS."""
    match format:
        case "json":
            return out.json(answer.to_dict())
        case "csv":
            from itsubsidy.reports import csv

            return csv.render(answer)
        case "markdown":
            from itsubsidy.reports import markdown

            return markdown.render(answer)
        case "html":
            from itsubsidy.reports import html

            return html.render(answer)
        case _:
            from itsubsidy.reports import table

            return table.render(answer, width=out.width, color=out.color)


def _plan_rendered(answer: Plan, format: str, out: Output, *, explain: bool) -> str:
    """The plan in one of FORMATS."""
    from itsubsidy.reports import plans

    match format:
        case "json":
            return out.json(answer.to_dict())
        case "csv":
            return plans.render_csv(answer)
        case "html":
            return plans.render_html(answer)
        case "markdown":
            from itsubsidy.reports import markdown

            return markdown.written(plans.blocks(answer, explain=explain))
        case _:
            from itsubsidy.reports import table

            page = table.drawn(plans.blocks(answer, explain=explain), out.width)
            return table.printed(page, out.width, out.color)


def _inputs(answer: Estimate | Plan) -> list[str]:
    return [file for file, _ in answer.files]


def _encoding(format: str) -> str:
    """CSV has a byte order mark, by which spreadsheets know UTF-8."""
    return "utf-8-sig" if format == "csv" else "utf-8"


def _change(setting: str) -> Change:
    """`items.1.months=24`, `明細.1.契約月数=24か月`: a path, and a value as a file has it."""
    written, equals, text = setting.partition("=")
    if not equals or not written:
        raise UsageError(f"--set の「{setting}」は PATH=VALUE の形でありません")
    path, field = path_in_english(written)
    if path == "date" and normal(written) not in ("date", "申請日"):
        raise UsageError(f"--set の「{written}」は計算に使いません。申請日なら「申請日」と書きます")
    try:
        data = parse(f"value: {text}".encode(), "--set", {"value": field}).data
        return Change(path, data[field.name])
    except InputError:
        raise UsageError(f"--set の「{setting}」の値が読めません") from None


def _rules_at(day: str | None, programme: str | None) -> tuple[date, Programme]:
    """The application date and the programme that is asked for."""
    on = _day(day, "--date") if day else date.today()
    try:
        return on, programme_for(on, programme)
    except KeyError:
        known = "、".join(one.id for one in programmes())
        raise UsageError(f"--programme の「{programme}」はありません。ある制度: {known}") from None


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} の「{text}」は日付として読めません。{as_day(text)}") from None


def _yen(text: str, option: str) -> int:
    try:
        return int(text) if text.isdecimal() else parse_yen(text)
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from None


def _frames(names: Sequence[str] | None) -> tuple[Frame, ...]:
    return tuple(_frame(name) for name in names or ())


def _frame(name: str) -> Frame:
    for known, official in FRAMES.items():
        if normal(name) in (known, normal(official), normal(short_name(official))):
            return known
    raise UsageError(f"「{name}」という申請枠はありません。使える値: {'、'.join(FRAMES)}")


def _known(value: str, known: Sequence[str], option: str) -> None:
    if value not in known:
        raise UsageError(f"{option} の「{value}」は使えません。使える値: {'、'.join(known)}")


def _ledger_months() -> list[date]:
    """The months that the newest rule on wages looks at, by their first days."""
    near = programmes()[-1].periods[-1].rules.normal.near_minimum_wage
    if near.first_month is None or near.last_month is None:
        return []
    first, last = near.first_month.value, near.last_month.value
    count = 12 * (last.year - first.year) + last.month - first.month + 1
    months = (first.month - 1 + at for at in range(count))
    return [date(first.year + month // 12, month % 12 + 1, 1) for month in months]


def _known_encoding(name: str | None) -> str | None:
    try:
        if name is None or "".encode(name) is not None:
            return name
    except LookupError:
        pass
    raise UsageError(
        f"--encoding の「{name}」という文字コードはありません。utf-8 や cp932 のように書きます"
    )


def _tell(problems: Sequence[Problem]) -> None:
    for problem in problems:
        typer.echo(printable(str(problem)), err=True)


def _note(notes: Iterable[str]) -> None:
    for note in notes:
        typer.echo(printable(f"注: {note}"), err=True)
