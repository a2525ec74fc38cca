"""A key that may not stand where it does: what was meant, in which file and where in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher, get_close_matches
from typing import Final, NamedTuple

from itsubsidy.files.keys import Asked, Keys, known_key
from itsubsidy.files.slips import slip_in_key
from itsubsidy.files.text import normal, squeezed
from itsubsidy.inputs.spelling import (
    ACCOUNTS,
    APPLICANT,
    BUSINESS,
    HISTORY,
    ITEM,
    LARGE_COMPANY,
    NEAR_MINIMUM_WAGE,
    PREREQUISITES,
    PRODUCTIVITY,
    QUOTE,
    WAGE_PLAN,
)
from itsubsidy.inputs.values import Word, told
from itsubsidy.inputs.words import KEY_ASKED


class Place(NamedTuple):
    """Where keys belong: a file, and the key in it under which they stand."""

    keys: Keys
    file: str
    section: str = ""


_OF_APPLICANT: Final = "申請者"
_OF_QUOTE: Final = "見積"

_PLACES: Final = (
    Place(APPLICANT, _OF_APPLICANT),
    Place(QUOTE, _OF_QUOTE),
    Place(ITEM, _OF_QUOTE, "items"),
    Place(PREREQUISITES, _OF_APPLICANT, "prerequisites"),
    Place(WAGE_PLAN, _OF_APPLICANT, "wage_plan"),
    Place(PRODUCTIVITY, _OF_APPLICANT, "productivity"),
    Place(LARGE_COMPANY, _OF_APPLICANT, "large_company"),
    Place(NEAR_MINIMUM_WAGE, _OF_APPLICANT, "near_minimum_wage"),
    Place(HISTORY, _OF_APPLICANT, "history"),
    Place(ACCOUNTS, _OF_QUOTE, "accounts"),
    Place(BUSINESS, _OF_APPLICANT, "members"),
)
"""Where keys may stand; of two places that know a key the earlier is meant."""


def unknown_key(
    written: str, keys: Keys, words: Mapping[str, Word], *, in_japanese: bool = False
) -> str:
    """What to do about a key that is none of `keys`, which are those of its place."""
    slip = slip_in_key(written)
    if slip:
        return slip
    if said := _with_unit(written, keys, words):
        return said
    asked = KEY_ASKED.get(squeezed(written))
    if asked is not None:
        way_out = _way_out(asked, keys, words, in_japanese=in_japanese)
        return f"「{written}」というキーはありません。{way_out}"
    for place in _PLACES:
        if place.keys is not keys and known_key(written, place.keys):
            return f"「{written}」は{_to(place, keys, words)}書きます"
    fields = list(dict.fromkeys(key.name for key in keys.values()))
    usual = [keys[name].spellings[0] if in_japanese else name for name in fields]
    same_script = {word: key for word, key in keys.items() if word.isascii() is written.isascii()}
    nearest = _nearest(written, same_script)
    return f"「{written}」というキーはありません。{nearest}使えるキー: {'、'.join(usual)}"


def _with_unit(written: str, keys: Keys, words: Mapping[str, Word]) -> str:
    """What to do about a key that has the unit of its value behind it: 資本金（万円）."""
    found = _UNIT.fullmatch(normal(written))
    known = known_key(found[1], keys) if found else None
    if found is None or known is None:
        return ""
    return (
        f"「{written}」というキーはありません。{words[known.name]} と書き、"
        f"「{found[2]}」は値に「1{found[2]}」のように付けます"
    )


_UNIT: Final = re.compile(
    r"(.+?)\s*\((千円|万円|百万円|億円|円|人|名|か月|ヶ月|カ月|ヵ月|月|台|個|%)\)"
)


def _way_out(asked: Asked, keys: Keys, words: Mapping[str, Word], *, in_japanese: bool) -> str:
    """What to write instead of a word that is no key; what belongs here before what does not."""
    why = told({"template": asked.why}, words)
    here = {name: means for name, means in asked.candidates.items() if name in keys}
    if here:
        steps = [_if(means, " ") + words[name] for name, means in here.items()]
    else:
        steps = [
            _if(means, "、") + _elsewhere(name, keys, words, in_japanese=in_japanese)
            for name, means in asked.candidates.items()
        ]
    return why + (f"{'、'.join(steps)} と書きます" if steps else "")


def _if(means: str, then: str) -> str:
    return f"{means}なら{then}" if means else ""


def _elsewhere(name: str, keys: Keys, words: Mapping[str, Word], *, in_japanese: bool) -> str:
    """A key of another place, with that place: `申請要件 の中に 労働生産性の伸び`."""
    place = next(one for one in _PLACES if name in one.keys)
    spelt = place.keys[name].spellings[0] if in_japanese else name
    return f"{_to(place, keys, words).strip()} {spelt}"


def _to(place: Place, keys: Keys, words: Mapping[str, Word]) -> str:
    """Where a key of this place stands, for who wrote it among `keys`: ` 申請要件 の中に`."""
    here = next(one for one in _PLACES if one.keys is keys)
    within = "の行" if place.keys is ITEM else "の中"
    if here.file != place.file:
        below = f"の {words[place.section]} {within}" if place.section else ""
        return f"{place.file}のファイル{below}に"
    if place.section:
        return f" {words[place.section]} {within}に"
    if place.keys is QUOTE:
        return f" {words[here.section]} の行ではなく、見積に一度だけ"
    return f" {words[here.section]} の中ではなく、その外に"


def _nearest(written: str, keys: Keys) -> str:
    """The key that looks most like this one; where others nearly do, each with what it says."""
    text = normal(written)
    near = get_close_matches(text, keys, n=3, cutoff=0.5)
    likeness = {word: SequenceMatcher(None, text, word).ratio() for word in near}
    alike = [word for word in near if likeness[word] > likeness[near[0]] - _RIVALS]
    alike = list({keys[word].name: word for word in reversed(alike)}.values())[::-1]
    if len(alike) < 2:
        return f"もしかして: {near[0]}。" if near else ""
    each = "か、".join(f"{word}（{keys[word].about}）" for word in alike)
    return f"もしかして: {each}。"


_RIVALS: Final = 0.15
"""How much less than the nearest another key may look like what was written, and be meant."""
