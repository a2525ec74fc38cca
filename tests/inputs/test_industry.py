"""日本標準産業分類 codes against the classes of the 中小企業基本法, every 中分類 of them."""

from __future__ import annotations

import pytest

from itsubsidy.inputs.industry import parse_industry

# 中分類 of each 大分類, and what they are where all of it is one industry
WHOLE = {
    "other": [*range(1, 6), *range(33, 38), 40, *range(62, 69)],
    "construction": [6, 7, 8],
    "manufacturing": [*range(9, 19), *range(20, 33)],
    "rubber": [],
    "transport": range(42, 50),
    "wholesale": range(50, 56),
    "retail": [*range(56, 62), 76, 77],
    "lodging": [75],
    "entertainment": [80],
    "service": [38, 70, *range(71, 75), 78, *range(81, 97)],
}
UNSETTLED = [19, 39, 41, 69, 79, 97, 98, 99]


def test_every_division_is_settled_or_refused() -> None:
    found: dict[str, list[int]] = {industry: [] for industry in WHOLE}
    refused = []
    for code in range(1, 100):
        try:
            found[parse_industry(f"{code:02}")].append(code)
        except ValueError:
            refused.append(code)
    assert found == {industry: list(codes) for industry, codes in WHOLE.items()}
    assert refused == UNSETTLED


@pytest.mark.parametrize(
    ("code", "industry"),
    [
        ("I58", "retail"),
        ("M76", "retail"),
        ("M75", "lodging"),
        ("ｉ５８", "retail"),
        ("I-58", "retail"),
        ("5811", "retail"),
        ("391", "software"),
        ("3911", "software"),
        ("3919", "software"),
        ("3921", "software"),
        ("G3921", "software"),
        ("3922", "service"),
        ("3923", "service"),
        ("３９２３", "service"),
        ("G3929", "service"),
        ("411", "service"),
        ("412", "service"),
        ("413", "other"),
        ("414", "other"),
        ("415", "service"),
        ("416", "service"),
        ("692", "other"),
        ("693", "service"),
        ("6931", "service"),
        ("791", "other"),
        ("792", "service"),
        ("799", "service"),
        ("192", "rubber"),
        ("1932", "rubber"),
        ("D", "construction"),
        ("H", "transport"),
        ("L", "service"),
        ("A", "other"),
    ],
)
def test_code(code: str, industry: str) -> None:
    assert parse_industry(code) == industry


@pytest.mark.parametrize(
    "code",
    [
        *("I", "G", "K", "M", "N", "E", "S", "T", "5", "58111", "I75", "191", "1931", "390", ""),
        *("392", "G392", "3920", "3924", "3928", "H3921"),
    ],
)
def test_a_code_that_settles_nothing(code: str) -> None:
    with pytest.raises(ValueError, match=r"業種が決まりません|大分類が合いません|^$"):
        parse_industry(code)


def test_a_code_of_both_kinds_says_which_four_digits_settle_it() -> None:
    with pytest.raises(ValueError, match=r"4 桁の細分類（3921 .*3922 .*3923 .*3929 "):
        parse_industry("392")
