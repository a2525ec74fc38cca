"""The lines of a quote: sums among them, terms, tax, words that were read as one category."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from yaml.nodes import ScalarNode

from itsubsidy.answers.warnings.oddity import Oddity
from itsubsidy.files.document import Document
from itsubsidy.files.encoding import decode
from itsubsidy.files.keys import Loc
from itsubsidy.files.text import normal, squeezed
from itsubsidy.inputs.item import DISCOUNT, RUNNING, Item, is_sum_row
from itsubsidy.inputs.pricing import PricedItem
from itsubsidy.inputs.quote import Quote
from itsubsidy.inputs.samples import SOFTWARE
from itsubsidy.inputs.totals import total_faults
from itsubsidy.inputs.values import Origin, wrong
from itsubsidy.inputs.words import SUBSCRIPTIONS, TABLETS
from itsubsidy.money import cut, decimal_text, yen
from itsubsidy.rules.frames.costs import doubtful_terms
from itsubsidy.rules.frames.edi import unlike_shares
from itsubsidy.rules.frames.suspects import WHOLE, price_an_hour, suspicion
from itsubsidy.rules.programme.rules import Rules
from itsubsidy.terms import CATEGORIES, SERVICES

ROUND: Final = 1_000
"""Yen; prices net of tax mostly are multiples of this."""


def warnings(quote: Quote, items: Sequence[PricedItem], on: date) -> Iterator[Oddity]:
    """What may be meant otherwise, and what no frame asks about."""
    yield from _sums(items)
    for at, item in enumerate(quote.items):
        if item.name == SOFTWARE:
            yield Oddity(("items", at, "name"), "init の見本の品名のままです")
    for priced in items:
        yield from _without_period(priced)
    yield from _tax(quote)
    if quote.valid_until is not None and quote.valid_until < on:
        message = f"見積の有効期限 {quote.valid_until} を過ぎています"
        yield Oddity(("valid_until",), message)


def remarks(
    quote: Quote,
    items: Sequence[PricedItem],
    members: Sequence[str],
    document: Document,
    rules: Rules,
) -> Iterator[Oddity]:
    """What an answer says itself, or what is in the words of the file."""
    for at, item in enumerate(quote.items):
        asked = suspicion(item, in_group=bool(members))
        if asked is not None and (asked.kind != "sum" or item.category == DISCOUNT):
            yield Oddity(("items", at, "name"), asked.text(item.name))
        word = squeezed(document.text(("items", at, "category")))
        for message in _category(item, word):
            yield Oddity(("items", at, "category"), message)
    for priced in items:
        yield from _term(priced, document, rules)
        yield from _of_its_kind(priced, rules)
    yield from _services(items, rules)
    for number, message in (
        *doubtful_terms(items, rules.longest_term),
        *unlike_shares(items),
    ):
        yield Oddity(("items", number - 1, "name"), message)
    yield from _totals(quote, members)


def _sums(items: Sequence[PricedItem]) -> Iterator[Oddity]:
    """Lines that look like sums of the others, or the tax: they are counted until taken out."""
    rows = [priced for priced in items if is_sum_row(priced.item.name)]
    if not rows:
        return
    total = sum(priced.total for priced in items)
    rest = total - sum(priced.total for priced in rows)
    for priced in rows:
        message = wrong(
            "「{}」は明細の合計か税の行ではありませんか。そうなら行を消します。"
            "見積額 {}は {}になります",
            priced.item.name,
            yen(total),
            yen(rest),
        )
        yield Oddity(("items", priced.number - 1, "name"), message)


def _without_period(priced: PricedItem) -> Iterator[Oddity]:
    """A price for so many months of which nothing says that it is not each month's."""
    item = priced.item
    written = item.model_fields_set
    if item.category in RUNNING and "per" not in written and "months" in written:
        message = wrong(
            "{per} がないので、{}円を {}か月分の一括とみなします。"
            "月額なら「{per:month}」を書きます",
            decimal_text(item.price),
            item.months,
        )
        yield Oddity(("items", priced.number - 1, "price"), message)


def _term(priced: PricedItem, document: Document, rules: Rules) -> Iterator[Oddity]:
    """Terms longer than any frame pays for, and those that may not be what was meant."""
    item, at, last = priced.item, priced.number - 1, priced.last_month
    if last is None:
        return
    loc = ("items", at, "months")
    written, itself = document.node(loc)
    if itself and isinstance(written, ScalarNode) and _CALENDAR.fullmatch(normal(written.value)):
        message = f"「{written.value}」を {item.months}か月と読みました。暦の月なら月数に直します"
        yield Oddity(loc, message)
    limit = rules.longest_term(item.category)
    if limit is not None and last > limit:
        message = f"契約{item.months}か月のうち、対象になるのは {limit}か月までです"
        if priced.first_month > 1:
            message = (
                f"利用の {priced.first_month}か月目から {last}か月目までのうち、"
                f"対象になるのは {limit}か月目までです"
            )
        yield Oddity(loc, message)


_CALENDAR: Final = re.compile(r"(?:[1-9]|1[0-2])月")


def _of_its_kind(priced: PricedItem, rules: Rules) -> Iterator[Oddity]:
    """Parts of a device, hours that are too dear."""
    item, at = priced.item, priced.number - 1
    if item.category in WHOLE and item.quantity.denominator != 1:
        message = f"{CATEGORIES[item.category]}の数量に端数があります"
        yield Oddity(("items", at, "quantity"), message)
    hourly, costs = price_an_hour(priced), rules.tool_costs
    if hourly is not None and costs is not None and not costs.hourly.holds(hourly):
        most = costs.hourly
        message = f"{most.label}は {most.amount}です（{most.source}）"
        yield Oddity(("items", at, "price"), message)


def _category(item: Item, word: str) -> Iterator[str]:
    """A word that was read as one category while the name of its line speaks of another."""
    spoken = _OPTIONS if word in SUBSCRIPTIONS else _TILLS if word in TABLETS else None
    found = spoken.search(normal(item.name)) if spoken else None
    if found:
        yield (
            f"「{word}」を{CATEGORIES[item.category]}と読みましたが、品名に「{found[0]}」とあります。"
            "別の区分なら、その区分を書きます"
        )


_OPTIONS: Final = re.compile("セキュリティ|連携|オプション|お助け隊")
_TILLS: Final = re.compile("レジ|POS", re.IGNORECASE)


def may_cut_names(origin: Origin) -> bool:
    """Whether a file holds a `#` that may cut off a name, so that it is worth reading again."""
    if not _MARK.search(origin.raw):
        return False
    return _CUT.search(decode(origin.raw, origin.encoding)[0]) is not None


def cut_names(quote: Quote, document: Document) -> Iterator[Oddity]:
    """Names of which a `#` cuts off the end, as if it began a remark: `POSレジ #2`."""
    if not _CUT.search(document.source):
        return
    lines = document.source.splitlines()
    places: list[Loc] = [("vendor",), ("title",)]
    places += (
        ("items", at, key) for at in range(len(quote.items)) for key in ("name", "model", "for")
    )
    for loc in places:
        node, itself = document.node(loc)
        if not itself or not isinstance(node, ScalarNode) or node.end_mark.line >= len(lines):
            continue
        rest = _CUT.match(lines[node.end_mark.line], node.end_mark.column)
        if rest:
            message = wrong(
                "「{}」から後は読まれず、「{}」となりました。名前の一部なら、値を引用符で囲みます",
                rest[1],
                node.value,
            )
            yield Oddity(loc, message)


_CUT: Final = re.compile(r"[ \t]+(#[0-9A-Za-z０-９][^\s,}]*)")
"""A `#` that begins no remark, as those do that stand apart from what they say."""

_MARK: Final = re.compile(rb"#\x00?[^\s\x00#]")
"""A `#` that does not stand apart, as bytes in whatever encoding: a quick look for the same."""


def _services(items: Sequence[PricedItem], rules: Rules) -> Iterator[Oddity]:
    """Services dearer than everything else."""
    services = sum(one.total for one in items if one.item.category in SERVICES)
    rest = sum(one.total for one in items) - services
    costs = rules.tool_costs
    if services > rest and costs is not None:
        first = next(one.number for one in items if one.item.category in SERVICES)
        cap = costs.services_cap
        message = (
            f"役務（コンサルティング・導入設定・保守サポート）が {yen(services)}で、"
            f"見積の半分を超えます。対象になるのは {cap.amount}までです"
        )
        yield Oddity(("items", first - 1, "category"), message)


def _totals(quote: Quote, members: Sequence[str]) -> Iterator[Oddity]:
    """Totals that differ from the lines by no more than vendors round."""
    if quote.states_a_total and (members or not quote.names_members):
        for fault in total_faults(quote, members):
            if fault.is_rounding:
                yield Oddity((fault.key,), fault.message)


def _tax(quote: Quote) -> Iterator[Oddity]:
    """Prices said to be net of tax that look as if they had it in them.

    Each is a round price and the tax on it, to the hundred yen, and they are not round themselves.
    """
    net = [
        (at, item)
        for at, item in enumerate(quote.items)
        if item.quantity and (item.tax or quote.tax) == "excluded"
    ]
    paid = [(at, item) for at, item in net if item.price]
    if any(item.price % ROUND for _, item in paid) and all(
        _is_round_and_tax(item, quote) for _, item in paid
    ):
        at, first = paid[0]
        message = wrong(
            "税抜の見積ですが、税込の額に見えます（{} + 消費税）。"
            "税込なら見積に「{tax:included}」と書きます",
            yen(cut(_untaxed(first, quote))),
        )
        yield Oddity(("items", at, "price"), message)
    for at, item in net:
        if "税込" in item.name or "内税" in item.name:
            yield Oddity(("items", at, "name"), "品名に税込とありますが、税抜の額として読みました")


def _is_round_and_tax(item: Item, quote: Quote) -> bool:
    """Whether a price would be one to the hundred yen without the tax on it."""
    untaxed = _untaxed(item, quote)
    return untaxed < item.price and (untaxed / 100).denominator == 1


def _untaxed(item: Item, quote: Quote) -> Fraction:
    """The price of an item as it would be if the tax were in it, exact yen."""
    return item.price / (1 + (quote.tax_rate if item.tax_rate is None else item.tax_rate))
