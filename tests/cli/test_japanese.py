"""What Typer says in English is said in Japanese: each text that is looked for, said by Typer."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from itsubsidy.cli import ExitCode, main
from itsubsidy.cli.app import COMMANDS
from itsubsidy.cli.japanese import TYPER_SAYS
from itsubsidy.rules.programme.rulefile import headings
from itsubsidy.terms import FRAMES

LINES = [
    (["estimate", "x", "--fomat"], "--fomat というオプションはありません"),
    (["estimate", "x", "--date"], "--date の値がありません"),
    (["estimate", "x", "--no-color=1"], "--no-color は値を取りません"),
    (["estmate"], "estmate というコマンドはありません"),
    (["rules", "normal", "invoice"], "引数が多すぎます: invoice"),
]


@pytest.mark.parametrize(
    ("text", "line"),
    list(zip(TYPER_SAYS, LINES, strict=True)),
    ids=[japanese for _, japanese in LINES],
)
def test_each_text_is_one_that_typer_says(
    text: tuple[str, str],
    line: tuple[list[str], str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments, message = line
    monkeypatch.setattr("itsubsidy.cli.japanese.TYPER_SAYS", (text,))
    assert main(arguments) == ExitCode.CANNOT_RUN
    assert capsys.readouterr().err.startswith(f"itsubsidy: {message}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["estimate"], "顧客を指定してください"),
        (["batch", ".", "--top", "0"], "--top の値が使えません。1 以上の数を半角で書きます"),
        (["plan", "x", "--time-limit", "五"], "--time-limit の値が使えません。数を半角で書きます"),
    ],
)
def test_a_value_that_is_missing_or_wrong(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == ExitCode.CANNOT_RUN
    hint = f"使い方は itsubsidy {arguments[0]} --help で見られます"
    assert capsys.readouterr().err == f"itsubsidy: {message}\n{hint}\n"


def test_what_may_have_been_meant(capsys: pytest.CaptureFixture[str]) -> None:
    main(["estmate"])
    main(["estimate", "x", "--fomat", "json"])
    assert capsys.readouterr().err == (
        "itsubsidy: estmate というコマンドはありません。"
        "あるコマンド: batch、check、estimate、explain、import、init、plan、rounds、rules、schema、"
        "whatif。"
        "もしかして: estimate\n"
        "使い方は itsubsidy --help で見られます\n"
        "itsubsidy: --fomat というオプションはありません。もしかして: --comment、--date、--format\n"
        "使い方は itsubsidy estimate --help で見られます\n"
    )


# --- help ----------------------------------------------------------------------------------------

HELPED = [[], *([name] for name in COMMANDS), ["import", "quote"], ["import", "wages"]]


@pytest.mark.parametrize("option", ["--help", "-h"])
@pytest.mark.parametrize("command", HELPED, ids=" ".join)
def test_help_is_japanese_and_whole_on_80_columns(
    command: list[str],
    option: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No type of Python's, no word of Typer's, nothing cut off, no gap after 、 or 。, and no line
    that begins with a mark that ends something.
    """
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("typer.rich_utils.MAX_WIDTH", 80)
    assert main([*command, option]) == ExitCode.ANSWERED
    shown = capsys.readouterr().out
    assert shown.startswith(" " * 80 + "\n 使い方: itsubsidy")
    assert not re.search(r"<\w+|list\[|TEXT|PATH|INTEGER|None|env var|default|Usage|…", shown)
    assert not re.search(r"[、。] [^\x00-\x7f │]", shown)
    assert not re.search(r"^[│ ]+[、。）」]", shown, re.MULTILINE)


# --- completion ----------------------------------------------------------------------------------


def completed(*words: str, shell: str = "bash") -> list[str]:
    """What is offered for the last of these words; Typer asks for the words in the environment."""
    line = " ".join(words)
    environment = {
        "_ITSUBSIDY_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": words[-1],
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PYTHONIOENCODING": "utf-8",
    }
    command = [sys.executable, "-m", "itsubsidy"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, text=True)
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("pl",), ["plan"]),
        (("estimate", "client", "--frame", ""), list(FRAMES)),
        (("estimate", "client", "--frame", "in"), ["invoice"]),
        (("rules", "sec"), ["security"]),
        (("plan", "client", "--without", "ed"), ["edi"]),
        (("rounds", "--programme", "it"), [heading.id for heading in headings()]),
        (("batch", "clients", "--format", "js"), ["jsonl", "json"]),
        (("batch", "clients", "--sort", ""), ["subsidy", "name", "payment"]),
        (("schema", "q"), ["quote"]),
        (("estimate", "client", "--fra"), ["--frame"]),
    ],
)
def test_what_bash_completes(words: tuple[str, ...], offered: list[str]) -> None:
    assert completed("itsubsidy", *words) == offered


@pytest.mark.parametrize("shell", ["zsh", "fish", "powershell", "pwsh"])
def test_other_shells_complete_too(shell: str) -> None:
    offered = completed("itsubsidy", "rules", "sec", shell=shell)
    assert any("security" in one for one in offered)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "pwsh"])
def test_the_set_up_of_a_shell_is_shown(
    shell: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("typer.completion._get_shell_name", lambda: shell)
    with pytest.raises(SystemExit):
        main(["--show-completion"])
    assert "_ITSUBSIDY_COMPLETE" in capsys.readouterr().out


def test_completion_is_put_where_the_shell_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("typer.completion._get_shell_name", lambda: "bash")
    with pytest.raises(SystemExit):
        main(["--install-completion"])
    told = capsys.readouterr().out
    path = Path(told.removeprefix("bash の補完を ").split(" に入れました")[0])
    assert told == f"bash の補完を {path} に入れました。新しく開いた端末から使えます\n"
    assert tmp_path in path.parents
    assert "_ITSUBSIDY_COMPLETE=complete_bash" in path.read_text(encoding="utf-8")


def test_a_shell_that_is_not_known_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("typer.completion._get_shell_name", lambda: None)
    assert main(["--install-completion"]) == ExitCode.CANNOT_RUN
    assert capsys.readouterr().err == (
        "itsubsidy: シェル（不明）の補完はありません。"
        "使えるもの: bash、zsh、fish、powershell、pwsh\n"
    )
