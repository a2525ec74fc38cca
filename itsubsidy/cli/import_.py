"""itsubsidy import: a vendor's spreadsheet, a payroll ledger → the files that this tool reads."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from itsubsidy.cli.exits import ExitCode, UsageError
from itsubsidy.cli.japanese import JapaneseCommand, JapaneseGroup
from itsubsidy.cli.options import EncodingOption, format_of, format_option, known_encoding
from itsubsidy.cli.output import Output, say, show_notes, show_problems, write_new
from itsubsidy.files import reading as files
from itsubsidy.files.names import kind_of
from itsubsidy.files.problems import InputError, Problem
from itsubsidy.files.yaml import parse
from itsubsidy.inputs.imports.quote import QuoteImport, import_quote
from itsubsidy.inputs.imports.quote_table import quote_table, table_of_quote
from itsubsidy.inputs.imports.wage_slips import prefecture_in
from itsubsidy.inputs.imports.wages import WageImport, import_wages
from itsubsidy.inputs.reading import load_quote
from itsubsidy.inputs.spelling import CLIENT_FILE
from itsubsidy.inputs.tables import Table
from itsubsidy.inputs.tabular import STDIN, read_tables
from itsubsidy.reports.blocks import Report
from itsubsidy.reports.content.imported import quote_preview, wage_preview
from itsubsidy.reports.formats import draw
from itsubsidy.rules.frames.minimum_wage import rounding_decides

MOST_TOLD: Final = 50
"""Problems that are shown."""

FILES: Final = "表のファイル（.csv や .xlsx など。「-」は貼り付けた表）"

QUOTE_FORMATS: Final = ("yaml", "csv")

_YAML: Final = (".yaml", ".yml")

OutputOption = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="ファイル", help="書き込む新しいファイル"),
]
PreviewOption = Annotated[
    bool, typer.Option("--preview", help="書かずに、読み取った内容を表で示す")
]

app = typer.Typer(
    name="import",
    cls=JapaneseGroup,
    help="見積や賃金台帳の表から、このツールが読むファイルを作ります。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command("quote", cls=JapaneseCommand)
def quote_command(
    file: Annotated[str, typer.Argument(metavar="ファイル", help=FILES)],
    output: OutputOption = None,
    format: Annotated[str | None, format_option(QUOTE_FORMATS)] = None,
    preview: PreviewOption = False,
    sheet: Annotated[
        str | None, typer.Option("--sheet", metavar="シート", help="明細のあるシートの名前")
    ] = None,
    encoding: EncodingOption = None,
) -> int:
    """見積の表から quote.yaml を、quote.yaml からは表を作ります。分からない所は「確認」です。"""
    is_yaml = Path(file).suffix.lower() in _YAML
    if is_yaml and (preview or sheet is not None):
        raise UsageError("--preview と --sheet は表のファイルに使います")
    form = format_of(format, output, QUOTE_FORMATS[1:] if is_yaml else QUOTE_FORMATS)
    if not _may_write(output, preview, (".csv",) if form == "csv" else _YAML):
        return ExitCode.WRONG_INPUT
    try:
        if is_yaml:
            return _written(table_of_quote(load_quote(file, known_encoding(encoding))), output)
        found = import_quote(_tables([file], encoding), sheet)
    except InputError as error:
        return _refused(error.problems)
    if form == "csv" and not found.problems:
        found = found._replace(text=quote_table(found.keys, [item.data for item in found.items]))
    return _finished(found, quote_preview(found.entries) if preview else None, output)


@app.command("wages", cls=JapaneseCommand)
def wages_command(
    files: Annotated[list[str], typer.Argument(metavar="ファイル", help=FILES)],
    output: OutputOption = None,
    preview: PreviewOption = False,
    prefecture: Annotated[
        str | None,
        typer.Option(
            "--prefecture",
            metavar="都道府県",
            help="台帳にない場合の、働く都道府県（既定は同じフォルダの申請者のもの）",
        ),
    ] = None,
    with_: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="手当", help="時給に入れる手当の名前（繰り返せる）"),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="手当", help="時給に入れない手当の名前（繰り返せる）"),
    ] = None,
    encoding: EncodingOption = None,
) -> int:
    """賃金台帳の表から、月ごとの時給の wages.csv を作ります。役員と賞与は除きます。"""
    if not _may_write(output, preview, (".csv",)):
        return ExitCode.WRONG_INPUT
    try:
        found = import_wages(
            _tables(files, encoding),
            prefecture=_prefecture(prefecture, output, files),
            chosen=with_ or (),
            left_out=without or (),
            decides=rounding_decides,
        )
    except InputError as error:
        return _refused(error.problems)
    return _finished(found, wage_preview(found.people, found.months) if preview else None, output)


def _tables(files: Sequence[str], encoding: str | None) -> list[Table]:
    """The tables in some files; `-` is what is pasted into standard input."""
    if files.count(STDIN) > 1:
        raise UsageError("標準入力（-）は一度だけ指定できます")
    if STDIN in files and sys.stdin is not None and sys.stdin.isatty():
        show_notes(["表を貼り付けて、新しい行で Ctrl-D（Windows では Ctrl-Z と Enter）を押します"])
    read_in = known_encoding(encoding)
    tables: list[Table] = []
    problems: list[Problem] = []
    for file in files:
        try:
            tables += read_tables(file, read_in)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return tables


def _prefecture(name: str | None, output: str | None, files: Sequence[str]) -> str | None:
    """The prefecture that is named, else that of the applicant beside the new file or the ledger.

    Raises:
        UsageError: it is none of the 47.
    """
    if name is None:
        beside = [Path(file).parent for file in (output, *files) if file]
        return next(filter(None, map(_of_applicant, beside)), None)
    found = prefecture_in(name)
    if found is None:
        raise UsageError(f"--prefecture の「{name}」は都道府県の名前ではありません")
    return found


def _of_applicant(folder: Path) -> str | None:
    """The prefecture of the applicant in a folder, if there is one that can be read."""
    try:
        names = sorted(file.name for file in folder.iterdir() if kind_of(file.name) == "applicant")
    except OSError:
        return None
    for name in names:
        try:
            data = parse(files.read(str(folder / name)), name, CLIENT_FILE).data
        except (files.UnreadableError, InputError):
            continue
        return prefecture_in(str(data.get("prefecture") or ""))
    return None


# --- what is written -----------------------------------------------------------------------------


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
    if target.suffix.lower() in OTHER_ENDINGS - {*endings}:
        raise UsageError(f"{output}: {target.suffix} では書けません。{endings[0]} にします")
    if output != STDIN and (target.exists() or target.is_symlink()):
        message = "もうあります。上書きはしません。別の名前を指定してください"
        _refused([Problem(output, 0, 0, "", message)])
        return False
    return True


OTHER_ENDINGS: Final = frozenset(
    {".yaml", ".yml", ".csv", ".tsv", ".html", ".htm", ".md", ".json", ".jsonl", ".ics"}
    | {".xlsx", ".xls", ".xlsb", ".ods", ".pdf", ".docx"}
)
"""Endings that say a format."""


def _finished(found: QuoteImport | WageImport, preview: Report | None, output: str | None) -> int:
    """Write what was found, or show it, unless something is wrong with it; and tell the rest."""
    if preview is not None:
        out = Output()
        out.write(draw(preview, "table", out.screen))
    show_notes(found.notes)
    if found.problems:
        return _refused(found.problems)
    if preview is None:
        _written(found.text, output)
    if found.marks:
        marks = f"「確認」の所が {found.marks}か所あります"
        show_notes([f"{marks}。書き入れて itsubsidy check で確かめます"])
    return ExitCode.ANSWERED


def _written(text: str, output: str | None) -> int:
    """Write a new file, or to standard output."""
    if output in (None, STDIN):
        Output().write(text)
    else:
        target = Path(str(output))
        write_new(target.parent, {target.name: text})
        show_notes([f"{output} を書きました"])
    return ExitCode.ANSWERED


def _refused(problems: Sequence[Problem]) -> int:
    show_problems(problems[:MOST_TOLD])
    if len(problems) > MOST_TOLD:
        say(f"ほか {len(problems) - MOST_TOLD}件")
    say("何も書きませんでした")
    return ExitCode.WRONG_INPUT
