"""The best combination of frames for one purchase, with what it leaves out and what to mind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from itsubsidy.answers.doubts import with_doubts
from itsubsidy.answers.estimate import must_be_a_day, must_be_frames
from itsubsidy.answers.obligations import with_obligations
from itsubsidy.answers.receipt import (
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
from itsubsidy.answers.search import Combination, combine
from itsubsidy.answers.tariffs import counted_numbers, part_of
from itsubsidy.answers.warnings import warnings_of_applicant, warnings_of_quote
from itsubsidy.files.problems import Problem
from itsubsidy.frozen import Frozen
from itsubsidy.inputs.applicant import Applicant
from itsubsidy.inputs.discounts import Discount
from itsubsidy.inputs.pricing import PricedItem
from itsubsidy.inputs.quote import Quote
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.table import FRAME_FUNCTIONS, case_of
from itsubsidy.rules.frames.worksheet import FrameResult
from itsubsidy.rules.programme.rulefile import programme_for
from itsubsidy.rules.programme.rules import Programme, Together
from itsubsidy.terms import Frame

SCHEMA: Final = "itsubsidy.plan/1"


class Part(NamedTuple):
    """One of the quotes that a purchase consists of, and its total net of tax, yen."""

    quote: Quote
    total: int
    oddities: tuple[Problem, ...] = ()
    """What in it may be meant otherwise."""


class Application(NamedTuple):
    """One frame applied for with some of the items: all of those that count in it."""

    result: FrameResult
    items: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """A frame as in the JSON of `estimate`, with the names of its items."""
        return {
            "frame": self.result.frame,
            "items": list(self.items),
            **self.result.to_dict(),
        }


class LeftOut(NamedTuple):
    """Yen of the purchase that no application counts, and why."""

    item: str
    line: int | None
    file: str | None
    frame: Frame | None
    """The application that counts the rest of the item; None where nothing of it counts."""
    amount: int
    reason: str
    source: str


class Warned(NamedTuple):
    """What to know of applying for these frames together."""

    text: str
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan(Receipt):
    """The combination of frames that pays the most for a purchase; amounts in whole yen."""

    parts: tuple[Part, ...]
    applications: tuple[Application, ...]
    """In the order of frames; none where no frame is open."""
    left_out: tuple[LeftOut, ...]
    warnings: tuple[Warned, ...]
    oddities: tuple[Problem, ...]
    """What in the applicant's file may be meant otherwise."""
    singles: Mapping[Frame, FrameResult]
    """What each frame pays for the whole purchase by itself."""
    single_best: Frame | None
    upper_bound: int
    """No combination pays more."""
    most: int | None
    """How many applications there may be; None is as many as there are frames."""
    without: tuple[Frame, ...]
    """Frames that are not applied for."""
    settled: bool
    """Whether no equal combination has fewer applications or moves fewer items."""

    @property
    def total(self) -> int:
        """The purchase net of tax over the whole contract, yen."""
        return sum(part.total for part in self.parts)

    @property
    def subsidy(self) -> int:
        """What all applications pay, yen."""
        return sum(one.result.subsidy for one in self.applications)

    @property
    def self_payment(self) -> int:
        """What the client pays of the whole purchase, tax apart, yen."""
        return self.total - self.subsidy

    @property
    def single_result(self) -> FrameResult | None:
        """The frame that pays the most for all of it by itself; None where none is open."""
        return self.singles[self.single_best] if self.single_best is not None else None

    @property
    def gain(self) -> int:
        """How much more than the best single frame this pays, yen."""
        single = self.single_result
        return self.subsidy - (single.subsidy if single else 0)

    @property
    def proven(self) -> bool:
        """Whether no combination pays more than this one."""
        return self.upper_bound == self.subsidy

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of `itsubsidy plan --format json`."""
        single = self.single_result
        applied = [application.result for application in self.applications]
        first = next(iter(applied), None)
        deciding = applied or self.singles.values()
        head = self.head_dict(SCHEMA, **decided_dict(self.programme, first, deciding))
        head["applicant"]["warnings"] = [problem_dict(one) for one in self.oddities]
        return {
            **head,
            "quotes": [
                {
                    **quote_dict(part.quote, part.total),
                    "warnings": [problem_dict(one) for one in part.oddities],
                }
                for part in self.parts
            ],
            "total": self.total,
            "plan": {
                "subsidy": self.subsidy,
                "self_payment": self.self_payment,
                "gain": self.gain,
                "proven": self.proven,
                "upper_bound": self.upper_bound,
                "applications": self.programme.graded([one.to_dict() for one in self.applications]),
                "left_out": [one._asdict() for one in self.left_out],
                "warnings": [one._asdict() for one in self.warnings],
                "max_applications": self.most,
                "without": list(self.without),
                "single_best": single and {"frame": single.frame, "subsidy": single.subsidy},
            },
            "notes": list(self.notes),
        }


def plan(  # noqa: PLR0913  # one a choice, all but two by name
    applicant: Applicant,
    quotes: Sequence[Quote],
    *,
    on: date,
    programme: Programme | None = None,
    max_applications: int | None = None,
    without: Collection[Frame] = (),
    stop: Callable[[], bool] = lambda: False,
    today: date | None = None,
    names: bool = False,
) -> Plan:
    """The combination of frames that pays an applicant the most for one purchase.

    Args:
        applicant: who applies.
        quotes: the parts of the purchase.
        on: the application date, moved into the programme's window as by `estimate`.
        programme: the rules; by default of the programme that opened last before `on`, else of
            the first.
        max_applications: how many applications there may be.
        without: frames that are not applied for.
        stop: asked at each step of the search whether to leave it at what is found so far.
        today: by which the plan says whether applications have closed; unsaid without it.
        names: whether employees are called by their names, and not 従業員1.

    Raises:
        TypeError: `on` is no date, or has a time.
        ValueError: there is no quote, a frame is none of FRAMES, an item names a member that the
            applicant has not, a discount for a group does not say what it is for, or an
            application under way is of another programme's year.
    """
    if not quotes:
        raise ValueError("there is no quote to plan")
    must_be_a_day(on)
    must_be_frames(without)
    programme = programme or programme_for(on)
    applicant = applicant.with_names() if names else applicant
    day = programme.within(on)
    cases = [case_of(applicant, quote, day, programme) for quote in quotes]
    case, quote_of = _one_purchase(cases)
    singles = {
        frame: FRAME_FUNCTIONS[frame](case) for frame in case.rules.frames if frame not in without
    }
    best = max(
        (frame for frame, result in singles.items() if result.eligible),
        key=lambda frame: singles[frame].subsidy,
        default=None,
    )
    found = combine(case, singles, most=max_applications, stop=stop)
    applications, left_out = _divided(case, found, quote_of, singles, best)
    applications = tuple(_with_obligations(case, applications, programme))
    origins = origins_of(applicant, quotes)
    return Plan(
        programme=edition_of(programme, today),
        requested=on,
        on=day,
        applicant=applicant,
        standing=case.standing,
        members=case.members,
        files=files_of(origins),
        notes=(
            *date_notes(programme, on, day),
            *_search_notes(found, singles[best].name if best is not None else None),
            *reading_notes(origins),
            edition_note(programme, day),
        ),
        parts=tuple(Part(one.quote, one.total, _oddities(one)) for one in cases),
        applications=applications,
        left_out=left_out,
        warnings=tuple(_warnings(case, found, quote_of)),
        oddities=warnings_of_applicant(applicant, case.rules),
        singles=Frozen(singles),
        single_best=best,
        upper_bound=found.upper_bound,
        most=max_applications,
        without=tuple(frame for frame in case.rules.frames if frame in without),
        settled=found.settled,
    )


def _one_purchase(cases: Sequence[Case]) -> tuple[Case, dict[int, Quote]]:
    """The items of several quotes as those of one, renumbered, and the quote that each is from.

    A name that is in two quotes says, in each of them, which one it is from.
    """
    counts = Counter(name for case in cases for name in {one.item.name for one in case.items})
    taken = set(counts)
    items: list[PricedItem] = []
    discounts: list[Discount] = []
    quote_of: dict[int, Quote] = {}
    before = 0
    for place, case in enumerate(cases, 1):
        names = _apart(case, place, counts, taken)
        discounts += (
            one._replace(
                number=before + one.number,
                off={before + number: off for number, off in one.off.items()},
            )
            for one in case.discounts
        )
        for one in case.items:
            item, number = one.item, before + one.number
            if item.name in names:
                item = item.model_copy(update={"name": names[item.name]})
            quote_of[number] = case.quote
            of = one.of and before + one.of
            items.append(one._replace(item=item, number=number, thing=before + one.thing, of=of))
        before += len(case.quote.items)
    purchase = cases[0]._replace(
        items=tuple(items),
        discounts=tuple(discounts),
        total=sum(case.total for case in cases),
    )
    return purchase, quote_of


def _apart(case: Case, place: int, counts: Mapping[str, int], taken: set[str]) -> dict[str, str]:
    """What to call the items of a quote whose names are in another quote too."""
    names: dict[str, str] = {}
    for name in dict.fromkeys(one.item.name for one in case.items if counts[one.item.name] > 1):
        apart = f"{name}（{case.quote.vendor or case.quote.title or '見積'}）"
        if apart in taken:
            apart = f"{name}（見積{place}）"
        while apart in taken:
            apart += "*"
        taken.add(apart)
        names[name] = apart
    return names


def _divided(
    case: Case,
    found: Combination,
    quote_of: Mapping[int, Quote],
    singles: Mapping[Frame, FrameResult],
    best: Frame | None,
) -> tuple[tuple[Application, ...], tuple[LeftOut, ...]]:
    """Each application with the items that count in it, and everything that is left out."""
    files = {number: quote.origin.file for number, quote in quote_of.items()}
    applications: list[Application] = []
    partly: list[LeftOut] = []
    taken = {one.number for given in found.items.values() for one in given}
    reasons = {
        one.number: _why_in_none(case, one, singles, best)
        for one in case.items
        if one.number not in taken
    }
    for frame, given in found.items.items():
        application, unused = _application(case, frame, given)
        applications.append(application)
        partly += _left_out(application.result, files)
        reasons |= unused
    whole = [
        LeftOut(one.item.name, one.line, files[one.number], None, one.total, *reasons[one.number])
        for one in case.items
        if one.number in reasons
    ]
    return tuple(applications), (*whole, *partly)


def _application(
    case: Case, frame: Frame, given: Sequence[PricedItem]
) -> tuple[Application, dict[int, tuple[str, str]]]:
    """What a frame pays for the items given to it that count, and why the others do not: reason
    and source, by the number of the item.
    """
    everything = FRAME_FUNCTIONS[frame](part_of(case, given))
    counted = {step.number for step in everything.steps if step.kind == "item"}
    items = [priced for priced in given if priced.number in counted]
    part = part_of(case, items)
    result = with_doubts(part, FRAME_FUNCTIONS[frame](part))
    reasons = {out.number: (out.reason, out.source) for out in everything.excluded}
    unused = {
        priced.number: reasons[priced.number] for priced in given if priced.number not in counted
    }
    return Application(result, tuple(priced.item.name for priced in items)), unused


def _left_out(result: FrameResult, files: Mapping[int, str | None]) -> Iterator[LeftOut]:
    """What a frame leaves out of items that count in it."""
    for out in result.excluded:
        file = None if out.number is None else files[out.number]
        yield LeftOut(out.item, out.line, file, result.frame, out.amount, out.reason, out.source)


def _with_obligations(
    case: Case, applications: Sequence[Application], programme: Programme
) -> Iterator[Application]:
    """Each application with what it binds to, in sight of the others of the same year."""
    parts = {}
    for one in applications:
        counted = counted_numbers(one.result)
        parts[one.result.frame] = [priced for priced in case.items if priced.number in counted]
    functions = {frame: _functions(items) for frame, items in parts.items()}
    for one in applications:
        part = part_of(case, parts[one.result.frame])
        yield one._replace(result=with_obligations(part, one.result, programme, functions))


def _why_in_none(
    case: Case, one: PricedItem, singles: Mapping[Frame, FrameResult], best: Frame | None
) -> tuple[str, str]:
    """Why an item is in no application, and the source of that."""
    for frame, result in singles.items():
        if one.number in counted_numbers(result):
            if result.failed:
                check = result.failed[0]
                return f"{result.name}が対象外（{check.label}）", check.source
            rule = case.rules.frame(frame).compatible
            return f"対象になる{result.name}を、この組み合わせでは申請しない", rule.source
    for result in (singles[best],) if best else singles.values():
        for left in result.excluded:
            if left.number == one.number:
                return left.reason, left.source
    return "対象になる申請枠がない", ""


def _oddities(case: Case) -> tuple[Problem, ...]:
    """What in a quote may be meant otherwise."""
    in_group = case.applicant.is_group
    return warnings_of_quote(case.quote, case.items, case.on, in_group=in_group)


def _warnings(case: Case, found: Combination, quote_of: Mapping[int, Quote]) -> Iterator[Warned]:
    """What the guidelines say of applying for these frames together, each thing once."""
    told: dict[str, dict[str, None]] = {}
    for rule in case.rules.together:
        if _concerns(rule, case, found, quote_of):
            told.setdefault(rule.label, {}).update(dict.fromkeys(rule.source.split(", ")))
    for text, sources in told.items():
        yield Warned(text, ", ".join(sources))


def _concerns(
    rule: Together, case: Case, found: Combination, quote_of: Mapping[int, Quote]
) -> bool:
    if not found.items.keys() >= set(rule.frames):
        return False
    parts = [found.items[frame] for frame in rule.frames]
    if rule.category is not None:
        return any(priced.item.category == rule.category for priced in case.items)
    if rule.same_function:
        return bool(set.intersection(*map(_functions, parts)))
    if rule.several_vendors:
        vendors = ({quote_of[priced.number].vendor for priced in part} for part in parts)
        return any(len(of_part) > 1 for of_part in vendors)
    return True


def _functions(items: Iterable[PricedItem]) -> set[str]:
    """The functions of the software among some items."""
    return {function for priced in items for function in priced.item.functions}


def _search_notes(found: Combination, best: str | None) -> Iterator[str]:
    """How the search chose among equals."""
    if best is None:
        return
    chosen = (
        f"補助額が同じ組み合わせからは、申請の数が最も少ないもの、次に{best}だけの申請から"
        "動かす明細が最も少ないものを選びます"
    )
    yield chosen if found.settled else f"{chosen}（最も少ないことまでは調べ終えていません）"
