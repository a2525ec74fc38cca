"""最低賃金近傍 by a 賃金台帳: which employees are near the minimum wage, or in which months.

In 2025 to the 6th round each employee is judged once, over the months before that of the
application, as the 賃金状況報告シート does it. Since then, in 2026 too, each month is counted by
itself, whoever is in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from itsubsidy.inputs.applicant import Employee, NearMinimumWage, Wage
from itsubsidy.money import Exact, cut, percent, up
from itsubsidy.rules.frames.worksheet import Tally, Worksheet
from itsubsidy.rules.programme.rulefile import minimum_wages, programmes
from itsubsidy.rules.programme.rules import (
    JudgedOnce,
    MinimumWages,
    MinimumWageTable,
    NearMinimumWageRules,
    Reading,
)

if TYPE_CHECKING:
    from itsubsidy.rules.frames.case import Case

Verdict = Literal["対象", "対象外", "判定不能"]
"""What the 賃金状況報告シート says of an employee."""

VERDICT_STEPS: Final[dict[Verdict, str]] = {
    "対象": "minimum_wage.near",
    "対象外": "minimum_wage.not_near",
    "判定不能": "minimum_wage.unjudged",
}
"""The step that lists the employees of each verdict."""


class NearTest(NamedTuple):
    """The test of one hourly wage: the rule, and the minimum wages that it goes by."""

    rules: NearMinimumWageRules
    wages: MinimumWages
    reading: Reading | None = None
    """How the rule is read, if not as the tool does."""

    @property
    def table(self) -> MinimumWageTable:
        """The table that the rule names."""
        return self.wages.tables[self.rules.table]

    @property
    def period_table(self) -> MinimumWageTable | None:
        """The table from which a wage is near; None where it is however low."""
        by_the_other = self.reading == "other_lower_bound"
        is_bounded = (self.rules.from_period_minimum is None) is by_the_other
        name = self.rules.period_table
        return self.wages.tables[name] if is_bounded and name is not None else None

    def over(self, wage: Wage) -> Exact:
        """Yen an hour over the minimum of that table; negative below it."""
        return wage.yen - self.table.of(wage.prefecture)

    def near(self, wage: Wage) -> bool:
        """Whether a wage is near the minimum."""
        if not self.rules.near(wage.yen, self.table.of(wage.prefecture)):
            return False
        lowest = self.period_table
        return lowest is None or wage.yen >= lowest.of(wage.prefecture)

    def months(self, people: Sequence[Employee], on: date) -> list[date]:
        """The months, by their first days, that decide an application of this day, in order.

        Where employees are judged, those before the month of application, in the ledger or not;
        else those of the ledger that the rule looks at and that are over.
        """
        if self.rules.judged_once is not None:
            return months_before(on, self.rules.months.value)
        listed = {month for person in people for month in person.wages}
        return sorted(m for m in listed if m < on.replace(day=1) and self.rules.counts(m))

    def verdict(self, person: Employee, months: Sequence[date]) -> Verdict:
        """What the 賃金状況報告シート says of an employee (cell O19)."""
        if any(month not in person.wages for month in months):
            return "判定不能"
        if all(self.near(person.wages[month]) for month in months):
            return "対象"
        return "対象外"


def by_ledger(sheet: Tally, case: Case, rules: NearMinimumWageRules, near: NearMinimumWage) -> bool:
    """Whether the ledger shows the condition for the higher rate, with its working."""
    test, people = NearTest(rules, minimum_wages(), case.reading), near.people
    sheet.write(_write_minimums, test, people)
    sheet.confirm(rules.ledger.label, rules.ledger.source)
    months = test.months(people, case.on)
    if rules.judged_once is not None:
        return _by_employee(sheet, test, people, months, rules.judged_once)
    return _by_month(sheet, test, people, months)


def _write_minimums(sheet: Worksheet, test: NearTest, people: Sequence[Employee]) -> None:
    """The minimum wages that the test goes by, of every prefecture that somebody works in."""
    prefectures = (wage.prefecture for person in people for wage in person.wages.values())
    for prefecture in dict.fromkeys(prefectures):
        for table in filter(None, (test.period_table, test.table)):
            write_minimum(sheet, table, prefecture)


def rounding_decides(wage: Wage) -> bool:
    """Whether a wage is near the minimum wage or not by how its part of a yen is rounded, under the
    rule of any application date.
    """
    tests = [
        NearTest(period.rules.normal.near_minimum_wage, minimum_wages())
        for programme in programmes()
        for period in programme.periods
    ]
    rounded = [wage._replace(yen=yen) for yen in (cut(wage.yen), wage.yen, up(wage.yen))]
    return any(len({test.near(wage) for wage in rounded}) > 1 for test in tests)


def write_minimum(sheet: Tally, table: MinimumWageTable, prefecture: str) -> None:
    """One line of the working: the minimum wage of a prefecture, yen an hour."""
    label = f"{table.name}（{prefecture}）"
    sheet.step("minimum_wage", label, "", table.of(prefecture), table)


def months_before(day: date, count: int) -> list[date]:
    """The first days of so many calendar months before that of a day, in their order."""
    end = 12 * day.year + day.month - 1
    return [date(at // 12, at % 12 + 1, 1) for at in range(end - count, end)]


def month_text(month: date) -> str:
    """`2025年5月`."""
    return f"{month.year}年{month.month}月"


def wage_text(amount: Exact) -> str:
    """`1,190`, `1,190.5`: a wage is written as a decimal, so it has one."""
    return f"{Decimal(amount.numerator) / Decimal(amount.denominator):,}"


# --- judged once: employees -----------------------------------------------------------------------


def _by_employee(
    sheet: Tally,
    test: NearTest,
    people: Sequence[Employee],
    months: Sequence[date],
    once: JudgedOnce,
) -> bool:
    """Whether enough of the employees who can be judged are near (cells D7–D10)."""
    rules = test.rules
    judged: dict[Verdict, list[Employee]] = {"対象": [], "対象外": [], "判定不能": []}
    for person in people:
        judged[test.verdict(person, months)].append(person)
    near, everyone = len(judged["対象"]), len(judged["対象"]) + len(judged["対象外"])
    missing = [month for month in months if all(month not in person.wages for person in people)]
    not_there = f"台帳にない月: {'、'.join(map(month_text, missing))}" if missing else ""
    if missing:
        sheet.confirm(f"{once.recent.label}（{not_there}）", once.recent.source)
    sheet.write(_write_employees, test, judged, months, once)
    enough = sheet.condition(rules.months, len(months) - len(missing), not_there)
    share = Fraction(near, everyone) if everyone else None
    nobody = "" if everyone else "判定できる従業員がいない"
    return sheet.condition(rules.share, share, nobody) and enough


def _write_employees(
    sheet: Worksheet,
    test: NearTest,
    judged: Mapping[Verdict, Sequence[Employee]],
    months: Sequence[date],
    once: JudgedOnce,
) -> None:
    """Who is 対象, 対象外 and 判定不能, with each difference, and the share that it makes."""

    def shown(person: Employee) -> str:
        blank = [month_text(month) for month in months if month not in person.wages]
        over = [wage_text(test.over(person.wages[month])) for month in months if not blank]
        return f"{person.label} {'・'.join(blank or over)}"

    span = "・".join(map(month_text, months))
    about = {
        "対象": (f"対象の従業員（{span}の時給と最低賃金の差）", test.rules.upper),
        "対象外": (f"対象外の従業員（{span}の時給と最低賃金の差）", test.rules.upper),
        "判定不能": ("判定不能の従業員（時給のない月）", once.unjudged),
    }
    for verdict, people in judged.items():
        label, rule = about[verdict]
        formula = "、".join(map(shown, people))
        sheet.step(VERDICT_STEPS[verdict], label, formula, f"{len(people)}人", rule)
    near, other = len(judged["対象"]), len(judged["対象外"])
    formula = f"{near}人 ÷ （{near}人 + {other}人）{_more(test.rules, near, near + other)}"
    share = percent(Fraction(near, near + other)) if near + other else "-"
    sheet.step("minimum_wage.ratio", test.rules.share.label, formula, share, once.unjudged)


def _more(rules: NearMinimumWageRules, near: int, everyone: int) -> str:
    """How many more would have to be near."""
    need = -(-everyone * rules.share.value.numerator // rules.share.value.denominator)
    return f"（あと {need - near}人）" if need > near else ""


# --- counted by itself: months --------------------------------------------------------------------


class _Month(NamedTuple):
    """One month of the ledger, by its first day: who is near in it, and all who are paid."""

    first: date
    near: tuple[Employee, ...]
    everyone: int

    @property
    def share(self) -> Fraction:
        return Fraction(len(self.near), self.everyone)


def _by_month(
    sheet: Tally, test: NearTest, people: Sequence[Employee], months: Sequence[date]
) -> bool:
    """Whether enough of those who are paid are near in enough months; any months do (round7)."""
    rules, judged = test.rules, []
    for first in months:
        paid = [person for person in people if first in person.wages]
        near = tuple(person for person in paid if test.near(person.wages[first]))
        judged.append(_Month(first, near, len(paid)))
    for month in judged:
        sheet.write(_write_month, test, month)
    best = sorted((month.share for month in judged), reverse=True)[: rules.months.value]
    enough = sheet.condition(rules.months, sum(rules.share.holds(month.share) for month in judged))
    return sheet.condition(rules.share, min(best, default=None)) and enough


def _write_month(sheet: Worksheet, test: NearTest, month: _Month) -> None:
    rules, count = test.rules, len(month.near)
    formula = f"{count}人 ÷ {month.everyone}人{_more(rules, count, month.everyone)}"
    if month.near:
        formula += f": {'、'.join(_shown(test, person, month.first) for person in month.near)}"
    label = f"{month_text(month.first)}の{rules.share.label}"
    name = f"minimum_wage.{month.first:%Y-%m}"
    sheet.step(name, label, formula, percent(month.share), rules.share)


def _shown(test: NearTest, person: Employee, month: date) -> str:
    """`従業員1 1,190 - 1,226 = -36`."""
    wage = person.wages[month]
    minimum = test.table.of(wage.prefecture)
    return f"{person.label} {wage_text(wage.yen)} - {minimum:,} = {wage_text(test.over(wage))}"
