"""Typer's help and usage errors in Japanese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from importlib import import_module
from typing import Any, Final

from typer import BadParameter, TyperException
from typer.core import TyperCommand, TyperGroup

from itsubsidy.cli.exits import ReaderGoneError, UsageError
from itsubsidy.files.reading import why

TYPER_SAYS: Final = (
    (r"No such option: (.+)", "{} というオプションはありません"),
    (r"Option '(.+)' requires an argument", "{} の値がありません"),
    (r"Option '(.+)' does not take a value", "{} は値を取りません"),
    (r"No such command '(.+?)'", "{} というコマンドはありません"),
    (r"Got unexpected extra argument.* \((.+)\)$", "引数が多すぎます: {}"),
)
"""What Typer says is wrong with a command line, and how to say it in Japanese."""

AT_LEAST: Final = r"(?:greater than or equal to |x>=)([0-9]+)"
"""How Typer says the least value that an option takes."""


class _JapaneseHelp:
    """Typer's help with its fixed words in Japanese."""

    def get_usage(self, ctx: Any) -> str:
        usage: str = super().get_usage(ctx)  # type: ignore[misc]  # of the command mixed into
        for english, japanese in (
            ("Usage:", "使い方:"),
            ("[OPTIONS]", "[オプション]"),
            ("COMMAND [ARGS]...", "コマンド ..."),
            ("{", ""),
            ("}", ""),
        ):
            usage = usage.replace(english, japanese, 1)
        return usage

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]  # of the command mixed into
        if option is not None:
            option.help = "この説明を表示する"
        return option

    def format_help(self, ctx: Any, formatter: Any) -> None:
        rich_utils: Any = import_module("typer.rich_utils")  # slow, and only help needs it

        for parameter in self.get_params(ctx):  # type: ignore[attr-defined]  # likewise
            _in_words(parameter)
        rich_utils.ARGUMENTS_PANEL_TITLE = "引数"
        rich_utils.OPTIONS_PANEL_TITLE = "オプション"
        rich_utils.COMMANDS_PANEL_TITLE = "コマンド"
        rich_utils.DEFAULT_STRING = "[既定: {}]"
        rich_utils.REQUIRED_LONG_STRING = "[必須]"
        rich_utils.RANGE_STRING = ""
        rich_utils.Table = _folding(rich_utils.Table)
        try:
            super().format_help(ctx, formatter)  # type: ignore[misc]  # of the command mixed into
        except SystemExit:  # by which rich says that a pipe is closed
            raise ReaderGoneError from None
        except OSError as error:
            raise UsageError(f"標準出力 に書けません（{why(error)}）") from None


def _folding(table: type[Any]) -> type[Any]:
    """Rich's table, whose cells are folded: Japanese has no spaces at which a line could end."""

    class Folding(table):  # type: ignore[misc]  # imported where help is shown
        def add_row(self, *cells: Any, **how: Any) -> None:
            for cell in cells:
                for text in getattr(cell, "renderables", ()):
                    text.overflow = "fold"
            super().add_row(*cells, **how)

    return Folding


def _in_words(parameter: Any) -> None:
    """Have no type of Python's shown beside a flag or an argument, whose names say enough."""
    is_flag = getattr(parameter, "is_flag", False)
    if is_flag or parameter.param_type_name == "argument":
        parameter.display_type_rich = parameter.display_type = lambda ctx: None  # noqa: ARG005  # Typer's


class JapaneseCommand(_JapaneseHelp, TyperCommand):
    """A command whose help is in Japanese."""


class JapaneseGroup(_JapaneseHelp, TyperGroup):
    """A list of commands whose help is in Japanese."""


def is_help(error: TyperException) -> bool:
    """Whether this is the help that is shown without arguments, which Typer raises as an error."""
    return type(error).__name__ == "NoArgsIsHelpError"  # Typer does not export the class


def usage_message(error: TyperException) -> Iterator[str]:
    """What is wrong with the command line, and how to see what is right, on a line each."""
    context: Any = getattr(error, "ctx", None)
    yield _fault(error, context)
    if context is not None:
        yield f"使い方は {context.command_path} --help で見られます"


def _fault(error: TyperException, context: Any) -> str:
    if isinstance(error, BadParameter) and error.param is not None:
        return _bad_value(error.param, error.message)
    for english, japanese in TYPER_SAYS:
        found = re.match(english, error.message)
        if found:
            return japanese.format(found[1]) + _alternatives(error, context, found[1])
    return f"使い方が正しくありません（{error.message}）"


def _bad_value(parameter: Any, message: str) -> str:
    if not message:
        name: str = parameter.metavar or parameter.name
        return f"{name}{' ' if name.isascii() else ''}を指定してください"
    least = re.search(AT_LEAST, message)
    bound = f"{least[1]} 以上の" if least else ""
    return f"{'、'.join(parameter.opts)} の値が使えません。{bound}数を半角で書きます"


def _alternatives(error: TyperException, context: Any, name: str) -> str:
    """What may have been meant by the name of an option or a command that there is not."""
    near = sorted(getattr(error, "possibilities", None) or ())
    commands = ""
    if error.message.startswith("No such command"):
        known = sorted(context.command.list_commands(context))
        commands = f"。あるコマンド: {'、'.join(known)}"
        near = get_close_matches(name, known, n=1)
    return commands + (f"。もしかして: {'、'.join(near)}" if near else "")
