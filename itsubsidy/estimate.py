"""Every frame for every quote, and the best of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from itsubsidy import __version__
from itsubsidy.frozen import Frozen
from itsubsidy.inputs.applicant import Applicant
from itsubsidy.inputs.quote import Quote
from itsubsidy.rules.eligibility import Case
from itsubsidy.rules.frames import FRAME_FUNCTIONS, case_of, compatible_sets
from itsubsidy.rules.programme import Programme
from itsubsidy.rules.rulefile import programme_for
from itsubsidy.rules.size import Standing
from itsubsidy.terms import FRAMES, Frame
from itsubsidy.worksheet import FrameResult, check_dict

if TYPE_CHECKING:
    from itsubsidy.planning import Plan

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
    curve: tuple[tuple[int, int], ...] = ()
    """Eligible cost and subsidy of the best frame as the prices change, yen, where asked for."""
    plan: Outlook | None = None
    """A combination of frames that pays more than the best, where asked for and there is one."""


class Edition(NamedTuple):
    """Which rules an estimate was made by, and when they were last held against the sources."""

    id: str
    name: str
    verified_on: date


class Estimate(NamedTuple):
    """The answer for one applicant: each quote in each frame. Plain data, made to travel."""

    programme: Edition
    on: date
    applicant: Applicant
    standing: Standing | None
    """The size of a single applicant; None for a group."""
    members: tuple[Standing, ...]
    quotes: tuple[QuoteEstimate, ...]
    notes: tuple[str, ...]

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """The name and SHA-256 of each input file, the applicant's first."""
        own = self.applicant._origin
        ledger = own.ledger if own else None
        origins = (own, ledger, *(answer.quote._origin for answer in self.quotes))
        return tuple((origin.file, origin.sha256) for origin in origins if origin)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of `itsubsidy estimate --format json`."""
        return {
            **head_dict(SCHEMA, self),
            "quotes": [_quote_dict(quote) for quote in self.quotes],
            "notes": list(self.notes),
        }


def head_dict(schema: str, answer: Estimate | Plan) -> dict[str, Any]:
    """What is said first in JSON: by which tool and rules, for whom."""
    origin = answer.applicant._origin
    return {
        "schema": schema,
        "tool": {"name": "itsubsidy", "version": __version__},
        "programme": {
            "id": answer.programme.id,
            "name": answer.programme.name,
            "application_date": answer.on.isoformat(),
            "verified_on": answer.programme.verified_on.isoformat(),
        },
        "applicant": {
            "name": answer.applicant.name,
            "size": answer.standing.size if answer.standing else None,
            "deemed_large": answer.standing.deemed_large if answer.standing else False,
            "file": origin.file if origin else None,
            "sha256": origin.sha256 if origin else None,
            "ledger": {"file": origin.ledger.file, "sha256": origin.ledger.sha256}
            if origin and origin.ledger
            else None,
            "checks": [check_dict(check) for check in answer.standing.checks]
            if answer.standing
            else [],
            "members": [
                {
                    "name": member.business.name,
                    "size": member.size,
                    "deemed_large": member.deemed_large,
                    "checks": [check_dict(check) for check in member.checks],
                }
                for member in answer.members
            ],
        },
    }


def _quote_dict(estimate: QuoteEstimate) -> dict[str, Any]:
    quote, origin, plan = estimate.quote, estimate.quote._origin, estimate.plan
    return {
        "file": origin.file if origin else None,
        "sha256": origin.sha256 if origin else None,
        "vendor": quote.vendor,
        "title": quote.title,
        "total": estimate.total,
        "best": estimate.best,
        "plan": plan and {**plan._asdict(), "frames": list(plan.frames)},
        "frames": [result.to_dict() for result in estimate.frames.values()],
    }


def estimate(
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
) -> Estimate:
    """What each frame pays an applicant for each of several competing quotes.

    Args:
        applicant: who applies.
        quotes: alternatives, compared and never added.
        on: the application date; outside the programme's window it is moved to the nearest day
            in it, and a note says so.
        programme: the rules; by default those whose window holds `on`, else the newest.
        frames: the frames to look at, all by default.
        advise: whether to look for next steps, which takes longer than the estimate itself.
        draw: whether to work out the curve of subsidy against cost for the best frame.
        plan: whether to look for a combination of frames that pays more, by default where there
            is advice.
        explained: whether each frame holds all of its working; without it what it pays, the parts
            of that, and the checks that close it. Advice and plans are made from the working.

    Raises:
        TypeError: `on` is no date, or has a time.
        ValueError: there is no quote, or a frame is none of FRAMES, or an item names a member that
            the applicant has not, or a discount for a group does not say what it is for.
    """
    if not quotes:
        raise ValueError("there is no quote to estimate")
    must_be_a_day(on)
    must_be_frames(frames)
    if not explained and (advise or plan):
        raise ValueError("there is no advice and no plan without the working")
    programme = programme or programme_for(on)
    day = programme.within(on)
    cases = [case_of(applicant, quote, day, programme, explained=explained) for quote in quotes]
    answers = [_answer(case, frames, programme, advise=advise, draw=draw) for case in cases]
    if plan if plan is not None else advise:
        answers = [
            answer._replace(plan=_outlook(case, answer))
            for case, answer in zip(cases, answers, strict=True)
        ]
    notes = (
        *date_notes(programme, on, day),
        *_tie_notes(answers),
        *reading_notes(applicant, quotes),
        edition_note(programme),
    )
    edition = Edition(programme.id, programme.name, programme.verified_on)
    standing, members = cases[0].standing, cases[0].members
    return Estimate(edition, day, applicant, standing, members, tuple(answers), notes)


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


def _answer(
    case: Case, frames: Collection[Frame], programme: Programme, *, advise: bool, draw: bool
) -> QuoteEstimate:
    results = {
        frame: work_out(case) for frame, work_out in FRAME_FUNCTIONS.items() if frame in frames
    }
    if advise:
        from itsubsidy.advice import next_steps  # which a batch has no use for

        results = {
            frame: result._replace(next=next_steps(case, result, programme))
            for frame, result in results.items()
        }
    found = _best_of(case, results)
    if draw and found.best is not None:
        from itsubsidy.advice import curve

        found = found._replace(curve=curve(case, results[found.best]))
    return found


def _best_of(case: Case, results: dict[Frame, FrameResult]) -> QuoteEstimate:
    eligible = [frame for frame, result in results.items() if result.eligible]
    best = max(eligible, key=lambda frame: results[frame].subsidy, default=None)
    tied = tuple(
        frame
        for frame in eligible
        if best is not None and frame != best and results[frame].subsidy == results[best].subsidy
    )
    return QuoteEstimate(case.quote, case.total, Frozen(results), best, tied)


def _outlook(case: Case, answer: QuoteEstimate) -> Outlook | None:
    paid = {frame: result.subsidy for frame, result in answer.frames.items() if result.eligible}
    sets = compatible_sets(case.rules, tuple(paid))
    most = max((sum(paid[frame] for frame in frames) for frames in sets), default=0)
    if answer.best is None or most <= paid[answer.best]:
        return None
    from itsubsidy.combine import combine  # only where there may be something to find

    steps = iter(range(MOST_STEPS))
    found = combine(case, answer.frames, stop=lambda: next(steps, None) is None)
    gain = found.subsidy - paid[answer.best]
    return Outlook(found.subsidy, gain, tuple(found.items), found.proven) if gain else None


def date_notes(programme: Programme, on: date, day: date) -> list[str]:
    """What to say of an application date that was moved."""
    if on == day:
        return []
    when = (
        f"受付は {programme.closes} に終わっています"
        if on > day
        else f"受付は {programme.opens} からです"
    )
    return [f"{programme.name} の{when}。申請日を {on} でなく {day} として計算しました"]


def _tie_notes(answers: Sequence[QuoteEstimate]) -> list[str]:
    return [
        f"「{answer.quote.title or answer.quote.vendor or '見積'}」は"
        f"{'と'.join(FRAMES[frame] for frame in (answer.best, *answer.tied))}"
        f"の補助額が同じです。先の枠を最適としました"
        for answer in answers
        if answer.best and answer.tied
    ]


def reading_notes(applicant: Applicant, quotes: Sequence[Quote]) -> list[str]:
    """What to say of how the files were read: those in an encoding that was guessed."""
    own = applicant._origin
    origins = (own, own.ledger if own else None, *(quote._origin for quote in quotes))
    return [origin.note for origin in origins if origin and origin.note]


def edition_note(programme: Programme) -> str:
    """By which edition of the guidelines, and when it was last held against them."""
    editions = sorted(
        {str(one.edition) for name, one in programme.documents.items() if name.startswith("koubo-")}
    )
    return (
        f"規則は {programme.name} 公募要領 {'・'.join(editions)} 版によります"
        f"（{programme.verified_on} 確認）"
    )
