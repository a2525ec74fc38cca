"""What a frame pays as all prices of a quote fall and rise together, and where that bends.

No amount here comes from a formula: each point is worked out by the frame itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from itsubsidy.answers.next_steps import least
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.table import FRAME_FUNCTIONS
from itsubsidy.rules.frames.worksheet import FrameResult

WHOLE: Final = 10_000
"""Parts of the prices as they are; a curve is worked out at whole numbers of parts."""

MOST_SCALED: Final = 1_000 * WHOLE
"""Where every ceiling binds."""

FARTHEST_DRAWN: Final = 20 * WHOLE
"""Where a curve ends at the latest, so that the client's point is seen."""

POINTS: Final = 120

Point = tuple[int, int]
"""Eligible cost and subsidy, yen."""


class Kink(NamedTuple):
    """Where a curve bends: at the frame's floor, between two rates, at its ceiling."""

    kind: Literal["floor", "rate", "ceiling"]
    at: Point
    rates: tuple[Fraction, ...] = ()
    """The rate before and the one after, where it bends between two."""


class Drawn(NamedTuple):
    """The points of a curve, and its kinks as far as it is drawn."""

    points: tuple[Point, ...] = ()
    kinks: tuple[Kink, ...] = ()


def curve(case: Case, result: FrameResult) -> Drawn:
    """The curve of an open frame, from nothing to well past where the subsidy no longer grows."""

    def scaled(parts: int) -> FrameResult:
        share = Fraction(parts, WHOLE)
        items = tuple(priced._replace(cost=priced.cost * share) for priced in case.items)
        return FRAME_FUNCTIONS[result.frame](case._replace(items=items))

    highest = scaled(MOST_SCALED).subsidy
    full = least(lambda parts: scaled(parts).subsidy == highest, MOST_SCALED)
    end = min(max(WHOLE * 3 // 2, full * 5 // 4), FARTHEST_DRAWN)
    kinks = [*_floor(scaled, result), *_rate_changes(scaled, result, end)]
    if full <= end:
        kinks.append(Kink("ceiling", _point(scaled(full))))
    points = {_point(scaled(end * at // POINTS)) for at in range(POINTS + 1)}
    points |= {kink.at for kink in kinks}
    return Drawn(tuple(sorted(points)), tuple(kinks))


def _point(result: FrameResult) -> Point:
    return result.eligible_cost, result.subsidy


def _floor(scaled: Callable[[int], FrameResult], result: FrameResult) -> Iterator[Kink]:
    """The least that a frame pays, where that is more than a yen."""
    if any(check.kind == "floor" and check.limit != 1 for check in result.checks):
        yield Kink("floor", _point(scaled(least(lambda parts: scaled(parts).eligible, WHOLE))))


def _rate_changes(
    scaled: Callable[[int], FrameResult], result: FrameResult, end: int
) -> Iterator[Kink]:
    """Where the cost of the tools passes what one rate reaches, as the schedule has it."""
    pieces = result.schedule.pieces if result.schedule else ()
    border = Fraction(0)
    for before, after in pairwise(pieces):
        border += before.cost
        reached = border
        parts = least(lambda parts: _tools(scaled(parts)) >= reached, end)  # noqa: B023
        if parts < end:
            yield Kink("rate", _point(scaled(parts)), (before.rate, after.rate))


def _tools(result: FrameResult) -> int:
    """The eligible cost without devices, yen."""
    return sum(part.eligible_cost for part in result.components if part.kind == "tools")
