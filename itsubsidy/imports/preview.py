"""What was understood of a table, row by row, as a table for the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from itsubsidy.imports.quote_items import Ask, Line
from itsubsidy.imports.quote_rows import Passed
from itsubsidy.imports.quote_text import MARK, written
from itsubsidy.imports.wages import Employee, wage_cell
from itsubsidy.inputs.spelling import ITEM
from itsubsidy.money import decimal_text
from itsubsidy.reports.columns import Columns

HEAD: Final = ("場所", "行", "品名", "区分", "単価", "数量", "期間", "金額")
_NUMBERS: Final = frozenset({4, 5, 7})
_LEAST: Final = {2: 16, 3: 12, 6: 8, 0: 8}


def quote_preview(entries: Sequence[Line | Passed], width: int | None) -> str:
    """The rows of a quote and what each was taken for."""
    rows = [_row(entry) for entry in entries] or [("",) * len(HEAD)]
    columns = Columns(HEAD, rows, _NUMBERS, width, least=_LEAST)
    return columns.heading() + columns.rule + "".join(map(columns.line, rows))


def _row(entry: Line | Passed) -> tuple[str, ...]:
    if isinstance(entry, Passed):
        amount = "" if entry.amount is None else decimal_text(entry.amount)
        return (entry.place, entry.kind, entry.text, "", "", "", "", amount)
    data = entry.data
    price = _figure(data, "price") or _figure(data, "rate")
    kind = "値引き" if entry.is_discount else "品"
    category = _figure(data, "category")
    amount = decimal_text(entry.amount)
    return (
        entry.place,
        kind,
        entry.name,
        "" if entry.is_discount else category,
        price,
        _figure(data, "quantity") or "1",
        "・".join(_term(data)),
        amount,
    )


def _figure(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if isinstance(value, Ask):
        return MARK
    return "" if value is None else written(value, ITEM[key])


def _term(data: Mapping[str, Any]) -> Iterator[str]:
    for key in ("per", "months", "first_month"):
        text = _figure(data, key)
        if text:
            yield f"{text}か月目から" if key == "first_month" else text


def wage_preview(people: Sequence[Employee], months: Sequence[date], width: int | None) -> str:
    """The employees by their row, with what they are paid an hour; names stay in the file."""
    head = ("従業員", "都道府県", *(f"{month:%Y-%m}" for month in months))
    rows = [
        (
            f"従業員{number}",
            person.prefecture,
            *(wage_cell(person.wages.get(month)) for month in months),
        )
        for number, person in enumerate(people, 1)
    ]
    numbers = range(2, len(head))
    columns = Columns(head, rows or [("",) * len(head)], numbers, width, least={})
    return columns.heading() + columns.rule + "".join(map(columns.line, rows))
