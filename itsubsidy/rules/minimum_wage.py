"""最低賃金近傍 by a 賃金台帳: who was near the minimum wage, month by month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from itsubsidy.inputs.applicant import LedgerRow
from itsubsidy.money import Exact, percent
from itsubsidy.rules.eligibility import Case
from itsubsidy.rules.programme import NearMinimumWageRules
from itsubsidy.worksheet import Worksheet


class Month(NamedTuple):
    """One month of the ledger."""

    first: date
    """Its first day."""
    near: tuple[str, ...]
    """Who is near the minimum wage, and by how much: `佐藤 1,190 - 1,163 = 27`."""
    everyone: int
    """All who have a wage in it."""

    @property
    def share(self) -> Fraction:
        return Fraction(len(self.near), self.everyone)


def by_ledger(
    sheet: Worksheet, case: Case, rules: NearMinimumWageRules, rows: Sequence[LedgerRow]
) -> bool:
    """Whether the ledger shows the condition for the higher rate; koubo-tsujyo p.18, round7.

    Every month that the rule looks at is written down with those who count. Where the rule asks
    for the last months, only those count that follow one another up to the latest.
    """
    wages = case.minimum_wages
    for prefecture in dict.fromkeys(row.prefecture for row in rows):
        label = f"{wages.tables[rules.table].name}（{prefecture}）"
        minimum = wages.prefectures[prefecture].of(rules.table)
        sheet.step("minimum_wage", label, "", minimum, rules.upper.source)
    months = list(_months(case, rules, rows))
    for month in months:
        _write_down(sheet, month, rules)

    wanted = rules.months.value
    if rules.recent is None:
        best = sorted(months, key=lambda month: -month.share)
        counted = sum(rules.share.holds(month.share) for month in months)
    else:
        best = _last_in_a_row(months)
        counted = next(
            (at for at, month in enumerate(best) if not rules.share.holds(month.share)), len(best)
        )
        before = case.on.replace(day=1) - timedelta(days=1)
        if not months or months[-1].first != before.replace(day=1):
            sheet.confirm(rules.recent.label, rules.recent.source)
    sheet.confirm(rules.ledger.label, rules.ledger.source)
    enough = sheet.condition(rules.months, counted)
    share = min((month.share for month in best[:wanted]), default=None)
    return sheet.condition(rules.share, share) and enough


def _months(case: Case, rules: NearMinimumWageRules, rows: Sequence[LedgerRow]) -> Iterator[Month]:
    """The months before that of the application which the rule looks at, in their order."""
    prefectures = case.minimum_wages.prefectures
    for first in sorted({month for row in rows for month in row.wages}):
        if first >= case.on.replace(day=1) or not rules.counts(first):
            continue
        paid = [row for row in rows if first in row.wages]
        if rules.recent is not None and any(
            prefectures[row.prefecture].since(rules.table).replace(day=1) > first for row in paid
        ):
            continue  # another table was in force
        near = []
        for row in paid:
            wage, minimum = row.wages[first], prefectures[row.prefecture].of(rules.table)
            if rules.near(wage, minimum):
                over = wage - minimum
                near.append(f"{row.employee} {_yen(wage)} - {minimum:,} = {_yen(over)}")
        yield Month(first, tuple(near), len(paid))


def _last_in_a_row(months: Sequence[Month]) -> list[Month]:
    """The months that follow one another up to the latest, the latest first."""
    found: list[Month] = []
    for month in reversed(months):
        if found and (month.first + timedelta(days=31)).replace(day=1) != found[-1].first:
            break
        found.append(month)
    return found


def _write_down(sheet: Worksheet, month: Month, rules: NearMinimumWageRules) -> None:
    share = rules.share
    need = -(-month.everyone * share.value.numerator // share.value.denominator)
    missing = need - len(month.near)
    formula = f"{len(month.near)}人 ÷ {month.everyone}人"
    if missing > 0:
        formula += f"（あと {missing}人）"
    if month.near:
        formula += f": {'、'.join(month.near)}"
    label = f"{month.first.year}年{month.first.month}月の{share.label}"
    name = f"minimum_wage.{month.first:%Y-%m}"
    sheet.step(name, label, formula, percent(month.share), share.source)


def _yen(amount: Exact) -> str:
    """`1,190`, `1,190.5`: a wage is written as a decimal, so it has one."""
    return f"{Decimal(amount.numerator) / Decimal(amount.denominator):,}"
