"""What a shell completes: the installing of it, and the values of options."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any, Final

from itsubsidy.cli.exits import UsageError
from itsubsidy.cli.output import Output
from itsubsidy.rules.programme.rulefile import headings
from itsubsidy.terms import FRAMES

SHELLS: Final = ("bash", "zsh", "fish", "powershell", "pwsh")


def one_of(values: Iterable[str]) -> Callable[[str], list[str]]:
    """Complete one of these values."""
    known = tuple(values)

    def complete(incomplete: str) -> list[str]:
        return [value for value in known if value.startswith(incomplete)]

    return complete


complete_frame = one_of(FRAMES)


def complete_programme(incomplete: str) -> list[str]:
    """The programmes that there are rules of."""
    return one_of(heading.id for heading in headings())(incomplete)


def in_japanese(command: Any) -> Any:
    """The command with Typer's own options for completion, which speak Japanese."""
    for parameter in command.params:
        if parameter.name in _OPTIONS:
            parameter.help, parameter.callback = _OPTIONS[parameter.name]
    return command


def _install(context: Any, _parameter: Any, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    shell, path = _typer().install(shell=_shell(), prog_name="itsubsidy")
    Output().write(f"{shell} の補完を {path} に入れました。新しく開いた端末から使えます\n")
    sys.exit(0)


def _show(context: Any, _parameter: Any, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    script = _typer().get_completion_script(
        prog_name="itsubsidy", complete_var="_ITSUBSIDY_COMPLETE", shell=_shell()
    )
    Output().write(f"{script}\n")
    sys.exit(0)


_OPTIONS: Final[dict[str, tuple[str, Callable[..., None]]]] = {
    "install_completion": ("今のシェルに補完を入れる", _install),
    "show_completion": ("今のシェルの補完の設定を表示する", _show),
}


def _typer() -> Any:
    """Typer's completion, of which it exports no name; few command lines need it."""
    return import_module("typer.completion")


def _shell() -> str:
    """The shell that the command is called from.

    Raises:
        UsageError: it is not known, or none of those that Typer completes in.
    """
    shell: str | None = _typer()._get_shell_name()  # noqa: SLF001  # as said
    if shell not in SHELLS:
        known = "、".join(SHELLS)
        raise UsageError(f"シェル（{shell or '不明'}）の補完はありません。使えるもの: {known}")
    return shell
