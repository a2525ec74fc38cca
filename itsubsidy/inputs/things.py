"""Lines of one thing: a product that is written a year at a time is one product.

A limit of so many years is one of the thing. Lines are of one thing where category and name agree
once the words of a year are taken off; each line says with which month of the thing's use it
begins, by its `first_month` or by those words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from itsubsidy.files.text import normal

MONTHS_IN_YEAR: Final = 12


class YearName(NamedTuple):
    """A name without the words of a year, and what these say."""

    base: str
    """The name in the usual width and without spaces; lines of one thing share it."""
    first_month: int | None = None
    """The month of use that the words name: 2年目 is 13; None where there are none."""
    months: int | None = None
    """The months of the years that they name: 2年目 is 12, 1〜3年目 is 36."""
    renews: bool = False
    """Whether the name says only that it goes on: 更新, 継続."""
    renews_plainly: bool = False
    """Whether that word stands by itself, in brackets or behind a space."""


_WORDS: Final = {"初年度": 1, "次年度": 2, "翌年度": 2}
_KANJI: Final = "一二三四五六七八九十"
_OPEN, _CLOSE = r"[\s(\[<{【〔「『〈《:_・\-]*", r"[\s)\]>}】〕」』〉》:_・\-]*"
_NUMBER: Final = rf"(?<![0-9.{_KANJI}百])第?(?:[1-9][0-9]?|[{_KANJI}])"
_TO: Final = r"(?:[〜~、,・&\-–—と]|から)"
_YEARS: Final = re.compile(
    rf"{_OPEN}"
    rf"(?:(?<![A-Za-z])(?P<first>{'|'.join(_WORDS)}|{_NUMBER}(?:年度?目?|年次)?)\s*{_TO}\s*)?"
    rf"(?P<last>{'|'.join(_WORDS)}|{_NUMBER}(?:年度?目|年次))"
    rf"(?:以降|分)?{_CLOSE}"
)
_RENEWAL: Final = re.compile(rf"(?P<apart>{_OPEN})(?:更新|継続)(?:料|分|費|費用)?{_CLOSE}\Z")


def speaks_of_years(name: str) -> bool:
    """Whether a name may say something of the years of use; most say nothing."""
    return "年" in name or "更新" in name or "継続" in name


@lru_cache(maxsize=1024)  # each frame asks for the names of the same lines
def year_name(name: str) -> YearName:
    """What a name says of the years of use: `クラウド会計（2年目）` → `クラウド会計`, month 13.

    A name with years in it that are no range (`2年目（1年目は別）`) says nothing to go by.
    """
    plain = normal(name)
    if speaks_of_years(name):
        years = list(_YEARS.finditer(plain))
        if len(years) == 1:
            return _of_years(plain, years[0])
        renewal = None if years else _RENEWAL.search(plain)
        if renewal and (base := _without(plain, renewal)):
            return YearName(base, renews=True, renews_plainly=bool(renewal["apart"]))
    return YearName(_joined(plain))


def _of_years(name: str, words: re.Match[str]) -> YearName:
    last = _year(words["last"])
    first = _year(words["first"]) if words["first"] else last
    if first > last:
        return YearName(_joined(name))
    first_month = MONTHS_IN_YEAR * (first - 1) + 1
    return YearName(_without(name, words), first_month, MONTHS_IN_YEAR * (last - first + 1))


def _year(words: str) -> int:
    """Which year of use: `初年度` and `第一年目` are the first."""
    if words in _WORDS:
        return _WORDS[words]
    number = re.match(_NUMBER, words)
    digits = number[0].lstrip("第") if number else ""
    return _KANJI.index(digits) + 1 if digits in _KANJI else int(digits)


def _without(name: str, words: re.Match[str]) -> str:
    return _joined(name[: words.start()] + name[words.end() :])


def _joined(name: str) -> str:
    return name.replace(" ", "")


class Term(NamedTuple):
    """A line as far as it decides which thing it is of."""

    category: str
    name: str
    first_month: int | None
    """As written; None where only the name may say it."""
    months: int | None
    members: frozenset[str] | None = None
    """Who buys it; None is everyone."""


class Place(NamedTuple):
    """Where a line stands in the use of a thing."""

    thing: int
    """The place of the thing's first line among the lines."""
    first_month: int = 1
    renews_nothing: bool = False
    """Whether the name says that it goes on, and not of which thing before it."""


class _Line(NamedTuple):
    """The months of a line, the last one after its end, and who buys it."""

    begin: int
    end: int
    members: frozenset[str] | None

    def is_bought_by(self, members: frozenset[str] | None) -> bool:
        return self.members is None or members is None or bool(self.members & members)


class _Thing(NamedTuple):
    at: int
    lines: list[_Line]

    def is_bought_by(self, members: frozenset[str] | None) -> bool:
        return any(line.is_bought_by(members) for line in self.lines)

    def is_free(self, line: _Line) -> bool:
        """Whether no buyer of a line has another one of the thing in its months."""
        return all(
            line.end <= other.begin or other.end <= line.begin
            for other in self.lines
            if other.is_bought_by(line.members)
        )

    def end_for(self, members: frozenset[str] | None) -> int:
        """The month after the last that these buyers have."""
        return max(line.end for line in self.lines if line.is_bought_by(members))


ENDLESS: Final = 10**6
"""The month after the last of what is bought outright."""


def places(lines: Sequence[Term]) -> Iterator[Place]:
    """The thing of each line and the month of use that it begins with, from 1.

    Lines whose months lie apart are of one thing; lines that begin together are things side by
    side, and so are those of different buyers. A renewal begins after the one thing of its name
    that stands before it.
    """
    things: dict[tuple[str, str], list[_Thing]] = {}
    for at, term in enumerate(lines):
        named = year_name(term.name)
        first, base = term.first_month or named.first_month, named.base
        if renews := first is None and named.renews:
            known = things.get((term.category, base), ())
            before = [thing for thing in known if thing.is_bought_by(term.members)]
            first = _renewed_from(before, term.members)
            if not before and not named.renews_plainly:  # 更新 is a part of the product's name
                renews, base = False, _joined(normal(term.name))
        months, begin = term.months or named.months, first or 1
        line = _Line(begin, begin + (months or ENDLESS), term.members)
        thing = _thing_of(line, at, things.setdefault((term.category, base), []))
        thing.lines.append(line)
        yield Place(thing.at, begin, renews and first is None)


def _renewed_from(before: Sequence[_Thing], members: frozenset[str] | None) -> int | None:
    """The month with which a renewal begins; None where it is not certain what it renews."""
    if len(before) != 1:
        return None
    end = before[0].end_for(members)
    return end if end < ENDLESS else None


def _thing_of(line: _Line, at: int, known: list[_Thing]) -> _Thing:
    """The first of the things of this name that the line goes on with, or a new one."""
    for thing in known:
        if thing.is_bought_by(line.members) and thing.is_free(line):
            return thing
    known.append(_Thing(at, []))
    return known[-1]
