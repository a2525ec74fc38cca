"""Where a report is shown, and what can be shown there."""

from __future__ import annotations

from typing import Final, NamedTuple

from itsubsidy.files.echo import printable as printable


class Screen(NamedTuple):
    """What a report has to fit into."""

    width: int | None = None
    """Columns of the terminal; None where nothing has to fit."""
    color: bool = False
    ascii: bool = False
    """Whether Japanese cannot be written, so that JSON has to be in escapes."""


FILE: Final = Screen()
"""Whatever takes everything: a file, a pipe."""
