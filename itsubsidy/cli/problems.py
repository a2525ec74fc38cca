"""Problems and warnings on standard error: a line each, and where it helps the place itself."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from itsubsidy.cli.output import say
from itsubsidy.files.echo import printable
from itsubsidy.files.encoding import DecodingError, decode
from itsubsidy.files.names import is_sheet
from itsubsidy.files.problems import Problem
from itsubsidy.files.reading import STDIN, UnreadableError, read
from itsubsidy.reports.content.citations import in_words
from itsubsidy.reports.content.excerpts import LONGEST, excerpt

_RED: Final = "\x1b[31m"
_YELLOW: Final = "\x1b[33m"
_BOLD: Final = "\x1b[1m"
_PLAIN: Final = "\x1b[0m"

_LINE_END: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What YAML takes for the end of a line."""

WARNING: Final = "注意"


class Listing:
    """Standard error as far as it shows problems.

    With `excerpts` the line of each follows it with the place marked; by default on a terminal.
    """

    def __init__(
        self,
        encoding: str | None = None,
        *,
        excerpts: bool | None = None,
        no_color: bool = False,
    ) -> None:
        self.encoding = encoding
        on_terminal = sys.stderr.isatty()
        self.excerpts = on_terminal if excerpts is None else excerpts
        plain = no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        self.in_color = on_terminal and not plain
        self.longest = LONGEST
        if on_terminal:
            self.longest = max(20, min(LONGEST, shutil.get_terminal_size().columns - 8))
        self._lines: dict[str, Sequence[str]] = {}

    def problems(self, problems: Iterable[Problem]) -> None:
        """What is wrong with files."""
        for problem in problems:
            self._show(problem, "", _RED)

    def warnings(self, warnings: Iterable[Problem], words: Mapping[str, str]) -> None:
        """What is odd in files, its sources in words."""
        for warning in warnings:
            told = warning._replace(message=in_words(warning.message, words))
            self._show(told, WARNING, _YELLOW)

    def count(self, problems: Sequence[Problem], warnings: Sequence[Problem] = ()) -> None:
        """The last line, where there is something to count: how many there were of each."""
        wrong, odd = _number(problems), _number(warnings)
        if wrong + odd < 2:
            return
        counts = [f"誤り {wrong:,}件"] if wrong else []
        counts += [f"{WARNING} {odd:,}件"] if odd else []
        self._say(self._colored("、".join(counts), _RED if wrong else _YELLOW))

    def _show(self, problem: Problem, label: str, color: str) -> None:
        place, _, rest = str(problem).partition(": ")
        text = self._colored(printable(place), _BOLD) + ": "
        if label:
            text += self._colored(label, color) + ": "
        self._say(text + printable(rest))
        if self.excerpts and problem.line and not _is_of_people(problem):
            self._show_line(problem, color)

    def _show_line(self, problem: Problem, color: str) -> None:
        lines = self._lines_of(problem.file)
        if problem.line > len(lines):
            return
        found = excerpt(lines[problem.line - 1], problem.column, self.longest)
        number = str(problem.line)
        self._say(f"{number:>4} | {found.line}")
        marks = found.marks.lstrip()
        before = " " * (len(found.marks) - len(marks))
        self._say(f"{'':>4} | {before}{self._colored(marks, color)}")

    def _lines_of(self, file: str) -> Sequence[str]:
        """The lines of a file; none of one that cannot be read again, as standard input."""
        if file not in self._lines:
            lines: Sequence[str] = ()
            if file != STDIN:
                try:
                    lines = _LINE_END.split(decode(read(file), self.encoding)[0])
                except (UnreadableError, DecodingError):
                    lines = ()
            self._lines[file] = lines
        return self._lines[file]

    def _colored(self, text: str, color: str) -> str:
        return f"{color}{text}{_PLAIN}" if self.in_color else text

    def _say(self, text: str) -> None:
        say(text, in_color=self.in_color)


def _is_of_people(problem: Problem) -> bool:
    """Whether a problem is of a ledger, whose lines have names and wages that stay in the file."""
    name = Path(problem.file).name
    is_table = name.lower().endswith((".csv", ".tsv", ".txt")) and not is_sheet(name)
    return is_table or bool(_IN_A_LEDGER.search(problem.path))


_IN_A_LEDGER: Final = re.compile(r"(?:^|\.)(?:賃金台帳|ledger)\.|^従業員[0-9]")


def _number(problems: Iterable[Problem]) -> int:
    """How many there are, with those that the last one of a file only counts."""
    return sum(
        int(more[1].replace(",", "")) if (more := _MORE.match(problem.message)) else 1
        for problem in problems
    )


_MORE: Final = re.compile(r"ほか ([0-9,]+)件")
