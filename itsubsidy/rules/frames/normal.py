"""通常枠."""

from __future__ import annotations

from fractions import Fraction

from itsubsidy.inputs.item import Item
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.costs import tool_costs
from itsubsidy.rules.frames.eligibility import confirm_payment, may_apply, tool_items
from itsubsidy.rules.frames.history import overlaps
from itsubsidy.rules.frames.minimum_wage import by_ledger, write_minimum
from itsubsidy.rules.frames.requirements import plans_wages
from itsubsidy.rules.frames.wage_questions import ask_of_ledger
from itsubsidy.rules.frames.worksheet import FrameResult, Tally
from itsubsidy.rules.programme.figures import Figure, Provision
from itsubsidy.rules.programme.rulefile import minimum_wages
from itsubsidy.rules.programme.rules import NormalRules


def normal(case: Case) -> FrameResult:
    """What 通常枠 pays for a quote; koubo-tsujyo pp.5–19."""
    rules = case.rules.normal
    sheet = case.sheet("normal")
    if not may_apply(sheet, case, rules):
        return sheet.result(0, 0)

    def without_process(item: Item) -> Provision | None:
        return None if item.processes else rules.software_without_process

    costs = tool_costs(sheet, tool_items(case), rules.costs, without_process)
    processes = costs.processes
    sheet.require(rules.business_processes, len(processes & {*rules.business_processes.processes}))
    if rules.alone is not None and processes and processes <= {*rules.alone.processes}:
        sheet.require_that(rules.alone, False)

    overlaps(sheet, case, rules, processes)

    rate = sheet.rate(_rate(sheet, case, rules))
    ceiling = rules.ceiling
    if sheet.condition(rules.processes_upper, len(processes)) and plans_wages(sheet, case, rules):
        ceiling = rules.ceiling_upper
    subsidy = sheet.paid_by(rate, costs.tools, ceiling)
    sheet.component("tool", "ITツール", costs.tools, rate, subsidy)
    sheet.require_amount(rules.floor, subsidy, costs.tools)
    paid = subsidy if sheet.open else 0
    sheet.write(ask_of_ledger, case, rules.near_minimum_wage, paid, normal)
    sheet.write(confirm_payment, rules)
    return sheet.result(costs.tools, subsidy, rate)


def _rate(sheet: Tally, case: Case, rules: NormalRules) -> Figure[Fraction]:
    """The rate, higher for those near the minimum wage; 2025's koubo-tsujyo p.14, round7."""
    applicant, condition = case.applicant, rules.near_minimum_wage
    near, everyone = applicant.near_minimum_wage, applicant.employees
    if near is None:
        return rules.rate
    if condition.unknown is not None:
        sheet.confirm(condition.unknown.label, condition.unknown.source)
    if near.ledger is not None:
        holds = by_ledger(sheet, case, condition, near)
        return rules.rate_near_minimum_wage if holds else rules.rate
    sheet.confirm(condition.counted.label, condition.counted.source)
    share = Fraction(near.employees or 0, everyone) if everyone else None
    months_hold = sheet.condition(condition.months, near.months)
    share_holds = sheet.condition(condition.share, share)
    if applicant.prefecture:
        write_minimum(sheet, minimum_wages().tables[condition.table], applicant.prefecture)
    if condition.judged_once is not None:
        unjudged = condition.judged_once.unjudged
        sheet.confirm(unjudged.label, unjudged.source)
    return rules.rate_near_minimum_wage if months_hold and share_holds else rules.rate
