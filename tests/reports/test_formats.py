"""Every command with every format: what it offers is drawn, and nothing else is."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from clients import ON

from itsubsidy import estimate, plan
from itsubsidy.cli import ExitCode, main
from itsubsidy.cli.app import COMMANDS, command_named
from itsubsidy.files.folders import find_client
from itsubsidy.inputs.reading import check_files, load_client
from itsubsidy.reports import batch, formats
from itsubsidy.reports.blocks import Report
from itsubsidy.reports.content.difference import difference_report
from itsubsidy.reports.content.estimate import estimate_report
from itsubsidy.reports.content.explanation import explanation_report
from itsubsidy.reports.content.plan import plan_report
from itsubsidy.reports.content.problems import check_report
from itsubsidy.reports.content.rounds import rounds_report
from itsubsidy.reports.content.rules import rules_report
from itsubsidy.reports.formats import FORMATS, draw
from itsubsidy.reports.screen import FILE
from itsubsidy.rules.programme.rulefile import programme_for

ALL = sorted({*FORMATS, *batch.FORMATS})

ARGUMENTS = {
    "estimate": ("shop",),
    "batch": (".",),
    "explain": ("shop",),
    "plan": ("shop",),
    "whatif": ("shop", "--set", "items.1.months=12"),
    "check": ("shop",),
    "rules": (),
    "rounds": (),
}
OFFERED = {name: tuple(import_module(COMMANDS[name]).FORMATS) for name in ARGUMENTS}
DRAWN_BY_A_TABLE_OF_ITS_OWN = {"batch"}
LINES = {("check", "table"), ("check", "github")}
"""Lines like those of a compiler, which are never laid out."""


def has_format_option(command: str) -> bool:
    return any("--format" in parameter.opts for parameter in command_named(command).params)


@pytest.fixture
def reports(examples: Path) -> dict[str, Report]:
    """What each command says of an example."""
    client = load_client(*find_client(examples / "shop"))
    answer = estimate(client.applicant, client.quotes, on=ON)
    return {
        "estimate": estimate_report(answer),
        "explain": explanation_report(answer),
        "plan": plan_report(plan(client.applicant, client.quotes, on=ON), explain=True),
        "whatif": difference_report(answer, answer),
        "check": check_report(check_files([str(examples / "shop")]), []),
        "rules": rules_report(programme_for(ON), ON),
        "rounds": rounds_report(programme_for(ON), ON),
    }


def test_every_command_with_formats_is_tried_here() -> None:
    assert set(ARGUMENTS) == {name for name in COMMANDS if has_format_option(name)}


def test_the_table_of_formats_is_complete() -> None:
    modules = (module.name for module in iter_modules(formats.__path__))
    drawing = {
        name for name in modules if hasattr(import_module(f"{formats.__name__}.{name}"), "draw")
    }
    assert set(FORMATS) == drawing


@pytest.mark.parametrize("format", ALL)
@pytest.mark.parametrize("command", ARGUMENTS)
def test_a_command_takes_the_formats_that_it_offers(
    command: str,
    format: str,
    examples: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(examples)
    code = main([command, *ARGUMENTS[command], "--format", format])
    out, err = capfd.readouterr()
    if format in OFFERED[command]:
        assert code == ExitCode.ANSWERED
        assert out != ""
    else:
        assert (code, out) == (ExitCode.CANNOT_RUN, "")
        known = "、".join(OFFERED[command])
        assert err == f"itsubsidy: --format の「{format}」は使えません。使える値: {known}\n"


@pytest.mark.parametrize("command", ARGUMENTS)
def test_help_lists_the_formats(command: str) -> None:
    (option,) = (one for one in command_named(command).params if "--format" in one.opts)
    assert option.help == f"出力の形式: {' '.join(OFFERED[command])}"


@pytest.mark.parametrize(
    ("command", "format"),
    [
        (command, offered)
        for command in sorted(ARGUMENTS.keys() - DRAWN_BY_A_TABLE_OF_ITS_OWN)
        for offered in OFFERED[command]
        if (command, offered) not in LINES
    ],
)
def test_a_report_is_made_for_the_formats_that_its_command_offers(
    command: str, format: str, reports: dict[str, Report]
) -> None:
    assert draw(reports[command], format, FILE).endswith("\n")


@pytest.mark.parametrize("format", ["csv", "html", "ics", "markdown", "table"])
def test_a_report_that_is_not_made_for_a_format_is_refused(
    format: str, reports: dict[str, Report]
) -> None:
    with pytest.raises(ValueError, match=r"this report has no (rows|page|blocks|calendar)"):
        draw(reports["check"], format, FILE)
