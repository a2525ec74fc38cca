"""セキュリティ対策推進枠."""

from __future__ import annotations

from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.costs import OTASUKETAI, count, left_out, refusal
from itsubsidy.rules.frames.eligibility import confirm_payment, may_apply
from itsubsidy.rules.frames.worksheet import FrameResult
from itsubsidy.terms import Declared


def security(case: Case) -> FrameResult:
    """What セキュリティ対策推進枠 pays for a quote; koubo-security pp.5–14."""
    rules = case.rules.security
    sheet = case.sheet("security")
    if not may_apply(sheet, case, rules):
        return sheet.result(0, 0)

    cost = 0
    for priced in case.items:
        reason = refusal(priced, rules.costs, frozenset({OTASUKETAI}))
        if not left_out(sheet, priced, reason, rules.costs):
            cost += count(sheet, priced, rules.costs.service_months, rules.costs)
    sheet.require_that(rules.service, cost > 0)

    rate = sheet.rate(rules.rate_small if case.size == "small" else rules.rate)
    subsidy = sheet.paid_by(rate, cost, rules.ceiling)
    sheet.component("service", "サービス利用料", cost, rate, subsidy)
    sheet.require_amount(rules.floor, subsidy, cost)
    declared = case.applicant.prerequisites.security_action
    if rules.stars is not None and isinstance(declared, Declared):
        sheet.confirm(rules.stars.label, rules.stars.source)
    sheet.write(confirm_payment, rules)
    return sheet.result(cost, subsidy, rate)
