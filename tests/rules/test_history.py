"""What earlier decisions bar for good: the same processes, once more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from itsubsidy import Estimate

SOFTWARE = {
    "name": "会計",
    "category": "software",
    "price": 600_000,
    "processes": ["共P-04", "共P-05"],
    "functions": ["accounting"],
}


def overlap(answer: Callable[..., Estimate], *decisions: dict[str, Any]) -> tuple[int, int, int]:
    """What 通常枠 and 対応類型 pay, and in how many of them overlap is to be confirmed."""
    frames = answer({"size": "medium", "history": list(decisions)}, SOFTWARE).quotes[0].frames
    results = [frames["normal"], frames["invoice"]]
    asked = sum("完全に一致" in line for one in results for line in one.to_confirm)
    return results[0].subsidy, results[1].subsidy, asked


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        # 600,000 × 1/2 = 300,000; 600,000 × 3/4 = 450,000; the same processes: both are closed
        ({"year": 2023, "frame": "edi", "processes": ["共P-05", "共P-04"]}, (0, 0, 0)),
        ({"year": 2023, "frame": "edi", "processes": ["共P-04"]}, (300_000, 450_000, 0)),
        (
            {"year": 2023, "frame": "edi", "processes": ["共P-04", "共P-05", "汎P-07"]},
            (300_000, 450_000, 0),
        ),
        ({"year": 2023, "frame": "edi"}, (300_000, 450_000, 2)),
        ({"year": 2022, "frame": "edi", "processes": ["共P-04", "共P-05"]}, (300_000, 450_000, 0)),
    ],
)
def test_software_with_all_the_processes_of_an_earlier_decision_is_barred(
    decision: dict[str, Any], expected: tuple[int, int, int], answer: Callable[..., Estimate]
) -> None:
    """koubo-tsujyo p.22, koubo-invoice p.20: decisions of 2023 and 2024."""
    assert overlap(answer, decision) == expected
