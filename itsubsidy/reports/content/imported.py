"""What was understood of a table that was imported, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from itsubsidy.inputs.imports.quote_items import Ask, Line
from itsubsidy.inputs.imports.quote_rows import Passed
from itsubsidy.inputs.imports.quote_text import written
from itsubsidy.inputs.imports.wages import Employee, wage_cell
from itsubsidy.inputs.spelling import ITEM
from itsubsidy.inputs.words import UNSETTLED
from itsubsidy.money import decimal_text
from itsubsidy.reports.blocks import Grid, Report, number, text

QUOTE_SCHEMA: Final = "itsubsidy.import.quote/1"
WAGES_SCHEMA: Final = "itsubsidy.import.wages/1"

_QUOTE_HEAD: Final = (
    *(text("場所"), text("行"), text("品名"), text("区分")),
    *(number("単価"), number("数量"), text("期間"), number("金額")),
)


def quote_preview(entries: Sequence[Line | Passed]) -> Report:
    """The rows of a quote, and what each was taken for."""
    rows = tuple(map(_row, entries))
    return Report(
        data=lambda: {"schema": QUOTE_SCHEMA, "rows": rows},
        blocks=lambda: [Grid(_QUOTE_HEAD, rows)],
    )


def _row(entry: Line | Passed) -> tuple[str, ...]:
    if isinstance(entry, Passed):
        amount = "" if entry.amount is None else decimal_text(entry.amount)
        return (entry.place, entry.kind, entry.text, "", "", "", "", amount)
    data = entry.data
    return (
        entry.place,
        "値引き" if entry.is_discount else "品",
        entry.name,
        "" if entry.is_discount else _figure(data, "category"),
        _figure(data, "price") or _figure(data, "rate"),
        _figure(data, "quantity") or "1",
        "・".join(_term(data)),
        decimal_text(entry.amount),
    )


def _figure(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if isinstance(value, Ask):
        return UNSETTLED
    return "" if value is None else written(value, ITEM[key])


def _term(data: Mapping[str, Any]) -> Iterator[str]:
    for key in ("per", "months", "first_month"):
        figure = _figure(data, key)
        if figure:
            yield f"{figure}か月目から" if key == "first_month" else figure


def wage_preview(people: Sequence[Employee], months: Sequence[date]) -> Report:
    """The employees by their row, with what they are paid an hour; names stay in the file."""
    head = (text("従業員"), text("都道府県"), *(number(f"{month:%Y-%m}") for month in months))
    rows = tuple(
        (
            f"従業員{at}",
            person.prefecture,
            *(wage_cell(person.wages.get(month)) for month in months),
        )
        for at, person in enumerate(people, 1)
    )
    return Report(
        data=lambda: {"schema": WAGES_SCHEMA, "rows": rows}, blocks=lambda: [Grid(head, rows)]
    )
