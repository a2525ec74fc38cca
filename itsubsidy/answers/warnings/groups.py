"""What each member of a group buys in numbers: the paper's may be those of all together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from itsubsidy.answers.warnings.oddity import Oddity
from itsubsidy.inputs.pricing import PricedItem
from itsubsidy.inputs.values import wrong
from itsubsidy.money import decimal_text, yen


def of_quote(items: Sequence[PricedItem]) -> Iterator[Oddity]:
    """Quantities that every member of a group buys, with what they make together."""
    for priced in items:
        item = priced.item
        if priced.buyers > 1 and item.quantity > 1 and priced.total:
            number = f"{decimal_text(item.quantity)}{item.unit or ''}"
            message = wrong(
                "構成員の 1者ごとに {}として、{} = {}としました。"
                "全体で {}なら、1者分の数量にするか、買う構成員を {members} に書きます",
                number,
                " × ".join(_factors(priced, number)),
                yen(priced.total),
                number,
            )
            yield Oddity(("items", priced.number - 1, "quantity"), message)


def _factors(priced: PricedItem, number: str) -> Iterator[str]:
    """`198,000円`, `10台`, `11者`."""
    item = priced.item
    yield f"{decimal_text(item.price)}円"
    yield number
    if item.period == 1:
        yield f"{item.months}か月"
    elif item.period is not None:
        yield f"{decimal_text(item.payments)}回"
    yield f"{priced.buyers}者"
