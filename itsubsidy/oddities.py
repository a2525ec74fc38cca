"""What is allowed in a client's files and still odd; `check` tells it and goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Final

from itsubsidy.inputs.applicant import (
    SIZED_BY_HEADCOUNT_ALONE,
    Applicant,
    Business,
    Employee,
    NearMinimumWage,
)
from itsubsidy.inputs.quote import Item, Quote
from itsubsidy.inputs.reading import Checked
from itsubsidy.inputs.yamltext import Loc, Problem
from itsubsidy.money import cut, yen
from itsubsidy.rules.costs import OPTIONS, SERVICES, price
from itsubsidy.rules.minimum_wage import NearTest
from itsubsidy.rules.programme import Rules
from itsubsidy.rules.rulefile import minimum_wages
from itsubsidy.rules.size import stand
from itsubsidy.rules.wage_questions import below_minimum, odd_wages, summary_text, too_many_text
from itsubsidy.terms import SIZES

ROUND: Final = 1_000
"""Yen; prices net of tax mostly are multiples of this."""


def oddities(checked: Checked, rules: Rules) -> list[Problem]:
    """Everything odd in files that were read, in their order."""
    told = []
    for applicant, document in checked.applicants:
        for loc, message in _in_applicant(applicant, rules):
            told.append(document.problem(document.node(loc)[0], document.path(loc), message))
    for (applicant, _), (document, above) in zip(checked.applicants, checked.ledgers, strict=True):
        for below, message in _in_ledger(applicant, rules):
            loc = (*above, *below)
            told.append(document.problem(document.node(loc)[0], document.path(loc), message))
    for quote, document in checked.quotes:
        for loc, message in _in_quote(quote, rules):
            told.append(document.problem(document.node(loc)[0], document.path(loc), message))
    return sorted(told, key=lambda one: (one.file, one.line, one.column))


def _in_applicant(applicant: Applicant, rules: Rules) -> Iterator[tuple[Loc, str]]:
    if not applicant.is_group:
        yield from _in_business(applicant, (), rules)
    for at, member in enumerate(applicant.members):
        yield from _in_business(member, ("members", at), rules)


def _in_business(business: Business, loc: Loc, rules: Rules) -> Iterator[tuple[Loc, str]]:
    """A size that its industry, capital and headcount contradict, or do not give."""
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


def _in_quote(quote: Quote, rules: Rules) -> Iterator[tuple[Loc, str]]:
    for at, item in enumerate(quote.items):
        limit = _longest_term(item, rules)
        if item.months is not None and limit is not None and item.months > limit:
            message = f"契約{item.months}か月のうち、対象になるのは {limit}か月までです"
            yield ("items", at, "months"), message
        if item.months is not None and limit is not None and "per" not in item.model_fields_set:
            message = (
                f"課金単位がないので、{yen(item.price)}を {item.months}か月分の一括とみなします。"
                "月額なら「課金単位: 月」を書きます"
            )
            yield ("items", at, "price"), message
        if item.category == "software" and not item.processes and not item.functions:
            message = "プロセスも機能もないソフトウェアは、どの申請枠の対象にもなりません"
            yield ("items", at), message
    yield from _tax(quote)
    priced = price(quote)
    services = sum(cut(one.exact()) for one in priced if one.item.category in SERVICES)
    rest = sum(cut(one.exact()) for one in priced) - services
    if services > rest:
        at = next(at for at, item in enumerate(quote.items) if item.category in SERVICES)
        cap = rules.normal.costs.services_cap
        message = (
            f"役務（コンサルティング・導入設定・保守サポート）が {yen(services)}で、"
            f"見積の半分を超えます。対象になるのは {cap.amount}までです"
        )
        yield ("items", at, "category"), message


def _longest_term(item: Item, rules: Rules) -> int | None:
    """The longest term of an item that any frame pays for, in months."""
    tools = rules.invoice.costs
    if item.category in OPTIONS:
        return tools.option_months.value
    match item.category:
        case "software":
            return tools.software_months.value
        case "support":
            return tools.support_months.value
        case "otasuketai":
            return rules.security.costs.service_months.value
        case "analysis":
            return rules.consortium.analysis_months.value
    return None


def _tax(quote: Quote) -> Iterator[tuple[Loc, str]]:
    """Prices said to be net of tax that look as if they had it in them.

    Each is a round price and the tax on it, to the hundred yen, and they are not round themselves.
    """
    if quote.tax == "included":
        return
    paid = [at for at, item in enumerate(quote.items) if item.price]
    prices = [quote.items[at].price for at in paid]
    with_tax = 1 + quote.tax_rate
    rounder = all((Fraction(one) / with_tax / 100).denominator == 1 for one in prices)
    if paid and with_tax > 1 and rounder and any(one % ROUND for one in prices):
        message = (
            f"税抜の見積ですが、税込の額に見えます（{yen(cut(prices[0] / with_tax))} + 消費税）。"
            "税込なら見積に「消費税: 税込」と書きます"
        )
        yield ("items", paid[0], "price"), message
    for at, item in enumerate(quote.items):
        if "税込" in item.name or "内税" in item.name:
            yield ("items", at, "name"), "品名に税込とありますが、税抜の額として読みました"
