"""労働生産性: what it is now and what it must reach, for one business or for a group."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import prod
from typing import Final, NamedTuple

from itsubsidy.answers.obligations.record import told
from itsubsidy.inputs.applicant import Business, Productivity
from itsubsidy.money import Exact, cut, decimal_text, up
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.requirements import asked_for
from itsubsidy.rules.frames.worksheet import FrameResult, Obligation
from itsubsidy.rules.programme.figures import Provision, Share, Threshold
from itsubsidy.rules.programme.obligations import (
    FrameObligations,
    InWords,
    ProductivityObligations,
    ProductivityTarget,
)
from itsubsidy.terms import Unit

UNKNOWN: Final = "労働生産性の記入がないので、計算できません"
NO_GROWTH: Final = "付加価値額が 0円以下なので、伸び率では計算できません"


def productivity(case: Case, result: FrameResult, said: FrameObligations) -> Iterator[Obligation]:
    """What is asked of 労働生産性, with its figures as far as they are stated."""
    rules = said.productivity
    growth = asked_for(case, case.rules.frame(result.frame), "productivity_growth")
    if rules is None or growth is None:
        return
    work_out = _of_group if case.applicant.is_group else _of_one
    yield from work_out(case, rules, growth)
    if rules.missed is not None:
        yield told(rules.missed)


def _of_one(
    case: Case, rules: ProductivityObligations, growth: Threshold[Share]
) -> Iterator[Obligation]:
    parts = case.applicant.productivity
    if parts is None:
        yield told(rules.now, UNKNOWN)
    else:
        yield told(rules.now, _formula(parts), _of(parts), "yen_per_hour")
    for target in rules.targets.values():
        grown = (1 + growth.value) ** target.value
        factor = _factor(growth, target)
        if parts is None:
            yield _reached(target, f"労働生産性 × {factor}以上が求められます", None)
        elif parts.value_added <= 0:
            yield _reached(target, NO_GROWTH, None)
        else:
            added, hours = parts.value_added * grown, parts.hours / grown
            formula = f"時間が同じなら、付加価値額 {parts.value_added:,} × {factor}以上"
            formula += f"。付加価値額が同じなら、{cut(hours):,}時間以下"
            yield _reached(target, formula, up(added))


def _of_group(
    case: Case, rules: ProductivityObligations, growth: Threshold[Share]
) -> Iterator[Obligation]:
    """By both means: koubo-fukusu p.13 asks for the geometric one of the participants (参画事業者),
    p.33 for the arithmetic one of all members (グループ構成員).
    """
    users, head = _users(case), case.applicant.representative
    others = [user for user in users if user.name != head]
    led = "参画事業者" if head is not None else "構成員（代表事業者の記入がないので、全て）"
    for mean, average, members, who in (
        (rules.by_geometric_mean, geometric_mean, others, led),
        (rules.by_arithmetic_mean, arithmetic_mean, users, "構成員"),
    ):
        if mean is not None:
            now, formula = _now(average, members, who)
            yield _by(mean, rules.now, formula, now and now.cut)
            for target in rules.targets.values():
                then = average(_figures(members), _grown(growth, target)) if now else None
                yield _then(mean, target, growth, then)


def _grown(growth: Threshold[Share], target: ProductivityTarget) -> Fraction:
    return (1 + growth.value) ** target.value


def _then(
    mean: Provision, target: ProductivityTarget, growth: Threshold[Share], then: Mean | None
) -> Obligation:
    """What a mean must reach; only by how much it must grow where it is not known."""
    rounded = "（1円未満切り上げ）" if then else "が求められます"
    formula = f"平均 × {_factor(growth, target)}以上{rounded}"
    return _by(mean, target, formula, then and then.up)


def _figures(members: Sequence[Business]) -> tuple[Exact, ...]:
    """労働生産性 of each member that states it."""
    return tuple(_of(member.productivity) for member in members if member.productivity)


def _now(
    average: Callable[[Sequence[Exact], Fraction], Mean | None],
    members: Sequence[Business],
    who: str,
) -> tuple[Mean | None, str]:
    """The mean of some members as it is, and how it comes about, or why there is none."""
    figures = _figures(members)
    if missing := len(members) - len(figures):
        return None, f"{missing}者に{UNKNOWN}"
    now = average(figures, Fraction(1)) if figures else None
    return now, f"{who} {len(members)}者の平均（1円未満切り捨て）" if now else NO_GROWTH


class Mean(NamedTuple):
    """A mean of yen an hour, which may be no fraction: the whole yen on both sides of it."""

    cut: int
    up: int


def arithmetic_mean(figures: Sequence[Exact], grown: Fraction) -> Mean | None:
    """The sum over the number, each figure grown; None where it does not exceed 0."""
    mean = Fraction(sum(figures)) / len(figures) * grown
    return Mean(cut(mean), up(mean)) if mean > 0 else None


def geometric_mean(figures: Sequence[Exact], grown: Fraction) -> Mean | None:
    """The nth root of the product, each figure grown; None where one does not exceed 0."""
    if min(figures) <= 0:
        return None
    count = len(figures)
    product = Fraction(prod(figure * grown for figure in figures))
    highest = up(max(figures) * grown)
    below = range(highest + 1)
    root = bisect_right(below, product.numerator, key=lambda r: r**count * product.denominator) - 1
    return Mean(root, root if root**count == product else root + 1)


def _users(case: Case) -> Sequence[Business]:
    """The members that introduce a tool, which alone count; koubo-fukusu p.10, p.33."""
    tools = [one.item.members for one in case.items if one.item.category in TOOLS_OF_MEMBERS]
    everyone = None in tools
    named = {name for names in tools for name in names or ()}
    return [one for one in case.applicant.members if everyone or one.name in named]


TOOLS_OF_MEMBERS: Final = frozenset({"software", "analysis"})
"""What makes a member one that uses a tool."""


def _of(parts: Productivity) -> Fraction:
    """労働生産性, yen an hour."""
    return Fraction(parts.value_added) / parts.hours


def _formula(parts: Productivity) -> str:
    added = f"{parts.operating_profit:,} + {parts.labour_cost:,} + {parts.depreciation:,}"
    return f"（{added}）÷ {decimal_text(parts.hours)}時間"


def _factor(growth: Threshold[Share], target: ProductivityTarget) -> str:
    """`1.03`, `1.03 の 3乗`: by how much it must have grown."""
    once = decimal_text(1 + growth.value)
    return once if target.value == 1 else f"{once} の {target.value}乗"


def _reached(target: ProductivityTarget, formula: str, value: int | None) -> Obligation:
    unit: Unit | None = None if value is None else "yen"
    return Obligation(target.id, target.label, target.when, formula, value, unit, target.source)


def _by(
    mean: Provision, rule: InWords | ProductivityTarget, formula: str, value: int | None
) -> Obligation:
    unit: Unit | None = None if value is None else "yen_per_hour"
    label = f"{rule.label}（{mean.label}）"
    return Obligation(
        f"{rule.id}.{mean.own_name}", label, rule.when, formula, value, unit, mean.source
    )
