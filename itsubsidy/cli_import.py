"""`itsubsidy import`: a vendor's spreadsheet, a payroll ledger → the files that this tool reads."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Protocol

import typer

from itsubsidy.inputs.yamltext import InputError, Problem
from itsubsidy.output import Output, write_new
from itsubsidy.reports.wording import printable
from itsubsidy.usage import JapaneseCommand, JapaneseGroup, UsageError

if TYPE_CHECKING:
    from itsubsidy.inputs.tabular import Table

DONE: Final = 0
WRONG_INPUT: Final = 1
MOST_TOLD: Final = 50
"""Problems that are shown."""


class Found(Protocol):
    """What was understood of a table, and the file that it makes."""

    @property
    def text(self) -> str:
        """The file."""

    @property
    def problems(self) -> Sequence[Problem]:
        """Why nothing may be written."""

    @property
    def notes(self) -> Sequence[str]:
        """What the reader should know."""

    @property
    def marks(self) -> int:
        """How many things only the reader knows."""


import_app = typer.Typer(
    cls=JapaneseGroup,
    help="見積の表や賃金台帳の表から、 このツールが読むファイルを作ります。",
    no_args_is_help=True,
    add_completion=False,
)

_TABLE: Final = "表のファイル。 .csv .tsv .xlsx .xls .xlsb .ods、 - は標準入力に貼り付けた表"

OutputOption = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", help="書き込む新しいファイル（上書きはしない）"),
]
PreviewOption = Annotated[
    bool, typer.Option("--preview", help="書かずに、 読み取った内容を表で示す")
]
SheetOption = Annotated[
    str | None, typer.Option("--sheet", metavar="NAME", help="読むシートの名前")
]
EncodingOption = Annotated[
    str | None,
    typer.Option(
        "--encoding", metavar="NAME", help="入力の文字コード。 UTF-8 UTF-16 Shift_JIS は見分ける"
    ),
]


@import_app.command("quote", cls=JapaneseCommand)
def import_quote_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help=_TABLE)],
    output: OutputOption = None,
    preview: PreviewOption = False,
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
) -> int:
    """見積の表から quote.yaml を作ります。 分からない所には「確認」の印を付けます。"""
    from itsubsidy.imports.preview import quote_preview
    from itsubsidy.imports.quote import import_quote

    if not _may_write(output, preview, (".yaml", ".yml")):
        return WRONG_INPUT
    try:
        found = import_quote(_tables([file], encoding), sheet)
    except InputError as error:
        return _refused(error.problems)
    if preview:
        out = Output()
        out.write(quote_preview(found.entries, out.width))
    return _finished(found, output, preview=preview)


@import_app.command("wages", cls=JapaneseCommand)
def import_wages_command(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help=_TABLE)],
    output: OutputOption = None,
    preview: PreviewOption = False,
    prefecture: Annotated[
        str | None,
        typer.Option(
            "--prefecture",
            metavar="NAME",
            help="働く都道府県（列があればそれによる。 既定は同じフォルダの申請者のもの）",
        ),
    ] = None,
    with_: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="NAME", help="時給に入れる手当の名前（繰り返せる）"),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="NAME", help="時給に入れない手当の名前（繰り返せる）"),
    ] = None,
    encoding: EncodingOption = None,
) -> int:
    """給与ソフトの賃金台帳から、 時給の台帳 wages.csv を作ります。 役員と賞与は除きます。"""
    from itsubsidy.imports.wages import import_wages

    if not _may_write(output, preview, (".csv",)):
        return WRONG_INPUT
    try:
        found = import_wages(
            _tables(files, encoding),
            prefecture=_prefecture(prefecture, output, files),
            chosen=with_ or (),
            left_out=without or (),
        )
    except InputError as error:
        return _refused(error.problems)
    if preview:
        from itsubsidy.imports.preview import wage_preview

        out = Output()
        out.write(wage_preview(found.people, found.months, out.width))
    return _finished(found, output, preview=preview)


def _prefecture(name: str | None, output: str | None, files: Sequence[str]) -> str | None:
    """The prefecture that is named, else that of the applicant beside the new file or the ledger.

    Raises:
        UsageError: it is none of the 47.
    """
    from itsubsidy.imports.wage_slips import prefecture_in

    if name is not None:
        found = prefecture_in(name)
        if found is None:
            raise UsageError(f"--prefecture の「{name}」は都道府県の名前でありません")
        return found
    beside = [output or "", *files]
    return next(filter(None, (_of_applicant(Path(file).parent) for file in beside if file)), None)


def _of_applicant(folder: Path) -> str | None:
    """The prefecture of the applicant in a folder, if there is one that can be read."""
    from itsubsidy.imports.wage_slips import prefecture_in
    from itsubsidy.inputs.folders import APPLICANTS
    from itsubsidy.inputs.spelling import CLIENT_FILE
    from itsubsidy.inputs.yamltext import parse

    for name in APPLICANTS:
        path = folder / name
        try:
            data = parse(path.read_bytes(), str(path), CLIENT_FILE).data
        except (OSError, InputError):
            continue
        return prefecture_in(str(data.get("prefecture") or ""))
    return None


def _tables(files: Sequence[str], encoding: str | None) -> list[Table]:
    """The tables in some files; `-` is what is pasted into standard input."""
    from itsubsidy.inputs.tabular import STDIN, read_tables

    if files.count(STDIN) > 1:
        raise UsageError("標準入力（-）は一度だけ指定できます")
    try:
        "".encode(encoding or "utf-8")
    except LookupError:
        raise UsageError(f"--encoding の「{encoding}」という文字コードはありません") from None
    if STDIN in files and sys.stdin is not None and sys.stdin.isatty():
        _note(["表を貼り付けて、新しい行で Ctrl-D（Windows では Ctrl-Z と Enter）を押します"])
    tables: list[Table] = []
    problems: list[Problem] = []
    for file in files:
        try:
            tables += read_tables(file, encoding)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return tables


def _may_write(output: str | None, preview: bool, endings: Sequence[str]) -> bool:
    """Whether the output is a new file of the right kind; what is there stays as it is.

    Raises:
        UsageError: the name says another format, or nothing is to be written at all.
    """
    if output is None:
        return True
    if preview:
        raise UsageError("--preview は何も書きません。-o とは一緒に使えません")
    target = Path(output)
    if target.suffix.lower() in _ENDINGS and target.suffix.lower() not in endings:
        raise UsageError(f"{output}: {target.suffix} では書けません。{endings[0]} にします")
    if output != "-" and (target.exists() or target.is_symlink()):
        message = "もうあります。上書きはしません。別の名前を指定してください"
        _refused([Problem(output, 0, 0, "", message)])
        return False
    return True


_ENDINGS: Final = frozenset(
    {".yaml", ".yml", ".csv", ".tsv", ".html", ".htm", ".md", ".json", ".jsonl", ".ics"}
    | {".xlsx", ".xls", ".xlsb", ".ods", ".pdf", ".docx"}
)


def _finished(found: Found, output: str | None, *, preview: bool) -> int:
    """Write what was found, unless something is wrong with it, and tell the rest."""
    _note(found.notes)
    if found.problems:
        return _refused(found.problems)
    if not preview and output in (None, "-"):
        Output().write(found.text)
    elif not preview and output is not None:
        target = Path(output)
        write_new(target.parent, {target.name: found.text})
        _note([f"{output} を書きました"])
    if found.marks:
        _note(
            [f"「確認」の所が {found.marks}か所あります。書き入れて itsubsidy check で確かめます"]
        )
    return DONE


def _refused(problems: Sequence[Problem]) -> int:
    for problem in problems[:MOST_TOLD]:
        typer.echo(printable(str(problem)), err=True)
    if len(problems) > MOST_TOLD:
        typer.echo(f"ほか {len(problems) - MOST_TOLD}件", err=True)
    typer.echo("何も書きませんでした", err=True)
    return WRONG_INPUT


def _note(notes: Iterable[str]) -> None:
    for note in notes:
        typer.echo(printable(f"注: {note}"), err=True)
