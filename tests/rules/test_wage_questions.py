"""What a wage ledger makes the tool ask: under 確かめること, and as 注意 by `check`.

Amounts, counts, places and sources are held here, not sentences.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest
from clients import lines_told

from itsubsidy import Applicant, Estimate, InputError, Quote, estimate
from itsubsidy.answers.changes import Change, change
from itsubsidy.cli import ExitCode, main
from itsubsidy.inputs.ledger import parse_ledger
from itsubsidy.inputs.values import is_summary
from itsubsidy.terms import FRAMES, Frame

BEFORE: Final = date(2025, 8, 20)
"""Employees are judged over May to July, by 令和6年度: Tokyo 1,163."""

SINCE: Final = date(2025, 11, 1)
"""Months of 2024-10 … 2025-09 are counted, by 令和7年度: Tokyo 1,226."""

MONTHS: Final = ["2025-05", "2025-06", "2025-07"]
SOFTWARE: Final = {
    "name": "在庫",
    "category": "software",
    "price": 900_000,
    "processes": ["共P-03"],
}
"""900,000 × 1/2 = 450,000, × 2/3 = 600,000: the rate is worth 150,000."""

R6: Final = "minimum-wage-r6 全国一覧"


def row(name: str, wage: Any, months: list[str] = MONTHS, place: str = "東京都") -> dict[str, Any]:
    return {"employee": name, "prefecture": place, "wages": dict.fromkeys(months, wage)}


def ask(
    *rows: dict[str, Any], on: date = BEFORE, item: dict[str, Any] = SOFTWARE, **more: Any
) -> Estimate:
    client = {"name": "甲", "near_minimum_wage": {"ledger": list(rows)}, **more}
    if "industry" not in client:
        client["size"] = "medium"
    quote = Quote.model_validate({"items": [item]})
    return estimate(Applicant.model_validate(client), [quote], on=on, advise=False)


def confirmed(answer: Estimate, word: str, frame: Frame = "normal") -> list[str]:
    """The lines to confirm that have a word in them."""
    return [line for line in answer.quotes[0].frames[frame].to_confirm if word in line]


def paid(answer: Estimate) -> int:
    return answer.quotes[0].frames["normal"].subsidy


def people(line: str) -> list[tuple[int, list[int]]]:
    """How many people a line speaks of, and which: `2人（従業員1、従業員3）`."""
    return [
        (int(count), [int(number) for number in re.findall(r"従業員(\d+)", named)])
        for count, named in re.findall(r"(\d+)人（([^）]*)）", line)
    ]


# --- below the minimum wage ----------------------------------------------------------------------

BELOW: Final = "直近月"


@pytest.mark.parametrize(
    ("wage", "told"),
    [
        (1_162, [(1, [2])]),
        (Decimal("1162.9"), [(1, [2])]),
        (1_163, []),
        (1_164, []),
    ],
)
def test_a_wage_below_the_minimum_is_told_with_how_many(wage: Any, told: list[Any]) -> None:
    lines = confirmed(ask(row("甲", 1_300), row("乙", wage)), BELOW)
    assert [one for line in lines for one in people(line)] == told
    assert all(line.endswith(f"（koubo-tsujyo p.6, {R6}, form-wages マスタ）") for line in lines)


def test_it_closes_nothing() -> None:
    """One near, one below, one far: 1 of 3, 2/3."""
    rows = (row("甲", 1_170), row("乙", 1_100), row("丙", 1_300))
    for answers in ({}, {"pays_minimum_wage": True}):
        answer = ask(*rows, prerequisites=answers)
        assert paid(answer) == 600_000
        assert len(confirmed(answer, BELOW)) == 1


def test_a_plain_no_closes_and_needs_no_ledger() -> None:
    answer = ask(row("甲", 1_100), prerequisites={"pays_minimum_wage": False})
    assert not answer.quotes[0].frames["normal"].eligible
    assert confirmed(answer, BELOW) == []


def test_every_frame_that_asks_for_the_minimum_tells_it_by_its_own_page() -> None:
    answer = ask(row("甲", 1_100))
    told = {frame: confirmed(answer, BELOW, frame) for frame in FRAMES}
    pages = {frame: lines[0].split("（")[-1] for frame, lines in told.items() if lines}
    tables = f"{R6}, form-wages マスタ）"
    assert pages == {
        "normal": f"koubo-tsujyo p.6, {tables}",
        "invoice": f"koubo-invoice p.6, {tables}",
        "edi": f"koubo-denshi p.7, {tables}",
        "security": f"koubo-security p.6, {tables}",
    }


def test_the_latest_month_alone_is_looked_at() -> None:
    raised = row("甲", 1_100)
    raised["wages"]["2025-07"] = 1_163
    left = row("乙", 1_100, MONTHS[:2])
    assert confirmed(ask(raised, left), BELOW) == []
    cut = row("甲", 1_200)
    cut["wages"]["2025-07"] = 1_100
    assert len(confirmed(ask(cut, left), BELOW)) == 1


@pytest.mark.parametrize(
    ("month", "place", "wage", "told", "table"),
    [
        # 東京都: 1,163 to 2025-10-02, 1,226 from 2025-10-03; October begins with 1,163
        ("2025-09", "東京都", 1_200, 0, ""),
        ("2025-10", "東京都", 1_162, 1, "r6"),
        ("2025-10", "東京都", 1_163, 1, "r7"),
        ("2025-10", "東京都", 1_225, 1, "r7"),
        ("2025-10", "東京都", 1_226, 0, ""),
        ("2025-11", "東京都", 1_225, 1, "r7"),
        ("2025-11", "東京都", 1_226, 0, ""),
        # 栃木県: 1,068 from 2025-10-01, the whole month
        ("2025-10", "栃木県", 1_067, 1, "r7"),
        ("2025-10", "栃木県", 1_068, 0, ""),
        # 秋田県: 951 to 2026-03-30, 1,031 on the last day of March
        ("2026-02", "秋田県", 1_030, 0, ""),
        ("2026-03", "秋田県", 1_030, 1, "r7"),
        ("2026-04", "秋田県", 1_030, 1, "r7"),
        ("2026-04", "秋田県", 1_031, 0, ""),
        # 東京都: 1,280 from 2026-10-01
        ("2026-09", "東京都", 1_279, 0, ""),
        ("2026-10", "東京都", 1_279, 1, "r8"),
        # 徳島県: 980 from 2024-11-01, what was before is not known
        ("2024-10", "徳島県", 500, 0, ""),
        ("2024-11", "徳島県", 979, 1, "r6"),
        ("2024-09", "東京都", 500, 0, ""),
    ],
)
def test_the_table_is_that_in_force_in_the_month(
    month: str, place: str, wage: int, told: int, table: str
) -> None:
    lines = confirmed(ask(row("甲", wage, [month], place)), BELOW)
    assert [count for line in lines for count, _ in people(line)] == [1] * told
    assert all(f"minimum-wage-{table} 全国一覧" in line for line in lines)


def test_a_table_that_begins_within_the_month_is_told_apart() -> None:
    """October 2025 in Tokyo: 1,100 is below 1,163 and 1,226, 1,200 is below 1,226 alone."""
    rows = [row(name, wage, ["2025-10"]) for name, wage in (("甲", 1_100), ("乙", 1_200))]
    (line,) = confirmed(ask(*rows, row("丙", 1_226, ["2025-10"])), BELOW)
    assert people(line) == [(1, [1]), (1, [2])]
    assert "minimum-wage-r6" in line
    assert "minimum-wage-r7" in line


def test_many_are_counted_and_a_few_named() -> None:
    (line,) = confirmed(ask(*(row(f"員{number}", 1_100) for number in range(7))), BELOW)
    assert "7人（従業員1、従業員2、従業員3、従業員4、従業員5 ほか 2人）" in line


# --- rows that are no person ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "合計",
        "小計",
        "総計",
        "計",
        "平均",
        "平均値",
        "人数",
        "合　計",
        " 平 均 ",
        "TOTAL",
        "Ａｖｅｒａｇｅ",
    ],
)
def test_a_row_whose_whole_name_is_a_sum_or_a_mean_is_no_person(name: str) -> None:
    """Two people, one of them near: 1 of 2 with it, as without."""
    answer = ask(row("甲", 1_163), row("乙", 1_400), row(name, 1_281))
    assert answer.quotes[0].frames["normal"].rate == "2/3"
    assert len(confirmed(answer, f"「{name.strip()}」")) == 1
    steps = {step.id: step.value for step in answer.quotes[0].frames["normal"].steps}
    assert steps["minimum_wage.ratio"] == "50%"


@pytest.mark.parametrize(
    "name", ["合計 太郎", "平均子", "計一", "人数田", "従業員1", "Total Taro", ""]
)
def test_a_name_that_only_contains_such_a_word_is_a_person(name: str) -> None:
    assert not is_summary(name)


def test_such_a_row_keeps_its_place_and_is_read_no_further() -> None:
    """Sums over 50,000, too few cells, no prefecture, a label in its place are no faults."""
    text = (
        "従業員,都道府県,2025-05,2025-06\n"
        "甲,東京都,1163,1163\n"
        "小計,,60000\n"
        "乙,東京都,1400,1400\n"
        ",平均,1281.5,文字,,9\n"
        '総計,東京都,"1,234,567",1,163\n'
    )
    rows = parse_ledger(text.encode(), "wages.csv").rows
    assert [(r.employee, r.is_person) for r in rows] == [
        ("甲", True),
        ("小計", False),
        ("乙", True),
        ("平均", False),
        ("総計", False),
    ]
    client = Applicant.model_validate(
        {"name": "甲", "size": "medium", "near_minimum_wage": {"ledger": rows}}
    )
    assert client.near_minimum_wage is not None
    assert [person.number for person in client.near_minimum_wage.people] == [1, 3]


def test_rows_of_people_are_read_as_before() -> None:
    text = "従業員,都道府県,2025-05,2025-06\n甲,東京都,60000\n"
    with pytest.raises(InputError) as caught:
        parse_ledger(text.encode(), "wages.csv")
    assert len(caught.value.problems) == 2  # too few cells, and no hour's wage


def test_they_make_up_for_nobody_who_is_missing() -> None:
    """Two people and a sum for three employees: refused, as a ledger of two is."""
    with pytest.raises(ValueError, match="台帳にあるのは 2人"):
        ask(row("甲", 1_163), row("乙", 1_400), row("合計", 2_563), industry="retail", employees=3)


def test_a_changed_copy_keeps_them() -> None:
    client = Applicant.model_validate(
        {
            "name": "甲",
            "size": "medium",
            "near_minimum_wage": {"ledger": [row("甲", 1_163), row("合計", 1_163)]},
        }
    )
    quote = Quote.model_validate({"items": [SOFTWARE]})
    changed, _ = change(client, quote, [Change("applicant.prefecture", "東京都")])
    assert changed.near_minimum_wage == client.near_minimum_wage


# --- more people than employees ------------------------------------------------------------------


@pytest.mark.parametrize(("employees", "told"), [(1, 1), (2, 1), (3, 0)])
def test_more_people_than_are_employed_are_asked_about(employees: int, told: int) -> None:
    rows = (row("甲", 1_163), row("乙", 1_400), row("丙", 1_400, MONTHS[:1]), row("計", 1_281))
    answer = ask(*rows, industry="retail", employees=employees)
    assert len(confirmed(answer, f"従業員数の {employees}人")) == told
    assert all("3人" in line for line in confirmed(answer, "従業員数の"))


def test_a_size_without_a_headcount_asks_nothing() -> None:
    assert confirmed(ask(row("甲", 1_163), row("乙", 1_400)), "従業員数の") == []


# --- wages that are no hour's --------------------------------------------------------------------

ODD: Final = "大きさの合わない"


def staff(wage: Any, months: list[str] = MONTHS) -> list[dict[str, Any]]:
    """Three of ten with one wage, the others far above every minimum."""
    return [row(f"員{n}", wage if n < 3 else 2_000, months) for n in range(10)]


@pytest.mark.parametrize(
    ("on", "wage", "amount", "difference"),
    [
        # 1,163 × 0.7 = 814.1 and × 5 = 5,815; near the minimum they would be 3 of 10: 600,000
        (BEFORE, 814, 450_000, "600,000円（+150,000円）"),
        (BEFORE, Decimal("814.09"), 450_000, "600,000円（+150,000円）"),
        (BEFORE, Decimal("814.1"), 450_000, None),
        (BEFORE, 815, 450_000, None),
        (BEFORE, 5_814, 450_000, None),
        (BEFORE, 5_815, 450_000, None),
        (BEFORE, 5_816, 450_000, "600,000円（+150,000円）"),
        (BEFORE, 9_600, 450_000, "600,000円（+150,000円）"),
        # 1,226 × 0.7 = 858.2 and × 5 = 6,130; below 1,226 three of ten are paid as typed
        (SINCE, 858, 600_000, "450,000円（-150,000円）"),
        (SINCE, 859, 600_000, None),
        (SINCE, 6_130, 450_000, None),
        (SINCE, 6_131, 450_000, "600,000円（+150,000円）"),
    ],
)
def test_a_wage_that_is_no_hours_by_its_size_is_told_with_what_it_decides(
    on: date, wage: Any, amount: int, difference: str | None
) -> None:
    answer = ask(*staff(wage), on=on)
    assert paid(answer) == amount
    lines = confirmed(answer, ODD)
    assert [people(line) for line in lines] == ([[(3, [1, 2, 3])]] if difference else [])
    assert all(difference in line for line in lines if difference)


def test_what_changes_no_amount_is_not_asked_about_in_an_estimate() -> None:
    """Two of ten would be 20 %, and four of ten are near already."""
    two = [*staff(9_600)[:2], *staff(2_000)[2:]]
    assert confirmed(ask(*two), ODD) == []
    near = [*staff(1_163)[:3], row("員3", 9_600), *staff(2_000)[4:]]
    answer = ask(*near)
    assert paid(answer) == 600_000
    assert confirmed(answer, ODD) == []


def test_one_month_of_three_may_be_the_slip() -> None:
    """Near in May and June, 11,630 in July for 1,163; another is far in June besides."""
    slip = staff(1_163)
    for one in slip[:3]:
        one["wages"]["2025-07"] = 11_630
    assert len(confirmed(ask(*slip), ODD)) == 1
    slip[0]["wages"]["2025-06"] = 2_000  # now two of ten could be near at most
    assert confirmed(ask(*slip), ODD) == []


def test_months_that_do_not_count_are_not_asked_about() -> None:
    rows = staff(1_163)
    rows[9]["wages"]["2025-04"] = 9_600
    rows[0]["wages"]["2025-08"] = 9_600
    assert confirmed(ask(*rows), ODD) == []


def test_those_whose_odd_wages_do_not_count_are_not_named() -> None:
    rows = staff(9_600)
    rows[9]["wages"]["2025-04"] = 9_600
    (line,) = confirmed(ask(*rows), ODD)
    assert people(line) == [(3, [1, 2, 3])]


def test_a_closed_frame_may_be_opened_by_it() -> None:
    """80,000 × 1/2 = 40,000 is below the floor of 50,000; × 2/3 = 53,333 is not."""
    answer = ask(*staff(9_600), item={**SOFTWARE, "price": 80_000})
    assert paid(answer) == 0
    (line,) = confirmed(answer, ODD)
    assert "53,333円（+53,333円）" in line


def test_a_frame_that_is_closed_anyway_says_nothing_of_it() -> None:
    assert confirmed(ask(*staff(9_600), prerequisites={"gbizid_prime": False}), ODD) == []


def test_wages_on_both_sides_are_told_both_ways_from_the_seventh_round() -> None:
    """Two near, one by 700 yen, one typed 9,600, of ten: 3/10 as typed, 4 or 2 otherwise."""
    rows = [*staff(1_200)[:2], row("員2", 700), row("員3", 9_600), *staff(2_000)[4:]]
    answer = ask(*rows, on=SINCE)
    assert paid(answer) == 600_000
    (line,) = confirmed(answer, ODD)
    assert people(line) == [(2, [3, 4])]
    assert "450,000円（-150,000円）" in line


# --- parts of a yen ------------------------------------------------------------------------------

PART: Final = "1円未満の端数"


@pytest.mark.parametrize(
    ("wage", "amount", "told"),
    [
        ("1162", 450_000, 0),
        ("1162.01", 450_000, 1),
        ("1162.5", 450_000, 1),
        ("1162.99", 450_000, 1),
        ("1163", 600_000, 0),
        ("1163.5", 600_000, 0),
        ("1212.5", 600_000, 0),
        ("1213", 600_000, 0),
        ("1213.01", 450_000, 1),
        ("1213.99", 450_000, 1),
        ("1214", 450_000, 0),
        ("1214.5", 450_000, 0),
        ("1161.5", 450_000, 0),
    ],
)
def test_a_part_of_a_yen_that_decides_is_told(wage: str, amount: int, told: int) -> None:
    answer = ask(*staff(Decimal(wage)))
    assert paid(answer) == amount
    lines = confirmed(answer, PART)
    assert [people(line) for line in lines] == [[(3, [1, 2, 3])]] * told
    assert all(line.endswith("（form-wages G19）") for line in lines)
    assert all("600,000円（+150,000円）" in line for line in lines)


def test_a_part_of_a_yen_that_decides_a_verdict_alone_names_no_amount() -> None:
    """Two of ten would be too few with the half yen, too."""
    rows = [*staff(Decimal("1162.5"))[:2], *staff(2_000)[2:]]
    (line,) = confirmed(ask(*rows), PART)
    assert people(line) == [(2, [1, 2])]
    assert "円（" not in line.replace("1円未満", "")


def test_a_part_of_a_yen_beside_a_month_that_is_far_decides_nothing() -> None:
    rows = staff(Decimal("1162.5"))
    for one in rows[:3]:
        one["wages"]["2025-06"] = 2_000
    assert confirmed(ask(*rows), PART) == []


def test_up_in_one_month_and_down_in_another() -> None:
    """1,162.5 as 1,163 and 1,213.5 as 1,213 would be near; the form does not say how to round."""
    rows = staff(1_163)
    for one in rows[:3]:
        one["wages"] |= {"2025-05": Fraction(2_325, 2), "2025-06": Fraction(2_427, 2)}
    assert len(confirmed(ask(*rows), PART)) == 1


def test_from_the_seventh_round_a_part_of_a_yen_is_taken_as_it_is() -> None:
    answer = ask(*staff(Decimal("1225.5")), on=SINCE)
    assert paid(answer) == 600_000
    assert confirmed(answer, PART) == []


# --- `check` -------------------------------------------------------------------------------------


def warnings(applicant: str, ledger: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Where `check` warns, each with its path; the message is cut off."""
    Path("applicant.yaml").write_text(applicant, encoding="utf-8")
    Path("wages.csv").write_text(ledger, encoding="utf-8")
    assert main(["check", "applicant.yaml"]) == ExitCode.ANSWERED
    told = capsys.readouterr()
    assert told.out.startswith("applicant.yaml: ")
    assert "誤りはありません" in told.out or "問題ありません" in told.out
    return [" ".join(line.split(": ")[:3]) for line in lines_told(told.err)]


CLIENT: Final = (
    "name: 甲\nindustry: retail\nemployees: {}\nnear_minimum_wage: {{ledger: wages.csv}}\n"
)


@pytest.mark.usefixtures("in_folder")
def test_check_warns_where_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    """In Tokyo (1,226 × 0.7 = 858.2, × 5 = 6,130), with 1,163 in force in July 2025."""
    ledger = (
        "従業員,都道府県,2025-05,2025-06,2025-07\n"
        "甲,東京都,1200,9600,9600\n"
        "乙,東京都,1100,1100,1162\n"
        "平均,,,,\n"
        "丙,東京都,858,859,6130\n"
        "丁,東京都,6131,,\n"
    )
    assert warnings(CLIENT.format(3), ledger, capsys) == [
        "wages.csv:1:1 注意 賃金台帳",
        "wages.csv:2:12 注意 従業員1.2025-06",
        "wages.csv:3:17 注意 従業員2.2025-07",
        "wages.csv:4:1 注意 従業員3",
        "wages.csv:5:7 注意 従業員4.2025-05",
        "wages.csv:6:7 注意 従業員5.2025-05",
    ]


@pytest.mark.usefixtures("in_folder")
def test_check_points_at_who_is_below_from_the_first_day(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """October 2025: 1,200 is below 1,226 from the 3rd, 1,100 below 1,163 from the first."""
    ledger = "従業員,都道府県,2025-10\n甲,東京都,1200\n乙,東京都,1100\n"
    place = "wages.csv:3:7 注意 従業員2.2025-10"
    assert warnings(CLIENT.format(2), ledger, capsys) == [place]
    later = "従業員,都道府県,2025-10\n甲,東京都,1200\n乙,東京都,1226\n"
    place = "wages.csv:2:7 注意 従業員1.2025-10"
    assert warnings(CLIENT.format(2), later, capsys) == [place]


@pytest.mark.usefixtures("in_folder")
def test_check_is_silent_at_the_limits(capsys: pytest.CaptureFixture[str]) -> None:
    ledger = (
        "従業員,都道府県,2025-05,2025-06,2025-07\n"
        "甲,東京都,859,1100,1163\n"
        "乙,東京都,6130,6130,6130\n"
    )
    assert warnings(CLIENT.format(2), ledger, capsys) == []


@pytest.mark.usefixtures("in_folder")
def test_check_does_not_contradict_a_plain_no(capsys: pytest.CaptureFixture[str]) -> None:
    ledger = "従業員,都道府県,2025-07\n甲,東京都,1100\n"
    no = CLIENT.format(1) + "prerequisites: {pays_minimum_wage: false}\n"
    assert warnings(no, ledger, capsys) == []
    assert warnings(CLIENT.format(1), ledger, capsys) == ["wages.csv:2:7 注意 従業員1.2025-07"]


@pytest.mark.usefixtures("in_folder")
def test_check_finds_the_row_of_a_month_of_one_who_moved(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """甲 moved to Tokyo, where 1,100 is below 1,163: the third row, not the first."""
    ledger = (
        "従業員,都道府県,2025-06,2025-07\n甲,新潟県,1100,\n乙,東京都,1300,1300\n甲,東京都,,1100\n"
    )
    assert warnings(CLIENT.format(2), ledger, capsys) == ["wages.csv:4:8 注意 従業員3.2025-07"]


@pytest.mark.usefixtures("in_folder")
def test_check_warns_of_a_ledger_in_the_applicants_file(capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        "名称: 甲\n業種: 小売業\n従業員数: 1人\n最低賃金近傍:\n  賃金台帳:\n"
        "    - {従業員: 甲, 都道府県: 東京都, 時給: {2025-07: 1100}}\n"
        "    - {従業員: 合計, 都道府県: 東京都, 時給: {2025-07: 1100}}\n"
    )
    assert warnings(text, "", capsys) == [
        "applicant.yaml:6:41 注意 最低賃金近傍.賃金台帳.1.時給.2025-07",
        "applicant.yaml:7:13 注意 最低賃金近傍.賃金台帳.2.従業員",
    ]
