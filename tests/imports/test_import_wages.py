"""Payroll ledgers as software writes them → wages.csv: the wage of an hour, month by month.

`tests/imports/wages` has a ledger in each layout and beside it what it makes, worked out by hand:
(basic pay + what belongs to it) ÷ scheduled hours.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sheets import (
    Grid,
    Save,
    as_held,
    cells_of,
    grid_of,
    mixed_up,
    moved,
    pasted,
    spaced,
    table_of,
    with_blank_rows,
)

from itsubsidy import Applicant, Quote, estimate
from itsubsidy.files.problems import InputError
from itsubsidy.inputs.applicant import Wage
from itsubsidy.inputs.imports.figures import MonthName, hours_of, month_of, months_of, period_start
from itsubsidy.inputs.imports.wage_head import belongs, is_of_others, is_officer
from itsubsidy.inputs.imports.wages import WageImport, import_wages, wage_text
from itsubsidy.inputs.ledger import parse_ledger
from itsubsidy.inputs.tabular import read_tables, read_text
from itsubsidy.rules.frames.minimum_wage import rounding_decides

LEDGERS: Final = Path(__file__).parent.parent / "imports" / "wages"
CORPUS: Final = sorted(path for path in LEDGERS.glob("*.csv") if ".made" not in path.name)
NAMES: Final = [path.stem for path in CORPUS]


def made(path: Path) -> str:
    return path.with_suffix(".made.csv").read_bytes().decode()


def understood(grid: Sequence[Sequence[Any]], **more: Any) -> WageImport:
    more.setdefault("prefecture", "東京都")
    return import_wages([table_of(grid, "台帳.csv")], decides=rounding_decides, **more)


# --- the corpus ----------------------------------------------------------------------------------


def test_the_corpus_has_the_layouts_that_were_found() -> None:
    assert len(CORPUS) >= 20


@pytest.mark.parametrize("path", CORPUS, ids=NAMES)
def test_a_ledger_makes_these_wages(path: Path) -> None:
    found = understood(grid_of(path))
    assert (found.problems, found.text) == ((), made(path))
    assert found.marks == found.text.count("確認")


@pytest.mark.parametrize("path", CORPUS, ids=NAMES)
def test_a_workbook_and_a_pasted_table_make_the_same(path: Path, as_workbook: Save) -> None:
    grid = grid_of(path)
    book = as_workbook("台帳.xlsx", {"台帳": as_held(grid)})
    assert import_wages(read_tables(str(book)), prefecture="東京都").text == made(path)
    assert import_wages([pasted(grid)], prefecture="東京都").text == made(path)


@pytest.mark.parametrize("path", CORPUS, ids=NAMES)
def test_estimate_reads_what_is_written_but_for_the_marks(path: Path) -> None:
    found = understood(grid_of(path))
    if found.marks:
        with pytest.raises(InputError) as error:
            parse_ledger(found.text.encode(), "wages.csv")
        assert len(error.value.problems) == found.marks
        assert all("「確認」の所がまだ決まっていません" in str(one) for one in error.value.problems)
        return
    rows = parse_ledger(found.text.encode(), "wages.csv").rows
    assert [(row.employee, row.prefecture) for row in rows] == [
        (person.name, person.prefecture) for person in found.people
    ]


HEADS: Final = ("氏名", "従業員", "基本給", "時給", "支給月", "所定労働時間", "合計", "雇用形態")


def widened(grid: Grid) -> Grid:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    return [[cell.translate(wide) for cell in row] for row in grid]


@pytest.mark.parametrize("mutation", [with_blank_rows, moved, widened, spaced(*HEADS)])
@pytest.mark.parametrize("path", CORPUS, ids=NAMES)
def test_what_says_the_same_makes_the_same(path: Path, mutation: Callable[[Grid], Grid]) -> None:
    found = understood(mutation(grid_of(path))).text
    assert found.translate(str.maketrans("０１２３４５６７８９", "0123456789")) == made(path)


# --- who and what is left out --------------------------------------------------------------------


def named(name: str) -> Grid:
    return grid_of(LEDGERS / f"{name}.csv")


def test_who_is_left_out_is_told_by_row_and_never_by_name() -> None:
    assert understood(named("payslips")).notes == [
        "役員の行を除きました: 2行目",
        "賞与の行を除きました: 4行目",
        "合計や平均の行を除きました: 9行目",
        "月は「支給月日」の月です",
        "基本給に加えた手当: 役職手当",
        "時給に入れなかった手当: 通勤手当、時間外手当",
    ]
    for path in CORPUS:
        found = understood(grid_of(path))
        told = "".join(found.notes)
        names = [person.name for person in found.people if len(person.name) > 1]
        assert not [name for name in names if name in told]


@pytest.mark.parametrize(
    ("title", "officer"),
    [
        ("代表取締役", True),
        ("代表取締役社長", True),
        ("取締役（非常勤）", True),
        ("使用人兼務役員", True),
        ("監査役", True),
        ("監事", True),
        ("理事長", True),
        ("代表社員", True),
        ("役員", True),
        ("執行役員", False),
        ("社長室長", False),
        ("役員秘書", False),
        ("店長", False),
        ("正社員", False),
        ("", False),
    ],
)
def test_officers_are_known_by_their_titles(title: str, officer: bool) -> None:
    assert is_officer(title) is officer


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("役職手当", "in"),
        ("住宅手当", "in"),
        ("資格手当", "in"),
        ("職能給", "in"),
        ("通勤手当", "out"),
        ("精皆勤手当", "out"),
        ("家族手当", "out"),
        ("時間外手当", "out"),
        ("固定残業手当", "out"),
        ("深夜手当", "out"),
        ("営業手当", "asked"),
        ("夜勤手当", "asked"),
        ("その他手当", "asked"),
    ],
)
def test_allowances_belong_to_the_wage_of_an_hour_by_their_names(name: str, kind: str) -> None:
    assert belongs(name, (), ()) == kind


def test_an_allowance_that_may_be_either_is_settled_by_the_reader() -> None:
    """160,000 + 8,000, or with 20,000 more: ÷ 160 = 1,050 or 1,175."""
    grid = named("asked-allowances")
    assert "甲,岡山県,1175\r\n" in understood(grid, chosen=["営業手当"]).text
    assert "甲,岡山県,1050\r\n" in understood(grid, left_out=["営業手当"]).text
    asked = understood(grid).notes[-1]
    assert asked == (
        "「営業手当」が時給に入る手当か決まりません（--with 営業手当 か --without 営業手当）: 1か所"
    )


@pytest.mark.parametrize(
    ("name", "summary"),
    [
        ("合計", True),
        ("総合計", True),
        ("平均", True),
        ("製造部計", True),
        ("佐藤", False),
        ("計良", False),
    ],
)
def test_rows_of_sums_are_no_people(name: str, summary: bool) -> None:
    assert is_of_others(name) is summary


def test_a_month_without_pay_is_blank_and_who_has_none_at_all_is_left_out() -> None:
    found = understood(
        [
            ["氏名", "支給月", "時給"],
            ["甲", "2025年5月", "1200"],
            ["甲", "2025年6月", ""],
            ["甲", "2025年7月", "1210"],
            ["乙", "2025年5月", "0"],
        ]
    )
    assert found.text == "\ufeff従業員,都道府県,2025年5月,2025年7月\r\n甲,東京都,1200,1210\r\n"
    assert "賃金のない行を除きました: 3、5行目" in found.notes


# --- what cannot be known ------------------------------------------------------------------------


def problems(grid: Sequence[Sequence[Any]], **more: Any) -> list[str]:
    try:
        found = understood(grid, **more)
    except InputError as error:
        return list(map(str, error.problems))
    assert not found.text
    return list(map(str, found.problems))


@pytest.mark.parametrize(
    ("grid", "told"),
    [
        ([["甲", "1200"]], "台帳.csv: 見出しの行が見つかりません。氏名か従業員番号と"),
        (
            [["氏名", "支給月", "時給"], ["合計", "", "1200"]],
            "台帳.csv: 賃金のある従業員の行がありません",
        ),
        (
            [["氏名", "5月", "6月"], ["甲", "1200", "1200"]],
            "台帳.csv:1:4: 「5月」が何年か分かりません。年も書きます（2025年5月）",
        ),
        (
            [["氏名", "2025年5月", "令和7年5月"], ["甲", "1200", "1200"]],
            "台帳.csv:1:4: 「2025年5月」の月の列が二つあります",
        ),
        (
            [["氏名", "支給月", "時給"], ["甲", "不明", "1200"]],
            "台帳.csv:2:1: 何月の賃金か分かりません",
        ),
        (
            [["氏名", "支給月", "時給"], ["甲", "2025年5月", "12OO"]],
            "台帳.csv:2:11: 「12OO」は額として読めません",
        ),
        (
            [["氏名", "支給月", "基本給", "所定労働時間"], ["甲", "2025年5月", "180000", "20日"]],
            "台帳.csv:2:18: 「20日」は時間として読めません",
        ),
        (
            [["氏名", "都道府県", "支給月", "時給"], ["甲", "大坂府", "2025年5月", "1200"]],
            "台帳.csv:2:3: 「大坂府」は都道府県の名前ではありません",
        ),
        (
            [["項目", "2025年5月", "2025年6月"], ["基本給", "180000", "180000"]],
            "台帳.csv:2:1: 誰の賃金か分かりません。表の上に「氏名」を書きます",
        ),
    ],
)
def test_what_is_missing_is_told_by_its_cell(grid: Grid, told: str) -> None:
    assert problems(grid)[0].startswith(told)


def test_without_a_prefecture_the_two_ways_to_say_it_are_told() -> None:
    assert problems(named("no-prefecture"), prefecture=None) == [
        "台帳.csv: どの都道府県の事業場か分かりません。"
        "都道府県の列を足すか、--prefecture 東京都 のように指定します"
    ]


@pytest.mark.parametrize(
    ("name", "row", "column", "told"),
    [
        ("payslips", 8, 7, "台帳.csv:9:10: 合計 1272161は、上の行の合計 1,272,160と合いません"),
        ("person-a-block", 8, 4, "台帳.csv:9:26: 合計 593401は、各月の合計 593,400と合いません"),
        (
            "items-and-months-across",
            1,
            5,
            "台帳.csv:2:25: 合計 360001は、各月の合計 360,000と合いません",
        ),
        ("sums-by-part", 6, 4, "台帳.csv:7:8: 合計 504001は、上の行の合計 504,000と合いません"),
    ],
)
def test_a_sum_that_disagrees_is_told_and_nothing_is_written(
    name: str, row: int, column: int, told: str
) -> None:
    grid = named(name)
    grid[row][column] = str(int(grid[row][column]) + 1)
    assert told in problems(grid)


def test_pay_of_a_month_is_not_taken_for_that_of_an_hour() -> None:
    found = understood([["氏名", "2025年5月"], ["甲", "180000"]])
    assert (found.marks, found.text.endswith("甲,東京都,確認\r\n")) == (1, True)


# --- months and hours ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2025年5月度", (2025, 5)),
        ("2025年　5月", (2025, 5)),
        ("202505", (2025, 5)),
        ("202521", (2025, 21)),
        ("R7.5", (2025, 5)),
        ("R6.5月", (2024, 5)),
        ("令和７年５月分", (2025, 5)),
        ("令和元年12月", (2019, 12)),
        ("2025/05/31", (2025, 5)),
        ("2025-05", (2025, 5)),
        ("2025年5月25日支給", (2025, 5)),
        ("May-25", (2025, 5)),
        ("5月度", (None, 5)),
        ("5月度 4/11 - 5/10", (None, 5)),
        ("5月支給", (None, 5)),
    ],
)
def test_months_are_read_in_every_spelling(text: str, month: tuple[int | None, int]) -> None:
    assert month_of(text) == MonthName(*month)


@pytest.mark.parametrize("text", ["13月", "5月昇給額", "2025", "基本給", "12か月", "4/11", ""])
def test_what_is_no_month_is_none(text: str) -> None:
    assert month_of(text) is None


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("賃金台帳（2025年6月分）", [(2025, 6)]),
        ("令和7年6月度 給与一覧", [(2025, 6)]),
        ("2025年5月分・2025年6月分", [(2025, 5), (2025, 6)]),
        ("作成日 2025年7月1日", []),
        ("2025年4月〜6月", []),
        ("2025/07/10 出力", []),
    ],
)
def test_a_title_names_a_month_where_it_says_so_of_pay(
    text: str, months: list[tuple[int, int]]
) -> None:
    assert list(months_of(text)) == [MonthName(*month) for month in months]


def test_a_row_alone_says_the_month_of_those_below_it() -> None:
    head = ["氏名", "時給"]
    rows = [["【2025年5月分】"], ["甲", "1200"], ["■ 2025年6月支給"], ["甲", "1210"]]
    assert understood([head, *rows]).text.endswith("2025年5月,2025年6月\r\n甲,東京都,1200,1210\r\n")


def test_who_is_paid_without_a_base_is_asked_and_not_left_out() -> None:
    head = ["氏名", "支給月", "時給", "総支給額"]
    rows = [["甲", "2025年5月", "1200", "96000"], ["乙", "2025年5月", "", "80000"]]
    found = understood([head, *rows, ["丙", "2025年5月", "", "0"]])
    assert found.text.split("\r\n")[1:3] == ["甲,東京都,1200", "乙,東京都,確認"]
    assert "支給額だけがあり、基本給も時給もありません: 1か所" in found.notes
    assert "賃金のない行を除きました: 4行目" in found.notes


@pytest.mark.parametrize(("pay", "title"), [("20000", False), ("課長", True), ("3", True)])
def test_a_column_of_titles_is_of_pay_where_yen_stand_in_it(pay: str, title: bool) -> None:
    """(160,000 + 20,000) ÷ 160 = 1,125, else 1,000."""
    head = ["氏名", "支給月", "役職", "基本給", "所定労働時間"]
    found = understood([head, ["甲", "2025年5月", pay, "160000", "160"]])
    assert f"甲,東京都,{1000 if title else 1125}\r\n" in found.text


@pytest.mark.parametrize("wage", ["1,163円/時", "1163／時間", "@1,163", "1,163円"])
def test_a_wage_may_say_that_it_is_of_an_hour(wage: str) -> None:
    found = understood([["氏名", "支給月", "時給"], ["甲", "2025年5月", wage]])
    assert found.text.endswith("甲,東京都,1163\r\n")


@pytest.mark.parametrize("number", ["80", "160", "499"])
def test_hours_are_not_taken_for_a_wage(number: str) -> None:
    found = understood([["氏名", "2025年5月"], ["甲", number]])
    assert found.text.endswith("甲,東京都,確認\r\n")


def test_days_of_birth_make_no_months() -> None:
    rows = [["氏名", "甲"], ["生年月日", "1980/4/1"], ["入社日", "2015/4/1"], []]
    pay = [["支給日", "2025/5/15", "2025/6/15"], ["基本給", "160000", "168000"]]
    found = understood([*rows, *pay, ["所定労働時間", "160", "160"]])
    assert found.text.endswith("2025年5月,2025年6月\r\n甲,東京都,1000,1050\r\n")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2025年4月度〜2026年3月度", date(2025, 4, 1)),
        ("令和7年度", date(2025, 4, 1)),
        ("2025年 賃金台帳", date(2025, 1, 1)),
        ("賃金台帳", None),
    ],
)
def test_the_period_says_the_year(text: str, first: date | None) -> None:
    assert period_start(text) == first


def test_months_without_a_year_go_on_over_the_end_of_it() -> None:
    head = ["氏名", "11月", "12月", "2026年1月", "2月"]
    found = understood([head, ["甲", "1200", "1200", "1200", "1200"]])
    assert found.months == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]


def test_a_month_without_a_year_is_one_of_the_fiscal_year_above() -> None:
    rows = [["令和7年度 賃金台帳"], ["氏名", "支給月", "時給"]]
    found = understood([*rows, ["甲", "5月", "1200"], ["甲", "1月", "1210"]])
    assert found.months == [date(2025, 5, 1), date(2026, 1, 1)]


def test_hours_of_more_than_a_month_are_not_taken_for_those_of_one() -> None:
    """300,000 ÷ 300 = 1,000; ÷ 301 it is the sum of several months, or of several people."""
    head = ["氏名", "支給月", "基本給", "所定労働時間"]
    rows = [["甲", "2025年5月", "300000", "300"], ["乙", "2025年5月", "301000", "301"]]
    assert understood([head, *rows]).text.split("\r\n")[1:3] == ["甲,東京都,1000", "乙,東京都,確認"]


@pytest.mark.parametrize(
    ("value", "hours"),
    [
        ("164:30", Fraction(329, 2)),
        ("164時間30分", Fraction(329, 2)),
        ("164.5h", Fraction(329, 2)),
        ("168.125", Fraction(1345, 8)),
        ("160時間", 160),
        (timedelta(hours=164, minutes=30), Fraction(329, 2)),
        ("20日", None),
        ("-", None),
    ],
)
def test_hours_are_read_in_every_spelling(value: Any, hours: Any) -> None:
    assert hours_of(value) == hours


# --- fractions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wage", "text"),
    [
        (1200, "1200"),
        (Fraction(2401, 2), "1200.5"),
        (Fraction(9601, 8), "1200.125"),
        (Fraction(316_480, 269), "1176.505"),  # 197,800 ÷ 168.125
        (Fraction(3_600_001, 3_000), "1200.0003"),  # a whole yen would be another wage
        (Fraction(3_599_999, 3_000), "1199.9996"),
    ],
)
def test_a_wage_is_written_so_that_it_stays_on_its_side_of_every_yen(
    wage: Fraction | int, text: str
) -> None:
    assert wage_text(wage) == text


@pytest.mark.parametrize(
    ("wage", "decided"),
    [
        # 東京 1,163 of 令和6年度 and 50 more, 1,226 of 令和7年度
        (1213, False),
        (Fraction(2427, 2), True),  # 1,213.5: cut it is 50 over
        (Fraction(2429, 2), False),
        (Fraction(2325, 2), True),  # 1,162.5: rounded up it is the minimum
        (Fraction(2451, 2), True),  # 1,225.5: rounded up it is not below
        (Fraction(2453, 2), False),
    ],
)
def test_a_part_of_a_yen_decides_where_rounding_would(wage: Fraction | int, decided: bool) -> None:
    assert rounding_decides(Wage(wage, "東京都")) is decided


def test_where_a_fraction_decides_is_told_by_row() -> None:
    """197,800 ÷ 168.125 = 1,176.505… by 大阪's 1,177: below it, unless it is rounded."""
    notes = understood(named("person-a-block")).notes
    assert "円未満をどう丸めるかで最低賃金近傍かどうかが変わる人がいます: 従業員1" in notes


# --- several files and sheets --------------------------------------------------------------------


def test_two_books_are_one_ledger() -> None:
    head = "氏名,都道府県,支給月,時給\n"
    books = [
        read_text(f"{head}{rows}".encode(), f"{year}.csv")
        for year, rows in (
            (2024, "甲,東京都,2025年3月,1200\n乙,東京都,2025年3月,1300\n"),
            (2025, "甲,東京都,2025年4月,1210\n丙,東京都,2025年4月,0\n"),
        )
    ]
    found = import_wages(books)
    assert found.text == (
        "\ufeff従業員,都道府県,2025年3月,2025年4月\r\n甲,東京都,1200,1210\r\n乙,東京都,1300,\r\n"
    )
    assert "賃金のない行を除きました: 2025.csv 3行目" in found.notes


def test_a_sheet_a_person_goes_by_the_name_of_the_sheet(as_workbook: Save) -> None:
    def sheet(pay: int) -> list[list[Any]]:
        return [
            ["年月", "基本給", "所定労働時間"],
            ["2025年5月", pay, 160],
            ["2025年6月", pay, 160],
        ]

    path = as_workbook("台帳.xlsx", {"甲野": sheet(192_000), "乙山": sheet(176_000)})
    found = import_wages(read_tables(str(path)), prefecture="東京都")
    assert found.text.splitlines()[1:] == ["甲野,東京都,1200,1200", "乙山,東京都,1100,1100"]


def test_a_ledger_of_the_largest_size_takes_a_few_seconds() -> None:
    rows = [
        [f"{number:04}", f"員{number}", "東京都", "2025年5月", "192000", "160:00"]
        for number in range(4_999)
    ]
    head = ["従業員番号", "氏名", "都道府県", "支給月", "基本給", "所定労働時間"]
    began = time.monotonic()
    found = understood([head, *rows])
    assert time.monotonic() - began < 15
    assert found.text.count(",1200\r\n") == 4_999


def test_one_month_of_a_person_in_two_prefectures_is_asked_in_both() -> None:
    grid = [
        ["氏名", "都道府県", "支給月", "時給"],
        ["甲", "東京都", "2025年5月", "1200"],
        ["甲", "東京都", "2025年6月", "1200"],
        ["甲", "大阪府", "2025年6月", "1200"],
    ]
    found = understood(grid)
    assert found.text.removeprefix("\ufeff").splitlines() == [
        "従業員,都道府県,2025年5月,2025年6月",
        "甲,東京都,1200,確認",
        "甲,大阪府,,確認",
    ]
    assert found.marks == 2


CELLS: Final = cells_of(CORPUS)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(CORPUS), st.data())
def test_whatever_stands_in_a_ledger_it_is_read_or_refused(path: Path, data: st.DataObject) -> None:
    try:
        found = understood(mixed_up(data, grid_of(path), CELLS))
    except InputError:
        return
    assert bool(found.text) is not bool(found.problems)
    if found.text and not found.marks:
        parse_ledger(found.text.encode(), "wages.csv")


# --- through to the subsidy ----------------------------------------------------------------------


def test_a_ledger_as_exported_to_the_higher_rate_of_normal() -> None:
    """Of three people 甲 is at 1,200 − 1,163 = 37 in each month: 1/3 ≥ 30 %, so 1,200,000 × 2/3."""
    found = understood(named("months-across"))
    rows = parse_ledger(found.text.encode(), "wages.csv").rows
    client = {
        "name": "甲",
        "size": "medium",
        "near_minimum_wage": {"ledger": [row.model_dump() for row in rows]},
    }
    item = {"name": "販売", "category": "software", "price": 1_200_000, "processes": ["共P-01"]}
    quote = Quote.model_validate({"items": [item]})
    answer = estimate(Applicant.model_validate(client), [quote], on=date(2025, 8, 20))
    assert answer.quotes[0].frames["normal"].subsidy == 800_000
