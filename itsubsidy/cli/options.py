"""The arguments and options that commands share, and how their values are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from itsubsidy.cli.completion import complete_frame, complete_programme, one_of
from itsubsidy.cli.exits import UsageError
from itsubsidy.files.encoding import is_known
from itsubsidy.files.limits import LONGEST_NUMBER
from itsubsidy.files.text import normal
from itsubsidy.inputs.values import parse_day, parse_yen
from itsubsidy.reports.content.cover import NOBODY, Addressed
from itsubsidy.reports.content.hints import Asked, shell_word
from itsubsidy.rules.programme.rulefile import headings, programme_for
from itsubsidy.rules.programme.rules import Programme
from itsubsidy.terms import FRAMES, Frame, short_name

ClientArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="顧客",
        help="顧客のフォルダ、または申請者と見積のファイル（「-」は標準入力）",
    ),
]
FrameOption = Annotated[
    list[str] | None,
    typer.Option(
        "--frame",
        metavar="枠",
        help=f"見る申請枠（繰り返せる）: {' '.join(FRAMES)}",
        autocompletion=complete_frame,
    ),
]
DateOption = Annotated[
    str | None, typer.Option("--date", metavar="日付", help="申請日（既定は今日）")
]
ProgrammeOption = Annotated[
    str | None,
    typer.Option(
        "--programme",
        metavar="制度",
        help="制度（既定は申請日を含むもの）",
        autocompletion=complete_programme,
    ),
]
OutputOption = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="ファイル", help="標準出力の代わりに書き込むファイル"),
]
EncodingOption = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        metavar="文字コード",
        help="文字コード（書かなくても見分ける）",
    ),
]
NoColorOption = Annotated[bool, typer.Option("--no-color", help="色を付けない")]
AuthorOption = Annotated[
    str | None,
    typer.Option(
        "--author",
        envvar="ITSUBSIDY_AUTHOR",
        show_envvar=False,
        metavar="文",
        help="報告書の作成者（環境変数 ITSUBSIDY_AUTHOR でも）",
    ),
]
ToOption = Annotated[
    str | None,
    typer.Option("--to", metavar="文", help="報告書の宛名（既定は申請者 御中）"),
]
CommentOption = Annotated[
    str | None, typer.Option("--comment", metavar="文", help="報告書に添える一言")
]
BriefOption = Annotated[bool, typer.Option("--brief", help="報告書を 1ページ目だけにする")]
NamesOption = Annotated[
    bool, typer.Option("--names", help="従業員を番号でなく名前で示す（賃金台帳があるとき）")
]
FailIfNoneOption = Annotated[
    bool, typer.Option("--fail-if-none", help="対象になる申請枠がなければ終了コード 3")
]


def format_option(formats: Iterable[str]) -> Any:
    """The option of a command that has these formats."""
    return typer.Option(
        "--format",
        metavar="形式",
        help=f"出力の形式: {' '.join(formats)}",
        autocompletion=one_of(formats),
    )


ENDINGS: Final = {
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ics": "ics",
}
"""The format that the ending of a file stands for."""

NOT_WRITTEN: Final = (".xlsx", ".xls", ".ods", ".pdf", ".docx", ".doc", ".pptx")
"""Endings of formats that nothing is written in."""


def format_of(format: str | None, output: str | None, formats: Sequence[str]) -> str:
    """The format that is asked for, or that the ending of the file says; else the first.

    Raises:
        UsageError: it is none of these formats, or the ending says another.
    """
    ending = Path(output or "").suffix.lower()
    meant = ENDINGS.get(ending)
    if format is not None:
        known(format, formats, "--format")
        if meant is not None and meant != format:
            raise UsageError(f"--format {format} と「{output}」の {ending} が合いません")
        return format
    if ending in NOT_WRITTEN:
        raise UsageError(f"{ending} では書けません。使える形式: {'、'.join(formats)}")
    if meant is None:
        return formats[0]
    if meant not in formats:
        raise UsageError(
            f"「{output}」の {ending} では書けません。使える形式: {'、'.join(formats)}"
        )
    return meant


HANDED_OVER: Final = ("html", "markdown")
"""The formats of what is handed to a client."""


def addressed(
    form: str, to: str | None, author: str | None, comment: str | None, *, brief: bool
) -> Addressed:
    """Who gives a report to whom. The author may stand in the environment for all reports.

    Raises:
        UsageError: something is said that no output of this format has.
    """
    if form in HANDED_OVER:
        return Addressed(to, author, comment, date.today())
    for option, is_given in (("--to", to), ("--comment", comment), ("--brief", brief)):
        if is_given:
            formats = " か ".join(HANDED_OVER)
            raise UsageError(f"{option} は --format {formats} と使います")
    return NOBODY


def known(value: str, values: Sequence[str], option: str) -> str:
    """A value that must be one of these.

    Raises:
        UsageError: it is none of them.
    """
    if value not in values:
        raise UsageError(f"{option} の「{value}」は使えません。使える値: {'、'.join(values)}")
    return value


def rules_at(day: str | None, programme: str | None) -> tuple[date, Programme]:
    """The application date and the programme that are asked for; by default today's.

    Raises:
        UsageError: the day is none, or there is no such programme.
    """
    on = read_day(day, "--date") if day else date.today()
    try:
        return on, programme_for(on, programme)
    except KeyError:
        ids = "、".join(heading.id for heading in headings())
        raise UsageError(f"--programme の「{programme}」はありません。ある制度: {ids}") from None


def asked(
    paths: Iterable[str],
    day: str | None,
    programme: str | None,
    encoding: str | None,
    frames: Iterable[str] | None = None,
) -> Asked:
    """What was asked for, by which a report names the commands that go on from it."""
    values = (("--date", day), ("--programme", programme), ("--encoding", encoding))
    return Asked(
        " ".join(map(shell_word, paths)),
        "".join(f" {option} {shell_word(value)}" for option, value in values if value),
        "".join(f" --frame {shell_word(frame)}" for frame in frames or ()),
    )


def read_day(text: str, option: str) -> date:
    """A day: `2025-08-20`, `令和7年8月20日`.

    Raises:
        UsageError: it is none.
    """
    try:
        return parse_day(text)
    except ValueError as error:
        raise UsageError(f"{option} の{error}") from None


def read_yen(text: str, option: str) -> int:
    """An amount: `1200000`, `120万円`.

    Raises:
        UsageError: it is none.
    """
    try:
        usual = text.isdecimal() and len(text) < LONGEST_NUMBER
        return int(text) if usual else parse_yen(text)
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from None


def read_frames(names: Iterable[str] | None, programme: Programme) -> tuple[Frame, ...]:
    """Frames of a programme by their identifiers or their Japanese names.

    Raises:
        UsageError: a name is of no frame.
    """
    return tuple(read_frame(name, programme) for name in names or ())


def read_frame(name: str, programme: Programme) -> Frame:
    """A frame by its identifier, its name in the programme or the one it had before.

    Raises:
        UsageError: the name is of no frame of the programme.
    """
    for frame, official in programme.names.items():
        spellings = (official, short_name(official), FRAMES[frame], short_name(FRAMES[frame]))
        if normal(name) in (frame, *map(normal, spellings)):
            return frame
    known = "、".join(programme.names)
    raise UsageError(f"「{name}」という申請枠はありません。使える値: {known}")


def known_encoding(name: str | None) -> str | None:
    """An encoding that Python knows, or None where the file shows it.

    Raises:
        UsageError: there is no such encoding.
    """
    if name is None:
        return None
    if not is_known(name):
        raise UsageError(
            f"--encoding の「{name}」という文字コードはありません。utf-8 や cp932 のように書きます"
        )
    return name
