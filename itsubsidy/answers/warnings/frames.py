"""Software of which something is not written, so that a frame is lost without a word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pydantic_core import PydanticCustomError

from itsubsidy.answers.warnings.oddity import Oddity
from itsubsidy.files.text import normal
from itsubsidy.inputs.item import Item
from itsubsidy.inputs.pricing import PricedItem
from itsubsidy.inputs.values import wrong

_NAMED: Final = {"会計": "accounting", "受発注": "ordering", "決済": "settlement"}
_PROCESSED: Final = {"共P-04": "accounting", "共P-02": "settlement"}
"""The functions that a word in a name, or a process, makes likely."""

_OF_ANOTHER: Final = re.compile(
    "初期|導入費|設定費|(?:追加|増設).*(?:ユーザ|ライセンス|アカウント|ID|席)"
    "|(?:ユーザ|ライセンス|アカウント|ID|席).*(?:追加|増設|増)"
)
"""What is bought with a product: its start fee, further users."""


def of_quote(items: Sequence[PricedItem], *, in_group: bool) -> Iterator[Oddity]:
    """Software without functions, without processes, or without both.

    A platform for orders, whose accounts are stated, is meant for a frame that asks no process.
    """
    software = [priced for priced in items if priced.item.category == "software"]
    whole = [one.item.name for one in software if one.item.processes or one.item.functions]
    for priced in software:
        item, loc = priced.item, ("items", priced.number - 1)
        if not item.processes and not item.functions:
            yield Oddity(loc, _of_no_use(item, whole))
        elif not item.functions:
            function = _likely_function(item)
            if function:
                yield Oddity((*loc, "functions"), _without_functions(function))
        elif not item.processes and not in_group and item.accounts is None:
            message = wrong(
                "書かれていません。{processes} のないソフトウェアは、通常枠では対象になりません"
            )
            yield Oddity((*loc, "processes"), message)


def _of_no_use(item: Item, others: Sequence[str]) -> PydanticCustomError:
    if others and _OF_ANOTHER.search(normal(item.name)):
        return wrong(
            "{processes} も {functions} もないので、どの申請枠の対象にもなりません。「{}」の費用の"
            "一部なら、その行と同じ {processes} と {functions} を書きます",
            others[0],
        )
    return wrong("{processes} も {functions} もないソフトウェアは、どの申請枠の対象にもなりません")


def _likely_function(item: Item) -> str | None:
    name = normal(item.name)
    named = (function for word, function in _NAMED.items() if word in name)
    return next(named, None) or next(
        (_PROCESSED[process] for process in item.processes if process in _PROCESSED), None
    )


def _without_functions(function: str) -> PydanticCustomError:
    return wrong(
        "書かれていません。会計・受発注・決済の機能があれば"
        f"「{{functions:{function}}}」のように書きます。インボイス枠も計算します"
    )
