"""What a line's price is for, and for how long: by its unit, its name, its remarks, its amount."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from itsubsidy.inputs.imports.heads import compact
from itsubsidy.inputs.things import MONTHS_IN_YEAR
from itsubsidy.money import Exact

_COUNTER: Final = "[かヶケカヵ箇]"
_MONTHLY_UNIT: Final = re.compile(rf"{_COUNTER}?月(?:間|分)?|months?")
_YEARLY_UNIT: Final = re.compile(rf"{_COUNTER}?年(?:間|分)?|years?")
LOOSE_UNITS: Final = frozenset({"", "回"})
"""Units that a number of months may have in a quantity."""

_MONTHLY: Final = re.compile(r"月額|月々|毎月|/月|円月|月払")
_YEARLY: Final = re.compile(r"年額|毎年|/年|年払|(?<![0-9])年間")
_OF_A_YEAR: Final = re.compile("(?<![0-9])年間")
_MONTHS: Final = re.compile(rf"([0-9]{{1,3}})(?:{_COUNTER}月(?:間|分|契約)?|月間)(?![0-9目])")
_YEARS: Final = re.compile(
    rf"(?<![0-9])([1-9]|10){_COUNTER}?年"
    r"(?:間|分|契約|ライセンス|利用|保守|版|パック|プラン|更新|リース)?(?![0-9度目次生保])"
)
_CALENDAR: Final = re.compile(
    r"[0-9]{4}年(?:[0-9]{1,2}月)?|[0-9]{1,2}月[0-9]{1,2}日|(?:令和|R)[0-9]{1,2}年"
)
_NO_TERM: Final = re.compile(
    rf"[0-9]{{1,2}}{_COUNTER}?[年月]間?(?:無料|無償)?(?:保証|無償|無料|トライアル)"
    r"|(?:納期|工期|支払|有効).{0,6}[0-9]+"
)
"""What has a number of months or years and is no term of use."""


class Written(NamedTuple):
    """What a line says of its price."""

    price: Exact | None
    """Of one unit, for one payment."""
    quantity: Exact
    unit: str
    people: int
    amount: Exact | None
    texts: Sequence[str]
    """Its name and its remarks, the name first."""
    per: str | None = None
    """By a column or its head."""
    months: int | None = None
    """By a column."""
    is_listed: bool = False
    """Whether there is a column for the term, so that a blank there says that there is none."""
    usual_months: int | None = None
    """The term of the whole quote."""


class Term(NamedTuple):
    """How a line is paid."""

    per: str
    months: int | None
    quantity: Exact
    """Of units; 1 where the quantity that was written is the term."""
    unsure: frozenset[Literal["per", "months", "price"]] = frozenset()
    """What only the reader knows."""


def is_of_time(unit: str) -> bool:
    """Whether a unit is one of months or years."""
    plain = compact(unit).lower()
    return bool(_MONTHLY_UNIT.fullmatch(plain) or _YEARLY_UNIT.fullmatch(plain))


def months_in(text: str) -> int | None:
    """The term that a text names: `36ヶ月`, `5年`, `（3年分）`; None for none, or for two."""
    plain = _NO_TERM.sub("", _CALENDAR.sub("", compact(text)))
    found = {int(one[1]) for one in _MONTHS.finditer(plain)}
    found |= {int(one[1]) * MONTHS_IN_YEAR for one in _YEARS.finditer(plain)}
    return found.pop() if len(found) == 1 else None


def term_of(line: Written) -> Term:
    """How a line is paid, by the one reading that fits all that it says."""
    unit = compact(line.unit).lower()
    if _MONTHLY_UNIT.fullmatch(unit):
        return _counted(line, "month")
    if _YEARLY_UNIT.fullmatch(unit):
        return _counted(line, "year")
    per = line.per or _per_in_words(line.texts)
    months = _months(line, per)
    if per is None:
        return _by_arithmetic(line, months, _times(line))
    if per == "once":
        return Term(per, months, line.quantity)
    return _paid_by(line, per, months, unit)


def _paid_by(line: Written, per: str, months: int | None, unit: str) -> Term:
    """A line that is paid by the month or year, or every so many months."""
    times = _times(line)
    if months is None and times is not None and times > 1 and times.denominator == 1:
        months = times.numerator * months_between(per)
    is_bare = line.price is None and line.per is None
    if months is None:
        return Term(per, None, line.quantity, _BOTH if is_bare else _MONTHS_ALONE)
    payments = Fraction(months, months_between(per))
    if times == 1 and line.quantity == payments and unit in LOOSE_UNITS:
        return Term(per, months, 1)
    unsure = _PRICE_ALONE if is_bare and payments != 1 else _NOTHING
    return Term(per, months, line.quantity, unsure)


_Unsure = frozenset[Literal["per", "months", "price"]]
_NOTHING: Final[_Unsure] = frozenset()
_PRICE_ALONE: Final[_Unsure] = frozenset({"price"})
_BOTH: Final[_Unsure] = frozenset({"months", "price"})
_MONTHS_ALONE: Final[_Unsure] = frozenset({"months"})


def _counted(line: Written, per: str) -> Term:
    """A quantity of months or years is the term; one month alone may be only a month's fee."""
    number = line.quantity * (MONTHS_IN_YEAR if per == "year" else 1)
    if number == 1:
        months = line.months or _first(line.texts) or line.usual_months
        return Term(per, months, 1, frozenset() if months else _MONTHS_ALONE)
    if number.denominator != 1 or number < 1:
        return Term(per, None, 1, _MONTHS_ALONE)
    return Term(per, number.numerator, 1)


def _by_arithmetic(line: Written, months: int | None, times: Exact | None) -> Term:
    """A line that names a term at most: its amount says how often the price is in it."""
    if months is not None and times == 1 and line.quantity == months != 1 and not line.unit:
        return Term("month", months, 1)
    if months is None or times == 1 or (times is None and line.price is None):
        return Term("once", months, line.quantity)
    if times == months:
        return Term("month", months, line.quantity)
    if times == Fraction(months, MONTHS_IN_YEAR):
        return Term("year", months, line.quantity)
    return Term("once", months, line.quantity, frozenset({"per"}) if times is None else frozenset())


def _per_in_words(texts: Sequence[str]) -> str | None:
    said = [compact(text) for text in texts]
    if any(map(_MONTHLY.search, said)):
        return "month"
    return "year" if any(map(_YEARLY.search, said)) else None


def _months(line: Written, per: str | None) -> int | None:
    """The term: by its column, else by the line's words, else by those of the whole quote."""
    if line.months is not None or line.is_listed:
        return line.months
    months = _first(line.texts)
    if months is None and per not in (None, "once"):
        months = line.usual_months
        if months is None and any(map(_OF_A_YEAR.search, map(compact, line.texts))):
            months = MONTHS_IN_YEAR
    return months


def _first(texts: Sequence[str]) -> int | None:
    return next(filter(None, map(months_in, texts)), None)


def months_between(per: str) -> int:
    """The months between two payments: 12 of `year`, 6 of `6 months`."""
    return {"month": 1, "year": MONTHS_IN_YEAR}.get(per) or int(per.split()[0])


def _times(line: Written) -> Exact | None:
    """How many payments the amount is of; None where it cannot be told."""
    if line.amount is None or not line.price or not line.quantity:
        return None
    return Fraction(line.amount) / (line.price * line.quantity * line.people)
