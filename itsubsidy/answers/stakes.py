"""What is asked about the lines of a quote, and the yen that hang on the answer.

Each line counts as it is typed. What the subsidy would be after the other answer is worked out by
the frame itself, on a copy of the case in which the line says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from itsubsidy.inputs.pricing import SERVES_ANALYSIS, PricedItem
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.suspects import Suspicion, price_an_hour, suspicion
from itsubsidy.rules.frames.table import FRAME_FUNCTIONS
from itsubsidy.rules.frames.worksheet import FrameResult
from itsubsidy.rules.programme.figures import Provision
from itsubsidy.rules.programme.rules import CostRules, ToolCostRules


class Question(NamedTuple):
    """Something to ask about a line, and the line as it is after the other answer."""

    text: str
    source: str
    other: PricedItem
    less: int = 0
    """Yen by which the quote itself would be less: a line that only adds up others is none."""


def with_stakes(case: Case, result: FrameResult) -> FrameResult:
    """A frame's result with what is to be asked about its lines, each with the yen at stake."""
    if not result.eligible:
        return result
    costs = case.rules.frame(result.frame).costs
    questions = [question for priced in case.items for question in _questions(priced, case, costs)]
    differences = [(one, _difference(case, result, [one])) for one in questions]
    asked = [(one, difference) for one, difference in differences if difference or one.less]
    asked.sort(key=lambda one: not one[0].less)
    lines = [
        f"{one.text}: {f'見積額 -{one.less:,}円、' if one.less else ''}"
        f"補助額 {difference:+,}円（{one.source}）"
        for one, difference in asked
    ]
    at_stake = [one for one, difference in asked if difference]
    if len(at_stake) > 1:
        together = _difference(case, result, at_stake)
        lines.append(f"上の {len(at_stake)}件を合わせると: 補助額 {together:+,}円")
    return result._replace(to_confirm=(*lines, *result.to_confirm)) if lines else result


def _difference(case: Case, result: FrameResult, questions: Sequence[Question]) -> int:
    """How much more or less the frame pays after the other answers, yen."""
    others = {question.other.number: question.other for question in questions}
    items = tuple(others.get(priced.number, priced) for priced in case.items)
    changed = case._replace(items=items, explained=False)
    return FRAME_FUNCTIONS[result.frame](changed).subsidy - result.subsidy


def _questions(priced: PricedItem, case: Case, costs: CostRules) -> Iterator[Question]:
    in_group = case.applicant.is_group
    asked = suspicion(priced.item, in_group=in_group)
    if asked is not None:
        rule = _rule_against(asked, costs)
        less = priced.total if asked.kind == "sum" else 0
        other = _as_said(asked, priced)
        yield Question(asked.text(priced.item.name), rule.source, other, less)
    if isinstance(costs, ToolCostRules):
        yield from _by_the_hour(priced, costs)
        if in_group:
            yield from _for_analysis(priced, case, costs)


def _rule_against(asked: Suspicion, costs: CostRules) -> Provision:
    rule = {"lease": costs.lease, "used": costs.used}.get(asked.kind)
    return rule or costs.outside or costs.category


def _as_said(asked: Suspicion, priced: PricedItem) -> PricedItem:
    """The line as its name has it: on lease, used, or nothing that any frame pays for."""
    key = "acquisition" if asked.key == "acquisition" else "category"
    return priced._replace(item=priced.item.model_copy(update={key: asked.value}))


def _by_the_hour(priced: PricedItem, costs: ToolCostRules) -> Iterator[Question]:
    """A service dearer by the hour than the price form takes."""
    hourly, most = price_an_hour(priced), costs.hourly
    if hourly is None or most.holds(hourly):
        return
    text = f"「{priced.item.name}」の時間単価が {most.amount}を超えています。{most.text}なら"
    lower = priced.cost * Fraction(most.value) / hourly
    yield Question(text, most.source, priced._replace(cost=lower, stated=lower))


def _for_analysis(priced: PricedItem, case: Case, costs: ToolCostRules) -> Iterator[Question]:
    """An option or a service of a group that names no software, where there is an analysis tool.

    It goes with the base software, and may belong to the other.
    """
    if priced.of is not None or priced.serves_analysis:
        return
    tool = next((one for one in case.items if one.item.category == "analysis"), None)
    if tool is not None and priced.item.category in SERVES_ANALYSIS:
        text = (
            f"「{priced.item.name}」は基盤のソフトウェアに付くものとしました。"
            f"「{tool.item.name}」に付くなら「対象ソフト: {tool.item.name}」と書きます"
        )
        other = priced._replace(of=tool.thing, serves_analysis=True, buyers=1)
        yield Question(text, costs.attached.source, other)
