"""Why a frame is closed, in one phrase: of what is bought, not of what is not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from itsubsidy import Estimate
from itsubsidy.reports.content.sentences import why_closed

SMALL = {"industry": "retail", "employees": 3, "history": []}
ORDERS = {"name": "受発注", "category": "software", "price": 100_000, "functions": ["ordering"]}
CLOUD = {**ORDERS, "price": 10_000, "per": "month", "months": 12}
WATCH = {"name": "見守り", "category": "otasuketai", "price": 5_000, "per": "month", "months": 12}
ACCOUNTS = {"suppliers": 10, "sme_suppliers": 5}


@pytest.mark.parametrize(
    ("frame", "item", "reason"),
    [
        ("edi", WATCH, "受発注のソフトがないため"),
        ("edi", {**CLOUD, "functions": ["accounting"]}, "受発注のソフトがないため"),
        ("edi", CLOUD, "受注側アカウントの数がないため"),
        ("edi", {**ORDERS, "accounts": ACCOUNTS}, "クラウドの受発注ソフトではないため"),
        (
            "edi",
            {**CLOUD, "accounts": ACCOUNTS, "invoice_compliant": False},
            "受発注ソフトがインボイス未対応のため",
        ),
        (
            "edi",
            {**CLOUD, "accounts": ACCOUNTS, "registered": False},
            "ソフトが登録されていないため",
        ),
        ("security", ORDERS, "お助け隊サービスがないため"),
        ("security", {**WATCH, "registered": False}, "サービスが登録されていないため"),
        ("security", {**WATCH, "price": 0}, "サービスの利用料がないため"),
        ("invoice", WATCH, "会計・受発注・決済の機能がないため"),
        ("invoice", {**CLOUD, "invoice_compliant": False}, "ソフトがインボイス未対応のため"),
    ],
)
def test_the_reason_is_of_what_is_bought(
    frame: Any, item: dict[str, Any], reason: str, answer: Callable[..., Estimate]
) -> None:
    result = answer(SMALL, item).quotes[0].frames[frame]
    assert not result.eligible
    assert why_closed(result) == reason
