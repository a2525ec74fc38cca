"""Lines that name what no frame pays for while their keys say otherwise.

A word in a name is no statement: such a line counts as it is typed, and is asked about, with the
key that settles it. Names of products that the word is a part of are not: 交通費精算ソフト.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from itsubsidy.inputs.item import DISCOUNT, Item
from itsubsidy.inputs.yamltext import normal
from itsubsidy.terms import ACQUISITIONS, CATEGORIES, HARDWARE, SERVICES

Kind = Literal["lease", "used", "out", "sum", "hourly"]

_PRODUCT: Final = r"(?!\w{0,4}(?:管理|精算|会計|業|販売|システム|ソフト))"
"""A word that one of these follows is a part of a product's name."""

_WORDS: Final[dict[str, re.Pattern[str]]] = {
    kind: re.compile(rf"(?:{words}){_PRODUCT}", re.IGNORECASE)
    for kind, words in (
        ("lease", "リース"),
        ("rental", "レンタル"),
        ("used", "中古"),
        ("travel", "交通費|出張|宿泊|旅費"),
        ("agency", "申請代行|申請支援|報告代行|申請サポート"),
        ("metered", "従量"),
        ("phone", "スマートフォン|スマホ"),
        ("group", "増台|追加ライセンス|スクラッチ"),
        (
            "device",
            "複合機|プリンタ|サーバ|パソコン|タブレット|レジ|券売機|機器|ハードウェア|ルータ",
        ),
    )
}

SUM_ROWS: Final = frozenset(
    {"小計", "合計", "総計", "値引後合計", "値引き後合計", "税込合計", "税抜合計"}
    | {"消費税", "消費税等", "内消費税", "消費税額"}
)
"""Whole names of rows that add up others, or that are the tax."""

_HOURS: Final = re.compile(r"時間|時給")


class Suspicion(NamedTuple):
    """A line to ask about."""

    at: int
    """The place of the line among the quote's entries, from 0."""
    word: str
    """The word that it is asked for."""
    kind: Kind
    key: Literal["acquisition", "category", "price", "items"]
    """The key that settles it."""
    value: str
    """What it is to say then; nothing where only the reader knows."""

    def text(self, name: str) -> str:
        """The question about the line of this name, and how to answer it."""
        if self.kind == "sum":
            return f"「{name}」は明細の合計か税の行ではありませんか。そうなら行を消します"
        says = (
            f"取得方法: {ACQUISITIONS[self.value]}"
            if self.key == "acquisition"
            else f"区分: {CATEGORIES[self.value]}"
        )
        return f"「{name}」は「{self.word}」ではありませんか。そうなら「{says}」と書きます"


def suspicion(at: int, item: Item, *, in_group: bool) -> Suspicion | None:
    """What to ask about a line, if something: the first that its name gives cause for."""
    if item.category in (DISCOUNT, "other") or not item.quantity:
        return None
    name = normal(item.name)
    if name.replace(" ", "") in SUM_ROWS:
        return Suspicion(at, name, "sum", "items", "")
    return next(_by_words(at, item, name, in_group=in_group), None)


def _by_words(at: int, item: Item, name: str, *, in_group: bool) -> Iterator[Suspicion]:
    if "acquisition" not in item.model_fields_set and item.category != "otasuketai":
        for value, kind in _ACQUIRED.items():
            if found := _WORDS[value].search(name):
                keyed = item.category not in SERVICES | {"administration", "expert"}
                key, says = ("acquisition", value) if keyed else ("category", "other")
                yield Suspicion(at, found[0], kind, key, says)  # type: ignore[arg-type]
    speaks = f"{name} {normal(item.model or '')}"
    if item.category == "support" and _WORDS["device"].search(speaks):
        yield Suspicion(at, "機器の保守", "out", "category", "other")
    for word in ("travel", "agency", "metered", "phone", "group"):
        if word == "travel" and item.category == "expert":
            continue
        if (word == "phone" and in_group) or (word == "group" and not in_group):
            continue
        if found := _WORDS[word].search(name):
            yield Suspicion(at, found[0], "out", "category", "other")


_ACQUIRED: Final[dict[str, Kind]] = {"lease": "lease", "rental": "lease", "used": "used"}


def is_by_the_hour(item: Item) -> bool:
    """Whether a service is sold by the hour, as far as its name or its unit says so."""
    told = _HOURS.search(normal(item.name)) or _HOURS.search(normal(item.unit or ""))
    return item.category in SERVICES and bool(told)


DEVICES: Final = HARDWARE | {"analysis_hardware", "otasuketai"}
"""What is bought in whole pieces."""
