"""賃金台帳: who is near the minimum wage, worked out by hand at every boundary."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import pickle
import re
import sys
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest
from clients import lines_told
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from itsubsidy import Applicant, FrameResult, InputError, Quote, estimate, load_applicant
from itsubsidy.answers.changes import Change, ChangeError, change
from itsubsidy.cli import ExitCode, main
from itsubsidy.inputs.applicant import Employee, LedgerRow, Wage
from itsubsidy.inputs.ledger import parse_ledger
from itsubsidy.inputs.reading import check_files, load_client
from itsubsidy.inputs.values import PREFECTURES, is_summary, parse_month, parse_wage
from itsubsidy.rules.frames.minimum_wage import VERDICT_STEPS, NearTest
from itsubsidy.rules.programme.rulefile import minimum_wages, programme_for
from itsubsidy.rules.programme.rules import Programme, Reading

BEFORE: Final = date(2025, 8, 20)
"""Rounds 1–6: 0…50 yen over 令和6年度 in each of three months; Tokyo 1,163; form-wages O19."""

SINCE: Final = date(2025, 11, 1)
"""From the 7th round: below 令和7年度, Tokyo 1,226, in 2024-10…2025-09; round7."""

LAST_THREE: Final = ["2025-05", "2025-06", "2025-07"]
SOFTWARE: Final = {
    "name": "在庫",
    "category": "software",
    "price": 900_000,
    "processes": ["共P-03"],
}
QUOTE: Final = Quote.model_validate({"items": [SOFTWARE]})
"""900,000 × 1/2 = 450,000, × 2/3 = 600,000."""


def row(name: str, wage: Any, months: list[str], prefecture: str = "東京都") -> dict[str, Any]:
    return {"employee": name, "prefecture": prefecture, "wages": dict.fromkeys(months, wage)}


def staff(near: int, everyone: int, wage: Any, months: list[str]) -> list[dict[str, Any]]:
    """So many with one wage, and the others far above every minimum wage."""
    return [
        row(f"員{number}", wage if number < near else 2_000, months) for number in range(everyone)
    ]


def applicant(ledger: Any, **more: Any) -> Applicant:
    near = {"ledger": ledger}
    return Applicant.model_validate(
        {"name": "甲", "size": "medium", "near_minimum_wage": near, **more}
    )


def normal(ledger: Any, on: date = BEFORE) -> FrameResult:
    return estimate(applicant(ledger), [QUOTE], on=on).quotes[0].frames["normal"]


# --- who is near -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("over", "subsidy"),
    [
        (-1, 450_000),
        (0, 600_000),
        (50, 600_000),
        (Fraction(101, 2), 450_000),
        (51, 450_000),
    ],
)
def test_from_0_to_50_yen_over_before_the_seventh_round(over: Any, subsidy: int) -> None:
    assert normal(staff(3, 10, 1_163 + over, LAST_THREE)).subsidy == subsidy


@pytest.mark.parametrize(
    ("over", "subsidy"),
    [(-100, 600_000), (-1, 600_000), (Fraction(-1, 2), 600_000), (0, 450_000), (50, 450_000)],
)
def test_below_the_new_minimum_from_the_seventh_round(over: Any, subsidy: int) -> None:
    assert normal(staff(3, 10, 1_226 + over, LAST_THREE), SINCE).subsidy == subsidy


@pytest.mark.parametrize(("on", "wage"), [(BEFORE, 1_163), (SINCE, 1_225)])
@pytest.mark.parametrize(("near", "subsidy"), [(299, 450_000), (300, 600_000)])
def test_29_9_percent_is_too_few_and_30_percent_enough(
    on: date, wage: int, near: int, subsidy: int
) -> None:
    assert normal(staff(near, 1_000, wage, LAST_THREE), on).subsidy == subsidy


def test_each_prefecture_has_its_own_minimum() -> None:
    """1,030 is 45 over in 新潟県 (985), and below the minimum in 東京都 (1,163)."""
    both = [row("甲", 1_030, LAST_THREE, "新潟県"), row("乙", 1_030, LAST_THREE)]
    result = normal(both)
    assert judged(result) == {"対象": [1], "対象外": [2], "判定不能": []}
    minimums = [(step.value, step.source) for step in result.steps if step.id == "minimum_wage"]
    table = "minimum-wage-r6 全国一覧, form-wages マスタ"
    assert minimums == [(985, table), (1_163, table)]


# --- who is judged -----------------------------------------------------------------------------


def judged(result: FrameResult) -> dict[str, list[int]]:
    """The employees of each verdict, by their numbers."""
    steps = {step.id: step for step in result.steps}
    found: dict[str, list[int]] = {}
    for verdict, name in VERDICT_STEPS.items():
        step = steps[name]
        found[verdict] = [int(number) for number in re.findall(r"従業員(\d+)", step.formula)]
        assert step.value == f"{len(found[verdict])}人"
    return found


def staff_of(*wages: tuple[Any, Any, Any]) -> list[dict[str, Any]]:
    """An employee in Tokyo for each three wages of May, June and July; None is a blank month."""
    return [
        {
            "employee": f"員{number}",
            "prefecture": "東京都",
            "wages": {"2025-04": 1_163, **dict(zip(LAST_THREE, three, strict=True))},
        }
        for number, three in enumerate(wages)
    ]


NEAR: Final = (1_170, 1_170, 1_170)
FAR: Final = (1_300, 1_300, 1_300)


def test_who_is_near_by_turns_is_not_near() -> None:
    """Each month has one of three near, and nobody is near in all of them: 0 of 3."""
    result = normal(staff_of((1_200, 1_400, 1_400), (1_400, 1_200, 1_400), (1_400, 1_400, 1_200)))
    assert judged(result) == {"対象": [], "対象外": [1, 2, 3], "判定不能": []}
    assert counted(result) == (3, 0, "1/2")


def test_who_lacks_a_month_is_in_neither_count() -> None:
    """One near, two not, one who joined in July and one who left in May: 1 of 3."""
    result = normal(staff_of(NEAR, FAR, (None, None, 1_170), FAR, (1_170, None, None)))
    assert judged(result) == {"対象": [1], "対象外": [2, 4], "判定不能": [3, 5]}
    assert counted(result) == (3, Fraction(1, 3), "2/3")


def test_nobody_can_be_judged_where_everybody_comes_and_goes() -> None:
    result = normal(staff_of((1_170, None, None), (None, 1_170, None), (None, None, 1_170)))
    assert judged(result) == {"対象": [], "対象外": [], "判定不能": [1, 2, 3]}
    assert counted(result) == (3, None, "1/2")
    assert next(s.value for s in result.steps if s.id == "minimum_wage.ratio") == "-"


@pytest.mark.parametrize("month", LAST_THREE)
@pytest.mark.parametrize(
    ("wage", "verdict"),
    [
        (1_162, "対象外"),
        (1_163, "対象"),
        (1_213, "対象"),
        (1_214, "対象外"),
        (None, "判定不能"),
    ],
)
def test_each_of_the_three_months_decides(month: str, wage: Any, verdict: str) -> None:
    three = tuple(wage if one == month else 1_170 for one in LAST_THREE)
    found = judged(normal(staff_of(three, FAR)))  # type: ignore[arg-type]
    assert [one for one, numbers in found.items() if 1 in numbers] == [verdict]


@pytest.mark.parametrize(("unjudged", "subsidy"), [(0, 450_000), (1, 600_000), (2, 600_000)])
def test_a_leaver_lifts_the_share(unjudged: int, subsidy: int) -> None:
    """3 near of 11 are 27.3 %, of 10 (one cannot be judged) 30 %, of 9 a third."""
    others = [FAR] * (8 - unjudged) + [(1_300, 1_300, None)] * unjudged
    assert normal(staff_of(NEAR, NEAR, NEAR, *others)).subsidy == subsidy


def test_one_person_in_two_rows_is_judged_once() -> None:
    """From 新潟県 (985) to 東京都 (1,163) in July: 5 over in each month."""
    moved = [
        row("甲", 990, LAST_THREE[:2], "新潟県"),
        row("乙", 1_300, LAST_THREE),
        row("甲", 1_168, LAST_THREE[2:]),
    ]
    assert judged(normal(moved)) == {"対象": [1], "対象外": [2], "判定不能": []}


def test_the_working_names_nobody() -> None:
    result = normal(staff_of(NEAR, FAR, (None, None, 1_170)))
    after = normal(staff(3, 10, 1_163, LAST_THREE), SINCE)
    assert "員0" not in str(result.to_dict()).replace("従業員", "")
    assert "員0" not in str(after.to_dict()).replace("従業員", "")


def test_the_working_cites_the_form() -> None:
    result = normal(staff_of(NEAR, FAR, (None, None, 1_170)))
    sources = {step.id: step.source for step in result.steps}
    assert "form-wages O19" in sources["minimum_wage.near"]
    assert "form-wages O19" in sources["minimum_wage.not_near"]
    assert "form-wages D7" in sources["minimum_wage.unjudged"]
    assert "form-wages D9" in sources["minimum_wage.ratio"]


# --- which months ------------------------------------------------------------------------------


def counted(result: FrameResult) -> tuple[Any, Any, str]:
    checks = {check.id: check for check in result.checks}
    return (
        checks["normal.near_minimum_wage.months"].actual,
        checks["normal.near_minimum_wage.share"].actual,
        result.rate or "",
    )


def test_the_last_three_months_decide_before_the_seventh_round() -> None:
    """Near in March to May, raised in June: not near in the three months before August."""
    rows = staff(3, 10, 1_163, ["2025-03", "2025-04", "2025-05"])
    for one in rows:
        one["wages"] |= {"2025-06": 2_000, "2025-07": 2_000}
    assert counted(normal(rows)) == (3, 0, "1/2")


@pytest.mark.parametrize(
    ("on", "months"),
    [
        (date(2025, 3, 31), ["2024-12", "2025-01", "2025-02"]),
        (date(2025, 4, 1), ["2025-01", "2025-02", "2025-03"]),
        (date(2025, 8, 1), LAST_THREE),
        (date(2025, 8, 31), LAST_THREE),
        (date(2025, 10, 31), ["2025-07", "2025-08", "2025-09"]),
    ],
)
def test_they_are_the_three_before_the_month_of_application(on: date, months: list[str]) -> None:
    near = staff(3, 10, 1_163, months)
    assert counted(normal(near, on)) == (3, Fraction(3, 10), "2/3")
    for at, month in enumerate(months):
        without = staff(3, 10, 1_163, [*months[:at], *months[at + 1 :]])
        assert counted(normal(without, on)) == (2, None, "1/2"), month


@pytest.mark.parametrize(
    ("months", "missing"),
    [
        (["2025-04", "2025-05", "2025-06"], ["2025年7月"]),  # it ends before last month
        (["2025-06", "2025-07", "2025-08"], ["2025年5月"]),  # August is not over
        (["2025-05", "2025-07"], ["2025年6月"]),
        (["2025-03", "2025-04", "2025-05"], ["2025年6月", "2025年7月"]),
        (["2025-01"], ["2025年5月", "2025年6月", "2025年7月"]),
    ],
)
def test_months_that_the_ledger_lacks_are_named(months: list[str], missing: list[str]) -> None:
    """Near or not, a ledger without one of the three months does not show it: 1/2."""
    result = normal(staff(10, 10, 1_163, months))
    assert counted(result) == (3 - len(missing), None, "1/2")
    check = next(c for c in result.checks if c.id == "normal.near_minimum_wage.months")
    (confirm,) = [line for line in result.to_confirm if "form-wages L16" in line]
    for text in (check.label, confirm):
        assert re.findall(r"\d{4}年\d+月", text) == missing


def test_a_ledger_with_every_month_asks_for_none() -> None:
    result = normal(staff(3, 10, 1_163, LAST_THREE))
    assert not [line for line in result.to_confirm if "form-wages L16" in line]


def test_any_three_months_do_from_the_seventh_round() -> None:
    """The first and the last month of the window count, the months beside it do not."""
    inside = ["2024-10", "2025-03", "2025-09"]
    assert counted(normal(staff(3, 10, 1_225, inside), SINCE)) == (3, Fraction(3, 10), "2/3")
    outside = ["2024-09", "2025-03", "2025-09", "2025-10"]
    assert counted(normal(staff(3, 10, 1_225, outside), SINCE)) == (2, Fraction(3, 10), "1/2")


def test_the_third_best_month_decides_from_the_seventh_round() -> None:
    """Shares of 1/2, 1/2, 1/4 and 0: the third is what is missing."""
    months = ["2025-01", "2025-02", "2025-03", "2025-04"]
    rows = [row(name, 2_000, months) for name in "甲乙丙丁"]
    rows[0]["wages"] |= dict.fromkeys(months[:3], 1_225)
    rows[1]["wages"] |= dict.fromkeys(months[:2], 1_225)
    assert counted(normal(rows, SINCE)) == (2, Fraction(1, 4), "1/2")


def test_everyone_is_who_has_a_wage_in_the_month_from_the_seventh_round() -> None:
    """3 of 10 in May and June; in July one of those near has left: 2 of 9."""
    rows = staff(3, 10, 1_220, LAST_THREE)
    rows[0]["wages"]["2025-07"] = None
    result = normal(rows, SINCE)
    assert counted(result) == (2, Fraction(2, 9), "1/2")
    last = next(step for step in result.steps if step.id == "minimum_wage.2025-07")
    assert last.formula == (
        "2人 ÷ 9人（あと 1人）: 従業員2 1,220 - 1,226 = -6、従業員3 1,220 - 1,226 = -6"
    )
    assert last.value == "2/9"


def test_whoever_it_is_counts_in_a_month_from_the_seventh_round() -> None:
    """Three of three by turns: a third in each of three months, 2/3; before it nobody counts."""
    wages = [(1_200, 1_400, 1_400), (1_400, 1_200, 1_400), (1_400, 1_400, 1_200)]
    assert counted(normal(staff_of(*wages), SINCE)) == (4, Fraction(1, 3), "2/3")
    assert counted(normal(staff_of(*wages), BEFORE)) == (3, 0, "1/2")


def test_a_month_that_is_not_over_does_not_count_in_any_round(programme: Programme) -> None:
    rules = programme.at(SINCE).normal.near_minimum_wage
    paid = {date(2025, month, 1): Wage(1_225, "東京都") for month in range(4, 11)}
    months = NearTest(rules, minimum_wages()).months(
        [Employee(1, "甲", paid, "従業員1")], date(2025, 6, 15)
    )
    assert months == [date(2025, 4, 1), date(2025, 5, 1)]


@pytest.mark.parametrize(
    ("on", "reading", "bounded"),
    [
        (SINCE, None, False),
        (SINCE, "other_lower_bound", True),
        (date(2026, 6, 1), None, True),
        (date(2026, 6, 1), "other_lower_bound", False),
        (date(2026, 6, 1), "small_as_exempt", True),
    ],
)
def test_a_lower_bound_is_the_minimum_of_the_months_looked_at(
    on: date, reading: Reading | None, bounded: bool
) -> None:
    """With one, wages of 2024-10 … 2025-09 count from 1,163 (令和6年度) to 1,225 in Tokyo."""
    rules = programme_for(on).at(on).normal.near_minimum_wage
    test = NearTest(rules, minimum_wages(), reading)
    near = [test.near(Wage(yen, "東京都")) for yen in (1_162, 1_163, 1_225, 1_226)]
    assert near == [not bounded, True, True, False]


def test_no_reading_bounds_wages_that_are_looked_at_by_the_employee(programme: Programme) -> None:
    """To the 6th round the difference itself has a lower end: 0 yen."""
    rules = programme.at(BEFORE).normal.near_minimum_wage
    test = NearTest(rules, minimum_wages(), "other_lower_bound")
    assert test.period_table is None
    assert [test.near(Wage(yen, "東京都")) for yen in (1_162, 1_163)] == [False, True]


def test_a_ledger_without_a_month_that_counts_says_nothing() -> None:
    assert counted(normal(staff(3, 10, 1_163, ["2025-10"]))) == (0, None, "1/2")


def test_what_is_left_to_confirm() -> None:
    told = normal(staff(3, 10, 1_163, LAST_THREE)).to_confirm
    assert (
        len([line for line in told if line.endswith("（koubo-tsujyo p.18, form-wages D7）")]) == 1
    )
    since = normal(staff(3, 10, 1_163, LAST_THREE), SINCE).to_confirm
    assert len([line for line in since if line.endswith("（round7 案内）")]) == 1


def test_counts_without_a_ledger_leave_those_who_cannot_be_judged_to_confirm() -> None:
    """Nobody knows of them in the counts; from the 7th round there are none."""
    client = Applicant.model_validate(
        {
            "name": "甲",
            "industry": "retail",
            "employees": 10,
            "prefecture": "東京都",
            "near_minimum_wage": {"months": 3, "employees": 3},
        }
    )
    before, since = (
        estimate(client, [QUOTE], on=on).quotes[0].frames["normal"] for on in (BEFORE, SINCE)
    )
    assert (before.subsidy, since.subsidy) == (600_000, 600_000)
    assert len([line for line in before.to_confirm if "form-wages D7" in line]) == 1
    assert not [line for line in since.to_confirm if "form-wages" in line]
    steps = [{step.id: step.source for step in frame.steps} for frame in (before, since)]
    assert steps[0]["minimum_wage"] == "minimum-wage-r6 全国一覧, form-wages マスタ"
    assert steps[1]["minimum_wage"] == "minimum-wage-r7 全国一覧"


def test_a_wage_of_half_a_yen_is_shown_as_it_is() -> None:
    steps = {step.id: step.formula for step in normal([row("甲", "1,163.5円", LAST_THREE)]).steps}
    assert steps["minimum_wage.near"] == "従業員1 0.5・0.5・0.5"


# --- the other side of the seventh round ---------------------------------------------------------


def period_step(ledger: Any, on: date) -> Any:
    return next((step for step in normal(ledger, on).next if step.id == "period"), None)


def test_the_seventh_round_pays_more_for_some() -> None:
    """1,220 is 57 over 1,163 and below 1,226: 600,000 − 450,000 from 2025-11-01 on."""
    step = period_step(staff(3, 10, 1_220, LAST_THREE), BEFORE)
    assert step.text == "申請を 2025-11-01 以後にする"
    assert (step.gain, step.cost, step.changes) == (150_000, 0, (("date", "2025-11-01"),))


def test_the_rounds_before_pay_no_more() -> None:
    """Whoever is within 50 yen of 令和6年度 is below 令和7年度, which is 63 more at least."""
    assert period_step(staff(2, 10, 1_163, LAST_THREE), SINCE) is None
    assert period_step(staff(3, 10, 1_163, LAST_THREE), SINCE) is None
    assert period_step(staff(3, 10, 1_163, LAST_THREE), BEFORE) is None


def test_wages_that_were_paid_are_not_advised_to_change() -> None:
    found = estimate(
        applicant(staff(2, 10, 1_163, LAST_THREE), employees=10), [QUOTE], on=BEFORE
    ).quotes[0]
    assert "near_minimum_wage" not in {step.id for step in found.frames["normal"].next}


# --- CSV ---------------------------------------------------------------------------------------

EXPECTED: Final = (
    LedgerRow.model_validate(
        {
            "employee": "髙橋 誠",
            "prefecture": "東京都",
            "wages": {"2024-10": 1_050, "2024-11": 1_060},
        }
    ),
    LedgerRow.model_validate(
        {
            "employee": "佐藤, 葵",
            "prefecture": "新潟県",
            "wages": {date(2024, 11, 1): Fraction(2_101, 2)},
        }
    ),
)
HEADS: Final = [
    "employee,prefecture,2024-10,2024-11",
    "従業員,都道府県,2024年10月,2024年11月",
    "氏名,prefecture,令和6年10月,R6.11",
    "従業員名,都道府県,Oct-24,2024/11/1",
    "ｅｍｐｌｏｙｅｅ , 都道府県, ２０２４－１０, 2024.11,",
]
BODY: Final = '髙橋 誠,東京都,"1,050",１０６０円\n"佐藤, 葵",新潟県,,1050.5\n,,,\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_ledgers_as_people_write_them(encoding: str, head: str, end: str) -> None:
    raw = f"{head}\n{BODY}".replace("\n", end).encode(encoding)
    assert parse_ledger(raw, "wages.csv")[0] == EXPECTED


BAD: Final[dict[str, tuple[str, list[str]]]] = {
    "every bad row is told": (
        "従業員,都道府県,2025-05,2025-06\n"
        "甲,東京都,1163,千百円\n"
        ",大坂府,1163,\n"
        "丙,,0,250000\n"
        "丁,東京都,-5,1163\n"
        "甲,東京都,1200,\n",
        [
            "2:12: 従業員1.2025-06: 「千百円」は時給として読めません。"
            "「1050」か「1,050円」のように書きます",
            "3:1: 従業員2: 書かれていません。必ず要るキーです",
            "3:2: 従業員2.都道府県: 「大坂府」は都道府県の名前ではありません。"
            "「東京都」のように書きます",
            "4:1: 従業員3.都道府県: 書かれていません。必ず要るキーです",
            "4:4: 従業員3.2025-05: 「0」は時給（円）として読めません。雇用していない月は空けます",
            "4:6: 従業員3.2025-06: 「250000」は時給（円）として読めません。"
            "月給は、月の所定労働時間で割って書きます",
            "5:7: 従業員4.2025-05: 「-5」は時給として読めません。"
            "「1050」か「1,050円」のように書きます",
        ],
    ),
    "one employee twice in a month": (
        "従業員,都道府県,2025-05\n甲,東京都,1163\n乙,東京都,1163\n甲,東京都,1200\n",
        [
            "4:1: 従業員3: この従業員の 2025-05 の時給は、1番目の行にもあります。"
            "一人なら一行に、別の人なら名前を分けて書きます"
        ],
    ),
    "columns": (
        "従業員,住所,2025-05,2025年5月,2025-13,\n甲,東京都,1,2,3,4\n",
        [
            "1:5: 「住所」という列はありません。使える列: 従業員、都道府県、「2024-10」のような月",
            "1:16: 「2025年5月」の列が二つあります",
            "1:24: 「2025-13」という列はありません。"
            "使える列: 従業員、都道府県、「2024-10」のような月",
            "1:32: 列の名前がありません",
        ],
    ),
    "columns missing": (
        "従業員\n甲\n",
        ["1:1: 次の列がありません: 都道府県、「2024-10」のような月。列はコンマ（,）で区切ります"],
    ),
    "a comma in a wage": (
        "従業員,都道府県,2025-05\n甲,東京都,1,163\n",
        [
            "2:7: 従業員1.2025-05: 「1」は時給（円）として読めません。"
            "桁区切りのコンマのある時給は、引用符で囲みます",
            "2:9: 「163」の列の名前がありません。桁区切りのコンマは引用符で囲みます",
        ],
    ),
    "a comma that hides in the next month": (
        "従業員,都道府県,2025-05,2025-06\n甲,東京都,1,163\n",
        [
            "2:7: 従業員1.2025-05: 「1」は時給（円）として読めません。"
            "桁区切りのコンマのある時給は、引用符で囲みます"
        ],
    ),
    "an open quote": (
        '従業員,都道府県,2025-05\n甲,"東京都,1163\n',
        ["2:3: 引用符が閉じられていません。一つの枠の中では改行できません"],
    ),
    "nothing": ("\n,,\n", ["1:1: 台帳が空です"]),
    "no people": (
        "従業員,都道府県,2025-05\n合計,東京都,1163\n平均,,\n",
        ["1:1: 賃金台帳: 従業員の行がありません。合計や平均の行は従業員として数えません"],
    ),
    "nobody": ("従業員,都道府県,2025-05\n", ["1:1: 賃金台帳: 空です。一つ以上を書きます"]),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_in_a_ledger(name: str) -> None:
    text, messages = BAD[name]
    with pytest.raises(InputError) as caught:
        parse_ledger(text.encode(), "wages.csv")
    assert [str(one) for one in caught.value.problems] == [f"wages.csv:{m}" for m in messages]


def test_neither_utf8_nor_shift_jis() -> None:
    raw = "従業員,都道府県,2025-05\n甲,東京都,1163\n".encode("euc_jp")
    with pytest.raises(InputError) as caught:
        parse_ledger(raw, "wages.csv")
    assert str(caught.value) == (
        "wages.csv:1:1: 文字コードが UTF-8 でも Shift_JIS（CP932）でもありません。"
        "UTF-8 で保存し直すか、--encoding で指定してください"
    )
    assert parse_ledger(raw, "wages.csv", "euc_jp")[0][0].employee == "甲"


@pytest.mark.parametrize(
    ("encoding", "name"), [("iso2022_jp", "JIS（ISO-2022-JP）"), ("utf-16-le", "UTF-16")]
)
def test_a_ledger_in_an_encoding_without_a_mark(encoding: str, name: str) -> None:
    raw = "従業員,都道府県,2025-05\n甲,東京都,1163\n".encode(encoding)
    with pytest.raises(InputError) as caught:
        parse_ledger(raw, "wages.csv")
    assert str(caught.value) == (
        f"wages.csv:1:1: 文字コードが {name} のようです。"
        f"UTF-8 で保存し直すか、--encoding {encoding} を指定してください"
    )


def test_too_large_a_ledger() -> None:
    with pytest.raises(InputError, match="ファイルが大きすぎます"):
        parse_ledger(b"," * (1024 * 1024 + 1), "wages.csv")


# --- beside the applicant's file -----------------------------------------------------------------

APPLICANT: Final = "name: 甲\nindustry: retail\nemployees: 2\n"
CSV: Final = "従業員,都道府県,2025-05,2025-06,2025-07\n甲,東京都,1163,1163,1163\n乙,東京都,2000,,\n"
ITEMS: Final = "items:\n  - {name: 在庫, category: software, price: 900_000, processes: [共P-03]}\n"


@pytest.fixture
def folder(in_folder: Path) -> Path:
    Path("client").mkdir()
    Path("client/applicant.yaml").write_text(
        APPLICANT + "near_minimum_wage: {ledger: wages.csv}\n", encoding="utf-8"
    )
    Path("client/quote.yaml").write_text(ITEMS, encoding="utf-8")
    Path("client/wages.csv").write_text(CSV, encoding="cp932")
    return in_folder


@pytest.mark.usefixtures("folder")
def test_the_ledger_is_one_of_the_files() -> None:
    client = load_client("client/applicant.yaml", ["client/quote.yaml"])
    answer = estimate(client.applicant, client.quotes, on=BEFORE)
    sha256 = hashlib.sha256(Path("client/wages.csv").read_bytes()).hexdigest()
    ledger = str(Path("client/wages.csv"))
    assert answer.quotes[0].frames["normal"].subsidy == 600_000
    assert [file for file, _ in answer.files] == [
        "client/applicant.yaml",
        ledger,
        "client/quote.yaml",
    ]
    assert answer.to_dict()["applicant"]["ledger"] == {"file": ledger, "sha256": sha256}
    again = pickle.loads(pickle.dumps(answer))  # noqa: S301  # of our own making
    assert again.to_dict() == answer.to_dict()


@pytest.mark.usefixtures("folder")
def test_an_applicant_without_a_ledger_file_says_so() -> None:
    assert estimate(applicant(staff(1, 1, 1_163, ["2025-05"])), [QUOTE], on=BEFORE).to_dict()[
        "applicant"
    ]["ledger"] is None  # fmt: skip


@pytest.mark.usefixtures("folder")
def test_from_standard_input_the_ledger_is_in_the_folder(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = Path("client/applicant.yaml").read_bytes()
    monkeypatch.chdir("client")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    code = main(["estimate", "-", "quote.yaml", "--date", "2025-08-20", "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert code == ExitCode.ANSWERED
    assert report["applicant"]["ledger"]["file"] == "wages.csv"
    assert report["quotes"][0]["frames"][0]["subsidy"] == 600_000


def problems(text: str) -> list[str]:
    Path("client/applicant.yaml").write_text(text, encoding="utf-8")
    return [str(problem) for problem in check_files(["client/applicant.yaml"]).problems]


@pytest.mark.usefixtures("folder")
def test_what_is_wrong_with_a_ledger_in_the_applicants_file() -> None:
    near = "near_minimum_wage: {ledger: wages.csv"
    assert problems(f"{APPLICANT}{near}, months: 3, employees: 2}}\n") == [
        "client/applicant.yaml:4:48: near_minimum_wage.months: "
        "ledger と一緒には書けません。月数と人数は台帳から数えます",
        "client/applicant.yaml:4:62: near_minimum_wage.employees: "
        "ledger と一緒には書けません。月数と人数は台帳から数えます",
    ]
    assert problems(f"{APPLICANT.replace('2', '3')}{near}}}\n") == [
        "client/applicant.yaml:4:29: near_minimum_wage.ledger: "
        "台帳にあるのは 2人で、全ての従業員の 3人に足りません。"
        "見る月に賃金のない人も、時給を空けて書きます"
    ]
    assert problems(f"{APPLICANT}near_minimum_wage: {{ledger: no.csv}}\nentity: npo!\n") == [
        "client/applicant.yaml:5:9: entity: 「npo!」は使えません。もしかして: npo。使える値: "
        "company、sole_proprietor、medical_corporation、social_welfare_corporation、school_corporation、"
        "chamber、sme_association、special_association、foundation、npo、group",
        "client/applicant.yaml:4:29: near_minimum_wage.ledger: "
        f"賃金台帳「{Path('client/no.csv')}」が読めません（ファイルかフォルダがありません）",
    ]
    assert problems(f"{APPLICANT}near_minimum_wage: {{months: 3}}\n") == [
        "client/applicant.yaml:4:20: near_minimum_wage.employees: "
        "書かれていません。months と employees、または ledger を書きます"
    ]
    assert problems(f"{APPLICANT}near_minimum_wage: {{ledger: []}}\n") == [
        "client/applicant.yaml:4:29: near_minimum_wage.ledger: 空です。一つ以上を書きます"
    ]


@pytest.mark.usefixtures("folder")
def test_what_is_wrong_with_a_ledger_written_in_the_applicants_file() -> None:
    text = (
        "near_minimum_wage:\n"
        "  ledger:\n"
        "    - {employee: 甲, prefecture: 東京都, wages: {2025-05: '1,163', 2025年5月: 1163}}\n"
        "    - {employee: 乙, prefecture: 東京都, wages: {2025-05: true, 五月: 1163}}\n"
        "    - {employee: 丙, prefecture: 東京都, wages: {2025-05: 1,163}}\n"
    )
    assert problems(APPLICANT + text) == [
        "client/applicant.yaml:6:73: near_minimum_wage.ledger.1.wages.2025年5月: "
        "2025-05 の時給が二度あります",
        "client/applicant.yaml:7:55: near_minimum_wage.ledger.2.wages.2025-05: "
        "「true」は時給として読めません。「1050」か「1,050円」のように書きます",
        "client/applicant.yaml:7:65: near_minimum_wage.ledger.2.wages.五月: "
        "「五月」は月として読めません。「2024-10」か「2024年10月」のように書きます",
        "client/applicant.yaml:8:55: near_minimum_wage.ledger.3.wages.2025-05: "
        "「1」は時給（円）として読めません。桁区切りのコンマのある時給は、引用符で囲みます",
        "client/applicant.yaml:8:60: near_minimum_wage.ledger.3.wages.163: "
        "「{ }」の中では、コンマで値が切れます。「1,163」は「1163」と書きます",
    ]


@pytest.mark.usefixtures("folder")
def test_check_tells_what_is_wrong_in_the_ledger_that_an_applicant_names(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("client/wages.csv").write_text(CSV.replace("2000", "二千"), encoding="utf-8")
    assert main(["check", "client"]) == ExitCode.WRONG_INPUT
    told = capsys.readouterr()
    assert told.out == f"{Path('client/quote.yaml')}: 問題ありません\n"
    assert lines_told(told.err) == [
        f"{Path('client/wages.csv')}:3:7: 従業員2.2025-05: "
        "「二千」は時給として読めません。「1050」か「1,050円」のように書きます"
    ]


@pytest.mark.parametrize(
    "name", ["../wages.csv", "/etc/passwd", "below/../wages.csv", "out.csv", "out/wages.csv", "."]
)
def test_a_ledger_is_beside_its_applicant_or_below(name: str, folder: Path) -> None:
    """A client's file names no other file of the machine, by its path or by a link."""
    (folder / "wages.csv").write_text(CSV, encoding="utf-8")
    (folder / "client/below").mkdir()
    (folder / "client/out.csv").symlink_to("/etc/passwd")
    (folder / "client/out").symlink_to(folder)
    near = f"near_minimum_wage: {{ledger: {name}}}\n"
    (told,) = problems(APPLICANT + near)
    path = Path("client") / name
    reason = "フォルダです" if name == "." else "同じフォルダか、その下にあるファイルだけを読みます"
    shown = path if name == "." else name
    assert told == (
        "client/applicant.yaml:4:29: near_minimum_wage.ledger: "
        f"賃金台帳「{shown}」が読めません（{reason}）"
    )


def test_a_ledger_in_a_folder_below_or_by_a_link_within_is_read(folder: Path) -> None:
    (folder / "client/below").mkdir()
    (folder / "client/wages.csv").rename(folder / "client/below/wages.csv")
    (folder / "client/link.csv").symlink_to("below/wages.csv")
    for name in ("below/wages.csv", "./below/wages.csv", "link.csv"):
        assert problems(f"{APPLICANT}near_minimum_wage: {{ledger: {name}}}\n") == []


def test_a_linked_client_folder_has_its_ledger_beside_it(folder: Path) -> None:
    (folder / "link").symlink_to("client")
    assert check_files(["link"]).problems == []


def test_from_standard_input_a_ledger_is_below_the_working_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, code in (("client/wages.csv", 0), (str(folder / "client/wages.csv"), 1)):
        text = f"{APPLICANT}near_minimum_wage: {{ledger: {name}}}\n".encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
        assert main(["check", "-"]) == code
    assert "同じフォルダか、その下にあるファイルだけを読みます" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("pipe", "名前付きパイプです"), ("zero", "1,048,576 バイトより大きなファイルです")],
)
def test_a_ledger_that_is_no_file_is_told_without_waiting(
    kind: str, reason: str, folder: Path
) -> None:
    ledger = folder / "client/wages.csv"
    ledger.unlink()
    if kind == "pipe":
        os.mkfifo(ledger)
    else:
        with ledger.open("wb") as stream:
            stream.truncate(2**40)
    near = "near_minimum_wage: {ledger: wages.csv}\n"
    assert problems(APPLICANT + near) == [
        "client/applicant.yaml:4:29: near_minimum_wage.ledger: "
        f"賃金台帳「client/wages.csv」が読めません（{reason}）"
    ]


@pytest.mark.parametrize(
    ("control", "message"),
    [
        ("\0", "文字コードが UTF-16 のようです"),
        ("\x1b", "文字コードが JIS（ISO-2022-JP） のようです"),
    ],
)
def test_a_control_character_in_a_ledger_is_told_where_it_stands(
    control: str, message: str, folder: Path
) -> None:
    text = CSV.replace("2000", f"20{control}00")
    (folder / "client/wages.csv").write_text(text, encoding="utf-8")
    near = "near_minimum_wage: {ledger: wages.csv}\n"
    (told,) = problems(APPLICANT + near)
    line, column = next(
        (at, row.index(control) + 1) for at, row in enumerate(text.split("\n"), 1) if control in row
    )
    assert told.startswith(f"client/wages.csv:{line}:{column}: {message}")


@pytest.mark.usefixtures("folder")
def test_unknown_keys_of_a_row() -> None:
    row = "{employe: 甲, prefecture: 東京都, wages: {2025-05: 1200}}"
    text = f"near_minimum_wage: {{ledger: [{row}]}}\n"
    assert problems(APPLICANT.replace("2", "1") + text) == [
        "client/applicant.yaml:4:30: near_minimum_wage.ledger.1.employee: "
        "書かれていません。必ず要るキーです",
        "client/applicant.yaml:4:31: near_minimum_wage.ledger.1.employe: "
        "「employe」というキーはありません。もしかして: employee。"
        "使えるキー: employee、prefecture、wages",
    ]


TEXT: Final = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1
).filter(lambda name: not is_summary(name))
WAGES: Final = st.integers(100, 50_000) | st.decimals(100, 50_000, places=2).map(Fraction)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            TEXT,
            st.sampled_from(PREFECTURES),
            st.lists(st.none() | WAGES, min_size=12, max_size=12),
        ),
        min_size=1,
        unique_by=lambda one: one[0],
    )
)
def test_what_is_written_is_read_back(written: list[tuple[str, str, list[Any]]]) -> None:
    months = [date(2024 + (9 + at) // 12, (9 + at) % 12 + 1, 1) for at in range(12)]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["従業員", "都道府県", *(f"{month.year}年{month.month}月" for month in months)])
    for name, prefecture, wages in written:
        cells = [
            "" if wage is None else f"{Decimal(wage.numerator) / wage.denominator:,}円"
            for wage in wages
        ]
        writer.writerow([name, prefecture, *cells])
    read = parse_ledger(out.getvalue().encode(), "wages.csv").rows
    assert [(row.employee, row.prefecture, row.wages) for row in read] == [
        (name, prefecture, {m: w for m, w in zip(months, wages, strict=True) if w is not None})
        for name, prefecture, wages in written
    ]


def test_the_python_interface_reads_no_file() -> None:
    with pytest.raises(ValidationError, match="ここではファイルを読めません"):
        applicant("wages.csv")


def test_whatif_does_not_mix_a_ledger_with_counts() -> None:
    client = applicant(staff(3, 10, 1_163, LAST_THREE))
    with pytest.raises(ChangeError, match=r"months: ledger と一緒には書けません"):
        change(client, QUOTE, [Change("applicant.near_minimum_wage.months", 3)])
    changed, _ = change(client, QUOTE, [Change("applicant.prefecture", "東京都")])
    assert changed.near_minimum_wage == client.near_minimum_wage
    wage = Change("applicant.near_minimum_wage.ledger.1.employee", "別名")
    assert change(client, QUOTE, [wage])[0].near_minimum_wage.ledger[0].employee == "別名"  # type: ignore[union-attr, index]


@pytest.mark.parametrize(
    "written", ["2024-10", "2024/10/1", "2024年10月", "令和6年10月", "R6.10", "Oct-24"]
)
def test_a_month_in_every_spelling(written: str) -> None:
    assert parse_month(written) == date(2024, 10, 1)


@pytest.mark.parametrize(
    "written",
    [
        1_050,
        "1050",
        "1,050",
        "１，０５０円",
        "¥1,050",
        "￥1050",
        " 1050 円 ",
        "1_050",
        Decimal("1050.0"),
    ],
)
def test_a_wage_in_every_spelling(written: Any) -> None:
    assert parse_wage(written) == 1_050


def test_a_wage_of_half_a_yen_is_exact_and_a_blank_one_is_none() -> None:
    assert parse_wage(Decimal("1050.50")) == Fraction(2_101, 2)
    assert parse_wage("  ") is None


@pytest.mark.parametrize("written", ["24-10", "2024-00", "2024-13", "2024-10-31", "十月", "Okt-24"])
def test_what_is_no_month(written: str) -> None:
    with pytest.raises(PydanticCustomError, match="月として読めません"):
        parse_month(written)


@pytest.mark.parametrize(
    "written", ["1,05", "1050〜", "1.050.0", "千円", "99", 0, True, "50001", "1 050"]
)
def test_what_is_no_wage(written: Any) -> None:
    with pytest.raises(PydanticCustomError, match="時給"):
        parse_wage(written)


@pytest.mark.parametrize(
    ("on", "tables"),
    [
        (SINCE, [("令和7年度地域別最低賃金（東京都）", 1_226)]),
        (
            date(2026, 6, 1),
            [
                ("令和6年度地域別最低賃金（東京都）", 1_163),
                ("令和7年度地域別最低賃金（東京都）", 1_226),
            ],
        ),
    ],
)
def test_every_table_that_decides_is_written_down(on: date, tables: list[tuple[str, int]]) -> None:
    result = normal(staff(3, 10, 1_200, LAST_THREE), on)
    assert [(s.label, s.value) for s in result.steps if s.id == "minimum_wage"] == tables


def test_a_payroll_ledger_is_told_how_to_become_one(tmp_path: Path) -> None:
    (tmp_path / "wages.csv").write_text(
        "氏名,支給月,基本給,所定労働時間\n甲,2025年5月,180000,160\n", encoding="utf-8"
    )
    text = "name: 甲\nsize: small\nnear_minimum_wage: {ledger: wages.csv}\n"
    (tmp_path / "applicant.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_applicant(tmp_path / "applicant.yaml")
    assert caught.value.problems[-1].message == (
        "給与計算の表なら、itsubsidy import wages で、月ごとの時給の表にします"
    )
