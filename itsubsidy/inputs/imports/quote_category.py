"""The category of a line where the sheet leaves no doubt, and the question where it does."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from itsubsidy.files.text import normal, squeezed
from itsubsidy.inputs.imports.figures import meaning
from itsubsidy.inputs.imports.heads import compact
from itsubsidy.inputs.item import DISCOUNT
from itsubsidy.inputs.spelling import ITEM

_ORNAMENT: Final = re.compile(
    r"\A(?:[【■□◆◇●○▼〔《<〈・\s]|[0-9IVX]{1,2}[.、)]\s*(?=\D)|\([0-9]{1,2}\))+|[】〕》>〉\s:：]+\Z"
)
_DECORATION: Final = re.compile(
    r"[(\[【〔「][^)\]】〕」]*[)\]】〕」]|一式\Z|費用?\Z|料金?\Z|代金?\Z|作業\Z"
)
_TERM: Final = re.compile(
    r"(?<![0-9])年間|月額|年額|初年度|次年度|[0-9]{1,2}年目|[0-9]{1,3}[かヶケカヵ]?[年月](?:間|分)?"
)
_RARE: Final = frozenset({"analysis", "analysis_hardware", "administration", "expert"})
"""Categories that only a group's quote has."""


def bare(text: str) -> str:
    """A heading or a name without its number and ornaments: `【ソフトウェア】`, `1. 機器`."""
    return _ORNAMENT.sub("", normal(text))


def of_heading(text: str) -> str | None:
    """The category that a heading is the word for."""
    found = meaning(ITEM["category"], bare(text))
    return None if found is None else str(found)


def of_name(name: str, others: Collection[str], section: str | None) -> str | None:
    """The category of a line without a column for it: by its whole name, or by its heading.

    The name is taken without ornaments, years, and the name of another line that it is for. A
    vendor's ソフトウェア heads options and services too, so that heading settles nothing; nor does
    another one where the name has a word of a further category.
    """
    for way in _ways(name, others):
        if squeezed(way) in ITEM["category"].asked:
            return None
        named = meaning(ITEM["category"], way)
        if named is not None:
            return str(named)
    if section == "software" or set(_words_in(name)) - {section}:
        return None
    return section


def _ways(name: str, others: Collection[str]) -> Iterator[str]:
    """The name, and what is left of it without what says nothing of the kind."""
    plain = bare(name)
    yield plain
    yield _without(plain, _DECORATION)
    yield _without(_without(plain, _TERM), _DECORATION)
    whole = compact(plain)
    of = max((one for one in others if whole.startswith(one)), key=len, default="")
    if of:
        rest = re.sub(r"\A(?:用|の|に係る|向け)", "", whole[len(of) :])
        yield rest
        yield _without(rest, _DECORATION)


def _without(text: str, words: re.Pattern[str]) -> str:
    """A text without some words, however often they stand there."""
    before = ""
    while before != text:
        before, text = text, words.sub("", text).strip(" ・")
    return text


def _words_in(name: str) -> Iterator[str]:
    """The categories whose words are in a name."""
    plain = compact(name)
    for word, category in (ITEM["category"].words or {}).items():
        if category is not None and not word.islower() and compact(word) in plain:
            yield str(category)


def question(name: str, section: str | None, others: Collection[str]) -> str:
    """The categories to choose from, those that the name and the heading speak of first."""
    key = ITEM["category"]
    near = [*_asked(name, others), *_words_in(name), *filter(None, [section])]
    usual = [value for value in key.values if value not in _RARE]
    known = dict.fromkeys(value for value in (*near, *usual) if value != DISCOUNT)
    return "、".join(key.values[value] for value in known)


def _asked(name: str, others: Collection[str]) -> Iterator[str]:
    """What a name may mean that is not read, or that ends like one of these."""
    key = ITEM["category"]
    for way in map(squeezed, _ways(name, others)):
        if way in key.asked:
            yield from key.asked[way].candidates
        for ending, asked in key.endings.items():
            if way.endswith(ending):
                yield from asked.candidates
