"""Any vendor's sheet: however it is laid out, its lines come in as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, Final, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st
from sheets import Grid, table_of

from itsubsidy.files.yaml import parse
from itsubsidy.inputs.imports.quote import import_quote
from itsubsidy.inputs.spelling import CLIENT_FILE
from itsubsidy.money import cut

TITLES: Final[Grid] = [
    ["御見積書"],
    ["株式会社見本商店 御中", "", "", "港システム株式会社"],
    ["件名", "業務システム一式", "", "見積日", "2025/8/1"],
    ["見積番号：M-0801", "", "有効期限 2025年9月30日"],
    ["下記のとおりお見積り申し上げます。"],
    ["納期", "2025/12/1", "お支払条件", "月末締め翌月末払い"],
    [],
]
NOTES: Final[Grid] = [
    [],
    ["※交通費は別途実費を申し受けます。"],
    ["備考：本見積の有効期限は発行日より30日です"],
    ["お振込先：見本銀行 本店 普通 0000000"],
    ["以上"],
]


class Line(NamedTuple):
    name: str
    quantity: int
    price: int
    unit: str = "式"

    @property
    def is_fee(self) -> bool:
        """Whether its quantity is its term."""
        return self.unit == "ヶ月"

    @property
    def amount(self) -> int:
        return self.quantity * self.price


class Sheet(NamedTuple):
    """A sheet, and what it says."""

    grid: Grid
    lines: list[Line]
    off: int
    is_gross: bool


Write = Callable[[int], str]
WRITES: Final[tuple[Write, ...]] = (
    str,
    lambda yen: f"{yen:,}",
    lambda yen: f"¥{yen:,}",
    lambda yen: f"{yen:,}円",
    lambda yen: f"{yen:,}".translate(str.maketrans("0123456789,", "０１２３４５６７８９，")),
)
OFF: Final[tuple[Write, ...]] = (
    lambda yen: f"-{yen:,}",
    lambda yen: f"▲{yen:,}",
    lambda yen: f"△{yen}",
    lambda yen: f"(¥{yen:,})",
    lambda yen: f"{yen:,}",
)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """Sheets with titles, one to three sections, a discount, and all totals, anywhere."""
    write = draw(st.sampled_from(WRITES))
    is_gross = draw(st.booleans())
    wide = draw(st.booleans())
    heads = [
        draw(st.sampled_from(["品名", "品　名", "項目", "内容", "摘要", "商品名", "品名・仕様"])),
        draw(st.sampled_from(["数量", "数 量", "個数"])),
        *(["単位"] if wide else []),
        draw(st.sampled_from(["単価", "単価（円）", "単 価", "提供単価"])),
        draw(st.sampled_from(["金額", "金額（円）", "合計金額", "【金額】"])),
        *(["備考"] if wide else []),
    ]
    at = heads.index("備考") - 1 if wide else len(heads) - 1

    def row(name: str, *, amount: str, quantity: str = "", price: str = "", unit: str = "") -> Any:
        return [name, quantity, *([unit] if wide else []), price, amount]

    def total(name: str, yen: int) -> Any:
        label = draw(st.sampled_from([0, at - 1]))
        cells = [""] * at + [write(yen)]
        cells[label] = name
        return cells

    grid: Grid = [*draw(st.lists(st.sampled_from(TITLES), max_size=5, unique_by=tuple)), heads]
    lines: list[Line] = []
    sections = draw(st.integers(1, 3))
    for section in range(sections):
        own = [
            Line(
                f"導入設定 {section}-{n}", draw(st.integers(1, 99)), draw(st.integers(1_000, 10**6))
            )
            for n in range(draw(st.integers(1, 4)))
        ]
        if sections > 1:
            grid.append([f"■ 区画{section}"])
        grid += [
            row(
                one.name,
                quantity=str(one.quantity),
                price=write(one.price),
                amount=write(one.amount),
                unit=one.unit,
            )
            for one in own
        ]
        if sections > 1:
            grid.append(total("小計", sum(one.amount for one in own)))
        lines += own
    made = sum(one.amount for one in lines)
    off = draw(st.integers(0, made // 2))
    if off:
        name = draw(st.sampled_from(["出精値引き", "お値引き", "特別値引（税抜）", "端数調整"]))
        grid.append(row(name, amount=draw(st.sampled_from(OFF))(off)))
    grid += _totals(made - off, is_gross, total)
    grid += draw(st.lists(st.sampled_from(NOTES), max_size=3, unique_by=tuple))
    if draw(st.booleans()):
        grid = [line for one in grid for line in (one, [])]
    left = draw(st.integers(0, 2))
    return Sheet([[""] * left + one for one in grid], lines, off, is_gross)


def _totals(made: int, is_gross: bool, total: Callable[[str, int], Any]) -> Iterator[Any]:
    if is_gross:
        yield total("合計（税込）", made)
        yield total("うち消費税", cut(Fraction(made, 11)))
    else:
        yield total("小計", made)
        yield total("消費税（10%）", cut(Fraction(made, 10)))
        yield total("総合計", made + cut(Fraction(made, 10)))


@settings(max_examples=200, deadline=None)
@given(sheets())
def test_any_sheet_comes_in_as_it_is(sheet: Sheet) -> None:
    found = import_quote([table_of(sheet.grid, "見積.csv")])
    assert not found.problems, found.problems
    data = parse(found.text.encode(), "x", CLIENT_FILE).data
    items = [item for item in data["items"] if item["category"] != "discount"]
    assert [
        (one["name"], one.get("quantity", 1), one.get("per"), one.get("months"), one["price"])
        for one in items
    ] == [
        (one.name, 1, "month", one.quantity, one.price)
        if one.is_fee
        else (one.name, one.quantity, None, None, one.price)
        for one in sheet.lines
    ]
    off = [item["price"] for item in data["items"] if item["category"] == "discount"]
    assert sum(off) == sheet.off
    assert data["tax"] == ("included" if sheet.is_gross else "excluded")
    assert all(asked.of.endswith("の区分") for asked in found.asked)


@settings(max_examples=100, deadline=None)
@given(sheets(), st.data())
def test_a_figure_that_is_changed_is_told(sheet: Sheet, data: st.DataObject) -> None:
    places = [
        (row, column)
        for row, cells in enumerate(sheet.grid)
        for column, cell in enumerate(cells)
        if column and cells[0:1] != ["納期"] and cell.strip("¥円,").replace(",", "").isdecimal()
    ]
    row, column = data.draw(st.sampled_from(places))
    changed = [[*cells] for cells in sheet.grid]
    changed[row][column] = f"{int(changed[row][column].strip('¥円').replace(',', '')) + 1000}"
    found = import_quote([table_of(changed, "見積.csv")])
    assert found.problems
    assert not found.text
