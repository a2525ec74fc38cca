"""A quote → the text of quote.yaml, with a mark at everything that only the reader knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final, NamedTuple

from itsubsidy.files.keys import Key, Keys
from itsubsidy.inputs.imports.quote_items import Ask
from itsubsidy.inputs.spelling import ITEM, QUOTE
from itsubsidy.inputs.words import UNSETTLED
from itsubsidy.money import decimal_text, percent


class Entry(NamedTuple):
    """An item of the quote, and where it came from."""

    data: Mapping[str, Any]
    place: str
    heading: str = ""


def quote_text(
    head: Sequence[str], quote: Mapping[str, Any], items: Sequence[Entry], *, final: bool = True
) -> str:
    """The text of quote.yaml.

    Args:
        head: lines to stand above as comments.
        quote: the keys of the quote; a value may be an `Ask`.
        items: its items.
        final: whether marks are left to the reader; else what stands in for them is written.
    """
    lines = [f"# {line}" for line in head]
    lines += _mapping(quote, QUOTE, "", final)
    lines.append(f"{QUOTE['items'].spellings[0]}:")
    for item in items:
        if item.heading:
            lines.append(f"  # {item.heading}")
        dash = "  - "
        for line in _mapping(item.data, ITEM, "", final):
            place = f"  # {item.place}" if dash == "  - " else ""
            lines.append(f"{dash}{line}{place}")
            dash = "    "
        if item.data.get("category") == "software" and not item.data.keys() & _WHAT_FOR:
            lines.append(f"    # {_WHAT_FOR_ASKED}")
    return "\n".join(lines) + "\n"


_WHAT_FOR: Final = {"processes", "functions"}
_WHAT_FOR_ASKED: Final = (
    "ソフトウェアには、プロセス: [共P-02] や 機能: [会計, 受発注, 決済] を書き足します"
)


def _mapping(data: Mapping[str, Any], keys: Keys, indent: str, final: bool) -> Iterator[str]:
    for name, value in data.items():
        key = keys[name]
        word = f"{indent}{key.spellings[0]}:"
        if isinstance(value, Ask) and final:
            yield f"{word} {UNSETTLED}  # {UNSETTLED}: {value.question}"
            continue
        value = value.stand_in if isinstance(value, Ask) else value
        if isinstance(value, Mapping):
            yield word
            yield from _mapping(value, key.below, f"{indent}  ", final)
        elif value is not None:
            yield f"{word} {written(value, key)}"


def written(value: object, key: Key) -> str:
    """A value as the file has it: yen with their commas and unit, words in Japanese."""
    match value:
        case list():
            return f"[{', '.join(scalar(str(part), flow=True) for part in value)}]"
        case date():
            return value.isoformat()
        case str():
            return key.values.get(value) or scalar(value)
        case Fraction() if key.name in ("rate", "tax_rate", "discount"):
            return percent(value)
        case int() | Fraction() if key.name in _YEN:
            return f"{decimal_text(value)}円"
        case int() if key.name == "months":
            return f"{value}か月"
        case int() | Fraction():
            return decimal_text(value).replace(",", "")
    return scalar(str(value))


_YEN: Final = frozenset({"price", "amount", "discount", "total", "total_with_tax"})
_PLAIN: Final = re.compile(r"[^\W\d_][^#:\x00-\x1f]*(?:[:#](?! )(?<! #)[^#:\x00-\x1f]+)*")
_FLOWING: Final = re.compile(r"[^\W\d_][^#:,\[\]{}\x00-\x1f]*")
_WORDS: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def scalar(text: str, *, flow: bool = False) -> str:
    """Text as YAML: plain where it can be nothing else, else in single quotes."""
    plain = (_FLOWING if flow else _PLAIN).fullmatch(text)
    if plain and text.lower() not in _WORDS and text == text.strip():
        return text
    return "'" + text.replace("'", "''") + "'"
