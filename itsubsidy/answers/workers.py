"""Work shared out among processes: in order, none lost for another's sake, none left behind.

A process ends when the one that started it does, whatever ended that. When a process dies, what
it was at is done again one by one, and only what kills a process by itself is lost.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final, Generic, NoReturn, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

T = TypeVar("T")
R = TypeVar("R")

CHUNK: Final = 64
"""Subjects that a process works on before it answers: some milliseconds of work."""

AHEAD: Final = 4
"""Chunks a process that may wait, asked for or answered; more would only take memory."""

GIVEN: Final = 2
"""Chunks that a process has at a time, so that it need not wait for the next."""

A_CORE: Final = 4
"""Processes for each core at most; more only wait for each other."""


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def share_out(
    work: Callable[[T], R], subjects: Iterator[T], jobs: int, lost: Callable[[T], R]
) -> Iterator[R]:
    """What `work` makes of each subject, in their order, by up to so many processes.

    There are never more of them than there are chunks to do. `lost` says what to have in place of
    the result for a subject at which its process died.
    """
    crew = _Crew(work, min(jobs, A_CORE * cores()), lost)
    asked: deque[_Chunk[T, R]] = deque()
    try:
        while True:
            while len(asked) < AHEAD * max(1, len(crew.workers)):
                chunk = _Chunk[T, R](list(islice(subjects, CHUNK)))
                if not chunk.subjects:
                    break
                asked.append(chunk)
                crew.ask(chunk)
            if not asked:
                return
            while not asked[0].done:
                crew.answer()
            yield from asked.popleft().all_results()
    finally:
        crew.dismiss()


@dataclass(eq=False, slots=True)
class _Chunk(Generic[T, R]):
    """Subjects that go to a process together."""

    subjects: list[T]
    results: list[R] | None = None
    parts: list[_Chunk[T, R]] = field(default_factory=list)
    """One for each subject, where their process died."""

    @property
    def done(self) -> bool:
        """Whether there are results for all of the subjects."""
        return self.results is not None or (bool(self.parts) and all(p.done for p in self.parts))

    def all_results(self) -> Iterator[R]:
        """The results, of the parts where there are some."""
        yield from self.results or ()
        for part in self.parts:
            yield from part.all_results()


class _Worker(Generic[T, R]):
    """A process that works on the chunks it is given, one after another."""

    def __init__(self, work: Callable[[T], R], others: Sequence[_Worker[T, R]]) -> None:
        from multiprocessing import get_context  # noqa: PLC0415  # one process goes without

        fork = sys.platform == "linux"
        context: Any = get_context("fork" if fork else None)
        self.line: Connection[Any, Any]
        self.line, end = context.Pipe()
        inherited = [self.line, *(other.line for other in others)] if fork else []
        self.given: deque[_Chunk[T, R]] = deque()
        self.process = context.Process(target=_serve, args=(work, end, inherited), daemon=True)
        try:
            with _signals_held():
                self.process.start()
        except BaseException:
            self.line.close()
            raise
        finally:
            end.close()

    def give(self, chunk: _Chunk[T, R]) -> None:
        self.given.append(chunk)
        with suppress(OSError):  # it is dead, as its line will say
            self.line.send(chunk.subjects)

    def end(self) -> None:
        """Stop it, whatever it is at."""
        self.line.close()
        self.process.kill()
        self.process.join()


class _Crew(Generic[T, R]):
    """The processes, and the chunks that wait for one."""

    def __init__(self, work: Callable[[T], R], most: int, lost: Callable[[T], R]) -> None:
        self.work = work
        self.most = most
        self.lost = lost
        self.workers: list[_Worker[T, R]] = []
        self.waiting: deque[_Chunk[T, R]] = deque()
        gc.freeze()  # what is there now is shared with the processes, and stays

    def ask(self, chunk: _Chunk[T, R]) -> None:
        """Have a chunk done, as soon as somebody is free."""
        self.waiting.append(chunk)
        self.hand_out()

    def hand_out(self) -> None:
        """Give what waits to whoever has the least to do, or to a new process."""
        while self.waiting:
            free = min(self.workers, key=lambda worker: len(worker.given), default=None)
            if (free is None or free.given) and len(self.workers) < self.most:
                free = self.hire() or free
            if free is None:
                chunk = self.waiting.popleft()
                chunk.results = [self.work(subject) for subject in chunk.subjects]
            elif len(free.given) < GIVEN:
                free.give(self.waiting.popleft())
            else:
                return

    def hire(self) -> _Worker[T, R] | None:
        """One more process; None where the system gives no more."""
        try:
            worker = _Worker(self.work, self.workers)
        except BrokenPipeError:  # standard output, which is flushed first
            raise
        except OSError:
            self.most = len(self.workers)
            return None
        self.workers.append(worker)
        return worker

    def answer(self) -> None:
        """Wait until somebody has an answer, or is dead."""
        from multiprocessing.connection import wait  # noqa: PLC0415  # likewise

        ready = wait([worker.line for worker in self.workers])
        for worker in [worker for worker in self.workers if worker.line in ready]:
            try:
                results = worker.line.recv()
            except (EOFError, OSError):
                self.replace(worker)
            else:
                worker.given.popleft().results = results
        self.hand_out()

    def replace(self, dead: _Worker[T, R]) -> None:
        """Have what a dead process was at done again one by one, and then what it had besides."""
        self.workers.remove(dead)
        dead.end()
        again = list(dead.given)
        for first in again[:1]:
            if len(first.subjects) == 1:
                first.results = [self.lost(first.subjects[0])]
                again = again[1:]
            else:
                first.parts = [_Chunk([subject]) for subject in first.subjects]
                again = [*first.parts, *again[1:]]
        self.waiting.extendleft(reversed(again))

    def dismiss(self) -> None:
        """End every process."""
        for worker in self.workers:
            worker.end()


def _serve(
    work: Callable[[T], R], line: Connection[Any, Any], inherited: Sequence[Any]
) -> NoReturn:
    """Answer chunk after chunk until the line is cut. Ctrl-C is left to the first process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in inherited:  # or the lines of the others would never seem to be cut
        other.close()
    chunks: SimpleQueue[list[T]] = SimpleQueue()
    threading.Thread(target=_listen, args=(line, chunks), daemon=True).start()
    try:
        while True:
            line.send([work(subject) for subject in chunks.get()])
    finally:
        os._exit(1)  # what is not answered is done again; nothing is told twice


def _listen(line: Connection[Any, Any], chunks: SimpleQueue[list[T]]) -> NoReturn:
    """Take in what there is to do; end this process as soon as nobody is there to ask."""
    try:
        while True:
            chunks.put(line.recv())
    finally:
        os._exit(1)


@contextmanager
def _signals_held() -> Iterator[None]:
    """Ctrl-C and SIGTERM wait while a process starts, where what they raise would be lost."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    before = {
        stop: signal.signal(stop, lambda number, _: held.append(number))
        for stop in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for stop, handler in before.items():
            signal.signal(stop, signal.SIG_DFL if handler is None else handler)
        for number in held:
            signal.raise_signal(number)
