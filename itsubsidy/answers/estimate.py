"""Every frame for every quote, and the best of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from itsubsidy.answers.cash import Cash, cash_of
from itsubsidy.answers.curve import Drawn, curve
from itsubsidy.answers.doubts import with_doubts
from itsubsidy.answers.receipt import (
    Edition,
    Receipt,
    date_notes,
    decided_dict,
    edition_note,
    edition_of,
    files_of,
    origins_of,
    problem_dict,
    quote_dict,
    reading_notes,
)
from itsubsidy.answers.stakes import with_stakes
from itsubsidy.answers.warnings import warnings_of_applicant, warnings_of_quote
from itsubsidy.files.problems import Problem
from itsubsidy.frozen import Frozen
from itsubsidy.inputs.applicant import Applicant
from itsubsidy.inputs.quote import Quote
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.table import FRAME_FUNCTIONS, case_of, compatible_sets
from itsubsidy.rules.frames.worksheet import FrameResult
from itsubsidy.rules.programme.rulefile import programme_for
from itsubsidy.rules.programme.rules import Programme
from itsubsidy.terms import FRAMES, Frame

SCHEMA: Final = "itsubsidy.estimate/1"

MOST_STEPS: Final = 100
"""Steps of the search for a combination of frames that an estimate may take."""


class Outlook(NamedTuple):
    """What a combination of frames pays beyond the best single one, yen."""

    subsidy: int
    gain: int
    frames: tuple[Frame, ...]
    proven: bool
    """Whether no combination pays more; else some may."""


class QuoteEstimate(NamedTuple):
    """What each frame pays for one quote."""

    quote: Quote
    total: int
    """The quote net of tax over the whole contract, each item cut to yen."""
    frames: Mapping[Frame, FrameResult]
    best: Frame | None
    """The eligible frame with the largest subsidy, the first of equals; None without one."""
    tied: tuple[Frame, ...]
    """Frames that pay as much as the best, and come after it."""
    cash: Cash
    """What is paid and what comes back, with tax."""
    curve: Drawn = Drawn()
    """What the best frame pays as the prices change, where asked for."""
    plan: Outlook | None = None
    """A combination of frames that pays more than the best, where asked for and there is one."""
    warnings: tuple[Problem, ...] = ()
    """What in the quote may be meant otherwise, where the working is asked for."""

    @property
    def best_result(self) -> FrameResult | None:
        """The best frame; None where no frame is open."""
        return self.frames[self.best] if self.best is not None else None

    @property
    def deciding(self) -> tuple[FrameResult, ...]:
        """The best frame; all where no frame is open."""
        best = self.best_result
        return tuple(self.frames.values()) if best is None else (best,)

    @property
    def subsidy(self) -> int:
        """What the best frame pays, yen; 0 where no frame is open."""
        return self.frames[self.best].subsidy if self.best is not None else 0

    @property
    def self_payment(self) -> int:
        """What the client pays after that, tax apart, yen."""
        return self.total - self.subsidy


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate(Receipt):
    """The answer for one applicant: each quote in each frame."""

    quotes: tuple[QuoteEstimate, ...]
    warnings: tuple[Problem, ...] = ()
    """What in the applicant's file may be meant otherwise, where the working is asked for."""

    @property
    def best_quote(self) -> QuoteEstimate:
        """The quote whose best frame pays the most; of equal ones the cheapest, then the first."""
        return max(
            self.quotes, key=lambda quote: (quote.best is not None, quote.subsidy, -quote.total)
        )

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of `itsubsidy estimate --format json`."""
        best = self.quotes[0]
        head = self.head_dict(
            SCHEMA, **decided_dict(self.programme, best.best_result, best.deciding)
        )
        head["applicant"]["warnings"] = [problem_dict(one) for one in self.warnings]
        return {
            **head,
            "quotes": [_quote_dict(quote, self.programme) for quote in self.quotes],
            "notes": list(self.notes),
        }


def _quote_dict(estimate: QuoteEstimate, edition: Edition) -> dict[str, Any]:
    plan = estimate.plan
    return {
        **quote_dict(estimate.quote, estimate.total),
        "best": estimate.best,
        "plan": plan and {**plan._asdict(), "frames": list(plan.frames)},
        "frames": edition.graded([result.to_dict() for result in estimate.frames.values()]),
        "warnings": [problem_dict(one) for one in estimate.warnings],
        "cash": estimate.cash.to_dict(),
    }


def estimate(  # noqa: PLR0913  # one a choice, all but two by name
    applicant: Applicant,
    quotes: Sequence[Quote],
    *,
    on: date,
    programme: Programme | None = None,
    frames: Collection[Frame] = tuple(FRAMES),
    advise: bool = True,
    draw: bool = False,
    plan: bool | None = None,
    explained: bool = True,
    today: date | None = None,
    obligations: bool | None = None,
    names: bool = False,
) -> Estimate:
    """What each frame pays an applicant for each of several competing quotes.

    Args:
        applicant: who applies.
        quotes: alternatives, compared and never added.
        on: the application date; outside the programme's window it is moved to the nearest day
            in it, and a note says so.
        programme: the rules; by default of the programme that opened last before `on`, else of
            the first.
        frames: the frames to look at, all by default.
        advise: whether to look for next steps, which takes longer than the estimate itself.
        draw: whether to work out the curve of subsidy against cost for the best frame.
        plan: whether to look for a combination of frames that pays more, by default where there
            is advice.
        explained: whether each frame holds all of its working and its doubts; without it what it
            pays, the parts of that, and the checks that close it. Advice, plans and obligations
            are made from the working.
        today: by which the answer says whether applications have closed; unsaid without it.
        obligations: whether to say what each frame binds to, what speaks for and against it, and
            its papers, by default where there is advice.
        names: whether employees are called by their names; else 従業員1 is who stands in the first
            row of the ledger.

    Raises:
        TypeError: `on` is no date, or has a time.
        ValueError: there is no quote, a frame is none of FRAMES, an item names a member that the
            applicant has not, a discount for a group does not say what it is for, or an
            application under way is of another programme's year.
    """
    if not quotes:
        raise ValueError("there is no quote to estimate")
    must_be_a_day(on)
    must_be_frames(frames)
    bound = advise if obligations is None else obligations
    if not explained and (advise or plan or bound):
        raise ValueError("there is no advice, no plan and no obligation without the working")
    programme = programme or programme_for(on)
    applicant = applicant.with_names() if names else applicant
    day = programme.within(on)
    cases = [case_of(applicant, quote, day, programme, explained=explained) for quote in quotes]
    answers = [_answer(case, frames, draw=draw) for case in cases]
    advice_notes: tuple[str, ...] = ()
    if advise:
        answers, advice_notes = _advised(cases, answers, programme)
    if advise if plan is None else plan:
        answers = list(map(_with_outlook, cases, answers))
    if bound:
        answers = [
            _with_obligations(case, answer, programme)
            for case, answer in zip(cases, answers, strict=True)
        ]
    origins = origins_of(applicant, quotes)
    return Estimate(
        programme=edition_of(programme, today),
        requested=on,
        on=day,
        applicant=applicant,
        standing=cases[0].standing,
        members=cases[0].members,
        files=files_of(origins),
        notes=(
            *date_notes(programme, on, day),
            *_tie_notes(answers, programme),
            *advice_notes,
            *reading_notes(origins),
            *(note for case in cases for note in term_notes(case)),
            edition_note(programme, day),
        ),
        quotes=tuple(answers),
        warnings=warnings_of_applicant(applicant, cases[0].rules) if explained else (),
    )


def must_be_a_day(on: date) -> None:
    """Refuse what is no date, or has a time, with what to give instead."""
    if isinstance(on, datetime) or not isinstance(on, date):
        raise TypeError(f"on must be a date without a time, such as date(2025, 8, 20), not {on!r}")


def must_be_frames(frames: Collection[str]) -> None:
    """Refuse what is no collection of frames, with those that there are."""
    unknown = [frames] if isinstance(frames, str) else [one for one in frames if one not in FRAMES]
    if unknown:
        raise ValueError(
            f"{', '.join(map(repr, unknown))} is no collection of frames, which are: "
            f"{', '.join(FRAMES)}"
        )


def _answer(case: Case, frames: Collection[Frame], *, draw: bool) -> QuoteEstimate:
    results = {
        frame: FRAME_FUNCTIONS[frame](case) for frame in case.rules.frames if frame in frames
    }
    if case.explained:
        results = {
            frame: with_doubts(case, with_stakes(case, result)) for frame, result in results.items()
        }
    found = _best_of(case, results)
    if case.explained:
        in_group = case.applicant.is_group
        warnings = warnings_of_quote(case.quote, case.items, case.on, in_group=in_group)
        found = found._replace(warnings=warnings)
    if draw and found.best is not None:
        found = found._replace(curve=curve(case, results[found.best]))
    return found


def _advised(
    cases: Sequence[Case], answers: Sequence[QuoteEstimate], programme: Programme
) -> tuple[list[QuoteEstimate], tuple[str, ...]]:
    """The answers with their next steps, and a note where there are too many quotes for that.

    They are looked for in the quotes that bring the most, until these have taken enough.
    """
    from itsubsidy.answers.next_steps import with_next_steps  # noqa: PLC0415  # a batch has no steps

    advised = list(answers)
    spent = done = 0
    for at in sorted(range(len(cases)), key=lambda at: -answers[at].subsidy):
        if spent > MOST_ADVISED:
            break
        frames = {
            frame: with_next_steps(cases[at], result, programme)
            for frame, result in answers[at].frames.items()
        }
        advised[at] = answers[at]._replace(frames=Frozen(frames))
        spent += A_QUOTE + min(A_LINE * len(cases[at].items), MOST_OF_A_QUOTE)
        done += 1
    rest = len(cases) - done
    if not rest:
        return advised, ()
    note = f"次の一手は、補助額の多い {done}件の見積で探しました（ほか {rest}件では探していません）"
    return advised, (note,)


A_QUOTE: Final = 150
"""What it takes to look for the next steps of a quote, whatever its lines."""

A_LINE: Final = 20
"""What each of its lines takes besides."""

MOST_OF_A_QUOTE: Final = 8_000
"""What lines take at most, since the search has an end of its own."""

MOST_ADVISED: Final = 10_000
"""What the next steps of all quotes may take until no more are looked for: some seconds."""


def _best_of(case: Case, results: dict[Frame, FrameResult]) -> QuoteEstimate:
    eligible = [frame for frame, result in results.items() if result.eligible]
    best = max(eligible, key=lambda frame: results[frame].subsidy, default=None)
    tied = tuple(
        frame
        for frame in eligible
        if best is not None and frame != best and results[frame].subsidy == results[best].subsidy
    )
    cash = cash_of(case.quote, case.items, case.total, results[best] if best else None)
    return QuoteEstimate(case.quote, case.total, Frozen(results), best, tied, cash)


def _with_obligations(case: Case, answer: QuoteEstimate, programme: Programme) -> QuoteEstimate:
    from itsubsidy.answers.obligations import with_obligations  # noqa: PLC0415  # few ask

    found = {
        frame: with_obligations(case, result, programme) for frame, result in answer.frames.items()
    }
    return answer._replace(frames=Frozen(found))


def _with_outlook(case: Case, answer: QuoteEstimate) -> QuoteEstimate:
    """The answer with what a combination of frames pays more, if one does."""
    return answer._replace(plan=_outlook(case, answer))


def _outlook(case: Case, answer: QuoteEstimate) -> Outlook | None:
    paid = {frame: result.subsidy for frame, result in answer.frames.items() if result.eligible}
    sets = compatible_sets(case.rules, tuple(paid))
    most = max((sum(paid[frame] for frame in frames) for frames in sets), default=0)
    if answer.best is None or most <= paid[answer.best]:
        return None
    from itsubsidy.answers.search import combine  # noqa: PLC0415  # only where something may be found

    steps = iter(range(MOST_STEPS))
    found = combine(case, answer.frames, stop=lambda: next(steps, None) is None)
    gain = found.subsidy - paid[answer.best]
    return Outlook(found.subsidy, gain, tuple(found.items), found.proven) if gain else None


def _tie_notes(answers: Sequence[QuoteEstimate], programme: Programme) -> list[str]:
    return [
        f"「{answer.quote.title or answer.quote.vendor or '見積'}」は"
        f"{'と'.join(programme.names[frame] for frame in (answer.best, *answer.tied))}"
        f"の補助額が同じです。先の枠を選びました"
        for answer in answers
        if answer.best and answer.tied
    ]


def term_notes(case: Case) -> Iterator[str]:
    """What to say of months that only a line's name states."""
    read = [
        f"「{priced.item.name}」は {priced.first_month}か月目からの {priced.item.months}か月"
        for priced in case.items
        if priced.item.first_month is None
        and priced.item.months is not None
        and (priced.first_month > 1 or "months" not in priced.item.model_fields_set)
    ]
    if read:
        more = f"ほか {len(read) - MOST_NAMED}件" if len(read) > MOST_NAMED else ""
        yield f"品名から、{'、'.join(read[:MOST_NAMED])}{more}の利用としました"


MOST_NAMED: Final = 5
"""Lines that a note names at most."""
