"""What is wrong in a file, where, and how it is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from yaml.nodes import Node

from itsubsidy.files.echo import printable, short
from itsubsidy.files.limits import (
    DEEPEST_NESTING,
    LONGEST_MESSAGE,
    LONGEST_QUOTED,
    LONGEST_TOLD,
    MOST_SHOWN,
)

TOO_DEEP: Final = f"入れ子が深すぎます（{DEEPEST_NESTING} 段まで）"


class Problem(NamedTuple):
    """Something wrong in a file, and what to write instead; lines and columns count from 1."""

    file: str
    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}: " if self.line else f"{self.file}: "
        return printable(place + (f"{self.path}: " if self.path else "") + self.message)


class InputError(Exception):
    """A file that cannot be used, with every problem that was found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(readable(problems))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        """It travels between processes with its problems."""
        return InputError, (self.problems,)


def shown(problems: Sequence[Problem], more: int = 0, at_least: bool = False) -> list[Problem]:
    """The first problems of a file; then, where the next one stands, how many there are besides.

    `more` are known of and not in the list; `at_least` says that nobody looked for all.
    """
    if len(problems) <= MOST_SHOWN:
        return list(problems)
    count = f"{len(problems) - MOST_SHOWN + more:,}件{'以上' if at_least else ''}"
    rest = problems[MOST_SHOWN]._replace(path="", message=f"ほか {count}の誤りがあります")
    return [*problems[:MOST_SHOWN], rest]


def readable(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Problems with what they quote cut short, until they are more than anybody reads."""
    length = 0
    for problem in problems:
        path, message = _short_path(problem.path), short_message(problem.message)
        problem = problem._replace(path=path, message=message)
        last = problem._replace(path="", message="ほかにも誤りがあります。先の誤りから直します")
        length += len(f"{problem}\n")
        if length + len(f"{last}\n") > LONGEST_TOLD:
            yield last
            return
        yield problem


def short_message(message: str) -> str:
    """A message with every value that it quotes cut short, and no longer than a message is."""
    if len(message) <= LONGEST_QUOTED:
        return message
    quotes = _LONG_QUOTE.sub(lambda quote: f"「{short(quote[1], LONGEST_QUOTED)}」", message)
    return short(quotes, LONGEST_MESSAGE)


_LONG_QUOTE: Final = re.compile(rf"「([^「」]{{{LONGEST_QUOTED + 1},}})」")


def _short_path(path: str) -> str:
    if len(path) <= LONGEST_QUOTED:
        return path
    return ".".join(short(step, LONGEST_QUOTED) for step in path.split("."))


def problem_at_node(file: str, node: Node, path: str, message: str) -> Problem:
    """A problem where a node begins."""
    mark = node.start_mark
    return Problem(file, mark.line + 1, mark.column + 1, path, message)
