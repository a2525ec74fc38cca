"""加点, 減点 and 不採択: which hold, as far as the files say. Their weights are not published."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

from itsubsidy.answers.tariffs import counted_numbers
from itsubsidy.inputs.applicant import Decision
from itsubsidy.inputs.item import Item
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.worksheet import FrameResult, ScoreItem
from itsubsidy.rules.programme.obligations import DecidedBy, ScoreRule
from itsubsidy.terms import Declared, Frame


class Score:
    """What speaks for and against one application."""

    def __init__(
        self, case: Case, result: FrameResult, beside: Mapping[Frame, Collection[str]]
    ) -> None:
        self.case = case
        self.result = result
        self.beside = beside
        """The frames applied for in the same year, with the functions of the software in each."""

    def items(self, rules: Iterable[ScoreRule]) -> Iterator[ScoreItem]:
        """Each item that is for an application of this amount, and whether it holds."""
        for rule in rules:
            if rule.amount is None or rule.amount.holds(self.result.subsidy):
                holds = None if rule.by is None else DECIDED[rule.by](self, rule)
                yield ScoreItem(rule.id, rule.label, rule.effect, holds, rule.source)

    # --- what is bought ----------------------------------------------------------------------

    @cached_property
    def software(self) -> tuple[Item, ...]:
        """The software that counts."""
        counted = counted_numbers(self.result)
        items = [one.item for one in self.case.items if one.number in counted]
        return tuple(item for item in items if item.category == "software")

    @property
    def functions(self) -> frozenset[str]:
        """What the software that counts is for: 会計, 受発注, 決済."""
        return frozenset(name for item in self.software for name in item.functions)

    def is_cloud(self, _: ScoreRule) -> bool:
        """Whether a product is paid for by the term, which is what the files know of cloud."""
        return any(item.months is not None for item in self.software)

    def has_otasuketai(self, _: ScoreRule) -> bool | None:
        """Whether an お助け隊 service is bought; no file says whether an option is one."""
        bought = {priced.item.category for priced in self.case.items}
        return None if bought & {"otasuketai", "security"} else False

    def is_compliant(self, _: ScoreRule) -> bool:
        """Whether a product is made for the invoice system."""
        return any(item.functions and item.invoice_compliant for item in self.software)

    # --- who applies -------------------------------------------------------------------------

    def plans_wages(self, rule: ScoreRule) -> bool | None:
        """Whether the wage plan goes as far as the item asks; what a plan leaves out is no plan."""
        plan, standing = self.case.applicant.wage_plan, self.case.standing
        if plan is None:
            return None
        is_sme = standing is None or (standing.size != "large" and not standing.deemed_large)
        growth = rule.growth if is_sme or rule.growth_other is None else rule.growth_other
        return all(
            asked is None or (planned is not None and asked.holds(planned))
            for asked, planned in (
                (growth, plan.payroll_growth),
                (rule.margin, plan.minimum_wage_margin),
            )
        )

    def has_stars(self, rule: ScoreRule) -> bool | None:
        """Whether SECURITY ACTION was declared with so many stars."""
        stars = self.case.applicant.prerequisites.security_action
        if rule.stars is None or not isinstance(stars, int):
            return None
        holds = rule.stars.holds(stars)
        return None if isinstance(stars, Declared) and not holds else holds

    # --- earlier decisions, other applications -------------------------------------------------

    @property
    def history(self) -> tuple[Decision, ...]:
        """Every decision and application that the files name."""
        return tuple(entry for _, entry in (*self.case.decisions, *self.case.applications))

    @property
    def tells_all(self) -> bool:
        """Whether every business says what it has had, be it nothing."""
        return not self.case.untold_histories

    def concerned(self, rule: ScoreRule) -> tuple[Decision, ...]:
        """The decisions, and the applications of this year, that an item is about."""
        return tuple(
            entry
            for entry in self.history
            if any(past.covers(entry.year, entry.frame) for past in rule.decisions)
            or (entry.year == self.case.programme_year and entry.frame in rule.frames)
        )

    def is_in_history(self, rule: ScoreRule) -> bool | None:
        """Whether there is such a decision or application."""
        if self.concerned(rule) or self.beside.keys() & set(rule.frames):
            return True
        return False if self.tells_all else None

    def is_same_function(self, rule: ScoreRule) -> bool | None:
        """Whether software is for what that of the other application is for."""
        others = [self.beside[frame] for frame in rule.frames if frame in self.beside]
        if any(self.functions & set(functions) for functions in others):
            return True
        return None if self.concerned(rule) or not self.tells_all else False

    def overlaps(self, rule: ScoreRule) -> bool | None:
        """Whether software has a process that software of an earlier decision had."""
        return self._compared(rule, lambda now, then: bool(now & then))

    def matches(self, rule: ScoreRule) -> bool | None:
        """Whether software has just the processes of that of an earlier decision."""
        return self._compared(rule, lambda now, then: now == then)

    def _compared(
        self, rule: ScoreRule, alike: Callable[[frozenset[str], frozenset[str]], bool]
    ) -> bool | None:
        now = frozenset(name for item in self.software for name in item.processes)
        then = [frozenset(entry.processes) for entry in self.concerned(rule)]
        if any(processes and alike(now, processes) for processes in then):
            return True
        return None if not all(then) or not self.tells_all else False

    def may_have_the_same_tools(self, rule: ScoreRule) -> bool | None:
        """Whether tools of an earlier decision may come again: which they were, no file says."""
        return None if self.concerned(rule) or not self.tells_all else False


DECIDED: Final[dict[DecidedBy, Callable[[Score, ScoreRule], bool | None]]] = {
    "cloud": Score.is_cloud,
    "otasuketai": Score.has_otasuketai,
    "invoice": Score.is_compliant,
    "wage_plan": Score.plans_wages,
    "stars": Score.has_stars,
    "history": Score.is_in_history,
    "same_function": Score.is_same_function,
    "overlap": Score.overlaps,
    "match": Score.matches,
    "same_tools": Score.may_have_the_same_tools,
}
"""How each kind of item is decided."""
