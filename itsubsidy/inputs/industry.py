"""日本標準産業分類, codes and names → the industries of the size tables (koubo-tsujyo pp.5–6).

The guideline names industries; which codes they hold is how the 中小企業基本法 is read. A code
that spans two rows of the tables settles nothing and is refused, with what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from itsubsidy.files.text import normal, squeezed, without_marks
from itsubsidy.terms import Typed

_THREE_DIGITS: Final = "3 桁の小分類"
_FOUR_DIGITS: Final = (
    "4 桁の細分類（3921 情報処理サービス業、3922 情報提供サービス業、"
    "3923 市場調査・世論調査・社会調査業、3929 その他の情報処理・提供サービス業）"
)
_TYRES_OR_RUBBER: Final = (
    "「製造業」（自動車・航空機用のタイヤとチューブ、工業用ベルト）か「ゴム製品製造業」（他）"
)

_ROWS: Final = (
    ("A", "01-02", "other"),
    ("B", "03-04", "other"),
    ("C", "05", "other"),
    ("D", "06-08", "construction"),
    ("E", "09-18 20-32", "manufacturing"),
    ("E", "192 194-199 1932-1933", "rubber"),
    ("E", "19 191 193", _TYRES_OR_RUBBER),
    ("F", "33-36", "other"),
    ("G", "37 40 413-414", "other"),
    ("G", "38 411-412 415-416", "service"),
    ("G", "391 3921", "software"),
    ("G", "3922-3923 3929", "service"),
    ("G", "392", _FOUR_DIGITS),
    ("G", "39 41", _THREE_DIGITS),
    ("H", "42-49", "transport"),
    ("I", "50-55", "wholesale"),
    ("I", "56-61", "retail"),
    ("J", "62-67", "other"),
    ("K", "68 691-692 694", "other"),
    ("K", "693 70", "service"),
    ("K", "69", _THREE_DIGITS),
    ("L", "71-74", "service"),
    ("M", "75", "lodging"),
    ("M", "76-77", "retail"),
    ("N", "78 792-799", "service"),
    ("N", "791", "other"),
    ("N", "79", _THREE_DIGITS),
    ("N", "80", "entertainment"),
    ("O", "81-82", "service"),
    ("P", "83-85", "service"),
    ("Q", "86-87", "service"),
    ("R", "88-96", "service"),
)
"""大分類, its codes, and the industry; or in Japanese what to write, where it is not settled."""


def parse_industry(text: str) -> str:
    """The industry of a code such as `I58`, `58`, `391`, of a whole 大分類 such as `D`, or of a
    name such as `飲食料品小売業`.

    Raises:
        ValueError: it is neither, or one that does not settle the industry.
    """
    plain = normal(text)
    found = re.fullmatch(r"([A-T]?)[ -]?([0-9]{2,4}|)", plain.upper())
    if plain and found:
        return _of_code(text, *found.groups())
    from itsubsidy.inputs.jsic import CODES  # noqa: PLC0415  # few files need its five hundred

    code = CODES.get(squeezed(plain))
    if code is None:
        raise ValueError
    letter, digits = (code, "") if code.isalpha() else ("", code)
    return Typed(_of_code(text, letter, digits), without_marks(plain))


def _of_code(text: str, letter: str, digits: str) -> str:
    if not digits:
        industries = {industry for known, _, industry in _ROWS if known == letter}
        if len(industries) != 1:
            raise ValueError(
                f"「{text}」だけでは業種が決まりません。「I58」のように中分類まで書きます"
            )
        return industries.pop()
    known, industry = max(_holding(digits), default=(0, "", ""))[1:]
    if not known:
        raise ValueError(f"「{text}」では業種が決まりません。「小売業」のように業種で書きます")
    if letter not in ("", known):
        raise ValueError(
            f"「{text}」の大分類が合いません。{digits} は {known} です。「{known}{digits}」ですか"
        )
    if not industry.isascii():
        raise ValueError(f"「{text}」では業種が決まりません。{industry}で書きます")
    return industry


def _holding(digits: str) -> Iterator[tuple[int, str, str]]:
    """The rows that hold a code: how many of its digits they name, 大分類, industry."""
    for letter, ranges, industry in _ROWS:
        for span in ranges.split():
            first, _, last = span.partition("-")
            if first <= digits[: len(first)] <= (last or first):
                yield len(first), letter, industry
