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
from typing import Final, Literal, NamedTuple

from itsubsidy.estimate import Estimate, QuoteEstimate, estimate, reading_notes
from itsubsidy.inputs.folders import Folder, find_clients
from itsubsidy.inputs.reading import load_client
from itsubsidy.inputs.yamltext import InputError, Problem, readable
from itsubsidy.rules.rulefile import programme_for
from itsubsidy.terms import Frame
from itsubsidy.workers import cores, share_out

ENOUGH: Final = 200 if sys.platform == "linux" else 4_000
"""Clients from which on further processes pay for their start, which is a copy on Linux."""

Outcome = Literal["answered", "none", "wrong", "broken"]
"""A frame is open, none is, the files are wrong, or the tool itself failed."""

Row = str | tuple[str, ...]
"""A client as a report has it: text, or the cells of a table."""


class Answer(NamedTuple):
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


class Task(NamedTuple):
    """What to do with each client. Plain data: it travels to other processes."""

    on: date
    programme: str
    frames: tuple[Frame, ...]
    explained: bool
    """Whether the rows show the working."""
    encoding: str | None
    """Of the files; None where each shows it."""
    answered: Callable[[str, Estimate, QuoteEstimate], Row]
    """How a report has a client, from its name, its estimate and its best quote."""
    refused: Callable[[str, Sequence[Problem]], Row]
    """How it has one whose files are wrong."""
    plan: bool = False
    """Whether to look for combinations of frames too."""


def find_all(places: Iterable[str | Path]) -> Iterator[Folder]:
    """The client folders at or below each of these places, in turn."""
    return chain.from_iterable(map(find_clients, places))


def best_quote(answer: Estimate) -> QuoteEstimate:
    """The quote whose best frame pays the most; of equal ones the cheapest, then the first."""
    return max(answer.quotes, key=lambda quote: (_subsidy(quote), -quote.total))


def _subsidy(quote: QuoteEstimate) -> int:
    return quote.frames[quote.best].subsidy if quote.best else -1


def work_out(folder: Folder, task: Task) -> Answer:
    """The answer for one client; whatever is wrong with it stays with it."""
    try:
        client = load_client(*folder.files(), task.encoding)
        answer = estimate(
            client.applicant,
            client.quotes,
            on=task.on,
            programme=programme_for(task.on, task.programme),
            frames=task.frames,
            advise=False,
            explained=task.explained,
            plan=task.plan,
        )
        quote = best_quote(answer)
        row = task.answered(folder.name, answer, quote)
    except InputError as error:
        problems = error.problems
        return Answer(folder.name, "wrong", task.refused(folder.name, problems), problems)
    except Exception as error:  # noqa: BLE001  # one client must never cost the others
        return _broken(folder, task, f"内部の誤りで止まりました（{type(error).__name__}: {error}）")
    notes = tuple(reading_notes(client.applicant, client.quotes))
    if quote.best is None:
        return Answer(folder.name, "none", row, (), notes)
    best = quote.frames[quote.best]
    amounts = best.eligible_cost, best.subsidy, best.self_payment
    return Answer(folder.name, "answered", row, (), notes, *amounts)


def lost(folder: Folder, task: Task) -> Answer:
    """The answer for a client at which a process died, however often it was tried."""
    message = "この顧客を見積もる間にプロセスが止まりました（メモリの不足や、外からの終了です）"
    return _broken(folder, task, message)


def _broken(folder: Folder, task: Task, message: str) -> Answer:
    (problem,) = readable([Problem(folder.path, 0, 0, "", message)])
    return Answer(folder.name, "broken", task.refused(folder.name, [problem]), (problem,))


def work_out_all(
    folders: Iterable[Folder], task: Task, jobs: int | None = None
) -> Iterator[Answer]:
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
    shown: int = 0
    summed: int = 0
    """Clients shown that have a frame open, which the amounts are of."""
    eligible_cost: int = 0
    """Yen, as the amounts below."""
    subsidy: int = 0
    self_payment: int = 0

    def counting(
        self, answers: Iterable[Answer], tell: Callable[[Answer], None]
    ) -> Iterator[Answer]:
        """The answers, counted as they pass, and what is wrong with them told."""
        for answer in answers:
            setattr(self, answer.outcome, getattr(self, answer.outcome) + 1)
            tell(answer)
            yield answer

    def adding(self, answers: Iterable[Answer]) -> Iterator[Answer]:
        """The answers that are shown, their amounts added up as they pass."""
        for answer in answers:
            self.shown += 1
            self.summed += answer.outcome == "answered"
            self.eligible_cost += answer.eligible_cost
            self.subsidy += answer.subsidy
            self.self_payment += answer.self_payment
            yield answer

    @property
    def text(self) -> str:
        """The counts in one line: `3件のうち、対象 1件、対象外 1件、誤り 1件`."""
        clients = self.answered + self.none + self.wrong + self.broken
        parts = [f"対象 {self.answered:,}件", f"対象外 {self.none:,}件", f"誤り {self.wrong:,}件"]
        if self.broken:
            parts.append(f"内部の誤り {self.broken:,}件")
        hidden = clients - self.shown
        told = f"{clients:,}件のうち、{'、'.join(parts)}"
        return f"{told}（{hidden:,}件は表示していません）" if hidden else told


SORTS: Final[dict[str, Callable[[Answer], int]]] = {
    "subsidy": lambda answer: -answer.subsidy,
    "name": lambda _: 0,
    "payment": lambda answer: answer.self_payment,
}
"""Ways to sort: most subsidy first, by path, least own payment first. Equal ones go by path."""


def chosen(
    answers: Iterable[Answer], *, sort: str | None, top: int | None, least: int
) -> Iterator[Answer]:
    """The answers to show: with `least` yen of subsidy or more, sorted, the `top` first.

    Clients whose files are wrong keep their place, or come last where the others are sorted.
    Sorting holds all answers, or as many as are shown.
    """
    enough = (one for one in answers if one.problems or one.subsidy >= least)
    if sort is None and top is None:
        yield from enough
        return
    wrong: list[Answer] = []

    def sound() -> Iterator[Answer]:
        for answer in enough:
            if answer.problems:
                wrong.append(answer)
            else:
                yield answer

    by = SORTS[sort or "subsidy"]

    def key(answer: Answer) -> tuple[bool, int]:
        return answer.outcome != "answered", by(answer)

    yield from sorted(sound(), key=key) if top is None else nsmallest(top, sound(), key=key)
    yield from wrong
