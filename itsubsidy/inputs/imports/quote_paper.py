"""What stands around the table of a quote: who offers what, when, for how much, and how taxed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from itsubsidy.files.keys import known_key
from itsubsidy.files.text import normal
from itsubsidy.inputs.imports.figures import (
    TAX_WORD,
    amount_of,
    day_in,
    days_in,
    without_tax_word,
)
from itsubsidy.inputs.imports.heads import Label, compact, labels, split_label
from itsubsidy.inputs.imports.quote_sums import Mode, Sum, sum_name
from itsubsidy.inputs.imports.quote_terms import months_in
from itsubsidy.inputs.spelling import QUOTE
from itsubsidy.inputs.tables import Table

_ALIASES: Final = {
    "vendor": "見積元 発行元 販売元 提供元 販売会社 見積会社 見積事業者",
    "title": "件名 案件名 案件 プロジェクト名 タイトル 見積件名 御見積件名",
    "date": "見積日 発行日 作成日 提出日 見積年月日 発行年月日 日付",
    "number": (
        "見積番号 見積書番号 見積no 見積no. 見積書no 見積書no. 管理番号 伝票番号 見積id no no. №"
    ),
    "valid_until": "有効期限 見積有効期限 見積期限 有効期間 見積有効期間",
    "note": "備考 特記事項 備考欄 注記 条件",
    "to": "宛先 宛名 お客様名 お客様 貴社名 御社名",
    "term": "契約期間 利用期間 期間 契約月数 サービス期間 サービス利用期間 ご利用期間 契約年数",
    "tax": "消費税",
    "tax_rate": "税率 消費税率",
}
_ROLES: Final = {word: role for role, words in _ALIASES.items() for word in words.split()}
_TOTAL: Final = "sum"


class Paper(NamedTuple):
    """What a quote says outside its table."""

    vendor: str | None = None
    title: str | None = None
    dated: date | None = None
    number: str | None = None
    valid_until: date | None = None
    to: str | None = None
    """To whom it is addressed."""
    months: int | None = None
    """The term of what is paid by the month."""
    notes: tuple[str, ...] = ()
    tax: Mode | None = None
    """What its words say of the tax in the prices."""
    tax_rate: str | None = None
    sums: tuple[Sum, ...] = ()
    """The totals above the table."""


def read_label(text: str) -> str | None:
    """What a text is the label of, or that it names a sum; None for neither."""
    word = compact(text).lower().strip("【】[]■□:：*※()")
    if not word or len(word) > 20:
        return None
    role = _ROLES.get(word) or _ROLES.get(re.sub(r"\A[御お]", "", word))
    if role is not None:
        return role
    key = known_key(text, QUOTE)
    if key is not None and key.name in _ALIASES:
        return key.name
    return _TOTAL if sum_name(text) is not None else None


def read_paper(parts: Sequence[tuple[Table, range]], lines: int = 0) -> Paper:
    """What some rows of some tables say: those above the lines, and those below their sums.

    `lines` is how many lines there are, all of which the totals add up.
    """
    said = _Said()
    for table, rows in parts:
        for label in labels(table, rows, read_label):
            said.add(table, label, lines)
    texts = said.texts
    cells = [cell for table, rows in parts for row in rows for cell in table.rows[row]]
    remarks = [cell.text for cell in cells if _REMARK.match(cell.text)]
    vendor, to = _companies(parts, texts.get("to"))
    taxes = [*(cell.text for cell in cells), texts.get("tax", "")]
    return Paper(
        vendor=texts.get("vendor", vendor),
        title=texts.get("title"),
        dated=day_in(texts["date"]) if "date" in texts else _lone_day(parts),
        number=texts.get("number"),
        valid_until=day_in(texts.get("valid_until", "")),
        to=to,
        months=_months(texts.get("term", "")),
        notes=tuple(dict.fromkeys([*said.notes, *remarks])),
        tax=_tax(taxes, {one.label for one in said.sums}),
        tax_rate=texts.get("tax_rate"),
        sums=tuple(said.sums),
    )


_REMARK: Final = re.compile(r"[※＊*]\s*\S")


class _Said:
    """What the labels of a paper say, the first of each; and the totals beside them."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.notes: list[str] = []
        self.sums: list[Sum] = []

    def add(self, table: Table, label: Label[str], lines: int) -> None:
        """What one label says."""
        total = _sum(table, label, lines) if label.role in (_TOTAL, "tax") else None
        if total is not None:
            self.sums.append(total)
        elif label.role == "note":
            self.notes.append(label.text)
        elif label.role == "valid_until" and day_in(label.text) is None:
            self.notes.append(f"有効期限 {label.text}")
        else:
            self.texts.setdefault(label.role, label.text)


def _sum(table: Table, label: Label[str], lines: int) -> Sum | None:
    """A total above the table: `御見積金額 ¥1,540,000-（税込）`."""
    name, amount = sum_name(label.words), amount_of(label.value)
    if name is None or amount is None:
        return None
    behind = " ".join(
        cell.text for cell in table.rows[label.row] if cell.column > label.cell.column
    )
    tax = amount.tax or (without_tax_word(behind)[1] if TAX_WORD.match(normal(behind)) else None)
    if tax is not None and name.kind == "total":
        name = name._replace(kind="gross" if tax == "included" else "net")
    return Sum(name, label.words, amount.yen, table.place(label.cell), lines)


def _lone_day(parts: Sequence[tuple[Table, range]]) -> date | None:
    """The day that stands by itself, as it does at the top of a letter."""
    for text, before in _texts(parts, step=-1):
        days = days_in(text) if len(text) < 20 else ()
        if len(days) == 1 and not _OF_ANOTHER.search(text + before):
            return days[0]
    return None


_OF_ANOTHER: Final = re.compile("納|期|支払|入金|開始|終了|予定|希望|稼働|以降|まで|から|[〜～]")
"""What is said of a day that is not that of the letter."""


def _months(text: str) -> int | None:
    """The term: `24ヶ月`, `2025年10月1日〜2027年9月30日`."""
    days = days_in(text)
    if len(days) == 2:
        first, behind = days[0], days[1] + timedelta(days=1)
        months = 12 * (behind.year - first.year) + behind.month - first.month
        return months if behind.day == first.day and months > 0 else None
    return months_in(text)


_COMPANY: Final = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|合名会社|\(株\)|\(有\)|\(同\)|協同組合|Inc\.|Co\., ?Ltd"
)
_TO: Final = re.compile(r"\s*(?:御中|様|殿)\s*\Z")
_BEHIND: Final = re.compile(
    r"\s*(?:〒|TEL|Tel|電話|FAX|担当|登録番号|住所|代表取締役|営業部|\d{3}-\d{4}).*"
)
_BANK: Final = re.compile("銀行|信用金庫|振込|口座")


def _companies(
    parts: Sequence[tuple[Table, range]], to: str | None
) -> tuple[str | None, str | None]:
    """The company that offers, and the one that it is offered to: 御中 or 様 stands behind it, or
    it is `to`, which a label says.
    """
    vendor, labelled = None, to
    for name, behind in _texts(parts, step=1):
        if not _is_company(normal(name)) or (labelled and labelled in name):
            continue
        if _TO.search(name) or _TO.match(behind):
            to = to or _TO.sub("", name)
        else:
            vendor = vendor or _BEHIND.sub("", name)
    return vendor, to and _TO.sub("", to)


def _texts(parts: Sequence[tuple[Table, range]], *, step: int) -> Iterator[tuple[str, str]]:
    """What stands in the cells, each with what stands in the next of its row, or before it."""
    for table, rows in parts:
        for row in rows:
            cells = [cell.text for cell in table.rows[row] if not cell.is_blank]
            yield from zip(cells, [*cells[1:], ""] if step > 0 else ["", *cells], strict=False)


def _is_company(text: str) -> bool:
    return bool(_COMPANY.search(text)) and not _BANK.search(text) and len(text) <= LONGEST_NAME


LONGEST_NAME: Final = 80
"""Characters; a longer text is a sentence."""

_OF_PRICES: Final = re.compile("価格|単価|金額|表示|記載|料金|上記|本見積|費用|全て|すべて|消費税")
_EXCLUDED: Final = re.compile(
    "税抜|税別|外税|消費税(?:等|額)?(?:は)?(?:別|を?含みません|(?:は|が)?含まれて(?:い|お)りません)|別途消費税"
)
_INCLUDED: Final = re.compile(
    "税込|内税|消費税(?:等|額)?(?:を|が|は)?含(?:む|みます|まれて(?:い|お)ります|んで(?:い|お)ります)"
)


def _tax(texts: Iterable[str], totals: Collection[str]) -> Mode | None:
    """What the words say of the tax in the prices; None where they say nothing, or both.

    What stands beside a total is said of that alone.
    """
    said: set[Mode] = set()
    for text in texts:
        plain = compact(text)
        of_total = split_label(text, read_label)[0] in totals or amount_of(text) is not None
        if of_total or not (_OF_PRICES.search(plain) or len(plain) < 8):
            continue
        if _EXCLUDED.search(plain):
            said.add("excluded")
        elif _INCLUDED.search(plain):
            said.add("included")
    return said.pop() if len(said) == 1 else None
