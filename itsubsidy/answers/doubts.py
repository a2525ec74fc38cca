"""What frames would pay by the readings of the texts that are not taken.

Each frame is worked out again by the reading; nothing here knows what follows from one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.consortium import OTHER
from itsubsidy.rules.frames.costs import OTASUKETAI
from itsubsidy.rules.frames.requirements import asked_of, is_doubtful, unmet
from itsubsidy.rules.frames.table import FRAME_FUNCTIONS
from itsubsidy.rules.frames.worksheet import Doubt, FrameResult
from itsubsidy.rules.programme.rules import FrameRules, NormalRules, Reading, Requirements


def with_doubts(case: Case, result: FrameResult) -> FrameResult:
    """A frame's result with the readings by which it would pay something else, or nothing."""
    rules = case.rules.frame(result.frame)
    doubts = []
    for reading, other in rules.doubts.items():
        stays_closed = reading in _OF_COSTS and not result.lacks_cost_alone
        if stays_closed or not CONCERNS[reading](case, rules):
            continue
        by_it = FRAME_FUNCTIONS[result.frame](case._replace(reading=reading, explained=False))
        difference = by_it.subsidy - result.subsidy
        if difference:  # what a frame pays is 0 only where it is closed
            text = f"{other.label}。{other.not_taken}"
            doubts.append(Doubt(reading, text, by_it.subsidy, difference, other.source))
    return result._replace(doubts=tuple(doubts)) if doubts else result


def _buys_administration(case: Case, _: FrameRules) -> bool:
    return any(priced.item.category in OTHER for priced in case.items)


def _has_a_ledger_by_month(case: Case, rules: FrameRules) -> bool:
    """Wages are looked at month by month, and the months have a table to be held against."""
    near = case.applicant.near_minimum_wage
    return (
        isinstance(rules, NormalRules)
        and near is not None
        and near.ledger is not None
        and rules.near_minimum_wage.period_table is not None
    )


def _is_small_without(case: Case, plan: Requirements) -> bool:
    return case.size == "small" and bool(unmet(case, asked_of(case, plan)))


def _is_deemed_large(case: Case, _: FrameRules) -> bool:
    return case.standing is not None and case.standing.deemed_large


def _was_decided_in_2022(case: Case, rules: FrameRules) -> bool:
    return bool(case.decisions) and any(
        is_doubtful(case, requirement) for requirement in rules.prerequisites.values()
    )


def _may_buy_otasuketai(case: Case, _: FrameRules) -> bool:
    """Such a service is bought, and none is decided or applied for, which would bar it."""
    return any(priced.item.category == OTASUKETAI for priced in case.items) and not any(
        past.is_otasuketai for _, past in (*case.decisions, *case.applications)
    )


CONCERNS: Final[Mapping[Reading, Callable[[Case, FrameRules], bool]]] = {
    "administration_by_cost": _buys_administration,
    "administration_by_cost_alone": _buys_administration,
    "deemed_large_as_sme": _is_deemed_large,
    "every_2022_decision": _was_decided_in_2022,
    "other_lower_bound": _has_a_ledger_by_month,
    "otasuketai_as_option": _may_buy_otasuketai,
    "small_as_bound": lambda case, rules: _is_small_without(case, rules.wage_plan_repeat),
    "small_as_exempt": lambda case, rules: _is_small_without(case, rules.wage_plan),
}
"""Whether a reading could matter to a client: most do not, and cost nothing."""

_OF_COSTS: Final[frozenset[Reading]] = frozenset(
    {"administration_by_cost", "administration_by_cost_alone", "otasuketai_as_option"}
)
"""Readings of what counts, which open no frame that something else than its floor closes."""
