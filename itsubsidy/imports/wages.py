"""A payroll ledger → wages.csv: what each employee is paid an hour, month by month.

The wage of an hour is the basic pay and the allowances that belong to it ÷ the scheduled hours,
exact; where that has no end in decimals it is cut far behind the yen, on the side of every whole
yen that it is on. Who is left out is told by row, never by name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Final, NamedTuple

from itsubsidy.imports.wage_head import belongs
from itsubsidy.imports.wage_slips import Slip, Slips, Where, read_slips
from itsubsidy.inputs.tabular import Table
from itsubsidy.inputs.yamltext import InputError, Problem
from itsubsidy.money import Exact, cut, up
from itsubsidy.reports.csv import line
from itsubsidy.rules.rulefile import minimum_wages, programmes

MARK: Final = "確認"
"""What stands in a cell that only the reader can fill; no reader takes it for a wage."""

LEAST_AN_HOUR: Final = 100
MOST_AN_HOUR: Final = 10_000
"""Yen; more is the pay of a day or a month."""

MOST_HOURS: Final = 300
"""Scheduled in one month; more is the sum of several."""


class WageImport(NamedTuple):
    """What was understood of a payroll ledger."""

    text: str
    """wages.csv; nothing where there are problems."""
    people: Sequence[Employee]
    months: Sequence[date]
    problems: Sequence[Problem] = ()
    notes: Sequence[str] = ()
    marks: int = 0
    """How many wages only the reader knows."""


class Unsure(NamedTuple):
    """A wage that the ledger does not settle, and why."""

    why: str


class Employee(NamedTuple):
    """A row of wages.csv."""

    name: str
    prefecture: str
    wages: Mapping[date, Exact | Unsure]


def import_wages(
    tables: Sequence[Table],
    *,
    prefecture: str | None = None,
    chosen: Collection[str] = (),
    left_out: Collection[str] = (),
) -> WageImport:
    """Understand the ledger in some tables.

    Args:
        tables: the sheets of all workbooks, and all texts.
        prefecture: where those work of whom the ledger does not say it.
        chosen: allowances that are part of the wage of an hour.
        left_out: allowances that are not.

    Raises:
        InputError: no table has the head of a ledger.
    """
    found = read_slips(tables)
    problems = list(found.problems)
    if not found.slips and not problems:
        where = tables[0]._replace(sheet="") if len(tables) > 1 else tables[0]
        raise InputError([where.problem(None, _NOBODY if _has_rows(found) else _NO_HEAD)])
    slips = list(_placed(found.slips))
    missing = any(slip.prefecture is None for slip in slips)
    if missing and prefecture is None:
        message = (
            "どの都道府県の事業場か分かりません。都道府県の列を足すか、"
            "--prefecture 東京都 のように指定します"
        )
        problems.append(tables[0].problem(None, message))
    notes = _notes(found, chosen, left_out, prefecture if missing else None)
    if problems:
        return WageImport("", (), (), problems, notes)
    people = list(_people(slips, prefecture or "", chosen, left_out))
    months = sorted({month for person in people for month in person.wages})
    wages = [wage for person in people for wage in person.wages.values()]
    unsure = Counter(wage.why for wage in wages if isinstance(wage, Unsure))
    notes += _fractions(people)
    notes += (f"{why}: {count}か所" for why, count in unsure.items())
    marks = unsure.total()
    return WageImport(ledger_text(people, months), people, months, (), notes, marks)


_NO_HEAD: Final = (
    "見出しの行が見つかりません。氏名か従業員番号と、年月、基本給か時給の列が要ります"
    "（月を横に並べた表も読めます）"
)
_NOBODY: Final = "賃金のある従業員の行がありません"


def _has_rows(found: Slips) -> bool:
    return bool(found.officers or found.bonuses or found.summaries or found.unpaid)


# --- the wage of an hour -------------------------------------------------------------------------


def _placed(slips: Sequence[Slip]) -> Iterator[Slip]:
    """The slips; where one does not say the prefecture, it is the one that the person has."""
    known: dict[str, set[str]] = {}
    for slip in slips:
        if slip.prefecture is not None:
            known.setdefault(slip.person, set()).add(slip.prefecture)
    for slip in slips:
        own = known.get(slip.person, set())
        only = next(iter(own)) if len(own) == 1 else None
        yield slip._replace(prefecture=slip.prefecture or only)


def _people(
    slips: Sequence[Slip], prefecture: str, chosen: Collection[str], left_out: Collection[str]
) -> Iterator[Employee]:
    """The employees in the order of the ledger; who moved has a row for each prefecture."""
    rows: dict[tuple[str, str], dict[date, list[Slip]]] = {}
    for slip in slips:
        row = rows.setdefault((slip.person, slip.prefecture or prefecture), {})
        row.setdefault(slip.month, []).append(slip)
    names = _names(slips)
    for (person, where), months in rows.items():
        wages = {month: _wage(same, chosen, left_out) for month, same in sorted(months.items())}
        yield Employee(names[person], where, wages)


def _names(slips: Sequence[Slip]) -> dict[str, str]:
    """What to call each person; who shares a name has the number behind it."""
    names = {slip.person: slip.name for slip in slips}
    shared = [name for name in names.values() if list(names.values()).count(name) > 1]
    return {key: f"{name}（{key}）" if name in shared else name for key, name in names.items()}


def _wage(
    slips: Sequence[Slip], chosen: Collection[str], left_out: Collection[str]
) -> Exact | Unsure:
    """The wage of an hour in one month."""
    wages = list(dict.fromkeys(_of(slip, chosen, left_out) for slip in slips))
    if len(wages) > 1:
        return Unsure("同じ人の同じ月に、違う賃金の行が二つ以上あります")
    return wages[0]


def _of(slip: Slip, chosen: Collection[str], left_out: Collection[str]) -> Exact | Unsure:
    figures = slip.figures
    kinds = {name: belongs(name, chosen, left_out) for name in slip.allowances}
    for name, kind in kinds.items():
        if kind == "asked":
            return Unsure(
                f"「{name}」が時給に入る手当か決まりません（--with {name} か --without {name}）"
            )
    monthly: Exact = sum(slip.allowances[name] for name, kind in kinds.items() if kind == "in")
    hours = figures.get("hours")
    by_month = bool(_MONTHLY.search(slip.pay_type))
    by_less = not by_month and bool(_BY_LESS.search(slip.pay_type))
    wage: Exact = 0
    if figures.get("hourly") and not (by_month and figures.get("basic")):
        wage = figures["hourly"]
    elif figures.get("daily"):
        if not figures.get("hours_a_day"):
            return Unsure("日給の人の 1日の所定労働時間がありません")
        wage = Fraction(figures["daily"]) / figures["hours_a_day"]
    elif by_less:
        return Unsure("時給や日給の人の、時給や日給の列がありません")
    else:
        monthly += figures.get("basic", 0)
    if monthly:
        if not hours or not 0 < hours <= MOST_HOURS:
            return Unsure("月の所定労働時間がないか、一か月の時間でありません")
        wage += Fraction(monthly) / hours
    if not LEAST_AN_HOUR <= wage <= MOST_AN_HOUR:
        return Unsure("一時間の賃金と思えない額です（月給なら所定労働時間の列が要ります）")
    return wage


_MONTHLY: Final = re.compile("月給|年俸|monthly")
_BY_LESS: Final = re.compile("時給|時間給|日給|hourly|daily")


# --- what is written -----------------------------------------------------------------------------


def ledger_text(people: Sequence[Employee], months: Sequence[date]) -> str:
    """The ledger as CSV for spreadsheets, with the mark by which they know UTF-8."""
    head = ["従業員", "都道府県", *(f"{month.year}年{month.month}月" for month in months)]
    rows = [
        [person.name, person.prefecture, *(wage_cell(person.wages.get(month)) for month in months)]
        for person in people
    ]
    return "\ufeff" + "".join(map(line, [head, *rows]))


def wage_cell(wage: Exact | Unsure | None) -> str:
    """A wage as a cell has it; nothing for a month in which nobody was employed."""
    if wage is None:
        return ""
    return MARK if isinstance(wage, Unsure) else wage_text(wage)


def wage_text(wage: Exact) -> str:
    """A wage as a decimal: exact where it has an end, else cut so far behind the yen that it stays
    on its side of every whole yen.
    """
    if wage.denominator == 1:
        return str(wage.numerator)
    ends = (digits for digits in range(1, 10) if 10**digits % wage.denominator == 0)
    digits = next(ends, max(2, len(str(wage.denominator))))
    whole, rest = divmod(cut(wage * 10**digits), 10**digits)
    return f"{whole}.{rest:0{digits}d}"


# --- what is told --------------------------------------------------------------------------------


def _notes(
    found: Slips, chosen: Collection[str], left_out: Collection[str], prefecture: str | None
) -> list[str]:
    """Who and what was left out, and how the rest was read."""
    notes = list(dict.fromkeys(found.table_notes))
    for rows, what in (
        (found.officers, "役員の行を除きました"),
        (found.bonuses, "賞与の行を除きました"),
        (found.summaries, "合計や平均の行を除きました"),
        (found.unpaid, "賃金のない行を除きました"),
    ):
        if rows:
            notes.append(f"{what}: {_rows(rows)}")
    if found.by_month_of:
        notes.append(f"月は「{'」「'.join(found.by_month_of)}」の月です")
    names = dict.fromkeys(name for slip in found.slips for name in slip.allowances)
    for kind, what in (("in", "基本給に加えた手当"), ("out", "時給に入れなかった手当")):
        those = [name for name in names if belongs(name, chosen, left_out) == kind]
        if those:
            notes.append(f"{what}: {'、'.join(those)}")
    if found.workplaces and prefecture:
        places = "、".join(found.workplaces[:MOST_NAMED])
        notes.append(f"「{places}」は都道府県が分からないので、{prefecture}としました")
    elif prefecture:
        notes.append(f"都道府県は {prefecture}としました")
    return notes


MOST_NAMED: Final = 5


def _rows(rows: Iterable[Where]) -> str:
    """Rows by their table: `2、7行目`, `給与 2、7行目`."""
    told = []
    for table, those in groupby(rows, key=lambda row: row.table):
        lines = "、".join(map(str, dict.fromkeys(row.line for row in those)))
        told.append(f"{table} {lines}行目".strip())
    return "、".join(told)


def _fractions(people: Sequence[Employee]) -> Iterator[str]:
    """What to say of wages with a part of a yen: the official form takes whole yen, and does not
    say how to cut.
    """
    parts = [
        (row, wage, person.prefecture)
        for row, person in enumerate(people, 1)
        for wage in person.wages.values()
        if not isinstance(wage, Unsure) and wage.denominator != 1
    ]
    if not parts:
        return
    yield "時給の円未満の端数は、切らずに小数で書きました（賃金状況報告シートは円単位です）"
    rows = dict.fromkeys(row for row, wage, prefecture in parts if decides(wage, prefecture))
    if rows:
        shown = "、".join(f"従業員{row}" for row in rows)
        yield f"円未満をどう丸めるかで最低賃金近傍かどうかが変わる人がいます: {shown}"


def decides(wage: Exact, prefecture: str) -> bool:
    """Whether a wage is near the minimum wage or not by how its part of a yen is rounded, under the
    rule of any application date.
    """
    minimum = minimum_wages().prefectures[prefecture]
    rules = [
        period.rules.normal.near_minimum_wage
        for programme in programmes()
        for period in programme.periods
    ]
    return any(
        len({rule.near(yen, minimum.of(rule.table)) for yen in (cut(wage), wage, up(wage))}) > 1
        for rule in rules
    )
