"""A quote → a table with a column for each key, to be looked at and filled in as a spreadsheet.

Imported again it is the same quote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final

from pydantic import BaseModel

from itsubsidy.files.csv import line
from itsubsidy.inputs.imports.quote_items import Ask
from itsubsidy.inputs.item import DISCOUNT, EVERYONE
from itsubsidy.inputs.quote import Quote
from itsubsidy.inputs.spelling import ACCOUNTS, ITEM, QUOTE
from itsubsidy.inputs.words import UNSETTLED
from itsubsidy.money import decimal_text, percent

_ALWAYS: Final = ("name", "category", "quantity", "price", "per", "months", "first_month")
"""The columns of every table: a blank in one of them says that there is nothing to conclude."""

_ACCOUNTS: Final = {name: key for name, key in ACCOUNTS.items() if name == key.name}


def table_of_quote(quote: Quote) -> str:
    """The table of a quote that was read from its file."""
    data = {"tax": quote.tax} | _written_keys(quote)
    del data["items"]
    return quote_table(data, list(map(_written_keys, quote.items)))


def _written_keys(model: BaseModel) -> dict[str, Any]:
    """The keys that are written in a file, and their values."""
    fields = type(model).model_fields
    return {fields[name].alias or name: getattr(model, name) for name in model.model_fields_set}


def quote_table(quote: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> str:
    """CSV: the keys of the quote, each with its value, and below them a row for each item.

    A value may be an `Ask`; then the mark stands in its cell.
    """
    keys = list(_columns(items))
    rows = [[QUOTE[key].spellings[0], _shown(key, value)] for key, value in quote.items()]
    rows += [[], [(_ACCOUNTS.get(key) or ITEM[key]).spellings[0] for key in keys]]
    for item in items:
        data = {**item, **dict(item.get("accounts") or {})}
        rows.append([_shown(key, data[key]) if key in data else "" for key in keys])
    return "\ufeff" + "".join(map(line, rows))


def _columns(items: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The keys that some item has, in the order of the file."""
    used = {key for item in items for key in item} | {*_ALWAYS}
    if any(item["category"] == DISCOUNT for item in items):
        used.add("for")
    for key in ITEM:
        if key in used and key != "accounts":
            yield key
    if "accounts" in used:
        yield from _ACCOUNTS


def _shown(key: str, value: object) -> str:
    """A value as a cell has it: yen with commas, words in Japanese."""
    words = (_ACCOUNTS.get(key) or ITEM.get(key) or QUOTE[key]).values
    match value:
        case Ask():
            return UNSETTLED
        case None:
            return EVERYONE[-1] if key == "members" else ""
        case bool():
            return "はい" if value else "いいえ"
        case list() | tuple():
            return "、".join(words.get(part, part) for part in value)
        case date():
            return value.isoformat()
        case Fraction() if key in ("rate", "tax_rate", "discount"):
            return percent(value)
        case int() | Fraction():
            return decimal_text(value)
    return words.get(str(value), str(value))
