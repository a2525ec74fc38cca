"""itsubsidy init: a client folder to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from itsubsidy.cli.exits import ExitCode, UsageError
from itsubsidy.cli.output import Output, write_new
from itsubsidy.files.echo import printable, quoted
from itsubsidy.files.folders import why
from itsubsidy.files.names import (
    APPLICANT_FILE,
    QUOTE_FILE,
    is_quote,
    is_sheet,
    kind_of,
)
from itsubsidy.inputs.schema import MODELS, schema
from itsubsidy.inputs.template import LEDGER, SCHEMAS, applicant_text, ledger_text, quote_text
from itsubsidy.reports.blocks import Report
from itsubsidy.reports.formats import draw
from itsubsidy.reports.screen import FILE
from itsubsidy.rules.programme.rulefile import programmes


def command(
    folder: Annotated[str, typer.Argument(metavar="フォルダ", help="作る顧客フォルダ")],
    group: Annotated[
        bool, typer.Option("--group", help="複数社連携IT導入枠に申請するグループ")
    ] = False,
    wages: Annotated[
        bool, typer.Option("--wages", help="賃金台帳 wages.csv も作る（最低賃金近傍）")
    ] = False,
    english: Annotated[bool, typer.Option("--english", help="キーと値を英語で書く")] = False,
) -> int:
    """書き直して使う applicant.yaml と、見積がなければ quote.yaml を作ります（上書きはしない）。"""
    if group and wages:
        raise UsageError(
            "--wages は --group と一緒に使えません。通常枠の条件で、グループにはありません"
        )
    if not folder:
        raise UsageError("作る顧客フォルダの名前が空です")
    target = Path(folder)
    try:
        names = [file.name for file in target.iterdir()] if target.is_dir() else []
        _refuse_a_client(names, folder, wages=wages)
        has_quote = any(is_quote(name) or is_sheet(name) for name in names)
        schemas = _missing_schemas(target)
    except OSError as error:
        raise UsageError(f"{folder} に書けません（{why(error)}）") from None
    files = {APPLICANT_FILE: applicant_text(group=group, wages=wages, english=english)}
    if not has_quote:
        files[QUOTE_FILE] = quote_text(group=group, english=english)
    if wages:
        files[LEDGER] = ledger_text(_ledger_months(), english=english)
    write_new(target, files | schemas)
    lines = (
        *(f"{target / name} を書きました" for name in files),
        f"書き直したら、itsubsidy check {quoted(folder)} で確かめます",
    )
    with suppress(UsageError):  # what was asked for is there, whether it can be said or not
        Output().write("".join(f"{printable(line)}\n" for line in lines))
    return ExitCode.ANSWERED


def _refuse_a_client(names: Sequence[str], folder: str, *, wages: bool) -> None:
    """Never write into a folder that has an applicant, or a ledger where one is to be written."""
    there = [name for name in names if kind_of(name) == "applicant" or (wages and name == LEDGER)]
    if there:
        raise UsageError(f"{folder} に {'、'.join(sorted(there))} があります。何も書きませんでした")


def _ledger_months() -> list[date]:
    """The months that the newest rule on wages looks at, by their first days."""
    rules = programmes()[-1].periods[-1].rules
    if "normal" not in rules.frames:
        return []
    near = rules.normal.near_minimum_wage
    if near.first_month is None or near.last_month is None:
        return []
    first, last = near.first_month.value, near.last_month.value
    count = 12 * (last.year - first.year) + last.month - first.month + 1
    months = (first.month - 1 + at for at in range(count))
    return [date(first.year + month // 12, month % 12 + 1, 1) for month in months]


def _missing_schemas(target: Path) -> dict[str, str]:
    """The schemas for editors that are not there yet."""
    return {
        name: draw(Report(data=partial(schema, kind)), "json", FILE)
        for kind in MODELS
        if not (target / (name := f"{SCHEMAS}/{kind}.schema.json")).exists()
    }
