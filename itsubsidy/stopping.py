"""Being told to stop: at once, in good order, with the exit code that shells expect.

Python would raise KeyboardInterrupt wherever it just is, also where that is lost or shown: while
it imports, forks or throws something away. Here the process ends instead, whatever it is at.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final, NoReturn

SIGNALS: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)

_UNDONE: Final[list[Callable[[], object]]] = []
"""What to undo first: a file that is half written, a cursor that is hidden."""

_LISTENER: Final[list[int]] = []
"""The process that listens; those that it forked have nothing to undo."""


def listen() -> None:
    """End on Ctrl-C (130), SIGTERM (143) and SIGHUP (129), unless the caller ignores them."""
    _LISTENER[:] = [os.getpid()]
    for number in SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN:  # as `nohup` does
            signal.signal(number, _end)


def _end(number: int, _frame: object) -> NoReturn:
    for other in SIGNALS:  # no second one is in time to change anything
        signal.signal(other, signal.SIG_IGN)
    if [os.getpid()] == _LISTENER:
        for undo in reversed(_UNDONE):
            with suppress(Exception):
                undo()
    os._exit(128 + number)


def listen_no_more() -> None:
    """Nothing is left to stop: while Python takes itself down a signal would end it unheard."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def undone_by(undo: Callable[[], object]) -> Iterator[None]:
    """Have something undone if the process is told to stop in this block."""
    _UNDONE.append(undo)
    try:
        yield
    finally:
        _UNDONE.remove(undo)
