"""itsubsidy schema: how files are written, for editors."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from itsubsidy.cli.completion import one_of
from itsubsidy.cli.exits import ExitCode, UsageError
from itsubsidy.cli.options import OutputOption
from itsubsidy.cli.output import Output
from itsubsidy.inputs.schema import MODELS, schema
from itsubsidy.reports.blocks import Report
from itsubsidy.reports.formats import draw


def command(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="applicant|quote",
            help="申請者のファイルか、見積のファイル",
            autocompletion=one_of(("applicant", "quote")),
        ),
    ],
    output: OutputOption = None,
) -> int:
    """ファイルの書き方を、エディタのための JSON Schema で出力します。"""
    if kind not in MODELS:
        raise UsageError(f"「{kind}」は使えません。applicant か quote を指定してください")
    out = Output(output)
    out.write(draw(Report(data=partial(schema, kind)), "json", out.screen))
    return ExitCode.ANSWERED
