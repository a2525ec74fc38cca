"""Figures that are plausible only in another unit: 万円 read as yen, a year read as a month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from pydantic_core import PydanticCustomError

from itsubsidy.answers.warnings.businesses import everyone
from itsubsidy.answers.warnings.oddity import Oddity
from itsubsidy.inputs.applicant import Applicant, Business
from itsubsidy.inputs.item import DISCOUNT, Item
from itsubsidy.inputs.pricing import PricedItem
from itsubsidy.inputs.quote import Quote
from itsubsidy.inputs.things import MONTHS_IN_YEAR, year_name
from itsubsidy.inputs.values import wrong
from itsubsidy.money import decimal_text, yen

LEAST_CAPITAL: Final = 100_000
"""Yen; companies with less exist, and are few."""

LEAST_PRICE: Final = 1_000
"""Yen for something that is bought once."""

LEAST_AMOUNT: Final = 10_000
"""Yen that a line with a lower price makes together."""

FEW: Final = 10
"""Pieces; what is bought in larger numbers may cost little each."""

MOST_PRICE: Final = 100_000_000
"""Yen."""

LEAST_PAY: Final = 100_000
"""Yen a head that a year's pay comes to."""

LEAST_INCOME: Final = 100_000
"""Yen a year of a company's taxable income; none at all and a loss are plausible."""

LEAST_INCOME_A_HEAD: Final = 10_000
"""Yen a year; of 20 people and more 15億円 in 万円, from which on a company is large, is less."""

LEAST_HOURS: Final = 400
"""Hours a head that all people together work in a year; less is rather what one of them does."""

MOST_MARGIN: Final = 500
"""Yen an hour over the minimum wage that is planned; more is rather the wage itself."""

TIMES_DEARER: Final = 6
"""How many times dearer by the month than elsewhere a price is that may be a year's.

All of these are our figures and no guideline's.
"""


def of_applicant(applicant: Applicant) -> Iterator[Oddity]:
    """Amounts that may be in 万円, hours of one person, a wage where what is put on it is meant."""
    for loc, business in everyone(applicant):
        for odd in (*_of_pay(business), *_of_hours(business), *_of_a_margin(business)):
            yield odd.below(loc)
        for odd in _of_a_company(business) if business.entity == "company" else ():
            yield odd.below(loc)


_IN_ANOTHER_UNIT: Final = "万円の額なら「{}万円」、千円の額なら「{}千円」と書きます"


def _of_a_company(business: Business) -> Iterator[Oddity]:
    """Capital and taxable income that are too small for a company; a loss or none is neither."""
    capital, income = business.capital, business.large_company.taxable_income
    if capital and capital < LEAST_CAPITAL:
        message = wrong(f"{{}}は小さすぎます。{_IN_ANOTHER_UNIT}", yen(capital), capital, capital)
        yield Oddity(("capital",), message)
    people = business.employees or 0
    if income and 0 < income < max(LEAST_INCOME, LEAST_INCOME_A_HEAD * people):
        whose = f" {people}人の会社" if people else "会社"
        message = wrong(
            f"{{}}は{whose}の一年の課税所得として小さすぎます。{_IN_ANOTHER_UNIT}",
            *(yen(income), income, income),
        )
        yield Oddity(("large_company", "taxable_income"), message)


def _of_pay(business: Business) -> Iterator[Oddity]:
    """A year's pay that is too small for so many people."""
    people, productivity = business.employees, business.productivity
    amounts = {
        ("payroll",): business.payroll,
        ("productivity", "labour_cost"): productivity and productivity.labour_cost,
    }
    for loc, amount in amounts.items():
        if people and amount and Fraction(amount, people) < LEAST_PAY:
            message = wrong(
                f"{{}}は {{}}人の一年の額として小さすぎます。{_IN_ANOTHER_UNIT}",
                *(yen(amount), people, amount, amount),
            )
            yield Oddity(loc, message)


def _of_hours(business: Business) -> Iterator[Oddity]:
    """Hours of a year that are too few for so many people."""
    people, hours = business.employees, business.productivity and business.productivity.hours
    if people and hours and hours < LEAST_HOURS * people:
        message = wrong(
            "{}時間は {}人を合わせた一年の労働時間として短すぎます。一人の時間なら、"
            "従業員数を掛けて書きます",
            *(decimal_text(hours), people),
        )
        yield Oddity(("productivity", "hours"), message)


def _of_a_margin(business: Business) -> Iterator[Oddity]:
    """A plan that puts more on the minimum wage than anybody does."""
    margin = business.wage_plan and business.wage_plan.minimum_wage_margin
    if margin and margin >= MOST_MARGIN:
        message = wrong(
            "地域別最低賃金との差が {}では大きすぎます。時給そのものなら、差だけを書きます",
            yen(margin),
        )
        yield Oddity(("wage_plan", "minimum_wage_margin"), message)


def of_quote(quote: Quote, items: Sequence[PricedItem]) -> Iterator[Oddity]:
    """Prices and terms that may be in another unit."""
    for at, item in enumerate(quote.items):
        if item.quantity:
            for key, message in (*_of_a_price(item), *_of_a_term(item)):
                yield Oddity(("items", at, key), message)
    for number, message in _dearer_than_elsewhere(items):
        yield Oddity(("items", number - 1, "price"), message)


def _of_a_price(item: Item) -> Iterator[tuple[str, PydanticCustomError]]:
    """A price that is too small for what is bought once, or too large for anything."""
    key = "price" if "price" in item.model_fields_set else "amount"
    if item.price > MOST_PRICE:
        message = wrong("{}円は大きすぎます。桁と単位を確かめます", decimal_text(item.price))
        yield key, message
    if item.category in ("other", DISCOUNT) or item.per != "once" or not item.price:
        return
    if "months" in item.model_fields_set and "per" not in item.model_fields_set:
        return  # which is asked about already
    if item.price < LEAST_PRICE and item.quantity < FEW and item.payment < LEAST_AMOUNT:
        price = decimal_text(item.price)
        yield (
            key,
            wrong(
                "{}円は一括の額として小さすぎます。万円の額なら「{}万円」と書きます",
                price,
                price.replace(",", ""),
            ),
        )


def _of_a_term(item: Item) -> Iterator[tuple[str, PydanticCustomError]]:
    """A term that is shorter than what a price is for, or is of one month."""
    months = item.months
    if months is None or "months" not in item.model_fields_set:
        return
    if item.per == "year" and months < MONTHS_IN_YEAR:
        message = wrong(
            f"「{{per:year}}」の契約が {months}か月なので、1年分の {months}/12 としました。"
            f"{months}年なら「{months * MONTHS_IN_YEAR}か月」と書きます"
        )
        yield "months", message
    if item.per == "month" and months == 1:
        message = wrong(
            "「{per:month}」の契約が 1か月なので、1回分としました。1年なら「12か月」、"
            "2年なら「24か月」と書きます"
        )
        yield "months", message


def _dearer_than_elsewhere(
    items: Sequence[PricedItem],
) -> Iterator[tuple[int, PydanticCustomError]]:
    """Prices by the month beside which the same product is far cheaper in another line."""
    alike: dict[tuple[str, str], list[PricedItem]] = {}
    for priced in items:
        item = priced.item
        if item.per != "once" and item.price:
            alike.setdefault((item.category, year_name(item.name).base), []).append(priced)
    for lines in (lines for lines in alike.values() if len(lines) > 1):
        least = min(_a_month(priced.item) for priced in lines)
        for priced in lines:
            if priced.item.period == 1 and priced.item.price >= TIMES_DEARER * least:
                yield (
                    priced.number,
                    wrong(
                        "同じ品が、ほかの行では 1か月 {}円です。年額なら「{per:year}」と書きます",
                        decimal_text(least if least.denominator == 1 else round(least)),
                    ),
                )


def _a_month(item: Item) -> Fraction:
    """What a unit of a line costs by the month, exact yen."""
    return Fraction(item.price) / (item.period or 1)
