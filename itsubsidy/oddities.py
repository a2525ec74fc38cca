"""What is allowed in a client's files and still odd; `check` tells it and goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from yaml.nodes import ScalarNode

from itsubsidy.inputs.applicant import (
    SIZED_BY_HEADCOUNT_ALONE,
    Applicant,
    Business,
    Employee,
    LargeCompany,
    NearMinimumWage,
)
from itsubsidy.inputs.item import Item
from itsubsidy.inputs.pricing import PricedItem, price
from itsubsidy.inputs.quote import Quote
from itsubsidy.inputs.reading import Checked
from itsubsidy.inputs.totals import total_faults
from itsubsidy.inputs.words import FRAME_YEARS, INDUSTRY_SAID, SUBSCRIPTIONS, TABLETS
from itsubsidy.inputs.yamltext import Document, Loc, Problem, normal, squeezed
from itsubsidy.money import cut, decimal_text, yen
from itsubsidy.rules.costs import doubtful_terms
from itsubsidy.rules.edi import unlike_shares
from itsubsidy.rules.minimum_wage import NearTest
from itsubsidy.rules.programme import DeemedLarge, Rules
from itsubsidy.rules.rulefile import minimum_wages
from itsubsidy.rules.size import stand
from itsubsidy.rules.suspects import WHOLE, price_an_hour, suspicion
from itsubsidy.rules.wage_questions import below_minimum, odd_wages, summary_text, too_many_text
from itsubsidy.terms import CATEGORIES, SERVICES, SIZES, Typed

ROUND: Final = 1_000
"""Yen; prices net of tax mostly are multiples of this."""


def oddities(checked: Checked, rules: Rules, today: date) -> list[Problem]:
    """Everything odd in files that were read, in their order."""
    warnings = []
    for applicant, document in checked.applicants:
        for loc, message in _in_applicant(applicant, document, rules):
            warnings.append(document.problem(document.node(loc)[0], document.path(loc), message))
    alone = checked.applicants[0][0] if len(checked.applicants) == 1 else None
    members = [member.name for member in alone.members] if alone else []
    for (applicant, _), (document, above) in zip(checked.applicants, checked.ledgers, strict=True):
        for below, message in _in_ledger(applicant, rules):
            loc = (*above, *below)
            warnings.append(document.problem(document.node(loc)[0], document.path(loc), message))
    for quote, document in checked.quotes:
        for loc, message in _in_quote(quote, members, document, rules, today):
            warnings.append(document.problem(document.node(loc)[0], document.path(loc), message))
    return sorted(warnings, key=lambda warning: (warning.file, warning.line, warning.column))


def _in_applicant(
    applicant: Applicant, document: Document, rules: Rules
) -> Iterator[tuple[Loc, str]]:
    everyone: list[tuple[Loc, Business]] = [((), applicant)]
    everyone += ((("members", at), member) for at, member in enumerate(applicant.members))
    for loc, business in everyone:
        if business.entity != "group":
            yield from _in_business(business, loc, rules)
            yield from _rounded_shares(business.large_company, loc, rules.size.deemed_large)
        yield from _frames_of_other_years(business, loc, document)


def _rounded_shares(
    company: LargeCompany, loc: Loc, rules: DeemedLarge
) -> Iterator[tuple[Loc, str]]:
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
            yield (*loc, "large_company", key), message


def _last_digit(share: Fraction) -> Fraction | None:
    """What one more in the last digit of a percentage is; None where it has no end."""
    for decimals in range(LONGEST_PERCENTAGE):
        if (share * 100 * 10**decimals).denominator == 1:
            return Fraction(1, 100 * 10**decimals)
    return None


LONGEST_PERCENTAGE: Final = 6
"""Decimals of a percentage that somebody wrote."""


def _frames_of_other_years(
    business: Business, loc: Loc, document: Document
) -> Iterator[tuple[Loc, str]]:
    """Earlier decisions whose frame did not have that name in their year."""
    for at, decision in enumerate(business.history):
        place = (*loc, "history", at, "frame")
        word = document.text(place)
        first, last = FRAME_YEARS.get(squeezed(word), (decision.year, decision.year))
        if not first <= decision.year <= last:
            years = f"{first}年度" if first == last else f"{first}年度から {last}年度"
            yield (
                place,
                f"「{word}」があったのは {years}です。{decision.year}年度か枠の名前を確かめます",
            )


def _in_business(business: Business, loc: Loc, rules: Rules) -> Iterator[tuple[Loc, str]]:
    """A size that its industry, capital and headcount contradict, or do not give."""
    if isinstance(business.industry, Typed) and business.industry.word in INDUSTRY_SAID:
        yield (*loc, "industry"), INDUSTRY_SAID[business.industry.word]
    company = business.large_company
    largest, total = company.largest_share, company.total_share
    if largest is not None and total is not None and largest > total:
        message = "最大の大企業の持分が、大企業合計の持分より大きくなっています"
        yield (*loc, "large_company", "total_share"), message
    for doubt in stand(business, rules.size).doubts:
        yield (*loc, "size" if business.size else "employees"), doubt
    makes_none = business.industry is None and business.entity not in SIZED_BY_HEADCOUNT_ALONE
    if business.size and makes_none and business.employees and not business.near_minimum_wage:
        message = (
            f"業種がないので、従業員数からは規模が決まりません。"
            f"記入の「{SIZES[business.size]}」によります"
        )
        yield (*loc, "employees"), message


def _in_ledger(applicant: Applicant, rules: Rules) -> Iterator[tuple[Loc, str]]:
    """Rows that are no person or too many, wages below the minimum, and wages that are no hour's.

    The minimum wage of the last is that of the table that 最低賃金近傍 goes by.
    """
    near = applicant.near_minimum_wage
    if near is None or near.ledger is None:
        return
    for number, name in near.summaries:
        yield (number - 1, "employee"), summary_text([name])
    if too_many := too_many_text(near, applicant.employees):
        yield (), too_many
    wages = minimum_wages()
    below = below_minimum(near.people, wages)
    if below is not None and applicant.prerequisites.pays_minimum_wage is not False:
        first = (*below.people, *below.later)[0]
        yield _cell(near, first, below.month), below.text
    if "normal" not in rules.frames:
        return
    odd = odd_wages(NearTest(rules.normal.near_minimum_wage, wages), near.people)
    for number in dict.fromkeys(one.person.number for one in odd):
        first_odd, *others = (one for one in odd if one.person.number == number)
        more = f"（ほか {len(others)}か月）" if others else ""
        yield _cell(near, first_odd.person, first_odd.month), first_odd.text + more


def _cell(near: NearMinimumWage, person: Employee, month: date) -> Loc:
    """Where in the ledger the wage of a month stands; a person may have several rows."""
    rows = near.ledger or ()
    name = rows[person.number - 1].employee
    at = next(at for at, row in enumerate(rows) if row.employee == name and month in row.wages)
    return at, "wages", f"{month:%Y-%m}"


def _in_quote(
    quote: Quote, members: Sequence[str], document: Document, rules: Rules, today: date
) -> Iterator[tuple[Loc, str]]:
    items = price(quote, members).items
    for at, item in enumerate(quote.items):
        asked = suspicion(item, in_group=bool(members))
        if asked is not None:
            yield ("items", at, "name"), asked.text(item.name)
    for priced in items:
        yield from _term(priced, document, rules)
        yield from _of_its_kind(priced, rules)
    for at, item in enumerate(quote.items):
        yield from _category(at, item, squeezed(document.text(("items", at, "category"))))
    yield from _tax(quote)
    yield from _services(items, rules)
    for number, message in (
        *doubtful_terms(items, rules.longest_term),
        *unlike_shares(items),
    ):
        yield ("items", number - 1, "name"), message
    yield from _totals(quote, members)
    if quote.valid_until is not None and quote.valid_until < today:
        yield ("valid_until",), f"見積の有効期限 {quote.valid_until} を過ぎています"


def _term(priced: PricedItem, document: Document, rules: Rules) -> Iterator[tuple[Loc, str]]:
    """Terms longer than any frame pays for, and those that may not be what was meant."""
    item, at, last = priced.item, priced.number - 1, priced.last_month
    if last is None:
        return
    written, itself = document.node(("items", at, "months"))
    if itself and isinstance(written, ScalarNode) and _CALENDAR.fullmatch(normal(written.value)):
        message = f"「{written.value}」を {item.months}か月と読みました。暦の月なら月数に直します"
        yield ("items", at, "months"), message
    limit = rules.longest_term(item.category)
    if limit is None:
        return
    if last > limit:
        message = f"契約{item.months}か月のうち、対象になるのは {limit}か月までです"
        if priced.first_month > 1:
            message = (
                f"利用の {priced.first_month}か月目から {last}か月目までのうち、"
                f"対象になるのは {limit}か月目までです"
            )
        yield ("items", at, "months"), message
    if "per" not in item.model_fields_set and "months" in item.model_fields_set:
        message = (
            f"課金単位がないので、{decimal_text(item.price)}円を {item.months}か月分の一括と"
            "みなします。月額なら「課金単位: 月」を書きます"
        )
        yield ("items", at, "price"), message


_CALENDAR: Final = re.compile(r"(?:[1-9]|1[0-2])月")


def _of_its_kind(priced: PricedItem, rules: Rules) -> Iterator[tuple[Loc, str]]:
    """Software without a use, parts of a device, hours that are too dear."""
    item, at = priced.item, priced.number - 1
    if item.category == "software" and not item.processes and not item.functions:
        message = "プロセスも機能もないソフトウェアは、どの申請枠の対象にもなりません"
        yield ("items", at), message
    if item.category in WHOLE and item.quantity.denominator != 1:
        message = f"{CATEGORIES[item.category]}の数量に端数があります"
        yield ("items", at, "quantity"), message
    hourly, costs = price_an_hour(priced), rules.tool_costs
    if hourly is not None and costs is not None and not (most := costs.hourly).holds(hourly):
        yield ("items", at, "price"), f"{most.label}は {most.amount}です（{most.source}）"


def _category(at: int, item: Item, word: str) -> Iterator[tuple[Loc, str]]:
    """Words that were read as one category while the name of their line speaks of another."""
    spoken = _OPTIONS if word in SUBSCRIPTIONS else _TILLS if word in TABLETS else None
    found = spoken.search(normal(item.name)) if spoken else None
    if found:
        message = (
            f"「{word}」を{CATEGORIES[item.category]}と読みましたが、品名に「{found[0]}」とあります。"
            "別の区分なら、その区分を書きます"
        )
        yield ("items", at, "category"), message


_OPTIONS: Final = re.compile("セキュリティ|連携|オプション|お助け隊")
_TILLS: Final = re.compile("レジ|POS", re.IGNORECASE)


def _services(items: Sequence[PricedItem], rules: Rules) -> Iterator[tuple[Loc, str]]:
    """Services dearer than everything else."""
    services = sum(one.total for one in items if one.item.category in SERVICES)
    rest = sum(one.total for one in items) - services
    costs = rules.tool_costs
    if services > rest and costs is not None:
        first = next(one.number for one in items if one.item.category in SERVICES)
        cap = costs.services_cap
        message = (
            f"役務（コンサルティング・導入設定・保守サポート）が {yen(services)}で、"
            f"見積の半分を超えます。対象になるのは {cap.amount}までです"
        )
        yield ("items", first - 1, "category"), message


def _totals(quote: Quote, members: Sequence[str]) -> Iterator[tuple[Loc, str]]:
    """Totals that differ from the lines by no more than vendors round."""
    if quote.states_a_total and (members or not quote.names_members):
        for fault in total_faults(quote, members):
            if fault.is_rounding:
                yield (fault.key,), fault.message.message()


def _tax(quote: Quote) -> Iterator[tuple[Loc, str]]:
    """Prices said to be net of tax that look as if they had it in them.

    Each is a round price and the tax on it, to the hundred yen, and they are not round themselves.
    """
    net = [
        (at, item, 1 + (quote.tax_rate if item.tax_rate is None else item.tax_rate))
        for at, item in enumerate(quote.items)
        if item.quantity and (item.tax or quote.tax) == "excluded"
    ]
    paid = [(at, Fraction(item.price), with_tax) for at, item, with_tax in net if item.price]
    rounder = all(
        with_tax > 1 and (stated / with_tax / 100).denominator == 1 for _, stated, with_tax in paid
    )
    if rounder and any(stated % ROUND for _, stated, _ in paid):
        at, stated, with_tax = paid[0]
        message = (
            f"税抜の見積ですが、税込の額に見えます（{yen(cut(stated / with_tax))} + 消費税）。"
            "税込なら見積に「消費税: 税込」と書きます"
        )
        yield ("items", at, "price"), message
    for at, item, _ in net:
        if "税込" in item.name or "内税" in item.name:
            yield ("items", at, "name"), "品名に税込とありますが、税抜の額として読みました"
