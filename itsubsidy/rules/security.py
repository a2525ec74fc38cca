"""セキュリティ対策推進枠."""

from __future__ import annotations

from itsubsidy.rules.costs import OTASUKETAI, count, left_out, refusal
from itsubsidy.rules.eligibility import Case, confirm_payment, may_apply
from itsubsidy.rules.programme import SecurityRules
from itsubsidy.terms import FRAMES
from itsubsidy.worksheet import FrameResult, Worksheet


def security(case: Case) -> FrameResult:
    """What セキュリティ対策推進枠 pays for a quote; koubo-security pp.5–14."""
    rules = case.rules.security
    sheet = Worksheet("security", rules.name, case.total, full=case.explained)
    if not may_apply(sheet, case, rules):
        return sheet.result(0, 0)
    _once(sheet, case, rules)

    cost = 0
    for priced in case.items:
        reason = refusal(priced, rules.costs, frozenset({OTASUKETAI}))
        if not left_out(sheet, priced, reason):
            cost += count(sheet, priced, rules.costs.service_months, rules.costs)
    sheet.require_that(rules.service, cost > 0)

    rate = sheet.rate(rules.rate_small if case.size == "small" else rules.rate)
    subsidy = sheet.product("amount", "補助額", rate, cost, rules.ceiling)
    sheet.component("service", "サービス利用料", cost, rate, subsidy)
    sheet.require_amount(rules.floor, subsidy, cost)
    confirm_payment(sheet, rules)
    return sheet.result(cost, subsidy, str(rate.value))


def _once(sheet: Worksheet, case: Case, rules: SecurityRules) -> None:
    """No お助け隊 service decided before, in whatever frame; koubo-security p.14 (ア)."""
    if case.untold_histories:
        sheet.unanswered(rules.once)
    if any(waiting.is_otasuketai for _, waiting in case.applications):
        sheet.confirm(f"申請中: {rules.once.label}", rules.once.source)
    for _, past in case.decisions:
        if not rules.once.concerns(past.year, past.frame):
            continue
        decision = f"{past.year}年度 {FRAMES[past.frame]}"
        if past.is_otasuketai:
            sheet.record(rules.once, False, "==", True, ok=False, required=True, detail=decision)
        elif "otasuketai" not in past.model_fields_set:
            sheet.unanswered(rules.once, decision)
