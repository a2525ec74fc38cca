"""The command line as a whole: usage, help, faults of ours, and what the README says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from itsubsidy import __version__
from itsubsidy.cli import ExitCode, main, options
from itsubsidy.cli.app import COMMANDS, command_named
from itsubsidy.files.problems import Problem
from itsubsidy.rules.programme.rulefile import RuleFileError


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"itsubsidy {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["estimate"], "顧客を指定してください"),
        (
            ["estimate", "x", "--format", "xml"],
            "--format の「xml」は使えません。使える値: table、json",
        ),
        (
            ["estimate", "x", "--date", "8/20"],
            "--date の「8/20」は日付として読めません。「2025-08-20」のように書きます",
        ),
        (["estimate", "x", "--frame", "invoce"], "「invoce」という申請枠はありません"),
        (["estimate", "x", "--programme", "it1999"], "「it1999」はありません。ある制度: it2025"),
        (["estimate", "-", "-"], "標準入力（-）は一度だけ指定できます"),
        (["estimate", "x", "--fomat", "json"], "--fomat というオプションはありません"),
        (["estimate", "x", "--date"], "--date の値がありません"),
        (["estmate"], "estmate というコマンドはありません"),
        (["rules", "normal", "invoice"], "引数が多すぎます: invoice"),
        (["rules", "nomal"], "「nomal」という申請枠はありません"),
    ],
)
def test_wrong_usage(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == ExitCode.CANNOT_RUN
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("itsubsidy: ")
    assert message in told.err


def test_no_arguments_show_help_in_japanese(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == ExitCode.CANNOT_RUN
    told = capsys.readouterr()
    shown = told.out + told.err
    for word in ("使い方:", "オプション", "コマンド", "estimate", "check", "rules"):
        assert word in shown


@pytest.mark.parametrize("command", ["estimate", "explain", "whatif", "check", "rules"])
def test_help_is_in_japanese(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "使い方:" in shown
    for word in ("Usage", "Options", "Arguments", "Show this message", "default", "required", "…"):
        assert word not in shown


def test_an_internal_error_is_one_line(
    client: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("an accident")

    monkeypatch.setattr("itsubsidy.cli.estimate.estimate", fail)
    assert main(["estimate", str(client)]) == ExitCode.CANNOT_RUN
    assert capsys.readouterr().err.count("\n") == 1
    monkeypatch.setenv("ITSUBSIDY_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        main(["estimate", str(client)])


def test_a_broken_rule_file_is_told(
    client: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise RuleFileError((Problem("it2025.yaml", 3, 5, "normal.floor", "書かれていません"),))

    monkeypatch.setattr(options, "programme_for", refuse)
    assert main(["estimate", str(client)]) == ExitCode.CANNOT_RUN
    assert "it2025.yaml:3:5: normal.floor: 書かれていません\n" in capsys.readouterr().err


def test_an_interrupt_is_130(client: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("itsubsidy.cli.estimate.estimate", interrupt)
    assert main(["estimate", str(client)]) == ExitCode.INTERRUPTED


def test_every_command_and_option_is_in_the_readme(pages: dict[str, str]) -> None:
    readme = pages["README.md"] + pages["itsubsidy/cli/README.md"]
    commands = {name: command_named(name) for name in COMMANDS}
    for name, group in list(commands.items()):
        below = getattr(group, "commands", {})
        commands |= {f"{name} {verb}": command for verb, command in below.items()}
    for name, command in commands.items():
        assert f"itsubsidy {name}" in readme
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--"):
                    assert f"`{option}" in readme, option
