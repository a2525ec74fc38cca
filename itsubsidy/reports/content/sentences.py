"""Why a frame is closed, as a sentence that an owner reads: 「受発注のソフトがないため」.

What has no sentence of its own is said by its label and both sides of the comparison.
"""

from __future__ import annotations

from typing import Final

from itsubsidy.reports.content.wording import actual_and_needed
from itsubsidy.rules.frames.worksheet import Check, FrameResult
from itsubsidy.terms import SIZES

WHY: Final = {
    "normal.applicant": "グループでの申請のため",
    "invoice.applicant": "グループでの申請のため",
    "edi.applicant": "グループでの申請のため",
    "security.applicant": "グループでの申請のため",
    "consortium.applicant": "グループでの申請ではないため",
    "edi.software": "受発注のソフトがないため",
    "security.service": "お助け隊サービスがないため",
    "invoice.functions": "会計・受発注・決済の機能がないため",
    "normal.business_processes": "業務プロセスのあるソフトがないため",
    "consortium.tools": "ツールを使う構成員がいないため",
}
"""By the id of the check."""

WHY_ENDING: Final = {
    "gbizid_prime": "GビズIDプライムがないため",
    "security_action": "SECURITY ACTION が未宣言のため",
    "pays_minimum_wage": "地域別最低賃金を下回るため",
    "not_deemed_large": "みなし大企業のため",
    "floor": "補助額が下限に届かないため",
    "waiting": "前回の交付決定から12か月たたないため",
}
"""By the last part of the id, in whichever frame."""

WHY_NOT_THIS: Final = {
    "edi.costs.no_accounts": "受注側アカウントの数がないため",
    "edi.costs.not_cloud": "クラウドの受発注ソフトではないため",
    "edi.costs.not_compliant": "受発注ソフトがインボイス未対応のため",
    "edi.costs.registered": "ソフトが登録されていないため",
    "security.costs.registered": "サービスが登録されていないため",
    "security.costs.free": "サービスの利用料がないため",
    "invoice.software_not_compliant": "ソフトがインボイス未対応のため",
}
"""By the rule that leaves out what would have opened the frame, where that is bought."""

LACKS: Final = ("edi.software", "security.service", "invoice.functions")
"""The checks that fail where nothing of what opens the frame counts."""

PRODUCTIVITY: Final = ("productivity_growth", "productivity_growth_repeat")


def why_closed(result: FrameResult) -> str:
    """The first reason that closes a frame, in one phrase."""
    failed = result.failed
    if not failed:
        return ""
    if failed[0].id in LACKS:
        for exclusion in result.excluded:
            if exclusion.id in WHY_NOT_THIS:
                return WHY_NOT_THIS[exclusion.id]
    return why_not(failed[0])


def why_not(check: Check) -> str:
    """Why one check fails, in one phrase."""
    if check.own_name in PRODUCTIVITY:
        actual, needed = actual_and_needed(check)
        return f"労働生産性の計画 {actual}（必要 {needed}）"
    if check.id in WHY:
        return WHY[check.id]
    if check.own_name in WHY_ENDING:
        return WHY_ENDING[check.own_name]
    if check.unit == "size" and isinstance(check.actual, str):
        return f"{SIZES.get(check.actual, check.actual)}のため"
    if isinstance(check.limit, bool):
        return f"{check.label}に当てはまらないため"
    actual, needed = actual_and_needed(check)
    return f"{check.label}が {actual}のため（必要: {needed}）"
