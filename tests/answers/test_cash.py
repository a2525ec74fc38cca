"""What is paid and what comes back, with tax; every figure is worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from clients import ON

from itsubsidy import Estimate, estimate, find_clients, load_client
from itsubsidy.answers.cash import Cash

CLOUD: dict[str, Any] = {
    "name": "クラウド会計",
    "category": "software",
    "price": 10_000,
    "per": "month",
    "months": 24,
    "processes": ["共P-04"],
    "functions": ["accounting"],
}
SHOP: dict[str, Any] = {"industry": "retail", "employees": 10}


def cash(answer: Callable[..., Estimate], *items: dict[str, Any], **quote: Any) -> Cash:
    return answer(SHOP, *items, **quote).quotes[0].cash


def test_cash_of_the_shop(examples: Path) -> None:
    # net: 18,000 × 36 + 3,000 × 24 + 120,000 + 5,000 × 24 + 360,000 + 40,000 × 2 = 1,400,000
    # past the months that count: 18,000 × 12 + 3,000 × 12 = 252,000
    # a year after: (18,000 + 3,000 + 5,000) × 12 × 1.1 = 343,200
    folder = next(one for one in find_clients(examples) if one.name == "shop")
    client = load_client(*folder.files())
    found = estimate(client.applicant, client.quotes, on=ON).quotes[0].cash
    assert found == Cash(
        outlay=1_540_000,
        advance=1_262_800,
        tax=140_000,
        subsidy=775_333,
        net=624_667,
        net_with_tax=764_667,
        yearly_after=343_200,
        three_years=870_267,  # 764,667 + (3,000 + 5,000) × 12 × 1.1, the months past 24
    )


def test_without_an_open_frame_nothing_comes_back(answer: Callable[..., Estimate]) -> None:
    found = cash(answer, CLOUD | {"registered": False})
    # 10,000 × 24 × 1.1 = 264,000; 10,000 × 36 × 1.1 = 396,000
    assert found == Cash(264_000, None, 24_000, 0, 240_000, 264_000, 132_000, 396_000)


def test_a_line_that_is_left_out_is_paid_at_once_only_without_a_term(
    answer: Callable[..., Estimate],
) -> None:
    running = {"name": "回線", "category": "other", "price": 3_000, "per": "month", "months": 24}
    once = {"name": "工事", "category": "other", "price": 50_000}
    found = cash(answer, CLOUD, running, once)
    assert found.outlay == 398_200  # (240,000 + 72,000 + 50,000) × 1.1
    assert found.advance == 319_000  # (240,000 + 50,000) × 1.1
    assert found.yearly_after == 171_600  # (10,000 + 3,000) × 12 × 1.1


@pytest.mark.parametrize(
    ("months", "advance"),
    [(23, 253_000), (24, 264_000), (25, 264_000), (36, 264_000)],  # 11,000 × no more than 24
)
def test_months_that_count_are_paid_before(
    months: int, advance: int, answer: Callable[..., Estimate]
) -> None:
    assert cash(answer, CLOUD | {"months": months}).advance == advance


def test_tax_is_cut_once_for_all_lines_of_a_rate(answer: Callable[..., Estimate]) -> None:
    odd = {"category": "other", "price": 105}
    found = cash(answer, CLOUD, odd | {"name": "甲"}, odd | {"name": "乙"})
    assert found.outlay == 264_231  # 240,210 × 1.1 = 264,231.0; line by line 115 + 115


def test_tax_of_each_line_goes_by_its_own_rate(answer: Callable[..., Estimate]) -> None:
    food = {"name": "試食", "category": "other", "price": 10_000, "tax_rate": "8%"}
    abroad = {"name": "海外", "category": "other", "price": 10_000, "tax_rate": "0%"}
    assert cash(answer, CLOUD, food, abroad).outlay == 264_000 + 10_800 + 10_000


def test_prices_with_tax_are_what_is_paid(answer: Callable[..., Estimate]) -> None:
    found = cash(answer, CLOUD | {"price": 10_001, "months": 36}, tax="included")
    assert found.outlay == 360_036
    assert found.advance == 240_024
    assert found.tax == 360_036 - 327_305  # 360,036 ÷ 1.1 = 327,305.45
    assert found.yearly_after == 120_012


def test_a_stated_total_with_tax_that_the_vendor_rounded_up_is_what_is_paid(
    answer: Callable[..., Estimate],
) -> None:
    odd = {"name": "甲", "category": "other", "price": 105}
    assert cash(answer, CLOUD, odd).outlay == 264_115  # 240,105 × 1.1 = 264,115.5
    assert cash(answer, CLOUD, odd, total_with_tax=264_116).outlay == 264_116
    assert cash(answer, CLOUD, odd, total_with_tax=264_116).advance == 264_116


def test_a_discount_is_taken_off_what_is_paid_but_not_off_the_years_after(
    answer: Callable[..., Estimate],
) -> None:
    found = cash(answer, CLOUD | {"months": 36, "discount": 36_000})
    assert found.outlay == 356_400  # (360,000 - 36,000) × 1.1
    assert found.advance == 237_600  # (360,000 - 36,000) × 24/36 × 1.1
    assert found.yearly_after == 132_000  # 10,000 × 12 × 1.1


def test_of_a_product_written_a_year_at_a_time_the_last_year_goes_on(
    answer: Callable[..., Estimate],
) -> None:
    first = CLOUD | {"name": "クラウド会計 1年目", "months": 12}
    second = CLOUD | {"name": "クラウド会計 2年目", "months": 12, "price": 12_000}
    third = CLOUD | {"name": "クラウド会計 3年目", "months": 12, "price": 15_000}
    found = cash(answer, first, second, third)
    assert found.outlay == 488_400  # (120,000 + 144,000 + 180,000) × 1.1
    assert found.advance == 290_400  # (120,000 + 144,000) × 1.1
    assert found.yearly_after == 198_000  # 15,000 × 12 × 1.1


@pytest.mark.parametrize(
    ("per", "price", "yearly"),
    [("year", 120_000, 132_000), ("6 months", 60_000, 132_000), ("once", 240_000, 0)],
)
def test_a_year_after_by_how_the_price_is_paid(
    per: str, price: int, yearly: int, answer: Callable[..., Estimate]
) -> None:
    found = cash(answer, CLOUD | {"per": per, "price": price})
    assert (found.outlay, found.yearly_after) == (264_000, yearly)


def test_each_member_of_a_group_pays(examples: Path) -> None:
    # 9,000 × 24 × 11 + 60,000 × 11 + 240,000 × 5 + 120,000 × 12 + 180,000 × 6 + 450,000
    # + 300,000 = 7,506,000; a year after (9,000 × 11 + 120,000) × 12 × 1.1
    folder = next(one for one in find_clients(examples) if one.name == "shopping-street")
    client = load_client(*folder.files())
    found = estimate(client.applicant, client.quotes, on=ON).quotes[0].cash
    assert (found.outlay, found.advance) == (8_256_600, 8_256_600)
    assert found.yearly_after == 2_890_800


def test_json_has_the_cash_of_each_quote(answer: Callable[..., Estimate]) -> None:
    told = answer(SHOP, CLOUD).to_dict()["quotes"][0]["cash"]
    # 240,000 × 3/4 = 180,000 in インボイス枠 for 中小企業
    assert told == {
        "outlay": 264_000,
        "advance": 264_000,
        "tax": 24_000,
        "subsidy": 180_000,
        "net": 60_000,
        "net_with_tax": 84_000,
        "yearly_after": 132_000,
        "three_years": 216_000,  # 10,000 × 36 × 1.1 - 180,000
    }


@pytest.mark.parametrize(
    ("months", "three_years"),
    [
        (12, 396_000),  # 10,000 × 12, and 24 months more at the same price
        (35, 396_000),
        (36, 396_000),
        (60, 396_000),  # the 24 months past the third year are paid, and not compared
    ],
)
def test_three_years_are_the_same_whatever_the_term(
    months: int, three_years: int, answer: Callable[..., Estimate]
) -> None:
    """10,000 × 36 × 1.1 = 396,000, before any subsidy."""
    found = cash(answer, CLOUD | {"months": months, "registered": False})
    assert found.three_years == three_years
    assert found.outlay == 11_000 * months


def test_three_years_have_what_is_bought_once_and_less_the_subsidy(
    answer: Callable[..., Estimate],
) -> None:
    # 中小企業, インボイス枠 3/4: (240,000 + 120,000) × 3/4 = 270,000
    # (10,000 × 36 + 120,000) × 1.1 - 270,000 = 258,000
    setup = {"name": "設定", "category": "setup", "price": 120_000}
    found = cash(answer, CLOUD, setup)
    assert (found.subsidy, found.three_years) == (270_000, 258_000)
