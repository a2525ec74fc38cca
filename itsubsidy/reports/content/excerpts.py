"""The line that a problem stands in, with its place marked, as compilers show it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from itsubsidy.files.echo import printable

LONGEST: Final = 100
"""Columns of a line that are shown at most."""

_REACH: Final = 8
"""Characters on each side of a place that are looked at, for each column: some take none."""

_MARKED: Final = re.compile(r"\"[^\"]*\"|'[^']*'|[^\s,\[\]{}：:#]+|.")
"""What is marked from a place on: a value or a key, or else one character."""


class Excerpt(NamedTuple):
    """A line and the marks under it, both as they are shown."""

    line: str
    marks: str


def excerpt(line: str, column: int, longest: int = LONGEST) -> Excerpt:
    """The part of a line around a place, which counts characters from 1, and what marks it.

    A character of full width takes two columns, and so do the marks under it.
    """
    at = min(column - 1, len(line))
    begins = max(0, at - _REACH * longest)  # of a line of a megabyte no more is looked at
    text = printable(line[begins : at + _REACH * longest].replace("\t", " "))
    at -= begins
    found = _MARKED.match(text, at)
    end = found.end() if found else at
    first, last = _window(text, at, longest)
    before = ("…" if begins + first else "") + text[first:at]
    after = text[min(end, last) : last] + ("…" if begins + last < len(line) else "")
    marked = text[at : min(end, last)]
    marks = " " * columns(before) + "^" * max(1, columns(marked))
    return Excerpt((before + marked + after).rstrip(), marks)


def _window(text: str, at: int, longest: int) -> tuple[int, int]:
    """Which part of a text is shown: two thirds of it before the place where it is long."""
    if columns(text) <= longest:
        return 0, len(text)
    first = at
    while first and columns(text[first - 1 : at]) <= longest * 2 // 3:
        first -= 1
    last = at
    while last < len(text) and columns(text[first : last + 1]) < longest:
        last += 1
    return first, last


def columns(text: str) -> int:
    """The columns that text takes on a screen."""
    return sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
