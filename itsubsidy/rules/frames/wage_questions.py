"""What a 賃金台帳 says that a person should look at again; it decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from itsubsidy.inputs.applicant import Applicant, Employee, NearMinimumWage, Wage
from itsubsidy.money import Exact, cut, yen
from itsubsidy.rules.frames.minimum_wage import NearTest, month_text, wage_text
from itsubsidy.rules.frames.worksheet import FrameResult, Worksheet
from itsubsidy.rules.programme.figures import Provision
from itsubsidy.rules.programme.rulefile import minimum_wages
from itsubsidy.rules.programme.rules import MinimumWages, NearMinimumWageRules

if TYPE_CHECKING:
    from itsubsidy.rules.frames.case import Case

LEAST_AN_HOUR: Final = Fraction(7, 10)
MOST_AN_HOUR: Final = 5
"""Times the minimum wage. Less or more is hardly an hour's wage, but a day's, a month's or a slip.
These two are our figures and no guideline's."""

MOST_NAMED: Final = 5
"""Employees who are named in one line; the others are counted."""


# --- rows ----------------------------------------------------------------------------------------


def summary_text(names: Sequence[str]) -> str:
    """What to say of rows that are no person."""
    return f"「{'」「'.join(names)}」の行は従業員ではないものとして、数えていません"


def too_many_text(near: NearMinimumWage, employees: int | None) -> str:
    """What to say of a ledger of more people than are employed; nothing of any other."""
    listed = len(near.people)
    if employees is None or listed <= employees:
        return ""
    return (
        f"賃金台帳に {listed}人いて、従業員数の {employees}人より多くなっています。辞めた人や"
        "入った人でなければ、役員など常時使用する従業員でない人や、同じ人の二つの行を除きます"
    )


# --- the minimum wage ----------------------------------------------------------------------------


class BelowMinimum(NamedTuple):
    """Who is paid less than 地域別最低賃金 in the latest month of a ledger."""

    month: date
    people: tuple[Employee, ...]
    """Below the minimum in force on the first day of the month, by which a month goes."""
    later: tuple[Employee, ...]
    """The others who are below the minimum in force on its last day."""
    sources: tuple[str, ...]
    """Of the tables."""

    @property
    def text(self) -> str:
        """How many they are, and which."""
        groups = []
        if self.people:
            groups.append(f"地域別最低賃金を下回る従業員 {_counted(self.people)}")
        if self.later:
            groups.append(f"月の途中に改定された額を下回る従業員 {_counted(self.later)}")
        return f"賃金台帳の直近月（{month_text(self.month)}）に{'、'.join(groups)}"


def below_minimum(people: Sequence[Employee], wages: MinimumWages) -> BelowMinimum | None:
    """Who is below the minimum wage in the latest month of a ledger; None where nobody is.

    Nobody is below a minimum from before the first table that is known.
    """
    latest = max(month for person in people for month in person.wages)
    last_day = (latest + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    groups: dict[date, list[Employee]] = {latest: [], last_day: []}
    sources: dict[str, None] = {}
    paid = [(person, person.wages[latest]) for person in people if latest in person.wages]
    tables = {
        (prefecture, day): wages.in_force(prefecture, day)
        for prefecture in {wage.prefecture for _, wage in paid}
        for day in groups
    }
    for person, wage in paid:
        for day, group in groups.items():
            table = tables[wage.prefecture, day]
            if table is not None and wage.yen < table.of(wage.prefecture):
                group.append(person)
                sources[table.source] = None
                break
    below, later = map(tuple, groups.values())
    return BelowMinimum(latest, below, later, tuple(sources)) if sources else None


def confirm_minimum_wage(sheet: Worksheet, applicant: Applicant, asked: Provision) -> None:
    """What in the ledger speaks against 事業場内最低賃金 being the minimum or more.

    It closes nothing: hours may be wrong, and there are reduced wages. Only a plain no closes.
    """
    near = applicant.near_minimum_wage
    if near is None or near.ledger is None:
        return
    if applicant.prerequisites.pays_minimum_wage is False:
        return
    below = below_minimum(near.people, minimum_wages())
    if below is not None:
        sheet.confirm(below.text, ", ".join((asked.source, *below.sources)))


def confirm_lowest_wage(sheet: Worksheet, applicant: Applicant, on: date, asked: Provision) -> None:
    """That the stated lowest wage is below the minimum in force; it closes nothing either."""
    lowest, prefecture = applicant.lowest_wage, applicant.prefecture
    if lowest is None or prefecture is None or applicant.prerequisites.pays_minimum_wage is False:
        return
    table = minimum_wages().in_force(prefecture, on)
    if table is not None and lowest < table.of(prefecture):
        minimum = f"{table.name}（{prefecture}）{table.of(prefecture):,}円"
        sheet.confirm(
            f"記入の事業場内最低賃金 {wage_text(lowest)}円が {minimum}を下回っています",
            f"{asked.source}, {table.source}",
        )


# --- wages that may mean something else ----------------------------------------------------------


class OddWage(NamedTuple):
    """A wage that by its size is no hour's."""

    person: Employee
    month: date
    wage: Wage
    minimum: int
    """Yen an hour in the table that the rule names."""

    @property
    def text(self) -> str:
        """Which wage it is, and what it was held against."""
        small = self.wage.yen < self.minimum
        limit = f"{wage_text(LEAST_AN_HOUR)}倍未満" if small else f"{MOST_AN_HOUR}倍超"
        return (
            f"{month_text(self.month)}の {wage_text(self.wage.yen)}円は、時給としては"
            f"{'小さ' if small else '大き'}すぎます（{self.wage.prefecture}の最低賃金 "
            f"{self.minimum:,}円の {limit}）。日給や月給なら、所定労働時間で割って書きます"
        )


def odd_wages(
    test: NearTest, people: Sequence[Employee], months: Container[date] | None = None
) -> list[OddWage]:
    """The wages that by their size are no hour's, in these months or in all."""
    return [
        OddWage(person, month, wage, test.table.of(wage.prefecture))
        for person in people
        for month, wage in sorted(person.wages.items())
        if (months is None or month in months) and _is_odd(test, wage)
    ]


def _is_odd(test: NearTest, wage: Wage) -> bool:
    minimum, least = test.table.of(wage.prefecture), LEAST_AN_HOUR
    return (
        wage.yen * least.denominator < minimum * least.numerator
        or wage.yen > MOST_AN_HOUR * minimum
    )


# --- what would change the amount ----------------------------------------------------------------

Reading = Callable[[Wage, date], Exact]
"""What a wage of a month might be instead, yen an hour."""


def ask_of_ledger(
    sheet: Worksheet,
    case: Case,
    rules: NearMinimumWageRules,
    paid: int,
    work_out: Callable[[Case], FrameResult],
) -> None:
    """Rows and wages that may mean something else, with what that would make of the amount paid.

    For the amounts the frame is worked out again for the same client with other wages in the
    ledger, so that no second formula stands here.
    """
    near = case.applicant.near_minimum_wage
    if near is None or near.ledger is None:
        return

    def otherwise(read: Reading) -> str:
        """What the client would get with wages read like this; nothing where it is the same."""
        subsidy = work_out(_with_wages(case, near, read)).subsidy
        return "" if subsidy == paid else f"補助額は {yen(subsidy)}（{subsidy - paid:+,}円）"

    test, people = NearTest(rules, minimum_wages(), case.reading), near.people
    months = test.months(people, case.on)
    _ask_of_rows(sheet, near, case.applicant.employees, rules.ledger)
    for text in _of_odd_wages(test, people, months, otherwise):
        sheet.confirm(text, rules.share.source)
    if rules.from_period_minimum is not None:
        for text in _of_late_minimums(test, people, months, otherwise):
            sheet.confirm(text, rules.from_period_minimum.source)
    if rules.judged_once is not None:
        about = rules.judged_once.whole_yen
        if decided := _of_fractions(test, people, months, otherwise):
            sheet.confirm(about.label + decided, about.source)


def _ask_of_rows(
    sheet: Worksheet, near: NearMinimumWage, employees: int | None, asked: Provision
) -> None:
    """The rows that are no person, and more people than are employed."""
    names = list(dict.fromkeys(name for _, name in near.summaries))
    if names:
        sheet.confirm(summary_text(names), asked.source)
    if too_many := too_many_text(near, employees):
        sheet.confirm(too_many, asked.source)


def _of_odd_wages(
    test: NearTest,
    people: Sequence[Employee],
    months: Sequence[date],
    otherwise: Callable[[Reading], str],
) -> Iterator[str]:
    """What it would make if those with an odd wage were near the minimum, and if they were not."""
    odd = odd_wages(test, people, months)
    if not odd:
        return
    who = _counted(tuple({wage.person.number: wage.person for wage in odd}.values()))
    first = f"{month_text(odd[0].month)} {wage_text(odd[0].wage.yen)}円"
    for is_near, judged in ((True, "である"), (False, "でない")):

        def read(wage: Wage, _: date, is_near: bool = is_near) -> Exact:
            if not _is_odd(test, wage):
                return wage.yen
            minimum = test.table.of(wage.prefecture)
            for amount in (minimum, minimum - 1):  # the rules draw a line between these two
                if test.near(wage._replace(yen=amount)) is is_near:
                    return amount
            return wage.yen

        if amount := otherwise(read):
            yield (
                f"時給としては大きさの合わない額のある従業員 {who}（{first} など）。"
                f"時給に直して最低賃金近傍{judged}なら、{amount}"
            )


def _of_late_minimums(
    test: NearTest,
    people: Sequence[Employee],
    months: Sequence[date],
    otherwise: Callable[[Reading], str],
) -> Iterator[str]:
    """What it would make of wages below a minimum that began after the first of their month."""
    table = test.period_table
    if table is None:
        return

    def is_early(wage: Wage, month: date) -> bool:
        minimum = table.prefectures[wage.prefecture]
        return month < minimum.since and wage.yen < minimum.yen

    def read(wage: Wage, month: date) -> Exact:
        return table.of(wage.prefecture) if is_early(wage, month) else wage.yen

    early = [
        person
        for person in people
        if any(is_early(person.wages[month], month) for month in months if month in person.wages)
    ]
    if early and (amount := otherwise(read)):
        yield (
            f"{table.name}が始まる前の日を含む月に、その額を下回る従業員 {_counted(early)}。"
            f"それまでの最低賃金以上なら、{amount}"
        )


def _of_fractions(
    test: NearTest,
    people: Sequence[Employee],
    months: Sequence[date],
    otherwise: Callable[[Reading], str],
) -> str:
    """Whose verdict would be another if wages were cut or raised to whole yen; nothing if none."""

    def read(wage: Wage, _: date) -> Exact:
        is_near = test.near(wage)
        for whole in (cut(wage.yen), -cut(-wage.yen)):
            if test.near(wage._replace(yen=whole)) is not is_near:
                return whole
        return wage.yen

    def in_whole_yen(person: Employee) -> Employee:
        wages = {m: wage._replace(yen=read(wage, m)) for m, wage in person.wages.items()}
        return person._replace(wages=wages)

    changed = [
        person
        for person in people
        if any(cut(wage.yen) != wage.yen for wage in person.wages.values())
        and test.verdict(person, months) != test.verdict(in_whole_yen(person), months)
    ]
    if not changed:
        return ""
    amount = otherwise(read)
    return f"で判定の変わる従業員 {_counted(changed)}" + (amount and f"。変われば、{amount}")


def _with_wages(case: Case, near: NearMinimumWage, read: Reading) -> Case:
    """The case with other wages in its ledger, to be worked out without its working."""
    rows = tuple(
        row.model_copy(
            update={
                "wages": {m: read(Wage(paid, row.prefecture), m) for m, paid in row.wages.items()}
            }
        )
        for row in near.ledger or ()
    )
    changed = NearMinimumWage.model_construct(ledger=rows)
    applicant = case.applicant.model_copy(update={"near_minimum_wage": changed})
    return case._replace(applicant=applicant, explained=False)


def _counted(people: Sequence[Employee]) -> str:
    """`2人（従業員1、従業員3）`."""
    named = "、".join(person.label for person in people[:MOST_NAMED])
    more = f" ほか {len(people) - MOST_NAMED}人" if len(people) > MOST_NAMED else ""
    return f"{len(people)}人（{named}{more}）"
