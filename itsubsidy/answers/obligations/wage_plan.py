"""賃金引上げ計画: what is paid back when it is missed, its cost, and the wage it is judged by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Final, NamedTuple

from itsubsidy.answers.obligations.record import exact, months_text, told
from itsubsidy.inputs.applicant import Applicant, WagePlan
from itsubsidy.money import Exact, cut, cut_note, decimal_text, up, yen
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.requirements import OTHER_GROWTH, asked_of, exempt_as
from itsubsidy.rules.frames.table import FRAME_FUNCTIONS
from itsubsidy.rules.frames.worksheet import FrameResult, Obligation, ScoreItem
from itsubsidy.rules.programme.figures import Threshold
from itsubsidy.rules.programme.obligations import (
    FrameObligations,
    InWords,
    PerHead,
    ReportPeriod,
    WagePlanObligations,
)
from itsubsidy.rules.programme.rulefile import minimum_wages
from itsubsidy.rules.programme.rules import NormalRules, Requirement
from itsubsidy.terms import Frame

OFFERED: Final = "offer"
"""In the place of `wage_plan` in the names of what a plan would bind to that is not made."""


class Bound(NamedTuple):
    """A plan that a subsidy is paid for: what it asks for, what is paid with it and without it."""

    growth: Requirement
    margin: Requirement | None
    """Over the minimum wage; None where nothing is asked of it."""
    subsidy: int
    without: int


def wage_plan(case: Case, result: FrameResult, said: FrameObligations) -> Iterator[Obligation]:
    """What a plan binds to and is worth: the one made, or the one that would raise the subsidy."""
    rules = said.wage_plan
    if rules is None:
        return
    bound = _bound(case, result.frame, result.subsidy)
    if bound is not None:
        for obligation in _binds(case, bound, "", rules, said):
            yield obligation._replace(kind="wage_plan")
        return
    offered = _bound(case, result.frame, _paid(case, result.frame, _asked_plan(case, result.frame)))
    if offered is not None:
        offer = f"賃上げ計画を立てて {yen(offered.subsidy)}を申請した後、"
        for obligation in _binds(case, offered, offer, rules, said):
            name = obligation.id.replace("wage_plan", OFFERED, 1)
            yield obligation._replace(id=name, kind="offer")


def _bound(case: Case, frame: Frame, subsidy: int) -> Bound | None:
    """The plan that so much subsidy is paid for; None where it is paid without one."""
    asked = _asked(case, frame, subsidy)
    growths = [one for one in asked if one.asks in OTHER_GROWTH]
    if not growths:
        return None
    return Bound(
        growth=max(growths, key=lambda one: one.value),
        margin=next((one for one in asked if one.asks == "minimum_wage_margin"), None),
        subsidy=subsidy,
        without=_paid(case, frame, None),
    )


def _asked(case: Case, frame: Frame, subsidy: int) -> Sequence[Requirement]:
    """What a wage plan must hold for so much subsidy; nothing of those who are exempt."""
    rules = case.rules.frame(frame)
    if exempt_as(case, rules) is not None:
        return ()
    asked = asked_of(case, rules.wage_plan_repeat)
    if isinstance(rules, NormalRules) and not rules.ceiling.holds(subsidy):
        asked += asked_of(case, rules.wage_plan)
    return asked


def _asked_plan(case: Case, frame: Frame) -> WagePlan:
    """A plan of all that a frame can ask of this applicant, and no more."""
    rules = case.rules.frame(frame)
    asked = [*asked_of(case, rules.wage_plan), *asked_of(case, rules.wage_plan_repeat)]
    most = {one.asks: one.value for one in sorted(asked, key=lambda one: one.value)}
    return WagePlan.model_validate(most)


def _paid(case: Case, frame: Frame, plan: WagePlan | None) -> int:
    """What a frame pays with a plan, yen; 0 where it is closed."""
    applicant = case.applicant.model_copy(update={"wage_plan": plan})
    return FRAME_FUNCTIONS[frame](case._replace(applicant=applicant, explained=False)).subsidy


def _binds(
    case: Case, bound: Bound, offer: str, rules: WagePlanObligations, said: FrameObligations
) -> Iterator[Obligation]:
    periods = [period for period in said.reports.values() if period.closes]
    if rules.floor_missed is not None:
        yield from _by_year(bound.subsidy, offer, rules.floor_missed, rules.years.value, periods)
    yield from _said(case, bound, offer, rules.said.values())
    yield from _price(case.applicant.payroll, bound, rules)
    if rules.per_head is not None:
        yield from _price_per_head(case.applicant, bound, rules.years.value, rules.per_head)
    if bound.margin is not None and rules.floor is not None:
        yield from _floors(case, rules.floor, periods, bound.margin)


def _said(case: Case, bound: Bound, offer: str, said: Iterable[InWords]) -> Iterator[Obligation]:
    """What is paid back otherwise, and when it is not."""
    is_small = case.standing is not None and case.standing.size == "small"
    for rule in said:
        if rule.small and is_small:
            yield told(rule)
        elif not rule.small:
            when = offer + rule.written(rule.when, growth=bound.growth.text)
            yield told(rule, value=bound.subsidy if rule.whole else None, when=when)


def _by_year(
    subsidy: int, offer: str, missed: InWords, years: int, periods: Sequence[ReportPeriod]
) -> Iterator[Obligation]:
    """What is paid back by the year in which the lowest wage is missed; koubo-tsujyo p.9."""
    for year, period in enumerate(periods, 1):
        left = years - year + 1
        amount = Fraction(subsidy * left, years)
        rest = amount - cut(amount)
        open_part = f" = {yen(cut(amount))}と {rest}円（端数の定めはありません）" if rest else ""
        yield told(
            missed,
            f"{subsidy:,} × {left}/{years}{open_part}",
            amount,
            part=str(year),
            label=f"{missed.label}（{year}年度目）",
            when=f"{offer}{months_text(period)}の{missed.when}",
        )


def _price(payroll: int | None, bound: Bound, rules: WagePlanObligations) -> Iterator[Obligation]:
    """What the raises cost over the years of the plan, against what more they bring."""
    last, raised = _grown(bound.growth.value, rules.years.value)
    extra = bound.subsidy - bound.without
    formula = f"{bound.subsidy:,} - {bound.without:,}"
    yield told(rules.extra, formula, extra, without=yen(bound.without))
    if payroll is None:
        yield told(rules.target, f"給与支給総額 × {decimal_text(last)}", last, "rate")
        yield told(rules.raises, f"給与支給総額 × {decimal_text(raised)}", raised, "rate")
    else:
        target, cost = payroll * last, payroll * raised
        yield told(rules.target, f"{payroll:,} × {decimal_text(last)}", up(target))
        formula = f"{payroll:,} × {decimal_text(raised)}{cut_note(cost)}"
        yield told(rules.raises, formula, cut(cost))
    limit = Fraction(extra) / raised
    formula = f"{extra:,} ÷ {decimal_text(raised)}{cut_note(limit)}"
    yield told(rules.break_even, formula, cut(limit))
    if payroll is not None:
        net = extra - payroll * raised
        formula = f"{extra:,} - {payroll:,} × {decimal_text(raised)}{cut_note(net)}"
        yield told(rules.net, formula, cut(net))


def _price_per_head(
    applicant: Applicant, bound: Bound, years: int, rules: PerHead
) -> Iterator[Obligation]:
    """The same for one person, as far as the number of people is known."""
    last, raised = _grown(bound.growth.value, years)
    payroll, people = applicant.payroll, applicant.employees
    if not payroll or not people:
        yield told(rules.target, f"1人当たり給与支給総額 × {decimal_text(last)}", last, "rate")
        yield told(rules.raises, f"1人当たり給与支給総額 × {decimal_text(raised)}", raised, "rate")
    else:
        target, cost = payroll * last / people, payroll * raised / people
        of_one = f"{payroll:,} ÷ {people:,}人"
        yield told(rules.target, f"{of_one} × {decimal_text(last)}。{WHOSE}", up(target))
        formula = f"{of_one} × {decimal_text(raised)}{cut_note(cost)}。{WHOSE}"
        yield told(rules.raises, formula, cut(cost))
    if people:
        extra = bound.subsidy - bound.without
        limit = Fraction(extra) / raised / people
        formula = f"{extra:,} ÷ {decimal_text(raised)} ÷ {people:,}人{cut_note(limit)}。{WHOSE}"
        yield told(rules.break_even, formula, cut(limit))


WHOSE: Final = "人数は常時使用する従業員で、判定は非常勤を含む全従業員によります"
"""The files have no other number of people than that which settles the size."""


def _grown(growth: Exact, years: int) -> tuple[Fraction, Fraction]:
    """To what 1 grows in so many years, and what the raises of all of them add up to."""
    each = [(1 + Fraction(growth)) ** year for year in range(1, years + 1)]
    return each[-1], sum(each, Fraction(-years))


def _floors(
    case: Case, floor: InWords, periods: Sequence[ReportPeriod], margin: Threshold[int]
) -> Iterator[Obligation]:
    """The lowest wage that the plan is judged by, today and when each report opens."""
    target = partial(_target, case.applicant, margin)
    formula, wage = target(case.on, None)
    yield told(floor, formula, wage, "yen_per_hour", part="today", when=f"申請日 {case.on} なら")
    for year, period in enumerate(periods, 1):
        formula, wage = target(period.opens, period.table)
        yield told(
            floor,
            formula,
            wage,
            "yen_per_hour",
            part=str(year),
            label=f"{floor.label}（{year}年度目）",
            when=floor.written(floor.when, day=period.opens.isoformat()),
        )


def points_missed(
    case: Case, items: Sequence[ScoreItem], said: FrameObligations
) -> Iterator[Obligation]:
    """What follows when points that were given for a wage plan are not earned."""
    held = {item.id for item in items if item.holds}
    claimed = [rule for rule in said.score.values() if rule.margin and rule.id in held]
    if not claimed:
        return
    for words in (said.score_missed, said.score_not_announced):
        if words is not None:
            yield told(words)
    for rule in claimed:
        if rule.margin is not None:
            formula, wage = _target(case.applicant, rule.margin, case.on, None)
            yield Obligation(
                id=rule.margin.id,
                label=f"{rule.label}: 事業場内最低賃金の目標",
                when=f"申請日 {case.on} なら",
                formula=formula,
                value=exact(wage),
                unit=None if wage is None else "yen_per_hour",
                source=rule.margin.source,
            )


def _target(
    applicant: Applicant, margin: Threshold[int], day: date, due: str | None
) -> tuple[str, int | None]:
    """How the lowest wage comes about that is asked for on a day, and what it is; yen an hour.

    `due` is the table that comes out before that day: while it is not known, nothing is.
    """
    if applicant.prefecture is None:
        return "都道府県の記入がないので、分かりません", None
    wages = minimum_wages()
    table = wages.in_force(applicant.prefecture, day)
    if table is None or (due is not None and due not in wages.tables):
        return "その日に有効な地域別最低賃金が、まだ分かりません", None
    minimum = table.of(applicant.prefecture)
    target = minimum + margin.value
    formula = f"{table.name}（{applicant.prefecture}）{minimum:,} + {margin.value}"
    lowest = applicant.lowest_wage
    if lowest is None:
        return formula, target
    gap = target - lowest
    state = f"あと {decimal_text(gap)}円" if gap > 0 else "届いています"
    return f"{formula}。今の {decimal_text(lowest)}円は{state}", target
