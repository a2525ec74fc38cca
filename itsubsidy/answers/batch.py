"""Every client below a place: read, estimated and rendered, by one process or by several."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from heapq import nsmallest
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, Generic, Literal, NamedTuple, Protocol, TypeVar

from itsubsidy.answers.estimate import Estimate, QuoteEstimate, estimate
from itsubsidy.answers.receipt import origins_of, reading_notes
from itsubsidy.answers.workers import cores, share_out
from itsubsidy.files.folders import Folder, find_clients
from itsubsidy.files.problems import InputError, Problem, readable
from itsubsidy.inputs.reading import load_client
from itsubsidy.inputs.samples import is_sample
from itsubsidy.rules.programme.rulefile import programme_for
from itsubsidy.terms import Frame

Row = TypeVar("Row")
"""A client as a report has it: text, or the cells of a table."""

Row_co = TypeVar("Row_co", covariant=True)

ENOUGH: Final = 200 if sys.platform == "linux" else 4_000
"""Clients from which on further processes pay for their start, which is a copy on Linux."""

Outcome = Literal["answered", "none", "wrong", "broken", "sample"]
"""A frame is open, none is, the files are wrong, the tool itself failed, or nobody filled it in."""


class Answer(NamedTuple, Generic[Row]):
    """What came of one client; amounts in yen, 0 where no frame is open."""

    client: str
    outcome: Outcome
    row: Row
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    """What to know of how its files were read."""
    eligible_cost: int = 0
    subsidy: int = 0
    self_payment: int = 0


class Rows(Protocol[Row_co]):
    """How a report has a client. Plain data: it travels to other processes."""

    @property
    def explained(self) -> bool:
        """Whether a row shows the working."""

    def answered(self, client: str, answer: Estimate, quote: QuoteEstimate, /) -> Row_co:
        """The row of a client, from its name, its estimate and its best quote."""

    def refused(
        self, client: str, problems: Sequence[Problem], /, *, is_sample: bool = False
    ) -> Row_co:
        """The row of a client whose files are wrong, or that nobody has filled in yet."""


class Task(NamedTuple, Generic[Row]):
    """What to do with each client. Plain data: it travels to other processes."""

    on: date
    programme: str
    frames: tuple[Frame, ...]
    rows: Rows[Row]
    encoding: str | None = None
    """Of the files; None where each shows it."""
    plan: bool = False
    """Whether to look for combinations of frames too."""
    obligations: bool = False
    """Whether to work out what each frame binds to."""
    today: date | None = None
    """By which the answers say whether applications have closed."""


def find_all(places: Iterable[str | Path]) -> Iterator[Folder]:
    """The client folders at or below each of these places, in turn."""
    return chain.from_iterable(map(find_clients, places))


def work_out(folder: Folder, task: Task[Row]) -> Answer[Row]:
    """The answer for one client; whatever is wrong with it stays with it."""
    try:
        programme = programme_for(task.on, task.programme)
        files = folder.files()
        client = load_client(*files, task.encoding, years=(programme.year,), notes=folder.notes)
        if is_sample(client.applicant, client.quotes):
            return _sample(folder, task, files[0])
        answer = estimate(
            client.applicant,
            client.quotes,
            on=task.on,
            programme=programme,
            frames=task.frames,
            advise=False,
            explained=task.plan or task.obligations or task.rows.explained,
            plan=task.plan,
            today=task.today,
            obligations=task.obligations,
        )
        quote = answer.best_quote
        row = task.rows.answered(folder.name, answer, quote)
    except InputError as error:
        row = task.rows.refused(folder.name, error.problems)
        return Answer(folder.name, "wrong", row, error.problems, folder.notes)
    except Exception as error:  # noqa: BLE001  # one client must never cost the others
        return _broken(folder, task, f"内部の誤りで止まりました（{type(error).__name__}: {error}）")
    notes = tuple(reading_notes(origins_of(client.applicant, client.quotes)))
    best = quote.best_result
    if best is None:
        return Answer(folder.name, "none", row, (), notes)
    amounts = best.eligible_cost, best.subsidy, best.self_payment
    return Answer(folder.name, "answered", row, (), notes, *amounts)


def _sample(folder: Folder, task: Task[Row], file: str) -> Answer[Row]:
    """The answer for what init wrote and nobody has filled in: a row, and no client."""
    problem = Problem(file, 0, 0, "", SAMPLE)
    row = task.rows.refused(folder.name, (problem,), is_sample=True)
    return Answer(folder.name, "sample", row, (), (*folder.notes, str(problem)))


SAMPLE: Final = "init の見本のままなので、数えていません"


def lost(folder: Folder, task: Task[Row]) -> Answer[Row]:
    """The answer for a client at which a process died, however often it was tried."""
    message = "この顧客を見積もる間にプロセスが止まりました（メモリの不足や、外からの終了です）"
    return _broken(folder, task, message)


def _broken(folder: Folder, task: Task[Row], message: str) -> Answer[Row]:
    problems = tuple(readable([Problem(folder.path, 0, 0, "", message)]))
    return Answer(folder.name, "broken", task.rows.refused(folder.name, problems), problems)


def work_out_all(
    folders: Iterable[Folder], task: Task[Row], jobs: int | None = None
) -> Iterator[Answer[Row]]:
    """The answers in the order of the folders, whatever the number of processes.

    `jobs` is that number; by default as many as there are cores, once there is enough to do.
    Only so many folders and answers are held at a time as keep the processes busy.
    """
    folders = iter(folders)
    if jobs is None:
        jobs, first = cores(), list(islice(folders, ENOUGH))
        jobs = jobs if len(first) == ENOUGH else 1
        folders = chain(first, folders)
    work = partial(work_out, task=task)
    if jobs == 1:
        return map(work, folders)
    programme_for(task.on, task.programme)  # read before the processes part
    return share_out(work, folders, jobs, partial(lost, task=task))


@dataclass(slots=True)
class Totals:
    """What a batch comes to: how many clients of each outcome, and what those shown add up to."""

    answered: int = 0
    none: int = 0
    wrong: int = 0
    broken: int = 0
    sample: int = 0
    """Folders that nobody has filled in, which are no clients."""
    shown: int = 0
    summed: int = 0
    """Clients shown that have a frame open, which the amounts are of."""
    eligible_cost: int = 0
    """Yen, as the amounts below."""
    subsidy: int = 0
    self_payment: int = 0

    def count(self, answer: Answer[Any]) -> None:
        """One more client."""
        setattr(self, answer.outcome, getattr(self, answer.outcome) + 1)

    def add(self, answer: Answer[Any]) -> None:
        """One more client that is shown."""
        if answer.outcome == "sample":
            return
        self.shown += 1
        self.summed += answer.outcome == "answered"
        self.eligible_cost += answer.eligible_cost
        self.subsidy += answer.subsidy
        self.self_payment += answer.self_payment

    @property
    def text(self) -> str:
        """The counts in one line: `3件のうち、対象 1件、対象外 1件、誤り 1件`."""
        clients = self.answered + self.none + self.wrong + self.broken
        parts = [f"対象 {self.answered:,}件", f"対象外 {self.none:,}件", f"誤り {self.wrong:,}件"]
        if self.broken:
            parts.append(f"内部の誤り {self.broken:,}件")
        hidden = clients - self.shown
        samples = f"。ほかに見本のまま {self.sample:,}件" if self.sample else ""
        counts = f"{clients:,}件のうち、{'、'.join(parts)}{samples}"
        return f"{counts}（{hidden:,}件は表示していません）" if hidden else counts


SORTS: Final[dict[str, Callable[[Answer[Any]], int]]] = {
    "subsidy": lambda answer: -answer.subsidy,
    "name": lambda _: 0,
    "payment": lambda answer: answer.self_payment,
}
"""Ways to sort: most subsidy first, by path, least own payment first. Equal ones go by path."""


class Choice(NamedTuple):
    """Which clients to show, and in which order."""

    sort: str | None = None
    """One of SORTS; None is the order in which they come."""
    top: int | None = None
    """How many; None is all."""
    least: int = 0
    """Subsidy that a client must get, yen."""


def chosen(
    answers: Iterable[Answer[Row]],
    choice: Choice,
    totals: Totals,
    hear: Callable[[Answer[Row]], None],
) -> Iterator[Answer[Row]]:
    """The answers to show.

    Every answer is counted in `totals` as it comes, and `hear` is told of it; those that are
    shown are added up.
    """

    def coming() -> Iterator[Answer[Row]]:
        for answer in answers:
            totals.count(answer)
            hear(answer)
            if answer.problems or answer.subsidy >= choice.least:
                yield answer

    for answer in _sorted(coming(), choice):
        totals.add(answer)
        yield answer


def _sorted(answers: Iterator[Answer[Row]], choice: Choice) -> Iterator[Answer[Row]]:
    """Clients whose files are wrong keep their place, or come last where the others are sorted.

    Sorting holds all answers, or as many as are shown.
    """
    if choice.sort is None and choice.top is None:
        yield from answers
        return
    wrong: list[Answer[Row]] = []
    by = SORTS[choice.sort or "subsidy"]

    def sound() -> Iterator[Answer[Row]]:
        for answer in answers:
            if answer.problems:
                wrong.append(answer)
            else:
                yield answer

    def key(answer: Answer[Row]) -> tuple[bool, int]:
        return answer.outcome != "answered", by(answer)

    if choice.top is None:
        yield from sorted(sound(), key=key)
    else:
        yield from nsmallest(choice.top, sound(), key=key)
    yield from wrong
