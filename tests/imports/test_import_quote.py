"""Quotes as vendors send them → quote.yaml: every yen accounted for, nothing guessed.

`tests/imports/quotes` has a sheet in each layout and the file that it makes, checked by hand. They
are written here as text and as workbooks, and mutated.
"""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
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

from itsubsidy import Applicant, estimate
from itsubsidy.files.problems import InputError
from itsubsidy.files.text import normal
from itsubsidy.files.yaml import parse
from itsubsidy.inputs.imports.figures import amount_of
from itsubsidy.inputs.imports.quote import QuoteImport, import_quote
from itsubsidy.inputs.imports.quote_sums import sum_name
from itsubsidy.inputs.imports.quote_table import quote_table, table_of_quote
from itsubsidy.inputs.imports.quote_terms import months_in
from itsubsidy.inputs.imports.quote_text import scalar
from itsubsidy.inputs.quote import Quote
from itsubsidy.inputs.reading import load_quote
from itsubsidy.inputs.spelling import CLIENT_FILE
from itsubsidy.inputs.tabular import read_tables, read_text
from itsubsidy.inputs.totals import total_faults
from itsubsidy.inputs.validated import validate
from itsubsidy.money import decimal_text, magnitude
from itsubsidy.terms import Frame

CORPUS: Final = sorted((Path(__file__).parent.parent / "imports" / "quotes").glob("*.csv"))
NAMES: Final = [path.stem for path in CORPUS]


def named(name: str) -> Grid:
    return grid_of(CORPUS[0].with_name(f"{name}.csv"))


def expected(path: Path) -> str:
    return path.with_suffix(".yaml").read_text(encoding="utf-8")


def understood(grid: Sequence[Sequence[str]]) -> QuoteImport:
    return import_quote([table_of(grid, "見積.csv")])


def essence(found: QuoteImport) -> str:
    """The file without where it came from, and without the categories to choose from."""
    assert not found.problems, found.problems
    text = re.sub(r"(?m)(- 品名: .*?)  # \S+$", r"\1", found.text)
    return re.sub(r"(?m)(区分: 確認  # 確認): .*$", r"\1", text.split("\n", 1)[1])


# --- the corpus ----------------------------------------------------------------------------------


def test_the_corpus_has_the_layouts_that_were_found() -> None:
    assert len(CORPUS) >= 30


@pytest.mark.parametrize("path", CORPUS, ids=NAMES)
def test_a_sheet_makes_this_file(path: Path) -> None:
    assert essence(understood(grid_of(path))) == expected(path)


@pytest.mark.parametrize("ending", [".xlsx", ".ods"])
@pytest.mark.parametrize("path", CORPUS, ids=NAMES)
def test_a_workbook_makes_the_same_file(path: Path, ending: str, as_workbook: Save) -> None:
    book = as_workbook(f"見積{ending}", {"見積": as_held(grid_of(path))})
    assert essence(import_quote(read_tables(str(book)))) == expected(path)


@pytest.mark.parametrize("ending", [".xls", ".xlsb"])
def test_a_workbook_in_an_older_or_a_binary_format_makes_the_same_file(ending: str) -> None:
    """`plain` as other programs have saved it."""
    book = CORPUS[0].parent.parent / "workbooks" / f"plain{ending}"
    plain = CORPUS[0].with_name("plain.csv")
    assert essence(import_quote(read_tables(str(book)))) == expected(plain)


@pytest.mark.parametrize("path", CORPUS, ids=NAMES)
def test_a_pasted_table_makes_the_same_file(path: Path) -> None:
    grid = grid_of(path)
    assert essence(import_quote([pasted(grid)])) == expected(path)
    marked = "".join(f"| {' | '.join(row)} |\n" for row in grid)
    assert essence(import_quote([read_text(marked.encode(), "-")])) == expected(path)


HEADS: Final = ("品名", "品目", "数量", "単位", "単価", "金額", "備考", "小計", "合計", "総計")


def widened(grid: Grid) -> Grid:
    """Figures in full width, with yen where it is certain that they are."""
    wide = str.maketrans("0123456789,.%-", "０１２３４５６７８９，．％－")
    return [
        [cell.translate(wide) if re.fullmatch(r"[0-9,.%-]+", cell) else cell for cell in row]
        for row in grid
    ]


def negative_in_triangles(grid: Grid) -> Grid:
    return [[re.sub(r"^[-▲△](?=[0-9])", "△", cell) for cell in row] for row in grid]


def shouted(grid: Grid) -> Grid:
    """Heads in brackets and with the unit of the yen."""
    heads = {"単価": "単価（円）", "金額": "【金額】", "数量": "数 量", "品名": "品　　名"}
    return [[heads.get(cell, cell) for cell in row] for row in grid]


MUTATIONS: Final = [spaced(*HEADS), widened, negative_in_triangles, with_blank_rows, moved, shouted]


@pytest.mark.parametrize("mutation", MUTATIONS)
@pytest.mark.parametrize("path", CORPUS, ids=NAMES)
def test_what_says_the_same_makes_the_same_file(
    path: Path, mutation: Callable[[Grid], Grid]
) -> None:
    found = essence(understood(mutation(grid_of(path))))
    assert normal(found) == normal(expected(path))


# --- what is written is read ---------------------------------------------------------------------


def answered(text: str) -> str:
    """The file with every question answered in the first way."""
    text = re.sub(r"区分: 確認  # 確認: ([^、\n]*).*", r"区分: \1", text)
    text = re.sub(r"契約月数: 確認  # 確認: .*", "契約月数: 24か月", text)
    text = re.sub(r"消費税: 確認  # 確認: .*", "消費税: 税抜", text)
    text = re.sub(r"単価: 確認  # 確認: .*", "単価: 10,000円", text)
    return re.sub(r" +対象ソフト: 確認  # 確認: .*\n", "", text)


@pytest.mark.parametrize("path", CORPUS, ids=NAMES)
def test_check_reads_what_is_written_once_the_questions_are_answered(path: Path) -> None:
    text = answered(understood(grid_of(path)).text)
    assert "確認: " not in text
    quote = validate(Quote, parse(text.encode(), "quote.yaml", CLIENT_FILE))
    assert not list(total_faults(quote))


@pytest.mark.parametrize("path", CORPUS, ids=NAMES)
def test_check_stops_at_every_question(path: Path) -> None:
    found = understood(grid_of(path))
    if not found.marks:
        validate(Quote, parse(found.text.encode(), "quote.yaml", CLIENT_FILE))
        return
    with pytest.raises(InputError) as error:
        validate(Quote, parse(found.text.encode(), "quote.yaml", CLIENT_FILE))
    marked = {
        number for number, line in enumerate(found.text.splitlines(), 1) if "# 確認: " in line
    }
    assert {problem.line for problem in error.value.problems} == marked


# --- every yen is accounted for ------------------------------------------------------------------


def amounts_in(grid: Grid) -> Iterator[tuple[int, int]]:
    """The places of all figures of a thousand yen and more, but of what is not bought or free."""
    for row, cells in enumerate(grid):
        for column, cell in enumerate(cells):
            amount = amount_of(cell)
            if amount and magnitude(amount.yen) >= 1_000 and not {"0", "無償"} & {*cells}:
                yield row, column


HELD: Final = [path for path in CORPUS if "合計:" in expected(path)]


@pytest.mark.parametrize("path", HELD, ids=[path.stem for path in HELD])
def test_a_yen_more_anywhere_is_told_and_nothing_is_written(path: Path) -> None:
    """Each figure of a sheet that states its total is raised by 7 yen, one at a time."""
    whole = understood(grid_of(path)).text
    for row, column in amounts_in(grid_of(path)):
        grid = grid_of(path)
        cell = grid[row][column]
        amount = amount_of(cell)
        assert amount is not None
        grid[row][column] = decimal_text(amount.yen + (7 if amount.yen > 0 else -7))
        found = understood(grid)
        assert found.problems or found.text == whole, (row, column, cell)


def refusals(grid: Sequence[Sequence[str]]) -> list[str]:
    """What is told of a sheet from which nothing may be written."""
    try:
        found = understood(grid)
    except InputError as error:
        return list(map(str, error.problems))
    assert not found.text
    return list(map(str, found.problems))


def lines(*rows: str) -> Grid:
    return [row.split("|") for row in ("品名|数量|単価|金額", *rows)]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "導入設定|2|50,000|90,000",
            "見積.csv:2:18: 金額 90,000円は、単価 50,000 × 数量 2 = 100,000円と合いません",
        ),
        ("導入設定|2|50,0OO|", "見積.csv:2:9: 「50,0OO」は額として読めません"),
        ("導入設定|約10|50,000|", "見積.csv:2:6: 数量「約10」が読めません"),
        ("|1|50,000|50,000", "見積.csv:2:2: 品名がありません"),
        (
            "導入設定|1|50,000.00001|",
            "見積.csv:2:1: 単価 50,000.00001 × 数量 1 に端数があり、金額がありません",
        ),
    ],
)
def test_a_line_that_cannot_be_right_is_told_by_its_cell(row: str, told: str) -> None:
    (problem,) = refusals(lines(row, "合計（税抜）|||100,000"))[:1]
    assert problem.startswith(told)


def test_a_total_that_disagrees_is_told_with_both_figures_and_the_line_that_explains_it() -> None:
    sheet = lines("導入設定|1|100,000|100,000", "値引|||-30,000", "合計（税抜）|||130,000")
    assert refusals(sheet) == [
        "見積.csv:4:11: 「合計（税抜）」130,000円は、明細の合計（税抜）70,000円より "
        "60,000円多い額です。「値引」（3:1）の額を確かめてください"
    ]


def test_two_totals_that_disagree_are_told_each_where_it_stands() -> None:
    sheet = [
        ["御見積金額", "120,000円（税込）"],
        *lines("導入設定|1|100,000|100,000", "小計|||90,000", "合計|||110,000"),
    ]
    assert [problem.split(": ")[0] for problem in refusals(sheet)] == [
        "見積.csv:4:7",
        "見積.csv:1:8",
    ]


def test_a_tax_that_no_rounding_makes_is_told() -> None:
    sheet = lines(
        "導入設定|1|100,005|100,005", "小計|||100,005", "消費税|||10,002", "合計|||110,007"
    )
    assert refusals(sheet)[0] == (
        "見積.csv:4:8: 消費税 10,002円は、明細から決まる 10,000〜10,001円と合いません"
    )


@pytest.mark.parametrize("tax", ["10,000", "10,001"])
def test_a_tax_may_be_rounded_either_way(tax: str) -> None:
    total = f"{110_005 + (tax == '10,001'):,}"
    found = understood(lines("導入設定|1|100,005|100,005", f"消費税|||{tax}", f"合計|||{total}"))
    assert f"税込合計: {total}円" in found.text


def test_a_row_is_held_against_its_own_sum() -> None:
    sheet = named("years-in-columns")
    sheet[1][4] = "720,007"
    assert refusals(sheet) == ["見積.csv:2:45: 720,007円は、この行の額の合計 720,000円と合いません"]


def test_words_at_the_head_of_the_prices_go_before_what_the_sums_show() -> None:
    head = ["品名", "数量", "単価（税込）", "金額（税込）"]
    _, *rows = lines("導入設定|1|100,000|100,000", "消費税|||10,000", "合計|||110,000")
    assert refusals([head, *rows])[0].startswith("見積.csv:3:8: 消費税 10,000円は")


def test_a_table_without_a_head_says_what_a_head_needs() -> None:
    assert refusals([["導入設定", "100,000"]]) == [
        "見積.csv: 見出しの行が見つかりません。"
        "品名（品目・項目・内容・摘要など）と、単価か金額の列が要ります"
    ]
    assert refusals([["品名", "金額"], ["合計", "0"]]) == ["見積.csv: 額のある明細の行がありません"]


def test_a_table_in_thousands_is_refused() -> None:
    (problem,) = refusals([["（単位：千円）"], *lines("導入設定|1|100|100")])
    assert problem.startswith("見積.csv:1:1: 「（単位：千円）」の表は読めません")


def test_two_columns_of_amounts_are_not_chosen_between() -> None:
    assert refusals([["品名", "金額", "見積金額"], ["導入設定", "1,000", "2,000"]])[0].startswith(
        "見積.csv:1:7: 「金額」の列が二つあります"
    )


def test_columns_that_were_not_read_are_named() -> None:
    found = understood([["品名", "粗利", "金額"], ["導入設定", "30%", "100,000"]])
    assert "使わなかった列: 粗利" in found.notes


# --- what lines say ----------------------------------------------------------------------------


def items_of(*rows: str) -> list[dict[str, Any]]:
    """The items of a sheet with remarks, as the file has them."""
    sheet = [row.split("|") for row in ("品名|数量|単価|金額|備考", *rows)]
    found = understood([["契約期間", "24ヶ月"], *sheet])
    assert not found.problems, found.problems
    data: list[dict[str, Any]] = parse(found.text.encode(), "x", CLIENT_FILE).data["items"]
    return data


def test_a_quantity_of_months_is_the_term() -> None:
    (item,) = items_of("クラウド 月額利用料|36|18,000|648,000|36ヶ月契約")
    assert (item.get("quantity"), item["per"], item["months"]) == (None, "month", 36)


def test_a_quantity_of_users_beside_a_term_of_as_many_months_stays_one() -> None:
    (item,) = items_of("クラウド 月額利用料|36ユーザー|500|18,000|36ヶ月契約")
    assert (item["quantity"], item["per"], item["months"]) == (36, "month", 36)


def test_a_monthly_fee_runs_as_long_as_the_quote_says() -> None:
    (item,) = items_of("クラウド 月額利用料|1|18,000|18,000|")
    assert (item["per"], item["months"], item["amount"]) == ("month", 24, 18_000)


def test_an_amount_alone_for_several_payments_is_asked() -> None:
    (item,) = items_of("クラウド 月額利用料|||432,000|24ヶ月分")
    assert (item["price"], item["months"], item["amount"]) == ("確認", 24, 432_000)


def test_an_amount_that_fits_no_reading_of_the_term_is_told() -> None:
    sheet = lines("クラウド 月額利用料（24ヶ月）|1|18,000|20,000")
    assert (
        "金額 20,000円は、単価 18,000 × 数量 1 = 18,000円（24か月で 432,000円）と合いません"
        in (refusals(sheet)[0])
    )


def category_below(heading: str, name: str, *before: str) -> str:
    rows = [f"{one}|1|1,000|1,000" for one in before]
    found = understood(lines(*rows, f"【{heading}】|||", f"{name}|1|1,000|1,000"))
    category: str = parse(found.text.encode(), "x", CLIENT_FILE).data["items"][-1]["category"]
    return category


def test_a_heading_settles_the_category_unless_it_is_of_software() -> None:
    assert category_below("導入設定", "帳票の調整") == "setup"
    assert category_below("ソフトウェア", "在庫連携オプション") == "確認"
    assert category_below("導入設定", "コンサルティングと設定") == "確認"


def test_a_name_that_begins_with_another_line_says_what_is_done_for_it() -> None:
    assert category_below("内訳", "みなとクラウド 導入設定", "みなとクラウド") == "setup"
    assert category_below("内訳", "みなとクラウド 導入設定") == "確認"


def test_totals_over_the_whole_term_beside_amounts_of_a_month_are_written() -> None:
    sheet = [
        ["契約期間", "24ヶ月"],
        *lines("クラウド（月額）|1|18,000|18,000", "合計（税抜）|||432,000"),
    ]
    assert "合計: 432,000円" in understood(sheet).text


def test_what_is_taken_off_below_the_total_is_in_yen_with_tax() -> None:
    sheet = lines(
        "導入設定|1|100,000|100,000",
        "消費税|||10,000",
        "合計|||110,000",
        "端数値引|||△1,000",
        "お支払金額（税込）|||109,000",
    )
    text = understood(sheet).text
    assert "単価: 1,000円\n    消費税: 税込\n" in text
    assert "税込合計: 109,000円" in text


def test_tables_below_one_another_have_a_total_each_and_one_of_all() -> None:
    def part(name: str, yen: str) -> Grid:
        return lines(f"{name}|1|{yen}|{yen}", f"合計|||{yen}")

    sheet = [
        *part("導入設定", "100,000"),
        [],
        *part("コンサルティング", "50,000"),
        ["総計（税抜）", "", "", "150,000"],
    ]
    assert "合計: 150,000円" in understood(sheet).text
    sheet[2][3] = "90,000"
    assert refusals(sheet)[0].startswith(
        "見積.csv:3:7: 「合計」90,000円は、上の明細の合計 100,000円より"
    )


def test_a_discount_may_be_named_and_counted_in_any_column() -> None:
    """10 % of 300,000 is 30,000; 5 % of the 270,000 that are left is 13,500: 256,500."""
    sheet = lines(
        "導入設定|1|300,000|300,000",
        "||キャンペーン値引|10%",
        "出精値引|1|5%|-13,500",
        "合計（税抜）|||256,500",
    )
    text = understood(sheet).text
    assert "- 品名: キャンペーン値引  # 3:3\n    区分: 値引き\n    率: 10%\n" in text
    assert "- 品名: 出精値引  # 4:1\n    区分: 値引き\n    単価: 13,500円\n" in text
    sheet[-1][3] = "256,501"
    assert "より 1円多い額です" in refusals(sheet)[0]


def test_a_share_in_a_workbook_is_a_part_of_one(as_workbook: Save) -> None:
    rows: list[list[Any]] = [
        ["導入設定", 1, 300_000, 300_000],
        ["値引", None, None, 0.1],
        ["合計（税抜）", None, None, 270_000],
    ]
    book = as_workbook("見積.xlsx", {"見積": [["品名", "数量", "単価", "金額"], *rows]})
    assert "率: 10%" in import_quote(read_tables(str(book))).text


def test_a_share_is_no_price_of_what_is_bought() -> None:
    (problem,) = refusals(lines("導入設定|1|5%|"))
    assert problem == "見積.csv:2:8: 「5%」は額として読めません"


@pytest.mark.parametrize("head", ["2年目以降", "次年度以降（年額）", "次年度以降 金額"])
def test_how_long_a_fee_goes_on_is_asked(head: str) -> None:
    sheet = [["品名", "初年度", head], ["クラウド", "120,000", "96,000"]]
    found = understood(sheet)
    assert [asked.of for asked in found.asked if "区分" not in asked.of] == [
        "消費税",
        "「クラウド 2年目」の契約月数",
    ]
    assert "課金単位: 年\n    契約月数: 確認" in found.text


def test_a_quantity_that_may_be_months_is_asked_with_what_to_do() -> None:
    asked = understood(lines("クラウド利用料（月額）|24|12,000|288,000")).asked
    (question,) = (one.question for one in asked if one.of.endswith("契約月数"))
    assert question == ("何か月の契約ですか。数量 24が月数なら、数量の行を消して 24か月と書きます")
    for row in (
        "クラウド利用料（月額）|1|12,000|12,000",
        "クラウド利用料（月額）|24台|12,000|288,000",
    ):
        asked = understood(lines(row)).asked
        assert "何か月の契約ですか" in [one.question for one in asked]


def test_a_list_of_several_quotes_is_no_quote() -> None:
    head = ["見積番号", "品名", "金額"]
    first = ["Q-1", "導入設定", "1,000"]
    text = understood([head, first, ["Q-1", "研修", "2,000"]]).text
    assert re.findall("品名: (.*?)  #", text) == ["導入設定", "研修"]
    assert refusals([head, first, ["Q-2", "研修", "2,000"]]) == [
        "見積.csv:3:1: 見積番号が「Q-1」と違います。一つの見積の行だけにします"
    ]


def test_what_may_be_a_sum_is_no_line_where_no_total_shows_it() -> None:
    """60,000 + 20,000 = 80,000, under a name for a sum that is not known."""
    sheet = lines("クラウド|1|60,000|60,000", "設定一式|1|20,000|20,000", "ご予算|||80,000")
    assert refusals(sheet) == [
        "見積.csv:4:1: 「ご予算」の 80,000円は、上の行の合計と同じ額です。"
        "合計の行なら名前を「合計」に直し、品なら表に合計の行を足します"
    ]
    assert "- 品名: ご予算" in understood([*sheet, ["合計（税抜）", "", "", "160,000"]]).text


def test_a_sum_of_one_price_of_several_is_held_against_its_column() -> None:
    sheet = named("sums-of-columns-below")
    assert sheet[5] == ["月額費用合計", "", "", "17,000"]
    sheet[5][3] = "17,001"
    assert refusals(sheet) == [
        "見積.csv:6:11: 「月額費用合計」17,001円は、その列の額の合計 17,000円と合いません"
    ]


def test_a_year_that_is_not_twelve_months_is_told() -> None:
    sheet = [["品名", "月額", "年額"], ["クラウド", "10,000", "110,000"]]
    assert refusals(sheet) == [
        "見積.csv:2:16: 年額 110,000円は、月額 10,000円の 12か月分 120,000円と合いません"
    ]


def test_the_term_of_a_price_list_by_month_and_year_is_asked_unless_its_total_is_of_a_year() -> (
    None
):
    sheet = [["品名", "月額", "年額"], ["クラウド", "10,000", "120,000"]]
    assert "契約月数: 確認" in understood(sheet).text
    shown = understood([*sheet, ["合計（税抜）", "10,000", "120,000"]]).text
    assert "契約月数: 12か月\n    金額: 120,000円" in shown
    assert "合計: 120,000円" in shown


def test_an_amount_of_one_or_of_all_is_asked_unless_a_total_shows_it() -> None:
    sheet = [["品名", "費用", "数量"], ["設定", "300", "20"], ["研修", "500", "1"]]
    asked = [one.question for one in understood(sheet).asked if one.of.endswith("単価")]
    assert asked == ["300円は一つの額ですか、数量の全部の額ですか。一つの額を書きます"]
    shown = understood([*sheet, ["合計（税抜）", "800", ""]])
    assert "単価: 15円\n    数量: 20\n    金額: 300円" in shown.text
    assert refusals([*sheet, ["合計（税抜）", "6,500", ""]])[0].startswith("見積.csv:4:9: ")


def test_a_fee_less_a_discount_is_asked_for_its_term() -> None:
    """9,000 × 24 − 10,000 = 206,000: 24 may be the months, or as many apps."""
    head = ["品名", "単価", "数量", "値引", "金額"]
    sheet = [head, ["アプリ（月額）", "9,000", "24", "▲10,000", "206,000"]]
    found = understood([*sheet, ["小計（税抜）", "", "", "", "206,000"]])
    assert "数量 24が月数なら" in found.text
    assert "値引き: 10,000円\n" in found.text
    assert "金額" not in found.text


@pytest.mark.parametrize(
    ("paid", "per"), [("2回目以降（月額）", "月"), ("年額", "年"), ("初回のみ", None), ("", None)]
)
def test_how_often_is_paid_may_stand_in_a_column(paid: str, per: str | None) -> None:
    sheet = [["支払回数", "内容", "金額"], [paid, "作業", "11,000"], ["", "合計（税抜）", "11,000"]]
    found = understood(sheet).text
    assert re.findall("課金単位: (.*)", found) == ([] if per is None else [per])


@pytest.mark.parametrize("remark", ["税込", "内税", "税別"])
def test_a_remark_that_is_of_the_tax_is_of_its_line(remark: str) -> None:
    sheet = [["品名", "金額", "摘要"], ["導入設定", "1,100", remark], ["研修", "1,000", "税抜"]]
    data = parse(understood(sheet).text.encode(), "x", CLIENT_FILE).data
    tax = [item.get("tax", data["tax"]) for item in data["items"]]
    assert tax == ["excluded" if remark == "税別" else "included", "excluded"]


def test_what_is_in_brackets_is_negative_and_does_not_make_the_total() -> None:
    sheet = lines(
        "会計一式|1|800,000|800,000", "追加（別途）|1|50,000|(50,000)", "合計（税別）|||800,000"
    )
    assert "「追加（別途）」（3:1）の額を確かめてください" in refusals(sheet)[0]


@pytest.mark.parametrize(
    ("above", "date_written"),
    [
        ("2025年8月1日", True),
        ("株式会社見本 御中|R7.8.1", True),
        ("納品日|2025-08-01", False),
        ("納期 2025年8月1日", False),
        ("期間|2025/8/1～2027/7/31", False),
        ("利用開始予定：2025年8月1日", False),
        ("2025年8月1日までにご返答ください", False),
    ],
)
def test_only_a_day_by_itself_is_that_of_the_letter(above: str, date_written: bool) -> None:
    sheet = [above.split("|"), *lines("導入設定|1|100,000|100,000")]
    assert ("見積日: 2025-08-01" in understood(sheet).text) is date_written


@pytest.mark.parametrize("label", ["宛先", "お客様名", "貴社名"])
def test_whom_a_label_names_is_not_the_vendor(label: str) -> None:
    sheet = [[label, "株式会社甲", "", "乙株式会社"], *lines("導入設定|1|100,000|100,000")]
    text = understood(sheet).text
    assert "# 宛先: 株式会社甲\n" in text
    assert "見積元: 乙株式会社\n" in text


@pytest.mark.parametrize("page", ["2 / 2 頁", "P.2", "2ページ", "1/3"])
def test_the_number_of_a_page_is_no_heading(page: str) -> None:
    sheet = lines("導入設定|1|100,000|100,000", "小計|||100,000", page, "研修|1|50,000|50,000")
    assert page not in understood(sheet).text


def test_a_fee_by_the_month_beside_a_line_that_is_paid_once() -> None:
    sheet = [
        ["品名", "月額", "数量", "契約月数", "金額"],
        ["クラウド", "1,000", "10", "24", "240,000"],
        ["導入設定", "", "", "", "100,000"],
        ["保守", "", "", "24", "240,000"],
    ]
    first, second, third = parse(understood(sheet).text.encode(), "x", CLIENT_FILE).data["items"]
    assert (first["per"], first["months"], first["price"]) == ("month", 24, 1_000)
    assert ("per" in second, "months" in second, second["price"]) == (False, False, 100_000)
    assert (third["price"], third["months"]) == (240_000, 24)


# --- sheets --------------------------------------------------------------------------------------


HEAD: Final = ["品名", "数量", "単価", "金額"]


def of_sheets(
    as_workbook: Save, sheets: dict[str, list[list[Any]]], sheet: str | None = None
) -> QuoteImport:
    return import_quote(read_tables(str(as_workbook("見積.xlsx", sheets))), sheet)


def test_a_cover_gives_the_vendor_and_its_total_is_held_against_the_lines(
    as_workbook: Save,
) -> None:
    cover: list[list[Any]] = [
        ["御見積書"],
        ["株式会社みなと食堂", "御中"],
        ["御見積金額（税込）", 110_000],
        ["浜松情報株式会社 TEL 000-000-0000"],
    ]
    detail: list[list[Any]] = [HEAD, ["導入設定", 1, 100_000, 100_000]]
    text = of_sheets(as_workbook, {"表紙": cover, "明細": detail}).text
    assert "# 宛先: 株式会社みなと食堂\n見積元: 浜松情報株式会社\n" in text
    assert "合計: 100,000円\n税込合計: 110,000円\n" in text
    assert "- 品名: 導入設定  # 明細!A2\n" in text
    cover[2][1] = 120_000
    (problem,) = of_sheets(as_workbook, {"表紙": cover, "明細": detail}).problems
    assert str(problem).split(": ")[1] == "表紙!B3"


def test_pages_on_several_sheets_are_one_quote_where_their_lines_make_the_total(
    as_workbook: Save,
) -> None:
    first: list[list[Any]] = [HEAD, ["導入設定", 1, 100_000, 100_000]]
    second: list[list[Any]] = [
        HEAD,
        ["コンサルティング", 1, 50_000, 50_000],
        ["合計（税抜）", "", "", 150_000],
    ]
    text = of_sheets(as_workbook, {"一枚目": first, "二枚目": second}).text
    assert re.findall("品名: (.*)", text) == [
        "導入設定  # 一枚目!A2",
        "コンサルティング  # 二枚目!A2",
    ]


def test_two_quotes_in_one_workbook_are_chosen_by_name(as_workbook: Save) -> None:
    def plan(price: int) -> list[list[Any]]:
        return [HEAD, ["導入設定", 1, price, price], ["合計（税抜）", "", "", price]]

    sheets = {"A案": plan(100_000), "B案": plan(80_000)}
    with pytest.raises(InputError, match="--sheet で一枚を選びます: 「A案」、「B案」"):
        of_sheets(as_workbook, sheets)
    assert "合計: 80,000円" in of_sheets(as_workbook, sheets, "B案").text
    with pytest.raises(InputError, match="「C案」というシートはありません。あるシート: A案、B案"):
        of_sheets(as_workbook, sheets, "C案")


def test_merged_and_stacked_heads_dates_and_formulas_of_a_workbook(as_workbook: Save) -> None:
    grid = [
        ["見積日", date(2025, 8, 1)],
        ["No.", "品名", "提供価格", "", "数量"],
        ["", "", "単価", "金額", ""],
        [1, "導入設定", 100_000, 200_000, 2],
        ["", "合計（税抜）", "", 200_000, ""],
    ]
    path = as_workbook(
        "見積.xlsx",
        {"見積": grid},
        merged=["C2:D2", "B2:B3", "E2:E3"],
        formulas={"D4": "C4*E4", "D5": "SUM(D4:D4)"},
    )
    text = import_quote(read_tables(str(path))).text
    assert "見積日: 2025-08-01" in text
    assert "合計: 200,000円" in text
    assert "単価: 100,000円\n    数量: 2\n    金額: 200,000円" in text


def test_a_category_that_is_merged_over_its_lines_is_that_of_each(as_workbook: Save) -> None:
    grid = [["区分", *HEAD], ["導入設定", "設置", 1, 5_000, 5_000], ["", "配線", 1, 7_000, 7_000]]
    path = as_workbook("見積.xlsx", {"見積": grid}, merged=["A2:A3"])
    assert import_quote(read_tables(str(path))).text.count("区分: 導入設定") == 2


def test_a_thousand_lines_take_a_few_seconds(as_workbook: Save) -> None:
    rows: list[list[Any]] = [[f"導入設定 {number}", 2, 1_000, 2_000] for number in range(1_000)]
    path = as_workbook("見積.xlsx", {"見積": [HEAD, *rows, ["合計（税抜）", "", "", 2_000_000]]})
    began = time.monotonic()
    found = import_quote(read_tables(str(path)))
    assert time.monotonic() - began < 10
    assert found.text.count("- 品名:") == 1_000
    assert "合計: 2,000,000円" in found.text


def test_more_lines_than_a_quote_may_have_are_refused() -> None:
    sheet = lines(*["導入設定|1|1,000|1,000"] * 2_001)
    assert refusals(sheet) == ["見積.csv: 明細が多すぎます。2,000件までです"]


# --- a quote written as a sheet is the same quote ------------------------------------------------


@pytest.mark.parametrize(
    "name", ["shop", "workshop", "clinic", "manufacturer", "inn", "buyer", "shopping-street"]
)
def test_an_example_exported_and_imported_is_the_same_quote(name: str, examples: Path) -> None:
    quote = load_quote(examples / name / "quote.yaml")
    same_again(quote)


def as_table(found: QuoteImport) -> QuoteImport:
    """What is understood of a sheet, written as a table and imported again."""
    table = quote_table(found.keys, [item.data for item in found.items])
    return import_quote([read_text(table.encode(), "見積.csv")])


@pytest.mark.parametrize("path", CORPUS, ids=NAMES)
def test_a_sheet_written_as_a_table_is_the_same_quote_or_asks_the_same(path: Path) -> None:
    """An amount, a term or a name that is 確認 is refused by its cell until it is filled in."""
    found = understood(grid_of(path))
    again = as_table(found)
    if again.problems:
        assert all("「確認」" in problem.message for problem in again.problems)
        return
    first, second = (parse(one.text.encode(), "x", CLIENT_FILE).data for one in (found, again))
    assert first == second
    assert (again.marks, again.problems) == (found.marks, ())


def same_again(quote: Quote) -> None:
    found = import_quote([read_text(table_of_quote(quote).encode(), "見積.csv")])
    assert not found.problems
    again = validate(Quote, parse(found.text.encode(), "quote.yaml", CLIENT_FILE))
    assert says(again) == says(quote)


def says(quote: Quote) -> dict[str, Any]:
    """All that a quote says; whether a line repeats what holds for all lines is nothing said."""
    items = [
        {
            **dict(item),
            "tax": item.tax or quote.tax,
            "tax_rate": quote.tax_rate if item.tax_rate is None else item.tax_rate,
        }
        for item in quote.items
    ]
    return {**dict(quote), "items": items, "tax": None, "tax_rate": None}


LETTERS: Final = "会計在庫ソフト連携税込月年額値引小合ab12 " + "-:#,'[]{}&*!?%@()（）「」・"
WORDS: Final = st.text(LETTERS, min_size=1, max_size=12)
"""Names with everything in them that could be taken for something else."""


def named_as_written(name: str) -> bool:
    return name == " ".join(name.split()) and not set(name) <= {"-", "ー"}


PAYMENTS: Final[st.SearchStrategy[dict[str, Any]]] = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"months": st.integers(1, 60)}),
    st.fixed_dictionaries(
        {"per": st.sampled_from(["month", "year"]), "months": st.integers(1, 60)},
        optional={"first_month": st.integers(1, 60)},
    ),
    st.fixed_dictionaries({"per": st.just("6 months"), "months": st.sampled_from([6, 24, 36])}),
)
BOUGHT: Final = st.builds(
    lambda item, payment: {**item, **payment},
    st.fixed_dictionaries(
        {
            "name": WORDS.filter(named_as_written),
            "category": st.sampled_from(
                ["software", "extension", "security", "setup", "support", "otasuketai", "other"]
            ),
            "price": st.one_of(
                st.integers(0, 10**8),
                st.integers(1, 10**7).map(lambda n: Fraction(n, 10_000)),
            ),
        },
        optional={
            "quantity": st.one_of(
                st.integers(1, 999), st.integers(1, 9_999).map(lambda n: Fraction(n, 1_000))
            ),
            "unit": st.sampled_from(["式", "台", "ユーザー", "人日"]),
            "model": st.sampled_from(["AB-1", "0012"]),
            "note": WORDS.filter(named_as_written),
            "discount": st.one_of(st.integers(1, 100), st.just(Fraction(1, 20))),
            "tax": st.sampled_from(["included", "excluded"]),
            "tax_rate": st.sampled_from([Fraction(0), Fraction(2, 25)]),
            "registered": st.booleans(),
        },
    ),
    PAYMENTS,
)
OFF: Final = st.fixed_dictionaries(
    {"name": WORDS.filter(named_as_written), "category": st.just("discount")},
    optional={"note": WORDS.filter(named_as_written)},
).flatmap(lambda line: st.sampled_from([{**line, "price": 1}, {**line, "rate": Fraction(1, 100)}]))


@settings(max_examples=200, deadline=None)
@given(
    items=st.lists(BOUGHT, min_size=1, max_size=5),
    off=st.lists(OFF, max_size=1),
    first=st.booleans(),
    tax=st.sampled_from(["included", "excluded"]),
    vendor=st.sampled_from(["浜松情報株式会社", "(有)港システム #2", "T's Inc."]),
)
def test_any_quote_exported_and_imported_is_the_same_quote(
    items: list[dict[str, Any]], off: list[dict[str, Any]], first: bool, tax: str, vendor: str
) -> None:
    lines = [*off, *items] if first else [*items, *off]
    try:
        quote = Quote.model_validate({"vendor": vendor, "tax": tax, "items": lines})
    except ValidationError:
        assume(False)
    same_again(quote)


CELLS: Final = cells_of(CORPUS)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(CORPUS), st.data())
def test_whatever_stands_in_a_sheet_it_is_read_or_refused(path: Path, data: st.DataObject) -> None:
    try:
        found = understood(mixed_up(data, grid_of(path), CELLS))
    except InputError:
        return
    assert bool(found.text) is not bool(found.problems)
    if found.text:
        parse(found.text.encode(), "quote.yaml", CLIENT_FILE)


# --- words and figures ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "yen"),
    [
        ("1,200,000円", 1_200_000),
        ("¥1,540,000-", 1_540_000),
        ("￥１２０，０００", 120_000),
        ("\\3,000.-", 3_000),
        ("＠18,000", 18_000),
        ("120万円", 1_200_000),
        ("0.5円", Fraction(1, 2)),
        ("△50,000", -50_000),
        ("▲ 50,000円", -50_000),
        ("-50,000", -50_000),
        ("−50,000", -50_000),
        ("¥-50,000", -50_000),
        ("(50,000)", -50_000),
        ("無償", 0),
    ],
)
def test_yen_are_read_as_sheets_have_them(text: str, yen: int) -> None:
    assert amount_of(text) == (yen, None, None)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("88,000円（税込）", (88_000, "included", None)),
        ("税抜 80,000", (80_000, "excluded", None)),
        ("4,378円/月", (4_378, None, "month")),
        ("月額 1,100円（税込）", (1_100, "included", "month")),
        ("120,000円／年", (120_000, None, "year")),
    ],
)
def test_a_cell_may_say_what_its_yen_are(text: str, amount: tuple[int, str, str]) -> None:
    assert amount_of(text) == amount


@pytest.mark.parametrize(
    "text", ["会計", "12型", "2025年8月1日", "Q-0012", "1,2OO", "十万円", "-", ""]
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert amount_of(text) is None


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("36ヶ月", 36),
        ("利用料（12カ月分）", 12),
        ("5年保守", 60),
        ("2年間", 24),
        ("３か年", 36),
        ("24か月契約（2年）", 24),
        ("3年保証", None),
        ("1年間無料保証", None),
        ("2025年度", None),
        ("2025年8月利用分", None),
        ("2年目", None),
        ("令和7年", None),
        ("納期 2ヶ月", None),
        ("12ヶ月または24ヶ月", None),
        ("3年生向け", None),
    ],
)
def test_a_term_is_read_where_it_can_be_nothing_else(text: str, months: int | None) -> None:
    assert months_in(text) == months


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("小　計", "part"),
        ("ソフトウェア小計", "part"),
        ("値引後小計", "part"),
        ("合計", "total"),
        ("御見積金額", "total"),
        ("お支払合計", "total"),
        ("合計（税抜）", "net"),
        ("税込合計金額", "gross"),
        ("【御見積合計（税込）】", "gross"),
        ("消費税（10%）", "tax"),
        ("内消費税等", "tax"),
        ("消費税及び地方消費税", "tax"),
        ("10%対象", "base"),
        ("次頁へ繰越", "carried"),
        ("次葉へ繰越", "carried"),
        ("前葉より繰越", "carried"),
        ("前ページ計", "carried"),
        ("ご請求額（税込）", "gross"),
        ("ご請求予定額", "total"),
        ("差引合計", "total"),
        ("お支払額", "total"),
        ("予定管理システム", None),
        ("請求管理", None),
        ("会計", None),
        ("初期費用合計", "part"),
        ("機器合計（税抜）", "part"),
        ("値引後小計（税抜）", "net"),
        ("費用合計", "total"),
        ("お見積金額合計（税込）", "gross"),
        ("温度計", None),
        ("合計残高試算システム", None),
        ("消費税申告ソフト", None),
        ("設計", None),
        ("価格説明資料", None),
    ],
)
def test_sums_are_known_by_their_whole_names(text: str, kind: str | None) -> None:
    found = sum_name(text)
    assert (found and found.kind) == kind


@pytest.mark.parametrize(
    "text",
    [
        "会計（月額）",
        "A: b",
        "#1",
        "- x",
        "true",
        "~",
        "2025-08-01",
        "12:30",
        "'a'",
        "a #b",
        "[x]",
        "",
        "@",
    ],
)
def test_any_text_is_written_so_that_it_is_read_again(text: str) -> None:
    assert parse(f"備考: {scalar(text)}".encode(), "x", CLIENT_FILE).data == {"note": text}


# --- through to the subsidy ----------------------------------------------------------------------


@pytest.fixture
def subsidy(as_workbook: Save) -> Callable[..., int]:
    """What a frame pays by a sheet, as text and as a workbook, imported and completed as its reader
    would.
    """

    def subsidy(
        frame: Frame, applicant: dict[str, Any], sheet: str, *written: tuple[str, str]
    ) -> int:
        table = read_text(sheet.encode(), "見積.csv")
        book = as_workbook("見積.xlsx", {"見積": as_held(list(csv.reader(sheet.splitlines())))})
        client = Applicant.model_validate({"name": "甲", **applicant})
        paid = set()
        for tables in ([table], read_tables(str(book))):
            text = import_quote(tables).text
            for place, instead in written:
                assert place in text
                text = text.replace(place, instead)
            quote = validate(Quote, parse(text.encode(), "quote.yaml", CLIENT_FILE))
            answer = estimate(client, [quote], on=date(2025, 8, 20))
            paid.add(answer.quotes[0].frames[frame].subsidy)
        (amount,) = paid
        return amount

    return subsidy


Subsidy = Callable[..., int]
NEEDS: Final = (
    "    # ソフトウェアには、プロセス: [共P-02] や 機能: [会計, 受発注, 決済] を書き足します"
)


def test_a_sheet_to_the_subsidy_of_normal(subsidy: Subsidy) -> None:
    """50,000 × 24 + 300,000 − 60,000 = 1,440,000; × 1/2 = 720,000."""
    sheet = (
        "品名,区分,数量,単位,単価,金額\n"
        'ハンバイ,ソフトウェア,24,か月,"50,000","1,200,000"\n'
        '設定作業,導入設定,1,式,"300,000","300,000"\n'
        '出精値引,,,,,"△60,000"\n'
        '小計,,,,,"1,440,000"\n消費税,,,,,"144,000"\n合計,,,,,"1,584,000"\n'
    )
    assert (
        subsidy("normal", {"size": "medium"}, sheet, (NEEDS, "    プロセス: [共P-01]")) == 720_000
    )


def test_a_sheet_to_the_subsidy_of_invoice(subsidy: Subsidy) -> None:
    """24 of 36 months count: 18,000 × 24 + 120,000 = 552,000; × 4/5 = 441,600. Tablet 80,000 × 1/2
    = 40,000, register 360,000 × 1/2 = 180,000. Together 661,600.
    """
    sheet = (
        "品名,区分,数量,単位,単価,金額\n"
        'クラウド,ソフトウェア,36,か月,"18,000","648,000"\n'
        '設定作業,導入設定,1,式,"120,000","120,000"\n'
        '画面,PC・タブレット,1,台,"80,000","80,000"\n'
        'レジスター,レジ・券売機,1,台,"360,000","360,000"\n'
        '合計（税抜）,,,,,"1,208,000"\n'
    )
    retail = {"industry": "retail", "employees": 4}
    assert subsidy("invoice", retail, sheet, (NEEDS, "    機能: [会計]")) == 661_600


def test_a_sheet_to_the_subsidy_of_edi(subsidy: Subsidy) -> None:
    """With tax 107,800 × 24 = 2,587,200, net 2,352,000; × 87/300 = 682,080; × 2/3 = 454,720."""
    sheet = (
        "品名,区分,機能,受注側総数,中小企業の利用数,単価（税込）,課金単位,契約月数,金額（税込）\n"
        'クラウド,ソフトウェア,受発注,300,87,"107,800",月,24,"2,587,200"\n'
        '税込合計,,,,,,,,"2,587,200"\n'
    )
    assert subsidy("edi", {"size": "medium"}, sheet) == 454_720


def test_a_sheet_to_the_subsidy_of_security(subsidy: Subsidy) -> None:
    """29,800 × 24 = 715,200; × 2/3 = 476,800."""
    sheet = '品名,月額,備考\nお助け隊,"29,800",契約は 24か月\n合計（税抜）,"29,800",\n'
    assert subsidy("security", {"size": "small"}, sheet) == 476_800


def test_a_sheet_to_the_subsidy_of_consortium(subsidy: Subsidy) -> None:
    """Ten members, each 240,000 × 4/5 = 192,000; together 1,920,000."""
    sheet = '品名,区分,利用構成員,数量,単価\nクラウド,ソフトウェア,全員,1,"240,000"\n税抜合計,,,,\n'
    members = [{"name": f"店{at}", "industry": "retail", "employees": 3} for at in range(10)]
    group = {"entity": "group", "organiser": "commerce_association", "members": members}
    answers = (
        ("消費税: 確認  # 確認: 税抜、税込のどちらの額ですか", "消費税: 税抜"),
        (NEEDS, "    機能: [受発注]"),
    )
    assert subsidy("consortium", group, sheet, *answers) == 1_920_000
