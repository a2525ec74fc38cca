"""The amount that a vendor's paper states for a line, held against what its price makes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from pydantic_core import PydanticCustomError

from itsubsidy.inputs.item import Item
from itsubsidy.inputs.values import wrong
from itsubsidy.money import cut, yen

_RATES: Final = (Fraction(1, 10), Fraction(2, 25))
_FACTORS: Final = (1_000, 10_000)
"""What is lost where 千円 or 万円 are written as yen."""

LEAST_WITH_TAX: Final = 100
"""Yen; of less the tax is a few yen, which anything may be."""

MOST_TIMES: Final = 1_000
"""Pieces or months that a price is plausibly paid for."""


def no_such_amount(item: Item) -> PydanticCustomError:
    """What to say of a 金額 that the price does not make: both figures, and what explains it."""
    stated = item.amount or 0
    makes = "か ".join(map(yen, item.figures))
    why = next(_explanations(item, stated), "")
    return wrong(
        f"{{}} は、単価と数量から決まる {{}}と合いません{why and f'。{why}'}", yen(stated), makes
    )


def _by_tax(figure: int, stated: int) -> Iterator[str]:
    """Whether an amount is a figure with the tax put on, or taken off."""
    for rate in _RATES if figure >= LEAST_WITH_TAX else ():
        if _is_about((1 + rate) * figure, stated):
            yield "消費税を足した額です。単価と同じ税抜の額を書きます"
        if _is_about((1 + rate) * stated, figure):
            yield "消費税を引いた額です。単価と同じ税込の額を書きます"


def _explanations(item: Item, stated: int) -> Iterator[str]:
    """What could explain that an amount does not fit, the likeliest first."""
    for figure in item.figures:
        yield from _by_tax(figure, stated)
        less, more = sorted((stated, figure))
        yield from (f"ちょうど {by:,}倍違います" for by in _FACTORS if less and less * by == more)
    times = Fraction(stated) / item.payment if item.payment else Fraction(0)
    if item.period == 1 and 1 < times <= MOST_TIMES and times.denominator == 1:
        yield f"{times}か月分の額です。{{months}} を確かめます"
    times = Fraction(stated) / item.price if item.price else Fraction(0)
    if 1 < times <= MOST_TIMES and times.denominator == 1:
        yield f"単価の {times}倍です。{{quantity}} を確かめます"


def _is_about(exact: Fraction, whole: int) -> bool:
    """Whether a figure is what a vendor may round an exact one to."""
    return whole - cut(exact) in (0, 1)
