"""Who may apply for a frame: what all frames ask in their own words and on their own pages."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from itsubsidy.figures import PastThreshold, Provision, Share, Threshold
from itsubsidy.inputs.applicant import Applicant, Decision
from itsubsidy.inputs.discounts import Discount
from itsubsidy.inputs.pricing import PricedItem
from itsubsidy.inputs.quote import Quote
from itsubsidy.inputs.values import PENDING
from itsubsidy.money import Exact, cut, decimal_text, yen
from itsubsidy.rules.costs import doubtful_terms, otasuketai_as_options
from itsubsidy.rules.programme import FrameRules, Reading, RepeatGrowth, Rules
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
    applications: tuple[tuple[str, Decision], ...] = ()
    """Every application that waits for its 交付決定, likewise."""
    explained: bool = True
    """Whether the frames write all of their working down, or only what closes them."""
    reading: Reading | None = None
    """How to read what can be read in two ways, if not as the tool does."""

    @property
    def untold_histories(self) -> int:
        """How many do not state their earlier decisions; a group may do so for its members."""
        if "history" in self.applicant.model_fields_set:
            return 0
        businesses = self.applicant.members or (self.applicant,)
        return sum("history" not in business.model_fields_set for business in businesses)

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
    _prerequisites(sheet, case, rules)
    _waiting(sheet, case, rules)
    _this_year(sheet, case, rules)
    _to_confirm(sheet, case, rules)
    return True


def tool_items(case: Case) -> tuple[PricedItem, ...]:
    """The items as 通常枠 and インボイス対応類型 look at them."""
    if case.reading == "otasuketai_as_option":
        return otasuketai_as_options(case.items)
    return case.items


def confirm_payment(sheet: Worksheet, rules: FrameRules) -> None:
    """That all that counts is paid in time, and how much of it is for months still to come."""
    ahead = ""
    if sheet.prepaid:
        ahead = (
            f"（うち月額・年額・期間払いの対象月数の分 {yen(sheet.prepaid)}（税抜）は前払いになる）"
        )
    sheet.confirm(f"{rules.payment.label}{ahead}", rules.payment.source)


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
    bought = {priced.item.category for priced in case.items}
    standings = case.members if case.standing is None else (case.standing,)
    sizes = {standing.size for standing in standings}
    for provision in rules.confirm:
        if provision.concerns(bought, sizes):
            sheet.confirm(provision.label, provision.source)
    if rules.prerequisites.pays_minimum_wage is not None:
        confirm_minimum_wage(sheet, case.applicant, rules.prerequisites.pays_minimum_wage)
    if case.discounts:
        sheet.confirm(rules.discount.label, rules.discount.source)
    sheet.doubt(text for _, text in doubtful_terms(case.items, rules.longest_term))
    otasuketai, overlap = rules.confirm_otasuketai, rules.confirm_overlap
    if otasuketai and any(
        past.is_otasuketai and otasuketai.concerns(past.year, past.frame)
        for _, past in (*case.decisions, *case.applications)
    ):
        sheet.confirm(otasuketai.label, otasuketai.source)
    if overlap and any(overlap.concerns(past.year, past.frame) for _, past in case.decisions):
        sheet.confirm(overlap.label, overlap.source)


def _size(sheet: Worksheet, standing: Standing, rules: FrameRules) -> None:
    """An SME, and no みなし大企業, where the frame asks for that."""
    asked = rules.not_deemed_large
    if asked is not None:
        sheet.record(
            rules.sme,
            standing.size,
            "in",
            ("small", "medium"),
            ok=standing.size != "large",
            required=True,
            unit="size",
        )
        if standing.deemed_large or not standing.unanswered:
            sheet.require_that(asked, not standing.deemed_large)
        else:
            sheet.unanswered(asked, open_tests(standing))
    sheet.doubt(standing.doubts)


def open_tests(standing: Standing) -> str:
    """Which tests of みなし大企業 are not answered; nothing where none of them is."""
    some_are = standing.business.large_company.model_fields_set
    return "、".join(standing.unanswered) if some_are else ""


def _prerequisites(sheet: Worksheet, case: Case, rules: FrameRules) -> None:
    """Each answer is a check; no answer is something to confirm."""
    asked, answers = rules.prerequisites, case.applicant.prerequisites
    _answer(sheet, asked.gbizid_prime, answers.gbizid_prime)
    _answer(sheet, asked.pays_minimum_wage, answers.pays_minimum_wage)
    _answer(sheet, asked.security_action, answers.security_action)
    _growth(
        sheet,
        case,
        asked.productivity_growth,
        asked.productivity_growth_repeat,
        answers.productivity_growth,
    )
    _growth(
        sheet,
        case,
        asked.productivity_growth_first_year,
        asked.productivity_growth_first_year_repeat,
        answers.productivity_growth_first_year,
    )


def _answer(sheet: Worksheet, asked: Provision | None, answer: int | str | None) -> None:
    """A yes, a no or a number is a check; what is open or under way is something to confirm."""
    if asked is None:
        return
    if answer is None:
        sheet.unanswered(asked)
    elif answer == PENDING:
        sheet.confirm(f"申請中: {asked.label}", asked.source)
    elif isinstance(asked, Threshold):
        sheet.require(asked, answer)
    else:
        sheet.require_that(asked, bool(answer))


def _growth(
    sheet: Worksheet,
    case: Case,
    usual: Threshold[Share] | None,
    repeat: RepeatGrowth | None,
    planned: Fraction | None,
) -> None:
    """The growth of productivity that is planned; it must be higher after certain decisions."""
    if usual is None:
        return
    asked = repeat if repeat is not None and _asks_more(case, repeat) else usual
    if planned is not None:
        sheet.require(asked, planned)
        return
    other = ""
    if repeat is not None and is_doubtful(case, repeat):
        other = f"、別の読みでは {repeat.text}"
    sheet.unanswered(asked, f"{asked.text}{other}")


def _asks_more(case: Case, repeat: RepeatGrowth) -> bool:
    """Whether the decisions bring the higher growth about, by the reading that is taken."""
    if case.reading == "every_2022_decision" and is_doubtful(case, repeat):
        return True
    return any(repeat.concerns(past.year, past.frame) for _, past in case.decisions)


def is_doubtful(case: Case, repeat: RepeatGrowth) -> bool:
    """Whether the decisions bring the higher growth about by another reading alone."""
    decisions = [(past.year, past.frame) for _, past in case.decisions]
    return not any(repeat.concerns(*one) for one in decisions) and any(
        repeat.may_concern(*one) for one in decisions
    )


def _waiting(sheet: Worksheet, case: Case, rules: FrameRules) -> None:
    """No application within so many months of an earlier decision."""
    waiting = rules.waiting
    if waiting is None:
        return
    _untold(sheet, case, waiting)
    for who, past in case.decisions:
        if not waiting.concerns(past.year, past.frame):
            continue
        told = f"{who}{past.year}年度 {FRAMES[past.frame]}"
        if past.decided_on is None:
            sheet.confirm(
                f"未回答: {told}の交付決定日（{waiting.amount}以内なら申請できない）",
                waiting.source,
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


def _untold(sheet: Worksheet, case: Case, waiting: PastThreshold[int]) -> None:
    """That the decisions which bar are not stated, in a group by how many members."""
    if sheet.full and (count := case.untold_histories):
        decisions = "、".join(past.text for past in waiting.decisions)
        whose = f"、構成員 {count}者" if case.applicant.is_group else ""
        bar = f"あれば{waiting.amount}以内は申請できない{whose}"
        sheet.confirm(f"未回答: {decisions}の交付決定の有無（{bar}）", waiting.source)


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
    for who, waiting in case.applications:
        if waiting.frame not in compatible.frames:
            sheet.confirm(
                f"申請中: {who}{waiting.year}年度 {FRAMES[waiting.frame]}"
                f"（結果を待つ間と交付決定の後は、{rules.name}に申請できない）",
                compatible.source,
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
