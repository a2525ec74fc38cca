"""itsubsidy whatif: an estimate with values changed, beside the one without."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Annotated, Final

import typer

from itsubsidy.answers.changes import Change, ChangeError, change
from itsubsidy.answers.estimate import Estimate, estimate
from itsubsidy.answers.warnings import warnings_of_applicant, warnings_of_quote
from itsubsidy.cli.client import client_or_problems
from itsubsidy.cli.exits import ExitCode, UsageError
from itsubsidy.cli.options import (
    ClientArgument,
    DateOption,
    EncodingOption,
    NoColorOption,
    OutputOption,
    ProgrammeOption,
    format_of,
    format_option,
    read_day,
    rules_at,
)
from itsubsidy.cli.output import Output, tell
from itsubsidy.files.problems import InputError, Problem
from itsubsidy.files.text import normal
from itsubsidy.files.yaml import parse
from itsubsidy.inputs.pricing import price
from itsubsidy.inputs.reading import Client
from itsubsidy.inputs.spelling import ITEM, QUOTE, path_in_english
from itsubsidy.reports.content.difference import difference_report
from itsubsidy.reports.formats import draw
from itsubsidy.rules.programme.rulefile import programme_for
from itsubsidy.rules.programme.rules import Programme

FORMATS: Final = ("table", "json")


def command(
    paths: ClientArgument,
    settings: Annotated[
        list[str],
        typer.Option(
            "--set",
            metavar="項目=値",
            help="変える値（繰り返せる）。申請者.従業員数=5 明細.1.単価=9000 明細.会計.単価=9000",
        ),
    ],
    day: DateOption = None,
    programme: ProgrammeOption = None,
    format: Annotated[str | None, format_option(FORMATS)] = None,
    output: OutputOption = None,
    encoding: EncodingOption = None,
    no_color: NoColorOption = False,
) -> int:
    """値を変えたときの見積もりを、変える前と並べて表示します。"""
    form = format_of(format, output, FORMATS)
    for setting in settings:  # what cannot be read at all, before any file is
        _read_change(setting)
    on, rules = rules_at(day, programme)
    out = Output(output, no_color)
    client = client_or_problems(paths, encoding, rules, form, out)
    if client is None:
        return ExitCode.WRONG_INPUT
    if len(client.quotes) > 1:
        raise UsageError("whatif の見積は一つだけです。申請者と見積のファイルを指定してください")
    read = [(setting, _read_change(_with_names_quoted(setting, client))) for setting in settings]
    changes = [one for _, one in read]
    written = {one.path: setting.partition("=")[0] for setting, one in read}
    try:
        then = _day_set(changes)
        after_on, after_rules = (then, programme_for(then, programme)) if then else (on, rules)
        after = _changed(client, changes, after_on, after_rules, written)
    except (ChangeError, ValueError) as error:  # a ValueError names a member that is not there
        for line in f"itsubsidy: --set: {error}".split("\n"):
            tell(line)
        return ExitCode.WRONG_INPUT
    before = _changed(client, (), on, rules)  # without the paper's own totals too
    odd = _oddities(after, client, after_rules)
    text = draw(difference_report(before, after, settings, odd), form, out.screen)
    out.write(text, inputs=before.file_names)
    return ExitCode.ANSWERED


def _read_change(setting: str) -> Change:
    """`items.1.months=24`, `明細.1.契約月数=24か月`: a path, and a value as a file has it."""
    written, equals, text = setting.partition("=")
    if not equals or not written:
        raise UsageError(f"--set の「{setting}」は PATH=VALUE の形ではありません")
    path, field = path_in_english(written)
    if field.name in ITEM and path == field.name and path not in QUOTE:
        raise UsageError(
            f"--set の「{written}」は明細のキーです。「明細.1.{written}」のように、行から書きます"
        )
    if path == "date" and normal(written) not in ("date", "申請日"):
        raise UsageError(f"--set の「{written}」は計算に使いません。申請日なら「申請日」と書きます")
    try:
        data = parse(f"value: {text}".encode(), "--set", {"value": field}).data
        return Change(path, data.get(field.name))
    except (InputError, UnicodeEncodeError):  # the latter of bytes that are no text
        raise UsageError(f"--set の「{setting}」の値が読めません") from None


def _with_names_quoted(setting: str, client: Client) -> str:
    """The setting with a name that has dots in it, of an item or a member, in quotation marks."""
    path, equals, value = setting.partition("=")
    names = [one.name for one in client.quotes[0].items]
    names += [one.name for one in client.applicant.members]
    for name in {one for one in names if "." in one}:
        path = re.sub(rf"(?<=\.){re.escape(name)}(?=\.|$)", f'"{name}"', path)
    return path + equals + value


def _day_set(changes: Sequence[Change]) -> date | None:
    """The application date among the changes, the last of them; without `--programme` its own
    programme goes with it, as with `--date`.
    """
    days = [str(one.value) for one in changes if one.path == "date"]
    return read_day(days[-1], "--set date") if days else None


def _oddities(after: Estimate, client: Client, rules: Programme) -> list[Problem]:
    """What may be meant otherwise in a changed copy, at its places in the files themselves.

    Where lines were added or taken out, the files have no such places.
    """
    applicant, quote = after.applicant, after.quotes[0].quote
    members = [member.name for member in applicant.members]
    items = price(quote, members).items
    found = [
        *warnings_of_applicant(applicant, rules.at(after.on), client.applicant.origin),
        *warnings_of_quote(
            quote, items, after.on, in_group=bool(members), origin=client.quotes[0].origin
        ),
    ]
    if len(quote.items) == len(client.quotes[0].items):
        return found
    return [problem._replace(line=0, column=0) for problem in found]


def _changed(
    client: Client,
    changes: Sequence[Change],
    on: date,
    rules: Programme,
    written: Mapping[str, str] = MappingProxyType({}),
) -> Estimate:
    """The estimate with the changes made, on this day and by these rules."""
    others = [one for one in changes if one.path != "date"]
    applicant, quote = change(client.applicant, client.quotes[0], others, written)
    return estimate(applicant, [quote], on=on, programme=rules, advise=False, today=date.today())
