"""Typer's help and usage errors in Japanese."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any

from typer import TyperException
from typer.core import TyperCommand, TyperGroup


class UsageError(Exception):
    """A command line that cannot be carried out; the message is for the user."""


class _JapaneseHelp:
    """Typer's help with its fixed words in Japanese."""

    def get_usage(self, ctx: Any) -> str:
        usage: str = super().get_usage(ctx)  # type: ignore[misc]  # of the class mixed in
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
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "この説明を表示する"
        return option

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from typer import rich_utils  # slow, and only help needs it

        for parameter in self.params:  # type: ignore[attr-defined]
            if getattr(parameter, "help", None):  # a line can only end where there is a space
                parameter.help = re.sub(r"(?<=[、。])(?=\S)|(?<=\S)(?=（)", " ", parameter.help)
        rich_utils.ARGUMENTS_PANEL_TITLE = "引数"
        rich_utils.OPTIONS_PANEL_TITLE = "オプション"
        rich_utils.COMMANDS_PANEL_TITLE = "コマンド"
        rich_utils.DEFAULT_STRING = "[既定: {}]"
        rich_utils.REQUIRED_LONG_STRING = "[必須]"
        super().format_help(ctx, formatter)  # type: ignore[misc]


class JapaneseCommand(_JapaneseHelp, TyperCommand):
    """A command whose help is in Japanese."""


class JapaneseGroup(_JapaneseHelp, TyperGroup):
    """A list of commands whose help is in Japanese."""


def usage_message(error: TyperException) -> str:
    """What is wrong with the command line, and how to see what is right."""
    context: Any = getattr(error, "ctx", None)
    hint = f"\n使い方は {context.command_path} --help で見られます" if context is not None else ""
    return _fault(error, context) + hint


def _fault(error: TyperException, context: Any) -> str:
    parameter: Any = getattr(error, "param", None)
    option: str = getattr(error, "option_name", "")
    match type(error).__name__:
        case "MissingParameter" if parameter is not None:
            return f"{parameter.metavar or parameter.name} を指定してください"
        case "NoSuchOption":
            near = getattr(error, "possibilities", None)
            return f"{option} というオプションはありません" + (
                f"。もしかして: {'、'.join(sorted(near))}" if near else ""
            )
        case "BadParameter" if parameter is not None:
            names = "、".join(parameter.opts)
            least = re.search(r"greater than or equal to ([0-9]+)", error.message)
            bound = f"{least[1]} 以上の" if least else ""
            return f"{names} の値が使えません。{bound}数を半角で書きます"
        case "BadOptionUsage":
            takes_none = "does not take" in error.message
            return f"{option} は値を取りません" if takes_none else f"{option} の値がありません"
        case _ if error.message.startswith("No such command"):
            name = error.message.split("'")[1]
            known = sorted(context.command.commands)
            near = get_close_matches(name, known, n=1)
            return f"{name} というコマンドはありません。あるコマンド: {'、'.join(known)}" + (
                f"。もしかして: {near[0]}" if near else ""
            )
        case _ if "unexpected extra argument" in error.message:
            return f"引数が多すぎます: {error.message.split('(')[-1].rstrip(')')}"
        case _:
            return f"使い方が正しくありません（{error.message}）"
