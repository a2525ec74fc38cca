"""A product that is written a year at a time: what names say, and which months count."""

from __future__ import annotations

from typing import Any

import pytest

from itsubsidy import Quote
from itsubsidy.inputs.pricing import price
from itsubsidy.inputs.things import year_name
from itsubsidy.rules.frames.costs import doubtful_terms


@pytest.mark.parametrize(
    ("name", "base", "first_month", "months"),
    [
        ("クラウド会計", "クラウド会計", None, None),
        ("クラウド会計 1年目", "クラウド会計", 1, 12),
        ("クラウド会計（2年目）", "クラウド会計", 13, 12),
        ("クラウド会計［３年目］", "クラウド会計", 25, 12),
        ("クラウド会計 三年目", "クラウド会計", 25, 12),
        ("クラウド会計 第二年目", "クラウド会計", 13, 12),
        ("【2年次】クラウド会計", "クラウド会計", 13, 12),
        ("クラウド会計 2年度目", "クラウド会計", 13, 12),
        ("クラウド会計-10年目", "クラウド会計", 109, 12),
        ("クラウド会計初年度", "クラウド会計", 1, 12),
        ("クラウド会計2 初年度", "クラウド会計2", 1, 12),
        ("クラウド会計2初年度", "クラウド会計2", 1, 12),
        ("クラウド会計：次年度分", "クラウド会計", 13, 12),
        ("クラウド会計 翌年度", "クラウド会計", 13, 12),
        ("クラウド会計 2年目以降", "クラウド会計", 13, 12),
        ("2年目 クラウド 会計", "クラウド会計", 13, 12),
        ("クラウド会計 1〜3年目", "クラウド会計", 1, 36),
        ("クラウド会計（2年目～3年目）", "クラウド会計", 13, 24),
        ("クラウド会計 初年度・次年度", "クラウド会計", 1, 24),
        ("クラウド会計 2年目から4年目", "クラウド会計", 13, 36),
        ("会計V2-3年目", "会計V2", 25, 12),
        ("会計 3〜1年目", "会計3〜1年目", None, None),
        ("会計 2年目（1年目は別）", "会計2年目(1年目は別)", None, None),
        ("会計 十一年目", "会計十一年目", None, None),
        ("会計 2025年目", "会計2025年目", None, None),
        ("会計 2025年度", "会計2025年度", None, None),
        ("会計（5年リース）", "会計(5年リース)", None, None),
        ("年次決算システム", "年次決算システム", None, None),
        ("3年保証", "3年保証", None, None),
        ("会計（更新）", "会計", None, None),
        ("会計 継続料", "会計", None, None),
        ("更新", "更新", None, None),
    ],
)
def test_what_a_name_says_of_years(
    name: str, base: str, first_month: int | None, months: int | None
) -> None:
    found = year_name(name)
    assert (found.base, found.first_month, found.months) == (base, first_month, months)


def quoted(*items: dict[str, Any]) -> Quote:
    usual = {"category": "software", "price": 1_000, "per": "month", "functions": ["accounting"]}
    return Quote.model_validate({"items": [{**usual, **item} for item in items]})


def terms(*items: dict[str, Any]) -> list[tuple[int, int]]:
    """The thing and the first month of each line."""
    return [(one.thing, one.first_month) for one in price(quoted(*items)).items]


A: dict[str, Any] = {"name": "会計"}


@pytest.mark.parametrize(
    ("second", "place", "counted"),
    [
        # 12 months and then: the months that lie in 1 … 24, at 1,000 each
        ({"first_month": 13, "months": 11}, (1, 13), 11),
        ({"first_month": 13, "months": 12}, (1, 13), 12),
        ({"first_month": 13, "months": 13}, (1, 13), 12),
        ({"first_month": 24, "months": 1}, (1, 24), 1),
        ({"first_month": 24, "months": 2}, (1, 24), 1),
        ({"first_month": 25, "months": 1}, (1, 25), 0),
        ({"first_month": 12, "months": 13}, (2, 12), 13),  # overlaps: a thing beside it
        ({"months": 12}, (2, 1), 12),
        ({"months": 25}, (2, 1), 24),
        ({"name": "会計 2年目", "months": 12}, (1, 13), 12),
        ({"name": "会計 3年目", "months": 12}, (1, 25), 0),
        ({"name": "会計（更新）", "months": 13}, (1, 13), 12),
        ({"name": "会計更新", "months": 12}, (1, 13), 12),
        ({"name": "会計 2年目", "months": 12, "first_month": 14}, (1, 14), 11),
        ({"name": "会計 2年目", "months": 12, "category": "security"}, (2, 13), 12),
    ],
)
def test_where_a_second_line_stands(
    second: dict[str, Any], place: tuple[int, int], counted: int
) -> None:
    """In software 24 months count, counted from the first of the thing."""
    lines = ({**A, "months": 12}, {**A, **second})
    assert terms(*lines) == [(1, 1), place]
    exact = price(quoted(*lines)).items[1].exact(24)
    assert exact == 1_000 * counted


def test_a_renewal_of_a_renewal() -> None:
    lines = [{**A, "months": 6}, *({"name": "会計 更新", "months": 6} for _ in range(3))]
    assert terms(*lines) == [(1, 1), (1, 7), (1, 13), (1, 19)]


def test_a_renewal_of_two_things_or_of_none_is_asked() -> None:
    twice = [{**A, "months": 12}, {**A, "months": 12}, {"name": "会計（更新）", "months": 12}]
    assert terms(*twice)[2] == (3, 1)
    for lines in (twice, [{"name": "会計（更新）", "months": 12}]):
        told = list(doubtful_terms(price(quoted(*lines)).items, lambda _: 24))
        assert [number for number, _ in told if number == len(lines)] == [len(lines)]


def test_a_renewal_of_what_is_bought_outright_is_asked() -> None:
    lines = [{**A, "per": "once"}, {"name": "会計（更新）", "months": 12}]
    assert terms(*lines) == [(1, 1), (2, 1)]
    assert len(list(doubtful_terms(price(quoted(*lines)).items, lambda _: 24))) == 1


def test_a_word_of_a_name_is_no_renewal() -> None:
    """更新 without a space or brackets belongs to the name, unless the thing stands before it."""
    assert terms({"name": "自動更新", "months": 12}) == [(1, 1)]
    lines = [{"name": "自動更新", "months": 12}]
    assert list(doubtful_terms(price(quoted(*lines)).items, lambda _: 24)) == []


@pytest.mark.parametrize(("months", "asked"), [((12, 12), False), ((12, 13), True)])
def test_things_side_by_side_are_asked_past_the_limit(months: tuple[int, int], asked: bool) -> None:
    """24 months together are no more than count of one; 25 may be one whose years are missing."""
    lines = [{**A, "months": term} for term in months]
    told = [number for number, _ in doubtful_terms(price(quoted(*lines)).items, lambda _: 24)]
    assert told == ([2] if asked else [])


def test_side_by_side_is_asked_of_each_buyer_alone() -> None:
    """Each of two members has one of 24 months; a line for all is one more for both."""
    own = [{**A, "months": 24, "members": [name]} for name in ("魚政", "八百一")]
    apart = price(quoted(*own), ["魚政", "八百一"]).items
    assert [one.thing for one in apart] == [1, 2]
    assert list(doubtful_terms(apart, lambda _: 24)) == []
    both = price(quoted(*own, {**A, "months": 1}), ["魚政", "八百一"]).items
    assert [one.thing for one in both] == [1, 2, 3]
    assert len(list(doubtful_terms(both, lambda _: 24))) == 1


def test_a_year_of_some_members_goes_on_for_them() -> None:
    lines = [
        {"name": "会計 1年目", "months": 12},
        {"name": "会計 2年目", "months": 12, "members": ["魚政"]},
        {"name": "会計 2年目", "months": 12, "members": ["八百一"]},
        {"name": "会計 3年目", "months": 12},
    ]
    found = price(quoted(*lines), ["魚政", "八百一"]).items
    assert [(one.thing, one.first_month) for one in found] == [(1, 1), (1, 13), (1, 13), (1, 25)]


@pytest.mark.parametrize("per", ["once", "year"])
def test_a_year_without_months_is_twelve(per: str) -> None:
    (line,) = price(quoted({"name": "会計 2年目", "per": per})).items
    assert (line.item.months, line.first_month, line.cost) == (12, 13, 1_000)


def test_years_without_months_are_twelve_each() -> None:
    (line,) = price(quoted({"name": "会計 2〜3年目", "per": "once"})).items
    assert (line.item.months, line.first_month) == (24, 13)


@pytest.mark.parametrize("category", ["consulting", "setup", "other"])
def test_what_does_not_run_has_no_months_by_its_name(category: str) -> None:
    line = {"name": "研修 2年目", "category": category, "per": "once", "functions": ["accounting"]}
    (found,) = price(quoted(line)).items
    assert (found.item.months, found.first_month) == (None, 13)


def test_a_further_line_has_what_it_does_not_write() -> None:
    lines = [
        {"name": "会計 1年目", "months": 12, "registered": False, "processes": ["共P-04"]},
        {"name": "会計 2年目", "months": 12, "functions": ["ordering"]},
        {"name": "会計 3年目", "months": 12, "registered": True},
    ]
    found = [one.item for one in price(quoted(*lines)).items]
    assert [one.registered for one in found] == [False, False, True]
    assert [one.processes for one in found] == [("共P-04",)] * 3
    assert [one.functions for one in found] == [("accounting",), ("ordering",), ("accounting",)]


def with_a_year_off(**discount: Any) -> Quote:
    """Training that is paid once, its second year by the month, and 100 yen a month off that."""
    off = {"category": "discount", "for": "研修", "price": 100, "per": "month", "months": 12}
    lines = [
        {"name": "会計", "category": "software", "price": 90_000, "processes": ["共P-04"]},
        {"name": "研修 1年目", "category": "setup", "price": 50_000},
        {"name": "研修 2年目", "category": "setup", "price": 1_000, "per": "month", "months": 12},
        {"name": "値引き", **off, **discount},
    ]
    return Quote.model_validate({"items": lines})


def test_a_discount_by_the_month_is_off_the_line_that_runs_then() -> None:
    found = price(with_a_year_off(first_month=13)).items
    assert [one.cost for one in found] == [90_000, 50_000, 12 * (1_000 - 100)]


@pytest.mark.parametrize("first_month", [1, 12, 14])
def test_a_discount_is_refused_for_months_in_which_nothing_runs(first_month: int) -> None:
    with pytest.raises(ValueError, match="契約の月数をはみ出しています"):
        with_a_year_off(first_month=first_month)


def test_a_discount_by_the_month_is_refused_for_what_has_no_term() -> None:
    with pytest.raises(ValueError, match="「研修 1年目」には契約の月数がありません"):
        with_a_year_off(**{"for": "研修 1年目"})
