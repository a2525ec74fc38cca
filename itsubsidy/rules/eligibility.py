"""Who may apply for a frame: what all frames ask in their own words and on their own pages."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from itsubsidy.inputs.applicant import Applicant, Decision, Prerequisites
from itsubsidy.inputs.discounts import Discount
from itsubsidy.inputs.pricing import PricedItem
from itsubsidy.inputs.quote import Quote
from itsubsidy.money import Exact, cut, decimal_text
from itsubsidy.rules.costs import doubtful_terms
from itsubsidy.rules.programme import FrameRules, PrerequisiteRules, Rules
from itsubsidy.rules.size import Standing
from itsubsidy.rules.wage_questions import confirm_minimum_wage
from itsubsidy.terms import FRAMES, Size
from itsubsidy.worksheet import Worksheet


class Case(NamedTuple):
    """One applicant, one quote, and the rules of the day of application."""

    applicant: Applicant
    standing: Standing | None
    """None for a group: its members have one each."""
    members: tuple[Standing, ...]
    quote: Quote
    items: tuple[PricedItem, ...]
    discounts: tuple[Discount, ...]
    """What is taken off the items, which are net of it."""
    total: int
    """The quote net of tax over the whole contract, each item cut to yen."""
    on: date
    programme_year: int
    rules: Rules
    decisions: tuple[tuple[str, Decision], ...]
    """Every 交付決定, with the name of the member of a group that has it; else without."""
    explained: bool = True
    """Whether the frames write all of their working down, or only what closes them."""

    @property
    def size(self) -> Size | None:
        """The size of a single applicant; None for a group."""
        return self.standing.size if self.standing else None


def may_apply(sheet: Worksheet, case: Case, rules: FrameRules, *, as_group: bool = False) -> bool:
    """Whether this kind of applicant has this frame at all, with all that the frame asks of it.

    False closes the frame without a look at the quote; every other failed check leaves the
    costs to be worked out, so that the reader sees what stands behind the closed door.
    """
    if case.discounts:
        _discounts(sheet, case, rules)
    if not sheet.require_that(rules.applicant, case.applicant.is_group is as_group):
        reason = f"{rules.applicant.label}でない"
        for priced in case.items:
            sheet.exclude(priced.item.name, priced.line, priced.total, rules.applicant, reason)
        return False
    if case.standing is not None:
        _size(sheet, case.standing, rules)
    _prerequisites(sheet, case.applicant.prerequisites, rules.prerequisites, case.decisions)
    _waiting(sheet, case, rules)
    _this_year(sheet, case, rules)
    _to_confirm(sheet, case, rules)
    return True


def _discounts(sheet: Worksheet, case: Case, rules: FrameRules) -> None:
    """Write down what each discount takes off which item, before tax is taken out."""
    for discount in case.discounts:
        off: Exact = 0
        parts = []
        for priced in case.items:
            part = discount.off.get(priced.number, 0)
            if part:
                several = f" × {priced.buyers}者" if priced.buyers > 1 else ""
                parts.append(f"{priced.item.name} -{decimal_text(part)}{several}")
                off += part * priced.buyers
        sheet.step(
            f"discounts.{discount.number}",
            discount.name,
            "、".join(parts),
            -cut(off),
            rules.discount.source,
        )


def _to_confirm(sheet: Worksheet, case: Case, rules: FrameRules) -> None:
    """What the files cannot say, as far as it concerns this client."""
    if not sheet.full:
        return
    for provision in rules.confirm:
        sheet.confirm(provision.label, provision.source)
    bought = {priced.item.category for priced in case.items}
    for category, provision in rules.confirm_category.items():
        if category in bought:
            sheet.confirm(provision.label, provision.source)
    if rules.prerequisites.pays_minimum_wage is not None:
        confirm_minimum_wage(sheet, case.applicant, rules.prerequisites.pays_minimum_wage)
    if case.discounts:
        sheet.confirm(rules.discount.label, rules.discount.source)
    sheet.doubt(text for _, text in doubtful_terms(case.items, rules.longest_term))
    otasuketai, overlap = rules.confirm_otasuketai, rules.confirm_overlap
    if otasuketai and any(
        past.is_otasuketai and otasuketai.concerns(past.year, past.frame)
        for _, past in case.decisions
    ):
        sheet.confirm(otasuketai.label, otasuketai.source)
    if overlap and any(overlap.concerns(past.year, past.frame) for _, past in case.decisions):
        sheet.confirm(overlap.label, overlap.source)


def _size(sheet: Worksheet, standing: Standing, rules: FrameRules) -> None:
    if rules.not_deemed_large is not None:
        sheet.record(
            rules.sme,
            standing.size,
            "in",
            ("small", "medium"),
            ok=standing.size != "large",
            required=True,
            unit="size",
        )
        sheet.require_that(rules.not_deemed_large, not standing.deemed_large)
        if not standing.business.large_company.model_fields_set:
            sheet.confirm(rules.not_deemed_large.label, rules.not_deemed_large.source)
    sheet.doubt(standing.doubts)


def _prerequisites(
    sheet: Worksheet,
    answers: Prerequisites,
    rules: PrerequisiteRules,
    decisions: Iterable[tuple[str, Decision]],
) -> None:
    """Each answer is a check; no answer is something to confirm."""
    for asked, answer in (
        (rules.gbizid_prime, answers.gbizid_prime),
        (rules.pays_minimum_wage, answers.pays_minimum_wage),
    ):
        if asked is not None and answer is not None:
            sheet.require_that(asked, answer)
        elif asked is not None:
            sheet.confirm(asked.label, asked.source)
    if answers.security_action is not None:
        sheet.require(rules.security_action, answers.security_action)
    else:
        sheet.confirm(rules.security_action.label, rules.security_action.source)
    growth, repeat = rules.productivity_growth, rules.productivity_growth_repeat
    if repeat is not None and any(repeat.concerns(past.year, past.frame) for _, past in decisions):
        growth = repeat
    if growth is not None and answers.productivity_growth is not None:
        sheet.require(growth, answers.productivity_growth)
    elif growth is not None:
        sheet.confirm(f"{growth.label} {growth.text}", growth.source)


def _waiting(sheet: Worksheet, case: Case, rules: FrameRules) -> None:
    """No application within so many months of an earlier decision."""
    waiting = rules.waiting
    if waiting is None:
        return
    for who, past in case.decisions:
        if not waiting.concerns(past.year, past.frame):
            continue
        told = f"{who}{past.year}年度 {FRAMES[past.frame]}"
        if past.decided_on is None:
            sheet.confirm(
                f"{told}の交付決定日（{waiting.amount}以内なら申請できない）", waiting.source
            )
            continue
        opens = first_day_after(past.decided_on, waiting.value)
        sheet.record(
            waiting,
            case.on,
            ">=",
            opens,
            ok=case.on >= opens,
            required=True,
            unit="date",
            detail=f"{told} {past.decided_on} 交付決定",
        )


def _this_year(sheet: Worksheet, case: Case, rules: FrameRules) -> None:
    """One application a frame and year, and only beside the frames that allow it."""
    compatible = rules.compatible
    for who, past in case.decisions:
        if past.year == case.programme_year:
            sheet.record(
                compatible,
                FRAMES[past.frame],
                "in",
                tuple(FRAMES[frame] for frame in compatible.frames),
                ok=past.frame in compatible.frames,
                required=True,
                detail=f"{who}{past.year}年度 {FRAMES[past.frame]} 交付決定済み",
            )


def first_day_after(decided_on: date, months: int) -> date:
    """The first day on which the months since a decision have passed.

    The day of the decision is not counted (民法140条), so the months begin on the next day and
    end with the day before its like in the last month (民法143条).
    """
    start = decided_on + timedelta(days=1)
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    last = calendar.monthrange(year, month)[1]
    if start.day > last:
        return date(year, month, last) + timedelta(days=1)
    return date(year, month, start.day)
