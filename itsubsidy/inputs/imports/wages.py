"""A payroll ledger → wages.csv: what each employee is paid an hour, month by month.

The wage of an hour is the basic pay and the allowances that belong to it ÷ the scheduled hours,
exact; where that has no end in decimals it is cut far behind the yen, on the side of every whole
yen that it is on. Who is left out is told by row, never by name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Final, NamedTuple

from itsubsidy.files.csv import line
from itsubsidy.files.problems import InputError, Problem
from itsubsidy.inputs.applicant import Wage
from itsubsidy.inputs.imports.wage_head import Belongs, belongs
from itsubsidy.inputs.imports.wage_slips import Slip, Slips, Where, read_slips
from itsubsidy.inputs.tables import Table
from itsubsidy.inputs.words import UNSETTLED
from itsubsidy.money import Exact, cut

LEAST_AN_HOUR: Final = 500
MOST_AN_HOUR: Final = 10_000
"""Yen; less is a number of hours, more the pay of a day or a month."""

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
    decides: Callable[[Wage], bool] = lambda _: False,
) -> WageImport:
    """Understand the ledger in some tables.

    Args:
        tables: the sheets of all workbooks, and all texts.
        prefecture: where those work of whom the ledger does not say it.
        chosen: allowances that are part of the wage of an hour.
        left_out: allowances that are not.
        decides: whether a wage counts otherwise by how its part of a yen is rounded.

    Raises:
        InputError: no table has the head of a ledger.
    """
    found = read_slips(tables)
    if not found.slips and not found.problems:
        where = tables[0]._replace(sheet="") if len(tables) > 1 else tables[0]
        raise InputError([where.problem(None, _NOBODY if found.has_rows else _NO_HEAD)])
    slips = list(_placed(found.slips))
    missing = any(slip.prefecture is None for slip in slips)
    pay = _Pay(chosen, left_out)
    notes = list(_notes(found, pay, prefecture if missing else None))
    problems = list(found.problems)
    if missing and prefecture is None:
        problems.append(tables[0].problem(None, _NOWHERE))
    if problems:
        return WageImport("", (), (), problems, notes)
    people = list(_people(slips, prefecture or "", pay))
    months = sorted({month for person in people for month in person.wages})
    unsure = Counter(_unsure(people))
    notes += _fractions(people, decides)
    notes += (f"{why}: {count}か所" for why, count in unsure.items())
    return WageImport(ledger_text(people, months), people, months, (), notes, unsure.total())


def _unsure(people: Sequence[Employee]) -> Iterator[str]:
    """Why each wage that is not settled is not."""
    for person in people:
        for wage in person.wages.values():
            if isinstance(wage, Unsure):
                yield wage.why


_NO_HEAD: Final = (
    "見出しの行が見つかりません。氏名か従業員番号と、年月、基本給か時給の列が要ります"
    "（月を横に並べた表も読めます）"
)
_NOBODY: Final = "賃金のある従業員の行がありません"
_NOWHERE: Final = (
    "どの都道府県の事業場か分かりません。都道府県の列を足すか、"
    "--prefecture 東京都 のように指定します"
)


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


def _people(slips: Sequence[Slip], prefecture: str, pay: _Pay) -> Iterator[Employee]:
    """The employees in the order of the ledger; who moved has a row for each prefecture."""
    rows: dict[tuple[str, str], dict[date, list[Slip]]] = {}
    for slip in slips:
        row = rows.setdefault((slip.person, slip.prefecture or prefecture), {})
        row.setdefault(slip.month, []).append(slip)
    names = _names(slips)
    places = Counter((person, month) for (person, _), months in rows.items() for month in months)
    for (person, where), months in rows.items():
        wages = {
            month: pay.of_month(same) if places[person, month] == 1 else _IN_TWO_PLACES
            for month, same in sorted(months.items())
        }
        yield Employee(names[person], where, wages)


_IN_TWO_PLACES: Final = Unsure(
    "同じ人の同じ月が、二つの都道府県にあります。別の人なら名前を分け、同じ人なら一つにします"
)


def _names(slips: Sequence[Slip]) -> dict[str, str]:
    """What to call each person; who shares a name has the number behind it."""
    names = {slip.person: slip.name for slip in slips}
    shared = Counter(names.values())
    return {key: f"{name}（{key}）" if shared[name] > 1 else name for key, name in names.items()}


class _Pay(NamedTuple):
    """Reckons the wage of an hour."""

    chosen: Collection[str]
    """Allowances that are part of it, whatever their names say."""
    left_out: Collection[str]
    """Allowances that are not."""

    def belongs(self, allowance: str) -> Belongs:
        """Whether an allowance is part of the wage of an hour."""
        return belongs(allowance, self.chosen, self.left_out)

    def of_month(self, slips: Sequence[Slip]) -> Exact | Unsure:
        """The wage of an hour by the slips of one month, which must agree."""
        wages = list(dict.fromkeys(self.of_slip(slip) for slip in slips))
        if len(wages) > 1:
            return Unsure("同じ人の同じ月に、違う賃金の行が二つ以上あります")
        return wages[0]

    def of_slip(self, slip: Slip) -> Exact | Unsure:
        """The wage of an hour by one slip."""
        asked = next((name for name in slip.allowances if self.belongs(name) == "asked"), None)
        if asked is not None:
            either = f"--with {asked} か --without {asked}"
            return Unsure(f"「{asked}」が時給に入る手当か決まりません（{either}）")
        by_hour = _by_hour(slip)
        if isinstance(by_hour, Unsure):
            return by_hour
        hours, figures = slip.figures.get("hours", 0), slip.figures
        monthly: Exact = 0 if by_hour else figures.get("basic", 0)
        monthly += sum(paid for name, paid in slip.allowances.items() if self.belongs(name) == "in")
        if monthly and not 0 < hours <= MOST_HOURS:
            return Unsure("月の所定労働時間がないか、一か月の時間ではありません")
        if not by_hour and not monthly:
            return Unsure("支給額だけがあり、基本給も時給もありません")
        wage = by_hour + Fraction(monthly) / hours if monthly else by_hour
        if not LEAST_AN_HOUR <= wage <= MOST_AN_HOUR:
            return Unsure("一時間の賃金と思えない額です（月給なら所定労働時間の列が要ります）")
        return wage


def _by_hour(slip: Slip) -> Exact | Unsure:
    """What is paid by the hour or by the day, in yen an hour; 0 where it is by the month."""
    figures = slip.figures
    by_month = bool(_MONTHLY.search(slip.pay_type))
    if figures.get("hourly") and not (by_month and figures.get("basic")):
        return figures["hourly"]
    if figures.get("daily"):
        hours = figures.get("hours_a_day")
        if not hours:
            return Unsure("日給の人の 1日の所定労働時間がありません")
        return Fraction(figures["daily"]) / hours
    if not by_month and _BY_LESS.search(slip.pay_type):
        return Unsure("時給や日給の人の、時給や日給の列がありません")
    return 0


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
    return UNSETTLED if isinstance(wage, Unsure) else wage_text(wage)


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


def _notes(found: Slips, pay: _Pay, prefecture: str | None) -> Iterator[str]:
    """Who and what was left out, and how the rest was read."""
    yield from dict.fromkeys(found.table_notes)
    for rows, what in (
        (found.officers, "役員の行を除きました"),
        (found.bonuses, "賞与の行を除きました"),
        (found.summaries, "合計や平均の行を除きました"),
        (found.unpaid, "賃金のない行を除きました"),
        (list(_again(found.slips)), "同じ人の同じ月の行です。別の人なら名前か番号を分けます"),
    ):
        if rows:
            yield f"{what}: {_rows(rows)}"
    if found.by_month_of:
        yield f"月は「{'」「'.join(found.by_month_of)}」の月です"
    names = dict.fromkeys(name for slip in found.slips for name in slip.allowances)
    for kind, what in (("in", "基本給に加えた手当"), ("out", "時給に入れなかった手当")):
        if those := [name for name in names if pay.belongs(name) == kind]:
            yield f"{what}: {'、'.join(those)}"
    if found.unread:
        yield f"使わなかった列: {'、'.join(found.unread)}"
    if prefecture:
        yield _placed_at(found.workplaces, prefecture)


def _again(slips: Sequence[Slip]) -> Iterator[Where]:
    """The rows of people who have one for the month already."""
    seen = set()
    for slip in slips:
        if (slip.person, slip.month) in seen:
            yield slip.where
        seen.add((slip.person, slip.month))


def _placed_at(workplaces: Sequence[str], prefecture: str) -> str:
    if not workplaces:
        return f"都道府県は {prefecture}としました"
    places = "、".join(workplaces[:MOST_NAMED])
    return f"「{places}」は都道府県が分からないので、{prefecture}としました"


MOST_NAMED: Final = 5


def _rows(rows: Iterable[Where]) -> str:
    """Rows by their table: `2、7行目`, `給与 2、7行目`."""
    told = []
    for table, those in groupby(rows, key=lambda row: row.table):
        lines = "、".join(map(str, dict.fromkeys(row.line for row in those)))
        told.append(f"{table} {lines}行目".strip())
    return "、".join(told)


def _fractions(people: Sequence[Employee], decides: Callable[[Wage], bool]) -> Iterator[str]:
    """What to say of wages with a part of a yen: the official form takes whole yen, and does not
    say how to cut.
    """
    parts = [
        (row, Wage(wage, person.prefecture))
        for row, person in enumerate(people, 1)
        for wage in person.wages.values()
        if not isinstance(wage, Unsure) and wage.denominator != 1
    ]
    if not parts:
        return
    yield "時給の円未満の端数は、切らずに小数で書きました（賃金状況報告シートは円単位です）"
    rows = dict.fromkeys(row for row, wage in parts if decides(wage))
    if rows:
        shown = "、".join(f"従業員{row}" for row in rows)
        yield f"円未満をどう丸めるかで最低賃金近傍かどうかが変わる人がいます: {shown}"
