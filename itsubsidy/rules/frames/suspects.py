"""Lines that name what no frame pays for while their keys say otherwise.

A word in a name is no statement: such a line counts as it is typed, and is asked about, with the
key that settles it. Names of products that the word is a part of are not: 交通費精算ソフト.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from itsubsidy.files.text import normal
from itsubsidy.inputs.item import DISCOUNT, Item, is_sum_row
from itsubsidy.inputs.pricing import PricedItem
from itsubsidy.money import Exact
from itsubsidy.terms import ACQUISITIONS, CATEGORIES, DEVICES, OPTIONS, SERVICES

Kind = Literal["lease", "used", "out", "sum"]

WHOLE: Final = DEVICES | {"otasuketai"}
"""What is bought in whole pieces."""

_PROGRAMS: Final = OPTIONS | {"software", "analysis", "otasuketai"}

_BUSINESS: Final = "管理|精算|会計|販売"
_FEATURE: Final = (
    "システム|ソフト|アプリ|モジュール|プラン|機能|台帳"
    "|予約|手配|申請|査定|買取|読取|連携|入力|計算"
)
_OF_A_WORK: Final = rf"(?!\w{{0,4}}(?:{_BUSINESS})|車?業)"
_OF_A_PROGRAM: Final = rf"(?![\w・]{{0,10}}(?:{_BUSINESS}|{_FEATURE})|車?業|税|客|者)"
"""A word that one of these follows is a part of a product's name; programs are called by more."""

_PHONE: Final = "スマートフォン|スマホ"
_WORDS: Final = {
    "lease": "リース",
    "rental": "レンタル",
    "used": "中古",
    "travel": "交通費|出張|宿泊|旅費",
    "agency": "申請代行|申請支援|報告代行|申請サポート",
    "metered": "従量(?!請求)",
    "phone": rf"(?:{_PHONE})(?:端末|本体|代金?|購入)?(?!\w)",
    "group": "増台|追加ライセンス|スクラッチ",
    "device": "複合機|プリンタ|サーバ|パソコン|タブレット|レジ|券売機|機器|ハードウェア|ルータ",
}


def _pattern(words: str, unless: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{words}){unless}", re.IGNORECASE)


_IN_A_WORK: Final = {key: _pattern(words, _OF_A_WORK) for key, words in _WORDS.items()}
_IN_A_PROGRAM: Final = {key: _pattern(words, _OF_A_PROGRAM) for key, words in _WORDS.items()}
_IN_A_DEVICE: Final = _IN_A_WORK | {"phone": re.compile(_PHONE)}

_ANY: Final = _pattern("|".join((*_WORDS.values(), _PHONE)), "")
"""One look that most names pass."""

_ACQUIRED: Final[dict[str, Kind]] = {"lease": "lease", "rental": "lease", "used": "used"}


class Suspicion(NamedTuple):
    """A line to ask about."""

    word: str
    """The word that it is asked for."""
    kind: Kind
    key: Literal["acquisition", "category", "items"]
    """The key that settles it."""
    value: str
    """What it is to say then."""

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


def suspicion(item: Item, *, in_group: bool) -> Suspicion | None:
    """What to ask about a line, if something: the first that its name gives cause for."""
    if not item.quantity:
        return None
    if is_sum_row(item.name):
        return Suspicion(item.name, "sum", "items", "other")
    if item.category in (DISCOUNT, "other") or not (name := _with_a_word(item.name)):
        return None
    return next(_by_words(item, name, in_group=in_group), None)


@lru_cache(maxsize=1024)  # each frame asks about each line
def _with_a_word(name: str) -> str:
    """A name in the usual width if one of the words is in it; most have none."""
    plain = normal(name)
    return plain if _ANY.search(plain) else ""


def _not_bought(
    category: str, name: str, words: Mapping[str, re.Pattern[str]]
) -> Iterator[Suspicion]:
    """Words of a lease, a rental or of what was used before."""
    is_thing = category in _PROGRAMS | DEVICES
    for way, kind in _ACQUIRED.items():
        if found := words[way].search(name):
            if is_thing:
                yield Suspicion(found[0], kind, "acquisition", way)
            else:
                yield Suspicion(found[0], kind, "category", "other")


def _by_words(item: Item, name: str, *, in_group: bool) -> Iterator[Suspicion]:
    category = item.category
    words = _IN_A_PROGRAM if category in _PROGRAMS else _IN_A_WORK
    if category in DEVICES:
        words = _IN_A_DEVICE
    if "acquisition" not in item.model_fields_set and category != "otasuketai":
        yield from _not_bought(category, name, words)
    called = f"{name} {normal(item.model or '')}"
    if category == "support" and _IN_A_PROGRAM["device"].search(called):
        yield Suspicion("機器の保守", "out", "category", "other")
    asked = {"travel", "agency", "metered", "group" if in_group else "phone"}
    if category == "expert":
        asked.remove("travel")
    for key in _WORDS:
        if key in asked and (found := words[key].search(name)):
            yield Suspicion(found[0], "out", "category", "other")


_NO_WORK: Final = "外|管理|帯|短縮|計算|割|貸|予約|以内|サポート|対応|365|×365|監視|保守|受付|体制"
_HOURS: Final = re.compile(
    rf"(?:(?P<hours>[0-9]+(?:\.[0-9]+)?)\s*|(?<!営業)(?<!勤務)(?<!労働))時間(?!{_NO_WORK})|時給"
)
_HOUR: Final = re.compile(r"人?時間?|人?h(?:rs?|ours?)?", re.IGNORECASE)


def price_an_hour(priced: PricedItem) -> Exact | None:
    """What an hour of a service costs, net of tax, where its unit or its name says hours.

    A unit that is so many hours by its name (`研修（2時間）`) costs these together, unless they are
    its quantity.
    """
    item = priced.item
    if item.category not in SERVICES:
        return None
    hours = Fraction(1)
    if not item.unit or not _HOUR.fullmatch(normal(item.unit)):
        named = _HOURS.search(normal(item.name)) if item.per == "once" else None
        if named is None:
            return None
        hours = Fraction(named["hours"] or 1)
    price = Fraction(item.price) / (1 + priced.included)
    return price if hours in (0, item.quantity) else price / hours
