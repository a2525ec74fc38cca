"""The commands: flags in, one call, one report out."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from itsubsidy import __version__
from itsubsidy.estimate import SCHEMA, estimate
from itsubsidy.inputs.reading import STDIN, Client, check_files, find_client, load_client
from itsubsidy.inputs.yamltext import InputError, Problem
from itsubsidy.rules.programme import Programme
from itsubsidy.rules.rulefile import RuleFileError, programme_for, programmes
from itsubsidy.terms import FRAMES, Frame
from itsubsidy.usage import JapaneseCommand, JapaneseGroup, UsageError, usage_message

CHECK_SCHEMA: Final = "itsubsidy.check/1"
FORMATS: Final = ("table", "json")


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
FormatOption = Annotated[
    str, typer.Option("--format", metavar="|".join(FORMATS), help="出力の形式")
]
OutputOption = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", help="標準出力の代わりに書き込むファイル"),
]
NoColorOption = Annotated[bool, typer.Option("--no-color", help="色を付けない")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"itsubsidy {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="版を表示する"),
    ] = False,
) -> None:
    """IT導入補助金の補助額を、申請者と見積のファイルから見積もります。"""


@app.command("estimate", cls=JapaneseCommand)
def estimate_command(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="CLIENT",
            help="顧客のフォルダ、 または申請者のファイルと 見積のファイル。 - は標準入力",
        ),
    ],
    frame: Annotated[
        list[str] | None,
        typer.Option(
            "--frame", metavar="FRAME", help=f"見る申請枠（繰り返せる）。 {' '.join(FRAMES)}"
        ),
    ] = None,
    day: DateOption = None,
    programme: ProgrammeOption = None,
    format: FormatOption = "table",
    output: OutputOption = None,
    no_color: NoColorOption = False,
    fail_if_none: Annotated[
        bool, typer.Option("--fail-if-none", help="対象になる申請枠がなければ終了コード 3")
    ] = False,
) -> int:
    """全ての申請枠の補助額と、最適な申請枠を表示します。"""
    _known(format, FORMATS, "--format")
    frames = tuple(_frame(name) for name in frame) if frame else tuple(FRAMES)
    on, rules = _rules_at(day, programme)
    try:
        client = _client(paths)
    except InputError as error:
        _tell(error.problems)
        if format == "json":
            _write(_problems_json(SCHEMA, error.problems), output)
        return ExitCode.WRONG_INPUT
    answer = estimate(client.applicant, client.quotes, on=on, programme=rules, frames=frames)
    if format == "json":
        from itsubsidy.reports import json

        _write(json.render(answer.to_dict()), output)
    else:
        from itsubsidy.reports import table

        _write(table.render(answer, width=_width(output), color=_color(output, no_color)), output)
    if fail_if_none and all(quote.best is None for quote in answer.quotes):
        return ExitCode.NONE_ELIGIBLE
    return ExitCode.ANSWERED


@app.command("check", cls=JapaneseCommand)
def check_command(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="FILE", help="確かめるファイルかフォルダ（- は標準入力）"),
    ],
    format: FormatOption = "table",
) -> int:
    """ファイルを読み、誤りを全て file:line:column で示します（見積もりはしません）。"""
    _known(format, FORMATS, "--format")
    sound, problems = check_files(paths)
    _tell(problems)
    if format == "json":
        from itsubsidy.reports import json

        report = {
            "schema": CHECK_SCHEMA,
            "files": sound,
            "problems": [p._asdict() for p in problems],
        }
        _write(json.render(report), None)
    else:
        _write("".join(f"{file}: 問題ありません\n" for file in sound), None)
    return ExitCode.WRONG_INPUT if problems else ExitCode.ANSWERED


@app.command("rules", cls=JapaneseCommand)
def rules_command(
    frame: Annotated[
        str | None, typer.Argument(metavar="[FRAME]", help=f"申請枠。 {' '.join(FRAMES)}")
    ] = None,
    day: DateOption = None,
    programme: ProgrammeOption = None,
    format: FormatOption = "table",
    output: OutputOption = None,
    no_color: NoColorOption = False,
) -> int:
    """申請日に有効な規則を、値・単位・根拠とともに表示します。"""
    from itsubsidy.reports import rules

    _known(format, FORMATS, "--format")
    only = _frame(frame) if frame else None
    on, in_force = _rules_at(day, programme)
    on = in_force.within(on)
    if format == "json":
        from itsubsidy.reports import json

        text = json.render(rules.to_dict(in_force, on, only))
    else:
        text = rules.render(
            in_force, on, only, width=_width(output), color=_color(output, no_color)
        )
    _write(text, output)
    return ExitCode.ANSWERED


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; the exit code. No traceback ever reaches the user."""
    _never_fail_to_print()
    command = typer.main.get_command(app)
    try:
        code = command.main(
            args=list(arguments) if arguments is not None else None,
            prog_name="itsubsidy",
            standalone_mode=False,
        )
        sys.stdout.flush()
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
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
    sys.exit(main())


def _client(paths: Sequence[str]) -> Client:
    if list(paths).count(STDIN) > 1:
        raise UsageError("標準入力（-）は一度だけ指定できます")
    first = Path(paths[0])
    if paths[0] != STDIN and first.is_dir():
        if len(paths) > 1:
            raise UsageError("フォルダを指定するときは一つだけです。複数の顧客は一つずつ実行します")
        return load_client(*find_client(first))
    if len(paths) == 1 and (paths[0] == STDIN or first.exists()):
        raise UsageError("見積のファイルも指定してください: itsubsidy estimate APPLICANT QUOTE...")
    return load_client(paths[0], paths[1:])


def _rules_at(day: str | None, programme: str | None) -> tuple[date, Programme]:
    """The application date and the programme that is asked for."""
    try:
        on = date.fromisoformat(day) if day else date.today()
    except ValueError:
        raise UsageError(
            f"--date の「{day}」は日付として読めません。2025-08-20 のように書きます"
        ) from None
    try:
        return on, programme_for(on, programme)
    except KeyError:
        known = "、".join(one.id for one in programmes())
        raise UsageError(f"--programme の「{programme}」はありません。ある制度: {known}") from None


def _frame(name: str) -> Frame:
    for known in FRAMES:
        if name == known:
            return known
    raise UsageError(f"「{name}」という申請枠はありません。使える値: {'、'.join(FRAMES)}")


def _known(value: str, known: Sequence[str], option: str) -> None:
    if value not in known:
        raise UsageError(f"{option} の「{value}」は使えません。使える値: {'、'.join(known)}")


def _tell(problems: Sequence[Problem]) -> None:
    for problem in problems:
        typer.echo(str(problem), err=True)


def _problems_json(schema: str, problems: Sequence[Problem]) -> str:
    from itsubsidy.reports import json

    return json.render({"schema": schema, "problems": [problem._asdict() for problem in problems]})


def _width(output: str | None) -> int | None:
    """The terminal's columns; None where nothing has to fit."""
    return shutil.get_terminal_size().columns if output is None and sys.stdout.isatty() else None


def _color(output: str | None, no_color: bool) -> bool:
    plain = no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not plain and output is None and sys.stdout.isatty()


def _write(text: str, output: str | None) -> None:
    """Text to stdout, or to a file that appears whole or not at all."""
    if output is None:
        sys.stdout.write(text)
        return
    target = Path(output)
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink()
            raise
    except OSError as error:
        raise UsageError(f"{output} に書けません（{error.strerror}）") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _never_fail_to_print() -> None:
    """A console that cannot show a character gets a replacement for it."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
