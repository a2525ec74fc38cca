"""Who may apply for a frame: what all frames ask in their own words and on their own pages."""

from __future__ import annotations

from itsubsidy.inputs.pricing import PricedItem
from itsubsidy.money import Exact, cut, decimal_text, yen
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.costs import doubtful_terms, exclude, otasuketai_as_options
from itsubsidy.rules.frames.history import bars, this_year, waits
from itsubsidy.rules.frames.requirements import asked_for, prerequisites, repeat_wage_plan
from itsubsidy.rules.frames.size import Standing
from itsubsidy.rules.frames.wage_questions import confirm_lowest_wage, confirm_minimum_wage
from itsubsidy.rules.frames.worksheet import Tally, Worksheet
from itsubsidy.rules.programme.rules import FrameRules


def may_apply(sheet: Tally, case: Case, rules: FrameRules, *, as_group: bool = False) -> bool:
    """Whether this kind of applicant has this frame at all, with all that the frame asks of it.

    False closes the frame without a look at the quote; every other failed check leaves the
    costs to be worked out, so that the reader sees what stands behind the closed door.
    """
    sheet.write(_discounts, case, rules)
    fits = case.applicant.is_group is as_group
    if not sheet.require_that(rules.applicant, fits, kind="applicant"):
        reason = f"{rules.applicant.label}でない"
        for priced in case.items:
            exclude(sheet, priced, priced.total, rules.applicant, reason, kind="elsewhere")
        return False
    if case.standing is not None:
        _size(sheet, case.standing, rules)
    prerequisites(sheet, case, rules)
    repeat_wage_plan(sheet, case, rules)
    waits(sheet, case, rules)
    bars(sheet, case, rules)
    this_year(sheet, case, rules)
    sheet.write(_to_confirm, case, rules)
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
    items = {priced.number: priced for priced in case.items}
    for discount in case.discounts:
        off: Exact = 0
        parts = []
        for number, part in sorted(discount.off.items()):
            priced = items.get(number)
            if part and priced is not None:
                several = f" × {priced.buyers}者" if priced.buyers > 1 else ""
                parts.append(f"{priced.item.name} -{decimal_text(part)}{several}")
                off += part * priced.buyers
        sheet.step(
            f"discounts.{discount.number}",
            discount.name,
            "、".join(parts),
            -cut(off),
            rules.discount,
            "discount",
            discount.number,
        )


def _to_confirm(sheet: Worksheet, case: Case, rules: FrameRules) -> None:
    """What the files cannot say, as far as it concerns this client."""
    bought = {priced.item.category for priced in case.items}
    standings = case.members if case.standing is None else (case.standing,)
    sizes = {standing.size for standing in standings}
    for provision in rules.confirm:
        if provision.concerns(bought, sizes):
            sheet.confirm(provision.label, provision.source)
    if pays := asked_for(case, rules, "pays_minimum_wage"):
        confirm_minimum_wage(sheet, case.applicant, pays)
        confirm_lowest_wage(sheet, case.applicant, case.on, pays)
    if case.discounts:
        sheet.confirm(rules.discount.label, rules.discount.source)
    sheet.doubt(text for _, text in doubtful_terms(case.items, rules.longest_term))


def _size(sheet: Tally, standing: Standing, rules: FrameRules) -> None:
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
