"""Sources as people read them: 公募要領（通常枠）5頁 in the place of `koubo-tsujyo p.5`.

Data keep the names of the rule file, by which programs find a source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from itsubsidy.reports.blocks import Page

T = TypeVar("T")


def in_words(text: str, words: Mapping[str, str]) -> str:
    """A text with each list of sources in it in words.

    Args:
        text: `締切（koubo-tsujyo p.9, koubo-tsujyo p.10）`.
        words: what stands before a page, and each part that has a name, in words:
            `{"koubo-tsujyo p.": "公募要領（通常枠）"}`.
    """
    return _list_of(tuple(words)).sub(lambda found: _listed(found[0], words), text)


@lru_cache(maxsize=8)
def _list_of(cited: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, cited), key=len, reverse=True)
    one = rf"(?:{'|'.join(longest_first)})(?:(?<=p\.)\d+)?"
    return re.compile(rf"(?<![\w-]){one}(?:, {one})*")


def _listed(sources: str, words: Mapping[str, str]) -> str:
    """Sources in words, the pages of one document together: 公募要領（通常枠）9頁・10頁."""
    pages: dict[str, list[str]] = {}
    for source in sources.split(", "):
        digits = re.search(r"(?<= p\.)\d+$", source)
        name = source[: digits.start()] if digits else source
        pages.setdefault(words[name], []).extend([f"{digits[0]}頁"] if digits else [])
    return "、".join(name + "・".join(numbers) for name, numbers in pages.items())


def blocks_in_words(
    blocks: Callable[[], Iterable[T]], words: Mapping[str, str]
) -> Callable[[], Iterator[T]]:
    """The blocks with every source in them in words."""

    def told() -> Iterator[T]:
        return (_told(block, words) for block in blocks())

    return told


def page_in_words(page: Callable[[], Page], words: Mapping[str, str]) -> Callable[[], Page]:
    """The page with every source on it in words."""

    def told() -> Page:
        made = page()
        return made._replace(blocks=blocks_in_words(lambda: made.blocks, words)())

    return told


def _told(part: Any, words: Mapping[str, str]) -> Any:
    """A block with its texts told, which may be any number of tuples deep."""
    if isinstance(part, str):
        return in_words(part, words)
    if not isinstance(part, tuple):
        return part
    parts = [_told(one, words) for one in part]
    return type(part)(*parts) if hasattr(part, "_fields") else tuple(parts)
