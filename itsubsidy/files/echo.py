"""Text from a file, a file's name or the command line, made safe for where it is shown.

All of it passes through here on its way to a terminal, JSON, Markdown or a spreadsheet: no
character of it moves the cursor, breaks a line, turns the writing around, makes a link or runs as
a formula.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from itsubsidy.files.limits import LONGEST_QUOTED, MOST_NAMED

_C1: Final = "\x7f-\x9f"
"""Controls beyond those that JSON escapes by itself."""

_FORMAT: Final = (
    "\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
"""Characters without a shape of their own (Cf), which turn or join the writing around them."""

_BREAKS: Final = "\u2028\u2029"
"""Breaks of lines and paragraphs (Zl, Zp): for many readers the end of a line."""

_SURROGATES: Final = "\ud800-\udfff"
"""Halves of characters: bytes of a file's name that are no text."""

_SPACES: Final = f"[\n\t{_BREAKS}]"
_UNSAFE: Final = f"[\x00-\x1f{_C1}{_FORMAT}{_SURROGATES}]"
_UNSAFE_IN_JSON: Final = f"[{_C1}{_FORMAT}{_BREAKS}{_SURROGATES}]"
_LINK: Final = r"(?i:(?P<scheme>://)|(?P<host>www)\.|@(?=\w))"
"""Patterns that most runs never need, and `re` compiles when they are first used."""

_FORMULA: Final = frozenset("=+-@＝＋－＠")
"""What a formula begins with in a spreadsheet, also once a Japanese keyboard typed it again."""


def printable(text: str) -> str:
    """Text for a terminal or a page: line breaks are spaces, what has no place there is U+FFFD."""
    if text.isprintable():
        return text
    return re.sub(_UNSAFE, "\ufffd", re.sub(_SPACES, " ", text))


def quoted(path: str) -> str:
    """A path as it is typed in a command, for every shell."""
    shown = printable(path)
    return f'"{shown}"' if re.search(r"[\s()&;']", shown) else shown


def in_json(text: str) -> str:
    """JSON that says the same with every unsafe character in its strings as an escape.

    Half a character, which many readers refuse even as an escape, is U+FFFD.
    """
    return text if text.isprintable() else re.sub(_UNSAFE_IN_JSON, _escape, text)


def _escape(found: re.Match[str]) -> str:
    if "\ud800" <= found[0] <= "\udfff":
        return "\ufffd"
    halves = found[0].encode("utf-16-be").hex()
    return "".join(f"\\u{halves[at : at + 4]}" for at in range(0, len(halves), 4))


def unlinked(markdown: str) -> str:
    """Markdown in which an address stays text: no link to a page, no mail, nobody is mentioned.

    A word joiner keeps `@` from what follows, since an escape does not: GitHub looks for addresses
    in the text that its escapes have made.
    """
    return re.sub(_LINK, _apart, markdown)


def _apart(found: re.Match[str]) -> str:
    if found["scheme"]:
        return "\\://"
    return f"{found['host']}\\." if found["host"] else "@\u2060"


def in_cell(text: str) -> str:
    """Text for a cell of a spreadsheet, which shows it and does not run it."""
    if text[:1].isalnum() and text.isprintable():  # as most is
        return text
    shown = printable(text)
    return f"'{shown}" if _may_run(shown) else shown


def of_cell(text: str) -> str:
    """The text that `in_cell` made safe."""
    return text[1:] if text[:1] == "'" and _may_run(text) else text


def _may_run(text: str) -> bool:
    """Whether a formula begins behind what spreadsheets pass over."""
    return text.replace("'", " ").lstrip()[:1] in _FORMULA


def listing(names: Sequence[str]) -> str:
    """The first names of a list, each cut short, and how many more there are."""
    first = [short(name, LONGEST_QUOTED) for name in names[:MOST_NAMED]]
    rest = len(names) - len(first)
    return "、".join([*first, f"ほか {rest:,}件"] if rest else first)


def short(text: str, most: int) -> str:
    """Text of so many characters at most, the last of them an ellipsis where more was cut off."""
    return text if len(text) <= most else text[: most - 1] + "…"
