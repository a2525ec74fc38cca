"""A progress bar, for those who watch a long run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from itsubsidy.stopping import undone_by

T = TypeVar("T")

PATIENCE: Final = 1.0
"""Seconds that pass without a bar."""


def watched(answers: Iterator[T], count: Callable[[], int]) -> Iterator[T]:
    """The answers, with a bar on standard error once they take their time.

    `count` says how many there will be, and is asked only then.
    """
    begin = time.monotonic()
    done = 0
    for answer in answers:
        done += 1
        yield answer
        if time.monotonic() - begin > PATIENCE:
            break
    else:
        return
    from rich.console import Console  # noqa: PLC0415  # slow, and a short run shows no bar
    from rich.progress import (  # noqa: PLC0415  # likewise
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("見積もり"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    shown = Progress(*columns, console=console, transient=True)
    with undone_by(lambda: console.show_cursor(show=True)), shown as progress:
        bar = progress.add_task("", total=count(), completed=done)
        for answer in answers:
            progress.advance(bar)
            yield answer
