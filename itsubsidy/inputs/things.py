"""Lines of one thing: a product that is written a year at a time is one product.

A limit of so many years is one of the thing. Lines are of one thing where category and name agree
once the words of a year are taken off; each line says with which month of the thing's use it
begins, by its `first_month` or by those words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from itsubsidy.inputs.yamltext import normal

MONTHS_IN_YEAR: Final = 12


class YearName(NamedTuple):
    """A name without the words of a year, and what these say."""

    base: str
    """The name in the usual width and without spaces; lines of one thing share it."""
    first_month: int | None = None
    """The month of use that the words name: 2年目 is 13; None where there are none."""
    renews: bool = False
    """Whether the name says only that it goes on: 更新, 継続."""
    renews_plainly: bool = False
    """Whether that word stands by itself, in brackets or behind a space."""


_MARKS: Final = ("年", "更新", "継続")
_DIGITS: Final = {word: number for number, word in enumerate("一二三四五六七八九十", 1)}
_OPEN, _CLOSE = r"[\s(\[【〔「:_・\-]*", r"[\s)\]】〕」:_・\-]*"
_YEAR: Final = re.compile(
    rf"{_OPEN}(?:(?P<initial>初年度)|(?P<next>次年度|翌年度)"
    r"|第?(?P<number>[1-9][0-9]?|[一二三四五六七八九十])(?:年度?目|年次))"
    rf"(?:以降|分)?{_CLOSE}"
)
_RENEWAL: Final = re.compile(rf"(?P<apart>{_OPEN})(?:更新|継続)(?:料|分|費|費用)?{_CLOSE}\Z")


def speaks_of_years(name: str) -> bool:
    """Whether a name may say something of the years of use; most say nothing."""
    return any(mark in name for mark in _MARKS)


def year_name(name: str) -> YearName:
    """What a name says of the years of use: `クラウド会計（2年目）` → `クラウド会計`, month 13.

    A name with two years in it (`1年目〜3年目`) says nothing that could be read.
    """
    plain = normal(name)
    if speaks_of_years(name):
        years = list(_YEAR.finditer(plain))
        if len(years) == 1:
            return YearName(_without(plain, years[0]), _first_month(years[0]))
        renewal = None if years else _RENEWAL.search(plain)
        if renewal and (base := _without(plain, renewal)):
            apart = bool(renewal["apart"])
            return YearName(base, None, renews=True, renews_plainly=apart)
    return YearName(plain.replace(" ", ""))


def _without(name: str, words: re.Match[str]) -> str:
    return (name[: words.start()] + name[words.end() :]).replace(" ", "")


def _first_month(words: re.Match[str]) -> int:
    if words["initial"]:
        return 1
    if words["next"]:
        return MONTHS_IN_YEAR + 1
    year = _DIGITS.get(words["number"]) or int(words["number"])
    return MONTHS_IN_YEAR * (year - 1) + 1


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


class _Thing(NamedTuple):
    at: int
    terms: list[tuple[int, int]]
    """The first month of each of its lines, and the one after the last."""
    members: frozenset[str] | None

    def is_bought_by(self, members: frozenset[str] | None) -> bool:
        return self.members is None or members is None or bool(self.members & members)

    def is_free(self, first: int, end: int) -> bool:
        return all(end <= begun or ended <= first for begun, ended in self.terms)

    @property
    def end(self) -> int:
        return max(ended for _, ended in self.terms)


ENDLESS: Final = 10**6
"""The month after the last of what is bought outright."""


def places(lines: Sequence[Term]) -> Iterator[Place]:
    """The thing of each line and the month of use that it begins with, from 1.

    Lines whose months lie apart are of one thing; lines that begin together are things side by
    side. A renewal begins after the one thing of its name that stands before it.
    """
    things: dict[tuple[str, str], list[_Thing]] = {}
    for at, line in enumerate(lines):
        named = year_name(line.name)
        first, base, renews_nothing = line.first_month or named.first_month, named.base, False
        if first is None and named.renews:
            known = things.get((line.category, base), ())
            before = [thing for thing in known if thing.is_bought_by(line.members)]
            if len(before) == 1 and before[0].end < ENDLESS:
                first = before[0].end
            elif before or named.renews_plainly:
                renews_nothing = True
            else:  # 更新 is a part of the product's name
                base = normal(line.name).replace(" ", "")
        first = first or 1
        end = ENDLESS if line.months is None else first + line.months
        known = things.setdefault((line.category, base), [])
        thing = next(
            (t for t in known if t.is_bought_by(line.members) and t.is_free(first, end)), None
        )
        if thing is None:
            thing = _Thing(at, [], line.members)
            known.append(thing)
        thing.terms.append((first, end))
        yield Place(thing.at, first, renews_nothing)
