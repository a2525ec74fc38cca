"""The best combination of frames for one purchase, with what it leaves out and what to mind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from itsubsidy.combine import Combination, combine
from itsubsidy.estimate import (
    Edition,
    date_notes,
    edition_note,
    head_dict,
    must_be_a_day,
    must_be_frames,
    reading_notes,
)
from itsubsidy.frozen import Frozen
from itsubsidy.inputs.applicant import Applicant
from itsubsidy.inputs.quote import Quote
from itsubsidy.purchase import part_of
from itsubsidy.rules.costs import Discount, PricedItem
from itsubsidy.rules.eligibility import Case
from itsubsidy.rules.frames import FRAME_FUNCTIONS, case_of
from itsubsidy.rules.programme import Programme, Together
from itsubsidy.rules.rulefile import programme_for
from itsubsidy.rules.size import Standing
from itsubsidy.terms import FRAMES, Frame
from itsubsidy.worksheet import FrameResult

SCHEMA: Final = "itsubsidy.plan/1"


class Part(NamedTuple):
    """One of the quotes that a purchase consists of, and its total net of tax, yen."""

    quote: Quote
    total: int


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


class Plan(NamedTuple):
    """The combination of frames that pays the most for a purchase; amounts in whole yen."""

    programme: Edition
    on: date
    applicant: Applicant
    standing: Standing | None
    """The size of a single applicant; None for a group."""
    members: tuple[Standing, ...]
    parts: tuple[Part, ...]
    applications: tuple[Application, ...]
    """In the order of frames; none where no frame is open."""
    left_out: tuple[LeftOut, ...]
    warnings: tuple[Warned, ...]
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
    notes: tuple[str, ...]

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
    def gain(self) -> int:
        """How much more than the best single frame this pays, yen."""
        single = self.singles[self.single_best].subsidy if self.single_best else 0
        return self.subsidy - single

    @property
    def proven(self) -> bool:
        """Whether no combination pays more than this one."""
        return self.upper_bound == self.subsidy

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """The name and SHA-256 of each input file, the applicant's first."""
        own = self.applicant._origin
        ledger = own.ledger if own else None
        origins = (own, ledger, *(part.quote._origin for part in self.parts))
        return tuple((origin.file, origin.sha256) for origin in origins if origin)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of `itsubsidy plan --format json`."""
        best = self.single_best
        return {
            **head_dict(SCHEMA, self),
            "quotes": [_part_dict(part) for part in self.parts],
            "total": self.total,
            "plan": {
                "subsidy": self.subsidy,
                "self_payment": self.self_payment,
                "gain": self.gain,
                "proven": self.proven,
                "upper_bound": self.upper_bound,
                "applications": [one.to_dict() for one in self.applications],
                "left_out": [one._asdict() for one in self.left_out],
                "warnings": [one._asdict() for one in self.warnings],
                "max_applications": self.most,
                "without": list(self.without),
                "single_best": {"frame": best, "subsidy": self.singles[best].subsidy}
                if best
                else None,
            },
            "notes": list(self.notes),
        }


def _part_dict(part: Part) -> dict[str, Any]:
    quote, origin = part.quote, part.quote._origin
    return {
        "file": origin.file if origin else None,
        "sha256": origin.sha256 if origin else None,
        "vendor": quote.vendor,
        "title": quote.title,
        "total": part.total,
    }


def plan(
    applicant: Applicant,
    quotes: Sequence[Quote],
    *,
    on: date,
    programme: Programme | None = None,
    max_applications: int | None = None,
    without: Collection[Frame] = (),
    stop: Callable[[], bool] = lambda: False,
) -> Plan:
    """The combination of frames that pays an applicant the most for one purchase.

    Args:
        applicant: who applies.
        quotes: the parts of the purchase.
        on: the application date, moved into the programme's window as by `estimate`.
        programme: the rules; by default those whose window holds `on`, else the newest.
        max_applications: how many applications there may be.
        without: frames that are not applied for.
        stop: asked at each step of the search whether to leave it at what is found so far.

    Raises:
        TypeError: `on` is no date, or has a time.
        ValueError: there is no quote, or a frame is none of FRAMES, or an item names a member that
            the applicant has not, or a discount for a group does not say what it is for.
    """
    if not quotes:
        raise ValueError("there is no quote to plan")
    must_be_a_day(on)
    must_be_frames(without)
    programme = programme or programme_for(on)
    day = programme.within(on)
    cases = [case_of(applicant, quote, day, programme) for quote in quotes]
    case, quote_of = _one_purchase(cases)
    singles = {
        frame: work_out(case) for frame, work_out in FRAME_FUNCTIONS.items() if frame not in without
    }
    best = max(
        (frame for frame, result in singles.items() if result.eligible),
        key=lambda frame: singles[frame].subsidy,
        default=None,
    )
    found = combine(case, singles, most=max_applications, stop=stop)
    applications, left_out = _divided(case, found, quote_of, singles, best)
    return Plan(
        programme=Edition(programme.id, programme.name, programme.verified_on),
        on=day,
        applicant=applicant,
        standing=case.standing,
        members=case.members,
        parts=tuple(Part(one.quote, one.total) for one in cases),
        applications=applications,
        left_out=left_out,
        warnings=tuple(_warnings(case, found, quote_of)),
        singles=Frozen(singles),
        single_best=best,
        upper_bound=found.upper_bound,
        most=max_applications,
        without=tuple(frame for frame in FRAMES if frame in without),
        settled=found.settled,
        notes=(
            *date_notes(programme, on, day),
            *_search_notes(found, best),
            *reading_notes(applicant, quotes),
            edition_note(programme),
        ),
    )


def _one_purchase(cases: Sequence[Case]) -> tuple[Case, dict[int, Quote]]:
    """The items of several quotes as those of one, and the quote that each is from, by number.

    The rules know what an item is for by name. A name that is in two quotes says, in each of
    them, which one it is from, so that nothing is taken for the other's.
    """
    names = [{one.item.name for one in case.items} for case in cases]
    counts = Counter(name for known in names for name in known)
    taken = set(counts)
    items: list[PricedItem] = []
    discounts: list[Discount] = []
    quote_of: dict[int, Quote] = {}
    entries = [len(case.quote.items) for case in cases]
    for place, case in enumerate(cases, 1):
        before, after = (0,) * sum(entries[: place - 1]), (0,) * sum(entries[place:])
        discounts += (
            one._replace(number=len(before) + one.number, parts=(*before, *one.parts, *after))
            for one in case.discounts
        )
        told: dict[str, str] = {}
        for one in case.items:
            name = one.item.name
            if counts[name] > 1 and name not in told:
                told[name] = f"{name}（{case.quote.vendor or case.quote.title or '見積'}）"
                if told[name] in taken:
                    told[name] = f"{name}（見積{place}）"
                while told[name] in taken:
                    told[name] += "*"
                taken.add(told[name])
        for one in case.items:
            item = one.item
            called = {"name": told.get(item.name), "target": told.get(item.target or "")}
            changed = {key: name for key, name in called.items() if name}
            number = len(before) + one.number
            quote_of[number] = case.quote
            items.append(
                one._replace(
                    number=number, item=item.model_copy(update=changed) if changed else item
                )
            )
    purchase = cases[0]._replace(
        items=tuple(items),
        discounts=tuple(discounts),
        total=sum(case.total for case in cases),
    )
    return purchase, quote_of


def _divided(
    case: Case,
    found: Combination,
    quote_of: Mapping[int, Quote],
    singles: Mapping[Frame, FrameResult],
    best: Frame | None,
) -> tuple[tuple[Application, ...], tuple[LeftOut, ...]]:
    """Each application with the items that count in it, and everything that is left out."""
    files = {number: quote._origin and quote._origin.file for number, quote in quote_of.items()}
    applications, partly = [], []
    taken = {one.number for given in found.items.values() for one in given}
    reasons = {
        one.number: _why_in_none(case, one, singles, best)
        for one in case.items
        if one.number not in taken
    }
    for frame, given in found.items.items():
        everything = FRAME_FUNCTIONS[frame](part_of(case, given))
        counted = {step.id for step in everything.steps}
        items = [one for one in given if f"items.{one.number}" in counted]
        result = FRAME_FUNCTIONS[frame](part_of(case, items))
        applications.append(Application(result, tuple(one.item.name for one in items)))
        places = {(one.item.name, one.line): files[one.number] for one in items}
        for out in result.excluded:
            place = places.get((out.item, out.line))
            partly.append(
                LeftOut(out.item, out.line, place, frame, out.amount, out.reason, out.source)
            )
        told = {(out.item, out.line): (out.reason, out.source) for out in everything.excluded}
        for one in given:
            if f"items.{one.number}" not in counted:
                reasons[one.number] = told[one.item.name, one.line]
    whole = [
        LeftOut(one.item.name, one.line, files[one.number], None, one.total, *reasons[one.number])
        for one in case.items
        if one.number in reasons
    ]
    return tuple(applications), (*whole, *partly)


def _why_in_none(
    case: Case, one: PricedItem, singles: Mapping[Frame, FrameResult], best: Frame | None
) -> tuple[str, str]:
    """Why an item is in no application, and the source of that."""
    for frame, result in singles.items():
        if any(step.id == f"items.{one.number}" and step.value for step in result.steps):
            if result.failed:
                check = result.failed[0]
                return f"{FRAMES[frame]}が対象外（{check.label}）", check.source
            rule = case.rules.frame(frame).compatible
            return f"対象になる{FRAMES[frame]}を、この組み合わせでは申請しない", rule.source
    for result in (singles[best],) if best else singles.values():
        for left in result.excluded:
            if (left.item, left.line) == (one.item.name, one.line):
                return left.reason, left.source
    return "対象になる申請枠がない", ""


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
    taken = [found.items[frame] for frame in rule.frames]
    if rule.category is not None:
        return any(one.item.category == rule.category for one in case.items)
    if rule.same_function:
        functions = ({name for one in items for name in one.item.functions} for items in taken)
        return bool(set.intersection(*functions))
    if rule.several_vendors:
        return any(len({quote_of[one.number].vendor for one in items}) > 1 for items in taken)
    return True


def _search_notes(found: Combination, best: Frame | None) -> Iterator[str]:
    """How the search chose among equals."""
    if best is None:
        return
    chosen = (
        f"補助額が同じ組み合わせからは、申請の数が最も少ないもの、次に{FRAMES[best]}だけの申請から"
        "動かす明細が最も少ないものを選びます"
    )
    yield chosen if found.settled else f"{chosen}（最も少ないことまでは調べ終えていません）"
