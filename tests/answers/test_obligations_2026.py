"""What a subsidy of 2026 binds to: by its own texts, each with how well it is known."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pytest

from itsubsidy import Applicant, FrameResult, Quote, estimate
from itsubsidy.rules.programme.obligations import programme_obligations
from itsubsidy.rules.programme.rulefile import programme_for
from itsubsidy.terms import FRAMES, Frame

ON: Final = date(2026, 5, 1)
FOUR: Final = ["共P-02", "共P-03", "共P-04", "各業種P-06"]
PLAN: Final = {"per_head_growth": "3%", "minimum_wage_margin": 30, "announced": True}
RECIPIENT: Final = {"history": [{"year": 2024, "frame": "normal", "decided_on": date(2024, 9, 2)}]}
ORDERING: Final = {
    "name": "受発注",
    "category": "software",
    "price": 10_000,
    "per": "month",
    "months": 24,
    "functions": ["ordering"],
    "accounts": {"suppliers": 1, "sme_suppliers": 1},
}


def result(frame: Frame, applicant: dict[str, Any], **item: Any) -> FrameResult:
    """What a frame of 2026 says of a client and one line."""
    line = {"name": "ソフト", "category": "software", **item}
    answer = estimate(
        Applicant.model_validate({"name": "甲", **applicant}),
        [Quote.model_validate({"items": [line]})],
        on=ON,
        advise=False,
        obligations=True,
    )
    return answer.quotes[0].frames[frame]


def values(found: FrameResult, part: str) -> dict[str, int | str | None]:
    """The values of the obligations whose names begin with `part`, by the rest of the names."""
    start = f"{found.frame}.{part}."
    return {
        one.id.removeprefix(start): one.value
        for one in found.obligations
        if one.id.startswith(start)
    }


# --- the wage plan ----------------------------------------


def test_a_plan_of_3_percent_a_head_says_what_it_costs_and_no_refund_in_yen() -> None:
    """8,000,000 × 1/2 = 4,000,000; - 1,499,999 = 2,500,001.
    1.03 + 1.0609 + 1.092727 - 3 = 0.183627; 2,500,001 ÷ 0.183627 = 13,614,561.04.
    大阪府, 令和7年度: 1,177 + 30.
    """
    client = {"size": "medium", "prefecture": "大阪府", "wage_plan": PLAN}
    found = result("normal", client, price=8_000_000, processes=FOUR)
    assert found.subsidy == 4_000_000
    assert values(found, "wage_plan") == {
        "said.missed": None,
        "said.before": None,
        "extra": 2_500_001,
        "target": "1092727/1000000",
        "raises": "183627/1000000",
        "break_even": 13_614_561,
        "per_head.target": "1092727/1000000",
        "per_head.raises": "183627/1000000",
        "floor.today": 1_207,
    }
    missed = next(one for one in found.obligations if one.id.endswith("said.missed"))
    assert missed.source == "kitei2026-tsujyo p.10"
    assert "全部か一部の返還" in missed.formula
    before = next(one for one in found.obligations if one.id.endswith("said.before"))
    assert before.source == "koubo-tsujyo p.9"


def test_a_payroll_says_the_cost_in_yen() -> None:
    """10,000,000 × 1.092727 = 10,927,270; × 0.183627 = 1,836,270; 2,500,001 - 1,836,270."""
    client = {"size": "medium", "payroll": 10_000_000, "wage_plan": PLAN}
    found = values(result("normal", client, price=8_000_000, processes=FOUR), "wage_plan")
    assert (found["target"], found["raises"], found["net"]) == (10_927_270, 1_836_270, 663_731)


@pytest.mark.parametrize(
    ("stated", "target", "raises", "break_even"),
    [
        # 10,000,000 ÷ 8 = 1,250,000: × 1.092727 = 1,365,908.75; × 0.183627 = 229,533.75;
        # 13,614,561.04 ÷ 8 = 1,701,820.1
        ({"payroll": 10_000_000, "employees": 8}, 1_365_909, 229_533, 1_701_820),
        ({"employees": 8}, "1092727/1000000", "183627/1000000", 1_701_820),
        ({"payroll": 10_000_000}, "1092727/1000000", "183627/1000000", None),
        ({"payroll": 10_000_000, "employees": 0}, "1092727/1000000", "183627/1000000", None),
    ],
)
def test_a_plan_by_the_head_has_a_price_by_the_head(
    stated: dict[str, int], target: int | str, raises: int | str, break_even: int | None
) -> None:
    client = {"size": "medium", "wage_plan": PLAN, **stated}
    found = values(result("normal", client, price=8_000_000, processes=FOUR), "wage_plan.per_head")
    assert found.pop("break_even", None) == break_even
    assert found == {"target": target, "raises": raises}


@pytest.mark.parametrize(
    ("price", "bound"),
    # 2,999,999 × 1/2 = 1,499,999; 3,000,000 × 1/2 = 1,500,000: 1 more; 1 ÷ 0.183627 = 5.4
    [(2_999_999, None), (3_000_000, 5), (3_000_001, 5)],
)
def test_it_binds_from_1500000(price: int, bound: int | None) -> None:
    found = result("normal", {"size": "medium", "wage_plan": PLAN}, price=price, processes=FOUR)
    assert values(found, "wage_plan").get("break_even") == bound


def test_growth_of_the_total_is_no_plan_and_the_other_is_offered() -> None:
    """1,499,999 without; 8,000,000 × 1/2 = 4,000,000 with it."""
    plan = {"payroll_growth": "3%", "minimum_wage_margin": 30, "announced": True}
    found = result("normal", {"size": "medium", "wage_plan": plan}, price=8_000_000, processes=FOUR)
    assert found.subsidy == 1_499_999
    assert values(found, "wage_plan") == {}
    assert values(found, "offer")["extra"] == 2_500_001


def test_after_an_earlier_decision_it_binds_at_any_amount() -> None:
    """1.035 + 1.071225 + 1.108717875 - 3 = 0.214942875 = 1,719,543/8,000,000; without the plan the
    frame is closed. 400,000 × 3/4 = 300,000; ÷ 0.214942875 = 1,395,719.7.
    """
    client = {"size": "medium", "wage_plan": {"per_head_growth": "3.5%", "announced": True}}
    found = result("invoice", client | RECIPIENT, price=400_000, functions=["accounting"])
    assert found.subsidy == 300_000
    assert values(found, "wage_plan") == {
        "said.missed": None,
        "extra": 300_000,
        "target": "8869743/8000000",
        "raises": "1719543/8000000",
        "break_even": 1_395_719,
        "per_head.target": "8869743/8000000",
        "per_head.raises": "1719543/8000000",
    }
    assert values(result("invoice", client, price=400_000, functions=["accounting"]), "offer") == {}


def test_the_higher_growth_counts_where_both_are_asked() -> None:
    """In 通常枠 from 1,500,000 after an earlier decision: 3.5 %, and closed without the plan."""
    client = {"size": "medium", "wage_plan": PLAN | {"per_head_growth": "3.5%"}, **RECIPIENT}
    found = values(result("normal", client, price=8_000_000, processes=FOUR), "wage_plan")
    assert (found["extra"], found["raises"]) == (4_000_000, "1719543/8000000")


def test_a_large_business_plans_5_percent_in_edi() -> None:
    """240,000 × 1/2 = 120,000; 1.05 + 1.1025 + 1.157625 - 3 = 0.310125 = 2,481/8,000;
    120,000 ÷ 0.310125 = 386,940.7.
    """
    client = {"size": "large", "wage_plan": {"per_head_growth": "5%", "announced": True}}
    found = result("edi", client | RECIPIENT, **ORDERING)
    assert found.subsidy == 120_000
    plan = values(found, "wage_plan")
    assert (plan["extra"], plan["raises"], plan["break_even"]) == (120_000, "2481/8000", 386_940)


def test_an_sme_plans_3_5_percent_in_edi() -> None:
    """240,000 × 2/3 = 160,000; ÷ 0.214942875 = 744,383.8."""
    client = {"size": "medium", "wage_plan": {"per_head_growth": "3.5%", "announced": True}}
    plan = values(result("edi", client | RECIPIENT, **ORDERING), "wage_plan")
    assert (plan["extra"], plan["break_even"]) == (160_000, 744_383)


@pytest.mark.parametrize(
    "exemption", ["insured_medical", "nursing_care", "social_welfare", "school"]
)
def test_who_is_exempt_is_bound_by_no_plan(exemption: str) -> None:
    client = {"size": "medium", "wage_plan_exemption": exemption}
    found = result("normal", client, price=8_000_000, processes=FOUR)
    assert found.subsidy == 4_000_000
    assert values(found, "wage_plan") == values(found, "offer") == {}


def test_a_small_business_is_bound_as_the_amount_is_worked_out() -> None:
    client = {"size": "small", "wage_plan": PLAN}
    found = result("normal", client, price=8_000_000, processes=FOUR)
    bound = values(found, "wage_plan")
    assert bound["extra"] == 2_500_001
    assert "said.small" in bound


@pytest.mark.parametrize(("size", "told"), [("small", True), ("medium", False), ("large", False)])
def test_what_is_doubtful_of_a_small_business_is_said_to_one(size: str, told: bool) -> None:
    growth = "5%" if size == "large" else "3.5%"
    client = {"size": size, "wage_plan": {"per_head_growth": growth, "announced": True}}
    found = result("edi", client | RECIPIENT, **ORDERING)
    plan = values(found, "wage_plan")
    assert "said.missed" in plan
    assert ("said.small" in plan) is told


# --- 労働生産性, 小規模 ----------------------------------------

PARTS: Final = {
    "operating_profit": 10_000_000,
    "labour_cost": 80_000_000,
    "depreciation": 10_000_000,
    "hours": 40_000,
}
"""100,000,000 ÷ 40,000 = 2,500 yen an hour."""


@pytest.mark.parametrize(
    ("history", "first", "last"),
    [
        ({}, 103_000_000, 109_272_700),  # × 1.03, × 1.092727
        (RECIPIENT, 104_000_000, 112_486_400),  # × 1.04, × 1.124864
    ],
)
def test_productivity_grows_by_3_percent_or_by_4(
    history: dict[str, Any], first: int, last: int
) -> None:
    plan = {"per_head_growth": "3.5%", "announced": True}
    client = {"size": "medium", "productivity": PARTS, "wage_plan": plan, **history}
    found = result("normal", client, price=400_000, processes=FOUR)
    assert values(found, "productivity") == {
        "now": 2_500,
        "targets.first": first,
        "targets.last": last,
    }


@pytest.mark.parametrize(
    ("frame", "item", "loss"),
    [
        # 625,000 × (4/5 - 3/4) = 31,250
        ("invoice", {"price": 625_000, "functions": ["accounting"]}, 31_250),
        # 2,250,000 × (2/3 - 1/2) = 375,000
        ("security", {"price": 2_250_000, "category": "otasuketai"}, 375_000),
    ],
)
def test_losing_small_costs_as_in_2025(frame: Frame, item: dict[str, Any], loss: int) -> None:
    client = {"industry": "retail", "employees": 5, "capital": 5_000_000, "history": []}
    found = result(frame, client, **item)
    (lost,) = [one for one in found.obligations if one.id == f"{frame}.size_lost"]
    assert lost.value == loss


# --- points and papers ----------------------------------------


@pytest.mark.parametrize("frame", FRAMES)
def test_nothing_of_another_year_is_carried_over(frame: Frame) -> None:
    """Points for wages, and what earlier decisions take away, are of the years that they name."""
    said = programme_obligations("it2026")
    assert said is not None
    rules = said.frame(frame)
    assert rules is not None
    assert {rule.effect for rule in rules.score.values()} == {"plus"}
    assert not any(rule.margin or rule.decisions for rule in rules.score.values())
    assert rules.reports == {}
    unknown = rules.others["unknown"]
    assert programme_for(ON).grade_of(unknown.source) == "carried"
    assert "手元にない" in unknown.when
    reports = rules.others["reports"]
    assert "2026年の期間は、手元の文書では分かりません" in reports.means
    grades = {"consortium": "official", "security": "carried"}
    assert programme_for(ON).grade_of(reports.source) == grades.get(frame, "superseded")


@pytest.mark.parametrize("frame", FRAMES)
def test_papers_are_carried_over_and_say_so(frame: Frame) -> None:
    said = programme_obligations("it2026")
    assert said is not None
    rules = said.frame(frame)
    assert rules is not None
    grades = {programme_for(ON).grade_of(paper.source) for paper in rules.papers.values()}
    assert grades <= {"carried", "reported"}
    assert not any("令和6年分" in paper.note for paper in rules.papers.values())


def test_json_says_how_well_a_source_is_known() -> None:
    line = {"name": "ソフト", "category": "software", "price": 400_000, "processes": FOUR}
    answer = estimate(
        Applicant.model_validate({"name": "甲", "size": "medium"}),
        [Quote.model_validate({"items": [line]})],
        on=ON,
    )
    found = answer.to_dict()["quotes"][0]["frames"][0]
    assert {one["grade"] for one in found["papers"]} == {"carried"}
    (kept,) = [one for one in found["obligations"] if one["id"] == "normal.others.keep"]
    assert kept["grade"] == "superseded"
