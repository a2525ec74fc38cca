"""What the columns of a vendor's quote are, by the words at their head."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from itsubsidy.inputs.imports.figures import without_tax_word
from itsubsidy.inputs.imports.heads import Head, compact
from itsubsidy.inputs.spelling import ACCOUNTS, ITEM
from itsubsidy.inputs.things import year_name

_ALIASES: Final = {
    "name": (
        "ITツール名 品名 品目 品目名 品名・規格 品名/規格 品名・仕様 品名/仕様 商品名 商品 製品名 "
        "製品 ツール名称 "
        "商品・サービス 商品・サービス名 サービス名 サービス ツール名 ソフトウェア名 機器名 "
        "品名・型番 品名/型番 商品名・型番 商品名/型番 製品・サービス 製品・サービス名 適用 "
        "名称 作業内容 作業項目 作業名 費目 明細 項目 項目名 大項目 中項目 小項目 内容 内訳 "
        "ご提案内容 摘要 description "
        "item items product service"
    ),
    "model": "型番 型式 品番 製品番号 商品コード 製品コード 品目コード コード 型番・品番",
    "spec": (
        "仕様 規格 詳細 仕様・規格 規格・仕様 説明 メーカー メーカー名 プラン プラン名 "
        "積算根拠 算出根拠 積算内訳"
    ),
    "quantity": (
        "数量 数 個数 員数 台数 ライセンス数 ユーザー数 利用者数 アカウント数 拠点数 工数 "
        "時間 時間数 qty quantity"
    ),
    "unit": "単位 unit",
    "people": "人数",
    "price": (
        "単価 見積単価 提供単価 ご提供単価 販売単価 御提供単価 提供価格 ご提供価格 時間単価 "
        "標準販売価格 販売価格 "
        "単価金額 unitprice price"
    ),
    "list_price": "標準単価 定価単価",
    "months": "契約月数 月数 期間 契約期間 利用期間 利用月数 期間(月) 提供期間",
    "years": "年数 契約年数",
    "per": (
        "課金単位 課金 請求区分 支払区分 請求単位 支払単位 課金方法 料金形態 "
        "支払回数 支払方法 支払サイクル"
    ),
    "either": "価格 料金 費用 見積価格 利用料 利用料金 初期",
    "amount": (
        "金額 計 合計 小計 合計金額 見積金額 御見積金額 金額計 合計額 本体金額 本体価格 総額 "
        "補助対象経費 補助対象額 "
        "amount total"
    ),
    "after": (
        "値引後金額 値引後価格 値引後合計 値引後 値引き後金額 値引き後価格 値引き後合計 値引き後 "
        "割引後金額 割引後価格 割引後合計 割引後"
    ),
    "tax_amount": "消費税 消費税額 税額 消費税等 tax",
    "tax_rate": "税率 消費税率",
    "tax": "税区分 課税区分 税",
    "discount": "値引 値引き 値引額 値引き額 割引 割引額",
    "discount_rate": "値引率 値引き率 割引率",
    "note": "備考 備考欄 摘要 コメント 特記事項 特記 注記 remarks note notes",
    "category": "区分 カテゴリ カテゴリー 分類 大分類 経費区分 種別 種類 対象経費 対象経費区分",
    "quote_number": "見積番号 見積書番号 見積no 見積no. 見積書no 見積書no. 見積id",
    "number": "no no. № # 番号 項番 行 行番号 通番 連番",
}
"""How quotes name their columns; where a word stands twice, the first meaning is tried first."""

_OURS: Final = (
    *("processes", "functions", "invoice_compliant", "registered", "members", "for", "rate"),
    *("first_month", "acquisition"),
)
"""Keys of an item that a quote may have a column for, read as the file has them."""

_ROLES: Final = {
    **{
        compact(word).lower(): role
        for role, words in reversed(_ALIASES.items())
        for word in words.split()
    },
    **{compact(word): name for name in _OURS for word in (name, *ITEM[name].spellings)},
    **{compact(word): name for name, key in ACCOUNTS.items() for word in key.spellings},
}

PAID: Final = ("price", "either", "amount")


class Column(NamedTuple):
    """What a column holds, and what its head says besides."""

    role: str
    word: str
    """The head without what is said besides."""
    tax: str | None = None
    per: str | None = None
    """`once`, `month`, `year`: what a price is for."""
    first_month: int | None = None
    """The month of use that the amounts begin with: 13 of 2年目."""
    goes_on: bool = False
    """Whether they are of every year from then on: 次年度以降."""

    @property
    def meaning(self) -> object:
        """What it says, whatever its words."""
        return self._replace(word="")


_PER: Final = {
    "month": re.compile(r"月額|月々|毎月|[(/]月[)]?$|[(/]月額[)]|/月"),
    "year": re.compile(r"年額|年間|毎年|[(/]年[)]?$|/年"),
    "once": re.compile(r"初期|一括|イニシャル|導入時"),
}
_YEN: Final = re.compile(r"[(\[【:：]?(?:単位)?[:：]?円[)\]】]?|¥|[(\[]￥[)\]]|\(¥\)|\(jpy\)")
_LIST_PRICE: Final = re.compile(
    "(?:定価|上代|(?:標準|通常|参考|(?:メーカー)?希望小売)価格)(?:単価|金額|価格|[小合]?計)?"
)
"""What the vendor does not ask for, with what stands below it in a head of two rows."""

_ROUND: Final = re.compile(r"[()\[\]【】「」・:：※*]+\Z|\A[()\[\]【】「」・※*]+")


def read_column(text: str) -> Column | None:
    """What a head says of its column; None where it says nothing that is known."""
    word = compact(text).lower()
    if not word or len(word) > LONGEST_HEAD:
        return None
    if word in _ROLES:
        return Column(_ROLES[word], word, per="once" if word == "初期" else None)
    plain, tax = without_tax_word(word)
    plain = _YEN.sub("", plain)
    per = next((per for per, words in _PER.items() if words.search(plain)), None)
    year = year_name(plain)
    rest = compact(year.base).lower() if year.first_month else plain
    if per is not None and rest not in _ROLES:
        rest = _PER[per].sub("", rest)
    rest = _ROUND.sub("", _ROUND.sub("", rest))
    is_list_price = _LIST_PRICE.fullmatch(re.sub("[【】]", "", rest))
    role = "list_price" if is_list_price else _ROLES.get(rest, "")
    column = Column(role, rest, tax, per, year.first_month, "以降" in plain)
    return column if column.role else _of_yen(column)


def _of_yen(column: Column) -> Column | None:
    """A column whose head says only what its yen are: 1年目, 月額, 税込."""
    if column.word or not (column.per or column.first_month or column.tax):
        return None
    is_fee = column.per is not None and column.first_month is None
    return column._replace(role="either" if is_fee else "amount")


LONGEST_HEAD: Final = 40
"""Characters; a longer text is a sentence."""


def is_quote_head(columns: Collection[Column]) -> bool:
    """Whether columns make the head of a quote: what is bought, and what it costs."""
    roles = {column.role for column in columns}
    return "name" in roles and bool(roles & set(PAID))


class Slot(NamedTuple):
    """The columns of one price: most quotes have one, others one a year, or once and monthly."""

    price: int | None
    amount: int | None
    tax: str | None = None
    per: str | None = None
    first_month: int | None = None
    gross: int | None = None
    """The amounts with tax, beside those without."""
    is_per_of_price: bool = False
    """Whether the head of the price alone says what it is for: `月額` beside `金額`."""
    goes_on: bool = False
    """Whether it is paid in every year from its first month on."""
    yearly: int | None = None
    """What a year of it comes to, beside the fee of a month."""
    is_loose: bool = False
    """Whether its head says neither that it is of one unit nor that it is of all: 費用, 月額."""

    @property
    def places(self) -> tuple[int | None, ...]:
        """All its columns, if it has them."""
        return self.price, self.amount, self.gross, self.yearly

    @property
    def main(self) -> int | None:
        """The column that is added up."""
        return next((at for at in (self.yearly, self.amount, self.price) if at is not None), None)


class Layout(NamedTuple):
    """Which column is what; places are counted from 0."""

    names: tuple[int, ...]
    slots: tuple[Slot, ...]
    columns: Mapping[str, int]
    """The other columns, by what they hold."""
    notes: tuple[int, ...]
    row_total: int | None = None
    """What all slots of a row come to."""

    @property
    def paid(self) -> frozenset[int]:
        """The columns that hold yen."""
        own = {place for slot in self.slots for place in slot.places}
        more = {self.row_total, *(self.columns.get(role) for role in ("tax_amount", "discount"))}
        return frozenset(place for place in own | more if place is not None)

    @property
    def tax(self) -> str | None:
        """What the heads of the prices say of the tax in them."""
        return next((slot.tax for slot in self.slots if slot.tax), None)

    @property
    def mains(self) -> list[int]:
        """The columns in which the sums of the lines stand; several prices are added up."""
        if self.row_total is not None:
            return [self.row_total]
        places = (slot.main for slot in self.slots)
        return [place for place in places if place is not None]


class HeadError(Exception):
    """Columns that can be read in two ways; which, and by their places."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.message, self.column = message, column


def layout_of(head: Head[Column]) -> Layout:
    """The layout that a head makes.

    Raises:
        HeadError: two columns hold the amount, and nothing says which is which.
    """
    columns = dict(_with_gross(_after_discounts(head.columns)))
    names = _names(columns)
    paid = {at: column for at, column in columns.items() if column.role in PAID}
    notes: list[int] = []
    others: dict[str, int] = {}
    for at, column in columns.items():
        if column.role in ("note", "spec") or (column.role == "name" and at not in names):
            notes.append(at)
        elif at not in paid and at not in names:
            others.setdefault(column.role, at)
    slots, row_total = _slots(paid)
    return Layout(tuple(names), tuple(slots), others, tuple(notes), row_total)


def _names(columns: Mapping[int, Column]) -> list[int]:
    """The columns that name what is sold; beside another one 摘要 is a remark."""
    names = [at for at, column in columns.items() if column.role == "name"]
    return [at for at in names if columns[at].word != _REMARK] or names


_REMARK: Final = "摘要"


def _after_discounts(columns: Mapping[int, Column]) -> Mapping[int, Column]:
    """The columns; where the amounts after the discounts have one, those before are not read."""
    if all(column.role != "after" for column in columns.values()):
        return columns
    roles = {"after": "amount", "amount": "before"}
    return {
        at: column._replace(role=roles.get(column.role, column.role))
        for at, column in columns.items()
    }


_SUMS: Final = frozenset({"合計", "合計金額", "合計額", "総額", "計"})


def _with_gross(columns: Mapping[int, Column]) -> Iterator[tuple[int, Column]]:
    """The columns; beside one of the tax, 合計 is what a line costs with it."""
    amounts = [column for column in columns.values() if column.role == "amount"]
    beside = len(amounts) > 1 and any(column.role == "tax_amount" for column in columns.values())
    for at, column in columns.items():
        is_sum = beside and column in amounts and column.word in _SUMS and column.tax is None
        yield at, column._replace(tax="included") if is_sum else column


_Group = tuple[str | None, int | None]


def _slots(paid: Mapping[int, Column]) -> tuple[list[Slot], int | None]:
    """The prices of a line, and the column of what they come to, where there is one."""
    sums = any(column.role == "amount" for column in paid.values())
    groups: dict[_Group, dict[str, list[int]]] = {}
    for at, column in paid.items():
        role = column.role
        if role == "either":
            role = "price" if sums and column.first_month is None else "amount"
        groups.setdefault((column.per, column.first_month), {}).setdefault(role, []).append(at)
    groups = _joined(groups)
    row_total = None
    plain = groups.get((None, None))
    if plain and len(groups) > 1 and not plain.get("price"):
        row_total = plain["amount"][0]
        del groups[None, None]
    return [_slot(group, places, paid) for group, places in groups.items()], row_total


def _joined(groups: dict[_Group, dict[str, list[int]]]) -> dict[_Group, dict[str, list[int]]]:
    """A price by the month or year, and the one column of amounts that belongs to it."""
    by_month, by_year = ("month", None), ("year", None)
    if by_month in groups and set(groups.get(by_year, ())) == {"amount"}:  # the same fee, twice
        groups[by_month]["yearly"] = groups.pop(by_year)["amount"]
    keys = list(groups)
    if len(keys) != 2 or any(first for _, first in keys):
        return groups
    prices = [key for key in keys if set(groups[key]) == {"price"}]
    amounts = [key for key in keys if set(groups[key]) == {"amount"}]
    if len(prices) == 1 and len(amounts) == 1 and None in (prices[0][0], amounts[0][0]):
        key = prices[0] if prices[0][0] else amounts[0]
        return {key: groups[prices[0]] | groups[amounts[0]]}
    return groups


def _slot(group: _Group, places: Mapping[str, Sequence[int]], paid: Mapping[int, Column]) -> Slot:
    price, _ = _one(places.get("price", ()), paid)
    amount, gross = _one(places.get("amount", ()), paid)
    modes = [paid[at].tax for at in (price, amount) if at is not None and paid[at].tax]
    if "included" in modes and "excluded" in modes:  # of a price net of tax the sum with it
        gross, amount = amount, None
        modes = ["excluded"]
    of_price = price is not None and all(
        paid[at].per is None for at in (amount, gross) if at is not None
    )
    goes_on = any(paid[at].goes_on for at in (price, amount, gross) if at is not None)
    yearly, _ = _one(places.get("yearly", ()), paid)
    is_loose = amount is not None and paid[amount].role == "either"
    tax = modes[0] if modes else None
    return Slot(price, amount, tax, *group, gross, of_price, goes_on, yearly, is_loose)


def _one(places: Sequence[int], paid: Mapping[int, Column]) -> tuple[int | None, int | None]:
    """The one column of these, and beside it that with tax."""
    if len(places) < 2:
        return (places[0] if places else None), None
    gross = [at for at in places if paid[at].tax == "included"]
    net = [at for at in places if paid[at].tax != "included"]
    if len(gross) == 1 and len(net) == 1:
        return net[0], gross[0]
    raise HeadError(
        f"「{paid[places[0]].word}」の列が二つあります。どちらか一つにします", places[1]
    )
