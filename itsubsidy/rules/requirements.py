"""What a frame asks of an applicant beside its size: answers and plans held against the rule file.

Which requirement concerns whom is data; here is the one place that compares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Final

from itsubsidy.inputs.applicant import Applicant, WagePlan
from itsubsidy.inputs.values import PENDING
from itsubsidy.rules.case import Case
from itsubsidy.rules.programme import (
    Asks,
    FrameRules,
    Rank,
    Requirement,
    Requirements,
)
from itsubsidy.terms import SIZES, WAGE_PLAN_EXEMPTIONS
from itsubsidy.worksheet import Worksheet

Answer = bool | int | Fraction | str | None
"""What the file says: None where it says nothing, `pending` where it is under way."""


def _plan(key: str) -> Callable[[Applicant], Answer]:
    return lambda applicant: getattr(applicant.wage_plan or WagePlan(), key)


def _prerequisite(key: str) -> Callable[[Applicant], Answer]:
    return lambda applicant: getattr(applicant.prerequisites, key)


_PREREQUISITES: Final[tuple[Asks, ...]] = (
    "gbizid_prime",
    "security_action",
    "pays_minimum_wage",
    "productivity_growth",
    "productivity_growth_first_year",
)
_PLANS: Final[tuple[Asks, ...]] = (
    "payroll_growth",
    "per_head_growth",
    "minimum_wage_margin",
    "announced",
)
ANSWERS: Final[Mapping[Asks, Callable[[Applicant], Answer]]] = {
    **{asks: _prerequisite(asks) for asks in _PREREQUISITES},
    **{asks: _plan(asks) for asks in _PLANS},
}
"""How an applicant's file answers what it can be asked for."""

PATHS: Final[Mapping[Asks, str]] = {
    **{asks: f"applicant.prerequisites.{asks}" for asks in _PREREQUISITES},
    **{asks: f"applicant.wage_plan.{asks}" for asks in _PLANS},
}
"""Where in a file each answer stands."""


def asked_of(case: Case, requirements: Requirements) -> list[Requirement]:
    """The requirements that concern a client; of those that ask the same the last."""
    asked: dict[Asks, Requirement] = {}
    for requirement in requirements.values():
        if _concerns(requirement, case):
            asked[requirement.asks] = requirement
    return list(asked.values())


def _concerns(requirement: Requirement, case: Case) -> bool:
    if requirement.ranks and _rank(case) not in requirement.ranks:
        return False
    if not requirement.decisions:
        return True
    by_reading = case.reading == "every_2022_decision" and is_doubtful(case, requirement)
    return by_reading or _has_one_of(case, requirement)


def _has_one_of(case: Case, requirement: Requirement) -> bool:
    return any(
        past.covers(decision.year, decision.frame)
        for past in requirement.decisions
        for _, decision in case.decisions
    )


def is_doubtful(case: Case, requirement: Requirement) -> bool:
    """Whether a client's decisions bring a requirement about by another reading alone."""
    return not _has_one_of(case, requirement) and any(
        past.covers(decision.year, decision.frame)
        for past in requirement.doubtful
        for _, decision in case.decisions
    )


def _rank(case: Case) -> Rank | None:
    if case.standing is None:
        return None
    return "deemed_large" if case.standing.deemed_large else case.standing.size


def prerequisites(sheet: Worksheet, case: Case, rules: FrameRules) -> None:
    """Each answer is a check; no answer is something to confirm."""
    for requirement in asked_of(case, rules.prerequisites):
        answer = ANSWERS[requirement.asks](case.applicant)
        if answer is None:
            _unanswered(sheet, case, requirement, rules.prerequisites)
        elif answer == PENDING:
            sheet.confirm(f"申請中: {requirement.label}", requirement.source)
        else:
            _compare(sheet, requirement, answer)


def _unanswered(
    sheet: Worksheet, case: Case, requirement: Requirement, requirements: Requirements
) -> None:
    """Say what is asked, and what another reading of the text asks."""
    if requirement.unit != "percent":
        sheet.unanswered(requirement)
        return
    others = [
        f"、別の読みでは {other.text}"
        for other in requirements.values()
        if other.asks == requirement.asks and is_doubtful(case, other) and other is not requirement
    ]
    sheet.unanswered(requirement, requirement.text + "".join(others))


def _compare(sheet: Worksheet, requirement: Requirement, answer: Answer) -> bool:
    """Whether an answer meets a requirement, with what follows where it does not."""
    met = answer is not None and requirement.holds(answer)
    if requirement.otherwise == "confirm":
        if not met:
            sheet.confirm(f"{requirement.label} {requirement.text}", requirement.source)
        return met
    required = requirement.otherwise == "close"
    return sheet.record(
        requirement,
        answer,
        requirement.op,
        requirement.value,
        ok=met,
        required=required,
        unit=requirement.unit,
    )


def plans_wages(sheet: Worksheet, case: Case, rules: FrameRules) -> bool:
    """Whether the wage plan that the higher ceiling asks for is made, or not asked for."""
    if not rules.wage_plan or _is_exempt(sheet, case, rules):
        return True
    return all(_planned(sheet, case, rules.wage_plan))


def repeat_wage_plan(sheet: Worksheet, case: Case, rules: FrameRules) -> None:
    """The wage plan that is asked at any amount after earlier decisions."""
    if asked_of(case, rules.wage_plan_repeat) and not _is_exempt(sheet, case, rules):
        list(_planned(sheet, case, rules.wage_plan_repeat))


def _planned(sheet: Worksheet, case: Case, requirements: Requirements) -> Iterator[bool]:
    """What each part of the plan comes to; what is absent is not planned."""
    met = [
        _compare(sheet, requirement, ANSWERS[requirement.asks](case.applicant))
        for requirement in asked_of(case, requirements)
    ]
    yield from met


def _is_exempt(sheet: Worksheet, case: Case, rules: FrameRules) -> bool:
    """Whether no wage plan is asked of the applicant, and why."""
    exempt, exemption = rules.wage_plan_exempt, case.applicant.wage_plan_exemption
    if exempt is None:
        return False
    if case.size is not None and case.size in exempt.sizes:
        return sheet.condition_that(exempt, True, SIZES[case.size])
    if exemption is not None and exemption in exempt.exemptions:
        return sheet.condition_that(exempt, True, WAGE_PLAN_EXEMPTIONS[exemption])
    return False
