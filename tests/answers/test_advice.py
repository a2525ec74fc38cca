"""Next steps: hand-worked ones, and for every client that each keeps its promise."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsubsidy import Applicant, Estimate, FrameResult, Quote, estimate
from itsubsidy.answers.changes import Change, ChangeError, change
from itsubsidy.rules.frames.worksheet import NextStep
from itsubsidy.terms import Frame

settings.register_profile("advice", max_examples=60, deadline=None)

HALF = Fraction(1, 2)
FUNCTIONS = ["accounting", "ordering"]
MANUFACTURER: dict[str, Any] = {"industry": "manufacturing", "employees": 45}
ERP: dict[str, Any] = {
    "name": "ERP",
    "category": "software",
    "price": 4_000_000,
    "processes": ["共P-01", "共P-02"],
}


def steps(found: Estimate, frame: Frame) -> dict[str, NextStep]:
    return {step.id: step for step in found.quotes[0].frames[frame].next}


def gains(found: Estimate, frame: Frame) -> dict[str, tuple[int, int]]:
    return {name: (step.gain, step.cost) for name, step in steps(found, frame).items()}


def test_processes_and_wage_plan_only_pay_together(answer: Callable[..., Estimate]) -> None:
    """4,000,000 × 1/2 = 2,000,000 is held at 1,499,999; both open it: + 500,001."""
    found = gains(answer(MANUFACTURER, ERP), "normal")
    assert found["processes_and_wage_plan"] == (500_001, 0)
    assert "processes" not in found
    assert "wage_plan" not in found


def test_processes_alone_pay_where_a_wage_plan_stands(answer: Callable[..., Estimate]) -> None:
    plan = {"payroll_growth": "1.5%", "minimum_wage_margin": 30, "announced": True}
    found = gains(answer({**MANUFACTURER, "wage_plan": plan}, ERP), "normal")
    assert found["processes"] == (500_001, 0)


def test_a_wage_plan_alone_pays_with_four_processes(answer: Callable[..., Estimate]) -> None:
    four = {**ERP, "processes": ["共P-01", "共P-02", "共P-03", "共P-04"]}
    step = steps(answer(MANUFACTURER, four), "normal")["wage_plan"]
    assert (step.kind, step.gain, step.cost) == ("improve", 500_001, 0)
    assert step.text == (
        "賃金引上げ計画（給与支給総額の年平均成長率 1.5%以上、事業場内最低賃金の地域別最低賃金への"
        "上乗せ 30円以上）を作り表明する（賃上げ未達のときは返還）"
    )


IN_2026 = date(2026, 7, 1)
FOUR = {**ERP, "processes": ["共P-01", "共P-02", "共P-03", "共P-04"]}


def test_the_plan_that_a_frame_lacks_after_an_earlier_decision(
    answer: Callable[..., Estimate],
) -> None:
    """2026: closed without 3.5 % a head; then 4,000,000 × 1/2, below 1,500,000 without + 30 yen."""
    again = {**MANUFACTURER, "history": [{"year": 2023, "frame": "edi"}]}
    step = steps(answer(again, FOUR, on=IN_2026), "normal")["prerequisites"]
    assert (step.gain, step.cost) == (1_499_999, 0)
    assert step.changes == (
        ("applicant.wage_plan.per_head_growth", "3.5%"),
        ("applicant.wage_plan.announced", True),
    )


def test_a_plan_for_more_holds_what_an_earlier_decision_asks_for_too(
    answer: Callable[..., Estimate],
) -> None:
    """3.5 % a head and + 30 yen, not 3 %, which would close the frame."""
    plan = {"wage_plan": {"per_head_growth": "4%", "announced": True}}
    again = {**MANUFACTURER, **plan, "history": [{"year": 2023, "frame": "edi"}]}
    step = steps(answer(again, FOUR, on=IN_2026), "normal")["wage_plan"]
    assert (step.gain, step.cost) == (500_001, 0)
    expected = {"per_head_growth": "3.5%", "minimum_wage_margin": 30, "announced": True}
    assert step.changes == (("applicant.wage_plan", expected),)


def test_the_end_of_a_wait_is_proposed_where_the_window_has_no_end(
    answer: Callable[..., Estimate],
) -> None:
    plan = {"wage_plan": {"per_head_growth": "3.5%", "announced": True}}
    decided = [{"year": 2025, "frame": "normal", "decided_on": "2026-02-20"}]
    barred = {**MANUFACTURER, **plan, "history": decided}
    step = steps(answer(barred, {**ERP, "price": 400_000}, on=IN_2026), "normal")["waiting"]
    assert (step.gain, step.changes) == (200_000, (("date", "2027-02-21"),))


def test_employees_missing_to_30_percent(answer: Callable[..., Estimate]) -> None:
    """45 × 30% = 13.5, so 14; 1,200,000 × (2/3 − 1/2) = 200,000."""
    near = {"near_minimum_wage": {"months": 3, "employees": 10}}
    found = steps(answer({**MANUFACTURER, **near}, {**ERP, "price": 1_200_000}), "normal")
    step = found["near_minimum_wage"]
    assert (step.kind, step.gain, step.cost) == ("declare", 200_000, 0)
    assert step.text == (
        "最低賃金近傍の従業員が 14人以上（30%以上）の月が 3か月以上ありませんか"
        "（記入は 10人、3か月）"
    )


def test_a_second_function(answer: Callable[..., Estimate]) -> None:
    """Small, 1,000,000: 500,000 with one function, 750,000 with two; koubo-invoice p.13."""
    item = {"name": "会計", "category": "software", "price": 1_000_000, "functions": ["accounting"]}
    assert gains(answer({"size": "small"}, item), "invoice")["functions"] == (250_000, 0)


def test_a_second_function_of_software_that_runs_past_what_counts(
    answer: Callable[..., Estimate],
) -> None:
    """100,000 × 24 of 36 months: 500,000 with one function; with two 500,000 and the rest of
    2,400,000 − 625,000 at 2/3, which is 1,183,333.
    """
    item = {"name": "会計", "category": "software", "price": 100_000, "functions": ["accounting"]}
    step = steps(answer({"size": "small"}, {**item, "per": "month", "months": 36}), "invoice")
    assert (step["functions"].gain, step["functions"].cost) == (1_183_333, 0)
    assert step["functions"].text == (
        "「会計」に、ほかに受発注・決済の機能がありませんか（合わせて 2機能以上）"
    )


def test_registration_and_compliance(answer: Callable[..., Estimate]) -> None:
    item = {
        "name": "会計",
        "category": "software",
        "price": 100_000,
        "functions": ["accounting"],
        "registered": False,
        "invoice_compliant": False,
    }
    both = gains(answer({"size": "small"}, item), "invoice")
    assert "registered" not in both  # one alone opens nothing
    registered = {**item, "registered": True}
    assert gains(answer({"size": "small"}, registered), "invoice")["invoice_compliant"] == (
        80_000,
        0,
    )
    compliant = {**item, "invoice_compliant": True}
    assert gains(answer({"size": "small"}, compliant), "invoice")["registered"] == (80_000, 0)


def test_what_is_missing_to_the_floor(answer: Callable[..., Estimate]) -> None:
    """80,000 at 1/2 is 40,000; 20,000 more reach 50,000; koubo-tsujyo p.15."""
    found = gains(answer({"size": "medium"}, {**ERP, "price": 80_000}), "normal")
    assert found["floor"] == (50_000, 20_000)


def test_room_under_the_ceiling(answer: Callable[..., Estimate]) -> None:
    """1,000,000 at 1/2; 2,999,998 reach 1,499,999, the most below 1,500,000."""
    found = steps(answer({"size": "medium"}, {**ERP, "price": 1_000_000}), "normal")["room"]
    assert (found.gain, found.cost, found.net) == (999_999, 1_999_998, -999_999)
    assert found.text == (
        "対象経費をあと 1,999,998円まで増やせる（補助率 1/2、補助額は 1,499,999円まで）"
    )


def test_a_longer_contract(answer: Callable[..., Estimate]) -> None:
    """10,000 × 12 → 24: 120,000 more, of which 4/5 are paid."""
    item = {
        "name": "会計",
        "category": "software",
        "price": 10_000,
        "functions": ["accounting"],
        "per": "month",
        "months": 12,
    }
    step = steps(answer({"size": "small"}, item), "invoice")["months"]
    assert (step.gain, step.cost, step.net) == (96_000, 120_000, -24_000)


def test_what_is_lost_past_the_limits(answer: Callable[..., Estimate]) -> None:
    found = gains(
        answer(
            {"size": "small"},
            {**ERP, "price": 500_000},
            {
                "name": "拡張",
                "category": "extension",
                "price": 10_000,
                "per": "month",
                "months": 24,
            },
            {"name": "相談", "category": "consulting", "price": 1_500_000},
            {"name": "相談二", "category": "consulting", "price": 300_000},
            {"name": "設定", "category": "setup", "price": 700_000},
        ),
        "normal",
    )
    assert found["months_past_limit"] == (0, -120_000)
    assert found["second_consulting"] == (0, -300_000)
    assert found["services"] == (0, -200_000)


def test_services_past_their_cap_are_never_reduced_to_nothing(
    answer: Callable[..., Estimate],
) -> None:
    """2,100,000 of services: the setup of 100,000 is all that is lost, and keeps its price."""
    found = answer(
        {"size": "small"},
        {**ERP, "price": 500_000},
        {"name": "設定", "category": "setup", "price": 100_000},
        {"name": "相談", "category": "consulting", "price": 2_000_000},
    )
    assert steps(found, "normal")["services"].changes == (("items.3.price", 1_900_000),)
    alone = answer(
        {"size": "small"},
        {**ERP, "price": 500_000},
        {"name": "設定", "category": "setup", "price": 100_000},
        {"name": "保守", "category": "support", "price": 2_000_000},
    )
    assert "services" not in steps(alone, "normal")


def test_a_price_with_decimals_is_exact_text_in_json(answer: Callable[..., Estimate]) -> None:
    """2,100,000.5 counts as 2,000,000; 100,000 less are 2,000,000.5."""
    setup = {"name": "設定", "category": "setup", "price": Fraction(4_200_001, 2)}
    found = answer({"size": "small"}, {**ERP, "price": 500_000}, setup)
    (frame,) = (one for one in found.to_dict()["quotes"][0]["frames"] if one["frame"] == "normal")
    (step,) = (one for one in frame["next"] if one["id"] == "services")
    assert step["changes"] == [["items.2.price", "2000000.5"]]
    assert json.loads(json.dumps(found.to_dict()))


def test_consulting_of_several_years_is_given_up_as_a_whole(
    answer: Callable[..., Estimate],
) -> None:
    """The two years of 200,000 are dearer than 300,000, which goes with its discount."""
    found = answer(
        {"size": "small"},
        {**ERP, "price": 500_000},
        {"name": "相談 1年目", "category": "consulting", "price": 200_000},
        {"name": "診断", "category": "consulting", "price": 300_000},
        {"name": "相談 2年目", "category": "consulting", "price": 200_000},
        {"name": "診断の値引き", "category": "discount", "price": 10_000, "for": "診断"},
    )
    step = steps(found, "normal")["second_consulting"]
    assert (step.gain, step.cost) == (0, -290_000)
    assert step.changes == (("items.5", None), ("items.3", None))


def test_one_employee_over_a_threshold(answer: Callable[..., Estimate]) -> None:
    """Six in retail get 3/4, five 4/5: 600,000 × (4/5 − 3/4) = 30,000."""
    item = {"name": "会計", "category": "software", "price": 600_000, "functions": ["accounting"]}
    six = {"industry": "retail", "employees": 6}
    step = steps(answer(six, item), "invoice")["size"]
    assert (step.kind, step.gain, step.cost) == ("declare", 30_000, 0)
    assert step.text == (
        "小規模事業者の従業員数（商業・サービス業）は 5人以下ではありませんか"
        "（常時使用する従業員の数え方を確かめます）"
    )
    seven = {"industry": "retail", "employees": 7}
    assert "size" not in gains(answer(seven, item), "invoice")


def test_one_yen_of_capital_over_a_threshold(answer: Callable[..., Estimate]) -> None:
    large = {"industry": "retail", "employees": 400, "capital": 50_000_001}
    found = steps(answer(large, {**ERP, "price": 1_000_000}), "normal")["size"]
    assert found.gain == 500_000
    assert found.text == "資本金（小売業）は 50,000,000円以下ではありませんか"


def test_the_day_that_a_bar_ends(answer: Callable[..., Estimate]) -> None:
    barred = {
        "size": "medium",
        "history": [{"year": 2024, "frame": "normal", "decided_on": "2024-09-02"}],
    }
    step = steps(answer(barred, {**ERP, "price": 1_000_000}), "normal")["waiting"]
    assert (step.gain, step.cost, step.changes) == (500_000, 0, (Change("date", "2025-09-03"),))


def test_a_bar_that_ends_on_the_last_day(answer: Callable[..., Estimate]) -> None:
    """Decided on 2025-01-06: barred to 2026-01-06, open on 2026-01-07, the programme's last day."""
    barred = {
        "size": "medium",
        "history": [{"year": 2024, "frame": "normal", "decided_on": "2025-01-06"}],
    }
    step = steps(answer(barred, {**ERP, "price": 1_000_000}), "normal")["waiting"]
    assert step.changes == (Change("date", "2026-01-07"),)


def test_a_bar_that_outlasts_the_programme_gains_nothing(answer: Callable[..., Estimate]) -> None:
    barred = {
        "size": "medium",
        "history": [{"year": 2024, "frame": "normal", "decided_on": "2025-01-07"}],
    }
    assert "waiting" not in steps(answer(barred, ERP), "normal")


def test_answers_of_no_are_made_good_together(answer: Callable[..., Estimate]) -> None:
    no = {"size": "medium", "prerequisites": {"gbizid_prime": False, "security_action": 0}}
    step = steps(answer(no, {**ERP, "price": 1_000_000}), "normal")["prerequisites"]
    assert step.gain == 500_000
    assert step.changes == (
        Change("applicant.prerequisites.gbizid_prime", True),
        Change("applicant.prerequisites.security_action", 1),
    )


@pytest.mark.parametrize(
    ("history", "enough"), [([], "3%"), ([{"year": 2023, "frame": "normal"}], "4%")]
)
def test_a_first_year_that_falls_short_is_made_good(
    history: list[dict[str, Any]], enough: str, answer: Callable[..., Estimate]
) -> None:
    plans = {"productivity_growth": "4%", "productivity_growth_first_year": "2.9%"}
    applicant = {"size": "medium", "history": history, "prerequisites": plans}
    step = steps(answer(applicant, {**ERP, "price": 1_000_000}), "normal")["prerequisites"]
    assert step.gain == 500_000
    assert step.changes == (
        Change("applicant.prerequisites.productivity_growth_first_year", enough),
    )


def group(count: int) -> dict[str, Any]:
    members = [{"name": f"員{number}", "size": "small"} for number in range(count)]
    return {"entity": "group", "organiser": "consortium", "members": members}


def test_members_missing_to_ten(answer: Callable[..., Estimate]) -> None:
    """Nine buy for 100,000 each; a tenth, not known to be small, opens 80,000 × 9 + 75,000."""
    item = {"name": "会計", "category": "software", "price": 100_000, "functions": ["accounting"]}
    assert gains(answer(group(9), item), "consortium")["members"] == (795_000, 100_000)


def test_analysis_is_capped_by_those_who_introduce_it(answer: Callable[..., Estimate]) -> None:
    """3,000,000 × 2/3 = 2,000,000 is held at 500,000 × 2; all ten lift it.

    The others use a tool for a yen, of which nothing is paid: without one they would not count.
    """
    item = {"name": "分析", "category": "analysis", "price": 3_000_000, "members": ["員0", "員1"]}
    others = {
        "name": "決済",
        "category": "software",
        "price": 1,
        "functions": ["settlement"],
        "members": [f"員{number}" for number in range(2, 10)],
    }
    assert gains(answer(group(10), item, others), "consortium")["analysis"] == (1_000_000, 0)


def test_administration_beyond_the_ten_percent_rule(answer: Callable[..., Estimate]) -> None:
    """800,000 × 10% × 2/3 = 53,333 is what 80,000 of administration are paid already."""
    found = answer(
        group(10),
        {"name": "会計", "category": "software", "price": 100_000, "functions": ["accounting"]},
        {"name": "事務", "category": "administration", "price": 300_000},
    )
    assert gains(found, "consortium")["administration"] == (0, -220_000)


def test_administration_of_two_units_is_left_alone(answer: Callable[..., Estimate]) -> None:
    """The price of one of two is no reduction of both."""
    software = {
        "name": "会計",
        "category": "software",
        "price": 100_000,
        "functions": FUNCTIONS[:1],
    }
    office = {"name": "事務", "category": "administration", "price": 150_000, "quantity": 2}
    assert "administration" not in gains(answer(group(10), software, office), "consortium")


def test_nothing_is_proposed_that_gains_nothing(answer: Callable[..., Estimate]) -> None:
    found = answer(MANUFACTURER, {**ERP, "price": 1_000_000})
    for result in found.quotes[0].frames.values():
        for step in result.next:
            assert step.gain > 0 or (step.gain == 0 and step.cost < 0)
        assert list(result.next) == sorted(result.next, key=told_order)


def test_frames_of_another_kind_of_applicant_have_no_steps(
    answer: Callable[..., Estimate],
) -> None:
    assert answer(MANUFACTURER, ERP).quotes[0].frames["consortium"].next == ()


def told_order(step: NextStep) -> tuple[int, int, int]:
    """What to do, then what to ask, then what could be bought; the largest gain first."""
    return ["improve", "declare", "room"].index(step.kind), -step.gain, step.cost


ANSWERS: dict[str, list[Any]] = {
    "gbizid_prime": [True, True, False],
    "security_action": [2, 1, 0],
    "pays_minimum_wage": [True, True, True, False],
    "productivity_growth": ["4%", "3%", "2%"],
    "productivity_growth_first_year": ["4%", "3%", "2.9%"],
}


@st.composite
def clients(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Clients near thresholds, with something to improve."""
    employees = draw(st.sampled_from([4, 5, 6, 20, 21, 50, 51, 300, 301]))
    asked = draw(st.sets(st.sampled_from(sorted(ANSWERS))))
    applicant: dict[str, Any] = {
        "name": "甲",
        "industry": draw(st.sampled_from(["retail", "manufacturing", "lodging"])),
        "employees": employees,
        "capital": draw(st.sampled_from([1_000_000, 50_000_000, 50_000_001, 300_000_001])),
        "prerequisites": {key: draw(st.sampled_from(ANSWERS[key])) for key in sorted(asked)},
    }
    if draw(st.booleans()):
        day = draw(st.dates(date(2024, 4, 1), date(2025, 1, 31)))
        applicant["history"] = [{"year": 2024, "frame": "normal", "decided_on": day}]
    if draw(st.booleans()):
        applicant["wage_plan"] = {
            draw(st.sampled_from(["payroll_growth", "per_head_growth"])): "3%",
            "announced": draw(st.booleans()),
        }
    if draw(st.booleans()):
        near = draw(st.integers(0, employees))
        applicant["near_minimum_wage"] = {"months": draw(st.integers(0, 4)), "employees": near}
    items = []
    for number in range(draw(st.integers(1, 4))):
        category = draw(
            st.sampled_from(
                ["software", "extension", "setup", "consulting", "support", "otasuketai"]
            )
        )
        item: dict[str, Any] = {
            "name": f"品{number}",
            "category": category,
            "price": draw(st.integers(0, 3_000_000)),
            "registered": draw(st.integers(0, 4)) > 0,
        }
        if draw(st.booleans()):
            item |= {"per": "month", "months": draw(st.integers(1, 40))}
            item["price"] //= 20
        if category == "software":
            item["processes"] = draw(
                st.lists(st.sampled_from(["共P-01", "共P-02", "汎P-07"]), min_size=1, unique=True)
            )
            functions = draw(st.lists(st.sampled_from(FUNCTIONS), max_size=2, unique=True))
            if functions:
                item["functions"] = functions
            item["invoice_compliant"] = draw(st.integers(0, 4)) > 0
        if draw(st.booleans()):
            item["discount"] = draw(st.integers(0, item["price"]))
        items.append(item)
    left = items[0]["price"] - items[0].get("discount", 0)
    for target in ({"for": "品0"}, {}):
        if draw(st.booleans()):
            off = draw(st.integers(0, left))
            left -= off
            items.append({"name": "値引き", "category": "discount", "price": off, **target})
    return applicant, {"items": items}


DAYS = st.one_of(
    st.dates(date(2025, 3, 31), date(2026, 1, 7)), st.dates(date(2026, 3, 30), date(2026, 12, 31))
)
"""Of both programmes."""


@settings(settings.get_profile("advice"))
@given(clients(), DAYS)
def test_every_step_gains_what_it_promises(
    client: tuple[dict[str, Any], dict[str, Any]], on: date
) -> None:
    """Applied to the files and estimated anew, the gain and the cost are those that were told."""
    applicant, quote = Applicant.model_validate(client[0]), Quote.model_validate(client[1])
    before = estimate(applicant, [quote], on=on, draw=True).quotes[0]
    assert list(before.curve.points) == sorted(before.curve.points)
    for frame, result in before.frames.items():
        assert result.next_untried == 0
        assert list(result.next) == sorted(result.next, key=told_order)
        for step in result.next:
            assert bool(step.changes) is (step.kind != "room")
            if step.kind != "room":
                after = applied(applicant, quote, step, on, frame)
                assert after.subsidy - result.subsidy == step.gain
                assert after.total - result.total == step.cost


UNSPEAKABLE = ("従業員数", "時給", "小規模", "最低賃金近傍")
NO_DEED = (
    "applicant.employees",
    "applicant.capital",
    "applicant.size",
    "applicant.near_minimum_wage",
    "applicant.prerequisites.pays_minimum_wage",
)


@settings(settings.get_profile("advice"))
@given(clients(), DAYS)
def test_no_step_proposes_what_is_so_or_not(
    client: tuple[dict[str, Any], dict[str, Any]], on: date
) -> None:
    """Wages, heads and what a product can do are asked; a wage plan says what missing it costs."""
    applicant, quote = Applicant.model_validate(client[0]), Quote.model_validate(client[1])
    for result in estimate(applicant, [quote], on=on).quotes[0].frames.values():
        for step in result.next:
            paths = [path for path, _ in step.changes]
            if step.kind == "declare":
                assert "ませんか" in step.text
                for sentence in step.text.split("。"):
                    if any(word in sentence for word in (*UNSPEAKABLE, "資本金", "最低賃金以上")):
                        assert "ませんか" in sentence
            else:
                assert not any(word in step.text for word in UNSPEAKABLE)
                assert not any(path.startswith(NO_DEED) for path in paths)
                assert "ませんか" not in step.text
            if any(path.startswith("applicant.wage_plan") for path in paths):
                assert "（賃上げ未達のときは返還）" in step.text


@settings(settings.get_profile("advice"))
@given(clients(), DAYS)
def test_what_is_closed_by_papers_and_plans_alone_is_opened_by_a_step(
    client: tuple[dict[str, Any], dict[str, Any]], on: date
) -> None:
    applicant, quote = Applicant.model_validate(client[0]), Quote.model_validate(client[1])
    for frame, result in estimate(applicant, [quote], on=on).quotes[0].frames.items():
        rules = (f"{frame}.prerequisites.", f"{frame}.wage_plan_repeat.")
        failed = [check.id for check in result.failed]
        wages = f"{frame}.prerequisites.pays_minimum_wage"
        if result.eligible_cost and failed and all(name.startswith(rules) for name in failed):
            step = next(step for step in result.next if step.id == "prerequisites")
            assert step.kind == ("declare" if wages in failed else "improve")
            assert step.gain > 0


def test_papers_and_the_end_of_a_wait_open_a_frame_together(
    answer: Callable[..., Estimate],
) -> None:
    """1,000,000 × 1/2; GビズID alone opens nothing before 2025-09-03, nor that day without it."""
    barred = {
        "size": "medium",
        "prerequisites": {"gbizid_prime": False},
        "history": [{"year": 2024, "frame": "normal", "decided_on": "2024-09-02"}],
    }
    found = steps(answer(barred, {**ERP, "price": 1_000_000}), "normal")
    assert not {"prerequisites", "waiting"} & found.keys()
    step = found["prerequisites_and_waiting"]
    assert (step.kind, step.gain, step.cost) == ("improve", 500_000, 0)
    assert step.text == "GビズIDプライムを取得する。申請を 2025-09-03 以後にする"
    assert step.changes == (
        Change("applicant.prerequisites.gbizid_prime", True),
        Change("date", "2025-09-03"),
    )


def test_a_lowest_wage_below_the_minimum_is_asked_after(answer: Callable[..., Estimate]) -> None:
    no = {"gbizid_prime": False, "pays_minimum_wage": False}
    applicant = {"size": "medium", "prerequisites": no}
    step = steps(answer(applicant, {**ERP, "price": 1_000_000}), "normal")["prerequisites"]
    assert (step.kind, step.gain) == ("declare", 500_000)
    assert step.text == (
        "GビズIDプライムを取得する。事業場内最低賃金が地域別最低賃金以上ではありませんか"
    )


def test_a_plan_figure_too_low_is_named_with_the_figure_to_reach(
    answer: Callable[..., Estimate],
) -> None:
    """2025, decided in 2023: 4 % and not 3 %; 3,000,000 × 1/2 is held below 1,500,000."""
    clinic = {
        "size": "medium",
        "prerequisites": {"productivity_growth": "3%"},
        "history": [{"year": 2023, "frame": "normal"}],
    }
    step = steps(answer(clinic, {**ERP, "price": 3_000_000}), "normal")["prerequisites"]
    assert (step.kind, step.gain) == ("improve", 1_499_999)
    assert step.text == ("労働生産性の年平均成長率の計画（過年度に交付決定あり）を 4%以上にする")


def test_each_member_declares_for_itself(answer: Callable[..., Estimate]) -> None:
    """Ten buy for 100,000 each: 80,000 × 10, closed by the one that has not declared."""
    members = group(10)
    members["members"][3]["prerequisites"] = {"security_action": 0}
    item = {"name": "会計", "category": "software", "price": 100_000, "functions": ["accounting"]}
    step = steps(answer(members, item), "consortium")["prerequisites"]
    assert (step.kind, step.gain, step.cost) == ("improve", 800_000, 0)
    assert step.changes == (Change("applicant.members.4.prerequisites.security_action", 1),)


def test_software_without_a_function_is_asked_for_one(answer: Callable[..., Estimate]) -> None:
    """Small, 120,000 × 4/5, if it keeps accounts, takes orders or settles payments."""
    item = {**ERP, "name": "販売", "price": 120_000}
    step = steps(answer({"size": "small"}, item), "invoice")["functions"]
    assert (step.kind, step.gain, step.cost) == ("declare", 96_000, 0)
    assert step.text == "「販売」に、会計・受発注・決済の機能がありませんか（合わせて 1機能以上）"


def test_what_a_long_quote_leaves_no_room_for_is_counted(answer: Callable[..., Estimate]) -> None:
    """300 contracts too long: the dearest are shortened, the others told to be left."""
    items = [
        {"name": f"会計{number}", "category": "software", "price": 1_000 + number}
        | {"per": "month", "months": 36, "functions": ["accounting"]}
        for number in range(300)
    ]
    result = answer({"size": "small"}, *items).quotes[0].frames["invoice"]
    tried = [step.changes[0][0] for step in result.next if step.id == "months_past_limit"]
    assert tried == [f"items.{number}.months" for number in range(300, 300 - len(tried), -1)]
    assert 0 < result.next_untried == 300 - len(tried)
    assert answer({"size": "small"}, *items[:100]).quotes[0].frames["invoice"].next_untried == 0


def applied(
    applicant: Applicant, quote: Quote, step: NextStep, on: date, frame: Frame
) -> FrameResult:
    changes = [Change(*one) for one in step.changes]
    days = [date.fromisoformat(one.value) for one in changes if one.path == "date"]
    rest = [one for one in changes if one.path != "date"]
    who, what = change(applicant, quote, rest)
    day = days[0] if days else on
    return estimate(who, [what], on=day, advise=False).quotes[0].frames[frame]


# --- changes -----------------------------------------------------------------------------------


@pytest.fixture
def client() -> tuple[Applicant, Quote]:
    applicant = Applicant.model_validate({"name": "甲", "industry": "retail", "employees": 6})
    items = [
        {"name": "会計", "category": "software", "price": 100, "per": "month", "months": 12},
        {"name": "設定", "category": "setup", "price": 100, "for": "会計"},
    ]
    return applicant, Quote.model_validate({"items": items})


def test_fractions_stay_what_they_are_in_a_changed_copy() -> None:
    ledger = [{"employee": "乙", "prefecture": "東京都", "wages": {"2025-07": "1050.5"}}]
    applicant = Applicant.model_validate(
        {"name": "甲", "size": "medium", "near_minimum_wage": {"ledger": ledger}}
    )
    line = {
        "name": "会計",
        "category": "software",
        "price": Fraction(2001, 2),
        "quantity": 1_000,
        "discount": Fraction(1, 3),
    }
    quote = Quote.model_validate({"items": [line]})
    changes = [Change("applicant.prefecture", "東京都"), Change("title", "乙")]
    changed_applicant, changed_quote = change(applicant, quote, changes)
    assert changed_applicant.near_minimum_wage == applicant.near_minimum_wage
    assert changed_quote.items == quote.items


def test_changes_by_number_and_by_name(client: tuple[Applicant, Quote]) -> None:
    applicant, quote = change(
        *client,
        [
            Change("applicant.employees", 5),
            Change("applicant.near_minimum_wage.months", 3),
            Change("applicant.near_minimum_wage.employees", 2),
            Change("items.1.months", 24),
            Change("items.設定.price", 50),
            Change("items.3", {"name": "PC", "category": "pc", "price": 1}),
        ],
    )
    assert applicant.employees == 5
    assert applicant.near_minimum_wage is not None
    assert applicant.near_minimum_wage.employees == 2
    assert quote.items[0].months == 24
    assert (quote.items[1].price, quote.items[1].target) == (50, "会計")
    assert quote.items[2].name == "PC"
    assert change(*client, [Change("items.2", None)])[1].items == client[1].items[:1]
    assert client[0].employees == 6


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("items.9.months", 24, "9 番目はありません。2 番目までです"),
        ("items.3.months", 24, "3 番目はありません。2 番目までです"),
        ("items.会社.months", 24, "「会社」はありません。ある名前: 会計、設定"),
        ("items.1.months.deep", 24, "「deep」より先はありません"),
        ("items.1.price", "高い", "items.1.price: 「高い」は整数ではありません"),
        ("applicant.employes", 5, "employes: 「employes」というキーはありません"),
    ],
)
def test_changes_that_cannot_be_made(
    path: str, value: Any, message: str, client: tuple[Applicant, Quote]
) -> None:
    with pytest.raises(ChangeError, match=message):
        change(*client, [Change(path, value)])


def changed(quote: dict[str, Any], *changes: tuple[str, Any]) -> Quote:
    applicant = Applicant.model_validate({"name": "甲", "size": "small"})
    made = [Change(*one) for one in changes]
    return change(applicant, Quote.model_validate(quote), made)[1]


def item_of(quote: Quote, at: int = 0) -> dict[str, Any]:
    return {key: value for key, value in quote.items[at].written().items() if key != "name"}


PAID = {"name": "会計", "category": "software"}
BESIDE = {"name": "設定", "category": "setup", "price": 1_000, "amount": 1_000}


@pytest.mark.parametrize(
    ("line", "path", "value", "after"),
    [
        # the paper's amount is one of the paper's line
        ({"price": 10, "amount": 10}, "price", 12, {"price": 12}),
        ({"price": 10, "amount": 10}, "quantity", 3, {"price": 10, "quantity": 3}),
        ({"amount": 10}, "quantity", 3, {"price": 10, "quantity": 3}),
        ({"amount": 10}, "price", 12, {"price": 12}),
        ({"amount": 10}, "discount", 2, {"price": 10, "discount": 2}),
        ({"amount": 10}, "registered", False, {"price": 10, "registered": False}),
        ({"price": 10, "amount": 10}, "amount", 10, {"price": 10, "amount": 10}),
        # 0.5 × 3 = 1.5, which the vendor rounded to 2: so it stays until the price is another
        (
            {"price": HALF, "quantity": 3, "amount": 2},
            "registered",
            False,
            {"price": 2, "quantity": 1, "registered": False},
        ),
        (
            {"price": HALF, "quantity": 3, "amount": 2},
            "quantity",
            5,
            {"price": HALF, "quantity": 5},
        ),
        (
            {"price": HALF, "quantity": 3, "amount": 2, "per": "month", "months": 36},
            "months",
            24,
            {"price": 2, "quantity": 1, "per": "month", "months": 24},
        ),
    ],
)
def test_a_changed_line_forgets_the_papers_amount_and_no_other_does(
    line: dict[str, Any], path: str, value: object, after: dict[str, Any]
) -> None:
    found = changed({"items": [{**PAID, **line}, BESIDE]}, (f"items.1.{path}", value))
    assert item_of(found) == {"category": "software", **after}
    assert item_of(found, 1)["amount"] == 1_000


def test_a_changed_copy_forgets_the_papers_totals() -> None:
    items = [{**PAID, "price": 1_000}]
    quote = {"items": items, "total": 1_000, "total_with_tax": 1_100}
    for found in (changed(quote), changed(quote, ("items.1.price", 5))):
        assert (found.total, found.total_with_tax) == (None, None)
    read = Quote.model_validate({"items": items})
    assert change(Applicant.model_validate({"name": "甲", "size": "small"}), read, ())[1] is read


def test_fractions_survive_a_change() -> None:
    line = {
        "price": HALF,
        "quantity": Fraction(3, 2),
        "discount": Fraction(1, 20),
        "tax_rate": "8%",
    }
    found = changed({"tax_rate": "8%", "items": [{**PAID, **line}]}, ("items.1.registered", False))
    (read,) = found.items
    assert (read.price, read.quantity, read.discount) == (HALF, Fraction(3, 2), Fraction(1, 20))
    assert (read.tax_rate, found.tax_rate) == (Fraction(2, 25), Fraction(2, 25))


def test_steps_of_a_quote_whose_total_rounds_the_tax_up_are_of_the_prices_without_it(
    answer: Callable[..., Estimate],
) -> None:
    """The yen that the total rounds up is in no changed copy, and is no saving of any step."""
    items = [
        {**ERP, "price": 239_976, "processes": ["共P-01"], "functions": ["accounting"]},
        {"name": "設定", "category": "setup", "price": 50_000},
    ]
    stated = answer({"size": "small"}, *items, tax="included", total=263_615)
    plain = answer({"size": "small"}, *items, tax="included")
    assert (stated.quotes[0].total, plain.quotes[0].total) == (263_615, 263_614)
    for frame in ("normal", "invoice"):
        assert gains(stated, frame) == gains(plain, frame)


# --- discounts ---------------------------------------------------------------------------------

THREE_YEARS = {
    "name": "会計",
    "category": "software",
    "price": 20_000,
    "per": "month",
    "months": 36,
    "functions": ["accounting"],
}


@pytest.mark.parametrize("on_a_line", [False, True])
def test_a_shorter_contract_keeps_the_rate_of_its_discount(
    on_a_line: bool, answer: Callable[..., Estimate]
) -> None:
    """36 → 24 months with 72,000 → 48,000 off: 720,000 − 72,000 − (480,000 − 48,000) = 216,000."""
    line = {"name": "値引き", "category": "discount", "price": 72_000, "for": "会計"}
    items = [THREE_YEARS, line] if on_a_line else [{**THREE_YEARS, "discount": 72_000}]
    step = steps(answer({"size": "small"}, *items), "invoice")["months_past_limit"]
    assert (step.gain, step.cost) == (0, -216_000)
    assert step.text == "「会計」の契約を 24か月にする（値引きも同じ割合にする）"
    where = "items.2.price" if on_a_line else "items.1.discount"
    assert step.changes == (("items.1.months", 24), (where, 48_000))


@pytest.mark.parametrize("line", [{}, {"for": "会計"}])
def test_a_shorter_contract_shortens_its_discount_by_the_month(
    line: dict[str, str], answer: Callable[..., Estimate]
) -> None:
    """36 → 24 months: 12 × (20,000 − 2,000) less; the line needs no name where one item runs."""
    off = {"name": "値引き", "category": "discount", "price": 2_000, "per": "month", "months": 36}
    found = answer({"size": "small"}, THREE_YEARS, {**off, **line})
    step = steps(found, "invoice")["months_past_limit"]
    assert (step.gain, step.cost) == (0, -216_000)
    assert step.changes == (("items.1.months", 24), ("items.2.months", 24))


def test_a_discount_that_begins_later_ends_with_the_shorter_contract(
    answer: Callable[..., Estimate],
) -> None:
    """13〜36か月目 becomes 13〜24か月目."""
    off = {"name": "値引き", "category": "discount", "price": 2_000, "per": "month"}
    later = {**off, "months": 24, "first_month": 13}
    step = steps(answer({"size": "small"}, THREE_YEARS, later), "invoice")["months_past_limit"]
    assert step.changes == (("items.1.months", 24), ("items.2.months", 12))


def test_yearly_lines_are_not_told_to_be_longer(answer: Callable[..., Estimate]) -> None:
    """What follows twelve months is the next line of the thing."""
    years = [{**THREE_YEARS, "name": f"会計 {year}年目", "months": 12} for year in (1, 2, 3)]
    found = steps(answer({"size": "small"}, *years), "invoice")
    assert not {"months", "months_past_limit"} & found.keys()


def test_a_step_that_saves_no_more_than_it_loses_is_none(answer: Callable[..., Estimate]) -> None:
    """8 + 65 − 65: of the discount 7 and 58 go off, 1 + ⌊7 × 12/13⌋ = 7 count, × 4/5 = 5.

    With 12 months 8 of 65 go off the 8 of the software, which is free then: 3 to pay, none paid.
    """
    items = [
        {"name": "会計", "category": "software", "price": 8, "functions": ["accounting"]},
        {"name": "拡張", "category": "extension", "price": 5, "per": "month", "months": 13},
        {"name": "値引き", "category": "discount", "price": 65},
    ]
    found = answer({"size": "small"}, *items)
    assert (found.quotes[0].total, found.quotes[0].frames["invoice"].subsidy) == (8, 5)
    assert "months_past_limit" not in steps(found, "invoice")


def test_consulting_that_is_given_up_takes_its_discount_along(
    answer: Callable[..., Estimate],
) -> None:
    """200,000 − 20,000 less to pay."""
    items = [
        {"name": "会計", "category": "software", "price": 100_000, "functions": ["accounting"]},
        {"name": "相談2の値引き", "category": "discount", "price": 20_000, "for": "相談2"},
        {"name": "相談", "category": "consulting", "price": 300_000},
        {"name": "相談2", "category": "consulting", "price": 200_000},
    ]
    step = steps(answer({"size": "small"}, *items), "invoice")["second_consulting"]
    assert (step.gain, step.cost) == (0, -180_000)
    assert step.changes == (("items.4", None), ("items.2", None))


def test_room_beside_a_discount_of_one_item(answer: Callable[..., Estimate]) -> None:
    """1,100,000 − 100,000 at 1/2; 2,999,998 reach 1,499,999, the most below 1,500,000."""
    line = {"name": "値引き", "category": "discount", "price": 100_000, "for": "ERP"}
    found = steps(answer({"size": "medium"}, {**ERP, "price": 1_100_000}, line), "normal")["room"]
    assert (found.gain, found.cost) == (999_999, 1_999_998)


def test_no_room_is_told_where_a_discount_of_it_all_would_move(
    answer: Callable[..., Estimate],
) -> None:
    line = {"name": "値引き", "category": "discount", "price": 100_000}
    found = steps(answer({"size": "medium"}, {**ERP, "price": 1_100_000}, line), "normal")
    assert "room" not in found


def test_administration_with_a_discount_is_left_alone(answer: Callable[..., Estimate]) -> None:
    members = [{"name": f"員{number}", "size": "small"} for number in range(10)]
    group = {"entity": "group", "organiser": "consortium", "members": members}
    items = [
        {"name": "会計", "category": "software", "price": 10_000, "functions": ["accounting"]},
        {"name": "事務", "category": "administration", "price": 900_000, "discount": 100_000},
    ]
    found = steps(answer(group, *items), "consortium")
    assert "administration" not in found
    assert "administration" in steps(
        answer(group, items[0], {**items[1], "discount": 0}), "consortium"
    )


@pytest.mark.parametrize("digits", ["9" * 39, "9" * 5_000])
def test_an_entry_of_a_number_that_no_list_has_is_told(digits: str) -> None:
    applicant = Applicant.model_validate({"name": "甲", "size": "small"})
    quote = Quote.model_validate({"items": [ERP]})
    with pytest.raises(ChangeError) as caught:
        change(applicant, quote, [Change(f"items.{digits}.price", 1)])
    assert "sys.set_int_max_str_digits" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_no_more_than_twenty_names_are_listed() -> None:
    items = [{**ERP, "name": f"品{number}"} for number in range(30)]
    quote = Quote.model_validate({"items": items})
    applicant = Applicant.model_validate({"name": "甲", "size": "small"})
    with pytest.raises(ChangeError) as caught:
        change(applicant, quote, [Change("items.何か.price", 1)])
    names = "、".join(f"品{number}" for number in range(20))
    assert str(caught.value) == (
        f"items.何か.price: 「何か」はありません。ある名前: {names}、ほか 10件"
    )
