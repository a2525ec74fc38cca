"""What a frame asks of an applicant beside its size: answers and plans held against the rule file.

Which requirement concerns whom is data; here is the one place that compares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from itsubsidy.inputs.applicant import Applicant
from itsubsidy.inputs.values import PENDING
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.worksheet import Tally, Worksheet
from itsubsidy.rules.programme.figures import PastYear
from itsubsidy.rules.programme.rules import (
    Asks,
    FrameRules,
    Rank,
    Requirement,
    Requirements,
)
from itsubsidy.terms import SIZES, WAGE_PLAN_EXEMPTIONS, CheckKind, shown

Answer = bool | int | Fraction | str | None
"""What the file says: None where it says nothing, `pending` where it is under way."""


def _plan(key: str) -> Callable[[Applicant], Answer]:
    return lambda applicant: getattr(applicant.wage_plan, key, None)


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


OTHER_GROWTH: Final[Mapping[Asks, tuple[Asks, str]]] = {
    "payroll_growth": ("per_head_growth", "1人当たり給与支給総額の年平均成長率"),
    "per_head_growth": ("payroll_growth", "給与支給総額の年平均成長率"),
}
"""The growth of pay that one year's programme asks for and another's does not, and its name."""


def asked_of(case: Case, requirements: Requirements) -> list[Requirement]:
    """The requirements that concern a client; of those that ask the same the last."""
    if not requirements:
        return []
    rank = _rank(case)
    return _last_of_each(
        [
            asked
            for asked in requirements.values()
            if _is_of(rank, asked) and (not asked.decisions or _follows_a_decision(asked, case))
        ]
    )


def asked_for(case: Case, rules: FrameRules, asks: Asks) -> Requirement | None:
    """The prerequisite that asks a client for this, if one does."""
    for_this = {key: one for key, one in rules.prerequisites.items() if one.asks == asks}
    return next(iter(asked_of(case, for_this)), None)


def unmet(case: Case, requirements: Iterable[Requirement]) -> list[Requirement]:
    """Those that an applicant's file does not meet, or does not answer."""
    return [
        asked for asked in requirements if not _meets(asked, ANSWERS[asked.asks](case.applicant))
    ]


def _last_of_each(requirements: Iterable[Requirement]) -> list[Requirement]:
    return list({requirement.asks: requirement for requirement in requirements}.values())


def _is_of(rank: Rank | None, requirement: Requirement) -> bool:
    """Whether a requirement is one of those of a rank."""
    return not requirement.ranks or rank in requirement.ranks


def _follows_a_decision(requirement: Requirement, case: Case) -> bool:
    """Whether a client has an earlier decision that a requirement follows from."""
    by_reading = case.reading == "every_2022_decision" and is_doubtful(case, requirement)
    return by_reading or _is_covered(case, requirement.decisions)


def _is_covered(case: Case, years: Iterable[PastYear]) -> bool:
    """Whether a client has a decision of one of these years and frames; most have none at all."""
    return bool(case.decisions) and any(
        past.covers(decision.year, decision.frame)
        for past in years
        for _, decision in case.decisions
    )


def is_doubtful(case: Case, requirement: Requirement) -> bool:
    """Whether a client's decisions bring a requirement about by another reading alone."""
    doubtful = _is_covered(case, requirement.doubtful)
    return doubtful and not _is_covered(case, requirement.decisions)


def _rank(case: Case) -> Rank | None:
    standing = case.standing
    if standing is None or standing.deemed_large:
        return None if standing is None else "deemed_large"
    is_bound = standing.size == "small" and case.reading == "small_as_bound"
    return "medium" if is_bound else standing.size


def prerequisites(sheet: Tally, case: Case, rules: FrameRules) -> None:
    """Each answer is a check; no answer is something to confirm."""
    for requirement in asked_of(case, rules.prerequisites):
        answer = ANSWERS[requirement.asks](case.applicant)
        if answer is None:
            sheet.write(_unanswered, case, requirement, rules.prerequisites)
        elif answer == PENDING:
            sheet.confirm(f"申請中: {requirement.label}", requirement.source)
        else:
            _compare(sheet, requirement, answer, "prerequisite")


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


def _meets(requirement: Requirement, answer: Answer) -> bool:
    return answer is not None and requirement.holds(answer)


def _compare(sheet: Tally, requirement: Requirement, answer: Answer, kind: CheckKind) -> bool:
    """Whether an answer meets a requirement, with what follows where it does not."""
    met = _meets(requirement, answer)
    if requirement.otherwise == "confirm":
        if not met:
            sheet.confirm(_asked_text(requirement), requirement.source)
        return met
    if met and not sheet.keeps_every_check:
        return True
    required = requirement.otherwise == "close"
    return sheet.record(
        requirement,
        answer,
        requirement.op,
        requirement.value,
        ok=met,
        required=required,
        unit=requirement.unit,
        kind=kind,
    )


def _asked_text(requirement: Requirement) -> str:
    """What is asked: the figure beside its name, where there is one."""
    return requirement.label + (f" {requirement.text}" if requirement.unit else "")


def plans_wages(sheet: Tally, case: Case, rules: FrameRules) -> bool:
    """Whether the wage plan that the higher ceiling asks for is made, or not asked for."""
    if not rules.wage_plan or _is_exempt(sheet, case, rules):
        return True
    return _is_planned(sheet, case, asked_of(case, rules.wage_plan))


def repeat_wage_plan(sheet: Tally, case: Case, rules: FrameRules) -> None:
    """The wage plan that is asked at any amount after earlier decisions."""
    asked = asked_of(case, rules.wage_plan_repeat)
    if asked and not _is_exempt(sheet, case, rules):
        _is_planned(sheet, case, asked)
    elif rules.wage_plan_repeat and case.untold_histories:
        sheet.write(_ask_for_decisions, case, rules)


def _ask_for_decisions(sheet: Worksheet, case: Case, rules: FrameRules) -> None:
    """What a wage plan lacks if there are decisions that the file does not state."""
    rank = _rank(case)
    after = _last_of_each(r for r in rules.wage_plan_repeat.values() if _is_of(rank, r))
    if missing := [] if _is_exempt(sheet, case, rules) else unmet(case, after):
        decisions = "、".join(past.text for past in missing[0].decisions)
        plan = "、".join(map(_asked_text, missing))
        follows = "補助額にかかわらず要る" if missing[0].otherwise == "close" else "確かめる"
        text = f"未回答: {decisions}の交付決定の有無（あれば{follows}: {plan}）"
        sheet.confirm(text, missing[0].source)


def _is_planned(sheet: Tally, case: Case, asked: Sequence[Requirement]) -> bool:
    """Whether every part of a wage plan is there; what is absent is not planned."""
    met = []
    for requirement in asked:
        answer = ANSWERS[requirement.asks](case.applicant)
        if answer is None:
            _tell_other_growth(sheet, case, requirement)
        met.append(_compare(sheet, requirement, answer, "wage_plan"))
    return all(met)


def _tell_other_growth(sheet: Tally, case: Case, requirement: Requirement) -> None:
    """That a plan's growth is of the kind that another year's programme asks for."""
    other, name = OTHER_GROWTH.get(requirement.asks, (None, ""))
    growth = ANSWERS[other](case.applicant) if other is not None else None
    if growth is not None:
        sheet.confirm(
            f"賃上げ計画の「{name} {shown(growth, 'percent')}」は数えていません。"
            f"求められるのは {_asked_text(requirement)}の計画です",
            requirement.source,
        )


def _is_exempt(sheet: Tally, case: Case, rules: FrameRules) -> bool:
    """Whether no wage plan is asked of the applicant, and why."""
    exempt, exemption = rules.wage_plan_exempt, exempt_as(case, rules)
    if exempt is None or exemption is None:
        return False
    return sheet.condition_that(exempt, True, exemption)


def exempt_as(case: Case, rules: FrameRules) -> str | None:
    """As what an applicant need not have a wage plan; None of whom one is asked."""
    exempt, exemption = rules.wage_plan_exempt, case.applicant.wage_plan_exemption
    if exempt is None:
        return None
    sizes = (*exempt.sizes, *(exempt.doubtful if case.reading == "small_as_exempt" else ()))
    if case.size is not None and case.size in sizes:
        return SIZES[case.size]
    if exemption is not None and exemption in exempt.exemptions:
        return WAGE_PLAN_EXEMPTIONS[exemption]
    return None
