"""What a subsidy binds to: hand-worked for two clients of each frame, and at each boundary."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest
from clients import ON, frame_result

from itsubsidy import Applicant, FrameResult, estimate, load_applicant, load_quote
from itsubsidy.answers.obligations.productivity import Mean, arithmetic_mean, geometric_mean
from itsubsidy.terms import Frame

FOUR: Final = ["共P-02", "共P-03", "共P-04", "各業種P-06"]
PLAN: Final = {"payroll_growth": "1.5%", "minimum_wage_margin": 30, "announced": True}


def example(folder: Path, frame: Frame, **more: Any) -> FrameResult:
    """The same of an example client, with more said of the applicant."""
    stated = load_applicant(folder / "applicant.yaml").written()
    applicant = Applicant.model_validate({**stated, **more})
    quote = load_quote(folder / "quote.yaml")
    answer = estimate(applicant, [quote], on=ON, advise=False, obligations=True)
    return answer.quotes[0].frames[frame]


def values(found: FrameResult, part: str = "") -> dict[str, int | str | None]:
    """The values of the obligations whose names begin with `part`, without the frame's name."""
    start = f"{found.frame}.{part}"
    return {
        one.id.removeprefix(f"{found.frame}."): one.value
        for one in found.obligations
        if one.id.startswith(start)
    }


def sources(found: FrameResult, part: str) -> set[str]:
    return {one.source for one in found.obligations if one.id.startswith(f"{found.frame}.{part}")}


def software(price: int, **more: Any) -> dict[str, Any]:
    return {"name": "ソフト", "category": "software", "price": price, **more}


# --- 通常枠: a wage plan that the subsidy was paid for ----------------------------------------


def test_a_missed_plan_is_paid_back_by_year(examples: Path) -> None:
    """3,940,000 × 3/3, × 2/3 = 2,626,666 + 2/3, × 1/3 = 1,313,333 + 1/3; koubo-tsujyo pp.9–10."""
    found = example(examples / "manufacturer", "normal")
    assert found.subsidy == 3_940_000
    missed = values(found, "wage_plan.")
    assert missed | {"wage_plan.floor.today": None} == {
        "wage_plan.floor_missed.1": 3_940_000,
        "wage_plan.floor_missed.2": "7880000/3",
        "wage_plan.floor_missed.3": "3940000/3",
        "wage_plan.said.floor_excused": None,
        "wage_plan.said.payroll_missed": 3_940_000,
        "wage_plan.said.payroll_excused": None,
        "wage_plan.said.ledger": None,
        "wage_plan.said.unreported": None,
        "wage_plan.said.withdrawn": 3_940_000,
        "wage_plan.said.not_announced": None,
        # 3,940,000 - 1,499,999
        "wage_plan.extra": 2_440_001,
        # 1.015³ = 1.045678375 = 8,365,427/8,000,000
        "wage_plan.target": "8365427/8000000",
        # 1.015 + 1.030225 + 1.045678375 - 3 = 0.090903375 = 727,227/8,000,000
        "wage_plan.raises": "727227/8000000",
        # 2,440,001 ÷ 0.090903375 = 26,841,698.67
        "wage_plan.break_even": 26_841_698,
        "wage_plan.floor.today": None,
        # 1,231 + 30
        "wage_plan.floor.1": 1_261,
        "wage_plan.floor.2": None,
        "wage_plan.floor.3": None,
    }
    assert sources(found, "wage_plan.floor_missed") == {"koubo-tsujyo p.9, kitei-2025-tsujyo p.5"}
    assert sources(found, "wage_plan.said.payroll_missed") == {
        "koubo-tsujyo p.9, koubo-tsujyo p.10"
    }


def test_a_plan_of_a_second_client(examples: Path) -> None:
    """inn: 2,855,000; × 2/3 = 1,903,333 + 1/3; 2,855,000 - 1,499,999 = 1,355,001;
    ÷ 0.090903375 = 14,905,948.4.
    """
    found = values(example(examples / "inn", "normal"), "wage_plan.")
    assert found["wage_plan.floor_missed.1"] == 2_855_000
    assert found["wage_plan.floor_missed.2"] == "5710000/3"
    assert found["wage_plan.floor_missed.3"] == "2855000/3"
    assert found["wage_plan.extra"] == 1_355_001
    assert found["wage_plan.break_even"] == 14_905_948


def test_a_subsidy_that_three_divides_is_whole_in_each_year() -> None:
    """The guideline's own example: 4,500,000 → 4,500,000, 3,000,000, 1,500,000."""
    plan = {"size": "medium", "wage_plan": PLAN}
    found = values(
        frame_result("normal", plan, software(9_000_000, processes=FOUR)), "wage_plan.floor_m"
    )
    assert list(found.values()) == [4_500_000, 3_000_000, 1_500_000]


def test_a_payroll_says_what_the_plan_costs(examples: Path) -> None:
    """200,000,000 × 1.045678375 = 209,135,675; × 0.090903375 = 18,180,675;
    2,440,001 - 18,180,675 = -15,740,674.
    """
    found = values(example(examples / "manufacturer", "normal", payroll=200_000_000), "wage_plan.")
    assert found["wage_plan.target"] == 209_135_675
    assert found["wage_plan.raises"] == 18_180_675
    assert found["wage_plan.net"] == -15_740_674
    assert found["wage_plan.break_even"] == 26_841_698


@pytest.mark.parametrize(
    ("payroll", "net"),
    # 26,841,698 × 0.090903375 = 2,440,000.9394…; 26,841,699 × 0.090903375 = 2,440,001.0303…
    [(26_841_698, 0), (26_841_699, -1)],
)
def test_the_plan_pays_up_to_the_break_even(payroll: int, net: int, examples: Path) -> None:
    found = example(examples / "manufacturer", "normal", payroll=payroll)
    assert values(found, "wage_plan.net") == {"wage_plan.net": net}


def test_a_target_is_rounded_up_and_a_cost_down(examples: Path) -> None:
    """1 yen: it must be more than 1.045678375, so 2; the raises are 0.09, so none in yen."""
    found = values(example(examples / "manufacturer", "normal", payroll=1), "wage_plan.")
    assert (found["wage_plan.target"], found["wage_plan.raises"]) == (2, 0)


@pytest.mark.parametrize(
    ("price", "bound"),
    # 2,999,999 × 1/2 = 1,499,999; 3,000,000 × 1/2 = 1,500,000
    [(2_999_999, False), (3_000_000, True), (3_000_001, True)],
)
def test_it_binds_from_1500000(price: int, bound: bool) -> None:
    plan = {"size": "medium", "wage_plan": PLAN}
    found = frame_result("normal", plan, software(price, processes=FOUR))
    assert bool(values(found, "wage_plan.")) is bound


def test_a_plan_that_is_not_made_says_what_it_would_bind_to() -> None:
    """4,000,000 × 1/2 = 2,000,000 with the plan, 1,499,999 without: 500,001 more;
    ÷ 0.090903375 = 5,500,356.8.
    """
    found = frame_result("normal", {"size": "medium"}, software(4_000_000, processes=FOUR))
    assert found.subsidy == 1_499_999
    offered = values(found, "offer.")
    assert offered["offer.floor_missed.1"] == 2_000_000
    assert offered["offer.floor_missed.2"] == "4000000/3"
    assert offered["offer.extra"] == 500_001
    assert offered["offer.break_even"] == 5_500_356
    refund = next(one for one in found.obligations if one.id.endswith("floor_missed.1"))
    assert "2,000,000円" in refund.when


@pytest.mark.parametrize(
    "applicant",
    [
        {"size": "small"},
        *(
            {"size": "medium", "wage_plan_exemption": exemption}
            for exemption in ("insured_medical", "nursing_care", "social_welfare", "school")
        ),
    ],
)
def test_who_is_exempt_is_bound_by_no_plan(applicant: dict[str, Any]) -> None:
    found = frame_result("normal", applicant, software(4_000_000, processes=FOUR))
    assert found.subsidy == 2_000_000
    assert values(found, "wage_plan.") == {}


def test_three_processes_open_no_plan() -> None:
    found = frame_result("normal", {"size": "medium"}, software(4_000_000, processes=FOUR[:3]))
    assert values(found, "wage_plan.") == {}


# --- the lowest wage that a plan is judged by ----------------------------------------


def floors(found: FrameResult) -> dict[str, int | str | None]:
    return values(found, "wage_plan.floor.")


def test_the_floor_today_is_the_minimum_in_force_and_30(examples: Path) -> None:
    """Osaka: 1,114 + 30 to 2025-10-15, then 1,177 + 30; 1,231 + 30 in 2027; later is not known."""
    found = example(examples / "manufacturer", "normal")
    assert floors(found) == {
        "wage_plan.floor.today": 1_144,
        "wage_plan.floor.1": 1_261,
        "wage_plan.floor.2": None,
        "wage_plan.floor.3": None,
    }


@pytest.mark.parametrize(
    ("day", "floor"), [(date(2025, 10, 15), 1_144), (date(2025, 10, 16), 1_207)]
)
def test_the_minimum_changes_on_the_day_its_table_takes_effect(day: date, floor: int) -> None:
    plan = {"size": "medium", "prefecture": "大阪府", "wage_plan": PLAN}
    found = frame_result("normal", plan, software(4_000_000, processes=FOUR), on=day)
    assert floors(found)["wage_plan.floor.today"] == floor


def test_the_year_s_report_is_judged_by_the_table_when_it_opens(examples: Path) -> None:
    """大阪府, 令和8年度: 1,231 + 30 = 1,261, 161 over 1,100; later ones are not known."""
    found = example(examples / "manufacturer", "normal", lowest_wage=1_100)
    assert floors(found) == {
        "wage_plan.floor.today": 1_144,
        "wage_plan.floor.1": 1_261,
        "wage_plan.floor.2": None,
        "wage_plan.floor.3": None,
    }
    first = next(one for one in found.obligations if one.id.endswith("floor.1"))
    assert first.formula.endswith("あと 161円")


@pytest.mark.parametrize(
    ("wage", "gap"),
    [(Fraction(2287, 2), "0.5円"), (1_143, "1円"), (1_144, None), (1_145, None)],
)
def test_the_gap_to_the_lowest_wage(wage: Any, gap: str | None, examples: Path) -> None:
    found = example(examples / "manufacturer", "normal", lowest_wage=wage)
    today = next(one for one in found.obligations if one.id.endswith("floor.today"))
    missing = today.formula.partition("あと ")[2]
    assert missing == (gap or "")


def test_without_a_prefecture_there_is_no_floor() -> None:
    plan = {"size": "medium", "wage_plan": PLAN}
    found = frame_result("normal", plan, software(4_000_000, processes=FOUR))
    assert set(floors(found).values()) == {None}


@pytest.mark.parametrize(("wage", "told"), [(1_162, True), (1_163, False), (None, False)])
def test_a_lowest_wage_below_the_minimum_is_to_be_confirmed(wage: int | None, told: bool) -> None:
    """Tokyo, 令和6年度: 1,163."""
    applicant: dict[str, Any] = {
        "size": "small",
        "prefecture": "東京都",
        "prerequisites": {"pays_minimum_wage": True},
    }
    if wage is not None:
        applicant["lowest_wage"] = wage
    found = frame_result("normal", applicant, software(400_000, processes=FOUR))
    assert found.eligible
    line = (
        "記入の事業場内最低賃金 1,162円が 令和6年度地域別最低賃金（東京都）1,163円を"
        "下回っています（koubo-tsujyo p.6, minimum-wage-r6 全国一覧, form-wages マスタ）"
    )
    assert (line in found.to_confirm) is told


# --- 労働生産性 ----------------------------------------

PARTS: Final = {
    "operating_profit": 30_000_000,
    "labour_cost": 180_000_000,
    "depreciation": 12_000_000,
    "hours": 90_000,
}
"""222,000,000 ÷ 90,000 = 2,466 + 2/3 yen an hour."""


def test_productivity_grows_by_3_percent_a_year(examples: Path) -> None:
    """222,000,000 × 1.03 = 228,660,000; × 1.03³ = 1.092727: 242,585,394."""
    found = example(examples / "manufacturer", "normal", productivity=PARTS)
    assert values(found, "productivity.") == {
        "productivity.now": "7400/3",
        "productivity.targets.first": 228_660_000,
        "productivity.targets.last": 242_585_394,
    }
    assert sources(found, "productivity.targets") == {"koubo-tsujyo p.7"}


def test_after_an_earlier_decision_by_4_percent(examples: Path) -> None:
    """222,000,000 × 1.04 = 230,880,000; × 1.04³ = 1.124864: 249,719,808."""
    found = example(
        examples / "manufacturer",
        "normal",
        productivity=PARTS,
        prerequisites={"productivity_growth": "4%"},
        history=[{"year": 2024, "frame": "normal", "decided_on": date(2024, 6, 19)}],
    )
    assert values(found, "productivity.") == {
        "productivity.now": "7400/3",
        "productivity.targets.first": 230_880_000,
        "productivity.targets.last": 249_719_808,
    }


def test_security_asks_for_1_percent_and_for_no_first_year(examples: Path) -> None:
    """1.01³ = 1.030301; × 222,000,000 = 228,726,822."""
    found = example(examples / "clinic", "security", productivity=PARTS)
    assert values(found, "productivity.") == {
        "productivity.now": "7400/3",
        "productivity.targets.last": 228_726_822,
    }


def test_hours_may_fall_instead(examples: Path) -> None:
    """90,000 ÷ 1.03 = 87,378.6; ÷ 1.092727 = 82,362.7."""
    found = example(examples / "manufacturer", "normal", productivity=PARTS)
    formulas = {one.id.rsplit(".", 1)[1]: one.formula for one in found.obligations}
    assert formulas["first"].endswith("87,378時間以下")
    assert formulas["last"].endswith("82,362時間以下")


@pytest.mark.parametrize(("profit", "first"), [(-192_000_000, None), (-191_999_999, 2)])
def test_no_growth_is_worked_out_from_nothing(
    profit: int, first: int | None, examples: Path
) -> None:
    """-192,000,000 + 180,000,000 + 12,000,000 = 0; one yen more grows to 1.03, which is 2."""
    found = example(
        examples / "manufacturer", "normal", productivity=PARTS | {"operating_profit": profit}
    )
    assert values(found, "productivity.")["productivity.targets.first"] == first


def test_unstated_productivity_has_no_figures(examples: Path) -> None:
    assert set(values(example(examples / "manufacturer", "normal"), "productivity.").values()) == {
        None
    }


def group(*productivities: dict[str, int] | None, **more: Any) -> dict[str, Any]:
    """A group of ten, the last ones like the one before."""
    stated = [*productivities, *[productivities[-1]] * (10 - len(productivities))]
    members = [
        {"name": f"員{at}", "size": "small"} | ({"productivity": parts} if parts else {})
        for at, parts in enumerate(stated, 1)
    ]
    return {"entity": "group", "organiser": "consortium", "members": members, **more}


def hourly(yen: int) -> dict[str, int]:
    return {"operating_profit": yen, "labour_cost": 0, "depreciation": 0, "hours": 1}


SHARED: Final = software(300_000, functions=["accounting"])


def test_a_group_has_two_means() -> None:
    """One of 1,024 and nine of 1: (1,024 + 9) ÷ 10 = 103.3; the tenth root of 1,024 is 2.
    After two years at 5 %, × 1.1025: 113.88825 → 114; 2.205 → 3.
    """
    found = frame_result("consortium", group(hourly(1_024), hourly(1)), SHARED)
    assert values(found, "productivity.") == {
        "productivity.now.by_geometric_mean": 2,
        "productivity.targets.last.by_geometric_mean": 3,
        "productivity.now.by_arithmetic_mean": 103,
        "productivity.targets.last.by_arithmetic_mean": 114,
        "productivity.missed": None,
    }
    pages = {one.id.rsplit(".", 1)[1]: one.source for one in found.obligations}
    assert pages["by_geometric_mean"] == "koubo-fukusu p.13"
    assert pages["by_arithmetic_mean"] == "koubo-fukusu p.33"


def test_after_a_decision_a_group_grows_by_6_percent() -> None:
    """Ten of 10,000: × 1.06² = 1.1236: 11,236 by either mean."""
    applicant = group(hourly(10_000), prerequisites={"productivity_growth": "6%"})
    applicant["members"][3]["history"] = [{"year": 2023, "frame": "normal"}]
    found = values(frame_result("consortium", applicant, SHARED), "productivity.")
    assert found["productivity.targets.last.by_geometric_mean"] == 11_236
    assert found["productivity.targets.last.by_arithmetic_mean"] == 11_236


def test_a_loss_leaves_the_arithmetic_mean_alone() -> None:
    """(-9 + 9 × 11) ÷ 10 = 9, × 1.1025 = 9.9225 → 10; of a negative figure there is no root."""
    found = values(
        frame_result("consortium", group(hourly(-9), hourly(11)), SHARED), "productivity."
    )
    assert found == {
        "productivity.now.by_geometric_mean": None,
        "productivity.targets.last.by_geometric_mean": None,
        "productivity.now.by_arithmetic_mean": 9,
        "productivity.targets.last.by_arithmetic_mean": 10,
        "productivity.missed": None,
    }


def test_one_member_without_figures_leaves_the_group_without() -> None:
    found = values(frame_result("consortium", group(hourly(10), None), SHARED), "productivity.")
    assert set(found.values()) == {None}


def test_a_representative_without_a_tool_is_left_out_of_the_mean() -> None:
    """Nine of 10 use the tool; the representative of 1,000,000 does not: koubo-fukusu p.33."""
    applicant = group(hourly(1_000_000), hourly(10), representative="員1")
    users = [f"員{number}" for number in range(2, 11)]
    found = frame_result("consortium", applicant, SHARED | {"members": users})
    assert found.eligible
    assert values(found, "productivity.now") == {
        "productivity.now.by_geometric_mean": 10,
        "productivity.now.by_arithmetic_mean": 10,
    }


def test_a_representative_with_a_tool_is_in_the_mean_of_members_alone() -> None:
    """p.13 asks for the mean of the participants, nine of 10 yen: 10. p.33 for that of all members:
    (110 + 9 × 10) ÷ 10 = 20. × 1.1025: 11.025 → 12; 22.05 → 23.
    """
    applicant = group(hourly(110), hourly(10), representative="員1")
    found = frame_result("consortium", applicant, SHARED)
    assert values(found, "productivity.") == {
        "productivity.now.by_geometric_mean": 10,
        "productivity.targets.last.by_geometric_mean": 12,
        "productivity.now.by_arithmetic_mean": 20,
        "productivity.targets.last.by_arithmetic_mean": 23,
        "productivity.missed": None,
    }
    (now,) = [one for one in found.obligations if one.id.endswith("now.by_geometric_mean")]
    assert now.formula == "参画事業者 9者の平均（1円未満切り捨て）"


def test_figures_of_the_representative_alone_may_be_missing() -> None:
    applicant = group(None, hourly(10), representative="員1")
    found = values(frame_result("consortium", applicant, SHARED), "productivity.now")
    assert found == {
        "productivity.now.by_geometric_mean": 10,
        "productivity.now.by_arithmetic_mean": None,
    }


@pytest.mark.parametrize(
    ("figures", "grown", "mean"),
    [
        ([Fraction(4), Fraction(9)], Fraction(1), Mean(6, 6)),
        ([Fraction(4), Fraction(10)], Fraction(1), Mean(6, 7)),  # √40 = 6.32
        ([Fraction(1, 4), Fraction(1, 9)], Fraction(1), Mean(0, 1)),  # 1/6
        ([Fraction(5)], Fraction(21, 20), Mean(5, 6)),  # 5.25
        ([Fraction(20)], Fraction(21, 20), Mean(21, 21)),
        ([Fraction(0), Fraction(9)], Fraction(1), None),
    ],
)
def test_a_geometric_mean_is_exact_on_both_sides(
    figures: list[Fraction], grown: Fraction, mean: Mean | None
) -> None:
    assert geometric_mean(figures, grown) == mean


def test_an_arithmetic_mean_is_exact_on_both_sides() -> None:
    assert arithmetic_mean([Fraction(1), Fraction(2)], Fraction(1)) == Mean(1, 2)
    assert arithmetic_mean([Fraction(1), Fraction(3)], Fraction(1)) == Mean(2, 2)
    assert arithmetic_mean([Fraction(-1), Fraction(1)], Fraction(1)) is None


# --- losing 小規模 ----------------------------------------


def loss(frame: Frame, applicant: dict[str, Any], *items: dict[str, Any]) -> Iterable[Any]:
    found = frame_result(frame, applicant, *items)
    return values(found, "size_lost").values()


TWO: Final = ["accounting", "ordering"]
SHOP: Final = {"industry": "retail", "employees": 5}


@pytest.mark.parametrize(
    ("cost", "lost"),
    [
        (625_000, 31_250),  # 500,000 - 625,000 × 3/4 = 468,750
        (666_667, 27_778),  # 500,000 + 41,667 × 2/3 = 527,778 - 500,000.2
        (1_000_000, 27_778),  # 750,000 - (500,000 + 333,333⅓ × 2/3 = 722,222)
        (100_000, 5_000),  # 80,000 - 75,000
    ],
)
def test_invoice_loses_a_twentieth_of_the_first_part(cost: int, lost: int) -> None:
    assert list(loss("invoice", SHOP, software(cost, functions=TWO))) == [lost]


@pytest.mark.parametrize(
    ("cost", "lost"),
    [
        (2_250_000, 375_000),  # 1,500,000 - 1,125,000
        (100_000, 16_666),  # 66,666 - 50,000
        (99_999, None),  # 66,666, and 49,999 is under the floor: no text says what then is
        (3_000_000, 0),  # 1,500,000 at either rate
    ],
)
def test_security_loses_a_quarter(cost: int, lost: int | None) -> None:
    item = {"name": "見守り", "category": "otasuketai", "price": cost}
    assert list(loss("security", SHOP, item)) == ([] if lost == 0 else [lost])


def test_a_group_loses_by_member_as_the_form_cuts() -> None:
    """1,000,000 each: 500,000 + ⌊374,999 × 2/3⌋ = 749,999 as small; ⌊666,667 × 3/4⌋ = 500,000 and
    ⌊333,333 × 2/3⌋ = 222,222 as 中小: 27,777 less. Of ten members two are near.
    """
    members = [
        {"name": f"員{at}", "industry": "retail", "employees": 5 if at < 3 else 2}
        for at in range(1, 11)
    ]
    applicant = {"entity": "group", "organiser": "consortium", "members": members}
    found = frame_result("consortium", applicant, software(1_000_000, functions=TWO))
    assert values(found, "size_lost") == {"size_lost.1": 27_777, "size_lost.2": 27_777}
    assert sources(found, "size_lost") == {"koubo-fukusu p.20"}


@pytest.mark.parametrize(
    ("near", "lost"),
    [
        (30, {f"size_lost.{number}": 5_000 for number in range(1, 31)}),
        (31, {"size_lost.all": 155_000}),
    ],
)
def test_many_members_lose_together(near: int, lost: dict[str, int]) -> None:
    """100,000 each: 80,000 - 75,000, and 31 times that."""
    members = [{"name": f"員{at}", "industry": "retail", "employees": 5} for at in range(near)]
    applicant = {"entity": "group", "organiser": "consortium", "members": members}
    found = frame_result("consortium", applicant, software(100_000, functions=TWO))
    assert values(found, "size_lost") == lost


def test_a_loss_lowers_what_administration_is_paid_too(examples: Path) -> None:
    """shopping-street: 276,000 × (4/5 - 3/4) = 13,800, and of that 10 % × 2/3 = 920."""
    found = values(example(examples / "shopping-street", "consortium"), "size_lost")
    assert set(found.values()) == {14_720}
    assert list(found) == [f"size_lost.{number}" for number in (2, 4, 6, 8, 10, 11)]


@pytest.mark.parametrize(
    ("industry", "employees", "told"),
    [
        ("retail", 2, False),
        ("retail", 3, True),
        ("retail", 5, True),
        ("retail", 6, False),
        ("lodging", 17, False),
        ("lodging", 18, True),
        ("lodging", 20, True),
        ("lodging", 21, False),
        ("service", 2, False),
        ("service", 3, True),
        ("service", 5, True),
        ("service", 6, False),
        ("wholesale", 5, True),
        ("manufacturing", 17, False),
        ("manufacturing", 18, True),
        ("manufacturing", 20, True),
        ("manufacturing", 21, False),
    ],
)
def test_it_is_told_where_two_more_people_would_end_it(
    industry: str, employees: int, told: bool
) -> None:
    applicant = {"industry": industry, "employees": employees, "capital": 1}
    assert bool(loss("invoice", applicant, software(625_000, functions=TWO))) is told


@pytest.mark.parametrize(
    "applicant",
    [
        {"size": "small"},
        {"industry": "retail", "employees": 5, "size": "medium"},
        {"industry": "retail", "employees": 6, "size": "small"},
        {"entity": "npo", "industry": "retail", "employees": 5},
        {"entity": "npo", "industry": "retail", "employees": 5, "size": "small"},
    ],
)
def test_it_is_not_told_where_nothing_says_so(applicant: dict[str, Any]) -> None:
    assert not list(loss("invoice", applicant, software(625_000, functions=TWO)))


def test_normal_and_edi_lose_nothing(examples: Path) -> None:
    assert not values(example(examples / "shop", "normal"), "size_lost")
    assert not values(example(examples / "buyer", "edi"), "size_lost")


# --- less than was applied for ----------------------------------------


def test_without_a_device_its_part_is_not_paid(examples: Path) -> None:
    """shop: 775,333; without the tablets (80,000 × 1/2) and without the register (180,000)."""
    found = example(examples / "shop", "invoice")
    assert values(found, "less") == {
        "less": 775_333,
        "less.pc": 735_333,
        "less.register": 595_333,
    }
    assert sources(found, "less") == {"kitei-2025-invoice p.16"}


def test_without_one_of_several_devices_what_the_others_are_paid_is_left() -> None:
    """400,000 × 3/4 = 300,000; two PCs of 120,000 × 1/2 come to 100,000 at most, the register to
    50,000. Without one PC 60,000 for PCs, without both none; without the register 400,000.
    """
    devices = [
        {"name": name, "category": category, "price": price}
        for name, category, price in (
            ("PC甲", "pc", 120_000),
            ("PC乙", "pc", 120_000),
            ("レジ", "register", 100_000),
        )
    ]
    item = software(400_000, functions=["accounting", "settlement"])
    found = frame_result("invoice", {"size": "medium"}, item, *devices)
    assert values(found, "less") == {
        "less": 450_000,
        "less.pc": 350_000,
        "less.pc.2": 410_000,
        "less.pc.3": 410_000,
        "less.register": 400_000,
    }
    assert [one.when for one in found.obligations if one.id.startswith("invoice.less.pc.")] == [
        "「PC甲」を買わないとき",
        "「PC乙」を買わないとき",
    ]


def test_a_device_over_its_ceiling_costs_nothing_to_leave_out() -> None:
    """Two PCs of 200,000 × 1/2 = 100,000 come to 100,000 at most: one alone is paid as much."""
    devices = [{"name": f"PC{at}", "category": "pc", "price": 200_000} for at in (1, 2)]
    item = software(400_000, functions=["accounting"])
    found = frame_result("invoice", {"size": "medium"}, item, *devices)
    assert values(found, "less") == {"less": 400_000, "less.pc": 300_000}


@pytest.mark.parametrize(("lines", "told"), [(1, 0), (2, 2), (30, 30), (31, 0)])
def test_few_lines_of_devices_are_left_out_one_by_one(lines: int, told: int) -> None:
    """Of 2,000 × 1/2 = 1,000 each; one line alone is all there are."""
    devices = [{"name": f"PC{at}", "category": "pc", "price": 2_000} for at in range(lines)]
    item = software(400_000, functions=["accounting"])
    found = values(frame_result("invoice", {"size": "medium"}, item, *devices), "less")
    assert found.pop("less") == 300_000 + 1_000 * lines
    assert found.pop("less.pc") == 300_000
    assert list(found.values()) == [300_000 + 1_000 * (lines - 1)] * told


def test_with_an_account_less_the_share_falls(examples: Path) -> None:
    """200,000 × 24 = 4,800,000 × 239/300 = 3,824,000, × 1/2 = 1,912,000."""
    found = example(examples / "buyer", "edi")
    assert values(found, "less") == {"less": 1_920_000, "less.accounts": 1_912_000}
    assert sources(found, "less") == {"koubo-denshi p.13, kitei-2025-denshi p.17"}
    assert sources(found, "others.replaced") == {"koubo-denshi p.13, koubo-denshi p.23"}


def test_an_account_less_of_a_small_client() -> None:
    """24,000 × 24 = 576,000 × 9/10 × 2/3 = 345,600; × 8/10: 307,200."""
    accounts = {"suppliers": 10, "sme_suppliers": 9}
    item = software(24_000, per="month", months=24, functions=["ordering"], accounts=accounts)
    found = values(frame_result("edi", {"size": "small"}, item), "less")
    assert found == {"less": 345_600, "less.accounts": 307_200}


def test_a_group_s_devices(examples: Path) -> None:
    """Registers: 5 × 120,000, and 10 % × 2/3 of that in (c); cameras: 1,080,000 × 2/3 likewise."""
    found = values(example(examples / "shopping-street", "consortium"), "less")
    assert found == {
        "less": 4_993_280,
        "less.register": 4_993_280 - 640_000,
        "less.analysis_hardware": 4_993_280 - 768_000,
    }


# --- what all are asked ----------------------------------------


def test_reports_and_words_have_their_pages(examples: Path) -> None:
    found = example(examples / "clinic", "security")
    assert {one.id.removeprefix("security."): one.source for one in found.obligations} == {
        "productivity.now": "koubo-security p.7, koubo-fukusu p.33",
        "productivity.targets.last": "koubo-security p.7",
        "less": "kitei-2025-security p.16",
        "reports.before": "koubo-security p.20",
        "reports.year1": "koubo-security p.20",
        "reports.year3": "koubo-security p.20",
        "others.late": "koubo-security p.20",
        "others.withdrawal": "koubo-security p.20, kitei-2025-security p.10",
        "others.unused": "kitei-2025-security p.10",
        "others.keep": "koubo-security p.21, kitei-2025-security p.7",
    }


@pytest.mark.parametrize(
    ("folder", "frame", "years"),
    [
        ("manufacturer", "normal", ["before", "year1", "year2", "year3"]),
        ("shop", "invoice", ["before", "year1", "year3"]),
        ("buyer", "edi", ["before", "year1", "year3"]),
        ("clinic", "security", ["before", "year1", "year3"]),
        ("shopping-street", "consortium", ["year1", "year2"]),
    ],
)
def test_each_frame_reports_in_its_years(
    folder: str, frame: Frame, years: list[str], examples: Path
) -> None:
    found = values(example(examples / folder, frame), "reports.")
    assert found == {f"reports.{year}": None for year in years}


def test_a_closed_frame_binds_to_nothing(examples: Path) -> None:
    found = example(examples / "shop", "security")
    assert (found.obligations, found.score, found.papers) == ((), (), ())


def test_they_are_there_where_they_are_asked_for(examples: Path) -> None:
    applicant = load_applicant(examples / "shop" / "applicant.yaml")
    quote = load_quote(examples / "shop" / "quote.yaml")
    asks: list[tuple[dict[str, Any], bool]] = [
        ({}, True),
        ({"advise": False}, False),
        ({"obligations": False}, False),
        ({"advise": False, "obligations": True}, True),
    ]
    for asked, is_there in asks:
        answer = estimate(applicant, [quote], on=ON, **asked)
        assert bool(answer.quotes[0].frames["invoice"].obligations) is is_there
