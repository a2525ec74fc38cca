"""The 賃金状況報告シート by its own cells, against the tool, over random ledgers.

`Sheet` is a second implementation: each method is a cell or a column of the form, in the form's
words and with a spreadsheet's numbers, and shares nothing with the tool.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsubsidy import Applicant, FrameResult, Quote, estimate

MASTER: Final = {"東京都": 1163, "神奈川県": 1162, "新潟県": 985, "徳島県": 980, "沖縄県": 952}
"""The sheet マスタ, columns A and B."""

DAYS: Final = [
    date(2025, 3, 31),
    date(2025, 4, 1),
    date(2025, 5, 31),
    date(2025, 8, 20),
    date(2025, 10, 31),
]
MONTHS: Final = [
    *(date(2024, month, 1) for month in (10, 11, 12)),
    *(date(2025, month, 1) for month in range(1, 12)),
]
QUOTE: Final = Quote.model_validate(
    {"items": [{"name": "在庫", "category": "software", "price": 900_000, "processes": ["共P-03"]}]}
)
"""900,000 × 1/2 = 450,000, × 2/3 = 600,000."""


class Row(NamedTuple):
    """A row of the ledger: the prefecture, and a wage or a blank for each month."""

    prefecture: str
    wages: dict[date, Fraction]


class Sheet:
    """The form filled in with a ledger: D5 is the month of application, rows begin at 19."""

    def __init__(self, rows: list[Row], d5: date) -> None:
        self.rows, self.d5 = rows, d5
        self.l16 = edate(self.d5, -1)
        self.i16 = edate(self.l16, -1)
        self.f16 = edate(self.l16, -2)

    def difference(self, row: Row, month: date) -> Fraction | Literal["-"]:
        """Columns H, K and N: `IF(G="","-",G-E)`."""
        wage = row.wages.get(month, "")
        return "-" if isinstance(wage, str) else wage - MASTER[row.prefecture]

    def o(self, row: Row) -> str:
        """Column O: 判定不能, 対象 or 対象外."""
        h, k, n = (self.difference(row, month) for month in (self.f16, self.i16, self.l16))
        if h == "-" or k == "-" or n == "-":
            return "判定不能"
        if h >= 0 and h <= 50 and k >= 0 and k <= 50 and n >= 0 and n <= 50:
            return "対象"
        return "対象外"

    def countif(self, verdict: str) -> int:
        return [self.o(row) for row in self.rows].count(verdict)

    @property
    def d7(self) -> int:
        return self.countif("対象") + self.countif("対象外")

    @property
    def d8(self) -> int:
        return self.countif("対象")

    @property
    def d9(self) -> float | Literal["-"]:
        return self.d8 / self.d7 if self.d7 else "-"

    @property
    def d10(self) -> str:
        d9 = self.d9
        return "対象外" if isinstance(d9, str) or d9 < 0.3 else "対象"


def edate(day: date, months: int) -> date:
    at = 12 * day.year + day.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def test_the_second_implementation_is_the_form() -> None:
    """Its example (row 18, 東京都, 1,200 1,200 1,210), and EDATE over the turn of the year."""
    sheet = Sheet([], date(2025, 2, 1))
    assert (sheet.f16, sheet.i16, sheet.l16) == (
        date(2024, 11, 1),
        date(2024, 12, 1),
        date(2025, 1, 1),
    )
    paid = {month: Fraction(1_200) for month in (sheet.f16, sheet.i16)}
    row = Row("東京都", {**paid, sheet.l16: Fraction(1_210)})
    assert [sheet.difference(row, month) for month in (sheet.f16, sheet.i16, sheet.l16)] == [
        37,
        37,
        47,
    ]
    assert sheet.o(row) == "対象"


OVER: Final = [Fraction(half, 2) for half in (-2, -1, 0, 1, 50, 100, 101, 102)]
"""Yen over the minimum: on each side of 0 and 50, and half a yen beside them."""


@st.composite
def rows(draw: st.DrawFn) -> Row:
    """Someone who comes and goes, with a steady wage or one that changes by the month."""
    prefecture = draw(st.sampled_from(sorted(MASTER)))
    first = draw(st.just(0) | st.integers(0, len(MONTHS) - 1))
    last = draw(st.just(len(MONTHS) - 1) | st.integers(first, len(MONTHS) - 1))
    steady = draw(st.sampled_from([*OVER, Fraction(237)]))
    odd_months = draw(
        st.dictionaries(
            st.integers(first, last), st.none() | st.sampled_from(OVER), max_size=last - first
        )
    )
    wages = {}
    for at in range(first, last + 1):
        over = odd_months.get(at, steady)
        if over is not None:
            wages[MONTHS[at]] = MASTER[prefecture] + over
    return Row(prefecture, wages)


@pytest.mark.parametrize("on", DAYS, ids=str)
@settings(deadline=None, max_examples=100)
@given(ledger=st.lists(rows().filter(lambda row: bool(row.wages)), min_size=1, max_size=14))
def test_the_tool_decides_as_the_form(on: date, ledger: list[Row]) -> None:
    result, sheet = decide(ledger, on), Sheet(ledger, on.replace(day=1))

    values = {step.id: step.value for step in result.steps}
    assert [values[f"minimum_wage.{name}"] for name in ("near", "not_near", "unjudged")] == [
        f"{sheet.countif(verdict)}人" for verdict in ("対象", "対象外", "判定不能")
    ]
    checks = {check.id: check for check in result.checks}
    share = checks["normal.near_minimum_wage.share"].actual
    assert isinstance(share, Fraction) is (sheet.d9 != "-")
    if isinstance(share, Fraction):
        assert float(share) == sheet.d9
    assert (result.rate, result.subsidy) == {
        "対象": ("2/3", 600_000),
        "対象外": ("1/2", 450_000),
    }[sheet.d10]


@pytest.mark.parametrize(
    ("near", "far", "unjudged", "verdict"),
    [
        (2, 5, 0, "対象外"),  # 28.6 %
        (3, 7, 0, "対象"),  # 30 %
        (3, 8, 0, "対象外"),  # 27.3 %
        (3, 7, 5, "対象"),
        (299, 701, 9, "対象外"),
        (300, 700, 9, "対象"),
        (301, 700, 9, "対象"),
        (0, 0, 4, "対象外"),
        (0, 1, 0, "対象外"),
        (1, 0, 0, "対象"),
    ],
)
def test_the_share_at_its_limit(near: int, far: int, unjudged: int, verdict: str) -> None:
    months = MONTHS[7:10]
    ledger = [
        *[Row("東京都", dict.fromkeys(months, Fraction(1_163)))] * near,
        *[Row("東京都", dict.fromkeys(months, Fraction(1_400)))] * far,
        *[Row("東京都", dict.fromkeys(months[1:], Fraction(1_163)))] * unjudged,
    ]
    assert Sheet(ledger, date(2025, 8, 1)).d10 == verdict
    assert decide(ledger, date(2025, 8, 20)).rate == {"対象": "2/3", "対象外": "1/2"}[verdict]


def decide(ledger: list[Row], on: date) -> FrameResult:
    """What 通常枠 makes of a ledger."""
    data: list[dict[str, Any]] = [
        {"employee": f"員{number}", "prefecture": row.prefecture, "wages": row.wages}
        for number, row in enumerate(ledger)
    ]
    client = Applicant.model_validate(
        {"name": "甲", "size": "medium", "near_minimum_wage": {"ledger": data}}
    )
    return estimate(client, [QUOTE], on=on, advise=False).quotes[0].frames["normal"]
