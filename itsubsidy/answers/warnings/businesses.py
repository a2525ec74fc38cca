"""Who applies: shares near what decides, contradicted sizes, frames that went by another year."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from itsubsidy.answers.warnings.oddity import Oddity
from itsubsidy.files.document import Document
from itsubsidy.files.keys import Loc
from itsubsidy.files.text import squeezed
from itsubsidy.inputs.applicant import (
    SIZED_BY_HEADCOUNT_ALONE,
    Applicant,
    Business,
    LargeCompany,
)
from itsubsidy.inputs.samples import is_of_sample
from itsubsidy.inputs.values import wrong
from itsubsidy.inputs.words import FRAME_YEARS, INDUSTRY_SAID
from itsubsidy.money import decimal_text
from itsubsidy.rules.frames.size import stand
from itsubsidy.rules.programme.rules import DeemedLarge, Rules
from itsubsidy.terms import ENTITIES, SIZES, Typed, as_typed


def everyone(applicant: Applicant) -> Iterator[tuple[Loc, Business]]:
    """The applicant, unless it is a group, and each member of one, with where it stands."""
    if not applicant.is_group:
        yield (), applicant
    for at, member in enumerate(applicant.members):
        yield ("members", at), member


def warnings(applicant: Applicant, rules: Rules) -> Iterator[Oddity]:
    """Shares that may be on the other side of what decides, or that contradict each other."""
    if is_of_sample(applicant):
        yield Oddity(("name",), "init の見本の申請者のままです")
    yield from _size_of_a_group(applicant)
    for loc, business in everyone(applicant):
        company = business.large_company
        largest, total = company.largest_share, company.total_share
        if largest is not None and total is not None and largest > total:
            message = "最大の大企業の持分が、大企業合計の持分より大きくなっています"
            yield Oddity((*loc, "large_company", "total_share"), message)
        yield from _unused_capital(business, loc)
        for odd in _rounded_shares(company, rules.size.deemed_large):
            yield odd.below((*loc, "large_company"))


def _unused_capital(business: Business, loc: Loc) -> Iterator[Oddity]:
    """Capital of who is no company; koubo-tsujyo pp.5–6."""
    if business.capital and business.entity != "company":
        message = wrong(
            "資本金は会社だけの基準なので、{}では使いません。"
            "会社なら「{entity:company}」と書きます",
            as_typed(business.entity, ENTITIES),
        )
        yield Oddity((*loc, "capital"), message)


def _size_of_a_group(applicant: Applicant) -> Iterator[Oddity]:
    """What would settle the size of a business, said of a group of them."""
    for key in ("size", "industry", "capital", "employees") if applicant.is_group else ():
        if getattr(applicant, key) is not None:
            message = wrong(f"使いません。{{{key}}} は {{members}} の一者ごとに書きます")
            yield Oddity((key,), message)


def remarks(applicant: Applicant, document: Document, rules: Rules) -> Iterator[Oddity]:
    """What an answer says itself, or what is in the words of the file."""
    for loc, business in everyone(applicant):
        yield from _of_its_size(business, loc, rules)
    if applicant.is_group:
        yield from _frames_of_other_years(applicant, (), document)
    for loc, business in everyone(applicant):
        yield from _frames_of_other_years(business, loc, document)


def _rounded_shares(company: LargeCompany, rules: DeemedLarge) -> Iterator[Oddity]:
    """Shares written in so few digits that they may be on the other side of what decides."""
    for key, rule in (
        ("largest_share", rules.largest_share),
        ("total_share", rules.total_share),
        ("officer_share", rules.officer_share),
    ):
        share: Fraction | None = getattr(company, key)
        digit = None if share is None else _last_digit(share)
        if share is not None and digit and 0 < abs(share - rule.value) < digit:
            message = (
                f"{decimal_text(share * 100)}% は {rule.amount}に近く、丸めた割合なら判定が"
                "変わります。株数や人数で「200/300」のように書けば決まります"
            )
            yield Oddity((key,), message)


def _last_digit(share: Fraction) -> Fraction | None:
    """What one more in the last digit of a percentage is; None where it has no end."""
    for decimals in range(LONGEST_PERCENTAGE):
        if (share * 100 * 10**decimals).denominator == 1:
            return Fraction(1, 100 * 10**decimals)
    return None


LONGEST_PERCENTAGE: Final = 6
"""Decimals of a percentage that somebody wrote."""


def _frames_of_other_years(business: Business, loc: Loc, document: Document) -> Iterator[Oddity]:
    """Earlier decisions whose frame did not have that name in their year."""
    for at, decision in enumerate(business.history):
        place = (*loc, "history", at, "frame")
        word = document.text(place)
        first, last = FRAME_YEARS.get(squeezed(word), (decision.year, decision.year))
        if not first <= decision.year <= last:
            years = f"{first}年度" if first == last else f"{first}年度から {last}年度"
            yield Oddity(
                place,
                f"「{word}」があったのは {years}です。{decision.year}年度か枠の名前を確かめます",
            )


def _of_its_size(business: Business, loc: Loc, rules: Rules) -> Iterator[Oddity]:
    """A size that its industry, capital and headcount contradict, or do not give."""
    if isinstance(business.industry, Typed) and business.industry.word in INDUSTRY_SAID:
        yield Oddity((*loc, "industry"), INDUSTRY_SAID[business.industry.word])
    for doubt in stand(business, rules.size).doubts:
        yield Oddity((*loc, "size" if business.size else "employees"), doubt)
    makes_none = business.industry is None and business.entity not in SIZED_BY_HEADCOUNT_ALONE
    if business.size and makes_none and business.employees and not business.near_minimum_wage:
        message = (
            f"業種がないので、従業員数からは規模が決まりません。"
            f"記入の「{SIZES[business.size]}」によります"
        )
        yield Oddity((*loc, "employees"), message)
