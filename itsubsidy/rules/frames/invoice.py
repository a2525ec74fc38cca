"""インボイス枠（インボイス対応類型）."""

from __future__ import annotations

from functools import lru_cache

from itsubsidy.inputs.item import Item
from itsubsidy.money import cut, cut_note, exact_text
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.costs import tool_costs
from itsubsidy.rules.frames.eligibility import confirm_payment, may_apply, tool_items
from itsubsidy.rules.frames.history import overlaps
from itsubsidy.rules.frames.schedule import Piece, Schedule
from itsubsidy.rules.frames.worksheet import FrameResult, Tally
from itsubsidy.rules.programme.figures import Figure, Provision, Share, Threshold
from itsubsidy.rules.programme.rules import InvoiceRules, InvoiceToolRules
from itsubsidy.terms import BASE


def invoice(case: Case) -> FrameResult:
    """What インボイス枠（インボイス対応類型） pays for a quote; koubo-invoice pp.5–17."""
    rules = case.rules.invoice
    sheet = case.sheet("invoice")
    if not may_apply(sheet, case, rules):
        return sheet.result(0, 0)
    costs = tool_costs(
        sheet, tool_items(case), rules.costs, lambda item: unfit(item, rules), categories=BASE
    )
    functions = costs.functions
    sheet.require(rules.functions, len(functions))
    overlaps(sheet, case, rules, costs.processes)
    upper = sheet.condition(rules.functions_upper, len(functions))
    ceiling = rules.ceiling_upper if upper else rules.ceiling
    first_rate = rules.rate_first_small if case.size == "small" else rules.rate_first
    schedule = _schedule(first_rate, rules, ceiling)
    parts = [_tools(sheet, rules, first_rate, costs.tools, schedule, ceiling)]
    for part, name, rate, cost, cap in (
        ("pc", "PC・タブレット等", rules.pc_rate, costs.pc, rules.pc_ceiling),
        ("register", "レジ・券売機", rules.register_rate, costs.register, rules.register_ceiling),
    ):
        if cost:
            paid = sheet.product(part, f"{name}の補助額", rate, cost, cap)
            parts.append(sheet.component(part, name, cost, rate, paid, "device"))
    sheet.schedule = schedule._replace(devices=sum(parts[1:]))
    subsidy = sum(parts)
    if len(parts) > 1:
        formula = " + ".join(f"{paid:,}" for paid in parts)
        sheet.step("subsidy", "補助額", formula, subsidy, rules.floor)
    sheet.require_amount(rules.floor, subsidy, costs.total)
    sheet.write(confirm_payment, rules)
    return sheet.result(costs.total, subsidy)


@lru_cache(maxsize=64)  # as many as there are rates and ceilings in the rule files
def _schedule(first_rate: Figure[Share], rules: InvoiceRules, ceiling: Threshold[int]) -> Schedule:
    """The higher rate for the first part of the subsidy, and the other for the rest of it."""
    first = Piece(first_rate.value, min(rules.first_part.most, ceiling.most))
    rest = Piece(rules.rate_rest.value, ceiling.most - first.most)
    return Schedule((first, rest) if rest.most else (first,))


def _tools(  # the rules of a rate, and what they make
    sheet: Tally,
    rules: InvoiceRules,
    first_rate: Figure[Share],
    cost: int,
    schedule: Schedule,
    ceiling: Threshold[int],
) -> int:
    """The subsidy for the tools, yen; 2025's koubo-invoice p.13 補足2.

    The border between the rates is a subsidy, so as a cost it is a fraction: 500,000 ÷ 3/4.
    """
    border = schedule.pieces[0].cost
    if cost <= border or len(schedule.pieces) == 1:
        subsidy = sheet.product("tool", "ITツールの補助額", first_rate, cost, ceiling)
        return sheet.component("tool_first", "ITツール", cost, first_rate, subsidy)

    first, rest_rate = rules.first_part, rules.rate_rest
    rest = rest_rate.value * (cost - border)
    sheet.step(
        "tool_first",
        first_rate.label,
        f"{first.value:,} ÷ {first_rate.value} = {cut(border):,}円の経費まで",
        first.value,
        first,
    )
    sheet.step(
        "tool_rest",
        rest_rate.label,
        f"({cost:,} - {exact_text(border)}) × {rest_rate.value}{cut_note(rest)}",
        cut(rest),
        rest_rate,
    )
    subsidy = sheet.capped("tool", cut(first.value + rest), ceiling)
    sheet.component(
        "tool_first", "ITツール（高い補助率の部分）", cut(border), first_rate, first.value
    )
    sheet.component(
        "tool_rest",
        "ITツール（残りの部分）",
        cost - cut(border),
        rest_rate,
        subsidy - first.value,
    )
    return subsidy


def unfit(item: Item, rules: InvoiceToolRules) -> Provision | None:
    """Why software is not what インボイス対応類型 asks for; 2025's koubo-invoice p.11."""
    if not item.functions:
        return rules.software_without_function
    return None if item.invoice_compliant else rules.software_not_compliant
