"""Where a report is shown, and what can be shown there."""

from __future__ import annotations

import unicodedata
from typing import Final, NamedTuple


class Screen(NamedTuple):
    """What a report has to fit into."""

    width: int | None = None
    """Columns of the terminal; None where nothing has to fit."""
    color: bool = False
    ascii: bool = False
    """Whether Japanese cannot be written, so that JSON has to be in escapes."""


FILE: Final = Screen()
"""Whatever takes everything: a file, a pipe."""


def printable(text: str) -> str:
    """Text from a client without what would move the cursor or turn the writing around."""
    if text.isprintable():
        return text
    return "".join(
        " "
        if char in "\n\t"
        else "\ufffd"
        if unicodedata.category(char) in ("Cc", "Cf", "Cs")
        else char
        for char in text
    )
