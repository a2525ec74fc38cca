"""The table of commands, and what becomes of a command line."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any, Final

import typer

from itsubsidy._version import __version__
from itsubsidy.cli.completion import in_japanese
from itsubsidy.cli.exits import ExitCode, ReaderGoneError, UsageError
from itsubsidy.cli.japanese import JapaneseCommand, JapaneseGroup, is_help, usage_message
from itsubsidy.cli.output import (
    Output,
    never_fail_to_print,
    say,
    show_problems,
    silence,
    tell,
)
from itsubsidy.rules.programme.rulefile import RuleFileError
from itsubsidy.stopping import listen_no_more

COMMANDS: Final = {
    "estimate": "itsubsidy.cli.estimate",
    "batch": "itsubsidy.cli.batch",
    "explain": "itsubsidy.cli.explain",
    "plan": "itsubsidy.cli.plan",
    "whatif": "itsubsidy.cli.whatif",
    "check": "itsubsidy.cli.check",
    "rules": "itsubsidy.cli.rules",
    "rounds": "itsubsidy.cli.rounds",
    "import": "itsubsidy.cli.import_",
    "init": "itsubsidy.cli.init",
    "schema": "itsubsidy.cli.schema",
}
"""The module of each command, whose function `command` has the options as its parameters; where
there are commands below it, they are the module's `app`.

It is imported when the command is called: nobody waits for what another command needs.
"""


HELP: Final = {"help_option_names": ["-h", "--help"]}


def command_named(name: str) -> Any:
    """A command as Typer calls it, of a class that Typer does not export."""
    module = import_module(COMMANDS[name])
    if hasattr(module, "app"):
        return typer.main.get_command(module.app)
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False, context_settings=HELP)
    alone.command(name, cls=JapaneseCommand)(module.command)
    return typer.main.get_command(alone)


class Commands(JapaneseGroup):
    """The commands by their names, as Typer asks for them."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  # Typer's signature
        """The names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002  # Typer's signature
        """The command of a name; None where there is none."""
        return command_named(cmd_name) if cmd_name in COMMANDS else None


app = typer.Typer(
    cls=Commands,
    help="IT導入補助金の補助額を、申請者と見積のファイルから見積もります。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings=HELP,
)


def _version(wanted: bool) -> None:
    if wanted:
        Output().write(f"itsubsidy {__version__}\n")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="版を表示する"),
    ] = False,
) -> None:
    """IT導入補助金の補助額を、申請者と見積のファイルから見積もります。"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; the exit code. No traceback ever reaches the user."""
    never_fail_to_print()
    try:
        code = in_japanese(typer.main.get_command(app)).main(
            args=list(arguments) if arguments is not None else None,
            prog_name="itsubsidy",
            standalone_mode=False,
        )
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except ReaderGoneError:
        silence(sys.stdout)  # the reader has what it wanted
        return ExitCode.ANSWERED
    except Exception as error:  # noqa: BLE001  # a fault of ours must be no traceback either
        return _told(error)
    return code if isinstance(code, int) else ExitCode.ANSWERED


def _told(error: Exception) -> ExitCode:
    """Say on standard error why a command cannot run."""
    match error:
        case typer.TyperException() if is_help(error):
            say(error.message)
        case typer.TyperException():
            _say(*usage_message(error))
        case UsageError():
            _say(str(error))
        case RuleFileError():
            _say("規則のファイルが正しくありません")
            show_problems(error.problems)
        case _ if os.environ.get("ITSUBSIDY_TRACEBACK"):
            raise error
        case _:
            _say(
                f"内部の誤りで止まりました（{type(error).__name__}: {error}）。"
                "ITSUBSIDY_TRACEBACK=1 を付けて実行すると詳しく表示します"
            )
    return ExitCode.CANNOT_RUN


def _say(message: str, *more: str) -> None:
    for line in (f"itsubsidy: {message}", *more):
        tell(line)


def run() -> None:
    """The console script."""
    code = main()
    listen_no_more()
    gc.freeze()  # or Python looks for garbage in all that goes anyway, for a tenth of a short run
    sys.exit(code)
