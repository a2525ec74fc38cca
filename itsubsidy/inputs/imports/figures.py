"""The figures that people write in the cells of a table: yen, counts with units, days, months."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, NamedTuple

from itsubsidy.files.keys import Key
from itsubsidy.files.text import normal, squeezed
from itsubsidy.inputs.spelling import ITEM
from itsubsidy.inputs.tables import Value
from itsubsidy.inputs.values import (
    YEARS,
    Said,
    parse_day,
    parse_price,
    parse_year,
    whole_or_fraction,
)
from itsubsidy.money import Exact, magnitude

MOST_YEN: Final = 10**13


def meaning(key: Key, text: str) -> object | None:
    """What a text says as the value of a key, by the table of spellings; None where nothing."""
    plain = normal(text)
    for word in (plain, squeezed(plain)) if plain else ():
        if key.words and word in key.words:
            return key.words[word]
    try:
        return key.read(plain) if plain and key.read is not None else None
    except ValueError:
        return None


class Amount(NamedTuple):
    """Yen as a cell has them; negative where they are taken off."""

    yen: Exact
    tax: str | None = None
    """`included` or `excluded`, where the cell says so."""
    per: str | None = None
    """`month` or `year`, where the cell says so."""


def whole_yen(amount: Exact | None) -> int | None:
    """An amount without a part of a yen; None where it has one, or there is none."""
    return amount.numerator if amount is not None and amount.denominator == 1 else None


_SIGN: Final = re.compile(r"[-−‐–—―△▲]\s*")
TAX_WORD: Final = re.compile(r"[(\[【]?\s*(税抜き?|税込み?|税別|外税|内税)\s*[)\]】]?")
_HELD: Final = frozenset({"込", "込み", "含む", "上記に含む", "サービス"})
"""What stands for the yen of what another line pays for."""


def amount_of(value: Value) -> Amount | None:
    """The yen in a cell: `1,200,000円`, `¥18,000-`, `△50,000`, `(50,000)`, `88,000円（税込）`,
    `4,378円/月`, `無償`; None where it holds no amount.
    """
    if isinstance(value, (int, Fraction)):
        return Amount(value) if magnitude(value) < MOST_YEN else None
    if not isinstance(value, str):
        return None
    plain = normal(value)
    word = squeezed(plain)
    if word in _HELD or (ITEM["price"].words or {}).get(word) == 0:
        return Amount(0)
    if plain.startswith("(") and plain.endswith(")"):
        plain = f"-{plain[1:-1].strip()}"
    plain = re.sub(r"\A[¥\\]\s*(?=[-−△▲])", "", plain.strip("@ "))
    sign = _SIGN.match(plain)
    try:
        said = parse_price(re.sub(r"\.?-\Z", "", plain[sign.end() :] if sign else plain))
    except ValueError:
        return None
    if not isinstance(said, Said):
        return Amount(-said if sign else said)
    yen = -said.price if sign or said.off else said.price
    return Amount(yen, said.also.get("tax"), said.also.get("per"))


def without_tax_word(text: str) -> tuple[str, str | None]:
    """A text without its word for the tax, and what that says: `included` or `excluded`."""
    found = TAX_WORD.search(text)
    if found is None:
        return text, None
    mode = meaning(ITEM["tax"], found[1])
    return text.replace(found[0], "", 1).strip(), None if mode is None else str(mode)


class Counted(NamedTuple):
    """A number and the unit behind it: `36か月`, `1.5人日`, `10`."""

    number: Exact
    unit: str = ""


_COUNTED: Final = re.compile(r"([-−△▲])?\s*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?\s*(\D*)")


def counted(value: Value) -> Counted | None:
    """A number with its unit; None where a cell holds none. Negative for `△1`."""
    if isinstance(value, (int, Fraction)):
        return Counted(value)
    found = _COUNTED.fullmatch(normal(value)) if isinstance(value, str) else None
    if found is None or len(found[2]) > 15:
        return None
    number = Fraction(found[2].replace(",", "") + (found[3] or ""))
    return Counted(whole_or_fraction(-number if found[1] else number), found[4].strip())


def percent_of(value: Value) -> Fraction | None:
    """A share: `5%`, `5`% of a sheet, which holds 0.05; None where it is none."""
    if isinstance(value, Fraction) and 0 < value < 1:
        return value
    if isinstance(value, str) and (
        found := re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*%", normal(value))
    ):
        return Fraction(found[1]) / 100
    return None


_YEAR: Final = r"(?P<year>(?:令和|令|平成|平|[RH])\.?\s*(?:[0-9]{1,2}|元)|(?:19|20)[0-9]{2})"
_DAY: Final = re.compile(
    rf"{_YEAR}\s*[-/.年]\s*(?:1[0-2]|0?[1-9])\s*[-/.月]\s*(?:3[01]|[12][0-9]|0?[1-9])日?(?![0-9])"
)


def days_in(text: str) -> list[date]:
    """The days that a text names: `2025年8月1日`, `令和7年8月1日`, `R7.8.1`, `2025/8/1`."""
    days = []
    for found in _DAY.finditer(normal(text)):
        try:
            days.append(parse_day(found[0]))
        except ValueError:  # there is no such day
            continue
    return days


def day_in(text: str) -> date | None:
    """The first day that a text names."""
    return next(iter(days_in(text)), None)


def _year(found: re.Match[str]) -> int:
    year = found["year"]
    return int(year) if year.isdecimal() else parse_year(YEARS, year)


class MonthName(NamedTuple):
    """A month as a head or a cell names it."""

    year: int | None
    """None where only the month is named: `5月度`."""
    month: int
    """From 1; 13 and more are no month of the calendar: some payrolls number bonuses so."""


_MONTH: Final = re.compile(rf"{_YEAR}\s*(?:[-/.年度]\s*)+(?P<month>1[0-2]|0?[1-9])(?![0-9])\s*月?")
_SIX_DIGITS: Final = re.compile(r"(?P<year>20[0-9]{2})(?P<month>0[1-9]|1[0-9]|2[0-4])")
_ALONE: Final = re.compile(r"(?P<month>1[0-2]|0?[1-9])\s*月")
_ENGLISH: Final = re.compile(r"([A-Z][a-z]{2})-([0-9]{2})")
_BEHIND: Final = re.compile(
    r"\s*(?:[-/.]?\s*[0-9]{1,2}日?)?(?:度|分|支給分?|給与|払い?)*\s*(?:\(?[0-9]{1,2}[/月].*)?"
)
"""What may stand behind a month: its day, or the days that it is reckoned from and to."""

_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


def month_of(text: str) -> MonthName | None:
    """The month that a text names: `2025年5月度`, `202505`, `R7.5`, `2025/05/31`, `5月度`,
    `5月度 4/11 - 5/10`; None where it names none.
    """
    plain = normal(text)
    if found := _SIX_DIGITS.fullmatch(plain):
        return MonthName(int(found["year"]), int(found["month"]))
    if (found := _ENGLISH.fullmatch(plain)) and found[1] in _MONTHS:
        return MonthName(2000 + int(found[2]), _MONTHS.index(found[1]) + 1)
    if (found := _MONTH.match(plain)) and _BEHIND.fullmatch(plain, found.end()):
        return MonthName(_year(found), int(found["month"]))
    if (found := _ALONE.match(plain)) and _BEHIND.fullmatch(plain, found.end()):
        return MonthName(None, int(found["month"]))
    return None


def month_before(text: str) -> tuple[MonthName, str] | None:
    """The month that a text begins with, and what stands behind it: `2025年5月度 時給`."""
    plain = normal(text)
    found = _MONTH.match(plain) or _ALONE.match(plain)
    if found is None:
        return None
    behind = re.sub(r"\A(?:度|分)", "", plain[found.end() :].lstrip(" /"))
    year = _year(found) if found.re is _MONTH else None
    return MonthName(year, int(found["month"])), behind


_OF_PAY: Final = re.compile(rf"(?:{_MONTH.pattern})\s*(?:度|分|支給|給与|賃金)")


def months_of(text: str) -> Iterator[MonthName]:
    """The months of a year that a text says are of pay: `賃金台帳（2025年6月分）`."""
    for found in _OF_PAY.finditer(normal(text)):
        yield MonthName(_year(found), int(found["month"]))


_PERIOD_YEAR: Final = re.compile(rf"{_YEAR}\s*年\s*(?P<fiscal>度)?")


def period_start(text: str) -> date | None:
    """The first month of the period that a text names: `2025年4月〜`, `令和7年度`, `2025年`.

    A 年度 begins in April.
    """
    plain = normal(text)
    if found := _MONTH.search(plain):
        return date(_year(found), int(found["month"]), 1)
    if found := _PERIOD_YEAR.search(plain):
        return date(_year(found), 4 if found["fiscal"] else 1, 1)
    return None


_CLOCK: Final = re.compile(r"([0-9]{1,4})\s*(?::|時間)\s*(?:([0-9]{1,2})\s*分?)?(?::00)?")
_DECIMAL_HOURS: Final = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,6})?)\s*(?:h|H|時間)?")


def hours_of(value: Value) -> Exact | None:
    """Hours: `164:30`, `164時間30分`, `164.5`, a duration of a sheet; None where it holds none."""
    match value:
        case timedelta():
            return whole_or_fraction(Fraction(round(value.total_seconds()), 3600))
        case int() | Fraction():
            return value
        case str():
            plain = normal(value)
            if found := _CLOCK.fullmatch(plain):
                return whole_or_fraction(int(found[1]) + Fraction(int(found[2] or 0), 60))
            if found := _DECIMAL_HOURS.fullmatch(plain):
                return whole_or_fraction(Fraction(found[1]))
    return None
